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
        let wall = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self {
            started: Instant::now(),
            started_ms: i64::try_from(wall.as_millis()).unwrap_or(i64::MAX / 2),
        }
    }

    /// Milliseconds since 1970.
    #[must_use]
    pub fn now_ms(&self) -> i64 {
        let elapsed = i64::try_from(self.started.elapsed().as_millis()).unwrap_or(0);
        self.started_ms.saturating_add(elapsed)
    }
}
