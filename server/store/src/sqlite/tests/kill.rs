//! A process that is killed at any point loses nothing that it acknowledged.
//!
//! The test starts its own binary again as the one to be killed. That one appends to several sessions
//! at once and writes a line for every acknowledgement.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};

use uuid::Uuid;

use super::*;

/// Where the process to be killed finds its directory.
pub(super) const DIRECTORY: &str = "KRING_TEST_KILLED_IN";
const CYCLES: u64 = 15;
const SESSIONS: u128 = 12;
/// Acknowledgements after which it is killed, at most.
const LONGEST_RUN: u64 = 400;

fn sessions() -> impl Iterator<Item = StreamId> {
    (1..=SESSIONS).map(|number| StreamId::meeting(Uuid::from_u128(number)))
}

fn text(session: StreamId, seq: u64) -> String {
    let length = usize::try_from(seq * 37 % 900).unwrap();
    format!("{session} says {seq} {}", "z".repeat(length))
}

fn start(dir: &Path, test: &str) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args([&format!("sqlite::tests::kill::{test}"), "--exact", "--nocapture"])
        .env(DIRECTORY, dir)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Not a test of its own: it is what the tests below start, and does nothing otherwise.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_process_that_is_killed() {
    let Some(dir) = std::env::var_os(DIRECTORY) else {
        return;
    };
    let log = Arc::new(SqliteLog::open(Path::new(&dir)).unwrap());
    say("open");
    let mut writers = JoinSet::new();
    for session in sessions() {
        let log = Arc::clone(&log);
        writers.spawn(async move {
            let mut last = log.read(session, 0).await.unwrap().len() as u64;
            loop {
                let entries =
                    vec![entry(&text(session, last + 1)), entry(&text(session, last + 2))];
                last = log.append(session, last, entries).await.unwrap();
                say(&format!("{session} {last}"));
            }
        });
    }
    writers.join_all().await;
}

/// In one write, so that a kill leaves no half of a line that could be taken for another number.
fn say(words: &str) {
    let line = format!("\nkring {words}\n");
    std::io::stdout().lock().write_all(line.as_bytes()).unwrap();
    std::io::stdout().lock().flush().unwrap();
}

/// The next thing it says; nothing once it is dead and everything was read.
fn hear(lines: &mut impl Iterator<Item = std::io::Result<String>>) -> Option<String> {
    lines.map_while(Result::ok).find_map(|line| line.strip_prefix("kring ").map(str::to_owned))
}

#[tokio::test]
async fn kill_9_at_any_point_loses_no_acknowledged_entry() {
    let seed = std::env::var("KRING_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed: u64 = seed.unwrap_or_else(|| Uuid::new_v4().as_u128() as u64);
    println!("seed {seed} (set KRING_SEED to repeat)");
    let dir = TempDir::new().unwrap();
    let mut acknowledged: HashMap<String, u64> = HashMap::new();
    for cycle in 0..CYCLES {
        let run = (seed.rotate_left(u32::try_from(cycle * 4).unwrap())) % LONGEST_RUN;
        let mut child = start(dir.path(), "the_process_that_is_killed");
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        assert_eq!(hear(&mut lines).as_deref(), Some("open"), "cycle {cycle}, seed {seed}");
        let mut heard = 0;
        while heard < run {
            note(&mut acknowledged, &hear(&mut lines).expect("it died by itself"));
            heard += 1;
        }
        child.kill().unwrap();
        child.wait().unwrap();
        // What it had acknowledged before it died counts, read or not.
        while let Some(line) = hear(&mut lines) {
            note(&mut acknowledged, &line);
        }
        let log = SqliteLog::open(dir.path()).unwrap();
        for session in sessions() {
            let found = texts(&log.read(session, 0).await.unwrap());
            let expected: Vec<String> =
                (1..).take(found.len()).map(|seq| text(session, seq)).collect();
            assert_eq!(found, expected, "cycle {cycle}, seed {seed}");
            assert_eq!(found.len() % 2, 0, "half an append, cycle {cycle}, seed {seed}");
            let least = acknowledged.get(&session.to_string()).copied().unwrap_or(0);
            assert!(found.len() as u64 >= least, "lost some, cycle {cycle}, seed {seed}");
        }
        log.close().await.unwrap();
    }
}

fn note(acknowledged: &mut HashMap<String, u64>, line: &str) {
    // The very last line may be cut off by the kill.
    if let Some((session, Ok(seq))) = line.split_once(' ').map(|(s, n)| (s, n.parse())) {
        acknowledged.insert(session.to_owned(), seq);
    }
}

#[tokio::test]
async fn a_second_process_is_refused_while_the_first_lives() {
    let dir = TempDir::new().unwrap();
    let mut child = start(dir.path(), "the_process_that_is_killed");
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert_eq!(hear(&mut lines).as_deref(), Some("open"));
    let refusal = SqliteLog::open(dir.path()).err();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(matches!(refusal, Some(OpenError::InUse { .. })), "{refusal:?}");
    SqliteLog::open(dir.path()).unwrap();
}
