//! Accepted commands of a group as the log keeps them: bytes that every later build can read.
//!
//! ```json
//! {"group":1,"command":"…","actor":"…","events":[{"event":"personal_set","member":"…","personal":"…"}]}
//! ```
//!
//! What is known of a person is sealed with a key of theirs before it is written ([`Secret`]), and is
//! gone once that key is destroyed. [`personal_to_bytes`] and [`personal_of_bytes`] are for whoever
//! seals and opens it.

use kring_protocol::ids::{CommandId, MemberId};

use super::event::{Event, Personal, Secret};
use crate::codec::{DecodeError, EncodeError, v1};

/// An accepted command: who asked what, and what it led to.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    /// The client's name for it, which makes it happen once.
    pub command: CommandId,
    /// Who asked.
    pub actor: Option<MemberId>,
    /// What happened, in order.
    pub events: Vec<Event>,
}

/// The payload of an accepted command.
///
/// # Errors
/// When something is known of a person and not sealed, or the events cannot be written.
pub fn encode(stored: &Stored) -> Result<Vec<u8>, EncodeError> {
    let is_sealed = |event: &Event| match event {
        Event::PersonalSet { personal, .. } => matches!(personal, Secret::Sealed(_)),
        _ => true,
    };
    if !stored.events.iter().all(is_sealed) {
        return Err(EncodeError);
    }
    v1::group::encode(stored)
}

/// What a payload says, with what is known of people sealed.
///
/// # Errors
/// When it is not what a known build wrote.
pub fn decode(payload: &[u8]) -> Result<Stored, DecodeError> {
    v1::group::decode(payload)
}

/// What is to be sealed.
///
/// # Errors
/// When it cannot be written.
pub fn personal_to_bytes(personal: &Personal) -> Result<Vec<u8>, EncodeError> {
    v1::group::personal_to_bytes(personal)
}

/// What was sealed.
///
/// # Errors
/// When it is not what a known build wrote.
pub fn personal_of_bytes(bytes: &[u8]) -> Result<Personal, DecodeError> {
    v1::group::personal_of_bytes(bytes)
}
