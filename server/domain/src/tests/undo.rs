//! One step back, an undone move, and a finger that taps twice.

use kring_protocol::code::Rejection;
use kring_protocol::command::Command;
use kring_protocol::record::{Clock, Record, RecordKey};

use super::given::{AN, BO, GESPREKSLEIDER, Given, INBRENGER, NOW, at, id, standing_at, started};
use super::script::{advice, case, idea, note, question};

fn next(here: &Given) -> Command {
    Command::Next { from: here.position() }
}

fn back(here: &Given) -> Command {
    Command::Back { from: here.position() }
}

fn undo(here: &Given) -> Command {
    Command::UndoMove { from: here.position() }
}

fn leads(here: Given, command: impl Fn(&Given) -> Command) -> Given {
    let command = command(&here);
    here.has(GESPREKSLEIDER, command)
}

fn clock(here: &Given) -> Clock {
    match here.sees(AN, &RecordKey::Timer) {
        Some(Record::Timer(clock)) => clock,
        other => panic!("no timer: {other:?}"),
    }
}

#[test]
fn one_step_back_within_a_phase_leaves_its_clock_alone() {
    let here = leads(started().later(60_000), next);
    let (there, was) = (here.position(), clock(&here));
    let here = leads(here.later(5_000), back);
    assert_eq!(here.position(), at("keuze/schrijven"));
    assert_eq!(clock(&here), was);
    assert_eq!(leads(here.later(60_000), next).position(), there);
}

#[test]
fn one_step_back_into_a_phase_goes_on_from_what_was_left_of_it() {
    let here = standing_at("keuze/stemmen").later(120_000);
    let planned_ms = match clock(&here) {
        Clock::Running { ends_at_ms } => ends_at_ms - NOW,
        other => panic!("{other:?}"),
    };
    let here = leads(leads(here, next).later(30_000), back);
    assert_eq!(here.position(), at("keuze/stemmen"));
    assert_eq!(clock(&here), Clock::Paused { remaining_ms: planned_ms - 120_000 });
}

#[test]
fn there_is_no_step_before_the_first() {
    let here = started();
    here.when(GESPREKSLEIDER, back(&here)).then_refused(Rejection::NoStepBefore);
    let elsewhere = Command::Back { from: at("kern/kern") };
    here.when(GESPREKSLEIDER, elsewhere).then_refused(Rejection::StalePosition);
    here.when(AN, back(&here)).then_refused(Rejection::NotGespreksleider);
}

#[test]
fn going_back_reveals_nothing_and_hides_nothing() {
    let here = started().wrote(AN, id(1), case("van An"));
    let here = leads(here, next);
    assert!(here.sees(BO, &RecordKey::Contribution(id(1))).is_some(), "revealed on leaving");
    let here = leads(here, back).wrote(BO, id(2), case("van Bo"));
    assert!(here.sees(AN, &RecordKey::Contribution(id(2))).is_none(), "held back as before");
    assert!(here.sees(BO, &RecordKey::Contribution(id(1))).is_some(), "revealed stays revealed");
    // A step back out of a step where something is held back.
    let here = leads(leads(here, next), back);
    let here = here.wrote(AN, id(3), case("nog een"));
    let further = leads(here.clone(), next);
    assert!(further.sees(BO, &RecordKey::Contribution(id(3))).is_some());
}

#[test]
fn what_is_held_back_in_a_step_that_the_meeting_stepped_back_from_is_shown_when_it_moves_on_elsewhere()
 {
    let here = standing_at("anoniem/adviezen").wrote(AN, id(1), advice("wacht een week"));
    let key = RecordKey::Contribution(id(1));
    for mistake in [back, undo] {
        let here = leads(here.clone(), mistake);
        assert!(here.sees(BO, &key).is_none(), "nobody pressed reveal");
        let returned = leads(here.clone(), next);
        assert_eq!(returned.position(), at("anoniem/adviezen"));
        assert!(returned.sees(BO, &key).is_none() && returned.sees(AN, &key).is_some());
        assert!(leads(returned, next).sees(BO, &key).is_some());
        let elsewhere = Command::GoTo { from: here.position(), phase: "plan".into(), step: None };
        assert!(here.has(GESPREKSLEIDER, elsewhere).sees(BO, &key).is_some());
    }
}

#[test]
fn a_move_is_undone_within_ten_seconds_with_clock_and_turns_as_they_were() {
    let here = standing_at("keuze/rondje").has(GESPREKSLEIDER, Command::NextTurn { from: None });
    let (position, turns, was) = (here.position(), here.state.turns.clone(), clock(&here));
    let moved = leads(here, next);
    assert_eq!(moved.stage().undo_until_ms, Some(NOW + 10_000));
    let undone = leads(moved.clone().later(9_999), undo);
    assert_eq!((undone.position(), clock(&undone)), (position, was));
    assert_eq!(undone.state.turns, turns);
    assert_eq!(undone.stage().undo_until_ms, None, "undoing is not undone");
    undone.when(GESPREKSLEIDER, undo(&undone)).then_refused(Rejection::NothingToUndo);
    let late = moved.later(10_000);
    late.when(GESPREKSLEIDER, undo(&late)).then_refused(Rejection::NothingToUndo);
}

#[test]
fn what_somebody_shared_in_the_new_step_stands_in_the_way_and_what_nobody_sees_does_not() {
    let here = leads(standing_at("verkenning/vertellen"), next);
    let shared = here.clone().wrote(AN, id(1), question("Wat deed je?"));
    assert_eq!(shared.stage().undo_until_ms, None);
    shared.when(GESPREKSLEIDER, undo(&shared)).then_refused(Rejection::NothingToUndo);
    let noted = here.wrote(INBRENGER, id(2), note("voor mezelf"));
    assert!(noted.stage().undo_until_ms.is_some());
    leads(noted, undo);
}

#[test]
fn there_is_nothing_to_undo_at_the_start_and_after_a_new_round() {
    let here = started();
    here.when(GESPREKSLEIDER, undo(&here)).then_refused(Rejection::NothingToUndo);
    let here = standing_at("brainstorm/ideeen").wrote(AN, id(1), idea("probeer eens"));
    let from = here.position();
    let here = here.has(GESPREKSLEIDER, Command::StartRound { from });
    here.when(GESPREKSLEIDER, undo(&here)).then_refused(Rejection::NothingToUndo);
}

#[test]
fn moving_on_within_a_second_of_arriving_is_the_same_click() {
    let mut here = leads(started(), next);
    here.context.same_click_ms = 1_000;
    let soon = here.clone().later(999);
    soon.when(GESPREKSLEIDER, next(&soon)).then_nothing();
    soon.when(GESPREKSLEIDER, back(&soon)).then_nothing();
    // Undoing is meant, however soon.
    leads(soon, undo);
    // A clock that went back two hours stops nobody.
    let earlier = here.clone().later(-7_200_000);
    assert_ne!(leads(earlier.clone(), next).position(), earlier.position());
    let then = here.later(1_000);
    assert_ne!(leads(then.clone(), next).position(), then.position());
}

#[test]
fn whoever_left_since_has_no_turn_in_the_step_that_is_gone_back_to() {
    let here = standing_at("keuze/rondje").has(INBRENGER, Command::PassTurn);
    let here = leads(here, |_| Command::NextTurn { from: None });
    let here = leads(here, |_| Command::NextTurn { from: Some(GESPREKSLEIDER) });
    assert_eq!(here.state.turns.as_ref().unwrap().speaking, Some(AN));
    let here = leads(here, next).has(AN, Command::Leave).has(BO, Command::Leave);
    let here = leads(here, undo);
    let turns = here.state.turns.clone().unwrap();
    assert_eq!((turns.speaking, turns.clock, &turns.waiting[..]), (None, None, &[][..]));
}

#[test]
fn a_silent_moment_that_is_over_is_not_asked_for_again_after_undoing() {
    let here =
        standing_at("stilte/stilte").has(GESPREKSLEIDER, Command::StartSilence { seconds: 60 });
    let here = leads(here.has(GESPREKSLEIDER, Command::EndSilence), next);
    let here = leads(here, undo).wrote(AN, id(1), idea("Nu mag het weer."));
    assert_eq!(here.position(), at("stilte/stilte"));
}
