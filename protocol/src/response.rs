//! What people say of what others wrote: the inbrenger's responses, and marks in the ballot.

use serde::{Deserialize, Serialize};

use crate::content::Kind;

/// How warm a question feels to the inbrenger: does it touch what matters?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(rename_all = "snake_case")]
pub enum Warmth {
    /// Does not touch it.
    Cold,
    /// Comes near.
    Lukewarm,
    /// Touches it.
    Warm,
}

/// Can this need be met?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(rename_all = "snake_case")]
pub enum Feasible {
    /// Yes.
    Yes,
    /// In part, or with support.
    Partly,
    /// No.
    No,
}

/// What the inbrenger says of somebody else's contribution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(tag = "response", rename_all = "snake_case", deny_unknown_fields)]
pub enum Response {
    /// Rates a question.
    Warmth {
        /// Cold, lukewarm or warm.
        warmth: Warmth,
    },
    /// Marks a need.
    Feasibility {
        /// Yes, partly, no.
        feasible: Feasible,
        /// Why.
        #[serde(default)]
        reason: String,
        /// How it comes back in the group overview; absent if that is not said.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        #[cfg_attr(feature = "describe", ts(optional, as = "Option<String>"))]
        in_overview: String,
        /// How it comes back in the group plan.
        #[serde(default)]
        in_plan: String,
        /// What support is needed for it.
        #[serde(default)]
        support: String,
    },
    /// Says that an advice or idea appeals, and why.
    Appeal {
        /// Whether it appeals.
        appeals: bool,
        /// Why.
        #[serde(default)]
        why: String,
    },
}

/// The kinds of response, without their content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(rename_all = "snake_case")]
pub enum ResponseKind {
    /// Given to questions.
    Warmth,
    /// Given to needs.
    Feasibility,
    /// Given to advice and ideas.
    Appeal,
}

impl Response {
    /// The kind of this response.
    #[must_use]
    pub fn kind(&self) -> ResponseKind {
        match self {
            Self::Warmth { .. } => ResponseKind::Warmth,
            Self::Feasibility { .. } => ResponseKind::Feasibility,
            Self::Appeal { .. } => ResponseKind::Appeal,
        }
    }

    /// Bytes of its texts in UTF-8.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.texts().iter().map(|text| text.len()).sum()
    }

    /// Its texts.
    #[must_use]
    pub fn texts(&self) -> Vec<&str> {
        match self {
            Self::Warmth { .. } => vec![],
            Self::Feasibility { reason, in_overview, in_plan, support, .. } => {
                vec![reason, in_overview, in_plan, support]
            }
            Self::Appeal { why, .. } => vec![why],
        }
    }

    /// Its texts, to be changed, in the same order.
    #[must_use]
    pub fn texts_mut(&mut self) -> Vec<&mut String> {
        match self {
            Self::Warmth { .. } => vec![],
            Self::Feasibility { reason, in_overview, in_plan, support, .. } => {
                vec![reason, in_overview, in_plan, support]
            }
            Self::Appeal { why, .. } => vec![why],
        }
    }
}

impl ResponseKind {
    /// Every kind of response.
    pub const ALL: &[Self] = &[Self::Warmth, Self::Feasibility, Self::Appeal];

    /// The kinds of contribution that this response can be given to.
    #[must_use]
    pub fn answers(self) -> &'static [Kind] {
        match self {
            Self::Warmth => &[Kind::Question],
            Self::Feasibility => &[Kind::Need],
            Self::Appeal => &[Kind::Advice, Kind::Idea],
        }
    }
}

/// What a member says of a case in the secret ballot. Both may be said of the same case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(rename_all = "snake_case")]
pub enum VoteMark {
    /// "This appeals to me."
    Appeals,
    /// "I recognise this."
    Recognised,
}
