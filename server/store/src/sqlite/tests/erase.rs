//! An erased session can be read by nobody, from no file, old copies included.

use rusqlite::Connection;
use uuid::Uuid;

use super::*;

/// The files in `dir` that hold `bytes`.
fn holding(dir: &Path, bytes: &[u8]) -> Vec<String> {
    let files = std::fs::read_dir(dir).unwrap().map(|file| file.unwrap().path());
    let holds = |path: &std::path::PathBuf| {
        let content = std::fs::read(path).unwrap();
        memchr::memmem::find(&content, bytes).is_some()
    };
    files.filter(holds).map(|path| path.display().to_string()).collect()
}

fn key_of(dir: &Path, session: StreamId) -> Vec<u8> {
    let keys = Connection::open(dir.join(directory::KEYS)).unwrap();
    let key = keys
        .query_row("SELECT key FROM keys WHERE session = ?1", [session.name()], |row| row.get(0));
    key.unwrap()
}

fn entries_of(dir: &Path, session: StreamId) -> u32 {
    let database = Connection::open(dir.join(directory::DATABASE)).unwrap();
    let count = "SELECT count(*) FROM entries WHERE session = ?1";
    database.query_row(count, [session.name()], |row| row.get(0)).unwrap()
}

/// Numbers that look random and can be repeated.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    fn session(&mut self) -> StreamId {
        let parts = [(); 4].map(|()| self.below(1 << 31));
        StreamId::meeting(Uuid::from_u128(
            parts.into_iter().fold(0, |id, part| id << 32 | u128::from(part)),
        ))
    }
}

#[tokio::test]
async fn no_text_ever_stands_in_a_file_as_it_was_written() {
    let dir = TempDir::new().unwrap();
    let log = SqliteLog::open(dir.path()).unwrap();
    let session = session();
    log.append(session, 0, vec![entry("geheim woord")]).await.unwrap();
    assert_eq!(holding(dir.path(), b"geheim"), [""; 0]);
    assert_eq!(texts(&log.read(session, 0).await.unwrap()), ["geheim woord"]);
    log.close().await.unwrap();
    assert_eq!(holding(dir.path(), b"geheim"), [""; 0]);
}

#[tokio::test]
async fn an_erased_sessions_key_is_in_no_file_and_neither_are_its_entries() {
    let dir = TempDir::new().unwrap();
    let log = SqliteLog::open(dir.path()).unwrap();
    let (erased, other) = (session(), session());
    log.append(erased, 0, vec![entry("geheim woord")]).await.unwrap();
    log.append(other, 0, vec![entry("gewoon woord")]).await.unwrap();
    let key = key_of(dir.path(), erased);
    assert!(!holding(dir.path(), &key).is_empty());
    log.erase(erased).await.unwrap();
    assert_eq!(holding(dir.path(), &key), [""; 0]);
    assert_eq!(entries_of(dir.path(), erased), 0);
    assert_eq!(texts(&log.read(other, 0).await.unwrap()), ["gewoon woord"]);
}

#[tokio::test]
async fn an_old_copy_of_the_database_cannot_be_read_with_the_keys_of_today() {
    let dir = TempDir::new().unwrap();
    let log = SqliteLog::open(dir.path()).unwrap();
    let (erased, other) = (session(), session());
    log.append(erased, 0, vec![entry("geheim woord")]).await.unwrap();
    log.append(other, 0, vec![entry("gewoon woord")]).await.unwrap();
    let old = as_after_a_crash(dir.path());
    log.erase(erased).await.unwrap();
    log.close().await.unwrap();
    // The old database comes back; the keys stay what they are.
    std::fs::remove_file(old.path().join(directory::KEYS_WAL)).unwrap();
    std::fs::copy(dir.path().join(directory::KEYS), old.path().join(directory::KEYS)).unwrap();
    let log = SqliteLog::open(old.path()).unwrap();
    assert_eq!(log.read(erased, 0).await, Err(ReadError::Erased));
    assert_eq!(log.append(erased, 1, vec![entry("a")]).await, Err(AppendError::Erased));
    assert_eq!(texts(&log.read(other, 0).await.unwrap()), ["gewoon woord"]);
    assert_eq!(entries_of(old.path(), erased), 0, "what cannot be read takes no room either");
}

/// With this seed, rows that are deleted leave copies of themselves behind.
const FINDS_COPIES: u64 = 25_989_308_077_487;

#[tokio::test]
async fn no_key_stays_behind_where_deleting_rows_would_leave_one() {
    come_and_go(FINDS_COPIES).await;
}

#[tokio::test]
async fn no_key_stays_behind_among_many_sessions_that_come_and_go() {
    let seed = Uuid::new_v4().as_u128() as u64;
    println!("seed {seed}");
    come_and_go(seed).await;
}

async fn come_and_go(seed: u64) {
    let mut dice = Dice(seed);
    let dir = TempDir::new().unwrap();
    let log = SqliteLog::open(dir.path()).unwrap();
    let mut alive: Vec<(StreamId, u64)> = (0..200).map(|_| (dice.session(), 0)).collect();
    for round in 0..400 {
        let index = dice.below(alive.len() as u64) as usize;
        let (session, last) = &mut alive[index];
        let entries = (0..=dice.below(8)).map(|_| {
            // Mostly far below a page, where rows have neighbours; now and then several pages.
            let length = if dice.below(40) == 0 { dice.below(20_000) } else { dice.below(200) };
            entry(&"x".repeat(length as usize))
        });
        *last = log.append(*session, *last, entries.collect()).await.unwrap();
        if round > 100 && alive.len() > 5 && dice.below(2) == 0 {
            let (session, _) = alive.swap_remove(index);
            let key = key_of(dir.path(), session);
            log.erase(session).await.unwrap();
            assert_eq!(holding(dir.path(), &key), [""; 0], "seed {seed}");
            assert_eq!(log.read(session, 0).await, Err(ReadError::Erased));
        }
    }
    assert!(alive.len() < 120);
    for (session, last) in alive {
        assert_eq!(log.read(session, 0).await.unwrap().len() as u64, last, "seed {seed}");
    }
}

#[tokio::test]
async fn an_erasure_that_cannot_be_finished_is_not_called_done() {
    let dir = TempDir::new().unwrap();
    let log = SqliteLog::open(dir.path()).unwrap();
    let session = session();
    log.append(session, 0, vec![entry("geheim woord")]).await.unwrap();
    let key = key_of(dir.path(), session);
    let backup = reading_the_keys(dir.path());
    assert!(matches!(log.erase(session).await, Err(StorageError::Failed(_))));
    assert_eq!(log.read(session, 0).await, Err(ReadError::Erased));
    backup.execute_batch("ROLLBACK").unwrap();
    log.erase(session).await.unwrap();
    assert_eq!(holding(dir.path(), &key), [""; 0]);
}

/// Somebody who holds on to the keys as they are.
fn reading_the_keys(dir: &Path) -> Connection {
    let reader = Connection::open(dir.join(directory::KEYS)).unwrap();
    reader.execute_batch("BEGIN; SELECT * FROM keys;").unwrap();
    reader
}

#[tokio::test]
async fn an_erasure_cut_off_by_a_crash_is_finished_on_opening() {
    let dir = TempDir::new().unwrap();
    let log = SqliteLog::open(dir.path()).unwrap();
    let session = session();
    log.append(session, 0, vec![entry("geheim woord")]).await.unwrap();
    let key = key_of(dir.path(), session);
    let _reader = reading_the_keys(dir.path());
    log.erase(session).await.unwrap_err();
    let crashed = as_after_a_crash(dir.path());
    assert!(!holding(crashed.path(), &key).is_empty());
    let log = SqliteLog::open(crashed.path()).unwrap();
    assert_eq!(holding(crashed.path(), &key), [""; 0]);
    assert_eq!(log.read(session, 0).await, Err(ReadError::Erased));
}
