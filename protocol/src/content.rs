//! What participants write: the values and structs that the fields of the kinds hold. `kinds` has the
//! table of kinds, from which [`Content`] is made.

use serde::{Deserialize, Serialize};

use crate::ids::QuestionId;

pub use crate::kinds::{Content, Field, FieldType, Kind};
pub use crate::response::{Feasible, Response, ResponseKind, VoteMark, Warmth};

/// What stands where a text or a name was blotted out.
pub const BLOTTED: &str = "▇▇▇";

impl Content {
    /// The question of reflection that it answers.
    #[must_use]
    pub fn question(&self) -> Option<&QuestionId> {
        match self {
            Self::Reflection { question, .. } => Some(question),
            _ => None,
        }
    }

    /// Whether nothing is left of its texts.
    #[must_use]
    pub fn is_blotted(&self) -> bool {
        let mut left = self.texts().into_iter().filter(|text| !text.is_empty()).peekable();
        left.peek().is_some() && left.all(|text| text == BLOTTED)
    }
}

/// How an observation is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(rename_all = "snake_case")]
pub enum ObservationTag {
    /// A strength of the inbrenger, as concrete behaviour.
    Strength,
    /// Any other behaviour that was seen.
    Observation,
}

/// The category of a question, after Voerman & Faber.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(rename_all = "snake_case")]
pub enum QuestionCategory {
    /// Category 1: closed, or about facts.
    Factual,
    /// Category 2: asks for reasoning.
    Reasoning,
    /// Category 3: asks for self-regulation.
    SelfRegulation,
}

/// How feedback is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(rename_all = "snake_case")]
pub enum FeedbackTag {
    /// What was strong.
    Strength,
    /// What could be done differently.
    Suggestion,
}

/// Was the meeting worth the time?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(rename_all = "snake_case")]
pub enum Worth {
    /// Yes.
    Yes,
    /// In part.
    Partly,
    /// No.
    No,
}

/// What somebody does, with whom and by when; shared by actions and agreements.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(default, deny_unknown_fields)]
pub struct Commitment {
    /// What will be done. The one field that must be filled in.
    pub what: String,
    /// Who does it, or who is involved.
    pub who: String,
    /// By when.
    pub by_when: String,
    /// How, when and with whom it is evaluated.
    pub evaluation: String,
}

/// A goal that can be evaluated.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(default, deny_unknown_fields)]
pub struct Goal {
    /// Which behaviour. The one field that must be filled in.
    pub behaviour: String,
    /// At what level.
    pub level: String,
    /// How often.
    pub how_often: String,
    /// How long.
    pub how_long: String,
    /// By when.
    pub by_when: String,
    /// How it is evaluated.
    pub evaluation: String,
}
