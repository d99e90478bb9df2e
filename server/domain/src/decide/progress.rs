//! Moving through the script.

use kring_protocol::code::Rejection;
use kring_protocol::content::Kind;
use kring_protocol::ids::{PhaseId, Position, StepId};
use kring_protocol::limits;
use kring_protocol::record::Clock;
use kring_protocol::script::Step;

use super::{Context, Decision, departure, still_at};
use crate::event::Event;
use crate::rules::{following, lacks_inbrenger, undo_until_ms};
use crate::state::{BeforeMove, Planned, State};

pub(super) fn start(state: &State, context: &Context) -> Decision {
    let first = state.plan.iter().find(|planned| !planned.dropped).ok_or(Rejection::LastPhase)?;
    let started = Event::MeetingStarted { at_ms: context.now_ms };
    Ok(vec![started, arrive(state, context, first, None, 1, Timing::Runs)?])
}

pub(super) fn next(state: &State, context: &Context, from: &Position) -> Decision {
    still_at(state, from)?;
    if is_same_click(state, context) {
        return Ok(vec![]);
    }
    let to = following(state).ok_or(Rejection::NoNextStep)?;
    let planned = state.planned(&to.phase).ok_or(Rejection::UnknownPhase)?;
    // Within a phase the clock goes on: the minutes belong to the phase.
    let timing = if to.phase == from.phase { Timing::GoesOn } else { Timing::Runs };
    let arrival = arrive(state, context, planned, Some(&to.step), state.round_number(), timing)?;
    has_whom_it_is_about(state, &arrival)?;
    Ok(depart(state, arrival))
}

/// Nobody goes to a step that is about an inbrenger without one: somebody brings the case first.
fn has_whom_it_is_about(state: &State, arrival: &Event) -> Result<(), Rejection> {
    let Event::Moved { to, .. } = arrival else { return Ok(()) };
    if lacks_inbrenger(state, to) { Err(Rejection::NoInbrenger) } else { Ok(()) }
}

/// A finger that taps twice moves once, also where the second tap names the step that it arrived in. A
/// clock that went back says nothing of how soon that was.
fn is_same_click(state: &State, context: &Context) -> bool {
    let soon = 0..context.same_click_ms;
    state.moved_at_ms.is_some_and(|moved| soon.contains(&(context.now_ms - moved)))
}

pub(super) fn back(state: &State, context: &Context, from: &Position) -> Decision {
    still_at(state, from)?;
    if is_same_click(state, context) {
        return Ok(vec![]);
    }
    let index = index_of(state, &from.phase)?;
    let current = state.plan.get(index).ok_or(Rejection::UnknownPhase)?;
    let round = state.round_number();
    let earlier = current.steps().take_while(|step| step.id != from.step).last();
    let (to, step, timing) = if let Some(step) = earlier {
        (current, step, Timing::GoesOn)
    } else {
        let before = state.plan.iter().take(index).rev().find(|planned| !planned.dropped);
        let to = before.ok_or(Rejection::NoStepBefore)?;
        let step = to.steps().next_back().ok_or(Rejection::UnknownPhase)?;
        (to, step, Timing::GoesOnFrom(left_ms(to, round)))
    };
    // Nothing is revealed by going back: whoever writes here writes on when the meeting returns.
    let arrival = arrive(state, context, to, Some(&step.id), round, timing)?;
    Ok(vec![arrival])
}

/// What was left of a phase's minutes in this round when it was left.
fn left_ms(planned: &Planned, round: u32) -> i64 {
    let spent = planned.visits.iter().filter(|visit| visit.round == round);
    let spent = spent.filter_map(|visit| Some(visit.left_at_ms? - visit.entered_at_ms));
    i64::from(planned.phase.minutes) * 60_000 - spent.sum::<i64>()
}

pub(super) fn undo(state: &State, context: &Context, from: &Position) -> Decision {
    still_at(state, from)?;
    let until = undo_until_ms(state).filter(|until| context.now_ms < *until);
    let before = state.before_move.clone().filter(|_| until.is_some());
    let BeforeMove { position: to, clock, turns, silence_until_ms, .. } =
        before.ok_or(Rejection::NothingToUndo)?;
    let at_ms = context.now_ms;
    Ok(vec![Event::MoveUndone { to, at_ms, clock, turns, silence_until_ms }])
}

pub(super) fn go_to(
    state: &State,
    context: &Context,
    from: &Position,
    phase: &PhaseId,
    step: Option<&StepId>,
) -> Decision {
    still_at(state, from)?;
    let (here, there) = (index_of(state, &from.phase)?, index_of(state, phase)?);
    let to = state.plan.get(there).ok_or(Rejection::UnknownPhase)?;
    if to.dropped {
        return Err(Rejection::PhaseDropped);
    }
    if step.is_some_and(|step| to.steps().all(|kept| kept.id != *step)) {
        return Err(Rejection::UnknownStep);
    }
    if here == there {
        return go_within(state, context, from, to, step);
    }
    // On returning to a phase its clock waits to be started: its minutes were spent before.
    let timing = if there > here { Timing::Runs } else { Timing::Waits };
    let arrival = arrive(state, context, to, step, state.round_number(), timing)?;
    has_whom_it_is_about(state, &arrival)?;
    Ok(depart(state, arrival))
}

/// To another step of the same phase: its clock goes on, and an earlier step reveals nothing, as one step
/// back does.
fn go_within(
    state: &State,
    context: &Context,
    from: &Position,
    to: &Planned,
    step: Option<&StepId>,
) -> Decision {
    let place = |step: &StepId| to.steps().position(|kept| kept.id == *step);
    let step = step.filter(|step| **step != from.step).ok_or(Rejection::AlreadyThere)?;
    let arrival = arrive(state, context, to, Some(step), state.round_number(), Timing::GoesOn)?;
    has_whom_it_is_about(state, &arrival)?;
    if place(step) < place(&from.step) { Ok(vec![arrival]) } else { Ok(depart(state, arrival)) }
}

pub(super) fn start_round(state: &State, context: &Context, from: &Position) -> Decision {
    still_at(state, from)?;
    let start = state.planned(&state.round_starts_at).filter(|planned| !planned.dropped);
    let to = start.or_else(|| state.plan.iter().find(|planned| !planned.dropped));
    let to = to.ok_or(Rejection::LastPhase)?;
    // Here the move does not change the position, so that alone would not stop a double click.
    let begun = state.rounds.last().is_some_and(|round| round.inbrenger.is_some());
    let is_start = |step: &StepId| Some(step) == step_of_round(state, to).as_ref();
    if to.phase.id == from.phase && is_start(&from.step) && !begun {
        return Err(Rejection::AlreadyThere);
    }
    let step = step_of_round(state, to);
    let timing = step.as_ref().map_or(Timing::Runs, |step| Timing::RunsFor(share_ms(to, step)));
    let arrival = arrive(state, context, to, step.as_ref(), state.round_number() + 1, timing)?;
    Ok(depart(state, arrival))
}

/// Where another round starts in its phase: at the choice while cases of before are left to choose from,
/// which comes before asking for new ones; else where cases are written.
fn step_of_round(state: &State, to: &Planned) -> Option<StepId> {
    let choice =
        state.round_starts_at_step.as_ref().filter(|_| to.phase.id == state.round_starts_at);
    let choice =
        choice.and_then(|id| to.steps().find(|step| step.id == *id)).filter(|_| cases_left(state));
    let writes = |step: &&Step| step.opens.iter().any(|opening| opening.kind == Kind::Case);
    let step = choice.or_else(|| to.steps().find(writes));
    step.or_else(|| to.steps().next()).map(|step| step.id.clone())
}

/// Whether somebody who is here, and does not lead, wrote a case that no round took.
fn cases_left(state: &State) -> bool {
    let cases = state.contributions.values().filter(|c| c.content.kind() == Kind::Case);
    let mut free = cases.filter(|c| !state.rounds.iter().any(|round| round.case == Some(c.id)));
    free.any(|c| state.present(c.speaker()).is_some() && c.speaker() != state.gespreksleider)
}

/// The part of a phase's minutes for a step and those after it, in whole minutes.
fn share_ms(planned: &Planned, from: &StepId) -> i64 {
    let steps: Vec<&StepId> = planned.steps().map(|step| &step.id).collect();
    let before = steps.iter().position(|step| *step == from).unwrap_or(0);
    let count = |steps: usize| u32::try_from(steps).unwrap_or(u32::MAX);
    let minutes = planned.phase.minutes.saturating_mul(count(steps.len() - before));
    i64::from(minutes.div_ceil(count(steps.len()).max(1))) * 60_000
}

pub(super) fn close(state: &State, context: &Context) -> Vec<Event> {
    departure::keep_held(state).chain([Event::MeetingClosed { at_ms: context.now_ms }]).collect()
}

/// What the phase's clock does on arrival.
enum Timing {
    Runs,
    RunsFor(i64),
    Waits,
    GoesOn,
    GoesOnFrom(i64),
}

fn arrive(
    state: &State,
    context: &Context,
    to: &Planned,
    step: Option<&StepId>,
    round: u32,
    timing: Timing,
) -> Result<Event, Rejection> {
    let phase = &to.phase;
    let step = match step {
        Some(id) => phase.step(id),
        None => to.steps().next(),
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
        Timing::RunsFor(ms) => Clock::Running { ends_at_ms: context.now_ms + ms },
        Timing::Waits => Clock::Ready { remaining_ms: planned_ms },
        Timing::GoesOn => state.clock.unwrap_or(runs),
        Timing::GoesOnFrom(remaining_ms) => Clock::Paused { remaining_ms },
    };
    Ok(Event::Moved {
        to: Position { phase: phase.id.clone(), step: step.id.clone() },
        round,
        at_ms: context.now_ms,
        clock,
        silence_until_ms: None,
    })
}

/// Leaving a step shows what was held back in it, and so does moving on elsewhere than to a step that the
/// meeting stepped back from: nothing stays behind unread. What waits for a step that is ahead goes on waiting.
fn depart(state: &State, arrival: Event) -> Vec<Event> {
    let returns_to = |at: &Position| match &arrival {
        Event::Moved { to, round, .. } => to == at && *round == state.round_number(),
        _ => false,
    };
    let left = state.contributions.held_steps().filter(|at| !returns_to(at));
    let revealed: Vec<Event> = left.map(|at| Event::Revealed { at: at.clone() }).collect();
    revealed.into_iter().chain([arrival]).collect()
}

fn index_of(state: &State, phase: &PhaseId) -> Result<usize, Rejection> {
    let index = state.plan.iter().position(|planned| &planned.phase.id == phase);
    index.ok_or(Rejection::UnknownPhase)
}
