//! Guests for some phases: in with their phase, out with it, and never a word of the others.

use kring_protocol::code::{Rejection, close_code};
use kring_protocol::command::Command;
use kring_protocol::content::Kind;
use kring_protocol::ids::{ParticipantId, PhaseId};
use kring_protocol::record::{Record, RecordKey, Waiting};
use kring_protocol::script::Role;
use kring_protocol::text::Text;

use super::given::{
    AN, BO, GESPREKSLEIDER, Given, INBRENGER, at, id, join, lobby, person, standing_at, started,
};
use super::script::{case, idea, kernvraag, note};
use crate::event::Event;
use crate::state::{Credential, Device};
use crate::{Effect, Request, effects, outside, preview};

const G: ParticipantId = GESPREKSLEIDER;
/// Asked for the brainstorm.
pub(super) const EXPERT: ParticipantId = person(40);
pub(super) const LINK: Credential = Credential([0x77; 32]);

pub(super) fn invite(phases: &[&str]) -> Request {
    let phases = phases.iter().map(|phase| PhaseId::from(*phase)).collect();
    Request::InviteGuests { by: G, invitation: Some(LINK), phases }
}

pub(super) fn comes() -> Request {
    let Request::Join { participant, name, credential, device, .. } = join(EXPERT, "Xaviera")
    else {
        unreachable!()
    };
    Request::Join { participant, name, invitation: LINK, credential, device }
}

/// In front of the brainstorm, with a case, and an expert who was asked for the brainstorm alone.
fn before_the_brainstorm() -> Given {
    let here = started().walk_to("keuze/rondje").wrote(INBRENGER, id(1), case("de casus"));
    let here = here.wrote(AN, id(2), case("een andere casus"));
    let here = here.has(G, Command::ConfirmCase { case: id(1) });
    here.accept(&invite(&["brainstorm"])).accept(&comes())
}

fn to(place: &str) -> Command {
    let at = at(place);
    Command::GoTo { from: at.clone(), phase: at.phase, step: Some(at.step) }
}

fn goes(here: Given, place: &str) -> Given {
    let Command::GoTo { phase, step, .. } = to(place) else { unreachable!() };
    let from = here.position();
    here.has(G, Command::GoTo { from, phase, step })
}

fn undo(here: Given) -> Given {
    let from = here.position();
    here.has(G, Command::UndoMove { from })
}

fn waits(here: &Given) -> Vec<Record> {
    outside(&here.state, EXPERT).unwrap()
}

fn texts(records: &[Record]) -> String {
    serde_json::to_string(records).unwrap()
}

#[test]
fn outside_of_their_phases_a_guest_sees_what_it_is_called_and_their_own_words_alone() {
    let here = before_the_brainstorm();
    let seen = waits(&here);
    let kinds: Vec<RecordKey> = seen.iter().map(Record::key).collect();
    assert_eq!(kinds, [RecordKey::Meeting, RecordKey::Waiting, RecordKey::Participant(EXPERT)]);
    let phases = vec![Text::same("brainstorm")];
    let told = Waiting { participant: EXPERT, phases, over: false };
    assert_eq!(seen[1], Record::Waiting(told));
    assert!(!texts(&seen).contains("casus"));
    assert_eq!(here.view(EXPERT), [], "and nothing that those who are here see");
    let inside = goes(here, "brainstorm/ideeen");
    assert_eq!(outside(&inside.state, EXPERT), None);
    let said = inside.wrote(EXPERT, id(9), idea("van buiten"));
    let after = goes(said.wrote(AN, id(10), idea("van An")), "afsluiten/een-zin");
    let seen = texts(&waits(&after));
    assert!(seen.contains("van buiten") && !seen.contains("van An"));
}

#[test]
fn a_guest_comes_in_with_their_phase_goes_out_with_it_and_comes_back_with_it() {
    let here = before_the_brainstorm();
    let phases: Vec<PhaseId> = vec!["brainstorm".into()];
    let placed =
        |inside| Event::GuestPlaced { participant: EXPERT, phases: phases.clone(), inside };
    let Command::GoTo { phase, step, .. } = to("brainstorm/ideeen") else { unreachable!() };
    let go = Command::GoTo { from: here.position(), phase, step };
    let events = here.when(G, go).outcome().unwrap();
    assert_eq!(events.last(), Some(&placed(true)));
    let (viewer, code) = (EXPERT.into(), close_code::SEAT_CHANGED);
    assert_eq!(
        effects(&placed(true)),
        [Effect::ForgetStream { viewer }, Effect::Close { viewer, code }],
        "their view is made anew"
    );
    let inside = here.given(events);
    assert!(inside.state.everybody().any(|p| p.id == EXPERT));
    assert_eq!(inside.state.roles(EXPERT), [Role::Deelnemer]);
    let back = goes(inside.clone(), "keuze/rondje");
    assert!(back.state.present(EXPERT).is_none());
    let again = goes(back, "brainstorm/ideeen");
    assert!(again.state.present(EXPERT).is_some());
    assert_eq!(again.state.holder(super::given::token(EXPERT)).map(|(id, _)| id), Some(EXPERT));
    let still = again.clone().has(G, Command::Adjourn { until_ms: None });
    assert!(still.state.outside(EXPERT).is_some(), "while it stands still nobody is asked");
    let on = still.has(G, Command::ResumeMeeting);
    assert!(on.state.present(EXPERT).is_some());
    let over = on.has(G, Command::Close);
    let Record::Waiting(told) = &waits(&over)[1] else { panic!() };
    assert!(told.over);
}

#[test]
fn inside_a_guest_sees_their_phase_and_what_the_group_works_from_and_nothing_of_the_others() {
    let here = before_the_brainstorm();
    let here = goes(here, "kern/kern").wrote(AN, id(5), kernvraag("de kern"));
    let here = here.wrote(BO, id(6), kernvraag("niet de kern"));
    let here = here.has(G, Command::Choose { contribution: id(5), chosen: true });
    let inside = goes(here, "brainstorm/ideeen").wrote(AN, id(7), idea("een idee"));
    let seen = texts(&inside.view(EXPERT));
    for shown in ["de casus", "\"de kern\"", "een idee"] {
        assert!(seen.contains(shown), "{shown} in {seen}");
    }
    for hidden in ["een andere casus", "niet de kern"] {
        assert!(!seen.contains(hidden), "{hidden} in {seen}");
    }
    assert!(texts(&inside.view(AN)).contains("een andere casus"));
    let shown = inside.has(G, Command::Spotlight { contribution: Some(id(6)) });
    assert!(texts(&shown.view(EXPERT)).contains("niet de kern"), "put in front of everybody");
}

#[test]
fn outside_a_guest_can_only_leave_and_inside_they_take_part() {
    let here = before_the_brainstorm();
    let write = |place: &str| Command::Contribute { at: at(place), content: note("stiekem") };
    here.when(EXPERT, write("keuze/rondje")).then_refused(Rejection::NotYourPhase);
    here.when(EXPERT, Command::RaiseHand).then_refused(Rejection::NotYourPhase);
    let inside = goes(here.clone(), "brainstorm/ideeen").has(EXPERT, Command::RaiseHand);
    let back = goes(inside.clone(), "keuze/rondje");
    assert_eq!(back.state.hands, [], "a hand goes down with whoever goes out");
    let remove = Command::Remove { participant: EXPERT, texts: false };
    assert_eq!(outside(&here.clone().has(G, remove).state, EXPERT), None);
    for gone in [here, inside] {
        let left = gone.has(EXPERT, Command::Leave);
        assert_eq!(outside(&left.state, EXPERT), None);
        assert_eq!(left.state.holder(super::given::token(EXPERT)), None);
        let on = goes(left, "afsluiten/een-zin");
        assert!(on.state.present(EXPERT).is_none());
    }
}

/// Inside, and the guest has had their turn.
fn after_the_turn_of_the_guest() -> Given {
    let mut here = goes(before_the_brainstorm(), "brainstorm/ideeen");
    let from = |here: &Given| here.state.turns.as_ref().unwrap().speaking;
    while !here.state.turns.as_ref().unwrap().spoken.contains(&EXPERT) {
        let from = from(&here);
        here = here.has(G, Command::NextTurn { from });
    }
    here
}

#[test]
fn a_guest_who_had_their_turn_has_no_other_after_a_pause_or_after_a_move_by_mistake() {
    let here = after_the_turn_of_the_guest();
    let had = here.state.turns.clone().unwrap();
    let paused = here.clone().has(G, Command::Adjourn { until_ms: None });
    let on = paused.has(G, Command::ResumeMeeting);
    assert_eq!(on.state.turns.as_ref().unwrap().waiting, had.waiting);
    let undone = undo(goes(here, "afsluiten/een-zin"));
    assert_eq!(undone.state.turns.as_ref().unwrap(), &had);
}

#[test]
fn a_guest_who_speaks_goes_on_speaking_after_a_move_by_mistake() {
    let mut here = goes(before_the_brainstorm(), "brainstorm/ideeen");
    while here.state.turns.as_ref().unwrap().speaking != Some(EXPERT) {
        let from = here.state.turns.as_ref().unwrap().speaking;
        here = here.has(G, Command::NextTurn { from });
    }
    let had = here.state.turns.clone();
    let moved = goes(here, "afsluiten/een-zin");
    let undone = undo(moved.clone());
    assert_eq!(undone.state.turns, had);
    let left = undo(moved.has(EXPERT, Command::Leave));
    assert_eq!(left.state.turns.as_ref().unwrap().speaking, None);
}

#[test]
fn a_guest_leads_nothing_has_no_office_and_brings_no_case() {
    let inside = goes(before_the_brainstorm(), "brainstorm/ideeen");
    let office =
        Command::AssignOffice { participant: EXPERT, office: Role::Tijdbewaker, holds: true };
    for command in [
        Command::HandOver { to: EXPERT },
        Command::NameDeputy { participant: Some(EXPERT) },
        Command::AppointInbrenger { participant: EXPERT },
        office,
    ] {
        inside.when(G, command).then_refused(Rejection::GuestOfPhases);
    }
}

#[test]
fn the_gespreksleider_makes_the_link_and_ends_it_and_whoever_came_stays_asked() {
    let here = lobby();
    let by_an =
        Request::InviteGuests { by: AN, invitation: Some(LINK), phases: vec!["brainstorm".into()] };
    here.asked(&by_an).then_refused(Rejection::NotGespreksleider);
    here.asked(&invite(&["nergens"])).then_refused(Rejection::UnknownPhase);
    here.asked(&invite(&[])).then_refused(Rejection::TextEmpty);
    here.asked(&comes()).then_refused(Rejection::NotInMeeting);
    let asked = here.accept(&invite(&["brainstorm", "anoniem"]));
    assert_eq!(asked.stage().guests_for, ["anoniem".into(), "brainstorm".into()]);
    let told = preview(&asked.state, LINK, None).unwrap();
    assert_eq!(told.phases, [Text::same("brainstorm"), Text::same("anoniem")]);
    let came = asked.accept(&comes());
    let none = Request::InviteGuests { by: G, invitation: None, phases: vec![] };
    let ended = came.accept(&none);
    assert_eq!(preview(&ended.state, LINK, None), None);
    assert!(outside(&ended.state, EXPERT).is_some());
    ended.asked(&none).then_nothing();
    let Request::Join { credential, device, .. } = comes() else { unreachable!() };
    let late = Request::Join {
        participant: person(41),
        name: "Sam".to_owned(),
        invitation: LINK,
        credential,
        device,
    };
    ended.asked(&late).then_refused(Rejection::NotInMeeting);
}

#[test]
fn whoever_comes_while_their_phase_is_on_is_inside_at_once_and_names_are_told_apart() {
    let here = standing_at("brainstorm/ideeen").accept(&invite(&["brainstorm"])).accept(&comes());
    assert!(here.state.present(EXPERT).is_some());
    let waits = goes(here, "afsluiten/een-zin");
    let other = waits.accept(&join(person(42), "Xaviera"));
    assert_eq!(other.state.present(person(42)).unwrap().name, "Xaviera (2)");
    let again = goes(other, "brainstorm/ideeen");
    let first = Device::first_of(EXPERT);
    assert_eq!(again.me(EXPERT).devices[0].id, first);
    assert!(again.me(EXPERT).opens.iter().any(|opening| opening.kind == Kind::Idea));
}
