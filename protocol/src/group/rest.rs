//! The bodies of the HTTP interface to groups.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::ids::{GroupId, MemberId};

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

/// The answer to [`JoinGroup`] and [`ReturnToGroup`].
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
