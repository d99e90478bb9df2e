//! The one thread that writes: group commit.
//!
//! It writes the queued appends of many sessions in one transaction and answers each append after
//! the disk has synced that transaction. A refused append does not affect the others; a failed
//! transaction fails every append in it.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode, Savepoint, Transaction, TransactionBehavior};
use tokio::sync::{mpsc, oneshot};

use super::directory::Claim;
use super::guard::Guard;
use super::keys::SqliteKeys;
use super::schema::{delete_entries, head, kept_access};
use super::{checksum, database};
use crate::StreamId;
use crate::encryption::{CheckpointContext, EntryContext, Key, TextContext};
use crate::keys::{KeyStatus, KeyStore};
use crate::{AppendError, Checkpoint, ClockNote, NewEntry, StorageError};

/// Appends in one transaction: at 88,000 a second some 3 ms of work, far below one slow disk's sync.
const MAX_GROUP_APPENDS: usize = 256;
/// Bytes after which no further append joins a transaction, so that it fits SQLite's page cache.
const MAX_GROUP_BYTES: usize = 1024 * 1024;
/// A check within this time after a successful commit writes nothing of its own.
const CHECK_INTERVAL: Duration = Duration::from_secs(1);
/// A check calls a disk with less free space full: twice the usual length of the journal.
const MIN_FREE_BYTES: u64 = 8 * 1024 * 1024;

pub(super) struct Append {
    pub(super) session: StreamId,
    pub(super) expected: u64,
    pub(super) entries: Vec<NewEntry>,
    pub(super) reply: oneshot::Sender<Result<u64, AppendError>>,
}

type Reply = oneshot::Sender<Result<(), StorageError>>;

pub(super) enum Job {
    Append(Append),
    Seal {
        owner: StreamId,
        text: Vec<u8>,
        reply: oneshot::Sender<Result<Vec<u8>, StorageError>>,
    },
    Erase {
        session: StreamId,
        reply: Reply,
    },
    Checkpoint {
        session: StreamId,
        checkpoint: Checkpoint,
        reply: Reply,
    },
    NoteClock(ClockNote, Reply),
    /// Notes how far logs have come.
    NoteProgress,
    Check(Reply),
    Close(Reply),
    #[cfg(test)]
    LimitPages(u32, Reply),
    #[cfg(test)]
    TruncateJournal(Reply),
}

pub(super) struct Writer {
    connection: Connection,
    keys: Arc<SqliteKeys>,
    // Released last: the next process that locks the directory finds files that nobody writes.
    claim: Claim,
    guard: Guard,
    commits: Arc<AtomicU64>,
    last_success: Option<Instant>,
    /// How far logs have come since that was noted beside the keys.
    progress: HashMap<StreamId, u64>,
}

impl Writer {
    pub(super) fn new(
        connection: Connection,
        keys: Arc<SqliteKeys>,
        claim: Claim,
        guard: Guard,
        commits: Arc<AtomicU64>,
    ) -> Self {
        Self {
            connection,
            keys,
            claim,
            guard,
            commits,
            last_success: None,
            progress: HashMap::new(),
        }
    }

    /// Runs until a `Close` job or until every sender is dropped.
    pub(super) fn run(mut self, mut queue: mpsc::Receiver<Job>) {
        let mut held = None;
        while let Some(job) = held.take().or_else(|| queue.blocking_recv()) {
            // A dropped receiver does not undo the job.
            match job {
                Job::Append(first) => held = self.append(first, &mut queue),
                Job::Seal { owner, text, reply } => {
                    let _ = reply.send(self.seal(owner, &text));
                }
                Job::Erase { session, reply } => {
                    let _ = reply.send(self.erase(session));
                }
                Job::Checkpoint { session, checkpoint, reply } => {
                    let _ = reply.send(self.checkpoint(session, &checkpoint));
                }
                Job::NoteClock(note, reply) => {
                    let _ = reply.send(self.note_clock(note).map_err(StorageError::from));
                }
                Job::NoteProgress => self.note_progress(),
                Job::Check(reply) => {
                    let _ = reply.send(self.check());
                }
                Job::Close(reply) => {
                    queue.close();
                    let _ = reply.send(self.finish());
                    return;
                }
                #[cfg(test)]
                Job::TruncateJournal(reply) => {
                    let done = database::truncate_wal(&self.connection).map(drop);
                    let _ = reply.send(done.map_err(StorageError::from));
                }
                #[cfg(test)]
                Job::LimitPages(pages, reply) => {
                    let limited = self.connection.pragma_update(None, "max_page_count", pages);
                    let _ = reply.send(limited.map_err(StorageError::from));
                }
            }
        }
        let _ = self.finish();
    }

    /// Writes `first` and the appends queued behind it in one transaction. Returns the job of another
    /// kind that ended the group.
    fn append(&mut self, first: Append, queue: &mut mpsc::Receiver<Job>) -> Option<Job> {
        let mut bytes = first.bytes();
        let mut group = vec![first];
        let mut other = None;
        while group.len() < MAX_GROUP_APPENDS && bytes < MAX_GROUP_BYTES && other.is_none() {
            match queue.try_recv() {
                Ok(Job::Append(append)) => {
                    bytes += append.bytes();
                    group.push(append);
                }
                Ok(job) => other = Some(job),
                Err(_) => break,
            }
        }
        let started = Instant::now();
        let group = self.without_new_meetings(group);
        let own = self.guard.check();
        match own.and_then(|()| write_group(&mut self.connection, self.keys.as_ref(), &group)) {
            Ok(outcomes) => {
                self.commits.fetch_add(1, Ordering::Relaxed);
                self.last_success = Some(Instant::now());
                metrics::counter!("kring_log_commits_total").increment(1);
                metrics::histogram!("kring_log_commit_seconds").record(started.elapsed());
                for (append, outcome) in group.into_iter().zip(outcomes) {
                    if let Ok(last) = &outcome {
                        self.progress.insert(append.session, *last);
                    }
                    let _ = append.reply.send(outcome);
                }
            }
            Err(error) => {
                self.last_success = None;
                tracing::error!(%error, appends = group.len(), "the log cannot be written");
                metrics::counter!("kring_log_failures_total").increment(1);
                for append in group {
                    let _ = append.reply.send(Err(error.clone().into()));
                }
            }
        }
        other
    }

    /// Refuses the first entries of sessions where there is no room for another meeting.
    fn without_new_meetings(&self, group: Vec<Append>) -> Vec<Append> {
        if group.iter().all(|append| append.expected > 0) || self.guard.has_room_for_new() {
            return group;
        }
        let (new, others): (Vec<_>, Vec<_>) = group
            .into_iter()
            .partition(|append| append.expected == 0 && !append.entries.is_empty());
        for append in new {
            let _ = append.reply.send(Err(StorageError::Full.into()));
        }
        others
    }

    fn seal(&self, owner: StreamId, text: &[u8]) -> Result<Vec<u8>, StorageError> {
        self.guard.check()?;
        self.keys.make(&[owner])?;
        let sealed = match self.keys.find(owner)? {
            KeyStatus::Key(key) => key.seal(TextContext { owner }, text),
            KeyStatus::Destroyed | KeyStatus::Missing => None,
        };
        sealed.ok_or_else(|| StorageError::Failed("a text cannot be sealed".to_owned()))
    }

    /// Destroys the key first: from then on the entries cannot be decrypted, here or in any backup, and
    /// the session is erased. If its entries cannot be deleted now, as on a full disk, the log lists the
    /// session as due until they are, and every start deletes them.
    fn erase(&mut self, session: StreamId) -> Result<(), StorageError> {
        self.guard.check()?;
        let destroyed = match self.keys.destroy(session).map_err(StorageError::from) {
            Err(StorageError::Full) => {
                self.guard.make_room();
                self.keys.destroy(session)?
            }
            destroyed => destroyed?,
        };
        if let Err(error) = self.delete(session) {
            tracing::warn!(%session, %error, "the key is destroyed; the entries are deleted later");
        }
        let reason =
            "another program is reading the keys, so a destroyed one is still in a journal";
        if destroyed { Ok(()) } else { Err(StorageError::Failed(reason.into())) }
    }

    fn note_clock(&mut self, note: ClockNote) -> rusqlite::Result<()> {
        let ClockNote { lived_ms, wall_ms, trusted_ms, doubted_for_ms } = note;
        self.connection
            .execute(
                "INSERT INTO clock VALUES (1, ?1, ?2, ?3, ?4) ON CONFLICT (id) DO UPDATE SET
                     lived_ms = excluded.lived_ms, wall_ms = excluded.wall_ms,
                     trusted_ms = excluded.trusted_ms, doubted_for_ms = excluded.doubted_for_ms",
                (lived_ms, wall_ms, trusted_ms, doubted_for_ms),
            )
            .map(drop)
    }

    /// A failure is made good by the next note: this one is only a witness.
    fn note_progress(&mut self) {
        let sessions: Vec<_> = self.progress.drain().collect();
        if !sessions.is_empty()
            && let Err(error) = self.keys.note_progress(&sessions)
        {
            tracing::warn!(%error, "how far the log has come was not noted");
            self.progress.extend(sessions);
        }
    }

    /// A later checkpoint stays, and one of an erased session is not kept: its key is destroyed.
    fn checkpoint(
        &mut self,
        session: StreamId,
        checkpoint: &Checkpoint,
    ) -> Result<(), StorageError> {
        let KeyStatus::Key(key) = self.keys.find(session).map_err(StorageError::from)? else {
            return Ok(());
        };
        let context = CheckpointContext { session, seq: checkpoint.seq };
        let sealed = key.seal(context, &checkpoint.payload);
        let sealed = sealed.ok_or_else(|| StorageError::Failed("no randomness".into()))?;
        self.connection.execute(
            "INSERT INTO checkpoints (session, seq, payload) VALUES (?1, ?2, ?3)
             ON CONFLICT (session) DO UPDATE SET seq = excluded.seq, payload = excluded.payload
             WHERE excluded.seq > seq",
            (session.name(), checkpoint.seq, sealed),
        )?;
        Ok(())
    }

    fn delete(&mut self, session: StreamId) -> rusqlite::Result<()> {
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        delete_entries(&transaction, session)?;
        transaction.commit()?;
        database::give_back(&self.connection)
    }

    fn check(&mut self) -> Result<(), StorageError> {
        self.guard.check()?;
        if self.last_success.is_some_and(|at| at.elapsed() < CHECK_INTERVAL) {
            return Ok(());
        }
        // The probe's own write may still fit where no append does.
        let room =
            rustix::fs::fstatvfs(self.claim.file()).map(|disk| disk.f_bavail * disk.f_frsize);
        if room.is_ok_and(|bytes| bytes < MIN_FREE_BYTES) {
            return Err(StorageError::Full);
        }
        self.guard.set_aside();
        self.connection.execute("UPDATE probe SET writes = writes + 1", [])?;
        self.last_success = Some(Instant::now());
        Ok(())
    }

    fn finish(mut self) -> Result<(), StorageError> {
        self.note_progress();
        let Self { connection, keys, claim, .. } = self;
        let emptied = database::truncate_wal(&connection).and_then(|_| keys.close());
        let emptied = emptied.map(drop).map_err(StorageError::from);
        drop(keys);
        let closed = connection.close().map_err(|(_, error)| StorageError::from(error));
        drop(claim);
        emptied.and(closed)
    }
}

impl Append {
    fn bytes(&self) -> usize {
        self.entries.iter().map(|entry| entry.payload.len()).sum()
    }
}

/// One answer per append, or an error that holds for all of them.
fn write_group(
    connection: &mut Connection,
    keys: &dyn KeyStore,
    group: &[Append],
) -> Result<Vec<Result<u64, AppendError>>, StorageError> {
    // The keys are on disk before an entry is encrypted with them.
    let new = group.iter().filter(|append| append.expected == 0).map(|append| append.session);
    keys.make(&new.collect::<Vec<_>>())?;
    let mut transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let outcomes = group.iter().map(|append| write_one(&mut transaction, keys, append));
    let outcomes = outcomes.collect::<Result<Vec<_>, StorageError>>()?;
    transaction.commit()?;
    Ok(outcomes)
}

fn write_one(
    transaction: &mut Transaction<'_>,
    keys: &dyn KeyStore,
    append: &Append,
) -> Result<Result<u64, AppendError>, StorageError> {
    let last = match head(transaction, append.session)? {
        Some((_, true)) => return Ok(Err(AppendError::Erased)),
        Some((last, false)) => last,
        None => 0,
    };
    if last != append.expected {
        return Ok(Err(AppendError::Conflict { last }));
    }
    if append.entries.is_empty() {
        return Ok(Ok(last));
    }
    let key = match keys.find(append.session)? {
        KeyStatus::Key(key) => key,
        KeyStatus::Destroyed => return Ok(Err(AppendError::Erased)),
        KeyStatus::Missing => {
            let reason = "the key of this session is missing".to_owned();
            return Ok(Err(StorageError::Failed(reason).into()));
        }
    };
    let savepoint = transaction.savepoint()?;
    match insert(&savepoint, &key, append) {
        Ok(last) => {
            savepoint.commit()?;
            Ok(Ok(last))
        }
        // Only a damaged session has an entry behind its head. The other appends go on.
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => {
            drop(savepoint);
            Ok(Err(StorageError::from(error).into()))
        }
        Err(error) => Err(error.into()),
    }
}

fn insert(connection: &Savepoint<'_>, key: &Key, append: &Append) -> rusqlite::Result<u64> {
    let session = append.session.name();
    let mut add = connection.prepare_cached(
        "INSERT INTO entries (session, seq, at_ms, payload, checksum) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    let (mut seq, mut due) = (append.expected, i64::MAX);
    let mut access = None;
    for NewEntry { at_ms, due_ms, payload, access: said } in &append.entries {
        seq += 1;
        let context = EntryContext { session: append.session, seq, at_ms: *at_ms };
        // Sealing fails only without randomness; then the whole group is rolled back.
        let sealed = key.seal(context, payload).ok_or(rusqlite::Error::InvalidQuery)?;
        let sum = checksum(append.session, seq, *at_ms, &sealed);
        add.execute((session, seq, at_ms, sealed, sum))?;
        due = *due_ms;
        access = said.as_ref().or(access);
    }
    let mut advance = connection.prepare_cached(
        "INSERT INTO heads (session, last, due_ms, access) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (session) DO UPDATE SET last = excluded.last, due_ms = excluded.due_ms,
             access = coalesce(excluded.access, access)",
    )?;
    let access = access.map(|access| kept_access(append.session, access));
    advance.execute((session, seq, due, access))?;
    Ok(seq)
}
