//! The log of one machine: one SQLite file in the data directory, nothing to install.
//!
//! One thread writes (`writer`): the appends queued while it is busy go into one write to a journal
//! (`journal`) and so into one sync of the disk; the database takes them over in larger steps (`settle`).
//! A few connections read beside it, and what is still on its way with it (`reader`). The directory
//! belongs to one process at a time (`directory`).
//!
//! **Erasing.** Payloads are encrypted with a key for each session (`encryption`); the keys are in a
//! file of their own (`keys`). Erasing destroys the key and then deletes the entries. An old copy of
//! the database keeps entries that no key decrypts.
//!
//! **Not detected:** an old database put back together with its old keys is consistent in itself.

mod backup;
mod database;
mod directory;
mod guard;
mod inspect;
mod journal;
mod keys;
mod live;
mod merge;
mod reader;
mod row;
mod schema;
mod settle;
mod wal;
mod writer;

#[cfg(test)]
mod tests;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use rusqlite::ErrorCode;
use sha2::{Digest, Sha256};
use tokio::sync::{mpsc, oneshot};

pub use self::backup::{BackupError, BackupFiles, backup, restore};
use self::guard::Guard;
pub use self::inspect::Inspection;
use self::keys::SqliteKeys;
use self::reader::Readers;
use self::writer::{Append, Files, Job, Writer};
use crate::StreamId;
use crate::{
    AppendError, Checkpoint, ClockNote, Entry, EventLog, Head, Latest, MAX_CHECKPOINT_BYTES,
    NewEntry, ReadError, StorageError, fits,
};

/// Jobs in the writer's queue. A room has one append under way, so this many rooms wait in the queue
/// and any others wait to get into it.
const QUEUE_JOBS: usize = 1024;
/// How often it is noted beside the keys how far the logs have come: one sync of the disk each time.
/// What was acknowledged longer ago and is lost is noticed.
const NOTE_INTERVAL: Duration = Duration::from_secs(1);
/// For [`EventLog::check`]: longer than any healthy commit, shorter than a probe's own timeout.
const CHECK_TIMEOUT: Duration = Duration::from_secs(2);

/// How a log is opened.
#[derive(Debug, Clone, Copy, Default)]
pub struct Settings {
    /// Open also where the keys of meetings are there and the meetings are gone.
    pub without_lost_meetings: bool,
    /// Bytes that the database may take; none for as many as the disk has.
    pub max_bytes: Option<u64>,
}

/// See the module.
pub struct SqliteLog {
    jobs: mpsc::Sender<Job>,
    readers: Readers,
    commits: Arc<AtomicU64>,
    /// Whether a note of progress is on its way.
    noting: Arc<AtomicBool>,
}

/// Why a data directory cannot be opened. Each says what to do.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// It cannot be made or entered.
    #[error(
        "the data directory {path} cannot be used: {source}. Check that it can be written by this user."
    )]
    Directory {
        /// The directory.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Locks and syncs cannot be trusted over a network.
    #[error(
        "the data directory {path} is on a network file system ({kind}), where a crash can lose what \
         was acknowledged. Choose a directory on a local disk."
    )]
    Network {
        /// The directory.
        path: PathBuf,
        /// Which file system.
        kind: &'static str,
    },
    /// Another process holds the lock.
    #[error(
        "the data directory {path} is in use by another Kring. Stop that one first, or give this one a \
         directory of its own."
    )]
    InUse {
        /// The directory.
        path: PathBuf,
    },
    /// The sessions are there, what opens them is not.
    #[error(
        "{path} holds none of the keys of the meetings in this data directory. Put back the kring.keys \
         that belongs to it; without it nothing can be read."
    )]
    KeysMissing {
        /// The file of keys.
        path: PathBuf,
    },
    /// The keys are there, the meetings are not.
    #[error(
        "{path} is missing or empty, and kring.keys beside it opens meetings that were in it. Is the right \
         volume mounted? Put the file back or restore a backup. To begin anew without those meetings, \
         start once with --without-lost-meetings."
    )]
    MeetingsMissing {
        /// The database.
        path: PathBuf,
    },
    /// What was acknowledged last was in it.
    #[error(
        "{path} is missing or not the one that was there, and what was acknowledged last may have been in it. \
         Put it back, or restore a backup. To go on without that, start once with --without-lost-meetings."
    )]
    JournalMissing {
        /// The journal.
        path: PathBuf,
    },
    /// There is nothing to look at.
    #[error("there are no meetings in {path}. Name the data directory with --data.")]
    Nothing {
        /// The directory.
        path: PathBuf,
    },
    /// Not taken to this build's form yet.
    #[error(
        "{path} was written by an older Kring. Start this one on it once; that brings it up to date."
    )]
    Older {
        /// The file.
        path: PathBuf,
    },
    /// Keys of another database.
    #[error(
        "{path} holds the keys of another Kring's meetings. Put back the one that belongs to this data \
         directory."
    )]
    ForeignKeys {
        /// The file of keys.
        path: PathBuf,
    },
    /// Written by a newer build.
    #[error(
        "the data in {path} was written by a newer Kring (schema {found}; this one knows up to {known}). \
         Start the newer Kring again, or restore the backup made before the upgrade."
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its schema.
        found: u32,
        /// Ours.
        known: u32,
    },
    /// Some other program's file.
    #[error(
        "{path} is not a Kring database. Choose another data directory, or move that file away."
    )]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// Something acknowledged can no longer be read.
    #[error(
        "{path} is damaged: {what}. Copy the data directory to a safe place before anything else, then \
         restore the latest backup."
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// SQLite refused.
    #[error("the database in {path} cannot be opened: {source}")]
    Sqlite {
        /// The file.
        path: PathBuf,
        /// Why.
        source: rusqlite::Error,
    },
}

impl SqliteLog {
    /// Opens the log in `dir`, making it if needed. Blocks while it recovers from a crash.
    pub fn open(dir: &Path) -> Result<Self, OpenError> {
        Self::open_with(dir, Settings::default())
    }

    /// As [`open`](Self::open), with settings.
    pub fn open_with(dir: &Path, settings: Settings) -> Result<Self, OpenError> {
        let claim = directory::claim(dir)?;
        let path = dir.join(directory::DATABASE);
        for journal in [directory::WAL, directory::KEYS_WAL] {
            let journal = dir.join(journal);
            wal::check(&journal).map_err(|what| OpenError::Damaged { path: journal, what })?;
        }
        let keys = Arc::new(SqliteKeys::open(&dir.join(directory::KEYS))?);
        let writing = schema::open(&path, &keys, settings.without_lost_meetings)?;
        database::limit(&writing, settings.max_bytes)
            .map_err(|source| sqlite_error(&path, source))?;
        let (journal, pending) = settle::open_journal(dir, &writing, keys.as_ref(), settings)?;
        let readers = Readers::open(&path, &keys, &pending)?;
        let commits = Arc::new(AtomicU64::new(0));
        let (jobs, queue) = mpsc::channel(QUEUE_JOBS);
        let guard = Guard::new(dir, settings.max_bytes);
        let files = Files { connection: writing, keys, claim, guard, journal, pending };
        let writer = Writer::new(files, Arc::clone(&commits));
        std::thread::Builder::new()
            .name("log-writer".into())
            .spawn(move || writer.run(queue))
            .map_err(|source| OpenError::Directory { path: dir.to_owned(), source })?;
        Ok(Self { jobs, readers, commits, noting: Arc::default() })
    }

    /// Writes that were acknowledged so far. Fewer than appends where several were written together.
    #[must_use]
    pub fn commits(&self) -> u64 {
        self.commits.load(Ordering::Relaxed)
    }

    /// Queues a job for the writer and waits for its answer.
    async fn submit<T>(
        &self,
        job: impl FnOnce(oneshot::Sender<T>) -> Job,
    ) -> Result<T, StorageError> {
        let (reply, answer) = oneshot::channel();
        self.jobs.send(job(reply)).await.map_err(|_| StorageError::Closed)?;
        answer.await.map_err(|_| StorageError::Closed)
    }
}

#[async_trait]
impl EventLog for SqliteLog {
    async fn append(
        &self,
        session: StreamId,
        expected: u64,
        entries: Vec<NewEntry>,
    ) -> Result<u64, AppendError> {
        if !fits(&entries) {
            return Err(AppendError::TooLarge);
        }
        let job = |reply| Job::Append(Append::new(session, expected, entries, reply));
        let appended = self.submit(job).await?;
        if appended.is_ok() && !self.noting.swap(true, Ordering::Relaxed) {
            let (jobs, noting) = (self.jobs.clone(), Arc::clone(&self.noting));
            tokio::spawn(async move {
                tokio::time::sleep(NOTE_INTERVAL).await;
                noting.store(false, Ordering::Relaxed);
                let _ = jobs.send(Job::NoteProgress).await;
            });
        }
        appended
    }

    async fn read(&self, session: StreamId, after: u64) -> Result<Vec<Entry>, ReadError> {
        self.readers.read(session, after).await
    }

    async fn heads(&self, sessions: &[StreamId]) -> Result<Vec<(StreamId, Head)>, StorageError> {
        self.readers.heads(sessions).await
    }

    async fn read_latest(&self, session: StreamId) -> Result<Latest, ReadError> {
        self.readers.read_latest(session).await
    }

    async fn save_checkpoint(
        &self,
        session: StreamId,
        checkpoint: Checkpoint,
    ) -> Result<(), StorageError> {
        if checkpoint.payload.len() > MAX_CHECKPOINT_BYTES {
            return Ok(());
        }
        self.submit(|reply| Job::Checkpoint { session, checkpoint, reply }).await?
    }

    async fn access(&self, session: StreamId) -> Result<Option<Vec<u8>>, StorageError> {
        self.readers.access(session).await
    }

    async fn seal(&self, owner: StreamId, text: &[u8]) -> Result<Vec<u8>, StorageError> {
        let text = text.to_vec();
        self.submit(|reply| Job::Seal { owner, text, reply }).await?
    }

    async fn unseal(&self, owner: StreamId, sealed: &[u8]) -> Result<Option<Vec<u8>>, ReadError> {
        self.readers.unseal(owner, sealed.to_vec()).await
    }

    async fn erase(&self, session: StreamId) -> Result<(), StorageError> {
        self.submit(|reply| Job::Erase { session, reply }).await?
    }

    async fn clock(&self) -> Result<Option<ClockNote>, StorageError> {
        self.readers.clock().await
    }

    async fn note_clock(&self, note: ClockNote) -> Result<(), StorageError> {
        self.submit(|reply| Job::NoteClock(note, reply)).await?
    }

    async fn due(&self, now_ms: i64) -> Result<Vec<StreamId>, StorageError> {
        self.readers.due(now_ms).await
    }

    async fn check(&self) -> Result<(), StorageError> {
        let asked = tokio::time::timeout(CHECK_TIMEOUT, self.submit(Job::Check));
        asked.await.map_err(|_| StorageError::Stalled)??
    }

    async fn close(&self) -> Result<(), StorageError> {
        self.readers.close().await;
        self.submit(Job::Close).await?
    }
}

/// What ties an entry to its place: a row that is changed, or moved to another session or seq, no
/// longer fits. 16 bytes of SHA-256 are far beyond any accident.
fn checksum(session: StreamId, seq: u64, at_ms: i64, payload: &[u8]) -> [u8; 16] {
    let mut sum = Sha256::new();
    sum.update(session.name().as_slice());
    sum.update(seq.to_le_bytes());
    sum.update(at_ms.to_le_bytes());
    sum.update(payload);
    let whole: [u8; 32] = sum.finalize().into();
    let mut half = [0; 16];
    half.copy_from_slice(&whole[..16]);
    half
}

impl From<rusqlite::Error> for StorageError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full,
            _ => Self::Failed(error.to_string()),
        }
    }
}

impl From<io::Error> for StorageError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full,
            _ => Self::Failed(error.to_string()),
        }
    }
}

/// Whether an error comes from what is stored, and not from the disk or from this program.
fn is_unreadable(error: &rusqlite::Error) -> bool {
    is_damage(error)
        || matches!(
            error,
            rusqlite::Error::InvalidColumnType(..)
                | rusqlite::Error::FromSqlConversionFailure(..)
                | rusqlite::Error::IntegralValueOutOfRange(..)
        )
}

fn is_damage(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase))
}

fn sqlite_error(path: &Path, source: rusqlite::Error) -> OpenError {
    let path = path.to_owned();
    if is_damage(&source) {
        OpenError::Damaged { path, what: source.to_string() }
    } else {
        OpenError::Sqlite { path, source }
    }
}
