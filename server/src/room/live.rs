//! The task of one session: decides, has it written down, and only then tells everybody.

use std::sync::Arc;

use axum::extract::ws::Utf8Bytes;
use kring_protocol::code::{Rejection, Trouble};
use kring_protocol::limits::Limits;
use kring_protocol::message::Resume;
use kring_protocol::record::Lifecycle;
use kring_protocol::rest::InvitationPreview;
use kring_protocol::{
    Command, CommandId, ContributionId, PROTOCOL_VERSION, ParticipantId, Record, RecordKey, ServerMessage,
    SessionId, close_code,
};
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;
use uuid::Uuid;

use super::answers::Answers;
use super::audience::{Audience, encode};
use super::sink::Sink;
use super::stream::{Body, body, snapshot};
use super::wake::{read, wake};
use super::{Ask, Refusal, Shared};
use crate::domain::state::Life;
use crate::domain::{
    Changes, Context, Credential, Event, Request, Sight, State, Viewer, apply, created_by, decide, project,
    render,
};
use crate::log::{AppendError, NewEntry, stored};

/// Commands written down in one go, when so many are waiting.
const BATCH: usize = 64;
/// Times a request is decided anew after another node was first.
const RETRIES: usize = 5;
/// Entries in one session's log: a day of frantic clicking. Ending and erasing stay possible.
const ENTRIES: u64 = 50_000;

/// One session, awake.
pub(super) struct Room {
    session: SessionId,
    incarnation: Uuid,
    shared: Arc<Shared>,
    asks: mpsc::Receiver<Ask>,
    bus: mpsc::Receiver<u64>,
    state: State,
    seq: u64,
    answers: Answers,
    audience: Audience,
    /// Decided and applied, not yet durable: nobody has been told.
    pending: Vec<Pending>,
}

/// Who waits for an answer.
enum Origin {
    Connection(Uuid),
    Reply(oneshot::Sender<Result<(), Refusal>>),
}

/// A decision on its way to the log.
struct Pending {
    origin: Origin,
    by: Option<ParticipantId>,
    id: CommandId,
    request: Request,
    entry: NewEntry,
    events: Vec<Event>,
    updates: Vec<(ParticipantId, Body)>,
}

impl Room {
    pub(super) fn new(
        session: SessionId,
        incarnation: Uuid,
        shared: Arc<Shared>,
        asks: mpsc::Receiver<Ask>,
    ) -> Self {
        let bus = shared.bus.listen(session, incarnation);
        Self {
            session,
            incarnation,
            shared,
            asks,
            bus,
            state: State::default(),
            seq: 0,
            answers: Answers::default(),
            audience: Audience::new(),
            pending: vec![],
        }
    }

    /// Lives until nobody needs it; gives back the queue with what it did not serve.
    pub(super) async fn run(mut self) -> mpsc::Receiver<Ask> {
        let woken = wake(self.shared.log.as_ref(), self.session).await;
        match woken {
            Ok(woken) => {
                (self.state, self.seq, self.answers) = (woken.state, woken.seq, woken.answers);
                if self.state.life == Life::Erased {
                    self.erase().await;
                }
                metrics::gauge!("kring_sessions_awake").increment(1.0);
                self.live().await;
                metrics::gauge!("kring_sessions_awake").decrement(1.0);
            }
            // Whoever asks next finds a fresh room, which reads the log again.
            Err(refusal) => self.refuse_waiting(refusal).await,
        }
        self.shared.bus.leave(self.session, self.incarnation);
        self.asks
    }

    async fn live(&mut self) {
        let draining = self.shared.draining.clone();
        loop {
            let quiet = self.audience.is_empty();
            let sleep_at = self.audience.quiet_since() + self.shared.settings.sleep_after;
            tokio::select! {
                biased;
                () = draining.cancelled() => {
                    self.audience.close_all(Some(&ServerMessage::Draining), close_code::RESTART);
                    return;
                }
                Some(seq) = self.bus.recv() => self.catch_up(seq).await,
                ask = self.asks.recv() => {
                    let Some(ask) = ask else { return };
                    self.serve(ask).await;
                }
                () = tokio::time::sleep_until(Instant::from_std(sleep_at)), if quiet => return,
            }
            // A session that does not exist is not worth a task: guesses cost nothing.
            if !matches!(self.state.life, Life::Alive(_)) {
                return;
            }
        }
    }

    async fn refuse_waiting(&mut self, refusal: Refusal) {
        if let Some(ask) = self.asks.recv().await {
            refuse(ask, refusal);
        }
        while let Ok(ask) = self.asks.try_recv() {
            refuse(ask, refusal);
        }
    }

    /// Serves one ask and those that wait behind it, then makes all their decisions durable at once.
    async fn serve(&mut self, first: Ask) {
        let mut next = Some(first);
        while let Some(ask) = next.take() {
            match ask {
                Ask::Command { connection, session, id, command } => {
                    self.once(id).await;
                    self.command(connection, session, id, command);
                }
                Ask::Request { id, request, reply } => {
                    self.once(id).await;
                    let by = author_of(&request);
                    self.request(Origin::Reply(reply), by, id, *request);
                }
                // Everything else looks at the state, which must be durable before it is shown.
                look => {
                    self.flush().await;
                    self.look(look);
                }
            }
            if self.pending.len() < BATCH {
                next = self.asks.try_recv().ok();
            }
        }
        self.flush().await;
    }

    /// Sent twice in one go: the second is answered after the first is durable.
    async fn once(&mut self, id: CommandId) {
        if self.pending.iter().any(|pending| pending.id == id) {
            self.flush().await;
        }
    }

    fn look(&mut self, ask: Ask) {
        match ask {
            Ask::Attach { credential, resume, sink, reply } => {
                let _ = reply.send(self.attach(credential, resume, sink));
            }
            Ask::Detach { connection } => self.audience.remove(connection),
            Ask::View { credential, reply } => {
                let _ = reply.send(self.view(credential));
            }
            Ask::Preview { invitation, reply } => {
                let _ = reply.send(self.preview(invitation));
            }
            Ask::Command { .. } | Ask::Request { .. } => {}
        }
    }

    fn attach(
        &mut self,
        credential: Credential,
        resume: Option<Resume>,
        sink: Sink,
    ) -> Result<ParticipantId, Refusal> {
        let participant = self.state.holder(credential).ok_or(Refusal::Unknown)?;
        if !self.audience.has_room_for(participant) {
            return Err(Refusal::TooManyConnections);
        }
        let missed = resume.and_then(|resume| self.audience.missed(participant, resume));
        let welcome = ServerMessage::Welcome {
            protocol: PROTOCOL_VERSION,
            session: self.session,
            participant,
            stream: self.audience.stream(),
            resumed: missed.is_some(),
            server_ms: self.shared.clock.now_ms(),
            limits: Limits::default(),
            build: crate::BUILD.to_owned(),
        };
        let revision = self.audience.revision(participant);
        let view = match missed {
            Some(missed) => missed,
            None => self.snapshot(participant, revision)?,
        };
        let frames = encode(&welcome).into_iter().chain(view).collect();
        self.audience.add(participant, sink, frames);
        Ok(participant)
    }

    fn snapshot(&self, id: ParticipantId, revision: u64) -> Result<Vec<Utf8Bytes>, Refusal> {
        let viewer = Viewer::of(&self.state, id).ok_or(Refusal::Unknown)?;
        snapshot(revision, &project(&self.state, &viewer)).map_err(|error| {
            tracing::error!(session = %self.session, %error, "a view could not be written");
            Refusal::Unknown
        })
    }

    fn view(&self, credential: Credential) -> Result<(ParticipantId, Vec<Record>), Refusal> {
        let id = self.state.holder(credential).ok_or(Refusal::Unknown)?;
        let viewer = Viewer::of(&self.state, id).ok_or(Refusal::Unknown)?;
        Ok((id, project(&self.state, &viewer)))
    }

    fn preview(&self, invitation: Credential) -> Result<InvitationPreview, Refusal> {
        let closed = self.state.life == Life::Alive(Lifecycle::Closed);
        if self.state.invitation != Some(invitation) || closed {
            return Err(Refusal::Unknown);
        }
        let leader = self.state.present(self.state.gespreksleider);
        Ok(InvitationPreview {
            title: self.state.title.clone(),
            method_title: self.state.method_title.clone(),
            gespreksleider: leader.map(|p| p.name.clone()).unwrap_or_default(),
            agreements: self.state.agreements.clone(),
            scheduled_at_ms: self.state.scheduled_at_ms,
        })
    }

    fn command(&mut self, connection: Uuid, session: SessionId, id: CommandId, command: Command) {
        let Some(by) = self.audience.participant(connection) else { return };
        let request = Request::Command { by, session, command };
        self.request(Origin::Connection(connection), Some(by), id, request);
    }

    /// Decides, applies ahead of the log, and queues for it.
    fn request(
        &mut self,
        origin: Origin,
        by: Option<ParticipantId>,
        id: CommandId,
        request: Request,
    ) {
        // A join that is tried again is decided again: its token may have been lost on the way.
        let repeatable = matches!(request, Request::Join { .. });
        let known = by.and_then(|by| self.answers.find(by, id)).filter(|_| !repeatable);
        if let Some(answer) = known {
            return self.answer(origin, id, answer.map_err(Refusal::Rule));
        }
        let events = match self.decided(&request) {
            Ok(events) if !events.is_empty() => events,
            nothing => {
                let answer = nothing.map(|_| None);
                if let Some(by) = by {
                    self.answers.passing(by, id, answer);
                }
                return self.answer(origin, id, answer.map_err(Refusal::Rule));
            }
        };
        let payload = match stored::encode(id, by, &events) {
            Ok(payload) => payload,
            Err(error) => {
                tracing::error!(session = %self.session, %error, "an entry could not be written");
                return self.answer(origin, id, Err(STORAGE));
            }
        };
        let entry = NewEntry { at_ms: self.shared.clock.now_ms(), payload };
        let updates = self.apply(&events);
        self.pending.push(Pending { origin, by, id, request, entry, events, updates });
    }

    fn decided(&self, request: &Request) -> Result<Vec<Event>, Rejection> {
        let ending = matches!(
            request,
            Request::Command { command: Command::Close | Command::Erase | Command::Leave, .. }
        );
        if self.seq >= ENTRIES && !ending {
            return Err(Rejection::MeetingFull);
        }
        let away = self.audience.away_since(self.state.gespreksleider);
        let context = Context {
            now_ms: self.shared.clock.now_ms(),
            fresh: Uuid::new_v4(),
            gespreksleider_away: away
                .is_some_and(|since| since.elapsed() >= self.shared.settings.away_after),
        };
        decide(&self.state, &context, request)
    }

    /// Applies events and works out what each participant will be told, once they are durable.
    fn apply(&mut self, events: &[Event]) -> Vec<(ParticipantId, Body)> {
        let viewers: Vec<_> = self.state.everybody().map(|p| p.id).collect();
        let mut changes = Changes::watch(viewers.clone());
        for event in events {
            changes.apply(&mut self.state, event);
        }
        let told = changes.sights(&self.state);
        // Everybody who sees the same gets the same bytes, written once.
        let mut bodies: Vec<(&Vec<(RecordKey, Sight)>, Option<Body>)> = vec![];
        let mut updates = vec![];
        for (viewer, sights) in viewers.into_iter().zip(&told) {
            if sights.is_empty() {
                continue;
            }
            let known = bodies.iter().find(|(seen, _)| *seen == sights).map(|(_, body)| body.clone());
            let body = known.unwrap_or_else(|| {
                let body = self.body(sights);
                bodies.push((sights, body.clone()));
                body
            });
            updates.extend(body.map(|body| (viewer, body)));
        }
        updates
    }

    /// Fails closed: what cannot be shown is not sent, and logged.
    fn body(&self, sights: &[(RecordKey, Sight)]) -> Option<Body> {
        let (mut upsert, mut remove) = (vec![], vec![]);
        for (key, sight) in sights {
            match render(&self.state, key, *sight) {
                Some(record) => upsert.push(record),
                None if *sight == Sight::Nothing => remove.push(key.clone()),
                None => tracing::error!(session = %self.session, "a record could not be shown"),
            }
        }
        body(&upsert, &remove)
            .inspect_err(|error| tracing::error!(session = %self.session, %error, "an update could not be written"))
            .ok()
    }

    /// Makes what was decided durable, then visible, then answers.
    async fn flush(&mut self) {
        for _ in 0..RETRIES {
            if self.pending.is_empty() {
                return;
            }
            let pending = std::mem::take(&mut self.pending);
            let entries = pending.iter().map(|pending| pending.entry.clone()).collect();
            match self.shared.log.append(self.session, self.seq, entries).await {
                Ok(seq) => {
                    self.seq = seq;
                    self.shared.bus.announce(self.session, self.incarnation, seq);
                    for done in pending {
                        self.publish(done).await;
                    }
                    return;
                }
                Err(AppendError::Conflict { .. }) => {
                    // Another node was first: decide again, knowing what it wrote.
                    self.step_back().await;
                    for again in pending {
                        self.request(again.origin, again.by, again.id, again.request);
                    }
                }
                Err(error) => {
                    tracing::error!(session = %self.session, %error, "the log could not be written");
                    self.step_back().await;
                    return self.give_up(pending);
                }
            }
        }
        let pending = std::mem::take(&mut self.pending);
        if !pending.is_empty() {
            self.step_back().await;
            self.give_up(pending);
        }
    }

    fn give_up(&mut self, pending: Vec<Pending>) {
        for undone in pending {
            self.answer(undone.origin, undone.id, Err(STORAGE));
        }
    }

    async fn publish(&mut self, done: Pending) {
        for (participant, body) in done.updates {
            self.audience.update(participant, body);
        }
        let created = created_by(&done.events);
        if let Some(by) = done.by {
            self.answers.logged(by, done.id, created);
        }
        self.answer(done.origin, done.id, Ok(created));
        self.let_go(&done.events).await;
    }

    /// Connections that an event ends.
    async fn let_go(&mut self, events: &[Event]) {
        for event in events {
            match event {
                Event::ParticipantLeft { participant, .. } => {
                    self.audience.close(*participant, close_code::REMOVED);
                    self.audience.forget(*participant);
                }
                Event::CredentialReplaced { participant, .. } => {
                    self.audience.close(*participant, close_code::UNAUTHORISED);
                }
                Event::MeetingErased => {
                    self.audience.close_all(None, close_code::ERASED);
                    self.erase().await;
                }
                _ => {}
            }
        }
    }

    /// Takes the texts out of the log. Tried again at the next waking if it fails now.
    async fn erase(&self) {
        if let Err(error) = self.shared.log.erase(self.session).await {
            tracing::error!(session = %self.session, %error, "an erased session is still in the log");
        }
    }

    /// Back to what is durable. Nobody was told of what came after, so nobody notices.
    async fn step_back(&mut self) {
        let Ok(entries) = self.read(0).await else {
            // Neither written nor read: this room knows nothing for certain any more.
            self.audience.close_all(None, close_code::SESSION_FAILED);
            self.state = State::default();
            return;
        };
        let told = self.seq;
        self.state = State::default();
        for (_, events) in entries.iter().take_while(|(seq, _)| *seq <= told) {
            for event in events {
                apply(&mut self.state, event);
            }
        }
        let news = entries.into_iter().filter(|(seq, _)| *seq > told);
        for (seq, events) in news {
            self.follow(seq, &events).await;
        }
    }

    /// Another node appended: read what it wrote.
    async fn catch_up(&mut self, seq: u64) {
        if seq <= self.seq {
            return;
        }
        for (seq, events) in self.read(self.seq).await.unwrap_or_default() {
            self.follow(seq, &events).await;
        }
    }

    async fn read(&mut self, after: u64) -> Result<Vec<(u64, Vec<Event>)>, Refusal> {
        read(self.shared.log.as_ref(), self.session, after, &mut self.answers).await
    }

    async fn follow(&mut self, seq: u64, events: &[Event]) {
        for (participant, body) in self.apply(events) {
            self.audience.update(participant, body);
        }
        self.seq = seq;
        self.let_go(events).await;
    }

    fn answer(
        &mut self,
        origin: Origin,
        id: CommandId,
        answer: Result<Option<ContributionId>, Refusal>,
    ) {
        let connection = match origin {
            Origin::Connection(connection) => connection,
            Origin::Reply(reply) => {
                let _ = reply.send(answer.map(|_| ()));
                return;
            }
        };
        let message = match answer {
            Ok(created) => ServerMessage::Accepted { id, created },
            Err(Refusal::Rule(code)) => ServerMessage::Refused { id, code },
            Err(Refusal::Trouble(code)) => ServerMessage::Failed { id, code },
            Err(_) => ServerMessage::Failed { id, code: Trouble::StorageUnavailable },
        };
        self.audience.answer(connection, &message);
    }
}

const STORAGE: Refusal = Refusal::Trouble(Trouble::StorageUnavailable);

/// Whose request this is, for remembering its answer.
fn author_of(request: &Request) -> Option<ParticipantId> {
    match request {
        Request::Create(create) => Some(create.gespreksleider),
        Request::Join { participant, .. } => Some(*participant),
        Request::ReplaceInvitation { by, .. } | Request::Command { by, .. } => Some(*by),
    }
}

fn refuse(ask: Ask, refusal: Refusal) {
    match ask {
        Ask::Attach { reply, .. } => drop(reply.send(Err(refusal))),
        Ask::Request { reply, .. } => drop(reply.send(Err(refusal))),
        Ask::View { reply, .. } => drop(reply.send(Err(refusal))),
        Ask::Preview { reply, .. } => drop(reply.send(Err(refusal))),
        Ask::Detach { .. } | Ask::Command { .. } => {}
    }
}
