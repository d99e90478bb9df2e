//! What was acknowledged and is in the journal alone is as safe as what is in the database.

use std::path::PathBuf;

use super::*;
use crate::{Checkpoint, Inspect, NewEntry};

const BLOCK: usize = 4096;

/// A crashed log with so many appends of two sessions in its journal, a group for each and nothing of
/// them in its database, and the sessions.
async fn crashed(groups: u64) -> (TempDir, [StreamId; 2]) {
    let dir = TempDir::new().unwrap();
    let log = SqliteLog::open(dir.path()).unwrap();
    let sessions = [session(), session()];
    for group in 0..groups {
        let session = sessions[usize::try_from(group % 2).unwrap()];
        let text = format!("says {}", group / 2 + 1);
        log.append(session, group / 2, vec![entry(&text)]).await.unwrap();
    }
    (as_after_a_crash(dir.path()), sessions)
}

fn journal_of(dir: &Path) -> PathBuf {
    dir.join(directory::JOURNAL)
}

/// Where each group begins and how long it is without what fills its block, in the order of the file.
fn groups_in(file: &[u8]) -> Vec<(usize, usize)> {
    let number = |at: usize| u32::from_le_bytes(file[at..at + 4].try_into().unwrap());
    let starts = (BLOCK..file.len()).step_by(BLOCK);
    let starts = starts.filter(|at| &file[at + 4..at + 11] == b"KRNGJNL");
    starts.map(|at| (at, number(at + 36) as usize)).collect()
}

/// What a log in this directory holds of these sessions; nothing if it does not open.
async fn held(dir: &Path, sessions: [StreamId; 2]) -> Option<[Vec<String>; 2]> {
    let log = match SqliteLog::open(dir) {
        Err(OpenError::Damaged { path, .. }) if path == journal_of(dir) => return None,
        opened => opened.unwrap(),
    };
    let [one, other] = sessions.map(|session| log.read(session, 0));
    Some([texts(&one.await.unwrap()), texts(&other.await.unwrap())])
}

fn says(last: usize) -> Vec<String> {
    (1..=last).map(|number| format!("says {number}")).collect()
}

fn rows_in_database(dir: &Path) -> u32 {
    let database = rusqlite::Connection::open(dir.join(directory::DATABASE)).unwrap();
    database.query_row("SELECT count(*) FROM entries", [], |row| row.get(0)).unwrap()
}

#[tokio::test]
async fn what_is_in_the_journal_alone_is_read_and_comes_back_after_a_crash() {
    let (dir, [one, other]) = crashed(9).await;
    assert_eq!(rows_in_database(dir.path()), 0);
    let log = SqliteLog::open(dir.path()).unwrap();
    assert_eq!(texts(&log.read(one, 0).await.unwrap()), says(5));
    assert_eq!(texts(&log.read(one, 3).await.unwrap()), ["says 4", "says 5"]);
    let latest = log.read_latest(other).await.unwrap();
    assert_eq!(texts(&latest.entries), says(4));
    assert_eq!(
        log.append(one, 4, vec![entry("late")]).await,
        Err(AppendError::Conflict { last: 5 })
    );
    assert_eq!(log.append(one, 5, vec![entry("says 6")]).await, Ok(6));
    // Half in the database, half on its way.
    assert_eq!(rows_in_database(dir.path()), 9);
    assert_eq!(texts(&log.read(one, 0).await.unwrap()), says(6));
    assert_eq!(texts(&log.read(one, 5).await.unwrap()), ["says 6"]);
}

#[tokio::test]
async fn a_crash_at_every_byte_of_a_group_leaves_all_groups_before_it() {
    let (dir, sessions) = crashed(4).await;
    let whole = std::fs::read(journal_of(dir.path())).unwrap();
    let groups = groups_in(&whole);
    assert_eq!(groups.len(), 4);
    let (start, length) = groups[3];
    for written in 0..=length {
        let mut file = whole.clone();
        file[start + written..start + BLOCK].fill(0x6b);
        let dir = as_after_a_crash(dir.path());
        std::fs::write(journal_of(dir.path()), file).unwrap();
        let last = if written < length { 1 } else { 2 };
        let found = held(dir.path(), sessions).await;
        assert_eq!(found, Some([says(2), says(last)]), "{written} bytes");
    }
}

#[tokio::test]
async fn a_flip_anywhere_in_the_journal_loses_nothing_or_is_reported_but_for_the_last_group() {
    let (dir, sessions) = crashed(5).await;
    let untouched = as_after_a_crash(dir.path());
    let whole = std::fs::read(journal_of(dir.path())).unwrap();
    let groups = groups_in(&whole);
    let last = groups.len() - 1;
    let mut reported = 0;
    for (start, length) in groups[..last].iter().copied() {
        for at in start..start + length {
            let mut file = whole.clone();
            file[at] ^= 0x10;
            std::fs::write(journal_of(dir.path()), &file).unwrap();
            assert_eq!(held(dir.path(), sessions).await, None, "byte {at}");
            reported += 1;
        }
        let left = std::fs::read(journal_of(dir.path())).unwrap();
        assert_eq!(left[start + length - 1], whole[start + length - 1] ^ 0x10, "it was touched");
    }
    assert!(reported > 4 * 100, "{reported}");
    std::fs::write(journal_of(dir.path()), &whole).unwrap();
    // What fills the blocks is nothing, and damage in the last group looks like a crash.
    let (start, length) = groups[last];
    let padding = groups.iter().flat_map(|(start, length)| [start + length, start + BLOCK - 1]);
    let in_last = (start..start + length).step_by(7);
    for (at, says_last) in padding.map(|at| (at, 3)).chain(in_last.map(|at| (at, 2))) {
        let dir = as_after_a_crash(untouched.path());
        let mut file = whole.clone();
        file[at] ^= 0x10;
        std::fs::write(journal_of(dir.path()), &file).unwrap();
        let found = held(dir.path(), sessions).await;
        assert_eq!(found, Some([says(says_last), says(2)]), "byte {at}");
    }
}

#[tokio::test]
async fn a_damaged_group_that_the_database_has_already_does_no_harm() {
    let dir = TempDir::new().unwrap();
    let log = SqliteLog::open(dir.path()).unwrap();
    let session = session();
    for seq in 0..6_u64 {
        log.append(session, seq, vec![entry(&format!("says {}", seq + 1))]).await.unwrap();
        if seq == 2 {
            log.settle().await.unwrap();
        }
    }
    let whole = std::fs::read(journal_of(dir.path())).unwrap();
    for (index, (start, _)) in groups_in(&whole).into_iter().enumerate() {
        let mut file = whole.clone();
        file[start..start + BLOCK].fill(0);
        let crashed = as_after_a_crash(dir.path());
        std::fs::write(journal_of(crashed.path()), file).unwrap();
        let expected = match index {
            0..3 => Some(says(6)),
            3..5 => None,
            _ => Some(says(5)),
        };
        let found = held(crashed.path(), [session; 2]).await.map(|[found, _]| found);
        assert_eq!(found, expected, "group {index}");
    }
}

#[tokio::test]
async fn a_journal_that_was_used_up_several_times_has_what_the_database_lacks() {
    let mut dice = dice();
    let dir = TempDir::new().unwrap();
    let log = SqliteLog::open(dir.path()).unwrap();
    let sessions: Vec<StreamId> = (0..5).map(|_| session()).collect();
    let mut written = vec![vec![]; sessions.len()];
    let mut bytes = 0;
    while bytes < 5 * 1024 * 1024 {
        let index = dice.usize(..sessions.len());
        let lengths: Vec<_> = (0..dice.usize(1..4)).map(|_| dice.usize(..40_000)).collect();
        let length = written[index].len() as u64;
        let new: Vec<_> = lengths.iter().map(|length| entry(&"z".repeat(*length))).collect();
        assert_eq!(
            log.append(sessions[index], length, new).await,
            Ok(length + lengths.len() as u64)
        );
        bytes += lengths.iter().sum::<usize>();
        written[index].extend(lengths);
        if dice.u8(..12) > 0 {
            continue;
        }
        let crashed = as_after_a_crash(dir.path());
        let again = SqliteLog::open(crashed.path()).unwrap();
        for (session, lengths) in sessions.iter().zip(&written) {
            let found = again.read(*session, 0).await.unwrap();
            let found: Vec<_> = found.iter().map(|entry| entry.payload.len()).collect();
            assert_eq!(&found, lengths);
        }
        // Half of the time life goes on there.
        if dice.bool() {
            continue;
        }
        again.append(sessions[0], written[0].len() as u64, vec![entry("")]).await.unwrap();
        let twice = as_after_a_crash(crashed.path());
        let again = SqliteLog::open(twice.path()).unwrap();
        assert_eq!(again.read(sessions[0], 0).await.unwrap().len(), written[0].len() + 1);
    }
    assert!(std::fs::metadata(journal_of(dir.path())).unwrap().len() <= 1024 * 1024);
}

#[tokio::test]
async fn what_is_larger_than_a_group_of_the_journal_is_kept_in_its_place_all_the_same() {
    let dir = TempDir::new().unwrap();
    let log = SqliteLog::open(dir.path()).unwrap();
    let session = session();
    let large = || NewEntry { payload: vec![7; crate::MAX_PAYLOAD_BYTES], ..entry("") };
    assert_eq!(log.append(session, 0, vec![entry("says 1")]).await, Ok(1));
    assert_eq!(log.append(session, 1, vec![large(), large()]).await, Ok(3));
    assert_eq!(log.append(session, 3, vec![entry("says 4")]).await, Ok(4));
    let crashed = as_after_a_crash(dir.path());
    let again = SqliteLog::open(crashed.path()).unwrap();
    let lengths = again.read(session, 0).await.unwrap();
    let lengths: Vec<_> = lengths.iter().map(|entry| entry.payload.len()).collect();
    assert_eq!(lengths, [6, crate::MAX_PAYLOAD_BYTES, crate::MAX_PAYLOAD_BYTES, 6]);
}

#[tokio::test]
async fn a_database_that_cannot_follow_stops_appends_in_time_and_loses_nothing() {
    let dir = TempDir::new().unwrap();
    let log = SqliteLog::open(dir.path()).unwrap();
    let session = session();
    log.append(session, 0, vec![entry("says 1")]).await.unwrap();
    limit_pages(&log, 1).await;
    let mut last = 1;
    let large = || NewEntry { access: Some(b"an".to_vec()), ..entry(&"z".repeat(3_000)) };
    let refused = loop {
        match log.append(session, last, vec![large()]).await {
            Ok(seq) => last = seq,
            Err(error) => break error,
        }
    };
    assert_eq!(refused, AppendError::Storage(StorageError::Full));
    assert!((10..500).contains(&last), "{last}");
    assert_eq!(log.append(session, last, vec![large()]).await, Err(refused.clone()));
    assert_eq!(log.read(session, 0).await.unwrap().len() as u64, last);
    assert_eq!(log.access(session).await, Ok(Some(b"an".to_vec())));
    assert_eq!(log.due(contract::AT + 1_000).await.unwrap(), [session]);
    assert_eq!(log.due(contract::AT + 999).await.unwrap(), []);
    assert!(log.settle().await.is_err());
    // Neither a crash nor a stop loses what is in the journal.
    let crashed = as_after_a_crash(dir.path());
    let again = SqliteLog::open(crashed.path()).unwrap();
    assert_eq!(again.read(session, 0).await.unwrap().len() as u64, last);
    assert_eq!(log.close().await, Err(StorageError::Full));
    let log = SqliteLog::open(dir.path()).unwrap();
    assert_eq!(log.append(session, last, vec![entry("a")]).await, Ok(last + 1));
    assert_eq!(log.read(session, 0).await.unwrap().len() as u64, last + 1);
}

#[tokio::test]
async fn what_was_erased_does_not_come_back_from_the_journal() {
    let dir = TempDir::new().unwrap();
    let log = SqliteLog::open(dir.path()).unwrap();
    let (erased, other) = (session(), session());
    for seq in 0..3 {
        log.append(erased, seq, vec![entry("weg")]).await.unwrap();
        log.append(other, seq, vec![entry("blijft")]).await.unwrap();
    }
    log.erase(erased).await.unwrap();
    assert_eq!(rows_in_database(dir.path()), 0);
    assert_eq!(log.read(erased, 0).await, Err(ReadError::Erased));
    let crashed = as_after_a_crash(dir.path());
    let check = async |dir: &Path| {
        let log = SqliteLog::open(dir).unwrap();
        assert_eq!(log.read(erased, 0).await, Err(ReadError::Erased));
        assert_eq!(log.append(erased, 3, vec![entry("x")]).await, Err(AppendError::Erased));
        assert_eq!(texts(&log.read(other, 0).await.unwrap()), ["blijft"; 3]);
        assert_eq!(log.append(other, 3, vec![entry("x")]).await, Ok(4));
        log.settle().await.unwrap();
        assert_eq!(rows_in_database(dir), 4);
    };
    check(crashed.path()).await;
    // Also where the database had not heard of it, or the keys had not.
    let crashed = as_after_a_crash(dir.path());
    let database = rusqlite::Connection::open(crashed.path().join(directory::DATABASE)).unwrap();
    let forget = "DELETE FROM heads WHERE session = ?1";
    assert_eq!(database.execute(forget, [erased.name()]).unwrap(), 1);
    drop(database);
    check(crashed.path()).await;
    log.close().await.unwrap();
    check(dir.path()).await;
}

#[tokio::test]
async fn a_lost_or_foreign_journal_stops_the_start_unless_nothing_can_be_in_it() {
    let (dir, [one, _]) = crashed(4).await;
    let (foreign, _) = crashed(4).await;
    let without = Settings { without_lost_meetings: true, ..Settings::default() };
    for other in [None, Some(std::fs::read(journal_of(foreign.path())).unwrap()), Some(vec![])] {
        let dir = as_after_a_crash(dir.path());
        let path = journal_of(dir.path());
        std::fs::remove_file(&path).unwrap();
        if let Some(other) = other {
            std::fs::write(&path, other).unwrap();
        }
        let refused = SqliteLog::open(dir.path()).err().unwrap();
        assert!(
            matches!(&refused, OpenError::JournalMissing { path: p } if *p == path),
            "{refused}"
        );
        let looked = Inspection::of_directory(dir.path()).err().unwrap();
        assert!(matches!(looked, OpenError::JournalMissing { .. }), "{looked}");
        let log = SqliteLog::open_with(dir.path(), without).unwrap();
        assert_eq!(log.append(one, 0, vec![entry("b")]).await, Ok(1));
        log.close().await.unwrap();
        // Closed well, the database is all there is.
        std::fs::remove_file(&path).unwrap();
        let log = SqliteLog::open(dir.path()).unwrap();
        assert_eq!(texts(&log.read(one, 0).await.unwrap()), ["b"]);
    }
}

#[tokio::test]
async fn looking_and_copying_see_what_is_in_the_journal_alone_whether_it_runs_or_not() {
    let dir = TempDir::new().unwrap();
    let log = SqliteLog::open(dir.path()).unwrap();
    let (one, new) = (session(), session());
    log.append(one, 0, vec![entry("says 1")]).await.unwrap();
    log.settle().await.unwrap();
    log.append(one, 1, vec![entry("says 2"), entry("says 3")]).await.unwrap();
    log.append(new, 0, vec![entry("says 1")]).await.unwrap();
    let crashed = as_after_a_crash(dir.path());
    assert_eq!(rows_in_database(dir.path()), 1);
    for data in [dir.path(), crashed.path()] {
        let before = std::fs::read(journal_of(data)).unwrap();
        let mut inspection = Inspection::of_directory(data).unwrap();
        assert_eq!(texts(&inspection.read(one).unwrap()), says(3));
        let sessions = inspection.sessions().unwrap();
        let last = |session| sessions.iter().find(|info| info.session == session).unwrap().last;
        assert_eq!((sessions.len(), last(one), last(new)), (2, 3, 1));
        let into = TempDir::new().unwrap();
        let copied = backup(data, into.path(), "a.db").unwrap();
        let mut copy = Inspection::of_files(&copied.database, &copied.keys).unwrap();
        assert_eq!(texts(&copy.read(one).unwrap()), says(3));
        assert_eq!(texts(&copy.read(new).unwrap()), says(1));
        let restored = TempDir::new().unwrap();
        restore(&copied.database, &copied.keys, restored.path()).unwrap();
        let again = SqliteLog::open(restored.path()).unwrap();
        assert_eq!(again.append(one, 3, vec![entry("says 4")]).await, Ok(4));
        assert!(std::fs::read(journal_of(data)).unwrap() == before, "it was changed by looking");
    }
}

#[tokio::test]
async fn a_checkpoint_is_never_ahead_of_what_the_database_has() {
    let dir = TempDir::new().unwrap();
    let log = SqliteLog::open(dir.path()).unwrap();
    let session = session();
    log.append(session, 0, vec![entry("a"), entry("b")]).await.unwrap();
    let checkpoint = Checkpoint { seq: 2, payload: b"ab".to_vec() };
    log.save_checkpoint(session, checkpoint.clone()).await.unwrap();
    log.append(session, 2, vec![entry("c")]).await.unwrap();
    let crashed = as_after_a_crash(dir.path());
    for log in [log, SqliteLog::open(crashed.path()).unwrap()] {
        let latest = log.read_latest(session).await.unwrap();
        assert_eq!(latest.checkpoint, Some(checkpoint.clone()));
        assert_eq!(texts(&latest.entries), ["c"]);
    }
}

#[tokio::test]
async fn a_session_that_is_put_off_is_due_when_the_journal_says_so() {
    let dir = TempDir::new().unwrap();
    let log = SqliteLog::open(dir.path()).unwrap();
    let session = session();
    let until = |due_ms| NewEntry { due_ms, ..entry("a") };
    log.append(session, 0, vec![until(10)]).await.unwrap();
    log.settle().await.unwrap();
    assert_eq!(log.due(10).await.unwrap(), [session]);
    log.append(session, 1, vec![until(20)]).await.unwrap();
    assert_eq!(log.due(19).await.unwrap(), []);
    assert_eq!(log.due(20).await.unwrap(), [session]);
}

#[tokio::test]
async fn a_group_that_was_said_to_have_failed_never_comes_back() {
    let dir = TempDir::new().unwrap();
    let log = SqliteLog::open(dir.path()).unwrap();
    let (session, other) = (session(), session());
    log.append(session, 0, vec![entry("says 1")]).await.unwrap();
    log.submit(Job::BreakJournal).await.unwrap().unwrap();
    let failed = log.append(session, 1, vec![entry("mislukt")]).await;
    assert!(matches!(failed, Err(AppendError::Storage(StorageError::Failed(_)))), "{failed:?}");
    // What was written then is there, and does not count.
    let crashed = as_after_a_crash(dir.path());
    assert_eq!(held(crashed.path(), [session; 2]).await.unwrap()[0], says(1));
    assert_eq!(texts(&log.read(session, 0).await.unwrap()), says(1));
    assert_eq!(log.append(other, 0, vec![entry("says 1")]).await, Ok(1));
    assert_eq!(log.append(session, 1, vec![entry("says 2")]).await, Ok(2));
    let crashed = as_after_a_crash(dir.path());
    assert_eq!(held(crashed.path(), [session, other]).await, Some([says(2), says(1)]));
}

#[tokio::test]
async fn a_data_directory_of_before_there_was_a_journal_opens_and_gets_one() {
    let dir = super::migrate::old(2, 3);
    let sessions: Vec<StreamId> = super::migrate::numbered(2).collect();
    let log = SqliteLog::open(dir.path()).unwrap();
    assert_eq!(log.append(sessions[0], 3, vec![entry("geheim 4")]).await, Ok(4));
    let crashed = as_after_a_crash(dir.path());
    let log = SqliteLog::open(crashed.path()).unwrap();
    for (session, last) in sessions.into_iter().zip([4, 3]) {
        let expected: Vec<String> = (1..=last).map(|seq| format!("geheim {seq}")).collect();
        assert_eq!(texts(&log.read(session, 0).await.unwrap()), expected);
    }
}

#[tokio::test]
async fn a_session_that_is_spoilt_under_its_writer_spoils_no_other_and_is_damaged() {
    let dir = TempDir::new().unwrap();
    let log = SqliteLog::open(dir.path()).unwrap();
    let (spoilt, other) = (session(), session());
    for session in [spoilt, other] {
        log.append(session, 0, vec![entry("says 1")]).await.unwrap();
    }
    log.settle().await.unwrap();
    let database = rusqlite::Connection::open(dir.path().join(directory::DATABASE)).unwrap();
    let spoil = "INSERT INTO entries (session, seq, at_ms, payload, checksum)
        VALUES (?1, 2, 0, x'00', x'00')";
    database.execute(spoil, [spoilt.name()]).unwrap();
    for session in [spoilt, other] {
        log.append(session, 1, vec![entry("says 2")]).await.unwrap();
    }
    log.settle().await.unwrap();
    assert!(matches!(log.read(spoilt, 0).await, Err(ReadError::Damaged { seq: 2, .. })));
    assert_eq!(texts(&log.read(other, 0).await.unwrap()), says(2));
    // What is too large for the journal is told in time.
    let spoil = spoil.replace("?1, 2", "?1, 3");
    database.execute(&spoil, [other.name()]).unwrap();
    let large = NewEntry { payload: vec![7; crate::MAX_PAYLOAD_BYTES], ..entry("") };
    let failed = log.append(other, 2, vec![large]).await;
    assert!(matches!(failed, Err(AppendError::Storage(StorageError::Failed(_)))), "{failed:?}");
    let new = session();
    assert_eq!(log.append(new, 0, vec![entry("says 1")]).await, Ok(1));
    log.close().await.unwrap();
    assert_eq!(held(dir.path(), [new; 2]).await.unwrap()[0], says(1));
}
