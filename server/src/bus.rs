//! What the rooms of one session on several nodes tell each other.
//!
//! The log is the truth; a word is only a reason to look. One that is lost is made good: rooms compare
//! themselves with the log every few seconds ([`crate::room::RoomSettings::compare_every`]), and say again
//! who is there.

#[cfg(test)]
mod contract;

use dashmap::DashMap;
use kring_store::StreamId;
use tokio::sync::mpsc;
use uuid::Uuid;

/// Words waiting for one listener. A room that does not read for so long looks at the log in any case.
const WAITING: usize = 16;

/// What a room says to the other rooms of its session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Word {
    /// The log reaches up to this seq.
    Appended(u64),
    /// Who has a connection to this room.
    Here {
        /// Counts what the room said of that: an earlier word that comes later is passed over.
        number: u64,
        /// The people, by their ids.
        people: Vec<Uuid>,
    },
    /// This room is no more.
    Gone,
    /// Every other room is asked to say who is there.
    Who,
}

/// A word, and the incarnation of the room that said it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// Which room.
    pub from: Uuid,
    /// What it said.
    pub word: Word,
}

/// Words between the rooms of one session, wherever they run. `contract` tests what every implementation
/// guarantees:
///
/// - Everybody else who listens to the session hears a word, unless it is lost; nobody hears their own.
/// - A listener that does not read may lose words, but one is always waiting for it: a reason to read the
///   log. It holds up nobody.
///
/// Words may be lost, late, doubled or out of order.
pub trait Bus: Send + Sync {
    /// Hears the words of everybody else.
    fn listen(&self, session: StreamId, listener: Uuid) -> mpsc::Receiver<Heard>;

    /// Tells everybody else.
    fn tell(&self, session: StreamId, from: Uuid, word: Word);

    /// Stops listening.
    fn leave(&self, session: StreamId, listener: Uuid);

    /// Whether words reach other nodes at present. While they do not, nobody counts as away.
    fn is_up(&self) -> bool {
        true
    }
}

/// The bus of one process.
#[derive(Default)]
pub struct InProcess {
    listeners: DashMap<StreamId, Vec<(Uuid, mpsc::Sender<Heard>)>>,
}

impl Bus for InProcess {
    fn listen(&self, session: StreamId, listener: Uuid) -> mpsc::Receiver<Heard> {
        let (sender, receiver) = mpsc::channel(WAITING);
        let mut listeners = self.listeners.entry(session).or_default();
        listeners.retain(|(_, sender)| !sender.is_closed());
        listeners.push((listener, sender));
        receiver
    }

    fn tell(&self, session: StreamId, from: Uuid, word: Word) {
        let Some(listeners) = self.listeners.get(&session) else { return };
        for (_, sender) in listeners.iter().filter(|(listener, _)| *listener != from) {
            // Full means that enough is waiting already.
            let _ = sender.try_send(Heard { from, word: word.clone() });
        }
    }

    fn leave(&self, session: StreamId, listener: Uuid) {
        self.listeners.remove_if_mut(&session, |_, listeners| {
            listeners.retain(|(id, _)| *id != listener);
            listeners.is_empty()
        });
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn open() -> Arc<dyn Bus> {
        Arc::new(InProcess::default())
    }

    contract::suite!(open);

    #[tokio::test]
    async fn nobody_is_kept_after_leaving() {
        let bus = InProcess::default();
        let (session, a) = (StreamId::meeting(Uuid::now_v7()), Uuid::new_v4());
        let _receiver = bus.listen(session, a);
        bus.leave(session, a);
        assert!(bus.listeners.is_empty());
    }
}
