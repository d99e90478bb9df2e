//! The end of a meeting: by its gespreksleider, by whoever runs the server, by the calendar.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use kring::clock::Clock;
use kring::sweep::sweep;
use kring_protocol::content::Content;
use kring_protocol::report::OwnData;
use kring_protocol::rest::InvitationPreview;
use kring_protocol::{Command, close_code};
use kring_store::{EventLog, MemoryLog, ReadError, SqliteLog};
use kring_tests::server::{Options, Process, command};
use kring_tests::{Answer, Client, Meeting, TestServer};
use serde_json::json;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

async fn everybody_is_sent_away(meeting: &mut Meeting) {
    for person in &mut meeting.people {
        assert_eq!(person.closed().await, Some(close_code::ERASED));
    }
    for token in meeting.tokens.clone() {
        let refused = Client::try_connect(&meeting.ws, &token, None).await.err();
        assert_eq!(refused, Some(Some(close_code::UNAUTHORISED)));
    }
    let preview = json!({ "invitation": meeting.invitation });
    assert_eq!(meeting.http.post("/api/invitation/preview", &preview).await.status, 404);
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[tokio::test]
async fn what_the_gespreksleider_erases_is_gone_for_everybody_and_from_the_disk() {
    let data = tempfile::tempdir().unwrap();
    let server = Process::start(data.path()).await;
    let names = ["Gerda", "Ilse"];
    let mut meeting = Meeting::gather(server.http(), &server.ws(), "dialoog", &names).await;
    let session = meeting.leader().session;
    meeting.start().await;
    meeting.leader().does(Command::Close).await;
    assert_eq!(meeting.leader().ask(Command::Erase).await, Answer::Accepted(None));
    everybody_is_sent_away(&mut meeting).await;
    assert!(server.terminate().await);
    let (whole, said) = command(&["verify", "--data", text(data.path())]).await;
    assert!(whole, "{said}");
    assert!(
        said.contains("0 meetings with 0 entries, and the marks of 1 that were erased"),
        "{said}"
    );
    let log = SqliteLog::open(data.path()).unwrap();
    assert_eq!(log.read(session.into(), 0).await, Err(ReadError::Erased));
}

#[tokio::test]
async fn whoever_runs_the_server_erases_a_meeting_while_people_have_it_open() {
    let data = tempfile::tempdir().unwrap();
    let server = Process::start(data.path()).await;
    let names = ["Gerda", "Ilse"];
    let mut meeting = Meeting::gather(server.http(), &server.ws(), "dialoog", &names).await;
    let mut other = Meeting::gather(server.http(), &server.ws(), "dialoog", &names).await;
    meeting.start().await;
    let id = meeting.leader().session.to_string();
    let erase = ["erase", &id, "--data", text(data.path())];
    let (done, said) = command(&erase).await;
    assert!(done && said.contains("is erased; Kring goes on"), "{said}");
    everybody_is_sent_away(&mut meeting).await;
    let (done, said) = command(&erase).await;
    assert!(!done && said.contains("it may have been erased before"), "{said}");
    other.start().await;
    assert!(server.terminate().await);
}

#[tokio::test]
async fn a_meeting_is_erased_from_the_command_line_while_kring_is_stopped() {
    let data = tempfile::tempdir().unwrap();
    let server = Process::start(data.path()).await;
    let created = server.http().create("dialoog", "Gerda").await;
    assert!(server.terminate().await);
    let id = created.session.to_string();
    let erase = ["erase", &id, "--data", text(data.path())];
    let (done, said) = command(&erase).await;
    assert!(done && said.contains("is erased"), "{said}");
    assert!(!command(&erase).await.0);
    let server = Process::start(data.path()).await;
    let refused = Client::try_connect(&server.ws(), &created.token, None).await.err();
    assert_eq!(refused, Some(Some(close_code::UNAUTHORISED)));
}

fn server_on(log: &MemoryLog, clock: Clock) -> TestServer {
    let mut options = Options { log: Arc::new(log.clone()), ..Options::default() };
    options.settings.clock = clock;
    TestServer::with(options)
}

#[tokio::test]
async fn when_its_days_are_over_a_meeting_closes_before_whoever_has_it_open() {
    let log = MemoryLog::new();
    let server = server_on(&log, Clock::start());
    let keep = json!({ "method": "dialoog", "name": "Gerda", "keep_days": 7 });
    let short = server.http().post("/api/sessions", &keep).await;
    let short: kring_protocol::rest::MeetingCreated = short.json();
    let long = server.http().create("dialoog", "Ilse").await;
    let mut gerda = Client::connect(&server.ws(), &short.token).await;
    let mut ilse = Client::connect(&server.ws(), &long.token).await;
    let in_days =
        |days: u32| server.rooms.now_ms() + i64::try_from((DAY * days).as_millis()).unwrap();
    assert_eq!(sweep(&server.rooms, in_days(6)).await, 0);
    ilse.does(Command::Start).await;
    gerda.does(Command::Start).await;
    // The log lists it, and its room asks its own clock, which says that it is not over.
    assert_eq!(sweep(&server.rooms, in_days(8)).await, 1);
    gerda.does(Command::Close).await;
    let later = in_days(8);
    server.stop().await;
    let server = server_on(&log, Clock::at(later));
    let mut gerda = Client::connect(&server.ws(), &short.token).await;
    let mut ilse = Client::connect(&server.ws(), &long.token).await;
    assert_eq!(sweep(&server.rooms, server.rooms.now_ms()).await, 1);
    assert_eq!(gerda.closed().await, Some(close_code::ERASED));
    assert_eq!(log.read(short.session.into(), 0).await, Err(ReadError::Erased));
    ilse.does(Command::Close).await;
    server.stop().await;
}

#[tokio::test]
async fn a_meeting_that_cannot_be_read_is_erased_when_its_days_are_over_all_the_same() {
    let log = MemoryLog::new();
    let server = server_on(&log, Clock::start());
    let created = server.http().create("dialoog", "Gerda").await;
    server.stop().await;
    log.damage(created.session.into(), 1);
    let server = server_on(&log, Clock::start());
    let in_a_month = server.rooms.now_ms() + 31 * i64::try_from(DAY.as_millis()).unwrap();
    assert_eq!(sweep(&server.rooms, in_a_month).await, 1);
    assert_eq!(log.read(created.session.into(), 0).await, Err(ReadError::Erased));
    server.stop().await;
}

#[tokio::test]
async fn everybody_who_is_invited_is_told_for_how_long_it_is_kept() {
    let server = TestServer::start();
    let keep = json!({ "method": "dialoog", "name": "Gerda", "keep_days": 7 });
    let reply = server.http().post("/api/sessions", &keep).await;
    let created: kring_protocol::rest::MeetingCreated = reply.json();
    let shown = async || {
        let asked = json!({ "invitation": created.invitation });
        let reply = server.http().post("/api/invitation/preview", &asked).await;
        reply.json::<InvitationPreview>().keep_days
    };
    assert_eq!(shown().await, 7);
    let mut gerda = Client::connect(&server.ws(), &created.token).await;
    gerda.does(Command::SetRetention { days: 90 }).await;
    assert_eq!(shown().await, 90);
    let joined = server.http().join(&created.invitation, "Ilse").await;
    let mut ilse = Client::connect(&server.ws(), &joined.token).await;
    assert_eq!(ilse.view.meeting().keep_days, 90);
    gerda.does(Command::SetRetention { days: 14 }).await;
    ilse.until(|c| c.view.meeting().keep_days == 14).await;
    server.stop().await;
}

#[tokio::test]
async fn a_participant_takes_along_what_is_theirs_and_nothing_else_and_leaves() {
    let server = TestServer::start();
    let names = ["Gerda", "Ilse", "Bram"];
    let mut meeting = Meeting::gather(server.http(), &server.ws(), "dialoog", &names).await;
    meeting.start().await;
    for index in 0..3 {
        let text = format!("notitie van {index}");
        meeting.person(index).writes(Content::Note { text }).await;
    }
    let id = meeting.person(1).id;
    let path = format!("/api/sessions/{}/mine", meeting.person(1).session);
    let token = meeting.tokens.get(1).unwrap().clone();
    let reply = meeting.http.get(&path, Some(&token)).await;
    let mine: OwnData = reply.json();
    assert_eq!((mine.id, mine.name.as_str(), mine.keep_days), (id, "Ilse", 30));
    let texts: Vec<_> = mine.contributions.iter().map(|c| c.content.clone()).collect();
    assert_eq!(texts, [Content::Note { text: "notitie van 1".into() }]);
    for other in ["notitie van 0", "notitie van 2", "Gerda", "Bram"] {
        assert!(!reply.body.contains(other), "{}", reply.body);
    }
    meeting.person(1).does(Command::Leave).await;
    assert_eq!(meeting.person(1).closed().await, Some(close_code::REMOVED));
    assert_eq!(meeting.http.get(&path, Some(&token)).await.status, 401);
    let leader = meeting.tokens.first().unwrap();
    let others = meeting.http.get(&path, Some(leader)).await;
    assert!(!others.body.contains("notitie van 1"), "{}", others.body);
    server.stop().await;
}
