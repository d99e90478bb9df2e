//! Whoever runs the server: copies it while people write, in good ways and in wrong ones, and meddles
//! with its files.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use kring_protocol::SessionId;
use kring_store::sqlite::Inspection;
use kring_store::{EventLog, Inspect, SqliteLog};

use super::environment::Environment;
use super::moment;

/// The files that a running server writes.
pub(super) const FILES: [&str; 5] =
    ["kring.journal", "kring.db", "kring.db-wal", "kring.keys", "kring.keys-wal"];
const WHOLE: &str = "everything is as it was written";

/// Copies the data directory, in one of several ways; what is wrong with how that went.
pub async fn back_up(environment: &Environment, dice: &mut fastrand::Rng) -> Result<(), String> {
    let into = environment.backups();
    fs::create_dir_all(&into).map_err(|error| error.to_string())?;
    let (data, into) = (environment.data(), into.to_string_lossy().into_owned());
    match dice.u8(..5) {
        // The copies end up where they are not to be.
        0 => match environment.command(&["backup", &data, "--data", &data]).await {
            (true, said) => Err(format!("a copy into the data directory was made: {said}")),
            _ => Ok(()),
        },
        // Cut off in the middle.
        1 => {
            let mut copying = environment.spawn(&["backup", &into, "--data", &data]);
            moment(dice, 0..80).await;
            let _ = copying.kill().await;
            Ok(())
        }
        _ => {
            let (well, said) = environment.command(&["backup", &into, "--data", &data]).await;
            // A second copy within the same second has the name of the first.
            let is_taken = said.contains("is there already");
            if is_taken || well && said.contains(WHOLE) { Ok(()) } else { Err(said) }
        }
    }
}

/// Restores every copy that was made: each of these sessions, which were there before any copy, is in it,
/// as the beginning of what it became.
pub async fn check_copies(
    environment: &Environment,
    sessions: &BTreeSet<SessionId>,
    log: &SqliteLog,
) -> Vec<String> {
    let mut wrong = vec![];
    for copy in copies(&environment.backups()) {
        if let Err(what) = check_copy(&copy, sessions, log).await {
            wrong.push(format!("{}: {what}", copy.display()));
        }
    }
    wrong
}

fn copies(backups: &Path) -> Vec<PathBuf> {
    let files = fs::read_dir(backups).into_iter().flatten().flatten();
    let copies = files.map(|file| file.path());
    copies.filter(|path| path.extension().is_some_and(|kind| kind == "db")).collect()
}

async fn check_copy(
    copy: &Path,
    sessions: &BTreeSet<SessionId>,
    log: &SqliteLog,
) -> Result<(), String> {
    let restored = tempfile::tempdir().unwrap();
    let keys = copy.with_file_name("kring.keys");
    kring_store::sqlite::restore(copy, &keys, restored.path()).map_err(|e| e.to_string())?;
    let mut again = Inspection::of_directory(restored.path()).map_err(|error| error.to_string())?;
    for session in sessions {
        let copied = again.read((*session).into()).map_err(|error| error.to_string())?;
        let now = log.read((*session).into(), 0).await.map_err(|error| error.to_string())?;
        if copied.is_empty() || !now.starts_with(&copied) {
            return Err(format!("{session} is not the beginning of what it became"));
        }
    }
    Ok(())
}

/// Takes a file away under a running server, or puts another in its place, and puts it back after a while.
pub async fn meddle(environment: &Environment, dice: &mut fastrand::Rng) {
    let file = environment.file(FILES[dice.usize(..FILES.len())]);
    let aside = file.with_extension("aside");
    fs::rename(&file, &aside).unwrap();
    match dice.u8(..3) {
        0 => {}
        1 => fs::write(&file, b"").unwrap(),
        _ => drop(fs::copy(&aside, &file).unwrap()),
    }
    moment(dice, 100..600).await;
    let _ = fs::remove_file(&file);
    fs::rename(&aside, &file).unwrap();
}
