//! The task of one session: decides, has it written down, and only then tells everybody.

use std::sync::Arc;

use axum::extract::ws::Utf8Bytes;
use kring_protocol::limits::Limits;
use kring_protocol::message::Resume;
use kring_protocol::record::Lifecycle;
use kring_protocol::rest::InvitationPreview;
use kring_protocol::{
    Command, CommandId, PROTOCOL_VERSION, ParticipantId, Record, ServerMessage, SessionId,
    close_code,
};
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;
use uuid::Uuid;

use super::answers::{Answer, Answers};
use super::audience::{Audience, encode};
use super::sink::Sink;
use super::stream::snapshot;
use super::told::Update;
use super::wake::wake;
use super::{Ask, Attached, Refusal, Shared};
use crate::domain::state::Life;
use crate::domain::{Credential, Event, Request, State, Viewer, fingerprint, project};
use kring_store::NewEntry;

/// Commands written down in one go, when so many are waiting.
const BATCH: usize = 64;

/// One session, awake.
pub(super) struct Room {
    pub(super) session: SessionId,
    pub(super) incarnation: Uuid,
    pub(super) shared: Arc<Shared>,
    asks: mpsc::Receiver<Ask>,
    pub(super) bus: mpsc::Receiver<u64>,
    pub(super) state: State,
    pub(super) seq: u64,
    /// When the last entry of the log happened.
    pub(super) last_ms: i64,
    pub(super) answers: Answers,
    pub(super) audience: Audience,
    /// Decided and applied, not yet durable: nobody has been told.
    pub(super) pending: Vec<Pending>,
}

/// Who waits for an answer.
pub(super) enum Origin {
    Connection(Uuid),
    Reply(oneshot::Sender<Result<(), Refusal>>),
}

/// A decision that nobody has been told of.
pub(super) struct Pending {
    pub(super) origin: Origin,
    pub(super) by: Option<ParticipantId>,
    pub(super) id: CommandId,
    pub(super) request: Request,
    pub(super) outcome: Outcome,
}

/// What was decided.
pub(super) enum Outcome {
    /// Events, on their way to the log.
    Done { entry: NewEntry, events: Vec<Event>, updates: Vec<Update> },
    /// Nothing for the log. It may rest on something that is still on its way there, so it waits too.
    Answered(Answer),
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
            last_ms: 0,
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
                self.last_ms = woken.last_ms;
                if self.state.life == Life::Erased {
                    // A crash came between the decision and the deed.
                    let _ = self.erase().await;
                }
                metrics::gauge!("kring_sessions_awake").increment(1.0);
                self.live().await;
                self.rest();
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

    /// For whoever compares what was live with what the log leads to.
    fn rest(&self) {
        if tracing::enabled!(tracing::Level::DEBUG) {
            let state = fingerprint(&self.state);
            tracing::debug!(session = %self.session, seq = self.seq, %state, "a room rests");
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
    ) -> Result<Attached, Refusal> {
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
            server_ms: self.shared.settings.clock.now_ms(),
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
        Ok(Attached { participant, rate: self.audience.rate(participant) })
    }

    fn snapshot(&self, id: ParticipantId, revision: u64) -> Result<Vec<Utf8Bytes>, Refusal> {
        snapshot(revision, &self.seen_by(id)?).map_err(|error| {
            tracing::error!(session = %self.session, %error, "a view could not be written");
            Refusal::Unseen
        })
    }

    /// Everything somebody may see. Fails closed: with a hole in it, it is not sent.
    fn seen_by(&self, id: ParticipantId) -> Result<Vec<Record>, Refusal> {
        let viewer = Viewer::of(&self.state, id).ok_or(Refusal::Unknown)?;
        let records = project(&self.state, &viewer);
        if records.is_empty() {
            tracing::error!(session = %self.session, "a view could not be shown");
            return Err(Refusal::Unseen);
        }
        Ok(records)
    }

    fn view(&self, credential: Credential) -> Result<(ParticipantId, Vec<Record>), Refusal> {
        let id = self.state.holder(credential).ok_or(Refusal::Unknown)?;
        Ok((id, self.seen_by(id)?))
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
            keep_days: self.state.keep_days,
        })
    }

    fn command(&mut self, connection: Uuid, session: SessionId, id: CommandId, command: Command) {
        let Some(by) = self.audience.participant(connection) else { return };
        let request = Request::Command { by, session, command };
        self.request(Origin::Connection(connection), Some(by), id, request);
    }
}

/// Whose request this is, for remembering its answer.
fn author_of(request: &Request) -> Option<ParticipantId> {
    match request {
        Request::Create(create) => Some(create.gespreksleider),
        Request::Join { participant, .. } => Some(*participant),
        Request::ReplaceInvitation { by, .. } | Request::Command { by, .. } => Some(*by),
        Request::Erase { .. } => None,
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
