//! Speaking in turn, raised hands, and the ready signal.

use std::collections::BTreeSet;

use kring_protocol::code::Rejection;
use kring_protocol::ids::ParticipantId;
use kring_protocol::record::{Clock, Turns};

use super::{Context, Decision, one};
use crate::event::Event;
use crate::state::State;

fn turns(state: &State) -> Result<&Turns, Rejection> {
    state.turns.as_ref().ok_or(Rejection::NoTurns)
}

/// The speaker ends their own turn, or the gespreksleider calls the next one.
pub(super) fn next(
    state: &State,
    context: &Context,
    by: ParticipantId,
    from: Option<ParticipantId>,
) -> Decision {
    let turns = turns(state)?;
    if turns.speaking != from {
        return Err(Rejection::StaleTurn);
    }
    if state.gespreksleider != by && turns.speaking != Some(by) {
        return Err(Rejection::NotYourTurn);
    }
    let mut turns = turns.clone();
    turns.spoken.extend(turns.speaking);
    one(Event::TurnsSet { turns: call_next(state, context, turns) })
}

/// Passing needs no reason, before or during one's turn.
pub(super) fn pass(state: &State, context: &Context, by: ParticipantId) -> Decision {
    let turns = turns(state)?;
    if !turns.may_pass {
        return Err(Rejection::PassingNotAllowed);
    }
    let mut turns = turns.clone();
    if turns.speaking == Some(by) {
        turns.passed.push(by);
        turns = call_next(state, context, turns);
    } else if turns.waiting.contains(&by) {
        turns.waiting.retain(|id| *id != by);
        turns.passed.push(by);
    } else {
        return Err(Rejection::NotYourTurn);
    }
    one(Event::TurnsSet { turns })
}

/// Skipped for now, to come back at the end.
pub(super) fn defer(
    state: &State,
    context: &Context,
    by: ParticipantId,
    participant: ParticipantId,
) -> Decision {
    let turns = turns(state)?;
    if state.gespreksleider != by && participant != by {
        return Err(Rejection::NotYourTurn);
    }
    let mut turns = turns.clone();
    if turns.speaking == Some(participant) {
        turns.waiting.push(participant);
        turns = call_next(state, context, turns);
    } else if turns.waiting.contains(&participant) {
        turns.waiting.retain(|id| *id != participant);
        turns.waiting.push(participant);
    } else {
        return Err(Rejection::NotYourTurn);
    }
    one(Event::TurnsSet { turns })
}

pub(super) fn set_order(state: &State, order: &[ParticipantId]) -> Decision {
    let turns = turns(state)?;
    let waiting: BTreeSet<_> = turns.waiting.iter().collect();
    let named: BTreeSet<_> = order.iter().collect();
    if waiting != named || order.len() != turns.waiting.len() {
        return Err(Rejection::OrderIncomplete);
    }
    one(Event::TurnsSet { turns: Turns { waiting: order.to_vec(), ..turns.clone() } })
}

/// Gives the turn to the first of those who wait; their clock runs unless the meeting's is paused.
fn call_next(state: &State, context: &Context, mut turns: Turns) -> Turns {
    turns.speaking = if turns.waiting.is_empty() { None } else { Some(turns.waiting.remove(0)) };
    let turn_ms = i64::from(turns.seconds) * 1_000;
    turns.clock = turns.speaking.map(|_| match state.clock {
        Some(Clock::Paused { .. } | Clock::Ready { .. }) => Clock::Paused { remaining_ms: turn_ms },
        _ => Clock::Running { ends_at_ms: context.now_ms + turn_ms },
    });
    turns
}

pub(super) fn raise_hand(state: &State, by: ParticipantId) -> Decision {
    if state.hands.contains(&by) {
        return Err(Rejection::HandAlreadyRaised);
    }
    one(Event::HandRaised { participant: by })
}

pub(super) fn lower_hand(state: &State, by: ParticipantId, participant: ParticipantId) -> Decision {
    if by != participant && state.gespreksleider != by {
        return Err(Rejection::NotYours);
    }
    if !state.hands.contains(&participant) {
        return Err(Rejection::HandNotRaised);
    }
    one(Event::HandLowered { participant })
}

pub(super) fn signal_ready(state: &State, by: ParticipantId, ready: bool) -> Vec<Event> {
    if state.ready.contains(&by) == ready {
        return vec![];
    }
    vec![Event::ReadySignalled { participant: by, ready }]
}
