//! Questions that a method asks outside its steps: to prepare beforehand, and to look back on.

use serde::{Deserialize, Serialize};

use crate::ids::QuestionId;
use crate::text::Text;

/// A question that everybody may answer for themselves, from the start of the meeting until it is erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(deny_unknown_fields)]
pub struct ReflectionQuestion {
    /// Unique in the method.
    pub id: QuestionId,
    /// The question.
    pub ask: Text,
}

/// Who is asked to prepare an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(rename_all = "snake_case")]
pub enum Prepares {
    /// Who brings a case. As long as nobody is the inbrenger, whoever would like to.
    Inbrenger,
    /// Everybody.
    Everybody,
}

/// A question that somebody answers before the meeting: for themselves, until they share it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(deny_unknown_fields)]
pub struct PreparationQuestion {
    /// Unique among the questions of preparation.
    pub id: QuestionId,
    /// What it is about, in a few words.
    pub title: Text,
    /// The question.
    pub ask: Text,
    /// Who is asked.
    #[serde(rename = "for")]
    pub whom: Prepares,
    /// Answers to choose from; other words are as welcome. Absent if there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "describe", ts(optional, as = "Option<Vec<Text>>"))]
    pub choices: Vec<Text>,
    /// How many days before the meeting the group would like to read it; absent where that is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "describe", ts(optional = nullable))]
    pub days_ahead: Option<u32>,
    /// Whether a preparation is not shared without it: always where everybody is asked, and where who brings
    /// a case is asked from their first answer to such a question on. Absent if not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "describe", ts(optional, as = "Option<bool>"))]
    pub required: bool,
}
