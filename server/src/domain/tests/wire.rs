//! What reaches somebody, as bytes: the page they load, and the updates to it.

use kring_protocol::ids::ParticipantId;
use kring_protocol::{Record, RecordKey};

use super::given::Given;
use crate::domain::event::Event;
use crate::domain::{Changes, Sight, State, render};

/// The page that somebody loads.
pub(super) fn snapshot(here: &Given, who: ParticipantId) -> String {
    serde_json::to_string(&here.view(who)).unwrap()
}

/// The keys of the records that events change for everybody who was here before.
pub(super) fn told_keys(here: &Given, events: &[Event]) -> Vec<(ParticipantId, Vec<RecordKey>)> {
    let (viewers, _, told) = changes(here, events);
    let keys = told.into_iter().map(|sights| sights.into_iter().map(|(key, _)| key).collect());
    viewers.into_iter().zip(keys).collect()
}

/// The updates that events bring to everybody who was here before, in JSON; none where nothing is sent.
pub(super) fn updates(here: &Given, events: &[Event]) -> Vec<(ParticipantId, Option<String>)> {
    let (viewers, state, told) = changes(here, events);
    let told = told.into_iter().map(|sights| {
        let parts = sights.into_iter().map(|(key, sight)| {
            let record = render(&state, &key, sight);
            (record.is_none().then_some(key), record)
        });
        let parts: Vec<(Option<RecordKey>, Option<Record>)> = parts.collect();
        (!parts.is_empty()).then(|| serde_json::to_string(&parts).unwrap())
    });
    viewers.into_iter().zip(told).collect()
}

/// Who is told anything of these events.
pub(super) fn told(here: &Given, events: &[Event]) -> Vec<ParticipantId> {
    let updates = updates(here, events).into_iter();
    updates.filter(|(_, update)| update.is_some()).map(|(who, _)| who).collect()
}

type Told = Vec<Vec<(RecordKey, Sight)>>;

fn changes(here: &Given, events: &[Event]) -> (Vec<ParticipantId>, State, Told) {
    let viewers: Vec<ParticipantId> = here.state.everybody().map(|p| p.id).collect();
    let mut state = here.state.clone();
    let mut changes = Changes::watch(viewers.clone());
    for event in events {
        changes.apply(&mut state, event);
    }
    let told = changes.sights(&state);
    (viewers, state, told)
}
