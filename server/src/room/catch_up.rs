//! Keeping up with the log: what other nodes appended, and what a room does while the log cannot be reached.
//!
//! A log that is shared is asked before anything is said of a session, so that nobody is answered from what
//! was true before another node wrote. A room that cannot reach its log stalls: it keeps its people and what
//! they see, says of everything that it cannot be done now, and tries again until it can.

use std::time::Duration;

use kring_protocol::{ServerMessage, close_code};
use kring_store::AppendError;
use tokio::time::Instant;
use uuid::Uuid;

use super::access::reject;
use super::aggregate::{Aggregate, Replayed};
use super::commit::STORAGE;
use super::live::{ReplyTo, Room};
use super::load::{load_until, read_after};
use super::{RoomError, RoomMessage};

/// From a failure to the first attempt after it.
const FIRST_RETRY: Duration = Duration::from_millis(100);
/// Between two attempts, at most.
const LONGEST_RETRY: Duration = Duration::from_secs(4);

/// A room does not know what its log says.
pub(super) struct Stall {
    /// When it tries again.
    pub(super) until: Instant,
    attempts: u32,
    /// Whether the state holds what may not be in the log: it is read anew then.
    is_dirty: bool,
}

impl Stall {
    fn new(is_dirty: bool) -> Self {
        Self { until: Instant::now() + pause(0), attempts: 0, is_dirty }
    }

    fn again(mut self) -> Self {
        self.attempts += 1;
        self.until = Instant::now() + pause(self.attempts);
        self
    }
}

/// Twice as long each time, and by chance up to half of that less: rooms that failed together try apart.
fn pause(attempts: u32) -> Duration {
    let longest = FIRST_RETRY.saturating_mul(1 << attempts.min(10)).min(LONGEST_RETRY);
    let chance = f64::from(u32::from(Uuid::new_v4().as_bytes()[0])) / 255.0;
    longest.mul_f64(1.0 - chance / 2.0)
}

impl<A: Aggregate> Room<A> {
    /// Reads what another node appended, up to at least `seq`.
    pub(super) async fn catch_up(&mut self, seq: u64) {
        if seq <= self.seq || self.unavailable().is_some() {
            return;
        }
        if let Err(error) = self.follow().await {
            self.lose(error, false);
        }
    }

    /// Makes sure that the state is what the log says now.
    ///
    /// # Errors
    /// What is to be answered instead of anything of the state.
    pub(super) async fn fresh(&mut self) -> Result<(), RoomError> {
        if self.unavailable().is_none() && self.shared.log.is_shared() {
            match self.shared.log.append(self.id.into(), self.seq, vec![]).await {
                Ok(_) => {}
                Err(AppendError::Conflict { last }) if last > self.seq => self.catch_up(last).await,
                Err(AppendError::Erased) => self.lose(RoomError::NotFound, false),
                Err(error) => {
                    tracing::warn!(session = %self.id, %error, "the log cannot be asked");
                    self.lose(STORAGE, false);
                }
            }
        }
        self.unavailable().map_or(Ok(()), Err)
    }

    /// What is answered instead of anything of the state, while that is not what the log says.
    pub(super) fn unavailable(&self) -> Option<RoomError> {
        self.lost.or(self.stall.as_ref().map(|_| STORAGE))
    }

    /// Discards events that were applied and not appended; no client has received anything of them. Then
    /// takes in what the log has.
    pub(super) async fn rollback(&mut self) {
        self.written.clear();
        if self.unavailable().is_some() {
            return;
        }
        let read = match self.base.take() {
            Some(base) => {
                self.state = base;
                self.connections.set_lead(A::lead(&self.state));
                self.follow().await.map_err(|error| (error, false))
            }
            None => self.reload().await.map_err(|error| (error, true)),
        };
        if let Err((error, is_dirty)) = read {
            self.lose(error, is_dirty);
        }
    }

    /// Tries to go on after a stall.
    pub(super) async fn recover(&mut self) {
        let Some(stall) = self.stall.take() else { return };
        let read = if stall.is_dirty { self.reload().await } else { self.follow().await };
        match read {
            Ok(()) => tracing::info!(session = %self.id, "a room goes on: its log can be reached"),
            Err(RoomError::Failed(_)) => self.stall = Some(stall.again()),
            Err(error) => self.lose(error, false),
        }
    }

    /// Applies and publishes what the log has beyond what is known here.
    async fn follow(&mut self) -> Result<(), RoomError> {
        let entries = read_after::<A>(self.shared.log.as_ref(), self.id, self.seq).await?;
        for entry in entries {
            self.apply_remote(&entry).await;
        }
        Ok(())
    }

    /// Reads the state as it was published, and goes on from there.
    async fn reload(&mut self) -> Result<(), RoomError> {
        let (state, later) = load_until::<A>(self.shared.log.as_ref(), self.id, self.seq).await?;
        self.state = state;
        A::share(&mut self.state, &self.shared.phases);
        self.connections.set_lead(A::lead(&self.state));
        for entry in later {
            self.apply_remote(&entry).await;
        }
        Ok(())
    }

    /// The log cannot be followed: for now, or for good.
    pub(super) fn lose(&mut self, error: RoomError, is_dirty: bool) {
        match error {
            // Somebody who saw it be erased is told so, whoever erased it.
            RoomError::NotFound => {
                self.connections.abort_all(None, close_code::ERASED);
                self.lost = Some(error);
            }
            RoomError::Damaged => {
                self.connections.close_all(None, close_code::DAMAGED);
                self.lost = Some(error);
            }
            // Another node can read it; this one lets its people go there.
            RoomError::Newer => {
                self.rooms.mark_not_ready();
                self.connections.close_all(Some(&ServerMessage::Draining), close_code::RESTART);
                self.lost = Some(error);
            }
            _ => {
                if self.stall.is_none() {
                    tracing::error!(session = %self.id, "a room cannot reach its log; it keeps its people and tries again");
                    metrics::counter!("kring_stalls_total").increment(1);
                }
                self.stall = Some(Stall::new(is_dirty));
            }
        }
    }

    /// Applies and publishes an entry that another node appended.
    async fn apply_remote(&mut self, entry: &Replayed<A>) {
        let updates = self.apply(&entry.events);
        self.send_updates(updates);
        self.last_ms = entry.at_ms;
        self.set_seq(entry.seq);
        self.index.record(entry);
        // A failure is logged there and repeated by the sweep.
        let _ = self.destroy(&entry.events).await;
        self.disconnect_affected(&entry.events, None);
    }

    /// Answers a message while nothing of the state can be said.
    pub(super) fn refuse(&mut self, message: RoomMessage<A>) {
        let why = self.unavailable().unwrap_or(STORAGE);
        match message {
            RoomMessage::Command { connection, id, .. } => {
                self.answer(ReplyTo::Connection(connection), id, Err(why));
            }
            RoomMessage::Detach { connection } => self.connections.remove(connection),
            RoomMessage::Follow { .. } => {}
            other => reject(other, why),
        }
    }
}
