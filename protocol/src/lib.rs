//! What crosses the wire between a Kring server and its clients: commands, messages, records, codes.
//!
//! This crate knows no rules. It says what can be *said*; `server/domain` says what is *allowed*.
//! `docs/protocol.md` explains the same for somebody who writes a client in another language, and the
//! browser's types in `web-client/src/protocol` are generated from these.

pub mod clock;
pub mod code;
pub mod command;
pub mod content;
pub mod devices;
mod fields;
pub mod group;
pub mod ids;
mod kinds;
pub mod limits;
mod me;
mod meeting;
pub mod message;
pub mod next_act;
mod outcome;
mod overview;
mod plan;
pub mod questions;
pub mod record;
pub mod replan;
pub mod report;
pub mod response;
pub mod rest;
pub mod roles;
pub mod script;
pub mod text;

pub use code::{Rejection, close_code};
pub use command::Command;
pub use content::{Content, Kind};
pub use ids::{
    CommandId, ContributionId, DeviceId, GroupId, MemberId, ParticipantId, PasskeyId, PhaseId,
    PollId, Position, SessionId, StepId,
};
pub use message::{ClientMessage, ServerMessage};
pub use record::{Record, RecordKey};
pub use script::{InbrengerState, Role};
pub use text::{Lang, Text};

/// The version a client names in `hello`. It changes when an older client would misread us.
pub const PROTOCOL_VERSION: u32 = 1;
