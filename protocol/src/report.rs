//! The report: what a participant takes home. Made from their own view and from nothing else.

use serde::{Deserialize, Serialize};

use crate::content::{About, Commitment, Feasible, Goal};
use crate::ids::{ContributionId, ParticipantId, PhaseId};
use crate::record::{Contribution, OwnVote};
use crate::script::{Outcome, Role};
use crate::text::Text;

/// One phase in one case round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct ReportPhase {
    /// The phase.
    pub id: PhaseId,
    /// Its title.
    pub title: Text,
    /// Planned, in milliseconds.
    pub planned_ms: i64,
    /// Really spent; 0 if the phase was skipped.
    pub spent_ms: i64,
    /// Minutes that were given in it, less those that were taken.
    #[serde(default)]
    pub extra_minutes: i32,
    /// What was written, in the order in which it became visible.
    pub contributions: Vec<Contribution>,
    /// What the phase should have left behind and did not.
    pub missing: Vec<Outcome>,
}

/// A need in a plan for the pupil, without who wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct PlanNeed {
    /// The need.
    pub text: String,
    /// Whether it can be met: yes or partly.
    pub feasible: Feasible,
    /// How it comes back in the group overview; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[cfg_attr(feature = "describe", ts(optional, as = "Option<String>"))]
    pub in_overview: String,
    /// How it comes back in the group plan; may be empty.
    pub in_plan: String,
    /// The support it takes; may be empty.
    pub support: String,
}

/// Agreements that belong together in a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct PlanGroup {
    /// Whom they are about; absent where that was not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "describe", ts(optional = nullable))]
    pub about: Option<About>,
    /// The agreements and actions, in the order in which they were made.
    pub items: Vec<Commitment>,
}

/// Support that it takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct PlanSupport {
    /// What is needed.
    pub what: String,
    /// From whom; may be empty.
    pub from: String,
}

/// The plan for the pupil: what can be handed on, without names of writers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct PupilPlan {
    /// The goal as it was last written.
    pub goal: Option<Goal>,
    /// The needs that can be met, at least in part.
    pub needs: Vec<PlanNeed>,
    /// The support that it takes; absent if none was named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "describe", ts(optional, as = "Option<Vec<PlanSupport>>"))]
    pub support: Vec<PlanSupport>,
    /// The agreements, in groups.
    pub agreements: Vec<PlanGroup>,
    /// When and how it is looked back at, each said once.
    pub looks_back: Vec<String>,
}

/// One case round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct ReportRound {
    /// Counted from 1.
    pub round: u32,
    /// The inbrenger's name.
    pub inbrenger: Option<String>,
    /// The chosen case.
    pub case: Option<Contribution>,
    /// The leervraag as it was last written.
    pub leervraag: Option<Contribution>,
    /// The chosen themes.
    pub themes: Vec<Contribution>,
    /// The chosen kernvraag.
    pub kernvraag: Option<Contribution>,
    /// The goal.
    pub goal: Option<Contribution>,
    /// Needs that can be met, at least in part, with what the inbrenger said of them.
    #[serde(default)]
    pub needs: Vec<Contribution>,
    /// Support that the inbrenger needs; absent if none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "describe", ts(optional, as = "Option<Vec<Contribution>>"))]
    pub support: Vec<Contribution>,
    /// Ideas and advice that appealed to the inbrenger, with why.
    #[serde(default)]
    pub appealing: Vec<Contribution>,
    /// Insights that the group chose, and those of the inbrenger.
    #[serde(default)]
    pub insights: Vec<Contribution>,
    /// Actions and agreements.
    pub commitments: Vec<Contribution>,
    /// Lines of the verslaglegger.
    #[serde(default)]
    pub records: Vec<Contribution>,
    /// Takeaways.
    pub takeaways: Vec<Contribution>,
    /// How people found the meeting.
    #[serde(default)]
    pub evaluations: Vec<Contribution>,
    /// The plan for the pupil; absent where the method has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "describe", ts(optional = nullable))]
    pub plan: Option<PupilPlan>,
    /// Every phase that was visited in this round.
    pub phases: Vec<ReportPhase>,
}

/// A name to stand beside a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct ReportPerson {
    /// The participant.
    pub id: ParticipantId,
    /// Their name.
    pub name: String,
}

/// The report of one participant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct Report {
    /// The meeting's title; may be empty.
    pub title: String,
    /// The method's title.
    pub method_title: Text,
    /// The time zone of the meeting's days and hours, by its IANA name; `null` where it is not known.
    pub time_zone: Option<String>,
    /// When it started.
    pub started_at_ms: i64,
    /// When it was closed; `null` while it is still going on.
    pub closed_at_ms: Option<i64>,
    /// When everything is erased on the server; known once it is closed.
    pub erase_at_ms: Option<i64>,
    /// Everybody who took part.
    pub people: Vec<ReportPerson>,
    /// Who led, for the longest time.
    pub gespreksleider: String,
    /// The agreements of the group.
    pub agreements: Vec<String>,
    /// The learning outcomes, whose places from 0 the themes name; absent if none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "describe", ts(optional, as = "Option<Vec<String>>"))]
    pub learning_outcomes: Vec<String>,
    /// What people prepared and shared, in the order in which they joined; absent if nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "describe", ts(optional, as = "Option<Vec<ReportPreparation>>"))]
    pub preparation: Vec<ReportPreparation>,
    /// The case rounds.
    pub rounds: Vec<ReportRound>,
    /// What the reader is going to do and takes along: their own actions, agreements and takeaways.
    #[serde(default)]
    pub steps: Vec<Contribution>,
    /// The reader's own private notes.
    pub notes: Vec<Contribution>,
    /// What the reader looked back on for themselves, in the order of the questions; absent if nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "describe", ts(optional, as = "Option<Vec<ReportAnswer>>"))]
    pub reflection: Vec<ReportAnswer>,
}

/// What one person prepared and shared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct ReportPreparation {
    /// Their name.
    pub name: String,
    /// Their answers, in the order of the questions.
    pub answers: Vec<ReportAnswer>,
}

/// A question of the method, and what somebody answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct ReportAnswer {
    /// The question.
    pub ask: Text,
    /// The answer.
    pub text: String,
}

/// What the server keeps of one participant, and nobody else's: for taking along before leaving.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct OwnData {
    /// The meeting's title; may be empty.
    pub title: String,
    /// The method's title.
    pub method_title: Text,
    /// When it started; `null` before that.
    pub started_at_ms: Option<i64>,
    /// When it was closed; `null` before that.
    pub closed_at_ms: Option<i64>,
    /// Days for which everything is kept after closing.
    pub keep_days: u32,
    /// When everything is erased on the server; known once it is closed.
    pub erase_at_ms: Option<i64>,
    /// The participant.
    pub id: ParticipantId,
    /// Their name.
    pub name: String,
    /// Their roles.
    pub roles: Vec<Role>,
    /// Whether they accepted the agreements.
    pub accepted: bool,
    /// Everything they wrote: private notes, what is still held back and what is anonymous to others too.
    pub contributions: Vec<Contribution>,
    /// What others wrote and they answered as the inbrenger, with the answer.
    pub responded: Vec<Contribution>,
    /// What they support.
    pub supports: Vec<ContributionId>,
    /// Their votes in the open ballot.
    pub votes: Vec<OwnVote>,
}
