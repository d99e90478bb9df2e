//! The tables of the log, and how a file of an older build becomes one of this build.

use std::collections::HashMap;
use std::path::Path;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Transaction};

use super::database::{self, FileFormat};
use super::keys::SqliteKeys;
use super::{OpenError, checksum, sqlite_error};
use crate::StreamId;
use crate::encryption::EntryContext;
use crate::keys::KeyStatus;

/// "KRNG".
pub(super) const FORMAT: FileFormat = FileFormat { application: 0x4b52_4e47, known: 6 };

/// The migration to each version, in order. Append only.
const STEPS: &[Step] = &[
    Step::Tables(TABLES),
    Step::Seal(SEALED),
    Step::Compact,
    Step::Tables(CHECKPOINTS),
    Step::Compact,
    Step::Tables(JOURNAL),
];

enum Step {
    /// SQL statements.
    Tables(&'static str),
    /// SQL statements, and every payload encrypted with the key of its session.
    Seal(&'static str),
    /// VACUUM, so that no payload in clear is left in free pages, and free pages can be given back.
    Compact,
}

/// `entries` is a plain rowid table: it takes batches three times as fast as one clustered by
/// session. `heads` says how far each session goes, which is what tells a lost tail from a short
/// session.
const TABLES: &str = "
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
";

/// `store` holds the id of the database, by which keys of another one are recognised. Erased sessions
/// had payloads of zeros. Sessions from before retention become due after thirty days.
const SEALED: &str = "
    CREATE TABLE store (id BLOB NOT NULL) STRICT;
    DELETE FROM entries WHERE session IN (SELECT session FROM heads WHERE erased = 1);
    ALTER TABLE heads ADD COLUMN due_ms INTEGER NOT NULL DEFAULT 0;
    UPDATE heads SET due_ms = 2592000000 + coalesce(
        (SELECT max(at_ms) FROM entries WHERE entries.session = heads.session), 0);
";

/// `checkpoints` has the last state of a session that was worth keeping; `access` says who may ask for a
/// session, and is NULL for those whose last such entry was written before. `clock` has one row.
const CHECKPOINTS: &str = "
    CREATE TABLE checkpoints (
        session BLOB PRIMARY KEY,
        seq INTEGER NOT NULL,
        payload BLOB NOT NULL
    ) STRICT;
    ALTER TABLE heads ADD COLUMN access BLOB;
    CREATE TABLE clock (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        lived_ms INTEGER NOT NULL,
        wall_ms INTEGER NOT NULL,
        trusted_ms INTEGER NOT NULL,
        doubted_for_ms INTEGER
    ) STRICT;
";

/// `journal` names the journal in which there may be what is not here yet, and the last of its groups that
/// is. It has one row, or none where there is no such journal.
const JOURNAL: &str = "
    CREATE TABLE journal (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        salt BLOB NOT NULL,
        settled INTEGER NOT NULL
    ) STRICT;
";

/// The connection that writes, with its tables as this build knows them.
pub(super) fn open(
    path: &Path,
    keys: &SqliteKeys,
    meetings_may_be_gone: bool,
) -> Result<Connection, OpenError> {
    let failed = |source| sqlite_error(path, source);
    let of_keys = |source| sqlite_error(keys.path(), source);
    let mut connection = database::open(path, &FORMAT)?;
    let is_new = database::version(&connection).map_err(failed)? == 0;
    if is_new && !meetings_may_be_gone && keys.has_living().map_err(of_keys)? {
        return Err(OpenError::MeetingsMissing { path: path.to_owned() });
    }
    migrate(&mut connection, keys).map_err(failed)?;
    let store = store_id(&connection).map_err(failed)?;
    match keys.store_id().map_err(of_keys)? {
        Some(id) if id == store => {}
        Some(_) => return Err(OpenError::ForeignKeys { path: keys.path().to_owned() }),
        // Sealed, and without the file that opens it.
        None if holds_sessions(&connection).map_err(failed)? => {
            return Err(OpenError::KeysMissing { path: keys.path().to_owned() });
        }
        None => keys.set_store_id(&store).map_err(of_keys)?,
    }
    // One walk over each table: a look-up for each of 100,000 sessions would take seconds.
    let mut alive = heads(&connection).map_err(failed)?.into_iter().collect();
    finish_erasing(&mut connection, keys, &mut alive).map_err(failed)?;
    report_lost(&alive, keys).map_err(failed)?;
    // What a crash left behind goes into the file.
    database::truncate_wal(&connection).map_err(failed)?;
    Ok(connection)
}

/// The id of this database, by which keys of another one are recognised.
pub(super) fn store_id(connection: &Connection) -> rusqlite::Result<Vec<u8>> {
    connection.query_row("SELECT id FROM store", [], |row| row.get(0))
}

/// The last seq of a session, and whether the session was erased.
pub(super) fn head(
    connection: &Connection,
    session: StreamId,
) -> rusqlite::Result<Option<(u64, bool)>> {
    let mut find =
        connection.prepare_cached("SELECT last, erased FROM heads WHERE session = ?1")?;
    find.query_row([session.name()], |row| Ok((row.get(0)?, row.get(1)?))).optional()
}

/// Every session that was not erased.
pub(super) fn sessions(connection: &Connection) -> rusqlite::Result<Vec<StreamId>> {
    let mut list = connection.prepare("SELECT session FROM heads WHERE erased = 0")?;
    let rows = list.query_map([], |row| row.get(0))?;
    rows.map(|session| session.and_then(session_of)).collect()
}

/// How far each session that was not erased goes.
pub(super) fn heads(connection: &Connection) -> rusqlite::Result<Vec<(StreamId, u64)>> {
    let mut list = connection.prepare("SELECT session, last FROM heads WHERE erased = 0")?;
    let rows = list.query_map([], |row| Ok((session_in(row.get_ref(0)?)?, row.get(1)?)))?;
    rows.collect()
}

/// Every session with entries or a head. A damaged session can have entries without a head.
fn all_sessions(connection: &Connection) -> rusqlite::Result<Vec<StreamId>> {
    let mut list = connection.prepare(
        "SELECT DISTINCT session FROM entries UNION SELECT session FROM heads WHERE erased = 0",
    )?;
    let rows = list.query_map([], |row| row.get(0))?;
    rows.map(|session| session.and_then(session_of)).collect()
}

/// The session id in a blob.
pub(super) fn session_of(blob: Vec<u8>) -> rusqlite::Result<StreamId> {
    StreamId::of_name(&blob).ok_or(rusqlite::Error::IntegralValueOutOfRange(0, 0))
}

/// The session id in a blob that is not copied.
pub(super) fn session_in(value: ValueRef<'_>) -> rusqlite::Result<StreamId> {
    let name = value.as_blob().ok().and_then(StreamId::of_name);
    name.ok_or(rusqlite::Error::IntegralValueOutOfRange(0, 0))
}

/// Bytes of a checksum.
const CHECKSUM_BYTES: usize = 16;

/// Who may ask for a session, as it is kept: with a checksum, so that damage locks nobody out.
pub(super) fn kept_access(session: StreamId, access: &[u8]) -> Vec<u8> {
    [access, &checksum(session, 0, 0, access)].concat()
}

/// Who may ask for a session; none if it is not what was kept.
pub(super) fn checked_access(session: StreamId, kept: &[u8]) -> Option<Vec<u8>> {
    let (access, sum) = kept.split_last_chunk::<CHECKSUM_BYTES>()?;
    (*sum == checksum(session, 0, 0, access)).then(|| access.to_vec())
}

/// Deletes what there is of a session and marks it as erased.
pub(super) fn delete_entries(
    transaction: &Transaction<'_>,
    session: StreamId,
) -> rusqlite::Result<()> {
    let session = session.name();
    transaction.execute("DELETE FROM entries WHERE session = ?1", [session])?;
    transaction.execute("DELETE FROM checkpoints WHERE session = ?1", [session])?;
    transaction.execute(
        "INSERT INTO heads (session, last, erased) VALUES (?1, 0, 1)
         ON CONFLICT (session) DO UPDATE SET erased = 1, access = NULL",
        [session],
    )?;
    Ok(())
}

/// Each step is applied as a whole or not at all, so an interrupted migration continues where it
/// stopped.
fn migrate(connection: &mut Connection, keys: &SqliteKeys) -> rusqlite::Result<()> {
    let found = database::version(connection)?;
    for (to, step) in (1..).zip(STEPS).skip(usize::try_from(found).unwrap_or(usize::MAX)) {
        match step {
            Step::Tables(tables) => {
                database::step(connection, &FORMAT, to, |step| step.execute_batch(tables))?;
            }
            Step::Seal(tables) => {
                // The keys get the id first: after a crash between the two there must be no encrypted
                // session beside keys without an id.
                let store = keys.store_id_or_new()?;
                keys.make_keys(&all_sessions(connection)?)?;
                database::step(connection, &FORMAT, to, |step| {
                    step.execute_batch(tables)?;
                    step.execute("INSERT INTO store VALUES (?1)", [&store])?;
                    seal(step, keys)
                })?;
            }
            Step::Compact => {
                connection.execute_batch("VACUUM")?;
                database::step(connection, &FORMAT, to, |_| Ok(()))?;
            }
        }
    }
    Ok(())
}

/// Encrypts every payload in place. A damaged one gets no checksum that would make it look whole.
fn seal(transaction: &Transaction<'_>, keys: &SqliteKeys) -> rusqlite::Result<()> {
    let mut find = transaction.prepare(
        "SELECT id, session, seq, at_ms, payload, checksum FROM entries WHERE id > ?1 LIMIT 1",
    )?;
    let mut write =
        transaction.prepare("UPDATE entries SET payload = ?2, checksum = ?3 WHERE id = ?1")?;
    let mut after = i64::MIN;
    loop {
        let row = find
            .query_row([after], |row| {
                let context = EntryContext {
                    session: session_of(row.get(1)?)?,
                    seq: row.get(2)?,
                    at_ms: row.get(3)?,
                };
                Ok((row.get(0)?, context, row.get::<_, Vec<u8>>(4)?, row.get::<_, Vec<u8>>(5)?))
            })
            .optional()?;
        let Some((id, context, payload, sum)) = row else { return Ok(()) };
        after = id;
        let whole = sum == checksum(context.session, context.seq, context.at_ms, &payload);
        let sealed = match keys.find_key(context.session)? {
            KeyStatus::Key(key) => key.seal(context, &payload),
            KeyStatus::Destroyed | KeyStatus::Missing => None,
        };
        // Without a key the whole step is rolled back and repeated at the next start; no entry is lost.
        let sealed = sealed.ok_or(rusqlite::Error::InvalidQuery)?;
        let sum = if whole {
            checksum(context.session, context.seq, context.at_ms, &sealed)
        } else {
            [0; 16]
        };
        write.execute((id, sealed, sum))?;
    }
}

fn holds_sessions(connection: &Connection) -> rusqlite::Result<bool> {
    connection
        .query_row("SELECT EXISTS (SELECT 1 FROM heads WHERE erased = 0)", [], |row| row.get(0))
}

/// Says how many of these sessions lack entries that were acknowledged; reading one of them reports it.
fn report_lost(heads: &HashMap<StreamId, u64>, keys: &SqliteKeys) -> rusqlite::Result<()> {
    let lost = keys.count_ahead(|session| heads.get(&session).copied().unwrap_or(0))?;
    if lost > 0 {
        tracing::error!(
            sessions = lost,
            "meetings lack entries that were acknowledged: the database or its journal was cut or put \
             back; `kring verify` names them"
        );
    }
    Ok(())
}

/// Sessions whose key is destroyed are erased, whatever an old backup brought back of them.
fn finish_erasing(
    connection: &mut Connection,
    keys: &SqliteKeys,
    heads: &mut HashMap<StreamId, u64>,
) -> rusqlite::Result<()> {
    for session in keys.destroyed()? {
        if heads.remove(&session).is_some() {
            let transaction = connection.transaction()?;
            delete_entries(&transaction, session)?;
            transaction.commit()?;
        }
    }
    Ok(())
}
