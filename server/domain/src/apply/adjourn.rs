//! Standing still until another day, and going on.

use kring_protocol::record::{Clock, Lifecycle, Turns, Visit};

use super::progress::{count_lead, end_visit};
use crate::rules::plan_end_ms;
use crate::state::{Adjourned, State, Status};

/// The visit ends, so that the days between count nowhere as time of the meeting.
pub(super) fn adjourned(
    state: &mut State,
    at_ms: i64,
    until_ms: Option<i64>,
    clock: Option<Clock>,
    turns: Option<Turns>,
) {
    let runs = |clock: Option<Clock>| matches!(clock, Some(Clock::Running { .. }));
    let turn = state.turns.as_ref().and_then(|turns| turns.clock);
    let (clock_ran, turn_ran) = (runs(state.clock), runs(turn));
    state.adjourned = Some(Adjourned { at_ms, clock_ran, turn_ran });
    state.status = Status::Active(Lifecycle::Adjourned);
    state.scheduled_at_ms = until_ms;
    state.clock = clock;
    state.turns = turns;
    end_visit(state, at_ms);
    count_lead(state, Some(at_ms));
    state.leads_since_ms = None;
    state.silence_until_ms = None;
    state.spotlight = None;
    state.before_move = None;
    state.replan = None;
    state.hands.clear();
    state.ready.clear();
}

/// A new visit in the same round. The plan ends as much later as the meeting stood still.
pub(super) fn resumed(state: &mut State, at_ms: i64, clock: Option<Clock>, turns: Option<Turns>) {
    let stood_still_ms = state.adjourned.map_or(0, |adjourned| at_ms - adjourned.at_ms);
    state.plan_ends_at_ms = plan_end_ms(state).map(|end| end + stood_still_ms);
    state.adjourned = None;
    state.status = Status::Active(Lifecycle::Running);
    state.clock = clock;
    state.turns = turns;
    state.leads_since_ms = Some(at_ms);
    // A finger that taps twice goes on once.
    state.moved_at_ms = Some(at_ms);
    let round = state.round_number();
    let here = state.position.as_ref().map(|at| at.phase.clone());
    if let Some(planned) = state.plan.iter_mut().find(|p| Some(&p.phase.id) == here.as_ref()) {
        planned.visits.push(Visit {
            round,
            entered_at_ms: at_ms,
            left_at_ms: None,
            extra_minutes: 0,
        });
    }
}
