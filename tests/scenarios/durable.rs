//! Durable, then visible: what nobody hears while the log has not written it.

use std::sync::Arc;

use kring::bus::InProcess;
use kring_protocol::code::{Failure, Rejection};
use kring_protocol::content::{Content, Kind};
use kring_protocol::{ClientMessage, Command, CommandId, ContributionId, Position, StepId};
use kring_tests::http::Reply;
use kring_tests::server::Options;
use kring_tests::{Answer, Client, Meeting, TestServer};
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::faulty_log::{FaultyLog, Gate, times_written};

const SECRET: &str = "nog niet geschreven";
const NAMES: [&str; 4] = ["Gerda", "Ilse", "Bram", "Chantal"];

/// A running meeting on a server whose log has a gate.
async fn gated() -> (TestServer, Arc<FaultyLog>, Meeting) {
    let log = Arc::new(FaultyLog::default());
    let server = node(&log);
    let mut meeting = Meeting::gather(server.http(), &server.ws(), "dialoog", &NAMES).await;
    meeting.start().await;
    (server, log, meeting)
}

/// A server over this log that hears nothing of others.
fn node(log: &Arc<FaultyLog>) -> TestServer {
    let bus = Arc::new(InProcess::default());
    TestServer::with(Options { log: log.clone(), bus, ..Options::default() })
}

fn rule(text: &str) -> Content {
    Content::GroundRule { text: text.into() }
}

/// What Ilse asks while the gate is shut, and who waits behind it.
struct Held {
    id: CommandId,
    command: Command,
    fresh: JoinHandle<Client>,
    report: JoinHandle<Reply>,
}

/// Shuts the gate, lets Ilse write, and checks that nobody hears of it: neither who is there, nor
/// whoever comes now, here or on another node, nor who asks for the report.
async fn held(meeting: &mut Meeting, log: &Arc<FaultyLog>) -> Held {
    let session = meeting.leader().session;
    log.set(Gate::Shut(session.into()));
    let id = CommandId(Uuid::new_v4());
    let at = meeting.leader().view.position();
    let command = Command::Contribute { at, content: rule(SECRET) };
    let message = ClientMessage::Command { session, id, command: command.clone() };
    meeting.person(1).send(&message).await;
    log.reached(1).await;
    let token = meeting.tokens.get(2).unwrap().clone();
    let (ws, fresh_token) = (meeting.ws.clone(), token.clone());
    let fresh = tokio::spawn(async move { Client::connect(&ws, &fresh_token).await });
    let path = format!("/api/sessions/{session}/report");
    let (http, bearer, asked) = (meeting.http.clone(), token.clone(), path.clone());
    let report = tokio::spawn(async move { http.get(&asked, Some(&bearer)).await });
    let there = node(log);
    let elsewhere = Client::connect(&there.ws(), &token).await;
    assert!(!elsewhere.heard_text().contains(SECRET));
    let reply = there.http().get(&path, Some(&token)).await;
    assert_eq!((reply.status, reply.body.contains(SECRET)), (200, false));
    there.stop().await;
    for person in &mut meeting.people {
        person.hears_nothing().await;
    }
    assert!(!fresh.is_finished() && !report.is_finished(), "they wait for what is durable");
    Held { id, command, fresh, report }
}

#[tokio::test]
async fn nobody_hears_of_what_is_on_its_way_to_the_log_and_all_do_once_it_is_there() {
    let (server, log, mut meeting) = gated().await;
    let held = held(&mut meeting, &log).await;
    log.set(Gate::Open);
    let answer = meeting.person(1).answer_to(held.id).await;
    assert!(matches!(answer, Answer::Accepted(Some(_))), "{answer:?}");
    for person in &mut meeting.people {
        person.until(|c| c.view.of(Kind::GroundRule).len() == 1).await;
    }
    assert_eq!(held.fresh.await.unwrap().view.of(Kind::GroundRule).len(), 1);
    assert!(held.report.await.unwrap().body.contains(SECRET));
    server.stop().await;
}

#[tokio::test]
async fn of_what_the_log_did_not_take_nobody_ever_hears_and_sent_again_it_happens_once() {
    let (server, log, mut meeting) = gated().await;
    let session = meeting.leader().session;
    let Held { id, command, fresh, report } = held(&mut meeting, &log).await;
    log.set(Gate::Failing(session.into()));
    let failed = Answer::Failed(Failure::StorageUnavailable);
    assert_eq!(meeting.person(1).answer_to(id).await, failed);
    let mut fresh = fresh.await.unwrap();
    assert!(!report.await.unwrap().body.contains(SECRET));
    log.set(Gate::Open);
    // Everybody hears this, so whatever came before has arrived.
    meeting.leader().does(Command::PauseTimer).await;
    let timer = meeting.leader().view.get(&kring_protocol::RecordKey::Timer).cloned();
    for person in meeting.people.iter_mut().chain([&mut fresh]) {
        person.until(|c| c.view.get(&kring_protocol::RecordKey::Timer).cloned() == timer).await;
        assert!(!person.heard_text().contains(SECRET), "{}", person.heard_text());
    }
    assert_eq!(times_written(&log.log, session, id).await, 0);
    let answer = meeting.person(1).ask_as(id, command.clone()).await;
    assert!(matches!(answer, Answer::Accepted(Some(_))), "{answer:?}");
    assert_eq!(meeting.person(1).ask_as(id, command).await, answer);
    for person in &mut meeting.people {
        person.until(|c| c.view.of(Kind::GroundRule).len() == 1).await;
        person.hears_nothing().await;
    }
    assert_eq!(times_written(&log.log, session, id).await, 1);
    server.stop().await;
}

/// What somebody asks in a row: every second is refused.
fn asked_by(person: usize, at: &Position) -> Vec<(CommandId, Command, String)> {
    let late = Position { step: StepId("voorbij".into()), ..at.clone() };
    let command = |n: usize| {
        let at = if n.is_multiple_of(2) { at.clone() } else { late.clone() };
        let text = format!("{person}.{n:02}");
        let command = Command::Contribute { at, content: rule(&text) };
        (CommandId(Uuid::new_v4()), command, text)
    };
    (0..EACH).map(command).collect()
}

/// What each of three people asks; under what anybody may say in a breath.
const EACH: usize = 20;

#[tokio::test]
async fn of_commands_that_wait_together_every_second_is_refused_and_the_others_are_kept_in_order() {
    let (server, log, mut meeting) = gated().await;
    let session = meeting.leader().session;
    log.set(Gate::Shut(session.into()));
    let (first, at) = (CommandId(Uuid::new_v4()), meeting.leader().view.position());
    let message = ClientMessage::Command { session, id: first, command: Command::PauseTimer };
    meeting.leader().send(&message).await;
    log.reached(1).await;
    let asked = [1, 2, 3].map(|person| (person, asked_by(person, &at)));
    // In turns, as people do.
    let turns = (0..EACH).flat_map(|n| asked.iter().map(move |(person, own)| (*person, &own[n])));
    for (person, (id, command, _)) in turns {
        let (id, command) = (*id, command.clone());
        meeting.person(person).send(&ClientMessage::Command { session, id, command }).await;
    }
    // A ping is read after what came before it: now all wait in the room.
    for person in &mut meeting.people {
        person.hears_nothing().await;
    }
    log.set(Gate::Open);
    assert_eq!(meeting.leader().answer_to(first).await, Answer::Accepted(None));
    let mut accepted: Vec<(ContributionId, String)> = vec![];
    for (person, own) in &asked {
        for (n, (id, _, text)) in own.iter().enumerate() {
            match meeting.person(*person).answer_to(*id).await {
                Answer::Accepted(Some(written)) if n % 2 == 0 => {
                    accepted.push((written, text.clone()));
                }
                Answer::Refused(Rejection::StepClosed) if n % 2 == 1 => {}
                other => panic!("{text} was answered {other:?}"),
            }
        }
    }
    for person in &mut meeting.people {
        person.until(|c| c.view.of(Kind::GroundRule).len() == accepted.len()).await;
        for by in 1..4 {
            let own = accepted.iter().filter(|(_, text)| text.starts_with(&format!("{by}.")));
            let own: Vec<_> = own.map(|(id, _)| *id).collect();
            let seen = person.view.order.iter().copied().filter(|id| own.contains(id));
            assert_eq!(seen.collect::<Vec<_>>(), own, "in the order in which they were written");
        }
    }
    assert_eq!(log.sizes().last(), Some(&(3 * EACH / 2)), "they were written in one go");
    server.stop().await;
}
