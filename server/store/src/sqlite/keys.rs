//! The file of the sessions' keys: the [`KeyStore`] of one machine.
//!
//! Of the database there are many old backups; of this file there is one, the newest, so a key that
//! is destroyed here is destroyed for every backup. Rows are only appended and overwritten in place,
//! because a row that SQLite moves can leave a copy behind. After a key is destroyed the write-ahead
//! log is truncated.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, OptionalExtension, TransactionBehavior};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::database::{self, FileFormat};
use super::merge::KeyRow;
use super::schema::{session_in, session_of};
use super::{OpenError, is_unreadable, sqlite_error};
use crate::StreamId;
use crate::encryption::Key;
use crate::keys::{KeyError, KeyStatus, KeyStore};

/// "KRNK".
pub(super) const FORMAT: FileFormat = FileFormat { application: 0x4b52_4e4b, known: 2 };

const TABLES: &str = "
    CREATE TABLE keys (
        id INTEGER PRIMARY KEY,
        session BLOB NOT NULL UNIQUE,
        key BLOB NOT NULL,
        destroyed INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE TABLE store (id BLOB NOT NULL) STRICT;
";

/// How far the log of each session had come. A table apart, so that the rows of keys are not rewritten.
const PROGRESS: &str = "
    CREATE TABLE progress (session BLOB PRIMARY KEY, last INTEGER NOT NULL) STRICT, WITHOUT ROWID;
";

/// Every session's key. The lock is held for one look-up, or for one sync of the disk.
pub(super) struct SqliteKeys {
    path: PathBuf,
    connection: Mutex<Connection>,
    /// Whether progress is known: not for a copy, whose database may be older than its keys.
    has_progress: bool,
}

impl SqliteKeys {
    /// Opens the file for writing, making its tables if it is new.
    pub(super) fn open(path: &Path) -> Result<Self, OpenError> {
        let failed = |source| sqlite_error(path, source);
        let mut connection = database::open(path, &FORMAT)?;
        let found = database::version(&connection).map_err(failed)?;
        for (to, tables) in [(1, TABLES), (2, PROGRESS)].into_iter().filter(|(to, _)| *to > found) {
            database::step(&mut connection, &FORMAT, to, |step| step.execute_batch(tables))
                .map_err(failed)?;
        }
        database::truncate_wal(&connection).map_err(failed)?;
        Ok(Self::over(path, connection, true))
    }

    /// Opens the file beside its database for looking at it.
    pub(super) fn open_reader(path: &Path) -> Result<Self, OpenError> {
        let connection = database::open_reader(path, &FORMAT)?;
        let version =
            database::version(&connection).map_err(|source| sqlite_error(path, source))?;
        Ok(Self::over(path, connection, version >= 2))
    }

    /// Opens a file that nobody writes.
    pub(super) fn open_still(path: &Path) -> Result<Self, OpenError> {
        let connection = database::open_still(path, &FORMAT)?;
        let version =
            database::version(&connection).map_err(|source| sqlite_error(path, source))?;
        Ok(Self::over(path, connection, version >= 2))
    }

    /// Opens a copy, which may be of another moment than the database beside it.
    pub(super) fn open_copy(path: &Path) -> Result<Self, OpenError> {
        Self::open_still(path).map(|keys| Self { has_progress: false, ..keys })
    }

    fn over(path: &Path, connection: Connection, has_progress: bool) -> Self {
        Self { path: path.to_owned(), connection: Mutex::new(connection), has_progress }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The id of the database that these keys belong to; `None` before it is set.
    pub(super) fn store_id(&self) -> rusqlite::Result<Option<Vec<u8>>> {
        self.lock().query_row("SELECT id FROM store", [], |row| row.get(0)).optional()
    }

    /// The id of the database that these keys belong to; sets a new one if there is none.
    pub(super) fn store_id_or_new(&self) -> rusqlite::Result<Vec<u8>> {
        if let Some(store) = self.store_id()? {
            return Ok(store);
        }
        let store = Uuid::new_v4().as_bytes().to_vec();
        self.set_store_id(&store)?;
        Ok(store)
    }

    /// Sets the id of the database that these keys belong to.
    pub(super) fn set_store_id(&self, store: &[u8]) -> rusqlite::Result<()> {
        self.lock().execute("INSERT INTO store VALUES (?1)", [store]).map(drop)
    }

    pub(super) fn find_key(&self, session: StreamId) -> rusqlite::Result<KeyStatus> {
        find(&self.lock(), session)
    }

    /// Makes keys for those of these sessions that have none. They are on disk when this returns.
    pub(super) fn make_keys(&self, sessions: &[StreamId]) -> rusqlite::Result<()> {
        let mut connection = self.lock();
        let mut lacking = Vec::new();
        for session in sessions {
            if matches!(find(&connection, *session)?, KeyStatus::Missing) {
                lacking.push(*session);
            }
        }
        if lacking.is_empty() {
            return Ok(());
        }
        let making = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for session in lacking {
            let key = Key::generate().map_err(no_randomness)?;
            making
                .prepare_cached("INSERT OR IGNORE INTO keys (session, key) VALUES (?1, ?2)")?
                .execute((session.name(), key.bytes()))?;
        }
        making.commit()
    }

    /// Whether there is a key that was not destroyed.
    pub(super) fn has_living(&self) -> rusqlite::Result<bool> {
        let living = "SELECT EXISTS (SELECT 1 FROM keys WHERE destroyed = 0)";
        self.lock().query_row(living, [], |row| row.get(0))
    }

    /// Notes how far logs have come. Never ahead of what is durable.
    pub(super) fn note_progress(&self, sessions: &[(StreamId, u64)]) -> rusqlite::Result<()> {
        let mut connection = self.lock();
        let noting = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for (session, last) in sessions {
            noting
                .prepare_cached(
                    "INSERT INTO progress (session, last) VALUES (?1, ?2)
                     ON CONFLICT (session) DO UPDATE SET last = max(last, excluded.last)",
                )?
                .execute((session.name(), last))?;
        }
        noting.commit()
    }

    /// Every session that was not erased, with how far its log had come.
    pub(super) fn all_progress(&self) -> rusqlite::Result<Vec<(StreamId, u64)>> {
        if !self.has_progress {
            return Ok(vec![]);
        }
        let connection = self.lock();
        let mut list = connection.prepare(
            "SELECT session, last FROM progress JOIN keys USING (session) WHERE destroyed = 0",
        )?;
        let rows = list.query_map([], |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get(1)?)))?;
        rows.map(|row| row.and_then(|(session, last)| Ok((session_of(session)?, last)))).collect()
    }

    /// Every session whose key is destroyed. Anything but zeros is damage, and no erasing.
    pub(super) fn destroyed(&self) -> rusqlite::Result<Vec<StreamId>> {
        let connection = self.lock();
        let mut list = connection.prepare(
            "SELECT session FROM keys NOT INDEXED WHERE destroyed = 1 AND key = zeroblob(32)",
        )?;
        let rows = list.query_map([], |row| session_in(row.get_ref(0)?))?;
        rows.collect()
    }

    /// Of how many sessions that were not erased it was noted that the log had come further than `last`
    /// says it goes.
    pub(super) fn count_ahead(&self, last: impl Fn(StreamId) -> u64) -> rusqlite::Result<usize> {
        let connection = self.lock();
        let mut list = connection.prepare("SELECT session, last FROM progress")?;
        let mut rows = list.query([])?;
        let mut ahead = 0;
        while let Some(row) = rows.next()? {
            let session = session_in(row.get_ref(0)?)?;
            if row.get::<_, u64>(1)? > last(session) {
                let erased = matches!(find(&connection, session)?, KeyStatus::Destroyed);
                ahead += usize::from(!erased);
            }
        }
        Ok(ahead)
    }

    fn find_progress(&self, session: StreamId) -> rusqlite::Result<u64> {
        if !self.has_progress {
            return Ok(0);
        }
        let connection = self.lock();
        let mut find = connection.prepare_cached("SELECT last FROM progress WHERE session = ?1")?;
        let last = find.query_row([session.name()], |row| row.get(0)).optional()?;
        Ok(last.unwrap_or(0))
    }

    fn destroy_key(&self, session: StreamId) -> rusqlite::Result<bool> {
        let connection = self.lock();
        // On a full disk the journal's own space may be all there is.
        let _ = database::truncate_wal(&connection);
        // Without the index, which can be damaged and lead to the key of somebody else.
        let destroyed = connection.execute(
            "UPDATE keys NOT INDEXED SET key = zeroblob(length(key)), destroyed = 1
             WHERE session = ?1",
            [session.name()],
        )?;
        if destroyed == 0 {
            connection.execute(
                "INSERT INTO keys (session, key, destroyed) VALUES (?1, zeroblob(32), 1)",
                [session.name()],
            )?;
        }
        database::truncate_wal(&connection)
    }

    /// Every row.
    pub(super) fn rows(&self) -> rusqlite::Result<Vec<KeyRow>> {
        let connection = self.lock();
        let mut list =
            connection.prepare("SELECT session, key, destroyed FROM keys ORDER BY id")?;
        let rows = list.query_map([], |row| {
            let key = Zeroizing::new(row.get(1)?);
            Ok(KeyRow { session: session_of(row.get(0)?)?, key, destroyed: row.get(2)? })
        })?;
        rows.collect()
    }

    /// Copies everything as it is now into a file that is not there yet.
    pub(super) fn copy(&self, to: &Path) -> rusqlite::Result<()> {
        database::copy(&self.lock(), to)
    }

    pub(super) fn close(&self) -> rusqlite::Result<bool> {
        database::truncate_wal(&self.lock())
    }

    // Nothing can panic half-way with the lock held, so a poisoned lock holds a whole value.
    fn lock(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl KeyStore for SqliteKeys {
    fn find(&self, session: StreamId) -> Result<KeyStatus, KeyError> {
        self.find_key(session).map_err(key_error)
    }

    fn make(&self, sessions: &[StreamId]) -> Result<(), KeyError> {
        self.make_keys(sessions).map_err(key_error)
    }

    fn progress(&self, session: StreamId) -> Result<u64, KeyError> {
        self.find_progress(session).map_err(key_error)
    }

    fn destroy(&self, session: StreamId) -> Result<bool, KeyError> {
        self.destroy_key(session).map_err(key_error)
    }
}

fn key_error(error: rusqlite::Error) -> KeyError {
    if is_unreadable(&error) {
        KeyError::Damaged(error.to_string())
    } else {
        KeyError::Storage(error.into())
    }
}

fn find(connection: &Connection, session: StreamId) -> rusqlite::Result<KeyStatus> {
    // The row itself says whose it is: a damaged index can lead to the row of somebody else.
    let mut find = connection.prepare_cached(
        "SELECT key, destroyed, session FROM keys
         WHERE id = (SELECT id FROM keys WHERE session = ?1)",
    )?;
    let row = find
        .query_row([session.name()], |row| {
            let key = row.get_ref(0)?.as_blob().unwrap_or_default();
            if row.get_ref(2)?.as_blob().ok() != Some(session.name().as_slice()) {
                return Ok(KeyStatus::Missing);
            }
            Ok(match (row.get(1)?, Key::from_bytes(key)) {
                // A key that is destroyed is zeros; anything else is damage, and not an erasing.
                (true, Some(_)) if key.iter().all(|byte| *byte == 0) => KeyStatus::Destroyed,
                (false, Some(key)) => KeyStatus::Key(key),
                _ => KeyStatus::Missing,
            })
        })
        .optional()?;
    Ok(row.unwrap_or(KeyStatus::Missing))
}

fn no_randomness(error: getrandom::Error) -> rusqlite::Error {
    rusqlite::Error::ToSqlConversionFailure(Box::new(error))
}
