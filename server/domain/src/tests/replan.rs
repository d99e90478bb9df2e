//! Fitting the rest of the plan into the minutes that are left.

use kring_protocol::code::Rejection;
use kring_protocol::command::Command;
use kring_protocol::record::{Clock, Record, RecordKey};
use kring_protocol::replan::{Replan, ReplanReason as Why};
use kring_protocol::script::{Method, Phase};
use proptest::prelude::*;

use super::given::{AN, BO, GESPREKSLEIDER, Given, NOW, at, create, join, unborn};
use super::properties::runner;
use super::script::{phase, step};
use crate::event::Event;
use crate::rules::{Ahead, replan};
use crate::state::PhaseMinutes;
use crate::{Create, Request};

const MINUTE: i64 = 60_000;

fn propose(minutes_left: u32) -> Command {
    Command::ProposeReplan { minutes_left }
}

fn accept(from: &str) -> Command {
    Command::AcceptReplan { from: at(from) }
}

/// Four phases of ten, twenty, ten and five minutes. The third is optional; each but the last can shrink.
fn meeting() -> Given {
    let of = |id: &str, minutes, minimum, optional| Phase {
        minimum,
        optional,
        ..phase(id, minutes, vec![step("samen")])
    };
    let phases = vec![
        of("begin", 10, Some(6), false),
        of("midden", 20, Some(10), false),
        of("extra", 10, Some(8), true),
        of("slot", 5, Some(5), true),
    ];
    let method = Method { round_starts_at: "begin".into(), phases, ..super::script::method() };
    unborn()
        .accept(&Request::Create(Box::new(Create { method, ..create() })))
        .accept(&join(AN, "An"))
        .accept(&join(BO, "Bo"))
        .has(GESPREKSLEIDER, Command::Start)
}

/// What is proposed for each phase.
fn shown(replan: &Replan) -> Vec<(&str, u32, u32, Why)> {
    let phases = replan.phases.iter();
    phases.map(|p| (p.phase.0.as_str(), p.from, p.to, p.reason)).collect()
}

fn proposed(here: &Given) -> Replan {
    here.overview().replan.expect("something is proposed")
}

#[test]
fn phases_shrink_in_proportion_to_what_they_have_above_their_minimum() {
    let here = meeting().later(4 * MINUTE).has(GESPREKSLEIDER, propose(35));
    let replan = proposed(&here);
    // Six minutes are left of the first: four of its six were needed, so that it can give four.
    let expected = [
        ("begin", 6, 5, Why::Shrinks),
        ("midden", 20, 16, Why::Shrinks),
        ("extra", 10, 9, Why::Shrinks),
        ("slot", 5, 5, Why::KeepsClosing),
    ];
    assert_eq!(shown(&replan), expected);
    assert_eq!(
        (replan.at_ms, replan.minutes_left, replan.short_minutes),
        (NOW + 4 * MINUTE, 35, 0)
    );
}

#[test]
fn what_is_optional_is_left_out_only_if_shorter_phases_are_not_enough_and_what_closes_stays() {
    let at_least = meeting().has(GESPREKSLEIDER, propose(29));
    let minimums = [
        ("begin", 10, 6, Why::AtMinimum),
        ("midden", 20, 10, Why::AtMinimum),
        ("extra", 10, 8, Why::AtMinimum),
        ("slot", 5, 5, Why::KeepsClosing),
    ];
    assert_eq!(shown(&proposed(&at_least)), minimums);
    let less = meeting().has(GESPREKSLEIDER, propose(28));
    let without = [
        ("begin", 10, 8, Why::Shrinks),
        ("midden", 20, 15, Why::Shrinks),
        ("extra", 10, 0, Why::LeftOut),
        ("slot", 5, 5, Why::KeepsClosing),
    ];
    assert_eq!(shown(&proposed(&less)), without);
}

#[test]
fn what_does_not_fit_is_said_with_the_minutes_that_are_short() {
    let replan = proposed(&meeting().has(GESPREKSLEIDER, propose(15)));
    assert_eq!(replan.short_minutes, 6);
    let minutes: Vec<u32> = replan.phases.iter().map(|phase| phase.to).collect();
    assert_eq!(minutes, [6, 10, 0, 5]);
}

#[test]
fn with_more_time_than_planned_everything_stays_as_it_is() {
    let replan = proposed(&meeting().has(GESPREKSLEIDER, propose(60)));
    assert!(replan.phases.iter().all(|p| p.from == p.to && p.reason == Why::Keeps), "{replan:?}");
    assert_eq!(replan.short_minutes, 0);
}

#[test]
fn accepting_sets_the_minutes_the_clock_and_the_end_counted_from_the_proposal() {
    let here = meeting().later(4 * MINUTE).has(GESPREKSLEIDER, propose(28)).later(MINUTE / 2);
    let minutes = |phase: &str, minutes| PhaseMinutes { phase: phase.into(), minutes };
    let here = here.when(GESPREKSLEIDER, accept("begin/samen")).then([Event::Replanned {
        minutes: vec![minutes("midden", 12), minutes("extra", 8)],
        left_out: vec![],
        clock: Some(Clock::Running { ends_at_ms: NOW + 7 * MINUTE }),
        added_minutes: -3,
        ends_at_ms: NOW + 32 * MINUTE,
    }]);
    assert_eq!(here.overview().replan, None);
    assert_eq!(here.stage().plan_ends_at_ms, Some(NOW + 32 * MINUTE));
}

#[test]
fn what_is_left_out_is_out_of_the_plan_and_a_clock_that_stands_still_stays_so() {
    let here = meeting().has(GESPREKSLEIDER, Command::PauseTimer).has(GESPREKSLEIDER, propose(28));
    let here = here.has(GESPREKSLEIDER, accept("begin/samen"));
    assert_eq!(here.clock(), Clock::Paused { remaining_ms: 8 * MINUTE });
    let planned = |id: &str| {
        let planned = here.state.planned(&id.into()).expect(id);
        (planned.phase.minutes, planned.dropped)
    };
    assert_eq!(["begin", "midden", "extra"].map(planned), [(10, false), (15, false), (10, true)]);
    let to = here.has(GESPREKSLEIDER, Command::Next { from: at("begin/samen") });
    let to = to.has(GESPREKSLEIDER, Command::Next { from: at("midden/samen") });
    assert_eq!(to.position(), at("slot/samen"));
}

#[test]
fn a_proposal_is_the_gespreksleiders_and_gone_once_it_is_no_longer_about_now() {
    let here = meeting().has(GESPREKSLEIDER, propose(30));
    assert_eq!(here.sees(AN, &RecordKey::Overview), None);
    let accept_it = |here: &Given, from| here.when(GESPREKSLEIDER, accept(from));
    for command in [
        Command::PauseTimer,
        Command::AdjustTimer { minutes: 1 },
        Command::AcceptReplan { from: at("begin/samen") },
    ] {
        let then = here.clone().has(GESPREKSLEIDER, command);
        accept_it(&then, "begin/samen").then_refused(Rejection::NothingToAccept);
    }
    let moved = here.clone().has(GESPREKSLEIDER, Command::Next { from: at("begin/samen") });
    accept_it(&moved, "midden/samen").then_refused(Rejection::NothingToAccept);
    accept_it(&moved, "begin/samen").then_refused(Rejection::StalePosition);
    // Who takes over the lead finds it there.
    let handed = here.has(GESPREKSLEIDER, Command::HandOver { to: BO });
    let Some(Record::Overview(seen)) = handed.sees(BO, &RecordKey::Overview) else { panic!() };
    assert!(seen.replan.is_some());
}

#[test]
fn only_minutes_that_a_meeting_can_have_are_planned_and_only_by_who_leads() {
    for minutes in [0, 601, u32::MAX] {
        let asked = meeting().when(GESPREKSLEIDER, propose(minutes));
        asked.then_refused(Rejection::DurationOutOfRange);
    }
    meeting().when(AN, propose(30)).then_refused(Rejection::NotGespreksleider);
    meeting().when(AN, accept("begin/samen")).then_refused(Rejection::NotGespreksleider);
}

#[test]
fn in_overtime_the_present_phase_has_nothing_left_to_give() {
    let here = meeting().later(13 * MINUTE).has(GESPREKSLEIDER, propose(30));
    assert_eq!(shown(&proposed(&here))[0], ("begin", 0, 0, Why::AtMinimum));
    let here = here.has(GESPREKSLEIDER, accept("begin/samen"));
    assert_eq!(here.clock(), Clock::Running { ends_at_ms: NOW + 10 * MINUTE });
}

#[test]
fn another_round_ends_as_its_own_minutes_have_it() {
    let here = meeting().has(GESPREKSLEIDER, propose(30));
    let here = here.has(GESPREKSLEIDER, accept("begin/samen"));
    let here = here.has(GESPREKSLEIDER, Command::Next { from: at("begin/samen") });
    assert_eq!(here.stage().plan_ends_at_ms, Some(NOW + 30 * MINUTE));
    let again = here.has(GESPREKSLEIDER, Command::StartRound { from: at("midden/samen") });
    assert_eq!(again.stage().plan_ends_at_ms, None);
}

fn any_ahead() -> impl Strategy<Value = Vec<Ahead>> {
    let one = (0u32..=180, 0u32..=180, any::<bool>());
    prop::collection::vec(one, 1..=30).prop_map(|phases| {
        let numbered = phases.into_iter().enumerate();
        let ahead = numbered.map(|(number, (minutes, minimum, optional))| Ahead {
            phase: format!("fase-{number}").as_str().into(),
            minutes,
            minimum: minimum.min(minutes),
            optional,
        });
        ahead.collect()
    })
}

#[test]
fn the_sum_is_the_time_left_and_nothing_is_shorter_than_its_minimum() {
    let outcome = runner(2_000).run(&(any_ahead(), 1u32..=600), |(ahead, left)| {
        let made = replan(&ahead, NOW, left);
        prop_assert_eq!(&made, &replan(&ahead, NOW, left), "the same, twice");
        prop_assert_eq!(made.phases.len(), ahead.len());
        let stays = made.phases.iter().filter(|phase| phase.reason != Why::LeftOut);
        let planned: u32 = stays.map(|phase| phase.from).sum();
        let sum: u32 = made.phases.iter().map(|phase| phase.to).sum();
        prop_assert_eq!(sum, left.min(planned) + made.short_minutes);
        let last = ahead.len() - 1;
        let mut left_out = vec![];
        for (index, (phase, made)) in ahead.iter().zip(&made.phases).enumerate() {
            prop_assert_eq!((&made.phase, made.from), (&phase.phase, phase.minutes));
            if made.reason == Why::LeftOut {
                prop_assert!(phase.optional && index != 0 && index != last && made.to == 0);
                left_out.push(phase.minimum);
            } else {
                prop_assert!((phase.minimum..=phase.minutes).contains(&made.to));
            }
        }
        let shortest: u32 = ahead.iter().map(|phase| phase.minimum).sum();
        let without = shortest - left_out.iter().sum::<u32>();
        for minimum in left_out {
            prop_assert!(without + minimum > left, "it would have fitted");
        }
        prop_assert_eq!(made.short_minutes, without.saturating_sub(left));
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
}
