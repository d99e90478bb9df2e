//! Fitting the rest of the plan into the minutes that are left.

use kring_protocol::code::Rejection;
use kring_protocol::ids::{PhaseId, Position};
use kring_protocol::limits;
use kring_protocol::record::Clock;
use kring_protocol::replan::{PhaseReplan, Replan, ReplanReason};

use super::{Context, Decision, one, still_at};
use crate::event::Event;
use crate::rules::{ahead, replan};
use crate::state::PhaseMinutes;
use crate::state::State;

const MINUTE_MS: i64 = 60_000;

pub(super) fn propose(state: &State, context: &Context, minutes_left: u32) -> Decision {
    if !(1..=limits::MINUTES_LEFT).contains(&minutes_left) {
        return Err(Rejection::DurationOutOfRange);
    }
    let ahead = ahead(state, context.now_ms);
    one(Event::ReplanProposed { replan: replan(&ahead, context.now_ms, minutes_left) })
}

/// The minutes count from the moment of the proposal: reading it takes time too.
pub(super) fn accept(state: &State, from: &Position) -> Decision {
    still_at(state, from)?;
    let Replan { at_ms, minutes_left, phases, .. } =
        state.replan.as_ref().ok_or(Rejection::NothingToAccept)?;
    let (here, later) = phases.split_first().ok_or(Rejection::NothingToAccept)?;
    let is_left_out = |phase: &&PhaseReplan| phase.reason == ReplanReason::LeftOut;
    let left_out = later.iter().filter(is_left_out).map(|phase| phase.phase.clone());
    let left_out: Vec<PhaseId> = left_out.collect();
    let changed = later.iter().filter(|phase| !is_left_out(phase) && phase.from != phase.to);
    let minutes =
        changed.map(|phase| PhaseMinutes { phase: phase.phase.clone(), minutes: phase.to });
    let remaining_ms = i64::from(here.to) * MINUTE_MS;
    let clock = state.clock.filter(|_| here.from != here.to).map(|clock| match clock {
        Clock::Running { .. } => Clock::Running { ends_at_ms: at_ms + remaining_ms },
        Clock::Paused { .. } => Clock::Paused { remaining_ms },
        Clock::Ready { .. } => Clock::Ready { remaining_ms },
    });
    one(Event::Replanned {
        minutes: minutes.collect(),
        left_out,
        clock,
        added_minutes: i32::try_from(i64::from(here.to) - i64::from(here.from)).unwrap_or(0),
        ends_at_ms: at_ms + i64::from(*minutes_left) * MINUTE_MS,
    })
}
