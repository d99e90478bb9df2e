//! A node that was not told what another one wrote answers nothing from what was true before.

use std::sync::Arc;
use std::time::Duration;

use kring_protocol::code::Rejection;
use kring_protocol::content::{Content, Kind};
use kring_protocol::{Command, CommandId, close_code};
use kring_store::MemoryLog;
use kring_tests::{Answer, Client, Meeting, TestServer};
use serde_json::json;
use uuid::Uuid;

use super::bad_bus::{BadBus, Harm};
use super::{NEVER, node, note};
use crate::faulty_log::{FaultyLog, Gate};

/// Two nodes that never hear of each other, and compare themselves with the log so often.
fn deaf(compare_every: Duration) -> (TestServer, TestServer) {
    let log = Arc::new(MemoryLog::new());
    let one = || node(log.clone(), Arc::new(BadBus::new(Harm::SILENT, 0)), compare_every);
    (one(), one())
}

/// Two such nodes, and a meeting of three that is awake on both: Gerda, Ilse and Bram
/// are here, and Gerda is there as well.
async fn apart() -> (TestServer, TestServer, Meeting, Client) {
    let (here, there) = deaf(NEVER);
    let names = ["Gerda", "Ilse", "Bram"];
    let mut meeting = Meeting::gather(here.http(), &here.ws(), "dialoog", &names).await;
    meeting.start().await;
    let elsewhere = Client::connect(&there.ws(), meeting.tokens.first().unwrap()).await;
    (here, there, meeting, elsewhere)
}

async fn stop(here: TestServer, there: TestServer) {
    here.stop().await;
    there.stop().await;
}

#[tokio::test]
async fn what_the_log_allows_is_not_refused_by_a_node_that_lags() {
    let (here, there, mut meeting, mut elsewhere) = apart().await;
    let participant = meeting.person(1).id;
    meeting.leader().does(Command::AppointInbrenger { participant }).await;
    let from = meeting.next().await;
    // As far as the other node knows, the meeting stands where it stood.
    assert_eq!(elsewhere.ask(Command::Next { from }).await, Answer::Accepted(None));
    stop(here, there).await;
}

#[tokio::test]
async fn what_the_log_refuses_is_refused_by_a_node_that_lags() {
    let (here, there, mut meeting, mut elsewhere) = apart().await;
    let participant = meeting.person(1).id;
    meeting.leader().does(Command::AppointInbrenger { participant }).await;
    let from = elsewhere.view.position();
    meeting.next().await;
    let refused = Answer::Refused(Rejection::StalePosition);
    assert_eq!(elsewhere.ask(Command::Next { from }).await, refused);
    stop(here, there).await;
}

#[tokio::test]
async fn what_changes_nothing_for_a_node_that_lags_changes_what_the_log_says() {
    let (here, there, mut meeting, mut elsewhere) = apart().await;
    let bram = Some(meeting.person(2).id);
    meeting.leader().does(Command::NameDeputy { participant: bram }).await;
    // Nobody is the deputy as far as the other node knows.
    elsewhere.does(Command::NameDeputy { participant: None }).await;
    let again = Client::connect(&here.ws(), meeting.tokens.first().unwrap()).await;
    assert_eq!(again.view.stage().deputy, None);
    stop(here, there).await;
}

#[tokio::test]
async fn whoever_was_removed_elsewhere_comes_in_nowhere() {
    let (here, there, mut meeting, _elsewhere) = apart().await;
    let (participant, token) = (meeting.person(2).id, meeting.tokens.get(2).unwrap().clone());
    meeting.leader().does(Command::Remove { participant, texts: false }).await;
    let back = Client::try_connect(&there.ws(), &token, None).await;
    assert_eq!(back.err(), Some(Some(close_code::UNAUTHORISED)));
    for (path, status) in [("report", 401), ("mine", 401)] {
        let path = format!("/api/sessions/{}/{path}", meeting.person(0).session);
        assert_eq!(there.http().get(&path, Some(&token)).await.status, status, "{path}");
    }
    stop(here, there).await;
}

#[tokio::test]
async fn whoever_comes_in_sees_what_was_written_elsewhere_until_now() {
    let (here, there, mut meeting, _elsewhere) = apart().await;
    meeting.person(1).writes(note("net geschreven")).await;
    let ilse = Client::connect(&there.ws(), meeting.tokens.get(1).unwrap()).await;
    assert_eq!(ilse.view.of(Kind::Note).len(), 1);
    stop(here, there).await;
}

#[tokio::test]
async fn an_invitation_that_was_replaced_elsewhere_opens_nothing() {
    let (here, there, meeting, _elsewhere) = apart().await;
    let path = format!("/api/sessions/{}/invitation", meeting.people[0].session);
    let token = meeting.tokens.first().unwrap();
    let replaced = here.http().post_text(&path, String::new(), Some(token)).await;
    assert_eq!(replaced.status, 200, "{}", replaced.body);
    let old = json!({ "invitation": meeting.invitation });
    assert_eq!(there.http().post("/api/invitation/preview", &old).await.status, 404);
    let join = there.http().try_join(&meeting.invitation, "Dirk", Uuid::new_v4()).await;
    assert_eq!(join.status, 404);
    stop(here, there).await;
}

#[tokio::test]
async fn what_nobody_was_told_of_shows_once_rooms_are_compared_with_the_log() {
    let (here, there) = deaf(Duration::from_millis(50));
    let mut meeting = Meeting::gather(here.http(), &here.ws(), "dialoog", &["Gerda", "Ilse"]).await;
    let mut ilse = Client::connect(&there.ws(), meeting.tokens.get(1).unwrap()).await;
    meeting.start().await;
    ilse.until(|c| c.view.stage().position.is_some()).await;
    stop(here, there).await;
}

#[tokio::test]
async fn an_erasure_elsewhere_ends_the_meeting_here_though_nobody_was_told() {
    let (here, there) = deaf(Duration::from_millis(50));
    let mut meeting = Meeting::gather(here.http(), &here.ws(), "dialoog", &["Gerda", "Ilse"]).await;
    let mut ilse = Client::connect(&there.ws(), meeting.tokens.get(1).unwrap()).await;
    meeting.leader().does(Command::Erase).await;
    assert_eq!(ilse.closed().await, Some(close_code::ERASED));
    stop(here, there).await;
}

#[tokio::test]
async fn news_that_could_not_be_read_is_read_once_the_log_answers() {
    let log = Arc::new(FaultyLog::shared());
    let bus = Arc::new(BadBus::new(Harm::default(), 0));
    let here = node(log.clone(), bus.clone(), NEVER);
    let there = node(log.clone(), bus.clone(), NEVER);
    let mut meeting = Meeting::gather(here.http(), &here.ws(), "dialoog", &["Gerda", "Ilse"]).await;
    meeting.start().await;
    let mut ilse = Client::connect(&there.ws(), meeting.tokens.get(1).unwrap()).await;
    let session = ilse.session;
    bus.stall();
    meeting.person(1).writes(note("wacht even")).await;
    log.set(Gate::Unreachable(session.into()));
    bus.go_on();
    log.left_unread().await;
    log.set(Gate::Open);
    ilse.until(|c| c.view.of(Kind::Note).len() == 1).await;
    stop(here, there).await;
}

#[tokio::test]
async fn a_command_whose_entry_another_node_came_before_reads_only_what_is_new() {
    let log = Arc::new(FaultyLog::shared());
    let bus = || Arc::new(BadBus::new(Harm::SILENT, 0));
    let (here, there) = (node(log.clone(), bus(), NEVER), node(log.clone(), bus(), NEVER));
    let mut meeting = Meeting::gather(here.http(), &here.ws(), "dialoog", &["Gerda", "Ilse"]).await;
    meeting.start().await;
    for n in 0..50 {
        meeting.person(1).writes(note(&format!("bladzijde {n}"))).await;
    }
    let mut ilse = Client::connect(&there.ws(), meeting.tokens.get(1).unwrap()).await;
    meeting.person(1).writes(note("hier")).await;
    log.read_bytes();
    let before = log.loads();
    let content = Content::Note { text: "daar".into() };
    let command = Command::Contribute { at: ilse.view.position(), content };
    let id = CommandId(Uuid::new_v4());
    assert!(matches!(ilse.ask_as(id, command).await, Answer::Accepted(Some(_))));
    assert_eq!(log.loads(), before, "the session is not loaded anew");
    assert!(log.read_bytes() < 1000, "one entry");
    stop(here, there).await;
}
