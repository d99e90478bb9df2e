//! The connections of one room: registry, streams, message rates and presence.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Instant;

use kring_protocol::message::Resume;
use kring_protocol::{ParticipantId, ServerMessage, close_code, limits};
use uuid::Uuid;

use super::frame::{Body, Frame};
use super::outbound::OutboundSender;
use super::stream::Stream;
use crate::rate_limit::{Quota, RateLimiter};

/// What one participant may say, over all their connections together.
const MESSAGES: Quota =
    Quota { burst: limits::BURST_MESSAGES as f64, per_second: limits::MESSAGES_PER_SECOND as f64 };

struct Connection {
    participant: ParticipantId,
    outbound: OutboundSender,
}

/// The connections of one room, and a stream for every participant.
pub(super) struct Connections {
    /// Names this life of the room: revisions of another one mean nothing here.
    stream: Uuid,
    connections: Vec<Connection>,
    streams: HashMap<ParticipantId, Stream>,
    /// Kept while nobody is connected, or coming back would fill it up again.
    rates: HashMap<ParticipantId, Arc<RateLimiter>>,
    /// When somebody's last connection went away.
    gone: BTreeMap<ParticipantId, Instant>,
    since: Instant,
}

impl Connections {
    pub(super) fn new() -> Self {
        Self {
            stream: Uuid::new_v4(),
            connections: vec![],
            streams: HashMap::new(),
            rates: HashMap::new(),
            gone: BTreeMap::new(),
            since: Instant::now(),
        }
    }

    pub(super) fn stream(&self) -> Uuid {
        self.stream
    }

    pub(super) fn is_empty(&self) -> bool {
        self.connections.is_empty()
    }

    /// Since when nobody has been connected, or since this room woke.
    pub(super) fn idle_since(&self) -> Instant {
        self.gone.values().max().copied().unwrap_or(self.since)
    }

    /// For how long somebody has been without a connection; none while they have one.
    pub(super) fn offline_since(&self, participant: ParticipantId) -> Option<Instant> {
        if self.connections.iter().any(|c| c.participant == participant) {
            return None;
        }
        Some(self.gone.get(&participant).copied().unwrap_or(self.since))
    }

    pub(super) fn participant(&self, connection: Uuid) -> Option<ParticipantId> {
        let found = self.connections.iter().find(|c| c.outbound.connection == connection);
        found.map(|c| c.participant)
    }

    pub(super) fn can_attach(&self, participant: ParticipantId) -> bool {
        let theirs = self.connections.iter().filter(|c| c.participant == participant);
        theirs.count() < limits::CONNECTIONS_PER_PARTICIPANT
    }

    /// What this participant may still say.
    pub(super) fn rate(&mut self, participant: ParticipantId) -> Arc<RateLimiter> {
        self.rates
            .entry(participant)
            .or_insert_with(|| Arc::new(RateLimiter::new(MESSAGES)))
            .clone()
    }

    /// Where this participant's stream stands.
    pub(super) fn revision(&mut self, participant: ParticipantId) -> u64 {
        self.streams.entry(participant).or_default().revision()
    }

    /// What a returning client missed; none if it needs a snapshot.
    pub(super) fn resume_frames(
        &self,
        participant: ParticipantId,
        resume: Resume,
    ) -> Option<Vec<Frame>> {
        if resume.stream != self.stream {
            return None;
        }
        self.streams.get(&participant)?.since(resume.revision)
    }

    /// Adds a connection.
    pub(super) fn add(&mut self, participant: ParticipantId, outbound: OutboundSender) {
        self.gone.remove(&participant);
        self.connections.push(Connection { participant, outbound });
        self.broadcast_presence();
    }

    pub(super) fn remove(&mut self, connection: Uuid) {
        let Some(participant) = self.participant(connection) else { return };
        self.connections.retain(|c| c.outbound.connection != connection);
        self.left(&[participant]);
    }

    /// Sends the updates of one change to one participant's connections.
    pub(super) fn update(&mut self, participant: ParticipantId, bodies: &[Body]) {
        let stream = self.streams.entry(participant).or_default();
        let frames: Vec<Frame> = bodies.iter().map(|body| stream.push(body.clone())).collect();
        self.send_where(&frames, |c| c.participant == participant);
    }

    /// Sends a frame to one connection, if it is still there.
    pub(super) fn answer(&mut self, connection: Uuid, message: &ServerMessage) {
        let Some(frame) = encode(message) else { return };
        self.send_where(&[frame], |c| c.outbound.connection == connection);
    }

    /// Closes all connections of one participant, after what is queued for them.
    pub(super) fn close(&mut self, participant: ParticipantId, code: u16) {
        self.end(participant, |outbound| outbound.close(code));
    }

    /// Closes all connections of one participant, who gets nothing of what is queued.
    pub(super) fn abort(&mut self, participant: ParticipantId, code: u16) {
        self.end(participant, |outbound| outbound.abort(code));
    }

    fn end(&mut self, participant: ParticipantId, how: impl Fn(OutboundSender)) {
        let (theirs, others): (Vec<_>, Vec<_>) =
            self.connections.drain(..).partition(|c| c.participant == participant);
        self.connections = others;
        if theirs.is_empty() {
            return;
        }
        for connection in theirs {
            how(connection.outbound);
        }
        self.left(&[participant]);
    }

    /// Leaves a gap in a participant's stream: a client that resumes from before it gets a snapshot.
    pub(super) fn skip(&mut self, participant: ParticipantId) {
        self.streams.entry(participant).or_default().skip();
    }

    /// Forgets a participant's stream: nothing of it can be resumed.
    pub(super) fn forget(&mut self, participant: ParticipantId) {
        self.streams.remove(&participant);
        self.rates.remove(&participant);
    }

    /// Closes everything; nobody gets what is queued, but for a connection that has an answer coming.
    pub(super) fn abort_all(&mut self, answered: Option<Uuid>, code: u16) {
        for connection in self.connections.drain(..) {
            if answered == Some(connection.outbound.connection) {
                connection.outbound.close(code);
            } else {
                connection.outbound.abort(code);
            }
        }
    }

    /// Closes everything, after an optional last word.
    pub(super) fn close_all(&mut self, last_word: Option<&ServerMessage>, code: u16) {
        let frame = last_word.and_then(encode);
        for connection in self.connections.drain(..) {
            if let Some(frame) = &frame {
                let _ = connection.outbound.send(std::slice::from_ref(frame));
            }
            connection.outbound.close(code);
        }
    }

    /// A connection that does not keep up is dropped alone, and resumes.
    fn send_where(&mut self, frames: &[Frame], chosen: impl Fn(&Connection) -> bool) {
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
        self.left(&[connection.participant]);
    }

    fn left(&mut self, participants: &[ParticipantId]) {
        for participant in participants {
            if !self.connections.iter().any(|c| c.participant == *participant) {
                self.gone.insert(*participant, Instant::now());
            }
        }
        self.broadcast_presence();
    }

    fn broadcast_presence(&mut self) {
        let online: BTreeSet<_> = self.connections.iter().map(|c| c.participant).collect();
        let presence = ServerMessage::Presence { online: online.into_iter().collect() };
        if let Some(frame) = encode(&presence) {
            self.send_where(&[frame], |_| true);
        }
    }
}

/// A message as a frame. Nothing is sent if that fails, and it is logged.
pub(super) fn encode(message: &ServerMessage) -> Option<Frame> {
    match serde_json::to_string(message) {
        Ok(text) => Some(text.into()),
        Err(error) => {
            tracing::error!(%error, "a message could not be written; nothing was sent");
            None
        }
    }
}
