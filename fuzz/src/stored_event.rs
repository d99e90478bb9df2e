//! Bytes in a log, made true: each line is an entry, whoever wrote it.

use std::sync::LazyLock;

use kring::methods::Library;
use kring_domain::codec;
use kring_domain::group;
use kring_protocol::Command;

use crate::group::Group;
use crate::meeting::{Meeting, PEOPLE};

/// Entries in one run.
const ENTRIES: usize = 200;

/// A meeting that is going on, for entries that need one.
static RUNNING: LazyLock<Meeting> = LazyLock::new(|| {
    let library = Library::built_in().expect("the built-in methods are good");
    let method = library.get("zeven-stappen").expect("it is built in");
    let mut meeting = Meeting::lobby(method);
    assert!(meeting.command(PEOPLE[0], false, Command::Start));
    meeting
});

/// Whatever stands in a log, reading it gives events or an error, and events can be made true.
pub fn run(data: &[u8]) {
    let entries: Vec<_> = data
        .split(|byte| *byte == b'\n')
        .take(ENTRIES)
        .filter_map(|line| codec::decode(line).ok())
        .collect();
    of_a_group(data);
    if entries.is_empty() {
        return;
    }
    for mut meeting in [Meeting::unborn(), RUNNING.clone()] {
        for entry in &entries {
            let written = codec::encode(entry.command, entry.actor, &entry.events);
            let read = codec::decode(&written.expect("what was read can be written"));
            assert_eq!(read.as_ref(), Ok(entry), "what was written is what was read");
            meeting.happen(&entry.events);
        }
        meeting.look();
    }
}

/// The same of the log of a group. What is known of people opens where it was sealed by nobody.
fn of_a_group(data: &[u8]) {
    let lines = data.split(|byte| *byte == b'\n').take(ENTRIES);
    let entries: Vec<_> = lines.filter_map(|line| group::codec::decode(line).ok()).collect();
    for mut circle in [Group::default(), Group::founded()] {
        for entry in &entries {
            let written = group::codec::encode(entry).expect("what was read can be written");
            assert_eq!(group::codec::decode(&written).as_ref(), Ok(entry));
            let mut events = entry.events.clone();
            for event in &mut events {
                let group::Event::PersonalSet { personal, .. } = event else { continue };
                let group::Secret::Sealed(bytes) = personal else { continue };
                *personal = group::codec::personal_of_bytes(bytes)
                    .map_or(group::Secret::Forgotten, group::Secret::Known);
            }
            circle.happen(&events);
        }
        circle.look();
    }
}
