//! Live sessions: one actor task per session that is in memory.
//!
//! A room owns its session's state. Everything reaches it through its mailbox, so there is nothing to
//! lock and every decision sees the one before it. The map of rooms holds handles only, and no guard
//! of it is held across an await.

mod access;
mod command_results;
mod commit;
mod connections;
mod fanout;
mod frame;
mod live;
mod load;
mod log_index;
mod outbound;
mod snapshot;
mod stream;

pub use frame::Frame;
pub(crate) use load::parts;
pub use outbound::{OutboundReceiver, OutboundSender, outbound};

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use dashmap::DashMap;
use kring_protocol::code::{Failure, Rejection};
use kring_protocol::message::Resume;
use kring_protocol::rest::{ClaimState, InvitationPreview};
use kring_protocol::{Command, CommandId, ParticipantId, Record, SessionId};
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use uuid::Uuid;

use crate::bus::Bus;
use crate::clock::Clock;
use crate::rate_limit::RateLimiter;
use kring_domain::{Credential, Request};
use kring_store::{ClockNote, EventLog, StorageError};

/// Messages in one room's mailbox, at most. A meeting of ten never fills it; a flood waits at its own
/// socket.
const MAILBOX_MESSAGES: usize = 256;

/// A message to a room. What waits in a mailbox is served in order.
pub enum RoomMessage {
    /// Attaches a connection of the participant who holds a token, or of a display.
    Attach {
        /// The hash of the token.
        credential: Credential,
        /// The last revision that the client received, if it returns.
        resume: Option<Resume>,
        /// Where the room queues frames for the connection.
        outbound: OutboundSender,
        /// Its first frames, or why the connection was not attached.
        reply: oneshot::Sender<Result<Attached, RoomError>>,
    },
    /// Detaches a connection.
    Detach {
        /// The id of the connection.
        connection: Uuid,
    },
    /// A participant's command. The answer is queued for the connection it came from.
    Command {
        /// The id of that connection.
        connection: Uuid,
        /// The session that the client named.
        session: SessionId,
        /// The client's id of the command.
        id: CommandId,
        /// The command.
        command: Command,
    },
    /// A request that does not come over a connection: create, join, replace the invitation, erase.
    Request {
        /// Its id.
        id: CommandId,
        /// The request.
        request: Box<Request>,
        /// Done and durable, or why not.
        reply: oneshot::Sender<Result<(), RoomError>>,
    },
    /// Reads the view of the participant who holds a token.
    View {
        /// The hash of the token.
        credential: Credential,
        /// The participant and the records of their view.
        reply: oneshot::Sender<Result<(ParticipantId, Vec<Record>), RoomError>>,
    },
    /// Reads how the claim stands whose token this is.
    Claim {
        /// The hash of the token.
        credential: Credential,
        /// How it stands; confirmed for the token of any device.
        reply: oneshot::Sender<Result<ClaimState, RoomError>>,
    },
    /// Reads what an invitation tells before joining.
    Preview {
        /// The hash of the invitation.
        invitation: Credential,
        /// A name that is asked about.
        name: Option<String>,
        /// What may be known before joining.
        reply: oneshot::Sender<Result<InvitationPreview, RoomError>>,
    },
    /// Asks whether this is the invitation, and the meeting has not begun.
    Lobby {
        /// The hash of the invitation.
        invitation: Credential,
        /// Not found if not.
        reply: oneshot::Sender<Result<(), RoomError>>,
    },
}

/// A connection that was attached.
pub struct Attached {
    /// The first frames: the welcome, and the view or what was missed of it. The socket writes them at
    /// the client's own pace; what the room queues meanwhile comes after them.
    pub greeting: Vec<Frame>,
    /// The message rate of its viewer, shared by all their connections.
    pub rate: Arc<RateLimiter>,
}

/// Why a room did not do it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoomError {
    /// A rule of the meeting refused it.
    Rejected(Rejection),
    /// The server could not do it; nothing was decided.
    Failed(Failure),
    /// There is no such session, or the secret does not fit. The two cannot be told apart.
    NotFound,
    /// The view of the participant cannot be made; the log says why.
    ProjectionFailed,
    /// The session's log is damaged.
    Damaged,
}

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
}

/// Every live session of this process.
#[derive(Clone)]
pub struct Rooms {
    shared: Arc<Shared>,
}

/// What all rooms share.
pub(crate) struct Shared {
    pub(crate) log: Arc<dyn EventLog>,
    pub(crate) bus: Arc<dyn Bus>,
    pub(crate) settings: RoomSettings,
    /// Lived time: see `timekeeper`.
    pub(crate) lived: Clock,
    clock_doubted: AtomicBool,
    pub(crate) draining: CancellationToken,
    not_ready: CancellationToken,
    live: DashMap<SessionId, Handle>,
    tasks: TaskTracker,
}

#[derive(Clone)]
struct Handle {
    incarnation: Uuid,
    mailbox: mpsc::Sender<RoomMessage>,
}

impl Rooms {
    /// No session is live yet.
    #[must_use]
    pub fn new(
        log: Arc<dyn EventLog>,
        bus: Arc<dyn Bus>,
        settings: RoomSettings,
        lived: Clock,
    ) -> Self {
        let shared = Shared {
            log,
            bus,
            settings,
            lived,
            clock_doubted: AtomicBool::new(false),
            draining: CancellationToken::new(),
            not_ready: CancellationToken::new(),
            live: DashMap::new(),
            tasks: TaskTracker::new(),
        };
        Self { shared: Arc::new(shared) }
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

    /// How many sessions are live.
    #[must_use]
    pub fn live(&self) -> usize {
        self.shared.live.len()
    }

    /// Whether the log can be written.
    ///
    /// # Errors
    /// What is wrong with it.
    pub async fn check(&self) -> Result<(), StorageError> {
        self.shared.log.check().await
    }

    /// Sends a message to a session's room, which loads the session if need be. A message that cannot be
    /// delivered is dropped, and its reply channel with it.
    pub async fn send(&self, session: SessionId, mut message: RoomMessage) {
        // A room can end between the look-up and the sending; the next one is fresh.
        for _ in 0..3 {
            let Some(handle) = self.handle(session) else { return };
            match handle.mailbox.send(message).await {
                Ok(()) => return,
                Err(mpsc::error::SendError(undelivered)) => message = undelivered,
            }
            self.forget(session, handle.incarnation);
        }
    }

    /// Erases a session: at once, or with `if_due` only if its retention is over.
    ///
    /// # Errors
    /// When it may still be readable on the disk.
    pub async fn erase(&self, session: SessionId, if_due: bool) -> Result<(), RoomError> {
        let (reply, answer) = oneshot::channel();
        let request = Box::new(Request::Erase { if_due });
        let id = CommandId(Uuid::new_v4());
        self.send(session, RoomMessage::Request { id, request, reply }).await;
        answer.await.unwrap_or(Err(RoomError::Failed(Failure::StorageUnavailable)))
    }

    /// The sessions that the log lists as due at this moment of lived time.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub async fn due(&self, lived_ms: i64) -> Result<Vec<SessionId>, StorageError> {
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

    fn handle(&self, session: SessionId) -> Option<Handle> {
        if self.shared.draining.is_cancelled() {
            return None;
        }
        let entry = self.shared.live.entry(session);
        Some(entry.or_insert_with(|| self.start(session)).clone())
    }

    fn start(&self, session: SessionId) -> Handle {
        let (mailbox, queue) = mpsc::channel(MAILBOX_MESSAGES);
        let incarnation = Uuid::new_v4();
        let room = live::Room::new(session, incarnation, self.shared.clone(), queue);
        let rooms = self.clone();
        self.shared.tasks.spawn(async move {
            // A task of its own, so that a panic ends this session's room and nothing else.
            let unserved = tokio::spawn(room.run()).await;
            rooms.forget(session, incarnation);
            match unserved {
                Ok(mut unserved) => {
                    // Messages that arrived while the room was ending go to the next one.
                    unserved.close();
                    while let Some(message) = unserved.recv().await {
                        rooms.send(session, message).await;
                    }
                }
                Err(_) => {
                    metrics::counter!("kring_room_panics_total").increment(1);
                    tracing::error!(%session, "a room failed; its clients reconnect to a fresh one");
                }
            }
        });
        Handle { incarnation, mailbox }
    }

    fn forget(&self, session: SessionId, incarnation: Uuid) {
        self.shared.live.remove_if(&session, |_, handle| handle.incarnation == incarnation);
    }
}
