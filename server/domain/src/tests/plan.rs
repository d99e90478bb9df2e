//! What the gespreksleider settles before the meeting starts.

use kring_protocol::code::Rejection;
use kring_protocol::command::Command;
use kring_protocol::content::Kind;
use kring_protocol::ids::PhaseId;
use kring_protocol::record::{Clock, Record, RecordKey};
use kring_protocol::script::{InbrengerState, Phase, Role};
use kring_protocol::text::Text;

use super::given::{AN, GESPREKSLEIDER, Given, INBRENGER, NOW, at, id, lobby, started};
use super::script::{ALL, OTHERS, open, phase, step};
use crate::event::Event;

fn drop(phase: &str) -> Command {
    Command::DropPhase { phase: phase.into() }
}

fn restore(phase: &str) -> Command {
    Command::RestorePhase { phase: phase.into() }
}

fn minutes(phase: &str, minutes: u32) -> Command {
    Command::SetMinutes { phase: phase.into(), minutes }
}

fn own_phase(opens: Vec<Kind>, muted: bool) -> Command {
    Command::InsertPhase {
        at: 1,
        title: " Pauze ".to_owned(),
        minutes: 5,
        question: String::new(),
        opens,
        muted,
    }
}

fn order(here: &Given) -> Vec<&str> {
    here.state.plan.iter().map(|planned| planned.phase.id.as_str()).collect()
}

#[test]
fn title_moment_and_call_link_are_set_as_plain_lines() {
    let set = |title: &str, call_link: &str| {
        let (title, call_link) = (title.to_owned(), call_link.to_owned());
        Command::SetDetails { title, scheduled_at_ms: Some(NOW), call_link }
    };
    lobby().when(GESPREKSLEIDER, set(" Donderdag ", "https://call.example")).then([
        Event::DetailsSet {
            title: "Donderdag".to_owned(),
            scheduled_at_ms: Some(NOW),
            call_link: "https://call.example".to_owned(),
        },
    ]);
    lobby().when(GESPREKSLEIDER, set(&"t".repeat(201), "")).then_refused(Rejection::TextTooLong);
    let here = lobby().has(GESPREKSLEIDER, set("", "een\ntwee"));
    assert_eq!(here.state.call_link, "een twee");
}

#[test]
fn agreements_are_at_most_twenty_filled_lines() {
    let set = |items: Vec<&str>| {
        let items = items.into_iter().map(str::to_owned).collect();
        Command::SetAgreements { items }
    };
    lobby()
        .when(GESPREKSLEIDER, set(vec![" Luister. "; 20]))
        .then([Event::AgreementsSet { items: vec!["Luister.".to_owned(); 20] }]);
    lobby().when(GESPREKSLEIDER, set(vec!["x"; 21])).then_refused(Rejection::TooManyItems);
    lobby().when(GESPREKSLEIDER, set(vec!["x", " "])).then_refused(Rejection::TextEmpty);
}

#[test]
fn minutes_lie_between_one_and_a_hundred_and_eighty() {
    for good in [1, 180] {
        lobby()
            .when(GESPREKSLEIDER, minutes("kern", good))
            .then([Event::MinutesSet { phase: "kern".into(), minutes: good }]);
    }
    for bad in [0, 181, u32::MAX] {
        lobby()
            .when(GESPREKSLEIDER, minutes("kern", bad))
            .then_refused(Rejection::DurationOutOfRange);
    }
    lobby().when(GESPREKSLEIDER, minutes("nergens", 5)).then_refused(Rejection::UnknownPhase);
}

#[test]
fn a_proposed_duration_becomes_the_groups_own_even_if_it_stays_the_same() {
    lobby().when(GESPREKSLEIDER, minutes("kern", 5)).then_nothing();
    let set = lobby()
        .when(GESPREKSLEIDER, minutes("afgewend", 6))
        .then([Event::MinutesSet { phase: "afgewend".into(), minutes: 6 }]);
    assert!(!set.state.planned(&"afgewend".into()).unwrap().phase.proposal);
    set.when(GESPREKSLEIDER, minutes("afgewend", 6)).then_nothing();
}

#[test]
fn a_phase_is_dropped_and_put_back() {
    let here = lobby()
        .when(GESPREKSLEIDER, drop("kern"))
        .then([Event::PhaseDropped { phase: "kern".into() }]);
    let here = here.when(GESPREKSLEIDER, drop("kern")).then_nothing();
    let here = here
        .when(GESPREKSLEIDER, restore("kern"))
        .then([Event::PhaseRestored { phase: "kern".into() }]);
    here.when(GESPREKSLEIDER, restore("kern")).then_nothing();
    here.when(GESPREKSLEIDER, drop("nergens")).then_refused(Rejection::UnknownPhase);
    here.when(GESPREKSLEIDER, restore("nergens")).then_refused(Rejection::UnknownPhase);
}

#[test]
fn the_last_phase_stays() {
    let mut here = lobby();
    let phases: Vec<PhaseId> = here.state.plan.iter().map(|p| p.phase.id.clone()).collect();
    for phase in phases.iter().skip(1).cloned() {
        here = here.has(GESPREKSLEIDER, Command::DropPhase { phase });
    }
    here.when(GESPREKSLEIDER, drop("keuze")).then_refused(Rejection::LastPhase);
}

#[test]
fn phases_change_places() {
    let move_to = |phase: &str, to| Command::MovePhase { phase: phase.into(), to };
    let here = lobby()
        .when(GESPREKSLEIDER, move_to("kern", 0))
        .then([Event::PhaseMoved { phase: "kern".into(), to: 0 }]);
    assert_eq!(order(&here)[..3], ["kern", "keuze", "verkenning"]);
    let here = here.has(GESPREKSLEIDER, move_to("kern", u32::MAX));
    assert_eq!(order(&here).last(), Some(&"kern"));
    assert_eq!(order(&here).len(), 10);
    here.when(GESPREKSLEIDER, move_to("nergens", 0)).then_refused(Rejection::UnknownPhase);
}

#[test]
fn a_phase_of_ones_own_opens_its_kinds_to_everybody() {
    let mut samen = step("samen");
    samen.title = kring_protocol::text::Text::same("Pauze");
    samen.opens = vec![open(Kind::Idea, &ALL), open(Kind::Takeaway, &ALL)];
    let expected =
        Phase { title: samen.title.clone(), ..phase("eigen-000000000000", 5, vec![samen]) };
    let opens = vec![Kind::Takeaway, Kind::Idea, Kind::Takeaway];
    let here = lobby()
        .when(GESPREKSLEIDER, own_phase(opens, false))
        .then([Event::PhaseInserted { at: 1, phase: Box::new(expected) }]);
    assert_eq!(order(&here)[..3], ["keuze", "eigen-000000000000", "verkenning"]);
}

#[test]
fn a_muted_phase_of_ones_own_opens_nothing_to_the_inbrenger() {
    let here = lobby().has(GESPREKSLEIDER, own_phase(vec![Kind::Idea], true));
    let step = &here.state.plan[1].phase.steps[0];
    assert_eq!(step.inbrenger, InbrengerState::Muted);
    assert_eq!(step.opens, [open(Kind::Idea, &OTHERS)]);
}

#[test]
fn a_phase_of_ones_own_needs_a_title_a_duration_and_room() {
    let insert = |title: &str, minutes, opens| {
        let title = title.to_owned();
        Command::InsertPhase { at: 0, title, minutes, question: String::new(), opens, muted: false }
    };
    let here = lobby();
    here.when(GESPREKSLEIDER, insert(" ", 5, vec![])).then_refused(Rejection::TextEmpty);
    here.when(GESPREKSLEIDER, insert("x", 0, vec![])).then_refused(Rejection::DurationOutOfRange);
    here.when(GESPREKSLEIDER, insert("x", 181, vec![])).then_refused(Rejection::DurationOutOfRange);
    // Notes and lines for the report are open everywhere already.
    for kind in [Kind::Note, Kind::Record] {
        here.when(GESPREKSLEIDER, insert("x", 5, vec![kind])).then_refused(Rejection::KindNotOpen);
    }
    here.when(GESPREKSLEIDER, insert("x", 5, vec![Kind::Idea; 31]))
        .then_refused(Rejection::TooManyItems);
    let mut full = here;
    while full.state.plan.len() < 30 {
        full = full.has(GESPREKSLEIDER, insert("x", 5, vec![]));
    }
    full.when(GESPREKSLEIDER, insert("x", 5, vec![])).then_refused(Rejection::TooManyItems);
}

#[test]
fn the_meeting_starts_in_the_first_phase_that_was_not_dropped() {
    let here = lobby().has(GESPREKSLEIDER, drop("keuze"));
    here.when(GESPREKSLEIDER, Command::Start).then([
        Event::MeetingStarted { at_ms: NOW },
        Event::Moved {
            to: at("verkenning/vertellen"),
            round: 1,
            at_ms: NOW,
            clock: Clock::Running { ends_at_ms: NOW + 10 * 60_000 },
            silence_until_ms: None,
        },
    ]);
}

#[test]
fn what_the_group_agreed_on_is_settled_before_the_start() {
    let here = started();
    let commands = [
        Command::Start,
        Command::SetAgreements { items: vec![] },
        Command::SetDetails {
            title: String::new(),
            scheduled_at_ms: None,
            call_link: String::new(),
        },
    ];
    for command in commands {
        here.when(GESPREKSLEIDER, command).then_refused(Rejection::AlreadyStarted);
    }
}

#[test]
fn an_inbrenger_known_beforehand_is_appointed_in_the_lobby() {
    let appoint = |participant| Command::AppointInbrenger { participant };
    let here = lobby()
        .when(GESPREKSLEIDER, appoint(INBRENGER))
        .then([Event::InbrengerChosen { participant: INBRENGER, case: None }]);
    // Until the start a slip can be mended.
    let here = here.has(GESPREKSLEIDER, appoint(AN)).has(GESPREKSLEIDER, Command::Start);
    assert_eq!(here.stage().inbrenger, Some(AN));
    here.when(GESPREKSLEIDER, appoint(INBRENGER)).then_refused(Rejection::InbrengerAlreadyChosen);
    assert_eq!(here.context.fresh, id(100).0);
}

#[test]
fn a_phase_of_ones_own_asks_its_question_of_everybody_once() {
    let question = "Hoe zit je erbij?";
    let phase = |opens: Vec<Kind>, muted| {
        let (title, question) = ("Aankomen".to_owned(), format!(" {question} "));
        let insert = Command::InsertPhase { at: 0, title, minutes: 5, question, opens, muted };
        lobby().has(GESPREKSLEIDER, insert).state.plan[0].phase.clone()
    };
    let read_by = |phase: &Phase| phase.guidance.keys().copied().collect::<Vec<_>>();
    let asked = Some(Text::same(question));
    let written = phase(vec![Kind::Experience], false);
    assert_eq!((&written.steps[0].opens[0].label, read_by(&written)), (&asked, vec![]));
    let listening = phase(vec![Kind::Experience], true);
    assert_eq!(read_by(&listening), [Role::Inbrenger]);
    let spoken = phase(vec![], false);
    assert_eq!(read_by(&spoken), [Role::Gespreksleider, Role::Inbrenger, Role::Deelnemer]);
    assert_eq!(spoken.guidance.get(&Role::Deelnemer), asked.as_ref());
}

#[test]
fn a_phase_gets_guiding_questions_in_the_lobby_and_everybody_sees_them() {
    let phase = || PhaseId::from("kern");
    let set = |items: &[&str]| Command::SetGuidingQuestions {
        phase: phase(),
        items: items.iter().map(|item| (*item).to_owned()).collect(),
    };
    let items = vec!["Waar zit de spanning?".to_owned()];
    let event = Event::GuidingQuestionsSet { phase: phase(), items: items.clone() };
    let here = lobby().when(GESPREKSLEIDER, set(&[" Waar zit de spanning? "])).then([event]);
    here.when(GESPREKSLEIDER, set(&["Waar zit de spanning?"])).then_nothing();
    let Some(Record::Phase(seen)) = here.sees(AN, &RecordKey::Phase(phase())) else { panic!() };
    assert_eq!(seen.guiding_questions, items);
    here.when(GESPREKSLEIDER, set(&["x"; 9])).then_refused(Rejection::TooManyItems);
    here.when(GESPREKSLEIDER, set(&[" "])).then_refused(Rejection::TextEmpty);
    let nowhere = Command::SetGuidingQuestions { phase: "nergens".into(), items: vec![] };
    here.when(GESPREKSLEIDER, nowhere).then_refused(Rejection::UnknownPhase);
    let Some(Record::Phase(none)) =
        here.has(GESPREKSLEIDER, set(&[])).sees(AN, &RecordKey::Phase(phase()))
    else {
        panic!()
    };
    assert_eq!(none.guiding_questions, Vec::<String>::new());
}

#[test]
fn a_level_changes_what_help_is_shown_and_nobodys_rights() {
    let set = |level| Command::SetLevel { level };
    let here = started();
    for level in [0, 5] {
        here.when(GESPREKSLEIDER, set(level)).then_refused(Rejection::LevelOutOfRange);
    }
    let after = here.when(GESPREKSLEIDER, set(4)).then([Event::LevelSet { level: 4 }]);
    after.when(GESPREKSLEIDER, set(4)).then_nothing();
    for who in super::given::EVERYBODY {
        assert_eq!(after.me(who), here.me(who));
    }
}
