//! Steps that are left out, and a plan that changes while the meeting is on.

use kring_protocol::RecordKey;
use kring_protocol::code::Rejection;
use kring_protocol::command::Command;
use kring_protocol::next_act::NextAct;
use kring_protocol::record::{PlannedPhase, Record};

use super::given::{AN, GESPREKSLEIDER, Given, NOW, at, id, lobby, standing_at, started};
use super::script::{advice, case};
use crate::event::Event;

const MINUTE: i64 = 60_000;

fn drop_step(place: &str) -> Command {
    let at = at(place);
    Command::DropStep { phase: at.phase, step: at.step }
}

fn restore_step(place: &str) -> Command {
    let at = at(place);
    Command::RestoreStep { phase: at.phase, step: at.step }
}

fn drop_phase(phase: &str) -> Command {
    Command::DropPhase { phase: phase.into() }
}

fn restore_phase(phase: &str) -> Command {
    Command::RestorePhase { phase: phase.into() }
}

fn move_phase(phase: &str, to: u32) -> Command {
    Command::MovePhase { phase: phase.into(), to }
}

fn insert(at: u32) -> Command {
    Command::InsertPhase {
        at,
        title: "Pauze".to_owned(),
        minutes: 5,
        question: String::new(),
        opens: vec![],
        muted: false,
    }
}

fn next(here: Given) -> Given {
    let from = here.position();
    here.has(GESPREKSLEIDER, Command::Next { from })
}

fn seen(here: &Given, phase: &str) -> PlannedPhase {
    let seen = here.sees(AN, &RecordKey::Phase(phase.into()));
    let Some(Record::Phase(planned)) = seen else { panic!("no phase") };
    planned
}

#[test]
fn a_step_is_dropped_and_put_back_and_the_phase_keeps_its_minutes() {
    let place = at("keuze/rondje");
    let dropped = Event::StepDropped { phase: place.phase.clone(), step: place.step.clone() };
    let here = lobby().when(GESPREKSLEIDER, drop_step("keuze/rondje")).then([dropped]);
    assert_eq!(seen(&here, "keuze").dropped_steps, ["rondje".into()]);
    assert_eq!(seen(&here, "keuze").phase.minutes, 5);
    let here = here.when(GESPREKSLEIDER, drop_step("keuze/rondje")).then_nothing();
    let restored = Event::StepRestored { phase: place.phase, step: place.step };
    let here = here.when(GESPREKSLEIDER, restore_step("keuze/rondje")).then([restored]);
    assert_eq!(seen(&here, "keuze").dropped_steps, []);
    here.when(GESPREKSLEIDER, restore_step("keuze/rondje")).then_nothing();
}

#[test]
fn a_phase_keeps_a_step_and_only_its_own_steps_are_dropped() {
    let here = lobby()
        .has(GESPREKSLEIDER, drop_step("keuze/schrijven"))
        .has(GESPREKSLEIDER, drop_step("keuze/stemmen"));
    here.when(GESPREKSLEIDER, drop_step("keuze/rondje")).then_refused(Rejection::LastStep);
    here.when(GESPREKSLEIDER, drop_step("kern/kern")).then_refused(Rejection::LastStep);
    for command in [drop_step("keuze/kern"), restore_step("keuze/kern")] {
        here.when(GESPREKSLEIDER, command).then_refused(Rejection::UnknownStep);
    }
    here.when(GESPREKSLEIDER, drop_step("nergens/kern")).then_refused(Rejection::UnknownPhase);
    here.when(AN, drop_step("keuze/schrijven")).then_refused(Rejection::NotGespreksleider);
}

#[test]
fn a_dropped_step_is_passed_over_and_nobody_has_a_turn_in_it() {
    let here = lobby()
        .has(GESPREKSLEIDER, drop_step("keuze/schrijven"))
        .has(GESPREKSLEIDER, drop_step("verkenning/vertellen"))
        .has(GESPREKSLEIDER, Command::Start);
    assert_eq!(here.position(), at("keuze/rondje"), "the meeting starts after it");
    let here = here.has(GESPREKSLEIDER, drop_step("keuze/stemmen"));
    let appoint = Command::AppointInbrenger { participant: super::given::INBRENGER };
    let here = next(here.has(GESPREKSLEIDER, appoint));
    assert_eq!(here.position(), at("verkenning/vragen"), "next goes on behind it");
    let here = here.has(GESPREKSLEIDER, Command::Back { from: at("verkenning/vragen") });
    assert_eq!(here.position(), at("keuze/rondje"), "back comes to the one before it");
    let go = Command::GoTo { from: at("keuze/rondje"), phase: "verkenning".into(), step: None };
    assert_eq!(here.has(GESPREKSLEIDER, go).position(), at("verkenning/vragen"));

    let skipped =
        lobby().has(GESPREKSLEIDER, drop_step("keuze/rondje")).has(GESPREKSLEIDER, Command::Start);
    let there = next(skipped);
    assert_eq!((there.position(), there.state.turns.clone()), (at("keuze/stemmen"), None));
}

#[test]
fn another_round_starts_at_a_step_that_is_there() {
    let here = lobby().has(GESPREKSLEIDER, drop_step("keuze/schrijven"));
    let here = here.has(GESPREKSLEIDER, Command::Start).walk_to("kern/kern");
    let here = here.has(GESPREKSLEIDER, Command::StartRound { from: at("kern/kern") });
    assert_eq!(here.position(), at("keuze/rondje"), "where cases are written, and it is there");
    let without = started().walk_to("verkenning/vertellen");
    let round =
        without.has(GESPREKSLEIDER, Command::StartRound { from: at("verkenning/vertellen") });
    assert_eq!(round.position(), at("keuze/schrijven"));
}

#[test]
fn without_a_ballot_somebody_is_appointed() {
    let here = lobby().has(GESPREKSLEIDER, drop_step("keuze/stemmen"));
    let here = here.has(GESPREKSLEIDER, Command::Start).wrote(AN, id(1), case("een klas"));
    let here = next(here);
    assert_eq!(here.stage().next_act, Some(NextAct::BeginRound));
    here.when(GESPREKSLEIDER, Command::Next { from: at("keuze/rondje") })
        .then_refused(Rejection::NoInbrenger);
}

#[test]
fn while_it_is_on_what_lies_ahead_changes_and_nothing_else() {
    let here = standing_at("waarnemen/sterk");
    let ahead: Vec<String> = here.overview().ahead.iter().map(|phase| phase.0.clone()).collect();
    assert_eq!(ahead, ["kern", "brainstorm", "afgewend", "anoniem", "stilte", "plan", "afsluiten"]);
    for fine in [
        drop_phase("kern"),
        restore_phase("kern"),
        move_phase("plan", 3),
        insert(3),
        Command::SetMinutes { phase: "plan".into(), minutes: 4 },
        drop_step("waarnemen/alles"),
        drop_step("plan/behoeften"),
    ] {
        here.clone().has(GESPREKSLEIDER, fine);
    }
    for late in [
        drop_phase("waarnemen"),
        drop_phase("keuze"),
        restore_phase("keuze"),
        move_phase("keuze", 5),
        move_phase("plan", 2),
        insert(2),
        Command::SetMinutes { phase: "waarnemen".into(), minutes: 4 },
        drop_step("waarnemen/sterk"),
        restore_step("waarnemen/sterk"),
        drop_step("keuze/rondje"),
    ] {
        here.when(GESPREKSLEIDER, late).then_refused(Rejection::NotAhead);
    }
}

#[test]
fn what_the_group_came_back_from_stays_in_the_plan() {
    let here = standing_at("kern/kern");
    let here = here.has(
        GESPREKSLEIDER,
        Command::GoTo { from: at("kern/kern"), phase: "waarnemen".into(), step: None },
    );
    here.when(GESPREKSLEIDER, drop_phase("kern")).then_refused(Rejection::NotAhead);
    // In another round it lies ahead again.
    let here = here.has(GESPREKSLEIDER, Command::StartRound { from: at("waarnemen/sterk") });
    here.has(GESPREKSLEIDER, drop_phase("kern"));
}

#[test]
fn a_step_that_was_left_by_going_back_can_be_dropped_and_nothing_in_it_is_lost() {
    let here = standing_at("verkenning/vragen");
    let back = here.has(GESPREKSLEIDER, Command::Back { from: at("verkenning/vragen") });
    let here = back.has(GESPREKSLEIDER, drop_step("verkenning/vragen"));
    let undo = Command::UndoMove { from: at("verkenning/vertellen") };
    here.when(GESPREKSLEIDER, undo).then_refused(Rejection::NothingToUndo);
    assert_eq!(next(here).position(), at("waarnemen/sterk"));

    let here = standing_at("anoniem/adviezen").wrote(AN, id(1), advice("wacht"));
    let here = here.has(GESPREKSLEIDER, drop_step("anoniem/bespreken"));
    assert!(!next(here).state.contributions[&id(1)].held);
}

#[test]
fn the_meeting_is_to_end_when_it_was_to_end_before_its_plan_changed() {
    let here = started().has(GESPREKSLEIDER, drop_phase("brainstorm"));
    assert_eq!(here.stage().plan_ends_at_ms, Some(NOW + 68 * MINUTE));
    let here = here.has(GESPREKSLEIDER, insert(4));
    assert_eq!(here.stage().plan_ends_at_ms, Some(NOW + 68 * MINUTE));
    let before = lobby().has(GESPREKSLEIDER, drop_phase("brainstorm"));
    assert_eq!(before.has(GESPREKSLEIDER, Command::Start).stage().plan_ends_at_ms, None);
}

#[test]
fn a_proposal_falls_when_the_plan_changes_and_the_end_is_the_next_act_when_nothing_is_left() {
    let propose = Command::ProposeReplan { minutes_left: 40 };
    for change in
        [drop_phase("kern"), drop_step("plan/behoeften"), move_phase("plan", 4), insert(4)]
    {
        let here = started().has(GESPREKSLEIDER, propose.clone()).has(GESPREKSLEIDER, change);
        let accept = Command::AcceptReplan { from: here.position() };
        here.when(GESPREKSLEIDER, accept).then_refused(Rejection::NothingToAccept);
    }
    let here = standing_at("plan/plan");
    assert_eq!(here.stage().next_act, Some(NextAct::Next));
    let here = here.has(GESPREKSLEIDER, drop_phase("afsluiten"));
    assert_eq!(here.stage().next_act, Some(NextAct::Close));
}
