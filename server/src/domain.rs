//! The rules of an intervisie meeting, and nothing else.
//!
//! Pure: no clock, no randomness, no I/O. Time and fresh ids come in with the [`Context`].
//!
//! - [`decide`] says what a request leads to: events, or the rule that refused it.
//! - [`apply`] makes an event true. It cannot fail; folding the log gives the live state.
//! - [`project`] is the only road from the state to anybody's screen, report or export.

mod apply;
mod decide;
pub mod event;
mod fingerprint;
mod permit;
mod project;
mod retention;
pub mod state;
mod words;
pub use apply::{apply, fold};
pub use decide::{Context, Create, Request, created_by, decide};
pub use event::Event;
pub use fingerprint::fingerprint;
pub use permit::permit;
pub use project::{Changes, Sight, Told, Viewer, project, render, see};
pub use retention::due_ms;
pub use state::{Credential, State};

#[cfg(test)]
mod tests;
