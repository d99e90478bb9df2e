//! Whether the machine's clock can be believed, and how long the server has lived by it.
//!
//! Erasing cannot be undone, so it goes by lived time: the time in which the server saw the clock go on,
//! nights and weekends without power included. A step of the clock is no lived time. So a meeting is never
//! kept shorter than people were told, whatever the clock was when it was held and when it is read.
//!
//! After a step the clock is doubted, and nothing is erased: until it is back where it was, until it has
//! gone on for a day of waking time, across restarts, or until the operator trusts it.

use std::sync::{Mutex, MutexGuard, PoisonError};

use kring_store::ClockNote;

const MINUTE_MS: i64 = 60 * 1000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
/// A clock that goes further back than this was wrong before or is wrong now.
const MAX_BACK_MS: i64 = HOUR_MS;
/// A server that is switched off for longer than a long weekend cannot tell that from a wrong clock.
const MAX_GAP_MS: i64 = 84 * HOUR_MS;
/// Waking time after which a doubted clock is believed: somebody would have set it right.
const DOUBT_MS: i64 = 24 * HOUR_MS;

/// The judgement on one machine's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timekeeper {
    note: ClockNote,
}

impl Timekeeper {
    /// Begins with the note of the last time the server lived, if it did.
    #[must_use]
    pub fn start(note: Option<ClockNote>, wall_ms: i64) -> Self {
        let first =
            ClockNote { lived_ms: wall_ms, wall_ms, trusted_ms: wall_ms, doubted_for_ms: None };
        let mut keeper = Self { note: note.unwrap_or(first) };
        keeper.see(wall_ms, 0);
        keeper
    }

    /// The clock says `wall_ms`, and the server was awake for `awake_ms` since it was last asked.
    pub fn tick(&mut self, wall_ms: i64, awake_ms: i64) {
        self.see(wall_ms, awake_ms);
    }

    /// The operator says that the clock is right. What it jumped over is still no lived time: whether it
    /// is wrong now or was wrong before, the meetings of then were promised their days.
    pub fn trust(&mut self) {
        self.note.doubted_for_ms = None;
        self.note.trusted_ms = self.note.wall_ms;
    }

    /// Whether nothing may be erased.
    #[must_use]
    pub fn is_doubted(&self) -> bool {
        self.note.doubted_for_ms.is_some()
    }

    /// Lived time, in milliseconds. It began as milliseconds since 1970, and lags behind the clock by
    /// what the clock jumped over.
    #[must_use]
    pub fn lived_ms(&self) -> i64 {
        self.note.lived_ms
    }

    /// What to keep for the next start.
    #[must_use]
    pub fn note(&self) -> ClockNote {
        self.note
    }

    fn see(&mut self, wall_ms: i64, awake_ms: i64) {
        let note = &mut self.note;
        let gap = wall_ms.saturating_sub(note.wall_ms.saturating_add(awake_ms));
        let goes_on = (-MAX_BACK_MS..=MAX_GAP_MS).contains(&gap);
        let since_trusted = wall_ms.saturating_sub(note.trusted_ms);
        note.lived_ms = note.lived_ms.saturating_add(awake_ms);
        note.wall_ms = wall_ms;
        if goes_on {
            note.lived_ms = note.lived_ms.saturating_add(gap.max(0));
        }
        note.doubted_for_ms = match note.doubted_for_ms {
            // Back where it was before the step.
            _ if !goes_on && (-MAX_BACK_MS..=MAX_GAP_MS).contains(&since_trusted) => None,
            _ if !goes_on => Some(0),
            None => None,
            Some(doubted) => Some(doubted.saturating_add(awake_ms)).filter(|ms| *ms < DOUBT_MS),
        };
        if note.doubted_for_ms.is_none() {
            note.trusted_ms = wall_ms;
        }
    }
}

/// The judgement, shared by the sweep and the operator.
#[derive(Debug)]
pub struct SharedTimekeeper(Mutex<Timekeeper>);

impl SharedTimekeeper {
    /// Of this judgement.
    #[must_use]
    pub fn new(keeper: Timekeeper) -> Self {
        Self(Mutex::new(keeper))
    }

    // Nothing can panic half-way with the lock held, so a poisoned lock holds a whole value.
    /// The judgement now.
    pub fn lock(&self) -> MutexGuard<'_, Timekeeper> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const T: i64 = 1_800_000_000_000;
    const DAY_MS: i64 = 24 * HOUR_MS;

    /// Awake for so long, with a clock that goes on.
    fn awake(keeper: &mut Timekeeper, ms: i64) {
        let begun = keeper.note().wall_ms;
        for minute in 1..=ms / MINUTE_MS {
            keeper.tick(begun + minute * MINUTE_MS, MINUTE_MS);
        }
    }

    fn restarted(keeper: &Timekeeper, wall_ms: i64) -> Timekeeper {
        Timekeeper::start(Some(keeper.note()), wall_ms)
    }

    #[test]
    fn nights_and_weekends_without_power_are_lived_time() {
        let mut keeper = Timekeeper::start(None, T);
        for day in 0..30 {
            // Off for fourteen hours; on Friday until Monday.
            let off = if day % 5 == 4 { 62 * HOUR_MS } else { 14 * HOUR_MS };
            awake(&mut keeper, 10 * HOUR_MS);
            keeper = restarted(&keeper, keeper.note().wall_ms + off);
            assert!(!keeper.is_doubted(), "day {day}");
        }
        assert_eq!(keeper.lived_ms(), keeper.note().wall_ms);
        assert!(keeper.lived_ms() - T > 40 * DAY_MS);
    }

    #[test]
    fn a_step_in_either_direction_is_doubted_and_is_no_lived_time() {
        for step in [400 * DAY_MS, 40 * DAY_MS, 5 * DAY_MS, -2 * HOUR_MS, -42 * DAY_MS] {
            let mut running = Timekeeper::start(None, T);
            awake(&mut running, HOUR_MS);
            let wall = running.note().wall_ms;
            let stopped = restarted(&running, wall + step);
            running.tick(wall + step + MINUTE_MS, MINUTE_MS);
            assert!(running.is_doubted() && stopped.is_doubted(), "{step}");
            assert_eq!(running.lived_ms(), wall + MINUTE_MS);
            assert_eq!(stopped.lived_ms(), wall);
        }
    }

    #[test]
    fn doubt_ends_at_once_when_the_clock_is_back() {
        let mut keeper = restarted(&Timekeeper::start(None, T), T + 400 * DAY_MS);
        awake(&mut keeper, 3 * HOUR_MS);
        assert!(keeper.is_doubted());
        let keeper = restarted(&keeper, T + 4 * HOUR_MS);
        assert!(!keeper.is_doubted());
        // What was lived meanwhile was lived.
        assert_eq!(keeper.lived_ms(), T + 3 * HOUR_MS);
    }

    #[test]
    fn doubt_ends_after_a_day_of_waking_time_across_restarts() {
        let mut keeper = restarted(&Timekeeper::start(None, T), T + 40 * DAY_MS);
        for day in 0..3 {
            assert!(keeper.is_doubted(), "day {day}");
            awake(&mut keeper, 10 * HOUR_MS);
            keeper = restarted(&keeper, keeper.note().wall_ms + 14 * HOUR_MS);
        }
        assert!(!keeper.is_doubted());
        // And is none again by going on like this.
        awake(&mut keeper, HOUR_MS);
        assert!(!keeper.is_doubted());
        // The forty days were not lived: whoever was promised thirty has them.
        assert!(keeper.note().wall_ms - keeper.lived_ms() == 40 * DAY_MS);
    }

    #[test]
    fn another_step_while_in_doubt_begins_the_day_anew() {
        let mut keeper = restarted(&Timekeeper::start(None, T), T + 40 * DAY_MS);
        awake(&mut keeper, 20 * HOUR_MS);
        let mut keeper = restarted(&keeper, T + 400 * DAY_MS);
        awake(&mut keeper, 20 * HOUR_MS);
        assert!(keeper.is_doubted());
        awake(&mut keeper, 5 * HOUR_MS);
        assert!(!keeper.is_doubted());
    }

    #[test]
    fn the_operator_ends_doubt_and_shortens_nothing() {
        let mut keeper = restarted(&Timekeeper::start(None, T), T + 42 * DAY_MS);
        keeper.trust();
        assert!(!keeper.is_doubted());
        assert_eq!(keeper.lived_ms(), T);
        assert!(!restarted(&keeper, T + 42 * DAY_MS + HOUR_MS).is_doubted());
    }
}
