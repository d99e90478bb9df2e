//! The task of one session: an actor that decides, appends to the log, and then publishes.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use kring_domain::state::Status;
use kring_domain::{
    Credential, Event, Request, State, Viewer, ViewerId, export, fingerprint, preview, project,
};
use kring_protocol::code::{Failure, Rejection};
use kring_protocol::limits::Limits;
use kring_protocol::message::Resume;
use kring_protocol::record::Lifecycle;
use kring_protocol::rest::ClaimState;
use kring_protocol::{
    CommandId, PROTOCOL_VERSION, ParticipantId, Record, ServerMessage, SessionId, close_code,
};
use kring_store::{MAX_APPEND_ENTRIES, NewEntry};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, timeout};
use uuid::Uuid;

use super::access;
use super::command_results::Answer;
use super::connections::{Connections, Lead, encode};
use super::fanout::Update;
use super::frame::Frame;
use super::load::load;
use super::log_index::LogIndex;
use super::outbound::OutboundSender;
use super::snapshot::RecordCache;
use super::{Attached, RoomError, RoomMessage, Shared};

/// Requests decided before one append, at most: what the log takes in one.
const MAX_BATCH: usize = MAX_APPEND_ENTRIES;

/// One live session.
pub(super) struct Room {
    pub(super) session: SessionId,
    pub(super) incarnation: Uuid,
    pub(super) shared: Arc<Shared>,
    mailbox: mpsc::Receiver<RoomMessage>,
    pub(super) bus: mpsc::Receiver<u64>,
    pub(super) state: State,
    pub(super) seq: u64,
    /// When the last entry of the log happened, in milliseconds since 1970.
    pub(super) last_ms: i64,
    pub(super) index: LogIndex,
    /// What the log has of who may ask for this session; none if that is unknown.
    pub(super) access: Option<Vec<u8>>,
    pub(super) connections: Connections,
    pub(super) rendered: RecordCache,
    /// Decided and applied to `state`, not yet durable: no client has received anything of it.
    pub(super) pending: Vec<Pending>,
}

/// Who gets the answer to a request.
pub(super) enum ReplyTo {
    Connection(Uuid),
    Caller(oneshot::Sender<Result<(), RoomError>>),
}

/// A request that was decided and is not yet durable.
pub(super) struct Pending {
    pub(super) reply_to: ReplyTo,
    pub(super) id: CommandId,
    /// Whose request it was when it was decided.
    pub(super) by: Option<ParticipantId>,
    pub(super) request: Request,
    pub(super) decided: Decided,
}

/// What was decided.
pub(super) enum Decided {
    /// Events for the log. The entry is taken out when it is appended.
    Events { entry: Option<NewEntry>, bytes: usize, events: Vec<Event>, updates: Vec<Update> },
    /// An answer without events. It may depend on a pending entry, so it waits as well.
    Answer(Answer),
}

impl Room {
    pub(super) fn new(
        session: SessionId,
        incarnation: Uuid,
        shared: Arc<Shared>,
        mailbox: mpsc::Receiver<RoomMessage>,
    ) -> Self {
        let bus = shared.bus.listen(session, incarnation);
        Self {
            session,
            incarnation,
            connections: Connections::new(shared.settings),
            shared,
            mailbox,
            bus,
            state: State::default(),
            seq: 0,
            last_ms: 0,
            index: LogIndex::default(),
            access: None,
            rendered: RecordCache::default(),
            pending: vec![],
        }
    }

    /// Runs until the session is idle or the server drains; returns the mailbox with what it did not
    /// serve.
    pub(super) async fn run(mut self) -> mpsc::Receiver<RoomMessage> {
        let Some(first) = self.first_admitted().await else {
            self.shared.bus.leave(self.session, self.incarnation);
            return self.mailbox;
        };
        match load(self.shared.log.as_ref(), self.session).await {
            Ok(loaded) => {
                (self.state, self.seq, self.index) = (loaded.state, loaded.seq, loaded.index);
                self.last_ms = loaded.last_ms;
                self.connections.set_lead(lead_of(&self.state));
                if self.state.is_erased() {
                    // The erasing is in the log, but a crash came before the log was erased: finish it.
                    let _ = self.erase_log().await;
                }
                metrics::gauge!("kring_sessions_awake").increment(1.0);
                self.serve(first).await;
                self.serve_mailbox().await;
                self.log_fingerprint();
                metrics::gauge!("kring_sessions_awake").decrement(1.0);
            }
            Err(RoomError::Damaged) => self.serve_damaged(first).await,
            // The next message starts a new room, which reads the log again.
            Err(error) => self.reject_waiting(first, error),
        }
        self.shared.bus.leave(self.session, self.incarnation);
        self.mailbox
    }

    async fn serve_mailbox(&mut self) {
        let draining = self.shared.draining.clone();
        // The task of an unknown or erased session ends, so that made-up ids hold no memory.
        while self.state.is_active() {
            let idle = self.connections.is_empty();
            let idle_until = self.connections.idle_since() + self.shared.settings.idle_timeout;
            let rendered_until = self.rendered.expires();
            let presence_due = self.connections.presence_due().map(Instant::from_std);
            tokio::select! {
                biased;
                () = draining.cancelled() => {
                    let last = ServerMessage::Draining;
                    self.connections.close_all(Some(&last), close_code::RESTART);
                    return;
                }
                Some(seq) = self.bus.recv() => self.catch_up(seq).await,
                message = self.mailbox.recv() => {
                    let Some(message) = message else { return };
                    self.serve(message).await;
                }
                () = tokio::time::sleep_until(rendered_until.unwrap_or_else(Instant::now)),
                    if rendered_until.is_some() => self.rendered.clear(),
                () = tokio::time::sleep_until(presence_due.unwrap_or_else(Instant::now)),
                    if presence_due.is_some() => self.connections.broadcast_presence(),
                () = tokio::time::sleep_until(Instant::from_std(idle_until)), if idle => return,
            }
        }
    }

    /// Logs the fingerprint of the live state, which tests compare with that of the replayed log.
    fn log_fingerprint(&self) {
        if tracing::enabled!(tracing::Level::DEBUG) {
            let state = fingerprint(&self.state);
            tracing::debug!(session = %self.session, seq = self.seq, %state, "a room rests");
        }
    }

    /// The first message that may be for this session. Before anything of the session is read, others
    /// are answered like those for a session that is not there.
    async fn first_admitted(&mut self) -> Option<RoomMessage> {
        let mut next = self.mailbox.recv().await;
        // If that cannot be read, the log cannot be read either, and says so.
        self.access = self.shared.log.access(self.session).await.unwrap_or_default();
        while let Some(message) = next {
            if self.admits(&message) {
                return Some(message);
            }
            reject(message, RoomError::NotFound);
            next = self.mailbox.try_recv().ok();
        }
        None
    }

    fn admits(&self, message: &RoomMessage) -> bool {
        self.access.as_ref().is_none_or(|filter| access::admits(filter, message))
    }

    /// Says that the log is damaged, without reading it for each who asks, until nobody asks any more or
    /// it is erased.
    async fn serve_damaged(&mut self, first: RoomMessage) {
        let draining = self.shared.draining.clone();
        let mut next = Some(first);
        while let Some(message) = next {
            match message {
                // What cannot be read can be erased.
                RoomMessage::Request { request, reply, .. }
                    if matches!(*request, Request::Erase { .. }) =>
                {
                    let _ = reply.send(self.erase_log().await);
                    return;
                }
                message if self.admits(&message) => reject(message, RoomError::Damaged),
                message => reject(message, RoomError::NotFound),
            }
            next = tokio::select! {
                () = draining.cancelled() => return,
                asked = timeout(self.shared.settings.idle_timeout, self.mailbox.recv()) => {
                    asked.ok().flatten()
                }
            };
        }
    }

    fn reject_waiting(&mut self, first: RoomMessage, error: RoomError) {
        reject(first, error);
        while let Ok(message) = self.mailbox.try_recv() {
            reject(message, error);
        }
    }

    /// Serves one message and those that wait behind it, then appends all their decisions at once.
    async fn serve(&mut self, first: RoomMessage) {
        let mut next = Some(first);
        while let Some(message) = next.take() {
            match message {
                RoomMessage::Command { connection, session, id, command } => {
                    self.flush_duplicate(id).await;
                    // The sender may have been removed since, and then their connection is no longer here.
                    match self.connections.viewer(connection) {
                        Some(ViewerId::Participant(by)) => {
                            let request = Request::Command { by, session, command };
                            self.request(ReplyTo::Connection(connection), id, request);
                        }
                        // A display only looks.
                        Some(ViewerId::Display) => {
                            let refused = Err(RoomError::Rejected(Rejection::NotForYourRole));
                            self.answer(ReplyTo::Connection(connection), id, refused);
                        }
                        None => {}
                    }
                }
                RoomMessage::Request { id, request, reply } => {
                    self.flush_duplicate(id).await;
                    self.request(ReplyTo::Caller(reply), id, *request);
                }
                // Everything else reads the state, which must be durable before it is shown.
                query => {
                    self.flush().await;
                    self.answer_query(query);
                }
            }
            if self.pending.len() < MAX_BATCH {
                next = self.mailbox.try_recv().ok();
            }
        }
        self.flush().await;
    }

    /// Makes a pending request durable before its repetition is answered.
    async fn flush_duplicate(&mut self, id: CommandId) {
        if self.pending.iter().any(|pending| pending.id == id) {
            self.flush().await;
        }
    }

    fn answer_query(&mut self, query: RoomMessage) {
        match query {
            RoomMessage::Attach { credential, resume, outbound, reply } => {
                let _ = reply.send(self.attach(credential, resume, outbound));
            }
            RoomMessage::Detach { connection } => self.connections.remove(connection),
            RoomMessage::View { credential, reply } => {
                let _ = reply.send(self.view(credential));
            }
            RoomMessage::Claim { credential, reply } => {
                let _ = reply.send(self.claim(credential));
            }
            RoomMessage::Preview { invitation, name, reply } => {
                let found = preview(&self.state, invitation, name.as_deref());
                let found = found.ok_or(RoomError::NotFound);
                let _ = reply.send(found);
            }
            RoomMessage::Lobby { invitation, reply } => {
                let in_lobby = self.state.status == Status::Active(Lifecycle::Lobby);
                let is_open = in_lobby && self.state.invitation == Some(invitation);
                let _ = reply.send(if is_open { Ok(()) } else { Err(RoomError::NotFound) });
            }
            RoomMessage::Command { .. } | RoomMessage::Request { .. } => {}
        }
    }

    fn attach(
        &mut self,
        credential: Credential,
        resume: Option<Resume>,
        outbound: OutboundSender,
    ) -> Result<Attached, RoomError> {
        let holder = self.state.holder(credential);
        let looks = self.state.display == Some(credential);
        let viewer = holder.map(|(id, _)| ViewerId::Participant(id));
        let viewer = viewer.or(looks.then_some(ViewerId::Display)).ok_or(RoomError::NotFound)?;
        let (participant, device) = holder.unzip();
        if !self.connections.may_attach(viewer) {
            return Err(RoomError::Failed(Failure::TooFast));
        }
        let resumed = resume.and_then(|resume| self.connections.resume_frames(viewer, resume));
        let welcome = ServerMessage::Welcome {
            protocol: PROTOCOL_VERSION,
            session: self.session,
            participant,
            device,
            stream: self.connections.stream(),
            resumed: resumed.is_some(),
            server_ms: self.shared.settings.clock.now_ms(),
            limits: Limits::default(),
            build: crate::BUILD.to_owned(),
            clock_doubted: self.shared.clock_doubted.load(Ordering::Relaxed),
        };
        let revision = self.connections.revision(viewer);
        let view = match resumed {
            Some(frames) => frames,
            None => self.snapshot(viewer, revision)?,
        };
        let greeting = encode(&welcome).into_iter().chain(view).collect();
        self.connections.add(viewer, device, outbound);
        Ok(Attached { greeting, rate: self.connections.rate(viewer) })
    }

    fn snapshot(&mut self, id: ViewerId, revision: u64) -> Result<Vec<Frame>, RoomError> {
        let view = self.records_for(id, project)?;
        self.rendered.snapshot(revision, view).map_err(|error| {
            tracing::error!(session = %self.session, %error, "a view could not be written");
            RoomError::ProjectionFailed
        })
    }

    /// Everything a viewer may see. Fails closed: an incomplete view is not sent.
    fn records_for(
        &self,
        id: ViewerId,
        project: fn(&State, &Viewer) -> Vec<Record>,
    ) -> Result<Vec<Record>, RoomError> {
        let viewer = Viewer::of(&self.state, id).ok_or(RoomError::NotFound)?;
        let records = project(&self.state, &viewer);
        if records.is_empty() {
            tracing::error!(session = %self.session, "a view could not be shown");
            return Err(RoomError::ProjectionFailed);
        }
        Ok(records)
    }

    /// What a participant takes home.
    fn view(&self, credential: Credential) -> Result<(ParticipantId, Vec<Record>), RoomError> {
        let (id, _) = self.state.holder(credential).ok_or(RoomError::NotFound)?;
        Ok((id, self.records_for(id.into(), export)?))
    }

    fn claim(&self, credential: Credential) -> Result<ClaimState, RoomError> {
        if let Some((participant, _)) = self.state.holder(credential) {
            return Ok(ClaimState::Confirmed { participant });
        }
        let now_ms = self.shared.settings.clock.now_ms();
        let claim = self.state.claim_of(credential, now_ms).ok_or(RoomError::NotFound)?;
        let confirmed = u32::try_from(claim.confirmed_by.len()).unwrap_or(u32::MAX);
        Ok(ClaimState::Waits { confirmed, expires_at_ms: claim.expires_at_ms() })
    }
}

/// Who leads, as long as the meeting is not over.
pub(super) fn lead_of(state: &State) -> Option<Lead> {
    let is_over = !state.is_active() || state.status == Status::Active(Lifecycle::Closed);
    let lead = Lead { gespreksleider: state.gespreksleider, deputy: state.deputy };
    (!is_over).then_some(lead)
}

fn reject(message: RoomMessage, error: RoomError) {
    match message {
        RoomMessage::Attach { reply, .. } => drop(reply.send(Err(error))),
        RoomMessage::Request { reply, .. } => drop(reply.send(Err(error))),
        RoomMessage::View { reply, .. } => drop(reply.send(Err(error))),
        RoomMessage::Claim { reply, .. } => drop(reply.send(Err(error))),
        RoomMessage::Preview { reply, .. } => drop(reply.send(Err(error))),
        RoomMessage::Lobby { reply, .. } => drop(reply.send(Err(error))),
        RoomMessage::Detach { .. } | RoomMessage::Command { .. } => {}
    }
}
