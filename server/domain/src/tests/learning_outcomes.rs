//! The learning outcomes of a meeting, and the themes that point at them.

use kring_protocol::code::Rejection;
use kring_protocol::command::{Action, Command};
use kring_protocol::content::{Content, Kind};
use kring_protocol::ids::ContributionId;
use kring_protocol::limits;
use kring_protocol::record::{Meeting, Record, RecordKey};

use super::given::{AN, BO, EVERYBODY, GESPREKSLEIDER, Given, INBRENGER, at, id, lobby};
use super::script::contribute;
use super::wire::snapshot;
use crate::event::Event;
use crate::{BlottedText, Span, TextOf};

fn set(items: &[&str]) -> Command {
    Command::SetLearningOutcomes { items: items.iter().map(|item| (*item).to_owned()).collect() }
}

fn theme(outcomes: &[u32]) -> Content {
    Content::Theme { text: "ruimte".to_owned(), observations: vec![], outcomes: outcomes.to_vec() }
}

fn edit(contribution: ContributionId, outcomes: &[u32]) -> Command {
    Command::Edit { contribution, content: theme(outcomes) }
}

fn meeting(here: &Given) -> Meeting {
    let seen = here.sees(AN, &RecordKey::Meeting);
    let Some(Record::Meeting(meeting)) = seen else { panic!("no meeting") };
    meeting
}

/// Where themes are written, in a meeting with these learning outcomes.
fn with_outcomes(items: &[&str]) -> Given {
    lobby()
        .has(GESPREKSLEIDER, set(items))
        .has(GESPREKSLEIDER, Command::Start)
        .has(GESPREKSLEIDER, Command::AppointInbrenger { participant: INBRENGER })
        .walk_to("waarnemen/alles")
}

#[test]
fn the_gespreksleider_sets_them_in_the_lobby_and_everybody_sees_them() {
    let items = vec!["Je kijkt eerst.".to_owned(), "Je geeft feedback.".to_owned()];
    let event = Event::LearningOutcomesSet { items: items.clone() };
    let asked = set(&[" Je kijkt eerst. ", "Je geeft feedback."]);
    let here = lobby().when(GESPREKSLEIDER, asked.clone()).then([event]);
    here.when(GESPREKSLEIDER, asked).then_nothing();
    for who in EVERYBODY {
        let seen = here.sees(who, &RecordKey::Meeting);
        let Some(Record::Meeting(meeting)) = seen else { panic!("no meeting") };
        assert_eq!(meeting.learning_outcomes, items);
        assert_eq!(here.me(who).may.contains(&Action::SetLearningOutcomes), who == GESPREKSLEIDER);
    }
    here.when(AN, set(&[])).then_refused(Rejection::NotGespreksleider);
    let none = here.has(GESPREKSLEIDER, set(&[]));
    assert_eq!(meeting(&none).learning_outcomes, Vec::<String>::new());
}

#[test]
fn they_are_at_most_forty_filled_lines() {
    let here = lobby();
    let line = "x".repeat(limits::LINE_CHARS);
    here.when(GESPREKSLEIDER, set(&[line.as_str(); 41])).then_refused(Rejection::TooManyItems);
    here.when(GESPREKSLEIDER, set(&[" "])).then_refused(Rejection::TextEmpty);
    let long = "x".repeat(limits::LINE_CHARS + 1);
    here.when(GESPREKSLEIDER, set(&[&long])).then_refused(Rejection::TextTooLong);
    let items = vec![line.clone(); 40];
    here.when(GESPREKSLEIDER, set(&[line.as_str(); 40]))
        .then([Event::LearningOutcomesSet { items }]);
}

#[test]
fn once_it_has_started_they_stay_as_they_are() {
    let here = with_outcomes(&["Je kijkt eerst."]);
    here.when(GESPREKSLEIDER, set(&[])).then_refused(Rejection::AlreadyStarted);
    assert!(!here.me(GESPREKSLEIDER).may.contains(&Action::SetLearningOutcomes));
}

#[test]
fn a_theme_points_at_outcomes_of_the_meeting_each_once() {
    let here = with_outcomes(&["een", "twee"]);
    let says = |outcomes: &[u32]| contribute(at("waarnemen/alles"), theme(outcomes));
    here.when(AN, says(&[2])).then_refused(Rejection::UnknownOutcome);
    here.when(AN, says(&[u32::MAX])).then_refused(Rejection::UnknownOutcome);
    here.when(AN, says(&[1, 1])).then_refused(Rejection::UnknownOutcome);
    let here = here.has(AN, says(&[1, 0]));
    let Some(Record::Contribution(seen)) = here.sees(BO, &RecordKey::Contribution(id(100))) else {
        panic!("not seen")
    };
    assert_eq!(seen.content, theme(&[1, 0]));
    assert_eq!(seen.content.kind(), Kind::Theme);

    here.when(AN, edit(id(100), &[0, 2])).then_refused(Rejection::UnknownOutcome);
    here.when(AN, edit(id(100), &[1, 0])).then_nothing();
    let event = Event::ContributionEdited { id: id(100), content: theme(&[0]) };
    here.when(AN, edit(id(100), &[0])).then([event]);
}

#[test]
fn without_a_list_a_theme_points_at_nothing() {
    let here = with_outcomes(&[]);
    let says = |outcomes: &[u32]| contribute(at("waarnemen/alles"), theme(outcomes));
    here.when(AN, says(&[0])).then_refused(Rejection::UnknownOutcome);
    let here = here.has(AN, says(&[]));
    assert!(!snapshot(&here, AN).contains("outcomes"), "what is empty is absent");
}

#[test]
fn a_name_goes_from_the_learning_outcomes_too() {
    let here = with_outcomes(&["Je ziet wat Sam nodig heeft.", "Luisteren", "Sam en sam"])
        .wrote(AN, id(1), theme(&[2]))
        .has(GESPREKSLEIDER, Command::Close);
    let span = |text, start, end| Span { text, start, end };
    let spans = vec![span(0, 12, 15), span(2, 0, 3), span(2, 7, 10)];
    let pieces = vec![BlottedText { of: TextOf::LearningOutcomes, spans }];
    let blotted = Command::BlotName { name: "Sam".to_owned() };
    let here = here.when(INBRENGER, blotted).then([Event::PiecesBlotted { pieces }]);
    let expected = ["Je ziet wat ▇▇▇ nodig heeft.", "Luisteren", "▇▇▇ en ▇▇▇"];
    assert_eq!(meeting(&here).learning_outcomes, expected);
    assert!(!snapshot(&here, BO).contains("Sam"));
}
