//! One example of everything that is stored, each the content of one golden file.

mod blots;

use std::sync::LazyLock;

use kring_protocol::content::{
    Commitment, Content, Feasible, FeedbackTag, Goal, ObservationTag, QuestionCategory, Response,
    VoteMark, Warmth, Worth,
};
use kring_protocol::ids::{
    CommandId, ContributionId, ParticipantId, PhaseId, Position, SessionId, StepId,
};
use kring_protocol::record::{Clock, Turns};
use kring_protocol::roles::{Concern, LeadPassage};
use kring_protocol::script::{Method, Phase, Role};
use kring_protocol::text::Text;
use serde_json::json;
use uuid::Uuid;

use crate::{Credential, Event};

pub(crate) type Example = (String, Event);

pub(super) fn participant(number: u128) -> ParticipantId {
    ParticipantId(Uuid::from_u128(number))
}

pub(super) fn example_command() -> CommandId {
    CommandId(Uuid::from_u128(0xc0ffee))
}

fn contribution(number: u128) -> ContributionId {
    ContributionId(Uuid::from_u128(0x100 + number))
}

fn position() -> Position {
    Position { phase: PhaseId::from("verkennen"), step: StepId::from("vragen") }
}

fn credential(start: u8) -> Credential {
    let mut next = start;
    Credential([(); 32].map(|()| {
        next = next.wrapping_add(7);
        next
    }))
}

/// By the names of their files.
pub(crate) fn examples() -> &'static [Example] {
    static EXAMPLES: LazyLock<Vec<Example>> = LazyLock::new(|| {
        [people(), plan(), course(), contents(), edits(), blots::examples(), responses()].concat()
    });
    &EXAMPLES
}

fn named<const N: usize>(events: [(&str, Event); N]) -> Vec<Example> {
    events.into_iter().map(|(name, event)| (name.to_owned(), event)).collect()
}

fn people() -> Vec<Example> {
    let one = participant(1);
    let name = || "Zoë \"Zus\" 🌱".to_owned();
    let passed = |how, at_ms| Event::LeadPassed { from: one, to: participant(2), how, at_ms };
    let office = |office, holds| Event::OfficeAssigned { participant: one, office, holds };
    let created = |time_zone: Option<&str>| Event::SessionCreated {
        session: SessionId(Uuid::from_u128(0x5e55)),
        method: Box::new(method()),
        title: "Intervisie bouw 3/4".into(),
        scheduled_at_ms: Some(1_794_000_000_000),
        call_link: "https://example.org/call?x=1&y=2".into(),
        agreements: vec!["Wat hier gezegd wordt, blijft hier.".into(), String::new()],
        invitation: credential(1),
        gespreksleider: one,
        name: name(),
        credential: credential(200),
        time_zone: time_zone.map(str::to_owned),
    };
    named([
        ("session_created", created(None)),
        ("session_created.zoned", created(Some("Europe/Amsterdam"))),
        ("invitation_replaced", Event::InvitationReplaced { invitation: credential(3) }),
        (
            "participant_joined",
            Event::ParticipantJoined { participant: one, name: name(), credential: credential(4) },
        ),
        (
            "credential_replaced",
            Event::CredentialReplaced { participant: one, credential: credential(5) },
        ),
        ("participant_renamed", Event::ParticipantRenamed { participant: one, name: name() }),
        ("participant_left.left", Event::ParticipantLeft { participant: one, removed: false }),
        ("participant_left.removed", Event::ParticipantLeft { participant: one, removed: true }),
        ("agreements_accepted", Event::AgreementsAccepted { participant: one }),
        ("agreements_set", Event::AgreementsSet { items: vec!["Een\nregel".into()] }),
        (
            "details_set",
            Event::DetailsSet {
                title: "Nieuw".into(),
                scheduled_at_ms: None,
                call_link: String::new(),
            },
        ),
        ("retention_set", Event::RetentionSet { days: 30 }),
        ("office_assigned.gespreksleider", office(Role::Gespreksleider, true)),
        ("office_assigned.inbrenger", office(Role::Inbrenger, true)),
        ("office_assigned.tijdbewaker", office(Role::Tijdbewaker, true)),
        ("office_assigned.verslaglegger", office(Role::Verslaglegger, false)),
        ("office_assigned.deelnemer", office(Role::Deelnemer, false)),
        ("deputy_named.somebody", Event::DeputyNamed { participant: Some(one) }),
        ("deputy_named.nobody", Event::DeputyNamed { participant: None }),
        ("lead_passed.handed_over", passed(LeadPassage::HandedOver, None)),
        (
            "lead_proposed",
            Event::LeadProposed {
                by: one,
                participant: Some(participant(2)),
                at_ms: 1_794_000_000_000,
            },
        ),
        (
            "lead_proposed.taken_back",
            Event::LeadProposed { by: one, participant: None, at_ms: 1_794_000_000_000 },
        ),
        ("lead_passed.named", passed(LeadPassage::Named, Some(1_794_000_000_000))),
        ("lead_passed.noted", passed(LeadPassage::HandedOver, Some(1_794_000_000_000))),
        ("lead_passed.taken_over", passed(LeadPassage::TakenOver, None)),
        ("lead_passed.reclaimed", passed(LeadPassage::Reclaimed, None)),
    ])
}

fn plan() -> Vec<Example> {
    let phase = || PhaseId::from("verkennen");
    named([
        ("minutes_set", Event::MinutesSet { phase: phase(), minutes: 15 }),
        ("phase_dropped", Event::PhaseDropped { phase: phase() }),
        ("phase_restored", Event::PhaseRestored { phase: phase() }),
        ("phase_moved", Event::PhaseMoved { phase: phase(), to: 4 }),
        ("phase_inserted", Event::PhaseInserted { at: 2, phase: Box::new(full_phase()) }),
        (
            "phase_inserted.step_guidance",
            Event::PhaseInserted { at: 0, phase: Box::new(guided_phase()) },
        ),
    ])
}

fn course() -> Vec<Example> {
    let (one, two) = (participant(1), participant(2));
    let at_ms = 1_794_000_000_123;
    let turns = Turns {
        speaking: Some(one),
        clock: Some(Clock::Running { ends_at_ms: at_ms }),
        waiting: vec![two, participant(3)],
        spoken: vec![participant(4)],
        passed: vec![participant(5)],
        may_pass: true,
        seconds: 90,
    };
    let nobody = Turns {
        speaking: None,
        clock: None,
        waiting: vec![],
        spoken: vec![],
        passed: vec![],
        may_pass: false,
        seconds: 0,
    };
    let moved = |clock, silence_until_ms| Event::Moved {
        to: position(),
        round: 2,
        at_ms,
        clock,
        silence_until_ms,
    };
    let undone = |turns, silence_until_ms| Event::MoveUndone {
        to: position(),
        at_ms,
        clock: Clock::Paused { remaining_ms: -1 },
        turns,
        silence_until_ms,
    };
    let timer = |clock| Event::TimerSet { clock, added_minutes: None };
    let concern = |concern| Event::ConcernRaised { participant: one, concern };
    let vote = |mark, cast| Event::VoteCast { case: contribution(1), mark, by: one, cast };
    let chosen = |case| Event::InbrengerChosen { participant: two, case };
    named([
        ("meeting_started", Event::MeetingStarted { at_ms }),
        ("moved.to_a_step", moved(Clock::Ready { remaining_ms: 600_000 }, None)),
        ("moved.into_silence", moved(Clock::Running { ends_at_ms: at_ms }, Some(at_ms + 1))),
        ("move_undone.with_turns", undone(Some(turns.clone()), Some(at_ms))),
        ("move_undone.without", undone(None, None)),
        ("meeting_closed", Event::MeetingClosed { at_ms }),
        ("meeting_erased", Event::MeetingErased),
        ("inbrenger_chosen.with_a_case", chosen(Some(contribution(1)))),
        ("inbrenger_chosen.without", chosen(None)),
        ("timer_set.ready", timer(Clock::Ready { remaining_ms: 600_000 })),
        ("timer_set.running", timer(Clock::Running { ends_at_ms: at_ms })),
        ("timer_set.paused", timer(Clock::Paused { remaining_ms: -5 })),
        (
            "timer_set.with_minutes",
            Event::TimerSet {
                clock: Clock::Running { ends_at_ms: at_ms },
                added_minutes: Some(-2),
            },
        ),
        ("time_signalled", Event::TimeSignalled { by: one, remaining_ms: 120_000 }),
        ("concern_raised.too_far", concern(Some(Concern::TooFar))),
        ("concern_raised.pause", concern(Some(Concern::Pause))),
        ("concern_raised.settled", concern(None)),
        ("turns_set.going_round", Event::TurnsSet { turns }),
        ("turns_set.nobody", Event::TurnsSet { turns: nobody }),
        ("silence_set.begun", Event::SilenceSet { until_ms: Some(at_ms) }),
        ("silence_set.ended", Event::SilenceSet { until_ms: None }),
        ("hand_raised", Event::HandRaised { participant: one }),
        ("hand_lowered", Event::HandLowered { participant: one }),
        ("ready_signalled.ready", Event::ReadySignalled { participant: one, ready: true }),
        ("ready_signalled.not", Event::ReadySignalled { participant: one, ready: false }),
        ("vote_cast.appeals", vote(VoteMark::Appeals, true)),
        ("vote_cast.recognised", vote(VoteMark::Recognised, false)),
        ("votes_revealed", Event::VotesRevealed),
    ])
}

fn contents() -> Vec<Example> {
    let added = |(name, content): (&str, Content)| {
        let at = (name != "note").then(position);
        let (held, anonymous) = (name == "idea", name == "advice");
        let (id, author) = (contribution(1), participant(1));
        let event = Event::ContributionAdded { id, author, at, round: 1, held, anonymous, content };
        (format!("contribution_added.{name}"), event)
    };
    plain_contents().into_iter().chain(shaped_contents()).map(added).collect()
}

fn plain_contents() -> Vec<(&'static str, Content)> {
    let text = || "Ik zag een leerling die \"nee\" zei;\nen daarna lachte 😀.".to_owned();
    vec![
        ("lookback", Content::Lookback { text: text() }),
        ("introduction", Content::Introduction { text: text() }),
        ("kernvraag", Content::Kernvraag { text: text() }),
        ("idea", Content::Idea { text: text() }),
        ("need", Content::Need { text: text() }),
        ("advice", Content::Advice { text: text() }),
        ("experience", Content::Experience { text: text() }),
        ("insight", Content::Insight { text: text() }),
        ("takeaway", Content::Takeaway { text: text() }),
        ("record", Content::Record { text: text() }),
        ("note", Content::Note { text: text() }),
        ("reflection", Content::Reflection { question: "meenemen".into(), text: text() }),
    ]
}

fn shaped_contents() -> Vec<(&'static str, Content)> {
    let text = || "Rekenen".to_owned();
    let some = || Some("Hoe blijf ik rustig?".to_owned());
    let observation = |tag| Content::Observation { text: text(), tag };
    let question = |category| Content::Question { text: text(), category };
    let feedback = |tag| Content::Feedback { text: text(), tag, example: "Bij de deur".into() };
    let commitment = || Commitment {
        what: "Oefenen".into(),
        who: "Ik".into(),
        by_when: "juni".into(),
        evaluation: "Samen".into(),
    };
    let goal = Goal {
        behaviour: "Rustig blijven".into(),
        level: "In de kring".into(),
        how_often: "elke dag".into(),
        how_long: "een week".into(),
        by_when: "juni".into(),
        evaluation: "Samen".into(),
    };
    let evaluation = |worth_it| Content::Evaluation {
        worth_it,
        why: "Fijn".into(),
        keep: "De stilte".into(),
        change: String::new(),
    };
    vec![
        ("case", Content::Case { text: text(), leervraag: some() }),
        ("case.without_leervraag", Content::Case { text: text(), leervraag: None }),
        ("leervraag", Content::Leervraag { text: some(), origin: some() }),
        ("leervraag.not_clear_yet", Content::Leervraag { text: None, origin: None }),
        ("observation.strength", observation(ObservationTag::Strength)),
        ("observation.observation", observation(ObservationTag::Observation)),
        ("question.factual", question(Some(QuestionCategory::Factual))),
        ("question.reasoning", question(Some(QuestionCategory::Reasoning))),
        ("question.self_regulation", question(Some(QuestionCategory::SelfRegulation))),
        ("question.uncategorised", question(None)),
        ("answer", Content::Answer { text: text(), question: contribution(2) }),
        (
            "theme",
            Content::Theme { text: text(), observations: vec![contribution(2), contribution(3)] },
        ),
        ("feedback.strength", feedback(FeedbackTag::Strength)),
        ("feedback.suggestion", feedback(FeedbackTag::Suggestion)),
        ("goal", Content::Goal(goal)),
        ("action", Content::Action(commitment())),
        ("agreement", Content::Agreement(commitment())),
        ("evaluation.yes", evaluation(Some(Worth::Yes))),
        ("evaluation.partly", evaluation(Some(Worth::Partly))),
        ("evaluation.no", evaluation(Some(Worth::No))),
        ("evaluation.not_asked", evaluation(None)),
    ]
}

fn edits() -> Vec<Example> {
    let id = contribution(1);
    let content = Content::Note { text: "Anders".into() };
    let supported = |supports| Event::Supported { id, by: participant(2), supports };
    named([
        ("contribution_edited", Event::ContributionEdited { id, content }),
        ("contribution_became_note", Event::ContributionBecameNote { id }),
        ("contribution_withdrawn", Event::ContributionWithdrawn { id }),
        ("revealed", Event::Revealed { at: position() }),
        ("supported.given", supported(true)),
        ("supported.taken_back", supported(false)),
        ("chosen.chosen", Event::Chosen { id, chosen: true }),
        ("chosen.not", Event::Chosen { id, chosen: false }),
    ])
}

fn responses() -> Vec<Example> {
    let responded = |response| Event::Responded { to: contribution(1), response };
    let warmth = |warmth| responded(Response::Warmth { warmth });
    let feasibility = |feasible| {
        responded(Response::Feasibility {
            feasible,
            reason: "Past in de dag".into(),
            in_plan: "Blok 2".into(),
            support: String::new(),
        })
    };
    let appeal = |appeals| responded(Response::Appeal { appeals, why: "Past bij mij".into() });
    named([
        ("responded.warmth.cold", warmth(Warmth::Cold)),
        ("responded.warmth.lukewarm", warmth(Warmth::Lukewarm)),
        ("responded.warmth.warm", warmth(Warmth::Warm)),
        ("responded.feasibility.yes", feasibility(Feasible::Yes)),
        ("responded.feasibility.partly", feasibility(Feasible::Partly)),
        ("responded.feasibility.no", feasibility(Feasible::No)),
        ("responded.appeal.yes", appeal(true)),
        ("responded.appeal.no", appeal(false)),
    ])
}

fn method() -> Method {
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
