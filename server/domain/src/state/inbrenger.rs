//! From what the inbrenger is kept by the step in which the meeting stands.

use kring_protocol::ids::ParticipantId;
use kring_protocol::script::{InbrengerSees, InbrengerState};

use super::{Contribution, State};

impl State {
    /// Whether this participant is muted now; nobody is while the meeting stands still.
    #[must_use]
    pub fn is_muted(&self, id: ParticipantId) -> bool {
        self.is_running() && self.is_muted_by_step(id)
    }

    /// Whether the step in which the meeting stands mutes this participant.
    pub(crate) fn is_muted_by_step(&self, id: ParticipantId) -> bool {
        Some(id) == self.inbrenger()
            && self.step().is_some_and(|step| step.inbrenger == InbrengerState::Muted)
    }

    /// Whether this participant is turned away from what is written in the current step.
    #[must_use]
    pub fn is_turned_away(&self, id: ParticipantId) -> bool {
        self.turned_away() == Some(id)
    }

    /// The inbrenger, where they are turned away from what is written in the current step.
    pub(crate) fn turned_away(&self) -> Option<ParticipantId> {
        let turns_away =
            || self.step().is_some_and(|step| step.inbrenger_sees == InbrengerSees::Afterwards);
        self.inbrenger().filter(|_| turns_away())
    }

    /// Whether the inbrenger of this round is turned away from this contribution while the meeting stands
    /// here. Whoever wrote it sees it all the same.
    pub(crate) fn is_kept_from_inbrenger(&self, contribution: &Contribution) -> bool {
        let here = contribution.at.is_some() && contribution.at == self.position;
        here && contribution.round == self.round_number() && self.turned_away().is_some()
    }
}
