//! What is counted as contributions change is what there is.

use std::collections::BTreeSet;

use kring_protocol::content::Kind;
use kring_protocol::script::Outcome;

use crate::rules::{inbrenger_of, used_by};
use crate::state::{Contribution, State};

/// Compares every count with the contributions themselves, as often as a random meeting changes.
pub(super) fn counts_are_what_there_is(state: &State) {
    let all = || state.contributions.values();
    assert!(state.contributions.are_counted(), "counted anew it is the same");
    for person in state.participants.iter().map(|p| p.id) {
        let own = || all().filter(|c| c.author == person);
        assert!(state.contributions.of(person).eq(own()), "in the order of the ids");
        let answered = all().filter(|c| inbrenger_of(state, c.round) == Some(person));
        let answered = answered.filter_map(|c| c.response.as_ref()).map(|r| r.bytes());
        let bytes = own().map(|c| c.content.bytes()).chain(answered).sum::<usize>();
        let used = used_by(state, person);
        assert_eq!((used.contributions, used.bytes), (own().count(), bytes));
        let shares = own().any(|c| c.is_prepared() && c.is_shared());
        assert_eq!(state.contributions.shares_preparation(person), shares);
        let heard = all().filter(|c| c.is_shared() && !c.anonymous && c.taken_from.is_none());
        let heard = || heard.clone().filter(|c| c.speaker() == person);
        let times = heard().filter(|c| !c.is_prepared()).count();
        assert_eq!(state.contributions.heard_times(person), times);
        for (phase, round) in state.plan.iter().map(|p| &p.phase.id).zip(1..) {
            let round = round % (state.round_number() + 1);
            let is_there = |c: &Contribution| {
                c.round == round && c.at.as_ref().is_some_and(|at| at.phase == *phase)
            };
            let counted = state.contributions.is_heard_in(phase, round, person);
            assert_eq!(counted, heard().any(is_there));
        }
    }
    counts_of_rounds(state);
    counts_of_held(state);
}

fn counts_of_rounds(state: &State) {
    let outcomes = state.plan.iter().flat_map(|planned| planned.phase.leaves.iter().copied());
    let outcomes: BTreeSet<Outcome> = outcomes.filter(|o| o.kind().is_some()).collect();
    for round in 0..=state.round_number() {
        let shared = || state.contributions.values().filter(|c| c.is_shared() && c.round == round);
        for outcome in &outcomes {
            let is_chosen = |c: &Contribution| c.chosen || !outcome.must_be_chosen();
            let made = shared().any(|c| outcome.is_made_of(&c.content) && is_chosen(c));
            assert_eq!(state.contributions.brings_about(round, *outcome), made, "{outcome:?}");
        }
        for kind in [Kind::Theme, Kind::Kernvraag, Kind::GroundRule, Kind::Idea] {
            let of_kind = || shared().filter(|c| c.content.kind() == kind);
            let counted = (of_kind().count(), of_kind().filter(|c| c.chosen).count());
            assert_eq!(state.contributions.shared(round, kind), counted);
        }
    }
}

fn counts_of_held(state: &State) {
    let held = || state.contributions.values().filter(|c| c.held && !c.waits());
    let steps: BTreeSet<_> = held().filter_map(|c| c.at.as_ref()).collect();
    assert!(state.contributions.held_steps().eq(steps.iter().copied()));
    for at in steps {
        let here = held().filter(|c| c.at.as_ref() == Some(at));
        let here: BTreeSet<_> = here.map(|c| (c.content.kind(), c.author)).collect();
        assert!(state.contributions.held_at(at).eq(here));
        assert!(!state.held_at(at).is_empty());
    }
}
