//! Waking a session: its log, folded.

use kring_protocol::SessionId;

use super::Refusal;
use super::answers::Answers;
use crate::domain::{Event, State, apply, created_by};
use crate::log::stored;
use kring_store::{EventLog, ReadError};

/// What a log leads to.
pub(super) struct Woken {
    pub(super) state: State,
    pub(super) seq: u64,
    pub(super) last_ms: i64,
    pub(super) answers: Answers,
}

/// An entry, decoded.
pub(super) struct Read {
    pub(super) seq: u64,
    pub(super) at_ms: i64,
    pub(super) events: Vec<Event>,
}

/// Reads a whole log.
pub(super) async fn wake(log: &dyn EventLog, session: SessionId) -> Result<Woken, Refusal> {
    let mut woken =
        Woken { state: State::default(), seq: 0, last_ms: 0, answers: Answers::default() };
    for Read { seq, at_ms, events } in read(log, session, 0, &mut woken.answers).await? {
        for event in &events {
            apply(&mut woken.state, event);
        }
        (woken.seq, woken.last_ms) = (seq, at_ms);
    }
    Ok(woken)
}

/// The entries after `after`, decoded. A damaged one is reported, never skipped.
pub(super) async fn read(
    log: &dyn EventLog,
    session: SessionId,
    after: u64,
    answers: &mut Answers,
) -> Result<Vec<Read>, Refusal> {
    let entries = log.read(session, after).await.map_err(|error| refusal(session, &error))?;
    let mut decoded = Vec::with_capacity(entries.len());
    for entry in entries {
        let stored = stored::decode(&entry.payload).map_err(|error| {
            tracing::error!(%session, seq = entry.seq, %error, "a log entry cannot be read");
            Refusal::Damaged
        })?;
        if let Some(actor) = stored.actor {
            answers.logged(actor, stored.command, created_by(&stored.events));
        }
        decoded.push(Read { seq: entry.seq, at_ms: entry.at_ms, events: stored.events });
    }
    Ok(decoded)
}

fn refusal(session: SessionId, error: &ReadError) -> Refusal {
    match error {
        ReadError::Erased => Refusal::Unknown,
        ReadError::Damaged { .. } => {
            tracing::error!(%session, %error, "the log of a session is damaged");
            Refusal::Damaged
        }
        ReadError::Storage(_) => {
            tracing::error!(%session, %error, "the log of a session cannot be read");
            Refusal::Trouble(kring_protocol::code::Trouble::StorageUnavailable)
        }
    }
}
