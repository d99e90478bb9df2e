//! A compact method that uses everything a script can say once, and the words people write in it.

use std::collections::BTreeMap;

use kring_protocol::command::Command;
use kring_protocol::content::{
    Commitment, Content, FeedbackTag, Kind, ObservationTag, QuestionCategory, ResponseKind,
};
use kring_protocol::ids::{ContributionId, Position};
use kring_protocol::script::{
    Authors, Help, InbrengerSees, InbrengerState, Method, Opening, Outcome, Phase,
    PreparationQuestion, Prepares, ReflectionQuestion, Role, Step, TurnRule,
};
use kring_protocol::text::Text;

pub(super) const OTHERS: [Role; 2] = [Role::Deelnemer, Role::Gespreksleider];
pub(super) const ALL: [Role; 3] = [Role::Deelnemer, Role::Gespreksleider, Role::Inbrenger];
const INBRENGER: [Role; 1] = [Role::Inbrenger];

/// The method that the tests play.
pub(super) fn method() -> Method {
    Method {
        format: 1,
        id: "proef".to_owned(),
        title: Text::same("Proef"),
        summary: Text::same(""),
        source: String::new(),
        agreements: vec![],
        round_starts_at: "keuze".into(),
        round_starts_at_step: None,
        strict: false,
        pupil_plan: false,
        preparation: vec![
            prepared("waarom", Prepares::Inbrenger, true),
            prepared("zorgen", Prepares::Inbrenger, false),
            prepared("wens", Prepares::Everybody, false),
        ],
        reflection: ["meenemen", "anders"].map(asked).to_vec(),
        phases: vec![
            choosing(),
            asking(),
            observing(),
            kern(),
            phase("brainstorm", 10, vec![brainstorm()]),
            Phase { proposal: true, ..phase("afgewend", 6, vec![turned_away()]) },
            Phase {
                leaves: vec![Outcome::Advice],
                ..phase("anoniem", 6, vec![anonymous(), step("bespreken")])
            },
            phase("stilte", 3, vec![silent()]),
            planning(),
            phase("afsluiten", 5, vec![closing()]),
        ],
    }
}

fn asked(id: &str) -> ReflectionQuestion {
    ReflectionQuestion { id: id.into(), ask: Text::same(id) }
}

fn prepared(id: &str, whom: Prepares, required: bool) -> PreparationQuestion {
    let (title, ask) = (Text::same(id), Text::same(id));
    let (choices, days_ahead) = (vec![], Some(8));
    PreparationQuestion { id: id.into(), title, ask, whom, choices, days_ahead, required }
}

fn choosing() -> Phase {
    let writing = Step { opens: vec![held(Kind::Case, &OTHERS)], ..step("schrijven") };
    let round = Step {
        opens: vec![open(Kind::Case, &OTHERS)],
        turns: Some(TurnRule { by: ALL.to_vec(), seconds: 60, may_pass: true }),
        ..step("rondje")
    };
    let ballot = Step { ballot: true, ..step("stemmen") };
    let leaves = vec![Outcome::Inbrenger];
    Phase { leaves, ..phase("keuze", 5, vec![writing, round, ballot]) }
}

fn asking() -> Phase {
    let telling = Step {
        opens: vec![open(Kind::Introduction, &INBRENGER), open(Kind::Leervraag, &INBRENGER)],
        ..step("vertellen")
    };
    let question = Opening { category_required: true, ..open(Kind::Question, &OTHERS) };
    let questions = Step {
        inbrenger: InbrengerState::Answers,
        opens: vec![question, open(Kind::Answer, &INBRENGER)],
        responses: vec![ResponseKind::Warmth],
        ..step("vragen")
    };
    Phase { leaves: vec![Outcome::Question], ..phase("verkenning", 10, vec![telling, questions]) }
}

fn observing() -> Phase {
    let only = Some(ObservationTag::Strength);
    let strengths = Step {
        inbrenger: InbrengerState::Listens,
        opens: vec![Opening { only, ..open(Kind::Observation, &OTHERS) }],
        ..step("sterk")
    };
    let everything = Step {
        opens: vec![open(Kind::Observation, &OTHERS), open(Kind::Theme, &OTHERS)],
        supports: vec![Kind::Theme],
        chooses: vec![Kind::Theme],
        ..step("alles")
    };
    phase("waarnemen", 8, vec![strengths, everything])
}

fn kern() -> Phase {
    let step = Step {
        opens: vec![open(Kind::Kernvraag, &ALL)],
        supports: vec![Kind::Kernvraag],
        chooses: vec![Kind::Kernvraag],
        ..step("kern")
    };
    Phase { leaves: vec![Outcome::Kernvraag], ..phase("kern", 5, vec![step]) }
}

fn brainstorm() -> Step {
    Step {
        inbrenger: InbrengerState::Muted,
        opens: vec![open(Kind::Idea, &OTHERS), open(Kind::Experience, &ALL)],
        supports: vec![Kind::Idea],
        turns: Some(TurnRule { by: ALL.to_vec(), seconds: 60, may_pass: true }),
        responses: vec![ResponseKind::Appeal],
        ..step("ideeen")
    }
}

fn turned_away() -> Step {
    Step {
        inbrenger: InbrengerState::Listens,
        inbrenger_sees: InbrengerSees::Afterwards,
        opens: vec![
            open(Kind::Idea, &OTHERS),
            open(Kind::Experience, &ALL),
            open(Kind::Observation, &OTHERS),
            open(Kind::Theme, &ALL),
        ],
        supports: vec![Kind::Idea, Kind::Experience],
        chooses: vec![Kind::Idea],
        ..step("achteraf")
    }
}

fn anonymous() -> Step {
    Step {
        authors: Authors::Anonymous,
        opens: vec![held(Kind::Advice, &OTHERS)],
        supports: vec![Kind::Advice],
        ..step("adviezen")
    }
}

fn silent() -> Step {
    Step {
        silence_seconds: Some(180),
        opens: vec![open(Kind::Idea, &ALL)],
        supports: vec![Kind::Idea],
        ..step("stilte")
    }
}

fn planning() -> Phase {
    let needs = Step {
        inbrenger: InbrengerState::Rates,
        opens: vec![open(Kind::Need, &OTHERS), open(Kind::Feedback, &OTHERS)],
        responses: vec![ResponseKind::Feasibility, ResponseKind::Appeal],
        ..step("behoeften")
    };
    let kinds = [Kind::Goal, Kind::Action, Kind::Agreement, Kind::Evaluation];
    let opens = kinds.map(|kind| open(kind, &ALL)).to_vec();
    let plan = Step { opens, ..step("plan") };
    Phase { leaves: vec![Outcome::Action], ..phase("plan", 10, vec![needs, plan]) }
}

fn closing() -> Step {
    Step {
        opens: vec![open(Kind::Takeaway, &ALL), open(Kind::Evaluation, &ALL)],
        turns: Some(TurnRule { by: ALL.to_vec(), seconds: 30, may_pass: false }),
        ..step("een-zin")
    }
}

/// A step that opens nothing.
pub(super) fn step(id: &str) -> Step {
    Step {
        id: id.into(),
        title: Text::same(id),
        guidance: BTreeMap::new(),
        help: Help::default(),
        inbrenger: InbrengerState::Speaks,
        inbrenger_sees: InbrengerSees::AtOnce,
        authors: Authors::Named,
        opens: vec![],
        turns: None,
        silence_seconds: None,
        divides_roles: false,
        plans_next: false,
        ballot: false,
        responses: vec![],
        supports: vec![],
        chooses: vec![],
        cautions: vec![],
    }
}

pub(super) fn phase(id: &str, minutes: u32, steps: Vec<Step>) -> Phase {
    Phase {
        id: id.into(),
        title: Text::same(id),
        minutes,
        minimum: None,
        proposal: false,
        optional: false,
        leaves: vec![],
        guidance: BTreeMap::new(),
        starters: vec![],
        steps,
    }
}

pub(super) fn open(kind: Kind, by: &[Role]) -> Opening {
    Opening::new(kind, by.to_vec())
}

pub(super) fn held(kind: Kind, by: &[Role]) -> Opening {
    Opening { held: true, ..open(kind, by) }
}

pub(super) fn contribute(at: Position, content: Content) -> Command {
    Command::Contribute { at, content }
}

pub(super) fn case(text: &str) -> Content {
    Content::Case { text: text.to_owned(), leervraag: None, wish: None }
}

pub(super) fn idea(text: &str) -> Content {
    Content::Idea { text: text.to_owned() }
}

pub(super) fn advice(text: &str) -> Content {
    Content::Advice { text: text.to_owned() }
}

pub(super) fn need(text: &str) -> Content {
    Content::Need { text: text.to_owned() }
}

pub(super) fn note(text: &str) -> Content {
    Content::Note { text: text.to_owned() }
}

pub(super) fn preparation(question: &str, text: &str) -> Content {
    Content::Preparation { question: question.into(), text: text.to_owned() }
}

pub(super) fn reflection(question: &str, text: &str) -> Content {
    Content::Reflection { question: question.into(), text: text.to_owned() }
}

pub(super) fn kernvraag(text: &str) -> Content {
    Content::Kernvraag { text: text.to_owned() }
}

pub(super) fn experience(text: &str) -> Content {
    Content::Experience { text: text.to_owned() }
}

pub(super) fn record(text: &str) -> Content {
    Content::Record { text: text.to_owned() }
}

pub(super) fn strength(text: &str) -> Content {
    Content::Observation { text: text.to_owned(), tag: ObservationTag::Strength, moment: None }
}

pub(super) fn observation(text: &str) -> Content {
    Content::Observation { text: text.to_owned(), tag: ObservationTag::Observation, moment: None }
}

pub(super) fn question(text: &str) -> Content {
    Content::Question { text: text.to_owned(), category: Some(QuestionCategory::Reasoning) }
}

pub(super) fn answer(text: &str, question: ContributionId) -> Content {
    Content::Answer { text: text.to_owned(), question }
}

pub(super) fn theme(text: &str, observations: &[ContributionId]) -> Content {
    Content::Theme { text: text.to_owned(), observations: observations.to_vec(), outcomes: vec![] }
}

pub(super) fn feedback(text: &str, example: &str) -> Content {
    let (text, example) = (text.to_owned(), example.to_owned());
    Content::Feedback { text, tag: FeedbackTag::Strength, example }
}

pub(super) fn takeaway(text: &str) -> Content {
    Content::Takeaway { text: text.to_owned() }
}

pub(super) fn action(what: &str) -> Content {
    Content::Action(Commitment { what: what.to_owned(), ..Commitment::default() })
}
