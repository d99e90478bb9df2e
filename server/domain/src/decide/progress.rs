//! Moving through the script.

use kring_protocol::code::Rejection;
use kring_protocol::ids::{PhaseId, Position};
use kring_protocol::limits;
use kring_protocol::record::Clock;

use super::{Context, Decision, departure, still_at};
use crate::event::Event;
use crate::state::{Planned, State};

pub(super) fn start(state: &State, context: &Context) -> Decision {
    let first = state.plan.iter().find(|planned| !planned.dropped).ok_or(Rejection::LastPhase)?;
    let started = Event::MeetingStarted { at_ms: context.now_ms };
    Ok(vec![started, arrive(state, context, first, None, 1, Timing::Runs)?])
}

pub(super) fn next(state: &State, context: &Context, from: &Position) -> Decision {
    still_at(state, from)?;
    let index = index_of(state, &from.phase)?;
    let current = state.plan.get(index).ok_or(Rejection::UnknownPhase)?;
    let steps = &current.phase.steps;
    let here = steps.iter().position(|step| step.id == from.step).unwrap_or(steps.len());
    let round = state.round_number();
    let arrival = if let Some(step) = steps.get(here + 1) {
        // Within a phase the clock goes on: the minutes belong to the phase.
        arrive(state, context, current, Some(&step.id), round, Timing::GoesOn)?
    } else {
        let later = state.plan.iter().skip(index + 1).find(|planned| !planned.dropped);
        let to = later.ok_or(Rejection::NoNextStep)?;
        arrive(state, context, to, None, round, Timing::Runs)?
    };
    Ok(depart(state, arrival))
}

pub(super) fn go_to(
    state: &State,
    context: &Context,
    from: &Position,
    phase: &PhaseId,
) -> Decision {
    still_at(state, from)?;
    let (here, there) = (index_of(state, &from.phase)?, index_of(state, phase)?);
    if here == there {
        return Err(Rejection::AlreadyThere);
    }
    let to = state.plan.get(there).ok_or(Rejection::UnknownPhase)?;
    if to.dropped {
        return Err(Rejection::PhaseDropped);
    }
    // On returning to a phase its clock waits to be started: its minutes were spent before.
    let timing = if there > here { Timing::Runs } else { Timing::Waits };
    let arrival = arrive(state, context, to, None, state.round_number(), timing)?;
    Ok(depart(state, arrival))
}

pub(super) fn start_round(state: &State, context: &Context, from: &Position) -> Decision {
    still_at(state, from)?;
    let start = state.planned(&state.round_starts_at).filter(|planned| !planned.dropped);
    let to = start.or_else(|| state.plan.iter().find(|planned| !planned.dropped));
    let to = to.ok_or(Rejection::LastPhase)?;
    // Here the move does not change the position, so that alone would not stop a double click.
    let begun = state.rounds.last().is_some_and(|round| round.inbrenger.is_some());
    let at_its_start = to.phase.id == from.phase
        && to.phase.steps.first().is_some_and(|step| step.id == from.step);
    if at_its_start && !begun {
        return Err(Rejection::AlreadyThere);
    }
    let arrival = arrive(state, context, to, None, state.round_number() + 1, Timing::Runs)?;
    Ok(depart(state, arrival))
}

pub(super) fn close(state: &State, context: &Context) -> Vec<Event> {
    departure::keep_held(state).chain([Event::MeetingClosed { at_ms: context.now_ms }]).collect()
}

/// What the phase's clock does on arrival.
enum Timing {
    Runs,
    Waits,
    GoesOn,
}

fn arrive(
    state: &State,
    context: &Context,
    to: &Planned,
    step: Option<&kring_protocol::StepId>,
    round: u32,
    timing: Timing,
) -> Result<Event, Rejection> {
    let phase = &to.phase;
    let step = match step {
        Some(id) => phase.step(id),
        None => phase.steps.first(),
    };
    let step = step.ok_or(Rejection::UnknownPhase)?;
    let returns = state.position.as_ref().map(|at| &at.phase) != Some(&phase.id);
    let rounds = usize::try_from(round).unwrap_or(usize::MAX);
    if (returns && to.visits.len() >= limits::VISITS) || rounds > limits::VISITS {
        return Err(Rejection::MeetingFull);
    }
    let planned_ms = i64::from(phase.minutes) * 60_000;
    let runs = Clock::Running { ends_at_ms: context.now_ms + planned_ms };
    let clock = match timing {
        Timing::Runs => runs,
        Timing::Waits => Clock::Ready { remaining_ms: planned_ms },
        Timing::GoesOn => state.clock.unwrap_or(runs),
    };
    let silence = step.silence_seconds.map(|seconds| context.now_ms + i64::from(seconds) * 1_000);
    Ok(Event::Moved {
        to: Position { phase: phase.id.clone(), step: step.id.clone() },
        round,
        at_ms: context.now_ms,
        clock,
        silence_until_ms: silence,
    })
}

/// Leaving a step shows what was held back in it: nothing stays behind unread.
fn depart(state: &State, arrival: Event) -> Vec<Event> {
    let held = state.position.iter().filter(|at| !state.held_at(at).is_empty());
    let revealed = held.map(|at| Event::Revealed { at: at.clone() });
    revealed.chain([arrival]).collect()
}

fn index_of(state: &State, phase: &PhaseId) -> Result<usize, Rejection> {
    let index = state.plan.iter().position(|planned| &planned.phase.id == phase);
    index.ok_or(Rejection::UnknownPhase)
}
