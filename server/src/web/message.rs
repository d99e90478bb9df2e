//! Reading a client's message, and saying what is wrong with one that cannot be read.

use kring_protocol::code::MessageError;
use kring_protocol::{ClientMessage, CommandId, PROTOCOL_VERSION};
use serde::Deserialize;

/// Whether this is a hello of another version of the protocol.
#[must_use]
pub fn speaks_another_version(text: &str) -> bool {
    #[derive(Deserialize)]
    struct Hello {
        r#type: String,
        protocol: u32,
    }
    let hello = serde_json::from_str::<Hello>(text);
    hello.is_ok_and(|hello| hello.r#type == "hello" && hello.protocol != PROTOCOL_VERSION)
}

/// A message, or what was wrong with it, and with which command.
///
/// # Errors
/// What the other side is told.
pub fn parse_message(text: &str) -> Result<ClientMessage, (MessageError, Option<CommandId>)> {
    serde_json::from_str(text).map_err(|_| classify_parse_error(text))
}

/// Tells a wrong command from a wrong message, for the author of a client.
fn classify_parse_error(text: &str) -> (MessageError, Option<CommandId>) {
    #[derive(Deserialize)]
    struct Envelope {
        r#type: String,
        #[serde(default)]
        id: Option<CommandId>,
    }
    let Ok(envelope) = serde_json::from_str::<Envelope>(text) else {
        return (MessageError::Malformed, None);
    };
    let code = match envelope.r#type.as_str() {
        "command" | "group_command" => MessageError::UnknownCommand,
        "hello" | "ping" => MessageError::Malformed,
        _ => MessageError::UnknownType,
    };
    (code, envelope.id)
}
