//! The only road from the state to a client: snapshots, updates, reports and exports alike.
//!
//! It goes in two steps. [`crate::visibility_of`] decides what a viewer may see of a record; it is the whole
//! privacy policy. [`render`] then makes the record from its key and that answer alone. So viewers
//! with the same visibility get the same bytes, and an update is serialised once for all of them.

mod affected;
mod beside;
mod changes;
mod display;
mod outside;
mod overview;
mod preview;
mod render;

pub use beside::{Standing, beside};
pub use changes::{Change, Changes};
pub use outside::outside;
pub use preview::preview;
pub use render::render;

use kring_protocol::{Record, RecordKey};

use crate::rules::{Eyes, Viewer, Visibility, sight};
use crate::state::State;

/// The key of every record that this viewer may see, in the order in which it became visible, and how they
/// see it.
#[must_use]
pub fn seen(state: &State, viewer: &Viewer) -> Vec<(RecordKey, Visibility)> {
    let Some(eyes) = Eyes::of(state, viewer.id) else { return vec![] };
    let seen = keys(state).into_iter().filter_map(|key| {
        let visibility = sight(state, &key)(&eyes);
        (visibility != Visibility::Hidden).then_some((key, visibility))
    });
    seen.collect()
}

/// Everything this viewer may see, in the order of [`seen`].
///
/// Nothing at all if a record that they may see cannot be made: a view with a hole in it would pass
/// for a whole one. Everybody in the meeting sees at least the meeting.
#[must_use]
pub fn project(state: &State, viewer: &Viewer) -> Vec<Record> {
    let seen = seen(state, viewer);
    let records = seen.iter().map(|(key, visibility)| render(state, key, *visibility));
    let records: Option<Vec<Record>> = records.collect();
    records.unwrap_or_default()
}

/// Everything this viewer may take home, in a report or a file: their view, without the links to fragments.
#[must_use]
pub fn export(state: &State, viewer: &Viewer) -> Vec<Record> {
    let mut records = project(state, viewer);
    for record in &mut records {
        if let Record::Contribution(contribution) = record {
            contribution.content = contribution.content.without_link();
        }
    }
    records
}

/// The key of every record there could be.
fn keys(state: &State) -> Vec<RecordKey> {
    let mut keys = vec![RecordKey::Meeting, RecordKey::Stage, RecordKey::Me];
    keys.extend([RecordKey::Timer, RecordKey::Turns, RecordKey::Hands, RecordKey::Overview]);
    keys.extend(state.plan.iter().map(|planned| RecordKey::Phase(planned.phase.id.clone())));
    keys.extend(state.participants.iter().map(|p| RecordKey::Participant(p.id)));
    keys.extend(state.order.iter().map(|id| RecordKey::Contribution(*id)));
    let counted = state.order.iter().filter(|_| state.votes_revealed);
    keys.extend(counted.map(|id| RecordKey::Tally(*id)));
    keys
}
