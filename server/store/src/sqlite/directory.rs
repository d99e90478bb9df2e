//! The data directory: private, on a local disk, and in the hands of one process.

use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

use super::OpenError;

/// The file that holds everything, once Kring is stopped.
pub(super) const DATABASE: &str = "kring.db";
/// What SQLite keeps beside it while it is open.
pub(super) const WAL: &str = "kring.db-wal";
/// The file that opens what is in it.
pub(super) const KEYS: &str = "kring.keys";
/// And what SQLite keeps beside that.
pub(super) const KEYS_WAL: &str = "kring.keys-wal";
/// What was acknowledged and may not be in the database yet.
pub(super) const JOURNAL: &str = "kring.journal";
/// Everything that belongs to a database in a directory.
pub(super) const FILES: [&str; 9] = [
    JOURNAL,
    DATABASE,
    WAL,
    "kring.db-shm",
    "kring.db-journal",
    KEYS,
    KEYS_WAL,
    "kring.keys-shm",
    "kring.keys-journal",
];
/// Who holds this file's lock owns the directory. It stays behind; only the lock counts.
const LOCK: &str = "kring.lock";

/// The directory and its files are nobody else's business.
pub(super) const DIRECTORY_MODE: u32 = 0o700;
const FILE_MODE: u32 = 0o600;

/// The directory is this process's for as long as this lives.
///
/// The lock belongs to the open file, which every child of this process shares until it begins a
/// program of its own. So it is given back, not only closed: a child that is being started would
/// keep a closed one.
#[derive(Debug)]
pub(super) struct Claim(File);

impl Claim {
    #[cfg(test)]
    pub(super) fn file(&self) -> &File {
        &self.0
    }

    /// Takes the lock of a file, unless another process has it.
    fn of(file: File) -> Result<Self, TryLockError> {
        file.try_lock()?;
        Ok(Self(file))
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        // What cannot be given back is given back by closing.
        let _ = self.0.unlock();
    }
}

/// Makes the directory and its files where they are missing, and takes it.
pub(super) fn claim(dir: &Path) -> Result<Claim, OpenError> {
    claim_on(dir, network)
}

/// Makes the directory and takes it, without making any file of a database.
pub(super) fn claim_empty(dir: &Path) -> Result<Claim, OpenError> {
    lock(dir, network)
}

/// As [`claim`], where `network` says which network file system a directory is on.
pub(super) fn claim_on(
    dir: &Path,
    network: impl Fn(&Path) -> io::Result<Option<&'static str>>,
) -> Result<Claim, OpenError> {
    let unusable = |source| OpenError::Directory { path: dir.to_owned(), source };
    let lock = lock(dir, network)?;
    // SQLite gives the files beside it the mode of the database.
    private_file(&dir.join(DATABASE)).map_err(unusable)?;
    private_file(&dir.join(KEYS)).map_err(unusable)?;
    Ok(lock)
}

fn lock(
    dir: &Path,
    network: impl Fn(&Path) -> io::Result<Option<&'static str>>,
) -> Result<Claim, OpenError> {
    let unusable = |source| OpenError::Directory { path: dir.to_owned(), source };
    DirBuilder::new().recursive(true).mode(DIRECTORY_MODE).create(dir).map_err(unusable)?;
    if let Some(kind) = network(dir).map_err(unusable)? {
        return Err(OpenError::Network { path: dir.to_owned(), kind });
    }
    let file = private_file(&dir.join(LOCK)).map_err(unusable)?;
    Claim::of(file).map_err(|refused| match refused {
        TryLockError::WouldBlock => OpenError::InUse { path: dir.to_owned() },
        TryLockError::Error(source) => unusable(source),
    })
}

/// Whether no process has the directory.
pub(super) fn is_free(dir: &Path) -> bool {
    let lock = OpenOptions::new().write(true).open(dir.join(LOCK));
    lock.map_or(true, |file| Claim::of(file).is_ok())
}

pub(super) fn private_file(path: &Path) -> io::Result<File> {
    OpenOptions::new().create(true).truncate(false).write(true).mode(FILE_MODE).open(path)
}

#[cfg(target_os = "linux")]
fn network(dir: &Path) -> io::Result<Option<&'static str>> {
    let magic = rustix::fs::statfs(dir)?.f_type;
    // The kernel's numbers have 32 bits; some platforms hand them out sign-extended.
    Ok(u32::try_from(magic & 0xffff_ffff).ok().and_then(network_file_system))
}

#[cfg(not(target_os = "linux"))]
fn network(_: &Path) -> io::Result<Option<&'static str>> {
    Ok(None)
}

/// The file systems that answer for another machine, by the numbers of `statfs(2)`. FUSE is among
/// them because nothing says what stands behind it.
#[cfg(target_os = "linux")]
pub(super) fn network_file_system(magic: u32) -> Option<&'static str> {
    Some(match magic {
        0x0000_6969 => "NFS",
        0x0000_517b | 0xff53_4d42 | 0xfe53_4d42 => "SMB",
        0x6573_5546 => "FUSE",
        0x0102_1997 => "9P",
        0x5346_414f | 0x6b41_4653 => "AFS",
        0x00c3_6400 => "Ceph",
        0x7375_7245 => "Coda",
        0x0000_564c => "NCP",
        0x0bd0_0bd0 => "Lustre",
        0x4750_4653 => "GPFS",
        0x0116_1970 => "GFS2",
        0x7461_636f => "OCFS2",
        0x786f_4256 => "a VirtualBox share",
        _ => return None,
    })
}
