//! Interrupting a meeting until another day, and going on.

use kring_protocol::code::Rejection;
use kring_protocol::limits;
use kring_protocol::record::{Clock, Turns};

use super::time::{paused, resumed};
use super::{Context, Decision, moment, one};
use crate::event::Event;
use crate::state::State;

pub(super) fn adjourn(state: &State, context: &Context, until_ms: Option<i64>) -> Decision {
    let until_ms = moment(until_ms)?;
    // Going on is a visit: without room for it, nobody could.
    let here = state.position.as_ref().and_then(|at| state.planned(&at.phase));
    if here.is_some_and(|planned| planned.visits.len() >= limits::VISITS) {
        return Err(Rejection::MeetingFull);
    }
    let at_ms = context.now_ms;
    let still = |clock| paused(clock, at_ms).unwrap_or(clock);
    let turns = state.turns.clone();
    let turns = turns.map(|turns| Turns { clock: turns.clock.map(still), ..turns });
    one(Event::MeetingAdjourned { at_ms, until_ms, clock: state.clock.map(still), turns })
}

/// Clocks that ran go on with what was left; those that stood still before stay so.
pub(super) fn resume(state: &State, context: &Context) -> Vec<Event> {
    let at_ms = context.now_ms;
    let goes_on = |ran: bool, clock: Clock| {
        let running = resumed(clock, at_ms).filter(|_| ran);
        running.unwrap_or(clock)
    };
    let (clock_ran, turn_ran) =
        state.adjourned.map_or((false, false), |was| (was.clock_ran, was.turn_ran));
    let turns = state
        .turns
        .clone()
        .map(|turns| Turns { clock: turns.clock.map(|clock| goes_on(turn_ran, clock)), ..turns });
    let clock = state.clock.map(|clock| goes_on(clock_ran, clock));
    vec![Event::MeetingResumed { at_ms, clock, turns }]
}
