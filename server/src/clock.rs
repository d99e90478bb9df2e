//! The server's clock: wall-clock time that never jumps while the process lives.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// Read once from the wall, then carried on by the monotonic clock: a correction of the machine's
/// time moves nobody's timer.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    started: Instant,
    started_ms: i64,
}

impl Clock {
    /// Starts from the wall-clock time.
    #[must_use]
    pub fn start() -> Self {
        Self::at(wall_ms())
    }

    /// Starts from a given moment.
    #[must_use]
    pub fn at(started_ms: i64) -> Self {
        Self { started: Instant::now(), started_ms }
    }

    /// Milliseconds since 1970.
    #[must_use]
    pub fn now_ms(&self) -> i64 {
        let elapsed = i64::try_from(self.started.elapsed().as_millis()).unwrap_or(0);
        self.started_ms.saturating_add(elapsed)
    }
}

/// What the wall says now, in milliseconds since 1970.
pub(crate) fn wall_ms() -> i64 {
    let wall = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(wall.as_millis()).unwrap_or(i64::MAX / 2)
}
