//! [`Inspect`] for a data directory or a backup.

use std::path::Path;

use rusqlite::Connection;

use super::keys::SqliteKeys;
use super::row::{self, Row};
use super::{OpenError, database, directory, journal, reader, schema, settle, sqlite_error, wal};
use crate::StreamId;
use crate::{Checkpoint, Entry, Inspect, ReadError, SessionInfo, StorageError};

/// A database and its keys, open for reading.
pub struct Inspection {
    connection: Connection,
    keys: SqliteKeys,
    /// What was acknowledged and was not in the database when this was opened.
    waiting: Vec<Row>,
}

/// How often the journal is read where a server began a new one in between.
const READ_AGAIN: u32 = 3;

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
        let is_still = directory::is_free(data);
        if is_still {
            for journal in [directory::WAL, directory::KEYS_WAL] {
                let journal = data.join(journal);
                wal::check(&journal).map_err(|what| OpenError::Damaged { path: journal, what })?;
            }
            let connection = database::open_still(&database, &schema::FORMAT)?;
            let inspection = Self::of(&database, connection, SqliteKeys::open_still(&keys)?)?;
            return inspection.with_journal(data, is_still);
        }
        let connection = database::open_reader(&database, &schema::FORMAT)?;
        let inspection = Self::of(&database, connection, SqliteKeys::open_reader(&keys)?)?;
        inspection.with_journal(data, is_still)
    }

    /// The journal is read before the database is: what is not in the one any more is in the other.
    fn with_journal(mut self, data: &Path, is_still: bool) -> Result<Self, OpenError> {
        let database = data.join(directory::DATABASE);
        let mut tries = 1..=READ_AGAIN;
        let found = loop {
            let last = tries.next().is_none_or(|number| number == READ_AGAIN);
            let file = journal::read(data)
                .map_err(|source| OpenError::Directory { path: data.to_owned(), source })?;
            match settle::unsettled(&self.connection, &database, file.as_deref(), is_still) {
                Err(OpenError::JournalMissing { .. }) if !is_still && !last => {}
                found => break found?,
            }
        };
        let rows = found.map(|found| found.rows).unwrap_or_default();
        let lacking = settle::lacking(&self.connection, &self.keys, rows);
        self.waiting = lacking.map_err(|source| sqlite_error(&database, source))?;
        Ok(self)
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
            Some(id) if id == store => Ok(Self { connection, keys, waiting: vec![] }),
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
            for row in &self.waiting {
                let waiting = SessionInfo {
                    session: row.session,
                    last: row.seq,
                    last_ms: Some(row.at_ms),
                    due_ms: row.due_ms,
                    erased: false,
                };
                match sessions.binary_search_by_key(&row.session, |info| info.session) {
                    Ok(place) if sessions[place].last < row.seq => {
                        let last_ms = sessions[place].last_ms.max(waiting.last_ms);
                        sessions[place] = SessionInfo { last_ms, ..waiting };
                    }
                    Ok(_) => {}
                    Err(place) => sessions.insert(place, waiting),
                }
            }
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
        reader::read(&mut self.connection, &self.keys, &row::of(&self.waiting, session), session, 0)
    }

    fn checkpoint(&mut self, session: StreamId) -> Result<Option<Checkpoint>, ReadError> {
        reader::read_checkpoint(&mut self.connection, &self.keys, session)
    }

    fn unseal(&mut self, owner: StreamId, sealed: &[u8]) -> Result<Option<Vec<u8>>, ReadError> {
        reader::unseal(&self.keys, owner, sealed)
    }
}
