//! Scripted clients over real sockets.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod methods_played;
