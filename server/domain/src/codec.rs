//! Accepted commands as the log keeps them: bytes that every later build can read.
//!
//! What is stored has types of its own (`v1`), apart from the domain's and from the wire's, so
//! that those can change their shape without touching what was written years ago. A payload names
//! its version. The newest version is written, every version is read, and the golden files under
//! `codec/golden` hold each of them to its bytes.
//!
//! ```json
//! {"v":1,"command":"…","actor":"…","events":[{"event":"hand_raised","participant":"…"}]}
//! ```
//!
//! Reading is strict: a payload with anything unknown in it is refused as a whole, because an event
//! that is silently left out changes what happened.

#[cfg(test)]
pub(crate) mod tests;
pub(crate) mod v1;

use kring_protocol::ids::{CommandId, ParticipantId};
use serde::Deserialize;

use crate::event::Event;

/// The version that is written.
pub const VERSION: u32 = 1;

/// An accepted command: who asked what, and what it led to.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    /// The client's name for it, which makes it happen once.
    pub command: CommandId,
    /// Who asked; nobody where the session itself came to be or time passed.
    pub actor: Option<ParticipantId>,
    /// What happened, in order.
    pub events: Vec<Event>,
}

/// The events cannot be written.
#[derive(Debug, thiserror::Error)]
#[error("the events cannot be written as bytes")]
pub struct EncodeError;

/// The bytes are not what any known build wrote. Never holds anything of their content.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// Written by a newer build.
    #[error("it has version {0}, and this build reads up to {VERSION}")]
    Version(u32),
    /// Not the shape its version has.
    #[error("it is not readable ({class}, at byte {column})")]
    Unreadable {
        /// What kind of mistake.
        class: &'static str,
        /// About where; 0 if that is not known.
        column: usize,
    },
}

impl DecodeError {
    /// Whether a newer build wrote it. What was damaged does not open, so it does not come to this.
    #[must_use]
    pub fn is_newer(&self) -> bool {
        matches!(self, Self::Version(_))
    }
}

/// The payload of an accepted command.
pub fn encode(
    command: CommandId,
    actor: Option<ParticipantId>,
    events: &[Event],
) -> Result<Vec<u8>, EncodeError> {
    v1::encode(command, actor, events)
}

/// What a payload says.
pub fn decode(payload: &[u8]) -> Result<Stored, DecodeError> {
    #[derive(Deserialize)]
    struct Versioned {
        v: u32,
    }
    match serde_json::from_slice::<Versioned>(payload)?.v {
        1 => v1::decode(payload),
        other => Err(DecodeError::Version(other)),
    }
}

// serde's own message quotes what it stumbled over, which may be somebody's words.
impl From<serde_json::Error> for DecodeError {
    fn from(error: serde_json::Error) -> Self {
        let class = match error.classify() {
            serde_json::error::Category::Eof => "it ends too early",
            serde_json::error::Category::Syntax => "not JSON",
            serde_json::error::Category::Data => "unknown or missing fields",
            serde_json::error::Category::Io => "input",
        };
        Self::Unreadable { class, column: error.column() }
    }
}
