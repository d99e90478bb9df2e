//! What happens to a group.

use kring_protocol::group::{Arrangements, RoleHeld, Suits};
use kring_protocol::ids::{DeviceId, GroupId, MemberId, PasskeyId, PollId, SessionId};
use kring_protocol::script::Role;

use super::state::Passkey;
use crate::state::{Credential, Device};

/// Something that happened.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs, reason = "the fields are those of the state")]
pub enum Event {
    /// The group came to be.
    GroupCreated {
        group: GroupId,
        name: String,
        purpose: String,
        agreements: Vec<String>,
        keep_months: u32,
        invitation: Credential,
        at_ms: i64,
    },
    /// The invitation of before is void.
    InvitationReplaced { invitation: Credential },
    /// What it is called, what it is for, and what it agreed.
    DetailsSet { name: String, purpose: String, agreements: Vec<String> },
    /// For how long it is kept.
    RetentionSet { months: u32 },
    /// Somebody with the invitation asks to come in.
    Applied { member: MemberId, at_ms: i64 },
    /// Whoever asked does not come in, or asked too long ago.
    ApplicationEnded { member: MemberId },
    /// Somebody is a member from now on; nobody let the founder in.
    MemberJoined { member: MemberId, by: Option<MemberId>, at_ms: i64 },
    /// Something is known of somebody.
    PersonalSet { member: MemberId, personal: Secret },
    /// A device of theirs is signed out.
    DeviceRevoked { member: MemberId, device: DeviceId },
    /// A passkey of theirs opens nothing any more.
    PasskeyRemoved { member: MemberId, passkey: PasskeyId },
    /// They left: everything that is known of them goes. These meetings lay ahead.
    MemberLeft { member: MemberId, meetings: Vec<SessionId> },
    /// Somebody with the invitation says that they are this member. Their device follows.
    ClaimMade { member: MemberId, claim: DeviceId, at_ms: i64 },
    /// A member says that it is true.
    ClaimConfirmed { claim: DeviceId, by: MemberId },
    /// It is over, whether it was true or not.
    ClaimEnded { claim: DeviceId },
    /// A meeting was planned.
    MeetingPlanned {
        session: SessionId,
        method: String,
        starts_at_ms: Option<i64>,
        by: MemberId,
        at_ms: i64,
    },
    /// Where it is, what is on its agenda and what to read before it.
    MeetingDetailsSet {
        session: SessionId,
        place: String,
        agenda: Vec<String>,
        reading: Vec<String>,
    },
    /// How the group works between and around its meetings.
    ArrangementsSet { arrangements: Arrangements },
    /// Somebody asks when everybody can.
    PollOpened { poll: PollId, method: String, options: Vec<i64>, by: MemberId },
    /// Somebody says when they can.
    PollAnswered { poll: PollId, member: MemberId, suits: Vec<Suits> },
    /// It is over.
    PollClosed { poll: PollId },
    /// It starts at another moment.
    MeetingMoved { session: SessionId, starts_at_ms: Option<i64> },
    /// It does not happen.
    MeetingCancelled { session: SessionId },
    /// Somebody comes, or does not.
    AbsenceTold { session: SessionId, member: MemberId, absent: bool },
    /// It is on: it is no longer moved or dropped.
    MeetingBegun { session: SessionId },
    /// It was held and closed.
    MeetingHeld { session: SessionId, at_ms: i64, roles: Vec<RoleHeld> },
    /// Whose turn it is for a role at the next meeting; none if the order says it.
    TurnPinned { role: Role, member: Option<MemberId> },
    /// Somebody is passed over for a role at the next meeting, or not.
    TurnSkipped { role: Role, member: MemberId, skipped: bool },
    /// A member is a trainer beside the group, or not any more.
    TrainerSet { member: MemberId, trainer: bool },
    /// Everything goes, and these meetings with it.
    GroupErased { meetings: Vec<SessionId> },
}

/// What is known of somebody, on its way into the log and out of it.
#[derive(Debug, Clone, PartialEq)]
pub enum Secret {
    /// It.
    Known(Personal),
    /// It, encrypted with a key of theirs: what the log has.
    Sealed(Vec<u8>),
    /// Their key was destroyed.
    Forgotten,
}

/// What is known of somebody, and of nobody else.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs, reason = "each has what it is named after")]
pub enum Personal {
    /// Their name.
    Name { name: String },
    /// A device, with its name and the hash of its token. One with this id is replaced.
    Device { device: Device },
    /// A passkey. One with this id is replaced.
    Passkey { passkey: Passkey },
    /// The device of a claim to be them.
    ClaimedDevice { device: Device },
    /// The hash of their personal code; none if they have none.
    Code { code: Option<Credential> },
    /// The hash of the secret in the address of their calendar; none if they have none.
    Calendar { calendar: Option<Credential> },
}

impl Event {
    /// Something is known of somebody from now on.
    pub(super) fn learnt(member: MemberId, personal: Personal) -> Self {
        Self::PersonalSet { member, personal: Secret::Known(personal) }
    }
}
