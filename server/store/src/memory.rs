//! A log that lives as long as its process: for tests, and for trying Kring out.
//!
//! Clones share their entries, so two servers over clones behave like two nodes over one database.

use std::collections::HashMap;
use std::collections::hash_map::Entry as Slot;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;

use crate::StreamId;
use crate::encryption::{Key, TextContext};

use super::{
    AppendError, Checkpoint, ClockNote, Entry, EventLog, Head, Latest, NewEntry, ReadError,
    StorageError, fits,
};

/// See the module.
#[derive(Clone, Default)]
pub struct MemoryLog {
    inner: Arc<Mutex<Inner>>,
}

#[derive(Default)]
struct Inner {
    keys: HashMap<StreamId, Key>,
    sessions: HashMap<StreamId, Kept>,
    clock: Option<ClockNote>,
    failing: bool,
}

enum Kept {
    Entries {
        entries: Vec<Entry>,
        due_ms: i64,
        checkpoint: Option<Checkpoint>,
        access: Option<Vec<u8>>,
        damaged_at: Option<u64>,
    },
    Erased,
}

impl Default for Kept {
    fn default() -> Self {
        Self::Entries {
            entries: Vec::new(),
            due_ms: i64::MAX,
            checkpoint: None,
            access: None,
            damaged_at: None,
        }
    }
}

impl MemoryLog {
    /// An empty log.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// From now on every append fails as on a full disk, or no longer does. Reading goes on.
    pub fn fail_next_appends(&self, failing: bool) {
        self.lock().failing = failing;
    }

    /// From now on reading this session past `seq` reports damage there.
    pub fn damage(&self, session: StreamId, seq: u64) {
        if let Some(Kept::Entries { damaged_at, .. }) = self.lock().sessions.get_mut(&session) {
            *damaged_at = Some(seq);
        }
    }

    // Nothing can panic half-way with the lock held, so a poisoned lock holds a whole value.
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl EventLog for MemoryLog {
    fn is_shared(&self) -> bool {
        true
    }

    async fn heads(&self, sessions: &[StreamId]) -> Result<Vec<(StreamId, Head)>, StorageError> {
        let inner = self.lock();
        let head = |session: &StreamId| match inner.sessions.get(session)? {
            Kept::Erased => Some((*session, Head::Erased)),
            Kept::Entries { entries, .. } => {
                entries.last().map(|last| (*session, Head::Last(last.seq)))
            }
        };
        Ok(sessions.iter().filter_map(head).collect())
    }

    async fn append(
        &self,
        session: StreamId,
        expected: u64,
        entries: Vec<NewEntry>,
    ) -> Result<u64, AppendError> {
        if !fits(&entries) {
            return Err(AppendError::TooLarge);
        }
        let mut inner = self.lock();
        if inner.failing && !entries.is_empty() {
            return Err(StorageError::Full.into());
        }
        let Kept::Entries { entries: kept, due_ms, access, .. } =
            inner.sessions.entry(session).or_default()
        else {
            return Err(AppendError::Erased);
        };
        let last = kept.last().map_or(0, |entry| entry.seq);
        if last != expected {
            return Err(AppendError::Conflict { last });
        }
        *due_ms = entries.last().map_or(*due_ms, |entry| entry.due_ms);
        let said = entries.iter().rev().find_map(|entry| entry.access.clone());
        *access = said.or(access.take());
        let numbered = (last + 1..).zip(entries);
        kept.extend(numbered.map(|(seq, NewEntry { at_ms, payload, .. })| Entry {
            seq,
            at_ms,
            payload,
        }));
        Ok(kept.last().map_or(0, |entry| entry.seq))
    }

    async fn read(&self, session: StreamId, after: u64) -> Result<Vec<Entry>, ReadError> {
        match self.lock().sessions.get(&session) {
            None => Ok(Vec::new()),
            Some(Kept::Erased) => Err(ReadError::Erased),
            Some(Kept::Entries { damaged_at: Some(seq), .. }) if *seq > after => {
                Err(ReadError::Damaged { session, seq: *seq, what: "as the test asked".into() })
            }
            Some(Kept::Entries { entries, .. }) => {
                Ok(entries.iter().filter(|entry| entry.seq > after).cloned().collect())
            }
        }
    }

    async fn read_latest(&self, session: StreamId) -> Result<Latest, ReadError> {
        let checkpoint = match self.lock().sessions.get(&session) {
            Some(Kept::Entries { checkpoint, .. }) => checkpoint.clone(),
            Some(Kept::Erased) | None => None,
        };
        let after = checkpoint.as_ref().map_or(0, |checkpoint| checkpoint.seq);
        Ok(Latest { checkpoint, entries: self.read(session, after).await? })
    }

    async fn save_checkpoint(
        &self,
        session: StreamId,
        new: Checkpoint,
    ) -> Result<(), StorageError> {
        if let Some(Kept::Entries { checkpoint, .. }) = self.lock().sessions.get_mut(&session)
            && checkpoint.as_ref().is_none_or(|kept| kept.seq < new.seq)
        {
            *checkpoint = Some(new);
        }
        Ok(())
    }

    async fn access(&self, session: StreamId) -> Result<Option<Vec<u8>>, StorageError> {
        Ok(match self.lock().sessions.get(&session) {
            Some(Kept::Entries { access, .. }) => access.clone(),
            Some(Kept::Erased) | None => None,
        })
    }

    async fn clock(&self) -> Result<Option<ClockNote>, StorageError> {
        Ok(self.lock().clock)
    }

    async fn note_clock(&self, note: ClockNote) -> Result<(), StorageError> {
        self.lock().clock = Some(note);
        Ok(())
    }

    async fn due(&self, now_ms: i64) -> Result<Vec<StreamId>, StorageError> {
        let inner = self.lock();
        let mut due = vec![];
        for (session, kept) in &inner.sessions {
            let Kept::Entries { entries, due_ms, .. } = kept else { continue };
            if *due_ms <= now_ms && !entries.is_empty() {
                due.push((*due_ms, *session));
            }
        }
        due.sort_unstable();
        Ok(due.into_iter().map(|(_, session)| session).collect())
    }

    async fn seal(&self, owner: StreamId, text: &[u8]) -> Result<Vec<u8>, StorageError> {
        let no_randomness = || StorageError::Failed("no randomness".to_owned());
        let mut inner = self.lock();
        if matches!(inner.sessions.get(&owner), Some(Kept::Erased)) {
            return Err(StorageError::Failed("the key was destroyed".to_owned()));
        }
        let key = match inner.keys.entry(owner) {
            Slot::Occupied(known) => known.into_mut(),
            Slot::Vacant(new) => new.insert(Key::generate().map_err(|_| no_randomness())?),
        };
        key.seal(TextContext { owner }, text).ok_or_else(no_randomness)
    }

    async fn unseal(&self, owner: StreamId, sealed: &[u8]) -> Result<Option<Vec<u8>>, ReadError> {
        let inner = self.lock();
        if matches!(inner.sessions.get(&owner), Some(Kept::Erased)) {
            return Ok(None);
        }
        let text = inner.keys.get(&owner).and_then(|key| key.open(TextContext { owner }, sealed));
        text.map(Some).ok_or_else(|| ReadError::Damaged {
            session: owner,
            seq: 0,
            what: "a sealed text does not open".to_owned(),
        })
    }

    async fn erase(&self, session: StreamId) -> Result<(), StorageError> {
        let mut inner = self.lock();
        inner.keys.remove(&session);
        inner.sessions.insert(session, Kept::Erased);
        Ok(())
    }

    async fn check(&self) -> Result<(), StorageError> {
        if self.lock().failing { Err(StorageError::Full) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use super::*;
    use crate::contract::{entry, session, texts};

    fn open() -> (Arc<dyn EventLog>, ()) {
        (Arc::new(MemoryLog::new()), ())
    }

    crate::event_log_contract!(open);

    #[tokio::test]
    async fn clones_share_their_entries() {
        let (log, session) = (MemoryLog::new(), session());
        log.clone().append(session, 0, vec![entry("a")]).await.unwrap();
        assert_eq!(texts(&log.read(session, 0).await.unwrap()), ["a"]);
    }

    #[tokio::test]
    async fn a_log_that_is_told_to_fail_still_reads_and_recovers() {
        let (log, session) = (MemoryLog::new(), session());
        log.append(session, 0, vec![entry("a")]).await.unwrap();
        log.fail_next_appends(true);
        let full = log.append(session, 1, vec![entry("b")]).await;
        assert_eq!(full, Err(AppendError::Storage(StorageError::Full)));
        assert_eq!(log.check().await, Err(StorageError::Full));
        assert_eq!(texts(&log.read(session, 0).await.unwrap()), ["a"]);
        log.fail_next_appends(false);
        assert_eq!(log.append(session, 1, vec![entry("b")]).await, Ok(2));
    }

    #[tokio::test]
    async fn damage_is_reported_to_whoever_reads_past_it() {
        let (log, session) = (MemoryLog::new(), session());
        log.append(session, 0, vec![entry("a"), entry("b")]).await.unwrap();
        log.damage(session, 1);
        assert!(matches!(log.read(session, 0).await, Err(ReadError::Damaged { seq: 1, .. })));
        assert_eq!(texts(&log.read(session, 1).await.unwrap()), ["b"]);
    }
}
