//! Progress: where the meeting stands, and who signalled what.

use kring_protocol::ids::{ContributionId, ParticipantId, Position};
use kring_protocol::record::{Clock, Lifecycle, Turns, Visit};
use kring_protocol::roles::{ChangedRole, TimeSignal};
use kring_protocol::script::Role;

use super::people::{change_role, clear_signals};
use super::{preparation, taking};
use crate::state::{BeforeMove, Round, State, Status};

pub(super) fn moved(
    state: &mut State,
    to: &Position,
    round: u32,
    at_ms: i64,
    clock: Clock,
    silence_until_ms: Option<i64>,
) {
    let new_round = round > state.round_number();
    state.before_move = before_move(state).filter(|_| !new_round);
    state.moved_at_ms = Some(at_ms);
    state.revealed_here = false;
    state.spotlight = None;
    state.replan = None;
    if new_round {
        state.plan_ends_at_ms = None;
        state.rounds.push(Round::default());
        state.votes.clear();
        state.votes_revealed = false;
    }
    let same_phase = state.position.as_ref().is_some_and(|at| at.phase == to.phase);
    if !same_phase || new_round {
        end_visit(state, at_ms);
        if let Some(planned) = state.plan.iter_mut().find(|p| p.phase.id == to.phase) {
            planned.visits.push(Visit {
                round,
                entered_at_ms: at_ms,
                left_at_ms: None,
                extra_minutes: 0,
            });
        }
    }
    count_turns(state);
    state.position = Some(to.clone());
    state.clock = Some(clock);
    state.silence_until_ms = silence_until_ms;
    state.silence_had = silence_until_ms.is_some();
    state.ready.clear();
    state.turns = turns_of_step(state);
    clear_signals_of_muted(state);
    let came_up = preparation::come_up(state, to, round) | taking::come_up(state);
    // Where an inbrenger is turned away, they would learn of it.
    let hides = state.turned_away().is_some();
    state.before_move = state.before_move.take().filter(|_| hides || !came_up);
}

/// Notes who had a turn in the step that is left.
fn count_turns(state: &mut State) {
    let had =
        state.turns.take().into_iter().flat_map(|turns| [turns.spoken, turns.passed].concat());
    for id in had {
        let turns = state.turns_had.entry(id).or_default();
        *turns = turns.saturating_add(1);
    }
}

/// The step with these turns goes on.
fn uncount_turns(state: &mut State, turns: &Turns) {
    for id in turns.spoken.iter().chain(&turns.passed) {
        if let Some(had) = state.turns_had.get_mut(id) {
            *had = had.saturating_sub(1);
        }
    }
}

pub(super) fn signal_time(state: &mut State, by: ParticipantId, remaining_ms: i64) {
    let number = state.time_signal.map_or(1, |last| last.number.saturating_add(1));
    state.time_signal = Some(TimeSignal { number, by, remaining_ms });
}

/// Where the meeting stands, to come back to.
fn before_move(state: &State) -> Option<BeforeMove> {
    Some(BeforeMove {
        position: state.position.clone()?,
        clock: state.clock?,
        turns: state.turns.clone(),
        silence_until_ms: state.silence_until_ms,
        silence_had: state.silence_had,
    })
}

pub(super) fn undo_move(state: &mut State, to: &Position, at_ms: i64, before: BeforeMove) {
    moved(state, to, state.round_number(), at_ms, before.clock, before.silence_until_ms);
    before.turns.iter().for_each(|turns| uncount_turns(state, turns));
    state.turns = before.turns;
    state.silence_had |= before.silence_had;
    clear_signals_of_muted(state);
    // What is undone is not done again by undoing once more.
    state.before_move = None;
}

pub(super) fn choose_inbrenger(
    state: &mut State,
    participant: ParticipantId,
    case: Option<ContributionId>,
) {
    let chosen_in = state.position.as_ref().map(|at| at.phase.clone());
    if let Some(round) = state.rounds.last_mut() {
        *round = Round { inbrenger: Some(participant), case, chosen_in };
    }
    clear_signals_of_muted(state);
    change_role(state, ChangedRole::Inbrenger { to: participant });
}

pub(super) fn signal_ready(state: &mut State, participant: ParticipantId, ready: bool) {
    if ready {
        state.ready.insert(participant);
    } else {
        state.ready.remove(&participant);
    }
}

pub(super) fn closed(state: &mut State, at_ms: i64) {
    end_visit(state, at_ms);
    state.status = Status::Active(Lifecycle::Closed);
    state.closed_at_ms = Some(at_ms);
    count_lead(state, Some(at_ms));
    state.led_by = led_longest(state);
    state.leads_since_ms = None;
    state.invitation = None;
    state.guests_for = None;
    state.display = None;
    state.claims.clear();
    state.position = None;
    state.adjourned = None;
    state.before_move = None;
    state.plan_ends_at_ms = None;
    state.replan = None;
    state.clock = None;
    state.turns = None;
    state.silence_until_ms = None;
    state.proposed_leads.clear();
    state.hands.clear();
    state.ready.clear();
    state.concerns.clear();
    state.time_signal = None;
    state.spotlight = None;
}

/// Notes how long the gespreksleider has led until now. Where it is not known when the lead passed,
/// the time goes to whoever leads next.
pub(super) fn count_lead(state: &mut State, at_ms: Option<i64>) {
    if let (Some(since), Some(now)) = (state.leads_since_ms, at_ms) {
        *state.led_for.entry(state.gespreksleider).or_default() += (now - since).max(0);
        state.leads_since_ms = Some(now.max(since));
    }
}

/// Who led for the longest; of two who led as long, the one who leads.
fn led_longest(state: &State) -> Option<ParticipantId> {
    let led = |(id, for_ms): (&ParticipantId, &i64)| (*for_ms, *id == state.gespreksleider, *id);
    state.led_for.iter().map(led).max().map(|(_, _, id)| id)
}

/// A raised hand or a turn of a muted inbrenger would be a contribution.
fn clear_signals_of_muted(state: &mut State) {
    if let Some(inbrenger) = state.inbrenger().filter(|id| state.is_muted(*id)) {
        clear_signals(state, inbrenger);
    }
}

pub(super) fn end_visit(state: &mut State, at_ms: i64) {
    for visit in state.plan.iter_mut().flat_map(|planned| &mut planned.visits) {
        visit.left_at_ms.get_or_insert(at_ms);
    }
}

fn turns_of_step(state: &State) -> Option<Turns> {
    let rule = state.step()?.turns.as_ref()?;
    let has_turn = |roles: &[Role]| rule.by.iter().any(|role| roles.contains(role));
    let waiting = state.everybody().map(|p| p.id).filter(|id| has_turn(&state.roles(*id)));
    Some(Turns {
        speaking: None,
        clock: None,
        waiting: waiting.collect(),
        spoken: vec![],
        passed: vec![],
        may_pass: rule.may_pass,
        seconds: rule.seconds,
    })
}
