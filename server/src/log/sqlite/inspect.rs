//! Looks at a data directory or a backup without changing a byte of it, also while Kring runs.

use std::path::Path;

use kring_protocol::ids::SessionId;
use rusqlite::Connection;

use super::keys::Keys;
use super::{OpenError, database, directory, reader, schema, sqlite_error, storage_error, wal};
use crate::log::{Entry, ReadError, StorageError};

/// A database and its keys, open for reading.
pub struct Inspection {
    connection: Connection,
    keys: Keys,
}

/// What can be told of a session without opening it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Looked {
    /// Which.
    pub session: SessionId,
    /// How far its log goes.
    pub last: u64,
    /// When something last happened in it; `None` if nothing is left.
    pub last_ms: Option<i64>,
    /// When it is to be erased.
    pub due_ms: i64,
    /// Whether it was erased.
    pub erased: bool,
}

impl Inspection {
    /// Opens a data directory. One that nobody uses must also be whole in what a crash left behind.
    ///
    /// # Errors
    /// When it is not a data directory this build can read.
    pub fn of_directory(data: &Path) -> Result<Self, OpenError> {
        if !data.join(directory::DATABASE).exists() {
            return Err(OpenError::Nothing { path: data.to_owned() });
        }
        // Whoever writes now is in the middle of it.
        if directory::is_free(data) {
            for journal in [directory::WRITE_AHEAD, directory::KEYS_WRITE_AHEAD] {
                let journal = data.join(journal);
                wal::check(&journal).map_err(|what| OpenError::Damaged { path: journal, what })?;
            }
        }
        Self::of_files(&data.join(directory::DATABASE), &data.join(directory::KEYS))
    }

    /// Opens a database and the file of its keys.
    ///
    /// # Errors
    /// When they are not what this build can read, or do not belong together.
    pub fn of_files(database: &Path, keys: &Path) -> Result<Self, OpenError> {
        let failed = |source| sqlite_error(database, source);
        let connection = database::open_reader(database, &schema::DESIGN)?;
        if database::version(&connection).map_err(failed)? < schema::DESIGN.known {
            return Err(OpenError::Older { path: database.to_owned() });
        }
        let keys = Keys::open_reader(keys)?;
        let store = schema::store(&connection).map_err(failed)?;
        match keys.store().map_err(|source| sqlite_error(keys.path(), source))? {
            Some(id) if id == store => Ok(Self { connection, keys }),
            Some(_) => Err(OpenError::ForeignKeys { path: keys.path().to_owned() }),
            None => Err(OpenError::KeysMissing { path: keys.path().to_owned() }),
        }
    }

    /// What is wrong with the file as an SQLite database, line by line.
    ///
    /// # Errors
    /// When it cannot even be asked.
    pub fn faults(&self) -> Result<Vec<String>, StorageError> {
        let ask = || -> rusqlite::Result<Vec<String>> {
            let mut check = self.connection.prepare("PRAGMA integrity_check")?;
            let rows = check.query_map([], |row| row.get::<_, String>(0))?;
            rows.filter(|row| !matches!(row, Ok(line) if line == "ok")).collect()
        };
        ask().map_err(|error| storage_error(&error))
    }

    /// Every session, erased ones too.
    ///
    /// # Errors
    /// When the list cannot be read.
    pub fn sessions(&self) -> Result<Vec<Looked>, StorageError> {
        let ask = || -> rusqlite::Result<Vec<Looked>> {
            let mut list = self.connection.prepare(
                "SELECT session, last, erased, due_ms,
                     (SELECT max(at_ms) FROM entries WHERE entries.session = heads.session)
                 FROM heads ORDER BY session",
            )?;
            let rows = list.query_map([], |row| {
                Ok(Looked {
                    session: schema::session_of(row.get(0)?)?,
                    last: row.get(1)?,
                    erased: row.get(2)?,
                    due_ms: row.get(3)?,
                    last_ms: row.get(4)?,
                })
            })?;
            rows.collect()
        };
        ask().map_err(|error| storage_error(&error))
    }

    /// Everything of one session, each entry checked and opened.
    ///
    /// # Errors
    /// As reading the log does.
    pub fn read(&mut self, session: SessionId) -> Result<Vec<Entry>, ReadError> {
        reader::read(&mut self.connection, &self.keys, session, 0)
    }
}
