//! From a request to every screen: decide, append, publish.

use std::sync::atomic::Ordering;

use kring_domain::{Effect, Request};
use kring_protocol::code::{Failure, Rejection};
use kring_protocol::{CommandId, ContributionId, ServerMessage, close_code};
use kring_store::{AppendError, Checkpoint, NewEntry};
use uuid::Uuid;

use super::RoomError;
use super::access;
use super::aggregate::{Aggregate, Facts, Folded};
use super::fanout::Update;
use super::live::{Decided, Pending, ReplyTo, Room, Undone};
use crate::bus::Word;

/// How often a request is decided anew after another node appended first.
const MAX_CONFLICTS: usize = 5;
pub(super) const STORAGE: RoomError = RoomError::Failed(Failure::StorageUnavailable);

impl<A: Aggregate> Room<A> {
    /// Decides, applies ahead of the log, and queues for it.
    pub(super) fn request(&mut self, reply_to: ReplyTo, id: CommandId, request: A::Request) {
        let by = A::author(&self.state, &request);
        let known = by.and_then(|by| self.index.results.find(by, id));
        let known = known.filter(|_| !A::is_repeatable(&request));
        let decided = known.map_or_else(|| self.decide(&request), |answer| answer.map(|_| vec![]));
        let decided = match decided {
            Ok(events) if !events.is_empty() => {
                // Where nobody else writes, going back is rare, and reads the log.
                if self.base.is_none() && self.shared.log.is_shared() {
                    self.base = Some(self.state.clone());
                }
                let updates = self.apply(&events);
                let at_ms = self.shared.settings.clock.now_ms();
                // In lived time: a clock that jumps shortens nothing that is kept.
                let kept_for = A::due_ms(&self.state, at_ms).saturating_sub(at_ms);
                let due_ms = self.shared.lived.now_ms().saturating_add(kept_for);
                Decided::Events(Undone { events, at_ms, due_ms, updates, bytes: 0 })
            }
            nothing => Decided::Answer(known.unwrap_or_else(|| nothing.map(|_| None))),
        };
        self.pending.push(Pending { reply_to, id, by, request, decided });
    }

    fn decide(&self, request: &A::Request) -> Result<Vec<A::Event>, Rejection> {
        let settings = &self.shared.settings;
        let facts = Facts {
            now_ms: settings.clock.now_ms(),
            fresh: Uuid::new_v4(),
            last_ms: self.last_ms,
            entries: self.seq,
            logged: self.index.used.of(A::author(&self.state, request)),
            // Who cannot be heard may be connected elsewhere.
            lead_away: self.connections.lead_away().filter(|_| self.shared.bus.is_up()),
            same_click_ms: i64::try_from(settings.same_click.as_millis()).unwrap_or(i64::MAX),
            clock_doubted: self.shared.clock_doubted.load(Ordering::Relaxed),
            connected: self.connections.participants(),
        };
        A::decide(&self.state, &facts, request)
    }

    /// Applies events and makes the update of each participant, to be sent once they are durable.
    pub(super) fn apply(&mut self, events: &[A::Event]) -> Vec<Update<A::Viewer>> {
        let seen = A::apply_seen(&mut self.state, events);
        if self.seq == 0 {
            // It has just been created.
            A::share(&mut self.state, &self.shared.phases);
        }
        self.written.forget(&seen.affected);
        self.connections.set_lead(A::lead(&self.state));
        seen.updates
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
                    self.base = None;
                    for pending in pending {
                        self.publish(pending).await;
                    }
                    self.connections.write();
                    self.tell_others();
                    self.save_checkpoint();
                    return;
                }
                Err(AppendError::Conflict { .. }) => {
                    // Another node appended first: decide again, knowing what it wrote.
                    Box::pin(self.rollback()).await;
                    if self.unavailable().is_some() {
                        return self.fail_pending(pending);
                    }
                    for again in pending {
                        self.request(again.reply_to, again.id, again.request);
                    }
                }
                Err(AppendError::Erased) => {
                    self.base = None;
                    self.lose(RoomError::NotFound, false);
                    return self.fail_pending(pending);
                }
                Err(error) => {
                    tracing::error!(session = %self.id, %error, "the log could not be written");
                    let pending = Box::pin(self.erase_unlogged(pending)).await;
                    if A::is_active(&self.state) {
                        Box::pin(self.rollback()).await;
                    }
                    return self.fail_pending(pending);
                }
            }
        }
        let pending = std::mem::take(&mut self.pending);
        if !pending.is_empty() {
            Box::pin(self.rollback()).await;
            self.fail_pending(pending);
        }
    }

    async fn append(&mut self, pending: &mut [Pending<A>]) -> Result<(), AppendError> {
        let log = self.shared.log.as_ref();
        let mut entries = vec![];
        for Pending { id, by, decided, .. } in pending {
            let Decided::Events(undone) = decided else { continue };
            let payload = A::encode(log, *id, *by, &undone.events).await?;
            undone.bytes = payload.len();
            let Undone { at_ms, due_ms, .. } = *undone;
            entries.push(NewEntry { at_ms, due_ms, payload, access: None });
        }
        if entries.is_empty() && self.shared.log.is_shared() {
            // Nothing is refused, or said to be done already, for what was true before another node wrote.
            return log.append(self.id.into(), self.seq, entries).await.map(drop);
        }
        if let Some(last) = entries.last_mut() {
            let last_ms = last.at_ms;
            let known = self.access.as_ref();
            let is_known = known.is_some_and(|known| access::is_of::<A>(known, &self.state));
            let changed = (!is_known).then(|| access::filter::<A>(&self.state));
            last.access.clone_from(&changed);
            let seq = log.append(self.id.into(), self.seq, entries).await?;
            self.set_seq(seq);
            self.access = changed.or_else(|| self.access.take());
            self.last_ms = last_ms;
            self.tell(Word::Appended(seq));
        }
        Ok(())
    }

    /// Tells this session's rooms on other nodes.
    pub(super) fn tell(&self, word: Word) {
        self.shared.bus.tell(self.id.into(), self.incarnation, word);
    }

    /// Takes a checkpoint if the log has grown enough since the last one. Nobody waits for it, and a
    /// failure costs time at the next load, nothing else.
    fn save_checkpoint(&mut self) {
        if !self.index.wants_checkpoint() || !A::is_active(&self.state) {
            return;
        }
        let folded = Folded {
            state: self.state.clone(),
            last_ms: self.last_ms,
            used: self.index.used.clone(),
            accepted: self.index.results.accepted(),
        };
        let Some(payload) = A::to_checkpoint(&folded) else { return };
        self.index.took_checkpoint(payload.len());
        let (log, stream) = (self.shared.log.clone(), self.id.into());
        let checkpoint = Checkpoint { seq: self.seq, payload };
        self.shared.tasks.spawn(async move {
            if let Err(error) = log.save_checkpoint(stream, checkpoint).await {
                tracing::warn!(session = %stream, %error, "a checkpoint was not kept");
            }
        });
    }

    /// Erasing needs no room for an entry: what was to be logged first is erased with the log. Returns
    /// what is to be refused; all of it if nothing was to be erased, or that was not possible.
    async fn erase_unlogged(&mut self, mut pending: Vec<Pending<A>>) -> Vec<Pending<A>> {
        let events_of = |pending: &Pending<A>| match &pending.decided {
            Decided::Events(undone) => {
                erases_log::<A>(&undone.events).then(|| undone.events.clone())
            }
            Decided::Answer(_) => None,
        };
        let found = pending.iter().enumerate().find_map(|(at, one)| Some((at, events_of(one)?)));
        let Some((index, events)) = found else { return pending };
        if self.destroy(&events).await.is_err() {
            return pending;
        }
        let erasing = pending.remove(index);
        self.state = A::erased();
        self.publish(erasing).await;
        pending
    }

    fn fail_pending(&mut self, pending: Vec<Pending<A>>) {
        let why = self.unavailable().unwrap_or(STORAGE);
        for failed in pending {
            self.answer(failed.reply_to, failed.id, Err(why));
        }
    }

    async fn publish(&mut self, pending: Pending<A>) {
        let Pending { reply_to, id, by, decided, .. } = pending;
        match decided {
            Decided::Events(Undone { bytes, events, updates, .. }) => {
                self.send_updates(updates);
                let created = A::created(&events);
                self.index.record_accepted(by, id, created, bytes);
                let asked = match &reply_to {
                    ReplyTo::Connection(connection) => Some(*connection),
                    ReplyTo::Caller(_) => None,
                };
                // Erased before it is answered, so that the answer can be relied on.
                let done = self.destroy(&events).await;
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

    pub(super) fn send_updates(&mut self, updates: Vec<Update<A::Viewer>>) {
        for Update { to, parts } in updates {
            match parts {
                Some(parts) => self.connections.update(to, &parts),
                // Fails closed: nothing of this update is sent, and no later one as if it followed.
                None => {
                    tracing::error!(session = %self.id, "an update could not be shown");
                    self.connections.skip(to);
                    self.connections.close(to, close_code::SESSION_FAILED);
                }
            }
        }
    }

    /// Destroys and erases what these events say, in their order.
    pub(super) async fn destroy(&self, events: &[A::Event]) -> Result<(), RoomError> {
        for effect in events.iter().flat_map(A::effects) {
            Box::pin(self.carry_out(&effect)).await?;
        }
        Ok(())
    }

    /// Does what an effect asks of the log and of other rooms.
    pub(super) async fn carry_out(&self, effect: &Effect<A::Viewer>) -> Result<(), RoomError> {
        match effect {
            Effect::DestroyKey { viewer } => self.destroy_key(*viewer).await,
            Effect::EraseMeeting { session } => {
                self.rooms.tell_meeting(*session, Request::Erase { if_due: false }).await
            }
            Effect::DropMeeting { session } => {
                self.rooms.tell_meeting(*session, Request::Drop).await
            }
            Effect::ChangeMeeting { session } => {
                let Some((starts_at_ms, place)) = A::planned(&self.state, *session) else {
                    return Ok(());
                };
                let change = Request::Reschedule { starts_at_ms, place };
                self.rooms.tell_meeting(*session, change).await
            }
            Effect::LeaveMeeting { session, viewer } => {
                let Some(participant) = A::participant_in(*session, *viewer) else {
                    return Ok(());
                };
                self.rooms.tell_meeting(*session, Request::MemberGone { participant }).await
            }
            Effect::EraseLog => self.erase_log().await,
            Effect::TellBegun => {
                self.tell_begun();
                Ok(())
            }
            _ => Ok(()),
        }
    }

    async fn destroy_key(&self, viewer: A::Viewer) -> Result<(), RoomError> {
        let Some(key) = A::key_of(viewer) else { return Ok(()) };
        self.shared.log.erase(key).await.map_err(|error| {
            tracing::error!(session = %self.id, %error, "what is known of somebody is still there");
            STORAGE
        })
    }

    /// Tells other rooms what they have to know of this one.
    pub(super) fn tell_others(&self) {
        if let Some(telling) = A::tell(self.rooms.clone(), self.id, &self.state) {
            self.shared.tasks.spawn(telling);
        }
    }

    /// Tells its group that this meeting is on.
    pub(super) fn tell_begun(&self) {
        if let Some(telling) = A::tell_begun(self.rooms.clone(), self.id, &self.state) {
            self.shared.tasks.spawn(telling);
        }
    }

    /// Ends the connections that these events end. `asked` is the connection whose answer is queued.
    pub(super) fn disconnect_affected(&mut self, events: &[A::Event], asked: Option<Uuid>) {
        for effect in events.iter().flat_map(A::effects) {
            match effect {
                Effect::Close { viewer, code } => self.connections.close(viewer, code),
                Effect::Abort { viewer, code } => self.connections.abort(viewer, code),
                Effect::SignOut { viewer, device, code } => {
                    self.connections.sign_out(viewer, device, asked, code);
                }
                Effect::ForgetStream { viewer } => self.connections.forget(viewer),
                Effect::AbortAll { code } => self.connections.abort_all(asked, code),
                Effect::DestroyKey { .. }
                | Effect::EraseMeeting { .. }
                | Effect::DropMeeting { .. }
                | Effect::ChangeMeeting { .. }
                | Effect::LeaveMeeting { .. }
                | Effect::TellBegun
                | Effect::EraseLog => {}
            }
        }
    }

    /// Erases the log of this session. The log lists the session as due until that is done, so a
    /// failure now is repeated by the sweep.
    pub(super) async fn erase_log(&self) -> Result<(), RoomError> {
        self.shared.log.erase(self.id.into()).await.map_err(|error| {
            tracing::error!(session = %self.id, %error, "an erased session is still in the log");
            STORAGE
        })
    }

    pub(super) fn set_seq(&mut self, seq: u64) {
        self.seq = seq;
        self.reached.store(seq, Ordering::Relaxed);
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

fn erases_log<A: Aggregate>(events: &[A::Event]) -> bool {
    events.iter().flat_map(A::effects).any(|effect| effect == Effect::EraseLog)
}
