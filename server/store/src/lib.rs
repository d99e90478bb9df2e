//! The event log: the one durable truth of every session.
//!
//! What is kept is kept by stream ([`StreamId`]): a meeting, a group, or a member of one. This crate says
//! session where it means any of them, as its tables do.
//!
//! It owns order, durability, integrity and encryption of entries. A payload is opaque bytes: this
//! crate depends on no rule of a meeting and on nothing of HTTP. Three traits are what a store
//! implements: [`EventLog`], [`KeyStore`] and [`Inspect`].
//!
//! Every [`EventLog`] guarantees, and the suite in `contract` tests for each implementation:
//!
//! - An entry is one accepted command with all that it led to. Entries of a session are numbered
//!   1, 2, 3 … without a gap.
//! - An append names the last seq its writer knows. If the log has gone further, nothing is written
//!   and the writer is told how far; of two racing writers exactly one wins.
//! - An append is written as a whole or not at all.
//! - An acknowledged append survives the death of the process and of the machine.
//! - An append that failed with [`AppendError::Storage`], or whose future was dropped, may have been
//!   written all the same. Read before appending again; a repeated command is found by its id.
//! - What is read back is what was written. An entry that is changed, missing or out of place is
//!   reported as [`ReadError::Damaged`], never skipped, and takes no other session with it.
//! - A checkpoint is a shortcut, never the truth: entries lead to the same without it. Only the one
//!   with the highest seq is kept; one that cannot be opened is passed over.
//! - An erased session stays erased: nobody can read its payloads any more, from an older copy of the
//!   log neither; it gives [`ReadError::Erased`], and nothing can be appended to it.

#[cfg(any(test, feature = "contract"))]
pub mod contract;
pub mod encryption;
mod inspect;
mod keys;
pub mod memory;
pub mod sqlite;
mod stream_id;

use std::fmt;

use async_trait::async_trait;

pub use inspect::{Inspect, SessionInfo};
pub use keys::{KeyError, KeyStatus, KeyStore};
pub use memory::MemoryLog;
pub use sqlite::SqliteLog;
pub use stream_id::{StreamId, StreamName};

/// Bytes in one payload, at most. A session's first entry carries a whole method (under 100 KB); every
/// other entry comes from one message of at most 64 KB.
pub const MAX_PAYLOAD_BYTES: usize = 1024 * 1024;
/// Bytes in one checkpoint, at most: what a meeting may hold, and what its log tells of commands.
pub const MAX_CHECKPOINT_BYTES: usize = 48 * 1024 * 1024;
/// Entries in one append, at most: the commands that a room decides before it writes.
pub const MAX_APPEND_ENTRIES: usize = 64;

/// An entry that is not written yet.
#[derive(Clone, PartialEq, Eq)]
pub struct NewEntry {
    /// When it happened, in milliseconds since 1970.
    pub at_ms: i64,
    /// When the session is to be erased unless a later entry says otherwise, in milliseconds of lived
    /// time.
    pub due_ms: i64,
    /// What happened; opaque here.
    pub payload: Vec<u8>,
    /// Who may ask for the session from now on, if that changes; opaque here, and not encrypted.
    pub access: Option<Vec<u8>>,
}

/// An entry that was written.
#[derive(Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its place in the session, from 1.
    pub seq: u64,
    /// When it happened, in milliseconds since 1970.
    pub at_ms: i64,
    /// What happened; opaque here.
    pub payload: Vec<u8>,
}

/// What a session led to at one of its entries.
#[derive(Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The seq of that entry.
    pub seq: u64,
    /// What it led to; opaque here.
    pub payload: Vec<u8>,
}

/// What is needed to load a session.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Latest {
    /// The last checkpoint, if there is one that can be opened.
    pub checkpoint: Option<Checkpoint>,
    /// Every entry after it, or every entry.
    pub entries: Vec<Entry>,
}

/// What is kept of the machine's clock. All in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockNote {
    /// How long the server has lived.
    pub lived_ms: i64,
    /// What the clock said last, since 1970.
    pub wall_ms: i64,
    /// What it said last while it was believed.
    pub trusted_ms: i64,
    /// For how much waking time it has been doubted; none while it is believed.
    pub doubted_for_ms: Option<i64>,
}

/// How far a session has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Head {
    /// The seq of its last entry.
    Last(u64),
    /// It was erased.
    Erased,
}

/// Where the sessions' entries are kept.
#[async_trait]
pub trait EventLog: Send + Sync {
    /// Whether other processes may append to the same log. Whoever knows a session then asks the log, with
    /// an append of nothing, before saying what is true of it.
    fn is_shared(&self) -> bool {
        false
    }

    /// Writes `entries` behind `expected`, the last seq that the writer knows (0: none), and returns
    /// the new last seq once they are durable.
    async fn append(
        &self,
        session: StreamId,
        expected: u64,
        entries: Vec<NewEntry>,
    ) -> Result<u64, AppendError>;

    /// Every entry with a seq above `after`, in order. A session that was never written has none.
    async fn read(&self, session: StreamId, after: u64) -> Result<Vec<Entry>, ReadError>;

    /// How far these sessions have come, in any order; of one that was never written there is nothing.
    async fn heads(&self, sessions: &[StreamId]) -> Result<Vec<(StreamId, Head)>, StorageError>;

    /// The last checkpoint, and every entry after it.
    async fn read_latest(&self, session: StreamId) -> Result<Latest, ReadError>;

    /// Keeps a checkpoint in place of an earlier one. Nothing happens if a later one is kept, or the
    /// session was erased.
    async fn save_checkpoint(
        &self,
        session: StreamId,
        checkpoint: Checkpoint,
    ) -> Result<(), StorageError>;

    /// What the last entry that had one said of who may ask for a session, without reading an entry;
    /// none for a session that was never written, was erased, or never said.
    async fn access(&self, session: StreamId) -> Result<Option<Vec<u8>>, StorageError>;

    /// The sessions that are due at this moment and not erased: the longest due first, some hundreds at
    /// most.
    async fn due(&self, now_ms: i64) -> Result<Vec<StreamId>, StorageError>;

    /// What was noted last of the clock; none if nothing ever was.
    async fn clock(&self) -> Result<Option<ClockNote>, StorageError>;

    /// Keeps a note of the clock in place of the last one.
    async fn note_clock(&self, note: ClockNote) -> Result<(), StorageError>;

    /// Encrypts a text with the key of `owner`, which is made if there is none, and is durable before the
    /// text is returned. The text can then stand in an entry of another stream: erasing `owner` makes
    /// every copy of it unreadable.
    async fn seal(&self, owner: StreamId, text: &[u8]) -> Result<Vec<u8>, StorageError>;

    /// The text that was sealed with the key of `owner`; none once that was erased.
    async fn unseal(&self, owner: StreamId, sealed: &[u8]) -> Result<Option<Vec<u8>>, ReadError>;

    /// Destroys the session's key and removes its entries for good. Can be repeated, also for a session
    /// that was never written.
    async fn erase(&self, session: StreamId) -> Result<(), StorageError>;

    /// Whether the log can be written now. Answers within a few seconds, whatever the disk does.
    async fn check(&self) -> Result<(), StorageError>;

    /// Writes what is queued and releases files and locks. Afterwards every call fails with
    /// [`StorageError::Closed`]. A log that holds neither has nothing to do.
    async fn close(&self) -> Result<(), StorageError> {
        Ok(())
    }
}

/// Why nothing was appended.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AppendError {
    /// Another writer appended first.
    #[error("the session's log has gone on to {last}")]
    Conflict {
        /// How far the log has gone.
        last: u64,
    },
    /// There is nothing left to append to.
    #[error("the session was erased")]
    Erased,
    /// Over [`MAX_PAYLOAD_BYTES`] or [`MAX_APPEND_ENTRIES`].
    #[error("the append is larger than the log takes")]
    TooLarge,
    /// The store failed. The entries may have been written all the same.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Why nothing was read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// What stands there is not what was written.
    #[error("session {session} is damaged at {seq}: {what}")]
    Damaged {
        /// Which session.
        session: StreamId,
        /// The first entry that cannot be trusted.
        seq: u64,
        /// What is wrong with it. Never holds anything of its content.
        what: String,
    },
    /// There is nothing left to read.
    #[error("the session was erased")]
    Erased,
    /// The store failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// The store underneath failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StorageError {
    /// No room left. Reading goes on, and so does writing once there is room again.
    #[error("the disk is full")]
    Full,
    /// The log was closed.
    #[error("the log is closed")]
    Closed,
    /// No answer in time.
    #[error("the disk does not answer")]
    Stalled,
    /// Anything else.
    #[error("the store failed: {0}")]
    Failed(String),
}

// Payloads are people's words: formatting an entry does not print them.
impl fmt::Debug for NewEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NewEntry({} ms, {} bytes)", self.at_ms, self.payload.len())
    }
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Entry(#{}, {} ms, {} bytes)", self.seq, self.at_ms, self.payload.len())
    }
}

impl fmt::Debug for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Checkpoint(#{}, {} bytes)", self.seq, self.payload.len())
    }
}

/// Whether an append stays within what every log takes.
fn fits(entries: &[NewEntry]) -> bool {
    entries.len() <= MAX_APPEND_ENTRIES
        && entries.iter().all(|entry| entry.payload.len() <= MAX_PAYLOAD_BYTES)
}
