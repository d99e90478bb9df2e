//! A method file: read, checked, and if it is good, played to its end.

use kring::methods::parse;
use kring_protocol::Command;

use crate::meeting::{Meeting, PEOPLE};

/// Steps in one run: more than the largest plan has.
const STEPS: usize = 400;

/// Whatever a file says, there is a method or a list of faults; a method that was let in can be played.
pub fn run(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let id = text.lines().find_map(|line| line.strip_prefix("id = \"")?.strip_suffix('"'));
    let file = format!("{}.toml", id.unwrap_or("methode"));
    match parse(&file, text) {
        Err(faults) => {
            assert!(!faults.is_empty(), "a file that is refused is told why");
            for fault in faults {
                assert!(!fault.to_string().is_empty());
            }
        }
        Ok(method) => {
            let mut meeting = Meeting::lobby(&method);
            let inbrenger = Command::AppointInbrenger { participant: PEOPLE[1] };
            meeting.command(PEOPLE[0], false, inbrenger);
            assert!(meeting.command(PEOPLE[0], false, Command::Start), "a method can be started");
            for _ in 0..STEPS {
                let Some(from) = meeting.state.position.clone() else { break };
                if !meeting.command(PEOPLE[0], false, Command::Next { from }) {
                    break;
                }
            }
            meeting.look();
        }
    }
}
