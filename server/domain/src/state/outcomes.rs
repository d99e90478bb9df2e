//! What a phase is to leave behind.

use kring_protocol::script::Outcome;

use super::State;

impl State {
    /// What the current phase should leave behind in this round and does not yet.
    #[must_use]
    pub fn missing(&self) -> Vec<Outcome> {
        let planned = self.position.as_ref().and_then(|at| self.planned(&at.phase));
        let Some(planned) = planned else {
            return Vec::new();
        };
        let leaves = planned.phase.leaves.iter().copied();
        leaves.filter(|outcome| !self.has(*outcome)).collect()
    }

    fn has(&self, outcome: Outcome) -> bool {
        if outcome.kind().is_none() {
            return self.inbrenger().is_some();
        }
        self.contributions.brings_about(self.round_number(), outcome)
    }
}
