//! Fields, types and bounds.

use super::{GOOD, check, edited, shown};
use crate::methods::parse;

#[test]
fn an_unknown_field_is_named_with_the_one_that_was_meant() {
    check(
        &[("minutes = 10", "minuts = 10")],
        &[
            "9: phase \"begin\" has no \"minutes\": add minutes = 10",
            "12: unknown field \"minuts\" in phase \"begin\": did you mean \"minutes\"?",
        ],
    );
}

#[test]
fn an_unknown_field_that_resembles_nothing_gets_the_list() {
    let turns = "turns = { by = [\"deelnemer\"], seconds = 60, may_pass = true, colour = 1 }";
    check(
        &[("inbrenger = \"muted\"", &format!("inbrenger = \"muted\"\n{turns}"))],
        &[
            "43: unknown field \"colour\" in \"turns\" of step \"ideeen\": use one of by, seconds, may_pass",
        ],
    );
}

#[test]
fn a_missing_field_is_named_at_what_lacks_it() {
    check(
        &[("inbrenger = \"muted\"\n", "")],
        &["39: step \"ideeen\" has no \"inbrenger\": add inbrenger = \"speaks\", or another state"],
    );
    check(
        &[("round_starts_at = \"begin\"\n", "")],
        &["1: the method has no \"round_starts_at\": add round_starts_at = \"…\", a phase's id"],
    );
}

#[test]
fn a_wrong_type_is_told_with_the_right_one() {
    check(
        &[("minutes = 10", "minutes = \"tien\"")],
        &["12: \"minutes\" of phase \"begin\" is a text: write a whole number from 1 to 180"],
    );
    check(
        &[("minutes = 5", "minutes = 5\nproposal = 1")],
        &["35: \"proposal\" of phase \"eind\" is a whole number: write true or false"],
    );
    check(
        &[("leaves = [\"leervraag\"]", "leaves = \"leervraag\"")],
        &["13: \"leaves\" of phase \"begin\" is a text: write a list between [ and ]"],
    );
    check(
        &[("title = { nl = \"Proef\", en = \"Trial\" }", "title = \"Proef\"")],
        &["3: \"title\" of the method is a text: write a table with nl, en"],
    );
}

#[test]
fn a_missing_translation_is_told_with_its_language() {
    check(
        &[(", en = \"Start\"", "")],
        &["11: \"title\" of phase \"begin\" has no English translation: add en = \"…\""],
    );
    check(
        &[("nl = \"Wees lief.\", ", "")],
        &["6: a text in \"agreements\" has no Dutch translation: add nl = \"…\""],
    );
}

#[test]
fn an_empty_translation_is_as_good_as_none() {
    check(
        &[("en = \"Listen.\"", "en = \"  \"")],
        &[
            "20: the English of \"deelnemer\" of \"guidance\" of phase \"begin\" is empty: write a text",
        ],
    );
}

#[test]
fn a_text_is_one_line_of_at_most_400_characters() {
    check(
        &[("en = \"Be kind.\"", "en = \"Be\\nkind.\"")],
        &[
            "6: the English of a text in \"agreements\" has a line break or another control character: write it as one line of plain text",
        ],
    );
    let long = format!("nl = \"{}\"", "é".repeat(401));
    check(
        &[("nl = \"Wees lief.\"", &long)],
        &["6: the Dutch of a text in \"agreements\" has 401 characters: shorten it to 400"],
    );
}

#[test]
fn a_phase_needs_a_step() {
    let (without, _) = GOOD.split_once("[[phases.steps]]\nid = \"ideeen\"").unwrap();
    let told = "31: a phase without steps: give phase \"eind\" at least one [[phases.steps]]";
    assert_eq!(shown(without), [format!("methods/proef.toml:{told}")]);
    let empty = without.replace("minutes = 5\n", "minutes = 5\nsteps = []\n");
    let told = "35: a phase without steps: give phase \"eind\" at least one [[phases.steps]]";
    assert_eq!(shown(&empty), [format!("methods/proef.toml:{told}")]);
}

#[test]
fn a_kind_needs_somebody_who_may_write_it() {
    check(
        &[("{ kind = \"idea\", by = [\"deelnemer\"] }", "{ kind = \"idea\", by = [] }")],
        &["43: a kind that nobody may write: add by = [\"deelnemer\"], or other roles"],
    );
}

#[test]
fn a_turn_needs_somebody_who_gets_it() {
    let turns = "inbrenger = \"muted\"\nturns = { by = [], seconds = 60, may_pass = true }";
    check(
        &[("inbrenger = \"muted\"", turns)],
        &["43: turns for nobody: add by = [\"deelnemer\"], or other roles"],
    );
}

#[test]
fn a_word_that_is_no_kind_or_role_is_told_with_the_one_that_was_meant() {
    check(
        &[("kind = \"idea\"", "kind = \"ideea\"")],
        &["43: unknown kind \"ideea\": did you mean \"idea\"?"],
    );
    check(
        &[("by = [\"inbrenger\"]", "by = [\"voorzitter\"]")],
        &[
            "26: unknown role \"voorzitter\": use one of gespreksleider, inbrenger, tijdbewaker, verslaglegger, deelnemer",
            "28: unknown role \"voorzitter\": use one of gespreksleider, inbrenger, tijdbewaker, verslaglegger, deelnemer",
        ],
    );
}

#[test]
fn a_word_is_named_once_in_a_list() {
    check(
        &[("leaves = [\"leervraag\"]", "leaves = [\"leervraag\", \"leervraag\"]")],
        &["13: \"leaves\" names \"leervraag\" twice: name it once"],
    );
}

#[test]
fn an_id_is_a_short_slug() {
    check(
        &[("id = \"ideeen\"", "id = \"Ideeën!\"")],
        &["40: \"Ideeën!\" cannot be an id: use 1 to 40 of a-z, 0-9 and -"],
    );
    check(
        &[("id = \"vragen\"", "id = \"abcdefghij-abcdefghij-abcdefghij-abcdefghij\"")],
        &[
            "22: \"abcdefghij-abcdefghij-abcdefghij-abcdefg\" cannot be an id: use 1 to 40 of a-z, 0-9 and -",
        ],
    );
}

#[test]
fn numbers_have_bounds() {
    for (minutes, fits) in [(0, false), (1, true), (180, true), (181, false), (-5, false)] {
        let text = edited(&[("minutes = 10", &format!("minutes = {minutes}"))]);
        let told = format!(
            "methods/proef.toml:12: minutes = {minutes} is out of bounds: write a whole number from 1 to 180"
        );
        assert_eq!(shown(&text), if fits { vec![] } else { vec![told] });
    }
    for (seconds, fits) in [(9, false), (10, true), (1800, true), (1801, false)] {
        let out = "is out of bounds: write a whole number from 10 to 1800";
        let silence = format!("inbrenger = \"muted\"\nsilence_seconds = {seconds}");
        let told = format!("methods/proef.toml:43: silence_seconds = {seconds} {out}");
        let text = edited(&[("inbrenger = \"muted\"", &silence)]);
        assert_eq!(shown(&text), if fits { vec![] } else { vec![told] });

        let turns = format!(
            "inbrenger = \"muted\"\nturns = {{ by = [\"deelnemer\"], seconds = {seconds}, may_pass = true }}"
        );
        let told = format!("methods/proef.toml:43: seconds = {seconds} {out}");
        let text = edited(&[("inbrenger = \"muted\"", &turns)]);
        assert_eq!(shown(&text), if fits { vec![] } else { vec![told] });
    }
}

#[test]
fn another_format_is_refused() {
    check(&[("format = 1", "format = 2")], &["1: format = 2 is out of bounds: write 1"]);
}

#[test]
fn a_method_has_at_most_thirty_phases() {
    let (head, last) = GOOD.split_once("[[phases]]\nid = \"eind\"").unwrap();
    let mut text = head.to_owned();
    for number in 0..30 {
        text.push_str(&format!("[[phases]]\nid = \"eind-{number}\"{last}\n"));
    }
    let told = "methods/proef.toml:9: \"phases\" of the method has 31 members: keep it to 30";
    assert_eq!(shown(&text), [told]);
}

#[test]
fn guidance_is_for_at_least_three_roles() {
    check(
        &[("deelnemer = { nl = \"Schrijf.\", en = \"Write.\" }\n", "")],
        &[
            "35: \"guidance\" of phase \"eind\" has no \"deelnemer\": add deelnemer = { nl = \"…\", en = \"…\" }",
        ],
    );
}

/// The step `ideeen` with guidance of its own, which then stands on line 43.
fn with_step_guidance(guidance: &str) -> String {
    let state = "inbrenger = \"muted\"";
    edited(&[(state, &format!("{state}\nguidance = {{ {guidance} }}"))])
}

#[test]
fn a_step_can_say_what_it_asks_of_some_roles() {
    for role in ["gespreksleider", "inbrenger", "deelnemer", "tijdbewaker", "verslaglegger"] {
        let text = with_step_guidance(&format!("{role} = {{ nl = \"Nu.\", en = \"Now.\" }}"));
        let method = parse("methods/proef.toml", &text).unwrap();
        let guidance = &method.phases[1].steps[0].guidance;
        let said: Vec<&str> = guidance.values().map(|text| text.en.as_str()).collect();
        assert_eq!(said, ["Now."]);
        assert_eq!(serde_json::to_value(guidance).unwrap()[role]["nl"], "Nu.");
    }
    let method = parse("methods/proef.toml", GOOD).unwrap();
    assert!(method.phases[1].steps[0].guidance.is_empty());
}

#[test]
fn the_guidance_of_a_step_is_held_to_the_same_bounds_as_that_of_its_phase() {
    let long = "x".repeat(401);
    let cases = [
        (
            "deelnemr = { nl = \"Nu.\", en = \"Now.\" }",
            "unknown field \"deelnemr\" in \"guidance\" of step \"ideeen\": did you mean \"deelnemer\"?",
        ),
        (
            "deelnemer = { nl = \"Nu.\" }",
            "\"deelnemer\" of \"guidance\" of step \"ideeen\" has no English translation: add en = \"…\"",
        ),
        (
            "deelnemer = { nl = \" \", en = \"Now.\" }",
            "the Dutch of \"deelnemer\" of \"guidance\" of step \"ideeen\" is empty: write a text",
        ),
        (
            &format!("deelnemer = {{ nl = \"Nu.\", en = \"{long}\" }}"),
            "the English of \"deelnemer\" of \"guidance\" of step \"ideeen\" has 401 characters: shorten it to 400",
        ),
        (
            "deelnemer = \"Nu.\"",
            "\"deelnemer\" of \"guidance\" of step \"ideeen\" is a text: write a table with nl, en",
        ),
    ];
    for (guidance, told) in cases {
        assert_eq!(
            shown(&with_step_guidance(guidance)),
            [format!("methods/proef.toml:43: {told}")]
        );
    }
}

#[test]
fn all_faults_are_told_in_the_order_of_the_lines() {
    check(
        &[("minutes = 5", "minutes = 500"), ("en = \"Lead.\"", "en = \"\""), ("format = 1", "")],
        &[
            "1: the method has no \"format\": add format = 1",
            "18: the English of \"gespreksleider\" of \"guidance\" of phase \"begin\" is empty: write a text",
            "34: minutes = 500 is out of bounds: write a whole number from 1 to 180",
        ],
    );
}

#[test]
fn what_is_not_toml_is_told_with_its_line() {
    let faults = shown(&edited(&[("minutes = 10", "minutes = ")]));
    assert_eq!(faults.len(), 1);
    assert!(faults[0].starts_with("methods/proef.toml:12: this is not TOML ("), "{faults:?}");
    assert!(faults[0].ends_with("): mend this line"), "{faults:?}");
}

#[test]
fn a_fault_quotes_no_control_characters_and_no_flood() {
    let text = edited(&[("minutes = 10", "\"\\u001b[2J\" = 10")]);
    assert!(shown(&text).iter().all(|fault| !fault.chars().any(char::is_control)));
    let text = edited(&[("kind = \"idea\"", &format!("kind = \"{}\"", "x".repeat(10_000)))]);
    assert!(shown(&text).iter().all(|fault| fault.len() < 1_000));
}

#[test]
fn deep_nesting_is_refused_like_any_other_fault() {
    let faults = shown(&format!("a = {}", "[".repeat(100_000)));
    assert!((1..=100).contains(&faults.len()), "{}", faults.len());
}

#[test]
fn a_file_over_256_kib_is_refused_before_it_is_parsed() {
    let text = format!("this is not even TOML {}", " ".repeat(256 * 1024));
    assert_eq!(
        shown(&text),
        ["methods/proef.toml:1: the file is larger than 256 KiB: shorten its texts"]
    );
    // Up to there, size is no fault.
    let padding = 256 * 1024 - GOOD.len() - 1;
    let text = format!("{GOOD}#{}", " ".repeat(padding));
    assert!(parse("methods/proef.toml", &text).is_ok());
}
