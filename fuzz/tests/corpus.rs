//! Everything that a fuzzer, or a person, once found worth keeping.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::Path;
use std::time::{Duration, Instant};

/// One input. The largest take some milliseconds, in a build that is not optimised.
const SLOW: Duration = Duration::from_secs(10);

fn replay(target: &str, run: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target);
    let mut replayed = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let data = std::fs::read(&path).unwrap();
        // Printed only if it fails: the file to look at.
        println!("{}", path.display());
        let begun = Instant::now();
        run(&data);
        assert!(begun.elapsed() < SLOW, "{} takes {:?}", path.display(), begun.elapsed());
        replayed += 1;
    }
    assert!(replayed > 5, "the corpus of {target} is there");
}

#[test]
fn no_message_of_a_client_makes_the_server_panic() {
    replay("client_message", kring_fuzz::client_message::run);
}

#[test]
fn nothing_that_stands_in_a_log_makes_the_server_panic() {
    replay("stored_event", kring_fuzz::stored_event::run);
}

#[test]
fn no_method_file_makes_the_server_panic() {
    replay("method_file", kring_fuzz::method_file::run);
}

#[test]
fn no_words_become_anything_but_words_in_a_report() {
    replay("report_text", kring_fuzz::report_text::run);
}
