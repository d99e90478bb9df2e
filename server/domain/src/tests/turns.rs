//! Speaking in turn, raised hands, and the ready signal.

use kring_protocol::code::Rejection;
use kring_protocol::command::Command;
use kring_protocol::ids::ParticipantId;
use kring_protocol::record::{Clock, Turns};

use super::given::{
    AN, BO, GESPREKSLEIDER, Given, INBRENGER, NOW, STRANGER, at, join, person, standing_at,
};
use crate::event::Event;

const TURN: i64 = 60_000;

fn next(from: Option<ParticipantId>) -> Command {
    Command::NextTurn { from }
}

fn defer(participant: ParticipantId) -> Command {
    Command::DeferTurn { participant }
}

fn lower(participant: ParticipantId) -> Command {
    Command::LowerHand { participant }
}

fn turns(here: &Given) -> Turns {
    here.state.turns.clone().expect("this step has turns")
}

fn said(
    speaking: Option<ParticipantId>,
    waiting: &[ParticipantId],
    spoken: &[ParticipantId],
    passed: &[ParticipantId],
) -> Event {
    let clock = speaking.map(|_| Clock::Running { ends_at_ms: NOW + TURN });
    let (waiting, spoken, passed) = (waiting.to_vec(), spoken.to_vec(), passed.to_vec());
    let turns = Turns { speaking, clock, waiting, spoken, passed, may_pass: true, seconds: 60 };
    Event::TurnsSet { turns }
}

/// Four people wait for their turn, the gespreksleider first.
fn round() -> Given {
    standing_at("keuze/rondje")
}

#[test]
fn everybody_with_a_turn_waits_in_the_order_in_which_they_joined() {
    assert_eq!(turns(&round()).waiting, [GESPREKSLEIDER, INBRENGER, AN, BO]);
    assert_eq!(turns(&round()).speaking, None);
}

#[test]
fn people_speak_one_after_another() {
    let here = round().when(GESPREKSLEIDER, next(None)).then([said(
        Some(GESPREKSLEIDER),
        &[INBRENGER, AN, BO],
        &[],
        &[],
    )]);
    let here = here.when(GESPREKSLEIDER, next(Some(GESPREKSLEIDER))).then([said(
        Some(INBRENGER),
        &[AN, BO],
        &[GESPREKSLEIDER],
        &[],
    )]);
    // The speaker may end their own turn.
    here.when(INBRENGER, next(Some(INBRENGER))).then([said(
        Some(AN),
        &[BO],
        &[GESPREKSLEIDER, INBRENGER],
        &[],
    )]);
}

#[test]
fn a_double_clicked_next_turn_calls_one_speaker() {
    let here = round().has(GESPREKSLEIDER, next(None));
    here.when(GESPREKSLEIDER, next(None)).then_refused(Rejection::StaleTurn);
    here.when(AN, next(Some(GESPREKSLEIDER))).then_refused(Rejection::NotYourTurn);
    round().when(AN, next(None)).then_refused(Rejection::NotYourTurn);
}

#[test]
fn after_the_last_speaker_nobody_speaks() {
    let mut here = round();
    for from in [None, Some(GESPREKSLEIDER), Some(INBRENGER), Some(AN)] {
        here = here.has(GESPREKSLEIDER, next(from));
    }
    here.when(BO, next(Some(BO))).then([said(
        None,
        &[],
        &[GESPREKSLEIDER, INBRENGER, AN, BO],
        &[],
    )]);
}

#[test]
fn a_turn_is_passed_without_a_reason_before_or_during_it() {
    let here = round().when(AN, Command::PassTurn).then([said(
        None,
        &[GESPREKSLEIDER, INBRENGER, BO],
        &[],
        &[AN],
    )]);
    let here = here.has(GESPREKSLEIDER, next(None)).has(GESPREKSLEIDER, next(Some(GESPREKSLEIDER)));
    let here = here.when(INBRENGER, Command::PassTurn).then([said(
        Some(BO),
        &[],
        &[GESPREKSLEIDER],
        &[AN, INBRENGER],
    )]);
    here.when(AN, Command::PassTurn).then_refused(Rejection::NotYourTurn);
}

#[test]
fn a_turn_is_not_passed_where_the_step_does_not_allow_it() {
    let here = standing_at("afsluiten/een-zin");
    here.when(AN, Command::PassTurn).then_refused(Rejection::PassingNotAllowed);
}

#[test]
fn whoever_comes_back_later_speaks_last() {
    let here = round();
    let here = here.when(GESPREKSLEIDER, defer(INBRENGER)).then([said(
        None,
        &[GESPREKSLEIDER, AN, BO, INBRENGER],
        &[],
        &[],
    )]);
    let here = here.has(GESPREKSLEIDER, next(None)).has(GESPREKSLEIDER, next(Some(GESPREKSLEIDER)));
    let here =
        here.when(AN, defer(AN)).then([said(Some(BO), &[INBRENGER, AN], &[GESPREKSLEIDER], &[])]);
    here.when(INBRENGER, defer(AN)).then_refused(Rejection::NotYourTurn);
    here.when(GESPREKSLEIDER, defer(GESPREKSLEIDER)).then_refused(Rejection::NotYourTurn);
    here.when(GESPREKSLEIDER, defer(STRANGER)).then_refused(Rejection::NotYourTurn);
}

#[test]
fn the_order_names_everybody_who_waits_exactly_once() {
    let order = |order: &[ParticipantId]| Command::SetSpeakingOrder { order: order.to_vec() };
    let here = round();
    here.when(GESPREKSLEIDER, order(&[BO, AN, INBRENGER, GESPREKSLEIDER])).then([said(
        None,
        &[BO, AN, INBRENGER, GESPREKSLEIDER],
        &[],
        &[],
    )]);
    let wrong: [&[ParticipantId]; 4] = [
        &[],
        &[BO, AN, INBRENGER],
        &[BO, AN, INBRENGER, GESPREKSLEIDER, BO],
        &[BO, AN, INBRENGER, STRANGER],
    ];
    for wrong in wrong {
        here.when(GESPREKSLEIDER, order(wrong)).then_refused(Rejection::OrderIncomplete);
    }
    here.when(AN, order(&[BO, AN, INBRENGER, GESPREKSLEIDER]))
        .then_refused(Rejection::NotGespreksleider);
}

#[test]
fn a_step_without_turns_has_none() {
    let here = standing_at("kern/kern");
    here.when(GESPREKSLEIDER, next(None)).then_refused(Rejection::NoTurns);
    here.when(AN, Command::PassTurn).then_refused(Rejection::NoTurns);
    here.when(AN, defer(AN)).then_refused(Rejection::NoTurns);
    here.when(GESPREKSLEIDER, Command::SetSpeakingOrder { order: vec![] })
        .then_refused(Rejection::NoTurns);
}

#[test]
fn whoever_joins_during_a_round_still_gets_a_turn_and_whoever_leaves_has_none() {
    let here = round().accept(&join(person(9), "Cees"));
    assert_eq!(turns(&here).waiting, [GESPREKSLEIDER, INBRENGER, AN, BO, person(9)]);
    let here = here.has(GESPREKSLEIDER, next(None)).has(GESPREKSLEIDER, next(Some(GESPREKSLEIDER)));
    let here = here.has(INBRENGER, Command::Leave);
    assert_eq!((turns(&here).speaking, turns(&here).clock), (None, None));
    assert_eq!(turns(&here).waiting, [AN, BO, person(9)]);
}

#[test]
fn a_speakers_clock_stands_still_with_the_timer_and_goes_on_with_it() {
    let here = round().has(GESPREKSLEIDER, next(None)).later(20_000);
    let paused = |remaining_ms| Clock::Paused { remaining_ms };
    let clocks = |timer, turn, here: &Given| {
        let turns = Turns { clock: Some(turn), ..turns(here) };
        [Event::TimerSet { clock: timer, added_minutes: None }, Event::TurnsSet { turns }]
    };
    let stood = clocks(paused(280_000), paused(40_000), &here);
    let here = here.when(GESPREKSLEIDER, Command::PauseTimer).then(stood);
    let here = here.later(100_000);
    let goes = |ms| Clock::Running { ends_at_ms: NOW + 120_000 + ms };
    let going = clocks(goes(280_000), goes(40_000), &here);
    here.when(GESPREKSLEIDER, Command::ResumeTimer).then(going);
}

#[test]
fn a_turn_that_begins_while_the_timer_stands_still_waits_for_it() {
    let full = Some(Clock::Paused { remaining_ms: TURN });
    let here = round().has(GESPREKSLEIDER, Command::PauseTimer).has(GESPREKSLEIDER, next(None));
    assert_eq!(turns(&here).clock, full);
    let here = here.later(5_000).has(GESPREKSLEIDER, Command::ResumeTimer);
    assert_eq!(turns(&here).clock, Some(Clock::Running { ends_at_ms: NOW + 5_000 + TURN }));

    // Returning to a phase leaves its timer waiting to be started.
    let back = Command::GoTo { from: at("kern/kern"), phase: "keuze".into(), step: None };
    let here = standing_at("kern/kern").has(GESPREKSLEIDER, back).walk_to("keuze/rondje");
    let here = here.has(GESPREKSLEIDER, next(None));
    assert_eq!(turns(&here).clock, full);
    let here = here.later(5_000).has(GESPREKSLEIDER, Command::StartTimer);
    assert_eq!(turns(&here).clock, Some(Clock::Running { ends_at_ms: NOW + 5_000 + TURN }));
}

#[test]
fn hands_are_kept_in_the_order_in_which_they_went_up() {
    let raised = |participant| Event::HandRaised { participant };
    let here = standing_at("kern/kern").when(BO, Command::RaiseHand).then([raised(BO)]);
    let here = here.when(AN, Command::RaiseHand).then([raised(AN)]);
    here.when(BO, Command::RaiseHand).then_refused(Rejection::HandAlreadyRaised);
    assert_eq!(here.state.hands, [BO, AN]);
    let here = here.when(BO, lower(BO)).then([Event::HandLowered { participant: BO }]);
    assert_eq!(here.state.hands, [AN]);
    here.when(BO, lower(BO)).then_refused(Rejection::HandNotRaised);
}

#[test]
fn somebody_elses_hand_is_lowered_by_the_gespreksleider_alone() {
    let here = standing_at("kern/kern").has(AN, Command::RaiseHand);
    here.when(BO, lower(AN)).then_refused(Rejection::NotYours);
    here.when(GESPREKSLEIDER, lower(AN)).then([Event::HandLowered { participant: AN }]);
    here.when(GESPREKSLEIDER, lower(STRANGER)).then_refused(Rejection::HandNotRaised);
}

#[test]
fn ready_is_a_signal_to_the_gespreksleider_that_lasts_for_the_step() {
    let ready = |ready| Command::SignalReady { ready };
    let signalled = |ready| Event::ReadySignalled { participant: AN, ready };
    let here = standing_at("kern/kern");
    let here = here.when(AN, ready(false)).then_nothing();
    let here = here.when(AN, ready(true)).then([signalled(true)]);
    let here = here.when(AN, ready(true)).then_nothing();
    here.when(AN, ready(false)).then([signalled(false)]);
    assert!(here.me(AN).ready);
    assert!(!here.walk_to("plan/behoeften").me(AN).ready);
}
