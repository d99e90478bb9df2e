//! The file that what is appended goes to first.
//!
//! A write of SQLite costs several times what the disk asks for. So the thread that writes puts each group
//! of appends as one block into this file, which has its full size from the start, and acknowledges; the
//! database follows in larger steps (`settle`). Group after group goes behind the last one; once the file
//! is used up and everything in it is in the database, the next group goes to the front.
//!
//! The database knows which journal it has, by a salt, and the number of the last group that it took over.
//! Groups are numbered without a gap, so those with higher numbers are what it lacks (`replay`). While the
//! database names no journal there is nothing in it that counts.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use rustix::fs::OFlags;

use super::directory;
use super::row::{Row, take};

/// What disks write as one, or a multiple of it. Groups begin and end at multiples of it.
const BLOCK: usize = 4096;
/// Bytes of the file: twice what may wait for the database, and little enough to be made in milliseconds.
const FILE_BYTES: usize = 1024 * 1024;
/// Bytes in a group, at most. What is larger costs so much itself that it can go into the database at once.
pub(super) const MAX_GROUP_BYTES: usize = 256 * 1024;

const MAGIC: [u8; 8] = *b"KRNGJNL\x01";
/// The checksum, magic, salt, number, length and count.
const HEAD_BYTES: usize = 4 + 8 + SALT_BYTES + 8 + 4 + 4;
const SALT_BYTES: usize = 16;

/// By which groups of one journal are told from those of any other.
pub(super) type Salt = [u8; SALT_BYTES];

/// A journal to write to.
pub(super) struct Journal {
    file: File,
    salt: Salt,
    /// The last group that was written, or that may have been.
    number: u64,
    /// The last group that the database took over, or passed over; none before it knows this journal.
    settled: Option<u64>,
    /// Where the next group goes.
    at: usize,
    /// Whether that is somewhere else than behind what was written last.
    is_rewound: bool,
    /// Whether the last write failed.
    has_failed: bool,
    buffer: Buffer,
    #[cfg(test)]
    fails: bool,
}

impl Journal {
    /// A journal with a new salt in the file at `path`, which is made where it is not as it should be.
    /// Nothing that was in it counts any more.
    pub(super) fn begin(path: &Path) -> io::Result<Self> {
        if fs::metadata(path).ok().is_none_or(|file| file.len() != FILE_BYTES as u64) {
            make(path)?;
        }
        let mut salt = Salt::default();
        getrandom::fill(&mut salt).map_err(io::Error::other)?;
        let mut buffer = Buffer::new();
        let head = buffer.group(&salt, 0, &[]);
        Self::open(path, head, salt, 0)
    }

    /// Goes on with the journal that a crash left behind, up to the group with this number.
    pub(super) fn go_on(path: &Path, salt: Salt, number: u64) -> io::Result<Self> {
        Self::open(path, Buffer::new().group(&salt, 0, &[]), salt, number)
    }

    fn open(path: &Path, head: &[u8], salt: Salt, number: u64) -> io::Result<Self> {
        let start = |flags: OFlags| {
            let flags = (OFlags::DSYNC | flags).bits().cast_signed();
            let mut file = OpenOptions::new().write(true).custom_flags(flags).open(path)?;
            file.write_all(head)?;
            Ok::<_, io::Error>(file)
        };
        // Past the page cache it takes a third less time of the processor. Not every file system can.
        let file = match start(DIRECT) {
            Err(error) if error.kind() == ErrorKind::InvalidInput => start(OFlags::empty()),
            opened => opened,
        }?;
        let buffer = Buffer::new();
        let (at, is_rewound) = (BLOCK, true);
        Ok(Self {
            file,
            salt,
            number,
            settled: None,
            at,
            is_rewound,
            has_failed: false,
            buffer,
            #[cfg(test)]
            fails: false,
        })
    }

    pub(super) fn salt(&self) -> &Salt {
        &self.salt
    }

    /// The last group that was written, or that may have been.
    pub(super) fn number(&self) -> u64 {
        self.number
    }

    /// Whether these rows can be written now. Otherwise the database has to take over first what is there.
    pub(super) fn has_room(&self, rows: &[Row]) -> bool {
        let is_ready = self.settled.is_some() && !self.has_failed;
        is_ready && self.at + group_bytes(rows) <= FILE_BYTES
    }

    /// Whether the database knows this journal, and lacks nothing that is in it.
    pub(super) fn is_settled(&self) -> bool {
        self.settled == Some(self.number)
    }

    /// The database has taken over, or passes over, everything up to [`number`](Self::number), and this
    /// is on disk.
    pub(super) fn settle(&mut self) {
        if self.settled.is_none() || self.has_failed || self.at + MAX_GROUP_BYTES > FILE_BYTES {
            self.at = BLOCK;
            self.is_rewound = true;
        }
        self.settled = Some(self.number);
        self.has_failed = false;
    }

    /// Writes a group for which there is room. It is on disk when this returns. After a failure nothing can
    /// be written until the database has taken over what is there.
    pub(super) fn write(&mut self, rows: &[Row]) -> io::Result<()> {
        self.number += 1;
        // What fails may have been written all the same; its number is never used again.
        self.has_failed = true;
        if self.is_rewound {
            self.file.seek(SeekFrom::Start(self.at as u64))?;
            self.is_rewound = false;
        }
        let group = self.buffer.group(&self.salt, self.number, rows);
        self.file.write_all(group)?;
        #[cfg(test)]
        if std::mem::take(&mut self.fails) {
            return Err(io::Error::other("it was written, and the disk says that it was not"));
        }
        self.at += group.len();
        self.has_failed = false;
        Ok(())
    }

    #[cfg(test)]
    pub(super) fn fail_next_write(&mut self) {
        self.fails = true;
    }
}

/// Past the page cache.
#[cfg(target_os = "linux")]
const DIRECT: OFlags = OFlags::DIRECT;
#[cfg(not(target_os = "linux"))]
const DIRECT: OFlags = OFlags::empty();

/// Makes the file, every byte of it written: then nothing but its contents has to reach the disk later.
fn make(path: &Path) -> io::Result<()> {
    let mut file = directory::private_file(path)?;
    file.set_len(0)?;
    // Not zeros: some file systems keep no room for those.
    file.write_all(&vec![0x6b; FILE_BYTES])?;
    file.sync_all()?;
    path.parent().map_or(Ok(()), |dir| File::open(dir)?.sync_all())
}

/// How many bytes of the file these rows take.
pub(super) fn group_bytes(rows: &[Row]) -> usize {
    let bytes = HEAD_BYTES + rows.iter().map(Row::bytes).sum::<usize>();
    bytes.next_multiple_of(BLOCK)
}

/// Room for one group at an address that is a multiple of [`BLOCK`], as writing past the page cache asks.
struct Buffer {
    bytes: Vec<u8>,
    start: usize,
}

impl Buffer {
    fn new() -> Self {
        let mut bytes = Vec::<u8>::with_capacity(MAX_GROUP_BYTES + BLOCK);
        let start = bytes.as_ptr().align_offset(BLOCK).min(BLOCK);
        bytes.resize(start, 0);
        Self { bytes, start }
    }

    /// A group as it is written. The checksum is that of everything behind it but for the padding.
    fn group(&mut self, salt: &Salt, number: u64, rows: &[Row]) -> &[u8] {
        let Self { bytes, start } = self;
        bytes.truncate(*start);
        bytes.extend_from_slice(&[0; 4]);
        bytes.extend_from_slice(&MAGIC);
        bytes.extend_from_slice(salt);
        bytes.extend_from_slice(&number.to_le_bytes());
        let length = HEAD_BYTES + rows.iter().map(Row::bytes).sum::<usize>();
        for number in [length, rows.len()] {
            bytes.extend_from_slice(&u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes());
        }
        rows.iter().for_each(|row| row.encode(bytes));
        let sum = crc32fast::hash(&bytes[*start + 4..]);
        bytes[*start..*start + 4].copy_from_slice(&sum.to_le_bytes());
        bytes.resize(*start + length.next_multiple_of(BLOCK), 0);
        &bytes[*start..]
    }
}

/// A group that was found.
pub(super) struct Group {
    pub(super) number: u64,
    pub(super) rows: Vec<Row>,
    /// Bytes of the file that it takes.
    length: usize,
}

/// Every whole group of the journal with this salt, in the order of the file.
pub(super) fn groups(file: &[u8], salt: &Salt) -> Vec<Group> {
    let mut found = vec![];
    let mut rest = file;
    while !rest.is_empty() {
        let group = group(rest, salt);
        let length = group.as_ref().map_or(BLOCK, |group| group.length);
        found.extend(group);
        rest = rest.get(length..).unwrap_or_default();
    }
    found
}

/// The group that these bytes begin with, if it is whole.
fn group(bytes: &[u8], salt: &Salt) -> Option<Group> {
    let mut head = bytes;
    let sum = u32::from_le_bytes(take(&mut head)?);
    if take(&mut head)? != MAGIC || take(&mut head)? != *salt {
        return None;
    }
    let number = u64::from_le_bytes(take(&mut head)?);
    let length = usize::try_from(u32::from_le_bytes(take(&mut head)?)).ok()?;
    let count = u32::from_le_bytes(take(&mut head)?);
    if crc32fast::hash(bytes.get(4..length)?) != sum {
        return None;
    }
    let mut rest = bytes.get(HEAD_BYTES..length)?;
    let rows = (0..count).map(|_| Row::decode(&mut rest)).collect::<Option<_>>()?;
    Some(Group { number, rows, length: length.next_multiple_of(BLOCK) })
}

/// The bytes of the journal in a data directory; none if there is none.
pub(super) fn read(dir: &Path) -> io::Result<Option<Vec<u8>>> {
    match fs::read(path(dir)) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        read => read.map(Some),
    }
}

pub(super) fn path(dir: &Path) -> PathBuf {
    dir.join(directory::JOURNAL)
}
