//! What only the log on disk promises; `contract` holds the rest.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod backup;
mod damage;
mod erase;
mod journal;
mod keys;
mod kill;
mod lives;
mod lost;
mod migrate;
mod open;
mod random_damage;

use std::path::Path;
use std::sync::Arc;

use tempfile::TempDir;
use tokio::sync::oneshot;
use tokio::task::JoinSet;

use super::*;
use crate::contract::{self, entry, session, texts};

fn open() -> (Arc<dyn EventLog>, TempDir) {
    let dir = TempDir::new().unwrap();
    (Arc::new(SqliteLog::open(dir.path()).unwrap()), dir)
}

crate::event_log_contract!(open);

/// Chance from `KRING_SEED`, or from a new seed. It is printed, so that a failure can be tried again.
fn dice() -> fastrand::Rng {
    let given = std::env::var("KRING_SEED").ok().map(|seed| seed.parse().unwrap());
    let seed = given.unwrap_or_else(|| fastrand::u64(..1_000_000_000));
    println!("KRING_SEED={seed}");
    fastrand::Rng::with_seed(seed)
}

/// A copy of the directory as a dead machine would leave it: nothing closed, nothing flushed.
fn as_after_a_crash(dir: &Path) -> TempDir {
    let copy = TempDir::new().unwrap();
    // The journal first: what is not in it any more is in the database.
    for file in [
        directory::JOURNAL,
        directory::DATABASE,
        directory::WAL,
        directory::KEYS,
        directory::KEYS_WAL,
    ] {
        std::fs::copy(dir.join(file), copy.path().join(file)).unwrap();
    }
    copy
}

impl SqliteLog {
    /// Lets the database take over what is in the journal.
    async fn settle(&self) -> Result<(), StorageError> {
        self.submit(Job::Settle).await.unwrap()
    }

    /// Moves everything into the file of the database.
    async fn close_journal(&self) {
        self.submit(Job::TruncateJournal).await.unwrap().unwrap();
    }
}

async fn limit_pages(log: &SqliteLog, pages: u32) {
    log.submit(|reply| Job::LimitPages(pages, reply)).await.unwrap().unwrap();
}

#[tokio::test]
async fn a_closed_log_opens_again_with_everything_in_one_file() {
    let dir = TempDir::new().unwrap();
    let session = session();
    let log = SqliteLog::open(dir.path()).unwrap();
    log.append(session, 0, vec![entry("a"), entry("b")]).await.unwrap();
    log.close().await.unwrap();
    assert!(!dir.path().join(directory::WAL).exists());
    let log = SqliteLog::open(dir.path()).unwrap();
    assert_eq!(texts(&log.read(session, 0).await.unwrap()), ["a", "b"]);
    assert_eq!(log.append(session, 2, vec![entry("c")]).await, Ok(3));
}

#[tokio::test]
async fn a_crash_leaves_every_acknowledged_entry() {
    let dir = TempDir::new().unwrap();
    let session = session();
    let log = SqliteLog::open(dir.path()).unwrap();
    for seq in 0..50 {
        log.append(session, seq, vec![entry("a")]).await.unwrap();
    }
    let crashed = as_after_a_crash(dir.path());
    let log = SqliteLog::open(crashed.path()).unwrap();
    assert_eq!(log.read(session, 0).await.unwrap().len(), 50);
}

#[tokio::test]
async fn a_closed_log_answers_that_it_is_closed() {
    let dir = TempDir::new().unwrap();
    let log = SqliteLog::open(dir.path()).unwrap();
    log.close().await.unwrap();
    let closed = StorageError::Closed;
    let append = log.append(session(), 0, vec![entry("a")]).await;
    assert_eq!(append, Err(closed.clone().into()));
    assert_eq!(log.read(session(), 0).await, Err(closed.clone().into()));
    assert_eq!(log.erase(session()).await, Err(closed.clone()));
    assert_eq!(log.check().await, Err(closed.clone()));
    assert_eq!(log.close().await, Err(closed));
}

#[tokio::test]
async fn closing_finishes_what_is_queued() {
    let dir = TempDir::new().unwrap();
    let log = Arc::new(SqliteLog::open(dir.path()).unwrap());
    let sessions: Vec<StreamId> = (0..100).map(|_| session()).collect();
    let mut answers = Vec::new();
    for &session in &sessions {
        let (reply, answer) = oneshot::channel();
        let append = Append::new(session, 0, vec![entry("a")], reply);
        log.jobs.try_send(Job::Append(append)).ok().unwrap();
        answers.push(answer);
    }
    log.close().await.unwrap();
    for answer in answers {
        assert_eq!(answer.await.unwrap(), Ok(1));
    }
    let log = SqliteLog::open(dir.path()).unwrap();
    for session in sessions {
        assert_eq!(texts(&log.read(session, 0).await.unwrap()), ["a"]);
    }
}

#[tokio::test]
async fn appends_that_wait_are_committed_together() {
    let dir = TempDir::new().unwrap();
    let log = SqliteLog::open(dir.path()).unwrap();
    let blocker = rusqlite::Connection::open(dir.path().join(directory::DATABASE)).unwrap();
    blocker.execute_batch("BEGIN IMMEDIATE").unwrap();
    // This cannot be written now; the rest waits in the queue behind it.
    let note = ClockNote { lived_ms: 1, wall_ms: 2, trusted_ms: 3, doubted_for_ms: None };
    let (reply, noted) = oneshot::channel();
    log.jobs.try_send(Job::NoteClock(note, reply)).ok().unwrap();
    let mut answers = Vec::new();
    for _ in 0..200 {
        let (reply, answer) = oneshot::channel();
        let append = Append::new(session(), 0, vec![entry("a")], reply);
        log.jobs.try_send(Job::Append(append)).ok().unwrap();
        answers.push(answer);
    }
    blocker.execute_batch("ROLLBACK").unwrap();
    noted.await.unwrap().unwrap();
    for answer in answers {
        assert_eq!(answer.await.unwrap(), Ok(1));
    }
    assert!(log.commits() <= 2, "{} commits for 200 appends", log.commits());
}

#[tokio::test]
async fn one_conflict_in_a_group_costs_the_others_nothing() {
    let dir = TempDir::new().unwrap();
    let log = SqliteLog::open(dir.path()).unwrap();
    let (good, racing, late) = (session(), session(), session());
    let mut answers = Vec::new();
    for (session, expected) in [(good, 0), (racing, 0), (racing, 0), (late, 7), (good, 1)] {
        let (reply, answer) = oneshot::channel();
        let append = Append::new(session, expected, vec![entry("a"), entry("b")], reply);
        log.jobs.try_send(Job::Append(append)).ok().unwrap();
        answers.push(answer);
    }
    let mut outcomes = Vec::new();
    for answer in answers {
        outcomes.push(answer.await.unwrap());
    }
    let conflict = |last| Err(AppendError::Conflict { last });
    assert_eq!(outcomes, [Ok(2), Ok(2), conflict(2), conflict(0), conflict(2)]);
}

#[tokio::test]
async fn a_full_disk_refuses_appends_and_reads_on_until_there_is_room() {
    let dir = TempDir::new().unwrap();
    let log = SqliteLog::open(dir.path()).unwrap();
    let (session, other) = (session(), session());
    log.append(other, 0, vec![entry("x")]).await.unwrap();
    limit_pages(&log, 40).await;
    let large = entry(&"a".repeat(8_000));
    let mut written = 0;
    let refused = loop {
        match log.append(session, written, vec![large.clone(), large.clone()]).await {
            Ok(last) => written = last,
            Err(error) => break error,
        }
    };
    assert_eq!(refused, AppendError::Storage(StorageError::Full));
    assert!(written > 0);
    assert_eq!(texts(&log.read(other, 0).await.unwrap()), ["x"]);
    assert_eq!(log.read(session, 0).await.unwrap().len() as u64, written);
    limit_pages(&log, 4_000).await;
    assert_eq!(log.append(session, written, vec![large]).await, Ok(written + 1));
    assert_eq!(log.read(session, 0).await.unwrap().len() as u64, written + 1);
}

#[tokio::test]
async fn a_check_that_cannot_write_says_so_in_time() {
    let dir = TempDir::new().unwrap();
    let log = SqliteLog::open(dir.path()).unwrap();
    let blocker = rusqlite::Connection::open(dir.path().join(directory::DATABASE)).unwrap();
    blocker.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert_eq!(log.check().await, Err(StorageError::Stalled));
    blocker.execute_batch("ROLLBACK").unwrap();
    assert_eq!(log.append(session(), 0, vec![entry("a")]).await, Ok(1));
    assert_eq!(log.check().await, Ok(()));
}
