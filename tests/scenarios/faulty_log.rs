//! A log in memory that holds appends back, fails them, or panics, and counts what is read: for the
//! moments that a healthy log does not show.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use async_trait::async_trait;
use kring_domain::codec;
use kring_protocol::{CommandId, SessionId};
use kring_store::{
    AppendError, Checkpoint, ClockNote, Entry, EventLog, Head, Latest, MemoryLog, NewEntry,
    ReadError, StorageError, StreamId,
};
use tokio::sync::watch;

/// What happens to a session's appends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Gate {
    /// They are written.
    #[default]
    Open,
    /// They wait.
    Shut(StreamId),
    /// They fail, those that waited too.
    Failing(StreamId),
    /// They panic, and so does reading: the worst that can happen in the middle of a room.
    Panicking(StreamId),
    /// Nothing can be written or read.
    Unreachable(StreamId),
    /// They are written, and it is said that they are not; nothing can be read.
    Unsaid(StreamId),
}

/// A log in memory behind a gate.
#[derive(Default)]
pub(crate) struct FaultyLog {
    pub(crate) log: MemoryLog,
    gate: watch::Sender<Gate>,
    waiting: watch::Sender<usize>,
    /// How often it could not be read.
    unread: watch::Sender<usize>,
    sizes: Mutex<Vec<usize>>,
    read: AtomicUsize,
    loads: AtomicUsize,
    /// Whether it does not know who may ask, like a log that an earlier build wrote.
    pub(crate) without_access: AtomicBool,
    /// Whether other nodes may write to it.
    pub(crate) shared: AtomicBool,
}

impl FaultyLog {
    /// One that other nodes may write to.
    pub(crate) fn shared() -> Self {
        Self { shared: true.into(), ..Self::default() }
    }

    fn can_be_read(&self, session: StreamId) -> Result<(), StorageError> {
        let gate = *self.gate.borrow();
        assert_ne!(gate, Gate::Panicking(session), "as the test asked");
        let hidden = [Gate::Unreachable(session), Gate::Unsaid(session)].contains(&gate);
        if !hidden {
            return Ok(());
        }
        self.unread.send_modify(|unread| *unread += 1);
        Err(StorageError::Stalled)
    }

    /// Waits until somebody could not read.
    pub(crate) async fn left_unread(&self) {
        self.unread.subscribe().wait_for(|unread| *unread > 0).await.unwrap();
    }

    /// Sets what happens from now on, also to appends that wait.
    pub(crate) fn set(&self, gate: Gate) {
        self.gate.send_replace(gate);
    }

    /// Waits until so many appends stand before the gate: one of each room.
    pub(crate) async fn reached(&self, appends: usize) {
        self.waiting.subscribe().wait_for(|waiting| *waiting == appends).await.unwrap();
    }

    /// Lets so many rooms decide, each knowing nothing of the others, and then lets them all write.
    pub(crate) async fn race(&self, rooms: usize) {
        self.reached(rooms).await;
        self.set(Gate::Open);
    }

    /// How many bytes of payloads were read since this was asked last.
    pub(crate) fn read_bytes(&self) -> usize {
        self.read.swap(0, Ordering::SeqCst)
    }

    /// How often a session was loaded.
    pub(crate) fn loads(&self) -> usize {
        self.loads.load(Ordering::SeqCst)
    }

    fn count<'a>(&self, payloads: impl IntoIterator<Item = &'a Vec<u8>>) {
        self.read.fetch_add(payloads.into_iter().map(Vec::len).sum(), Ordering::SeqCst);
    }

    /// How many entries each append had so far.
    pub(crate) fn sizes(&self) -> Vec<usize> {
        self.sizes.lock().unwrap().clone()
    }
}

/// How often a command is written in a session's log.
pub(crate) async fn times_written(
    log: &dyn EventLog,
    session: SessionId,
    command: CommandId,
) -> usize {
    let entries = log.read(session.into(), 0).await.unwrap();
    let written = entries.iter().map(|entry| codec::decode(&entry.payload).unwrap().command);
    written.filter(|written| *written == command).count()
}

#[async_trait]
impl EventLog for FaultyLog {
    fn is_shared(&self) -> bool {
        self.shared.load(Ordering::SeqCst)
    }

    async fn append(
        &self,
        session: StreamId,
        expected: u64,
        entries: Vec<NewEntry>,
    ) -> Result<u64, AppendError> {
        self.waiting.send_modify(|waiting| *waiting += 1);
        let gate = *self.gate.subscribe().wait_for(|g| *g != Gate::Shut(session)).await.unwrap();
        self.waiting.send_modify(|waiting| *waiting -= 1);
        assert_ne!(gate, Gate::Panicking(session), "as the test asked");
        if gate == Gate::Failing(session) {
            return Err(StorageError::Full.into());
        }
        if gate == Gate::Unreachable(session) {
            return Err(StorageError::Stalled.into());
        }
        self.sizes.lock().unwrap().push(entries.len());
        let written = self.log.append(session, expected, entries).await;
        if gate == Gate::Unsaid(session) { Err(StorageError::Stalled.into()) } else { written }
    }

    async fn read(&self, session: StreamId, after: u64) -> Result<Vec<Entry>, ReadError> {
        self.can_be_read(session)?;
        let entries = self.log.read(session, after).await?;
        self.count(entries.iter().map(|entry| &entry.payload));
        Ok(entries)
    }

    async fn heads(&self, sessions: &[StreamId]) -> Result<Vec<(StreamId, Head)>, StorageError> {
        self.log.heads(sessions).await
    }

    async fn erase(&self, session: StreamId) -> Result<(), StorageError> {
        self.log.erase(session).await
    }

    async fn seal(&self, owner: StreamId, text: &[u8]) -> Result<Vec<u8>, StorageError> {
        self.log.seal(owner, text).await
    }

    async fn unseal(&self, owner: StreamId, sealed: &[u8]) -> Result<Option<Vec<u8>>, ReadError> {
        self.log.unseal(owner, sealed).await
    }

    async fn read_latest(&self, session: StreamId) -> Result<Latest, ReadError> {
        self.can_be_read(session)?;
        self.loads.fetch_add(1, Ordering::SeqCst);
        let latest = self.log.read_latest(session).await?;
        let entries = latest.entries.iter().map(|entry| &entry.payload);
        self.count(entries.chain(latest.checkpoint.iter().map(|kept| &kept.payload)));
        Ok(latest)
    }

    async fn save_checkpoint(
        &self,
        session: StreamId,
        checkpoint: Checkpoint,
    ) -> Result<(), StorageError> {
        self.log.save_checkpoint(session, checkpoint).await
    }

    async fn access(&self, session: StreamId) -> Result<Option<Vec<u8>>, StorageError> {
        let access = self.log.access(session).await?;
        Ok(access.filter(|_| !self.without_access.load(Ordering::SeqCst)))
    }

    async fn clock(&self) -> Result<Option<ClockNote>, StorageError> {
        self.log.clock().await
    }

    async fn note_clock(&self, note: ClockNote) -> Result<(), StorageError> {
        self.log.note_clock(note).await
    }

    async fn due(&self, now_ms: i64) -> Result<Vec<StreamId>, StorageError> {
        self.log.due(now_ms).await
    }

    async fn check(&self) -> Result<(), StorageError> {
        self.log.check().await
    }
}
