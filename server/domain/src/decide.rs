//! What a request leads to: events, or the rule that refused it.

mod adjourn;
mod answers;
mod ballot;
mod contributions;
mod departure;
mod devices;
mod guests;
mod on_behalf;
mod people;
mod plan;
mod preparation;
mod progress;
mod replan;
mod report;
mod request;
mod retention;
mod taking;
mod time;
mod turns;

use kring_protocol::code::Rejection;
use kring_protocol::command::Command;
use kring_protocol::ids::{ContributionId, ParticipantId};
use kring_protocol::limits;
use uuid::Uuid;

pub use self::request::{Create, Request, TakeIn};
use crate::event::Event;
use crate::log_use::Logged;
use crate::rules::authorize;
use crate::state::{State, Status};
use crate::text;

/// What the outside world contributes to a decision.
#[derive(Debug, Clone)]
pub struct Context {
    /// The server's clock, in milliseconds since 1970.
    pub now_ms: i64,
    /// A fresh random id, for whatever this request creates.
    pub fresh: Uuid,
    /// When something last happened in this session.
    pub last_ms: i64,
    /// Entries in this session's log so far.
    pub entries: u64,
    /// What the author of the request has added to the log so far.
    pub logged: Logged,
    /// Whether the gespreksleider has had no connection for longer than the grace period.
    pub gespreksleider_away: bool,
    /// Milliseconds after a move within which moving on is the same click.
    pub same_click_ms: i64,
    /// Since when nobody leads, once that is so for long enough to name somebody: neither the
    /// gespreksleider nor a deputy has a connection.
    pub leaderless_since_ms: Option<i64>,
    /// Whether the machine's clock is in doubt.
    pub clock_doubted: bool,
    /// Who has a connection.
    pub connected: Vec<ParticipantId>,
}

/// Decides. No event means that there is nothing to change.
///
/// # Errors
/// The rule that refused it. A refusal changes nothing.
pub fn decide(
    state: &State,
    context: &Context,
    request: &Request,
) -> Result<Vec<Event>, Rejection> {
    fits_log(state, context, request)?;
    match request {
        Request::Create(create) => people::create(state, create),
        Request::Join { participant, name, invitation, credential, device } => {
            let joiner = people::Joiner { id: *participant, name, credential: *credential, device };
            people::join(state, *invitation, &joiner)
        }
        Request::Enter { participant, name, device } => {
            people::enter(state, *participant, name, device)
        }
        Request::TakeIn(taken) => taking::take_in(state, taken),
        Request::SettleTaking { participant, contributions, arrived } => {
            taking::settle(state, *participant, contributions, *arrived)
        }
        Request::Drop => Ok(retention::drop(state)),
        Request::Reschedule { starts_at_ms, place } => {
            plan::reschedule(state, *starts_at_ms, place)
        }
        Request::MemberGone { participant } => Ok(taking::member_gone(state, *participant)),
        Request::ReturnByCode { code, device } => devices::return_by_code(state, *code, device),
        Request::Claim { name, invitation, device } => {
            devices::claim(state, context, name, *invitation, device)
        }
        Request::SetCode { by, code } => devices::set_code(state, *by, *code),
        Request::ReplaceInvitation { by, invitation } => {
            people::replace_invitation(state, *by, *invitation)
        }
        Request::InviteGuests { by, invitation, phases } => {
            guests::invite(state, *by, *invitation, phases)
        }
        Request::SetDisplay { by, display } => people::set_display(state, *by, *display),
        Request::Erase { .. } if !state.is_erased() && !state.holds_something() => {
            Err(Rejection::NotInMeeting)
        }
        Request::Erase { if_due: true } => Ok(retention::erase_if_due(state, context)),
        Request::Erase { if_due: false } => Ok(retention::erase(state)),
        Request::Command { by, session, command } => {
            if *session != state.session {
                return Err(Rejection::WrongSession);
            }
            authorize(state, *by, command.action())?;
            Ok(guests::placed(state, command_of(state, context, *by, command)?))
        }
    }
}

/// The log has a share for each person, as their texts have. Joining ends when all shares could be in
/// use; then those who are there still have theirs.
fn fits_log(state: &State, context: &Context, request: &Request) -> Result<(), Rejection> {
    let used = context.logged;
    let share_used =
        used.entries >= limits::PERSON_COMMANDS || used.bytes >= limits::PERSON_LOG_BYTES;
    match request {
        _ if request.is_always_possible(state) => Ok(()),
        Request::Join { .. } | Request::Enter { .. } if context.entries >= limits::COMMANDS => {
            Err(Rejection::MeetingFull)
        }
        _ if share_used => Err(Rejection::TooManyChanges),
        _ => Ok(()),
    }
}

/// The contribution that these events created, for the answer to its author.
#[must_use]
pub fn created_by(events: &[Event]) -> Option<ContributionId> {
    events.iter().find_map(|event| match event {
        Event::ContributionAdded { id, .. } => Some(*id),
        _ => None,
    })
}

type Decision = Result<Vec<Event>, Rejection>;

fn one(event: Event) -> Decision {
    Ok(vec![event])
}

/// The step a meeting moves to names the step it leaves, so that a double click moves once.
fn still_at(state: &State, from: &kring_protocol::Position) -> Result<(), Rejection> {
    if state.position.as_ref() == Some(from) { Ok(()) } else { Err(Rejection::StalePosition) }
}

fn must_be_present(state: &State, id: ParticipantId) -> Result<(), Rejection> {
    state.present(id).map(|_| ()).ok_or(Rejection::UnknownParticipant)
}

fn command_of(state: &State, context: &Context, by: ParticipantId, command: &Command) -> Decision {
    use Command as C;
    match command {
        C::AcceptAgreements => people::accept(state, by),
        C::Rename { name } => people::rename(state, by, name),
        C::RenameDevice { device, name } => devices::rename(state, by, *device, name),
        C::RevokeDevice { device } => devices::revoke(state, by, *device),
        C::ConfirmClaim { claim } => devices::confirm(state, context, by, *claim),
        C::RefuseClaim { claim } => devices::refuse(state, context, by, *claim),
        C::Leave => Ok(departure::leave(state, by, false, false)),
        C::AssignOffice { participant, office, holds } => {
            people::assign(state, *participant, *office, *holds)
        }
        C::NameDeputy { participant } => people::name_deputy(state, *participant),
        C::HandOver { to } => people::hand_over(state, context, by, *to),
        C::TakeOver => people::take_over(state, context, by),
        C::ProposeLead { participant } => people::propose_lead(state, context, by, *participant),
        C::Reclaim => people::reclaim(state, context, by),
        C::AddPerson { name } => people::add(state, context, name),
        C::Remove { participant, texts } => people::remove(state, *participant, *texts),

        C::SetDetails { title, scheduled_at_ms, call_link } => {
            plan::set_details(state, title, *scheduled_at_ms, call_link)
        }
        C::SetRetention { days } => retention::set(state, *days),
        C::SetAgreements { items } => plan::set_agreements(items),
        C::SetMinutes { phase, minutes } => plan::set_minutes(state, phase, *minutes),
        C::DropPhase { phase } => plan::drop(state, phase),
        C::RestorePhase { phase } => plan::restore(state, phase),
        C::DropStep { phase, step } => plan::drop_step(state, phase, step),
        C::RestoreStep { phase, step } => plan::restore_step(state, phase, step),
        C::MovePhase { phase, to } => plan::move_phase(state, phase, *to),
        C::InsertPhase { at, title, minutes, question, opens, muted } => {
            let own = plan::OwnPhase { title, question, minutes: *minutes, opens, muted: *muted };
            plan::insert(state, context, *at, &own)
        }

        C::SetGuidingQuestions { phase, items } => plan::set_guiding_questions(state, phase, items),
        C::SetLearningOutcomes { items } => plan::set_learning_outcomes(state, items),
        C::SetLevel { level } => plan::set_level(state, *level),
        C::Start => progress::start(state, context),
        C::Next { from } => progress::next(state, context, from),
        C::Back { from } => progress::back(state, context, from),
        C::UndoMove { from } => progress::undo(state, context, from),
        C::GoTo { from, phase, step } => {
            progress::go_to(state, context, from, phase, step.as_ref())
        }
        C::StartRound { from } => progress::start_round(state, context, from),
        C::Adjourn { until_ms } => adjourn::adjourn(state, context, *until_ms),
        C::ResumeMeeting => Ok(adjourn::resume(state, context)),
        C::Close => Ok(progress::close(state, context)),
        C::ProposeReplan { minutes_left } => replan::propose(state, context, *minutes_left),
        C::AcceptReplan { from } => replan::accept(state, from),
        C::Erase => Ok(retention::erase(state)),
        C::OpenReport => report::open(by),
        C::BlotText { contribution } => report::blot_text(state, context, by, *contribution),
        C::BlotName { name } => report::blot_name(state, context, name),

        C::StartTimer => time::start(state, context),
        C::PauseTimer => time::pause(state, context),
        C::ResumeTimer => time::resume(state, context),
        C::AdjustTimer { minutes } => time::adjust(state, context, *minutes),
        C::SignalTime => time::signal(state, context, by),
        C::StartSilence { seconds } => time::start_silence(state, context, *seconds),
        C::EndSilence => time::end_silence(state),

        C::NextTurn { from } => turns::next(state, context, by, *from),
        C::PassTurn => turns::pass(state, context, by),
        C::DeferTurn { participant } => turns::defer(state, context, by, *participant),
        C::SetSpeakingOrder { order } => turns::set_order(state, order),
        C::RaiseHand => turns::raise_hand(state, by),
        C::LowerHand { participant } => turns::lower_hand(state, by, *participant),
        C::SignalReady { ready } => Ok(turns::signal_ready(state, by, *ready)),

        C::RaiseConcern { concern } => people::raise_concern(state, by, *concern),
        C::SettleConcern { participant } => people::settle_concern(state, *participant),

        C::TakeAlong { contributions } => taking::take_along(state, by, contributions),

        C::SharePreparation { shared } => preparation::share(state, by, *shared),
        C::ReadPreparation { participant } => preparation::read(state, by, *participant),
        C::Contribute { at, content } => contributions::contribute(state, context, by, at, content),
        C::ContributeFor { participant, at, content } => {
            on_behalf::contribute_for(state, context, by, (*participant, at), content)
        }
        C::ConfirmText { contribution } => on_behalf::confirm_text(state, by, *contribution),
        C::Edit { contribution, content } => contributions::edit(state, by, *contribution, content),
        C::Withdraw { contribution } => contributions::withdraw(state, by, *contribution),
        C::Reveal { from } => contributions::reveal(state, from),
        C::Respond { to, response } => contributions::respond(state, by, *to, response),
        C::Support { contribution, supports } => {
            contributions::support(state, by, *contribution, *supports)
        }
        C::Choose { contribution, chosen } => {
            contributions::choose(state, by, *contribution, *chosen)
        }
        C::Spotlight { contribution } => contributions::spotlight(state, by, *contribution),

        C::Vote { case, mark } => ballot::vote(state, by, *case, *mark),
        C::WithdrawVote { case, mark } => ballot::withdraw_vote(state, by, *case, *mark),
        C::RevealVotes => ballot::reveal(state),
        C::ConfirmCase { case } => ballot::confirm(state, by, *case),
        C::AppointInbrenger { participant } => ballot::appoint(state, *participant),
    }
}

/// Whether a session exists and has not been erased.
fn must_be_active(state: &State) -> Result<(), Rejection> {
    match state.status {
        Status::Active(_) => Ok(()),
        Status::NotCreated | Status::Erased => Err(Rejection::NotInMeeting),
    }
}

/// Checks a planned start: within the years in which somebody could mean it.
fn moment(ms: Option<i64>) -> Result<Option<i64>, Rejection> {
    let sane = ms.is_none_or(|ms| limits::MOMENTS_MS.contains(&ms));
    if sane { Ok(ms) } else { Err(Rejection::DurationOutOfRange) }
}

/// Checks a list of agreements.
fn agreements(items: &[String]) -> Result<Vec<String>, Rejection> {
    text::lines(items, limits::AGREEMENTS)
}
