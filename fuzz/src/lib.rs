//! What a fuzzer does with its bytes, one module per target.
//!
//! Each `run` takes anything and panics only where the server would be wrong. `make fuzz` runs them
//! with libFuzzer for a bounded time; `tests/corpus.rs` runs them over everything that was ever found
//! worth keeping, in `make test`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a panic is how a fuzzer is told that something is wrong"
)]

pub mod client_message;
mod group;
mod meeting;
pub mod method_file;
pub mod report_text;
pub mod stored_event;
