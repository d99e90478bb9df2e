//! Reading a store without changing a byte of it, also while a server writes.

use crate::StreamId;
use crate::{Checkpoint, Entry, ReadError, StorageError};

/// A store or a backup of one, open for reading. Calls block.
pub trait Inspect {
    /// What is wrong with the store itself, one line per fault; empty if nothing is.
    ///
    /// # Errors
    /// When the store cannot be asked.
    fn faults(&self) -> Result<Vec<String>, StorageError>;

    /// Every session, erased ones included, in the order of their ids.
    ///
    /// # Errors
    /// When the list cannot be read.
    fn sessions(&self) -> Result<Vec<SessionInfo>, StorageError>;

    /// Every entry of one session in order, each checked and decrypted.
    ///
    /// # Errors
    /// As [`EventLog::read`](crate::EventLog::read).
    fn read(&mut self, session: StreamId) -> Result<Vec<Entry>, ReadError>;

    /// The checkpoint of one session, decrypted; none if there is none.
    ///
    /// # Errors
    /// `Damaged` if it does not open, and as [`read`](Self::read).
    fn checkpoint(&mut self, session: StreamId) -> Result<Option<Checkpoint>, ReadError>;

    /// What was sealed for somebody; none once their key is destroyed.
    ///
    /// # Errors
    /// As [`EventLog::unseal`](crate::EventLog::unseal).
    fn unseal(&mut self, owner: StreamId, sealed: &[u8]) -> Result<Option<Vec<u8>>, ReadError>;
}

/// What a store says of a session without decrypting it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionInfo {
    /// The session.
    pub session: StreamId,
    /// Its last seq.
    pub last: u64,
    /// When its last entry happened, in milliseconds since 1970; `None` if no entry is left.
    pub last_ms: Option<i64>,
    /// When it is to be erased, in milliseconds of lived time, which is at most that of the clock.
    pub due_ms: i64,
    /// Whether it was erased.
    pub erased: bool,
}
