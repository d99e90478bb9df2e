//! The only road from the state to a client: snapshots, updates, reports and exports alike.
//!
//! It goes in two steps. [`see`] decides *what a viewer may see of a record*; it is the whole privacy
//! policy, and answers [`Sight::Nothing`] to whatever it does not know. [`render`] then makes the
//! record, and depends on nothing but the record's key and that answer. So viewers with the same
//! sights get the same bytes, and an update is serialised once for all of them.

mod change;
mod render;
mod see;

pub use change::{Changes, Told};
pub use render::render;
pub use see::{Sight, Viewer, see};

use kring_protocol::{Record, RecordKey};

use super::state::State;

/// Everything this viewer may see, in the order in which it became visible.
///
/// Nothing at all if a record that they may see cannot be made: a view with a hole in it would pass
/// for a whole one. Whoever is in the meeting always sees at least the meeting.
#[must_use]
pub fn project(state: &State, viewer: &Viewer) -> Vec<Record> {
    let sights = keys(state).into_iter().map(|key| (see(state, viewer, &key), key));
    let seen = sights.filter(|(sight, _)| *sight != Sight::Nothing);
    let records: Option<Vec<Record>> =
        seen.map(|(sight, key)| render(state, &key, sight)).collect();
    records.unwrap_or_default()
}

/// The key of every record there could be.
fn keys(state: &State) -> Vec<RecordKey> {
    let mut keys = vec![RecordKey::Meeting, RecordKey::Stage, RecordKey::Me];
    keys.extend([RecordKey::Timer, RecordKey::Turns, RecordKey::Hands, RecordKey::Overview]);
    keys.extend(state.plan.iter().map(|planned| RecordKey::Phase(planned.phase.id.clone())));
    keys.extend(state.participants.iter().map(|p| RecordKey::Participant(p.id)));
    keys.extend(state.order.iter().map(|id| RecordKey::Contribution(*id)));
    keys.extend(state.order.iter().map(|id| RecordKey::Tally(*id)));
    keys
}
