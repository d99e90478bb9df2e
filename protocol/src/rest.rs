//! The bodies of the HTTP interface.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::code::{Problem, Rejection};
use crate::ids::{ParticipantId, PhaseId, SessionId};
use crate::script::Method;
use crate::text::{Lang, Text};

/// The answer to `GET /api/methods`: every method a meeting can be made with, ordered by id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct MethodList {
    /// The methods.
    pub methods: Vec<MethodSummary>,
}

/// What one chooses a method by. `GET /api/methods/{id}` has the whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct MethodSummary {
    /// The method's id.
    pub id: String,
    /// What people see.
    pub title: Text,
    /// One or two sentences: for whom, and what it is good at.
    pub summary: Text,
    /// The phases in order.
    pub phases: Vec<PhaseSummary>,
}

/// A phase in a list of methods.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct PhaseSummary {
    /// The phase's id.
    pub id: PhaseId,
    /// What people see.
    pub title: Text,
    /// Planned minutes.
    pub minutes: u32,
    /// Whether the minutes are the product's proposal, not the source's.
    pub proposal: bool,
    /// Whether a group may leave the phase out.
    pub optional: bool,
}

impl From<&Method> for MethodSummary {
    fn from(method: &Method) -> Self {
        let phases = method.phases.iter().map(|phase| PhaseSummary {
            id: phase.id.clone(),
            title: phase.title.clone(),
            minutes: phase.minutes,
            proposal: phase.proposal,
            optional: phase.optional,
        });
        Self {
            id: method.id.clone(),
            title: method.title.clone(),
            summary: method.summary.clone(),
            phases: phases.collect(),
        }
    }
}

/// `POST /api/sessions`: creates a meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(deny_unknown_fields)]
pub struct CreateMeeting {
    /// The method's id.
    pub method: String,
    /// The name of whoever creates it: the gespreksleider.
    pub name: String,
    /// The meeting's title; may be empty.
    #[serde(default)]
    pub title: String,
    /// Planned start.
    #[serde(default)]
    pub scheduled_at_ms: Option<i64>,
    /// Where the video call is; may be empty.
    #[serde(default)]
    pub call_link: String,
    /// The language in which the method's agreements are proposed.
    #[serde(default)]
    pub lang: Lang,
    /// Days for which the meeting is kept after closing, 1 to 365; 30 if not given. Everybody who is
    /// invited is shown it.
    #[serde(default)]
    pub keep_days: Option<u32>,
    /// The time zone of the meeting's days and hours, by its IANA name. A name that the server does not
    /// know counts as none.
    #[serde(default)]
    pub time_zone: Option<String>,
    /// What the device is called; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[cfg_attr(feature = "describe", ts(optional, as = "Option<String>"))]
    pub device: String,
}

/// The answer to [`CreateMeeting`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct MeetingCreated {
    /// The session.
    pub session: SessionId,
    /// The gespreksleider.
    pub participant: ParticipantId,
    /// Their token. Shown once; the server keeps a hash.
    pub token: String,
    /// The invitation for everybody else. Put it in the fragment of a link, never in a path or query.
    pub invitation: String,
}

/// `POST /api/join`: exchanges an invitation for a token of one's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(deny_unknown_fields)]
pub struct Join {
    /// The invitation.
    pub invitation: String,
    /// The name to be known by.
    pub name: String,
    /// Made by the client, random, and the same when it tries again: whoever asks twice joins once
    /// and gets a new token the second time.
    pub id: Uuid,
    /// What the device is called; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[cfg_attr(feature = "describe", ts(optional, as = "Option<String>"))]
    pub device: String,
}

/// The answer to [`Join`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct Joined {
    /// The session.
    pub session: SessionId,
    /// Who one is in it.
    pub participant: ParticipantId,
    /// One's own token.
    pub token: String,
}

/// The answer to `POST /api/sessions/{session}/code`: the earlier code is void.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct CodeMade {
    /// 12 characters of Crockford's base 32. Shown once; the server keeps a hash.
    pub code: String,
}

/// `POST /api/return`: comes back on another device by one's personal code. The answer is [`Joined`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(deny_unknown_fields)]
pub struct ComeBack {
    /// The session.
    pub session: SessionId,
    /// The code. Small letters, spaces and hyphens do not matter; O is read as 0, I and L as 1.
    pub code: String,
    /// Made by the client, random, and the same when it tries again: it is one device.
    pub id: Uuid,
    /// What the device is called; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[cfg_attr(feature = "describe", ts(optional, as = "Option<String>"))]
    pub device: String,
}

/// `POST /api/claim`: says that one is somebody who is in the meeting, on a new device and without a code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(deny_unknown_fields)]
pub struct MakeClaim {
    /// The invitation.
    pub invitation: String,
    /// The name by which one is known in the meeting.
    pub name: String,
    /// Made by the client, random, and the same when it tries again: it is one claim.
    pub id: Uuid,
    /// What the device is called; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[cfg_attr(feature = "describe", ts(optional, as = "Option<String>"))]
    pub device: String,
}

/// The answer to [`MakeClaim`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct ClaimMade {
    /// The session.
    pub session: SessionId,
    /// The token, good once the claim was confirmed. Until then it opens the state of the claim alone.
    pub token: String,
}

/// `GET /api/sessions/{session}/claim`, with the token of the claim. A claim that was refused, whose time
/// is over or that never was is answered like any unknown token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(tag = "claim", rename_all = "snake_case")]
pub enum ClaimState {
    /// It waits.
    Waits {
        /// How many people confirmed it.
        confirmed: u32,
        /// Until when it can be confirmed, on the server's clock.
        expires_at_ms: i64,
    },
    /// Two people confirmed it: the token is good.
    Confirmed {
        /// Who one is in the meeting.
        participant: ParticipantId,
    },
}

/// `POST /api/invitation/preview`: what an invitation is for, before joining.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(deny_unknown_fields)]
pub struct PreviewInvitation {
    /// The invitation.
    pub invitation: String,
    /// A name; the answer says whether somebody in the meeting has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "describe", ts(optional))]
    pub name: Option<String>,
}

/// The answer to [`PreviewInvitation`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct InvitationPreview {
    /// The session.
    pub session: SessionId,
    /// Whether somebody in the meeting has the name that was asked about; absent if not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "describe", ts(optional, as = "Option<bool>"))]
    pub name_is_taken: bool,
    /// The meeting's title; may be empty.
    pub title: String,
    /// The method's title.
    pub method_title: Text,
    /// Who leads.
    pub gespreksleider: String,
    /// The agreements one will be asked to accept.
    pub agreements: Vec<String>,
    /// Planned start.
    pub scheduled_at_ms: Option<i64>,
    /// Days for which everything in the meeting is kept after it was closed.
    pub keep_days: u32,
    /// The titles of the phases that one is asked for; absent if it is the whole meeting.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "describe", ts(optional, as = "Option<Vec<Text>>"))]
    pub phases: Vec<Text>,
}

/// `POST /api/sessions/{session}/guests`: makes an invitation for some phases, for the gespreksleider. The
/// one before is void; whoever came in by it stays asked. The answer is [`InvitationReplaced`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(deny_unknown_fields)]
pub struct InviteGuests {
    /// The phases of the plan, at least one.
    pub phases: Vec<PhaseId>,
}

/// The answer to `POST /api/sessions/{session}/invitation`: the old invitation is void.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct InvitationReplaced {
    /// The new invitation.
    pub invitation: String,
}

/// The answer to `POST /api/sessions/{session}/display`: the earlier link is void.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct DisplayMade {
    /// The token of a display. Shown once; the server keeps a hash. Put it in the fragment of a link, never
    /// in a path or query.
    pub display: String,
}

/// An invitation: what `POST /api/sessions/{session}/invitation/code` asks a code for, and the answer to
/// `POST /api/invitation/code`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(deny_unknown_fields)]
pub struct InvitationText {
    /// The invitation.
    pub invitation: String,
}

/// A short code that stands for an invitation while the lobby is open: the answer to
/// `POST /api/sessions/{session}/invitation/code`, and what `POST /api/invitation/code` asks with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(deny_unknown_fields)]
pub struct InvitationCode {
    /// 6 characters of Crockford's base 32. Small letters, spaces and hyphens do not matter; O is read as
    /// 0, I and L as 1.
    pub code: String,
}

/// An error of the HTTP interface (RFC 9457, `application/problem+json`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct ProblemBody {
    /// `about:blank`; the code says what it is.
    pub r#type: String,
    /// The HTTP status.
    pub status: u16,
    /// One sentence in English, for whoever reads a log. Pages make their own from the code.
    pub title: String,
    /// The stable code.
    pub code: Problem,
    /// The rule that refused, with code `refused`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rejection: Option<Rejection>,
    /// Names the incident in the server's log, with code `internal`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    /// When the report opens for the reader if not earlier, on the server's clock, with code
    /// `report_not_open_yet`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "describe", ts(optional = nullable))]
    pub opens_at_ms: Option<i64>,
}
