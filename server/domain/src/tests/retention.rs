//! For how long a meeting is kept, who chooses it, and what its end leaves behind.

use kring_protocol::code::Rejection;
use kring_protocol::command::Command;
use kring_protocol::limits;
use kring_protocol::record::{Meeting, Record, RecordKey};

use super::given::{
    AN, BO, GESPREKSLEIDER, Given, INBRENGER, NOW, lobby, standing_at, started, unborn,
};
use crate::event::Event;
use crate::state::Status;
use crate::{Request, due_ms};

const DAY: i64 = 24 * 60 * 60 * 1000;

fn keep(days: u32) -> Command {
    Command::SetRetention { days }
}

fn closed() -> Given {
    started().has(GESPREKSLEIDER, Command::Close)
}

fn meeting(here: &Given) -> Meeting {
    let seen = here.sees(AN, &RecordKey::Meeting);
    let Some(Record::Meeting(meeting)) = seen else { panic!("no meeting") };
    meeting
}

fn when_due(mut here: Given, now_ms: i64) -> super::given::When {
    here.context.now_ms = now_ms;
    here.asked(&Request::Erase { if_due: true })
}

#[test]
fn a_meeting_is_kept_for_thirty_days_unless_chosen_otherwise_and_everybody_sees_it() {
    assert_eq!(meeting(&lobby()).keep_days, 30);
    let chosen = lobby().when(GESPREKSLEIDER, keep(7)).then([Event::RetentionSet { days: 7 }]);
    assert_eq!((meeting(&chosen).keep_days, meeting(&chosen).erase_at_ms), (7, None));
    let closed = chosen.has(GESPREKSLEIDER, Command::Start).has(GESPREKSLEIDER, Command::Close);
    assert_eq!(meeting(&closed).erase_at_ms, Some(NOW + 7 * DAY));
}

#[test]
fn only_the_gespreksleider_chooses_and_only_within_a_year() {
    lobby().when(AN, keep(7)).then_refused(Rejection::NotGespreksleider);
    lobby().when(GESPREKSLEIDER, keep(0)).then_refused(Rejection::DurationOutOfRange);
    lobby().when(GESPREKSLEIDER, keep(366)).then_refused(Rejection::DurationOutOfRange);
    lobby().when(GESPREKSLEIDER, keep(365)).then([Event::RetentionSet { days: 365 }]);
    lobby().when(GESPREKSLEIDER, keep(30)).then_nothing();
}

#[test]
fn once_it_has_started_a_meeting_is_never_kept_longer_than_people_were_told() {
    for here in [started(), closed()] {
        here.when(GESPREKSLEIDER, keep(31)).then_refused(Rejection::RetentionOnlyShorter);
        here.when(GESPREKSLEIDER, keep(30)).then_nothing();
        here.when(GESPREKSLEIDER, keep(1)).then([Event::RetentionSet { days: 1 }]);
    }
}

#[test]
fn after_closing_whoever_brought_a_case_makes_it_shorter_too_and_never_longer() {
    let running = standing_at("kern/kern");
    running.when(INBRENGER, keep(7)).then_refused(Rejection::NotGespreksleider);
    let here = running.has(GESPREKSLEIDER, Command::Close);
    here.when(AN, keep(7)).then_refused(Rejection::NotGespreksleider);
    here.when(INBRENGER, keep(31)).then_refused(Rejection::RetentionOnlyShorter);
    let here = here.when(INBRENGER, keep(7)).then([Event::RetentionSet { days: 7 }]);
    assert_eq!(meeting(&here).erase_at_ms, Some(NOW + 7 * DAY));
    here.when(GESPREKSLEIDER, keep(2)).then([Event::RetentionSet { days: 2 }]);
}

#[test]
fn a_closed_meeting_is_erased_when_its_days_are_over_and_not_a_moment_before() {
    when_due(closed(), NOW + 30 * DAY - 1).then_nothing();
    let erased = when_due(closed(), NOW + 30 * DAY).then([Event::MeetingErased]);
    assert_eq!(erased.state.status, Status::Erased);
    when_due(erased, NOW + 90 * DAY).then_nothing();
}

#[test]
fn reading_a_closed_meeting_does_not_keep_it_longer_but_going_on_with_an_open_one_does() {
    let mut here = closed();
    here.context.last_ms = NOW + 10 * DAY;
    assert_eq!(due_ms(&here.state, here.context.last_ms), NOW + 30 * DAY);
    let mut open = started();
    open.context.last_ms = NOW + 10 * DAY;
    when_due(open.clone(), NOW + 39 * DAY).then_nothing();
    when_due(open, NOW + 40 * DAY).then([Event::MeetingErased]);
}

#[test]
fn a_meeting_that_is_planned_ahead_is_kept_until_after_its_day_but_not_for_ever() {
    let planned = |at: i64| {
        let details = Command::SetDetails {
            title: String::new(),
            scheduled_at_ms: Some(at),
            call_link: String::new(),
        };
        lobby().has(GESPREKSLEIDER, details)
    };
    assert_eq!(due_ms(&planned(NOW + 60 * DAY).state, NOW), NOW + 90 * DAY);
    assert_eq!(due_ms(&planned(limits::MOMENTS_MS.end - 1).state, NOW), NOW + (365 + 30) * DAY);
    assert_eq!(due_ms(&planned(NOW - 60 * DAY).state, NOW), NOW + 30 * DAY);
}

#[test]
fn whoever_runs_the_server_can_erase_a_meeting_at_any_time_of_its_life() {
    let erase = Request::Erase { if_due: false };
    for here in [lobby(), started(), closed()] {
        here.asked(&erase).then([Event::MeetingErased]).asked(&erase).then_nothing();
    }
    unborn().asked(&erase).then_refused(Rejection::NotInMeeting);
}

#[test]
fn whoever_led_for_most_of_the_hour_is_said_to_have_led() {
    let minutes = |count: i64| count * 60_000;
    let hand_over = |to| Command::HandOver { to };
    let here = started().later(minutes(20)).has(GESPREKSLEIDER, hand_over(AN));
    let here = here.later(minutes(15)).has(AN, hand_over(BO));
    let here = here.later(minutes(15)).has(BO, hand_over(AN)).later(minutes(2));
    assert_eq!(meeting(&here).led_by, None, "it is not over");
    assert_eq!(meeting(&here.has(AN, Command::Close)).led_by, Some(GESPREKSLEIDER));
    let here = started().later(minutes(20)).has(GESPREKSLEIDER, hand_over(AN));
    let here = here.later(minutes(20)).has(AN, Command::Close);
    assert_eq!(meeting(&here).led_by, Some(AN), "of two who led as long, the one who leads");
    let here = lobby().later(minutes(600)).has(GESPREKSLEIDER, hand_over(AN));
    let here = here.has(AN, Command::Start).later(minutes(1)).has(AN, Command::Close);
    assert_eq!(meeting(&here).led_by, Some(AN), "the lobby does not count");
}

#[test]
fn whoever_can_erase_a_closed_meeting_can_hand_that_on_and_then_leave() {
    let here = closed().has(GESPREKSLEIDER, Command::HandOver { to: AN });
    let here = here.has(GESPREKSLEIDER, Command::Leave);
    here.when(INBRENGER, Command::Erase).then_refused(Rejection::NotGespreksleider);
    assert_eq!(meeting(&here).led_by, Some(GESPREKSLEIDER), "who led is not who looks after it");
    here.when(AN, Command::Erase).then([Event::MeetingErased]);
}
