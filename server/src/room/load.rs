//! Loading a session: its log, read, decoded and folded.

use kring_domain::{Replayed, State, decode, replay};
use kring_protocol::SessionId;
use kring_protocol::code::Failure;
use kring_store::{Entry, EventLog, ReadError};

use super::RoomError;
use super::log_index::LogIndex;

/// A session as its log leads to it.
pub(super) struct LoadedSession {
    pub(super) state: State,
    pub(super) seq: u64,
    pub(super) last_ms: i64,
    pub(super) index: LogIndex,
}

/// Reads and folds a whole log.
pub(super) async fn load(
    log: &dyn EventLog,
    session: SessionId,
) -> Result<LoadedSession, RoomError> {
    let entries = read(log, session, 0).await?;
    let mut loaded =
        LoadedSession { state: State::default(), seq: 0, last_ms: 0, index: LogIndex::default() };
    let replayed = replay(&mut loaded.state, entries.iter().map(parts));
    for entry in replayed.map_err(|error| damaged(session, &error))? {
        loaded.index.record(&entry);
        (loaded.seq, loaded.last_ms) = (entry.seq, entry.at_ms);
    }
    Ok(loaded)
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
