//! What is written before the meeting: shared, read, and coming up with the step it was brought for.

use std::collections::BTreeSet;

use kring_protocol::ids::{ContributionId, ParticipantId, Position};
use kring_protocol::record::Beforehand;

use super::contributions::show_last;
use crate::rules::opening;
use crate::state::State;

pub(super) fn share(state: &mut State, author: ParticipantId, shared: bool) {
    let all: BTreeSet<ContributionId> = state.prepared_by(author).map(|c| c.id).collect();
    all.iter().for_each(|id| state.contributions.update(*id, |c| c.held = !shared));
    if shared {
        show_last(state, &all);
    }
    state.preparation_read.remove(&author);
    let spotlight = state.spotlight.filter(|id| shared || !all.contains(id));
    state.spotlight = spotlight;
}

pub(super) fn read(state: &mut State, author: ParticipantId, by: ParticipantId) {
    state.preparation_read.entry(author).or_default().insert(by);
}

/// Nobody read what it says from now on.
pub(super) fn changed(state: &mut State, id: ContributionId) {
    if let Some(contribution) = state.contributions.get(&id).filter(|c| c.is_prepared()) {
        state.preparation_read.remove(&contribution.author);
    }
}

/// The meeting came to a step: what waited for it comes up, or is held back with the rest where the step
/// holds it back. What the step does not open to its author now goes on waiting: a muted inbrenger says
/// nothing by what they wrote before. Whether somebody else saw something come up.
pub(super) fn come_up(state: &mut State, to: &Position, round: u32) -> bool {
    let Some(step) = state.step_at(to) else { return false };
    let waiting = state.contributions.values().filter(|c| c.waits() && c.at.as_ref() == Some(to));
    let opened = waiting.filter_map(|c| {
        let opening = opening(state, step, c.author, c.content.kind())?;
        Some((c.id, opening.held))
    });
    let (held, shown): (Vec<_>, Vec<_>) = opened.partition(|(_, held)| *held);
    for (id, held) in held.iter().chain(&shown) {
        state.contributions.update(*id, |contribution| {
            contribution.beforehand = Some(Beforehand::Came);
            contribution.held = *held;
            contribution.round = round;
        });
    }
    let shown: BTreeSet<ContributionId> = shown.into_iter().map(|(id, _)| id).collect();
    show_last(state, &shown);
    !shown.is_empty()
}
