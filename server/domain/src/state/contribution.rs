//! Something somebody wrote.

use kring_protocol::content::{Content, Response};
use kring_protocol::ids::{ContributionId, ParticipantId, Position};
use kring_protocol::record::Beforehand;
use serde::{Deserialize, Serialize};

use super::TakenFrom;

/// Something somebody wrote.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contribution {
    /// Its id.
    pub id: ContributionId,
    /// Who wrote it.
    pub author: ParticipantId,
    /// The step it was written in; none for a note from before the start.
    pub at: Option<Position>,
    /// In which case round.
    pub round: u32,
    /// Still held back.
    pub held: bool,
    /// Nobody else learns the author.
    pub anonymous: bool,
    /// What was written.
    pub content: Content,
    /// What the inbrenger said of it.
    pub response: Option<Response>,
    /// Who supports it, first to last.
    pub supporters: Vec<ParticipantId>,
    /// The group chose it.
    pub chosen: bool,
    /// Changed since.
    pub edited: bool,
    /// Who said it, if the author wrote it down for somebody without a device.
    pub written_for: Option<ParticipantId>,
    /// Who confirmed that they said so.
    pub confirmed_by: Option<ParticipantId>,
    /// Whether it was brought before the meeting came to its step, and whether it did since.
    pub beforehand: Option<Beforehand>,
    /// From where its author took it along; none if it was written here.
    pub taken_from: Option<TakenFrom>,
}

impl Contribution {
    /// New, with a name, of no round and no step.
    #[must_use]
    pub(crate) fn new(id: ContributionId, author: ParticipantId, content: Content) -> Self {
        Self {
            id,
            author,
            at: None,
            round: 0,
            held: false,
            anonymous: false,
            content,
            response: None,
            supporters: vec![],
            chosen: false,
            edited: false,
            written_for: None,
            confirmed_by: None,
            beforehand: None,
            taken_from: None,
        }
    }

    /// Whose words these are.
    #[must_use]
    pub fn speaker(&self) -> ParticipantId {
        self.written_for.unwrap_or(self.author)
    }

    /// Whether its step is still ahead.
    #[must_use]
    pub fn waits(&self) -> bool {
        self.beforehand == Some(Beforehand::Waits)
    }

    /// Whether it is what its author prepared.
    #[must_use]
    pub fn is_prepared(&self) -> bool {
        matches!(self.content, Content::Preparation { .. })
    }

    /// Whether others learn from it, once it is shared, that somebody of this meeting spoke.
    pub(crate) fn tells_speaker(&self) -> bool {
        !self.anonymous && self.taken_from.is_none()
    }

    /// Whether it is for more eyes than its author's.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        !self.held && !self.content.kind().is_private()
    }
}
