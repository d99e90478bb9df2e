//! Who is there, on this node and the others, who leads, and since when they are away.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use kring_protocol::message::LeadAway;

use super::aggregate::Aggregate;
use super::connections::{Connection, Connections};
use super::frame::Frame;
use super::peers::Peers;
use crate::bus::{Heard, Word};

/// Who is online is told at most this often: somebody who comes and goes is no news for the others.
const PRESENCE_INTERVAL: Duration = Duration::from_millis(250);

/// Who leads a meeting that is not over, and who may take over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lead<Person> {
    /// Who leads.
    pub gespreksleider: Person,
    /// Who may take over.
    pub deputy: Option<Person>,
}

impl<A: Aggregate> Connections<A> {
    /// Since when somebody has been without a connection on any node; none while they have one.
    pub(super) fn offline_since(&self, participant: A::Person) -> Option<Instant> {
        let is_here = self.connections.iter().any(|c| c.viewer == A::Viewer::from(participant));
        if is_here || self.peers.people().any(|person| person == participant) {
            return None;
        }
        Some(self.gone.get(&participant).copied().unwrap_or(self.since))
    }

    /// Says who leads from now on. If that changes what presence tells, everybody is told.
    pub(super) fn set_lead(&mut self, lead: Option<Lead<A::Person>>) {
        if self.lead != lead {
            let was_away = self.lead_away().is_some();
            self.lead = lead;
            if was_away || self.lead_away().is_some() {
                self.presence += 1;
                self.broadcast_presence();
            }
        }
    }

    /// Since when the gespreksleider has been without a connection, and what is possible from when.
    pub(super) fn lead_away(&self) -> Option<LeadAway> {
        let lead = self.lead?;
        let away = self.offline_since(lead.gespreksleider)?.elapsed();
        let ms = |time: Duration| i64::try_from(time.as_millis()).unwrap_or(i64::MAX);
        let since_ms = self.settings.clock.now_ms().saturating_sub(ms(away));
        let after = |time| since_ms.saturating_add(ms(time));
        let deputy_is_here = lead.deputy.is_some_and(|id| self.offline_since(id).is_none());
        Some(LeadAway {
            since_ms,
            take_over_at_ms: after(self.settings.away_after),
            propose_at_ms: (!deputy_is_here).then(|| after(self.settings.propose_lead_after)),
        })
    }

    /// Everybody who has a connection, to this node or another.
    pub(super) fn participants(&self) -> Vec<A::Person> {
        let mut people: Vec<A::Person> =
            here::<A>(&self.connections).chain(self.peers.people()).collect();
        people.sort_unstable();
        people.dedup();
        people
    }

    /// Takes in what the same session's room on another node said.
    pub(super) fn hear(&mut self, heard: Heard) {
        self.change_peers(|peers| peers.hear(heard.from, heard.word));
    }

    /// When there is something to tell other nodes, or to forget of them.
    pub(super) fn peers_due(&self) -> Option<Instant> {
        self.peers.due(|| self.misses_lead())
    }

    /// What the rooms on other nodes are to be told now. Those that have been silent for too long are forgotten.
    pub(super) fn tend_peers(&mut self) -> Vec<Word> {
        let asking = self.misses_lead();
        let people = here::<A>(&self.connections).collect::<BTreeSet<_>>();
        self.change_peers(|peers| peers.tend(asking, people.into_iter()))
    }

    fn misses_lead(&self) -> bool {
        self.lead.is_some_and(|lead| self.offline_since(lead.gespreksleider).is_some())
    }

    /// Whoever was only there where nobody is any more has gone now.
    fn change_peers<T>(&mut self, change: impl FnOnce(&mut Peers<A::Person>) -> T) -> T {
        let before = self.participants();
        let done = change(&mut self.peers);
        let after = self.participants();
        if before != after {
            let left = before.iter().filter(|person| !after.contains(person));
            self.gone.extend(left.map(|person| (*person, Instant::now())));
            self.presence += 1;
            self.broadcast_presence();
        }
        done
    }

    pub(super) fn left(&mut self, viewer: A::Viewer) {
        let Some(participant) = A::person(viewer) else { return };
        self.peers.changed();
        if !self.connections.iter().any(|c| c.viewer == viewer) {
            self.gone.insert(participant, Instant::now());
        }
        self.presence += 1;
        self.broadcast_presence();
    }

    /// When those who do not know yet who is online are to be told; none if all know.
    pub(super) fn presence_due(&self) -> Option<Instant> {
        let waits = self.connections.iter().any(|c| c.told < self.presence);
        let due = self.presence_sent.map_or(self.since, |sent| sent + PRESENCE_INTERVAL);
        waits.then_some(due)
    }

    /// Tells those who do not know yet who is online, unless they were told a moment ago.
    pub(super) fn broadcast_presence(&mut self) {
        if self.presence_due().is_some_and(|due| due <= Instant::now()) {
            self.presence_sent = Some(Instant::now());
            self.send_presence(0..self.connections.len());
        }
    }

    pub(super) fn send_presence(&mut self, range: std::ops::Range<usize>) {
        let (online, lead_away) = (self.participants(), self.lead_away());
        let Some(frame) = A::presence(online, lead_away).as_ref().and_then(Frame::of) else {
            return;
        };
        let mut chosen = vec![];
        for connection in self.connections.get_mut(range).unwrap_or_default() {
            if connection.told < self.presence {
                connection.told = self.presence;
                chosen.push(connection.outbound.connection);
            }
        }
        self.send_where(&[frame], |c| chosen.contains(&c.outbound.connection));
    }
}

/// Those with a connection to this node of whom others are told.
fn here<A: Aggregate>(connections: &[Connection<A::Viewer>]) -> impl Iterator<Item = A::Person> {
    connections.iter().filter(|c| !c.silent).filter_map(|c| A::person(c.viewer))
}
