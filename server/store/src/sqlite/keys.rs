//! The file of the sessions' keys: the [`KeyStore`] of one machine.
//!
//! Of the database there are many old backups; of this file there is one, the newest, so a key that
//! is destroyed here is destroyed for every backup. Rows are only appended and overwritten in place,
//! because a row that SQLite moves can leave a copy behind. After a key is destroyed the write-ahead
//! log is truncated.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use kring_protocol::ids::SessionId;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior};
use uuid::Uuid;

use super::database::{self, FileFormat};
use super::{OpenError, is_unreadable, sqlite_error};
use crate::encryption::Key;
use crate::keys::{KeyError, KeyStatus, KeyStore};

/// "KRNK".
pub(super) const FORMAT: FileFormat = FileFormat { application: 0x4b52_4e4b, known: 1 };

const TABLES: &str = "
    CREATE TABLE keys (
        id INTEGER PRIMARY KEY,
        session BLOB NOT NULL UNIQUE,
        key BLOB NOT NULL,
        destroyed INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE TABLE store (id BLOB NOT NULL) STRICT;
";

/// Every session's key. The lock is held for one look-up, or for one sync of the disk.
pub(super) struct SqliteKeys {
    path: PathBuf,
    connection: Mutex<Connection>,
}

impl SqliteKeys {
    /// Opens the file for writing, making its tables if it is new.
    pub(super) fn open(path: &Path) -> Result<Self, OpenError> {
        let failed = |source| sqlite_error(path, source);
        let mut connection = database::open(path, &FORMAT)?;
        if database::version(&connection).map_err(failed)? == 0 {
            database::step(&mut connection, &FORMAT, 1, |step| step.execute_batch(TABLES))
                .map_err(failed)?;
        }
        database::truncate_wal(&connection).map_err(failed)?;
        Ok(Self { path: path.to_owned(), connection: Mutex::new(connection) })
    }

    /// Opens the file for looking at it.
    pub(super) fn open_reader(path: &Path) -> Result<Self, OpenError> {
        let connection = database::open_reader(path, &FORMAT)?;
        Ok(Self { path: path.to_owned(), connection: Mutex::new(connection) })
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

    pub(super) fn find_key(&self, session: SessionId) -> rusqlite::Result<KeyStatus> {
        find(&self.lock(), session)
    }

    /// Makes keys for those of these sessions that have none. They are on disk when this returns.
    pub(super) fn make_keys(&self, sessions: &[SessionId]) -> rusqlite::Result<()> {
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
                .execute((session.0.as_bytes(), key.bytes()))?;
        }
        making.commit()
    }

    fn destroy_key(&self, session: SessionId) -> rusqlite::Result<bool> {
        let connection = self.lock();
        // On a full disk the journal's own space may be all there is.
        let _ = database::truncate_wal(&connection);
        connection.execute(
            "INSERT INTO keys (session, key, destroyed) VALUES (?1, zeroblob(32), 1)
             ON CONFLICT (session) DO UPDATE SET key = zeroblob(length(key)), destroyed = 1",
            [session.0.as_bytes()],
        )?;
        database::truncate_wal(&connection)
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
    fn find(&self, session: SessionId) -> Result<KeyStatus, KeyError> {
        self.find_key(session).map_err(key_error)
    }

    fn make(&self, sessions: &[SessionId]) -> Result<(), KeyError> {
        self.make_keys(sessions).map_err(key_error)
    }

    fn destroy(&self, session: SessionId) -> Result<bool, KeyError> {
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

fn find(connection: &Connection, session: SessionId) -> rusqlite::Result<KeyStatus> {
    let mut find =
        connection.prepare_cached("SELECT key, destroyed FROM keys WHERE session = ?1")?;
    let row = find
        .query_row([session.0.as_bytes()], |row| {
            if row.get(1)? {
                return Ok(KeyStatus::Destroyed);
            }
            Ok(row
                .get_ref(0)?
                .as_blob()
                .ok()
                .and_then(Key::from_bytes)
                .map_or(KeyStatus::Missing, KeyStatus::Key))
        })
        .optional()?;
    Ok(row.unwrap_or(KeyStatus::Missing))
}

fn no_randomness(error: getrandom::Error) -> rusqlite::Error {
    rusqlite::Error::ToSqlConversionFailure(Box::new(error))
}
