//! What participants write. One variant per kind; the method's step says which kinds are open to whom.
//! `kinds` has the table of kinds and their fields.

use serde::{Deserialize, Serialize};

use crate::ids::ContributionId;
pub use crate::kinds::{Field, FieldType, Kind};
pub use crate::response::{Feasible, Response, ResponseKind, VoteMark, Warmth};

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

/// Something a participant wrote. Texts are plain text: never HTML, never Markdown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Content {
    /// See [`Kind::Lookback`].
    Lookback {
        /// The text.
        text: String,
    },
    /// See [`Kind::Case`].
    Case {
        /// The case in a few words.
        text: String,
        /// The leervraag, where there is one already.
        #[serde(default)]
        leervraag: Option<String>,
    },
    /// See [`Kind::Introduction`].
    Introduction {
        /// The text.
        text: String,
    },
    /// See [`Kind::Leervraag`].
    Leervraag {
        /// The question; `null` says "not clear yet", which a group may settle at the end.
        text: Option<String>,
        /// How the question came about.
        #[serde(default)]
        origin: Option<String>,
    },
    /// See [`Kind::Observation`].
    Observation {
        /// What was seen, without interpretation.
        text: String,
        /// Strength or observation.
        tag: ObservationTag,
    },
    /// See [`Kind::Question`].
    Question {
        /// The question.
        text: String,
        /// Its category; some steps require one.
        #[serde(default)]
        category: Option<QuestionCategory>,
    },
    /// See [`Kind::Answer`].
    Answer {
        /// The answer.
        text: String,
        /// The question it answers.
        question: ContributionId,
    },
    /// See [`Kind::Theme`].
    Theme {
        /// The theme.
        text: String,
        /// The observations it gathers.
        #[serde(default)]
        observations: Vec<ContributionId>,
    },
    /// See [`Kind::Kernvraag`].
    Kernvraag {
        /// The proposal.
        text: String,
    },
    /// See [`Kind::Idea`].
    Idea {
        /// The text.
        text: String,
    },
    /// See [`Kind::Need`].
    Need {
        /// The text.
        text: String,
    },
    /// See [`Kind::Advice`].
    Advice {
        /// The text.
        text: String,
    },
    /// See [`Kind::Feedback`].
    Feedback {
        /// The text.
        text: String,
        /// Strength or suggestion.
        tag: FeedbackTag,
        /// The concrete example it rests on. Required.
        example: String,
    },
    /// See [`Kind::Goal`].
    Goal(Goal),
    /// See [`Kind::Action`].
    Action(Commitment),
    /// See [`Kind::Agreement`].
    Agreement(Commitment),
    /// See [`Kind::Experience`].
    Experience {
        /// The text.
        text: String,
    },
    /// See [`Kind::Insight`].
    Insight {
        /// The text.
        text: String,
    },
    /// See [`Kind::Takeaway`].
    Takeaway {
        /// One sentence.
        text: String,
    },
    /// See [`Kind::Evaluation`].
    Evaluation {
        /// Was it worth the time?
        worth_it: Worth,
        /// Why, or why not.
        #[serde(default)]
        why: String,
        /// What should stay.
        #[serde(default)]
        keep: String,
        /// What could be different.
        #[serde(default)]
        change: String,
    },
    /// See [`Kind::Record`].
    Record {
        /// The text.
        text: String,
    },
    /// See [`Kind::Note`].
    Note {
        /// The text.
        text: String,
    },
}

impl Content {
    /// The kind of this content.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Self::Lookback { .. } => Kind::Lookback,
            Self::Case { .. } => Kind::Case,
            Self::Introduction { .. } => Kind::Introduction,
            Self::Leervraag { .. } => Kind::Leervraag,
            Self::Observation { .. } => Kind::Observation,
            Self::Question { .. } => Kind::Question,
            Self::Answer { .. } => Kind::Answer,
            Self::Theme { .. } => Kind::Theme,
            Self::Kernvraag { .. } => Kind::Kernvraag,
            Self::Idea { .. } => Kind::Idea,
            Self::Need { .. } => Kind::Need,
            Self::Advice { .. } => Kind::Advice,
            Self::Feedback { .. } => Kind::Feedback,
            Self::Goal(_) => Kind::Goal,
            Self::Action(_) => Kind::Action,
            Self::Agreement(_) => Kind::Agreement,
            Self::Experience { .. } => Kind::Experience,
            Self::Insight { .. } => Kind::Insight,
            Self::Takeaway { .. } => Kind::Takeaway,
            Self::Evaluation { .. } => Kind::Evaluation,
            Self::Record { .. } => Kind::Record,
            Self::Note { .. } => Kind::Note,
        }
    }
}
