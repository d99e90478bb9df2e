//! A proposal that fits the rest of the plan into the minutes that are left.

use serde::{Deserialize, Serialize};

use crate::ids::PhaseId;

/// Fewer minutes for what is still ahead. It stands until the gespreksleider accepts it, or until the
/// meeting moves, its timer is touched or its plan is changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(deny_unknown_fields)]
pub struct Replan {
    /// From when on its minutes count, on the server's clock.
    pub at_ms: i64,
    /// The minutes that the group said are left.
    pub minutes_left: u32,
    /// By so many minutes even the shortest plan does not fit; absent if it does.
    #[serde(default, skip_serializing_if = "is_none")]
    #[cfg_attr(feature = "describe", ts(optional, as = "Option<u32>"))]
    pub short_minutes: u32,
    /// The phase in which the meeting stands, and those ahead of it that are in the plan, in order.
    pub phases: Vec<PhaseReplan>,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_none(minutes: &u32) -> bool {
    *minutes == 0
}

/// What a proposal makes of one phase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(deny_unknown_fields)]
pub struct PhaseReplan {
    /// Which phase.
    pub phase: PhaseId,
    /// Its minutes; of the phase in which the meeting stands, those that are left on its clock, rounded up.
    pub from: u32,
    /// The minutes that are proposed; 0 where it is left out.
    pub to: u32,
    /// Why.
    pub reason: ReplanReason,
}

/// Why a proposal gives a phase these minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(rename_all = "snake_case")]
pub enum ReplanReason {
    /// There is time for it as planned.
    Keeps,
    /// It gives its part of the minutes that are missing.
    Shrinks,
    /// It is as short as the method has it.
    AtMinimum,
    /// It is optional, and shorter phases alone were not enough.
    LeftOut,
    /// It closes the meeting: it is never left out, and never shorter than the method has it.
    KeepsClosing,
}
