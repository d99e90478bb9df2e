//! The plan: the method's phases, and what the group changed about them.

use kring_protocol::ids::PhaseId;
use kring_protocol::script::{Method, Phase};

use crate::state::{Planned, State};

/// A state with the plan of a method and nothing else.
pub(super) fn of_method(method: &Method) -> State {
    State {
        method: method.id.clone(),
        method_title: method.title.clone(),
        round_starts_at: method.round_starts_at.clone(),
        round_starts_at_step: method.round_starts_at_step.clone(),
        strict: method.strict,
        pupil_plan: method.pupil_plan,
        reflection: method.reflection.clone(),
        plan: method.phases.iter().map(as_written).collect(),
        ..State::default()
    }
}

pub(super) fn set_minutes(state: &mut State, phase: &PhaseId, minutes: u32) {
    if let Some(planned) = planned(state, phase) {
        planned.phase.minutes = minutes;
        // From now on they are the group's own.
        planned.phase.proposal = false;
    }
}

pub(super) fn set_dropped(state: &mut State, phase: &PhaseId, dropped: bool) {
    if let Some(planned) = planned(state, phase) {
        planned.dropped = dropped;
    }
}

pub(super) fn move_phase(state: &mut State, phase: &PhaseId, to: u32) {
    if let Some(index) = state.plan.iter().position(|planned| &planned.phase.id == phase) {
        let planned = state.plan.remove(index);
        let to = usize::try_from(to).unwrap_or(usize::MAX);
        state.plan.insert(to.min(state.plan.len()), planned);
    }
}

pub(super) fn insert(state: &mut State, at: u32, phase: &Phase) {
    let at = usize::try_from(at).unwrap_or(usize::MAX).min(state.plan.len());
    state.plan.insert(at, as_written(phase));
}

pub(super) fn add_minutes(state: &mut State, minutes: i32) {
    let here = state.position.as_ref().map(|at| at.phase.clone());
    let visit = here.and_then(|phase| planned(state, &phase)?.visits.last_mut());
    if let Some(visit) = visit {
        visit.extra_minutes = visit.extra_minutes.saturating_add(minutes);
    }
}

fn as_written(phase: &Phase) -> Planned {
    Planned { phase: phase.clone(), dropped: false, visits: vec![] }
}

fn planned<'a>(state: &'a mut State, phase: &PhaseId) -> Option<&'a mut Planned> {
    state.plan.iter_mut().find(|planned| &planned.phase.id == phase)
}
