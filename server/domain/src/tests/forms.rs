//! Forms that fit their step: what is asked where, and what of it is missing.

use kring_protocol::command::Command;
use kring_protocol::content::{About, Agreement, Content, Kind};
use kring_protocol::ids::ContributionId;
use kring_protocol::script::{Method, Outcome, Phase, Step};

use super::given::{AN, GESPREKSLEIDER, Given, INBRENGER, create, id, join, unborn};
use super::script::{self, ALL, open, phase, step};
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
