//! The record of the meeting itself.

use serde::{Deserialize, Serialize};

use crate::ids::{GroupId, ParticipantId, SessionId};
use crate::questions::{PreparationQuestion, ReflectionQuestion};
use crate::text::Text;

/// The meeting itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct Meeting {
    /// The session.
    pub session: SessionId,
    /// The method's id.
    pub method: String,
    /// The method's title.
    pub method_title: Text,
    /// The meeting's own title; may be empty.
    pub title: String,
    /// Planned start; once it is adjourned, when it goes on.
    pub scheduled_at_ms: Option<i64>,
    /// The IANA name of the time zone in which its days and hours are told, as `Europe/Amsterdam`;
    /// `null` where it is not known.
    pub time_zone: Option<String>,
    /// Where the video call is; free text, may be empty. Show it as a link only if it is an https address.
    pub call_link: String,
    /// The agreements of the group.
    pub agreements: Vec<String>,
    /// The learning outcomes that themes can point at; they stay as they are once it has started; absent if none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "describe", ts(optional, as = "Option<Vec<String>>"))]
    pub learning_outcomes: Vec<String>,
    /// How much help the page gives, from 1 (the most) to 4; absent if nobody chose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "describe", ts(optional = nullable))]
    pub level: Option<u8>,
    /// Whether the method keeps time strictly; absent if not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "describe", ts(optional, as = "Option<bool>"))]
    pub strict: bool,
    /// Whether its report has a plan for the pupil; absent if not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "describe", ts(optional, as = "Option<bool>"))]
    pub pupil_plan: bool,
    /// What people are asked to prepare beforehand; absent if nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "describe", ts(optional, as = "Option<Vec<PreparationQuestion>>"))]
    pub preparation: Vec<PreparationQuestion>,
    /// What everybody is asked to look back on for themselves; absent if nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "describe", ts(optional, as = "Option<Vec<ReflectionQuestion>>"))]
    pub reflection: Vec<ReflectionQuestion>,
    /// The group whose meeting it is; absent if it is of none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "describe", ts(optional = nullable))]
    pub group: Option<GroupId>,
    /// When it started.
    pub started_at_ms: Option<i64>,
    /// When it was closed.
    pub closed_at_ms: Option<i64>,
    /// Who led for the longest; `null` until it is closed. After that somebody else may look after it.
    pub led_by: Option<ParticipantId>,
    /// Days for which everything is kept after closing. A meeting that is never closed is kept for so
    /// long after the last thing that happened in it.
    pub keep_days: u32,
    /// When everything is erased; known once the meeting is closed.
    pub erase_at_ms: Option<i64>,
    /// When the report opens for those who did not bring a case, on the server's clock, if not earlier;
    /// absent before the meeting is closed and once the report is open to everybody. Later while the
    /// server doubts its clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "describe", ts(optional = nullable))]
    pub report_opens_at_ms: Option<i64>,
    /// The inbrengers who look at it first and did not open it to everybody yet; absent if nobody.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "describe", ts(optional, as = "Option<Vec<ParticipantId>>"))]
    pub report_waits_for: Vec<ParticipantId>,
}
