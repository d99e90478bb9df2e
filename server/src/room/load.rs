//! Loading: the last checkpoint, and the log after that, read, decoded and folded.

use kring_protocol::code::Failure;
use kring_store::{Entry, EventLog, ReadError, StreamId};

use super::RoomError;
use super::aggregate::{Aggregate, DecodeFailure, Replayed};
use super::log_index::LogIndex;

/// What a log leads to.
pub(super) struct Loaded<A: Aggregate> {
    pub(super) state: A::State,
    pub(super) seq: u64,
    pub(super) last_ms: i64,
    pub(super) index: LogIndex<A::Person>,
}

impl<A: Aggregate> Default for Loaded<A> {
    fn default() -> Self {
        Self { state: A::State::default(), seq: 0, last_ms: 0, index: LogIndex::default() }
    }
}

/// Loads a stream. A checkpoint of another build is passed over: the entries lead to the same.
pub(super) async fn load<A: Aggregate>(
    log: &dyn EventLog,
    id: A::Id,
) -> Result<Loaded<A>, RoomError> {
    let stream = id.into();
    let latest = log.read_latest(stream).await.map_err(|error| room_error(stream, &error))?;
    let kept = latest.checkpoint.map(|kept| (kept.seq, kept.payload.len(), kept.payload));
    let checkpoint = kept.map(|(seq, bytes, kept)| (seq, bytes, A::from_checkpoint(&kept)));
    let (mut loaded, entries) = match checkpoint {
        None => (Loaded::<A>::default(), latest.entries),
        Some((_, _, None)) => (Loaded::default(), read(log, stream, 0).await?),
        Some((seq, bytes, Some(taken))) => {
            let index = LogIndex::at_checkpoint(taken.used, taken.accepted, bytes);
            let (state, last_ms) = (taken.state, taken.last_ms);
            (Loaded { state, seq, last_ms, index }, latest.entries)
        }
    };
    for entry in decode::<A>(log, stream, entries).await? {
        A::apply(&mut loaded.state, &entry.events);
        loaded.index.record(&entry);
        (loaded.seq, loaded.last_ms) = (entry.seq, entry.at_ms);
    }
    Ok(loaded)
}

/// The state at `seq`, and the entries after it.
pub(super) async fn load_until<A: Aggregate>(
    log: &dyn EventLog,
    id: A::Id,
    seq: u64,
) -> Result<(A::State, Vec<Replayed<A>>), RoomError> {
    let stream = id.into();
    let latest = log.read_latest(stream).await.map_err(|error| room_error(stream, &error))?;
    let kept = latest.checkpoint.filter(|kept| kept.seq <= seq);
    let taken = kept.as_ref().and_then(|kept| A::from_checkpoint(&kept.payload));
    let after = kept.filter(|_| taken.is_some()).map_or(0, |kept| kept.seq);
    let mut state = taken.map(|taken| taken.state).unwrap_or_default();
    let mut later = vec![];
    for entry in read_after(log, id, after).await? {
        if entry.seq > seq {
            later.push(entry);
        } else {
            A::apply(&mut state, &entry.events);
        }
    }
    Ok((state, later))
}

/// The entries after `after`, decoded. A damaged entry is reported, never skipped.
pub(super) async fn read_after<A: Aggregate>(
    log: &dyn EventLog,
    id: A::Id,
    after: u64,
) -> Result<Vec<Replayed<A>>, RoomError> {
    let entries = read(log, id.into(), after).await?;
    decode(log, id.into(), entries).await
}

async fn read(log: &dyn EventLog, stream: StreamId, after: u64) -> Result<Vec<Entry>, RoomError> {
    log.read(stream, after).await.map_err(|error| room_error(stream, &error))
}

async fn decode<A: Aggregate>(
    log: &dyn EventLog,
    stream: StreamId,
    entries: Vec<Entry>,
) -> Result<Vec<Replayed<A>>, RoomError> {
    A::decode(log, entries).await.map_err(|failure| match failure {
        DecodeFailure::Damaged { seq, what } => {
            tracing::error!(session = %stream, seq, error = %what, "a log entry cannot be read");
            RoomError::Damaged
        }
        DecodeFailure::Newer { seq } => {
            tracing::error!(
                session = %stream, seq,
                "a newer build of Kring wrote to this session; this server is not ready any more: start the \
                 newer build in its place"
            );
            RoomError::Newer
        }
        DecodeFailure::Storage(error) => room_error(stream, &ReadError::Storage(error)),
    })
}

/// An entry as the domain replays it.
pub(crate) fn parts(entry: &Entry) -> (u64, i64, &[u8]) {
    (entry.seq, entry.at_ms, &entry.payload)
}

fn room_error(session: StreamId, error: &ReadError) -> RoomError {
    match error {
        ReadError::Erased => RoomError::NotFound,
        ReadError::Damaged { .. } => {
            tracing::error!(%session, %error, "the log of a session is damaged");
            RoomError::Damaged
        }
        ReadError::Storage(_) => {
            tracing::error!(%session, %error, "the log of a session cannot be read");
            RoomError::Failed(Failure::StorageUnavailable)
        }
    }
}
