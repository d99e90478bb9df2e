//! What a phase is to leave behind.

use serde::{Deserialize, Serialize};

use crate::content::{About, Content, Kind};

/// What a phase must leave behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// An inbrenger, with or without a written case.
    Inbrenger,
    /// A leervraag, or the word that it is not clear yet.
    Leervraag,
    /// At least one chosen theme.
    Theme,
    /// A chosen kernvraag.
    Kernvraag,
    /// Questions.
    Question,
    /// Feedback.
    Feedback,
    /// A goal.
    Goal,
    /// Needs.
    Need,
    /// Ideas.
    Idea,
    /// Advice.
    Advice,
    /// At least one action.
    Action,
    /// At least one agreement.
    Agreement,
    /// An agreement about the parents.
    AgreementParents,
    /// An agreement about the pupil.
    AgreementPupil,
    /// An agreement about the colleagues.
    AgreementColleagues,
    /// At least one chosen ground rule.
    GroundRule,
    /// Insights.
    Insight,
    /// Takeaways.
    Takeaway,
    /// An evaluation.
    Evaluation,
}

impl Outcome {
    /// The kind of contribution that brings it about; none for the inbrenger.
    #[must_use]
    pub fn kind(self) -> Option<Kind> {
        Some(match self {
            Self::Inbrenger => return None,
            Self::Leervraag => Kind::Leervraag,
            Self::Theme => Kind::Theme,
            Self::Kernvraag => Kind::Kernvraag,
            Self::Question => Kind::Question,
            Self::Feedback => Kind::Feedback,
            Self::Goal => Kind::Goal,
            Self::Need => Kind::Need,
            Self::Idea => Kind::Idea,
            Self::Advice => Kind::Advice,
            Self::Action => Kind::Action,
            Self::Agreement
            | Self::AgreementParents
            | Self::AgreementPupil
            | Self::AgreementColleagues => Kind::Agreement,
            Self::GroundRule => Kind::GroundRule,
            Self::Insight => Kind::Insight,
            Self::Takeaway => Kind::Takeaway,
            Self::Evaluation => Kind::Evaluation,
        })
    }

    /// Whom an agreement has to be about to bring it about; none if that does not matter.
    #[must_use]
    pub fn about(self) -> Option<About> {
        match self {
            Self::AgreementParents => Some(About::Parents),
            Self::AgreementPupil => Some(About::Pupil),
            Self::AgreementColleagues => Some(About::Colleagues),
            _ => None,
        }
    }

    /// Whether this content brings it about, where the group chose it if it has to.
    #[must_use]
    pub fn is_made_of(self, content: &Content) -> bool {
        let about = match content {
            Content::Agreement(agreement) => agreement.about,
            _ => None,
        };
        self.kind() == Some(content.kind()) && (self.about().is_none() || self.about() == about)
    }

    /// Whether writing it is not enough: the group has to choose.
    #[must_use]
    pub fn must_be_chosen(self) -> bool {
        matches!(self, Self::Theme | Self::Kernvraag | Self::GroundRule)
    }
}
