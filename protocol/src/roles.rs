//! Who leads, who is proposed to, changes of role, and what the gespreksleider is told alone.

use serde::{Deserialize, Serialize};

use crate::ids::ParticipantId;
use crate::script::Role;

/// Somebody proposed who is to lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct ProposedLead {
    /// Who proposed it.
    pub by: ParticipantId,
    /// Who is to lead.
    pub participant: ParticipantId,
    /// When, on the server's clock.
    pub at_ms: i64,
}

/// A change of role, and how many there were with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct RoleChange {
    /// Counted from 1: whoever knows this number was told.
    pub number: u32,
    /// What changed.
    pub change: ChangedRole,
}

/// Which role went to whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(tag = "role", rename_all = "snake_case")]
pub enum ChangedRole {
    /// Somebody else leads.
    Gespreksleider {
        /// Who led before.
        from: ParticipantId,
        /// Who leads now.
        to: ParticipantId,
        /// How it passed.
        how: LeadPassage,
    },
    /// Somebody else may take over, or nobody.
    Deputy {
        /// Who may.
        to: Option<ParticipantId>,
    },
    /// Somebody brings the case.
    Inbrenger {
        /// Who brings it.
        to: ParticipantId,
    },
    /// Somebody got an office or gave it back.
    Office {
        /// Who.
        participant: ParticipantId,
        /// Which office.
        office: Role,
        /// Whether they have it now.
        holds: bool,
    },
}

/// How the lead passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(rename_all = "snake_case")]
pub enum LeadPassage {
    /// The gespreksleider gave it.
    HandedOver,
    /// The deputy took it while the gespreksleider was away.
    TakenOver,
    /// The others named somebody while the gespreksleider was away.
    Named,
    /// The displaced gespreksleider took it back.
    Reclaimed,
}

/// What somebody tells the gespreksleider alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(rename_all = "snake_case")]
pub enum Concern {
    /// This goes too far for them.
    TooFar,
    /// They would like to pause. The inbrenger.
    Pause,
}

/// Whose concern it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct RaisedConcern {
    /// Who raised it.
    pub participant: ParticipantId,
    /// What it is.
    pub concern: Concern,
}

/// Somebody told everybody how much time was left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct TimeSignal {
    /// Counted from 1: whoever knows this number was told.
    pub number: u32,
    /// Who told it.
    pub by: ParticipantId,
    /// What was left then; below zero is overtime.
    pub remaining_ms: i64,
}
