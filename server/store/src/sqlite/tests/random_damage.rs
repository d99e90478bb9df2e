//! Whatever happens to the bytes of a file, in whatever combination: what is read is what was written,
//! or it is said to be damaged.

use std::path::PathBuf;

use fastrand::Rng;

use super::*;
use crate::{Checkpoint, NewEntry};

const PAGE: usize = 4096;

/// Ways in which the bytes of a file end up as others.
#[derive(Debug, Clone, Copy)]
enum Damage {
    /// Some bytes are anything.
    Scrambled,
    /// One bit is another.
    Flipped,
    /// Some bytes are zeros, as where a disk did not write.
    Zeroed,
    /// A page stands where another should.
    Misplaced,
    /// Two pages have each other's place.
    Swapped,
    /// The first part of a page is of another page, as when the machine stopped in the middle.
    Torn,
    /// The end is gone.
    Cut,
    /// The end is gone, and the file has its length all the same.
    CutAndFilled,
}

const ALL: [Damage; 8] = [
    Damage::Scrambled,
    Damage::Flipped,
    Damage::Zeroed,
    Damage::Misplaced,
    Damage::Swapped,
    Damage::Torn,
    Damage::Cut,
    Damage::CutAndFilled,
];

fn damage(dice: &mut Rng, how: Damage, bytes: &mut Vec<u8>) {
    let length = bytes.len();
    let start = dice.usize(..length);
    let end = (start + dice.usize(1..2 * PAGE)).min(length);
    let pages = length / PAGE;
    let (one, other) = (dice.usize(..pages) * PAGE, dice.usize(..pages) * PAGE);
    match how {
        Damage::Scrambled => dice.fill(&mut bytes[start..end]),
        Damage::Flipped => bytes[start] ^= 1 << dice.u8(..8),
        Damage::Zeroed => bytes[start..end].fill(0),
        Damage::Misplaced => bytes.copy_within(one..one + PAGE, other),
        Damage::Swapped => (0..PAGE).for_each(|byte| bytes.swap(one + byte, other + byte)),
        Damage::Torn => bytes.copy_within(one..one + dice.usize(1..PAGE), other),
        Damage::Cut => bytes.truncate(start),
        Damage::CutAndFilled => bytes[start..].fill(0),
    }
}

/// What was written of one session.
struct Written {
    session: StreamId,
    entries: Vec<Entry>,
    access: Vec<u8>,
}

/// A closed log with some sessions, half of them with a checkpoint; one was erased.
async fn written(dice: &mut Rng) -> (TempDir, Vec<Written>) {
    let dir = TempDir::new().unwrap();
    let log = SqliteLog::open(dir.path()).unwrap();
    let mut all = vec![];
    for number in 0..6 {
        let (session, count) = (session(), dice.u64(1..12));
        let access: Vec<u8> = (0..16).map(|_| dice.u8(..)).collect();
        for seq in 0..count {
            let mut payload = vec![0; dice.usize(1..6_000)];
            dice.fill(&mut payload);
            let access = Some(access.clone());
            let new = NewEntry { at_ms: 1, due_ms: 2, payload, access };
            log.append(session, seq, vec![new]).await.unwrap();
        }
        if number % 2 == 0 {
            let payload = vec![number; 3_000];
            log.save_checkpoint(session, Checkpoint { seq: count, payload }).await.unwrap();
        }
        let entries = log.read(session, 0).await.unwrap();
        all.push(Written { session, entries, access });
    }
    let gone = session();
    log.append(gone, 0, vec![entry("weg")]).await.unwrap();
    log.erase(gone).await.unwrap();
    log.close().await.unwrap();
    (dir, all)
}

/// Reads everything of a session: whether it is what was written.
///
/// # Panics
/// When it is something else, and nobody says so.
async fn is_whole(log: &SqliteLog, written: &Written, how: &str) -> bool {
    let Written { session, entries, access } = written;
    let told = |error: &ReadError| {
        assert!(!matches!(error, ReadError::Erased), "{how}: said to be erased");
    };
    let read = log.read(*session, 0).await.inspect_err(told);
    let latest = log.read_latest(*session).await.inspect_err(told);
    let known = log.access(*session).await;
    if let Ok(read) = &read {
        assert!(read == entries, "{how}: other entries");
    }
    if let Ok(latest) = &latest {
        let after = latest.checkpoint.as_ref().map_or(0, |kept| kept.seq);
        assert!(latest.entries.iter().eq(entries.iter().filter(|e| e.seq > after)), "{how}");
        let kept = latest
            .checkpoint
            .iter()
            .all(|kept| kept.seq == entries.len() as u64 && kept.payload.len() == 3_000);
        assert!(kept, "{how}: another checkpoint");
    }
    if let Ok(Some(known)) = &known {
        assert!(known == access, "{how}: others may ask");
    }
    read.is_ok() && latest.is_ok()
}

/// Damages one file of a copy, and says how many sessions are whole after it; none if it does not open.
async fn after(dir: &TempDir, all: &[Written], file: &str, dice: &mut Rng) -> Option<usize> {
    let copy = TempDir::new().unwrap();
    for name in [directory::DATABASE, directory::KEYS] {
        std::fs::copy(dir.path().join(name), copy.path().join(name)).unwrap();
    }
    let path: PathBuf = copy.path().join(file);
    let mut bytes = std::fs::read(&path).unwrap();
    let kinds: Vec<Damage> = (0..dice.usize(1..4)).map(|_| ALL[dice.usize(..ALL.len())]).collect();
    for kind in &kinds {
        if bytes.len() >= PAGE {
            damage(dice, *kind, &mut bytes);
        }
    }
    std::fs::write(&path, bytes).unwrap();
    let log = SqliteLog::open(copy.path()).ok()?;
    let how = format!("{file}, {kinds:?}");
    let mut whole = 0;
    for written in all {
        whole += usize::from(is_whole(&log, written, &how).await);
    }
    Some(whole)
}

#[tokio::test]
async fn whatever_happens_to_a_file_what_is_read_is_what_was_written() {
    damaged_in_many_ways(&mut dice()).await;
}

#[tokio::test]
async fn an_index_of_the_keys_that_leads_to_the_row_of_an_erased_session_is_damage() {
    // With these numbers two pages of the keys have each other's place.
    damaged_in_many_ways(&mut Rng::with_seed(322_479_386)).await;
}

async fn damaged_in_many_ways(dice: &mut Rng) {
    let (dir, all) = written(dice).await;
    let (mut refused, mut noticed, mut harmless) = (0, 0, 0);
    for _ in 0..150 {
        for file in [directory::DATABASE, directory::KEYS] {
            match after(&dir, &all, file, dice).await {
                None => refused += 1,
                Some(whole) if whole == all.len() => harmless += 1,
                Some(_) => noticed += 1,
            }
        }
    }
    println!("{refused} did not open, {noticed} had damaged sessions, {harmless} did no harm");
    assert!(refused > 0 && noticed > 0);
}
