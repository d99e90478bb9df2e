//! An older build beside a newer one: what it cannot read it leaves to the other, and calls nothing damaged.

use std::sync::Arc;
use std::time::Duration;

use kring_protocol::content::Kind;
use kring_protocol::{Command, ServerMessage, close_code};
use kring_store::{EventLog, MemoryLog, NewEntry, StreamId};
use kring_tests::{Client, Meeting};

use super::bad_bus::{BadBus, Harm};
use super::{NEVER, node, note};

/// Writes to a session as a newer build would.
async fn write_as_newer(log: &MemoryLog, session: StreamId, payload: &str) {
    let last = log.read(session, 0).await.unwrap().last().unwrap().clone();
    let payload = payload.as_bytes().to_vec();
    let entry = NewEntry { at_ms: last.at_ms, due_ms: i64::MAX, payload, access: None };
    log.append(session, last.seq, vec![entry]).await.unwrap();
}

#[tokio::test]
async fn a_node_that_cannot_read_what_a_newer_one_wrote_sends_people_to_it_and_is_not_ready() {
    let log = Arc::new(MemoryLog::new());
    let server = node(log.clone(), Arc::new(BadBus::default()), Duration::from_millis(50));
    let names = ["Gerda", "Ilse"];
    let mut newer = Meeting::gather(server.http(), &server.ws(), "dialoog", &names).await;
    let mut other = Meeting::gather(server.http(), &server.ws(), "dialoog", &names).await;
    other.start().await;
    assert_eq!(server.http().get("/api/ready", None).await.status, 200);
    let session = newer.leader().session;
    write_as_newer(&log, session.into(), r#"{"v":2,"shape":"another"}"#).await;
    for person in &mut newer.people {
        assert_eq!(person.closed().await, Some(close_code::RESTART));
        let last = person.heard.last().unwrap();
        assert_eq!(*last, serde_json::to_string(&ServerMessage::Draining).unwrap());
    }
    let back = Client::try_connect(&server.ws(), &newer.tokens[0], None).await;
    assert_eq!(back.err(), Some(Some(close_code::RESTART)));
    let report = format!("/api/sessions/{session}/report");
    let report = server.http().get(&report, Some(&newer.tokens[0])).await;
    assert_eq!(report.status, 503, "{}", report.body);
    assert_eq!(server.http().get("/api/ready", None).await.status, 503);
    // Whoever meets here meets on.
    other.person(1).writes(note("hier gaat het door")).await;
    assert_eq!(other.person(1).view.of(Kind::Note).len(), 1);
    other.leader().does(Command::Close).await;
    server.stop().await;
}

/// Whoever comes in at that very moment is not taken for a stranger: a page would forget the meeting.
#[tokio::test]
async fn whoever_comes_in_as_it_is_found_out_is_sent_on_and_not_away() {
    let log = Arc::new(MemoryLog::new());
    let bus = Arc::new(BadBus::new(Harm::SILENT, 0));
    let server = node(log.clone(), bus, NEVER);
    let names = ["Gerda", "Ilse"];
    let mut meeting = Meeting::gather(server.http(), &server.ws(), "dialoog", &names).await;
    let session = meeting.leader().session;
    write_as_newer(&log, session.into(), r#"{"v":2,"shape":"another"}"#).await;
    let back = Client::try_connect(&server.ws(), &meeting.tokens[1], None).await;
    assert_eq!(back.err(), Some(Some(close_code::RESTART)));
    assert_eq!(meeting.person(0).closed().await, Some(close_code::RESTART));
    server.stop().await;
}

#[tokio::test]
async fn whoever_comes_in_as_damage_is_found_hears_of_damage() {
    let log = Arc::new(MemoryLog::new());
    let bus = Arc::new(BadBus::new(Harm::SILENT, 0));
    let server = node(log.clone(), bus, NEVER);
    let names = ["Gerda", "Ilse"];
    let mut meeting = Meeting::gather(server.http(), &server.ws(), "dialoog", &names).await;
    let session = meeting.leader().session;
    write_as_newer(&log, session.into(), "not what anybody wrote").await;
    let back = Client::try_connect(&server.ws(), &meeting.tokens[1], None).await;
    assert_eq!(back.err(), Some(Some(close_code::DAMAGED)));
    assert_eq!(meeting.person(0).closed().await, Some(close_code::DAMAGED));
    server.stop().await;
}
