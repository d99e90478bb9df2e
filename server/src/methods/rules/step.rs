//! Whether one step makes sense, after the steps before it.

use std::collections::BTreeSet;

use kring_protocol::content::Kind;
use kring_protocol::script::{Authors, InbrengerSees, InbrengerState, Opening, Role, Step};

use super::{Report, Seen, word};
use crate::methods::path::FieldPath;

/// `seen` has what this step and the ones before it open.
pub(super) fn check(step: &Step, path: &FieldPath, seen: &Seen, report: &mut Report<'_, '_>) {
    openings(step, path, report);
    inbrenger(step, path, report);
    held_for_anonymity(step, path, report);
    turned_away(step, path, report);
    ballot(step, path, seen, report);
    kinds_to_weigh(step, path, seen, report);
    cautions(step, path, report);
    if step.silence_seconds.is_some() && step.turns.is_some() {
        let problem = format!("step \"{}\" is silent and has turns to speak", step.id);
        report.fault(&path.field("turns"), problem, "make it two steps");
    }
}

fn openings(step: &Step, path: &FieldPath, report: &mut Report<'_, '_>) {
    let mut taken = BTreeSet::new();
    for (index, opening) in step.opens.iter().enumerate() {
        let path = path.item("opens", index);
        let kind = word(&opening.kind);
        if opening.kind == Kind::Preparation {
            let problem = format!("\"{kind}\" is written before the meeting, and in no step");
            report.fault(&path.field("kind"), problem, "ask it in [[preparation]]");
        } else if !opening.kind.is_of_steps() {
            let problem = format!("\"{kind}\" is open in every step");
            report.fault(&path.field("kind"), problem, "take this opening out");
        }
        if opening.counted && !opening.held {
            let problem = "only what is held back is counted";
            report.fault(&path.field("counted"), problem, "add held = true, or take it out");
        }
        if opening.only.is_some() && opening.kind != Kind::Observation {
            let problem =
                format!("\"only\" says which observations may be written, not \"{kind}\"");
            report.fault(&path.field("only"), problem, "take it out");
        }
        if opening.category_required && opening.kind != Kind::Question {
            let problem = format!("only a question has a category, not \"{kind}\"");
            report.fault(&path.field("category_required"), problem, "take it out");
        }
        asked(opening, &path, report);
        for role in &opening.by {
            if !taken.insert((opening.kind, *role)) {
                let problem = format!(
                    "step \"{}\" opens \"{kind}\" to the {} a second time",
                    step.id,
                    word(role)
                );
                report.fault(&path, problem, "keep one opening for each kind and role");
            }
        }
    }
}

/// A form asks fields that the kind has, and all that it cannot do without.
fn asked(opening: &Opening, path: &FieldPath, report: &mut Report<'_, '_>) {
    let kind = word(&opening.kind);
    let fields = opening.kind.fields();
    for (index, name) in opening.asks.iter().enumerate() {
        if !fields.iter().any(|field| field.name == name) {
            let known: Vec<_> = fields.iter().map(|field| field.name).collect();
            let problem = format!("\"{kind}\" has no field \"{name}\"");
            report.fault(&path.item("asks", index), problem, format!("use {}", known.join(", ")));
        }
    }
    let needed = fields.iter().filter(|field| field.required && !opening.asks.is_empty());
    for field in needed.filter(|field| !opening.asks.iter().any(|name| name == field.name)) {
        let problem = format!("\"{kind}\" cannot do without \"{}\"", field.name);
        report.fault(&path.field("asks"), problem, "ask it too");
    }
}

/// The inbrenger's state must fit what the step asks of them.
fn inbrenger(step: &Step, path: &FieldPath, report: &mut Report<'_, '_>) {
    let state = path.field("inbrenger");
    match step.inbrenger {
        InbrengerState::Muted => muted(step, path, report),
        InbrengerState::Answers if !step.opens.iter().any(answers) => {
            let problem = format!(
                "the inbrenger answers in step \"{}\", and it opens no \"answer\" to them",
                step.id
            );
            let advice = "add { kind = \"answer\", by = [\"inbrenger\"] } to opens";
            report.fault(&state, problem, advice);
        }
        InbrengerState::Rates if step.responses.is_empty() => {
            let problem =
                format!("the inbrenger rates in step \"{}\", and it has no responses", step.id);
            report.fault(&state, problem, "add responses = [\"feasibility\"], or another one");
        }
        _ => {}
    }
}

fn answers(opening: &Opening) -> bool {
    opening.kind == Kind::Answer && opening.by.contains(&Role::Inbrenger)
}

/// Muted means muted: the server refuses it all, so the script must not offer it.
fn muted(step: &Step, path: &FieldPath, report: &mut Report<'_, '_>) {
    let who = format!("the inbrenger is muted in step \"{}\"", step.id);
    for (index, opening) in step.opens.iter().enumerate() {
        if opening.by.contains(&Role::Inbrenger) {
            let problem = format!("{who}, and it opens \"{}\" to them", word(&opening.kind));
            let advice = "take inbrenger out of by, or choose another state";
            report.fault(&path.item("opens", index), problem, advice);
        }
    }
    if !step.responses.is_empty() {
        let problem = format!("{who}, and it asks them for responses");
        let advice = "move the responses to a later step";
        report.fault(&path.field("responses"), problem, advice);
    }
    if step.turns.as_ref().is_some_and(|turns| turns.by.contains(&Role::Inbrenger)) {
        let problem = format!("{who}, and it gives them a turn");
        report.fault(&path.field("turns"), problem, "take inbrenger out of by");
    }
}

/// A text that appears while somebody is seen typing has an author.
fn held_for_anonymity(step: &Step, path: &FieldPath, report: &mut Report<'_, '_>) {
    if step.authors != Authors::Anonymous {
        return;
    }
    for (index, opening) in step.opens.iter().enumerate() {
        if !opening.held {
            let problem = format!(
                "step \"{}\" is anonymous, and \"{}\" shows at once",
                step.id,
                word(&opening.kind)
            );
            report.fault(&path.item("opens", index), problem, "add held = true");
        }
    }
}

/// Nobody can take part in what they do not see.
fn turned_away(step: &Step, path: &FieldPath, report: &mut Report<'_, '_>) {
    let takes_part = matches!(
        step.inbrenger,
        InbrengerState::Speaks | InbrengerState::Answers | InbrengerState::Rates
    );
    if step.inbrenger_sees == InbrengerSees::Afterwards && takes_part {
        let problem = format!(
            "the inbrenger {} in step \"{}\", and sees what is written only afterwards",
            word(&step.inbrenger),
            step.id
        );
        let advice = "make them listen or mute them, or let them see it at once";
        report.fault(&path.field("inbrenger_sees"), problem, advice);
    }
}

fn ballot(step: &Step, path: &FieldPath, seen: &Seen, report: &mut Report<'_, '_>) {
    if step.ballot && !seen.opened.contains(&Kind::Case) {
        let problem = format!("step \"{}\" has a ballot, and nobody could write a case", step.id);
        report.fault(
            &path.field("ballot"),
            problem,
            "open \"case\" in this step or an earlier one",
        );
    }
}

/// What is supported, chosen or responded to must have been written by somebody.
fn kinds_to_weigh(step: &Step, path: &FieldPath, seen: &Seen, report: &mut Report<'_, '_>) {
    for (field, kinds) in [("supports", &step.supports), ("chooses", &step.chooses)] {
        for (index, kind) in kinds.iter().enumerate() {
            if !seen.opened.contains(kind) {
                let kind = word(kind);
                let problem =
                    format!("step \"{}\" {field} \"{kind}\", and no step so far opens it", step.id);
                let advice = format!("open \"{kind}\" in this step or an earlier one");
                report.fault(&path.item(field, index), problem, advice);
            }
        }
    }
    for (index, response) in step.responses.iter().enumerate() {
        let kinds = response.answers();
        if !kinds.iter().any(|kind| seen.opened.contains(kind)) {
            let names: Vec<String> =
                kinds.iter().map(|kind| format!("\"{}\"", word(kind))).collect();
            let names = names.join(" or ");
            let problem = format!(
                "step \"{}\" asks for {}, and no step so far opens {names}",
                step.id,
                word(response)
            );
            let advice = format!("open {names} in an earlier step");
            report.fault(&path.item("responses", index), problem, advice);
        }
    }
}

fn cautions(step: &Step, path: &FieldPath, report: &mut Report<'_, '_>) {
    for (index, caution) in step.cautions.iter().enumerate() {
        let path = path.item("cautions", index);
        if !step.opens.iter().any(|opening| opening.kind == caution.kind) {
            let problem = format!(
                "a caution about \"{}\", and step \"{}\" does not open it",
                word(&caution.kind),
                step.id
            );
            report.fault(&path, problem, "move it to the step that does");
        }
        for (language, words) in [("nl", &caution.words.nl), ("en", &caution.words.en)] {
            for (index, found) in words.iter().enumerate() {
                if *found != found.to_lowercase() {
                    let problem = format!("the caution looks for \"{found}\", with a capital");
                    let path = path.field("words").item(language, index);
                    report.fault(&path, problem, format!("write \"{}\"", found.to_lowercase()));
                }
            }
        }
    }
}
