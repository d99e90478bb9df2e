//! What a group and its meeting have to tell each other, when the server died before it was heard.
//!
//! The log is as it is then: the entry of the one is there, and the other knows nothing of it.

use std::path::Path;

use kring_domain::group::codec as group_codec;
use kring_domain::{Event, codec, group};
use kring_protocol::group::rest::GroupCreated;
use kring_protocol::group::{GroupMeeting, MeetingState};
use kring_protocol::rest::Joined;
use kring_protocol::{Command, CommandId, GroupId, MemberId, SessionId, close_code};
use kring_store::{EventLog, NewEntry, ReadError, SqliteLog, StreamId};
use kring_tests::Client;
use kring_tests::server::Process;
use uuid::Uuid;

use crate::groups::{Person, Place, enters, group_of, meetings, plans};

/// Writes one more entry, as a server would that dies right after it.
async fn append(data: &Path, stream: StreamId, payload: Vec<u8>) {
    let log = SqliteLog::open(data).unwrap();
    let entries = log.read(stream, 0).await.unwrap();
    let last = entries.last().unwrap();
    let entry = NewEntry { at_ms: last.at_ms + 1, due_ms: i64::MAX, payload, access: None };
    log.append(stream, last.seq, vec![entry]).await.unwrap();
    log.close().await.unwrap();
}

async fn happens(data: &Path, session: SessionId, event: Event) {
    let payload = codec::encode(CommandId(Uuid::new_v4()), None, &[event]).unwrap();
    append(data, session.into(), payload).await;
}

async fn happens_to(data: &Path, group: GroupId, by: MemberId, event: group::Event) {
    let command = CommandId(Uuid::new_v4());
    let stored = group_codec::Stored { command, actor: Some(by), events: vec![event] };
    append(data, group.into(), group_codec::encode(&stored).unwrap()).await;
}

/// Gerda and Ilse, and a meeting of theirs that both came into; the server is down.
struct Stopped {
    created: GroupCreated,
    people: Vec<Person>,
    session: SessionId,
    seats: Vec<Joined>,
}

async fn stopped(data: &Path, begins: bool) -> Stopped {
    let process = Process::start(data).await;
    let place = Place { http: process.http(), ws: process.ws() };
    let (created, mut people) = group_of(&place, &["Ilse"]).await;
    let session = plans(&mut people[0]).await;
    let mut seats = vec![];
    for person in &people {
        seats.push(enters(&place, &created, session, person).await.json::<Joined>());
    }
    if begins {
        let mut gerda = Client::connect(&place.ws, &seats[0].token).await;
        gerda.does(Command::Start).await;
        let has_begun = |group: &Client| meeting(group, session).is_some_and(|on| on.begun);
        people[0].client.until(has_begun).await;
    }
    process.stop().await;
    Stopped { created, people, session, seats }
}

/// The log, after a member of the group was there once and nobody opened the meeting.
async fn group_woke(data: &Path, member: &Person) -> SqliteLog {
    let process = Process::start(data).await;
    Client::connect(&process.ws(), &member.token).await;
    process.stop().await;
    SqliteLog::open(data).unwrap()
}

fn meeting(client: &Client, session: SessionId) -> Option<GroupMeeting> {
    meetings(client).into_iter().find(|meeting| meeting.session == session)
}

#[tokio::test]
async fn a_group_hears_that_its_meeting_was_held_although_nobody_opens_that_meeting_again() {
    let data = tempfile::tempdir().unwrap();
    let Stopped { created, people, session, .. } = stopped(data.path(), true).await;
    happens(data.path(), session, Event::MeetingClosed { at_ms: 1_700_000_000_000 }).await;
    // Its day has come.
    let starts_at_ms = Some(1_600_000_000_000);
    let moved = group::Event::MeetingMoved { session, starts_at_ms };
    happens_to(data.path(), created.group, created.member, moved).await;
    let process = Process::start(data.path()).await;
    let mut ilse = Client::connect(&process.ws(), &people[1].token).await;
    let is_held = |client: &Client| meeting(client, session).unwrap().state == MeetingState::Held;
    ilse.until(is_held).await;
    process.kill().await;
}

#[tokio::test]
async fn a_meeting_hears_that_it_was_moved_or_dropped_and_who_left_the_group_when_it_wakes() {
    let data = tempfile::tempdir().unwrap();
    let Stopped { created, people, session, seats } = stopped(data.path(), false).await;
    let starts_at_ms = Some(1_900_000_000_000);
    let moved = group::Event::MeetingMoved { session, starts_at_ms };
    happens_to(data.path(), created.group, created.member, moved).await;
    let left = group::Event::MemberLeft { member: people[1].id, meetings: vec![] };
    happens_to(data.path(), created.group, people[1].id, left).await;
    let process = Process::start(data.path()).await;
    let mut gerda = Client::connect(&process.ws(), &seats[0].token).await;
    gerda.until(|gerda| gerda.view.meeting().scheduled_at_ms == starts_at_ms).await;
    let ilse = seats[1].participant;
    gerda.until(|gerda| gerda.view.participant(ilse).is_none_or(|ilse| ilse.left)).await;
    process.stop().await;

    let dropped = group::Event::MeetingCancelled { session };
    happens_to(data.path(), created.group, created.member, dropped).await;
    let process = Process::start(data.path()).await;
    let erased = match Client::try_connect(&process.ws(), &seats[0].token, None).await {
        Ok(mut gerda) => gerda.closed().await,
        Err(code) => code,
    };
    assert!(matches!(erased, Some(close_code::ERASED | close_code::UNAUTHORISED)), "{erased:?}");
    process.kill().await;
}

#[tokio::test]
async fn a_meeting_that_was_dropped_is_erased_once_its_group_wakes_and_nobody_opens_it() {
    let data = tempfile::tempdir().unwrap();
    let Stopped { created, people, session, .. } = stopped(data.path(), false).await;
    let dropped = group::Event::MeetingCancelled { session };
    happens_to(data.path(), created.group, created.member, dropped).await;
    let log = group_woke(data.path(), &people[0]).await;
    assert_eq!(log.read(session.into(), 0).await, Err(ReadError::Erased));
}

#[tokio::test]
async fn a_meeting_that_began_and_was_erased_without_an_end_leaves_the_plan_of_its_group() {
    let data = tempfile::tempdir().unwrap();
    let Stopped { people, session, .. } = stopped(data.path(), true).await;
    let log = SqliteLog::open(data.path()).unwrap();
    log.erase(session.into()).await.unwrap();
    log.close().await.unwrap();
    let process = Process::start(data.path()).await;
    let mut ilse = Client::connect(&process.ws(), &people[1].token).await;
    ilse.until(|ilse| meeting(ilse, session).is_none()).await;
    process.kill().await;
}

#[tokio::test]
async fn a_meeting_that_cannot_be_read_is_not_erased_because_its_group_dropped_it() {
    let data = tempfile::tempdir().unwrap();
    let Stopped { created, people, session, .. } = stopped(data.path(), true).await;
    append(data.path(), session.into(), b"from a later build".to_vec()).await;
    let dropped = group::Event::MeetingCancelled { session };
    happens_to(data.path(), created.group, created.member, dropped).await;
    let log = group_woke(data.path(), &people[0]).await;
    assert!(!log.read(session.into(), 0).await.unwrap().is_empty());
}
