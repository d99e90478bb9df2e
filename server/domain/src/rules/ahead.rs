//! What of a plan can still be changed: all of it in the lobby, and after that what lies ahead.

use kring_protocol::code::Rejection;
use kring_protocol::ids::{PhaseId, StepId};

use crate::state::{Planned, State};

/// The place in the plan at which the meeting stands; none before it has started.
pub(crate) fn index_now(state: &State) -> Option<usize> {
    let at = state.position.as_ref()?;
    state.plan.iter().position(|planned| planned.phase.id == at.phase)
}

/// Phases ahead that were not gone through in this round, also those that are left out.
pub(crate) fn phases_ahead(state: &State) -> impl Iterator<Item = &Planned> {
    let round = state.round_number();
    let from = index_now(state).map_or(0, |index| index + 1);
    state.plan.iter().skip(from).filter(move |planned| !planned.was_visited(round))
}

/// Whether a phase can be changed.
///
/// # Errors
/// It is unknown, or it is not ahead.
pub(crate) fn phase_ahead<'a>(state: &'a State, phase: &PhaseId) -> Result<&'a Planned, Rejection> {
    let known = state.planned(phase).ok_or(Rejection::UnknownPhase)?;
    let ahead = phases_ahead(state).any(|planned| &planned.phase.id == phase);
    if ahead { Ok(known) } else { Err(Rejection::NotAhead) }
}

/// The phase of a step that can be changed: in a phase ahead, or after the step in which the meeting stands.
///
/// # Errors
/// Phase or step is unknown, or it is not ahead.
pub(crate) fn step_ahead<'a>(
    state: &'a State,
    phase: &PhaseId,
    step: &StepId,
) -> Result<&'a Planned, Rejection> {
    let known = state.planned(phase).ok_or(Rejection::UnknownPhase)?;
    known.phase.step(step).ok_or(Rejection::UnknownStep)?;
    let Some(at) = state.position.as_ref().filter(|at| at.phase == *phase) else {
        return phase_ahead(state, phase);
    };
    let mut later = known.phase.steps.iter().skip_while(|one| one.id != at.step).skip(1);
    if later.any(|one| one.id == *step) { Ok(known) } else { Err(Rejection::NotAhead) }
}
