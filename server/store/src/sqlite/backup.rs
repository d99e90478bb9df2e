//! A copy to put away, made while Kring runs, and the way back.
//!
//! The database is copied under a name of its own each time. Of the keys there is one copy, into which
//! the living ones are merged: what it opened before it still opens, and what was destroyed in either is
//! destroyed. So an erased meeting can be read from no backup once the keys were copied again, and no
//! backup makes an earlier one worse.

use std::fs::{self, DirBuilder, File};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::keys::SqliteKeys;
use super::{OpenError, database, directory, journal, merge, reader, schema, settle};
use crate::ReadError;

/// What a backup consists of.
#[derive(Debug)]
pub struct BackupFiles {
    /// The copy of the meetings.
    pub database: PathBuf,
    /// The one copy of their keys.
    pub keys: PathBuf,
}

/// Why there is no backup, or nothing was restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// What should be copied cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// A file cannot be read or written.
    #[error("{path} cannot be copied: {source}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// SQLite could not copy it.
    #[error("{path} cannot be copied: {source}")]
    Copy {
        /// Which.
        path: PathBuf,
        /// Why.
        source: rusqlite::Error,
    },
    /// The place for copies is where the originals are.
    #[error(
        "{path} is the data directory itself. Choose another directory for backups; nothing was done."
    )]
    Same {
        /// The directory.
        path: PathBuf,
    },
    /// The copy that is there and the living keys say different things.
    #[error(
        "{path} and the keys of this data directory open {meetings} of the same meetings with different keys, \
         so one of them is damaged. Nothing was copied. See with `kring verify` which, and put the good one \
         in place of the other."
    )]
    KeysDiffer {
        /// The copy.
        path: PathBuf,
        /// How many.
        meetings: usize,
    },
    /// A living key does not do what it is for.
    #[error(
        "{path} does not open {meetings} of the meetings it should. Nothing was copied. Put back the \
         kring.keys of the last backup."
    )]
    KeysWrong {
        /// The living keys.
        path: PathBuf,
        /// How many.
        meetings: usize,
    },
    /// Nothing is overwritten.
    #[error("{path} is there already. Move it away first; nothing was overwritten.")]
    Exists {
        /// Which.
        path: PathBuf,
    },
}

/// Copies the meetings in `data` to a new file in `into`, and merges their keys into the one file there.
/// `name` is what the new file is called.
///
/// # Errors
/// When something cannot be read or written, or the keys there are of other meetings or say something
/// else than the living ones. What was copied before stays as it was.
pub fn backup(data: &Path, into: &Path, name: &str) -> Result<BackupFiles, BackupError> {
    DirBuilder::new()
        .recursive(true)
        .mode(directory::DIRECTORY_MODE)
        .create(into)
        .map_err(|source| file_error(into, source))?;
    let place = |dir: &Path| fs::canonicalize(dir).map_err(|source| file_error(dir, source));
    if place(data)? == place(into)? {
        return Err(BackupError::Same { path: into.to_owned() });
    }
    let mut from = database::open_reader(&data.join(directory::DATABASE), &schema::FORMAT)?;
    let keys = SqliteKeys::open_reader(&data.join(directory::KEYS))?;
    let copied = BackupFiles { database: into.join(name), keys: into.join(directory::KEYS) };
    if copied.database.exists() {
        return Err(BackupError::Exists { path: copied.database });
    }
    let earlier = earlier_keys(&copied.keys, &keys)?;
    open_what_they_should(&mut from, &keys)?;
    // The keys last: every meeting in the copy got its key before it got its first entry.
    put(&copied.database, |to| copy_whole(data, &from, &keys, to))?;
    put(&copied.keys, |to| {
        let merged = keys.copy(to).and_then(|()| {
            earlier.as_ref().map_or(Ok(()), |earlier| merge::into(to, &earlier.rows()?))
        });
        merged.map_err(|source| BackupError::Copy { path: copied.keys.clone(), source })
    })?;
    Ok(copied)
}

/// Copies the database and puts into the copy what the journal has and it has not. The journal is read
/// first: what is not in it any more is in the database.
fn copy_whole(
    data: &Path,
    from: &Connection,
    keys: &SqliteKeys,
    to: &Path,
) -> Result<(), BackupError> {
    let failed = |source| BackupError::Copy { path: to.to_owned(), source };
    let database = data.join(directory::DATABASE);
    let mut tries = 0;
    let found = loop {
        tries += 1;
        let is_still = directory::is_free(data);
        let file =
            journal::read(data).map_err(|source| file_error(&journal::path(data), source))?;
        database::copy(from, to).map_err(failed)?;
        let copy = Connection::open(to).map_err(failed)?;
        match settle::unsettled(&copy, &database, file.as_deref(), is_still) {
            // A server that was just started has another journal than the one that was read.
            Err(OpenError::JournalMissing { .. }) if tries < COPY_AGAIN => {}
            found => break found?.map(|found| (copy, found.rows)),
        }
    };
    let Some((mut copy, rows)) = found else { return Ok(()) };
    let rows = settle::lacking(&copy, keys, rows).map_err(failed)?;
    // A session that cannot take what was appended to it is as damaged in the copy as it is here.
    settle::settle(&mut copy, &[&rows], None).map_err(failed)?;
    copy.close().map_err(|(_, source)| failed(source))
}

/// How often a copy is made where a server began a new journal in between.
const COPY_AGAIN: u32 = 3;

/// The copy of the keys that is there already, if it is one of the same meetings.
fn earlier_keys(path: &Path, living: &SqliteKeys) -> Result<Option<SqliteKeys>, BackupError> {
    if !path.exists() {
        return Ok(None);
    }
    let earlier = SqliteKeys::open_copy(path)?;
    let failed = |source| BackupError::Copy { path: path.to_owned(), source };
    if earlier.store_id().map_err(failed)? != living.store_id().map_err(failed)? {
        return Err(OpenError::ForeignKeys { path: path.to_owned() }.into());
    }
    let rows = earlier.rows().map_err(failed)?;
    let meetings = merge::differences(&rows, &living.rows().map_err(failed)?);
    if meetings > 0 {
        return Err(BackupError::KeysDiffer { path: path.to_owned(), meetings });
    }
    Ok(Some(earlier))
}

/// Whether each living key opens the last entry of its meeting. An entry that is damaged itself is for
/// `verify` to say.
fn open_what_they_should(from: &mut Connection, keys: &SqliteKeys) -> Result<(), BackupError> {
    let failed = |source| BackupError::Copy { path: keys.path().to_owned(), source };
    let mut meetings = 0;
    for session in schema::sessions(from).map_err(failed)? {
        let last = schema::head(from, session).map_err(failed)?.map_or(0, |(last, _)| last);
        let read = reader::read(from, keys, &[], session, last.saturating_sub(1));
        meetings += usize::from(matches!(
            read,
            Err(ReadError::Damaged { what, .. }) if reader::is_wrong_key(&what)
        ));
    }
    if meetings > 0 {
        return Err(BackupError::KeysWrong { path: keys.path().to_owned(), meetings });
    }
    Ok(())
}

/// Puts a backup into a data directory that holds no database. It is copied under other names first,
/// and opened there; only then does it get the names by which Kring finds it.
///
/// # Errors
/// When a file of a database is in the way, or a file cannot be read or written, or what was copied
/// cannot be opened. Nothing is there then that was not there before.
pub fn restore(database: &Path, keys: &Path, data: &Path) -> Result<(), BackupError> {
    let claim = directory::claim_empty(data)?;
    for name in directory::FILES {
        let path = data.join(name);
        if fs::metadata(&path).is_ok_and(|file| file.len() > 0) {
            return Err(BackupError::Exists { path });
        }
    }
    let half = |name: &str| data.join(format!("{name}.half"));
    let pairs = [(keys, directory::KEYS), (database, directory::DATABASE)];
    let restored = (|| {
        for (from, name) in pairs {
            copy_file(from, &half(name)).map_err(|source| file_error(from, source))?;
        }
        reconcile(&half(directory::DATABASE), &half(directory::KEYS))
    })();
    if let Err(error) = restored {
        for (_, name) in pairs {
            let _ = fs::remove_file(half(name));
        }
        return Err(error);
    }
    // The keys first: a start after a crash in between says that the meetings are missing.
    for (_, name) in pairs {
        fs::rename(half(name), data.join(name)).map_err(|source| file_error(data, source))?;
    }
    sync(data).map_err(|source| file_error(data, source))?;
    drop(claim);
    Ok(())
}

/// Of meetings that are in the copy, the notes of progress say what the copy has: that it is older is
/// known. Of meetings that are not in it the notes stay, so that they are missed and not unknown.
fn reconcile(database: &Path, keys: &Path) -> Result<(), BackupError> {
    let from = database::open_reader(database, &schema::FORMAT)?;
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| BackupError::Copy { path, source }
    };
    let heads = schema::heads(&from).map_err(failed(database))?;
    merge::set_progress(keys, &heads).map_err(failed(keys))
}

fn file_error(path: &Path, source: io::Error) -> BackupError {
    BackupError::File { path: path.to_owned(), source }
}

fn copy_file(from: &Path, to: &Path) -> io::Result<()> {
    let mut into = directory::private_file(to)?;
    io::copy(&mut File::open(from)?, &mut into)?;
    into.sync_all()
}

/// Under another name until it is whole and on disk.
fn put(
    path: &Path,
    copy: impl FnOnce(&Path) -> Result<(), BackupError>,
) -> Result<(), BackupError> {
    let half = path.with_extension("half");
    let file = |source| file_error(path, source);
    if half.exists() {
        fs::remove_file(&half).map_err(file)?;
    }
    let made = directory::private_file(&half).map_err(file)?;
    copy(&half)?;
    made.sync_all().map_err(file)?;
    fs::rename(&half, path).map_err(file)?;
    path.parent().map_or(Ok(()), sync).map_err(file)
}

/// A name in a directory is on disk once the directory is.
fn sync(directory: &Path) -> io::Result<()> {
    File::open(directory)?.sync_all()
}
