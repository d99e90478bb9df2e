//! Waking a session: its log, folded.

use kring_protocol::SessionId;

use super::Refusal;
use super::answers::Answers;
use crate::domain::{Event, State, apply, created_by};
use crate::log::{EventLog, ReadError, stored};

/// What a log leads to.
pub(super) struct Woken {
    pub(super) state: State,
    pub(super) seq: u64,
    pub(super) answers: Answers,
}

/// Reads a whole log.
pub(super) async fn wake(log: &dyn EventLog, session: SessionId) -> Result<Woken, Refusal> {
    let mut woken = Woken { state: State::default(), seq: 0, answers: Answers::default() };
    for (seq, events) in read(log, session, 0, &mut woken.answers).await? {
        for event in &events {
            apply(&mut woken.state, event);
        }
        woken.seq = seq;
    }
    Ok(woken)
}

/// The entries after `after`, decoded. A damaged one is reported, never skipped.
pub(super) async fn read(
    log: &dyn EventLog,
    session: SessionId,
    after: u64,
    answers: &mut Answers,
) -> Result<Vec<(u64, Vec<Event>)>, Refusal> {
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
        decoded.push((entry.seq, stored.events));
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
