//! The one thread that writes: group commit.
//!
//! It writes the queued appends of many sessions in one write to the journal and answers each append
//! after that is on disk; the database follows (`append`). A refused append does not affect the others; a
//! failed write fails every append in it.

mod append;

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::{Duration, Instant};

use rusqlite::{Connection, TransactionBehavior};
use tokio::sync::{mpsc, oneshot};

pub(super) use self::append::Append;
use super::database;
use super::directory::Claim;
use super::guard::Guard;
use super::journal::{Journal, group_bytes};
use super::keys::SqliteKeys;
use super::live::Live;
use super::row::{Pending, Row};
use super::schema::delete_entries;
use crate::encryption::{CheckpointContext, TextContext};
use crate::keys::{KeyStatus, KeyStore};
use crate::{Checkpoint, ClockNote, StorageError, StreamId};

/// A check within this time after a successful commit writes nothing of its own.
const CHECK_INTERVAL: Duration = Duration::from_secs(1);

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
    Settle(Reply),
    #[cfg(test)]
    BreakJournal(Reply),
    #[cfg(test)]
    TruncateJournal(Reply),
}

/// What the thread needs to begin with.
pub(super) struct Files {
    pub(super) connection: Connection,
    pub(super) keys: Arc<SqliteKeys>,
    pub(super) claim: Claim,
    pub(super) guard: Guard,
    pub(super) journal: Journal,
    /// What the database lacks that is in the journal.
    pub(super) pending: Arc<Pending>,
}

pub(super) struct Writer {
    connection: Connection,
    keys: Arc<SqliteKeys>,
    // Released last: the next process that locks the directory finds files that nobody writes.
    claim: Claim,
    guard: Guard,
    journal: Journal,
    pending: Arc<Pending>,
    pending_bytes: usize,
    live: Live,
    commits: Arc<AtomicU64>,
    last_success: Option<Instant>,
    /// Whether the database could not take over what is in the journal, the last time it should.
    is_behind: bool,
    /// How far logs have come since that was noted beside the keys.
    progress: HashMap<StreamId, u64>,
    /// When the last group was begun.
    began: Option<Instant>,
}

impl Writer {
    /// Lets the database take over what a crash left in the journal. If it cannot, that stays there.
    pub(super) fn new(files: Files, commits: Arc<AtomicU64>) -> Self {
        let Files { connection, keys, claim, guard, journal, pending } = files;
        let last = |rows: &[Row]| rows.iter().map(|row| (row.session, row.seq)).collect();
        let mut writer = Self {
            progress: pending.with(last),
            pending_bytes: pending.with(group_bytes),
            connection,
            keys,
            claim,
            guard,
            journal,
            pending,
            live: Live::default(),
            commits,
            last_success: None,
            is_behind: false,
            began: None,
        };
        if !writer.progress.is_empty() {
            let _ = writer.settle(&[]);
        }
        writer
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
                Job::Settle(reply) => {
                    let _ = reply.send(self.settle(&[]));
                }
                #[cfg(test)]
                Job::BreakJournal(reply) => {
                    self.journal.fail_next_write();
                    let _ = reply.send(Ok(()));
                }
                #[cfg(test)]
                Job::TruncateJournal(reply) => {
                    let settled = self.settle(&[]);
                    let done = database::truncate_wal(&self.connection).map(drop);
                    let _ = reply.send(settled.and(done.map_err(StorageError::from)));
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
    /// the session is erased; what of it is only in the journal stays there, and nothing takes it over. If its entries cannot be deleted now, as on a full disk, the log lists the
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
        self.live.forget(session);
        self.progress.remove(&session);
        self.pending.change(|rows| rows.retain(|row| row.session != session));
        self.pending_bytes = self.pending.with(group_bytes);
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

    /// A failure is made good by the next note: this one is only a witness. It is never ahead of the
    /// database, with which it is compared.
    fn note_progress(&mut self) {
        if self.settle(&[]).is_err() {
            return;
        }
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
        // In the database a checkpoint is never ahead of its session.
        self.settle(&[])?;
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
        if self.is_behind {
            self.settle(&[])?;
        }
        if self.last_success.is_some_and(|at| at.elapsed() < CHECK_INTERVAL) {
            return Ok(());
        }
        // The probe's own write may still fit where no append does.
        if self.guard.is_nearly_full() {
            return Err(StorageError::Full);
        }
        self.guard.set_aside();
        self.connection.execute("UPDATE probe SET writes = writes + 1", [])?;
        self.last_success = Some(Instant::now());
        Ok(())
    }

    /// What the database could not take over stays in the journal for the next start.
    fn finish(mut self) -> Result<(), StorageError> {
        let settled = self.settle_for_good();
        self.note_progress();
        let Self { connection, keys, claim, .. } = self;
        let emptied = database::truncate_wal(&connection).and_then(|_| keys.close());
        let emptied = emptied.map(drop).map_err(StorageError::from);
        drop(keys);
        let closed = connection.close().map_err(|(_, error)| StorageError::from(error));
        drop(claim);
        settled.and(emptied).and(closed)
    }
}
