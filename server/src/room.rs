//! Live rooms: one actor task for each meeting, and each group, that is in memory.
//!
//! A room owns its state. Everything reaches it through its mailbox, so there is nothing to lock and
//! every decision sees the one before it. The maps of rooms hold handles only, and no guard of them is
//! held across an await. What a room asks of the rules is [`Aggregate`].

mod access;
mod aggregate;
mod between;
mod catch_up;
mod command_results;
mod commit;
mod compare;
mod connections;
mod fanout;
mod frame;
mod group;
mod live;
mod load;
mod log_index;
mod meeting;
mod message;
mod outbound;
mod peers;
mod presence;
mod snapshot;
mod stream;

pub use aggregate::Aggregate;
pub use frame::Frame;
pub use group::Group;
pub(crate) use load::parts;
pub use meeting::{Meeting, exported};
pub use message::{Look, LookLive, RoomError, RoomMessage};
pub use outbound::{End, Next, Outbound, OutboundSender};
pub use snapshot::Written;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use dashmap::DashMap;
use kring_protocol::CommandId;
use kring_protocol::message::Resume;
use kring_protocol::script::Phase;
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use uuid::Uuid;

use crate::bus::Bus;
use crate::clock::Clock;
use crate::rate_limit::RateLimiter;
use kring_domain::Credential;
use kring_store::{ClockNote, EventLog, StorageError, StreamId};

/// Messages in one room's mailbox, at most. A meeting of ten never fills it; a flood waits at its own
/// socket.
const MAILBOX_MESSAGES: usize = 256;

/// How rooms behave.
#[derive(Debug, Clone, Copy)]
pub struct RoomSettings {
    /// A room without connections leaves memory after this.
    pub idle_timeout: Duration,
    /// The server's clock.
    pub clock: Clock,
    /// The gespreksleider counts as away after this long without a connection.
    pub away_after: Duration,
    /// Moving on within this time after a move is the same click.
    pub same_click: Duration,
    /// The others may name who leads after this long without a gespreksleider and a deputy.
    pub propose_lead_after: Duration,
    /// How often rooms compare themselves with a log that other nodes write to. What a node was not told of
    /// shows there at most so much later.
    pub compare_every: Duration,
}

/// Every live room of this process.
#[derive(Clone)]
pub struct Rooms {
    shared: Arc<Shared>,
    meetings: Live<Meeting>,
    groups: Live<Group>,
}

/// The live rooms of one kind.
pub struct Live<A: Aggregate>(Arc<DashMap<A::Id, Handle<A>>>);

/// What can be kept in a room of this server.
pub trait Housed: Aggregate {
    /// The rooms of this kind.
    fn of(rooms: &Rooms) -> &Live<Self>;
}

impl Housed for Meeting {
    fn of(rooms: &Rooms) -> &Live<Self> {
        &rooms.meetings
    }
}

impl Housed for Group {
    fn of(rooms: &Rooms) -> &Live<Self> {
        &rooms.groups
    }
}

/// What all rooms share.
pub(crate) struct Shared {
    pub(crate) log: Arc<dyn EventLog>,
    pub(crate) bus: Arc<dyn Bus>,
    pub(crate) settings: RoomSettings,
    /// Lived time: see `timekeeper`.
    pub(crate) lived: Clock,
    /// The phases of the methods that there are.
    phases: Vec<Arc<Phase>>,
    clock_doubted: AtomicBool,
    pub(crate) draining: CancellationToken,
    not_ready: CancellationToken,
    tasks: TaskTracker,
}

struct Handle<A: Aggregate> {
    incarnation: Uuid,
    /// How far the room has followed the log.
    reached: Arc<AtomicU64>,
    mailbox: mpsc::Sender<Box<RoomMessage<A>>>,
}

impl<A: Aggregate> Clone for Handle<A> {
    fn clone(&self) -> Self {
        let (reached, mailbox) = (self.reached.clone(), self.mailbox.clone());
        Self { incarnation: self.incarnation, reached, mailbox }
    }
}

impl<A: Aggregate> Clone for Live<A> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<A: Aggregate> Default for Live<A> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl Rooms {
    /// No room is live yet. Meetings hold those of `phases` that are in their plan once among them.
    #[must_use]
    pub fn new(
        log: Arc<dyn EventLog>,
        bus: Arc<dyn Bus>,
        settings: RoomSettings,
        lived: Clock,
        phases: Vec<Arc<Phase>>,
    ) -> Self {
        let shared = Shared {
            log,
            bus,
            settings,
            lived,
            phases,
            clock_doubted: AtomicBool::new(false),
            draining: CancellationToken::new(),
            not_ready: CancellationToken::new(),
            tasks: TaskTracker::new(),
        };
        Self { shared: Arc::new(shared), meetings: Live::default(), groups: Live::default() }
    }

    /// The server's clock.
    #[must_use]
    pub fn now_ms(&self) -> i64 {
        self.shared.settings.clock.now_ms()
    }

    /// Cancelled once the server is going down.
    #[must_use]
    pub fn draining(&self) -> &CancellationToken {
        &self.shared.draining
    }

    /// How many meetings are live.
    #[must_use]
    pub fn live(&self) -> usize {
        self.meetings.0.len()
    }

    /// Whether the log can be written.
    ///
    /// # Errors
    /// What is wrong with it.
    pub async fn check(&self) -> Result<(), StorageError> {
        self.shared.log.check().await
    }

    /// Sends a message to a room, which is loaded if need be. A message that cannot be delivered is
    /// dropped, and its reply channel with it.
    pub async fn send<A: Housed>(&self, id: A::Id, message: RoomMessage<A>) {
        self.deliver(id, Box::new(message)).await;
    }

    /// As [`send`](Self::send).
    pub(crate) async fn deliver<A: Housed>(&self, id: A::Id, mut message: Box<RoomMessage<A>>) {
        // A room can end between the look-up and the sending; the next one is fresh.
        for _ in 0..3 {
            let Some(handle) = self.handle(id) else { return };
            match handle.mailbox.send(message).await {
                Ok(()) => return,
                Err(mpsc::error::SendError(undelivered)) => message = undelivered,
            }
            A::of(self).forget(id, handle.incarnation);
        }
    }

    /// Asks something of a room that does not come over a connection.
    ///
    /// # Errors
    /// Why it was not done; [`RoomError::Ending`] if the server is going down.
    pub async fn request<A: Housed>(
        &self,
        of: A::Id,
        id: CommandId,
        request: A::Request,
    ) -> Result<(), RoomError> {
        let (reply, answer) = oneshot::channel();
        let request = Box::new(request);
        self.send::<A>(of, RoomMessage::Request { id, request, reply }).await;
        answer.await.unwrap_or(Err(RoomError::Ending))
    }

    /// Looks at the state of a room, with a secret that opens something of it.
    ///
    /// # Errors
    /// As `look` says, or why there is nothing to look at.
    pub async fn read<A: Housed, T: Send + 'static>(
        &self,
        of: A::Id,
        credential: Credential,
        look: impl FnOnce(&A::State) -> Result<T, RoomError> + Send + 'static,
    ) -> Result<T, RoomError> {
        let (reply, answer) = oneshot::channel();
        let look: Look<A> = Box::new(move |state| {
            let _ = reply.send(state.and_then(look));
        });
        self.send::<A>(of, RoomMessage::Read { credential: Some(credential), look }).await;
        answer.await.unwrap_or(Err(RoomError::Ending))
    }

    /// Attaches a connection of whoever holds a token, and gives the message rate of its viewer. Its first
    /// frames are queued then.
    ///
    /// # Errors
    /// Why it was not attached.
    pub async fn attach<A: Housed>(
        &self,
        to: A::Id,
        credential: Credential,
        resume: Option<Resume>,
        outbound: OutboundSender,
    ) -> Result<Arc<RateLimiter>, RoomError> {
        let (reply, answer) = oneshot::channel();
        let attach = RoomMessage::Attach { credential, resume, outbound, reply };
        self.send::<A>(to, attach).await;
        answer.await.unwrap_or(Err(RoomError::Ending))
    }

    /// Looks at the state of a room without a secret: for the server itself.
    ///
    /// # Errors
    /// As `look` says, or why there is nothing to look at.
    pub(crate) async fn look<A: Housed, T: Send + 'static>(
        &self,
        at: A::Id,
        look: impl FnOnce(&A::State) -> Result<T, RoomError> + Send + 'static,
    ) -> Result<T, RoomError> {
        let (reply, answer) = oneshot::channel();
        let look: Look<A> = Box::new(move |state| {
            let _ = reply.send(state.and_then(look));
        });
        self.send::<A>(at, RoomMessage::Read { credential: None, look }).await;
        answer.await.unwrap_or(Err(RoomError::Ending))
    }

    /// Looks at the state of a room, and at who has a connection to it, if it is live. A room that rests is
    /// not woken for it.
    ///
    /// # Errors
    /// As `look` says; [`RoomError::NotFound`] of a room that rests.
    pub(crate) async fn look_if_live<A: Housed, T: Send + 'static>(
        &self,
        at: A::Id,
        look: impl FnOnce(&A::State, Vec<A::Person>) -> Result<T, RoomError> + Send + 'static,
    ) -> Result<T, RoomError> {
        if !A::of(self).0.contains_key(&at) {
            return Err(RoomError::NotFound);
        }
        let (reply, answer) = oneshot::channel();
        let look: LookLive<A> = Box::new(move |live| {
            let _ = reply.send(live.and_then(|(state, connected)| look(state, connected)));
        });
        self.send::<A>(at, RoomMessage::ReadLive { look }).await;
        answer.await.unwrap_or(Err(RoomError::Ending))
    }

    /// The streams that the log lists as due at this moment of lived time.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub async fn due(&self, lived_ms: i64) -> Result<Vec<StreamId>, StorageError> {
        self.shared.log.due(lived_ms).await
    }

    /// Says whether the machine's clock is doubted; people who connect are told.
    pub fn doubt_clock(&self, doubted: bool) {
        self.shared.clock_doubted.store(doubted, Ordering::Relaxed);
    }

    /// Whether the machine's clock is doubted.
    #[must_use]
    pub fn is_clock_doubted(&self) -> bool {
        self.shared.clock_doubted.load(Ordering::Relaxed)
    }

    /// Keeps what was seen of the clock.
    pub async fn note_clock(&self, note: ClockNote) {
        if let Err(error) = self.shared.log.note_clock(note).await {
            tracing::warn!(%error, "what was seen of the clock is not kept");
        }
    }

    /// From now on readiness fails; everything else goes on.
    pub fn mark_not_ready(&self) {
        self.shared.not_ready.cancel();
    }

    /// Whether the server is about to go down.
    #[must_use]
    pub fn is_shutting_down(&self) -> bool {
        self.shared.not_ready.is_cancelled()
    }

    /// Ends every room, whose clients are told to reconnect, and waits until all have ended.
    pub async fn drain(&self) {
        self.mark_not_ready();
        self.shared.draining.cancel();
        self.shared.tasks.close();
        self.shared.tasks.wait().await;
    }

    fn handle<A: Housed>(&self, id: A::Id) -> Option<Handle<A>> {
        if self.shared.draining.is_cancelled() {
            return None;
        }
        let entry = A::of(self).0.entry(id);
        Some(entry.or_insert_with(|| self.start(id)).clone())
    }

    fn start<A: Housed>(&self, id: A::Id) -> Handle<A> {
        let (mailbox, queue) = mpsc::channel(MAILBOX_MESSAGES);
        let incarnation = Uuid::new_v4();
        // A task of its own, so that a panic ends this room and nothing else.
        let room = live::Room::new(id, incarnation, self.clone(), queue);
        let reached = room.reached.clone();
        let room = tokio::spawn(room.run());
        let rooms = self.clone();
        self.shared.tasks.spawn(async move {
            let unserved = room.await;
            A::of(&rooms).forget(id, incarnation);
            match unserved {
                Ok(mut unserved) => {
                    // Messages that arrived while the room was ending go to the next one.
                    unserved.close();
                    while let Some(message) = unserved.recv().await {
                        rooms.deliver::<A>(id, message).await;
                    }
                }
                Err(_) => {
                    metrics::counter!("kring_room_panics_total").increment(1);
                    tracing::error!(session = %id, "a room failed; its clients reconnect to a fresh one");
                }
            }
        });
        Handle { incarnation, reached, mailbox }
    }
}

impl<A: Aggregate> Live<A> {
    fn forget(&self, id: A::Id, incarnation: Uuid) {
        self.0.remove_if(&id, |_, handle| handle.incarnation == incarnation);
    }
}
