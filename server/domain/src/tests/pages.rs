//! An update brings a page to where a fresh one would be, also where one event changes more than the
//! record it is about. Random meetings find these places seldom.

use kring_protocol::command::Command;
use kring_protocol::content::VoteMark;
use kring_protocol::{ParticipantId, RecordKey};

use super::given::{
    AN, BO, GESPREKSLEIDER, Given, SESSION, at, id, join, person, standing_at, started,
};
use super::script::{case, contribute, kernvraag};
use super::wire::told_keys;
use crate::Request;

/// Who is told of this key when this is asked.
#[track_caller]
fn told_of(here: &Given, request: &Request, key: &RecordKey) -> Vec<ParticipantId> {
    let told = told_keys(here, &here.decided(request)).into_iter();
    told.filter(|(_, keys)| keys.contains(key)).map(|(who, _)| who).collect()
}

fn asks(by: ParticipantId, command: Command) -> Request {
    Request::Command { by, session: SESSION, command }
}

const ALL_FOUR: [ParticipantId; 4] = super::given::EVERYBODY;

/// The votes were counted, and then the meeting went back to where cases are written.
fn counted() -> Given {
    let back =
        Command::GoTo { from: at("verkenning/vertellen"), phase: "keuze".into(), step: None };
    started()
        .wrote(AN, id(1), case("Een drukke klas"))
        .walk_to("keuze/stemmen")
        .has(BO, Command::Vote { case: id(1), mark: VoteMark::Appeals })
        .has(GESPREKSLEIDER, Command::RevealVotes)
        .walk_to("verkenning/vertellen")
        .has(GESPREKSLEIDER, back)
}

#[test]
fn a_case_that_comes_after_the_count_has_a_count_of_nothing() {
    let here = counted().walk_to("keuze/rondje");
    let late = asks(BO, contribute(at("keuze/rondje"), case("Nog een")));
    assert_eq!(told_of(&here, &late, &RecordKey::Tally(id(100))), ALL_FOUR);
}

#[test]
fn a_held_case_that_is_shown_after_the_count_has_its_count_too() {
    let here = counted().wrote(BO, id(2), case("Nog een"));
    let tally = RecordKey::Tally(id(2));
    assert_eq!(here.sees(BO, &tally), None, "not even for its author");
    let reveal = asks(GESPREKSLEIDER, Command::Reveal { from: at("keuze/schrijven") });
    assert_eq!(told_of(&here, &reveal, &tally), ALL_FOUR);
}

#[test]
fn a_new_round_takes_the_counts_of_the_old_one_away() {
    let again = asks(GESPREKSLEIDER, Command::StartRound { from: at("verkenning/vertellen") });
    let here = counted().walk_to("verkenning/vertellen");
    assert_eq!(told_of(&here, &again, &RecordKey::Tally(id(1))), ALL_FOUR);
}

#[test]
fn choosing_one_kernvraag_updates_the_one_that_was_chosen_before() {
    let choose = |contribution| Command::Choose { contribution, chosen: true };
    let here = standing_at("kern/kern")
        .wrote(AN, id(1), kernvraag("Durf ik?"))
        .wrote(BO, id(2), kernvraag("Mag ik?"))
        .has(GESPREKSLEIDER, choose(id(1)));
    let other = asks(GESPREKSLEIDER, choose(id(2)));
    for what in [id(1), id(2)] {
        assert_eq!(told_of(&here, &other, &RecordKey::Contribution(what)), ALL_FOUR);
    }
}

#[test]
fn whoever_joins_during_a_round_of_turns_is_added_to_everybodys_turns() {
    let here = standing_at("keuze/rondje");
    assert_eq!(told_of(&here, &join(person(9), "Cees"), &RecordKey::Turns), ALL_FOUR);
}
