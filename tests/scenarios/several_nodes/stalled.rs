//! A room that cannot reach its log keeps its people, says that nothing can be kept now, and goes on.

use std::sync::Arc;

use kring_protocol::code::Failure;
use kring_protocol::content::{Content, Kind};
use kring_protocol::{Command, CommandId, close_code};
use kring_tests::{Answer, Client, Meeting, TestServer};
use uuid::Uuid;

use super::bad_bus::BadBus;
use super::{NEVER, node};
use crate::faulty_log::{FaultyLog, Gate, times_written};

async fn meeting(log: Arc<FaultyLog>) -> (TestServer, Meeting) {
    let server = node(log, Arc::new(BadBus::default()), NEVER);
    let mut meeting =
        Meeting::gather(server.http(), &server.ws(), "dialoog", &["Gerda", "Ilse"]).await;
    meeting.start().await;
    (server, meeting)
}

fn note(at: &Client) -> Command {
    let content = Content::GroundRule { text: "bewaar dit".into() };
    Command::Contribute { at: at.view.position(), content }
}

/// What is written while `gate` stands is kept once, after a repetition, and nobody had to come back for it.
async fn goes_on_after(gate: fn(kring_store::StreamId) -> Gate, log: FaultyLog) {
    let log = Arc::new(log);
    let (server, mut meeting) = meeting(log.clone()).await;
    let session = meeting.people[0].session;
    let unavailable = Answer::Failed(Failure::StorageUnavailable);
    log.set(gate(session.into()));
    let (id, command) = (CommandId(Uuid::new_v4()), note(&meeting.people[1]));
    for _ in 0..3 {
        assert_eq!(meeting.person(1).ask_as(id, command.clone()).await, unavailable);
    }
    // Whoever comes in now is told to come back, and whoever is in stays.
    let token = meeting.tokens.first().unwrap().clone();
    let late = Client::try_connect(&meeting.ws, &token, None).await;
    assert_eq!(late.err(), Some(Some(close_code::SESSION_FAILED)));
    let leader = meeting.leader();
    let other = note(leader);
    assert_eq!(leader.ask(other).await, unavailable);
    log.set(Gate::Open);
    let answer = loop {
        match meeting.person(1).ask_as(id, command.clone()).await {
            Answer::Failed(_) => tokio::task::yield_now().await,
            answer => break answer,
        }
    };
    assert!(matches!(answer, Answer::Accepted(Some(_))), "{answer:?}");
    for person in &mut meeting.people {
        person.until(|c| c.view.of(Kind::GroundRule).len() == 1).await;
    }
    assert_eq!(times_written(log.as_ref(), session, id).await, 1);
    let again = Client::connect(&meeting.ws, &token).await;
    assert_eq!(again.view.of(Kind::GroundRule).len(), 1);
    server.stop().await;
}

#[tokio::test]
async fn a_log_of_one_node_that_was_away_for_a_while_costs_nobody_their_place() {
    goes_on_after(Gate::Unreachable, FaultyLog::default()).await;
}

#[tokio::test]
async fn a_shared_log_that_was_away_for_a_while_costs_nobody_their_place() {
    goes_on_after(Gate::Unreachable, FaultyLog::shared()).await;
}

#[tokio::test]
async fn what_was_written_without_an_answer_shows_once_the_log_can_be_read() {
    goes_on_after(Gate::Unsaid, FaultyLog::default()).await;
}

#[tokio::test]
async fn what_was_written_to_a_shared_log_without_an_answer_shows_once_it_can_be_read() {
    goes_on_after(Gate::Unsaid, FaultyLog::shared()).await;
}
