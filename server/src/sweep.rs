//! The hourly sweep that erases meetings whose retention is over.
//!
//! The log lists which sessions may be due; whether one is, its own room decides, with its newest
//! state. A meeting that somebody has open closes before their eyes.

use std::time::Duration;

use tokio::time::Instant;

use crate::clock::wall_ms;
use crate::room::Rooms;

/// How often the calendar is looked at. Days are counted, so an hour is soon enough.
const EVERY: Duration = Duration::from_secs(60 * 60);
/// A step of the machine's clock beyond this is not believed at once.
const STEP_MS: i64 = 45 * 24 * 60 * 60 * 1000;
/// After so long with the same clock it is believed: somebody would have set it right.
const BELIEVED_AFTER: Duration = Duration::from_secs(24 * 60 * 60);

/// Erases what is due, now and every hour.
pub(crate) async fn run(rooms: Rooms) {
    let started = Instant::now();
    let mut every = tokio::time::interval(EVERY);
    loop {
        every.tick().await;
        sweep(&rooms, wall_ms(), started.elapsed()).await;
    }
}

/// Erases what is due at this moment. Gives how many of the meetings that the log lists were settled.
pub async fn sweep(rooms: &Rooms, now_ms: i64, running_for: Duration) -> usize {
    let due = match rooms.due(now_ms).await {
        Ok(due) => due,
        Err(error) => {
            tracing::error!(%error, "what is due to be erased cannot be read");
            return 0;
        }
    };
    // Erasing cannot be undone, and a wrong clock would make everything due.
    let ahead = due.newest_ms.is_some_and(|newest| now_ms.saturating_sub(newest) > STEP_MS);
    if ahead && !due.sessions.is_empty() && running_for < BELIEVED_AFTER {
        tracing::warn!(
            meetings = due.sessions.len(),
            "nothing was written for more than 45 days, or the clock is wrong: \
             meetings whose time is over are erased after a day, if the clock says the same then"
        );
        return 0;
    }
    let mut erased = 0;
    for session in due.sessions {
        match rooms.erase(session, true).await {
            Ok(()) => erased += 1,
            // The room has told why; the next round tries again.
            Err(_) => tracing::warn!(%session, "a meeting whose time is over is not erased yet"),
        }
    }
    if erased > 0 {
        tracing::info!(meetings = erased, "looked at meetings whose time is over");
    }
    erased
}
