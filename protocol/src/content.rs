//! What participants write: the values and structs that the fields of the kinds hold. `kinds` has the
//! table of kinds, from which [`Content`] is made.

use serde::{Deserialize, Serialize};

use crate::ids::QuestionId;

pub use crate::kinds::{Content, Field, FieldType, Kind};
pub use crate::response::{Feasible, Response, ResponseKind, VoteMark, Warmth};

/// What stands where a text or a name was blotted out.
pub const BLOTTED: &str = "▇▇▇";

impl Content {
    /// This content as it is taken home: without the link to a fragment.
    #[must_use]
    pub fn without_link(&self) -> Self {
        match self {
            Self::Fragment { title, link: _, starts_at, ends_at } => {
                let (title, starts_at, ends_at) = (title.clone(), *starts_at, *ends_at);
                Self::Fragment { title, link: None, starts_at, ends_at }
            }
            other => other.clone(),
        }
    }

    /// The question of the method that it answers: of preparation, or of reflection.
    #[must_use]
    pub fn question(&self) -> Option<&QuestionId> {
        match self {
            Self::Preparation { question, .. } | Self::Reflection { question, .. } => {
                Some(question)
            }
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

/// How far somebody came with what they took along from the last meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    /// Done; of a goal: reached.
    Done,
    /// In part; of a goal: almost.
    Partly,
    /// Not yet.
    NotYet,
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

/// What somebody who brings a case wishes of the group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(rename_all = "snake_case")]
pub enum Wish {
    /// To reflect together.
    Reflection,
    /// Feedback on what they do.
    Feedback,
    /// Ideas of others.
    Inspiration,
}

/// Whom an agreement is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// How the parents are told.
    Parents,
    /// How the pupil is involved.
    Pupil,
    /// How the colleagues are kept informed.
    Colleagues,
}

/// What somebody does, with whom and by when.
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

/// What the group agrees.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(default, deny_unknown_fields)]
pub struct Agreement {
    /// What will be done. The one field that must be filled in.
    pub what: String,
    /// Who does it, or who is involved.
    pub who: String,
    /// By when.
    pub by_when: String,
    /// How, when and with whom it is evaluated.
    pub evaluation: String,
    /// Whom it is about; absent where that is not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "describe", ts(optional))]
    pub about: Option<About>,
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
