//! Keys of two moments in one file: what either opens is opened, what either destroyed is destroyed.

use std::collections::HashMap;
use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};
use zeroize::Zeroizing;

use crate::StreamId;

/// One row of a file of keys.
pub(super) struct KeyRow {
    pub(super) session: StreamId,
    pub(super) key: Zeroizing<Vec<u8>>,
    pub(super) destroyed: bool,
}

/// Of how many sessions both files have a living key, and not the same one.
pub(super) fn differences(one: &[KeyRow], other: &[KeyRow]) -> usize {
    let keys: HashMap<StreamId, &KeyRow> = other.iter().map(|row| (row.session, row)).collect();
    let differs = |row: &&KeyRow| {
        !row.destroyed
            && keys.get(&row.session).is_some_and(|other| !other.destroyed && other.key != row.key)
    };
    one.iter().filter(differs).count()
}

/// Merges the rows of an earlier copy into a file that nobody else has open.
pub(super) fn into(path: &Path, earlier: &[KeyRow]) -> rusqlite::Result<()> {
    let mut connection = private(path)?;
    let merging = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for row in earlier {
        merging
            .prepare_cached(
                "INSERT INTO keys (session, key, destroyed) VALUES (?1, ?2, ?3)
                 ON CONFLICT (session) DO UPDATE
                 SET key = zeroblob(length(key)), destroyed = 1 WHERE excluded.destroyed = 1",
            )?
            .execute((row.session.name(), row.key.as_slice(), row.destroyed))?;
    }
    merging.commit()
}

/// Sets how far each of these sessions had come, in a file that nobody else has open.
pub(super) fn set_progress(path: &Path, heads: &[(StreamId, u64)]) -> rusqlite::Result<()> {
    let mut connection = private(path)?;
    let setting = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let known: bool = setting.query_row(
        "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'progress')",
        [],
        |row| row.get(0),
    )?;
    for (session, last) in heads.iter().filter(|_| known) {
        setting
            .prepare_cached("UPDATE progress SET last = min(last, ?2) WHERE session = ?1")?
            .execute((session.name(), last))?;
    }
    setting.commit()
}

/// A connection that leaves no key in a journal or in a freed page.
fn private(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.execute_batch("PRAGMA journal_mode = MEMORY; PRAGMA secure_delete = ON;")?;
    Ok(connection)
}
