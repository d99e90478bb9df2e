//! Reads entries back and trusts none of them before it has looked.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use kring_protocol::ids::SessionId;
use rusqlite::{Connection, OptionalExtension, Transaction};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{checksum, is_damage, schema, storage_error};
use crate::log::{Entry, ReadError, StorageError};

/// Reads at the same time. Sessions are read when they wake up; more would only make the disk seek.
const READERS: u32 = 4;

/// The connections that read. A permit stands for one of them.
pub(super) struct Readers {
    permits: Arc<Semaphore>,
    idle: Arc<Mutex<Vec<Connection>>>,
}

impl Readers {
    pub(super) fn open(path: &Path) -> rusqlite::Result<Self> {
        let connections = (0..READERS).map(|_| schema::open_reader(path));
        let idle = connections.collect::<rusqlite::Result<Vec<_>>>()?;
        let permits = Arc::new(Semaphore::new(idle.len()));
        Ok(Self { permits, idle: Arc::new(Mutex::new(idle)) })
    }

    pub(super) async fn read(
        &self,
        session: SessionId,
        after: u64,
    ) -> Result<Vec<Entry>, ReadError> {
        let permits = Arc::clone(&self.permits);
        let permit = permits.acquire_owned().await.map_err(|_| StorageError::Closed)?;
        let idle = Arc::clone(&self.idle);
        let reading = tokio::task::spawn_blocking(move || {
            // Moved in, so that it is given back only when the connection is.
            let _permit = permit;
            let taken = idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let mut connection = taken.ok_or(StorageError::Closed)?;
            let entries = read(&mut connection, session, after);
            idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
            entries
        });
        reading.await.map_err(|error| StorageError::Failed(error.to_string()))?
    }

    /// Waits until nothing is read; nothing will be while the answer lives.
    pub(super) async fn pause(&self) -> Result<OwnedSemaphorePermit, StorageError> {
        let all = Arc::clone(&self.permits).acquire_many_owned(READERS).await;
        all.map_err(|_| StorageError::Closed)
    }

    /// Ends reading for good.
    pub(super) async fn close(&self) {
        let paused = self.pause().await;
        self.permits.close();
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
        drop(paused);
    }
}

/// How far a session goes, and whether it was erased.
pub(super) fn head(
    connection: &Connection,
    session: SessionId,
) -> rusqlite::Result<Option<(u64, bool)>> {
    let mut find =
        connection.prepare_cached("SELECT last, erased FROM heads WHERE session = ?1")?;
    find.query_row([session.0.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?))).optional()
}

fn read(
    connection: &mut Connection,
    session: SessionId,
    after: u64,
) -> Result<Vec<Entry>, ReadError> {
    let mut next = after.saturating_add(1);
    // One transaction: head and entries are of the same moment.
    let snapshot = connection.transaction();
    let entries = snapshot
        .map_err(Trouble::Sqlite)
        .and_then(|snapshot| collect(&snapshot, session, after, &mut next));
    entries.map_err(|trouble| match trouble {
        Trouble::Erased => ReadError::Erased,
        Trouble::Wrong(what) => ReadError::Damaged { session, seq: next, what: what.to_owned() },
        Trouble::Sqlite(error) if is_unreadable(&error) => {
            ReadError::Damaged { session, seq: next, what: error.to_string() }
        }
        Trouble::Sqlite(error) => storage_error(&error).into(),
    })
}

enum Trouble {
    Erased,
    Wrong(&'static str),
    Sqlite(rusqlite::Error),
}

impl From<rusqlite::Error> for Trouble {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

/// `next` is the seq that is looked for when something turns out wrong.
fn collect(
    snapshot: &Transaction<'_>,
    session: SessionId,
    after: u64,
    next: &mut u64,
) -> Result<Vec<Entry>, Trouble> {
    let last = match head(snapshot, session)? {
        Some((_, true)) => return Err(Trouble::Erased),
        Some((last, false)) => last,
        None => 0,
    };
    let mut find = snapshot.prepare_cached(
        "SELECT seq, at_ms, payload, checksum FROM entries
         WHERE session = ?1 AND seq > ?2 ORDER BY seq",
    )?;
    let after = i64::try_from(after).unwrap_or(i64::MAX);
    let mut rows = find.query((session.0.as_bytes(), after))?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        let entry = Entry { seq: row.get(0)?, at_ms: row.get(1)?, payload: row.get(2)? };
        if entry.seq != *next {
            return Err(Trouble::Wrong("the entry is missing"));
        }
        if entry.seq > last {
            return Err(Trouble::Wrong("the entry stands beyond the end of its session"));
        }
        if row.get::<_, Vec<u8>>(3)? != checksum(session, entry.seq, entry.at_ms, &entry.payload) {
            return Err(Trouble::Wrong("the entry is not what was written"));
        }
        entries.push(entry);
        *next += 1;
    }
    if *next <= last {
        return Err(Trouble::Wrong("the end of the session is missing"));
    }
    Ok(entries)
}

/// Errors that say what is wrong with the data, rather than with the disk or with us.
fn is_unreadable(error: &rusqlite::Error) -> bool {
    is_damage(error)
        || matches!(
            error,
            rusqlite::Error::InvalidColumnType(..)
                | rusqlite::Error::FromSqlConversionFailure(..)
                | rusqlite::Error::IntegralValueOutOfRange(..)
        )
}
