//! The contract suite of [`EventLog`]: a test kit for every implementation.
//!
//! `event_log_contract!(open)` makes each guarantee a test of the log that `open` returns, together
//! with whatever has to outlive it. The caller needs tokio with `macros` and `rt-multi-thread`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![allow(missing_docs, reason = "the names of the functions are the guarantees")]

use std::sync::Arc;

use kring_protocol::ids::MemberId;
use tokio::task::JoinSet;
use uuid::Uuid;

use super::*;
use crate::StreamId;

/// See the module.
#[macro_export]
macro_rules! event_log_contract {
    ($open:path) => {
        $crate::event_log_contract!($open;
            what_was_appended_is_read_back,
            a_session_that_was_never_written_is_empty,
            reading_starts_after_what_the_reader_has,
            an_append_behind_the_log_is_told_how_far_it_has_gone,
            an_append_ahead_of_the_log_is_refused,
            a_refused_append_leaves_nothing_of_itself,
            of_two_racing_appends_exactly_one_wins,
            many_sessions_are_written_at_once,
            sessions_know_nothing_of_each_other,
            an_append_that_is_too_large_is_refused_whole,
            an_append_of_nothing_only_compares,
            heads_say_how_far_sessions_have_come_and_which_are_erased,
            an_erased_session_stays_erased,
            erasing_can_be_repeated_and_come_first,
            a_sealed_text_opens_for_its_owner_until_that_is_erased,
            the_latest_checkpoint_and_what_came_after_it_are_read,
            a_checkpoint_goes_with_the_session_that_is_erased,
            who_may_ask_is_what_the_last_entry_that_said_so_said,
            sessions_are_due_when_their_last_entry_says_so,
            the_last_note_of_the_clock_is_kept,
            a_healthy_log_says_so,
        );
    };
    ($open:path; $($promise:ident),* $(,)?) => {
        $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $promise() {
            let (log, _outlives) = $open();
            $crate::contract::$promise(log).await;
        })*
    };
}

type Log = Arc<dyn EventLog>;

pub fn session() -> StreamId {
    StreamId::meeting(Uuid::new_v4())
}

/// When every [`entry`] happened.
pub const AT: i64 = 1_700_000_000_000;

pub fn entry(text: &str) -> NewEntry {
    NewEntry { at_ms: AT, due_ms: AT + 1_000, payload: text.as_bytes().to_vec(), access: None }
}

fn checkpoint(seq: u64, text: &str) -> Checkpoint {
    Checkpoint { seq, payload: text.as_bytes().to_vec() }
}

pub fn texts(entries: &[Entry]) -> Vec<String> {
    entries.iter().map(|entry| String::from_utf8(entry.payload.clone()).unwrap()).collect()
}

async fn holds(log: &Log, session: StreamId, expected: &[&str]) {
    let entries = log.read(session, 0).await.unwrap();
    assert_eq!(texts(&entries), expected);
    let seqs: Vec<u64> = entries.iter().map(|entry| entry.seq).collect();
    assert_eq!(seqs, (1..).take(expected.len()).collect::<Vec<u64>>());
}

pub async fn what_was_appended_is_read_back(log: Log) {
    let session = session();
    let odd = NewEntry { at_ms: -1, due_ms: 0, payload: vec![0, 255, 0], access: None };
    assert_eq!(log.append(session, 0, vec![entry("a"), odd]).await, Ok(2));
    assert_eq!(log.append(session, 2, vec![entry("")]).await, Ok(3));
    let read = log.read(session, 0).await.unwrap();
    let at_ms = 1_700_000_000_000;
    assert_eq!(
        read,
        [
            Entry { seq: 1, at_ms, payload: b"a".to_vec() },
            Entry { seq: 2, at_ms: -1, payload: vec![0, 255, 0] },
            Entry { seq: 3, at_ms, payload: Vec::new() },
        ]
    );
}

pub async fn a_session_that_was_never_written_is_empty(log: Log) {
    assert_eq!(log.read(session(), 0).await, Ok(Vec::new()));
}

pub async fn reading_starts_after_what_the_reader_has(log: Log) {
    let session = session();
    log.append(session, 0, vec![entry("a"), entry("b"), entry("c")]).await.unwrap();
    assert_eq!(texts(&log.read(session, 1).await.unwrap()), ["b", "c"]);
    assert_eq!(log.read(session, 3).await, Ok(Vec::new()));
    assert_eq!(log.read(session, 1 << 40).await, Ok(Vec::new()));
    assert_eq!(log.read(session, u64::MAX).await, Ok(Vec::new()));
}

pub async fn an_append_behind_the_log_is_told_how_far_it_has_gone(log: Log) {
    let session = session();
    log.append(session, 0, vec![entry("a"), entry("b")]).await.unwrap();
    let late = log.append(session, 1, vec![entry("c")]).await;
    assert_eq!(late, Err(AppendError::Conflict { last: 2 }));
    holds(&log, session, &["a", "b"]).await;
}

pub async fn an_append_ahead_of_the_log_is_refused(log: Log) {
    let session = session();
    let ahead = log.append(session, 1, vec![entry("a")]).await;
    assert_eq!(ahead, Err(AppendError::Conflict { last: 0 }));
    let far = log.append(session, u64::MAX, vec![entry("a")]).await;
    assert_eq!(far, Err(AppendError::Conflict { last: 0 }));
    holds(&log, session, &[]).await;
}

pub async fn a_refused_append_leaves_nothing_of_itself(log: Log) {
    let session = session();
    log.append(session, 0, vec![entry("a")]).await.unwrap();
    let refused = log.append(session, 0, vec![entry("x"), entry("y"), entry("z")]).await;
    assert_eq!(refused, Err(AppendError::Conflict { last: 1 }));
    assert_eq!(log.append(session, 1, vec![entry("b"), entry("c")]).await, Ok(3));
    holds(&log, session, &["a", "b", "c"]).await;
}

pub async fn of_two_racing_appends_exactly_one_wins(log: Log) {
    let session = session();
    for round in 0..100_u64 {
        let mut racers = JoinSet::new();
        for racer in 0..2 {
            let log = Arc::clone(&log);
            racers.spawn(async move {
                let text = format!("{round}/{racer}");
                (text.clone(), log.append(session, round, vec![entry(&text)]).await)
            });
        }
        let outcomes = racers.join_all().await;
        let (won, lost): (Vec<_>, Vec<_>) = outcomes.iter().partition(|(_, o)| o.is_ok());
        assert_eq!(won.len(), 1, "round {round}: {outcomes:?}");
        assert_eq!(lost[0].1, Err(AppendError::Conflict { last: round + 1 }));
        let last = log.read(session, round).await.unwrap();
        assert_eq!(texts(&last), [won[0].0.as_str()]);
    }
}

pub async fn many_sessions_are_written_at_once(log: Log) {
    let mut writers = JoinSet::new();
    for _ in 0..200 {
        let log = Arc::clone(&log);
        writers.spawn(async move {
            let session = session();
            for seq in 0..3 {
                let text = format!("{session}/{seq}");
                assert_eq!(log.append(session, seq, vec![entry(&text)]).await, Ok(seq + 1));
            }
            session
        });
    }
    for session in writers.join_all().await {
        let expected = [0, 1, 2].map(|seq| format!("{session}/{seq}"));
        assert_eq!(texts(&log.read(session, 0).await.unwrap()), expected);
    }
}

pub async fn sessions_know_nothing_of_each_other(log: Log) {
    let (one, other) = (session(), session());
    log.append(one, 0, vec![entry("a")]).await.unwrap();
    assert_eq!(log.append(other, 0, vec![entry("x")]).await, Ok(1));
    assert_eq!(log.append(one, 1, vec![entry("b")]).await, Ok(2));
    holds(&log, one, &["a", "b"]).await;
    holds(&log, other, &["x"]).await;
}

pub async fn an_append_that_is_too_large_is_refused_whole(log: Log) {
    let session = session();
    let huge =
        NewEntry { at_ms: 0, due_ms: 0, payload: vec![0; MAX_PAYLOAD_BYTES + 1], access: None };
    let refused = log.append(session, 0, vec![entry("a"), huge]).await;
    assert_eq!(refused, Err(AppendError::TooLarge));
    let many = vec![entry("a"); MAX_APPEND_ENTRIES + 1];
    assert_eq!(log.append(session, 0, many).await, Err(AppendError::TooLarge));
    holds(&log, session, &[]).await;
    let largest =
        NewEntry { at_ms: 0, due_ms: 0, payload: vec![7; MAX_PAYLOAD_BYTES], access: None };
    assert_eq!(log.append(session, 0, vec![largest.clone()]).await, Ok(1));
    assert_eq!(log.read(session, 0).await.unwrap()[0].payload, largest.payload);
}

pub async fn an_append_of_nothing_only_compares(log: Log) {
    let session = session();
    assert_eq!(log.append(session, 0, Vec::new()).await, Ok(0));
    let wrong = log.append(session, 1, Vec::new()).await;
    assert_eq!(wrong, Err(AppendError::Conflict { last: 0 }));
    log.append(session, 0, vec![entry("a"), entry("b")]).await.unwrap();
    assert_eq!(log.append(session, 2, Vec::new()).await, Ok(2));
    let behind = log.append(session, 1, Vec::new()).await;
    assert_eq!(behind, Err(AppendError::Conflict { last: 2 }));
    log.erase(session).await.unwrap();
    assert_eq!(log.append(session, 2, Vec::new()).await, Err(AppendError::Erased));
}

pub async fn heads_say_how_far_sessions_have_come_and_which_are_erased(log: Log) {
    let (one, other, erased, never) = (session(), session(), session(), session());
    log.append(one, 0, vec![entry("a"), entry("b")]).await.unwrap();
    log.append(other, 0, vec![entry("x")]).await.unwrap();
    log.append(erased, 0, vec![entry("y")]).await.unwrap();
    log.erase(erased).await.unwrap();
    let mut heads = log.heads(&[one, erased, never, other]).await.unwrap();
    heads.sort_by_key(|(session, _)| [one, other, erased].iter().position(|at| at == session));
    assert_eq!(heads, [(one, Head::Last(2)), (other, Head::Last(1)), (erased, Head::Erased)]);
    assert_eq!(log.heads(&[]).await, Ok(vec![]));
}

pub async fn an_erased_session_stays_erased(log: Log) {
    let (erased, other) = (session(), session());
    log.append(erased, 0, vec![entry("a"), entry("b")]).await.unwrap();
    log.append(other, 0, vec![entry("x")]).await.unwrap();
    log.erase(erased).await.unwrap();
    assert_eq!(log.read(erased, 0).await, Err(ReadError::Erased));
    assert_eq!(log.read(erased, 2).await, Err(ReadError::Erased));
    for expected in [0, 2] {
        let append = log.append(erased, expected, vec![entry("c")]).await;
        assert_eq!(append, Err(AppendError::Erased));
    }
    assert_eq!(log.read(erased, 0).await, Err(ReadError::Erased));
    holds(&log, other, &["x"]).await;
}

pub async fn erasing_can_be_repeated_and_come_first(log: Log) {
    let session = session();
    log.erase(session).await.unwrap();
    log.erase(session).await.unwrap();
    assert_eq!(log.append(session, 0, vec![entry("a")]).await, Err(AppendError::Erased));
}

pub async fn a_sealed_text_opens_for_its_owner_until_that_is_erased(log: Log) {
    let (one, other) = (Uuid::new_v4(), Uuid::new_v4());
    let [one, other] = [one, other].map(|id| StreamId::Member(MemberId(id)));
    let sealed = log.seal(one, b"Gerda").await.unwrap();
    assert!(!sealed.windows(5).any(|part| part == b"Gerda"));
    let of_other = log.seal(other, b"Bram").await.unwrap();
    assert_eq!(log.unseal(one, &sealed).await.unwrap().unwrap(), b"Gerda");
    assert!(matches!(log.unseal(other, &sealed).await, Err(ReadError::Damaged { .. })));
    log.erase(one).await.unwrap();
    assert_eq!(log.unseal(one, &sealed).await, Ok(None));
    assert!(log.seal(one, b"Gerda").await.is_err(), "no key comes back");
    assert_eq!(log.unseal(other, &of_other).await.unwrap().unwrap(), b"Bram");
}

pub async fn a_healthy_log_says_so(log: Log) {
    assert_eq!(log.check().await, Ok(()));
    log.append(session(), 0, vec![entry("a")]).await.unwrap();
    assert_eq!(log.check().await, Ok(()));
}

pub async fn sessions_are_due_when_their_last_entry_says_so(log: Log) {
    assert_eq!(log.due(i64::MAX).await.unwrap(), []);
    let (first, second, erased) = (session(), session(), session());
    let until = |due_ms| NewEntry { due_ms, ..entry("a") };
    log.append(first, 0, vec![until(900), until(20)]).await.unwrap();
    log.append(second, 0, vec![until(10)]).await.unwrap();
    log.append(erased, 0, vec![until(1)]).await.unwrap();
    log.erase(erased).await.unwrap();
    let due = async |now_ms| log.due(now_ms).await.unwrap();
    assert_eq!(due(9).await, []);
    assert_eq!(due(10).await, [second]);
    assert_eq!(due(20).await, [second, first]);
    log.append(second, 1, vec![until(30)]).await.unwrap();
    assert_eq!(due(29).await, [first]);
}

pub async fn the_latest_checkpoint_and_what_came_after_it_are_read(log: Log) {
    let session = session();
    assert_eq!(log.read_latest(session).await, Ok(Latest::default()));
    log.append(session, 0, vec![entry("a"), entry("b"), entry("c")]).await.unwrap();
    let latest = log.read_latest(session).await.unwrap();
    assert_eq!((latest.checkpoint, texts(&latest.entries).len()), (None, 3));
    for (seq, text) in [(2, "ab"), (1, "a, too late")] {
        assert_eq!(log.save_checkpoint(session, checkpoint(seq, text)).await, Ok(()));
    }
    let latest = log.read_latest(session).await.unwrap();
    assert_eq!(latest.checkpoint, Some(checkpoint(2, "ab")));
    assert_eq!((texts(&latest.entries), latest.entries[0].seq), (vec!["c".to_owned()], 3));
    log.save_checkpoint(session, checkpoint(3, "abc")).await.unwrap();
    let latest = log.read_latest(session).await.unwrap();
    assert_eq!(latest, Latest { checkpoint: Some(checkpoint(3, "abc")), entries: vec![] });
    // What is in the log is what it was.
    holds(&log, session, &["a", "b", "c"]).await;
}

pub async fn a_checkpoint_goes_with_the_session_that_is_erased(log: Log) {
    let session = session();
    log.append(session, 0, vec![entry("a")]).await.unwrap();
    log.save_checkpoint(session, checkpoint(1, "a")).await.unwrap();
    log.erase(session).await.unwrap();
    assert_eq!(log.read_latest(session).await, Err(ReadError::Erased));
    assert_eq!(log.save_checkpoint(session, checkpoint(2, "late")).await, Ok(()));
    assert_eq!(log.read_latest(session).await, Err(ReadError::Erased));
}

pub async fn who_may_ask_is_what_the_last_entry_that_said_so_said(log: Log) {
    let session = session();
    let says = |who: &[u8]| NewEntry { access: Some(who.to_vec()), ..entry("x") };
    assert_eq!(log.access(session).await, Ok(None));
    log.append(session, 0, vec![entry("x")]).await.unwrap();
    assert_eq!(log.access(session).await, Ok(None));
    log.append(session, 1, vec![says(b"an"), says(b"an en bo"), entry("x")]).await.unwrap();
    log.append(session, 4, vec![entry("x")]).await.unwrap();
    assert_eq!(log.access(session).await, Ok(Some(b"an en bo".to_vec())));
    log.erase(session).await.unwrap();
    assert_eq!(log.access(session).await, Ok(None));
}

pub async fn the_last_note_of_the_clock_is_kept(log: Log) {
    assert_eq!(log.clock().await, Ok(None));
    let note = ClockNote { lived_ms: 1, wall_ms: 2, trusted_ms: 3, doubted_for_ms: Some(4) };
    for note in [ClockNote { doubted_for_ms: None, ..note }, note] {
        assert_eq!(log.note_clock(note).await, Ok(()));
        assert_eq!(log.clock().await, Ok(Some(note)));
    }
}
