//! The plan of a meeting: its phases, and when they were visited.

use serde::{Deserialize, Serialize};

use crate::ids::StepId;
use crate::script::Phase;

/// One visit to a phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct Visit {
    /// In which case round.
    pub round: u32,
    /// When it was entered.
    pub entered_at_ms: i64,
    /// When it was left.
    pub left_at_ms: Option<i64>,
    /// Minutes that were given in it, less those that were taken; absent if none.
    #[serde(default, skip_serializing_if = "is_zero")]
    #[cfg_attr(feature = "describe", ts(optional, as = "Option<i32>"))]
    pub extra_minutes: i32,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(number: &i32) -> bool {
    *number == 0
}

/// A phase of this meeting's plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct PlannedPhase {
    /// Its place in the plan, from 0.
    pub index: u32,
    /// Left out of this meeting.
    pub dropped: bool,
    /// Its steps that are left out, in their order; absent if none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "describe", ts(optional, as = "Option<Vec<StepId>>"))]
    pub dropped_steps: Vec<StepId>,
    /// What to look for or to ask in it, as the gespreksleider wrote it for this meeting; absent if nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "describe", ts(optional, as = "Option<Vec<String>>"))]
    pub guiding_questions: Vec<String>,
    /// The visits so far.
    pub visits: Vec<Visit>,
    /// The script of the phase.
    pub phase: Phase,
}
