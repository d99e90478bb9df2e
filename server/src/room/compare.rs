//! Rooms compared with the log, again and again: what another node wrote and its word did not bring.

use std::collections::HashMap;
use std::sync::atomic::Ordering;

use kring_store::{Head, StreamId};

use super::{Group, Housed, Meeting, RoomMessage, Rooms};

/// Rooms that are compared with the log in one question.
const COMPARED_AT_ONCE: usize = 1000;

impl Rooms {
    /// Compares every room with the log, again and again, as long as the server runs: a word of another node
    /// may have been lost. Returns at once where there are no other nodes.
    pub(crate) async fn follow_log(&self) {
        while self.shared.log.is_shared() && !self.shared.draining.is_cancelled() {
            tokio::time::sleep(self.shared.settings.compare_every).await;
            self.compare_all::<Meeting>().await;
            self.compare_all::<Group>().await;
        }
    }

    /// Wakes each room that lags behind the log. One question for a thousand rooms.
    async fn compare_all<A: Housed>(&self) {
        let rooms: Vec<_> =
            A::of(self).0.iter().map(|room| (*room.key(), room.value().clone())).collect();
        for rooms in rooms.chunks(COMPARED_AT_ONCE) {
            let streams: Vec<StreamId> = rooms.iter().map(|(id, _)| (*id).into()).collect();
            let heads = match self.shared.log.heads(&streams).await {
                Ok(heads) => heads.into_iter().collect::<HashMap<_, _>>(),
                Err(error) => {
                    return tracing::warn!(%error, "rooms cannot be compared with the log");
                }
            };
            for (stream, (_, room)) in streams.iter().zip(rooms) {
                let reached = room.reached.load(Ordering::Relaxed);
                let seq = match heads.get(stream) {
                    Some(Head::Last(last)) if *last > reached => *last,
                    Some(Head::Erased) => u64::MAX,
                    _ => continue,
                };
                // A room whose mailbox is full is compared the next time.
                let _ = room.mailbox.try_send(Box::new(RoomMessage::Follow { seq }));
            }
        }
    }
}
