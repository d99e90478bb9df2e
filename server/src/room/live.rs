//! The task of one room: an actor that decides, appends to the log, and then publishes.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use kring_domain::Credential;
use kring_protocol::code::{Failure, Rejection};
use kring_protocol::message::Resume;
use kring_protocol::{CommandId, RecordKey, ServerMessage, close_code};
use kring_store::MAX_APPEND_ENTRIES;
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;
use uuid::Uuid;

use super::access::reject;
use super::aggregate::{Aggregate, Greeting};
use super::catch_up::Stall;
use super::command_results::Answer;
use super::connections::Connections;
use super::fanout::Update;
use super::frame::{Body, Frame};
use super::load::load;
use super::log_index::LogIndex;
use super::message::Mailbox;
use super::outbound::OutboundSender;
use super::snapshot::{Written, frames};
use super::stream::Missed;
use super::{RoomError, RoomMessage, Rooms, Shared};
use crate::bus::{Heard, Word};
use crate::rate_limit::RateLimiter;

/// Requests decided before one append, at most: what the log takes in one.
const MAX_BATCH: usize = MAX_APPEND_ENTRIES;

/// One live room.
pub(super) struct Room<A: Aggregate> {
    pub(super) id: A::Id,
    pub(super) incarnation: Uuid,
    pub(super) rooms: Rooms,
    pub(super) shared: Arc<Shared>,
    pub(super) mailbox: Mailbox<A>,
    bus: mpsc::Receiver<Heard>,
    pub(super) state: A::State,
    /// The state without what is pending; none if nothing is, or if nobody else writes to the log.
    pub(super) base: Option<A::State>,
    /// While the log cannot be reached.
    pub(super) stall: Option<Stall>,
    /// Why this room can say nothing more of its session: the next one reads the log again.
    pub(super) lost: Option<RoomError>,
    pub(super) seq: u64,
    /// The same, for whoever compares rooms with the log.
    pub(super) reached: Arc<AtomicU64>,
    /// When the last entry of the log happened, in milliseconds since 1970.
    pub(super) last_ms: i64,
    pub(super) index: LogIndex<A::Person>,
    /// What the log has of who may ask; none if that is unknown.
    pub(super) access: Option<Vec<u8>>,
    pub(super) connections: Connections<A>,
    pub(super) written: Written,
    /// Decided and applied to `state`, not yet durable: no client has received anything of it.
    pub(super) pending: Vec<Pending<A>>,
}

/// Who gets the answer to a request.
pub(super) enum ReplyTo {
    Connection(Uuid),
    Caller(oneshot::Sender<Result<(), RoomError>>),
}

/// A request that was decided and is not yet durable.
pub(super) struct Pending<A: Aggregate> {
    pub(super) reply_to: ReplyTo,
    pub(super) id: CommandId,
    /// Whose request it was when it was decided.
    pub(super) by: Option<A::Person>,
    pub(super) request: A::Request,
    pub(super) decided: Decided<A>,
}

/// What was decided.
pub(super) enum Decided<A: Aggregate> {
    /// Events for the log.
    Events(Undone<A>),
    /// An answer without events. It may depend on a pending entry, so it waits as well.
    Answer(Answer),
}

/// Events that were applied and are not in the log yet.
pub(super) struct Undone<A: Aggregate> {
    pub(super) events: Vec<A::Event>,
    pub(super) at_ms: i64,
    pub(super) due_ms: i64,
    pub(super) updates: Vec<Update<A::Viewer>>,
    /// Bytes of the payload, once it is written.
    pub(super) bytes: usize,
}

impl<A: Aggregate> Room<A> {
    pub(super) fn new(
        id: A::Id,
        incarnation: Uuid,
        rooms: Rooms,
        mailbox: Mailbox<A>,
    ) -> Box<Self> {
        let shared = Arc::clone(&rooms.shared);
        let bus = shared.bus.listen(id.into(), incarnation);
        Box::new(Self {
            id,
            incarnation,
            connections: Connections::new(shared.settings, shared.log.is_shared()),
            rooms,
            shared,
            mailbox,
            bus,
            state: A::State::default(),
            base: None,
            stall: None,
            lost: None,
            seq: 0,
            reached: Arc::default(),
            last_ms: 0,
            index: LogIndex::default(),
            access: None,
            written: Written::default(),
            pending: vec![],
        })
    }

    /// Runs until the session is idle or the server drains; returns the mailbox with what it did not
    /// serve.
    pub(super) async fn run(mut self: Box<Self>) -> Mailbox<A> {
        let Some(first) = self.first_admitted().await else {
            self.shared.bus.leave(self.id.into(), self.incarnation);
            return self.mailbox;
        };
        // A task is as large as the largest thing that it ever waits for: what is rare has memory of its own.
        match Box::pin(load::<A>(self.shared.log.as_ref(), self.id)).await {
            Ok(loaded) => {
                (self.state, self.index, self.last_ms) =
                    (loaded.state, loaded.index, loaded.last_ms);
                self.set_seq(loaded.seq);
                A::share(&mut self.state, &self.shared.phases);
                self.connections.set_lead(A::lead(&self.state));
                // A crash may have come before these were done. In their order: what says what is to be
                // erased goes last, and the next time goes on where this one could not.
                for effect in A::unfinished(&self.state) {
                    if Box::pin(self.carry_out(&effect)).await.is_err() {
                        break;
                    }
                }
                self.tell_others();
                self.tell_begun();
                if let Some(listening) = A::listen(self.rooms.clone(), self.id, &self.state) {
                    self.shared.tasks.spawn(listening);
                }
                metrics::gauge!("kring_sessions_awake").increment(1.0);
                self.tend_peers();
                self.serve(first).await;
                self.serve_mailbox().await;
                self.tell(Word::Gone);
                self.log_fingerprint();
                metrics::gauge!("kring_sessions_awake").decrement(1.0);
            }
            Err(RoomError::Damaged) => Box::pin(self.serve_damaged(first)).await,
            Err(RoomError::Newer) => {
                self.rooms.mark_not_ready();
                self.reject_waiting(*first, RoomError::Newer);
            }
            // The next message starts a new room, which reads the log again.
            Err(error) => self.reject_waiting(*first, error),
        }
        self.shared.bus.leave(self.id.into(), self.incarnation);
        self.mailbox
    }

    async fn serve_mailbox(&mut self) {
        let draining = self.shared.draining.clone();
        let drained = draining.cancelled();
        tokio::pin!(drained);
        // The task of an unknown or erased session ends, so that made-up ids hold no memory.
        while self.lost.is_none() && (A::is_active(&self.state) || self.stall.is_some()) {
            self.connections.write();
            let wake_at = self.wake_at();
            tokio::select! {
                biased;
                () = &mut drained => {
                    let last = ServerMessage::Draining;
                    self.connections.close_all(Some(&last), close_code::RESTART);
                    return;
                }
                Some(heard) = self.bus.recv() => match heard.word {
                    Word::Appended(seq) => Box::pin(self.catch_up(seq)).await,
                    _ => self.connections.hear(heard),
                },
                message = self.mailbox.recv() => {
                    let Some(message) = message else { return };
                    self.serve(message).await;
                }
                () = tokio::time::sleep_until(wake_at.unwrap_or_else(Instant::now)),
                    if wake_at.is_some() =>
                {
                    if self.is_idle() {
                        return;
                    }
                    self.do_what_is_due().await;
                }
            }
        }
    }

    /// When there is something to do that nobody asked for.
    fn wake_at(&self) -> Option<Instant> {
        let std = [self.connections.presence_due(), self.connections.peers_due(), self.idle_at()];
        let due = std.into_iter().flatten().map(Instant::from_std);
        let retry_at = self.stall.as_ref().map(|stall| stall.until);
        due.chain(self.written.expires()).chain(retry_at).min()
    }

    async fn do_what_is_due(&mut self) {
        let now = Instant::now();
        let is_due = |due: Option<std::time::Instant>| due.is_some_and(|due| due <= now.into_std());
        if self.written.expires().is_some_and(|due| due <= now) {
            self.written.clear();
        }
        if is_due(self.connections.presence_due()) {
            self.connections.broadcast_presence();
        }
        if is_due(self.connections.peers_due()) {
            self.tend_peers();
        }
        if self.stall.as_ref().is_some_and(|stall| stall.until <= now) {
            Box::pin(self.recover()).await;
        }
    }

    /// When this room leaves memory; none while somebody is connected.
    fn idle_at(&self) -> Option<std::time::Instant> {
        let idle = self.connections.is_empty();
        idle.then(|| self.connections.idle_since() + self.shared.settings.idle_timeout)
    }

    fn is_idle(&self) -> bool {
        self.idle_at().is_some_and(|at| at <= std::time::Instant::now())
    }

    /// Says to other nodes what they should know of this room.
    fn tend_peers(&mut self) {
        for word in self.connections.tend_peers() {
            self.tell(word);
        }
    }

    /// Logs the fingerprint of the live state, which tests compare with that of the replayed log.
    fn log_fingerprint(&self) {
        if tracing::enabled!(tracing::Level::DEBUG) && self.unavailable().is_none() {
            let state = A::fingerprint(&self.state);
            tracing::debug!(session = %self.id, seq = self.seq, %state, "a room rests");
        }
    }

    /// Serves one message and those that wait behind it, then appends all their decisions at once.
    async fn serve(&mut self, first: Box<RoomMessage<A>>) {
        let mut next = Some(first);
        while let Some(message) = next.take() {
            match *message {
                message if self.unavailable().is_some() => self.refuse(message),
                RoomMessage::Command { connection, id, asked } => {
                    self.flush_duplicate(id).await;
                    let reply_to = ReplyTo::Connection(connection);
                    // The sender may have been removed since, and then their connection is no longer here.
                    match self.connections.viewer(connection).map(A::person) {
                        Some(Some(by)) => self.request(reply_to, id, A::request(by, asked)),
                        // A display only looks.
                        Some(None) => {
                            let refused = Err(RoomError::Rejected(Rejection::NotForYourRole));
                            self.answer(reply_to, id, refused);
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
                    self.answer_query(query).await;
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

    async fn answer_query(&mut self, query: RoomMessage<A>) {
        match query {
            RoomMessage::Detach { connection } => return self.connections.remove(connection),
            RoomMessage::Follow { seq } => return Box::pin(self.catch_up(seq)).await,
            _ => {}
        }
        if let Err(error) = Box::pin(self.fresh()).await {
            return reject(query, error);
        }
        match query {
            RoomMessage::Attach { credential, resume, outbound, reply } => {
                let _ = reply.send(self.attach(credential, resume, outbound));
            }
            RoomMessage::Read { look, .. } => look(Ok(&self.state)),
            RoomMessage::ReadLive { look } => {
                look(Ok((&self.state, self.connections.participants())));
            }
            RoomMessage::Detach { .. }
            | RoomMessage::Follow { .. }
            | RoomMessage::Command { .. }
            | RoomMessage::Request { .. } => {}
        }
    }

    fn attach(
        &mut self,
        credential: Credential,
        resume: Option<Resume>,
        outbound: OutboundSender,
    ) -> Result<Arc<RateLimiter>, RoomError> {
        let held = A::holder(&self.state, credential);
        let (viewer, device) = held.ok_or(RoomError::NotFound)?;
        if !self.connections.may_attach(viewer) {
            return Err(RoomError::Failed(Failure::TooFast));
        }
        let stream = self.connections.stream(viewer);
        let (name, revision) = (stream.name(), stream.revision());
        let missed = resume.and_then(|resume| stream.missed(resume));
        let greeting = Greeting {
            device,
            stream: name,
            resumed: missed.is_some(),
            server_ms: self.shared.settings.clock.now_ms(),
            clock_doubted: self.shared.clock_doubted.load(Ordering::Relaxed),
        };
        let welcome = A::welcome(self.id, viewer, greeting);
        let greeting = Frame::of(&welcome).into_iter();
        let greeting: Vec<Frame> = match missed {
            Some(missed) => greeting.chain(self.missed(viewer, &missed)?).collect(),
            None => greeting.chain(frames(revision, self.view(viewer)?)).collect(),
        };
        // The first frames of a queue, which takes as many as there are.
        let _ = outbound.send(&greeting);
        let outside = A::is_outside(&self.state, viewer);
        self.connections.add(viewer, device, outbound, outside);
        Ok(self.connections.rate(viewer))
    }

    fn missed(&mut self, viewer: A::Viewer, missed: &Missed) -> Result<Vec<Frame>, RoomError> {
        // Most of those who come back missed nothing.
        if missed.is_empty() {
            return Ok(vec![]);
        }
        let view = self.view(viewer)?.into_iter().collect();
        missed.frames(&view).map_err(|error| {
            tracing::error!(session = %self.id, %error, "what was missed could not be written");
            RoomError::ProjectionFailed
        })
    }

    fn view(&mut self, viewer: A::Viewer) -> Result<Vec<(RecordKey, Body)>, RoomError> {
        A::view(&self.state, viewer, &mut self.written).ok_or_else(|| {
            tracing::error!(session = %self.id, "a view could not be shown");
            RoomError::ProjectionFailed
        })
    }
}
