//! What somebody who leaves takes along, and what becomes of held text when a meeting is closed.

use kring_protocol::ids::ParticipantId;

use crate::event::Event;
use crate::state::{Contribution, State};

/// Somebody leaves or is removed. With them go what they had not shared, held text and notes alike, the
/// votes that are not counted yet, and their support in the phase that is going on. What they shared
/// stays under their name, unless `texts` says that it goes as well; a case that a round took stays.
pub(super) fn leave(
    state: &State,
    participant: ParticipantId,
    removed: bool,
    texts: bool,
) -> Vec<Event> {
    let is_brought = |c: &Contribution| state.rounds.iter().any(|round| round.case == Some(c.id));
    let goes = |c: &&Contribution| {
        let unshared = c.author == participant && !c.is_shared();
        unshared || (texts && c.speaker() == participant && !is_brought(c))
    };
    let withdrawn: Vec<_> = state.contributions.values().filter(goes).map(|c| c.id).collect();
    let mut events = votes_and_support(state, participant);
    events.retain(|event| match event {
        Event::VoteCast { case: id, .. } | Event::Supported { id, .. } => !withdrawn.contains(id),
        _ => true,
    });
    events.extend(withdrawn.into_iter().map(|id| Event::ContributionWithdrawn { id }));
    events.push(Event::ParticipantLeft { participant, removed });
    events
}

fn votes_and_support(state: &State, by: ParticipantId) -> Vec<Event> {
    let votes =
        state.votes.iter().filter(|(_, voters)| !state.votes_revealed && voters.contains(&by));
    let votes = votes.map(|((case, mark), _)| Event::VoteCast {
        case: *case,
        mark: *mark,
        by,
        cast: false,
    });
    let phase = state.position.as_ref().map(|at| &at.phase);
    let is_open = |c: &&Contribution| {
        c.round == state.round_number() && c.at.as_ref().map(|at| &at.phase) == phase
    };
    let supported =
        state.contributions.values().filter(is_open).filter(|c| c.supporters.contains(&by));
    let support = supported.map(|c| Event::Supported { id: c.id, by, supports: false });
    votes.chain(support).collect()
}

/// Held text when the meeting is closed: it was never shared, so it becomes its author's own note.
pub(super) fn keep_held(state: &State) -> impl Iterator<Item = Event> {
    // What was taken along and never came up can go on to the meeting after this one.
    let held = state.contributions.values().filter(|c| c.held && c.taken_from.is_none());
    held.map(|c| Event::ContributionBecameNote { id: c.id })
}
