//! The timer and the silent moment.

use kring_protocol::code::Rejection;
use kring_protocol::command::Command;
use kring_protocol::record::Clock;

use super::given::{AN, GESPREKSLEIDER, Given, INBRENGER, NOW, at, standing_at, started};
use super::script::{contribute, idea, note};
use crate::event::Event;

const MINUTE: i64 = 60_000;

fn adjust(minutes: i32) -> Command {
    Command::AdjustTimer { minutes }
}

fn set(clock: Clock) -> Event {
    Event::TimerSet { clock, added_minutes: None }
}

fn given(minutes: i32, clock: Clock) -> Event {
    Event::TimerSet { clock, added_minutes: Some(minutes) }
}

fn running(ends_at_ms: i64) -> Clock {
    Clock::Running { ends_at_ms }
}

fn paused(remaining_ms: i64) -> Clock {
    Clock::Paused { remaining_ms }
}

/// Returned to a phase of eight minutes: its clock waits to be started.
fn returned() -> Given {
    let back = Command::GoTo { from: at("kern/kern"), phase: "waarnemen".into(), step: None };
    standing_at("kern/kern").has(GESPREKSLEIDER, back)
}

/// What a clock shows at a moment.
fn shows(clock: Clock, now_ms: i64) -> i64 {
    match clock {
        Clock::Running { ends_at_ms } => ends_at_ms - now_ms,
        Clock::Ready { remaining_ms } | Clock::Paused { remaining_ms } => remaining_ms,
    }
}

#[test]
fn the_timer_never_jumps_on_pausing_and_resuming() {
    let mut here = started().later(61_234);
    for pause in [1, 999, 5 * MINUTE] {
        let before = shows(here.clock(), here.context.now_ms);
        here = here.has(GESPREKSLEIDER, Command::PauseTimer);
        assert_eq!(shows(here.clock(), here.context.now_ms), before);
        here = here.later(pause);
        assert_eq!(shows(here.clock(), here.context.now_ms), before, "it stood still");
        here = here.has(GESPREKSLEIDER, Command::ResumeTimer);
        assert_eq!(shows(here.clock(), here.context.now_ms), before);
        here = here.later(777);
        assert_eq!(shows(here.clock(), here.context.now_ms), before - 777);
    }
}

#[test]
fn pausing_keeps_the_remainder_and_resuming_sets_a_deadline() {
    let here = started().later(2 * MINUTE);
    let here = here.when(GESPREKSLEIDER, Command::PauseTimer).then([set(paused(3 * MINUTE))]);
    let here = here.later(10 * MINUTE);
    here.when(GESPREKSLEIDER, Command::ResumeTimer).then([set(running(NOW + 15 * MINUTE))]);
}

#[test]
fn at_zero_the_timer_runs_into_overtime_and_cuts_nobody_off() {
    let here = standing_at("brainstorm/ideeen").later(12 * MINUTE);
    assert_eq!(shows(here.clock(), here.context.now_ms), -2 * MINUTE);
    let here = here.has(AN, contribute(at("brainstorm/ideeen"), idea("nog een")));
    let here = here.when(GESPREKSLEIDER, Command::PauseTimer).then([set(paused(-2 * MINUTE))]);
    let here = here.later(MINUTE);
    here.when(GESPREKSLEIDER, Command::ResumeTimer).then([set(running(NOW + 11 * MINUTE))]);
}

#[test]
fn a_timer_does_only_what_fits_its_state() {
    let going = started();
    going.when(GESPREKSLEIDER, Command::StartTimer).then_refused(Rejection::TimerNotReady);
    going.when(GESPREKSLEIDER, Command::ResumeTimer).then_refused(Rejection::TimerNotPaused);
    let still = going.has(GESPREKSLEIDER, Command::PauseTimer);
    still.when(GESPREKSLEIDER, Command::PauseTimer).then_refused(Rejection::TimerNotRunning);
    still.when(GESPREKSLEIDER, Command::StartTimer).then_refused(Rejection::TimerNotReady);
    let ready = returned();
    ready.when(GESPREKSLEIDER, Command::PauseTimer).then_refused(Rejection::TimerNotRunning);
    ready.when(GESPREKSLEIDER, Command::ResumeTimer).then_refused(Rejection::TimerNotPaused);
    ready
        .later(MINUTE)
        .when(GESPREKSLEIDER, Command::StartTimer)
        .then([set(running(NOW + 9 * MINUTE))]);
}

#[test]
fn minutes_are_given_and_taken_in_every_state_of_the_timer() {
    let going = started();
    going.when(GESPREKSLEIDER, adjust(2)).then([given(2, running(NOW + 7 * MINUTE))]);
    going.when(GESPREKSLEIDER, adjust(-60)).then([given(-60, running(NOW - 55 * MINUTE))]);
    let still = going.has(GESPREKSLEIDER, Command::PauseTimer);
    still.when(GESPREKSLEIDER, adjust(-6)).then([given(-6, paused(-MINUTE))]);
    let ready = |minutes, remaining_ms| given(minutes, Clock::Ready { remaining_ms });
    returned().when(GESPREKSLEIDER, adjust(1)).then([ready(1, 9 * MINUTE)]);
    // A clock that has not started cannot start in overtime.
    returned().when(GESPREKSLEIDER, adjust(-9)).then([ready(-9, 0)]);
}

#[test]
fn the_timer_moves_by_an_hour_at_most_and_never_by_nothing() {
    for minutes in [0, 61, -61, i32::MAX, i32::MIN] {
        started().when(GESPREKSLEIDER, adjust(minutes)).then_refused(Rejection::DurationOutOfRange);
    }
    started().when(GESPREKSLEIDER, adjust(60)).then([given(60, running(NOW + 65 * MINUTE))]);
}

#[test]
fn only_who_keeps_the_time_has_the_timer() {
    for command in [Command::PauseTimer, Command::ResumeTimer, Command::StartTimer, adjust(1)] {
        for other in [INBRENGER, AN] {
            standing_at("kern/kern")
                .when(other, command.clone())
                .then_refused(Rejection::NotTimekeeper);
        }
    }
}

#[test]
fn a_silent_moment_lasts_until_it_is_ended() {
    let start = |seconds| Command::StartSilence { seconds };
    let here = standing_at("kern/kern");
    here.when(GESPREKSLEIDER, Command::EndSilence).then_refused(Rejection::NoSilence);
    let silent = here
        .when(GESPREKSLEIDER, start(60))
        .then([Event::SilenceSet { until_ms: Some(NOW + 60_000) }]);
    silent.when(GESPREKSLEIDER, start(60)).then_refused(Rejection::SilenceAlready);
    // At zero it runs over, like every clock here.
    let over = silent.later(2 * MINUTE);
    over.when(AN, contribute(at("kern/kern"), super::script::kernvraag("toch")))
        .then_refused(Rejection::Silence);
    over.when(GESPREKSLEIDER, Command::EndSilence).then([Event::SilenceSet { until_ms: None }]);
}

#[test]
fn a_silent_moment_takes_a_second_to_half_an_hour() {
    let start = |seconds| Command::StartSilence { seconds };
    for seconds in [0, 1_801, u32::MAX] {
        started().when(GESPREKSLEIDER, start(seconds)).then_refused(Rejection::DurationOutOfRange);
    }
    for seconds in [1, 1_800] {
        let until_ms = Some(NOW + i64::from(seconds) * 1_000);
        started().when(GESPREKSLEIDER, start(seconds)).then([Event::SilenceSet { until_ms }]);
    }
}

#[test]
fn in_silence_nobody_contributes_but_to_their_own_notes() {
    let here = standing_at("stilte/stilte");
    for who in super::given::EVERYBODY {
        let write = |content| contribute(at("stilte/stilte"), content);
        here.when(who, write(idea("nu al"))).then_refused(Rejection::Silence);
        here.clone().has(who, write(note("voor mij")));
        assert_eq!(here.me(who).opens, []);
        assert!(here.me(who).may_note);
    }
}
