//! Contributions: written, changed, shown, supported, chosen.

use kring_protocol::content::Kind;
use kring_protocol::ids::{ContributionId, Position};

use crate::domain::event::Event;
use crate::domain::state::{Contribution, State};

pub(super) fn written(state: &mut State, event: &Event) {
    match event {
        Event::ContributionAdded { id, author, at, round, held, anonymous, content } => {
            let contribution = Contribution {
                id: *id,
                author: *author,
                at: at.clone(),
                round: *round,
                held: *held,
                anonymous: *anonymous,
                content: content.clone(),
                response: None,
                supporters: vec![],
                chosen: false,
                edited: false,
            };
            state.contributions.insert(*id, contribution);
            state.order.push(*id);
        }
        Event::ContributionEdited { id, content } => {
            if let Some(contribution) = state.contributions.get_mut(id) {
                contribution.content = content.clone();
                contribution.edited = true;
            }
        }
        Event::ContributionWithdrawn { id } => {
            state.contributions.remove(id);
            state.order.retain(|other| other != id);
            state.votes.retain(|(case, _), _| case != id);
        }
        Event::Revealed { at } => reveal(state, at),
        Event::Responded { to, response } => {
            if let Some(contribution) = state.contributions.get_mut(to) {
                contribution.response = Some(response.clone());
            }
        }
        Event::Supported { id, by, supports } => {
            if let Some(contribution) = state.contributions.get_mut(id) {
                contribution.supporters.retain(|supporter| supporter != by);
                if *supports {
                    contribution.supporters.push(*by);
                }
            }
        }
        Event::Chosen { id, chosen } => choose(state, *id, *chosen),
        _ => {}
    }
}

/// Shows what was held back, in the order of the random ids: the order of writing stays unknown.
fn reveal(state: &mut State, at: &Position) {
    let shown = held_at(state, at);
    for id in &shown {
        if let Some(contribution) = state.contributions.get_mut(id) {
            contribution.held = false;
        }
    }
    state.order.retain(|id| !shown.contains(id));
    state.order.extend(shown);
}

/// What is held back in a step, in the order in which it will be shown.
pub(in crate::domain) fn held_at(state: &State, at: &Position) -> Vec<ContributionId> {
    let held = state.contributions.values().filter(|c| c.held && c.at.as_ref() == Some(at));
    held.map(|c| c.id).collect()
}

/// A case has one kernvraag at a time, and as many themes and shared insights as the group likes.
fn choose(state: &mut State, id: ContributionId, chosen: bool) {
    let Some((kind, round)) = state.contributions.get(&id).map(|c| (c.content.kind(), c.round))
    else {
        return;
    };
    for contribution in state.contributions.values_mut() {
        let rival = kind == Kind::Kernvraag
            && contribution.content.kind() == kind
            && contribution.round == round;
        if contribution.id == id {
            contribution.chosen = chosen;
        } else if rival && chosen {
            contribution.chosen = false;
        }
    }
}
