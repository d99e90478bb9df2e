//! The timer and the silent moment. The server owns time: a clock is a deadline or a remainder.

use kring_protocol::code::Rejection;
use kring_protocol::ids::ParticipantId;
use kring_protocol::limits;
use kring_protocol::record::{Clock, Turns};

use super::{Context, Decision, one};
use crate::event::Event;
use crate::rules::left_on;
use crate::state::State;

pub(super) fn start(state: &State, context: &Context) -> Decision {
    let Some(Clock::Ready { remaining_ms }) = state.clock else {
        return Err(Rejection::TimerNotReady);
    };
    let clock = Clock::Running { ends_at_ms: context.now_ms + remaining_ms };
    Ok(with_turn_clock(state, clock, |turn| resumed(turn, context.now_ms)))
}

pub(super) fn pause(state: &State, context: &Context) -> Decision {
    let clock = state.clock.and_then(|clock| paused(clock, context.now_ms));
    let clock = clock.ok_or(Rejection::TimerNotRunning)?;
    Ok(with_turn_clock(state, clock, |turn| paused(turn, context.now_ms)))
}

pub(super) fn resume(state: &State, context: &Context) -> Decision {
    let clock = state.clock.and_then(|clock| resumed(clock, context.now_ms));
    let clock = clock.ok_or(Rejection::TimerNotPaused)?;
    Ok(with_turn_clock(state, clock, |turn| resumed(turn, context.now_ms)))
}

/// Minutes that are given when the time is over count from now: one minute more is a minute to go.
pub(super) fn adjust(state: &State, context: &Context, minutes: i32) -> Decision {
    let most = limits::ADJUST_MINUTES;
    if minutes == 0 || !(-most..=most).contains(&minutes) {
        return Err(Rejection::DurationOutOfRange);
    }
    let by_ms = i64::from(minutes) * 60_000;
    let clock = match state.clock.ok_or(Rejection::TimerNotRunning)? {
        Clock::Running { ends_at_ms } if minutes > 0 => {
            Clock::Running { ends_at_ms: ends_at_ms.max(context.now_ms) + by_ms }
        }
        Clock::Running { ends_at_ms } => Clock::Running { ends_at_ms: ends_at_ms + by_ms },
        Clock::Paused { remaining_ms } if minutes > 0 => {
            Clock::Paused { remaining_ms: remaining_ms.max(0) + by_ms }
        }
        Clock::Paused { remaining_ms } => Clock::Paused { remaining_ms: remaining_ms + by_ms },
        // A clock that has not started cannot start in overtime.
        Clock::Ready { remaining_ms } => {
            Clock::Ready { remaining_ms: (remaining_ms + by_ms).max(0) }
        }
    };
    one(Event::TimerSet { clock, added_minutes: Some(minutes) })
}

pub(super) fn signal(state: &State, context: &Context, by: ParticipantId) -> Decision {
    let clock = state.clock.ok_or(Rejection::TimerNotRunning)?;
    let remaining_ms = left_on(clock, context.now_ms);
    one(Event::TimeSignalled { by, remaining_ms })
}

pub(super) fn start_silence(state: &State, context: &Context, seconds: u32) -> Decision {
    if state.silence_until_ms.is_some() {
        return Err(Rejection::SilenceAlready);
    }
    if seconds == 0 || seconds > limits::SILENCE_SECONDS {
        return Err(Rejection::DurationOutOfRange);
    }
    one(Event::SilenceSet { until_ms: Some(context.now_ms + i64::from(seconds) * 1_000) })
}

/// Silence lasts until it is ended: at zero it runs over, as every clock here does.
pub(super) fn end_silence(state: &State) -> Decision {
    if state.silence_until_ms.is_none() {
        return Err(Rejection::NoSilence);
    }
    one(Event::SilenceSet { until_ms: None })
}

pub(super) fn paused(clock: Clock, now_ms: i64) -> Option<Clock> {
    match clock {
        Clock::Running { ends_at_ms } => Some(Clock::Paused { remaining_ms: ends_at_ms - now_ms }),
        Clock::Ready { .. } | Clock::Paused { .. } => None,
    }
}

pub(super) fn resumed(clock: Clock, now_ms: i64) -> Option<Clock> {
    match clock {
        Clock::Paused { remaining_ms } => {
            Some(Clock::Running { ends_at_ms: now_ms + remaining_ms })
        }
        Clock::Ready { .. } | Clock::Running { .. } => None,
    }
}

/// The speaker's clock stands still while the meeting's does.
fn with_turn_clock(
    state: &State,
    clock: Clock,
    change: impl Fn(Clock) -> Option<Clock>,
) -> Vec<Event> {
    let mut events = vec![Event::TimerSet { clock, added_minutes: None }];
    let changed = state.turns.as_ref().and_then(|turns| {
        let clock = turns.clock.and_then(&change)?;
        Some(Turns { clock: Some(clock), ..turns.clone() })
    });
    events.extend(changed.map(|turns| Event::TurnsSet { turns }));
    events
}
