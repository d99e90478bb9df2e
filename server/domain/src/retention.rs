//! For how long a meeting is kept.

use kring_protocol::limits;

use crate::state::{State, Status};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// When everything in this session is to be erased, if nothing happens after `last_ms`.
///
/// A closed meeting is kept for the days that were chosen, counted from its closing. One that was
/// never closed is kept for as many days after the last thing that happened in it, or after its
/// planned start: nobody will come to close it. A meeting of a group that has no date yet waits for one as
/// long as a meeting can be kept.
#[must_use]
pub fn due_ms(state: &State, last_ms: i64) -> i64 {
    if state.status == Status::Erased {
        return i64::MIN;
    }
    // A start that lies further ahead than anything is kept is no plan.
    let latest = last_ms.saturating_add(DAY_MS * i64::from(limits::KEEP_DAYS_MAX));
    let waits_for_date = state.group.is_some() && state.started_at_ms.is_none();
    let undated = if waits_for_date { latest } else { last_ms };
    let planned = state.scheduled_at_ms.unwrap_or(undated);
    let since = state.closed_at_ms.unwrap_or_else(|| planned.min(latest).max(last_ms));
    since.saturating_add(DAY_MS * i64::from(state.keep_days))
}
