//! The file with the sessions' keys, apart from what they open.
//!
//! Backups of the database are many and old; of this file there is one, the newest. So a key that is
//! destroyed here is destroyed for every backup. Like the entries, rows are only appended and
//! overwritten in place, because a row that SQLite moves can leave a copy behind; and after a key is
//! destroyed the write-ahead log is cut to nothing.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use kring_protocol::ids::SessionId;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior};
use uuid::Uuid;

use super::database::{self, Design};
use super::{OpenError, sqlite_error};
use crate::log::seal::Key;

/// "KRNK".
pub(super) const DESIGN: Design = Design { application: 0x4b52_4e4b, known: 1 };

const TABLES: &str = "
    CREATE TABLE keys (
        id INTEGER PRIMARY KEY,
        session BLOB NOT NULL UNIQUE,
        key BLOB NOT NULL,
        destroyed INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE TABLE store (id BLOB NOT NULL) STRICT;
";

/// What is known of a session's key.
pub(super) enum Held {
    Key(Key),
    /// The session was erased.
    Destroyed,
    /// None was ever made, or it is in another file.
    Missing,
}

/// Every session's key. The lock is held for one look-up, or for one sync of the disk.
pub(super) struct Keys {
    path: PathBuf,
    connection: Mutex<Connection>,
}

impl Keys {
    /// Opens the file for writing, making its tables if it is new.
    pub(super) fn open(path: &Path) -> Result<Self, OpenError> {
        let failed = |source| sqlite_error(path, source);
        let mut connection = database::open(path, &DESIGN)?;
        if database::version(&connection).map_err(failed)? == 0 {
            database::step(&mut connection, &DESIGN, 1, |step| step.execute_batch(TABLES))
                .map_err(failed)?;
        }
        database::empty_write_ahead(&connection).map_err(failed)?;
        Ok(Self { path: path.to_owned(), connection: Mutex::new(connection) })
    }

    /// Opens the file for looking at it.
    pub(super) fn open_reader(path: &Path) -> Result<Self, OpenError> {
        let connection = database::open_reader(path, &DESIGN)?;
        Ok(Self { path: path.to_owned(), connection: Mutex::new(connection) })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Which database these keys belong to; none if that was never said.
    pub(super) fn store(&self) -> rusqlite::Result<Option<Vec<u8>>> {
        self.lock().query_row("SELECT id FROM store", [], |row| row.get(0)).optional()
    }

    /// The name of the database these keys belong to, and a new one if they belong to none yet.
    pub(super) fn belonging(&self) -> rusqlite::Result<Vec<u8>> {
        if let Some(store) = self.store()? {
            return Ok(store);
        }
        let store = Uuid::new_v4().as_bytes().to_vec();
        self.belong_to(&store)?;
        Ok(store)
    }

    /// Says which database these keys belong to.
    pub(super) fn belong_to(&self, store: &[u8]) -> rusqlite::Result<()> {
        self.lock().execute("INSERT INTO store VALUES (?1)", [store]).map(drop)
    }

    pub(super) fn find(&self, session: SessionId) -> rusqlite::Result<Held> {
        find(&self.lock(), session)
    }

    /// Makes keys for those of these sessions that have none. They are on disk when this returns.
    pub(super) fn make(&self, sessions: &[SessionId]) -> rusqlite::Result<()> {
        let mut connection = self.lock();
        let mut lacking = Vec::new();
        for session in sessions {
            if matches!(find(&connection, *session)?, Held::Missing) {
                lacking.push(*session);
            }
        }
        if lacking.is_empty() {
            return Ok(());
        }
        let making = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for session in lacking {
            let key = Key::make().map_err(no_randomness)?;
            making
                .prepare_cached("INSERT OR IGNORE INTO keys (session, key) VALUES (?1, ?2)")?
                .execute((session.0.as_bytes(), key.bytes()))?;
        }
        making.commit()
    }

    /// Destroys a session's key for good, or makes sure that it never gets one. Says whether nothing
    /// of it is left in any file; if not, it can be called again.
    pub(super) fn destroy(&self, session: SessionId) -> rusqlite::Result<bool> {
        let connection = self.lock();
        // On a full disk the journal's own space may be all there is.
        let _ = database::empty_write_ahead(&connection);
        connection.execute(
            "INSERT INTO keys (session, key, destroyed) VALUES (?1, zeroblob(32), 1)
             ON CONFLICT (session) DO UPDATE SET key = zeroblob(length(key)), destroyed = 1",
            [session.0.as_bytes()],
        )?;
        database::empty_write_ahead(&connection)
    }

    /// Copies everything as it is now into a file that is not there yet.
    pub(super) fn copy(&self, to: &Path) -> rusqlite::Result<()> {
        database::copy(&self.lock(), to)
    }

    pub(super) fn close(&self) -> rusqlite::Result<bool> {
        database::empty_write_ahead(&self.lock())
    }

    // Nothing can panic half-way with the lock held, so a poisoned one is as good as new.
    fn lock(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn find(connection: &Connection, session: SessionId) -> rusqlite::Result<Held> {
    let mut find =
        connection.prepare_cached("SELECT key, destroyed FROM keys WHERE session = ?1")?;
    let row = find
        .query_row([session.0.as_bytes()], |row| {
            if row.get(1)? {
                return Ok(Held::Destroyed);
            }
            Ok(row.get_ref(0)?.as_blob().ok().and_then(Key::kept).map_or(Held::Missing, Held::Key))
        })
        .optional()?;
    Ok(row.unwrap_or(Held::Missing))
}

fn no_randomness(error: getrandom::Error) -> rusqlite::Error {
    rusqlite::Error::ToSqlConversionFailure(Box::new(error))
}
