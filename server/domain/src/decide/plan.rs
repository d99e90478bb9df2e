//! What the gespreksleider settles before the meeting starts.

use std::collections::BTreeMap;

use kring_protocol::code::Rejection;
use kring_protocol::content::Kind;
use kring_protocol::ids::PhaseId;
use kring_protocol::limits;
use kring_protocol::script::{Authors, InbrengerSees, InbrengerState, Opening, Phase, Role, Step};
use kring_protocol::text::Text;

use super::{Context, Decision, agreements, one};
use crate::event::Event;
use crate::state::{Planned, State};
use crate::text;

pub(super) fn set_details(title: &str, scheduled_at_ms: Option<i64>, call_link: &str) -> Decision {
    one(Event::DetailsSet {
        title: text::line(title)?,
        scheduled_at_ms: super::moment(scheduled_at_ms)?,
        call_link: text::link(call_link)?,
    })
}

pub(super) fn set_agreements(items: &[String]) -> Decision {
    one(Event::AgreementsSet { items: agreements(items)? })
}

fn planned<'a>(state: &'a State, phase: &PhaseId) -> Result<&'a Planned, Rejection> {
    state.planned(phase).ok_or(Rejection::UnknownPhase)
}

fn minutes_in_range(minutes: u32) -> Result<(), Rejection> {
    if (1..=limits::PHASE_MINUTES).contains(&minutes) {
        Ok(())
    } else {
        Err(Rejection::DurationOutOfRange)
    }
}

pub(super) fn set_minutes(state: &State, phase: &PhaseId, minutes: u32) -> Decision {
    let planned = planned(state, phase)?;
    minutes_in_range(minutes)?;
    if planned.phase.minutes == minutes && !planned.phase.proposal {
        return Ok(vec![]);
    }
    one(Event::MinutesSet { phase: phase.clone(), minutes })
}

pub(super) fn drop(state: &State, phase: &PhaseId) -> Decision {
    if planned(state, phase)?.dropped {
        return Ok(vec![]);
    }
    if state.plan.iter().filter(|planned| !planned.dropped).count() == 1 {
        return Err(Rejection::LastPhase);
    }
    one(Event::PhaseDropped { phase: phase.clone() })
}

pub(super) fn restore(state: &State, phase: &PhaseId) -> Decision {
    if !planned(state, phase)?.dropped {
        return Ok(vec![]);
    }
    one(Event::PhaseRestored { phase: phase.clone() })
}

pub(super) fn move_phase(state: &State, phase: &PhaseId, to: u32) -> Decision {
    planned(state, phase)?;
    one(Event::PhaseMoved { phase: phase.clone(), to })
}

pub(super) fn insert(
    state: &State,
    context: &Context,
    at: u32,
    title: &str,
    minutes: u32,
    opens: &[Kind],
    muted: bool,
) -> Decision {
    minutes_in_range(minutes)?;
    if state.plan.len() >= limits::PHASES || opens.len() > limits::PHASES {
        return Err(Rejection::TooManyItems);
    }
    // Both are open everywhere already.
    if opens.iter().any(|kind| matches!(kind, Kind::Note | Kind::Record)) {
        return Err(Rejection::KindNotOpen);
    }
    let title = Text::same(&text::filled_line(title)?);
    let mut by = vec![Role::Deelnemer, Role::Gespreksleider];
    if !muted {
        by.push(Role::Inbrenger);
    }
    let mut kinds = opens.to_vec();
    kinds.sort_unstable();
    kinds.dedup();
    let open = |kind| Opening::new(kind, by.clone());
    let short = context.fresh.simple().to_string();
    let step = Step {
        id: "samen".into(),
        title: title.clone(),
        guidance: BTreeMap::new(),
        inbrenger: if muted { InbrengerState::Muted } else { InbrengerState::Speaks },
        inbrenger_sees: InbrengerSees::AtOnce,
        authors: Authors::Named,
        opens: kinds.into_iter().map(open).collect(),
        turns: None,
        silence_seconds: None,
        ballot: false,
        responses: vec![],
        supports: vec![],
        chooses: vec![],
        cautions: vec![],
    };
    let phase = Phase {
        id: PhaseId(format!("eigen-{}", short.get(..12).unwrap_or(&short))),
        title,
        minutes,
        proposal: false,
        optional: false,
        leaves: vec![],
        guidance: BTreeMap::new(),
        starters: vec![],
        steps: vec![step],
    };
    one(Event::PhaseInserted { at, phase: Box::new(phase) })
}
