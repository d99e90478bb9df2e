//! From the payloads of a log to decoded events: the one place that reads, decodes and folds.

use crate::codec::{self, DecodeError, Stored};
use crate::state::State;

/// One entry, decoded.
#[derive(Debug, Clone, PartialEq)]
pub struct Replayed {
    /// Its seq.
    pub seq: u64,
    /// When it happened, in milliseconds since 1970.
    pub at_ms: i64,
    /// Bytes of its payload.
    pub bytes: usize,
    /// The accepted command with its events.
    pub stored: Stored,
}

/// An entry that is not what a known build wrote.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("entry {seq}: {source}")]
pub struct ReplayError {
    /// The seq of the entry.
    pub seq: u64,
    /// What is wrong with it. Holds nothing of its content.
    pub source: DecodeError,
}

/// Decodes entries, given as seq, moment and payload, and applies them to `state` in order.
///
/// # Errors
/// At the first entry that cannot be decoded; it is never skipped. The entries before it were applied.
pub fn replay<'a>(
    state: &mut State,
    entries: impl IntoIterator<Item = (u64, i64, &'a [u8])>,
) -> Result<Vec<Replayed>, ReplayError> {
    decode(entries)
        .map(|entry| {
            let entry = entry?;
            entry.stored.events.iter().for_each(|event| crate::apply(state, event));
            Ok(entry)
        })
        .collect()
}

/// Decodes entries without applying them.
pub fn decode<'a>(
    entries: impl IntoIterator<Item = (u64, i64, &'a [u8])>,
) -> impl Iterator<Item = Result<Replayed, ReplayError>> {
    entries.into_iter().map(|(seq, at_ms, payload)| {
        let stored = codec::decode(payload).map_err(|source| ReplayError { seq, source })?;
        Ok(Replayed { seq, at_ms, bytes: payload.len(), stored })
    })
}
