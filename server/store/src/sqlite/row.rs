//! An entry as it is kept, sealed and with its checksum: in the journal first, in the database later.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use crate::StreamId;

/// A sealed entry on its way into the database.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Row {
    pub(super) session: StreamId,
    pub(super) seq: u64,
    pub(super) at_ms: i64,
    pub(super) due_ms: i64,
    /// Who may ask for the session from now on, with its checksum.
    pub(super) access: Option<Vec<u8>>,
    pub(super) sealed: Vec<u8>,
    pub(super) sum: [u8; SUM_BYTES],
}

/// Bytes of an entry's checksum.
pub(super) const SUM_BYTES: usize = 16;
/// In place of the length of an access that is not there.
const NONE: u32 = u32::MAX;
/// What every row takes: the lengths of name, access and payload, seq, both times, and the checksum.
const FIXED_BYTES: usize = 1 + 8 + 8 + 8 + 4 + 4 + SUM_BYTES;

impl Row {
    /// How many bytes [`encode`](Self::encode) makes of it.
    pub(super) fn bytes(&self) -> usize {
        let access = self.access.as_ref().map_or(0, Vec::len);
        FIXED_BYTES + self.session.name().as_slice().len() + access + self.sealed.len()
    }

    /// Name, seq, moment, when it is due, access, payload, checksum; numbers are little-endian, and what
    /// has no fixed length comes after its length.
    pub(super) fn encode(&self, into: &mut Vec<u8>) {
        let length = |bytes: &[u8]| u32::try_from(bytes.len()).unwrap_or(NONE).to_le_bytes();
        let name = self.session.name();
        into.push(u8::try_from(name.as_slice().len()).unwrap_or(u8::MAX));
        into.extend_from_slice(name.as_slice());
        into.extend_from_slice(&self.seq.to_le_bytes());
        into.extend_from_slice(&self.at_ms.to_le_bytes());
        into.extend_from_slice(&self.due_ms.to_le_bytes());
        let access = self.access.as_deref();
        into.extend_from_slice(&access.map_or(NONE.to_le_bytes(), length));
        into.extend_from_slice(access.unwrap_or_default());
        into.extend_from_slice(&length(&self.sealed));
        into.extend_from_slice(&self.sealed);
        into.extend_from_slice(&self.sum);
    }

    /// Takes a row off the front; none if there is none.
    pub(super) fn decode(from: &mut &[u8]) -> Option<Self> {
        let name = take_bytes(from, 1).and_then(|length| take_bytes(from, length[0].into()))?;
        let session = StreamId::of_name(name)?;
        let seq = u64::from_le_bytes(take(from)?);
        let at_ms = i64::from_le_bytes(take(from)?);
        let due_ms = i64::from_le_bytes(take(from)?);
        let access = match u32::from_le_bytes(take(from)?) {
            NONE => None,
            length => Some(take_bytes(from, length)?.to_vec()),
        };
        let length = u32::from_le_bytes(take(from)?);
        let sealed = take_bytes(from, length)?.to_vec();
        Some(Self { session, seq, at_ms, due_ms, access, sealed, sum: take(from)? })
    }
}

/// Takes so many bytes off the front.
pub(super) fn take<const N: usize>(from: &mut &[u8]) -> Option<[u8; N]> {
    let (front, rest) = from.split_first_chunk::<N>()?;
    *from = rest;
    Some(*front)
}

fn take_bytes<'a>(from: &mut &'a [u8], length: u32) -> Option<&'a [u8]> {
    let (front, rest) = from.split_at_checked(usize::try_from(length).ok()?)?;
    *from = rest;
    Some(front)
}

/// What was acknowledged and is not in the database yet, in the order in which it was written. The thread
/// that writes adds and removes; whoever reads looks here first and into the database after it, so that
/// nothing is missed on its way from one to the other.
#[derive(Default)]
pub(super) struct Pending(RwLock<Vec<Row>>);

impl Pending {
    pub(super) fn of_rows(rows: Vec<Row>) -> Self {
        Self(RwLock::new(rows))
    }

    pub(super) fn with<T>(&self, look: impl FnOnce(&[Row]) -> T) -> T {
        look(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn change<T>(&self, change: impl FnOnce(&mut Vec<Row>) -> T) -> T {
        change(&mut self.0.write().unwrap_or_else(PoisonError::into_inner))
    }

    /// The rows of one session.
    pub(super) fn of(&self, session: StreamId) -> Vec<Row> {
        self.with(|rows| of(rows, session))
    }

    /// When each session that has rows here is due.
    pub(super) fn due(&self) -> HashMap<StreamId, i64> {
        self.with(|rows| rows.iter().map(|row| (row.session, row.due_ms)).collect())
    }
}

/// The rows of one session.
pub(super) fn of(rows: &[Row], session: StreamId) -> Vec<Row> {
    rows.iter().filter(|row| row.session == session).cloned().collect()
}
