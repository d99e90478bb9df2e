//! The privacy policy: what a viewer may see of each record, decided here and nowhere else.

use kring_protocol::RecordKey;
use kring_protocol::content::Kind;
use kring_protocol::ids::{ContributionId, ParticipantId};
use kring_protocol::script::Role;

use crate::state::{State, Status};

/// Who asks, with which roles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    /// The participant.
    pub id: ParticipantId,
    /// Their roles at this moment.
    pub roles: Vec<Role>,
}

impl Viewer {
    /// The viewer a participant is now; nobody, if they are not in the meeting.
    #[must_use]
    pub fn of(state: &State, id: ParticipantId) -> Option<Self> {
        state.present(id).map(|_| Self { id, roles: state.roles(id) })
    }
}

/// What a viewer may see of one record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Visibility {
    /// Nothing, not even that it exists.
    Hidden,
    /// The record as everybody sees it.
    Shown,
    /// The record as everybody sees it, less what of it this viewer may not see.
    InPart,
    /// The record as its author sees it.
    Own,
    /// The viewer's own `me`.
    Me(ParticipantId),
}

/// What this viewer may see of this record.
#[must_use]
pub fn visibility_of(state: &State, viewer: &Viewer, key: &RecordKey) -> Visibility {
    // Participants who left see nothing, and an erased meeting shows nothing.
    if !matches!(state.status, Status::Active(_)) || state.present(viewer.id).is_none() {
        return Visibility::Hidden;
    }
    let running = state.is_running();
    match key {
        RecordKey::Meeting | RecordKey::Phase(_) | RecordKey::Participant(_) => Visibility::Shown,
        RecordKey::Stage => stage(state, viewer),
        RecordKey::Timer => shown_if(state.clock.is_some()),
        RecordKey::Turns => shown_if(state.turns.is_some()),
        RecordKey::Hands => shown_if(running),
        RecordKey::Contribution(id) => contribution(state, viewer, *id),
        RecordKey::Tally(case) => tally(state, viewer, *case),
        RecordKey::Overview => {
            shown_if((running || state.is_adjourned()) && viewer.id == state.gespreksleider)
        }
        RecordKey::Me => Visibility::Me(viewer.id),
    }
}

fn shown_if(condition: bool) -> Visibility {
    if condition { Visibility::Shown } else { Visibility::Hidden }
}

/// Whoever may not see what is in front of everybody else is not told that something is.
fn stage(state: &State, viewer: &Viewer) -> Visibility {
    let hidden = |id| contribution(state, viewer, id) == Visibility::Hidden;
    if state.spotlight.is_some_and(hidden) { Visibility::InPart } else { Visibility::Shown }
}

fn contribution(state: &State, viewer: &Viewer, id: ContributionId) -> Visibility {
    let Some(contribution) = state.contributions.get(&id) else {
        return Visibility::Hidden;
    };
    let own = contribution.author == viewer.id;
    if !contribution.is_shared() {
        return if own { Visibility::Own } else { Visibility::Hidden };
    }
    let turned_away = state.is_turned_away(viewer.id);
    if !own && turned_away && state.is_kept_from_inbrenger(contribution) {
        return Visibility::Hidden;
    }
    // A named text looks the same to everybody, its author included.
    if own && contribution.anonymous { Visibility::Own } else { Visibility::Shown }
}

fn tally(state: &State, viewer: &Viewer, case: ContributionId) -> Visibility {
    let is_case = state.contributions.get(&case).is_some_and(|c| c.content.kind() == Kind::Case);
    let visible = contribution(state, viewer, case) != Visibility::Hidden;
    let shared = state.contributions.get(&case).is_some_and(|c| c.is_shared());
    shown_if(state.votes_revealed && is_case && visible && shared)
}
