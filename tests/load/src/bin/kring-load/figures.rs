//! Each figure in a module of its own.

pub(crate) mod cost;
pub(crate) mod crowd;
pub(crate) mod curves;
pub(crate) mod limit;
pub(crate) mod memory;
pub(crate) mod start;
pub(crate) mod storm;
pub(crate) mod syncs;
pub(crate) mod waking;

use std::time::Duration;

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
