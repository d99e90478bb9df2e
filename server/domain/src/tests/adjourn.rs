//! A meeting that goes on another day.

use kring_protocol::RecordKey;
use kring_protocol::code::Rejection;
use kring_protocol::command::Command;
use kring_protocol::content::VoteMark;
use kring_protocol::limits;
use kring_protocol::next_act::NextAct;
use kring_protocol::record::{Clock, Lifecycle, Record, Turns};
use kring_protocol::roles::Concern;

use super::devices::{back, code, device};
use super::given::{
    AN, BO, GESPREKSLEIDER, Given, INBRENGER, INVITATION, NOW, at, id, join, lobby, person,
    standing_at, started,
};
use super::script::{advice, case, contribute, idea, note};
use crate::event::Event;
use crate::{Request, due_ms, preview};

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;

fn adjourn() -> Command {
    Command::Adjourn { until_ms: None }
}

fn adjourned(here: Given) -> Given {
    here.has(GESPREKSLEIDER, adjourn())
}

fn details(scheduled_at_ms: Option<i64>) -> Command {
    Command::SetDetails { title: String::new(), scheduled_at_ms, call_link: String::new() }
}

#[test]
fn it_goes_on_with_what_was_left_on_the_clock_and_the_same_speaker() {
    let here = standing_at("brainstorm/ideeen")
        .has(GESPREKSLEIDER, Command::NextTurn { from: None })
        .later(3 * MINUTE);
    let turns = here.state.turns.clone().unwrap();
    let with = |clock| Some(Turns { clock: Some(clock), ..turns.clone() });
    let paused = |remaining_ms| Clock::Paused { remaining_ms };
    let until_ms = Some(NOW + 7 * DAY);
    let here =
        here.when(GESPREKSLEIDER, Command::Adjourn { until_ms }).then([Event::MeetingAdjourned {
            at_ms: NOW + 3 * MINUTE,
            until_ms,
            clock: Some(paused(7 * MINUTE)),
            turns: with(paused(-2 * MINUTE)),
        }]);
    let stage = here.stage();
    assert_eq!(
        (stage.lifecycle, stage.position),
        (Lifecycle::Adjourned, Some(at("brainstorm/ideeen")))
    );
    assert_eq!(stage.next_act, Some(NextAct::ResumeMeeting));
    let here = here.later(7 * DAY);
    let now = here.context.now_ms;
    let running = |left_ms| Clock::Running { ends_at_ms: now + left_ms };
    let here = here.when(GESPREKSLEIDER, Command::ResumeMeeting).then([Event::MeetingResumed {
        at_ms: now,
        clock: Some(running(7 * MINUTE)),
        turns: with(running(-2 * MINUTE)),
    }]);
    assert_eq!(here.stage().lifecycle, Lifecycle::Running);
    assert_eq!(here.position(), at("brainstorm/ideeen"));
}

#[test]
fn clocks_that_stood_still_before_stand_still_after() {
    let here = standing_at("brainstorm/ideeen")
        .has(GESPREKSLEIDER, Command::NextTurn { from: None })
        .has(GESPREKSLEIDER, Command::PauseTimer);
    let (clock, turns) = (here.clock(), here.state.turns.clone());
    let here = adjourned(here).later(DAY).has(GESPREKSLEIDER, Command::ResumeMeeting);
    assert_eq!((here.clock(), here.state.turns.clone()), (clock, turns));
}

#[test]
fn the_days_between_are_no_time_of_the_meeting() {
    let here = adjourned(started().later(2 * MINUTE)).later(3 * DAY);
    let here = here.has(GESPREKSLEIDER, Command::ResumeMeeting).later(MINUTE);
    let planned = here.state.planned(&"keuze".into()).unwrap();
    let visits: Vec<_> =
        planned.visits.iter().map(|v| (v.round, v.entered_at_ms, v.left_at_ms)).collect();
    let resumed = NOW + 2 * MINUTE + 3 * DAY;
    assert_eq!(visits, [(1, NOW, Some(NOW + 2 * MINUTE)), (1, resumed, None)]);
    // 68 minutes as planned, and as much later as it stood still.
    assert_eq!(here.stage().plan_ends_at_ms, Some(NOW + 68 * MINUTE + 3 * DAY));
    let closed = here.has(GESPREKSLEIDER, Command::HandOver { to: AN }).later(2 * MINUTE);
    assert_eq!(closed.state.led_for[&GESPREKSLEIDER], 3 * MINUTE);
}

#[test]
fn a_silence_ends_hands_go_down_and_a_move_is_not_undone_across_the_days() {
    let here = standing_at("kern/kern")
        .has(AN, Command::RaiseHand)
        .has(AN, Command::SignalReady { ready: true })
        .has(GESPREKSLEIDER, Command::StartSilence { seconds: 60 });
    let here = adjourned(here);
    assert_eq!(here.stage().silence_until_ms, None);
    assert_eq!(here.stage().undo_until_ms, None);
    let back = here.has(GESPREKSLEIDER, Command::ResumeMeeting);
    assert_eq!((back.state.hands.len(), back.overview().ready.len()), (0, 0));
}

#[test]
fn what_is_held_back_stays_so_and_the_ballot_stays_open() {
    let here = started().wrote(AN, id(1), case("een klas")).walk_to("keuze/stemmen");
    let vote = Command::Vote { case: id(1), mark: VoteMark::Appeals };
    let here = adjourned(here.has(BO, vote.clone()));
    here.when(BO, vote).then_refused(Rejection::Adjourned);
    let back = here.has(GESPREKSLEIDER, Command::ResumeMeeting);
    assert_eq!(back.me(BO).votes.len(), 1);
    assert_eq!(back.stage().next_act, Some(NextAct::CountVotes));

    let here = standing_at("anoniem/adviezen").wrote(AN, id(1), advice("wacht"));
    let here = adjourned(here);
    assert_eq!(here.sees(BO, &RecordKey::Contribution(id(1))), None);
    let back = here.has(GESPREKSLEIDER, Command::ResumeMeeting);
    assert!(back.state.contributions[&id(1)].held);
}

#[test]
fn what_is_written_comes_back_to_its_author_and_notes_stay_possible() {
    let here = standing_at("brainstorm/ideeen").wrote(AN, id(1), idea("bellen"));
    let here = adjourned(here);
    here.when(AN, contribute(at("brainstorm/ideeen"), idea("te laat")))
        .then_refused(Rejection::Adjourned);
    let edit = Command::Edit { contribution: id(1), content: idea("mailen") };
    here.when(AN, edit.clone()).then_refused(Rejection::Adjourned);
    here.when(AN, Command::Withdraw { contribution: id(1) }).then_refused(Rejection::Adjourned);
    assert_eq!((here.me(AN).opens, here.me(AN).edits), (vec![], None));
    for who in [AN, INBRENGER] {
        assert!(here.me(who).may_note);
        here.clone().wrote(who, id(2), note("voor de volgende keer"));
    }
    here.has(GESPREKSLEIDER, Command::ResumeMeeting).has(AN, edit);
}

#[test]
fn people_come_and_go_and_whoever_is_stuck_is_heard() {
    let here = adjourned(standing_at("kern/kern"));
    assert!(preview(&here.state, INVITATION, None).is_some());
    let here = here.accept(&join(person(9), "Cees"));
    let Some(Record::Participant(cees)) = here.sees(AN, &RecordKey::Participant(person(9))) else {
        panic!("nobody joined")
    };
    assert!(cees.late);
    let here = here.has(person(9), Command::AcceptAgreements).has(person(9), Command::Leave);
    let here = here.has(AN, Command::RaiseConcern { concern: Some(Concern::TooFar) });
    assert_eq!(here.overview().concerns.len(), 1);
    here.has(GESPREKSLEIDER, Command::SettleConcern { participant: AN });
}

#[test]
fn when_the_gespreksleider_does_not_come_back_somebody_else_goes_on() {
    let deputy = started().has(GESPREKSLEIDER, Command::NameDeputy { participant: Some(BO) });
    let here = adjourned(deputy).later(7 * DAY).away().has(BO, Command::TakeOver);
    here.has(BO, Command::ResumeMeeting);
    let here = adjourned(started()).later(7 * DAY).leaderless(NOW, &[AN, BO]);
    let propose = Command::ProposeLead { participant: Some(AN) };
    let here = here.has(BO, propose.clone()).has(AN, propose);
    here.has(AN, Command::ResumeMeeting);
}

#[test]
fn whoever_looks_in_alone_while_it_stands_still_does_not_take_it_over() {
    let alone = |here: Given| here.leaderless(NOW, &[AN]);
    let propose = Command::ProposeLead { participant: Some(AN) };
    let here = alone(adjourned(started()).later(DAY)).has(AN, propose.clone());
    assert_eq!(here.stage().gespreksleider, GESPREKSLEIDER);
    assert_eq!(alone(started()).has(AN, propose).stage().gespreksleider, AN);
}

#[test]
fn whom_a_step_mutes_has_their_devices_and_a_code_meanwhile_and_is_muted_again_afterwards() {
    let here = adjourned(standing_at("brainstorm/ideeen"));
    assert!(!here.me(INBRENGER).muted && !here.overview().quiet.contains(&INBRENGER));
    let here = here.accept(&code(INBRENGER, 1)).accept(&back(INBRENGER, 1));
    let here = here.has(INBRENGER, Command::RevokeDevice { device: device(1).id });
    let said = contribute(at("brainstorm/ideeen"), idea("Iets."));
    here.when(INBRENGER, said).then_refused(Rejection::Adjourned);
    let here = here.has(GESPREKSLEIDER, Command::ResumeMeeting);
    assert!(here.me(INBRENGER).muted);
    here.when(INBRENGER, Command::RaiseHand).then_refused(Rejection::Muted);
}

#[test]
fn only_what_runs_is_adjourned_and_only_what_is_adjourned_goes_on() {
    lobby().when(GESPREKSLEIDER, adjourn()).then_refused(Rejection::NotRunning);
    started().when(GESPREKSLEIDER, Command::ResumeMeeting).then_refused(Rejection::AlreadyStarted);
    let here = adjourned(started());
    here.when(GESPREKSLEIDER, adjourn()).then_refused(Rejection::Adjourned);
    here.when(AN, Command::ResumeMeeting).then_refused(Rejection::NotGespreksleider);
    here.when(GESPREKSLEIDER, Command::Erase).then_refused(Rejection::StillRunning);
    let never = Command::Adjourn { until_ms: Some(limits::MOMENTS_MS.end) };
    started().when(GESPREKSLEIDER, never).then_refused(Rejection::DurationOutOfRange);
}

#[test]
fn a_meeting_with_no_room_for_another_visit_is_not_adjourned() {
    let mut here = started();
    for _ in 1..limits::VISITS {
        here = adjourned(here).has(GESPREKSLEIDER, Command::ResumeMeeting);
    }
    here.when(GESPREKSLEIDER, adjourn()).then_refused(Rejection::MeetingFull);
}

#[test]
fn the_moment_at_which_it_goes_on_can_be_chosen_later() {
    let here = adjourned(started()).has(GESPREKSLEIDER, details(Some(NOW + 7 * DAY)));
    let Some(Record::Meeting(meeting)) = here.sees(AN, &RecordKey::Meeting) else { panic!() };
    assert_eq!(meeting.scheduled_at_ms, Some(NOW + 7 * DAY));
    here.when(AN, details(None)).then_refused(Rejection::NotGespreksleider);
}

#[test]
fn it_is_kept_for_its_days_after_the_moment_at_which_it_goes_on_and_not_for_ever() {
    let here = adjourned(started());
    assert_eq!(due_ms(&here.state, NOW), NOW + 30 * DAY, "nobody came back");
    let until =
        |until_ms| started().has(GESPREKSLEIDER, Command::Adjourn { until_ms: Some(until_ms) });
    assert_eq!(due_ms(&until(NOW + 60 * DAY).state, NOW), NOW + 90 * DAY);
    let far = until(limits::MOMENTS_MS.end - 1);
    assert_eq!(due_ms(&far.state, NOW), NOW + (365 + 30) * DAY);
    let keep = Command::SetRetention { days: 31 };
    here.when(GESPREKSLEIDER, keep).then_refused(Rejection::RetentionOnlyShorter);
    let mut here = here;
    here.context.now_ms = NOW + 30 * DAY;
    here.asked(&Request::Erase { if_due: true }).then([Event::MeetingErased]);
}

#[test]
fn two_taps_on_going_on_are_one() {
    let mut here = adjourned(started()).later(DAY);
    here.context.same_click_ms = 1_000;
    let here = here.has(GESPREKSLEIDER, Command::ResumeMeeting).later(999);
    here.when(GESPREKSLEIDER, Command::Next { from: here.position() }).then_nothing();
}
