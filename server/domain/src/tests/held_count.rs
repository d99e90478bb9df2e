//! How many have something held back, where the group was told that this is counted.

use kring_protocol::command::Command;
use kring_protocol::content::Kind;
use kring_protocol::script::Method;

use super::given::{AN, BO, GESPREKSLEIDER, Given, INBRENGER, create, id, join, unborn};
use super::script::{case, method};
use super::wire::updates;
use crate::{Create, Request};

/// A meeting of these others, whose first step holds cases back and counts them.
fn meeting(others: &[kring_protocol::ParticipantId]) -> Given {
    let mut method: Method = method();
    let opening = &mut method.phases[0].steps[0].opens[0];
    assert!(opening.kind == Kind::Case && opening.held);
    opening.counted = true;
    let here = unborn().accept(&Request::Create(Box::new(Create { method, ..create() })));
    let here = others.iter().fold(here, |here, who| here.accept(&join(*who, &who.0.to_string())));
    here.has(GESPREKSLEIDER, Command::Start)
}

fn full() -> Given {
    meeting(&[INBRENGER, AN, BO])
}

#[test]
fn the_gespreksleider_sees_how_many_people_have_something_ready() {
    let here = full();
    assert_eq!(here.overview().held_by, Some(0));
    let here = here.wrote(AN, id(1), case("een")).wrote(AN, id(2), case("nog een"));
    assert_eq!(here.overview().held_by, Some(1), "people, not texts");
    let here = here.wrote(BO, id(3), case("twee"));
    assert_eq!(here.overview().held_by, Some(2));
    let here = here.has(BO, Command::Withdraw { contribution: id(3) });
    assert_eq!(here.overview().held_by, Some(1));
    let here = here.wrote(GESPREKSLEIDER, id(4), case("van wie leidt"));
    assert_eq!(here.overview().held_by, Some(1), "of the others");
}

#[test]
fn nobody_else_learns_anything_and_the_gespreksleider_nothing_but_the_number() {
    let by = |who| {
        let before = full();
        let after = before.clone().wrote(who, id(1), case("geheim"));
        let events = after.log[before.log.len()..].to_vec();
        updates(&before, &events)
    };
    let (an, bo) = (by(AN), by(BO));
    let of = |all: &[(kring_protocol::ParticipantId, Option<String>)], who| {
        all.iter().find(|(viewer, _)| *viewer == who).and_then(|(_, update)| update.clone())
    };
    assert_eq!(of(&an, BO), None);
    assert_eq!(of(&an, INBRENGER), None);
    let told = of(&an, GESPREKSLEIDER);
    assert!(told.is_some());
    assert_eq!(told, of(&bo, GESPREKSLEIDER), "whoever wrote it");
}

#[test]
fn with_few_there_is_no_number_for_it_would_tell_who() {
    let here = meeting(&[AN, BO]).wrote(AN, id(1), case("een"));
    assert_eq!(here.overview().held_by, None);
}

#[test]
fn where_the_group_was_not_told_nothing_is_counted() {
    let here = super::given::started().wrote(AN, id(1), case("een"));
    assert_eq!(here.overview().held_by, None);
    let there = full().wrote(AN, id(1), case("een")).walk_to("keuze/rondje");
    assert_eq!(there.overview().held_by, None);
}
