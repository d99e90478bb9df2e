//! Messages of clients, as `web/socket.rs` reads them, to a live meeting and a group.
//!
//! A line is a message. The first line may be a digit that chooses the method; a digit before a message
//! chooses who sends it (and 9 that the gespreksleider is away meanwhile).

use std::sync::LazyLock;

use kring::methods::Library;
use kring::web::{parse_message, speaks_another_version};
use kring_protocol::ClientMessage;

use crate::group::{GROUP, Group, MEMBERS};
use crate::meeting::{Meeting, PEOPLE, SESSION};

/// Messages in one run: enough to get somewhere, and every run stays quick.
const MESSAGES: usize = 200;

static LOBBIES: LazyLock<Vec<Meeting>> = LazyLock::new(|| {
    let library = Library::built_in().expect("the built-in methods are good");
    library.iter().map(|method| Meeting::lobby(method)).collect()
});

/// Whatever is sent, nothing panics, and what is accepted can be written down, read and shown.
pub fn run(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let mut lines = text.lines().peekable();
    let method = lines.next_if(|line| line.len() == 1).and_then(|line| line.parse().ok());
    let Some(mut meeting) = LOBBIES.get(method.unwrap_or(0)).cloned() else { return };
    let mut circle = Group::founded();
    for line in lines.take(MESSAGES) {
        let digit = line.chars().next().and_then(|c| c.to_digit(10)).map(|digit| digit as usize);
        let message = line.trim_start_matches(|c: char| c.is_ascii_digit());
        let _ = speaks_another_version(message);
        match parse_message(message) {
            Ok(ClientMessage::Command { session, id, command }) => {
                let again = ClientMessage::Command { session, id, command: command.clone() };
                reads_the_same(&again);
                if session == SESSION {
                    let by = PEOPLE[digit.unwrap_or(0) % PEOPLE.len()];
                    meeting.command(by, digit == Some(9), command);
                }
            }
            Ok(ClientMessage::GroupCommand { group, id, command }) => {
                let again = ClientMessage::GroupCommand { group, id, command: command.clone() };
                reads_the_same(&again);
                if group == GROUP {
                    circle.command(MEMBERS[digit.unwrap_or(0) % MEMBERS.len()], command);
                }
            }
            Ok(message) => reads_the_same(&message),
            Err((_, _)) => {}
        }
    }
    meeting.look();
    circle.look();
}

fn reads_the_same(message: &ClientMessage) {
    let text = serde_json::to_string(message).expect("what was read can be written");
    let again = parse_message(&text).expect("what was written can be read");
    assert_eq!(&again, message);
}
