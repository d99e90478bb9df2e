//! Another case: where its round starts, and that nothing goes on without somebody who brings one.

use kring_protocol::code::Rejection;
use kring_protocol::command::Command;
use kring_protocol::content::Kind;
use kring_protocol::next_act::NextAct;
use kring_protocol::record::Clock;
use kring_protocol::script::Method;

use super::given::{
    AN, BO, GESPREKSLEIDER, Given, INBRENGER, at, create, id, join, started, unborn,
};
use super::script::{case, kernvraag, method};
use crate::{Create, Request};

const MINUTE: i64 = 60_000;

/// A method whose further rounds start at the choice.
fn meeting() -> Given {
    let method = Method { round_starts_at_step: Some("stemmen".into()), ..method() };
    let here = unborn().accept(&Request::Create(Box::new(Create { method, ..create() })));
    let names = [(INBRENGER, "Ineke"), (AN, "An"), (BO, "Bo")];
    let here = names.into_iter().fold(here, |here, (who, name)| here.accept(&join(who, name)));
    here.has(GESPREKSLEIDER, Command::Start)
}

/// The first round took the case of An and stands at the kernvraag; these are left.
fn first_round(others: &[(kring_protocol::ParticipantId, u128)]) -> Given {
    let here = meeting().wrote(AN, id(1), case("Een drukke klas"));
    let here = others.iter().fold(here, |here, (who, n)| here.wrote(*who, id(*n), case("Nog een")));
    let here = here.walk_to("keuze/stemmen").has(GESPREKSLEIDER, Command::RevealVotes);
    here.has(GESPREKSLEIDER, Command::ConfirmCase { case: id(1) }).walk_to("kern/kern")
}

fn again(here: Given) -> Given {
    let from = here.position();
    here.has(GESPREKSLEIDER, Command::StartRound { from })
}

#[test]
fn another_round_offers_the_cases_that_were_not_chosen_before_asking_for_new_ones() {
    let here = again(first_round(&[(BO, 2)]));
    assert_eq!(here.position(), at("keuze/stemmen"));
    here.when(GESPREKSLEIDER, Command::ConfirmCase { case: id(1) })
        .then_refused(Rejection::CaseTaken);
    let chosen = here.has(GESPREKSLEIDER, Command::ConfirmCase { case: id(2) });
    assert_eq!(chosen.stage().inbrenger, Some(BO));
}

#[test]
fn the_choice_gets_its_part_of_the_minutes_of_the_phase() {
    // One step of three, of five minutes.
    let here = again(first_round(&[(BO, 2)]));
    assert_eq!(here.clock(), Clock::Running { ends_at_ms: here.context.now_ms + 2 * MINUTE });
}

#[test]
fn where_no_case_is_left_another_round_asks_for_new_ones() {
    assert_eq!(again(first_round(&[])).position(), at("keuze/schrijven"));
    let left = first_round(&[(BO, 2)]).has(BO, Command::Leave);
    assert_eq!(again(left).position(), at("keuze/schrijven"), "who left brings no case");
    let own = again(first_round(&[(GESPREKSLEIDER, 2)]));
    assert_eq!(own.position(), at("keuze/schrijven"), "nor does whoever leads");
}

#[test]
fn new_cases_are_one_step_back_from_the_choice() {
    let here = again(first_round(&[(BO, 2)]));
    let from = here.position();
    let here = here.has(GESPREKSLEIDER, Command::Back { from });
    assert_eq!(here.position(), at("keuze/rondje"));
}

#[test]
fn starting_a_round_twice_starts_one() {
    let here = again(first_round(&[(BO, 2)]));
    let from = here.position();
    here.when(GESPREKSLEIDER, Command::StartRound { from }).then_refused(Rejection::AlreadyThere);
}

#[test]
fn nobody_goes_to_a_step_about_the_inbrenger_without_one() {
    let here = started().walk_to("keuze/stemmen");
    let next = Command::Next { from: at("keuze/stemmen") };
    here.when(GESPREKSLEIDER, next.clone()).then_refused(Rejection::NoInbrenger);
    let phase = "brainstorm".into();
    let ahead = Command::GoTo { from: at("keuze/stemmen"), phase, step: None };
    here.when(GESPREKSLEIDER, ahead).then_refused(Rejection::NoInbrenger);
    let here = here.has(GESPREKSLEIDER, Command::AppointInbrenger { participant: AN });
    here.has(GESPREKSLEIDER, next);
}

#[test]
fn without_an_inbrenger_the_meeting_can_still_close_and_go_to_what_is_not_about_them() {
    let here = started().walk_to("keuze/stemmen");
    let to = Command::GoTo { from: at("keuze/stemmen"), phase: "afsluiten".into(), step: None };
    here.clone().has(GESPREKSLEIDER, to);
    here.has(GESPREKSLEIDER, Command::Close);
}

#[test]
fn when_the_inbrenger_leaves_another_is_appointed_before_it_goes_on() {
    let here = first_round(&[]).has(AN, Command::Leave);
    let next = Command::Next { from: at("kern/kern") };
    here.when(GESPREKSLEIDER, next.clone()).then_refused(Rejection::NoInbrenger);
    here.has(GESPREKSLEIDER, Command::AppointInbrenger { participant: BO })
        .has(GESPREKSLEIDER, next);
}

#[test]
fn the_next_act_names_who_brings_a_case_where_the_meeting_cannot_go_on_without() {
    let here = first_round(&[]);
    let here = here.has(AN, Command::Leave);
    assert_eq!(here.stage().next_act, Some(NextAct::Choose { kind: Kind::Kernvraag }));
    let here = here.wrote(BO, id(5), kernvraag("Durf ik?"));
    let here = here.has(GESPREKSLEIDER, Command::Choose { contribution: id(5), chosen: true });
    assert_eq!(here.stage().next_act, Some(NextAct::AppointInbrenger));
}

#[test]
fn a_phase_before_the_ballot_needs_nobody_yet() {
    let insert = Command::InsertPhase {
        at: 0,
        title: "Aankomen".to_owned(),
        minutes: 3,
        question: String::new(),
        opens: vec![],
        muted: true,
    };
    super::given::lobby().has(GESPREKSLEIDER, insert).has(GESPREKSLEIDER, Command::Start);
}
