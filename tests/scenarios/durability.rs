//! What was acknowledged is kept: a real process, killed and restarted.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use kring::token::{self, Purpose};
use kring::web::{AdmissionSettings, PEOPLE_PER_ADDRESS};
use kring_protocol::content::{Content, Kind};
use kring_protocol::message::Resume;
use kring_protocol::{Command, CommandId, ServerMessage, SessionId, close_code};
use kring_tests::server::{Options, Process};
use kring_tests::{Answer, Client, Meeting, TestServer};
use serde_json::json;
use uuid::Uuid;

use crate::faulty_log::FaultyLog;

const NOWHERE: Option<Resume> = None;

/// A server on this log, with a door for so many people at one address.
fn on(log: &Arc<FaultyLog>, people_per_address: u32) -> TestServer {
    let door = AdmissionSettings { people_per_address, ..AdmissionSettings::default() };
    TestServer::with(Options { log: log.clone(), door, ..Options::default() })
}

#[tokio::test]
async fn kill_9_loses_nothing_that_was_acknowledged_and_repeats_nothing() {
    let data = tempfile::tempdir().unwrap();
    let mut server = Process::start(data.path()).await;
    let names = ["Gerda", "Ilse"];
    let mut meeting = Meeting::gather(server.http(), &server.ws(), "dialoog", &names).await;
    meeting.start().await;
    let token = meeting.tokens.first().unwrap().clone();
    let mut acknowledged = vec![];
    for round in 0..5 {
        let mut leader = Client::connect(&server.ws(), &token).await;
        let mut last = None;
        for n in 0..4 {
            let id = CommandId(Uuid::new_v4());
            let text = format!("notitie {round}.{n}");
            let command = Command::Contribute {
                at: leader.view.position(),
                content: Content::Note { text: text.clone() },
            };
            let answer = leader.ask_as(id, command.clone()).await;
            assert!(matches!(answer, Answer::Accepted(Some(_))));
            acknowledged.push(text);
            last = Some((id, command, answer));
        }
        let place = leader.place;
        server = server.kill_and_restart().await;
        let mut leader = Client::try_connect(&server.ws(), &token, Some(place)).await.unwrap();
        assert!(!leader.resumed, "another life of the server is another stream");
        let (id, command, answer) = last.unwrap();
        assert_eq!(leader.ask_as(id, command).await, answer, "the same answer after the crash");
        let notes: Vec<_> = leader.view.of(Kind::Note).iter().map(|c| c.content.clone()).collect();
        let expected = acknowledged.iter().map(|text| Content::Note { text: text.clone() });
        assert_eq!(notes, expected.collect::<Vec<_>>());
    }
    assert!(server.terminate().await);
}

#[tokio::test]
async fn sigterm_tells_everybody_and_ends_well() {
    let data = tempfile::tempdir().unwrap();
    let server = Process::start(data.path()).await;
    let mut meeting =
        Meeting::gather(server.http(), &server.ws(), "dialoog", &["Gerda", "Ilse"]).await;
    meeting.start().await;
    let id = CommandId(Uuid::new_v4());
    let command = Command::Contribute {
        at: meeting.leader().view.position(),
        content: Content::Note { text: "voor de herstart".into() },
    };
    let answer = meeting.leader().ask_as(id, command.clone()).await;
    assert!(matches!(answer, Answer::Accepted(Some(_))), "{answer:?}");
    let views = [meeting.leader().view.clone(), meeting.person(1).view.clone()];
    let (ended, told) = tokio::join!(server.terminate(), async {
        let ilse = meeting.person(1);
        let told = ilse.next().await;
        (told, ilse.closed().await)
    });
    assert!(ended);
    assert_eq!(told, (Ok(ServerMessage::Draining), Some(close_code::RESTART)));
    // Everything is there after it, the answer that was given included.
    let server = Process::start(data.path()).await;
    for (token, view) in meeting.tokens.iter().zip(&views) {
        assert_eq!(&Client::connect(&server.ws(), token).await.view, view);
    }
    let mut gerda = Client::connect(&server.ws(), meeting.tokens.first().unwrap()).await;
    assert_eq!(gerda.ask_as(id, command).await, answer);
    assert_eq!(gerda.view, views[0]);
    assert!(server.terminate().await);
}

#[tokio::test]
async fn a_log_that_cannot_be_written_refuses_commands_and_goes_on_being_read() {
    use kring_store::MemoryLog;
    use kring_tests::server::Options;
    use std::sync::Arc;
    let log = MemoryLog::new();
    let options = Options { log: Arc::new(log.clone()), ..Options::default() };
    let server = kring_tests::TestServer::with(options);
    let names = ["Gerda", "Ilse"];
    let mut meeting = Meeting::gather(server.http(), &server.ws(), "dialoog", &names).await;
    log.fail_next_appends(true);
    let failed = Answer::Failed(kring_protocol::code::Failure::StorageUnavailable);
    let id = CommandId(Uuid::new_v4());
    assert_eq!(meeting.leader().ask_as(id, Command::Start).await, failed);
    assert_eq!(meeting.http.get("/api/ready", None).await.status, 503);
    for person in &mut meeting.people {
        person.hears_nothing().await;
    }
    let token = meeting.tokens.get(1).unwrap();
    let reader = Client::connect(&meeting.ws, token).await;
    assert_eq!(reader.view.stage().position, None);
    log.fail_next_appends(false);
    assert_eq!(meeting.leader().ask_as(id, Command::Start).await, Answer::Accepted(None));
    meeting.person(1).until(|c| c.view.stage().position.is_some()).await;
    server.stop().await;
}

#[tokio::test]
async fn a_damaged_session_is_told_apart_and_leaves_the_others_running() {
    let log = Arc::new(FaultyLog::default());
    let server = on(&log, PEOPLE_PER_ADDRESS);
    let damaged = server.http().create("dialoog", "Gerda").await;
    let sound = server.http().create("dialoog", "Ilse").await;
    server.stop().await;
    log.log.damage(damaged.session.into(), 1);
    let server = on(&log, PEOPLE_PER_ADDRESS);
    let refused = Client::try_connect(&server.ws(), &damaged.token, NOWHERE).await;
    assert_eq!(refused.err(), Some(Some(close_code::DAMAGED)));
    // To a stranger it is a meeting like any other that is not theirs.
    let strange = token::issue(Purpose::Token, damaged.session.0).unwrap().text;
    let refused = Client::try_connect(&server.ws(), &strange, NOWHERE).await;
    assert_eq!(refused.err(), Some(Some(close_code::UNAUTHORISED)));
    let mut ilse = Client::connect(&server.ws(), &sound.token).await;
    ilse.does(Command::Start).await;
    server.stop().await;
}

#[tokio::test]
async fn a_damaged_session_that_knows_nobody_is_read_once_and_whoever_asks_is_counted() {
    let log = Arc::new(FaultyLog::default());
    let server = on(&log, PEOPLE_PER_ADDRESS);
    let damaged = server.http().create("dialoog", "Gerda").await;
    server.stop().await;
    log.log.damage(damaged.session.into(), 1);
    log.without_access.store(true, Ordering::SeqCst);
    let server = on(&log, 1);
    let loaded = log.loads();
    for attempt in 1..=6 {
        let refused = Client::try_connect(&server.ws(), &damaged.token, NOWHERE).await;
        let code = if attempt > 4 { close_code::TOO_FAST } else { close_code::DAMAGED };
        assert_eq!(refused.err(), Some(Some(code)), "attempt {attempt}");
    }
    assert_eq!(log.loads() - loaded, 1);
    // Whoever runs the server can still erase it, and then it is gone like any other.
    server.rooms.erase(damaged.session, false).await.unwrap();
    let path = format!("/api/sessions/{}/report", damaged.session);
    assert_eq!(server.http().get(&path, Some(&damaged.token)).await.status, 429);
    server.stop().await;
    let server = on(&log, PEOPLE_PER_ADDRESS);
    let refused = Client::try_connect(&server.ws(), &damaged.token, NOWHERE).await;
    assert_eq!(refused.err(), Some(Some(close_code::UNAUTHORISED)));
    server.stop().await;
}

/// What a stranger is told over HTTP, at each address that takes a secret, and over a socket.
async fn told(server: &TestServer, token: &str, invitation: &str) -> (Vec<(u16, String)>, u16) {
    let http = server.http();
    let (session, _) = token::parse(Purpose::Token, token).unwrap();
    let join = json!({ "invitation": invitation, "name": "Els", "id": Uuid::new_v4() });
    let mut replies = vec![
        http.post("/api/invitation/preview", &json!({ "invitation": invitation })).await,
        http.post("/api/join", &join).await,
    ];
    for form in ["report", "report.md", "report.csv", "mine"] {
        replies.push(http.get(&format!("/api/sessions/{session}/{form}"), Some(token)).await);
    }
    let refused = Client::try_connect(&server.ws(), token, NOWHERE).await;
    let code = refused.err().flatten().expect("a close code");
    (replies.into_iter().map(|reply| (reply.status, reply.body)).collect(), code)
}

#[tokio::test]
async fn to_a_stranger_unknown_expired_erased_and_damaged_look_alike_and_none_is_read() {
    let log = Arc::new(FaultyLog::default());
    let server = on(&log, PEOPLE_PER_ADDRESS);
    let mut meetings = vec![];
    for _ in 0..4 {
        let names = ["Gerda", "Ilse"];
        let mut meeting = Meeting::gather(server.http(), &server.ws(), "dialoog", &names).await;
        meeting.start().await;
        meetings.push(meeting);
    }
    let [alive, expired, erased, damaged] = meetings.as_mut_slice() else { unreachable!() };
    expired.leader().does(Command::Close).await;
    erased.leader().does(Command::Close).await;
    erased.leader().does(Command::Erase).await;
    let sessions = [&*alive, expired, erased, damaged].map(|meeting| meeting.people[0].session);
    log.log.damage(sessions[3].into(), 1);
    meetings.clear();
    server.stop().await;

    let server = on(&log, PEOPLE_PER_ADDRESS);
    let loaded = log.loads();
    let strange = |session: SessionId| {
        let secret = |purpose| token::issue(purpose, session.0).unwrap().text;
        (secret(Purpose::Token), secret(Purpose::Invitation))
    };
    let (token, invitation) = strange(SessionId(Uuid::now_v7()));
    let unknown = told(&server, &token, &invitation).await;
    assert_eq!(unknown.1, close_code::UNAUTHORISED);
    let (mut reads, mut longest) = (vec![], vec![]);
    for session in sessions {
        let (token, invitation) = strange(session);
        let before = log.loads();
        let since = std::time::Instant::now();
        assert_eq!(told(&server, &token, &invitation).await, unknown);
        longest.push(since.elapsed());
        reads.push(log.loads() - before);
    }
    println!("alive, expired, erased and damaged took {longest:?}");
    // Before anything of a meeting is read, all are refused; of what is gone there is nothing to read.
    assert_eq!((reads, log.loads() - loaded), (vec![0, 0, 7, 0], 14));
    server.stop().await;
}
