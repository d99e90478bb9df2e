//! What is asked of a group, and what it leads to: events, or the rule that refused it.

mod access;
mod meetings;
mod members;
mod polls;
mod turns;

use kring_protocol::code::Rejection;
use kring_protocol::group::{GroupCommand, RoleHeld};
use kring_protocol::ids::{GroupId, MemberId, SessionId};
use kring_protocol::limits;
use uuid::Uuid;

use super::event::Event;
use super::state::{Passkey, State, Status};
use crate::log_use::Logged;
use crate::state::{Credential, Device};
use crate::text;

/// What the outside world contributes to a decision.
#[derive(Debug, Clone)]
pub struct Context {
    /// The server's clock, in milliseconds since 1970.
    pub now_ms: i64,
    /// A fresh random id, for whatever this request creates.
    pub fresh: Uuid,
    /// Entries in this group's log so far.
    pub entries: u64,
    /// What the author of the request has added to the log so far.
    pub logged: Logged,
}

/// Everything that can be asked of a group.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the fields are those of the state")]
pub enum Request {
    /// Brings a group into being.
    Create(Box<Create>),
    /// Somebody with the invitation asks to come in. Asked twice, it is one application with a fresh
    /// token.
    Apply { member: MemberId, name: String, invitation: Credential, device: Device },
    /// Somebody with a personal code wants back in on another device.
    ReturnByCode { code: Credential, device: Device },
    /// Somebody whose passkey was checked wants back in on another device; `key` is what checks it from now
    /// on.
    ReturnByPasskey { handle: Credential, key: String, device: Device },
    /// Somebody with the invitation says that they are a member.
    Claim { name: String, invitation: Credential, device: Device },
    /// A member wants a new personal code.
    SetCode { by: MemberId, code: Credential },
    /// A member made a passkey.
    AddPasskey { by: MemberId, passkey: Passkey },
    /// A member wants a new address for their calendar, or none any more.
    SetCalendar { by: MemberId, calendar: Option<Credential> },
    /// A member wants a new invitation.
    ReplaceInvitation { by: MemberId, invitation: Credential },
    /// A meeting of the group has begun.
    MeetingBegun { session: SessionId },
    /// A meeting of the group that had begun is erased, and nobody closed it.
    MeetingGone { session: SessionId },
    /// A meeting of the group was closed.
    MeetingHeld { session: SessionId, at_ms: i64, roles: Vec<RoleHeld> },
    /// Somebody takes something along from this meeting to the next one: if none is planned, one without a
    /// date is.
    PlanNext { after: SessionId, by: MemberId },
    /// The operator erases the group, or its retention is over.
    Erase { if_due: bool },
    /// A member's command.
    Command { by: MemberId, group: GroupId, command: GroupCommand },
}

/// What a new group needs.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "see `CreateGroup` in the protocol")]
pub struct Create {
    pub group: GroupId,
    pub name: String,
    pub purpose: String,
    pub agreements: Vec<String>,
    pub keep_months: u32,
    pub invitation: Credential,
    pub founder: MemberId,
    pub founder_name: String,
    /// Whether the founder is a trainer beside the group.
    pub trainer: bool,
    pub device: Device,
}

impl Request {
    /// Whose request it is; none if it is the server's own, or that of somebody who is not known yet.
    #[must_use]
    pub fn author(&self, state: &State) -> Option<MemberId> {
        match self {
            Self::Create(create) => Some(create.founder),
            Self::Apply { member, .. } => Some(*member),
            Self::ReturnByCode { code, .. } => state.holder_of_code(*code).map(|member| member.id),
            Self::ReturnByPasskey { handle, .. } => {
                state.holder_of_passkey(*handle).map(|(member, _)| member.id)
            }
            Self::SetCode { by, .. }
            | Self::AddPasskey { by, .. }
            | Self::SetCalendar { by, .. }
            | Self::ReplaceInvitation { by, .. }
            | Self::Command { by, .. } => Some(*by),
            Self::Claim { .. }
            | Self::MeetingBegun { .. }
            | Self::MeetingGone { .. }
            | Self::MeetingHeld { .. }
            | Self::PlanNext { .. }
            | Self::Erase { .. } => None,
        }
    }

    /// Whether the request is decided anew when it is repeated, instead of getting the same answer. One
    /// that brings a token is: it may have been lost on the way.
    #[must_use]
    pub fn is_repeatable(&self) -> bool {
        matches!(
            self,
            Self::Apply { .. }
                | Self::ReturnByCode { .. }
                | Self::ReturnByPasskey { .. }
                | Self::Claim { .. }
        )
    }

    /// Whether it is possible however much was logged: what ends something.
    fn is_always_possible(&self) -> bool {
        use GroupCommand as C;
        let ends = |command: &C| {
            let takes_away = matches!(command, C::RevokeDevice { .. } | C::RemovePasskey { .. });
            takes_away || matches!(command, C::Leave {} | C::Erase {})
        };
        match self {
            Self::Erase { .. }
            | Self::MeetingBegun { .. }
            | Self::MeetingGone { .. }
            | Self::MeetingHeld { .. }
            | Self::PlanNext { .. }
            | Self::SetCalendar { calendar: None, .. } => true,
            Self::Command { command, .. } => ends(command),
            _ => false,
        }
    }
}

type Decision = Result<Vec<Event>, Rejection>;

fn one(event: Event) -> Decision {
    Ok(vec![event])
}

/// Decides. No event means that there is nothing to change.
///
/// # Errors
/// The rule that refused it. A refusal changes nothing.
pub fn decide(state: &State, context: &Context, request: &Request) -> Decision {
    if let Request::Create(create) = request {
        return members::create(state, context, create);
    }
    if !state.is_active() {
        return Err(Rejection::NotInMeeting);
    }
    let used = context.logged;
    let share_used =
        used.entries >= limits::PERSON_COMMANDS || used.bytes >= limits::PERSON_LOG_BYTES;
    if share_used && !request.is_always_possible() {
        return Err(Rejection::TooManyChanges);
    }
    // Whoever asks to come in has a share of their own, so all of them together have a bound.
    if matches!(request, Request::Apply { .. }) && context.entries >= limits::COMMANDS {
        return Err(Rejection::MeetingFull);
    }
    match request {
        Request::Create(_) => Err(Rejection::AlreadyStarted),
        Request::Apply { member, name, invitation, device } => {
            members::apply(state, context, *member, name, *invitation, device)
        }
        Request::ReturnByCode { code, device } => access::return_by_code(state, *code, device),
        Request::ReturnByPasskey { handle, key, device } => {
            access::return_by_passkey(state, *handle, key, device)
        }
        Request::AddPasskey { by, passkey } => access::add_passkey(state, *by, passkey),
        Request::Claim { name, invitation, device } => {
            access::claim(state, context, name, *invitation, device)
        }
        Request::SetCode { by, code } => access::set_code(state, *by, *code),
        Request::SetCalendar { by, calendar } => access::set_calendar(state, *by, *calendar),
        Request::ReplaceInvitation { by, invitation } => {
            must_be_member(state, *by)?;
            one(Event::InvitationReplaced { invitation: *invitation })
        }
        Request::MeetingBegun { session } => meetings::begun(state, *session),
        Request::MeetingGone { session } => meetings::gone(state, *session),
        Request::MeetingHeld { session, at_ms, roles } => {
            meetings::held(state, *session, *at_ms, roles)
        }
        Request::PlanNext { after, by } => meetings::plan_next(state, context, *after, *by),
        Request::Erase { if_due } => {
            let is_due = context.now_ms >= state.due_ms();
            if *if_due && !is_due { Ok(vec![]) } else { Ok(erased(state)) }
        }
        Request::Command { by, group, command } => {
            if state.id != Some(*group) {
                return Err(Rejection::WrongSession);
            }
            command_of(state, context, *by, command)
        }
    }
}

fn command_of(state: &State, context: &Context, by: MemberId, command: &GroupCommand) -> Decision {
    use GroupCommand as C;
    // Whoever waits to be let in can only go away again.
    if state.application(by).is_some() {
        return match command {
            C::Leave {} => one(Event::ApplicationEnded { member: by }),
            _ => Err(Rejection::NotAdmitted),
        };
    }
    must_be_member(state, by)?;
    match command {
        C::SetDetails { name, purpose, agreements } => {
            members::set_details(state, name, purpose, agreements)
        }
        C::SetRetention { months } => members::set_retention(state, *months),
        C::Admit { applicant } => members::admit(state, context, by, *applicant),
        C::Decline { applicant } => members::decline(state, *applicant),
        C::Rename { name } => members::rename(state, by, name),
        C::RenameDevice { device, name } => access::rename_device(state, by, *device, name),
        C::RevokeDevice { device } => access::revoke_device(state, by, *device),
        C::RemovePasskey { passkey } => access::remove_passkey(state, by, *passkey),
        C::ConfirmClaim { claim } => access::confirm(state, context, by, *claim),
        C::RefuseClaim { claim } => access::refuse(state, context, by, *claim),
        C::Leave {} => members::leave(state, by),
        C::PlanMeeting { method, starts_at_ms, also_at_ms } => {
            meetings::plan(state, context, by, method, (*starts_at_ms, also_at_ms))
        }
        C::SetMeetingDetails { session, place, agenda, reading } => {
            meetings::set_details(state, *session, place, agenda, reading)
        }
        C::SetArrangements { arrangements } => members::set_arrangements(state, arrangements),
        C::OpenPoll { method, options } => polls::open(state, context, by, method, options),
        C::AnswerPoll { poll, answers } => polls::answer(state, by, *poll, answers),
        C::ClosePoll { poll, option } => polls::close(state, context, by, *poll, *option),
        C::MoveMeeting { session, starts_at_ms } => {
            meetings::change(state, *session, *starts_at_ms)
        }
        C::CancelMeeting { session } => meetings::cancel(state, *session),
        C::TellAbsence { session, absent } => meetings::tell_absence(state, by, *session, *absent),
        C::PinTurn { role, member } => turns::pin(state, *role, *member),
        C::SkipTurn { role, member, skipped } => turns::skip(state, *role, *member, *skipped),
        C::SetTrainer { member, trainer } => members::set_trainer(state, by, *member, *trainer),
        C::Erase {} => Ok(erased(state)),
    }
}

/// Its meetings go with it.
fn erased(state: &State) -> Vec<Event> {
    let meetings = state.meetings.iter().map(|meeting| meeting.session).collect();
    vec![Event::GroupErased { meetings }]
}

fn must_be_member(state: &State, id: MemberId) -> Result<(), Rejection> {
    state.member(id).map(|_| ()).ok_or(Rejection::NotInMeeting)
}

/// Whether somebody with this invitation may ask something.
fn must_hold(state: &State, invitation: Credential) -> Result<(), Rejection> {
    let holds = state.status == Status::Active && state.invitation == Some(invitation);
    if holds { Ok(()) } else { Err(Rejection::NotInMeeting) }
}

/// A device as it will be known.
fn device(raw: &Device) -> Result<Device, Rejection> {
    Ok(Device { name: text::name_or_empty(&raw.name)?, ..raw.clone() })
}
