//! The examples that the protocol's documentation shows.

use kring_protocol::Command;
use kring_protocol::command::Action;

/// Every command there is, as the fixtures of the protocol have it: at least one for each action.
///
/// # Panics
/// When a fixture cannot be read, or an action has none.
#[must_use]
pub fn every_command() -> Vec<Command> {
    let dir = concat!(env!("CARGO_MANIFEST_DIR"), "/../protocol/fixtures/command");
    let files = std::fs::read_dir(dir).unwrap();
    let read = |file: std::io::Result<std::fs::DirEntry>| {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        serde_json::from_str::<Command>(&text).unwrap()
    };
    let commands: Vec<Command> = files.map(read).collect();
    for action in Action::ALL {
        assert!(commands.iter().any(|c| c.action() == *action), "no fixture for {action:?}");
    }
    commands
}
