//! The contract suite of [`Bus`]: what every implementation guarantees.
//!
//! `suite!(open)` makes each guarantee a test of the bus that `open` returns.

use std::sync::Arc;

use kring_store::StreamId;
use tokio::sync::mpsc::Receiver;
use uuid::Uuid;

use super::Bus;

macro_rules! suite {
    ($open:path) => {
        $crate::bus::contract::suite!($open;
            everybody_else_hears_an_announcement_and_nobody_hears_their_own,
            sessions_hear_nothing_of_each_other,
            after_leaving_nothing_is_heard_and_the_others_still_hear,
            a_listener_that_does_not_read_holds_up_nobody_and_hears_again_once_it_reads,
            announcing_to_nobody_is_no_failure,
        );
    };
    ($open:path; $($guarantee:ident),* $(,)?) => {
        $(#[tokio::test]
        async fn $guarantee() {
            $crate::bus::contract::$guarantee($open()).await;
        })*
    };
}
pub(super) use suite;

fn session() -> StreamId {
    StreamId::meeting(Uuid::new_v4())
}

/// Announcements reach a listener in order, so one that must not be heard is followed by one that must.
async fn hears_next(listener: &mut Receiver<u64>, seq: u64) {
    assert_eq!(listener.recv().await, Some(seq));
}

pub(super) async fn everybody_else_hears_an_announcement_and_nobody_hears_their_own(
    bus: Arc<dyn Bus>,
) {
    let (session, a, b, c) = (session(), Uuid::new_v4(), Uuid::new_v4(), Uuid::new_v4());
    let (mut at_a, mut at_b) = (bus.listen(session, a), bus.listen(session, b));
    let mut at_c = bus.listen(session, c);
    bus.announce(session, a, 7);
    hears_next(&mut at_b, 7).await;
    hears_next(&mut at_c, 7).await;
    bus.announce(session, b, 8);
    hears_next(&mut at_a, 8).await;
}

pub(super) async fn sessions_hear_nothing_of_each_other(bus: Arc<dyn Bus>) {
    let (one, other, a, b) = (session(), session(), Uuid::new_v4(), Uuid::new_v4());
    let mut at_other = bus.listen(other, b);
    let _at_one = bus.listen(one, b);
    bus.announce(one, a, 1);
    bus.announce(other, a, 2);
    hears_next(&mut at_other, 2).await;
}

pub(super) async fn after_leaving_nothing_is_heard_and_the_others_still_hear(bus: Arc<dyn Bus>) {
    let (session, a, b, c) = (session(), Uuid::new_v4(), Uuid::new_v4(), Uuid::new_v4());
    let (mut at_b, mut at_c) = (bus.listen(session, b), bus.listen(session, c));
    bus.leave(session, b);
    bus.announce(session, a, 3);
    hears_next(&mut at_c, 3).await;
    assert_eq!(at_b.recv().await, None);
}

pub(super) async fn a_listener_that_does_not_read_holds_up_nobody_and_hears_again_once_it_reads(
    bus: Arc<dyn Bus>,
) {
    let (session, a, b, c) = (session(), Uuid::new_v4(), Uuid::new_v4(), Uuid::new_v4());
    let (mut slow, mut quick) = (bus.listen(session, b), bus.listen(session, c));
    for seq in 1..=100 {
        bus.announce(session, a, seq);
        hears_next(&mut quick, seq).await;
    }
    // One announcement at least is waiting: a reason to read the log, which is the truth.
    assert!(slow.recv().await.is_some());
    while slow.try_recv().is_ok() {}
    bus.announce(session, a, 101);
    hears_next(&mut slow, 101).await;
}

pub(super) async fn announcing_to_nobody_is_no_failure(bus: Arc<dyn Bus>) {
    let (session, a) = (session(), Uuid::new_v4());
    bus.announce(session, a, 1);
    bus.leave(session, a);
    let mut later = bus.listen(session, a);
    bus.announce(session, Uuid::new_v4(), 2);
    hears_next(&mut later, 2).await;
}
