//! The tijdbewaker, and time kept strictly.

use kring_protocol::code::Rejection;
use kring_protocol::command::Command;
use kring_protocol::record::Clock;
use kring_protocol::script::Role;

use super::given::{AN, BO, GESPREKSLEIDER, Given, at, started};
use crate::event::Event;

const MINUTE: i64 = 60_000;

fn kept_by_an() -> Given {
    let office = Role::Tijdbewaker;
    started().has(GESPREKSLEIDER, Command::AssignOffice { participant: AN, office, holds: true })
}

fn left(here: &Given) -> i64 {
    match here.clock() {
        Clock::Running { ends_at_ms } => ends_at_ms - here.context.now_ms,
        Clock::Ready { remaining_ms } | Clock::Paused { remaining_ms } => remaining_ms,
    }
}

#[test]
fn the_tijdbewaker_pauses_goes_on_gives_minutes_and_tells_how_much_is_left() {
    let here = kept_by_an();
    let before = left(&here);
    let here = here.has(AN, Command::PauseTimer).later(MINUTE).has(AN, Command::ResumeTimer);
    let here = here.has(AN, Command::AdjustTimer { minutes: -1 });
    assert_eq!(left(&here), before - MINUTE);
    let remaining_ms = before - MINUTE;
    here.when(AN, Command::SignalTime).then([Event::TimeSignalled { by: AN, remaining_ms }]);
}

#[test]
fn the_tijdbewaker_does_not_move_the_meeting_and_others_do_not_keep_the_time() {
    let here = kept_by_an();
    let from = at("keuze/schrijven");
    here.when(AN, Command::Next { from }).then_refused(Rejection::NotGespreksleider);
    for command in [Command::PauseTimer, Command::AdjustTimer { minutes: 1 }, Command::SignalTime] {
        here.when(BO, command).then_refused(Rejection::NotTimekeeper);
    }
}

#[test]
fn the_gespreksleider_may_hold_the_office_and_it_is_arranged_before_the_start() {
    let office = Role::Tijdbewaker;
    let own = Command::AssignOffice { participant: GESPREKSLEIDER, office, holds: true };
    let here = super::given::lobby().has(GESPREKSLEIDER, own).has(GESPREKSLEIDER, Command::Start);
    assert_eq!(here.state.roles(GESPREKSLEIDER), [Role::Gespreksleider, Role::Tijdbewaker]);
}

#[test]
fn a_minute_more_after_the_end_is_a_minute_to_go() {
    let late = kept_by_an();
    let over = late.clone().later(left(&late) + 3 * MINUTE);
    assert_eq!(left(&over), -3 * MINUTE);
    assert_eq!(left(&over.clone().has(AN, Command::AdjustTimer { minutes: 1 })), MINUTE);
    let paused = over.has(AN, Command::PauseTimer);
    assert_eq!(left(&paused.has(AN, Command::AdjustTimer { minutes: 1 })), MINUTE);
}

#[test]
fn minutes_that_were_given_and_taken_are_kept_with_their_phase() {
    let here = kept_by_an().has(AN, Command::AdjustTimer { minutes: 3 });
    let here = here.has(GESPREKSLEIDER, Command::AdjustTimer { minutes: -1 });
    let extra: Vec<i32> = here.state.plan[0].visits.iter().map(|v| v.extra_minutes).collect();
    assert_eq!(extra, [2]);
}

#[test]
fn everybody_is_told_each_time_how_much_is_left() {
    let here = kept_by_an().has(AN, Command::SignalTime).has(AN, Command::SignalTime);
    let told = here.stage().time_signal.map(|signal| (signal.number, signal.by));
    assert_eq!(told, Some((2, AN)));
}
