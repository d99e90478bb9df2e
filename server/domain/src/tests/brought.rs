//! What is brought before the start for a step: its author's alone until the meeting comes there.

use kring_protocol::code::Rejection;
use kring_protocol::command::Command;
use kring_protocol::content::Content;
use kring_protocol::ids::ParticipantId;
use kring_protocol::record::{Beforehand, Contribution, Record, RecordKey};

use super::given::{
    AN, BO, EVERYBODY, GESPREKSLEIDER, Given, INBRENGER, SESSION, at, id, lobby, started,
};
use super::script::{advice, case, contribute, idea, note};
use super::wire::{snapshot, told};
use crate::Request;
use crate::event::Event;

const START: Command = Command::Start;

fn bring(here: Given, by: ParticipantId, n: u128, place: &str, content: Content) -> Given {
    let mut here = here;
    let fresh = std::mem::replace(&mut here.context.fresh, id(n).0);
    let mut after = here.has(by, contribute(at(place), content));
    after.context.fresh = fresh;
    after
}

/// An and Bo bring a case: one for the step that holds cases back, and one for the round after it.
fn brought() -> Given {
    let here = bring(lobby(), AN, 1, "keuze/schrijven", case("een klas die niet wil"));
    bring(here, BO, 2, "keuze/rondje", case("een collega"))
}

fn seen(here: &Given, who: ParticipantId, n: u128) -> Option<Contribution> {
    match here.sees(who, &RecordKey::Contribution(id(n)))? {
        Record::Contribution(seen) => Some(seen),
        other => panic!("{other:?}"),
    }
}

fn those_who_see(here: &Given, n: u128) -> Vec<ParticipantId> {
    EVERYBODY.into_iter().filter(|who| seen(here, *who, n).is_some()).collect()
}

#[test]
fn of_what_waits_nobody_else_learns_anything_not_even_whoever_leads() {
    let here = lobby();
    let command = contribute(at("keuze/schrijven"), case("geheim"));
    let written = here.decided(&Request::Command { by: AN, session: SESSION, command });
    let content = case("geheim");
    let (at, anonymous) = (Some(at("keuze/schrijven")), false);
    let added = Event::ContributionAdded {
        id: id(100),
        author: AN,
        at,
        round: 1,
        held: true,
        anonymous,
        content,
    };
    assert_eq!(written, [added]);
    assert_eq!(told(&here, &written), [AN]);
    let after = here.clone().given(written);
    for other in EVERYBODY.into_iter().filter(|who| *who != AN) {
        assert_eq!(snapshot(&after, other), snapshot(&here, other), "{other}");
    }
}

#[test]
fn it_comes_up_with_its_step_and_is_held_back_there_with_the_rest() {
    let here = brought().has(GESPREKSLEIDER, START);
    assert_eq!((those_who_see(&here, 1), those_who_see(&here, 2)), (vec![AN], vec![BO]));
    assert_eq!(seen(&here, AN, 1).unwrap().beforehand, Some(Beforehand::Came));
    assert_eq!(seen(&here, BO, 2).unwrap().beforehand, Some(Beforehand::Waits));
    let here = here.walk_to("keuze/rondje");
    assert_eq!((those_who_see(&here, 1).len(), those_who_see(&here, 2).len()), (4, 4));
    let shown = seen(&here, GESPREKSLEIDER, 2).unwrap();
    assert_eq!((shown.beforehand, shown.held), (Some(Beforehand::Came), false));
    let undo = Command::UndoMove { from: at("keuze/rondje") };
    here.when(GESPREKSLEIDER, undo).then_refused(Rejection::NothingToUndo);
    here.walk_to("keuze/stemmen").has(GESPREKSLEIDER, Command::ConfirmCase { case: id(2) });
}

#[test]
fn its_author_changes_it_until_the_phase_of_its_step_is_over_and_takes_it_back() {
    let edit = |n| Command::Edit { contribution: id(n), content: case("anders") };
    let edited = |n| Event::ContributionEdited { id: id(n), content: case("anders") };
    let here = brought();
    here.when(AN, edit(1)).then([edited(1)]);
    here.when(BO, edit(1)).then_refused(Rejection::UnknownContribution);
    let gone = Event::ContributionWithdrawn { id: id(1) };
    here.when(AN, Command::Withdraw { contribution: id(1) }).then([gone]);
    let on = here.has(GESPREKSLEIDER, START);
    on.when(BO, edit(2)).then([edited(2)]);
    on.clone().walk_to("keuze/rondje").when(BO, edit(2)).then([edited(2)]);
    on.walk_to("verkenning/vertellen").when(BO, edit(2)).then_refused(Rejection::PhaseClosed);
}

#[test]
fn only_what_the_step_opens_to_its_author_is_brought_and_only_before_the_start() {
    let here = lobby();
    let refused = |by, place: &str, content, rule| {
        here.when(by, contribute(at(place), content)).then_refused(rule);
    };
    refused(AN, "keuze/schrijven", idea("x"), Rejection::KindNotOpen);
    refused(AN, "nergens/niets", case("x"), Rejection::StepClosed);
    refused(AN, "keuze/niets", case("x"), Rejection::StepClosed);
    refused(
        AN,
        "verkenning/vertellen",
        Content::Introduction { text: "x".to_owned() },
        Rejection::KindNotOpen,
    );
    let dropped = here.clone().has(GESPREKSLEIDER, Command::DropPhase { phase: "keuze".into() });
    dropped
        .when(AN, contribute(at("keuze/schrijven"), case("x")))
        .then_refused(Rejection::StepClosed);
    started()
        .when(AN, contribute(at("keuze/rondje"), case("x")))
        .then_refused(Rejection::StepClosed);
}

#[test]
fn what_its_author_may_not_say_now_is_shown_by_nothing_that_shows_the_rest() {
    let here = bring(lobby(), AN, 1, "anoniem/adviezen", advice("rustig aan"));
    let here = here.has(GESPREKSLEIDER, Command::AppointInbrenger { participant: AN });
    let here = here.has(GESPREKSLEIDER, START).walk_to("anoniem/adviezen");
    assert_eq!(seen(&here, AN, 1).unwrap().beforehand, Some(Beforehand::Waits));
    let here = here.has(GESPREKSLEIDER, Command::Reveal { from: at("anoniem/adviezen") });
    assert_eq!(those_who_see(&here, 1), [AN], "not by showing what is held back");
    let here = here.walk_to("anoniem/bespreken");
    assert_eq!(those_who_see(&here, 1), [AN], "and not by going on");
}

#[test]
fn without_names_it_stays_without_names() {
    let here = bring(lobby(), AN, 1, "anoniem/adviezen", advice("rustig aan"));
    let here = here.has(GESPREKSLEIDER, START).walk_to("anoniem/bespreken");
    let shown = seen(&here, BO, 1).unwrap();
    assert_eq!((shown.author, shown.mine), (None, false));
    assert!(seen(&here, AN, 1).unwrap().mine);
}

#[test]
fn whoever_became_the_inbrenger_says_nothing_by_it_in_a_step_that_mutes_them() {
    let here = bring(lobby(), INBRENGER, 1, "brainstorm/ideeen", idea("zo doe ik het"));
    let here = bring(here, AN, 2, "brainstorm/ideeen", idea("even wachten"));
    let here = here.has(GESPREKSLEIDER, START).walk_to("brainstorm/ideeen");
    assert_eq!(those_who_see(&here, 1), [INBRENGER]);
    assert_eq!(those_who_see(&here, 2).len(), 4);
    let closed = here.has(GESPREKSLEIDER, Command::Close);
    assert_eq!(seen(&closed, INBRENGER, 1).unwrap().content, note("zo doe ik het"));
}

#[test]
fn what_the_meeting_never_came_to_is_its_authors_note_and_goes_when_they_leave() {
    let here = bring(brought(), AN, 3, "brainstorm/ideeen", idea("even wachten"));
    let here = here.has(GESPREKSLEIDER, START).walk_to("keuze/stemmen");
    assert_eq!(those_who_see(&here, 3), [AN]);
    let closed = here.clone().has(GESPREKSLEIDER, Command::Close);
    let own = seen(&closed, AN, 3).unwrap();
    assert_eq!((own.content, own.beforehand), (note("even wachten"), None));
    assert_eq!(those_who_see(&closed, 3), [AN]);
    let left = here.has(AN, Command::Leave);
    assert!(!left.state.contributions.contains_key(&id(3)));
}

#[test]
fn jumping_over_its_step_leaves_it_waiting_and_coming_back_brings_it_up() {
    let here = bring(lobby(), AN, 1, "brainstorm/ideeen", idea("even wachten"));
    let here = here
        .has(GESPREKSLEIDER, START)
        .has(GESPREKSLEIDER, Command::AppointInbrenger { participant: INBRENGER });
    let go =
        |from: &str, phase: &str| Command::GoTo { from: at(from), phase: phase.into(), step: None };
    let here = here.has(GESPREKSLEIDER, go("keuze/schrijven", "stilte"));
    assert_eq!(those_who_see(&here, 1), [AN]);
    let here = here.has(GESPREKSLEIDER, go("stilte/stilte", "brainstorm"));
    assert_eq!(those_who_see(&here, 1).len(), 4);
}
