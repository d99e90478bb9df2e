//! A copy to put away, made while Kring runs, and the way back.
//!
//! The database is copied under a name of its own each time; of the keys there is one copy, replaced
//! each time. So however many backups there are, an erased meeting can be read from none of them once
//! the keys were copied again.

use std::fs::{self, DirBuilder, File};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use super::keys::SqliteKeys;
use super::{OpenError, database, directory, schema};

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
    /// Nothing is overwritten.
    #[error("{path} is there already. Move it away first; nothing was overwritten.")]
    Exists {
        /// Which.
        path: PathBuf,
    },
}

/// Copies the meetings in `data` to a new file in `into`, and their keys to the one file there.
/// `name` is what the new file is called.
///
/// # Errors
/// When something cannot be read or written. What was copied before stays.
pub fn backup(data: &Path, into: &Path, name: &str) -> Result<BackupFiles, BackupError> {
    let meetings = data.join(directory::DATABASE);
    let from = database::open_reader(&meetings, &schema::FORMAT)?;
    let keys = SqliteKeys::open_reader(&data.join(directory::KEYS))?;
    DirBuilder::new()
        .recursive(true)
        .mode(directory::DIRECTORY_MODE)
        .create(into)
        .map_err(|source| BackupError::File { path: into.to_owned(), source })?;
    let copied = BackupFiles { database: into.join(name), keys: into.join(directory::KEYS) };
    if copied.database.exists() {
        return Err(BackupError::Exists { path: copied.database });
    }
    // The keys last: every meeting in the copy got its key before it got its first entry.
    put(&copied.database, |to| database::copy(&from, to))?;
    put(&copied.keys, |to| keys.copy(to))?;
    Ok(copied)
}

/// Puts a backup into an empty data directory.
///
/// # Errors
/// When there is something in it already, or a file cannot be read or written.
pub fn restore(database: &Path, keys: &Path, data: &Path) -> Result<(), BackupError> {
    let lock = directory::claim(data)?;
    let pairs = [(database, data.join(directory::DATABASE)), (keys, data.join(directory::KEYS))];
    for (_, to) in &pairs {
        // Claiming the directory made the files, with nothing in them.
        if fs::metadata(to).is_ok_and(|file| file.len() > 0) {
            return Err(BackupError::Exists { path: to.clone() });
        }
    }
    for (from, to) in pairs {
        copy_file(from, &to)
            .map_err(|source| BackupError::File { path: from.to_owned(), source })?;
    }
    sync(data).map_err(|source| BackupError::File { path: data.to_owned(), source })?;
    drop(lock);
    Ok(())
}

fn copy_file(from: &Path, to: &Path) -> io::Result<()> {
    let mut into = directory::private_file(to)?;
    io::copy(&mut File::open(from)?, &mut into)?;
    into.sync_all()
}

/// Under another name until it is whole and on disk.
fn put(path: &Path, copy: impl FnOnce(&Path) -> rusqlite::Result<()>) -> Result<(), BackupError> {
    let half = path.with_extension("half");
    let file = |source| BackupError::File { path: path.to_owned(), source };
    if half.exists() {
        fs::remove_file(&half).map_err(file)?;
    }
    let made = directory::private_file(&half).map_err(file)?;
    copy(&half).map_err(|source| BackupError::Copy { path: path.to_owned(), source })?;
    made.sync_all().map_err(file)?;
    fs::rename(&half, path).map_err(file)?;
    path.parent().map_or(Ok(()), sync).map_err(file)
}

/// A name in a directory is on disk once the directory is.
fn sync(directory: &Path) -> io::Result<()> {
    File::open(directory)?.sync_all()
}
