//! [`Inspect`] for a data directory or a backup.

use std::path::Path;

use rusqlite::Connection;

use super::keys::SqliteKeys;
use super::{OpenError, database, directory, reader, schema, sqlite_error, wal};
use crate::StreamId;
use crate::{Checkpoint, Entry, Inspect, ReadError, SessionInfo, StorageError};

/// A database and its keys, open for reading.
pub struct Inspection {
    connection: Connection,
    keys: SqliteKeys,
}

impl Inspection {
    /// Opens a data directory. In one that no process uses, the write-ahead logs are checked as well.
    ///
    /// # Errors
    /// When it is not a data directory this build can read.
    pub fn of_directory(data: &Path) -> Result<Self, OpenError> {
        if !data.join(directory::DATABASE).exists() {
            return Err(OpenError::Nothing { path: data.to_owned() });
        }
        let (database, keys) = (data.join(directory::DATABASE), data.join(directory::KEYS));
        // A running writer may be in the middle of a frame.
        if directory::is_free(data) {
            for journal in [directory::WAL, directory::KEYS_WAL] {
                let journal = data.join(journal);
                wal::check(&journal).map_err(|what| OpenError::Damaged { path: journal, what })?;
            }
            let connection = database::open_still(&database, &schema::FORMAT)?;
            return Self::of(&database, connection, SqliteKeys::open_still(&keys)?);
        }
        let connection = database::open_reader(&database, &schema::FORMAT)?;
        Self::of(&database, connection, SqliteKeys::open_reader(&keys)?)
    }

    /// Opens a database and the file of its keys.
    ///
    /// # Errors
    /// When they are not what this build can read, or do not belong together.
    pub fn of_files(database: &Path, keys: &Path) -> Result<Self, OpenError> {
        let connection = database::open_still(database, &schema::FORMAT)?;
        Self::of(database, connection, SqliteKeys::open_copy(keys)?)
    }

    fn of(database: &Path, connection: Connection, keys: SqliteKeys) -> Result<Self, OpenError> {
        let failed = |source| sqlite_error(database, source);
        if database::version(&connection).map_err(failed)? < schema::FORMAT.known {
            return Err(OpenError::Older { path: database.to_owned() });
        }
        let store = schema::store_id(&connection).map_err(failed)?;
        match keys.store_id().map_err(|source| sqlite_error(keys.path(), source))? {
            Some(id) if id == store => Ok(Self { connection, keys }),
            Some(_) => Err(OpenError::ForeignKeys { path: keys.path().to_owned() }),
            None => Err(OpenError::KeysMissing { path: keys.path().to_owned() }),
        }
    }
}

impl Inspect for Inspection {
    fn faults(&self) -> Result<Vec<String>, StorageError> {
        let ask = || -> rusqlite::Result<Vec<String>> {
            let mut check = self.connection.prepare("PRAGMA integrity_check")?;
            let rows = check.query_map([], |row| row.get::<_, String>(0))?;
            rows.filter(|row| !matches!(row, Ok(line) if line == "ok")).collect()
        };
        ask().map_err(StorageError::from)
    }

    fn sessions(&self) -> Result<Vec<SessionInfo>, StorageError> {
        let ask = || -> rusqlite::Result<Vec<SessionInfo>> {
            let mut list = self.connection.prepare(
                "SELECT session, last, erased, due_ms,
                     (SELECT max(at_ms) FROM entries WHERE entries.session = heads.session)
                 FROM heads ORDER BY session",
            )?;
            let rows = list.query_map([], |row| {
                Ok(SessionInfo {
                    session: schema::session_of(row.get(0)?)?,
                    last: row.get(1)?,
                    erased: row.get(2)?,
                    due_ms: row.get(3)?,
                    last_ms: row.get(4)?,
                })
            })?;
            let mut sessions = rows.collect::<rusqlite::Result<Vec<_>>>()?;
            // Of what was lost whole, only the key and the note beside it are left.
            for (session, _) in self.keys.all_progress()? {
                if let Err(place) = sessions.binary_search_by_key(&session, |info| info.session) {
                    let lost =
                        SessionInfo { session, last: 0, last_ms: None, due_ms: 0, erased: false };
                    sessions.insert(place, lost);
                }
            }
            Ok(sessions)
        };
        ask().map_err(StorageError::from)
    }

    fn read(&mut self, session: StreamId) -> Result<Vec<Entry>, ReadError> {
        reader::read(&mut self.connection, &self.keys, session, 0)
    }

    fn checkpoint(&mut self, session: StreamId) -> Result<Option<Checkpoint>, ReadError> {
        reader::read_checkpoint(&mut self.connection, &self.keys, session)
    }

    fn unseal(&mut self, owner: StreamId, sealed: &[u8]) -> Result<Option<Vec<u8>>, ReadError> {
        reader::unseal(&self.keys, owner, sealed)
    }
}
