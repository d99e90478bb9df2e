//! The privacy policy: what a viewer may see of each record, decided here and nowhere else.

use kring_protocol::RecordKey;
use kring_protocol::content::{Content, Kind};
use kring_protocol::ids::{ContributionId, ParticipantId};
use kring_protocol::script::Role;

use crate::state::{State, Status};

/// Whose view it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ViewerId {
    /// A person in the meeting.
    Participant(ParticipantId),
    /// Whoever holds the link for a display: it only looks, and is nobody in the meeting.
    Display,
}

impl From<ParticipantId> for ViewerId {
    fn from(id: ParticipantId) -> Self {
        Self::Participant(id)
    }
}

/// Who asks, with which roles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    /// The participant, or the display.
    pub id: ViewerId,
    /// Their roles at this moment.
    pub roles: Vec<Role>,
}

impl Viewer {
    /// The viewer that somebody is now; nobody, if they are not in the meeting.
    #[must_use]
    pub fn of(state: &State, id: impl Into<ViewerId>) -> Option<Self> {
        let id = id.into();
        let roles = match id {
            ViewerId::Participant(id) => state.present(id).map(|_| state.roles(id)),
            ViewerId::Display => state.display.map(|_| vec![]),
        };
        roles.map(|roles| Self { id, roles })
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
    /// What of the record a display shows.
    OnDisplay,
    /// The record as its author sees it.
    Own,
    /// The viewer's own `me`.
    Me(ParticipantId),
}

/// What this viewer may see of this record.
#[must_use]
pub fn visibility_of(state: &State, viewer: &Viewer, key: &RecordKey) -> Visibility {
    // Participants who left see nothing, and an erased meeting shows nothing.
    if !matches!(state.status, Status::Active(_)) {
        return Visibility::Hidden;
    }
    match viewer.id {
        ViewerId::Participant(id) if state.present(id).is_some() => seen_by(state, id, key),
        ViewerId::Display if state.display.is_some() => on_display(state, key),
        ViewerId::Participant(_) | ViewerId::Display => Visibility::Hidden,
    }
}

fn seen_by(state: &State, viewer: ParticipantId, key: &RecordKey) -> Visibility {
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
            shown_if((running || state.is_adjourned()) && viewer == state.gespreksleider)
        }
        RecordKey::Me => Visibility::Me(viewer),
        // Whoever is here does not wait outside, and a meeting has nothing of a group.
        RecordKey::Waiting
        | RecordKey::Group
        | RecordKey::GroupName
        | RecordKey::Member(_)
        | RecordKey::GroupMeeting(_)
        | RecordKey::DatePoll(_)
        | RecordKey::Rota
        | RecordKey::MemberClaims
        | RecordKey::GroupMe => Visibility::Hidden,
    }
}

/// Never more than each of those who are present sees.
fn on_display(state: &State, key: &RecordKey) -> Visibility {
    match key {
        RecordKey::Meeting | RecordKey::Stage => Visibility::OnDisplay,
        RecordKey::Phase(_) | RecordKey::Participant(_) => Visibility::Shown,
        RecordKey::Timer => shown_if(state.clock.is_some()),
        RecordKey::Turns => shown_if(state.turns.is_some()),
        RecordKey::Contribution(id) if is_on_display(state, *id) => Visibility::OnDisplay,
        RecordKey::Contribution(_)
        | RecordKey::Hands
        | RecordKey::Tally(_)
        | RecordKey::Overview
        | RecordKey::Me
        | RecordKey::Waiting
        | RecordKey::Group
        | RecordKey::GroupName
        | RecordKey::Member(_)
        | RecordKey::GroupMeeting(_)
        | RecordKey::DatePoll(_)
        | RecordKey::Rota
        | RecordKey::MemberClaims
        | RecordKey::GroupMe => Visibility::Hidden,
    }
}

/// Whether a display shows this contribution: one that the group works from in this round, as long as
/// nobody who is present is kept from it.
pub(crate) fn is_on_display(state: &State, id: ContributionId) -> bool {
    let Some(found) = state.contributions.get(&id) else { return false };
    let has_words = !matches!(found.content, Content::Case { leervraag: None, .. });
    let wanted = (has_words && state.is_worked_from(found)) || state.spotlight == Some(id);
    let sees = |viewer| contribution(state, viewer, id) != Visibility::Hidden;
    wanted && found.is_shared() && state.everybody().all(|p| sees(p.id))
}

fn shown_if(condition: bool) -> Visibility {
    if condition { Visibility::Shown } else { Visibility::Hidden }
}

/// Whoever may not see what is in front of everybody else is not told that something is.
fn stage(state: &State, viewer: ParticipantId) -> Visibility {
    let hidden = |id| contribution(state, viewer, id) == Visibility::Hidden;
    if state.spotlight.is_some_and(hidden) { Visibility::InPart } else { Visibility::Shown }
}

fn contribution(state: &State, viewer: ParticipantId, id: ContributionId) -> Visibility {
    let Some(contribution) = state.contributions.get(&id) else {
        return Visibility::Hidden;
    };
    let own = contribution.author == viewer;
    if !contribution.is_shared() {
        return if own { Visibility::Own } else { Visibility::Hidden };
    }
    if !own && !state.is_for_guest(viewer, contribution) {
        return Visibility::Hidden;
    }
    let turned_away = state.is_turned_away(viewer);
    if !own && turned_away && state.is_kept_from_inbrenger(contribution) {
        return Visibility::Hidden;
    }
    // A named text looks the same to everybody, its author included.
    if own && contribution.anonymous { Visibility::Own } else { Visibility::Shown }
}

fn tally(state: &State, viewer: ParticipantId, case: ContributionId) -> Visibility {
    let is_case = state.contributions.get(&case).is_some_and(|c| c.content.kind() == Kind::Case);
    let visible = contribution(state, viewer, case) != Visibility::Hidden;
    let shared = state.contributions.get(&case).is_some_and(|c| c.is_shared());
    shown_if(state.votes_revealed && is_case && visible && shared)
}
