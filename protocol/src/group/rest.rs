//! The bodies of the HTTP interface to groups.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::clock::Clock;
use crate::ids::{GroupId, MemberId, PasskeyId, SessionId};
use crate::record::Lifecycle;
use crate::text::Text;

/// `POST /api/groups`: makes a group, of which one is the first member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(deny_unknown_fields)]
pub struct CreateGroup {
    /// What the group is called.
    pub name: String,
    /// What it is for; may be empty.
    #[serde(default)]
    pub purpose: String,
    /// What it agreed; may be empty.
    #[serde(default)]
    pub agreements: Vec<String>,
    /// Months for which it is kept after its last meeting, 1 to 24; 13 if not given.
    #[serde(default)]
    pub keep_months: Option<u32>,
    /// Whether one is a trainer beside the group from the beginning; not, if not given.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "describe", ts(optional, as = "Option<bool>"))]
    pub trainer: bool,
    /// One's own name.
    pub your_name: String,
    /// What the device is called; may be empty.
    #[serde(default)]
    pub device: String,
}

/// The answer to [`CreateGroup`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct GroupCreated {
    /// The group.
    pub group: GroupId,
    /// Who one is in it.
    pub member: MemberId,
    /// One's own token. Shown once; the server keeps a hash.
    pub token: String,
    /// The invitation for everybody else. Put it in the fragment of a link, never in a path or query.
    pub invitation: String,
}

/// `POST /api/groups/join`: asks to come into a group. A member lets one in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(deny_unknown_fields)]
pub struct JoinGroup {
    /// The invitation.
    pub invitation: String,
    /// The name to be known by.
    pub name: String,
    /// Made by the client, random, and the same when it tries again: whoever asks twice asks once and
    /// gets a new token the second time.
    pub id: Uuid,
    /// What the device is called; may be empty.
    #[serde(default)]
    pub device: String,
}

/// `POST /api/groups/{group}/meetings/{session}/enter`: a member comes into a meeting of the group, without
/// another invitation. The answer is [`Joined`](crate::rest::Joined).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(deny_unknown_fields)]
pub struct EnterMeeting {
    /// Made by the client, random, and the same when it tries again.
    pub id: Uuid,
    /// The time zone of the meeting's days and hours, by its IANA name, if this is who comes in first.
    #[serde(default)]
    pub time_zone: Option<String>,
    /// What the device is called; may be empty.
    #[serde(default)]
    pub device: String,
}

/// The answer to `POST /api/groups/{group}/calendar`: the earlier address is void.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct CalendarMade {
    /// The path of the calendar on this server, for whoever has it. Shown once; the server keeps a hash.
    pub path: String,
}

/// The answer to [`JoinGroup`], [`ReturnToGroup`] and [`ReturnByPasskey`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct GroupJoined {
    /// The group.
    pub group: GroupId,
    /// Who one is in it.
    pub member: MemberId,
    /// One's own token.
    pub token: String,
}

/// `POST /api/groups/return`: comes back on another device by one's personal code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(deny_unknown_fields)]
pub struct ReturnToGroup {
    /// The group.
    pub group: GroupId,
    /// The code. Small letters, spaces and hyphens do not matter; O is read as 0, I and L as 1.
    pub code: String,
    /// Made by the client, random, and the same when it tries again: it is one device.
    pub id: Uuid,
    /// What the device is called; may be empty.
    #[serde(default)]
    pub device: String,
}

/// The answer to `POST /api/groups/{group}/passkeys`, which begins to make a passkey, and to
/// `POST /api/groups/passkey`, which begins to come back by one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct PasskeyAsked {
    /// Names what was begun, for five minutes. It is ended once.
    pub ceremony: Uuid,
    /// The options for `navigator.credentials.create` or `.get`, as the JSON of WebAuthn Level 3.
    #[cfg_attr(feature = "describe", ts(type = "unknown"))]
    pub options: serde_json::Value,
}

/// `POST /api/groups/{group}/passkeys/keep`: ends making a passkey.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(deny_unknown_fields)]
pub struct KeepPasskey {
    /// What was begun.
    pub ceremony: Uuid,
    /// What the device is called that made it; may be empty.
    #[serde(default)]
    pub device: String,
    /// What `navigator.credentials.create` gave, as the JSON of WebAuthn Level 3.
    #[cfg_attr(feature = "describe", ts(type = "unknown"))]
    pub credential: serde_json::Value,
}

/// The answer to [`KeepPasskey`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct PasskeyKept {
    /// The passkey.
    pub passkey: PasskeyId,
}

/// `POST /api/groups/passkey/return`: comes back on another device by a passkey. The answer is
/// [`GroupJoined`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(deny_unknown_fields)]
pub struct ReturnByPasskey {
    /// What was begun.
    pub ceremony: Uuid,
    /// What `navigator.credentials.get` gave, as the JSON of WebAuthn Level 3.
    #[cfg_attr(feature = "describe", ts(type = "unknown"))]
    pub credential: serde_json::Value,
    /// What the device is called; may be empty.
    #[serde(default)]
    pub device: String,
}

/// `POST /api/groups/claim`: says that one is a member, on a new device and without a code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(deny_unknown_fields)]
pub struct ClaimMember {
    /// The invitation.
    pub invitation: String,
    /// The name by which one is known in the group.
    pub name: String,
    /// Made by the client, random, and the same when it tries again: it is one claim.
    pub id: Uuid,
    /// What the device is called; may be empty.
    #[serde(default)]
    pub device: String,
}

/// The answer to [`ClaimMember`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct MemberClaimMade {
    /// The group.
    pub group: GroupId,
    /// Opens the group once the claim is confirmed.
    pub token: String,
}

/// The answer to `GET /api/groups/{group}/claim`, for whoever holds the token of a claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum MemberClaimState {
    /// Members have to confirm it.
    Waits {
        /// How many did.
        confirmed: u32,
        /// Until when they can, on the server's clock.
        expires_at_ms: i64,
    },
    /// The token opens the group.
    Confirmed {
        /// Who one is in it.
        member: MemberId,
    },
}

/// The answer to `GET /api/groups/{group}/beside`, for a trainer of the group: where the meetings stand that
/// somebody is in at this moment. No text of any meeting, and no name from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct Beside {
    /// The server's clock, in milliseconds since 1970.
    pub server_ms: i64,
    /// The meetings of the group that somebody is in.
    pub meetings: Vec<MeetingBeside>,
}

/// Where a meeting stands, for somebody who is not in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct MeetingBeside {
    /// The meeting.
    pub session: SessionId,
    /// Where it is in its life.
    pub lifecycle: Lifecycle,
    /// The phase it is in; `null` while it is in none.
    pub phase: Option<PhaseBeside>,
    /// The timer; `null` if there is none.
    pub timer: Option<Clock>,
    /// The members who have it open.
    pub here: Vec<MemberId>,
    /// How many others have it open.
    pub guests: u32,
}

/// The phase that a meeting is in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct PhaseBeside {
    /// Its title, as the method has it; `null` of one that the gespreksleider made.
    pub title: Option<Text>,
    /// Its place among the phases of the plan that are not left out, from 1.
    pub number: u32,
    /// How many those are.
    pub of: u32,
}
