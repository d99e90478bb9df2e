//! Looks at a write-ahead log that a crash left behind, before SQLite does.
//!
//! SQLite takes the first frame whose checksum is wrong for the place where a crash cut the writing
//! off, and drops everything from there on without a word. That is right for the last, unfinished
//! transaction. But every transaction here is synced before the next one starts: a finished one
//! *behind* the bad frame proves that what the frame held had been acknowledged, and is damaged.
//! (Damage inside the very last transaction cannot be told from a crash.)
//!
//! The format is fixed: <https://sqlite.org/fileformat2.html#the_write_ahead_log>.

use std::fs::File;
use std::io::{self, BufReader, ErrorKind, Read};
use std::path::Path;

const HEADER_BYTES: usize = 32;
const FRAME_HEADER_BYTES: usize = 24;
/// The last bit of the magic number says whether checksums read words as big-endian.
const MAGIC: u32 = 0x377f_0682;
/// SQLite's own limits for a page.
const PAGE_BYTES: std::ops::RangeInclusive<u32> = 512..=65_536;

type Sum = (u32, u32);

/// Says what is wrong, if anything is.
pub(super) fn check(path: &Path) -> Result<(), String> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error.to_string()),
    };
    scan(&mut BufReader::new(file)).map_err(|error| error.to_string())?
}

fn scan(wal: &mut impl Read) -> io::Result<Result<(), String>> {
    let mut header = [0; HEADER_BYTES];
    if !fill(wal, &mut header)? || header == [0; HEADER_BYTES] {
        // Not even its first sync was finished.
        return Ok(Ok(()));
    }
    let magic = word(&header, 0);
    let big_endian = magic & 1 == 1;
    let page = word(&header, 8);
    let start = add((0, 0), &header[..24], big_endian);
    if magic & !1 != MAGIC || start != sum_at(&header, 24) || !PAGE_BYTES.contains(&page) {
        return Ok(Err("the head of the write-ahead log is not what was written".into()));
    }
    let salt = header[16..24].to_vec();
    let mut frame = vec![0; FRAME_HEADER_BYTES + usize::try_from(page).unwrap_or(0)];
    let (mut number, mut bad, mut finished, mut before) = (0_u64, None, false, start);
    while fill(wal, &mut frame)? {
        number += 1;
        let own = frame[8..16] == salt[..];
        let written = sum_at(&frame, 16);
        let sum =
            add(add(before, &frame[..8], big_endian), &frame[FRAME_HEADER_BYTES..], big_endian);
        let whole = own && sum == written;
        if !whole && bad.is_none() {
            bad = Some(number);
        }
        if let Some(bad) = bad {
            if whole && finished {
                let what = format!("frame {bad} of the write-ahead log is not what was written");
                return Ok(Err(what));
            }
            let commits = word(&frame, 4) != 0;
            finished = own && commits && (whole || bad == number);
        }
        // The next frame is judged by what this one says of itself, so one flip stays one flip.
        before = written;
    }
    Ok(Ok(()))
}

/// Whether there was enough to read.
fn fill(wal: &mut impl Read, into: &mut [u8]) -> io::Result<bool> {
    match wal.read_exact(into) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}

fn add((mut a, mut b): Sum, bytes: &[u8], big_endian: bool) -> Sum {
    let read = |four: &[u8]| {
        let value = word(four, 0);
        if big_endian { value } else { value.swap_bytes() }
    };
    for pair in bytes.chunks_exact(8) {
        a = a.wrapping_add(read(&pair[..4])).wrapping_add(b);
        b = b.wrapping_add(read(&pair[4..])).wrapping_add(a);
    }
    (a, b)
}

fn sum_at(bytes: &[u8], at: usize) -> Sum {
    (word(bytes, at), word(bytes, at + 4))
}

fn word(bytes: &[u8], at: usize) -> u32 {
    let mut four = [0; 4];
    four.copy_from_slice(&bytes[at..at + 4]);
    u32::from_be_bytes(four)
}
