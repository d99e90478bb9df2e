//! Reads entries back and trusts none of them before it has looked.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use kring_protocol::ids::SessionId;
use rusqlite::{Connection, OptionalExtension, Transaction};
use tokio::sync::Semaphore;

use super::keys::{Held, Keys};
use super::schema::{self, head};
use super::{OpenError, checksum, database, is_damage, storage_error};
use crate::log::seal::{Key, Place};
use crate::log::{Due, Entry, ReadError, StorageError};

/// Reads at the same time. Sessions are read when they wake up; more would only make the disk seek.
const READERS: u32 = 4;

/// The connections that read. A permit stands for one of them.
pub(super) struct Readers {
    permits: Arc<Semaphore>,
    idle: Arc<Mutex<Vec<Connection>>>,
    keys: Arc<Keys>,
}

impl Readers {
    pub(super) fn open(path: &Path, keys: &Arc<Keys>) -> Result<Self, OpenError> {
        let connections = (0..READERS).map(|_| database::open_reader(path, &schema::DESIGN));
        let idle = connections.collect::<Result<Vec<_>, OpenError>>()?;
        let permits = Arc::new(Semaphore::new(idle.len()));
        Ok(Self { permits, idle: Arc::new(Mutex::new(idle)), keys: Arc::clone(keys) })
    }

    pub(super) async fn read(
        &self,
        session: SessionId,
        after: u64,
    ) -> Result<Vec<Entry>, ReadError> {
        let keys = Arc::clone(&self.keys);
        self.with(move |connection| read(connection, &keys, session, after)).await?
    }

    pub(super) async fn due(&self, now_ms: i64) -> Result<Due, StorageError> {
        let found = self.with(move |connection| due(connection, now_ms)).await?;
        found.map_err(|error| storage_error(&error))
    }

    async fn with<T: Send + 'static>(
        &self,
        look: impl FnOnce(&mut Connection) -> T + Send + 'static,
    ) -> Result<T, StorageError> {
        let permits = Arc::clone(&self.permits);
        let permit = permits.acquire_owned().await.map_err(|_| StorageError::Closed)?;
        let idle = Arc::clone(&self.idle);
        let reading = tokio::task::spawn_blocking(move || {
            // Moved in, so that it is given back only when the connection is.
            let _permit = permit;
            let taken = idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let mut connection = taken.ok_or(StorageError::Closed)?;
            let found = look(&mut connection);
            idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
            Ok(found)
        });
        reading.await.map_err(|error| StorageError::Failed(error.to_string()))?
    }

    /// Ends reading for good.
    pub(super) async fn close(&self) {
        let paused = self.permits.acquire_many(READERS).await;
        self.permits.close();
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
        drop(paused);
    }
}

/// Everything of a session after `after`, each entry looked at before it is trusted.
pub(super) fn read(
    connection: &mut Connection,
    keys: &Keys,
    session: SessionId,
    after: u64,
) -> Result<Vec<Entry>, ReadError> {
    let mut next = after.saturating_add(1);
    // One transaction: head and entries are of the same moment.
    let snapshot = connection.transaction();
    let entries = snapshot
        .map_err(Trouble::Sqlite)
        .and_then(|snapshot| collect(&snapshot, keys, session, after, &mut next));
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
    keys: &Keys,
    session: SessionId,
    after: u64,
    next: &mut u64,
) -> Result<Vec<Entry>, Trouble> {
    let last = match head(snapshot, session)? {
        Some((_, true)) => return Err(Trouble::Erased),
        Some((last, false)) => last,
        None => 0,
    };
    let key = match keys.find(session)? {
        Held::Key(key) => Some(key),
        Held::Destroyed => return Err(Trouble::Erased),
        Held::Missing => None,
    };
    let mut find = snapshot.prepare_cached(
        "SELECT seq, at_ms, payload, checksum FROM entries
         WHERE session = ?1 AND seq > ?2 ORDER BY seq",
    )?;
    let after = i64::try_from(after).unwrap_or(i64::MAX);
    let mut rows = find.query((session.0.as_bytes(), after))?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        let (seq, at_ms, sealed): (u64, i64, Vec<u8>) = (row.get(0)?, row.get(1)?, row.get(2)?);
        if seq != *next {
            return Err(Trouble::Wrong("the entry is missing"));
        }
        if seq > last {
            return Err(Trouble::Wrong("the entry stands beyond the end of its session"));
        }
        if row.get::<_, Vec<u8>>(3)? != checksum(session, seq, at_ms, &sealed) {
            return Err(Trouble::Wrong("the entry is not what was written"));
        }
        let key: &Key = key.as_ref().ok_or(Trouble::Wrong("the key of its session is missing"))?;
        let payload = key.open(Place { session, seq, at_ms }, &sealed);
        let payload = payload.ok_or(Trouble::Wrong("the key of its session does not open it"))?;
        entries.push(Entry { seq, at_ms, payload });
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

/// Sessions at most in one answer; whoever asks again gets the others.
const DUE_SESSIONS: u32 = 500;

fn due(connection: &mut Connection, now_ms: i64) -> rusqlite::Result<Due> {
    let snapshot = connection.transaction()?;
    let mut find = snapshot.prepare_cached(
        "SELECT session FROM heads WHERE erased = 0 AND due_ms <= ?1 ORDER BY due_ms LIMIT ?2",
    )?;
    let rows = find.query_map((now_ms, DUE_SESSIONS), |row| row.get(0))?;
    let sessions = rows.map(|blob| blob.and_then(schema::session_of)).collect::<Result<_, _>>()?;
    let newest = snapshot
        .query_row("SELECT at_ms FROM entries ORDER BY id DESC LIMIT 1", [], |row| row.get(0))
        .optional()?;
    Ok(Due { sessions, newest_ms: newest })
}
