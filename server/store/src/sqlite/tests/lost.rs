//! Losing what was acknowledged is noticed: by a start, by whoever reads, and by looking.

use super::*;
use crate::Inspect;

/// A log with two sessions of three entries, closed.
async fn stored() -> (TempDir, StreamId, StreamId) {
    let dir = TempDir::new().unwrap();
    let log = SqliteLog::open(dir.path()).unwrap();
    let (one, other) = (session(), session());
    for session in [one, other] {
        log.append(session, 0, vec![entry("a"), entry("b"), entry("c")]).await.unwrap();
    }
    log.close().await.unwrap();
    (dir, one, other)
}

fn database(dir: &TempDir) -> rusqlite::Connection {
    rusqlite::Connection::open(dir.path().join(directory::DATABASE)).unwrap()
}

fn verdict(dir: &TempDir, session: StreamId) -> Result<usize, ReadError> {
    let mut inspection = Inspection::of_directory(dir.path()).unwrap();
    assert!(inspection.sessions().unwrap().iter().any(|info| info.session == session));
    inspection.read(session).map(|entries| entries.len())
}

#[tokio::test]
async fn rows_and_head_cut_together_are_noticed() {
    let (dir, cut, whole) = stored().await;
    let session = cut.name();
    database(&dir)
        .execute("DELETE FROM entries WHERE session = ?1 AND seq = 3", [session])
        .unwrap();
    database(&dir).execute("UPDATE heads SET last = 2 WHERE session = ?1", [session]).unwrap();
    assert!(matches!(verdict(&dir, cut), Err(ReadError::Damaged { seq: 3, .. })));
    assert_eq!(verdict(&dir, whole), Ok(3));
    let log = SqliteLog::open(dir.path()).unwrap();
    assert!(matches!(log.read(cut, 0).await, Err(ReadError::Damaged { seq: 3, .. })));
    assert!(matches!(log.read_latest(cut).await, Err(ReadError::Damaged { seq: 3, .. })));
    assert_eq!(log.read(whole, 0).await.unwrap().len(), 3);
}

#[tokio::test]
async fn a_session_that_is_gone_whole_is_missed_and_not_unknown() {
    let (dir, gone, _) = stored().await;
    for table in ["entries", "heads"] {
        let delete = format!("DELETE FROM {table} WHERE session = ?1");
        database(&dir).execute(&delete, [gone.name()]).unwrap();
    }
    assert!(matches!(verdict(&dir, gone), Err(ReadError::Damaged { seq: 1, .. })));
    let log = SqliteLog::open(dir.path()).unwrap();
    assert!(matches!(log.read(gone, 0).await, Err(ReadError::Damaged { seq: 1, .. })));
    // What never was is as empty as ever.
    assert_eq!(log.read(session(), 0).await, Ok(vec![]));
}

#[tokio::test]
async fn a_lost_journal_is_noticed_once_it_was_noted_how_far_the_log_had_come() {
    let dir = TempDir::new().unwrap();
    let log = SqliteLog::open(dir.path()).unwrap();
    let session = session();
    log.append(session, 0, vec![entry("a")]).await.unwrap();
    log.jobs.send(Job::NoteProgress).await.unwrap();
    // What follows is answered after the note.
    log.append(session, 1, vec![entry("b")]).await.unwrap();
    let crashed = as_after_a_crash(dir.path());
    std::fs::remove_file(crashed.path().join(directory::WAL)).unwrap();
    let again = SqliteLog::open(crashed.path());
    // Everything was in the journal, the tables too: then the start is stopped.
    if let Ok(again) = again {
        assert!(matches!(again.read(session, 0).await, Err(ReadError::Damaged { .. })));
    }
}

#[tokio::test]
async fn a_missing_or_empty_database_beside_living_keys_stops_the_start() {
    for empty in [false, true] {
        let (dir, one, _) = stored().await;
        let path = dir.path().join(directory::DATABASE);
        std::fs::remove_file(&path).unwrap();
        if empty {
            std::fs::write(&path, "").unwrap();
        }
        let refusal = SqliteLog::open(dir.path()).err().unwrap();
        assert!(
            matches!(&refusal, OpenError::MeetingsMissing { path: p } if *p == path),
            "{refusal}"
        );
        assert!(refusal.to_string().contains("--without-lost-meetings"));
        let log = SqliteLog::open_with(
            dir.path(),
            Settings { without_lost_meetings: true, ..Settings::default() },
        )
        .unwrap();
        assert!(matches!(log.read(one, 0).await, Err(ReadError::Damaged { .. })));
        let new = session();
        assert_eq!(log.append(new, 0, vec![entry("new")]).await, Ok(1));
        log.close().await.unwrap();
        SqliteLog::open(dir.path()).unwrap();
    }
}

#[tokio::test]
async fn nothing_is_acknowledged_once_a_file_was_replaced_or_removed() {
    for (name, replaced) in [
        (directory::DATABASE, false),
        (directory::KEYS, true),
        (directory::WAL, false),
        (directory::JOURNAL, true),
    ] {
        let dir = TempDir::new().unwrap();
        let log = SqliteLog::open(dir.path()).unwrap();
        let session = session();
        log.append(session, 0, vec![entry("a")]).await.unwrap();
        let path = dir.path().join(name);
        let copy = std::fs::read(&path).unwrap();
        std::fs::rename(&path, dir.path().join("aside")).unwrap();
        if replaced {
            std::fs::write(&path, copy).unwrap();
        }
        let refused = log.append(session, 1, vec![entry("b")]).await;
        let Err(AppendError::Storage(StorageError::Failed(said))) = refused else {
            panic!("{name}: {refused:?}")
        };
        assert!(said.contains(name) && said.contains("replaced or removed"), "{said}");
        assert!(log.check().await.is_err());
        assert!(log.erase(session).await.is_err());
        // Put back, it goes on.
        std::fs::rename(dir.path().join("aside"), &path).unwrap();
        assert_eq!(log.append(session, 1, vec![entry("b")]).await, Ok(2));
    }
}

#[tokio::test]
async fn an_erasing_whose_entries_cannot_be_deleted_is_an_erasing_and_is_finished_later() {
    let dir = TempDir::new().unwrap();
    let log = SqliteLog::open(dir.path()).unwrap();
    let session = session();
    let large = NewEntry { payload: vec![7; 400_000], ..entry("") };
    log.append(session, 0, vec![large]).await.unwrap();
    // A reader keeps the entries from being deleted.
    let other = database(&dir);
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert_eq!(log.erase(session).await, Ok(()));
    assert_eq!(log.read(session, 0).await, Err(ReadError::Erased));
    assert_eq!(log.due(i64::MAX).await.unwrap(), [session]);
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(log.erase(session).await, Ok(()));
    assert_eq!(log.due(i64::MAX).await.unwrap(), []);
}

#[tokio::test]
async fn looking_makes_no_file_beside_those_that_are_there() {
    let (dir, one, _) = stored().await;
    let names = || {
        let files = std::fs::read_dir(dir.path()).unwrap().map(|file| file.unwrap().file_name());
        files.collect::<std::collections::BTreeSet<_>>()
    };
    let before = names();
    assert_eq!(verdict(&dir, one), Ok(3));
    assert_eq!(names(), before);
}

#[tokio::test]
async fn a_limit_stops_new_meetings_first_and_what_was_erased_makes_room_again() {
    let dir = TempDir::new().unwrap();
    let settings = Settings { max_bytes: Some(4 * 1024 * 1024), ..Settings::default() };
    let log = SqliteLog::open_with(dir.path(), settings).unwrap();
    let large = || NewEntry { payload: vec![7; 200_000], ..entry("") };
    let full = AppendError::Storage(StorageError::Full);
    let mut sessions = vec![];
    loop {
        let session = session();
        match log.append(session, 0, vec![large()]).await {
            Ok(_) => sessions.push(session),
            Err(error) => break assert_eq!(error, full),
        }
        log.close_journal().await;
    }
    assert!((14..20).contains(&sessions.len()), "{}", sessions.len());
    // Those that are going on go on, and can be erased.
    assert_eq!(log.append(sessions[0], 1, vec![entry("nog iets")]).await, Ok(2));
    let size = || std::fs::metadata(dir.path().join(directory::DATABASE)).unwrap().len();
    let before = size();
    for session in sessions.drain(..10) {
        assert_eq!(log.erase(session).await, Ok(()));
    }
    log.close_journal().await;
    assert!(size() < before / 2, "{} of {before} bytes", size());
    assert_eq!(log.append(session(), 0, vec![large()]).await, Ok(1));
}
