//! A copy to put away, and the way back, both looked at before they count.

use std::path::Path;

use anyhow::ensure;
use jiff::Timestamp;

use super::verify::{Verified, verify};
use kring_store::sqlite::{self, BackupFiles, Inspection};

/// Copies the meetings in `data` to a new file in `into`, named after this moment, and their keys to
/// the one file there. Then reads the copy.
///
/// # Errors
/// When there is no copy.
pub fn back_up(data: &Path, into: &Path) -> anyhow::Result<(BackupFiles, Verified)> {
    let name = Timestamp::now().strftime("kring-%Y-%m-%d-%H%M%S.db").to_string();
    let copied = sqlite::backup(data, into, &name)?;
    let verified = verify(Inspection::of_files(&copied.database, &copied.keys)?)?;
    Ok((copied, verified))
}

/// Puts a backup into an empty data directory, and reads what is there then.
///
/// # Errors
/// When the directory is in use or holds something already, or the copy cannot be read.
pub fn restore(database: &Path, keys: &Path, data: &Path) -> anyhow::Result<Verified> {
    ensure!(database.is_file(), "there is no backup at {}", database.display());
    // Two files that do not belong together are told apart before anything is copied.
    drop(Inspection::of_files(database, keys)?);
    sqlite::restore(database, keys, data)?;
    Ok(verify(Inspection::of_directory(data)?)?)
}
