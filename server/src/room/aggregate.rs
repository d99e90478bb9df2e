//! What a room keeps alive: a meeting or a group. A room knows no rule of either; this is all that it
//! asks of them.

use std::fmt::{Debug, Display};
use std::hash::Hash;
use std::sync::Arc;

use kring_domain::codec::DecodeError;
use kring_domain::{Credential, Effect, LogUse, Logged};
use kring_protocol::code::Rejection;
use kring_protocol::message::LeadAway;
use kring_protocol::script::Phase;
use kring_protocol::{
    CommandId, ContributionId, DeviceId, ParticipantId, RecordKey, ServerMessage, SessionId,
};
use kring_store::{Entry, EventLog, StorageError, StreamId};
use uuid::Uuid;

use super::Rooms;
use super::fanout::Update;
use super::frame::Body;
use super::presence::Lead;
use super::snapshot::Written;

/// A consistency boundary with a stream of events of its own. The functions that take a state are pure.
pub trait Aggregate: Sized + Send + Sync + 'static {
    /// Its name.
    type Id: Copy + Eq + Hash + Debug + Display + Into<StreamId> + Send + Sync;
    /// What is true.
    type State: Default + Clone + Send + Sync;
    /// What happened.
    type Event: Clone + Send + Sync;
    /// Everything that can be asked.
    type Request: Send + Sync;
    /// What comes over a connection.
    type Asked: Send + Sync;
    /// Names somebody who can ask.
    type Person: Copy + Ord + Hash + Debug + From<Uuid> + Into<Uuid> + Send + Sync;
    /// Names whoever has a view: a person, or a screen that only looks.
    type Viewer: Copy + Eq + Hash + Debug + From<Self::Person> + Send + Sync;

    /// The request of somebody with a connection.
    fn request(by: Self::Person, asked: Self::Asked) -> Self::Request;
    /// The request that erases it: at once, or only if it is due.
    fn erase(if_due: bool) -> Self::Request;
    /// Whether this request erases it.
    fn is_erasing(request: &Self::Request) -> bool;
    /// The hash of the secret that a request comes with; none if its author is known already.
    fn secret(request: &Self::Request) -> Option<Credential>;
    /// Whose request it is; none if it is the server's own, or that of somebody who is not known yet.
    fn author(state: &Self::State, request: &Self::Request) -> Option<Self::Person>;
    /// Whether a request that is repeated is decided anew instead of getting the same answer.
    fn is_repeatable(request: &Self::Request) -> bool;

    /// What a request leads to, or the rule that refused it.
    fn decide(
        state: &Self::State,
        facts: &Facts<Self::Person>,
        request: &Self::Request,
    ) -> Result<Vec<Self::Event>, Rejection>;
    /// Makes events true.
    fn apply(state: &mut Self::State, events: &[Self::Event]);
    /// Makes events true, and says what becomes different for whom.
    fn apply_seen(state: &mut Self::State, events: &[Self::Event]) -> Seen<Self::Viewer>;
    /// Holds what is the same in many of them once: those of these phases that it has.
    fn share(state: &mut Self::State, phases: &[Arc<Phase>]);
    /// The contribution that these events created.
    fn created(events: &[Self::Event]) -> Option<ContributionId>;
    /// What an event asks of the room.
    fn effects(event: &Self::Event) -> Vec<Effect<Self::Viewer>>;

    /// Whether it exists and was not erased.
    fn is_active(state: &Self::State) -> bool;
    /// Whether it was erased.
    fn is_erased(state: &Self::State) -> bool;
    /// What is true once it was erased.
    fn erased() -> Self::State;
    /// When it is to be erased if nothing happens after `last_ms`.
    fn due_ms(state: &Self::State, last_ms: i64) -> i64;
    /// The hash of every secret that opens something of it.
    fn secrets(state: &Self::State) -> impl Iterator<Item = Credential>;
    /// Whose absence matters; none if nobody's does.
    fn lead(state: &Self::State) -> Option<Lead<Self::Person>>;
    /// A line that two states share only if they are the same.
    fn fingerprint(state: &Self::State) -> String;

    /// Who holds a token, and on which device.
    fn holder(state: &Self::State, token: Credential) -> Option<(Self::Viewer, Option<DeviceId>)>;
    /// Who looks; none for a screen.
    fn person(viewer: Self::Viewer) -> Option<Self::Person>;
    /// The key with which what is known of a person is sealed; none where nothing is sealed apart.
    fn key_of(viewer: Self::Viewer) -> Option<StreamId>;
    /// Who a viewer is in a meeting; none where viewers are of one meeting only.
    fn participant_in(session: SessionId, viewer: Self::Viewer) -> Option<ParticipantId>;
    /// When and where a meeting is, where that is planned here.
    fn planned(state: &Self::State, session: SessionId) -> Option<(Option<i64>, String)>;
    /// What a crash may have left undone.
    fn unfinished(state: &Self::State) -> Vec<Effect<Self::Viewer>>;
    /// Everything that a viewer may see, as JSON; none if that cannot be made. What others see as well is
    /// taken from what was written before, and left there.
    fn view(
        state: &Self::State,
        viewer: Self::Viewer,
        written: &mut Written,
    ) -> Option<Vec<(RecordKey, Body)>>;
    /// Whether a viewer has a place here and sees nothing of it for now: they are in no presence and hear
    /// none. Once that changes, their connections end.
    fn is_outside(state: &Self::State, viewer: Self::Viewer) -> bool;
    /// The first message of a connection.
    fn welcome(id: Self::Id, viewer: Self::Viewer, greeting: Greeting) -> ServerMessage;
    /// Who is here; none where that is not told.
    fn presence(online: Vec<Self::Person>, lead_away: Option<LeadAway>) -> Option<ServerMessage>;

    /// Tells other rooms what happened, once it is durable. It is told again when the room wakes, and
    /// whoever is told twice changes nothing the second time.
    fn tell(
        rooms: Rooms,
        id: Self::Id,
        state: &Self::State,
    ) -> Option<impl Future<Output = ()> + Send + 'static>;

    /// Tells the group of a meeting that it has begun and is not over; told twice, nothing changes.
    fn tell_begun(
        rooms: Rooms,
        id: Self::Id,
        state: &Self::State,
    ) -> Option<impl Future<Output = ()> + Send + 'static>;

    /// Asks other rooms what they may have said while this one could not hear. Once, when it wakes.
    fn listen(
        rooms: Rooms,
        id: Self::Id,
        state: &Self::State,
    ) -> Option<impl Future<Output = ()> + Send + 'static>;

    /// An accepted command as bytes for the log.
    fn encode(
        log: &dyn EventLog,
        id: CommandId,
        by: Option<Self::Person>,
        events: &[Self::Event],
    ) -> impl Future<Output = Result<Vec<u8>, StorageError>> + Send;
    /// Entries of the log, read back in order.
    fn decode(
        log: &dyn EventLog,
        entries: Vec<Entry>,
    ) -> impl Future<Output = Result<Vec<Replayed<Self>>, DecodeFailure>> + Send;
    /// A checkpoint; none if none is kept.
    fn to_checkpoint(folded: &Folded<Self>) -> Option<Vec<u8>>;
    /// What a checkpoint says; none unless this build wrote it.
    fn from_checkpoint(bytes: &[u8]) -> Option<Folded<Self>>;
}

/// What the world beside the state contributes to a decision.
#[derive(Debug, Clone)]
pub struct Facts<Person> {
    /// The server's clock, in milliseconds since 1970.
    pub now_ms: i64,
    /// A fresh random id.
    pub fresh: Uuid,
    /// When something last happened.
    pub last_ms: i64,
    /// Entries in the log so far.
    pub entries: u64,
    /// What the author of the request has added to the log so far.
    pub logged: Logged,
    /// Since when nobody leads, and what is possible from when.
    pub lead_away: Option<LeadAway>,
    /// Milliseconds after a move within which moving on is the same click.
    pub same_click_ms: i64,
    /// Whether the machine's clock is in doubt.
    pub clock_doubted: bool,
    /// Who has a connection.
    pub connected: Vec<Person>,
}

/// What a change made different.
pub struct Seen<Viewer> {
    /// What each viewer with changes is sent.
    pub(super) updates: Vec<Update<Viewer>>,
    /// Every record that may be another for somebody.
    pub(super) affected: Vec<RecordKey>,
}

/// What the first message of a connection says beside whose it is.
#[derive(Debug, Clone, Copy)]
pub struct Greeting {
    /// The device of the token.
    pub device: Option<DeviceId>,
    /// The stream that revisions belong to.
    pub stream: Uuid,
    /// Whether the client goes on from where it left off.
    pub resumed: bool,
    /// The server's clock.
    pub server_ms: i64,
    /// Whether it is in doubt.
    pub clock_doubted: bool,
}

/// One entry, read back.
pub struct Replayed<A: Aggregate> {
    /// Its seq.
    pub seq: u64,
    /// When it happened, in milliseconds since 1970.
    pub at_ms: i64,
    /// Bytes of its payload.
    pub bytes: usize,
    /// The client's name for the command.
    pub command: CommandId,
    /// Who asked.
    pub actor: Option<A::Person>,
    /// What happened, in order.
    pub events: Vec<A::Event>,
}

/// What a log led to.
pub struct Folded<A: Aggregate> {
    /// The state.
    pub state: A::State,
    /// When its last entry happened, in milliseconds since 1970.
    pub last_ms: i64,
    /// Who caused how much of the log.
    pub used: LogUse<A::Person>,
    /// Every accepted command, and the contribution that it created.
    pub accepted: Vec<(A::Person, CommandId, Option<ContributionId>)>,
}

/// Why entries could not be read back.
#[derive(Debug)]
pub enum DecodeFailure {
    /// An entry is not what a known build wrote.
    Damaged {
        /// Its seq.
        seq: u64,
        /// What is wrong with it. Holds nothing of its content.
        what: String,
    },
    /// A newer build wrote an entry.
    Newer {
        /// Its seq.
        seq: u64,
    },
    /// The store did not answer.
    Storage(StorageError),
}

impl DecodeFailure {
    /// What a codec says of the entry with this seq.
    pub(super) fn of(seq: u64, error: &DecodeError) -> Self {
        if error.is_newer() {
            return Self::Newer { seq };
        }
        Self::Damaged { seq, what: error.to_string() }
    }
}
