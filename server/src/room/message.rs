//! What is said to a room, and what it answers.

use std::sync::Arc;

use kring_domain::Credential;
use kring_protocol::CommandId;
use kring_protocol::code::{Failure, Rejection};
use kring_protocol::message::Resume;
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

use super::aggregate::Aggregate;
use super::outbound::OutboundSender;
use crate::rate_limit::RateLimiter;

/// Where messages of a room wait. Boxed, because a queue keeps room for many of the largest there are.
pub(super) type Mailbox<A> = mpsc::Receiver<Box<RoomMessage<A>>>;

/// A message to a room. What waits in a mailbox is served in order.
pub enum RoomMessage<A: Aggregate> {
    /// Attaches a connection of whoever holds a token.
    Attach {
        /// The hash of the token.
        credential: Credential,
        /// The last revision that the client received, if it returns.
        resume: Option<Resume>,
        /// Where the room queues frames for the connection.
        outbound: OutboundSender,
        /// The message rate of its viewer, shared by all their connections, or why it was not attached. Its
        /// first frames are queued by then.
        reply: oneshot::Sender<Result<Arc<RateLimiter>, RoomError>>,
    },
    /// Detaches a connection.
    Detach {
        /// The id of the connection.
        connection: Uuid,
    },
    /// What somebody asks over a connection. The answer is queued for it.
    Command {
        /// The id of that connection.
        connection: Uuid,
        /// The client's id of the command.
        id: CommandId,
        /// What is asked.
        asked: A::Asked,
    },
    /// A request that does not come over a connection, such as to create or to join.
    Request {
        /// Its id.
        id: CommandId,
        /// The request.
        request: Box<A::Request>,
        /// Done and durable, or why not.
        reply: oneshot::Sender<Result<(), RoomError>>,
    },
    /// The log reaches up to this seq, or the session was erased.
    Follow {
        /// How far.
        seq: u64,
    },
    /// Looks at the state and at who has a connection: the server itself does.
    ReadLive {
        /// Is given both, or why there is nothing to look at.
        look: LookLive<A>,
    },
    /// Looks at the state.
    Read {
        /// The hash of a secret that opens something of it; none if the server itself looks.
        credential: Option<Credential>,
        /// Is given the state, or why there is none.
        look: Look<A>,
    },
}

/// Reads a state once it is durable.
pub type Look<A> = Box<dyn FnOnce(Result<&<A as Aggregate>::State, RoomError>) + Send>;

/// Reads a state, once it is durable, and who has a connection.
pub type LookLive<A> = Box<
    dyn FnOnce(Result<(&<A as Aggregate>::State, Vec<<A as Aggregate>::Person>), RoomError>) + Send,
>;

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
    /// The log is damaged.
    Damaged,
    /// A newer build wrote to the session, and this one cannot read it: another node can.
    Newer,
    /// The server is going down.
    Ending,
}
