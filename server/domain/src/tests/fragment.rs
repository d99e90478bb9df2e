//! The fragment that an inbrenger shows: who sees its link, and that it is in nothing that is taken home.

use kring_protocol::code::Rejection;
use kring_protocol::command::Command;
use kring_protocol::content::{Content, Kind, ObservationTag};
use kring_protocol::record::{Record, RecordKey};
use kring_protocol::script::{InbrengerState, Method, Step};

use super::given::{
    AN, BO, EVERYBODY, GESPREKSLEIDER, Given, INBRENGER, at, create, id, join, unborn,
};
use super::script::{self, ALL, OTHERS, contribute, held, open, phase, step};
use crate::event::Event;
use crate::view::Changes;
use crate::{Create, Request, Viewer, export};

const LINK: &str = "https://video.example/les";

fn fragment(link: &str, starts_at: Option<u32>, ends_at: Option<u32>) -> Content {
    let link = Some(link.to_owned()).filter(|link| !link.is_empty());
    Content::Fragment { title: "De start".to_owned(), link, starts_at, ends_at }
}

/// A step in which a fragment is shared, and one in which it is held back.
fn gathered() -> Given {
    let shared = Step { opens: vec![open(Kind::Fragment, &ALL)], ..step("tonen") };
    let watching = Step {
        inbrenger: InbrengerState::Listens,
        opens: vec![held(Kind::Fragment, &ALL), open(Kind::Observation, &OTHERS)],
        ..step("kijken")
    };
    let phases = vec![phase("fragment", 5, vec![shared, watching])];
    let method = Method { round_starts_at: "fragment".into(), phases, ..script::method() };
    let here = unborn().accept(&Request::Create(Box::new(Create { method, ..create() })));
    let names = [(INBRENGER, "Ineke"), (AN, "An"), (BO, "Bo")];
    let here = names.into_iter().fold(here, |here, (who, name)| here.accept(&join(who, name)));
    here.has(GESPREKSLEIDER, Command::AppointInbrenger { participant: INBRENGER })
}

fn showing() -> Given {
    gathered().has(GESPREKSLEIDER, Command::Start)
}

fn content_seen(here: &Given, who: kring_protocol::ids::ParticipantId) -> Content {
    match here.sees(who, &RecordKey::Contribution(id(1))) {
        Some(Record::Contribution(contribution)) => contribution.content,
        other => panic!("{other:?} is no contribution"),
    }
}

#[test]
fn whoever_brings_a_fragment_beforehand_has_its_link_and_nobody_else_has_anything() {
    let whole = fragment(LINK, Some(30), None);
    let at = super::given::at("fragment/kijken");
    let brings = Command::Contribute { at, content: whole.clone() };
    let mut here = gathered();
    here.context.fresh = id(1).0;
    let here = here.has(AN, brings);
    assert_eq!(content_seen(&here, AN), whole);
    assert_eq!(here.sees(BO, &RecordKey::Contribution(id(1))), None);
    assert_eq!(content_seen(&here.has(GESPREKSLEIDER, Command::Start), AN), whole);
}

#[test]
fn everybody_who_is_there_sees_the_link_while_the_meeting_is_on_and_nobody_afterwards() {
    let whole = fragment(LINK, Some(30), Some(105));
    let here = showing().wrote(INBRENGER, id(1), whole.clone());
    for who in EVERYBODY {
        assert_eq!(content_seen(&here, who), whole);
    }
    let closed = here.has(GESPREKSLEIDER, Command::Close);
    for who in EVERYBODY {
        assert_eq!(content_seen(&closed, who), fragment("", Some(30), Some(105)));
        assert!(!format!("{:?}", closed.view(who)).contains("video.example"));
    }
}

#[test]
fn closing_takes_the_link_from_every_page() {
    let here = showing().wrote(INBRENGER, id(1), fragment(LINK, None, None));
    let mut state = here.state.clone();
    let mut changes = Changes::new(&state);
    changes.apply(&mut state, &Event::MeetingClosed { at_ms: 1 });
    for (who, changed) in changes.finish(&state) {
        let contribution = RecordKey::Contribution(id(1));
        let is_it = |change: &crate::view::Change<'_>| match change {
            crate::view::Change::Upsert(record) => record.key() == contribution,
            _ => false,
        };
        assert!(changed.iter().any(is_it), "{who:?} is told");
    }
}

#[test]
fn every_page_has_the_link_of_a_fresh_one_when_the_meeting_stands_still_and_goes_on() {
    let mut here = showing().wrote(INBRENGER, id(1), fragment(LINK, None, None));
    for command in [Command::Adjourn { until_ms: None }, Command::ResumeMeeting] {
        let before = content_seen(&here, AN);
        let asked = here.when(GESPREKSLEIDER, command).outcome().unwrap();
        let (mut state, mut told) = (here.state.clone(), before);
        let mut changes = Changes::new(&state);
        asked.iter().for_each(|event| changes.apply(&mut state, event));
        for (_, changed) in changes.finish(&state).into_iter().filter(|(who, _)| *who == AN.into())
        {
            for change in changed {
                if let crate::view::Change::Upsert(Record::Contribution(seen)) = change {
                    told = seen.content.clone();
                }
            }
        }
        here = here.given(asked);
        assert_eq!(told, content_seen(&here, AN));
    }
    assert_eq!(content_seen(&here, AN), fragment(LINK, None, None));
}

#[test]
fn what_is_taken_home_has_no_link_also_while_the_meeting_is_on() {
    let here = showing().wrote(INBRENGER, id(1), fragment(LINK, Some(30), None));
    for who in EVERYBODY {
        let viewer = Viewer::of(&here.state, who).unwrap();
        let taken = export(&here.state, &viewer);
        assert!(!format!("{taken:?}").contains("video.example"));
        assert_eq!(taken.len(), here.view(who).len());
    }
}

#[test]
fn a_fragment_that_was_held_back_becomes_a_note_without_its_link() {
    let here = showing().walk_to("fragment/kijken").wrote(AN, id(1), fragment(LINK, None, None));
    let closed = here.has(GESPREKSLEIDER, Command::Close);
    assert_eq!(content_seen(&closed, AN), Content::Note { text: "De start".to_owned() });
}

#[test]
fn a_link_is_a_plain_https_address_or_none() {
    let here = showing();
    let write = |link: &str| contribute(at("fragment/tonen"), fragment(link, None, None));
    for link in [
        "http://video.example/les",
        "javascript:alert(1)",
        "video.example",
        "https://",
        "https:///les",
        "https://naam:wachtwoord@video.example/les",
        "https://naam@video.example",
        "https://video.example/een les",
        "https://video.example\\@kwaad.example",
        "https://?les",
    ] {
        here.when(INBRENGER, write(link)).then_refused(Rejection::LinkNotAllowed);
    }
    let long = format!("https://video.example/{}", "x".repeat(200));
    here.when(INBRENGER, write(&long)).then_refused(Rejection::TextTooLong);
    let wide = format!("https://video.example/{}", "é".repeat(100));
    here.when(INBRENGER, write(&wide)).then_refused(Rejection::TextTooLong);
    here.clone().wrote(INBRENGER, id(1), fragment("", None, None));
    here.wrote(INBRENGER, id(1), fragment("https://video.example:8443/les?t=1#a@b", None, None));
}

#[test]
fn a_moment_is_within_a_day_and_a_fragment_does_not_end_before_it_begins() {
    let here = showing();
    let write = |from, to| contribute(at("fragment/tonen"), fragment("", Some(from), Some(to)));
    here.when(INBRENGER, write(2, 1)).then_refused(Rejection::DurationOutOfRange);
    here.when(INBRENGER, write(0, 86_400)).then_refused(Rejection::DurationOutOfRange);
    let here = here.has(INBRENGER, write(0, 86_399)).walk_to("fragment/kijken");
    let see = |moment| {
        let tag = ObservationTag::Strength;
        let seen = Content::Observation { text: "je wacht".to_owned(), tag, moment };
        contribute(at("fragment/kijken"), seen)
    };
    here.when(AN, see(Some(86_400))).then_refused(Rejection::DurationOutOfRange);
    here.has(AN, see(Some(187))).has(AN, see(None));
}
