//! What reaches somebody, as bytes: the page they load, and the updates to it.

use kring_protocol::ids::ParticipantId;
use kring_protocol::{Record, RecordKey};

use super::given::Given;
use crate::event::Event;
use crate::{Change, Changes, Viewer, ViewerId, project};

/// The page that somebody loads.
pub(super) fn snapshot(here: &Given, who: impl Into<ViewerId>) -> String {
    let viewer = Viewer::of(&here.state, who);
    let records = viewer.map_or(vec![], |viewer| project(&here.state, &viewer));
    serde_json::to_string(&records).unwrap()
}

/// The keys of the records that events change for everybody who was here before.
pub(super) fn told_keys(here: &Given, events: &[Event]) -> Vec<(ParticipantId, Vec<RecordKey>)> {
    let all = changes(here, events, |change| match change {
        Change::Upsert(record) => record.key(),
        Change::Remove(key) => (*key).clone(),
        Change::Unrenderable => panic!("a record cannot be made"),
    });
    all.into_iter().filter_map(|(who, keys)| Some((person(who)?, keys))).collect()
}

fn person(who: ViewerId) -> Option<ParticipantId> {
    match who {
        ViewerId::Participant(id) => Some(id),
        ViewerId::Display => None,
    }
}

/// The updates that events bring to everybody who was here before, in JSON; none where nothing is sent.
pub(super) fn updates(here: &Given, events: &[Event]) -> Vec<(ParticipantId, Option<String>)> {
    let all = all_updates(here, events).into_iter();
    all.filter_map(|(who, update)| Some((person(who)?, update))).collect()
}

/// Those of a display among them.
pub(super) fn all_updates(here: &Given, events: &[Event]) -> Vec<(ViewerId, Option<String>)> {
    let parts = changes(here, events, |change| match change {
        Change::Upsert(record) => (None, Some((*record).clone())),
        Change::Remove(key) => (Some((*key).clone()), None),
        Change::Unrenderable => panic!("a record cannot be made"),
    });
    let written = |parts: Vec<(Option<RecordKey>, Option<Record>)>| {
        (!parts.is_empty()).then(|| serde_json::to_string(&parts).unwrap())
    };
    parts.into_iter().map(|(who, parts)| (who, written(parts))).collect()
}

/// Who is told anything of these events.
pub(super) fn told(here: &Given, events: &[Event]) -> Vec<ParticipantId> {
    let updates = updates(here, events).into_iter();
    updates.filter(|(_, update)| update.is_some()).map(|(who, _)| who).collect()
}

/// What of each change is asked for, for everybody who was here before and for a display, changed or not.
fn changes<T>(
    here: &Given,
    events: &[Event],
    of: impl Fn(&Change<'_>) -> T,
) -> Vec<(ViewerId, Vec<T>)> {
    let mut state = here.state.clone();
    let mut changes = Changes::new(&state);
    for event in events {
        changes.apply(&mut state, event);
    }
    let mut changed = changes.finish(&state);
    let people = here.state.everybody().map(|p| ViewerId::Participant(p.id));
    people
        .chain(here.state.display.map(|_| ViewerId::Display))
        .map(|id| {
            let theirs = changed.iter().position(|(who, _)| *who == id);
            let theirs = theirs.map(|index| changed.swap_remove(index).1).unwrap_or_default();
            (id, theirs.iter().map(&of).collect())
        })
        .collect()
}
