//! Whatever happens to the bytes, nothing is skipped in silence.

use rusqlite::Connection;

use super::*;

fn damaged_at(outcome: &Result<Vec<Entry>, ReadError>) -> Option<u64> {
    match outcome {
        Err(ReadError::Damaged { seq, .. }) => Some(*seq),
        _ => None,
    }
}

/// A closed log with two sessions of five entries each.
async fn two_sessions() -> (TempDir, StreamId, StreamId) {
    let dir = TempDir::new().unwrap();
    let log = SqliteLog::open(dir.path()).unwrap();
    let (one, other) = (session(), session());
    for seq in 0..5 {
        for (session, name) in [(one, "one"), (other, "other")] {
            let text = format!("{name} says {seq}");
            log.append(session, seq, vec![entry(&text)]).await.unwrap();
        }
    }
    log.close().await.unwrap();
    (dir, one, other)
}

fn database(dir: &TempDir) -> Connection {
    Connection::open(dir.path().join(directory::DATABASE)).unwrap()
}

/// Changes one session with `sql`, and says where each of the two turns out damaged.
async fn after(sql: &str) -> (Option<u64>, Option<u64>) {
    let (dir, one, other) = two_sessions().await;
    let changed = database(&dir).execute(sql, [one.name()]).unwrap();
    assert!(changed > 0, "changed nothing: {sql}");
    let log = SqliteLog::open(dir.path()).unwrap();
    let (one, other) = (log.read(one, 0).await, log.read(other, 0).await);
    assert!(damaged_at(&one).is_some() || one.is_err(), "not noticed: {sql}: {one:?}");
    (damaged_at(&one), damaged_at(&other))
}

#[tokio::test]
async fn a_flipped_byte_is_named_and_other_sessions_stay_readable() {
    let (dir, one, other) = two_sessions().await;
    let path = dir.path().join(directory::DATABASE);
    let sealed: Vec<u8> = database(&dir)
        .query_row(
            "SELECT payload FROM entries WHERE session = ?1 AND seq = 3",
            [one.name()],
            |row| row.get(0),
        )
        .unwrap();
    let mut bytes = std::fs::read(&path).unwrap();
    let found = bytes.windows(sealed.len()).position(|window| window == sealed).unwrap();
    bytes[found + 4] ^= 0x20;
    std::fs::write(&path, bytes).unwrap();
    let log = SqliteLog::open(dir.path()).unwrap();
    let read = log.read(one, 0).await;
    assert_eq!(damaged_at(&read), Some(3));
    let sentence = read.unwrap_err().to_string();
    assert!(sentence.contains(&one.to_string()) && sentence.contains("at 3"), "{sentence}");
    assert!(!sentence.contains("says"), "{sentence}");
    assert_eq!(log.read(other, 0).await.unwrap().len(), 5);
    assert_eq!(log.append(other, 5, vec![entry("more")]).await, Ok(6));
    // Whoever has gone past it already is not held up.
    assert_eq!(log.read(one, 3).await.unwrap().len(), 2);
}

#[tokio::test]
async fn every_way_to_lose_or_change_a_row_is_noticed_where_it_is() {
    let cases = [
        ("UPDATE entries SET payload = x'00' WHERE session = ?1 AND seq = 2", 2),
        ("UPDATE entries SET at_ms = at_ms + 1 WHERE session = ?1 AND seq = 4", 4),
        ("UPDATE entries SET checksum = zeroblob(16) WHERE session = ?1 AND seq = 1", 1),
        ("DELETE FROM entries WHERE session = ?1 AND seq = 1", 1),
        ("DELETE FROM entries WHERE session = ?1 AND seq = 3", 3),
        ("DELETE FROM entries WHERE session = ?1 AND seq = 5", 5),
        ("DELETE FROM entries WHERE session = ?1", 1),
        ("UPDATE entries SET seq = seq + 10 WHERE session = ?1 AND seq = 5", 5),
        ("UPDATE entries SET seq = CASE seq WHEN 2 THEN 9 ELSE seq END WHERE session = ?1", 2),
        ("UPDATE heads SET last = 3 WHERE session = ?1", 4),
        ("UPDATE heads SET last = 9 WHERE session = ?1", 6),
        ("DELETE FROM heads WHERE session = ?1", 1),
    ];
    for (sql, seq) in cases {
        assert_eq!(after(sql).await, (Some(seq), None), "{sql}");
    }
}

#[tokio::test]
async fn an_entry_of_another_session_is_noticed() {
    let (dir, one, other) = two_sessions().await;
    let swap = "UPDATE entries SET (payload, checksum) =
        (SELECT payload, checksum FROM entries WHERE session = ?2 AND seq = 2)
        WHERE session = ?1 AND seq = 2";
    database(&dir).execute(swap, (one.name(), other.name())).unwrap();
    let log = SqliteLog::open(dir.path()).unwrap();
    assert_eq!(damaged_at(&log.read(one, 0).await), Some(2));
    assert_eq!(log.read(other, 0).await.unwrap().len(), 5);
}

#[tokio::test]
async fn a_damaged_session_spoils_no_group_it_is_written_in() {
    let (dir, one, other) = two_sessions().await;
    database(&dir).execute("DELETE FROM heads WHERE session = ?1", [one.name()]).unwrap();
    let log = SqliteLog::open(dir.path()).unwrap();
    let mut answers = Vec::new();
    for (session, expected) in [(other, 5), (one, 0), (other, 6)] {
        let (reply, answer) = oneshot::channel();
        let append = Append::new(session, expected, vec![entry("a")], reply);
        log.jobs.try_send(Job::Append(append)).ok().unwrap();
        answers.push(answer);
    }
    let mut outcomes = Vec::new();
    for answer in answers {
        outcomes.push(answer.await.unwrap());
    }
    assert_eq!((&outcomes[0], &outcomes[2]), (&Ok(6), &Ok(7)));
    assert!(matches!(outcomes[1], Err(AppendError::Storage(StorageError::Failed(_)))));
}

#[tokio::test]
async fn a_file_that_was_cut_off_is_not_read_as_a_shorter_one() {
    let (dir, one, other) = two_sessions().await;
    let path = dir.path().join(directory::DATABASE);
    let file = std::fs::OpenOptions::new().write(true).open(&path).unwrap();
    let length = file.metadata().unwrap().len();
    for pages in 1..length / 4096 {
        file.set_len(length - pages * 4096).unwrap();
        let noticed = match SqliteLog::open(dir.path()) {
            Err(OpenError::Damaged { .. }) => true,
            Err(error) => panic!("{error}"),
            Ok(log) => {
                damaged_at(&log.read(one, 0).await).is_some()
                    && damaged_at(&log.read(other, 0).await).is_some()
            }
        };
        assert!(noticed, "{pages} pages cut off, and nobody noticed");
    }
}

/// A frame of the write-ahead log: its header and a page.
const FRAME: usize = 24 + 4096;

/// A crashed log with `appends` entries of one session in its write-ahead log, a transaction for each.
async fn crashed(appends: u64) -> (TempDir, StreamId) {
    let dir = TempDir::new().unwrap();
    let log = SqliteLog::open(dir.path()).unwrap();
    let session = session();
    for seq in 0..appends {
        log.append(session, seq, vec![entry("a")]).await.unwrap();
        log.settle().await.unwrap();
    }
    (as_after_a_crash(dir.path()), session)
}

#[tokio::test]
async fn damage_in_the_write_ahead_log_is_no_end_of_it() {
    let (dir, session) = crashed(12).await;
    let path = dir.path().join(directory::WAL);
    let whole = std::fs::read(&path).unwrap();
    let frames = (whole.len() - 32) / FRAME;
    assert!(frames >= 12 * 2);
    // In the head, in each part of a frame's header, in its page; early and late.
    let mut places = vec![0, 9, 17, 25];
    for frame in [0, 1, frames / 2, frames - 8] {
        places.extend([0, 5, 8, 12, 16, 20, 24, 4_000].map(|at| 32 + frame * FRAME + at));
    }
    for place in places {
        let mut bytes = whole.clone();
        bytes[place] ^= 0x10;
        std::fs::write(&path, &bytes).unwrap();
        let refusal = SqliteLog::open(dir.path()).err();
        let named = matches!(&refusal, Some(OpenError::Damaged { path: at, .. }) if *at == path);
        assert!(named, "a flip at {place} of {} went unnoticed: {refusal:?}", whole.len());
        assert_eq!(std::fs::read(&path).unwrap(), bytes, "the evidence was touched");
    }
    std::fs::write(&path, &whole).unwrap();
    let log = SqliteLog::open(dir.path()).unwrap();
    assert_eq!(log.read(session, 0).await.unwrap().len(), 12);
}

#[tokio::test]
async fn an_unfinished_transaction_is_a_crash_and_no_damage() {
    let (dir, session) = crashed(12).await;
    let whole = std::fs::read(dir.path().join(directory::WAL)).unwrap();
    let cut_off = |bytes: usize| whole[..whole.len() - bytes].to_vec();
    // A power cut can keep the end of what was never synced and lose its beginning.
    let mut ends = whole[32..].chunks_exact(FRAME).map(|frame| frame[4..8] != [0; 4]);
    let last = ends.clone().count() - 1;
    let begins = ends.clone().take(last).rposition(|ends| ends).unwrap() + 1;
    assert!(begins < last && ends.nth(last).unwrap(), "one frame alone cannot be half-written");
    let mut gap = whole.clone();
    gap[32 + begins * FRAME..][..FRAME].fill(0);
    for unfinished in [cut_off(1), cut_off(24), cut_off(4_100), cut_off(FRAME), gap] {
        let dir = as_after_a_crash(dir.path());
        std::fs::write(dir.path().join(directory::WAL), unfinished).unwrap();
        let log = SqliteLog::open(dir.path()).unwrap();
        // What the database did not take over to the end is still in the journal.
        assert_eq!(log.read(session, 0).await.unwrap().len(), 12);
        assert_eq!(log.append(session, 12, vec![entry("b")]).await, Ok(13));
    }
}
