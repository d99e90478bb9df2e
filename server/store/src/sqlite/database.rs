//! An SQLite file of ours: how it is recognised, set up, copied and taken a step further.

use std::path::Path;
use std::time::Duration;

use rusqlite::backup::Backup;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

use super::{OpenError, sqlite_error};

/// A backup may hold a file for a moment.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Which of our files it is, and how far this build knows it.
pub(super) struct FileFormat {
    /// Marks the file as ours, so that no other program's database is taken for one.
    pub(super) application: i32,
    /// The version this build writes.
    pub(super) known: u32,
}

/// The connection that writes, to a file that is ours and not newer than this build.
pub(super) fn open(path: &Path, format: &FileFormat) -> Result<Connection, OpenError> {
    let failed = |source| sqlite_error(path, source);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(failed)?;
    connection.busy_timeout(BUSY_TIMEOUT).map_err(failed)?;
    // Before anything is changed, even the journal's mode.
    check_format(&connection, path, format)?;
    configure(&connection).map_err(failed)?;
    Ok(connection)
}

/// A connection that reads, to a file that is ours and not newer than this build.
pub(super) fn open_reader(path: &Path, format: &FileFormat) -> Result<Connection, OpenError> {
    let connection = Connection::open_with_flags(path, READING);
    reader(connection.map_err(|source| sqlite_error(path, source))?, path, format)
}

/// As [`open_reader`], for a file that nobody writes: nothing is made beside it, and it may be in a place
/// that cannot be written. A file with a journal is opened as if somebody wrote it.
pub(super) fn open_still(path: &Path, format: &FileFormat) -> Result<Connection, OpenError> {
    if has_journal(path) {
        return open_reader(path, format);
    }
    let connection = open_immutable(path);
    reader(connection.map_err(|source| sqlite_error(path, source))?, path, format)
}

const READING: OpenFlags = OpenFlags::SQLITE_OPEN_READ_ONLY.union(OpenFlags::SQLITE_OPEN_NO_MUTEX);

fn reader(
    connection: Connection,
    path: &Path,
    format: &FileFormat,
) -> Result<Connection, OpenError> {
    let failed = |source| sqlite_error(path, source);
    connection.busy_timeout(BUSY_TIMEOUT).map_err(failed)?;
    connection
        .execute_batch("PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY;")
        .map_err(failed)?;
    check_format(&connection, path, format)?;
    Ok(connection)
}

fn has_journal(path: &Path) -> bool {
    let journal = path
        .with_file_name(format!("{}-wal", path.file_name().unwrap_or_default().to_string_lossy()));
    std::fs::metadata(journal).is_ok_and(|file| file.len() > 0)
}

fn open_immutable(path: &Path) -> rusqlite::Result<Connection> {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let whole = whole.to_string_lossy();
    let escaped = whole.replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    let address = format!("file:{escaped}?immutable=1");
    Connection::open_with_flags(address, READING | OpenFlags::SQLITE_OPEN_URI)
}

/// The version of the file's tables; 0 for a new one.
pub(super) fn version(connection: &Connection) -> rusqlite::Result<u32> {
    connection.query_row("PRAGMA user_version", [], |row| row.get(0))
}

/// One step of a migration together with its number: all of it, or nothing.
pub(super) fn step(
    connection: &mut Connection,
    format: &FileFormat,
    to: u32,
    change: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<()>,
) -> rusqlite::Result<()> {
    let step = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    change(&step)?;
    step.pragma_update(None, "application_id", format.application)?;
    step.pragma_update(None, "user_version", to)?;
    step.commit()
}

/// Puts everything into the file and cuts the write-ahead log to nothing. Says whether it could.
pub(super) fn truncate_wal(connection: &Connection) -> rusqlite::Result<bool> {
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| {
        row.get::<_, i64>(0).map(|busy| busy == 0)
    })
}

/// Bounds the size of the file. Beyond it the disk counts as full.
pub(super) fn limit(connection: &Connection, bytes: Option<u64>) -> rusqlite::Result<()> {
    let Some(bytes) = bytes else { return Ok(()) };
    let page: u64 = connection.query_row("PRAGMA page_size", [], |row| row.get(0))?;
    connection.pragma_update(None, "max_page_count", bytes.div_ceil(page.max(1)).max(1))
}

/// Gives free pages back to the disk.
pub(super) fn give_back(connection: &Connection) -> rusqlite::Result<()> {
    // Each row is a page that was freed.
    let mut vacuum = connection.prepare_cached("PRAGMA incremental_vacuum")?;
    let mut rows = vacuum.query([])?;
    while rows.next()?.is_some() {}
    Ok(())
}

/// Copies the database as it is at one moment into a new file, also while others write.
pub(super) fn copy(from: &Connection, to: &Path) -> rusqlite::Result<()> {
    let mut copy = Connection::open(to)?;
    // In one go: a copy in pieces would begin anew whenever somebody writes.
    let all = std::ffi::c_int::MAX;
    Backup::new(from, &mut copy)?.run_to_completion(all, Duration::ZERO, None)?;
    // The mark of the write-ahead log travels with the pages; one file is to be everything.
    copy.pragma_update(None, "journal_mode", "DELETE")?;
    copy.close().map_err(|(_, error)| error)
}

fn check_format(
    connection: &Connection,
    path: &Path,
    format: &FileFormat,
) -> Result<(), OpenError> {
    let number = |pragma: &str| connection.query_row(pragma, [], |row| row.get::<_, i64>(0));
    let failed = |source| sqlite_error(path, source);
    let found = number("PRAGMA user_version").map_err(failed)?;
    let application = number("PRAGMA application_id").map_err(failed)?;
    let tables = number("SELECT count(*) FROM sqlite_schema").map_err(failed)?;
    if tables > 0 && application != i64::from(format.application) {
        return Err(OpenError::Foreign { path: path.to_owned() });
    }
    let found = u32::try_from(found).unwrap_or(u32::MAX);
    if found > format.known {
        return Err(OpenError::Newer { path: path.to_owned(), found, known: format.known });
    }
    Ok(())
}

fn configure(connection: &Connection) -> rusqlite::Result<()> {
    // FULL: every commit is synced before it is acknowledged. temp_store: nobody's words in /tmp.
    // 1,000 pages: about 4 MB of journal before it is moved into the file, a few milliseconds' work.
    // Before the first table, or it takes a VACUUM: what was erased is given back to the disk.
    connection.execute_batch(
        "PRAGMA auto_vacuum = INCREMENTAL;
         PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL;
         PRAGMA fullfsync = ON;
         PRAGMA checkpoint_fullfsync = ON;
         PRAGMA secure_delete = ON;
         PRAGMA temp_store = MEMORY;
         PRAGMA cell_size_check = ON;
         PRAGMA wal_autocheckpoint = 1000;",
    )
}
