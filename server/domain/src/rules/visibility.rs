//! The privacy policy: what a viewer may see of each record, decided here and nowhere else.

use std::collections::BTreeSet;

use kring_protocol::RecordKey;
use kring_protocol::content::{Content, Kind};
use kring_protocol::ids::{ContributionId, ParticipantId, PhaseId};

use crate::state::{Contribution, Participant, State, Status};

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

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Viewer {
    /// The participant, or the display.
    pub id: ViewerId,
}

impl Viewer {
    /// The viewer that somebody is now; nobody, if they are not in the meeting.
    #[must_use]
    pub fn of(state: &State, id: impl Into<ViewerId>) -> Option<Self> {
        let id = id.into();
        let is_here = match id {
            ViewerId::Participant(id) => state.present(id).is_some(),
            ViewerId::Display => state.display.is_some(),
        };
        is_here.then_some(Self { id })
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
    let eyes = Eyes::of(state, viewer.id);
    eyes.map_or(Visibility::Hidden, |eyes| sight(state, key)(&eyes))
}

/// A viewer who may see something, with what of them decides what: found once for many records.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Eyes<'a> {
    Person {
        id: ParticipantId,
        /// The phases for which they are a guest; none of whoever is in the whole meeting.
        guest_for: Option<&'a BTreeSet<PhaseId>>,
        /// Whether the step turns them away from what is written in it.
        turned_away: bool,
    },
    Display,
}

impl<'a> Eyes<'a> {
    pub(crate) fn of(state: &'a State, viewer: ViewerId) -> Option<Self> {
        Self::of_all(state, &[viewer]).pop().flatten()
    }

    /// The eyes of each of these; none of whoever left, and of nobody in a meeting that was erased.
    pub(crate) fn of_all(state: &'a State, viewers: &[ViewerId]) -> Vec<Option<Self>> {
        if !matches!(state.status, Status::Active(_)) {
            return vec![None; viewers.len()];
        }
        let turned_away = state.turned_away();
        // Viewers are asked for in the order of joining, so that each is found at the first look.
        let mut next = 0;
        let mut person = |id: ParticipantId| {
            let (before, after) = state.participants.split_at_checked(next)?;
            let found = after.iter().chain(before).position(|p| p.id == id)?;
            next = (next + found) % state.participants.len().max(1);
            let person = state.participants.get(next).filter(|p| !p.left)?;
            Some(Self::of_person(person, turned_away))
        };
        let eyes = viewers.iter().map(|viewer| match viewer {
            ViewerId::Participant(id) => person(*id),
            ViewerId::Display => state.display.map(|_| Self::Display),
        });
        eyes.collect()
    }

    fn of_person(person: &'a Participant, turned_away: Option<ParticipantId>) -> Self {
        let turned_away = turned_away == Some(person.id);
        Self::Person { id: person.id, guest_for: person.guest_for.as_ref(), turned_away }
    }
}

/// What anybody may see of this record.
pub(crate) fn sight<'a>(
    state: &'a State,
    key: &'a RecordKey,
) -> impl Fn(&Eyes<'_>) -> Visibility + 'a {
    let written = match key {
        RecordKey::Contribution(id) | RecordKey::Tally(id) => state.contributions.get(id),
        _ => None,
    };
    move |eyes| match eyes {
        Eyes::Person { id, .. } => seen_by(state, *id, eyes, key, written),
        Eyes::Display => on_display(state, key),
    }
}

fn seen_by(
    state: &State,
    viewer: ParticipantId,
    eyes: &Eyes<'_>,
    key: &RecordKey,
    written: Option<&Contribution>,
) -> Visibility {
    let running = state.is_running();
    match key {
        RecordKey::Meeting | RecordKey::Phase(_) | RecordKey::Participant(_) => Visibility::Shown,
        RecordKey::Stage => stage(state, eyes),
        RecordKey::Timer => shown_if(state.clock.is_some()),
        RecordKey::Turns => shown_if(state.turns.is_some()),
        RecordKey::Hands => shown_if(running),
        RecordKey::Contribution(_) => contribution(state, eyes, written),
        RecordKey::Tally(_) => tally(state, eyes, written),
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
    let turned_away = state.turned_away();
    let sees = |eyes| contribution(state, &eyes, Some(found)) != Visibility::Hidden;
    let mut everybody = state.everybody().map(|person| Eyes::of_person(person, turned_away));
    wanted && found.is_shared() && everybody.all(sees)
}

fn shown_if(condition: bool) -> Visibility {
    if condition { Visibility::Shown } else { Visibility::Hidden }
}

/// Whoever may not see what is in front of everybody else is not told that something is.
fn stage(state: &State, eyes: &Eyes<'_>) -> Visibility {
    let found = |id| state.contributions.get(&id);
    let hidden = |id| contribution(state, eyes, found(id)) == Visibility::Hidden;
    if state.spotlight.is_some_and(hidden) { Visibility::InPart } else { Visibility::Shown }
}

/// What a person sees of something that was written.
fn contribution(state: &State, eyes: &Eyes<'_>, written: Option<&Contribution>) -> Visibility {
    let (Some(written), Eyes::Person { id, guest_for, turned_away }) = (written, eyes) else {
        return Visibility::Hidden;
    };
    let own = written.author == *id;
    if !written.is_shared() {
        return if own { Visibility::Own } else { Visibility::Hidden };
    }
    if !own && guest_for.is_some_and(|phases| !state.is_for_guest(phases, written)) {
        return Visibility::Hidden;
    }
    if !own && *turned_away && state.is_kept_from_inbrenger(written) {
        return Visibility::Hidden;
    }
    // A named text looks the same to everybody, its author included.
    if own && written.anonymous { Visibility::Own } else { Visibility::Shown }
}

fn tally(state: &State, eyes: &Eyes<'_>, written: Option<&Contribution>) -> Visibility {
    let is_shared_case = written.is_some_and(|c| c.content.kind() == Kind::Case && c.is_shared());
    let visible = || contribution(state, eyes, written) != Visibility::Hidden;
    shown_if(state.votes_revealed && is_shared_case && visible())
}
