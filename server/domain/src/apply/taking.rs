//! What is taken along from the last meeting of a group: brought, coming up with its step, and chosen for
//! the next one.

use kring_protocol::content::Content;
use kring_protocol::ids::{ContributionId, ParticipantId};
use kring_protocol::record::{Beforehand, TakesAlong, Taking};

use super::contributions::show_last;
use crate::state::{Contribution, Contributions, State, TakenFrom, TakenLine};

/// What was brought before the session itself came to be.
pub(super) fn before_creation(state: &mut State) -> (Contributions, Vec<ContributionId>) {
    (std::mem::take(&mut state.contributions), std::mem::take(&mut state.order))
}

pub(super) fn bring(
    state: &mut State,
    author: ParticipantId,
    from: TakenFrom,
    lines: &[TakenLine],
) {
    let replaced = |c: &&Contribution| {
        c.waits() && c.taken_from.is_some_and(|taken| taken.session == from.session)
    };
    let replaced = state.contributions.of(author).filter(replaced).map(|c| c.id);
    let replaced: Vec<_> = replaced.collect();
    replaced.into_iter().for_each(|id| state.contributions.remove(id));
    state.order.retain(|id| state.contributions.contains_key(id));
    for TakenLine { id, content } in lines {
        // What came up already stays as it is.
        if state.contributions.contains_key(id) {
            continue;
        }
        state.order.push(*id);
        // It was written in another meeting, so it is no outcome of a round of this one.
        let taken = Contribution {
            held: true,
            beforehand: Some(Beforehand::Waits),
            taken_from: Some(from),
            ..Contribution::new(*id, author, content.clone())
        };
        state.contributions.insert(taken);
    }
    come_up(state);
}

/// What belongs to the step at which the meeting stands is for everybody from now on. Whether anything is.
pub(super) fn come_up(state: &mut State) -> bool {
    let Some(at) = state.position.clone().filter(|_| state.is_running()) else { return false };
    let shown = state.taken_for(&at);
    for id in &shown {
        state.contributions.update(*id, |contribution| {
            contribution.at = Some(at.clone());
            contribution.held = false;
            contribution.beforehand = Some(Beforehand::Came);
        });
    }
    let shown = shown.into_iter().collect();
    show_last(state, &shown);
    !shown.is_empty()
}

pub(super) fn choose(state: &mut State, by: ParticipantId, contributions: &[ContributionId]) {
    let contributions = contributions.to_vec();
    state.taking.insert(by, TakesAlong { contributions, state: Taking::Waits });
}

/// Something was blotted out: whoever takes it along takes it so, also where it arrived before.
pub(super) fn changed(state: &mut State, id: ContributionId) {
    // With something goes the next step that was named for it.
    let of = state.contributions.get(&id).and_then(|c| match &c.content {
        Content::Lookback { of, .. } => *of,
        _ => None,
    });
    let goes = |takes: &TakesAlong| {
        takes.contributions.iter().any(|chosen| *chosen == id || Some(*chosen) == of)
    };
    for takes in state.taking.values_mut().filter(|takes| goes(takes)) {
        takes.state = Taking::Waits;
    }
}

pub(super) fn settle(state: &mut State, by: ParticipantId, arrived: bool) {
    if let Some(takes) = state.taking.get_mut(&by) {
        takes.state = if arrived { Taking::Arrived } else { Taking::TooLate };
    }
}
