//! Contributions: added, changed, revealed, supported, chosen.

use std::collections::BTreeSet;

use kring_protocol::content::{Content, Kind};
use kring_protocol::ids::{ContributionId, ParticipantId, Position};

use super::preparation;
use crate::state::{Contribution, State};

pub(super) fn add(state: &mut State, contribution: Contribution) {
    let id = contribution.id;
    state.order.push(id);
    state.contributions.insert(contribution);
    preparation::changed(state, id);
}

/// Other words.
pub(super) fn edit(state: &mut State, id: ContributionId, content: &Content) {
    update(state, id, |c| {
        c.content = content.clone();
        c.edited = true;
        // They are confirmed anew.
        c.confirmed_by = None;
    });
    preparation::changed(state, id);
}

/// Changes a contribution, if it is still there.
pub(super) fn update(
    state: &mut State,
    id: ContributionId,
    change: impl FnOnce(&mut Contribution),
) {
    state.contributions.update(id, change);
}

/// Its texts, one under the other, as a note of its author.
pub(super) fn become_note(state: &mut State, id: ContributionId) {
    leave_spotlight(state, id);
    update(state, id, |contribution| {
        let content = contribution.content.without_link();
        let texts = content.texts();
        let filled = texts.iter().copied().filter(|text| !text.is_empty());
        let text = filled.collect::<Vec<_>>().join("\n");
        contribution.content = Content::Note { text };
        (contribution.held, contribution.anonymous) = (false, false);
        (contribution.beforehand, contribution.taken_from) = (None, None);
        (contribution.written_for, contribution.confirmed_by) = (None, None);
    });
}

pub(super) fn withdraw(state: &mut State, id: ContributionId) {
    leave_spotlight(state, id);
    preparation::changed(state, id);
    state.contributions.remove(id);
    state.order.retain(|other| *other != id);
    state.votes.retain(|(case, _), _| *case != id);
}

fn leave_spotlight(state: &mut State, id: ContributionId) {
    state.spotlight = state.spotlight.filter(|spotlight| *spotlight != id);
}

pub(super) fn support(state: &mut State, id: ContributionId, by: ParticipantId, supports: bool) {
    update(state, id, |contribution| {
        contribution.supporters.retain(|supporter| *supporter != by);
        if supports {
            contribution.supporters.push(by);
        }
    });
}

/// Shows what was held back, in the order of the random ids: the order of writing stays unknown.
pub(super) fn reveal(state: &mut State, at: &Position) {
    let shown: BTreeSet<ContributionId> = state.held_at(at).into_iter().collect();
    for id in &shown {
        update(state, *id, |contribution| contribution.held = false);
    }
    show_last(state, &shown);
}

/// They became visible now.
pub(super) fn show_last(state: &mut State, shown: &BTreeSet<ContributionId>) {
    state.order.retain(|id| !shown.contains(id));
    state.order.extend(shown);
}

/// A case has one kernvraag at a time, and as many themes and shared insights as the group likes.
pub(super) fn choose(state: &mut State, id: ContributionId, chosen: bool) {
    let Some((kind, round)) = state.contributions.get(&id).map(|c| (c.content.kind(), c.round))
    else {
        return;
    };
    if chosen && kind == Kind::Kernvraag {
        let rival = |c: &&Contribution| c.chosen && c.content.kind() == kind && c.round == round;
        let rivals: Vec<_> = state.contributions.values().filter(rival).map(|c| c.id).collect();
        rivals.into_iter().for_each(|rival| update(state, rival, |c| c.chosen = false));
    }
    update(state, id, |contribution| contribution.chosen = chosen);
}
