//! What can be asked of a session, and by whom.

use kring_protocol::command::Command;
use kring_protocol::ids::{ContributionId, DeviceId, GroupId, ParticipantId, PhaseId, SessionId};
use kring_protocol::script::Method;

use crate::state::{Credential, Device, State, TakenLine};

/// Everything that can be asked of a session.
#[derive(Debug, Clone)]
pub enum Request {
    /// Brings a session into being.
    Create(Box<Create>),
    /// Somebody with an invitation wants in.
    Join {
        /// The id the joiner will have, which is also what makes a second try the same join.
        participant: ParticipantId,
        /// The name they ask for.
        name: String,
        /// The hash of the invitation they hold.
        invitation: Credential,
        /// The hash of the token they will have.
        credential: Credential,
        /// What they call the device.
        device: String,
    },
    /// A member of the group comes in, whom the group vouches for: on a first device or on another one.
    Enter {
        /// The id that the member has in this meeting.
        participant: ParticipantId,
        /// Their name in the group.
        name: String,
        /// The device.
        device: Device,
    },
    /// Somebody took something along from the last meeting of the group, which is over.
    TakeIn(Box<TakeIn>),
    /// The next meeting has what somebody takes along, or it came too late.
    SettleTaking {
        /// Whose.
        participant: ParticipantId,
        /// What it is about: if they chose anew meanwhile, it is not settled.
        contributions: Vec<ContributionId>,
        /// It has it.
        arrived: bool,
    },
    /// The group dropped the meeting: it is erased, unless it has begun.
    Drop,
    /// The group says when and where the meeting is.
    Reschedule {
        /// When it starts, in milliseconds since 1970; none if that is not settled.
        starts_at_ms: Option<i64>,
        /// Where; empty if the group does not say so.
        place: String,
    },
    /// A member left the group.
    MemberGone {
        /// The id that they have in this meeting.
        participant: ParticipantId,
    },
    /// Somebody with a personal code wants back in on another device.
    ReturnByCode {
        /// The hash of the code.
        code: Credential,
        /// The device.
        device: Device,
    },
    /// Somebody with an invitation says that they are one of those present before.
    Claim {
        /// The name by which they are known.
        name: String,
        /// The hash of the invitation they hold.
        invitation: Credential,
        /// The device they would have.
        device: Device,
    },
    /// Somebody wants a new personal code.
    SetCode {
        /// Who asks.
        by: ParticipantId,
        /// The hash of the new one.
        code: Credential,
    },
    /// The gespreksleider wants a new invitation.
    ReplaceInvitation {
        /// Who asks.
        by: ParticipantId,
        /// The hash of the new one.
        invitation: Credential,
    },
    /// The gespreksleider wants an invitation for guests of some phases, or none any more.
    InviteGuests {
        /// The gespreksleider.
        by: ParticipantId,
        /// Its hash; none if there is to be none any more.
        invitation: Option<Credential>,
        /// For which phases.
        phases: Vec<PhaseId>,
    },
    /// The gespreksleider wants a link for a display that only looks, or none any more.
    SetDisplay {
        /// Who asks.
        by: ParticipantId,
        /// The hash of its token; none revokes.
        display: Option<Credential>,
    },
    /// The operator erases the meeting, or its retention is over.
    Erase {
        /// Only if its retention says so.
        if_due: bool,
    },
    /// A participant's command.
    Command {
        /// Who asks.
        by: ParticipantId,
        /// The session they mean.
        session: SessionId,
        /// What they ask.
        command: Command,
    },
}

/// What was taken along from the last meeting of the group to this one.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the fields are those of the event")]
pub struct TakeIn {
    pub session: SessionId,
    pub group: GroupId,
    pub scheduled_at_ms: Option<i64>,
    pub participant: ParticipantId,
    pub from: SessionId,
    pub from_ms: i64,
    pub lines: Vec<TakenLine>,
}

/// What a new session needs.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "see `CreateMeeting` in the protocol")]
pub struct Create {
    pub session: SessionId,
    pub method: Method,
    pub title: String,
    pub scheduled_at_ms: Option<i64>,
    pub call_link: String,
    pub agreements: Vec<String>,
    pub keep_days: u32,
    pub invitation: Credential,
    pub gespreksleider: ParticipantId,
    pub name: String,
    pub credential: Credential,
    /// The IANA name of a time zone that the server knows.
    pub time_zone: Option<String>,
    /// The group whose meeting it is.
    pub group: Option<GroupId>,
    /// What the gespreksleider calls the device.
    pub device: String,
    /// Its id, where a member of a group comes in first.
    pub device_id: Option<DeviceId>,
}

impl Request {
    /// The participant whose request this is; none if it comes from the server itself, or from
    /// somebody who is not known yet.
    #[must_use]
    pub fn author(&self, state: &State) -> Option<ParticipantId> {
        match self {
            Self::Create(create) => Some(create.gespreksleider),
            Self::Join { participant, .. } | Self::Enter { participant, .. } => Some(*participant),
            Self::TakeIn(taken) => Some(taken.participant),
            Self::ReturnByCode { code, .. } => state.holder_of_code(*code).map(|p| p.id),
            Self::ReplaceInvitation { by, .. }
            | Self::InviteGuests { by, .. }
            | Self::SetDisplay { by, .. }
            | Self::SetCode { by, .. }
            | Self::Command { by, .. } => Some(*by),
            Self::SettleTaking { .. }
            | Self::Drop
            | Self::Reschedule { .. }
            | Self::MemberGone { .. }
            | Self::Claim { .. }
            | Self::Erase { .. } => None,
        }
    }

    /// Whether the request is decided anew when it is repeated, instead of getting the same answer. One
    /// that brings a token is: it may have been lost on the way.
    #[must_use]
    pub fn is_repeatable(&self) -> bool {
        matches!(
            self,
            Self::Join { .. } | Self::Enter { .. } | Self::ReturnByCode { .. } | Self::Claim { .. }
        )
    }

    /// Whether the request is possible however much was logged: what ends something, going on so that the
    /// meeting can be closed, and telling the gespreksleider that it goes too far, once until they heard it.
    pub(super) fn is_always_possible(&self, state: &State) -> bool {
        match self {
            Self::Erase { .. }
            | Self::SettleTaking { .. }
            | Self::Drop
            | Self::Reschedule { .. }
            | Self::MemberGone { .. }
            | Self::InviteGuests { invitation: None, .. }
            | Self::SetDisplay { display: None, .. } => true,
            Self::Command {
                command:
                    Command::Close
                    | Command::Erase
                    | Command::Leave
                    | Command::RevokeDevice { .. }
                    | Command::ResumeMeeting,
                ..
            } => true,
            Self::Command { by, command: Command::RaiseConcern { concern: Some(_) }, .. } => {
                !state.concerns.iter().any(|raised| raised.participant == *by)
            }
            _ => false,
        }
    }
}
