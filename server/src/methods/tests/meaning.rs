//! Parts that must fit each other.

use super::{GOOD, check, shown};

/// Where the step `ideeen` says what the inbrenger does.
const MUTED: &str = "inbrenger = \"muted\"";
/// What the step `ideeen` opens.
const IDEA: &str = "{ kind = \"idea\", by = [\"deelnemer\"] }";

#[test]
fn the_id_is_the_name_of_the_file() {
    check(
        &[("id = \"proef\"", "id = \"ander\"")],
        &[
            "2: the id \"ander\" is not the name of the file: write id = \"proef\", or rename the file to ander.toml",
        ],
    );
}

#[test]
fn a_round_starts_at_a_phase() {
    check(
        &[("round_starts_at = \"begin\"", "round_starts_at = \"midden\"")],
        &["7: there is no phase \"midden\": name the phase at which a second case round starts"],
    );
}

#[test]
fn no_two_phases_have_the_same_id() {
    check(
        &[("id = \"eind\"", "id = \"begin\"")],
        &["32: there is a phase \"begin\" already: give this one another id"],
    );
}

#[test]
fn a_phase_is_planned_for_no_less_than_its_minimum() {
    check(
        &[("minutes = 10", "minutes = 10\nminimum = 11")],
        &[
            "13: phase \"begin\" has 10 minutes and a minimum of 11: give it no more than its minutes",
        ],
    );
    check(&[("minutes = 10", "minutes = 10\nminimum = 10")], &[]);
}

#[test]
fn no_two_steps_of_a_phase_have_the_same_id() {
    let second = "[[phases.steps]]\nid = \"ideeen\"\ntitle = { nl = \"A\", en = \"A\" }\ninbrenger = \"listens\"\n";
    let told = "methods/proef.toml:45: phase \"eind\" has a step \"ideeen\" already: give this one another id";
    assert_eq!(shown(&format!("{GOOD}{second}")), [told]);
    // In another phase it is fine.
    check(&[("id = \"ideeen\"", "id = \"vragen\"")], &[]);
}

#[test]
fn what_is_always_open_is_not_opened() {
    for kind in ["note", "record"] {
        let opening = format!("{{ kind = \"{kind}\", by = [\"deelnemer\"] }}");
        let told = format!("43: \"{kind}\" is open in every step: take this opening out");
        check(&[(IDEA, &opening)], &[&told]);
    }
}

#[test]
fn what_is_prepared_is_asked_before_the_meeting_and_in_no_step() {
    check(
        &[(IDEA, "{ kind = \"preparation\", by = [\"deelnemer\"] }")],
        &[
            "43: \"preparation\" is written before the meeting, and in no step: ask it in [[preparation]]",
        ],
    );
}

#[test]
fn no_two_questions_have_the_same_id() {
    let text = "{ nl = \"A\", en = \"B\" }";
    let asked = format!("{{ id = \"a\", for = \"everybody\", title = {text}, ask = {text} }}");
    let looked_back = format!("{{ id = \"a\", ask = {text} }}");
    let lists = |first: &str, second: &str| {
        format!("round_starts_at = \"begin\"\npreparation = [{first}]\nreflection = [{second}]")
    };
    // One of each list may have the same.
    check(&[("round_starts_at = \"begin\"", &lists(&asked, &looked_back))], &[]);
    let twice = lists(&format!("{asked}, {asked}"), &format!("{looked_back}, {looked_back}"));
    check(
        &[("round_starts_at = \"begin\"", &twice)],
        &[
            "8: there is a question \"a\" already: give this one another id",
            "9: there is a question \"a\" already: give this one another id",
        ],
    );
}

#[test]
fn only_observations_have_a_tag_that_can_be_asked_for() {
    check(
        &[(IDEA, "{ kind = \"idea\", by = [\"deelnemer\"], only = \"strength\" }")],
        &["43: \"only\" says which observations may be written, not \"idea\": take it out"],
    );
    check(&[(IDEA, "{ kind = \"observation\", by = [\"deelnemer\"], only = \"strength\" }")], &[]);
}

#[test]
fn only_questions_have_a_category() {
    check(
        &[(IDEA, "{ kind = \"idea\", by = [\"deelnemer\"], category_required = true }")],
        &["43: only a question has a category, not \"idea\": take it out"],
    );
}

#[test]
fn only_what_is_held_back_is_counted() {
    check(
        &[(IDEA, "{ kind = \"idea\", by = [\"deelnemer\"], counted = true }")],
        &["43: only what is held back is counted: add held = true, or take it out"],
    );
}

#[test]
fn a_form_asks_fields_that_its_kind_has_and_all_that_it_needs() {
    let advice = "use what, who, by_when, evaluation";
    check(
        &[(IDEA, "{ kind = \"action\", by = [\"deelnemer\"], asks = [\"what\", \"why\"] }")],
        &[&format!("43: \"action\" has no field \"why\": {advice}")],
    );
    check(
        &[(IDEA, "{ kind = \"action\", by = [\"deelnemer\"], asks = [\"who\"] }")],
        &["43: \"action\" cannot do without \"what\": ask it too"],
    );
    check(&[(IDEA, "{ kind = \"evaluation\", by = [\"deelnemer\"], asks = [\"keep\"] }")], &[]);
}

#[test]
fn a_step_opens_a_kind_to_a_role_once() {
    let twice = format!(
        "{IDEA}, {{ kind = \"idea\", by = [\"gespreksleider\", \"deelnemer\"], held = true }}"
    );
    check(
        &[(IDEA, &twice)],
        &[
            "43: step \"ideeen\" opens \"idea\" to the deelnemer a second time: keep one opening for each kind and role",
        ],
    );
    // Different rules for different roles are fine.
    let apart = format!("{IDEA}, {{ kind = \"idea\", by = [\"gespreksleider\"], held = true }}");
    check(&[(IDEA, &apart)], &[]);
}

#[test]
fn a_muted_inbrenger_is_offered_nothing() {
    check(
        &[(IDEA, "{ kind = \"idea\", by = [\"deelnemer\", \"inbrenger\"] }")],
        &[
            "43: the inbrenger is muted in step \"ideeen\", and it opens \"idea\" to them: take inbrenger out of by, or choose another state",
        ],
    );
    check(
        &[(MUTED, "inbrenger = \"muted\"\nresponses = [\"appeal\"]")],
        &[
            "43: the inbrenger is muted in step \"ideeen\", and it asks them for responses: move the responses to a later step",
        ],
    );
    let turn =
        "inbrenger = \"muted\"\nturns = { by = [\"inbrenger\"], seconds = 60, may_pass = true }";
    check(
        &[(MUTED, turn)],
        &[
            "43: the inbrenger is muted in step \"ideeen\", and it gives them a turn: take inbrenger out of by",
        ],
    );
}

#[test]
fn an_inbrenger_who_answers_can_write_answers() {
    check(
        &[(
            "{ kind = \"answer\", by = [\"inbrenger\"] }",
            "{ kind = \"answer\", by = [\"deelnemer\"] }",
        )],
        &[
            "24: the inbrenger answers in step \"vragen\", and it opens no \"answer\" to them: add { kind = \"answer\", by = [\"inbrenger\"] } to opens",
        ],
    );
}

#[test]
fn an_inbrenger_who_rates_has_something_to_say() {
    check(
        &[(MUTED, "inbrenger = \"rates\"")],
        &[
            "42: the inbrenger rates in step \"ideeen\", and it has no responses: add responses = [\"feasibility\"], or another one",
        ],
    );
    check(&[(MUTED, "inbrenger = \"rates\"\nresponses = [\"appeal\"]")], &[]);
}

#[test]
fn an_anonymous_step_holds_everything_back() {
    check(
        &[(MUTED, "inbrenger = \"muted\"\nauthors = \"anonymous\"")],
        &["44: step \"ideeen\" is anonymous, and \"idea\" shows at once: add held = true"],
    );
    check(
        &[
            (MUTED, "inbrenger = \"muted\"\nauthors = \"anonymous\""),
            (IDEA, "{ kind = \"idea\", by = [\"deelnemer\"], held = true }"),
        ],
        &[],
    );
}

#[test]
fn an_inbrenger_who_takes_part_sees_what_is_written() {
    for (state, more) in [("speaks", ""), ("rates", "\nresponses = [\"appeal\"]")] {
        let step = format!("inbrenger = \"{state}\"\ninbrenger_sees = \"afterwards\"{more}");
        let told = format!(
            "43: the inbrenger {state} in step \"ideeen\", and sees what is written only afterwards: make them listen or mute them, or let them see it at once"
        );
        check(&[(MUTED, &step)], &[&told]);
    }
    check(
        &[("inbrenger = \"answers\"", "inbrenger = \"answers\"\ninbrenger_sees = \"afterwards\"")],
        &[
            "25: the inbrenger answers in step \"vragen\", and sees what is written only afterwards: make them listen or mute them, or let them see it at once",
        ],
    );
    for state in ["listens", "muted"] {
        let step = format!("inbrenger = \"{state}\"\ninbrenger_sees = \"afterwards\"");
        check(&[(MUTED, &step)], &[]);
    }
}

#[test]
fn a_ballot_needs_cases() {
    check(
        &[(MUTED, "inbrenger = \"muted\"\nballot = true")],
        &[
            "43: step \"ideeen\" has a ballot, and nobody could write a case: open \"case\" in this step or an earlier one",
        ],
    );
    check(
        &[
            (MUTED, "inbrenger = \"muted\"\nballot = true"),
            (
                "kind = \"leervraag\", by = [\"inbrenger\"] }",
                "kind = \"case\", by = [\"deelnemer\"] }",
            ),
            ("leaves = [\"leervraag\"]", "leaves = []"),
        ],
        &[],
    );
}

#[test]
fn nothing_is_supported_or_chosen_that_nobody_could_write() {
    for field in ["supports", "chooses"] {
        let step = format!("inbrenger = \"muted\"\n{field} = [\"question\", \"theme\"]");
        let told = format!(
            "43: step \"ideeen\" {field} \"theme\", and no step so far opens it: open \"theme\" in this step or an earlier one"
        );
        check(&[(MUTED, &step)], &[&told]);
    }
}

#[test]
fn nothing_is_responded_to_that_nobody_could_write() {
    check(
        &[(MUTED, "inbrenger = \"rates\"\nresponses = [\"warmth\", \"feasibility\"]")],
        &[
            "43: step \"ideeen\" asks for feasibility, and no step so far opens \"need\": open \"need\" in an earlier step",
        ],
    );
}

#[test]
fn a_starter_begins_something_that_can_be_written() {
    check(
        &[(
            "{ by = [\"deelnemer\"], kind = \"question\"",
            "{ by = [\"deelnemer\"], kind = \"idea\"",
        )],
        &[
            "15: a starter for a \"idea\" by the deelnemer, and no step of phase \"begin\" opens that: take it out, or open the kind to that role",
        ],
    );
    check(
        &[(
            "{ by = [\"deelnemer\"], kind = \"question\"",
            "{ by = [\"inbrenger\"], kind = \"question\"",
        )],
        &[
            "15: a starter for a \"question\" by the inbrenger, and no step of phase \"begin\" opens that: take it out, or open the kind to that role",
        ],
    );
}

#[test]
fn a_starter_leaves_its_end_open() {
    check(
        &[("nl = \"Hoe …\"", "nl = \"Hoe gaat het?\"")],
        &["15: the starter \"Hoe gaat het?\" does not end in …: leave its end open with …"],
    );
}

#[test]
fn a_phase_is_asked_only_for_what_can_be_there_by_then() {
    check(
        &[("leaves = [\"leervraag\"]", "leaves = [\"leervraag\", \"idea\", \"inbrenger\"]")],
        &[
            "13: phase \"begin\" must leave \"idea\" behind, and no step up to there opens it: open \"idea\" in a step",
        ],
    );
    // What an earlier phase opened counts.
    check(&[("minutes = 5", "minutes = 5\nleaves = [\"question\", \"idea\"]")], &[]);
}

#[test]
fn an_agreement_about_somebody_is_left_behind_where_a_form_asks_whom_it_is_about() {
    let leaves = ("minutes = 5", "minutes = 5\nleaves = [\"agreement_parents\"]");
    let opening = "{ kind = \"agreement\", by = [\"deelnemer\"] }";
    check(
        &[(IDEA, opening), leaves],
        &[
            "35: phase \"eind\" must leave \"agreement_parents\" behind, and no step up to there asks whom an agreement is about: add \"about\" to the fields that an opening asks",
        ],
    );
    let asking = "{ kind = \"agreement\", by = [\"deelnemer\"], asks = [\"what\", \"about\"] }";
    check(&[(IDEA, asking), leaves], &[]);
}

#[test]
fn a_theme_or_kernvraag_is_left_behind_once_it_can_be_chosen() {
    let opening = "{ kind = \"kernvraag\", by = [\"deelnemer\"] }";
    check(
        &[(IDEA, opening), ("minutes = 5", "minutes = 5\nleaves = [\"kernvraag\"]")],
        &[
            "35: phase \"eind\" must leave a chosen \"kernvraag\" behind, and no step up to there lets the group choose: add chooses = [\"kernvraag\"] to a step",
        ],
    );
    check(
        &[
            (IDEA, opening),
            ("minutes = 5", "minutes = 5\nleaves = [\"kernvraag\"]"),
            (MUTED, "inbrenger = \"muted\"\nchooses = [\"kernvraag\"]"),
        ],
        &[],
    );
}

#[test]
fn a_caution_watches_what_its_step_opens_for_words_in_lower_case() {
    let caution = "\n[[phases.steps.cautions]]\nkind = \"question\"\nwords = { nl = [\"Waarom\"], en = [\"why\"] }\ntext = { nl = \"Wat of hoe?\", en = \"What or how?\" }\n";
    assert_eq!(
        shown(&format!("{GOOD}{caution}")),
        [
            "methods/proef.toml:45: a caution about \"question\", and step \"ideeen\" does not open it: move it to the step that does",
            "methods/proef.toml:47: the caution looks for \"Waarom\", with a capital: write \"waarom\"",
        ]
    );
}

#[test]
fn a_silent_step_has_no_turns() {
    let step = "inbrenger = \"muted\"\nsilence_seconds = 60\nturns = { by = [\"deelnemer\"], seconds = 60, may_pass = true }";
    check(
        &[(MUTED, step)],
        &["44: step \"ideeen\" is silent and has turns to speak: make it two steps"],
    );
}
