//! The rooms of the same session on other nodes, and who has a connection to them.
//!
//! A room says who is there when that changes and every few seconds, but only while it knows of another room:
//! a meeting that lives on one node says nothing. A room that falls silent is forgotten.

use std::time::{Duration, Instant};

use uuid::Uuid;

use crate::bus::Word;

/// Intervals of comparing with the log after which a room says again who is there.
const HERE_EVERY: f64 = 2.5;
/// Intervals of silence after which a room is forgotten: two words of it may be lost.
const FORGET_AFTER: f64 = 7.5;
/// A room that has just woken asks several times: nobody knows of it yet.
const ASKS_AFTER_WAKING: u32 = 3;

/// The other rooms of one session.
pub(super) struct Peers<Person> {
    peers: Vec<Peer<Person>>,
    /// How often rooms compare themselves with the log; none where there are no other nodes.
    every: Option<Duration>,
    /// Counts what was said of who is there.
    number: u64,
    /// Whether that changed since.
    unsaid: bool,
    said: Instant,
    asked: Option<Instant>,
    asks: u32,
}

struct Peer<Person> {
    room: Uuid,
    number: u64,
    people: Vec<Person>,
    heard: Instant,
}

impl<Person: Copy + Eq + From<Uuid> + Into<Uuid>> Peers<Person> {
    pub(super) fn new(every: Option<Duration>) -> Self {
        let (said, asked) = (Instant::now(), None);
        Self { peers: vec![], every, number: 0, unsaid: false, said, asked, asks: 0 }
    }

    /// Everybody who has a connection to another room.
    pub(super) fn people(&self) -> impl Iterator<Item = Person> {
        self.peers.iter().flat_map(|peer| peer.people.iter().copied())
    }

    /// Takes in what another room said.
    pub(super) fn hear(&mut self, room: Uuid, word: Word) {
        match word {
            Word::Here { number, people } => {
                let peer = self.meet(room);
                if peer.number <= number {
                    let people = people.into_iter().map(Person::from).collect();
                    (peer.number, peer.people) = (number, people);
                }
            }
            Word::Who => {
                self.meet(room);
                self.unsaid = true;
            }
            Word::Gone => self.peers.retain(|peer| peer.room != room),
            Word::Appended(_) => {}
        }
    }

    fn meet(&mut self, room: Uuid) -> &mut Peer<Person> {
        let heard = Instant::now();
        let at = self.peers.iter().position(|peer| peer.room == room).unwrap_or_else(|| {
            // It may not know this one.
            self.unsaid = true;
            self.peers.push(Peer { room, number: 0, people: vec![], heard });
            self.peers.len() - 1
        });
        let peer = &mut self.peers[at];
        peer.heard = heard;
        peer
    }

    /// Who is here is another now.
    pub(super) fn changed(&mut self) {
        self.unsaid = true;
    }

    /// When there is next something to say or to forget; none while there is no other room to speak of.
    /// `asking` says whether somebody who matters is missing here.
    pub(super) fn due(&self, asking: impl FnOnce() -> bool) -> Option<Instant> {
        let every = self.every?;
        // At once: since when it was due does not matter.
        let said = if self.unsaid { self.said } else { self.said + every.mul_f64(HERE_EVERY) };
        let said = (!self.peers.is_empty()).then_some(said);
        let asks = self.asks < ASKS_AFTER_WAKING || asking();
        let asked = asks.then(|| self.asked.map_or(self.said, |asked| asked + every));
        let silent = self.peers.iter().map(|peer| peer.heard + every.mul_f64(FORGET_AFTER)).min();
        [said, asked, silent].into_iter().flatten().min()
    }

    /// Forgets whoever is silent, and gives what is to be said now. `here` are those with a connection to
    /// this room.
    pub(super) fn tend(&mut self, asking: bool, here: impl Iterator<Item = Person>) -> Vec<Word> {
        let Some(every) = self.every else { return vec![] };
        let now = Instant::now();
        let mut words = vec![];
        self.peers.retain(|peer| now < peer.heard + every.mul_f64(FORGET_AFTER));
        if (asking || self.asks < ASKS_AFTER_WAKING)
            && self.asked.is_none_or(|asked| asked + every <= now)
        {
            (self.asked, self.asks) = (Some(now), self.asks + 1);
            words.push(Word::Who);
        }
        let is_due = self.unsaid || self.said + every.mul_f64(HERE_EVERY) <= now;
        if is_due && !self.peers.is_empty() {
            self.number += 1;
            (self.said, self.unsaid) = (now, false);
            words.push(Word::Here { number: self.number, people: here.map(Into::into).collect() });
        }
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVERY: Duration = Duration::from_secs(3600);

    fn here(number: u64, people: &[Uuid]) -> Word {
        Word::Here { number, people: people.to_vec() }
    }

    fn known(peers: &Peers<Uuid>) -> Vec<Uuid> {
        peers.people().collect()
    }

    #[test]
    fn what_is_due_is_done_once_and_then_waits_for_its_time() {
        let (mut peers, room) = (Peers::<Uuid>::new(Some(EVERY)), Uuid::from_u128(1));
        assert_eq!(peers.tend(false, std::iter::empty()), [Word::Who], "nobody knows of it yet");
        peers.hear(room, Word::Who);
        assert!(peers.due(|| false).is_some_and(|due| due <= Instant::now()));
        let me = Uuid::from_u128(9);
        assert_eq!(peers.tend(false, [me].into_iter()), [here(1, &[me])]);
        assert!(peers.due(|| true).is_some_and(|due| due > Instant::now() + EVERY / 2));
        assert_eq!(peers.tend(true, [me].into_iter()), []);
    }

    #[test]
    fn a_room_without_others_says_nothing_and_one_of_one_node_asks_nothing() {
        let mut alone = Peers::<Uuid>::new(Some(EVERY));
        alone.changed();
        assert_eq!(alone.tend(false, std::iter::empty()), [Word::Who]);
        let mut only = Peers::<Uuid>::new(None);
        only.changed();
        assert_eq!((only.due(|| true), only.tend(true, std::iter::empty())), (None, vec![]));
    }

    #[test]
    fn the_last_word_of_a_room_stands_whenever_it_comes_and_goes_with_the_room() {
        let (mut peers, room) = (Peers::<Uuid>::new(Some(EVERY)), Uuid::from_u128(1));
        let (a, b) = (Uuid::from_u128(2), Uuid::from_u128(3));
        peers.hear(room, here(2, &[a]));
        peers.hear(room, here(1, &[a, b]));
        assert_eq!(known(&peers), [a], "an earlier word came later");
        peers.hear(room, here(3, &[b]));
        peers.hear(Uuid::from_u128(4), here(1, &[a]));
        assert_eq!(known(&peers), [b, a]);
        peers.hear(room, Word::Gone);
        assert_eq!(known(&peers), [a]);
    }
}
