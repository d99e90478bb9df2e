//! Lives of a data directory: sessions come, are damaged and are erased, copies are made into two places,
//! the program stops well or badly, and it may have begun as an older build's. Whatever came before it,
//! every copy holds what was there when it was made, but for what was erased before its keys were copied.

use std::collections::BTreeMap;
use std::path::PathBuf;

use fastrand::Rng;
use rusqlite::Connection;

use super::migrate::{numbered, old};
use super::*;

/// What is known of a session, apart from the log.
#[derive(Clone, Default)]
struct Known {
    texts: Vec<String>,
    damaged: bool,
    erased: bool,
}

/// A copy, and what was known when it was made.
struct Copy {
    database: PathBuf,
    keys: PathBuf,
    place: usize,
    known: BTreeMap<StreamId, Known>,
}

struct Life {
    data: TempDir,
    log: Option<SqliteLog>,
    known: BTreeMap<StreamId, Known>,
    places: [TempDir; 2],
    copies: Vec<Copy>,
    /// What was erased when the keys were last copied to each place.
    buried: [Vec<StreamId>; 2],
}

impl Life {
    fn new(dice: &mut Rng) -> Self {
        let mut known = BTreeMap::new();
        let data = if dice.bool() {
            for session in numbered(3) {
                let texts = (1..=4).map(|seq| format!("geheim {seq}")).collect();
                known.insert(session, Known { texts, ..Known::default() });
            }
            old(3, 4)
        } else {
            TempDir::new().unwrap()
        };
        let log = Some(SqliteLog::open(data.path()).unwrap());
        let places = [TempDir::new().unwrap(), TempDir::new().unwrap()];
        Self { data, log, known, places, copies: vec![], buried: [vec![], vec![]] }
    }

    fn log(&self) -> &SqliteLog {
        self.log.as_ref().unwrap()
    }

    /// One of the sessions that can be written to.
    fn any(&self, dice: &mut Rng) -> Option<StreamId> {
        let sound = |(_, known): &(&StreamId, &Known)| !known.damaged && !known.erased;
        let sound: Vec<StreamId> = self.known.iter().filter(sound).map(|(id, _)| *id).collect();
        dice.choice(sound)
    }

    async fn append(&mut self, dice: &mut Rng) {
        let session = self.any(dice).filter(|_| dice.u8(..3) > 0).unwrap_or_else(session);
        let text = format!("tekst {}", dice.u32(..));
        let seq = self.known.entry(session).or_default().texts.len() as u64;
        self.log().append(session, seq, vec![entry(&text)]).await.unwrap();
        self.known.get_mut(&session).unwrap().texts.push(text);
    }

    async fn erase(&mut self, dice: &mut Rng) {
        let all: Vec<StreamId> = self.known.keys().copied().collect();
        let Some(session) = dice.choice(all) else { return };
        self.log().erase(session).await.unwrap();
        self.known.get_mut(&session).unwrap().erased = true;
    }

    /// Spoils one entry while the program is stopped.
    async fn damage(&mut self, dice: &mut Rng) {
        let Some(session) = self.any(dice) else { return };
        self.stop(dice).await;
        // After a crash the entry may be in the journal alone.
        SqliteLog::open(self.data.path()).unwrap().close().await.unwrap();
        let database = Connection::open(self.data.path().join(directory::DATABASE)).unwrap();
        let spoil = "UPDATE entries SET payload = x'00' WHERE session = ?1 AND seq = 1";
        assert_eq!(database.execute(spoil, [session.name()]).unwrap(), 1);
        self.known.get_mut(&session).unwrap().damaged = true;
        self.log = Some(SqliteLog::open(self.data.path()).unwrap());
    }

    async fn copy(&mut self, dice: &mut Rng) {
        let place = dice.usize(..2);
        let name = format!("kring-{}.db", self.copies.len());
        let made = backup(self.data.path(), self.places[place].path(), &name).unwrap();
        let erased = self.known.iter().filter(|(_, known)| known.erased);
        self.buried[place] = erased.map(|(session, _)| *session).collect();
        let (database, keys) = (made.database, made.keys);
        self.copies.push(Copy { database, keys, place, known: self.known.clone() });
    }

    /// Well, or as a machine that dies.
    async fn stop(&mut self, dice: &mut Rng) {
        let Some(log) = self.log.take() else { return };
        if dice.bool() {
            log.close().await.unwrap();
            return;
        }
        let crashed = as_after_a_crash(self.data.path());
        log.close().await.unwrap();
        self.data = crashed;
    }

    async fn step(&mut self, dice: &mut Rng) {
        match dice.u8(..20) {
            0..11 => self.append(dice).await,
            11..13 => self.erase(dice).await,
            13 => self.damage(dice).await,
            14..18 => self.copy(dice).await,
            _ => {
                self.stop(dice).await;
                self.log = Some(SqliteLog::open(self.data.path()).unwrap());
            }
        }
    }
}

fn agrees(read: &Result<Vec<Entry>, ReadError>, known: &Known, is_erased: bool) -> bool {
    match read {
        Err(ReadError::Erased) => is_erased,
        Err(ReadError::Damaged { .. }) => known.damaged && !is_erased,
        Err(ReadError::Storage(_)) => false,
        Ok(entries) => !is_erased && !known.damaged && texts(entries) == known.texts,
    }
}

async fn check(log: &SqliteLog, known: &BTreeMap<StreamId, Known>, buried: &[StreamId], of: &str) {
    for (session, known) in known {
        let read = log.read(*session, 0).await;
        let is_erased = known.erased || buried.contains(session);
        assert!(agrees(&read, known, is_erased), "{of}: {:?}, {is_erased}: {read:?}", known.texts);
    }
}

#[tokio::test]
async fn every_copy_of_every_life_holds_what_was_there_but_for_what_was_erased() {
    let mut dice = dice();
    let (mut copies, mut erased, mut damaged) = (0, 0, 0);
    for _ in 0..8 {
        let mut life = Life::new(&mut dice);
        for _ in 0..60 {
            life.step(&mut dice).await;
        }
        check(life.log(), &life.known, &[], "the directory itself").await;
        for copy in &life.copies {
            let restored = TempDir::new().unwrap();
            restore(&copy.database, &copy.keys, restored.path()).unwrap();
            let log = SqliteLog::open(restored.path()).unwrap();
            let of = copy.database.display().to_string();
            check(&log, &copy.known, &life.buried[copy.place], &of).await;
        }
        copies += life.copies.len();
        erased += life.known.values().filter(|known| known.erased).count();
        damaged += life.known.values().filter(|known| known.damaged).count();
    }
    println!("{copies} copies of 8 lives, {erased} sessions erased, {damaged} damaged");
    assert!(copies > 0 && erased > 0 && damaged > 0);
}
