//! Loading a session: its last checkpoint, and its log after that, read, decoded and folded.

use kring_domain::{Checkpoint, Replayed, State, apply, decode, replay};
use kring_protocol::SessionId;
use kring_protocol::code::Failure;
use kring_store::{Entry, EventLog, ReadError};

use super::RoomError;
use super::log_index::LogIndex;

/// A session as its log leads to it.
#[derive(Default)]
pub(super) struct LoadedSession {
    pub(super) state: State,
    pub(super) seq: u64,
    pub(super) last_ms: i64,
    pub(super) index: LogIndex,
}

/// Loads a session. A checkpoint of another build is passed over: the entries lead to the same.
pub(super) async fn load(
    log: &dyn EventLog,
    session: SessionId,
) -> Result<LoadedSession, RoomError> {
    let latest = log.read_latest(session).await.map_err(|error| room_error(session, &error))?;
    let kept = latest.checkpoint.map(|kept| (kept.seq, kept.payload.len(), kept.payload));
    let checkpoint = kept.map(|(seq, bytes, kept)| (seq, bytes, Checkpoint::decode(&kept)));
    let (mut loaded, entries) = match checkpoint {
        None => (LoadedSession::default(), latest.entries),
        Some((_, _, None)) => (LoadedSession::default(), read(log, session, 0).await?),
        Some((seq, bytes, Some(taken))) => {
            let index = LogIndex::at_checkpoint(taken.used, taken.accepted, bytes);
            let (state, last_ms) = (taken.state, taken.last_ms);
            (LoadedSession { state, seq, last_ms, index }, latest.entries)
        }
    };
    let replayed = replay(&mut loaded.state, entries.iter().map(parts));
    for entry in replayed.map_err(|error| damaged(session, &error))? {
        loaded.index.record(&entry);
        (loaded.seq, loaded.last_ms) = (entry.seq, entry.at_ms);
    }
    Ok(loaded)
}

/// The state at `seq`, and the entries after it.
pub(super) async fn load_until(
    log: &dyn EventLog,
    session: SessionId,
    seq: u64,
) -> Result<(State, Vec<Replayed>), RoomError> {
    let latest = log.read_latest(session).await.map_err(|error| room_error(session, &error))?;
    let kept = latest.checkpoint.filter(|kept| kept.seq <= seq);
    let taken = kept.as_ref().and_then(|kept| Checkpoint::decode(&kept.payload));
    let after = kept.filter(|_| taken.is_some()).map_or(0, |kept| kept.seq);
    let mut state = taken.map(|taken| taken.state).unwrap_or_default();
    let mut later = vec![];
    for entry in read_after(log, session, after).await? {
        if entry.seq > seq {
            later.push(entry);
        } else {
            entry.stored.events.iter().for_each(|event| apply(&mut state, event));
        }
    }
    Ok((state, later))
}

/// The entries after `after`, decoded. A damaged entry is reported, never skipped.
pub(super) async fn read_after(
    log: &dyn EventLog,
    session: SessionId,
    after: u64,
) -> Result<Vec<Replayed>, RoomError> {
    let entries = read(log, session, after).await?;
    let decoded: Result<Vec<_>, _> = decode(entries.iter().map(parts)).collect();
    decoded.map_err(|error| damaged(session, &error))
}

async fn read(log: &dyn EventLog, session: SessionId, after: u64) -> Result<Vec<Entry>, RoomError> {
    log.read(session, after).await.map_err(|error| room_error(session, &error))
}

/// An entry as the domain replays it.
pub(crate) fn parts(entry: &Entry) -> (u64, i64, &[u8]) {
    (entry.seq, entry.at_ms, &entry.payload)
}

fn damaged(session: SessionId, error: &kring_domain::ReplayError) -> RoomError {
    tracing::error!(%session, seq = error.seq, error = %error.source, "a log entry cannot be read");
    RoomError::Damaged
}

fn room_error(session: SessionId, error: &ReadError) -> RoomError {
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
