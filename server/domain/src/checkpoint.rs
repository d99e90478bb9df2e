//! A checkpoint: what a log led to, as bytes, so that loading need not fold every entry again.
//!
//! The log stays the truth: a checkpoint that this build did not write in its own form is passed over,
//! and the entries are folded instead. [`VERSION`] names the form and the meaning of the state; it
//! changes with every change of either, and the golden file in `codec/golden/checkpoint` shows when.

use std::collections::BTreeMap;

use kring_protocol::ids::{CommandId, ContributionId, ParticipantId};
use serde::{Deserialize, Serialize};

use crate::decide::created_by;
use crate::log_use::LogUse;
use crate::replay::Replayed;
use crate::state::State;

/// The first byte of a checkpoint.
const VERSION: u8 = 6;

/// An accepted command, and the contribution that it created.
pub type Accepted = (ParticipantId, CommandId, Option<ContributionId>);

/// What a log led to.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checkpoint {
    /// The state.
    pub state: State,
    /// When its last entry happened, in milliseconds since 1970.
    pub last_ms: i64,
    /// Who caused how much of the log.
    pub used: LogUse,
    /// Every accepted command, so that one that is repeated is known.
    pub accepted: Vec<Accepted>,
}

impl Checkpoint {
    /// As bytes.
    ///
    /// # Errors
    /// When the state cannot be written.
    pub fn encode(&self) -> serde_json::Result<Vec<u8>> {
        let mut bytes = vec![VERSION];
        serde_json::to_writer(&mut bytes, self)?;
        Ok(bytes)
    }

    /// Counts an entry whose events were applied to the state.
    pub fn record(&mut self, entry: &Replayed) {
        let stored = &entry.stored;
        self.last_ms = entry.at_ms;
        self.used.record(stored.actor, entry.bytes);
        if let Some(actor) = stored.actor {
            self.accepted.push((actor, stored.command, created_by(&stored.events)));
        }
    }

    /// Whether both say the same. The order of accepted commands says nothing, and of a command that
    /// was accepted twice the last answer counts.
    #[must_use]
    pub fn is_same_as(&self, other: &Self) -> bool {
        let accepted = |checkpoint: &Self| -> BTreeMap<_, _> {
            checkpoint.accepted.iter().map(|(by, id, created)| ((*by, *id), *created)).collect()
        };
        (&self.state, self.last_ms, &self.used) == (&other.state, other.last_ms, &other.used)
            && accepted(self) == accepted(other)
    }

    /// From bytes; none unless this build wrote them.
    #[must_use]
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let (version, rest) = bytes.split_first()?;
        (*version == VERSION).then(|| serde_json::from_slice(rest).ok())?
    }
}
