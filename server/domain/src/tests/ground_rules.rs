//! Ground rules: the ones the group chooses are agreements.

use kring_protocol::code::Rejection;
use kring_protocol::command::Command;
use kring_protocol::content::{Content, Kind};
use kring_protocol::ids::ContributionId;
use kring_protocol::next_act::NextAct;
use kring_protocol::record::{Record, RecordKey};
use kring_protocol::script::{InbrengerSees, InbrengerState, Method, Outcome, Phase, Step};

use super::given::{
    AN, BO, EVERYBODY, GESPREKSLEIDER, Given, INBRENGER, INVITATION, at, create, id, join, unborn,
};
use super::script::{self, ALL, OTHERS, open, phase, step};
use crate::event::Event;
use crate::{Create, Request, preview};

const SETTLED: &str = "Wat hier gezegd wordt, blijft hier.";

fn rule(text: &str) -> Content {
    Content::GroundRule { text: text.to_owned() }
}

fn choose(contribution: ContributionId, chosen: bool) -> Command {
    Command::Choose { contribution, chosen }
}

/// Rules of which everybody sees what is written, and then some from which the inbrenger is turned away.
fn rules() -> Method {
    let kinds = vec![Kind::GroundRule];
    let opens = vec![open(Kind::GroundRule, &ALL)];
    let seen = Step { opens, chooses: kinds.clone(), ..step("samen") };
    let unseen = Step {
        inbrenger: InbrengerState::Listens,
        inbrenger_sees: InbrengerSees::Afterwards,
        opens: vec![open(Kind::GroundRule, &OTHERS)],
        chooses: kinds,
        ..step("achteraf")
    };
    let leaves = vec![Outcome::GroundRule];
    let phases = vec![
        Phase { leaves, ..phase("regels", 5, vec![seen, unseen]) },
        phase("later", 5, vec![step("later")]),
    ];
    Method { round_starts_at: "regels".into(), phases, ..script::method() }
}

fn here() -> Given {
    let create = Create { method: rules(), ..create() };
    let here = unborn().accept(&Request::Create(Box::new(create)));
    let names = [(INBRENGER, "Ineke"), (AN, "An"), (BO, "Bo")];
    let here = names.into_iter().fold(here, |here, (who, name)| here.accept(&join(who, name)));
    here.has(GESPREKSLEIDER, Command::Start)
        .has(GESPREKSLEIDER, Command::AppointInbrenger { participant: INBRENGER })
        .has(AN, Command::AcceptAgreements)
        .wrote(AN, id(1), rule("We luisteren uit."))
        .wrote(BO, id(2), rule("Passen mag."))
}

/// What everybody reads in the meeting, an invitation among it.
#[track_caller]
fn agreed(here: &Given, expected: &[&str]) {
    for who in EVERYBODY.into_iter().filter(|who| here.state.present(*who).is_some()) {
        let Some(Record::Meeting(meeting)) = here.sees(who, &RecordKey::Meeting) else {
            panic!("no meeting")
        };
        assert_eq!(meeting.agreements, expected);
    }
    assert_eq!(preview(&here.state, INVITATION, None).unwrap().agreements, expected);
}

#[test]
fn chosen_rules_are_agreements_in_the_order_in_which_they_were_written() {
    let here = here();
    agreed(&here, &[SETTLED]);
    let here =
        here.has(GESPREKSLEIDER, choose(id(2), true)).has(GESPREKSLEIDER, choose(id(1), true));
    agreed(&here, &[SETTLED, "We luisteren uit.", "Passen mag."]);
    agreed(&here.walk_to("later/later"), &[SETTLED, "We luisteren uit.", "Passen mag."]);
}

#[test]
fn choosing_a_rule_asks_nobody_to_accept_again() {
    let here = here().has(GESPREKSLEIDER, choose(id(1), true));
    assert!(here.state.present(AN).unwrap().accepted);
}

#[test]
fn a_rule_that_is_not_chosen_any_more_or_is_taken_back_is_no_agreement() {
    let here =
        here().has(GESPREKSLEIDER, choose(id(1), true)).has(GESPREKSLEIDER, choose(id(2), true));
    agreed(&here.clone().has(GESPREKSLEIDER, choose(id(1), false)), &[SETTLED, "Passen mag."]);
    let taken_back = Command::Withdraw { contribution: id(2) };
    agreed(&here.clone().has(BO, taken_back), &[SETTLED, "We luisteren uit."]);
    let edit = Command::Edit { contribution: id(2), content: rule("Passen mag altijd.") };
    agreed(&here.has(BO, edit), &[SETTLED, "We luisteren uit.", "Passen mag altijd."]);
}

#[test]
fn a_rule_stays_when_its_author_leaves_and_goes_when_their_texts_do() {
    let here = here().has(GESPREKSLEIDER, choose(id(2), true));
    agreed(&here.clone().has(BO, Command::Leave), &[SETTLED, "Passen mag."]);
    let remove = Command::Remove { participant: BO, texts: true };
    agreed(&here.has(GESPREKSLEIDER, remove), &[SETTLED]);
}

#[test]
fn rules_and_agreements_have_one_bound() {
    let mut here = here();
    for n in 10..29 {
        here = here.wrote(AN, id(n), rule("nog een")).has(GESPREKSLEIDER, choose(id(n), true));
    }
    here.when(GESPREKSLEIDER, choose(id(1), true)).then_refused(Rejection::TooManyItems);
    let here = here.has(GESPREKSLEIDER, choose(id(10), false));
    let event = Event::Chosen { id: id(1), chosen: true };
    here.when(GESPREKSLEIDER, choose(id(1), true)).then([event]);
}

#[test]
fn what_the_inbrenger_is_turned_away_from_is_an_agreement_once_they_see_it() {
    let here = here().walk_to("regels/achteraf").wrote(AN, id(3), rule("Geen oordeel."));
    let here = here.has(GESPREKSLEIDER, choose(id(3), true));
    agreed(&here, &[SETTLED]);
    agreed(&here.walk_to("later/later"), &[SETTLED, "Geen oordeel."]);
}

#[test]
fn a_group_that_wrote_rules_chooses_and_one_that_wrote_none_goes_on() {
    let choose_one = NextAct::Choose { kind: Kind::GroundRule };
    let here = here();
    assert_eq!(here.stage().next_act, Some(choose_one));
    let chosen = here.clone().has(GESPREKSLEIDER, choose(id(1), true));
    assert_eq!(chosen.stage().next_act, Some(NextAct::Next));
    let none = here
        .has(AN, Command::Withdraw { contribution: id(1) })
        .has(BO, Command::Withdraw { contribution: id(2) });
    assert_eq!(none.stage().next_act, Some(NextAct::Next));
}

#[test]
fn a_rule_is_one_line() {
    let here = here();
    let write = |text: &str| script::contribute(at("regels/samen"), rule(text));
    here.when(AN, write(" ")).then_refused(Rejection::TextEmpty);
    here.when(AN, write(&"x".repeat(201))).then_refused(Rejection::TextTooLong);
}

#[test]
fn a_phase_that_leaves_rules_misses_them_until_one_is_chosen() {
    let here = here();
    assert_eq!(here.overview().missing, [Outcome::GroundRule]);
    let here = here.has(GESPREKSLEIDER, choose(id(1), true));
    assert_eq!(here.overview().missing, []);
}
