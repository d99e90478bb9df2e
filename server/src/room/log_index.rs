//! What a room remembers of its log beside the state: answers to commands, and who caused how much.

use kring_domain::{LogUse, Replayed, created_by};
use kring_protocol::{CommandId, ContributionId, ParticipantId};

use super::command_results::CommandResults;

/// What the entries of one session say beside their events.
#[derive(Default)]
pub(super) struct LogIndex {
    pub(super) results: CommandResults,
    pub(super) used: LogUse,
}

impl LogIndex {
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
        if let Some(by) = by {
            self.results.record_accepted(by, id, created);
        }
    }
}
