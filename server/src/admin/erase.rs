//! Erasing a meeting from the command line, whether Kring runs or not.

use std::io::{self, ErrorKind};
use std::os::unix::net::UnixStream;
use std::path::Path;

use kring_protocol::SessionId;

use super::control::{ERASED, SOCKET, UNKNOWN, request};
use kring_store::sqlite::{Inspection, OpenError};
use kring_store::{EventLog, Inspect, SqliteLog, StorageError};

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
    #[error("there is no meeting {0}; it may have been erased before")]
    Unknown(SessionId),
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

/// Erases one meeting, here and in every backup.
///
/// # Errors
/// When it may still be readable.
pub async fn erase(data: &Path, session: SessionId) -> Result<Erased, EraseError> {
    match UnixStream::connect(data.join(SOCKET)) {
        Ok(server) => ask(&server, session),
        Err(error)
            if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::ConnectionRefused) =>
        {
            erase_offline(data, session).await
        }
        Err(error) => Err(error.into()),
    }
}

fn ask(server: &UnixStream, session: SessionId) -> Result<Erased, EraseError> {
    match &*request(server, &format!("erase {session}"))? {
        ERASED => Ok(Erased::ByTheServer),
        UNKNOWN => Err(EraseError::Unknown(session)),
        refused => Err(EraseError::Refused(refused.to_owned())),
    }
}

async fn erase_offline(data: &Path, session: SessionId) -> Result<Erased, EraseError> {
    let known = Inspection::of_directory(data)?.sessions()?;
    if !known.iter().any(|looked| looked.session == session.into() && !looked.erased) {
        return Err(EraseError::Unknown(session));
    }
    let log = SqliteLog::open(data)?;
    log.erase(session.into()).await?;
    log.close().await?;
    Ok(Erased::Here)
}
