//! How much of a log each person has caused.

use std::collections::BTreeMap;

use kring_protocol::ids::ParticipantId;
use serde::{Deserialize, Serialize};

/// Entries and bytes that one person added to the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Logged {
    /// Entries.
    pub entries: u64,
    /// Bytes of their payloads.
    pub bytes: u64,
}

/// What everybody added to one log; `P` names a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "P: Ord + Deserialize<'de>"))]
pub struct LogUse<P = ParticipantId>(BTreeMap<P, Logged>);

impl<P> Default for LogUse<P> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<P: Ord + Copy> LogUse<P> {
    /// Counts an entry with a payload of `bytes`. An entry without an author counts for no one.
    pub fn record(&mut self, author: Option<P>, bytes: usize) {
        let Some(author) = author else { return };
        let logged = self.0.entry(author).or_default();
        logged.entries += 1;
        logged.bytes += u64::try_from(bytes).unwrap_or(u64::MAX);
    }

    /// What somebody added so far.
    #[must_use]
    pub fn of(&self, author: Option<P>) -> Logged {
        author.and_then(|author| self.0.get(&author)).copied().unwrap_or_default()
    }
}
