//! For how long a meeting is kept, and its end.

use kring_protocol::code::Rejection;
use kring_protocol::limits;
use kring_protocol::record::Lifecycle;

use super::{Context, Decision, one};
use crate::event::Event;
use crate::retention::due_ms;
use crate::state::{State, Status};

/// Once the meeting has started it can only become shorter: people took part knowing how long.
pub(super) fn set(state: &State, days: u32) -> Decision {
    let days = in_range(days)?;
    if days == state.keep_days {
        return Ok(vec![]);
    }
    if days > state.keep_days && state.status != Status::Active(Lifecycle::Lobby) {
        return Err(Rejection::RetentionOnlyShorter);
    }
    one(Event::RetentionSet { days })
}

pub(super) fn in_range(days: u32) -> Result<u32, Rejection> {
    let allowed = (1..=limits::KEEP_DAYS_MAX).contains(&days);
    if allowed { Ok(days) } else { Err(Rejection::DurationOutOfRange) }
}

pub(super) fn erase(state: &State) -> Vec<Event> {
    if state.holds_something() { vec![Event::MeetingErased] } else { vec![] }
}

/// The group dropped it. One that has begun goes on, and has a day of its own.
pub(super) fn drop(state: &State) -> Vec<Event> {
    if state.started_at_ms.is_some() { vec![] } else { erase(state) }
}

/// Decided on the newest state; the sweep that asks may have seen an older one.
pub(super) fn erase_if_due(state: &State, context: &Context) -> Vec<Event> {
    if context.now_ms < due_ms(state, context.last_ms) { vec![] } else { erase(state) }
}
