//! Waking costs what is alive, and nobody without a secret wakes a meeting.

use std::sync::Arc;

use kring_domain::{Checkpoint as Taken, State, fingerprint, replay};
use kring_protocol::content::{Content, Kind};
use kring_protocol::{Command, close_code};
use kring_store::{EventLog, StreamId};
use kring_tests::server::{Options, Process, command};
use kring_tests::{Answer, Client, Meeting, TestServer};

use crate::faulty_log::FaultyLog;

const NAMES: [&str; 3] = ["Gerda", "Ilse", "Bram"];

fn lookback(n: usize) -> Content {
    let text = format!("{n} {}", "x".repeat(3_900));
    Content::Lookback { text, of: None, progress: None, next_step: None }
}

/// Everybody changes one text of theirs again and again: a megabyte of changes, 12 kB alive.
async fn edited(meeting: &mut Meeting) {
    meeting.start().await;
    meeting.gather_round().await;
    for person in &mut meeting.people {
        let contribution = person.writes(lookback(0)).await;
        for n in 1..90 {
            let command = Command::Edit { contribution, content: lookback(n) };
            assert_eq!(person.ask(command).await, Answer::Accepted(None));
        }
    }
}

fn node(log: &Arc<FaultyLog>) -> TestServer {
    TestServer::with(Options { log: log.clone(), ..Options::default() })
}

#[tokio::test]
async fn waking_a_meeting_reads_what_is_alive_and_not_what_was_ever_said() {
    let log = Arc::new(FaultyLog::default());
    let server = node(&log);
    let mut meeting = Meeting::gather(server.http(), &server.ws(), "beeldmateriaal", &NAMES).await;
    edited(&mut meeting).await;
    let session = meeting.leader().session;
    let seen = Client::connect(&server.ws(), &meeting.tokens[0]).await;
    drop(meeting.people);
    server.stop().await;

    let whole: usize =
        log.log.read(session.into(), 0).await.unwrap().iter().map(|e| e.payload.len()).sum();
    assert!(whole > 1_000_000, "{whole}");
    log.read_bytes();
    let server = node(&log);
    let again = Client::connect(&server.ws(), &meeting.tokens[0]).await;
    let read = log.read_bytes();
    println!("{read} of {whole} bytes were read");
    assert!(read < whole / 4, "{read} of {whole} bytes were read");
    assert!(again.view.records() == seen.view.records());
    drop((seen, again));
    server.stop().await;

    // And it is what the entries lead to.
    let latest = log.log.read_latest(session.into()).await.unwrap();
    let kept = latest.checkpoint.expect("there is a checkpoint");
    let entries = log.log.read(session.into(), 0).await.unwrap();
    let until = entries.iter().take_while(|entry| entry.seq <= kept.seq);
    let mut state = State::default();
    replay(&mut state, until.map(|e| (e.seq, e.at_ms, &*e.payload))).unwrap();
    assert_eq!(fingerprint(&Taken::decode(&kept.payload).unwrap().state), fingerprint(&state));
}

#[tokio::test]
async fn a_command_from_before_the_checkpoint_is_still_answered_as_it_was() {
    let log = Arc::new(FaultyLog::default());
    let server = node(&log);
    let mut meeting = Meeting::gather(server.http(), &server.ws(), "beeldmateriaal", &NAMES).await;
    meeting.start().await;
    meeting.gather_round().await;
    let at = meeting.leader().view.position();
    let id = kring_protocol::CommandId(uuid::Uuid::new_v4());
    let early = Command::Contribute { at, content: lookback(0) };
    let first = meeting.person(1).ask_as(id, early.clone()).await;
    for n in 1..90 {
        let Answer::Accepted(Some(contribution)) = first else { panic!("{first:?}") };
        meeting.person(1).does(Command::Edit { contribution, content: lookback(n) }).await;
    }
    drop(meeting.people);
    server.stop().await;
    assert!(log.log.read_latest(log_session(&log).await).await.unwrap().checkpoint.is_some());

    let server = node(&log);
    let mut again = Client::connect(&server.ws(), &meeting.tokens[1]).await;
    assert_eq!(again.ask_as(id, early).await, first);
    assert_eq!(again.view.of(Kind::Lookback).len(), 1);
    drop(again);
    server.stop().await;
}

/// The one session of the log.
async fn log_session(log: &FaultyLog) -> StreamId {
    log.due(i64::MAX).await.unwrap()[0]
}

#[tokio::test]
async fn a_wrong_secret_is_refused_before_anything_of_the_meeting_is_read() {
    let log = Arc::new(FaultyLog::default());
    let server = node(&log);
    let mut meeting = Meeting::gather(server.http(), &server.ws(), "beeldmateriaal", &NAMES).await;
    let (session, invitation) = (meeting.leader().session, meeting.invitation.clone());
    let right = meeting.tokens[1].clone();
    drop(meeting.people);
    server.stop().await;
    log.read_bytes();

    let server = node(&log);
    // The address of the session, and another secret.
    let wrong = format!("{}{}", &right[..right.len() - 8], "AAAAAAAA");
    let refused = Client::try_connect(&server.ws(), &wrong, None).await;
    assert_eq!(refused.err(), Some(Some(close_code::UNAUTHORISED)));
    let report = format!("/api/sessions/{session}/report");
    assert_eq!(server.http().get(&report, Some(&wrong)).await.status, 401);
    let wrong = format!("{}{}", &invitation[..invitation.len() - 8], "AAAAAAAA");
    let preview = serde_json::json!({ "invitation": wrong });
    assert_eq!(server.http().post("/api/invitation/preview", &preview).await.status, 404);
    assert_eq!(log.read_bytes(), 0);
    // The right one is let in, also one that came after the first entry.
    drop(Client::connect(&server.ws(), &right).await);
    assert!(log.read_bytes() > 0);
    server.stop().await;
}

#[tokio::test]
async fn verify_compares_the_checkpoint_with_what_the_entries_lead_to() {
    let data = tempfile::tempdir().unwrap();
    let server = Process::start(data.path()).await;
    let mut meeting = Meeting::gather(server.http(), &server.ws(), "beeldmateriaal", &NAMES).await;
    edited(&mut meeting).await;
    drop(meeting);
    assert!(server.terminate().await);
    let path = data.path().to_str().unwrap();
    let (well, said) = command(&["verify", "--data", path]).await;
    assert!(well, "{said}");
    let database = rusqlite::Connection::open(data.path().join("kring.db")).unwrap();
    let kept: i64 =
        database.query_row("SELECT seq FROM checkpoints", [], |row| row.get(0)).unwrap();
    assert!(kept > 1);
    // Sealed for its own place: moved to another seq it does not open, and it is named.
    database.execute("UPDATE checkpoints SET seq = seq - 1", []).unwrap();
    drop(database);
    let (well, said) = command(&["verify", "--data", path]).await;
    assert!(!well && said.contains("the checkpoint does not open"), "{said}");
    // The meeting is not lost with it.
    let server = Process::start(data.path()).await;
    let http = server.http();
    assert_eq!(http.get("/api/health", None).await.status, 200);
    assert!(server.terminate().await);
}
