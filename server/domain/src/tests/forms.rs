//! Forms that fit their step: what is asked where, and what of it is missing.

use kring_protocol::code::Rejection;
use kring_protocol::command::Command;
use kring_protocol::content::{About, Agreement, Content, Kind, Wish};
use kring_protocol::ids::ContributionId;
use kring_protocol::next_act::NextAct;
use kring_protocol::script::{Method, Outcome, Phase, Step};

use super::given::{
    AN, GESPREKSLEIDER, Given, INBRENGER, at, create, id, join, standing_at, started, unborn,
};
use super::script::{self, ALL, contribute, open, phase, step};
use crate::{Create, Request};

/// A meeting of two phases: one with this step, which leaves this behind, and one after it.
fn standing_in(first: Step, leaves: Vec<Outcome>) -> Given {
    let phases = vec![
        Phase { leaves, ..phase("eerst", 5, vec![first]) },
        phase("later", 5, vec![step("later")]),
    ];
    let method = Method { round_starts_at: "eerst".into(), phases, ..script::method() };
    let here = unborn().accept(&Request::Create(Box::new(Create { method, ..create() })));
    here.accept(&join(INBRENGER, "Ineke"))
        .accept(&join(AN, "An"))
        .has(GESPREKSLEIDER, Command::AppointInbrenger { participant: INBRENGER })
        .has(GESPREKSLEIDER, Command::Start)
}

fn agreement(about: Option<About>) -> Content {
    Content::Agreement(Agreement { what: "bellen".to_owned(), about, ..Agreement::default() })
}

fn agreeing() -> Given {
    let leaves =
        vec![Outcome::AgreementParents, Outcome::AgreementPupil, Outcome::AgreementColleagues];
    let opens = vec![open(Kind::Agreement, &ALL)];
    standing_in(Step { opens, ..step("afspraken") }, leaves)
}

fn edit(contribution: ContributionId, content: Content) -> Command {
    Command::Edit { contribution, content }
}

#[test]
fn whom_no_agreement_is_about_is_named_until_one_is() {
    let here = agreeing().wrote(AN, id(1), agreement(Some(About::Pupil)));
    let missing = [Outcome::AgreementParents, Outcome::AgreementColleagues];
    assert_eq!(here.overview().missing, missing);
    let here = here.wrote(INBRENGER, id(2), agreement(Some(About::Parents)));
    assert_eq!(here.overview().missing, [Outcome::AgreementColleagues]);
    let about_others = edit(id(1), agreement(Some(About::Colleagues)));
    assert_eq!(here.has(AN, about_others).overview().missing, [Outcome::AgreementPupil]);
}

#[test]
fn an_agreement_about_nobody_in_particular_covers_nobody_and_holds_nothing_up() {
    let here = agreeing().wrote(AN, id(1), agreement(None));
    assert_eq!(here.overview().missing.len(), 3);
    let here = here.walk_to("later/later");
    assert_eq!(here.overview().missing, []);
}

#[test]
fn nothing_waits_for_roles_that_nobody_has() {
    let here = standing_in(Step { divides_roles: true, ..step("rollen") }, vec![]);
    assert_eq!(here.stage().next_act, Some(NextAct::Next));
}

/// Where everybody may write this.
fn opening(kind: Kind) -> Given {
    standing_in(Step { opens: vec![open(kind, &ALL)], ..step("stap") }, vec![])
}

fn content_of(here: &Given, contribution: ContributionId) -> &Content {
    &here.state.contributions.get(&contribution).unwrap().content
}

#[test]
fn a_case_says_what_its_author_wishes_of_the_group_or_does_not() {
    let case = |wish| Content::Case { text: "een klas".to_owned(), leervraag: None, wish };
    let here = started()
        .wrote(AN, id(1), case(Some(Wish::Inspiration)))
        .wrote(AN, id(2), case(None))
        .walk_to("keuze/stemmen");
    assert_eq!(*content_of(&here, id(1)), case(Some(Wish::Inspiration)));
    assert_eq!(*content_of(&here, id(2)), case(None));
}

#[test]
fn a_leervraag_that_is_not_clear_yet_can_have_a_goal_and_an_empty_goal_is_none() {
    let leervraag = |goal: &str| {
        let goal = Some(goal.to_owned());
        Content::Leervraag { text: None, origin: None, goal }
    };
    let here = standing_at("verkenning/vertellen").wrote(INBRENGER, id(1), leervraag(" rust "));
    assert_eq!(*content_of(&here, id(1)), leervraag("rust"));
    let none = Content::Leervraag { text: None, origin: None, goal: None };
    assert_eq!(*content_of(&here.has(INBRENGER, edit(id(1), leervraag(" "))), id(1)), none);
}

#[test]
fn support_that_is_needed_says_what_and_where_it_is_known_from_whom() {
    let support =
        |what: &str, from: &str| Content::Support { what: what.into(), from: from.into() };
    let here = opening(Kind::Support);
    let write = |content| contribute(at("eerst/stap"), content);
    here.when(INBRENGER, write(support(" ", "de directie"))).then_refused(Rejection::TextEmpty);
    let long = "x".repeat(201);
    here.when(INBRENGER, write(support("tijd", &long))).then_refused(Rejection::TextTooLong);
    let here = here.wrote(INBRENGER, id(1), support("tijd", ""));
    assert_eq!(*content_of(&here, id(1)), support("tijd", ""));
}
