//! What is true of every state that a log can lead to.

use std::collections::BTreeSet;

use kring_protocol::content::Kind;
use kring_protocol::limits;
use kring_protocol::record::{Clock, Lifecycle, Record};

use crate::outside;
use crate::state::{Participant, State, Status};

/// Panics with the invariant that does not hold.
pub(super) fn check_invariants(state: &State) {
    assert!(!state.rounds.is_empty(), "there is always a current round");
    match state.status {
        Status::NotCreated => return,
        Status::Erased => {
            let nothing =
                State { status: Status::Erased, session: state.session, ..State::default() };
            assert_eq!(*state, nothing, "nothing is left of an erased meeting");
            return;
        }
        Status::Active(_) => {}
    }
    people(state);
    secrets(state);
    place(state);
    turns(state);
    signals(state);
    contributions(state);
    ballot(state);
}

fn is_unique<T: Ord>(items: impl IntoIterator<Item = T>) -> bool {
    let mut seen = BTreeSet::new();
    items.into_iter().all(|item| seen.insert(item))
}

fn people(state: &State) {
    let leads = state.gespreksleider;
    assert!(state.present(leads).is_some(), "the gespreksleider is here");
    assert_ne!(state.inbrenger(), Some(leads), "the gespreksleider is never the inbrenger");
    for special in [state.deputy, state.displaced].into_iter().flatten() {
        assert!(state.present(special).is_some(), "deputy and displaced are here");
        assert_ne!(special, leads, "deputy and displaced are somebody else");
    }
    assert!(is_unique(state.participants.iter().map(|p| p.id)), "one person has one id");
    let names = state.participants.iter().map(|p| p.name.to_lowercase());
    assert!(is_unique(names), "no two people share a name");
    assert!(state.everybody().count() <= limits::PARTICIPANTS);
    for participant in &state.participants {
        let opens = !participant.devices.is_empty() || participant.code.is_some();
        let opens = opens || participant.is_without_device();
        let gone = participant.left && !participant.waits_outside();
        assert_ne!(opens, gone, "everybody can come back, and nobody who left");
        let is_guest = participant.guest_for.is_some();
        let stands_out = participant.id == leads || state.inbrenger() == Some(participant.id);
        assert!(!(is_guest && stands_out), "a guest leads nothing and brings no case");
        check_guest(state, participant);
        assert!(is_unique(participant.devices.iter().map(|device| device.id)));
        assert!(participant.devices.len() <= limits::DEVICES);
        assert!(!participant.left || participant.offices.is_empty(), "nor an office");
    }
}

/// In with their phase, and out with it.
fn check_guest(state: &State, guest: &Participant) {
    let Some(phases) = &guest.guest_for else { return };
    let here = state.position.as_ref().filter(|_| state.is_running());
    assert_eq!(here.is_some_and(|at| phases.contains(&at.phase)), !guest.left);
    let seen = outside(state, guest.id);
    assert_eq!(seen.is_some(), guest.left);
    for record in seen.into_iter().flatten() {
        if let Record::Contribution(seen) = record {
            assert_eq!(state.contributions[&seen.id].author, guest.id, "their own words alone");
        }
    }
}

fn secrets(state: &State) {
    assert!(is_unique(state.secrets()), "a secret opens one thing");
    assert!(state.claims.len() <= limits::CLAIMS);
    assert!(is_unique(state.claims.iter().map(|claim| claim.participant)));
    for claim in &state.claims {
        assert!(state.present(claim.participant).is_some(), "nobody is somebody who left");
        assert!(!claim.confirmed_by.contains(&claim.participant));
    }
}

fn place(state: &State) {
    assert!(state.plan.iter().any(|planned| !planned.dropped), "a plan has a phase");
    assert!(state.plan.iter().all(|planned| planned.steps().count() > 0), "a phase has a step");
    assert!(is_unique(state.plan.iter().map(|planned| &planned.phase.id)));
    let open = |planned: &&_| -> bool {
        let planned: &crate::state::Planned = planned;
        planned.visits.iter().any(|visit| visit.left_at_ms.is_none())
    };
    let open: Vec<_> = state.plan.iter().filter(open).map(|planned| &planned.phase.id).collect();
    if state.status == Status::Active(Lifecycle::Running) {
        let at = state.position.as_ref().expect("a running meeting stands somewhere");
        assert!(state.step().is_some(), "its place is in the plan");
        assert!(!state.planned(&at.phase).unwrap().dropped, "its phase was not dropped");
        let planned = state.planned(&at.phase).unwrap();
        assert!(!planned.dropped_steps.contains(&at.step), "nor its step");
        assert!(state.clock.is_some(), "it has a timer");
        assert_eq!(open, [&at.phase], "one visit is going on: this one");
        assert_eq!(state.adjourned, None);
    } else if state.is_adjourned() {
        assert!(state.step().is_some() && state.adjourned.is_some(), "it stands somewhere, still");
        assert!(
            !matches!(state.clock, None | Some(Clock::Running { .. })),
            "with a clock that waits"
        );
        assert_eq!(
            (state.silence_until_ms, &state.before_move, &state.replan),
            (None, &None, &None)
        );
        assert!(state.hands.is_empty() && state.ready.is_empty());
        assert!(open.is_empty(), "no visit is going on");
    } else {
        assert_eq!(state.adjourned, None);
        assert_eq!((&state.position, state.clock, &state.turns), (&None, None, &None));
        assert_eq!(state.silence_until_ms, None);
        assert!(state.hands.is_empty() && state.ready.is_empty());
        assert!(open.is_empty(), "no visit is going on");
    }
}

fn turns(state: &State) {
    let Some(turns) = &state.turns else { return };
    let all = turns.waiting.iter().chain(&turns.speaking).chain(&turns.spoken);
    assert!(is_unique(all.chain(&turns.passed)), "everybody has one turn");
    for id in turns.waiting.iter().chain(&turns.speaking) {
        assert!(state.present(*id).is_some(), "whoever has a turn is here");
        assert!(!state.is_muted(*id), "and may speak");
    }
    assert_eq!(turns.speaking.is_some(), turns.clock.is_some(), "a speaker has a clock");
    if let Some(clock) = turns.clock {
        let runs = |clock| matches!(clock, Clock::Running { .. });
        assert_eq!(Some(runs(clock)), state.clock.map(runs), "it stands still with the timer");
    }
}

fn signals(state: &State) {
    assert!(is_unique(&state.hands), "one hand each");
    for id in state.hands.iter().chain(&state.ready) {
        assert!(state.present(*id).is_some(), "whoever signals is here");
        assert!(!state.is_muted(*id), "a muted inbrenger signals nothing");
    }
}

fn contributions(state: &State) {
    if let Some(id) = state.spotlight {
        assert!(state.is_running(), "nothing is in front of everybody while it is not on");
        assert!(state.contributions[&id].is_shared(), "and it is nothing private");
    }
    assert!(state.contributions.len() <= limits::CONTRIBUTIONS);
    assert!(is_unique(&state.order), "the order names nothing twice");
    let ordered: BTreeSet<_> = state.order.iter().collect();
    assert_eq!(ordered, state.contributions.keys().collect(), "and everything once");
    for (author, readers) in &state.preparation_read {
        assert!(state.shares_preparation(*author), "nobody read what is not shared");
        assert!(!readers.contains(author), "nor what is their own");
        assert!(readers.iter().all(|by| state.present(*by).is_some()), "and they are here");
    }
    let mut kernvragen = BTreeSet::new();
    for (id, contribution) in state.contributions.iter() {
        assert_eq!(*id, contribution.id);
        let first = u32::from(contribution.taken_from.is_none());
        assert!((first..=state.round_number()).contains(&contribution.round));
        let kind = contribution.content.kind();
        if contribution.is_prepared() {
            let shared = state.shares_preparation(contribution.author);
            assert_eq!(contribution.held, !shared, "what is prepared is shared as a whole");
        }
        if contribution.waits() {
            let has_place = contribution.at.is_some() || contribution.taken_from.is_some();
            assert!(has_place, "it waits for a step");
            assert!(contribution.held, "what waits is its author's");
        } else if contribution.held && !contribution.is_prepared() {
            // In a step that the meeting stepped back from, until it moves on elsewhere.
            assert_eq!(
                contribution.round,
                state.round_number(),
                "nothing stays held after its round"
            );
        }
        if !contribution.is_shared() {
            let touched = contribution.response.is_some()
                || contribution.chosen
                || !contribution.supporters.is_empty();
            assert!(!touched, "nobody reaches what only its author sees");
        }
        if kind.is_private() {
            assert!(!contribution.held && !contribution.anonymous);
        }
        assert!(is_unique(&contribution.supporters));
        let second = contribution.chosen
            && kind == Kind::Kernvraag
            && !kernvragen.insert(contribution.round);
        assert!(!second, "one chosen kernvraag in a round");
    }
}

fn ballot(state: &State) {
    for ((case, _), voters) in &state.votes {
        let contribution = state.contributions.get(case).expect("votes are for a case");
        assert_eq!(contribution.content.kind(), Kind::Case);
        assert!(!contribution.held, "nobody votes on what is held back");
        assert!(!voters.contains(&contribution.author), "nobody votes on their own case");
    }
    for case in state.rounds.iter().filter_map(|round| round.case) {
        assert!(state.contributions.contains_key(&case), "a chosen case is not withdrawn");
    }
}
