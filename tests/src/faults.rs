//! Faults on purpose: a real server that is killed, stopped, cut off and starved while people use it,
//! and a judge who compares what it acknowledged with what it kept.
//!
//! A [`run()`] is seeded: who does what, and which fault comes when. The machine's own timing is not, so
//! a seed gives the same plan and not the same history.

pub mod actions;
pub mod checker;
pub mod convergence;
pub mod environment;
pub mod flood;
pub mod history;
pub mod operator;
pub mod person;
pub mod plan;
pub mod proxy;
pub mod replay;
pub mod run;
pub mod server;
pub mod tally;

pub use environment::Environment;
pub use plan::{Fault, Plan, seed};
pub use run::run;
pub use tally::Tally;

use std::ops::Range;
use std::time::Duration;

/// Lets a random moment pass: when a fault comes, and how long a person thinks, is the plan itself.
/// Nothing here waits for a condition in this way.
pub async fn moment(dice: &mut fastrand::Rng, ms: Range<u64>) {
    tokio::time::sleep(Duration::from_millis(dice.u64(ms))).await;
}
