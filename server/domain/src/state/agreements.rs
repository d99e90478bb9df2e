//! The agreements of the group as they stand.

use kring_protocol::content::{Content, Kind};

use super::{Contribution, State};

impl State {
    /// The agreements that were settled, and after them the ground rules that the group chose, in the
    /// order in which they became visible. What the inbrenger is turned away from is not among them yet.
    #[must_use]
    pub fn standing_agreements(&self) -> Vec<String> {
        let seen = self.chosen_rules().filter(|rule| !self.is_kept_from_inbrenger(rule));
        let rules = seen.filter_map(|rule| match &rule.content {
            Content::GroundRule { text } => Some(text),
            _ => None,
        });
        self.agreements.iter().chain(rules).cloned().collect()
    }

    /// How many agreements there are, with every chosen ground rule.
    pub(crate) fn agreements_count(&self) -> usize {
        self.agreements.len() + self.chosen_rules().count()
    }

    fn chosen_rules(&self) -> impl Iterator<Item = &Contribution> {
        self.in_order().filter(|c| c.content.kind() == Kind::GroundRule && c.chosen)
    }
}
