//! What comes next, named by the server for every client.

use kring_protocol::code::Rejection;
use kring_protocol::command::Command;
use kring_protocol::content::Kind;
use kring_protocol::next_act::NextAct;

use super::given::{AN, BO, GESPREKSLEIDER, Given, INBRENGER, at, id, lobby, standing_at, started};
use super::script::{case, idea, kernvraag};

fn comes_next(here: &Given) -> NextAct {
    here.stage().next_act.expect("it is not over")
}

fn leads(here: Given, command: Command) -> Given {
    here.has(GESPREKSLEIDER, command)
}

fn next(here: Given) -> Given {
    let from = here.position();
    leads(here, Command::Next { from })
}

#[test]
fn the_overview_says_when_going_on_would_be_refused_and_not_otherwise() {
    let here = lobby().has(GESPREKSLEIDER, Command::Start);
    assert_eq!(here.overview().next_refused, None);
    let mut here = here;
    let refused = loop {
        let next = Command::Next { from: here.position() };
        let told = here.overview().next_refused;
        match here.when(GESPREKSLEIDER, next).outcome() {
            Ok(events) => {
                assert_eq!(told, None, "{:?}", here.position());
                here = here.given(events);
            }
            Err(refused) => {
                assert_eq!(told, Some(refused));
                break refused;
            }
        }
    };
    assert_eq!(refused, Rejection::NoInbrenger);
    let here = here.has(GESPREKSLEIDER, Command::AppointInbrenger { participant: INBRENGER });
    assert_eq!(here.overview().next_refused, None);
}

#[test]
fn from_the_lobby_to_the_confirmed_case_there_is_one_act_after_another() {
    let here = lobby();
    assert_eq!(comes_next(&here), NextAct::Start);
    let here = leads(here, Command::Start).wrote(INBRENGER, id(1), case("een klas"));
    // Writing goes on until the gespreksleider moves on, which shows what was held back.
    assert_eq!(comes_next(&here), NextAct::Next);
    let mut here = next(here);
    assert_eq!(comes_next(&here), NextAct::BeginRound);
    while here.state.turns.as_ref().is_some_and(|turns| !turns.waiting.is_empty()) {
        let from = here.state.turns.as_ref().unwrap().speaking;
        here = leads(here, Command::NextTurn { from });
        assert_eq!(comes_next(&here), NextAct::NextSpeaker);
    }
    let from = here.state.turns.as_ref().unwrap().speaking;
    let here = leads(here, Command::NextTurn { from });
    assert_eq!(comes_next(&here), NextAct::Next, "everybody has spoken");
    let here = next(here);
    assert_eq!(comes_next(&here), NextAct::CountVotes);
    let here = leads(here, Command::RevealVotes);
    assert_eq!(comes_next(&here), NextAct::ConfirmCase);
    let here = leads(here, Command::ConfirmCase { case: id(1) });
    assert_eq!(comes_next(&here), NextAct::Next);
}

#[test]
fn a_kernvraag_is_chosen_before_going_on() {
    let here = standing_at("kern/kern");
    let choose = NextAct::Choose { kind: Kind::Kernvraag };
    assert_eq!(comes_next(&here), choose);
    let here = here.wrote(AN, id(1), kernvraag("Wat heb je nodig?"));
    let here = leads(here, Command::Choose { contribution: id(1), chosen: true });
    assert_eq!(comes_next(&here), NextAct::Next);
    let here = leads(here, Command::Choose { contribution: id(1), chosen: false });
    assert_eq!(comes_next(&here), choose);
}

#[test]
fn a_silence_begins_when_the_gespreksleider_begins_it_and_the_last_step_closes() {
    let here = standing_at("stilte/stilte");
    let NextAct::BeginSilence { seconds } = comes_next(&here) else { panic!("it is not silent") };
    assert_eq!(here.state.silence_until_ms, None, "it is announced first");
    let here = leads(here, Command::StartSilence { seconds });
    assert_eq!(comes_next(&here), NextAct::EndSilence);
    assert_eq!(comes_next(&leads(here, Command::EndSilence)), NextAct::Next);
    let mut here = standing_at("afsluiten/een-zin");
    while comes_next(&here) != NextAct::Close {
        assert!(matches!(comes_next(&here), NextAct::BeginRound | NextAct::NextSpeaker));
        let from = here.state.turns.as_ref().unwrap().speaking;
        here = leads(here, Command::NextTurn { from });
    }
    let here = leads(here, Command::Close);
    assert_eq!(here.stage().next_act, None);
}

#[test]
fn whether_something_is_held_back_changes_nothing_in_what_comes_next() {
    let without = started();
    let with = started().wrote(AN, id(1), case("van An")).wrote(BO, id(2), case("van Bo"));
    assert_eq!(without.stage().next_act, with.stage().next_act);
    let idle = standing_at("afgewend/achteraf");
    let busy = standing_at("afgewend/achteraf").wrote(AN, id(3), idea("praat met de ouders"));
    assert_eq!(idle.stage().next_act, busy.stage().next_act);
    assert_eq!(idle.position(), at("afgewend/achteraf"));
}
