//! Time in a meeting: the clock, and turns to speak.

use serde::{Deserialize, Serialize};

use crate::ids::ParticipantId;

/// A clock that runs towards zero and past it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(tag = "clock", rename_all = "snake_case")]
pub enum Clock {
    /// Set, not started.
    Ready {
        /// What it will start with.
        remaining_ms: i64,
    },
    /// Running: the remainder is `ends_at_ms` minus the server's time. Below zero is overtime.
    Running {
        /// On the server's clock.
        ends_at_ms: i64,
    },
    /// Standing still.
    Paused {
        /// What is left; below zero is overtime.
        remaining_ms: i64,
    },
}

/// Who speaks, and who still will.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct Turns {
    /// Who speaks now.
    pub speaking: Option<ParticipantId>,
    /// The speaker's clock; it stands still while the meeting's timer does.
    pub clock: Option<Clock>,
    /// Who still has a turn, in order.
    pub waiting: Vec<ParticipantId>,
    /// Who has spoken.
    pub spoken: Vec<ParticipantId>,
    /// Who passed.
    pub passed: Vec<ParticipantId>,
    /// Whether passing is allowed.
    pub may_pass: bool,
    /// Seconds per turn.
    pub seconds: u32,
}
