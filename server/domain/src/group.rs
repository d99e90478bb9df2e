//! A group of people who meet repeatedly: its rules, as pure as those of a meeting.
//!
//! - [`decide`] says what a request leads to: events, or the rule that refused it.
//! - [`apply`] makes an event true. It cannot fail; folding the log gives the live state.
//! - [`view`] is the only road from the state to a screen.
//! - [`codec`] writes events as bytes. What is known of a person is sealed apart, with a key of theirs.
//!
//! **A group holds no text of a case.** What people wrote lives in the meeting it was for.

mod apply;
pub mod codec;
mod decide;
mod effects;
mod event;
mod rota;
mod state;
mod view;

pub use apply::apply;
pub use decide::{Context, Create, Request, decide};
pub use effects::{effects, unfinished};
pub use event::{Event, Personal, Secret};
pub use rota::rota;
pub use state::{Application, Claim, Held, Meeting, Member, Passkey, State, Status};
pub use view::{preview, view};

/// The SHA-256 of everything that is true in a group, in hexadecimal: see [`crate::fingerprint`].
#[must_use]
pub fn fingerprint(state: &State) -> String {
    crate::fingerprint::of(state, state.secrets())
}

#[cfg(test)]
mod tests;
