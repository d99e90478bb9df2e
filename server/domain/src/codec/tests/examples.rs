//! One example of everything that is stored, each the content of one golden file.

mod blots;
mod contents;
mod script;
mod taking;

use std::sync::LazyLock;

use kring_protocol::content::{Content, Feasible, Response, VoteMark, Warmth};
use kring_protocol::ids::{CommandId, ContributionId, ParticipantId, PhaseId, Position, StepId};
use kring_protocol::record::{Clock, Turns};
use kring_protocol::roles::Concern;
use uuid::Uuid;

use crate::{Credential, Event};

mod people;

use people::{devices, people};

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
        [
            people(),
            devices(),
            script::plan(),
            course(),
            contents::contents(),
            edits(),
            blots::examples(),
            taking::examples(),
            responses(),
        ]
        .concat()
    });
    &EXAMPLES
}

fn named<const N: usize>(events: [(&str, Event); N]) -> Vec<Example> {
    events.into_iter().map(|(name, event)| (name.to_owned(), event)).collect()
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
    let clock = Clock::Paused { remaining_ms: 90_000 };
    let adjourned =
        |until_ms, clock, turns| Event::MeetingAdjourned { at_ms, until_ms, clock, turns };
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
        ("meeting_adjourned.with_turns", adjourned(Some(at_ms), Some(clock), Some(turns.clone()))),
        ("meeting_adjourned.without", adjourned(None, None, None)),
        (
            "meeting_resumed.with_turns",
            Event::MeetingResumed { at_ms, clock: Some(clock), turns: Some(turns.clone()) },
        ),
        ("meeting_resumed.without", Event::MeetingResumed { at_ms, clock: None, turns: None }),
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

fn edits() -> Vec<Example> {
    let id = contribution(1);
    let content = Content::Note { text: "Anders".into() };
    let shared = |shared| Event::PreparationShared { participant: participant(1), shared };
    let supported = |supports| Event::Supported { id, by: participant(2), supports };
    named([
        ("contribution_edited", Event::ContributionEdited { id, content }),
        (
            "person_added",
            Event::PersonAdded {
                participant: ParticipantId(Uuid::from_u128(7)),
                name: "Jan".to_owned(),
            },
        ),
        ("written_for", Event::WrittenFor { id, participant: ParticipantId(Uuid::from_u128(7)) }),
        ("text_confirmed", Event::TextConfirmed { id, by: ParticipantId(Uuid::from_u128(8)) }),
        ("preparation_shared.shared", shared(true)),
        ("preparation_shared.taken_back", shared(false)),
        (
            "preparation_read",
            Event::PreparationRead { participant: participant(1), by: participant(2) },
        ),
        ("contribution_became_note", Event::ContributionBecameNote { id }),
        ("contribution_withdrawn", Event::ContributionWithdrawn { id }),
        ("revealed", Event::Revealed { at: position() }),
        ("supported.given", supported(true)),
        ("supported.taken_back", supported(false)),
        ("chosen.chosen", Event::Chosen { id, chosen: true }),
        ("chosen.not", Event::Chosen { id, chosen: false }),
        ("spotlight_set.on", Event::SpotlightSet { contribution: Some(id) }),
        ("spotlight_set.off", Event::SpotlightSet { contribution: None }),
    ])
}

fn responses() -> Vec<Example> {
    let responded = |response| Event::Responded { to: contribution(1), response };
    let warmth = |warmth| responded(Response::Warmth { warmth });
    let feasibility = |feasible| {
        responded(Response::Feasibility {
            feasible,
            reason: "Past in de dag".into(),
            in_overview: String::new(),
            in_plan: "Blok 2".into(),
            support: String::new(),
        })
    };
    let in_overview = Response::Feasibility {
        feasible: Feasible::Yes,
        reason: String::new(),
        in_overview: "Bij de namen".into(),
        in_plan: String::new(),
        support: String::new(),
    };
    let appeal = |appeals| responded(Response::Appeal { appeals, why: "Past bij mij".into() });
    named([
        ("responded.warmth.cold", warmth(Warmth::Cold)),
        ("responded.warmth.lukewarm", warmth(Warmth::Lukewarm)),
        ("responded.warmth.warm", warmth(Warmth::Warm)),
        ("responded.feasibility.yes", feasibility(Feasible::Yes)),
        ("responded.feasibility.partly", feasibility(Feasible::Partly)),
        ("responded.feasibility.no", feasibility(Feasible::No)),
        ("responded.feasibility.in_overview", responded(in_overview)),
        ("responded.appeal.yes", appeal(true)),
        ("responded.appeal.no", appeal(false)),
    ])
}
