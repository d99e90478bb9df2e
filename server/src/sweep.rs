//! The hourly sweep that erases meetings whose retention is over.
//!
//! The log lists which sessions may be due; whether one is, its own room decides, with its newest
//! state. A meeting that somebody has open closes before their eyes.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use crate::clock::wall_ms;
use crate::room::Rooms;
use crate::timekeeper::SharedTimekeeper;

/// How often the calendar is looked at. Days are counted, so an hour is soon enough.
const SWEEP_INTERVAL: Duration = Duration::from_secs(60 * 60);
/// How often the clock is looked at.
const CLOCK_INTERVAL: Duration = Duration::from_secs(5);
/// How often what was seen of it is kept: so much lived time is lost by a crash.
const NOTE_INTERVAL: Duration = Duration::from_secs(60);

/// Erases what is due, now and every hour, and keeps watch over the clock.
pub(crate) async fn run(rooms: Rooms, time: Arc<SharedTimekeeper>) {
    let mut ticks = tokio::time::interval(CLOCK_INTERVAL);
    let (mut seen, mut noted, mut swept) = (Instant::now(), None, None::<Instant>);
    let mut was_doubted = false;
    loop {
        ticks.tick().await;
        let awake = seen.elapsed();
        seen += awake;
        let keeper = {
            let mut keeper = time.lock();
            keeper.tick(wall_ms(), i64::try_from(awake.as_millis()).unwrap_or(0));
            *keeper
        };
        let doubted = keeper.is_doubted();
        rooms.doubt_clock(doubted);
        metrics::gauge!("kring_clock_doubted").set(if doubted { 1.0 } else { 0.0 });
        if doubted != was_doubted {
            tell(doubted);
        }
        if doubted != was_doubted || noted.is_none_or(|at: Instant| at.elapsed() >= NOTE_INTERVAL) {
            noted = Some(Instant::now());
            rooms.note_clock(keeper.note()).await;
        }
        was_doubted = doubted;
        if !doubted && swept.is_none_or(|at| at.elapsed() >= SWEEP_INTERVAL) {
            swept = Some(Instant::now());
            sweep(&rooms, keeper.lived_ms()).await;
        }
    }
}

fn tell(doubted: bool) {
    if doubted {
        tracing::warn!(
            "the machine's clock is not where it was left: nothing is erased until it is back, or has \
             gone on for a day, or `kring clock trust` says that it is right"
        );
    } else {
        tracing::info!(
            "the machine's clock is believed again: meetings whose time is over are erased"
        );
    }
}

/// Erases what is due at this moment of lived time. Gives how many of the meetings that the log lists
/// were settled.
pub async fn sweep(rooms: &Rooms, lived_ms: i64) -> usize {
    let due = match rooms.due(lived_ms).await {
        Ok(due) => due,
        Err(error) => {
            tracing::error!(%error, "what is due to be erased cannot be read");
            return 0;
        }
    };
    let mut erased = 0;
    for stream in due {
        match rooms.erase_if_due(stream).await {
            Ok(()) => erased += 1,
            // The room has told why; the next round tries again.
            Err(_) => {
                tracing::warn!(session = %stream, "a meeting whose time is over is not erased yet")
            }
        }
    }
    if erased > 0 {
        tracing::info!(meetings = erased, "looked at meetings whose time is over");
    }
    erased
}
