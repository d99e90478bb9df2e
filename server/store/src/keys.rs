//! Where the keys of sessions are kept, apart from what they decrypt.

use crate::StorageError;
use crate::StreamId;
use crate::encryption::Key;

/// One key for each session. Calls block; [`KeyStore::make`] and [`KeyStore::destroy`] return once
/// their effect is durable.
///
/// - A key never changes, and one that was destroyed never comes back.
/// - There is one copy of the keys that counts, the newest. Destroying a key there makes every copy
///   of that session's entries unreadable, backups included.
pub trait KeyStore: Send + Sync {
    /// The key of a session.
    ///
    /// # Errors
    /// When the keys cannot be read.
    fn find(&self, session: StreamId) -> Result<KeyStatus, KeyError>;

    /// Makes keys for those of these sessions that never had one.
    ///
    /// # Errors
    /// When they cannot be written; then none was made.
    fn make(&self, sessions: &[StreamId]) -> Result<(), KeyError>;

    /// How far the log of a session had come at least, as far as that was noted beside the keys; 0 if it
    /// was not. A log that does not go so far has lost what was acknowledged.
    ///
    /// # Errors
    /// When the keys cannot be read.
    fn progress(&self, session: StreamId) -> Result<u64, KeyError>;

    /// Destroys the key of a session for good, or makes sure that it never gets one. True if nothing of
    /// the key is left in any file; otherwise call it again.
    ///
    /// # Errors
    /// When the keys cannot be written; then the key may still be there.
    fn destroy(&self, session: StreamId) -> Result<bool, KeyError>;
}

/// What is known of a session's key.
pub enum KeyStatus {
    /// The key.
    Key(Key),
    /// The session was erased.
    Destroyed,
    /// None was ever made, or it is in another store.
    Missing,
}

/// Why the keys did not answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// What is kept is not a key.
    #[error("{0}")]
    Damaged(String),
    /// The store failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<KeyError> for StorageError {
    fn from(error: KeyError) -> Self {
        match error {
            KeyError::Damaged(what) => Self::Failed(what),
            KeyError::Storage(error) => error,
        }
    }
}
