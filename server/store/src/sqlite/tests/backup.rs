//! A copy made while others write is of one moment, and opens with the one copy of the keys.

use std::sync::atomic::{AtomicBool, Ordering};

use kring_protocol::ids::MemberId;
use uuid::Uuid;

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
    let sessions: Vec<StreamId> = (0..8).map(|_| session()).collect();
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
async fn a_text_sealed_for_somebody_whose_key_is_destroyed_opens_from_no_earlier_copy() {
    let (dir, copies) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let log = SqliteLog::open(dir.path()).unwrap();
    let [gone, stays] = [1, 2].map(|id| StreamId::Member(MemberId(Uuid::from_u128(id))));
    let sealed = [log.seal(gone, b"Gerda").await, log.seal(stays, b"Bram").await];
    let [of_gone, of_stays] = sealed.map(Result::unwrap);
    let made = backup(dir.path(), copies.path(), "kring-1.db").unwrap();
    log.erase(gone).await.unwrap();
    backup(dir.path(), copies.path(), "kring-2.db").unwrap();
    let restored = TempDir::new().unwrap();
    restore(&made.database, &made.keys, restored.path()).unwrap();
    let old = SqliteLog::open(restored.path()).unwrap();
    assert_eq!(old.unseal(gone, &of_gone).await, Ok(None));
    assert_eq!(old.unseal(stays, &of_stays).await.unwrap().unwrap(), b"Bram");
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

/// A log with one session, closed.
async fn stored(dir: &Path) -> StreamId {
    let log = SqliteLog::open(dir).unwrap();
    let session = session();
    log.append(session, 0, vec![entry("a"), entry("b")]).await.unwrap();
    log.close().await.unwrap();
    session
}

fn bytes_in(dir: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = std::fs::read_dir(dir)
        .unwrap()
        .map(|file| file.unwrap())
        .map(|file| (file.file_name().into_string().unwrap(), std::fs::read(file.path()).unwrap()))
        .collect();
    files.sort();
    files
}

#[tokio::test]
async fn a_backup_of_a_fresh_directory_does_not_touch_the_keys_of_earlier_ones() {
    let (dir, into) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let session = stored(dir.path()).await;
    let copied = backup(dir.path(), into.path(), "a.db").unwrap();
    let before = bytes_in(into.path());
    // The volume was not mounted: there is a new and empty data directory in its place.
    let fresh = TempDir::new().unwrap();
    SqliteLog::open(fresh.path()).unwrap().close().await.unwrap();
    let refused = backup(fresh.path(), into.path(), "b.db");
    assert!(
        matches!(&refused, Err(BackupError::Open(OpenError::ForeignKeys { .. }))),
        "{refused:?}"
    );
    assert_eq!(bytes_in(into.path()), before);
    let mut inspection = Inspection::of_files(&copied.database, &copied.keys).unwrap();
    assert_eq!(texts(&inspection.read(session).unwrap()), ["a", "b"]);
}

#[tokio::test]
async fn the_data_directory_is_no_place_for_its_own_backup() {
    let dir = TempDir::new().unwrap();
    stored(dir.path()).await;
    let before = bytes_in(dir.path());
    let around = dir.path().join("../").join(dir.path().file_name().unwrap());
    for into in [dir.path(), &around] {
        let refused = backup(dir.path(), into, "a.db");
        assert!(matches!(refused, Err(BackupError::Same { .. })), "{refused:?}");
    }
    assert_eq!(bytes_in(dir.path()), before);
}

#[tokio::test]
async fn a_damaged_living_key_is_refused_before_the_good_copy_is_touched() {
    let (dir, into) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    stored(dir.path()).await;
    let change = |sql: &str| {
        let keys = rusqlite::Connection::open(dir.path().join(directory::KEYS)).unwrap();
        keys.execute_batch(sql).unwrap();
    };
    // Also when there is no earlier copy to compare it with.
    let good = std::fs::read(dir.path().join(directory::KEYS)).unwrap();
    change("UPDATE keys SET key = randomblob(32)");
    let refused = backup(dir.path(), into.path(), "a.db");
    assert!(matches!(refused, Err(BackupError::KeysWrong { meetings: 1, .. })), "{refused:?}");
    assert_eq!(bytes_in(into.path()), []);
    std::fs::write(dir.path().join(directory::KEYS), good).unwrap();
    backup(dir.path(), into.path(), "a.db").unwrap();
    let before = bytes_in(into.path());
    change("UPDATE keys SET key = randomblob(32)");
    let refused = backup(dir.path(), into.path(), "b.db");
    assert!(matches!(refused, Err(BackupError::KeysDiffer { meetings: 1, .. })), "{refused:?}");
    assert_eq!(bytes_in(into.path()), before);
}

#[tokio::test]
async fn keys_are_merged_and_what_was_destroyed_in_either_stays_destroyed() {
    let (dir, into) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let early = stored(dir.path()).await;
    let young = std::fs::read(dir.path().join(directory::KEYS)).unwrap();
    let log = SqliteLog::open(dir.path()).unwrap();
    let late = session();
    log.append(late, 0, vec![entry("c")]).await.unwrap();
    log.close().await.unwrap();
    let first = backup(dir.path(), into.path(), "a.db").unwrap();
    let log = SqliteLog::open(dir.path()).unwrap();
    log.erase(early).await.unwrap();
    log.close().await.unwrap();
    backup(dir.path(), into.path(), "b.db").unwrap();
    // Keys of long ago came back: they know nothing of the late one, and of no erasing.
    std::fs::write(dir.path().join(directory::KEYS), young).unwrap();
    let database = rusqlite::Connection::open(dir.path().join(directory::DATABASE)).unwrap();
    database.execute("DELETE FROM heads WHERE session = ?1", [late.name()]).unwrap();
    drop(database);
    backup(dir.path(), into.path(), "c.db").unwrap();
    let mut inspection = Inspection::of_files(&first.database, &first.keys).unwrap();
    assert_eq!(inspection.read(early), Err(ReadError::Erased));
    assert_eq!(texts(&inspection.read(late).unwrap()), ["c"]);
    // Nothing of the destroyed key is left in the file.
    let keys = rusqlite::Connection::open(&first.keys).unwrap();
    let key: Vec<u8> = keys
        .query_row("SELECT key FROM keys WHERE session = ?1", [early.name()], |row| row.get(0))
        .unwrap();
    assert_eq!(key, [0; 32]);
}

#[tokio::test]
async fn restoring_beside_any_file_of_a_database_is_refused_by_its_name() {
    let (dir, into) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let session = stored(dir.path()).await;
    let copied = backup(dir.path(), into.path(), "a.db").unwrap();
    for name in directory::FILES {
        let target = TempDir::new().unwrap();
        std::fs::write(target.path().join(name), "x").unwrap();
        let refused = restore(&copied.database, &copied.keys, target.path());
        let Err(BackupError::Exists { path }) = refused else { panic!("{name}: {refused:?}") };
        assert_eq!(path, target.path().join(name));
    }
    // What cannot be opened leaves nothing behind.
    let target = TempDir::new().unwrap();
    let wrong = target.path().join("no.db");
    std::fs::write(&wrong, vec![7; 4096]).unwrap();
    restore(&wrong, &copied.keys, target.path()).unwrap_err();
    let left: Vec<_> = bytes_in(target.path()).into_iter().map(|(name, _)| name).collect();
    assert_eq!(left, ["kring.lock", "no.db"]);
    restore(&copied.database, &copied.keys, target.path()).unwrap();
    let log = SqliteLog::open(target.path()).unwrap();
    assert_eq!(texts(&log.read(session, 0).await.unwrap()), ["a", "b"]);
}

#[tokio::test]
async fn an_older_copy_with_the_newest_keys_opens_and_misses_only_what_came_after_it() {
    let (dir, into) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let early = stored(dir.path()).await;
    let old = backup(dir.path(), into.path(), "a.db").unwrap();
    let log = SqliteLog::open(dir.path()).unwrap();
    let late = session();
    log.append(early, 2, vec![entry("c")]).await.unwrap();
    log.append(late, 0, vec![entry("d")]).await.unwrap();
    log.close().await.unwrap();
    backup(dir.path(), into.path(), "b.db").unwrap();
    let restored = TempDir::new().unwrap();
    restore(&old.database, &old.keys, restored.path()).unwrap();
    let log = SqliteLog::open(restored.path()).unwrap();
    assert_eq!(texts(&log.read(early, 0).await.unwrap()), ["a", "b"]);
    assert_eq!(log.append(early, 2, vec![entry("e")]).await, Ok(3));
    // A meeting whose key lives is missed, and not unknown.
    let missed = log.read(late, 0).await;
    assert!(matches!(missed, Err(ReadError::Damaged { seq: 1, .. })), "{missed:?}");
}
