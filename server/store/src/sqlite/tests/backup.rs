//! A copy made while others write is of one moment, and opens with the one copy of the keys.

use std::sync::atomic::{AtomicBool, Ordering};

use super::*;
use crate::{Inspect, SessionInfo};

fn inspected(data: &Path) -> Inspection {
    Inspection::of_directory(data).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_under_load_holds_what_was_acknowledged_before_it_and_is_whole() {
    let dir = TempDir::new().unwrap();
    let log = Arc::new(SqliteLog::open(dir.path()).unwrap());
    let stop = Arc::new(AtomicBool::new(false));
    let sessions: Vec<SessionId> = (0..8).map(|_| session()).collect();
    let mut writers = JoinSet::new();
    let (told, mut begun) = tokio::sync::watch::channel(0_u64);
    for session in sessions.clone() {
        let (log, stop, told) = (Arc::clone(&log), Arc::clone(&stop), told.clone());
        writers.spawn(async move {
            let mut last = 0;
            while !stop.load(Ordering::Relaxed) {
                let text = format!("says {}", last + 1);
                last = log.append(session, last, vec![entry(&text)]).await.unwrap();
                told.send_modify(|count| *count += 1);
            }
        });
    }
    begun.wait_for(|count| *count > 200).await.unwrap();
    let into = TempDir::new().unwrap();
    for round in 0..3 {
        let mut acknowledged = Vec::new();
        for session in &sessions {
            acknowledged.push(log.read(*session, 0).await.unwrap().len());
        }
        let (data, target) = (dir.path().to_owned(), into.path().to_owned());
        let copying = move || backup(&data, &target, &format!("kring-{round}.db"));
        let copied = tokio::task::spawn_blocking(copying).await.unwrap().unwrap();
        let restored = TempDir::new().unwrap();
        restore(&copied.database, &copied.keys, restored.path()).unwrap();
        assert_eq!(inspected(restored.path()).faults().unwrap(), [""; 0]);
        let again = SqliteLog::open(restored.path()).unwrap();
        for (session, before) in sessions.iter().zip(acknowledged) {
            let found = texts(&again.read(*session, 0).await.unwrap());
            assert!(found.len() >= before, "{} of {before}", found.len());
            let expected: Vec<_> = (1..=found.len()).map(|seq| format!("says {seq}")).collect();
            assert_eq!(found, expected);
        }
    }
    stop.store(true, Ordering::Relaxed);
    writers.join_all().await;
}

#[tokio::test]
async fn a_meeting_erased_after_a_backup_cannot_be_read_from_it_once_the_keys_are_copied_again() {
    let (dir, into) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let log = SqliteLog::open(dir.path()).unwrap();
    let (erased, other) = (session(), session());
    log.append(erased, 0, vec![entry("a")]).await.unwrap();
    log.append(other, 0, vec![entry("b")]).await.unwrap();
    let old = backup(dir.path(), into.path(), "old.db").unwrap();
    log.erase(erased).await.unwrap();
    backup(dir.path(), into.path(), "new.db").unwrap();
    let restored = TempDir::new().unwrap();
    restore(&old.database, &old.keys, restored.path()).unwrap();
    let mut inspection = inspected(restored.path());
    assert_eq!(inspection.read(erased), Err(ReadError::Erased));
    assert_eq!(texts(&inspection.read(other).unwrap()), ["b"]);
}

#[tokio::test]
async fn nothing_that_is_there_is_overwritten() {
    let (dir, into) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let log = SqliteLog::open(dir.path()).unwrap();
    log.append(session(), 0, vec![entry("a")]).await.unwrap();
    let copied = backup(dir.path(), into.path(), "a.db").unwrap();
    let again = backup(dir.path(), into.path(), "a.db");
    assert!(matches!(again, Err(BackupError::Exists { .. })), "{again:?}");
    log.close().await.unwrap();
    let over = restore(&copied.database, &copied.keys, dir.path());
    assert!(matches!(over, Err(BackupError::Exists { .. })), "{over:?}");
}

#[tokio::test]
async fn looking_changes_nothing_and_tells_every_session() {
    let dir = TempDir::new().unwrap();
    let log = SqliteLog::open(dir.path()).unwrap();
    let (alive, erased) = (session(), session());
    log.append(alive, 0, vec![entry("a"), entry("b")]).await.unwrap();
    log.append(erased, 0, vec![entry("c")]).await.unwrap();
    log.erase(erased).await.unwrap();
    log.close().await.unwrap();
    let files = || {
        let read = |name| std::fs::read(dir.path().join(name)).unwrap();
        [directory::DATABASE, directory::KEYS].map(read)
    };
    let before = files();
    let mut inspection = inspected(dir.path());
    let looked = inspection.sessions().unwrap();
    let of = |session| *looked.iter().find(|looked| looked.session == session).unwrap();
    let due_ms = contract::AT + 1_000;
    assert_eq!(
        of(alive),
        SessionInfo { session: alive, last: 2, last_ms: Some(contract::AT), due_ms, erased: false }
    );
    assert!(of(erased).erased && of(erased).last_ms.is_none());
    assert_eq!(texts(&inspection.read(alive).unwrap()), ["a", "b"]);
    drop(inspection);
    assert_eq!(files(), before);
}

#[test]
fn where_nothing_is_there_is_nothing_to_look_at() {
    let dir = TempDir::new().unwrap();
    let refusal = Inspection::of_directory(dir.path()).err().unwrap();
    assert!(matches!(refusal, OpenError::Nothing { .. }), "{refusal}");
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
}
