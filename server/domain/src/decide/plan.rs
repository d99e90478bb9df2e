//! What the gespreksleider settles: before the meeting starts, and of what lies ahead while it is on.

use std::collections::BTreeMap;

use kring_protocol::code::Rejection;
use kring_protocol::content::Kind;
use kring_protocol::ids::{PhaseId, StepId};
use kring_protocol::limits;
use kring_protocol::script::{
    Authors, Help, InbrengerSees, InbrengerState, Opening, Phase, Role, Step,
};
use kring_protocol::text::Text;

use super::{Context, Decision, agreements, one};
use crate::event::Event;
use crate::rules::{index_now, phase_ahead, step_ahead};
use crate::state::{OWN_PHASE, State};
use crate::text;

/// When and where a meeting of a group is, is said in one place: by the group, until the meeting has begun.
pub(super) fn set_details(
    state: &State,
    title: &str,
    scheduled_at_ms: Option<i64>,
    call_link: &str,
) -> Decision {
    let title = text::line(title)?;
    let scheduled_at_ms = super::moment(scheduled_at_ms)?;
    let call_link = text::link(call_link)?;
    let is_of_group = state.group.is_some() && state.started_at_ms.is_none();
    if is_of_group && (scheduled_at_ms, &call_link) != (state.scheduled_at_ms, &state.call_link) {
        return Err(Rejection::PlannedByGroup);
    }
    one(Event::DetailsSet { title, scheduled_at_ms, call_link })
}

/// The group says when and where it is. One that has begun has begun.
pub(super) fn reschedule(state: &State, starts_at_ms: Option<i64>, place: &str) -> Decision {
    let scheduled_at_ms = super::moment(starts_at_ms)?;
    let call_link = text::link(place)?;
    let is_same = (state.scheduled_at_ms, &state.call_link) == (scheduled_at_ms, &call_link);
    if is_same || state.started_at_ms.is_some() || !state.holds_something() {
        return Ok(vec![]);
    }
    one(Event::DetailsSet { title: state.title.clone(), scheduled_at_ms, call_link })
}

pub(super) fn set_agreements(items: &[String]) -> Decision {
    one(Event::AgreementsSet { items: agreements(items)? })
}

fn minutes_in_range(minutes: u32) -> Result<(), Rejection> {
    if (1..=limits::PHASE_MINUTES).contains(&minutes) {
        Ok(())
    } else {
        Err(Rejection::DurationOutOfRange)
    }
}

pub(super) fn set_minutes(state: &State, phase: &PhaseId, minutes: u32) -> Decision {
    let planned = phase_ahead(state, phase)?;
    minutes_in_range(minutes)?;
    if planned.phase.minutes == minutes && !planned.phase.proposal {
        return Ok(vec![]);
    }
    one(Event::MinutesSet { phase: phase.clone(), minutes })
}

pub(super) fn drop(state: &State, phase: &PhaseId) -> Decision {
    if phase_ahead(state, phase)?.dropped {
        return Ok(vec![]);
    }
    if state.plan.iter().filter(|planned| !planned.dropped).count() == 1 {
        return Err(Rejection::LastPhase);
    }
    one(Event::PhaseDropped { phase: phase.clone() })
}

pub(super) fn restore(state: &State, phase: &PhaseId) -> Decision {
    if !phase_ahead(state, phase)?.dropped {
        return Ok(vec![]);
    }
    one(Event::PhaseRestored { phase: phase.clone() })
}

pub(super) fn drop_step(state: &State, phase: &PhaseId, step: &StepId) -> Decision {
    let planned = step_ahead(state, phase, step)?;
    if planned.dropped_steps.contains(step) {
        return Ok(vec![]);
    }
    if planned.steps().count() == 1 {
        return Err(Rejection::LastStep);
    }
    one(Event::StepDropped { phase: phase.clone(), step: step.clone() })
}

pub(super) fn restore_step(state: &State, phase: &PhaseId, step: &StepId) -> Decision {
    if !step_ahead(state, phase, step)?.dropped_steps.contains(step) {
        return Ok(vec![]);
    }
    one(Event::StepRestored { phase: phase.clone(), step: step.clone() })
}

pub(super) fn move_phase(state: &State, phase: &PhaseId, to: u32) -> Decision {
    phase_ahead(state, phase)?;
    is_place_ahead(state, to)?;
    one(Event::PhaseMoved { phase: phase.clone(), to })
}

pub(super) fn set_guiding_questions(state: &State, phase: &PhaseId, items: &[String]) -> Decision {
    let known = phase_ahead(state, phase)?;
    let items = text::lines(items, limits::GUIDING_QUESTIONS)?;
    if known.guiding_questions == items {
        return Ok(vec![]);
    }
    one(Event::GuidingQuestionsSet { phase: phase.clone(), items })
}

pub(super) fn set_learning_outcomes(state: &State, items: &[String]) -> Decision {
    let items = text::lines(items, limits::LEARNING_OUTCOMES)?;
    if state.learning_outcomes == items {
        return Ok(vec![]);
    }
    one(Event::LearningOutcomesSet { items })
}

pub(super) fn set_level(state: &State, level: u8) -> Decision {
    if !limits::LEVELS.contains(&level) {
        return Err(Rejection::LevelOutOfRange);
    }
    if state.level == Some(level) {
        return Ok(vec![]);
    }
    one(Event::LevelSet { level })
}

/// A place that the meeting has not come past.
fn is_place_ahead(state: &State, place: u32) -> Result<(), Rejection> {
    let place = usize::try_from(place).unwrap_or(usize::MAX);
    let ahead = index_now(state).is_none_or(|now| place > now);
    if ahead { Ok(()) } else { Err(Rejection::NotAhead) }
}

/// A phase of the group's own.
pub(super) struct OwnPhase<'a> {
    pub(super) title: &'a str,
    /// What it asks of everybody; may be empty.
    pub(super) question: &'a str,
    pub(super) minutes: u32,
    pub(super) opens: &'a [Kind],
    pub(super) muted: bool,
}

pub(super) fn insert(state: &State, context: &Context, at: u32, own: &OwnPhase<'_>) -> Decision {
    minutes_in_range(own.minutes)?;
    is_place_ahead(state, at)?;
    if state.plan.len() >= limits::PHASES || own.opens.len() > limits::OWN_PHASE_KINDS {
        return Err(Rejection::TooManyItems);
    }
    // Both are open everywhere already.
    if own.opens.iter().any(|kind| !kind.is_of_steps()) {
        return Err(Rejection::KindNotOpen);
    }
    let title = Text::same(&text::filled_line(own.title)?);
    let question = text::line(own.question)?;
    let question = Some(question).filter(|text| !text.is_empty()).map(|text| Text::same(&text));
    // It stands above what people write; whoever writes nothing reads it by itself.
    let readers: &[Role] = match (own.opens.is_empty(), own.muted) {
        (true, _) => &[Role::Gespreksleider, Role::Inbrenger, Role::Deelnemer],
        (false, true) => &[Role::Inbrenger],
        (false, false) => &[],
    };
    let asked = |role| question.clone().map(|question| (role, question));
    let short = context.fresh.simple().to_string();
    let phase = Phase {
        id: PhaseId(format!("{OWN_PHASE}{}", short.get(..12).unwrap_or(&short))),
        title: title.clone(),
        minutes: own.minutes,
        minimum: None,
        proposal: false,
        optional: false,
        leaves: vec![],
        guidance: readers.iter().copied().filter_map(asked).collect(),
        starters: vec![],
        steps: vec![own_step(own, title, question)],
    };
    one(Event::PhaseInserted { at, phase: Box::new(phase) })
}

fn own_step(own: &OwnPhase<'_>, title: Text, question: Option<Text>) -> Step {
    let mut by = vec![Role::Deelnemer, Role::Gespreksleider];
    if !own.muted {
        by.push(Role::Inbrenger);
    }
    let mut kinds = own.opens.to_vec();
    kinds.sort_unstable();
    kinds.dedup();
    let open = |kind| Opening { label: question.clone(), ..Opening::new(kind, by.clone()) };
    Step {
        id: "samen".into(),
        title,
        guidance: BTreeMap::new(),
        help: Help::default(),
        inbrenger: if own.muted { InbrengerState::Muted } else { InbrengerState::Speaks },
        inbrenger_sees: InbrengerSees::AtOnce,
        authors: Authors::Named,
        opens: kinds.into_iter().map(open).collect(),
        turns: None,
        silence_seconds: None,
        divides_roles: false,
        plans_next: false,
        ballot: false,
        responses: vec![],
        supports: vec![],
        chooses: vec![],
        cautions: vec![],
    }
}
