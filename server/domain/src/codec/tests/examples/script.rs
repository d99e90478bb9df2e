//! Methods, phases, and what a group changes about its plan.

use kring_protocol::ids::{PhaseId, StepId};
use kring_protocol::record::Clock;
use kring_protocol::replan::{PhaseReplan, Replan, ReplanReason};
use kring_protocol::script::{Method, Phase};
use kring_protocol::text::Text;
use serde_json::json;

use super::{Example, named};
use crate::Event;
use crate::state::PhaseMinutes;

pub(super) fn plan() -> Vec<Example> {
    let phase = || PhaseId::from("verkennen");
    named([
        ("minutes_set", Event::MinutesSet { phase: phase(), minutes: 15 }),
        ("phase_dropped", Event::PhaseDropped { phase: phase() }),
        ("phase_restored", Event::PhaseRestored { phase: phase() }),
        ("step_dropped", Event::StepDropped { phase: phase(), step: StepId::from("vragen") }),
        ("step_restored", Event::StepRestored { phase: phase(), step: StepId::from("vragen") }),
        ("phase_moved", Event::PhaseMoved { phase: phase(), to: 4 }),
        (
            "guiding_questions_set",
            Event::GuidingQuestionsSet { phase: phase(), items: vec!["Waar let je op?".into()] },
        ),
        (
            "guiding_questions_set.none",
            Event::GuidingQuestionsSet { phase: phase(), items: vec![] },
        ),
        (
            "learning_outcomes_set",
            Event::LearningOutcomesSet { items: vec!["Je geeft richtinggevende feedback.".into()] },
        ),
        ("learning_outcomes_set.none", Event::LearningOutcomesSet { items: vec![] }),
        ("level_set", Event::LevelSet { level: 3 }),
        ("phase_inserted", Event::PhaseInserted { at: 2, phase: Box::new(full_phase()) }),
        (
            "phase_inserted.step_guidance",
            Event::PhaseInserted { at: 0, phase: Box::new(guided_phase()) },
        ),
        (
            "phase_inserted.minimum",
            Event::PhaseInserted { at: 1, phase: Box::new(shrinking_phase()) },
        ),
        ("replan_proposed", Event::ReplanProposed { replan: proposal() }),
        (
            "replanned",
            Event::Replanned {
                minutes: vec![PhaseMinutes { phase: phase(), minutes: 7 }],
                left_out: vec![PhaseId::from("delen")],
                clock: Some(Clock::Running { ends_at_ms: 1_794_000_180_000 }),
                added_minutes: -2,
                ends_at_ms: 1_794_000_600_000,
            },
        ),
        (
            "replanned.later_only",
            Event::Replanned {
                minutes: vec![],
                left_out: vec![],
                clock: None,
                added_minutes: 0,
                ends_at_ms: 1_794_000_600_000,
            },
        ),
    ])
}

/// A proposal with every reason in it.
fn proposal() -> Replan {
    let reasons = [
        ReplanReason::Keeps,
        ReplanReason::Shrinks,
        ReplanReason::AtMinimum,
        ReplanReason::LeftOut,
        ReplanReason::KeepsClosing,
    ];
    let phases = reasons.into_iter().zip(1..).map(|(reason, to)| PhaseReplan {
        phase: PhaseId::from("verkennen"),
        from: 5,
        to,
        reason,
    });
    Replan {
        at_ms: 1_794_000_000_000,
        minutes_left: 10,
        short_minutes: 2,
        phases: phases.collect(),
    }
}

pub(super) fn method() -> Method {
    Method {
        format: 1,
        id: "voorbeeld".into(),
        title: Text { nl: "Voorbeeld".into(), en: "Example".into() },
        summary: Text { nl: "Kort".into(), en: "Short".into() },
        source: "Nergens".into(),
        agreements: vec![Text { nl: "Rust".into(), en: "Calm".into() }],
        round_starts_at: PhaseId::from("verkennen"),
        round_starts_at_step: None,
        strict: false,
        pupil_plan: false,
        preparation: vec![],
        reflection: vec![],
        phases: vec![full_phase(), bare_phase()],
    }
}

/// A phase with everything in it that a method file could say when it was first stored. What came
/// later has an example of its own, because the bytes of this one are in people's logs.
fn full_phase() -> Phase {
    let text = json!({"nl": "Vragen", "en": "Questions"});
    let roles = ["gespreksleider", "inbrenger", "tijdbewaker", "verslaglegger", "deelnemer"];
    let kinds = [
        "lookback",
        "case",
        "introduction",
        "leervraag",
        "observation",
        "question",
        "answer",
        "theme",
        "kernvraag",
        "idea",
        "need",
        "advice",
        "feedback",
        "goal",
        "action",
        "agreement",
        "experience",
        "insight",
        "takeaway",
        "evaluation",
        "record",
        "note",
    ];
    let opens = kinds.map(|kind| {
        json!({"kind": kind, "by": roles, "held": true, "only": "strength", "category_required": true})
    });
    let steps = ["speaks", "answers", "listens", "rates", "muted"].map(|inbrenger| {
        json!({
            "id": inbrenger, "title": text, "inbrenger": inbrenger,
            "inbrenger_sees": "afterwards", "authors": "anonymous", "opens": opens,
            "turns": {"by": roles, "seconds": 90, "may_pass": true},
            "silence_seconds": 60, "ballot": true,
            "responses": ["warmth", "feasibility", "appeal"],
            "supports": ["idea", "advice"], "chooses": ["theme", "kernvraag"],
            "cautions": [
                {"kind": "question", "words": {"nl": ["waarom niet"], "en": ["why not"]}, "text": text},
            ],
        })
    });
    let phase = json!({
        "id": "verkennen", "title": text, "minutes": 10, "proposal": true, "optional": true,
        "leaves": [
            "inbrenger", "leervraag", "theme", "kernvraag", "question", "feedback", "goal", "need",
            "idea", "advice", "action", "agreement", "insight", "takeaway", "evaluation",
        ],
        "guidance": {
            "gespreksleider": text, "inbrenger": text, "tijdbewaker": text,
            "verslaglegger": text, "deelnemer": text,
        },
        "starters": [{"by": ["deelnemer"], "kind": "question", "text": text}],
        "steps": steps,
    });
    serde_json::from_value(phase).unwrap()
}

/// A phase with nothing in it that can be left out.
fn bare_phase() -> Phase {
    let text = json!({"nl": "Slot", "en": "End"});
    let step = json!({"id": "slot", "title": text, "inbrenger": "speaks"});
    let phase = json!({
        "id": "slot", "title": text, "minutes": 5, "guidance": {}, "steps": [step],
    });
    serde_json::from_value(phase).unwrap()
}

/// A phase with a minimum.
fn shrinking_phase() -> Phase {
    Phase { minimum: Some(3), ..bare_phase() }
}

/// A phase whose step says itself what it asks of each role.
fn guided_phase() -> Phase {
    let text = json!({"nl": "Stem", "en": "Vote"});
    let step = json!({
        "id": "kiezen", "title": text, "inbrenger": "speaks",
        "guidance": {
            "gespreksleider": text, "inbrenger": text, "tijdbewaker": text,
            "verslaglegger": text, "deelnemer": text,
        },
    });
    let phase = json!({
        "id": "keuze", "title": text, "minutes": 5, "guidance": {}, "steps": [step],
    });
    serde_json::from_value(phase).unwrap()
}
