//! The rules of an intervisie meeting, and nothing else.
//!
//! Pure: no clock, no randomness, no I/O. Time and fresh ids come in with the [`Context`].
//!
//! - [`decide`] says what a request leads to: events, or the rule that refused it.
//! - [`apply`] makes an event true. It cannot fail; folding the log gives the live state.
//! - [`project`] and [`Changes`] are the only roads from the state to a screen, a report or an export.
//! - [`effects`] says what an event asks of the room beside telling people.
//! - [`codec`] writes events as bytes and reads the bytes of every earlier build; [`replay`] folds them.
//! - [`Checkpoint`] writes the state that a log led to, so that loading need not fold all of it.

mod apply;
mod blots;
mod checkpoint;
mod clean;
pub mod codec;
mod decide;
mod effects;
pub mod event;
mod fingerprint;
pub mod group;
mod log_use;
mod names;
mod replay;
mod retention;
mod rules;
pub mod state;
mod text;
mod view;

pub use apply::{apply, fold};
pub use blots::{BlottedText, Span, TextOf};
pub use checkpoint::{Accepted, Checkpoint};
pub use decide::{Context, Create, Request, TakeIn, created_by, decide};
pub use effects::{Effect, effects};
pub use event::Event;
pub use fingerprint::fingerprint;
pub use log_use::{LogUse, Logged};
pub use replay::{ReplayError, Replayed, decode, replay};
pub use retention::due_ms;
pub use rules::{Viewer, ViewerId, Visibility, authorize, visibility_of};
pub use state::{Credential, Device, State, TakenLine};
pub use view::{
    Change, Changes, Standing, beside, export, outside, preview, project, render, seen,
};

#[cfg(test)]
mod tests;
