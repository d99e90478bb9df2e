//! Live sessions: one task per session that is awake.
//!
//! A room owns its session's state. Everything reaches it through one queue, so there is nothing to
//! lock and every decision sees the one before it. The map of rooms holds handles only, and no guard
//! of it is ever held across an await.

mod answers;
mod audience;
mod commit;
mod live;
mod sink;
mod stream;
mod told;
mod wake;

pub use sink::{Outgoing, Queue, Sink, sink};

use std::sync::Arc;
use std::time::Duration;

use dashmap::DashMap;
use kring_protocol::code::{Rejection, Trouble};
use kring_protocol::message::Resume;
use kring_protocol::rest::InvitationPreview;
use kring_protocol::{Command, CommandId, ParticipantId, Record, SessionId};
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use uuid::Uuid;

use crate::bucket;
use crate::bus::Bus;
use crate::clock::Clock;
use crate::domain::{Credential, Request};
use kring_store::{Due, EventLog, StorageError};

/// Asks waiting for one room. A meeting of ten never fills it; a flood waits at its own socket.
const ASKS: usize = 256;

/// What a room is asked.
pub enum Ask {
    /// A connection wants to take part.
    Attach {
        /// The hash of its token.
        credential: Credential,
        /// Where it left off.
        resume: Option<Resume>,
        /// Where its frames go.
        sink: Sink,
        /// Who it is, or why not.
        reply: oneshot::Sender<Result<Attached, Refusal>>,
    },
    /// A connection is gone.
    Detach {
        /// Which.
        connection: Uuid,
    },
    /// A connection's command. The answer goes to its sink.
    Command {
        /// Whose.
        connection: Uuid,
        /// The session it names.
        session: SessionId,
        /// Its id.
        id: CommandId,
        /// What.
        command: Command,
    },
    /// A request from outside a connection: create, join, replace the invitation.
    Request {
        /// Its id.
        id: CommandId,
        /// What.
        request: Box<Request>,
        /// Done, or why not.
        reply: oneshot::Sender<Result<(), Refusal>>,
    },
    /// The view of whoever holds a token: for the report and other exports.
    View {
        /// The hash of the token.
        credential: Credential,
        /// The records of that participant's view.
        reply: oneshot::Sender<Result<(ParticipantId, Vec<Record>), Refusal>>,
    },
    /// What an invitation is for.
    Preview {
        /// The hash of the invitation.
        invitation: Credential,
        /// What may be told before joining.
        reply: oneshot::Sender<Result<InvitationPreview, Refusal>>,
    },
}

/// A connection that takes part.
pub struct Attached {
    /// Who it is.
    pub participant: ParticipantId,
    /// What they may say, over all their connections together.
    pub rate: Arc<bucket::Shared>,
}

/// Why a room did not do it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// A rule.
    Rule(Rejection),
    /// Nothing was decided.
    Trouble(Trouble),
    /// No such session, or a secret that does not fit. They look alike.
    Unknown,
    /// Their view cannot be made; the log tells why.
    Unseen,
    /// The session's log is damaged.
    Damaged,
    /// The participant has all the connections they may have.
    TooManyConnections,
}

/// How rooms behave.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// A room without connections leaves memory after this.
    pub sleep_after: Duration,
    /// What time it is.
    pub clock: Clock,
    /// The gespreksleider counts as away after so long without a connection.
    pub away_after: Duration,
}

/// Every session that is awake here.
#[derive(Clone)]
pub struct Rooms {
    shared: Arc<Shared>,
}

/// What all rooms share.
pub(crate) struct Shared {
    pub(crate) log: Arc<dyn EventLog>,
    pub(crate) bus: Arc<dyn Bus>,
    pub(crate) settings: Settings,
    pub(crate) draining: CancellationToken,
    retiring: CancellationToken,
    awake: DashMap<SessionId, Handle>,
    tasks: TaskTracker,
}

#[derive(Clone)]
struct Handle {
    incarnation: Uuid,
    asks: mpsc::Sender<Ask>,
}

impl Rooms {
    /// No session awake yet.
    #[must_use]
    pub fn new(log: Arc<dyn EventLog>, bus: Arc<dyn Bus>, settings: Settings) -> Self {
        let shared = Shared {
            log,
            bus,
            settings,
            draining: CancellationToken::new(),
            retiring: CancellationToken::new(),
            awake: DashMap::new(),
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

    /// How many sessions are awake.
    #[must_use]
    pub fn awake(&self) -> usize {
        self.shared.awake.len()
    }

    /// Whether the log can be written.
    ///
    /// # Errors
    /// What is wrong with it.
    pub async fn check(&self) -> Result<(), StorageError> {
        self.shared.log.check().await
    }

    /// Asks a session's room, waking it if need be. What is not delivered is dropped, and its reply
    /// channel with it.
    pub async fn ask(&self, session: SessionId, mut ask: Ask) {
        // A room can fall asleep between the look-up and the sending; the next one is fresh.
        for _ in 0..3 {
            let Some(handle) = self.handle(session) else { return };
            match handle.asks.send(ask).await {
                Ok(()) => return,
                Err(mpsc::error::SendError(back)) => ask = back,
            }
            self.forget(session, handle.incarnation);
        }
    }

    /// Erases a session: because whoever runs the server says so, or only if its time is over.
    ///
    /// # Errors
    /// When it may still be readable on the disk.
    pub async fn erase(&self, session: SessionId, if_due: bool) -> Result<(), Refusal> {
        let (reply, answer) = oneshot::channel();
        let request = Box::new(Request::Erase { if_due });
        let id = CommandId(Uuid::new_v4());
        self.ask(session, Ask::Request { id, request, reply }).await;
        match answer.await {
            // What cannot be read any more can still be erased.
            Ok(Err(Refusal::Damaged)) => {
                let erased = self.shared.log.erase(session).await;
                erased.map_err(|_| Refusal::Trouble(Trouble::StorageUnavailable))
            }
            Ok(answer) => answer,
            Err(_) => Err(Refusal::Trouble(Trouble::StorageUnavailable)),
        }
    }

    /// The sessions that the log lists as due.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub async fn due(&self, now_ms: i64) -> Result<Due, StorageError> {
        self.shared.log.due(now_ms).await
    }

    /// From now on the server is not ready for more, though everything goes on.
    pub fn retire(&self) {
        self.shared.retiring.cancel();
    }

    /// Whether the server is about to go down.
    #[must_use]
    pub fn is_retiring(&self) -> bool {
        self.shared.retiring.is_cancelled()
    }

    /// Tells every room that the server is going down and waits until all of them are done.
    pub async fn drain(&self) {
        self.retire();
        self.shared.draining.cancel();
        self.shared.tasks.close();
        self.shared.tasks.wait().await;
    }

    fn handle(&self, session: SessionId) -> Option<Handle> {
        if self.shared.draining.is_cancelled() {
            return None;
        }
        let entry = self.shared.awake.entry(session);
        Some(entry.or_insert_with(|| self.wake(session)).clone())
    }

    fn wake(&self, session: SessionId) -> Handle {
        let (asks, queue) = mpsc::channel(ASKS);
        let incarnation = Uuid::new_v4();
        let room = live::Room::new(session, incarnation, self.shared.clone(), queue);
        let rooms = self.clone();
        self.shared.tasks.spawn(async move {
            // A task of its own, so that a panic ends this session's room and nothing else.
            let unserved = tokio::spawn(room.run()).await;
            rooms.forget(session, incarnation);
            match unserved {
                Ok(mut unserved) => {
                    // What arrived while the room was falling asleep goes to the next one.
                    unserved.close();
                    while let Some(ask) = unserved.recv().await {
                        rooms.ask(session, ask).await;
                    }
                }
                Err(_) => {
                    metrics::counter!("kring_room_panics_total").increment(1);
                    tracing::error!(%session, "a room failed; its clients reconnect to a fresh one");
                }
            }
        });
        Handle { incarnation, asks }
    }

    fn forget(&self, session: SessionId, incarnation: Uuid) {
        self.shared.awake.remove_if(&session, |_, handle| handle.incarnation == incarnation);
    }
}
