//! What the writer watches on the disk: that its files are still its own, and a few kilobytes kept free so
//! that something can be erased when there is no room left.

use std::cell::Cell;
use std::fs::{self, File};
use std::io::{self, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use super::directory;
use crate::StorageError;

/// The file that is given up when the disk is full, to erase something.
const RESERVE: &str = "kring.reserve";
/// Enough for the journal of the keys, which erasing one writes.
const RESERVE_BYTES: usize = 256 * 1024;

/// A disk with less free space counts as full: twice the usual length of the write-ahead log.
const MIN_FREE: u64 = 8 * 1024 * 1024;
/// Below this much free space no new meeting is begun: those that are going on need it.
const MIN_FREE_FOR_NEW: u64 = 64 * 1024 * 1024;
/// Of a limit for the database, this many parts of a hundred may be taken when a new meeting is begun.
const MAX_PART_FOR_NEW: u64 = 90;

/// How long an answer of the disk about its free space holds. What is acknowledged meanwhile has its place in
/// the journal.
const FREE_SPACE_HOLDS: Duration = Duration::from_millis(50);
/// How long an unchanged directory speaks for the files in it.
const UNCHANGED_HOLDS: Duration = Duration::from_secs(1);
/// A change of the directory that is younger than this may hide another one: times are counted in ticks.
const SURE_AFTER: Duration = Duration::from_secs(1);

/// The files of one data directory.
pub(super) struct Guard {
    dir: PathBuf,
    /// The directory itself, wherever it is moved to; none where it cannot be opened.
    opened_dir: Option<File>,
    max_bytes: Option<u64>,
    /// The files that are written, and which ones they were when they were opened.
    opened: Vec<(PathBuf, Identity)>,
    /// When all files were ours the last time, and when the directory had changed then.
    unchanged: Cell<Option<(Instant, i128)>>,
    /// When the disk was asked last whether it is nearly full, and what it said.
    nearly_full: Cell<Option<(Instant, bool)>>,
}

/// Device and inode.
type Identity = (u64, u64);

impl Guard {
    /// Remembers the files as they are now, all opened, and sets the reserve aside.
    pub(super) fn new(dir: &Path, max_bytes: Option<u64>) -> Self {
        let databases = [directory::DATABASE, directory::WAL, directory::KEYS, directory::KEYS_WAL];
        let names = databases.into_iter().chain([directory::JOURNAL]);
        let opened = names.map(|name| dir.join(name));
        let opened = opened.filter_map(|path| identity(&path).map(|found| (path, found)));
        let (unchanged, nearly_full) = (Cell::new(None), Cell::new(None));
        let opened_dir = File::open(dir).ok();
        let (dir, opened) = (dir.to_owned(), opened.collect());
        let guard = Self { dir, opened_dir, max_bytes, opened, unchanged, nearly_full };
        guard.set_aside();
        guard
    }

    /// Fails once a file was replaced or removed: what is written to it then is lost to everybody else.
    pub(super) fn check(&self) -> Result<(), StorageError> {
        // A file is replaced or removed by changing names, that of the directory among them: while none
        // changes, one look is enough. What is mounted over it changes none.
        let changed = self.opened_dir.as_ref().and_then(changed_ns);
        if let Some((at, known)) = self.unchanged.get()
            && changed == Some(known)
            && at.elapsed() < UNCHANGED_HOLDS
        {
            return Ok(());
        }
        self.check_files()?;
        self.unchanged.set(changed.filter(is_sure).map(|known| (Instant::now(), known)));
        Ok(())
    }

    fn check_files(&self) -> Result<(), StorageError> {
        let foreign = self.opened.iter().find(|(path, opened)| identity(path) != Some(*opened));
        foreign.map_or(Ok(()), |(path, _)| {
            let what =
                "was replaced or removed while Kring runs; stop Kring, put it back, start again";
            Err(StorageError::Failed(format!("{} {what}", path.display())))
        })
    }

    /// Whether so little space is free that a write of the database may find none.
    pub(super) fn is_nearly_full(&self) -> bool {
        if let Some((at, said)) = self.nearly_full.get()
            && at.elapsed() < FREE_SPACE_HOLDS
        {
            return said;
        }
        let said = self.free().is_some_and(|free| free < MIN_FREE);
        self.nearly_full.set(Some((Instant::now(), said)));
        said
    }

    /// Bytes that are free, if the disk says so.
    fn free(&self) -> Option<u64> {
        rustix::fs::statvfs(&self.dir).ok().map(|disk| disk.f_bavail * disk.f_frsize)
    }

    /// Whether there is room for another meeting.
    pub(super) fn has_room_for_new(&self) -> bool {
        let taken = fs::metadata(self.dir.join(directory::DATABASE)).map_or(0, |file| file.len());
        let within = self.max_bytes.is_none_or(|max| taken < max / 100 * MAX_PART_FOR_NEW);
        within && self.free().is_none_or(|free| free >= MIN_FREE_FOR_NEW)
    }

    /// Gives the reserve up.
    pub(super) fn make_room(&self) {
        let _ = fs::remove_file(self.dir.join(RESERVE));
    }

    /// Sets the reserve aside again, if there is room for it. Without it Kring works, but for erasing
    /// on a full disk.
    pub(super) fn set_aside(&self) {
        let path = self.dir.join(RESERVE);
        if fs::metadata(&path).is_ok_and(|file| file.len() >= RESERVE_BYTES as u64) {
            return;
        }
        if write(&path).is_err() {
            let _ = fs::remove_file(&path);
        }
    }
}

fn write(path: &Path) -> io::Result<()> {
    let mut file = directory::private_file(path)?;
    // Not zeros: some file systems keep no room for those.
    file.write_all(&vec![0x6b; RESERVE_BYTES])?;
    File::sync_all(&file)
}

/// Asks for nothing else: whoever asks when a file was written makes the next write note the time anew, at
/// the price of a third of that write.
#[cfg(target_os = "linux")]
fn identity(path: &Path) -> Option<Identity> {
    use rustix::fs::{AtFlags, CWD, StatxFlags};
    let file = rustix::fs::statx(CWD, path, AtFlags::STATX_DONT_SYNC, StatxFlags::INO).ok()?;
    let device = u64::from(file.stx_dev_major) << 32 | u64::from(file.stx_dev_minor);
    Some((device, file.stx_ino))
}

#[cfg(not(target_os = "linux"))]
fn identity(path: &Path) -> Option<Identity> {
    fs::metadata(path).ok().map(|file| (file.dev(), file.ino()))
}

/// When a name in a directory last changed, or its own, in nanoseconds since 1970.
fn changed_ns(dir: &File) -> Option<i128> {
    let found = dir.metadata().ok()?;
    Some(i128::from(found.ctime()) * 1_000_000_000 + i128::from(found.ctime_nsec()))
}

/// Whether the last change is long enough ago that no other one can have the same time.
fn is_sure(changed: &i128) -> bool {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let settled = now.saturating_sub(SURE_AFTER).as_nanos();
    i128::try_from(settled).is_ok_and(|settled| *changed < settled)
}
