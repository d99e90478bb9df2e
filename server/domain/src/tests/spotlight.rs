//! One contribution in front of everybody: who may put it there, for how long, and who is told.

use kring_protocol::code::Rejection;
use kring_protocol::command::Command;
use kring_protocol::ids::{ContributionId, ParticipantId};
use kring_protocol::record::{Record, RecordKey};

use super::given::{
    AN, BO, EVERYBODY, GESPREKSLEIDER, Given, INBRENGER, at, id, join, lobby, person, standing_at,
    started,
};
use super::script::{advice, case, idea, kernvraag, note};
use super::wire::{told, updates};
use crate::event::Event;

const G: ParticipantId = GESPREKSLEIDER;

fn spotlight(n: u128) -> Command {
    Command::Spotlight { contribution: Some(id(n)) }
}

fn set(n: u128) -> Event {
    Event::SpotlightSet { contribution: Some(id(n)) }
}

fn sees(here: &Given, who: ParticipantId) -> Option<ContributionId> {
    let Some(Record::Stage(stage)) = here.sees(who, &RecordKey::Stage) else { panic!("no stage") };
    stage.spotlight
}

/// A kernvraag of An is in front of everybody.
fn lit() -> Given {
    standing_at("kern/kern").wrote(AN, id(1), kernvraag("Wat wil Sam?")).has(G, spotlight(1))
}

#[test]
fn everybody_sees_what_is_put_in_front_of_them_until_something_else_is() {
    let here = lit();
    assert_eq!(EVERYBODY.map(|who| sees(&here, who)), [Some(id(1)); 4]);
    let here = here.when(G, spotlight(1)).then_nothing();
    let here = here.wrote(BO, id(2), kernvraag("Durf ik?")).when(G, spotlight(2)).then([set(2)]);
    assert_eq!(sees(&here, AN), Some(id(2)));
    let none = Command::Spotlight { contribution: None };
    let here = here.when(G, none.clone()).then([Event::SpotlightSet { contribution: None }]);
    assert_eq!(sees(&here, AN), None);
    here.when(G, none).then_nothing();
}

#[test]
fn the_gespreksleider_alone_puts_something_in_front_of_everybody_and_only_while_it_is_on() {
    let here = standing_at("kern/kern").wrote(AN, id(1), kernvraag("Wat wil Sam?"));
    for who in [INBRENGER, AN, BO] {
        here.when(who, spotlight(1)).then_refused(Rejection::NotGespreksleider);
    }
    lobby().when(G, spotlight(1)).then_refused(Rejection::NotRunning);
    let adjourned = here.clone().has(G, Command::Adjourn { until_ms: None });
    adjourned.when(G, spotlight(1)).then_refused(Rejection::Adjourned);
    here.has(G, Command::Close).when(G, spotlight(1)).then_refused(Rejection::MeetingClosed);
}

#[test]
fn what_is_held_private_or_not_there_is_refused_alike_whoever_wrote_it() {
    let here = started().wrote(AN, id(1), case("van An")).wrote(G, id(2), case("van Gerda"));
    let here = here.wrote(AN, id(3), note("van An")).wrote(G, id(4), note("van Gerda"));
    for n in [1, 2, 3, 4, 404] {
        here.when(G, spotlight(n)).then_refused(Rejection::UnknownContribution);
    }
    let shown = here.has(G, Command::Reveal { from: at("keuze/schrijven") });
    shown.when(G, spotlight(1)).then([set(1)]);
    shown.when(G, spotlight(3)).then_refused(Rejection::UnknownContribution);
}

#[test]
fn an_anonymous_text_in_front_of_everybody_names_nobody() {
    let here = standing_at("anoniem/adviezen").wrote(AN, id(1), advice("Wacht een week."));
    let here = here.has(G, Command::Reveal { from: at("anoniem/adviezen") }).has(G, spotlight(1));
    assert_eq!(sees(&here, BO), Some(id(1)));
    let seen = here.sees(BO, &RecordKey::Contribution(id(1)));
    let Some(Record::Contribution(seen)) = seen else { panic!("it is shown") };
    assert_eq!(seen.author, None);
}

#[test]
fn an_inbrenger_who_is_turned_away_hears_nothing_of_what_the_others_look_at() {
    let before = standing_at("afgewend/achteraf").wrote(AN, id(1), idea("Bel de moeder."));
    let events = [set(1)];
    assert_eq!(told(&before, &events), [G, AN, BO]);
    let here = before.when(G, spotlight(1)).then(events);
    assert_eq!(
        EVERYBODY.map(|who| sees(&here, who)),
        [Some(id(1)), None, Some(id(1)), Some(id(1))]
    );
    let off = [Event::SpotlightSet { contribution: None }];
    assert_eq!(told(&here, &off), [G, AN, BO]);
    // Whoever becomes the inbrenger here loses sight of it at once.
    let leaves = here.has(INBRENGER, Command::Leave);
    let new = leaves.has(G, Command::AppointInbrenger { participant: BO });
    assert_eq!((sees(&new, BO), sees(&new, AN)), (None, Some(id(1))));
}

#[test]
fn a_text_of_an_earlier_step_is_in_front_of_the_inbrenger_too() {
    let here = standing_at("kern/kern").wrote(AN, id(1), kernvraag("Wat wil Sam?"));
    let here = here.walk_to("afgewend/achteraf").has(G, spotlight(1));
    assert_eq!(sees(&here, INBRENGER), Some(id(1)));
}

#[test]
fn whoever_comes_in_sees_what_everybody_looks_at() {
    let here = lit().accept(&join(person(9), "Cees"));
    assert_eq!(sees(&here, person(9)), Some(id(1)));
}

#[test]
fn a_move_its_undoing_another_round_a_break_and_the_end_clear_it() {
    let from = || at("kern/kern");
    let moves = [
        Command::Next { from: from() },
        Command::Back { from: from() },
        Command::GoTo { from: from(), phase: "plan".into(), step: None },
        Command::StartRound { from: from() },
        Command::Adjourn { until_ms: None },
        Command::Close,
    ];
    for command in moves {
        let here = lit().has(G, command);
        assert_eq!((here.state.spotlight, here.stage().spotlight), (None, None));
    }
    let moved = lit().has(G, Command::Next { from: from() }).has(G, spotlight(1));
    let undone = moved.has(G, Command::UndoMove { from: at("brainstorm/ideeen") });
    assert_eq!(undone.state.spotlight, None);
    let adjourned = lit().has(G, Command::Adjourn { until_ms: None });
    assert_eq!(adjourned.has(G, Command::ResumeMeeting).state.spotlight, None);
}

#[test]
fn a_text_that_is_withdrawn_or_goes_with_its_author_is_in_front_of_nobody() {
    let withdrawn = lit().has(AN, Command::Withdraw { contribution: id(1) });
    assert_eq!(withdrawn.state.spotlight, None);
    let removed = lit().has(G, Command::Remove { participant: AN, texts: true });
    assert_eq!(removed.state.spotlight, None);
    let (_, update) = updates(&lit(), &[Event::ContributionWithdrawn { id: id(1) }]).swap_remove(3);
    let update = update.expect("Bo is told");
    assert!(!update.contains("spotlight"), "the stage comes without it: {update}");
    let other = lit().wrote(BO, id(2), kernvraag("Durf ik?"));
    let other = other.has(BO, Command::Withdraw { contribution: id(2) });
    assert_eq!(other.state.spotlight, Some(id(1)));
}
