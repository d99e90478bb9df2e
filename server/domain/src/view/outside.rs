//! What a guest for some phases sees while the meeting is in none of them: what it is called, for which phases
//! they are asked, and their own words.

use kring_protocol::ids::ParticipantId;
use kring_protocol::record::{Contribution, Waiting};
use kring_protocol::{Record, RecordKey};

use super::display;
use super::render::{meeting, render};
use crate::rules::Visibility;
use crate::state::{Participant, State};

/// None of somebody who is here, or who has no place here.
#[must_use]
pub fn outside(state: &State, id: ParticipantId) -> Option<Vec<Record>> {
    let guest = state.outside(id).filter(|_| state.is_active())?;
    let meeting = display::of_meeting(meeting(state));
    let person = render(state, &RecordKey::Participant(id), Visibility::Shown)?;
    let mut records =
        vec![Record::Meeting(meeting), Record::Waiting(waiting(state, guest)), person];
    let own = state.in_order().filter(|contribution| contribution.author == id);
    for contribution in own {
        let key = RecordKey::Contribution(contribution.id);
        let Record::Contribution(seen) = render(state, &key, Visibility::Own)? else { return None };
        records.push(Record::Contribution(alone(seen)));
    }
    Some(records)
}

/// Without what others made of it.
fn alone(seen: Contribution) -> Contribution {
    let content = seen.content.without_link();
    Contribution { content, response: None, supporters: vec![], chosen: false, ..seen }
}

fn waiting(state: &State, guest: &Participant) -> Waiting {
    let phases = guest.guest_for.iter().flatten();
    let asked: Vec<_> = phases.collect();
    let planned = state.plan.iter().filter(|planned| asked.contains(&&planned.phase.id));
    Waiting {
        participant: guest.id,
        phases: planned.map(|planned| planned.phase.title.clone()).collect(),
        over: state.closed_at_ms.is_some(),
    }
}
