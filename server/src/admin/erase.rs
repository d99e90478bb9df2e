//! Erasing a meeting or a group from the command line, whether Kring runs or not.

use std::io::{self, ErrorKind};
use std::os::unix::net::UnixStream;
use std::path::Path;

use super::control::{ERASED, SOCKET, UNKNOWN, request};
use kring_domain::group::codec;
use kring_store::sqlite::{Inspection, OpenError};
use kring_store::{EventLog, Inspect, SqliteLog, StorageError, StreamId};
use uuid::Uuid;

/// How it was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Erased {
    /// The running server did it, and closed the meeting's connections.
    ByTheServer,
    /// No Kring runs, so it was done here.
    Here,
}

/// Why it was not done.
#[derive(Debug, thiserror::Error)]
pub enum EraseError {
    /// Nothing to erase.
    #[error("there is no meeting and no group {0}; it may have been erased before")]
    Unknown(Uuid),
    /// The data directory.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The log.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The running server said so.
    #[error("the running Kring could not do it: {0}")]
    Refused(String),
    /// The running server could not be asked.
    #[error("the running Kring does not answer: {0}")]
    Silent(#[from] io::Error),
}

/// Erases one meeting or group, here and in every backup. The meetings of a group go with it.
///
/// # Errors
/// When it may still be readable.
pub async fn erase(data: &Path, id: Uuid) -> Result<Erased, EraseError> {
    match UnixStream::connect(data.join(SOCKET)) {
        Ok(server) => ask(&server, id),
        Err(error)
            if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::ConnectionRefused) =>
        {
            erase_offline(data, id).await
        }
        Err(error) => Err(error.into()),
    }
}

fn ask(server: &UnixStream, id: Uuid) -> Result<Erased, EraseError> {
    match &*request(server, &format!("erase {id}"))? {
        ERASED => Ok(Erased::ByTheServer),
        UNKNOWN => Err(EraseError::Unknown(id)),
        refused => Err(EraseError::Refused(refused.to_owned())),
    }
}

async fn erase_offline(data: &Path, id: Uuid) -> Result<Erased, EraseError> {
    let known = Inspection::of_directory(data)?.sessions()?;
    let is_it = |stream: StreamId| match stream {
        StreamId::Meeting(session) => session.0 == id,
        StreamId::Group(group) => group.0 == id,
        StreamId::Member(_) => false,
    };
    let found = known.iter().find(|looked| is_it(looked.session) && !looked.erased);
    let stream = found.map(|looked| looked.session).ok_or(EraseError::Unknown(id))?;
    let meetings = match stream {
        StreamId::Group(_) => meetings_of(data, stream)?,
        StreamId::Meeting(_) | StreamId::Member(_) => vec![],
    };
    let log = SqliteLog::open(data)?;
    // The group last: until then it is known what goes with it.
    let there = |session: &StreamId| known.iter().any(|looked| looked.session == *session);
    for session in meetings.into_iter().filter(there).chain([stream]) {
        log.erase(session).await?;
    }
    log.close().await?;
    Ok(Erased::Here)
}

/// The meetings of a group. What of its log cannot be read names none.
fn meetings_of(data: &Path, group: StreamId) -> Result<Vec<StreamId>, EraseError> {
    let entries = Inspection::of_directory(data)?.read(group).unwrap_or_default();
    let mut state = kring_domain::group::State::default();
    for stored in entries.iter().map_while(|entry| codec::decode(&entry.payload).ok()) {
        stored.events.iter().for_each(|event| kring_domain::group::apply(&mut state, event));
    }
    let planned = state.meetings.iter().map(|meeting| meeting.session);
    Ok(planned.chain(state.erasing).map(StreamId::Meeting).collect())
}
