//! The tables, how they came to be, and how a connection is set up.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use super::{OpenError, sqlite_error};

/// Marks the file as Kring's ("KRNG"), so that no other program's database is taken for one.
const APPLICATION: i32 = 0x4b52_4e47;
/// A backup program may hold the file for a moment.
const BUSY_PATIENCE: Duration = Duration::from_secs(5);

/// Schema version n is what the first n of these lead to. Only ever add to the end.
///
/// `entries` is a plain rowid table: appending moves no row (see the module above), and it takes
/// batches three times as fast as one clustered by session. `heads` says how far each session goes,
/// which is what tells a lost tail from a short session.
const MIGRATIONS: &[&str] = &["
    CREATE TABLE entries (
        id INTEGER PRIMARY KEY,
        session BLOB NOT NULL,
        seq INTEGER NOT NULL,
        at_ms INTEGER NOT NULL,
        payload BLOB NOT NULL,
        checksum BLOB NOT NULL,
        UNIQUE (session, seq)
    ) STRICT;
    CREATE TABLE heads (
        session BLOB PRIMARY KEY,
        last INTEGER NOT NULL,
        erased INTEGER NOT NULL DEFAULT 0
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE probe (writes INTEGER NOT NULL) STRICT;
    INSERT INTO probe VALUES (0);
"];

/// The version this build writes.
pub(super) fn known() -> u32 {
    u32::try_from(MIGRATIONS.len()).unwrap_or(u32::MAX)
}

/// The connection that writes, with its tables as this build knows them.
pub(super) fn open(path: &Path) -> Result<Connection, OpenError> {
    let failed = |source| sqlite_error(path, source);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags).map_err(failed)?;
    connection.busy_timeout(BUSY_PATIENCE).map_err(failed)?;
    // Before anything is changed, even the journal's mode.
    recognise(&connection, path)?;
    set_up(&connection).map_err(failed)?;
    migrate(&mut connection).map_err(failed)?;
    // What a crash left behind goes into the file, and no erased text survives in the old journal.
    empty_write_ahead(&connection).map_err(failed)?;
    Ok(connection)
}

/// A connection that reads.
pub(super) fn open_reader(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY_PATIENCE)?;
    connection.execute_batch("PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY;")?;
    Ok(connection)
}

/// Puts everything into the file and cuts the write-ahead log to nothing. Says whether it could.
pub(super) fn empty_write_ahead(connection: &Connection) -> rusqlite::Result<bool> {
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| {
        row.get::<_, i64>(0).map(|busy| busy == 0)
    })
}

fn recognise(connection: &Connection, path: &Path) -> Result<(), OpenError> {
    let number = |pragma: &str| connection.query_row(pragma, [], |row| row.get::<_, i64>(0));
    let failed = |source| sqlite_error(path, source);
    let found = number("PRAGMA user_version").map_err(failed)?;
    let application = number("PRAGMA application_id").map_err(failed)?;
    let tables = number("SELECT count(*) FROM sqlite_schema").map_err(failed)?;
    if tables > 0 && application != i64::from(APPLICATION) {
        return Err(OpenError::Foreign { path: path.to_owned() });
    }
    let found = u32::try_from(found).unwrap_or(u32::MAX);
    if found > known() {
        return Err(OpenError::Newer { path: path.to_owned(), found, known: known() });
    }
    Ok(())
}

fn set_up(connection: &Connection) -> rusqlite::Result<()> {
    // FULL: every commit is synced before it is acknowledged. temp_store: nobody's words in /tmp.
    // 1,000 pages: about 4 MB of journal before it is moved into the file, a few milliseconds' work.
    connection.execute_batch(
        "PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL;
         PRAGMA fullfsync = ON;
         PRAGMA checkpoint_fullfsync = ON;
         PRAGMA secure_delete = ON;
         PRAGMA temp_store = MEMORY;
         PRAGMA cell_size_check = ON;
         PRAGMA wal_autocheckpoint = 1000;",
    )
}

/// Each step in a transaction of its own together with its number: an interrupted migration goes on
/// where it stood.
fn migrate(connection: &mut Connection) -> rusqlite::Result<()> {
    let done = connection.query_row("PRAGMA user_version", [], |row| row.get::<_, usize>(0))?;
    for (index, step) in MIGRATIONS.iter().enumerate().skip(done) {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute_batch(step)?;
        transaction.pragma_update(None, "application_id", APPLICATION)?;
        transaction.pragma_update(None, "user_version", index + 1)?;
        transaction.commit()?;
    }
    Ok(())
}
