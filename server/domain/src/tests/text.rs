//! Names and texts: bounded, and free of what makes one pass for another.

use kring_protocol::code::Rejection;
use kring_protocol::command::Command;
use kring_protocol::content::{Content, Goal, Worth};

use super::given::{AN, GESPREKSLEIDER, Given, at, join, lobby, person, standing_at};
use super::script::{action, contribute, idea, note};
use crate::event::Event;

/// The name that somebody who joins gets.
#[track_caller]
fn named(here: &Given, wanted: &str) -> String {
    let joined = here.clone().accept(&join(person(9), wanted));
    joined.state.present(person(9)).unwrap().name.clone()
}

#[test]
fn a_name_says_something() {
    for empty in ["", " ", "\t", "\u{a0}\u{2003}"] {
        lobby().asked(&join(person(9), empty)).then_refused(Rejection::NameEmpty);
    }
}

#[test]
fn a_name_fits_a_line() {
    assert_eq!(named(&lobby(), &"a".repeat(60)), "a".repeat(60));
    // Bounded in characters as people count them, not in bytes.
    assert_eq!(named(&lobby(), &"é".repeat(60)).chars().count(), 60);
    for length in [61, 10_000] {
        lobby().asked(&join(person(9), &"a".repeat(length))).then_refused(Rejection::NameTooLong);
    }
    lobby()
        .asked(&join(person(9), &"\u{200b}".repeat(10_000)))
        .then_refused(Rejection::NameTooLong);
}

#[test]
fn a_name_holds_nothing_that_is_not_seen_or_turns_the_text_around() {
    let bad = [
        '\0',
        '\n',
        '\r',
        '\u{1b}',
        '\u{7f}',
        '\u{85}', // control
        '\u{202a}',
        '\u{202e}',
        '\u{2066}',
        '\u{2069}',
        '\u{200e}',
        '\u{200f}',
        '\u{61c}', // direction
        '\u{200b}',
        '\u{200c}',
        '\u{200d}',
        '\u{2060}',
        '\u{feff}',
        '\u{ad}', // no width
        '\u{3164}',
        '\u{2800}',
        '\u{fe0f}',
        '\u{e0041}',
        '\u{2028}', // blank, or nothing by itself
    ];
    for c in bad {
        for name in [format!("An{c}na"), format!("{c}"), format!("Anna{c}")] {
            lobby().asked(&join(person(9), &name)).then_refused(Rejection::NameForbiddenCharacter);
        }
    }
}

#[test]
fn a_name_of_any_script_is_welcome() {
    for name in ["Łukasz", "محمد", "慧", "O'Brien-de Vries", "Žofie", "Nguyễn Văn A"] {
        assert_eq!(named(&lobby(), name), name);
    }
}

#[test]
fn a_name_is_shown_with_single_spaces_and_composed_letters() {
    assert_eq!(named(&lobby(), "  Jan \t de\u{a0} Vries "), "Jan de Vries");
    assert_eq!(named(&lobby(), "Rene\u{301}"), "René");
}

#[test]
fn two_people_of_one_name_can_be_told_apart() {
    let here = lobby().accept(&join(person(5), "Anna"));
    assert_eq!(named(&here, "Anna"), "Anna (2)");
    assert_eq!(named(&here, "ANNA"), "ANNA (2)");
    let here = here.accept(&join(person(6), "Anna"));
    assert_eq!(named(&here, "anna"), "anna (3)");
    assert_eq!(named(&here, "Anna (2)"), "Anna (2) (2)");
    // A name stays with whoever left: it stands beside what they wrote.
    let here = here.has(person(5), Command::Leave);
    assert_eq!(named(&here, "Anna"), "Anna (3)");
    let rename = Command::Rename { name: "anna".to_owned() };
    let renamed = Event::ParticipantRenamed { participant: AN, name: "anna (3)".to_owned() };
    here.when(AN, rename).then([renamed]);
}

#[test]
fn names_that_are_drawn_alike_can_be_told_apart() {
    // A Cyrillic A, letters of full width, and a digit one for an l.
    for (first, second) in [("Anna", "\u{410}nna"), ("Anna", "\u{ff21}nna"), ("Karel", "Kare1")] {
        let here = lobby().accept(&join(person(5), first));
        assert_eq!(named(&here, second), format!("{second} (2)"));
    }
}

#[test]
fn a_name_with_its_number_fits_a_line_too() {
    let here = lobby().accept(&join(person(5), &"a".repeat(60)));
    assert_eq!(named(&here, &"a".repeat(60)), format!("{} (2)", "a".repeat(56)));
    let here = here.accept(&join(person(6), &"a".repeat(60)));
    assert_eq!(named(&here, &"a".repeat(60)), format!("{} (3)", "a".repeat(56)));
    let spaced = format!("{} {}", "a".repeat(55), "b".repeat(4));
    let here = here.accept(&join(person(7), &spaced));
    assert_eq!(named(&here, &spaced), format!("{} (2)", "a".repeat(55)));
}

#[test]
fn a_name_does_not_cover_its_neighbours() {
    let piled = |marks| format!("Z{}algo", "\u{489}".repeat(marks));
    assert_eq!(named(&lobby(), &piled(4)), piled(4));
    let refused = Rejection::NameForbiddenCharacter;
    lobby().asked(&join(person(9), &piled(5))).then_refused(refused);
}

#[test]
fn changing_the_case_of_ones_own_name_makes_no_duplicate() {
    let renamed = Event::ParticipantRenamed { participant: AN, name: "AN".to_owned() };
    lobby().when(AN, Command::Rename { name: "AN".to_owned() }).then([renamed]);
}

#[test]
fn a_text_is_at_most_four_thousand_characters_and_never_cut() {
    let here = standing_at("brainstorm/ideeen");
    let write = |text: String| contribute(at("brainstorm/ideeen"), idea(&text));
    here.clone().has(AN, write("ë".repeat(4_000)));
    here.clone().has(AN, write(format!("  {}\n", "x".repeat(4_000))));
    for length in [4_001, 60_000] {
        here.when(AN, write("x".repeat(length))).then_refused(Rejection::TextTooLong);
    }
}

#[test]
fn a_text_says_something() {
    let here = standing_at("plan/plan");
    for empty in ["", " ", "\n\t\n"] {
        let write = |content| contribute(at("plan/plan"), content);
        here.when(AN, write(note(empty))).then_refused(Rejection::TextEmpty);
        here.when(AN, write(action(empty))).then_refused(Rejection::TextEmpty);
        let goal = Goal { behaviour: empty.to_owned(), ..Goal::default() };
        here.when(AN, write(Content::Goal(goal))).then_refused(Rejection::TextEmpty);
    }
}

#[test]
fn an_evaluation_may_be_a_bare_yes_or_no() {
    let empty = String::new;
    let (why, keep, change) = (empty(), empty(), empty());
    let bare = Content::Evaluation { worth_it: Worth::Partly, why, keep, change };
    standing_at("plan/plan").has(AN, contribute(at("plan/plan"), bare));
}

#[test]
fn a_leervraag_may_be_not_clear_yet() {
    let unclear =
        |text: Option<&str>| Content::Leervraag { text: text.map(str::to_owned), origin: None };
    let here = standing_at("verkenning/vertellen");
    let write = contribute(at("verkenning/vertellen"), unclear(Some(" ")));
    let here = here.has(super::given::INBRENGER, write);
    let kept = here.state.contributions.values().next().unwrap();
    assert_eq!(kept.content, unclear(None), "an empty question is none");
}

#[test]
fn a_text_keeps_its_lines_and_a_line_has_one() {
    let here = standing_at("plan/plan");
    let write = contribute(at("plan/plan"), note(" een\r\n\ttwee "));
    let here = here.has(AN, write);
    assert_eq!(here.state.contributions.values().next().unwrap().content, note("een\n\ttwee"));
    let mut two_lines = action("bellen");
    if let Content::Action(commitment) = &mut two_lines {
        commitment.by_when = "morgen\novermorgen".to_owned();
    }
    here.when(AN, contribute(at("plan/plan"), two_lines))
        .then_refused(Rejection::TextForbiddenCharacter);
}

#[test]
fn a_text_holds_no_control_characters_and_is_not_turned_around() {
    let here = standing_at("brainstorm/ideeen");
    for c in ['\0', '\u{7}', '\r', '\u{1b}', '\u{9f}', '\u{202e}', '\u{2067}', '\u{200f}'] {
        let write = contribute(at("brainstorm/ideeen"), idea(&format!("a{c}b")));
        here.when(AN, write).then_refused(Rejection::TextForbiddenCharacter);
    }
    for fine in ["<script>alert(1)</script>", "=HYPERLINK(\"x\")", "👩‍🏫 ❤️", "javascript:x"]
    {
        let here = here.clone().has(AN, contribute(at("brainstorm/ideeen"), idea(fine)));
        assert_eq!(here.state.contributions.values().next().unwrap().content, idea(fine));
    }
}

#[test]
fn a_line_is_at_most_two_hundred_characters() {
    let set = |length: usize| Command::SetAgreements { items: vec!["é".repeat(length)] };
    lobby().has(GESPREKSLEIDER, set(200));
    for length in [201, 5_000] {
        lobby().when(GESPREKSLEIDER, set(length)).then_refused(Rejection::TextTooLong);
    }
}
