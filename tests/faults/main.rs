//! A real server under faults: nothing that was acknowledged is lost, nothing happens twice, and in
//! the end everybody sees the same.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a broken test must be loud"
)]

mod checking;
mod clock;
mod full_disk;
mod reconnect_storm;
mod shutdown;
mod survival;
