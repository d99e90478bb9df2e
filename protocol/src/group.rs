//! A group of people who meet repeatedly: what its members ask of it, and see of it.
//!
//! A group holds who they are, what they agreed, when they met and who had which role. It holds no text
//! of a case: what people wrote lives in the meeting it was for.

mod planning;
pub mod rest;

use serde::{Deserialize, Serialize};

pub use planning::{Arrangements, DatePoll, Leads, PollAnswer, Suits};

use crate::devices::{Device, Passkey};
use crate::ids::{DeviceId, GroupId, MemberId, PasskeyId, PollId, SessionId};
use crate::script::Role;

/// Something a member asks of the group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub enum GroupCommand {
    /// Says what the group is called, what it is for, and what it agreed.
    SetDetails {
        /// Its name.
        name: String,
        /// What it is for; may be empty.
        purpose: String,
        /// What it agreed.
        agreements: Vec<String>,
    },
    /// Says for how many months the group is kept after its last meeting.
    SetRetention {
        /// 1 to 24.
        months: u32,
    },
    /// Lets somebody in who asked for it.
    Admit {
        /// Who asked.
        applicant: MemberId,
    },
    /// Says that somebody who asked does not belong here.
    Decline {
        /// Who asked.
        applicant: MemberId,
    },
    /// Changes one's own name.
    Rename {
        /// The new name.
        name: String,
    },
    /// Names one of one's own devices.
    RenameDevice {
        /// Which.
        device: DeviceId,
        /// Its name; may be empty.
        name: String,
    },
    /// Signs one of one's own devices out. The last one only with a personal code or a passkey to come back
    /// by.
    RevokeDevice {
        /// Which.
        device: DeviceId,
    },
    /// Takes one of one's own passkeys away.
    RemovePasskey {
        /// Which.
        passkey: PasskeyId,
    },
    /// Says that a claim is true: whoever makes it is who they say. Once two members confirmed it, that
    /// member is back and their other devices are signed out. Not the member who is claimed to be.
    ConfirmClaim {
        /// Which.
        claim: DeviceId,
    },
    /// Says that a claim is not true, which ends it. The member who is claimed to be.
    RefuseClaim {
        /// Which.
        claim: DeviceId,
    },
    /// Leaves the group for good: name, devices and code are erased.
    Leave {},
    /// Plans a meeting.
    PlanMeeting {
        /// The method, by its id.
        method: String,
        /// When it starts, in milliseconds since 1970; none if that is not settled.
        starts_at_ms: Option<i64>,
        /// And at these moments as well: a meeting each, all of them or none.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[cfg_attr(feature = "describe", ts(optional, as = "Option<Vec<i64>>"))]
        also_at_ms: Vec<i64>,
    },
    /// Says where a planned meeting is, what is on its agenda and what to read before it. No case: this
    /// stays as long as the group does.
    SetMeetingDetails {
        /// Which.
        session: SessionId,
        /// A place, or the link of a call; may be empty.
        place: String,
        /// At most 12 lines.
        agenda: Vec<String>,
        /// At most 8 lines; a link is an https address.
        reading: Vec<String>,
    },
    /// Says how the group works between and around its meetings.
    SetArrangements {
        /// All of it.
        arrangements: Arrangements,
    },
    /// Asks everybody on which of these moments they can meet.
    OpenPoll {
        /// The method, by its id.
        method: String,
        /// 2 to 12 moments, in milliseconds since 1970.
        options: Vec<i64>,
    },
    /// Says on which moments one can.
    AnswerPoll {
        /// Which poll.
        poll: PollId,
        /// One for each moment, in their order.
        answers: Vec<Suits>,
    },
    /// Ends a poll: a meeting is planned at one of its moments, or none is. Whoever cannot then is absent.
    ClosePoll {
        /// Which poll.
        poll: PollId,
        /// The place of the moment among the options, from 0; none plans nothing.
        option: Option<u32>,
    },
    /// Says when a planned meeting starts.
    MoveMeeting {
        /// Which.
        session: SessionId,
        /// When, in milliseconds since 1970; none if that is not settled.
        starts_at_ms: Option<i64>,
    },
    /// Drops a planned meeting.
    CancelMeeting {
        /// Which.
        session: SessionId,
    },
    /// Says whether one comes to a planned meeting. Nobody is asked why not.
    TellAbsence {
        /// Which.
        session: SessionId,
        /// Not coming (`true`), or coming after all.
        absent: bool,
    },
    /// Settles whose turn it is for a role at the next meeting, whatever the order says.
    PinTurn {
        /// Which role.
        role: Role,
        /// Whose turn; none to let the order say it.
        member: Option<MemberId>,
    },
    /// Passes somebody over for a role at the next meeting.
    SkipTurn {
        /// Which role.
        role: Role,
        /// Whom.
        member: MemberId,
        /// Pass them over (`true`), or not after all.
        skipped: bool,
    },
    /// Says whether a member is a trainer: beside the group, seen by everybody, with no turn in it. A trainer
    /// sees where its meetings stand and nothing of what is said there. Another member says so, or oneself
    /// as long as nobody else is in the group; whoever is one may stop being one.
    SetTrainer {
        /// Who.
        member: MemberId,
        /// A trainer (`true`), or not any more.
        trainer: bool,
    },
    /// Erases the group and its meetings.
    Erase {},
}

/// The group. One.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct Group {
    /// Its id.
    pub id: GroupId,
    /// What it is called.
    pub name: String,
    /// What it is for; may be empty.
    pub purpose: String,
    /// What it agreed.
    pub agreements: Vec<String>,
    /// Months for which it is kept after its last meeting.
    pub keep_months: u32,
    /// When it is erased if no further meeting is planned, in milliseconds since 1970.
    pub due_ms: i64,
    /// How it works between and around its meetings; absent if nothing is settled.
    #[serde(default, skip_serializing_if = "Arrangements::is_open")]
    #[cfg_attr(feature = "describe", ts(optional, as = "Option<Arrangements>"))]
    pub arrangements: Arrangements,
}

/// The name of a group, which is all that those see of it who wait to be let in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct GroupName {
    /// Its id.
    pub id: GroupId,
    /// What it is called.
    pub name: String,
}

/// A member of the group, or somebody who asked to be one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct Member {
    /// Their id.
    pub id: MemberId,
    /// Their name.
    pub name: String,
    /// Whether they asked to come in and nobody has let them in yet.
    pub waits: bool,
    /// Since when they are in the group, or have been asking, in milliseconds since 1970.
    pub since_ms: i64,
    /// Whether they are a trainer beside the group; absent if not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "describe", ts(optional, as = "Option<bool>"))]
    pub trainer: bool,
}

/// Where a meeting of the group stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(rename_all = "snake_case")]
pub enum MeetingState {
    /// It lies ahead, or goes on.
    Planned,
    /// It was held and is closed.
    Held,
}

/// Somebody had a role in a meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(deny_unknown_fields)]
pub struct RoleHeld {
    /// Which.
    pub role: Role,
    /// Who.
    pub member: MemberId,
}

/// A meeting of the group: no text of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct GroupMeeting {
    /// The meeting.
    pub session: SessionId,
    /// Where it stands.
    pub state: MeetingState,
    /// The method, by its id.
    pub method: String,
    /// When it starts, in milliseconds since 1970; once it was held, when it was closed; none if that is not
    /// settled.
    pub starts_at_ms: Option<i64>,
    /// Whether it has begun and is not over; absent if not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "describe", ts(optional, as = "Option<bool>"))]
    pub begun: bool,
    /// Who planned it.
    pub planned_by: MemberId,
    /// Where it is: a place, or the link of a call; absent if that is not settled.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[cfg_attr(feature = "describe", ts(optional, as = "Option<String>"))]
    pub place: String,
    /// What is on its agenda; absent if nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "describe", ts(optional, as = "Option<Vec<String>>"))]
    pub agenda: Vec<String>,
    /// What to read before it; absent if nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "describe", ts(optional, as = "Option<Vec<String>>"))]
    pub reading: Vec<String>,
    /// Who does not come.
    pub absent: Vec<MemberId>,
    /// Who had which role, once it was held.
    pub roles: Vec<RoleHeld>,
}

/// Whose turn it is for a role, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct RoleTurn {
    /// Which role.
    pub role: Role,
    /// Everybody, whoever's turn it is first.
    pub order: Vec<Turn>,
}

/// How often a member had a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct Turn {
    /// Who.
    pub member: MemberId,
    /// In how many meetings.
    pub times: u32,
    /// When last, in milliseconds since 1970; none if never.
    pub last_ms: Option<i64>,
    /// Whether they do not come to the next meeting, so that it is not their turn.
    pub absent: bool,
    /// Whether the group settled that it is their turn; absent if not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "describe", ts(optional, as = "Option<bool>"))]
    pub pinned: bool,
    /// Whether they are passed over at the next meeting; absent if not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "describe", ts(optional, as = "Option<bool>"))]
    pub skipped: bool,
}

/// Somebody says that they are a member, on a new device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct MemberClaim {
    /// The device that they would have.
    pub device: DeviceId,
    /// Who they say they are.
    pub member: MemberId,
    /// Who confirmed it, the first first.
    pub confirmed_by: Vec<MemberId>,
    /// Until when it can be confirmed, on the server's clock.
    pub expires_at_ms: i64,
}

/// The viewer's own record in a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct GroupMe {
    /// The viewer.
    pub id: MemberId,
    /// Whether they wait to be let in: then they see the name of the group and nothing else of it.
    pub waits: bool,
    /// Their devices, the oldest first.
    pub devices: Vec<Device>,
    /// Whether they have a personal code to come back by.
    pub has_code: bool,
    /// Their passkeys, the oldest first; absent if there is none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "describe", ts(optional, as = "Option<Vec<Passkey>>"))]
    pub passkeys: Vec<Passkey>,
    /// Whether there is an address for their calendar; absent if not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "describe", ts(optional, as = "Option<bool>"))]
    pub has_calendar: bool,
}
