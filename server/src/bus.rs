//! The bus between rooms of the same session on several nodes: "the log reaches up to this seq".
//!
//! The log is the truth; an announcement is only a reason to look. A lost one costs nothing, because
//! the next one, or the next conflict, leads to the same reading of the log.

#[cfg(test)]
mod contract;

use dashmap::DashMap;
use kring_store::StreamId;
use tokio::sync::mpsc;
use uuid::Uuid;

/// Announcements waiting for one listener. They all say the same, so a few are as good as many.
const WAITING: usize = 4;

/// Announcements between the rooms of one session, wherever they run. `contract` tests what every
/// implementation guarantees:
///
/// - Everybody else who listens to the session hears an announcement; announcements arrive in order.
/// - A listener that does not read may lose announcements, but one is always waiting for it: a reason
///   to read the log. It holds up nobody.
pub trait Bus: Send + Sync {
    /// Hears the announcements of everybody else.
    fn listen(&self, session: StreamId, listener: Uuid) -> mpsc::Receiver<u64>;

    /// Tells everybody else that the log of a session reaches up to `seq`.
    fn announce(&self, session: StreamId, from: Uuid, seq: u64);

    /// Stops listening.
    fn leave(&self, session: StreamId, listener: Uuid);
}

/// The bus of one process.
#[derive(Default)]
pub struct InProcess {
    listeners: DashMap<StreamId, Vec<(Uuid, mpsc::Sender<u64>)>>,
}

impl Bus for InProcess {
    fn listen(&self, session: StreamId, listener: Uuid) -> mpsc::Receiver<u64> {
        let (sender, receiver) = mpsc::channel(WAITING);
        let mut listeners = self.listeners.entry(session).or_default();
        listeners.retain(|(_, sender)| !sender.is_closed());
        listeners.push((listener, sender));
        receiver
    }

    fn announce(&self, session: StreamId, from: Uuid, seq: u64) {
        let Some(listeners) = self.listeners.get(&session) else { return };
        for (_, sender) in listeners.iter().filter(|(listener, _)| *listener != from) {
            // Full means that enough announcements are waiting already.
            let _ = sender.try_send(seq);
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
