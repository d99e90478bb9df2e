//! What an invitation tells before joining, and that it tells nothing else.

use kring_protocol::command::Command;

use super::given::{AN, GESPREKSLEIDER, Given, INVITATION, at, standing_at, started, unborn};
use super::script::{contribute, idea, note};
use crate::{Credential, preview};

#[test]
fn the_right_invitation_tells_title_method_leader_agreements_and_days_and_nothing_else() {
    let here = started();
    let told = preview(&here.state, INVITATION, None).unwrap();
    let value = serde_json::to_value(&told).unwrap();
    let fields: Vec<_> = value.as_object().unwrap().keys().map(String::as_str).collect();
    let expected = [
        "agreements",
        "gespreksleider",
        "keep_days",
        "method_title",
        "scheduled_at_ms",
        "session",
        "title",
    ];
    assert_eq!(fields, expected);
    let leader = here.state.present(GESPREKSLEIDER).unwrap();
    assert_eq!(told.gespreksleider, leader.name);
    assert_eq!(told.title, here.state.title);
}

#[test]
fn it_tells_of_a_name_that_is_asked_about_whether_somebody_who_is_here_has_it() {
    let here = started();
    let is_taken =
        |here: &Given, name| preview(&here.state, INVITATION, Some(name)).unwrap().name_is_taken;
    for name in ["An", " an ", "АN"] {
        assert!(is_taken(&here, name), "{name}");
    }
    for name in ["Anna", "", "\u{202e}"] {
        assert!(!is_taken(&here, name), "{name}");
    }
    assert!(!is_taken(&here.has(AN, Command::Leave), "An"), "whoever left does not come back");
}

#[test]
fn what_was_written_does_not_change_what_an_invitation_tells() {
    let here = standing_at("brainstorm/ideeen");
    let before = preview(&here.state, INVITATION, None);
    let here = here
        .has(AN, contribute(at("brainstorm/ideeen"), idea("geheim idee")))
        .has(AN, contribute(at("brainstorm/ideeen"), note("geheime notitie")));
    assert_eq!(preview(&here.state, INVITATION, None), before);
}

#[test]
fn a_wrong_invitation_a_closed_meeting_and_no_meeting_tell_nothing() {
    assert_eq!(preview(&started().state, Credential([0x99; 32]), None), None);
    assert_eq!(preview(&unborn().state, INVITATION, None), None);
    let closed = started().has(GESPREKSLEIDER, Command::Close);
    assert_eq!(preview(&closed.state, INVITATION, None), None);
    let erased = closed.has(GESPREKSLEIDER, Command::Erase);
    assert_eq!(preview(&erased.state, INVITATION, None), None);
}
