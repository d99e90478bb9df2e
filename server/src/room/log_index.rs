//! What a room remembers of its log beside the state: answers to commands, who caused how much, and how
//! much came since the last checkpoint.

use std::hash::Hash;

use kring_domain::LogUse;
use kring_protocol::{CommandId, ContributionId};

use super::aggregate::{Aggregate, Replayed};
use super::command_results::{Accepted, CommandResults};

/// Bytes of entries between two checkpoints, at least: what a meeting of an hour writes.
const MIN_CHECKPOINT_INTERVAL: usize = 128 * 1024;

/// What the entries of one log say beside their events; `P` names a person.
pub(super) struct LogIndex<P> {
    pub(super) results: CommandResults<P>,
    pub(super) used: LogUse<P>,
    /// Bytes of entries since the last checkpoint.
    since_checkpoint: usize,
    /// Bytes of the last checkpoint.
    checkpoint: usize,
}

impl<P> Default for LogIndex<P> {
    fn default() -> Self {
        let (results, used) = (CommandResults::default(), LogUse::default());
        Self { results, used, since_checkpoint: 0, checkpoint: 0 }
    }
}

impl<P: Copy + Ord + Hash> LogIndex<P> {
    /// As a checkpoint of `bytes` left it.
    pub(super) fn at_checkpoint(used: LogUse<P>, accepted: Vec<Accepted<P>>, bytes: usize) -> Self {
        let mut results = CommandResults::default();
        for (by, id, created) in accepted {
            results.record_accepted(by, id, created);
        }
        Self { results, used, since_checkpoint: 0, checkpoint: bytes }
    }

    /// Remembers an entry that was read.
    pub(super) fn record<A: Aggregate<Person = P>>(&mut self, entry: &Replayed<A>) {
        self.record_accepted(entry.actor, entry.command, A::created(&entry.events), entry.bytes);
    }

    /// Remembers an entry with a payload of `bytes`.
    pub(super) fn record_accepted(
        &mut self,
        by: Option<P>,
        id: CommandId,
        created: Option<ContributionId>,
        bytes: usize,
    ) {
        self.used.record(by, bytes);
        self.since_checkpoint += bytes;
        if let Some(by) = by {
            self.results.record_accepted(by, id, created);
        }
    }

    /// Whether loading without a new checkpoint would read more than twice what a new one holds.
    pub(super) fn wants_checkpoint(&self) -> bool {
        self.since_checkpoint >= MIN_CHECKPOINT_INTERVAL.max(self.checkpoint)
    }

    /// A checkpoint of `bytes` was taken.
    pub(super) fn took_checkpoint(&mut self, bytes: usize) {
        (self.since_checkpoint, self.checkpoint) = (0, bytes);
    }
}
