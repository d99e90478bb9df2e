//! The connections of one room: registry, streams and message rates.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use kring_protocol::{DeviceId, ServerMessage, close_code, limits};
use smallvec::SmallVec;
use uuid::Uuid;

use super::RoomSettings;
use super::aggregate::Aggregate;
use super::frame::Frame;
use super::outbound::OutboundSender;
use super::peers::Peers;
use super::presence::Lead;
use super::stream::{Part, Stream};
use crate::rate_limit::{Quota, RateLimiter};

/// What one participant may say, over all their connections together.
const MESSAGES: Quota =
    Quota { burst: limits::BURST_MESSAGES as f64, per_second: limits::MESSAGES_PER_SECOND as f64 };

/// How often one participant may connect, over all their devices: a network that comes and goes.
const HELLOS: Quota = Quota { burst: 60.0, per_second: 2.0 };

pub(super) struct Connection<Viewer> {
    pub(super) viewer: Viewer,
    /// None of a display.
    device: Option<DeviceId>,
    pub(super) outbound: OutboundSender,
    /// The presence that was sent last.
    pub(super) told: u64,
    /// A display, or somebody who sees nothing for now: in no presence, and told of none.
    pub(super) silent: bool,
}

/// What stays of a viewer while nobody is connected, or coming back would fill it up again.
struct Known<Viewer> {
    viewer: Viewer,
    stream: Stream,
    rate: Option<Arc<RateLimiter>>,
    hellos: RateLimiter,
}

impl<Viewer> Known<Viewer> {
    fn new(viewer: Viewer) -> Self {
        Self { viewer, stream: Stream::new(), rate: None, hellos: RateLimiter::new(HELLOS) }
    }
}

/// The connections of one room, and a stream for every viewer. A display is nobody: it is in no presence
/// and leads nothing.
pub(super) struct Connections<A: Aggregate> {
    pub(super) connections: Vec<Connection<A::Viewer>>,
    /// In no order: a room has few viewers, and every update looks each of them up.
    viewers: Vec<Known<A::Viewer>>,
    /// When somebody's last connection went away.
    pub(super) gone: BTreeMap<A::Person, Instant>,
    /// Who has a connection to this session on other nodes.
    pub(super) peers: Peers<A::Person>,
    pub(super) since: Instant,
    pub(super) settings: RoomSettings,
    pub(super) lead: Option<Lead<A::Person>>,
    /// Counts the changes of presence.
    pub(super) presence: u64,
    pub(super) presence_sent: Option<Instant>,
}

impl<A: Aggregate> Connections<A> {
    /// `is_shared` says whether other nodes may have connections to the same session.
    pub(super) fn new(settings: RoomSettings, is_shared: bool) -> Self {
        Self {
            peers: Peers::new(is_shared.then_some(settings.compare_every)),
            settings,
            lead: None,
            connections: vec![],
            viewers: vec![],
            gone: BTreeMap::new(),
            since: Instant::now(),
            presence: 0,
            presence_sent: None,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.connections.is_empty()
    }

    /// Since when nobody has been connected, or since this room woke.
    pub(super) fn idle_since(&self) -> Instant {
        self.gone.values().max().copied().unwrap_or(self.since)
    }

    pub(super) fn viewer(&self, connection: Uuid) -> Option<A::Viewer> {
        let found = self.connections.iter().find(|c| c.outbound.connection == connection);
        found.map(|c| c.viewer)
    }

    /// Counts an attempt of this viewer to connect, and says whether there was one left.
    pub(super) fn may_attach(&mut self, viewer: A::Viewer) -> bool {
        self.known(viewer).hellos.allows()
    }

    /// What this viewer may still say.
    pub(super) fn rate(&mut self, viewer: A::Viewer) -> Arc<RateLimiter> {
        let rate = &mut self.known(viewer).rate;
        rate.get_or_insert_with(|| Arc::new(RateLimiter::new(MESSAGES))).clone()
    }

    /// This viewer's stream.
    pub(super) fn stream(&mut self, viewer: A::Viewer) -> &mut Stream {
        &mut self.known(viewer).stream
    }

    fn known(&mut self, viewer: A::Viewer) -> &mut Known<A::Viewer> {
        let at = self.viewers.iter().position(|known| known.viewer == viewer);
        let at = at.unwrap_or_else(|| {
            self.viewers.push(Known::new(viewer));
            self.viewers.len() - 1
        });
        &mut self.viewers[at]
    }

    /// Adds a connection. It takes the place of the viewer's oldest if they have too many: those of
    /// networks that are gone are noticed only later.
    pub(super) fn add(
        &mut self,
        viewer: A::Viewer,
        device: Option<DeviceId>,
        outbound: OutboundSender,
        outside: bool,
    ) {
        let theirs = |c: &Connection<A::Viewer>| c.viewer == viewer;
        let count = self.connections.iter().filter(|c| theirs(c)).count();
        if count >= limits::CONNECTIONS_PER_PARTICIPANT
            && let Some(oldest) = self.connections.iter().position(theirs)
        {
            let oldest = self.connections.remove(oldest);
            oldest.outbound.close(close_code::TOO_MANY_CONNECTIONS);
        }
        let person = A::person(viewer).filter(|_| !outside);
        let (told, silent) = if person.is_some() { (0, false) } else { (u64::MAX, true) };
        self.connections.push(Connection { viewer, device, outbound, told, silent });
        // Whoever is silent is not told who is here, and nobody is told of them.
        let Some(participant) = person else { return };
        self.gone.remove(&participant);
        self.peers.changed();
        self.presence += 1;
        // The new one waits for it; the others hear of it soon.
        let newest = self.connections.len() - 1;
        self.send_presence(newest..newest + 1);
        self.broadcast_presence();
    }

    pub(super) fn remove(&mut self, connection: Uuid) {
        let Some(viewer) = self.viewer(connection) else { return };
        self.connections.retain(|c| c.outbound.connection != connection);
        self.left(viewer);
    }

    /// Queues the updates of one change for one viewer's connections.
    pub(super) fn update(&mut self, viewer: A::Viewer, parts: &[Part]) {
        let stream = self.stream(viewer);
        let frames: SmallVec<[Frame; 1]> = parts.iter().map(|part| stream.push(part)).collect();
        self.send_where(&frames, |c| c.viewer == viewer);
    }

    /// Writes what is queued for everybody: at the end of each turn of the room.
    pub(super) fn write(&self) {
        for connection in &self.connections {
            connection.outbound.write();
        }
    }

    /// Queues a frame for one connection, if it is still there.
    pub(super) fn answer(&mut self, connection: Uuid, message: &ServerMessage) {
        let Some(frame) = Frame::of(message) else { return };
        self.send_where(&[frame], |c| c.outbound.connection == connection);
    }

    /// Closes all connections of one viewer, after what is queued for them.
    pub(super) fn close(&mut self, viewer: A::Viewer, code: u16) {
        self.end(viewer, |_| true, |outbound| outbound.close(code));
    }

    /// Closes all connections of one viewer, who gets nothing of what is queued.
    pub(super) fn abort(&mut self, viewer: A::Viewer, code: u16) {
        self.end(viewer, |_| true, |outbound| outbound.abort(code));
    }

    /// Closes all connections of one device, which gets nothing of what is queued, but for a connection
    /// that has an answer coming.
    pub(super) fn sign_out(
        &mut self,
        viewer: A::Viewer,
        device: DeviceId,
        answered: Option<Uuid>,
        code: u16,
    ) {
        let of_device = |c: &Connection<A::Viewer>| c.device == Some(device);
        self.end(viewer, of_device, |outbound| end_unless(outbound, answered, code));
    }

    fn end(
        &mut self,
        viewer: A::Viewer,
        which: impl Fn(&Connection<A::Viewer>) -> bool,
        how: impl Fn(OutboundSender),
    ) {
        let (theirs, others): (Vec<_>, Vec<_>) =
            self.connections.drain(..).partition(|c| c.viewer == viewer && which(c));
        self.connections = others;
        if theirs.is_empty() {
            return;
        }
        for connection in theirs {
            how(connection.outbound);
        }
        self.left(viewer);
    }

    /// Leaves a gap in a viewer's stream: a client that resumes from before it gets a snapshot.
    pub(super) fn skip(&mut self, viewer: A::Viewer) {
        self.stream(viewer).skip();
    }

    /// Forgets a viewer's stream: nothing of it can be resumed.
    pub(super) fn forget(&mut self, viewer: A::Viewer) {
        let known = self.known(viewer);
        (known.stream, known.rate) = (Stream::new(), None);
    }

    /// Closes everything; nobody gets what is queued, but for a connection that has an answer coming.
    pub(super) fn abort_all(&mut self, answered: Option<Uuid>, code: u16) {
        for connection in self.connections.drain(..) {
            end_unless(connection.outbound, answered, code);
        }
    }

    /// Closes everything, after an optional last word.
    pub(super) fn close_all(&mut self, last_word: Option<&ServerMessage>, code: u16) {
        let frame = last_word.and_then(Frame::of);
        for connection in self.connections.drain(..) {
            if let Some(frame) = &frame {
                let _ = connection.outbound.send(std::slice::from_ref(frame));
            }
            connection.outbound.close(code);
        }
    }

    /// A connection that does not keep up is dropped alone, and resumes.
    pub(super) fn send_where(
        &mut self,
        frames: &[Frame],
        chosen: impl Fn(&Connection<A::Viewer>) -> bool,
    ) {
        let mut lagging = vec![];
        for connection in self.connections.iter().filter(|c| chosen(c)) {
            if connection.outbound.send(frames).is_err() {
                lagging.push(connection.outbound.connection);
            }
        }
        for id in lagging {
            self.drop_lagging(id);
        }
    }

    fn drop_lagging(&mut self, id: Uuid) {
        let Some(index) = self.connections.iter().position(|c| c.outbound.connection == id) else {
            return;
        };
        let connection = self.connections.swap_remove(index);
        metrics::counter!("kring_lagging_total").increment(1);
        connection.outbound.close(close_code::LAGGING);
        self.left(connection.viewer);
    }
}

/// Aborts a connection, or closes it after what is queued if it has an answer coming.
fn end_unless(outbound: OutboundSender, answered: Option<Uuid>, code: u16) {
    if answered == Some(outbound.connection) {
        outbound.close(code);
    } else {
        outbound.abort(code);
    }
}
