//! Erased text is in no file of the directory, whatever was written around it.

use std::path::Path;

use uuid::Uuid;

use super::*;

/// The files that hold `text`.
fn holding(dir: &Path, text: &str) -> Vec<String> {
    let files = std::fs::read_dir(dir).unwrap().map(|file| file.unwrap().path());
    let holds = |path: &std::path::PathBuf| {
        let bytes = std::fs::read(path).unwrap();
        bytes.windows(text.len()).any(|window| window == text.as_bytes())
    };
    files.filter(holds).map(|path| path.display().to_string()).collect()
}

/// Numbers that look random and can be repeated.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    fn session(&mut self) -> SessionId {
        let parts = [(); 4].map(|()| self.below(1 << 31));
        SessionId(Uuid::from_u128(
            parts.into_iter().fold(0, |id, part| id << 32 | u128::from(part)),
        ))
    }
}

#[tokio::test]
async fn erased_text_is_gone_from_every_file() {
    let dir = TempDir::new().unwrap();
    let log = SqliteLog::open(dir.path()).unwrap();
    let (erased, other) = (session(), session());
    log.append(erased, 0, vec![entry("geheim woord")]).await.unwrap();
    log.append(other, 0, vec![entry("gewoon woord")]).await.unwrap();
    assert!(!holding(dir.path(), "geheim woord").is_empty());
    log.erase(erased).await.unwrap();
    assert_eq!(holding(dir.path(), "geheim woord"), [""; 0]);
    assert_eq!(texts(&log.read(other, 0).await.unwrap()), ["gewoon woord"]);
}

/// With this seed, sessions whose rows are deleted leave copies of them behind.
const FINDS_COPIES: u64 = 25_989_308_077_487;

#[tokio::test]
async fn no_copy_stays_behind_where_deleting_rows_would_leave_one() {
    come_and_go(FINDS_COPIES).await;
}

#[tokio::test]
async fn no_copy_stays_behind_among_many_sessions_that_come_and_go() {
    let seed = Uuid::new_v4().as_u128() as u64;
    println!("seed {seed}");
    come_and_go(seed).await;
}

async fn come_and_go(seed: u64) {
    let mut dice = Dice(seed);
    let dir = TempDir::new().unwrap();
    let log = SqliteLog::open(dir.path()).unwrap();
    let mut alive: Vec<(SessionId, u64)> = (0..40).map(|_| (dice.session(), 0)).collect();
    for round in 0..300 {
        let index = dice.below(alive.len() as u64) as usize;
        let (session, last) = &mut alive[index];
        let entries = (0..=dice.below(8)).map(|_| {
            // Mostly far below a page, where rows have neighbours; now and then several pages.
            let length = if dice.below(40) == 0 { dice.below(20_000) } else { dice.below(200) };
            entry(&format!("mark-{session}-{}", "x".repeat(length as usize)))
        });
        *last = log.append(*session, *last, entries.collect()).await.unwrap();
        if round > 100 && alive.len() > 5 && dice.below(4) == 0 {
            let (session, _) = alive.swap_remove(index);
            log.erase(session).await.unwrap();
            assert_eq!(holding(dir.path(), &format!("mark-{session}")), [""; 0], "seed {seed}");
            assert_eq!(log.read(session, 0).await, Err(ReadError::Erased));
        }
    }
    assert!(alive.len() < 20);
    for (session, last) in alive {
        assert_eq!(log.read(session, 0).await.unwrap().len() as u64, last, "seed {seed}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn erasing_waits_for_readers_and_they_for_it() {
    let dir = TempDir::new().unwrap();
    let log = Arc::new(SqliteLog::open(dir.path()).unwrap());
    let other = session();
    log.append(other, 0, vec![entry("x")]).await.unwrap();
    let mut readers = JoinSet::new();
    for _ in 0..8 {
        let log = Arc::clone(&log);
        readers.spawn(async move {
            for _ in 0..50 {
                assert_eq!(log.read(other, 0).await.unwrap().len(), 1);
            }
        });
    }
    for round in 0..10 {
        let erased = session();
        let text = format!("weg-{round}");
        log.append(erased, 0, vec![entry(&text)]).await.unwrap();
        log.erase(erased).await.unwrap();
        assert_eq!(holding(dir.path(), &text), [""; 0]);
    }
    readers.join_all().await;
}

#[tokio::test]
async fn an_erasure_that_cannot_be_finished_is_not_called_done() {
    let dir = TempDir::new().unwrap();
    let log = SqliteLog::open(dir.path()).unwrap();
    let session = session();
    log.append(session, 0, vec![entry("geheim woord")]).await.unwrap();
    let backup = rusqlite::Connection::open(dir.path().join(directory::DATABASE)).unwrap();
    blocking_read(&backup);
    assert!(matches!(log.erase(session).await, Err(StorageError::Failed(_))));
    assert_eq!(log.read(session, 0).await, Err(ReadError::Erased));
    backup.execute_batch("ROLLBACK").unwrap();
    log.erase(session).await.unwrap();
    assert_eq!(holding(dir.path(), "geheim woord"), [""; 0]);
}

fn blocking_read(connection: &rusqlite::Connection) {
    connection.execute_batch("BEGIN; SELECT * FROM entries;").unwrap();
}

#[tokio::test]
async fn an_erasure_cut_off_by_a_crash_is_finished_on_opening() {
    let dir = TempDir::new().unwrap();
    let log = SqliteLog::open(dir.path()).unwrap();
    let session = session();
    log.append(session, 0, vec![entry("geheim woord")]).await.unwrap();
    let backup = rusqlite::Connection::open(dir.path().join(directory::DATABASE)).unwrap();
    blocking_read(&backup);
    log.erase(session).await.unwrap_err();
    let crashed = as_after_a_crash(dir.path());
    assert!(!holding(crashed.path(), "geheim woord").is_empty());
    let log = SqliteLog::open(crashed.path()).unwrap();
    assert_eq!(holding(crashed.path(), "geheim woord"), [""; 0]);
    assert_eq!(log.read(session, 0).await, Err(ReadError::Erased));
}
