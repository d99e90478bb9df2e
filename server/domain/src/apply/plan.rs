//! The plan: the method's phases, and what the group changed about them.

use std::collections::BTreeSet;
use std::sync::Arc;

use kring_protocol::ids::{PhaseId, StepId};
use kring_protocol::script::{Method, Phase};

use crate::rules::plan_end_ms;
use crate::state::PhaseMinutes;
use crate::state::{BeforeMove, Planned, State};

/// A state with the plan of a method and nothing else.
pub(super) fn of_method(method: &Method) -> State {
    State {
        method: method.id.clone(),
        method_title: method.title.clone(),
        round_starts_at: method.round_starts_at.clone(),
        round_starts_at_step: method.round_starts_at_step.clone(),
        strict: method.strict,
        pupil_plan: method.pupil_plan,
        preparation: method.preparation.clone(),
        reflection: method.reflection.clone(),
        plan: method.phases.iter().map(as_written).collect(),
        ..State::default()
    }
}

pub(super) fn set_minutes(state: &mut State, phase: &PhaseId, minutes: u32) {
    keep_end(state);
    if let Some(planned) = planned(state, phase) {
        let phase = Arc::make_mut(&mut planned.phase);
        phase.minutes = minutes;
        // From now on they are the group's own.
        phase.proposal = false;
    }
}

pub(super) fn set_dropped(state: &mut State, phase: &PhaseId, dropped: bool) {
    keep_end(state);
    if let Some(planned) = planned(state, phase) {
        planned.dropped = dropped;
    }
}

pub(super) fn set_guiding_questions(state: &mut State, phase: &PhaseId, items: &[String]) {
    if let Some(planned) = planned(state, phase) {
        planned.guiding_questions = items.to_vec();
    }
}

pub(super) fn set_step_dropped(state: &mut State, phase: &PhaseId, step: &StepId, dropped: bool) {
    state.replan = None;
    if let Some(planned) = planned(state, phase) {
        if dropped {
            planned.dropped_steps.insert(step.clone());
        } else {
            planned.dropped_steps.remove(step);
        }
    }
    // A step that is left out is not gone back to.
    let is_it =
        |before: &BeforeMove| before.position.phase == *phase && before.position.step == *step;
    state.before_move = state.before_move.take().filter(|before| !(dropped && is_it(before)));
}

/// A plan that changes while the meeting is on is to end when it was to end before.
fn keep_end(state: &mut State) {
    state.replan = None;
    if state.is_running() {
        state.plan_ends_at_ms = plan_end_ms(state);
    }
}

pub(super) fn move_phase(state: &mut State, phase: &PhaseId, to: u32) {
    keep_end(state);
    if let Some(index) = state.plan.iter().position(|planned| &planned.phase.id == phase) {
        let planned = state.plan.remove(index);
        let to = usize::try_from(to).unwrap_or(usize::MAX);
        state.plan.insert(to.min(state.plan.len()), planned);
    }
}

pub(super) fn insert(state: &mut State, at: u32, phase: &Phase) {
    keep_end(state);
    let at = usize::try_from(at).unwrap_or(usize::MAX).min(state.plan.len());
    state.plan.insert(at, as_written(phase));
}

pub(super) fn replanned(state: &mut State, minutes: &[PhaseMinutes], left_out: &[PhaseId]) {
    for PhaseMinutes { phase, minutes } in minutes {
        set_minutes(state, phase, *minutes);
    }
    for phase in left_out {
        set_dropped(state, phase, true);
    }
    state.replan = None;
}

pub(super) fn add_minutes(state: &mut State, minutes: i32) {
    let here = state.position.as_ref().map(|at| at.phase.clone());
    let visit = here.and_then(|phase| planned(state, &phase)?.visits.last_mut());
    if let Some(visit) = visit {
        visit.extra_minutes = visit.extra_minutes.saturating_add(minutes);
    }
}

fn as_written(phase: &Phase) -> Planned {
    Planned {
        phase: Arc::new(phase.clone()),
        dropped: false,
        dropped_steps: BTreeSet::new(),
        guiding_questions: vec![],
        visits: vec![],
    }
}

fn planned<'a>(state: &'a mut State, phase: &PhaseId) -> Option<&'a mut Planned> {
    state.plan.iter_mut().find(|planned| &planned.phase.id == phase)
}
