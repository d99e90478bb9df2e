//! How the rest of a plan fits into fewer minutes. Pure: the same plan and minutes give the same proposal.

use kring_protocol::ids::PhaseId;
use kring_protocol::record::Clock;
use kring_protocol::replan::{PhaseReplan, Replan, ReplanReason};

use crate::state::{Planned, State};

const MINUTE_MS: i64 = 60_000;

/// A phase that has not been gone through yet, in whole minutes. `minimum` is at most `minutes`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ahead {
    pub(crate) phase: PhaseId,
    pub(crate) minutes: u32,
    pub(crate) minimum: u32,
    pub(crate) optional: bool,
}

/// The phase in which the meeting stands, with what is left on its clock, and those ahead of it.
pub(crate) fn ahead(state: &State, now_ms: i64) -> Vec<Ahead> {
    let here = state.position.as_ref().map(|at| &at.phase);
    let index = state.plan.iter().position(|planned| Some(&planned.phase.id) == here);
    let Some((here, index)) = index.and_then(|index| Some((state.plan.get(index)?, index))) else {
        return vec![];
    };
    let later = state.plan.iter().skip(index + 1).filter(|planned| !planned.dropped);
    // What the group came back from is not left out any more.
    let round = state.round_number();
    let later = later.map(|planned| Ahead {
        optional: planned.phase.optional && !planned.was_visited(round),
        ..of_plan(planned, planned.phase.minutes, 0)
    });
    [present(state, here, now_ms)].into_iter().chain(later).collect()
}

/// What the phase took already counts towards its minimum.
fn present(state: &State, here: &Planned, now_ms: i64) -> Ahead {
    let left_ms = state.clock.map_or(0, |clock| left_on(clock, now_ms)).max(0);
    let left = u32::try_from(left_ms.unsigned_abs().div_ceil(MINUTE_MS.unsigned_abs()))
        .unwrap_or(u32::MAX);
    let round = state.round_number();
    let visits = here.visits.iter().filter(|visit| visit.round == round);
    let extra = visits.fold(0, |extra: i32, visit| extra.saturating_add(visit.extra_minutes));
    let given = here.phase.minutes.saturating_add_signed(extra);
    // The meeting stands in it, so that it is not left out.
    Ahead { optional: false, ..of_plan(here, left, given.saturating_sub(left)) }
}

fn of_plan(planned: &Planned, minutes: u32, spent: u32) -> Ahead {
    let minimum = planned.phase.minimum.unwrap_or(1).saturating_sub(spent).max(1);
    Ahead {
        phase: planned.phase.id.clone(),
        minutes,
        minimum: minimum.min(minutes),
        optional: planned.phase.optional,
    }
}

/// What is left on a clock; below zero is overtime.
pub(crate) fn left_on(clock: Clock, now_ms: i64) -> i64 {
    match clock {
        Clock::Running { ends_at_ms } => ends_at_ms - now_ms,
        Clock::Paused { remaining_ms } | Clock::Ready { remaining_ms } => remaining_ms,
    }
}

/// Fits what lies ahead into the minutes that are left. The first phase is the one in which the meeting
/// stands, the last one closes it: both stay. Their sum is the time left, unless that is more than is planned
/// for what stays or less than the shortest plan takes: nothing becomes longer than planned.
pub(crate) fn replan(ahead: &[Ahead], at_ms: i64, minutes_left: u32) -> Replan {
    let left_out = left_out(ahead, minutes_left);
    let stays = |index: &usize| !left_out.contains(index);
    let staying: Vec<usize> = (0..ahead.len()).filter(stays).collect();
    let kept: Vec<&Ahead> = staying.iter().filter_map(|index| ahead.get(*index)).collect();
    let missing = sum(kept.iter().map(|phase| phase.minutes)).saturating_sub(minutes_left);
    let can_give = sum(kept.iter().map(|phase| phase.minutes - phase.minimum));
    let gives = shares(&kept, missing.min(can_give), can_give);
    let enough = sum(ahead.iter().map(|phase| phase.minutes)) <= minutes_left;
    let phases = ahead.iter().enumerate().map(|(index, phase)| {
        let kept = staying.iter().position(|stays| *stays == index);
        let to = kept.map(|place| phase.minutes - gives.get(place).copied().unwrap_or(0));
        let reason = match to {
            _ if enough => ReplanReason::Keeps,
            None => ReplanReason::LeftOut,
            Some(_) if index + 1 == ahead.len() => ReplanReason::KeepsClosing,
            Some(to) if to == phase.minimum => ReplanReason::AtMinimum,
            Some(to) if to < phase.minutes => ReplanReason::Shrinks,
            Some(_) => ReplanReason::Keeps,
        };
        PhaseReplan { phase: phase.phase.clone(), from: phase.minutes, to: to.unwrap_or(0), reason }
    });
    let short_minutes = missing.saturating_sub(can_give);
    Replan { at_ms, minutes_left, short_minutes, phases: phases.collect() }
}

fn sum(minutes: impl Iterator<Item = u32>) -> u32 {
    minutes.fold(0, u32::saturating_add)
}

/// Which optional phases have to be left out because minimums alone do not fit: from the last one on, and
/// none that would fit after all.
fn left_out(ahead: &[Ahead], minutes_left: u32) -> Vec<usize> {
    let shortest = sum(ahead.iter().map(|phase| phase.minimum));
    let mut over = i64::from(shortest) - i64::from(minutes_left);
    let closing = ahead.len().saturating_sub(1);
    let optional = (1..closing).rev().filter(|index| ahead.get(*index).is_some_and(|p| p.optional));
    let minimum = |index: usize| ahead.get(index).map_or(0, |phase| i64::from(phase.minimum));
    let mut left_out = vec![];
    for index in optional {
        if over > 0 {
            over -= minimum(index);
            left_out.push(index);
        }
    }
    left_out.retain(|index| {
        let fits = over + minimum(*index) <= 0;
        over += if fits { minimum(*index) } else { 0 };
        !fits
    });
    left_out
}

/// Whole minutes that each gives, in proportion to what it has above its minimum; what rounding leaves goes
/// to the largest remainders, the earliest first.
fn shares(kept: &[&Ahead], missing: u32, can_give: u32) -> Vec<u32> {
    let (missing, can_give) = (u64::from(missing), u64::from(can_give).max(1));
    let exact = kept.iter().map(|phase| missing * u64::from(phase.minutes - phase.minimum));
    let exact: Vec<u64> = exact.collect();
    let mut gives: Vec<u64> = exact.iter().map(|share| share / can_give).collect();
    let rounded = missing - gives.iter().sum::<u64>();
    let mut order: Vec<usize> = (0..exact.len()).collect();
    order.sort_by_key(|index| std::cmp::Reverse(exact.get(*index).map(|share| share % can_give)));
    for index in order.into_iter().take(usize::try_from(rounded).unwrap_or(usize::MAX)) {
        gives.iter_mut().skip(index).take(1).for_each(|minutes| *minutes += 1);
    }
    gives.into_iter().map(|minutes| u32::try_from(minutes).unwrap_or(u32::MAX)).collect()
}

/// When this round ends as planned: what was settled while it ran, or the minutes of its phases counted from
/// where it began.
pub(crate) fn plan_end_ms(state: &State) -> Option<i64> {
    if state.plan_ends_at_ms.is_some() {
        return state.plan_ends_at_ms;
    }
    let round = state.round_number();
    let planned = || state.plan.iter().enumerate().filter(|(_, planned)| !planned.dropped);
    let entries = planned().flat_map(|(index, planned)| {
        let visits = planned.visits.iter().filter(|visit| visit.round == round);
        visits.map(move |visit| (visit.entered_at_ms, index))
    });
    let (entered_at_ms, first) = entries.min()?;
    let minutes = planned().skip_while(|(index, _)| *index < first);
    let minutes = sum(minutes.map(|(_, planned)| planned.phase.minutes));
    Some(entered_at_ms + i64::from(minutes) * MINUTE_MS)
}
