//! The one act of the gespreksleider that comes next, so that every client shows the same.
//!
//! It follows from what everybody sees alone. Whether something is held back, or was written where the
//! inbrenger is turned away, changes nothing in it.

use kring_protocol::content::Kind;
use kring_protocol::ids::{PhaseId, Position};
use kring_protocol::next_act::NextAct;
use kring_protocol::record::Lifecycle;
use kring_protocol::script::{InbrengerSees, InbrengerState, Outcome, Role, Step};

use crate::state::{State, Status};

/// What comes next; none once the meeting is over.
#[must_use]
pub(crate) fn next_act(state: &State) -> Option<NextAct> {
    match state.status {
        Status::Active(Lifecycle::Lobby) => Some(NextAct::Start),
        Status::Active(Lifecycle::Running) => Some(running(state)),
        Status::Active(Lifecycle::Adjourned) => Some(NextAct::ResumeMeeting),
        Status::Active(Lifecycle::Closed) | Status::NotCreated | Status::Erased => None,
    }
}

fn running(state: &State) -> NextAct {
    let Some(step) = state.step() else { return NextAct::Close };
    if state.silence_until_ms.is_some() {
        return NextAct::EndSilence;
    }
    if state.position.as_ref().is_some_and(|at| lacks_inbrenger(state, at)) {
        return NextAct::AppointInbrenger;
    }
    if let Some(seconds) = state.silence_ahead() {
        return NextAct::BeginSilence { seconds };
    }
    turn(state)
        .or_else(|| ballot(state, step))
        .or_else(|| reveal(state, step))
        .or_else(|| choice(state, step))
        .unwrap_or_else(|| match following(state) {
            Some(to) if lacks_inbrenger(state, &to) => NextAct::AppointInbrenger,
            Some(_) => NextAct::Next,
            None => NextAct::Close,
        })
}

fn turn(state: &State) -> Option<NextAct> {
    let turns = state.turns.as_ref()?;
    let goes_on = turns.speaking.is_some() || !turns.waiting.is_empty();
    let begun = turns.speaking.is_some() || !turns.spoken.is_empty() || !turns.passed.is_empty();
    goes_on.then_some(if begun { NextAct::NextSpeaker } else { NextAct::BeginRound })
}

fn ballot(state: &State, step: &Step) -> Option<NextAct> {
    let chosen = state.rounds.last().is_some_and(|round| round.inbrenger.is_some());
    match (step.ballot, state.votes_revealed, chosen) {
        (true, false, _) => Some(NextAct::CountVotes),
        (true, true, false) => Some(NextAct::ConfirmCase),
        _ => None,
    }
}

/// What is held back is to be shown where something is done with it in the same step; elsewhere it is shown
/// on going on.
fn reveal(state: &State, step: &Step) -> Option<NextAct> {
    let holds = step.opens.iter().any(|opening| opening.held);
    let is_used =
        !(step.supports.is_empty() && step.chooses.is_empty() && step.responses.is_empty());
    let is_shown = state.revealed_here;
    (holds && is_used && !is_shown).then_some(NextAct::Reveal)
}

/// Where there is something to choose from, or the phase has to leave something chosen behind. Ground rules
/// come beside agreements that were accepted before, so a group may have none.
fn choice(state: &State, step: &Step) -> Option<NextAct> {
    if step.inbrenger_sees == InbrengerSees::Afterwards {
        return None;
    }
    let must_leave = |kind: Kind| {
        let phase = state.position.as_ref().and_then(|at| state.planned(&at.phase));
        phase.is_some_and(|planned| {
            let mut leaves = planned.phase.leaves.iter();
            leaves.any(|outcome| {
                outcome.must_be_chosen()
                    && *outcome != Outcome::GroundRule
                    && outcome.kind() == Some(kind)
            })
        })
    };
    let is_open = |kind: &Kind| {
        let (shared, chosen) = state.contributions.shared(state.round_number(), *kind);
        chosen == 0 && (shared > 0 || must_leave(*kind))
    };
    step.chooses.iter().copied().find(is_open).map(|kind| NextAct::Choose { kind })
}

/// Whether a step is about somebody who brings a case, and nobody does. Where a ballot is still to choose
/// them, that comes first.
pub(crate) fn lacks_inbrenger(state: &State, at: &Position) -> bool {
    let mut from_there = steps(state).skip_while(|(phase, step)| !is_at(phase, step, at));
    let chosen_later = from_there.any(|(_, step)| step.ballot);
    let about_them = state.step_at(at).is_some_and(is_about_inbrenger);
    state.inbrenger().is_none() && about_them && !chosen_later
}

fn is_about_inbrenger(step: &Step) -> bool {
    step.inbrenger != InbrengerState::Speaks
        || step.opens.iter().any(|opening| opening.by == [Role::Inbrenger])
}

/// The step after this one; none after the last.
pub(crate) fn following(state: &State) -> Option<Position> {
    let at = state.position.as_ref()?;
    let index = state.plan.iter().position(|planned| planned.phase.id == at.phase)?;
    let here = state.plan.get(index)?;
    let in_phase = here.steps().skip_while(|step| step.id != at.step).nth(1);
    let in_phase = in_phase.map(|step| (&here.phase.id, step));
    let later = state.plan.iter().skip(index + 1).filter(|planned| !planned.dropped);
    let later = later.flat_map(|planned| planned.steps().map(|step| (&planned.phase.id, step)));
    let (phase, step) = in_phase.into_iter().chain(later).next()?;
    Some(Position { phase: phase.clone(), step: step.id.clone() })
}

/// The steps of the plan, in order.
fn steps(state: &State) -> impl Iterator<Item = (&PhaseId, &Step)> {
    let planned = state.plan.iter().filter(|planned| !planned.dropped);
    planned.flat_map(|planned| planned.steps().map(|step| (&planned.phase.id, step)))
}

fn is_at(phase: &PhaseId, step: &Step, at: &Position) -> bool {
    *phase == at.phase && step.id == at.step
}
