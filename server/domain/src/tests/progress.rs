//! Moving through the script.

use kring_protocol::code::Rejection;
use kring_protocol::command::Command;
use kring_protocol::content::VoteMark;
use kring_protocol::record::{Clock, Visit};
use kring_protocol::script::Outcome;

use super::given::{
    AN, BO, EVERYBODY, GESPREKSLEIDER, Given, INBRENGER, NOW, at, id, lobby, standing_at, started,
};
use super::script::{advice, case, contribute, idea, kernvraag, note};
use crate::event::Event;

const MINUTE: i64 = 60_000;

fn next(from: &str) -> Command {
    Command::Next { from: at(from) }
}

fn go_to(from: &str, phase: &str) -> Command {
    Command::GoTo { from: at(from), phase: phase.into(), step: None }
}

fn go_to_step(from: &str, to: &str) -> Command {
    let to = at(to);
    Command::GoTo { from: at(from), phase: to.phase, step: Some(to.step) }
}

fn start_round(from: &str) -> Command {
    Command::StartRound { from: at(from) }
}

fn moved(to: &str, round: u32, at_ms: i64, clock: Clock) -> Event {
    Event::Moved { to: at(to), round, at_ms, clock, silence_until_ms: None }
}

fn running(minutes: i64) -> Clock {
    Clock::Running { ends_at_ms: NOW + minutes * MINUTE }
}

#[test]
fn a_double_clicked_next_moves_one_phase() {
    let here = standing_at("kern/kern");
    let here = here.when(GESPREKSLEIDER, next("kern/kern")).then([moved(
        "brainstorm/ideeen",
        1,
        NOW,
        running(10),
    )]);
    here.when(GESPREKSLEIDER, next("kern/kern")).then_refused(Rejection::StalePosition);
}

#[test]
fn a_move_from_elsewhere_is_refused() {
    let here = standing_at("kern/kern");
    here.when(GESPREKSLEIDER, go_to("keuze/stemmen", "plan"))
        .then_refused(Rejection::StalePosition);
    here.when(GESPREKSLEIDER, start_round("keuze/stemmen")).then_refused(Rejection::StalePosition);
    here.when(GESPREKSLEIDER, next("nergens/niets")).then_refused(Rejection::StalePosition);
    here.when(GESPREKSLEIDER, Command::Reveal { from: at("anoniem/adviezen") })
        .then_refused(Rejection::StalePosition);
}

#[test]
fn only_the_gespreksleider_moves() {
    for other in [INBRENGER, AN] {
        let here = standing_at("kern/kern");
        here.when(other, next("kern/kern")).then_refused(Rejection::NotGespreksleider);
        here.when(other, Command::Close).then_refused(Rejection::NotGespreksleider);
    }
}

#[test]
fn within_a_phase_the_clock_goes_on_and_in_the_next_phase_it_starts_anew() {
    let here = standing_at("keuze/schrijven").later(2 * MINUTE);
    let here = here.when(GESPREKSLEIDER, next("keuze/schrijven")).then([moved(
        "keuze/rondje",
        1,
        NOW + 2 * MINUTE,
        running(5),
    )]);
    let here = here.walk_to("keuze/stemmen").later(MINUTE);
    let clock = Clock::Running { ends_at_ms: NOW + 13 * MINUTE };
    here.when(GESPREKSLEIDER, next("keuze/stemmen")).then([moved(
        "verkenning/vertellen",
        1,
        NOW + 3 * MINUTE,
        clock,
    )]);
}

#[test]
fn next_skips_dropped_phases_and_ends_at_the_last_step() {
    let here = lobby()
        .has(GESPREKSLEIDER, Command::DropPhase { phase: "verkenning".into() })
        .has(GESPREKSLEIDER, Command::Start)
        .has(GESPREKSLEIDER, Command::AppointInbrenger { participant: INBRENGER })
        .walk_to("keuze/stemmen");
    here.when(GESPREKSLEIDER, next("keuze/stemmen")).then([moved(
        "waarnemen/sterk",
        1,
        NOW,
        running(8),
    )]);
    here.when(GESPREKSLEIDER, go_to("keuze/stemmen", "verkenning"))
        .then_refused(Rejection::PhaseDropped);
    let last = here.walk_to("afsluiten/een-zin");
    last.when(GESPREKSLEIDER, next("afsluiten/een-zin")).then_refused(Rejection::NoNextStep);
}

#[test]
fn another_step_of_the_phase_is_one_move_away_and_the_clock_goes_on() {
    let here = started().wrote(AN, id(1), case("een klas")).walk_to("keuze/stemmen").later(MINUTE);
    let clock = here.clock();
    let back = go_to_step("keuze/stemmen", "keuze/schrijven");
    let here =
        here.when(GESPREKSLEIDER, back).then([moved("keuze/schrijven", 1, NOW + MINUTE, clock)]);
    let there = go_to_step("keuze/schrijven", "keuze/stemmen");
    let here =
        here.when(GESPREKSLEIDER, there).then([moved("keuze/stemmen", 1, NOW + MINUTE, clock)]);
    let refused = |to: &str, code: Rejection| {
        here.when(GESPREKSLEIDER, go_to_step("keuze/stemmen", to)).then_refused(code);
    };
    refused("keuze/stemmen", Rejection::AlreadyThere);
    refused("keuze/nergens", Rejection::UnknownStep);
    refused("nergens/nergens", Rejection::UnknownPhase);
}

#[test]
fn what_is_held_back_stays_so_on_going_to_an_earlier_step_and_is_shown_on_going_ahead() {
    let here = standing_at("keuze/schrijven").wrote(AN, id(1), case("een klas"));
    let ahead = go_to_step("keuze/schrijven", "keuze/stemmen");
    let clock = here.clock();
    here.when(GESPREKSLEIDER, ahead).then([
        Event::Revealed { at: at("keuze/schrijven") },
        moved("keuze/stemmen", 1, NOW, clock),
    ]);
}

#[test]
fn skipping_ahead_starts_the_clock_and_returning_leaves_it_waiting() {
    let here = standing_at("kern/kern");
    here.when(GESPREKSLEIDER, go_to("kern/kern", "plan")).then([moved(
        "plan/behoeften",
        1,
        NOW,
        running(10),
    )]);
    let waiting = Clock::Ready { remaining_ms: 8 * MINUTE };
    here.when(GESPREKSLEIDER, go_to("kern/kern", "waarnemen")).then([moved(
        "waarnemen/sterk",
        1,
        NOW,
        waiting,
    )]);
    here.when(GESPREKSLEIDER, go_to("kern/kern", "kern")).then_refused(Rejection::AlreadyThere);
    here.when(GESPREKSLEIDER, go_to("kern/kern", "nergens")).then_refused(Rejection::UnknownPhase);
}

#[test]
fn a_silent_step_is_silent_from_the_start_and_its_time_runs_once_it_is_begun() {
    let here = standing_at("anoniem/bespreken");
    let arrived = moved("stilte/stilte", 1, NOW, running(3));
    let here = here.when(GESPREKSLEIDER, next("anoniem/bespreken")).then([arrived]);
    let early = contribute(at("stilte/stilte"), idea("nu al"));
    here.when(AN, early.clone()).then_refused(Rejection::Silence);
    let here = here.has(GESPREKSLEIDER, Command::StartSilence { seconds: 180 });
    assert_eq!(here.stage().silence_until_ms, Some(NOW + 180_000));
    assert_eq!(here.clone().walk_to("plan/behoeften").stage().silence_until_ms, None);
    here.has(GESPREKSLEIDER, Command::EndSilence).has(AN, early);
}

#[test]
fn leaving_a_step_shows_what_was_held_back_in_it() {
    let here = standing_at("anoniem/adviezen").wrote(AN, id(1), advice("bel de ouders"));
    let shown = Event::Revealed { at: at("anoniem/adviezen") };
    here.when(GESPREKSLEIDER, next("anoniem/adviezen"))
        .then([shown.clone(), moved("anoniem/bespreken", 1, NOW, running(6))]);
    here.when(GESPREKSLEIDER, go_to("anoniem/adviezen", "plan"))
        .then([shown.clone(), moved("plan/behoeften", 1, NOW, running(10))]);
    here.when(GESPREKSLEIDER, start_round("anoniem/adviezen"))
        .then([shown, moved("keuze/schrijven", 2, NOW, running(5))]);
    let kept = Event::ContributionBecameNote { id: id(1) };
    here.when(GESPREKSLEIDER, Command::Close).then([kept, Event::MeetingClosed { at_ms: NOW }]);
}

#[test]
fn a_second_case_round_starts_again() {
    let here = started()
        .wrote(AN, id(1), case("Een drukke klas"))
        .walk_to("keuze/stemmen")
        .has(BO, Command::Vote { case: id(1), mark: VoteMark::Appeals })
        .has(GESPREKSLEIDER, Command::RevealVotes)
        .has(GESPREKSLEIDER, Command::ConfirmCase { case: id(1) })
        .walk_to("kern/kern")
        .wrote(BO, id(2), kernvraag("Hoe blijf ik rustig?"))
        .has(BO, Command::SignalReady { ready: true });
    let here = here.when(GESPREKSLEIDER, start_round("kern/kern")).then([moved(
        "keuze/schrijven",
        2,
        NOW,
        running(5),
    )]);
    let stage = here.stage();
    assert_eq!((stage.round, stage.inbrenger, stage.case), (2, None, None));
    assert!(!stage.votes_revealed);
    assert!(here.state.votes.is_empty());
    assert!(here.state.ready.is_empty());
    assert_eq!(here.state.rounds[0].inbrenger, Some(AN), "the first round is not forgotten");
    assert_eq!(here.state.contributions[&id(2)].round, 1);
}

#[test]
fn a_double_clicked_round_starts_one_round_even_where_rounds_begin() {
    let here = standing_at("keuze/schrijven").has(GESPREKSLEIDER, start_round("keuze/schrijven"));
    here.when(GESPREKSLEIDER, start_round("keuze/schrijven")).then_refused(Rejection::AlreadyThere);
}

#[test]
fn a_round_starts_in_the_first_phase_that_is_left_when_its_own_was_dropped() {
    let here = lobby()
        .has(GESPREKSLEIDER, Command::DropPhase { phase: "keuze".into() })
        .has(GESPREKSLEIDER, Command::Start)
        .walk_to("kern/kern");
    here.when(GESPREKSLEIDER, start_round("kern/kern")).then([moved(
        "verkenning/vertellen",
        2,
        NOW,
        running(10),
    )]);
}

#[test]
fn every_visit_to_a_phase_is_kept_with_its_times() {
    let here = standing_at("keuze/stemmen").later(MINUTE);
    let here = here.has(GESPREKSLEIDER, next("keuze/stemmen")).later(MINUTE);
    let here = here.has(GESPREKSLEIDER, go_to("verkenning/vertellen", "keuze")).later(MINUTE);
    let here = here.has(GESPREKSLEIDER, Command::Close);
    let visit = |from: i64, to: i64| Visit {
        round: 1,
        entered_at_ms: NOW + from * MINUTE,
        left_at_ms: Some(NOW + to * MINUTE),
        extra_minutes: 0,
    };
    assert_eq!(here.state.plan[0].visits, [visit(0, 1), visit(2, 3)]);
    assert_eq!(here.state.plan[1].visits, [visit(1, 2)]);
}

#[test]
fn the_gespreksleider_sees_what_a_phase_still_owes() {
    let missing = |here: &Given| here.state.missing();
    let here = started();
    assert_eq!(missing(&here), [Outcome::Inbrenger]);
    let here = here.has(GESPREKSLEIDER, Command::AppointInbrenger { participant: INBRENGER });
    assert_eq!(missing(&here), []);
    let here = here.walk_to("kern/kern").wrote(AN, id(1), kernvraag("Durf ik?"));
    assert_eq!(missing(&here), [Outcome::Kernvraag], "proposed is not chosen");
    let here = here.has(GESPREKSLEIDER, Command::Choose { contribution: id(1), chosen: true });
    assert_eq!(missing(&here), []);
    let here = here.has(GESPREKSLEIDER, start_round("kern/kern"));
    assert_eq!(
        missing(&here),
        [Outcome::Inbrenger],
        "what one round left behind is not the next's"
    );
}

#[test]
fn a_closed_meeting_is_read_only_and_can_still_be_read() {
    let here = standing_at("brainstorm/ideeen")
        .wrote(AN, id(1), idea("bellen"))
        .wrote(AN, id(2), note("onthouden"))
        .has(GESPREKSLEIDER, Command::Close);
    let closed = Rejection::MeetingClosed;
    here.when(AN, contribute(at("brainstorm/ideeen"), idea("te laat"))).then_refused(closed);
    here.when(AN, contribute(at("brainstorm/ideeen"), note("te laat"))).then_refused(closed);
    here.when(AN, Command::Edit { contribution: id(2), content: note("anders") })
        .then_refused(closed);
    here.when(AN, Command::Withdraw { contribution: id(1) }).then_refused(closed);
    here.when(GESPREKSLEIDER, next("brainstorm/ideeen")).then_refused(closed);
    here.when(GESPREKSLEIDER, Command::Start).then_refused(closed);
    let seen = |who| here.view(who).iter().filter(|r| is_contribution(r)).count();
    assert_eq!((seen(AN), seen(BO), seen(INBRENGER)), (2, 1, 1));
    // What is written for oneself goes on: see `reflection.rs`.
    use kring_protocol::command::Action as A;
    let may = [A::RenameDevice, A::RevokeDevice, A::Leave, A::Contribute, A::Edit, A::Withdraw];
    assert_eq!(here.me(AN).may, may);
}

fn is_contribution(record: &kring_protocol::Record) -> bool {
    matches!(record, kring_protocol::Record::Contribution(_))
}

#[test]
fn a_meeting_is_erased_before_it_starts_or_after_it_is_closed_and_then_shows_nothing() {
    let erase = Command::Erase;
    lobby().when(GESPREKSLEIDER, erase.clone()).then([Event::MeetingErased]);
    started().when(GESPREKSLEIDER, erase.clone()).then_refused(Rejection::StillRunning);
    let closed = standing_at("brainstorm/ideeen")
        .wrote(AN, id(1), idea("bellen"))
        .has(GESPREKSLEIDER, Command::Close);
    closed.when(AN, erase.clone()).then_refused(Rejection::NotGespreksleider);
    let erased = closed.when(GESPREKSLEIDER, erase).then([Event::MeetingErased]);
    for who in EVERYBODY {
        assert_eq!(erased.view(who), []);
        erased.when(who, Command::AcceptAgreements).then_refused(Rejection::NotInMeeting);
    }
    assert!(!format!("{:?}", erased.state).contains("bellen"));
}

#[test]
fn nothing_runs_before_the_start() {
    let here = lobby();
    here.when(GESPREKSLEIDER, next("keuze/schrijven")).then_refused(Rejection::NotRunning);
    here.when(GESPREKSLEIDER, Command::PauseTimer).then_refused(Rejection::NotRunning);
    here.when(AN, Command::RaiseHand).then_refused(Rejection::NotRunning);
    // What is brought beforehand waits for its step: see `brought.rs`.
    here.when(AN, contribute(at("keuze/schrijven"), idea("vast")))
        .then_refused(Rejection::KindNotOpen);
}
