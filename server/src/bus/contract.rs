//! The contract suite of [`Bus`]: what every implementation guarantees.
//!
//! `suite!(open)` makes each guarantee a test of the bus that `open` returns.

use std::sync::Arc;

use kring_store::StreamId;
use tokio::sync::mpsc::Receiver;
use uuid::Uuid;

use super::{Bus, Heard, Word};

macro_rules! suite {
    ($open:path) => {
        $crate::bus::contract::suite!($open;
            everybody_else_hears_a_word_and_from_whom_and_nobody_hears_their_own,
            sessions_hear_nothing_of_each_other,
            after_leaving_nothing_is_heard_and_the_others_still_hear,
            a_listener_that_does_not_read_holds_up_nobody_and_hears_again_once_it_reads,
            telling_nobody_is_no_failure,
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

/// A word that must not be heard is followed by one that must.
async fn hears_next(listener: &mut Receiver<Heard>, seq: u64) {
    let heard = listener.recv().await.map(|heard| heard.word);
    assert_eq!(heard, Some(Word::Appended(seq)));
}

pub(super) async fn everybody_else_hears_a_word_and_from_whom_and_nobody_hears_their_own(
    bus: Arc<dyn Bus>,
) {
    let (session, a, b, c) = (session(), Uuid::new_v4(), Uuid::new_v4(), Uuid::new_v4());
    let (mut at_a, mut at_b) = (bus.listen(session, a), bus.listen(session, b));
    let mut at_c = bus.listen(session, c);
    bus.tell(session, a, Word::Appended(7));
    hears_next(&mut at_b, 7).await;
    hears_next(&mut at_c, 7).await;
    bus.tell(session, b, Word::Appended(8));
    hears_next(&mut at_a, 8).await;
    let here = |number, people| Word::Here { number, people };
    for word in [here(1, vec![a, b]), here(2, vec![]), Word::Who, Word::Gone] {
        bus.tell(session, c, word.clone());
        assert_eq!(at_a.recv().await, Some(Heard { from: c, word }));
    }
}

pub(super) async fn sessions_hear_nothing_of_each_other(bus: Arc<dyn Bus>) {
    let (one, other, a, b) = (session(), session(), Uuid::new_v4(), Uuid::new_v4());
    let mut at_other = bus.listen(other, b);
    let _at_one = bus.listen(one, b);
    bus.tell(one, a, Word::Appended(1));
    bus.tell(other, a, Word::Appended(2));
    hears_next(&mut at_other, 2).await;
}

pub(super) async fn after_leaving_nothing_is_heard_and_the_others_still_hear(bus: Arc<dyn Bus>) {
    let (session, a, b, c) = (session(), Uuid::new_v4(), Uuid::new_v4(), Uuid::new_v4());
    let (mut at_b, mut at_c) = (bus.listen(session, b), bus.listen(session, c));
    bus.leave(session, b);
    bus.tell(session, a, Word::Appended(3));
    hears_next(&mut at_c, 3).await;
    assert_eq!(at_b.recv().await, None);
}

pub(super) async fn a_listener_that_does_not_read_holds_up_nobody_and_hears_again_once_it_reads(
    bus: Arc<dyn Bus>,
) {
    let (session, a, b, c) = (session(), Uuid::new_v4(), Uuid::new_v4(), Uuid::new_v4());
    let (mut slow, mut quick) = (bus.listen(session, b), bus.listen(session, c));
    for seq in 1..=100 {
        bus.tell(session, a, Word::Appended(seq));
        hears_next(&mut quick, seq).await;
    }
    // One word at least is waiting: a reason to read the log, which is the truth.
    assert!(slow.recv().await.is_some());
    while slow.try_recv().is_ok() {}
    bus.tell(session, a, Word::Appended(101));
    hears_next(&mut slow, 101).await;
}

pub(super) async fn telling_nobody_is_no_failure(bus: Arc<dyn Bus>) {
    let (session, a) = (session(), Uuid::new_v4());
    bus.tell(session, a, Word::Appended(1));
    bus.leave(session, a);
    let mut later = bus.listen(session, a);
    bus.tell(session, Uuid::new_v4(), Word::Appended(2));
    hears_next(&mut later, 2).await;
}
