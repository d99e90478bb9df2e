//! The keys and the database belong together, and nothing is read without them.

use std::path::Path;

use super::*;

async fn one_session() -> (TempDir, StreamId) {
    let dir = TempDir::new().unwrap();
    let log = SqliteLog::open(dir.path()).unwrap();
    let session = session();
    log.append(session, 0, vec![entry("a")]).await.unwrap();
    log.close().await.unwrap();
    (dir, session)
}

#[tokio::test]
async fn without_its_keys_a_data_directory_is_refused_and_left_alone() {
    let (dir, _) = one_session().await;
    let keys = dir.path().join(directory::KEYS);
    std::fs::remove_file(&keys).unwrap();
    let refusal = SqliteLog::open(dir.path()).err().unwrap();
    assert!(matches!(&refusal, OpenError::KeysMissing { path } if *path == keys), "{refusal}");
    // Putting them back is enough.
    let again = SqliteLog::open(dir.path()).err().unwrap();
    assert!(matches!(again, OpenError::KeysMissing { .. }), "{again}");
}

#[tokio::test]
async fn the_keys_of_another_data_directory_are_refused() {
    let (dir, session) = one_session().await;
    let (other, _) = one_session().await;
    let own = std::fs::read(dir.path().join(directory::KEYS)).unwrap();
    std::fs::copy(other.path().join(directory::KEYS), dir.path().join(directory::KEYS)).unwrap();
    let refusal = SqliteLog::open(dir.path()).err().unwrap();
    assert!(matches!(refusal, OpenError::ForeignKeys { .. }), "{refusal}");
    std::fs::write(dir.path().join(directory::KEYS), own).unwrap();
    let log = SqliteLog::open(dir.path()).unwrap();
    assert_eq!(texts(&log.read(session, 0).await.unwrap()), ["a"]);
}

#[tokio::test]
async fn a_session_whose_key_is_not_among_the_keys_is_damaged_and_not_erased() {
    let (dir, early) = one_session().await;
    let keys = dir.path().join(directory::KEYS);
    let before = std::fs::read(&keys).unwrap();
    let log = SqliteLog::open(dir.path()).unwrap();
    let late = session();
    log.append(late, 0, vec![entry("b")]).await.unwrap();
    log.close().await.unwrap();
    let newest = std::fs::read(&keys).unwrap();
    // Keys of yesterday beside the meetings of today.
    std::fs::write(&keys, before).unwrap();
    let log = SqliteLog::open(dir.path()).unwrap();
    let read = log.read(late, 0).await;
    assert!(matches!(&read, Err(ReadError::Damaged { seq: 1, .. })), "{read:?}");
    let append = log.append(late, 1, vec![entry("c")]).await;
    assert!(matches!(append, Err(AppendError::Storage(StorageError::Failed(_)))), "{append:?}");
    assert_eq!(texts(&log.read(early, 0).await.unwrap()), ["a"]);
    log.close().await.unwrap();
    std::fs::write(&keys, newest).unwrap();
    let log = SqliteLog::open(dir.path()).unwrap();
    assert_eq!(texts(&log.read(late, 0).await.unwrap()), ["b"]);
}

#[tokio::test]
async fn every_session_has_a_key_of_its_own() {
    let dir = TempDir::new().unwrap();
    let log = SqliteLog::open(dir.path()).unwrap();
    for _ in 0..20 {
        log.append(session(), 0, vec![entry("a")]).await.unwrap();
    }
    let keys = rusqlite::Connection::open(dir.path().join(directory::KEYS)).unwrap();
    let counted = keys.query_row(
        "SELECT count(*), count(DISTINCT key), min(length(key)) FROM keys",
        [],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    );
    assert_eq!(counted, Ok((20, 20, 32)));
}

/// Lets the index of the keys lead from each of two sessions to the row of the other.
fn swap_in_index(keys: &Path, (one, its_row): (StreamId, u8), (two, other_row): (StreamId, u8)) {
    let mut bytes = std::fs::read(keys).unwrap();
    // An index record: three bytes of header, a blob of sixteen bytes, an integer of one byte.
    let record = |session: StreamId, row: u8| {
        let header: [u8; 3] = [3, 16 * 2 + 12, 1];
        [header.as_slice(), session.name().as_slice(), &[row]].concat()
    };
    for (session, from, to) in [(one, its_row, other_row), (two, other_row, its_row)] {
        let (old, new) = (record(session, from), record(session, to));
        let at = bytes.windows(old.len()).position(|found| found == old).unwrap();
        bytes.get_mut(at..at + new.len()).unwrap().copy_from_slice(&new);
    }
    std::fs::write(keys, bytes).unwrap();
}

#[tokio::test]
async fn erasing_a_meeting_over_a_damaged_index_destroys_its_own_key_and_no_other() {
    let (dir, _) = one_session().await;
    let log = SqliteLog::open(dir.path()).unwrap();
    let (erased, kept) = (session(), session());
    for session in [erased, kept] {
        log.append(session, 0, vec![entry("a")]).await.unwrap();
    }
    log.close().await.unwrap();
    let keys = dir.path().join(directory::KEYS);
    swap_in_index(&keys, (erased, 2), (kept, 3));

    let log = SqliteLog::open(dir.path()).unwrap();
    log.erase(erased).await.unwrap();
    log.close().await.unwrap();
    let rows = rusqlite::Connection::open(&keys).unwrap();
    let destroyed = |session: StreamId| {
        let row = "SELECT destroyed FROM keys NOT INDEXED WHERE session = ?1";
        rows.query_row(row, [session.name()], |row| row.get::<_, bool>(0))
    };
    assert_eq!((destroyed(erased), destroyed(kept)), (Ok(true), Ok(false)));
}
