//! Questions of reflection: for everybody, and answered for oneself alone.

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
