//! What an older build wrote becomes what this build writes, whole or not at all.

use std::collections::BTreeMap;
use std::os::unix::process::ExitStatusExt;
use std::process::Stdio;

use rusqlite::Connection;
use uuid::Uuid;

use super::*;

/// As the first build made it: payloads in clear, no keys.
const FIRST: &str = "
    CREATE TABLE entries (
        id INTEGER PRIMARY KEY,
        session BLOB NOT NULL,
        seq INTEGER NOT NULL,
        at_ms INTEGER NOT NULL,
        payload BLOB NOT NULL,
        checksum BLOB NOT NULL,
        UNIQUE (session, seq)
    ) STRICT;
    CREATE TABLE heads (
        session BLOB PRIMARY KEY,
        last INTEGER NOT NULL,
        erased INTEGER NOT NULL DEFAULT 0
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE probe (writes INTEGER NOT NULL) STRICT;
    INSERT INTO probe VALUES (0);
    PRAGMA application_id = 0x4b524e47;
    PRAGMA user_version = 1;
";

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

pub(super) fn old(sessions: u128, entries: u64) -> TempDir {
    let dir = TempDir::new().unwrap();
    drop(directory::claim(dir.path()).unwrap());
    let mut database = Connection::open(dir.path().join(directory::DATABASE)).unwrap();
    database.execute_batch(FIRST).unwrap();
    let filling = database.transaction().unwrap();
    for session in numbered(sessions) {
        let id = session.name();
        for seq in 1..=entries {
            let text = format!("geheim {seq}");
            let sum = checksum(session, seq, contract::AT, text.as_bytes());
            let add = "INSERT INTO entries (session, seq, at_ms, payload, checksum)
                VALUES (?1, ?2, ?3, ?4, ?5)";
            filling.execute(add, (id, seq, contract::AT, text.as_bytes(), sum)).unwrap();
        }
        filling
            .execute("INSERT INTO heads (session, last) VALUES (?1, ?2)", (id, entries))
            .unwrap();
    }
    filling.commit().unwrap();
    dir
}

pub(super) fn numbered(sessions: u128) -> impl Iterator<Item = StreamId> {
    (1..=sessions).map(|number| StreamId::meeting(Uuid::from_u128(number)))
}

async fn holds_everything(dir: &Path, sessions: u128, entries: u64) {
    let log = SqliteLog::open(dir).unwrap();
    let expected: Vec<String> = (1..=entries).map(|seq| format!("geheim {seq}")).collect();
    for session in numbered(sessions) {
        assert_eq!(texts(&log.read(session, 0).await.unwrap()), expected);
    }
    log.close().await.unwrap();
    for file in std::fs::read_dir(dir).unwrap() {
        let path = file.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        let clear = bytes.windows(6).any(|window| window == b"geheim");
        assert!(!clear, "{} still holds clear text", path.display());
    }
}

#[tokio::test]
async fn texts_of_the_first_build_are_kept_and_sealed() {
    let dir = old(20, 30);
    holds_everything(dir.path(), 20, 30).await;
    let log = SqliteLog::open(dir.path()).unwrap();
    let session = numbered(1).next().unwrap();
    assert_eq!(log.append(session, 30, vec![entry("nieuw")]).await, Ok(31));
    let due = log.due(contract::AT + 30 * DAY_MS).await.unwrap().len();
    assert_eq!(due, 20, "kept for thirty days after the last thing that happened");
    assert_eq!(log.due(contract::AT + 30 * DAY_MS - 1).await.unwrap(), [session]);
}

#[tokio::test]
async fn what_was_damaged_before_is_still_damaged_afterwards() {
    let dir = old(2, 3);
    let database = Connection::open(dir.path().join(directory::DATABASE)).unwrap();
    let [one, other] = [1, 2].map(|number| StreamId::meeting(Uuid::from_u128(number)));
    let spoil = "UPDATE entries SET payload = x'00' WHERE session = ?1 AND seq = 2";
    database.execute(spoil, [one.name()]).unwrap();
    drop(database);
    let log = SqliteLog::open(dir.path()).unwrap();
    assert!(matches!(log.read(one, 0).await, Err(ReadError::Damaged { seq: 2, .. })));
    assert_eq!(log.read(other, 0).await.unwrap().len(), 3);
}

#[tokio::test]
async fn a_step_that_fails_is_undone_and_done_the_next_time() {
    let dir = old(5, 40);
    let path = dir.path().join(directory::DATABASE);
    let keys = SqliteKeys::open(&dir.path().join(directory::KEYS)).unwrap();
    let before = dump(&path);
    // The disk is full half-way.
    let full = Connection::open(&path).unwrap();
    full.execute_batch(
        "CREATE TRIGGER full BEFORE UPDATE ON entries WHEN old.seq = 20
        BEGIN SELECT RAISE(ABORT, 'no room'); END;",
    )
    .unwrap();
    schema::open(&path, &keys, false).unwrap_err();
    assert_eq!(dump(&path), before, "it was left as it was");
    full.execute_batch("DROP TRIGGER full").unwrap();
    drop((full, keys));
    holds_everything(dir.path(), 5, 40).await;
}

fn dump(path: &Path) -> Vec<(Vec<u8>, u64, Vec<u8>)> {
    let database = Connection::open(path).unwrap();
    let mut list = database.prepare("SELECT session, seq, payload FROM entries").unwrap();
    let rows = list.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
    rows.unwrap().map(Result::unwrap).collect()
}

/// Starts a migration and kills it once so many pages are in the journal. The version that is durable
/// then; none if it was done before.
fn killed(dir: &Path, pages: u64) -> Option<u32> {
    let mut child = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["sqlite::tests::migrate::the_process_that_migrates", "--exact"])
        .env(super::kill::DIRECTORY, dir)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let journal = dir.join(directory::WAL);
    let written = || std::fs::metadata(&journal).map_or(0, |file| file.len() / 4096);
    while written() < pages && child.try_wait().unwrap().is_none() {
        std::thread::yield_now();
    }
    child.kill().unwrap();
    let was_killed = child.wait().unwrap().signal() == Some(9);
    was_killed.then(|| {
        let database = Connection::open(dir.join(directory::DATABASE)).unwrap();
        database.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap()
    })
}

#[tokio::test]
async fn kill_9_at_any_point_of_a_migration_loses_nothing() {
    const CYCLES: usize = 60;
    let mut dice = dice();
    // Which versions a kill left behind, until a migration was cut off at several of its steps.
    let mut left = BTreeMap::<u32, usize>::new();
    for cycle in 0..CYCLES {
        let dir = old(40, 60);
        // Some before a page is written: on a busy machine the first steps can be over by the next look.
        let pages = if cycle % 4 == 0 { 0 } else { dice.u64(..500) };
        if let Some(version) = killed(dir.path(), pages) {
            *left.entry(version).or_default() += 1;
        }
        holds_everything(dir.path(), 40, 60).await;
        let is_halfway = |version: &u32| (2..schema::FORMAT.known).contains(version);
        if left.values().sum::<usize>() >= 6 && left.contains_key(&1) && left.keys().any(is_halfway)
        {
            break;
        }
    }
    println!("versions that kills left behind, and how often: {left:?}");
    assert!(left.contains_key(&1), "no kill came before the first step was done: {left:?}");
    assert!(left.keys().any(|version| *version > 1), "no kill came after the first step: {left:?}");
}

/// Not a test of its own: the one above starts and kills it.
#[tokio::test]
async fn the_process_that_migrates() {
    if let Some(dir) = std::env::var_os(super::kill::DIRECTORY) {
        SqliteLog::open(Path::new(&dir)).unwrap();
    }
}
