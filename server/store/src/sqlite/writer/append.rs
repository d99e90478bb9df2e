//! Appends, group by group: sealed, written to the journal, acknowledged; the database follows.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, oneshot};

use super::super::checksum;
use super::super::journal::{MAX_GROUP_BYTES, group_bytes};
use super::super::row::Row;
use super::super::schema::kept_access;
use super::super::settle::{self, Mark};
use super::{Job, Writer};
use crate::encryption::EntryContext;
use crate::keys::KeyStore;
use crate::{AppendError, NewEntry, StorageError, StreamId};

/// Appends in one group, at most: about a millisecond of sealing.
const MAX_GROUP_APPENDS: usize = 256;
/// Bytes of payload after which no further append joins a group, so that most groups fit the journal.
const FULL_GROUP_BYTES: usize = MAX_GROUP_BYTES / 2;
/// How long an append waits for others to join its group. A write costs the processor the same for one append
/// as for ten, and nobody notices two milliseconds.
const GATHER: Duration = Duration::from_millis(2);
/// An append waits only if the last group was begun less than this ago: a log that is idle writes at once.
const IDLE_AFTER: Duration = Duration::from_millis(8);
/// Entries that may wait for the database: it takes them over in some milliseconds.
const MAX_PENDING: usize = 512;
/// Bytes of them.
const MAX_PENDING_BYTES: usize = 768 * 1024;

pub(crate) struct Append {
    session: StreamId,
    expected: u64,
    entries: Vec<NewEntry>,
    /// Since when it waits.
    since: Instant,
    reply: oneshot::Sender<Outcome>,
}

pub(crate) type Outcome = Result<u64, AppendError>;

impl Append {
    /// An append that waits from now on.
    pub(crate) fn new(
        session: StreamId,
        expected: u64,
        entries: Vec<NewEntry>,
        reply: oneshot::Sender<Outcome>,
    ) -> Self {
        Self { session, expected, entries, since: Instant::now(), reply }
    }

    fn bytes(&self) -> usize {
        self.entries.iter().map(|entry| entry.payload.len()).sum()
    }
}

impl Writer {
    /// Writes `first` and the appends queued behind it as one group. Returns the job of another kind that
    /// ended the group.
    pub(super) fn append(&mut self, first: Append, queue: &mut mpsc::Receiver<Job>) -> Option<Job> {
        if self.began.is_some_and(|at| at.elapsed() < IDLE_AFTER) {
            std::thread::sleep(GATHER.saturating_sub(first.since.elapsed()));
        }
        self.began = Some(Instant::now());
        let mut bytes = first.bytes();
        let mut group = vec![first];
        let mut other = None;
        while group.len() < MAX_GROUP_APPENDS && bytes < FULL_GROUP_BYTES && other.is_none() {
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
        match self.write_group(&group) {
            Ok(outcomes) => {
                self.commits.fetch_add(1, Ordering::Relaxed);
                // As long as the database cannot follow, this is no sign that all is well.
                self.last_success = (!self.is_behind).then(Instant::now);
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
        if self.is_full() {
            // What was acknowledged stays in the journal, and the next append says what is wrong.
            let _ = self.settle(&[]);
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

    /// One answer per append, or an error that holds for all of them; then nothing was written.
    fn write_group(&mut self, group: &[Append]) -> Result<Vec<Outcome>, StorageError> {
        self.guard.check()?;
        let mut rows = vec![];
        let written = self.seal_group(group, &mut rows).and_then(|outcomes| {
            self.keep(&mut rows)?;
            Ok(outcomes)
        });
        if written.is_err() {
            for row in rows.iter().rev() {
                self.live.set_last(row.session, row.seq - 1);
            }
        }
        written
    }

    fn seal_group(
        &mut self,
        group: &[Append],
        rows: &mut Vec<Row>,
    ) -> Result<Vec<Outcome>, StorageError> {
        // The keys are on disk before an entry is encrypted with them.
        let is_new = |append: &&Append| append.expected == 0 && !self.live.knows(append.session);
        let new: Vec<_> = group.iter().filter(is_new).map(|append| append.session).collect();
        if !new.is_empty() {
            self.keys.make(&new)?;
        }
        group.iter().map(|append| self.seal_one(append, rows)).collect()
    }

    fn seal_one(&mut self, append: &Append, rows: &mut Vec<Row>) -> Result<Outcome, StorageError> {
        let &Append { session, expected, ref entries, .. } = append;
        let (connection, keys) = (&self.connection, self.keys.as_ref());
        let nothing = entries.is_empty();
        let key = match self.live.compare(connection, keys, session, expected, nothing)? {
            Ok(Some(key)) => key,
            Ok(None) => return Ok(Ok(expected)),
            Err(refused) => return Ok(Err(refused)),
        };
        let mut seq = expected;
        let before = rows.len();
        for NewEntry { at_ms, due_ms, payload, access } in entries {
            seq += 1;
            let (at_ms, due_ms) = (*at_ms, *due_ms);
            let Some(sealed) = key.seal(EntryContext { session, seq, at_ms }, payload) else {
                // Then nothing of the group is written.
                rows.truncate(before);
                return Err(StorageError::Failed("no randomness".into()));
            };
            let sum = checksum(session, seq, at_ms, &sealed);
            let access = access.as_ref().map(|access| kept_access(session, access));
            rows.push(Row { session, seq, at_ms, due_ms, access, sealed, sum });
        }
        self.live.set_last(session, seq);
        Ok(Ok(seq))
    }

    /// Makes rows durable: in the journal, or in the database where they are too large for that, where it
    /// is behind, or where the disk is nearly full: nobody is told that something is kept for which the
    /// database may have no room. Takes the rows that are in the journal.
    fn keep(&mut self, rows: &mut Vec<Row>) -> Result<(), StorageError> {
        if rows.is_empty() {
            return Ok(());
        }
        let is_large = group_bytes(rows) > MAX_GROUP_BYTES;
        if is_large || self.is_behind || self.guard.is_nearly_full() {
            return self.settle(rows);
        }
        if self.is_full() || !self.journal.has_room(rows) {
            self.settle(&[])?;
        }
        if let Err(error) = self.journal.write(rows) {
            // What may have been written all the same is passed over, if the database can say so.
            let _ = self.settle(&[]);
            return Err(error.into());
        }
        self.pending_bytes += group_bytes(rows);
        self.pending.change(|pending| pending.append(rows));
        Ok(())
    }

    fn is_full(&self) -> bool {
        self.pending_bytes >= MAX_PENDING_BYTES
            || self.pending.with(|pending| pending.len() >= MAX_PENDING)
    }

    /// Lets the database take over what is in the journal, and `more`. What fails stays where it is.
    pub(super) fn settle(&mut self, more: &[Row]) -> Result<(), StorageError> {
        if more.is_empty() && self.journal.is_settled() {
            return Ok(());
        }
        let mark = Mark { salt: *self.journal.salt(), settled: self.journal.number() };
        self.settle_with(more, Some(mark))
    }

    /// As [`settle`](Self::settle), and the database knows of no journal any more.
    pub(super) fn settle_for_good(&mut self) -> Result<(), StorageError> {
        self.settle_with(&[], None)
    }

    fn settle_with(&mut self, more: &[Row], mark: Option<Mark>) -> Result<(), StorageError> {
        let started = Instant::now();
        let connection = &mut self.connection;
        let guard = &self.guard;
        let settled = guard.check().and_then(|()| {
            let take_over = |rows: &[Row]| settle::settle(connection, &[rows, more], mark);
            self.pending.with(take_over).map_err(StorageError::from)
        });
        self.is_behind = settled.is_err();
        let damaged = settled.inspect_err(|error| {
            self.last_success = None;
            tracing::error!(%error, "the database cannot take over what is in the journal");
        })?;
        self.pending.change(Vec::clear);
        self.pending_bytes = 0;
        self.journal.settle();
        for session in &damaged {
            // How far it had come is noted, so whoever reads it is told.
            tracing::error!(%session, "the session is damaged and could not take what was appended");
            self.live.forget(*session);
        }
        self.live.bound();
        metrics::histogram!("kring_log_settle_seconds").record(started.elapsed());
        if more.iter().any(|row| damaged.contains(&row.session)) {
            // Nobody is told that this is kept. How far the others have come now is looked up again.
            more.iter().for_each(|row| self.live.forget(row.session));
            return Err(StorageError::Failed("a session that was written to is damaged".into()));
        }
        Ok(())
    }
}
