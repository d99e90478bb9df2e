//! The harness: a server, and clients that tests drive over real sockets.
//!
//! A [`Client`] folds what it receives into a [`View`], so that tests assert on what a person would
//! see. Nothing here sleeps: a client waits for what it expects, with a deadline.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a broken test must be loud"
)]

pub mod client;
pub mod faults;
pub mod fixtures;
pub mod http;
pub mod http1;
pub mod meeting;
pub mod peer;
pub mod play;
pub mod server;
pub mod view;

pub use client::{Answer, Client};
pub use meeting::Meeting;
pub use server::TestServer;
pub use view::View;
