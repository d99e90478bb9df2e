//! What a room remembers of its log beside the state: answers to commands, who caused how much, and how
//! much came since the last checkpoint.

use kring_domain::{Accepted, LogUse, Replayed, created_by};
use kring_protocol::{CommandId, ContributionId, ParticipantId};

use super::command_results::CommandResults;

/// Bytes of entries between two checkpoints, at least: what a meeting of an hour writes.
const MIN_CHECKPOINT_INTERVAL: usize = 128 * 1024;

/// What the entries of one session say beside their events.
#[derive(Default)]
pub(super) struct LogIndex {
    pub(super) results: CommandResults,
    pub(super) used: LogUse,
    /// Bytes of entries since the last checkpoint.
    since_checkpoint: usize,
    /// Bytes of the last checkpoint.
    checkpoint: usize,
}

impl LogIndex {
    /// As a checkpoint of `bytes` left it.
    pub(super) fn at_checkpoint(used: LogUse, accepted: Vec<Accepted>, bytes: usize) -> Self {
        let mut results = CommandResults::default();
        for (by, id, created) in accepted {
            results.record_accepted(by, id, created);
        }
        Self { results, used, since_checkpoint: 0, checkpoint: bytes }
    }

    /// Remembers an entry that was read.
    pub(super) fn record(&mut self, entry: &Replayed) {
        let (stored, created) = (&entry.stored, created_by(&entry.stored.events));
        self.record_accepted(stored.actor, stored.command, created, entry.bytes);
    }

    /// Remembers an entry with a payload of `bytes`.
    pub(super) fn record_accepted(
        &mut self,
        by: Option<ParticipantId>,
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
