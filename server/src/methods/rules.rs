//! Whether a method makes sense: its parts must fit each other.
//!
//! Here are the rules about the method and its phases; those about one step are in `rules/step.rs`.

mod step;

use std::collections::BTreeSet;

use kring_protocol::content::{Field, FieldType, Kind};
use kring_protocol::ids::QuestionId;
use kring_protocol::script::{Method, Opening, Outcome, Phase, Role, Starter};
use serde::Serialize;
use toml::de::DeTable;

use super::fault::Finding;
use super::path::FieldPath;

/// Everything in this method that does not make sense. `stem` is the file's name without its ending.
pub(super) fn check(method: &Method, stem: &str, table: &DeTable<'_>) -> Vec<Finding> {
    let mut report = Report { table, findings: Vec::new() };
    about_the_method(method, stem, &mut report);
    questions("preparation", method.preparation.iter().map(|asked| &asked.id), &mut report);
    questions("reflection", method.reflection.iter().map(|asked| &asked.id), &mut report);
    let mut seen = Seen::default();
    let mut ids = BTreeSet::new();
    for (index, phase) in method.phases.iter().enumerate() {
        let path = FieldPath::default().item("phases", index);
        if !ids.insert(&phase.id) {
            let problem = format!("there is a phase \"{}\" already", phase.id);
            report.fault(&path.field("id"), problem, "give this one another id");
        }
        if let Some(minimum) = phase.minimum.filter(|minimum| *minimum > phase.minutes) {
            let minutes = phase.minutes;
            let problem =
                format!("phase \"{}\" has {minutes} minutes and a minimum of {minimum}", phase.id);
            report.fault(&path.field("minimum"), problem, "give it no more than its minutes");
        }
        steps(phase, &path, &mut seen, &mut report);
        outcomes(phase, &path, &seen, &mut report);
        starters(phase, &path, &mut report);
    }
    report.findings
}

/// What the steps so far have made possible.
#[derive(Debug, Default)]
struct Seen {
    /// Kinds that somebody could write.
    opened: BTreeSet<Kind>,
    /// Kinds that the group could choose from.
    choosable: BTreeSet<Kind>,
    /// Whether a form asked whom an agreement is about.
    asked_about: bool,
}

/// Collects findings, each at its path in the file.
struct Report<'t, 'i> {
    table: &'t DeTable<'i>,
    findings: Vec<Finding>,
}

impl Report<'_, '_> {
    fn fault(&mut self, path: &FieldPath, problem: impl Into<String>, advice: impl Into<String>) {
        self.findings.push(Finding::new(path.offset(self.table), problem, advice));
    }
}

/// Answers name the question they are to.
fn questions<'a>(
    list: &'static str,
    ids: impl Iterator<Item = &'a QuestionId>,
    report: &mut Report<'_, '_>,
) {
    let mut seen = BTreeSet::new();
    for (index, id) in ids.enumerate() {
        if !seen.insert(id) {
            let path = FieldPath::default().item(list, index);
            let problem = format!("there is a question \"{id}\" already");
            report.fault(&path.field("id"), problem, "give this one another id");
        }
    }
}

fn about_the_method(method: &Method, stem: &str, report: &mut Report<'_, '_>) {
    if method.id != stem {
        let problem = format!("the id \"{}\" is not the name of the file", method.id);
        let advice = format!("write id = \"{stem}\", or rename the file to {}.toml", method.id);
        report.fault(&FieldPath::default().field("id"), problem, advice);
    }
    let start = method.phases.iter().find(|phase| phase.id == method.round_starts_at);
    if start.is_none() {
        let problem = format!("there is no phase \"{}\"", method.round_starts_at);
        let advice = "name the phase at which a second case round starts";
        report.fault(&FieldPath::default().field("round_starts_at"), problem, advice);
    }
    if let (Some(phase), Some(step)) = (start, &method.round_starts_at_step)
        && !phase.step(step).is_some_and(|step| step.ballot)
    {
        let problem = format!("phase \"{}\" has no step \"{step}\" with a ballot", phase.id);
        let advice = "name the step in which the group chooses among the cases that are left";
        report.fault(&FieldPath::default().field("round_starts_at_step"), problem, advice);
    }
}

fn steps(phase: &Phase, path: &FieldPath, seen: &mut Seen, report: &mut Report<'_, '_>) {
    let mut ids = BTreeSet::new();
    for (index, step) in phase.steps.iter().enumerate() {
        let path = path.item("steps", index);
        if !ids.insert(&step.id) {
            let problem = format!("phase \"{}\" has a step \"{}\" already", phase.id, step.id);
            report.fault(&path.field("id"), problem, "give this one another id");
        }
        seen.opened.extend(step.opens.iter().map(|opening| opening.kind));
        seen.asked_about |= step.opens.iter().any(asks_about);
        step::check(step, &path, seen, report);
        seen.choosable.extend(&step.chooses);
    }
}

fn asks_about(opening: &Opening) -> bool {
    opening.kind == Kind::Agreement && opening.asks.iter().any(|field| field == "about")
}

/// A phase can only be asked for what somebody can write, or the group can choose, by then.
fn outcomes(phase: &Phase, path: &FieldPath, seen: &Seen, report: &mut Report<'_, '_>) {
    for (index, outcome) in phase.leaves.iter().enumerate() {
        let Some((kind, chosen)) = brought_about_by(*outcome) else { continue };
        let path = path.item("leaves", index);
        if !seen.opened.contains(&kind) {
            let problem = format!(
                "phase \"{}\" must leave \"{}\" behind, and no step up to there opens it",
                phase.id,
                word(outcome)
            );
            report.fault(&path, problem, format!("open \"{}\" in a step", word(&kind)));
        } else if outcome.about().is_some() && !seen.asked_about {
            let problem = format!(
                "phase \"{}\" must leave \"{}\" behind, and no step up to there asks whom an agreement is about",
                phase.id,
                word(outcome)
            );
            report.fault(&path, problem, "add \"about\" to the fields that an opening asks");
        } else if chosen && !seen.choosable.contains(&kind) {
            let problem = format!(
                "phase \"{}\" must leave a chosen \"{}\" behind, and no step up to there lets the group choose",
                phase.id,
                word(outcome)
            );
            report.fault(&path, problem, format!("add chooses = [\"{}\"] to a step", word(&kind)));
        }
    }
}

/// The kind that an outcome is made of, and whether the group must have chosen one. Nothing for the
/// inbrenger: the gespreksleider can appoint one in any phase.
fn brought_about_by(outcome: Outcome) -> Option<(Kind, bool)> {
    let kind = match outcome {
        Outcome::Inbrenger => return None,
        Outcome::Theme => return Some((Kind::Theme, true)),
        Outcome::Kernvraag => return Some((Kind::Kernvraag, true)),
        Outcome::GroundRule => return Some((Kind::GroundRule, true)),
        Outcome::Leervraag => Kind::Leervraag,
        Outcome::Question => Kind::Question,
        Outcome::Feedback => Kind::Feedback,
        Outcome::Goal => Kind::Goal,
        Outcome::Need => Kind::Need,
        Outcome::Idea => Kind::Idea,
        Outcome::Advice => Kind::Advice,
        Outcome::Action => Kind::Action,
        Outcome::Agreement
        | Outcome::AgreementParents
        | Outcome::AgreementPupil
        | Outcome::AgreementColleagues => Kind::Agreement,
        Outcome::Insight => Kind::Insight,
        Outcome::Takeaway => Kind::Takeaway,
        Outcome::Evaluation => Kind::Evaluation,
    };
    Some((kind, false))
}

fn starters(phase: &Phase, path: &FieldPath, report: &mut Report<'_, '_>) {
    for (index, starter) in phase.starters.iter().enumerate() {
        let path = path.item("starters", index);
        for role in &starter.by {
            if !opens_to(phase, starter.kind, *role) {
                let problem = format!(
                    "a starter for a \"{}\" by the {}, and no step of phase \"{}\" opens that",
                    word(&starter.kind),
                    word(role),
                    phase.id
                );
                report.fault(&path, problem, "take it out, or open the kind to that role");
            }
        }
        let typed = |field: &&Field| matches!(field.holds, FieldType::Text | FieldType::Line);
        let mut fields = starter.kind.fields().iter().filter(typed);
        if let Some(name) = &starter.field
            && !fields.any(|field| field.name == name)
        {
            let problem = format!("\"{}\" has no text \"{name}\"", word(&starter.kind));
            report.fault(&path.field("field"), problem, "name a field that is typed");
        }
        if let Some(step) = starter.step.as_ref().filter(|step| phase.step(step).is_none()) {
            let problem = format!("phase \"{}\" has no step \"{step}\"", phase.id);
            report.fault(&path.field("step"), problem, "name a step of this phase, or take it out");
        }
        unfinished(starter, &path, report);
    }
}

fn opens_to(phase: &Phase, kind: Kind, role: Role) -> bool {
    let mut openings = phase.steps.iter().flat_map(|step| &step.opens);
    openings.any(|opening| opening.kind == kind && opening.by.contains(&role))
}

/// A starter shows that the rest of the sentence is somebody's own.
fn unfinished(starter: &Starter, path: &FieldPath, report: &mut Report<'_, '_>) {
    for (language, text) in [("nl", &starter.text.nl), ("en", &starter.text.en)] {
        if !text.ends_with('…') {
            let problem = format!("the starter \"{text}\" does not end in …");
            report.fault(&path.field("text").field(language), problem, "leave its end open with …");
        }
    }
}

/// The word that stands for a value in a method file.
fn word<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}
