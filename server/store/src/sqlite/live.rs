//! What an append needs to know of its session, in memory: how far it goes, and its key.

use std::collections::HashMap;

use rusqlite::Connection;

use super::schema::head;
use crate::encryption::Key;
use crate::keys::{KeyStatus, KeyStore};
use crate::{AppendError, Head, StorageError, StreamId};

/// Sessions in memory, at most: more than are awake at once, at some hundred bytes each.
const MAX_SESSIONS: usize = 4096;

/// The sessions that were written to lately. Only the thread that writes has this, so it is never behind.
#[derive(Default)]
pub(super) struct Live(HashMap<StreamId, Session>);

struct Session {
    last: u64,
    key: Key,
}

impl Live {
    pub(super) fn knows(&self, session: StreamId) -> bool {
        self.0.contains_key(&session)
    }

    /// The key of a session that goes as far as `expected`, or why nothing can be appended to it. `None`
    /// stands for the key where there is `nothing` to append.
    pub(super) fn compare(
        &mut self,
        connection: &Connection,
        keys: &dyn KeyStore,
        session: StreamId,
        expected: u64,
        nothing: bool,
    ) -> Result<Result<Option<&Key>, AppendError>, StorageError> {
        let conflict = |last| Ok(Err(AppendError::Conflict { last }));
        if let Some(live) = self.0.get(&session) {
            if live.last != expected {
                return conflict(live.last);
            }
        } else {
            // Of what is not in memory everything is in the database.
            let (last, is_erased) = head(connection, session)?.unwrap_or_default();
            let key = keys.find(session)?;
            if is_erased || matches!(key, KeyStatus::Destroyed) {
                return Ok(Err(AppendError::Erased));
            }
            if last != expected {
                return conflict(last);
            }
            if nothing {
                return Ok(Ok(None));
            }
            let failed = |what: &str| Ok(Err(StorageError::Failed(what.to_owned()).into()));
            let KeyStatus::Key(key) = key else {
                return failed("the key of this session is missing");
            };
            if has_entries_behind(connection, session, last)? {
                return failed("an entry stands beyond the end of this session");
            }
            self.0.insert(session, Session { last, key });
        }
        Ok(Ok(self.0.get(&session).filter(|_| !nothing).map(|live| &live.key)))
    }

    /// The session goes so far now.
    pub(super) fn set_last(&mut self, session: StreamId, last: u64) {
        if let Some(live) = self.0.get_mut(&session) {
            live.last = last;
        }
    }

    pub(super) fn forget(&mut self, session: StreamId) {
        self.0.remove(&session);
    }

    /// Makes room. Only when everything is in the database.
    pub(super) fn bound(&mut self) {
        if self.0.len() > MAX_SESSIONS {
            self.0.clear();
        }
    }
}

/// How far a session has come, where its last row that waits has this seq.
pub(super) fn head_of(
    connection: &Connection,
    keys: &dyn KeyStore,
    waiting: Option<u64>,
    session: StreamId,
) -> Result<Option<Head>, StorageError> {
    let known = head(connection, session)?;
    let is_erased = known.is_some_and(|(_, is_erased)| is_erased);
    if is_erased || matches!(keys.find(session)?, KeyStatus::Destroyed) {
        return Ok(Some(Head::Erased));
    }
    let last = waiting.or(known.map(|(last, _)| last));
    Ok(last.map(Head::Last))
}

/// Only a damaged session has an entry behind its head.
fn has_entries_behind(
    connection: &Connection,
    session: StreamId,
    last: u64,
) -> rusqlite::Result<bool> {
    let mut find = connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM entries WHERE session = ?1 AND seq > ?2)")?;
    find.query_row((session.name(), last), |row| row.get(0))
}
