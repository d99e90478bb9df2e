//! What people prepare before the meeting: shared as a whole by its author, and read by others.

use kring_protocol::code::Rejection;
use kring_protocol::ids::{ParticipantId, QuestionId};

use super::{Decision, answers, one};
use crate::event::Event;
use crate::rules::may_speak;
use crate::state::State;

/// Also once the meeting is on, for whoever had no time before it.
pub(super) fn share(state: &State, by: ParticipantId, shared: bool) -> Decision {
    may_speak(state, by)?;
    if state.shares_preparation(by) == shared {
        return Ok(vec![]);
    }
    if shared {
        if state.prepared_by(by).next().is_none() {
            return Err(Rejection::NothingToShare);
        }
        let answered =
            |id: &QuestionId| state.prepared_by(by).any(|c| c.content.question() == Some(id));
        if !answers::required(state, by).all(answered) {
            return Err(Rejection::PreparationIncomplete);
        }
    }
    one(Event::PreparationShared { participant: by, shared })
}

/// What was not shared is as unknown here as what was never written.
pub(super) fn read(state: &State, by: ParticipantId, author: ParticipantId) -> Decision {
    if author == by || !state.shares_preparation(author) {
        return Err(Rejection::NothingToRead);
    }
    if state.preparation_readers(author).contains(&by) {
        return Ok(vec![]);
    }
    one(Event::PreparationRead { participant: author, by })
}
