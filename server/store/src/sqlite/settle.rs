//! The database takes over what is in the journal: while Kring runs, after a crash, and in a copy.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::Arc;

use rusqlite::{Connection, ErrorCode, OptionalExtension, Transaction, TransactionBehavior};

use super::journal::{self, Journal, Salt};
use super::row::{Pending, Row};
use super::schema::head;
use super::{OpenError, Settings, directory, sqlite_error};
use crate::StreamId;
use crate::keys::{KeyStatus, KeyStore};

/// Which journal a database has, and the last of its groups that it took over.
#[derive(Clone, Copy)]
pub(super) struct Mark {
    pub(super) salt: Salt,
    pub(super) settled: u64,
}

/// What a database lacks that is in its journal.
pub(super) struct Unsettled {
    pub(super) mark: Mark,
    /// The last group in the journal.
    pub(super) last: u64,
    pub(super) rows: Vec<Row>,
}

/// Which journal a database has; none if it was closed well, is a copy, or is of an older build.
pub(super) fn mark(connection: &Connection) -> rusqlite::Result<Option<Mark>> {
    let is_known: bool = connection.query_row(
        "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'journal')",
        [],
        |row| row.get(0),
    )?;
    if !is_known {
        return Ok(None);
    }
    let find = connection.query_row("SELECT salt, settled FROM journal", [], |row| {
        Ok(Mark { salt: row.get(0)?, settled: row.get(1)? })
    });
    find.optional()
}

/// Puts rows into the database, and notes which journal it has and how far it took that over; or that it
/// has none. All of it, or nothing. Returns the sessions that could not take theirs: they have entries
/// behind their heads, so they are damaged.
pub(super) fn settle(
    connection: &mut Connection,
    rows: &[&[Row]],
    mark: Option<Mark>,
) -> rusqlite::Result<Vec<StreamId>> {
    match settle_at_once(connection, rows, mark) {
        Err(error) if is_occupied(&error) => settle_each(connection, rows, mark),
        settled => settled.map(|()| vec![]),
    }
}

fn is_occupied(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation)
}

fn settle_at_once(
    connection: &mut Connection,
    rows: &[&[Row]],
    mark: Option<Mark>,
) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for (session, rows) in by_session(rows) {
        insert(&transaction, session, &rows)?;
    }
    note(&transaction, mark)?;
    transaction.commit()
}

/// As [`settle_at_once`], where one session does not spoil it for the others.
fn settle_each(
    connection: &mut Connection,
    rows: &[&[Row]],
    mark: Option<Mark>,
) -> rusqlite::Result<Vec<StreamId>> {
    let mut transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut damaged = vec![];
    for (session, rows) in by_session(rows) {
        let savepoint = transaction.savepoint()?;
        match insert(&savepoint, session, &rows) {
            Err(error) if is_occupied(&error) => damaged.push(session),
            inserted => inserted.and_then(|()| savepoint.commit())?,
        }
    }
    note(&transaction, mark)?;
    transaction.commit()?;
    Ok(damaged)
}

fn by_session<'a>(rows: &[&'a [Row]]) -> BTreeMap<StreamId, Vec<&'a Row>> {
    let mut sessions = BTreeMap::<_, Vec<_>>::new();
    for row in rows.iter().copied().flatten() {
        sessions.entry(row.session).or_default().push(row);
    }
    sessions
}

fn insert(connection: &Connection, session: StreamId, rows: &[&Row]) -> rusqlite::Result<()> {
    let Some(last) = rows.last() else { return Ok(()) };
    let name = session.name();
    let mut add = connection.prepare_cached(
        "INSERT INTO entries (session, seq, at_ms, payload, checksum) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    for row in rows {
        add.execute((name, row.seq, row.at_ms, &row.sealed, row.sum))?;
    }
    let access = rows.iter().rev().find_map(|row| row.access.as_ref());
    let mut advance = connection.prepare_cached(
        "INSERT INTO heads (session, last, due_ms, access) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (session) DO UPDATE SET last = excluded.last, due_ms = excluded.due_ms,
             access = coalesce(excluded.access, access)",
    )?;
    advance.execute((name, last.seq, last.due_ms, access)).map(drop)
}

fn note(transaction: &Transaction<'_>, mark: Option<Mark>) -> rusqlite::Result<()> {
    let Some(Mark { salt, settled }) = mark else {
        return transaction.execute("DELETE FROM journal", []).map(drop);
    };
    let mut note = transaction.prepare_cached(
        "INSERT INTO journal (id, salt, settled) VALUES (1, ?1, ?2)
         ON CONFLICT (id) DO UPDATE SET salt = excluded.salt, settled = excluded.settled",
    )?;
    note.execute((salt, settled)).map(drop)
}

/// What the database that is open here lacks of `file`, the bytes of its journal; none if it has no
/// journal. Where nobody writes (`is_still`), a group that is missing before another one is damage: each
/// was on disk before the next was begun. Where somebody does it may have come while the file was read;
/// then the rows before it are all that was acknowledged when that began.
pub(super) fn unsettled(
    connection: &Connection,
    database: &Path,
    file: Option<&[u8]>,
    is_still: bool,
) -> Result<Option<Unsettled>, OpenError> {
    let mark = mark(connection).map_err(|source| sqlite_error(database, source))?;
    let Some(mark) = mark else { return Ok(None) };
    let path = database.with_file_name(directory::JOURNAL);
    let mut groups = file.map(|file| journal::groups(file, &mark.salt)).unwrap_or_default();
    if groups.is_empty() {
        return Err(OpenError::JournalMissing { path });
    }
    groups.retain(|group| group.number > mark.settled);
    groups.sort_by_key(|group| group.number);
    let (mut last, mut rows) = (mark.settled, vec![]);
    for group in groups {
        if group.number != last + 1 {
            if !is_still {
                break;
            }
            let what = format!("group {} is not what was written", last + 1);
            return Err(OpenError::Damaged { path, what });
        }
        last = group.number;
        rows.extend(group.rows);
    }
    Ok(Some(Unsettled { mark, last, rows }))
}

/// Those rows that are not in the database yet, of sessions that were not erased: neither a journal of
/// before the erasing nor an old copy brings anything back.
pub(super) fn lacking(
    connection: &Connection,
    keys: &dyn KeyStore,
    mut rows: Vec<Row>,
) -> rusqlite::Result<Vec<Row>> {
    let mut from = HashMap::new();
    for row in &rows {
        if from.contains_key(&row.session) {
            continue;
        }
        let first = match head(connection, row.session)? {
            Some((_, true)) => u64::MAX,
            // A key that cannot be read is no sign that it was destroyed.
            _ if matches!(keys.find(row.session), Ok(KeyStatus::Destroyed)) => u64::MAX,
            head => head.map_or(0, |(last, _)| last) + 1,
        };
        from.insert(row.session, first);
    }
    rows.retain(|row| from.get(&row.session).is_some_and(|first| row.seq >= *first));
    Ok(rows)
}

/// The journal, and what is in it that the database lacks.
pub(super) fn open_journal(
    dir: &Path,
    database: &Connection,
    keys: &dyn KeyStore,
    settings: Settings,
) -> Result<(Journal, Arc<Pending>), OpenError> {
    let path = journal::path(dir);
    let failed = |source| OpenError::Directory { path: dir.to_owned(), source };
    let file = journal::read(dir).map_err(failed)?;
    let of = dir.join(directory::DATABASE);
    let found = match unsettled(database, &of, file.as_deref(), true) {
        Err(OpenError::JournalMissing { .. }) if settings.without_lost_meetings => None,
        found => found?,
    };
    let Some(Unsettled { mark, last, rows }) = found else {
        return Ok((Journal::begin(&path).map_err(failed)?, Arc::default()));
    };
    let rows = lacking(database, keys, rows).map_err(|source| sqlite_error(&of, source))?;
    let journal = Journal::go_on(&path, mark.salt, last).map_err(failed)?;
    Ok((journal, Arc::new(Pending::of_rows(rows))))
}
