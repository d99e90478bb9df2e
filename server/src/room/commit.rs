//! From a request to every screen: decide, append, publish.

use std::sync::atomic::Ordering;

use kring_domain::state::Status;
use kring_domain::{
    Changes, Context, Effect, Event, Replayed, Request, State, ViewerId, codec, created_by, decide,
    due_ms, effects,
};
use kring_protocol::code::{Failure, Rejection};
use kring_protocol::{CommandId, ContributionId, ServerMessage, close_code};
use kring_store::{AppendError, Checkpoint, NewEntry};
use uuid::Uuid;

use super::RoomError;
use super::access;
use super::fanout::{Update, updates};
use super::live::{Decided, Pending, ReplyTo, Room, lead_of};
use super::load::{load_until, read_after};

/// How often a request is decided anew after another node appended first.
const MAX_CONFLICTS: usize = 5;
const STORAGE: RoomError = RoomError::Failed(Failure::StorageUnavailable);

impl Room {
    /// Decides, applies ahead of the log, and queues for it.
    pub(super) fn request(&mut self, reply_to: ReplyTo, id: CommandId, request: Request) {
        let by = request.author(&self.state);
        let known = by.and_then(|by| self.index.results.find(by, id));
        let known = known.filter(|_| !request.is_repeatable());
        let decided = known.map_or_else(|| self.decide(&request), |answer| answer.map(|_| vec![]));
        let decided = match decided {
            Ok(events) if !events.is_empty() => match codec::encode(id, by, &events) {
                Ok(payload) => {
                    let updates = self.apply(&events);
                    let at_ms = self.shared.settings.clock.now_ms();
                    // In lived time: a clock that jumps shortens no meeting's days.
                    let kept_for = due_ms(&self.state, at_ms).saturating_sub(at_ms);
                    let due_ms = self.shared.lived.now_ms().saturating_add(kept_for);
                    let bytes = payload.len();
                    let entry = Some(NewEntry { at_ms, due_ms, payload, access: None });
                    Decided::Events { entry, bytes, events, updates }
                }
                Err(error) => {
                    tracing::error!(session = %self.session, %error, "an entry could not be written");
                    return self.answer(reply_to, id, Err(STORAGE));
                }
            },
            nothing => Decided::Answer(known.unwrap_or_else(|| nothing.map(|_| None))),
        };
        self.pending.push(Pending { reply_to, id, by, request, decided });
    }

    fn decide(&self, request: &Request) -> Result<Vec<Event>, Rejection> {
        let settings = &self.shared.settings;
        let absence = self.connections.lead_away();
        let since_ms = absence.map(|absence| absence.since_ms);
        let now_ms = settings.clock.now_ms();
        let context = Context {
            now_ms,
            fresh: Uuid::new_v4(),
            last_ms: self.last_ms,
            entries: self.seq,
            logged: self.index.used.of(request.author(&self.state)),
            gespreksleider_away: absence.is_some_and(|away| away.take_over_at_ms <= now_ms),
            same_click_ms: i64::try_from(settings.same_click.as_millis()).unwrap_or(i64::MAX),
            leaderless_since_ms: since_ms.filter(|_| {
                absence.and_then(|away| away.propose_at_ms).is_some_and(|from| from <= now_ms)
            }),
            clock_doubted: self.shared.clock_doubted.load(Ordering::Relaxed),
            connected: self.connections.participants(),
        };
        decide(&self.state, &context, request)
    }

    /// Applies events and makes the update of each participant, to be sent once they are durable.
    fn apply(&mut self, events: &[Event]) -> Vec<Update> {
        let mut changes = Changes::new(&self.state);
        for event in events {
            changes.apply(&mut self.state, event);
        }
        let changed = changes.finish(&self.state);
        self.rendered.forget(&changed);
        let updates = updates(&changed);
        self.connections.set_lead(lead_of(&self.state));
        updates
    }

    /// Makes what was decided durable, then visible, then answers.
    pub(super) async fn flush(&mut self) {
        for _ in 0..MAX_CONFLICTS {
            if self.pending.is_empty() {
                return;
            }
            let mut pending = std::mem::take(&mut self.pending);
            match self.append(&mut pending).await {
                Ok(()) => {
                    for pending in pending {
                        self.publish(pending).await;
                    }
                    self.save_checkpoint();
                    return;
                }
                Err(AppendError::Conflict { .. }) => {
                    // Another node appended first: decide again, knowing what it wrote.
                    self.rollback().await;
                    for again in pending {
                        self.request(again.reply_to, again.id, again.request);
                    }
                }
                Err(error) => {
                    tracing::error!(session = %self.session, %error, "the log could not be written");
                    let pending = self.erase_unlogged(pending).await;
                    if self.state.is_active() {
                        self.rollback().await;
                    }
                    return self.fail_pending(pending);
                }
            }
        }
        let pending = std::mem::take(&mut self.pending);
        if !pending.is_empty() {
            self.rollback().await;
            self.fail_pending(pending);
        }
    }

    async fn append(&mut self, pending: &mut [Pending]) -> Result<(), AppendError> {
        let entries = pending.iter_mut().filter_map(|pending| match &mut pending.decided {
            Decided::Events { entry, .. } => entry.take(),
            Decided::Answer(_) => None,
        });
        let mut entries: Vec<NewEntry> = entries.collect();
        let filter = access::filter(&self.state);
        if let Some(last) = entries.last_mut() {
            let last_ms = last.at_ms;
            last.access = (self.access.as_ref() != Some(&filter)).then(|| filter.clone());
            self.seq = self.shared.log.append(self.session, self.seq, entries).await?;
            self.access = Some(filter);
            self.last_ms = last_ms;
            self.shared.bus.announce(self.session, self.incarnation, self.seq);
        }
        Ok(())
    }

    /// Takes a checkpoint if the log has grown enough since the last one. Nobody waits for it, and a
    /// failure costs time at the next load, nothing else.
    fn save_checkpoint(&mut self) {
        if !self.index.wants_checkpoint() || !self.state.is_active() {
            return;
        }
        let taken = kring_domain::Checkpoint {
            state: self.state.clone(),
            last_ms: self.last_ms,
            used: self.index.used.clone(),
            accepted: self.index.results.accepted(),
        };
        let Ok(payload) = taken.encode() else { return };
        self.index.took_checkpoint(payload.len());
        let (log, session) = (self.shared.log.clone(), self.session);
        let checkpoint = Checkpoint { seq: self.seq, payload };
        self.shared.tasks.spawn(async move {
            if let Err(error) = log.save_checkpoint(session, checkpoint).await {
                tracing::warn!(%session, %error, "a checkpoint was not kept");
            }
        });
    }

    /// Erasing needs no room for an entry: what was to be logged first is erased with the log. Returns
    /// what is to be refused; all of it if nothing was to be erased, or that was not possible.
    async fn erase_unlogged(&mut self, mut pending: Vec<Pending>) -> Vec<Pending> {
        let erases = |pending: &Pending| match &pending.decided {
            Decided::Events { events, .. } => has_effect(events, Effect::EraseLog),
            Decided::Answer(_) => false,
        };
        let Some(index) = pending.iter().position(erases) else { return pending };
        if self.erase_log().await.is_err() {
            return pending;
        }
        let erasing = pending.remove(index);
        self.state = State { status: Status::Erased, ..State::default() };
        self.publish(erasing).await;
        pending
    }

    fn fail_pending(&mut self, pending: Vec<Pending>) {
        for failed in pending {
            self.answer(failed.reply_to, failed.id, Err(STORAGE));
        }
    }

    async fn publish(&mut self, pending: Pending) {
        let Pending { reply_to, id, by, decided, .. } = pending;
        match decided {
            Decided::Events { bytes, events, updates, .. } => {
                self.send_updates(updates);
                let created = created_by(&events);
                self.index.record_accepted(by, id, created, bytes);
                let asked = match &reply_to {
                    ReplyTo::Connection(connection) => Some(*connection),
                    ReplyTo::Caller(_) => None,
                };
                // Erased before it is answered, so that the answer can be relied on.
                let done = self.erase_if_requested(&events).await;
                self.answer(reply_to, id, done.map(|()| created));
                self.disconnect_affected(&events, asked);
            }
            Decided::Answer(answer) => {
                if let Some(by) = by {
                    self.index.results.record_transient(by, id, answer);
                }
                self.answer(reply_to, id, answer.map_err(RoomError::Rejected));
            }
        }
    }

    fn send_updates(&mut self, updates: Vec<Update>) {
        for Update { to, bodies } in updates {
            match bodies {
                Some(bodies) => self.connections.update(to, &bodies),
                // Fails closed: nothing of this update is sent, and no later one as if it followed.
                None => {
                    tracing::error!(session = %self.session, "an update could not be shown");
                    self.connections.skip(to);
                    self.connections.close(to, close_code::SESSION_FAILED);
                }
            }
        }
    }

    async fn erase_if_requested(&self, events: &[Event]) -> Result<(), RoomError> {
        if has_effect(events, Effect::EraseLog) { self.erase_log().await } else { Ok(()) }
    }

    /// Ends the connections that these events end. `asked` is the connection whose answer is queued.
    fn disconnect_affected(&mut self, events: &[Event], asked: Option<Uuid>) {
        for effect in events.iter().flat_map(effects) {
            match effect {
                Effect::Close { participant, code } => {
                    self.connections.close(participant.into(), code);
                }
                Effect::Abort { participant, code } => {
                    self.connections.abort(participant.into(), code);
                }
                Effect::SignOut { participant, device, code } => {
                    self.connections.sign_out(participant, device, asked, code);
                }
                Effect::ForgetStream { participant } => self.connections.forget(participant.into()),
                Effect::EndDisplay { code } => {
                    self.connections.abort(ViewerId::Display, code);
                    self.connections.forget(ViewerId::Display);
                }
                Effect::ForgetUpdates => self.connections.forget_updates(),
                Effect::AbortAll { code } => self.connections.abort_all(asked, code),
                Effect::EraseLog => {}
            }
        }
    }

    /// Erases the log of this session. The log lists the session as due until that is done, so a
    /// failure now is repeated by the sweep.
    pub(super) async fn erase_log(&self) -> Result<(), RoomError> {
        self.shared.log.erase(self.session).await.map_err(|error| {
            tracing::error!(session = %self.session, %error, "an erased session is still in the log");
            STORAGE
        })
    }

    /// Rebuilds the state from the log, discarding events that were applied and not appended. No client
    /// has received anything of them.
    async fn rollback(&mut self) {
        self.rendered.clear();
        let published = self.seq;
        let log = self.shared.log.as_ref();
        let Ok((state, later)) = load_until(log, self.session, published).await else {
            // Neither written nor read: what is durable is unknown.
            self.connections.close_all(None, close_code::SESSION_FAILED);
            self.state = State::default();
            return;
        };
        self.state = state;
        for entry in later {
            self.apply_remote(&entry).await;
        }
    }

    /// Reads what another node appended, up to at least `seq`.
    pub(super) async fn catch_up(&mut self, seq: u64) {
        if seq <= self.seq {
            return;
        }
        for entry in self.read_after(self.seq).await.unwrap_or_default() {
            self.apply_remote(&entry).await;
        }
    }

    async fn read_after(&self, after: u64) -> Result<Vec<Replayed>, RoomError> {
        read_after(self.shared.log.as_ref(), self.session, after).await
    }

    /// Applies and publishes an entry that another node appended.
    async fn apply_remote(&mut self, entry: &Replayed) {
        let updates = self.apply(&entry.stored.events);
        self.send_updates(updates);
        (self.seq, self.last_ms) = (entry.seq, entry.at_ms);
        self.index.record(entry);
        // A failure is logged there and repeated by the sweep.
        let _ = self.erase_if_requested(&entry.stored.events).await;
        self.disconnect_affected(&entry.stored.events, None);
    }

    pub(super) fn answer(
        &mut self,
        reply_to: ReplyTo,
        id: CommandId,
        answer: Result<Option<ContributionId>, RoomError>,
    ) {
        let connection = match reply_to {
            ReplyTo::Connection(connection) => connection,
            ReplyTo::Caller(reply) => {
                let _ = reply.send(answer.map(|_| ()));
                return;
            }
        };
        let message = match answer {
            Ok(created) => ServerMessage::Accepted { id, created },
            Err(RoomError::Rejected(code)) => ServerMessage::Refused { id, code },
            Err(RoomError::Failed(code)) => ServerMessage::Failed { id, code },
            Err(_) => ServerMessage::Failed { id, code: Failure::StorageUnavailable },
        };
        self.connections.answer(connection, &message);
    }
}

fn has_effect(events: &[Event], wanted: Effect) -> bool {
    events.iter().flat_map(effects).any(|effect| effect == wanted)
}
