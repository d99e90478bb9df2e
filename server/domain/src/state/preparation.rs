//! What people prepared before the meeting.

use std::collections::BTreeSet;

use kring_protocol::ids::ParticipantId;

use super::{Contribution, State};

impl State {
    /// What somebody prepared, in the order in which it became visible, shared or not.
    pub fn prepared_by(&self, author: ParticipantId) -> impl Iterator<Item = &Contribution> {
        self.in_order().filter(move |c| c.author == author && c.is_prepared())
    }

    /// Whether somebody shared what they prepared. What they share is all of it.
    #[must_use]
    pub fn shares_preparation(&self, author: ParticipantId) -> bool {
        self.contributions.shares_preparation(author)
    }

    /// Who said that they read what this person prepared, as it stands now.
    #[must_use]
    pub fn preparation_readers(&self, author: ParticipantId) -> Vec<ParticipantId> {
        self.preparation_read.get(&author).into_iter().flat_map(BTreeSet::iter).copied().collect()
    }
}
