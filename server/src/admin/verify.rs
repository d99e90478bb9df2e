//! Is everything there, and does it lead to a meeting? Nothing is changed by looking.

use kring_protocol::SessionId;

use crate::room::parts;
use kring_domain::{State, fingerprint, replay};
use kring_store::{Entry, Inspect, SessionInfo, StorageError};

/// What was found in a data directory or a backup.
#[derive(Debug)]
pub struct Verified {
    /// What is wrong with the file itself.
    pub faults: Vec<String>,
    /// Every meeting that was not erased.
    pub meetings: Vec<Meeting>,
    /// How many were.
    pub erased: usize,
}

/// One meeting.
#[derive(Debug)]
pub struct Meeting {
    /// What the log says of it.
    pub looked: SessionInfo,
    /// The fingerprint of what its entries lead to, or what is wrong and where.
    pub state: Result<String, String>,
}

impl Verified {
    /// The meetings that cannot be trusted.
    pub fn damaged(&self) -> impl Iterator<Item = &Meeting> {
        self.meetings.iter().filter(|meeting| meeting.state.is_err())
    }

    /// Whether everything is as it was written.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.faults.is_empty() && self.damaged().next().is_none()
    }
}

/// Reads everything, opens it, and plays it through.
///
/// # Errors
/// When the database cannot be read at all.
pub fn verify(mut inspection: impl Inspect) -> Result<Verified, StorageError> {
    let faults = inspection.faults()?;
    let (erased, alive): (Vec<_>, Vec<_>) =
        inspection.sessions()?.into_iter().partition(|looked| looked.erased);
    let meetings = alive.into_iter().map(|looked| {
        let entries = inspection.read(looked.session).map_err(|error| error.to_string());
        let state = entries.and_then(|entries| replayed(looked.session, &entries));
        Meeting { looked, state }
    });
    Ok(Verified { meetings: meetings.collect(), faults, erased: erased.len() })
}

fn replayed(session: SessionId, entries: &[Entry]) -> Result<String, String> {
    let mut state = State::default();
    match replay(&mut state, entries.iter().map(parts)) {
        Ok(_) => Ok(fingerprint(&state)),
        Err(error) => Err(format!("session {session} at {}: {}", error.seq, error.source)),
    }
}
