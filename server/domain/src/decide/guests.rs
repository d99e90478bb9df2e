//! Guests for some phases: an expert who is asked for the advice, and for nothing else. They are inside while
//! the meeting is in one of their phases, and outside of them they see and do nothing of it.

use std::collections::BTreeSet;

use kring_protocol::code::Rejection;
use kring_protocol::ids::{ParticipantId, PhaseId};

use super::people::{must_lead, name_of_one_more};
use super::{Decision, one};
use crate::event::Event;
use crate::state::{Credential, State};

/// An invitation for some phases takes the place of the one before; none ends it.
pub(super) fn invite(
    state: &State,
    by: ParticipantId,
    invitation: Option<Credential>,
    phases: &[PhaseId],
) -> Decision {
    must_lead(state, by)?;
    if invitation.is_none() {
        let ended = Event::GuestsInvited { invitation, phases: vec![] };
        return Ok(state.guests_for.iter().map(|_| ended.clone()).collect());
    }
    let wanted: BTreeSet<&PhaseId> = phases.iter().collect();
    if wanted.iter().any(|phase| state.planned(phase).is_none()) {
        return Err(Rejection::UnknownPhase);
    }
    if wanted.is_empty() {
        return Err(Rejection::TextEmpty);
    }
    one(Event::GuestsInvited { invitation, phases: wanted.into_iter().cloned().collect() })
}

/// Somebody with such an invitation comes in; where they are is settled by where the meeting is.
pub(super) fn join(
    state: &State,
    phases: &BTreeSet<PhaseId>,
    joined: impl FnOnce(String) -> Event,
    (participant, name): (ParticipantId, &str),
) -> Decision {
    let name = name_of_one_more(state, name)?;
    let inside = is_inside(state, phases);
    let phases = phases.iter().cloned().collect();
    Ok(vec![joined(name), Event::GuestPlaced { participant, phases, inside }])
}

fn is_inside(state: &State, phases: &BTreeSet<PhaseId>) -> bool {
    let here = state.position.as_ref().filter(|_| state.is_running());
    here.is_some_and(|at| phases.contains(&at.phase))
}

/// Where these events lead, and with them the guests: in with their phase, out with it.
pub(super) fn placed(state: &State, mut events: Vec<Event>) -> Vec<Event> {
    let Some(after) = Standing::after(state, &events) else { return events };
    for guest in state.seated() {
        let Some(phases) = guest.guest_for.as_ref() else { continue };
        let inside = after.is_in(phases);
        // Whoever waits outside is told that it is over.
        if inside == guest.left || after == Standing::Over {
            let phases = phases.iter().cloned().collect();
            events.push(Event::GuestPlaced { participant: guest.id, phases, inside });
        }
    }
    events
}

/// Where a meeting stands, as far as it matters to guests.
#[derive(Debug, Clone, PartialEq)]
enum Standing {
    At(PhaseId),
    Still,
    Over,
}

impl Standing {
    /// None where these events change nothing of it.
    fn after(state: &State, events: &[Event]) -> Option<Self> {
        events.iter().filter_map(|event| Self::of(state, event)).next_back()
    }

    fn of(state: &State, event: &Event) -> Option<Self> {
        match event {
            Event::Moved { to, .. } | Event::MoveUndone { to, .. } => {
                Some(Self::At(to.phase.clone()))
            }
            Event::MeetingResumed { .. } => {
                state.position.as_ref().map(|at| Self::At(at.phase.clone()))
            }
            Event::MeetingAdjourned { .. } => Some(Self::Still),
            Event::MeetingClosed { .. } => Some(Self::Over),
            _ => None,
        }
    }

    fn is_in(&self, phases: &BTreeSet<PhaseId>) -> bool {
        matches!(self, Self::At(phase) if phases.contains(phase))
    }
}

/// Whether somebody can lead, have an office or bring a case: a guest for some phases cannot.
pub(super) fn must_not_be_guest(state: &State, id: ParticipantId) -> Result<(), Rejection> {
    let is_guest = state.present(id).is_some_and(|person| person.guest_for.is_some());
    if is_guest { Err(Rejection::GuestOfPhases) } else { Ok(()) }
}
