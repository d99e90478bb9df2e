//! What members may rely on.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod access;
mod given;
mod meetings;
mod members;
mod random;
mod stored;
mod trainer;
