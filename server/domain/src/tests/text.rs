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
fn what_is_not_seen_or_turns_the_text_around_is_dropped_from_a_name() {
    let without_meaning = [
        '\0',
        '\u{1b}',
        '\u{7f}',
        '\u{202a}',
        '\u{202e}',
        '\u{2066}',
        '\u{2069}',
        '\u{200e}',
        '\u{200f}',
        '\u{61c}',
        '\u{200b}',
        '\u{200c}',
        '\u{200d}',
        '\u{2060}',
        '\u{feff}',
        '\u{ad}',
        '\u{3164}',
        '\u{2800}',
        '\u{fe0f}',
        '\u{e0041}',
    ];
    for c in without_meaning {
        for name in [format!("An{c}na"), format!("{c}Anna"), format!("Anna{c}{c}")] {
            assert_eq!(named(&lobby(), &name), "Anna", "{c:?}");
        }
        lobby().asked(&join(person(9), &format!("{c}"))).then_refused(Rejection::NameEmpty);
    }
    for c in ['\n', '\r', '\u{85}', '\u{2028}', '\u{b}', '\u{c}', '\t'] {
        assert_eq!(named(&lobby(), &format!("Anna{c}de Vries")), "Anna de Vries", "{c:?}");
    }
}

#[test]
fn a_name_of_any_script_is_welcome_with_its_joiners_and_its_emoji() {
    for name in [
        "Łukasz",
        "محمد",
        "慧",
        "O'Brien-de Vries",
        "Žofie",
        "Nguyễn Văn A",
        // Persian, Sinhala and Malayalam write joiners within a name.
        "علی\u{200c}رضا",
        "ශ්\u{200d}රී",
        "കാർത്തിക് ന\u{200d}",
        "ക്\u{200d}ഷ",
        "Sanne 👩\u{200d}🏫",
        "Bo 👨\u{200d}👩\u{200d}👧\u{200d}👦",
        "Ed ❤\u{fe0f}",
        "Al 🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
        "Mo 👍🏽",
    ] {
        let given = name.trim_end_matches('\u{200d}');
        assert_eq!(named(&lobby(), name), given, "{name:?}");
    }
    // As long as sixty of what people count as one.
    let family = "👨\u{200d}👩\u{200d}👧\u{200d}👦";
    assert_eq!(named(&lobby(), &family.repeat(60)), family.repeat(60));
    lobby().asked(&join(person(9), &family.repeat(61))).then_refused(Rejection::NameTooLong);
    // Without its joiner it is drawn nearly alike.
    let here = lobby().accept(&join(person(5), "علی\u{200c}رضا"));
    assert_eq!(named(&here, "علیرضا"), "علیرضا (2)");
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
    let joins = join(person(9), &piled(5));
    lobby().asked(&joins).then_refused(Rejection::NameForbiddenCharacter);
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
    let bare = Content::Evaluation { worth_it: Some(Worth::Partly), why, keep, change };
    standing_at("plan/plan").has(AN, contribute(at("plan/plan"), bare));
}

#[test]
fn a_leervraag_may_be_not_clear_yet() {
    let unclear = |text: Option<&str>| Content::Leervraag {
        text: text.map(str::to_owned),
        origin: None,
        goal: None,
    };
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
    let here = here.has(AN, contribute(at("plan/plan"), two_lines));
    let written = here.state.contributions.values().map(|c| &c.content);
    let by_when: Vec<&str> = written
        .filter_map(|content| match content {
            Content::Action(commitment) => Some(commitment.by_when.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(by_when, ["morgen overmorgen"]);
}

#[test]
fn what_is_pasted_is_cleaned_and_kept_as_it_was_meant() {
    let here = standing_at("brainstorm/ideeen");
    for (pasted, kept) in [
        // From slides: a vertical tab is a line end, and so are its cousins.
        ("een\u{b}twee", "een\ntwee"),
        ("een\u{2028}twee\u{2029}drie\u{85}vier\rvijf\u{c}zes", "een\ntwee\ndrie\nvier\nvijf\nzes"),
        // Marks that nobody sees.
        ("\u{feff}bel\u{200b} ze\u{ad}", "bel ze"),
        ("a\0b\u{7}c\u{1b}d\u{9f}e\u{202e}f\u{2067}g\u{200f}h", "abcdefgh"),
        // What has a meaning stays.
        ("می\u{200c}خواهم", "می\u{200c}خواهم"),
        ("👩\u{200d}🏫 ❤\u{fe0f} 1\u{fe0f}\u{20e3}", "👩\u{200d}🏫 ❤\u{fe0f} 1\u{fe0f}\u{20e3}"),
        ("\tingesprongen\n\ten nog", "ingesprongen\n\ten nog"),
    ] {
        let here = here.clone().has(AN, contribute(at("brainstorm/ideeen"), idea(pasted)));
        assert_eq!(here.state.contributions.values().next().unwrap().content, idea(kept));
    }
    let nothing = contribute(at("brainstorm/ideeen"), idea("\u{200b}\u{feff}"));
    here.when(AN, nothing).then_refused(Rejection::TextEmpty);
}

#[test]
fn a_link_may_be_as_long_as_a_video_calls() {
    let set = |length: usize| Command::SetDetails {
        title: String::new(),
        scheduled_at_ms: None,
        call_link: format!("https://{}", "x".repeat(length - 8)),
    };
    lobby().has(GESPREKSLEIDER, set(2_000));
    lobby().when(GESPREKSLEIDER, set(2_001)).then_refused(Rejection::TextTooLong);
    let far = |ms| Command::SetDetails {
        title: String::new(),
        scheduled_at_ms: Some(ms),
        call_link: String::new(),
    };
    for ms in [1 << 62, -1, i64::MIN] {
        lobby().when(GESPREKSLEIDER, far(ms)).then_refused(Rejection::DurationOutOfRange);
    }
}

#[test]
fn what_looks_like_code_is_a_text() {
    let here = standing_at("brainstorm/ideeen");
    for fine in ["<script>alert(1)</script>", "=HYPERLINK(\"x\")", "javascript:x"] {
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
