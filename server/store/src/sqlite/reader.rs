//! Reads entries and checks each one: its seq, its checksum and its key.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::{Connection, OptionalExtension, Transaction};
use tokio::sync::Semaphore;

use super::keys::SqliteKeys;
use super::live::head_of;
use super::row::{Pending, Row};
use super::schema::{self, head};
use super::{OpenError, checksum, database, is_unreadable};
use crate::StreamId;
use crate::encryption::{CheckpointContext, EntryContext, Key, TextContext};
use crate::keys::{KeyError, KeyStatus, KeyStore};
use crate::{Checkpoint, ClockNote, Entry, Head, Latest, ReadError, StorageError};

/// Concurrent reads. A session is read when it is loaded; more would only make the disk seek.
const READERS: u32 = 4;

/// A pool of read connections; one permit for each.
pub(super) struct Readers {
    permits: Arc<Semaphore>,
    idle: Arc<Mutex<Vec<Connection>>>,
    keys: Arc<SqliteKeys>,
    pending: Arc<Pending>,
}

impl Readers {
    pub(super) fn open(
        path: &Path,
        keys: &Arc<SqliteKeys>,
        pending: &Arc<Pending>,
    ) -> Result<Self, OpenError> {
        let connections = (0..READERS).map(|_| database::open_reader(path, &schema::FORMAT));
        let idle = connections.collect::<Result<Vec<_>, OpenError>>()?;
        let permits = Arc::new(Semaphore::new(idle.len()));
        let (keys, pending) = (Arc::clone(keys), Arc::clone(pending));
        Ok(Self { permits, idle: Arc::new(Mutex::new(idle)), keys, pending })
    }

    pub(super) async fn read(
        &self,
        session: StreamId,
        after: u64,
    ) -> Result<Vec<Entry>, ReadError> {
        let keys = Arc::clone(&self.keys);
        let pending = Arc::clone(&self.pending);
        let look = move |connection: &mut Connection| {
            read(connection, keys.as_ref(), &pending.of(session), session, after)
        };
        self.with(look).await?
    }

    pub(super) async fn read_latest(&self, session: StreamId) -> Result<Latest, ReadError> {
        let keys = Arc::clone(&self.keys);
        let pending = Arc::clone(&self.pending);
        let look = move |connection: &mut Connection| {
            read_latest(connection, keys.as_ref(), &pending.of(session), session)
        };
        self.with(look).await?
    }

    pub(super) async fn heads(
        &self,
        sessions: &[StreamId],
    ) -> Result<Vec<(StreamId, Head)>, StorageError> {
        let (keys, pending) = (Arc::clone(&self.keys), Arc::clone(&self.pending));
        let sessions = sessions.to_vec();
        let look = move |connection: &mut Connection| {
            let found = sessions.into_iter().filter_map(|session| {
                let waiting = pending.of(session).last().map(|row| row.seq);
                head_of(connection, keys.as_ref(), waiting, session)
                    .map_or_else(|error| Some(Err(error)), |head| Some(Ok((session, head?))))
            });
            found.collect::<Result<_, StorageError>>()
        };
        self.with(look).await?
    }

    pub(super) async fn access(&self, session: StreamId) -> Result<Option<Vec<u8>>, StorageError> {
        let pending = Arc::clone(&self.pending);
        let look = move |connection: &mut Connection| {
            let waiting = pending.of(session).into_iter().rev().find_map(|row| row.access);
            let kept =
                waiting.map_or_else(|| access(connection, session), |kept| Ok(Some(kept)))?;
            Ok(kept.and_then(|kept| schema::checked_access(session, &kept)))
        };
        self.with(look).await?.map_err(|error: rusqlite::Error| error.into())
    }

    pub(super) async fn unseal(
        &self,
        owner: StreamId,
        sealed: Vec<u8>,
    ) -> Result<Option<Vec<u8>>, ReadError> {
        let keys = Arc::clone(&self.keys);
        self.with(move |_| unseal(keys.as_ref(), owner, &sealed)).await?
    }

    pub(super) async fn clock(&self) -> Result<Option<ClockNote>, StorageError> {
        self.with(clock).await?.map_err(StorageError::from)
    }

    pub(super) async fn due(&self, now_ms: i64) -> Result<Vec<StreamId>, StorageError> {
        let waiting = self.pending.due();
        let found = self.with(move |connection| due(connection, waiting, now_ms)).await?;
        found.map_err(StorageError::from)
    }

    async fn with<T: Send + 'static>(
        &self,
        look: impl FnOnce(&mut Connection) -> T + Send + 'static,
    ) -> Result<T, StorageError> {
        let permits = Arc::clone(&self.permits);
        let permit = permits.acquire_owned().await.map_err(|_| StorageError::Closed)?;
        let idle = Arc::clone(&self.idle);
        let reading = tokio::task::spawn_blocking(move || {
            // Moved in, so that the permit is released after the connection is back in the pool.
            let _permit = permit;
            let taken = idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let mut connection = taken.ok_or(StorageError::Closed)?;
            let found = look(&mut connection);
            idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
            Ok(found)
        });
        reading.await.map_err(|error| StorageError::Failed(error.to_string()))?
    }

    /// Waits for reads under way; every later read fails with [`StorageError::Closed`].
    pub(super) async fn close(&self) {
        let paused = self.permits.acquire_many(READERS).await;
        self.permits.close();
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
        drop(paused);
    }
}

/// The entries of a session after `after`, each one checked: those in the database, and behind them the
/// `waiting` ones, which were looked up before.
pub(super) fn read(
    connection: &mut Connection,
    keys: &dyn KeyStore,
    waiting: &[Row],
    session: StreamId,
    after: u64,
) -> Result<Vec<Entry>, ReadError> {
    let mut next = after.saturating_add(1);
    let mut entries = || {
        let known = Known { session, waiting, noted: keys.progress(session)? };
        // One transaction, so that head and entries belong to the same moment.
        collect(&connection.transaction()?, keys, &known, after, &mut next)
    };
    entries().map_err(|failure: ReadFailure| failure.at(session, next))
}

/// The last checkpoint that opens, and the entries after it, each one checked.
pub(super) fn read_latest(
    connection: &mut Connection,
    keys: &dyn KeyStore,
    waiting: &[Row],
    session: StreamId,
) -> Result<Latest, ReadError> {
    let mut next = 1;
    let mut latest = || {
        let known = Known { session, waiting, noted: keys.progress(session)? };
        let snapshot = connection.transaction()?;
        let checkpoint = match checkpoint(&snapshot, keys, session) {
            Err(ReadFailure::Wrong(_)) => None,
            read => read?,
        };
        let after = checkpoint.as_ref().map_or(0, |checkpoint| checkpoint.seq);
        next = after.saturating_add(1);
        let entries = collect(&snapshot, keys, &known, after, &mut next)?;
        Ok(Latest { checkpoint, entries })
    };
    latest().map_err(|failure: ReadFailure| failure.at(session, next))
}

/// The checkpoint of a session, however far its entries go.
pub(super) fn read_checkpoint(
    connection: &mut Connection,
    keys: &dyn KeyStore,
    session: StreamId,
) -> Result<Option<Checkpoint>, ReadError> {
    let snapshot = connection.transaction().map_err(ReadFailure::Sqlite);
    let found = snapshot.and_then(|snapshot| checkpoint(&snapshot, keys, session));
    found.map_err(|failure| failure.at(session, 0))
}

pub(super) fn unseal(
    keys: &dyn KeyStore,
    owner: StreamId,
    sealed: &[u8],
) -> Result<Option<Vec<u8>>, ReadError> {
    let damaged = |what: &str| ReadError::Damaged { session: owner, seq: 0, what: what.to_owned() };
    match keys.find(owner) {
        Ok(KeyStatus::Key(key)) => {
            let text = key.open(TextContext { owner }, sealed);
            text.map(Some).ok_or_else(|| damaged("a sealed text does not open"))
        }
        Ok(KeyStatus::Destroyed) => Ok(None),
        Ok(KeyStatus::Missing) => Err(damaged("the key of a sealed text is not there")),
        Err(error) => Err(StorageError::from(error).into()),
    }
}

fn checkpoint(
    snapshot: &Transaction<'_>,
    keys: &dyn KeyStore,
    session: StreamId,
) -> Result<Option<Checkpoint>, ReadFailure> {
    let KeyStatus::Key(key) = keys.find(session)? else { return Ok(None) };
    let mut find = snapshot.prepare_cached(
        "SELECT seq, payload, seq <= last FROM checkpoints JOIN heads USING (session)
         WHERE session = ?1",
    )?;
    let found = find.query_row([session.name()], |row| {
        Ok((row.get(0)?, row.get::<_, Vec<u8>>(1)?, row.get::<_, bool>(2)?))
    });
    let Some((seq, sealed, is_within)) = found.optional()? else { return Ok(None) };
    if !is_within {
        return Err(ReadFailure::Wrong("the checkpoint is ahead of its session"));
    }
    let payload = key.open(CheckpointContext { session, seq }, &sealed);
    let payload = payload.ok_or(ReadFailure::Wrong("the checkpoint does not open"))?;
    Ok(Some(Checkpoint { seq, payload }))
}

/// Who may ask for a session, as it is kept.
fn access(connection: &Connection, session: StreamId) -> rusqlite::Result<Option<Vec<u8>>> {
    let mut find = connection.prepare_cached("SELECT access FROM heads WHERE session = ?1")?;
    let kept = find.query_row([session.name()], |row| row.get::<_, Option<Vec<u8>>>(0));
    Ok(kept.optional()?.flatten())
}

const KEY_MISSING: &str = "the key of its session is missing";
const KEY_WRONG: &str = "the key of its session does not open it";

/// Whether what is wrong with an entry is wrong with its key.
pub(super) fn is_wrong_key(what: &str) -> bool {
    [KEY_MISSING, KEY_WRONG].contains(&what)
}

enum ReadFailure {
    Erased,
    Wrong(&'static str),
    Sqlite(rusqlite::Error),
    Key(KeyError),
}

impl ReadFailure {
    /// As it is told: with the first entry that cannot be trusted.
    fn at(self, session: StreamId, seq: u64) -> ReadError {
        let damaged = |what| ReadError::Damaged { session, seq, what };
        match self {
            Self::Erased => ReadError::Erased,
            Self::Wrong(what) => damaged(what.to_owned()),
            Self::Sqlite(error) if is_unreadable(&error) => damaged(error.to_string()),
            Self::Sqlite(error) => StorageError::from(error).into(),
            Self::Key(KeyError::Damaged(what)) => damaged(what),
            Self::Key(KeyError::Storage(error)) => error.into(),
        }
    }
}

impl From<KeyError> for ReadFailure {
    fn from(error: KeyError) -> Self {
        Self::Key(error)
    }
}

impl From<rusqlite::Error> for ReadFailure {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

/// What is known of a session before the database is asked.
struct Known<'a> {
    session: StreamId,
    /// What may not be in the database yet.
    waiting: &'a [Row],
    /// How far the log had come at least.
    noted: u64,
}

/// `next` is the seq that is expected next, also when this fails.
fn collect(
    snapshot: &Transaction<'_>,
    keys: &dyn KeyStore,
    known: &Known<'_>,
    after: u64,
    next: &mut u64,
) -> Result<Vec<Entry>, ReadFailure> {
    let session = known.session;
    let (last, is_erased) = head(snapshot, session)?.unwrap_or_default();
    let key = match keys.find(session)? {
        // A key is destroyed before its session is marked.
        KeyStatus::Key(_) if is_erased => {
            return Err(ReadFailure::Wrong("it is marked as erased, and its key is not destroyed"));
        }
        KeyStatus::Key(key) => Some(key),
        KeyStatus::Missing if !is_erased => None,
        KeyStatus::Destroyed | KeyStatus::Missing => return Err(ReadFailure::Erased),
    };
    let mut find = snapshot.prepare_cached(
        "SELECT seq, at_ms, payload, checksum FROM entries
         WHERE session = ?1 AND seq > ?2 ORDER BY seq",
    )?;
    let mut entries = Vec::new();
    let mut rows = find.query((session.name(), i64::try_from(after).unwrap_or(i64::MAX)))?;
    while let Some(row) = rows.next()? {
        let (seq, at_ms, sealed): (u64, i64, Vec<u8>) = (row.get(0)?, row.get(1)?, row.get(2)?);
        if seq == *next && seq > last {
            return Err(ReadFailure::Wrong("the entry stands beyond the end of its session"));
        }
        let context = EntryContext { session, seq, at_ms };
        entries.push(checked(key.as_ref(), context, &sealed, &row.get::<_, Vec<u8>>(3)?, *next)?);
        *next += 1;
    }
    for row in known.waiting.iter().filter(|row| row.seq > last.max(after)) {
        let context = EntryContext { session, seq: row.seq, at_ms: row.at_ms };
        entries.push(checked(key.as_ref(), context, &row.sealed, &row.sum, *next)?);
        *next += 1;
    }
    if *next <= last.max(known.noted) {
        return Err(ReadFailure::Wrong("entries that were acknowledged are missing"));
    }
    Ok(entries)
}

/// An entry that is the `next` one, is what was written, and opens.
fn checked(
    key: Option<&Key>,
    context: EntryContext,
    sealed: &[u8],
    sum: &[u8],
    next: u64,
) -> Result<Entry, ReadFailure> {
    let EntryContext { session, seq, at_ms } = context;
    if seq != next {
        return Err(ReadFailure::Wrong("the entry is missing"));
    }
    if sum != checksum(session, seq, at_ms, sealed) {
        return Err(ReadFailure::Wrong("the entry is not what was written"));
    }
    let key = key.ok_or(ReadFailure::Wrong(KEY_MISSING))?;
    let payload = key.open(context, sealed).ok_or(ReadFailure::Wrong(KEY_WRONG))?;
    Ok(Entry { seq, at_ms, payload })
}

/// Sessions in one answer, at most. The next call returns the others.
const MAX_DUE_SESSIONS: u32 = 500;

/// `waiting` says when those sessions are due of which something is on its way into the database.
fn due(
    connection: &mut Connection,
    waiting: HashMap<StreamId, i64>,
    now_ms: i64,
) -> rusqlite::Result<Vec<StreamId>> {
    let mut find = connection.prepare_cached(
        "SELECT due_ms, session FROM heads WHERE erased = 0 AND due_ms <= ?1
         ORDER BY due_ms LIMIT ?2",
    )?;
    let rows = find.query_map((now_ms, MAX_DUE_SESSIONS), |row| {
        Ok((row.get(0)?, schema::session_in(row.get_ref(1)?)?))
    })?;
    let mut found = rows.collect::<rusqlite::Result<Vec<(i64, StreamId)>>>()?;
    found.retain(|(_, session)| !waiting.contains_key(session));
    found.extend(waiting.into_iter().map(|(session, due_ms)| (due_ms, session)));
    found.retain(|(due_ms, _)| *due_ms <= now_ms);
    found.sort_unstable();
    Ok(found.into_iter().map(|(_, session)| session).collect())
}

fn clock(connection: &mut Connection) -> rusqlite::Result<Option<ClockNote>> {
    let mut find = connection
        .prepare_cached("SELECT lived_ms, wall_ms, trusted_ms, doubted_for_ms FROM clock")?;
    let note = find.query_row([], |row| {
        Ok(ClockNote {
            lived_ms: row.get(0)?,
            wall_ms: row.get(1)?,
            trusted_ms: row.get(2)?,
            doubted_for_ms: row.get(3)?,
        })
    });
    note.optional()
}
