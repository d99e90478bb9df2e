//! What somebody takes along from one meeting of a group to the next: through the erasure of the one it is
//! from, to the step where the group looks back, and to the erasure of the one it went to.

use std::sync::Arc;

use kring_protocol::code::Rejection;
use kring_protocol::content::{Commitment, Progress};
use kring_protocol::group::rest::GroupCreated;
use kring_protocol::group::{GroupCommand, MeetingState};
use kring_protocol::record::Taking;
use kring_protocol::rest::Joined;
use kring_protocol::{Command, Content, ContributionId, Kind, SessionId};
use kring_store::StreamId;
use kring_tests::server::{Options, Process};
use kring_tests::{Answer, Client, TestServer};

use crate::faulty_log::{FaultyLog, Gate};
use crate::groups::{DONE, Person, Place, enters, group_of, meetings};

const LINE: &str = "de ouders van Sam bellen";

/// Everybody of the group in this meeting, the first of them leading.
async fn seats(
    place: &Place,
    created: &GroupCreated,
    people: &[Person],
    session: SessionId,
) -> Vec<Client> {
    let mut seats = vec![];
    for person in people {
        let joined: Joined = enters(place, created, session, person).await.json();
        seats.push(Client::connect(&place.ws, &joined.token).await);
    }
    seats
}

async fn planned(person: &mut Person, method: &str, starts_at_ms: i64) -> SessionId {
    let method = method.to_owned();
    let plan =
        GroupCommand::PlanMeeting { method, starts_at_ms: Some(starts_at_ms), also_at_ms: vec![] };
    assert_eq!(person.client.ask_group(plan).await, DONE);
    let mut ahead = meetings(&person.client).into_iter();
    ahead.find(|one| one.starts_at_ms == Some(starts_at_ms)).unwrap().session
}

async fn starts(seats: &mut [Client]) {
    seats[0].does(Command::Start).await;
    for seat in seats {
        seat.until(|client| client.view.stage().position.is_some()).await;
    }
}

/// A meeting in which the last of those present wrote an action, and which is over.
async fn held(seats: &mut [Client]) -> ContributionId {
    let writer = seats.last().unwrap().view.me().id;
    let leader = &mut seats[0];
    leader.does(Command::AppointInbrenger { participant: writer }).await;
    starts(seats).await;
    let actions = |client: &Client| {
        let mut open = client.view.me().opens.iter();
        open.any(|opening| opening.kind == Kind::Action)
    };
    let writer = seats.len() - 1;
    loop {
        if actions(&seats[writer]) {
            break;
        }
        let from = seats[0].view.position();
        seats[0].does(Command::Next { from: from.clone() }).await;
        seats[writer].until(|client| client.view.position() != from).await;
    }
    let action = Commitment { what: LINE.to_owned(), ..Commitment::default() };
    let action = seats[writer].writes(Content::Action(action)).await;
    seats[0].does(Command::Close).await;
    seats[writer].until(|client| client.view.meeting().closed_at_ms.is_some()).await;
    action
}

fn taking(client: &Client) -> Option<Taking> {
    client.view.me().takes_along.as_ref().map(|takes| takes.state)
}

fn takes(action: ContributionId) -> Command {
    Command::TakeAlong { contributions: vec![action] }
}

fn brought(client: &Client) -> Option<ContributionId> {
    let actions = client.view.of(Kind::Action);
    actions.into_iter().find(|one| one.taken_from_ms.is_some()).map(|one| one.id)
}

#[tokio::test]
async fn a_line_outlives_the_meeting_it_is_from_and_dies_with_the_one_it_went_to() {
    let dir = tempfile::tempdir().unwrap();
    let process = Process::start(dir.path()).await;
    let place = Place { http: process.http(), ws: process.ws() };
    let (created, mut people) = group_of(&place, &["Ilse", "Bram"]).await;
    let first = planned(&mut people[0], "zeven-stappen", 1_800_000_000_000).await;
    let next = planned(&mut people[0], "beeldmateriaal", 1_801_000_000_000).await;
    let mut there = seats(&place, &created, &people, first).await;
    let action = held(&mut there).await;
    there[2].does(takes(action)).await;
    there[2].until(|client| taking(client) == Some(Taking::Arrived)).await;
    let group: String = people.iter().flat_map(|person| person.client.heard.clone()).collect();
    assert!(!group.contains("Sam"), "the group holds no word of it");

    // The meeting it is from is erased, and the copy of before with it.
    there[0].does(Command::Erase).await;
    let mut there = seats(&place, &created, &people, next).await;
    assert_eq!(there[0].view.of(Kind::Action).len(), 0, "it is its author's until then");
    let line = brought(&there[2]).unwrap();
    starts(&mut there).await;
    for seat in &mut there {
        seat.until(|client| brought(client) == Some(line)).await;
        let shown = seat.view.contribution(line).unwrap();
        assert_eq!(shown.content.texts().first(), Some(&LINE));
    }
    let said = Content::Lookback {
        text: "Ze waren blij dat ik belde.".to_owned(),
        of: Some(line),
        progress: Some(Progress::Done),
        next_step: None,
    };
    let at = there[2].view.position();
    there[2].does(Command::Contribute { at: at.clone(), content: said.clone() }).await;
    there[0].until(|client| client.view.of(Kind::Lookback).len() == 1).await;
    let of_another = there[1].ask(Command::Contribute { at, content: said }).await;
    assert_eq!(of_another, Answer::Refused(Rejection::UnknownContribution));

    // The meeting it went to is erased: nothing is left, in no copy.
    let copies = tempfile::tempdir().unwrap();
    let (copied, _) = kring::admin::back_up(dir.path(), copies.path()).unwrap();
    there[0].does(Command::Close).await;
    there[0].does(Command::Erase).await;
    process.stop().await;
    for data in [dir.path(), copies.path()] {
        for file in std::fs::read_dir(data).unwrap() {
            let bytes = std::fs::read(file.unwrap().path()).unwrap_or_default();
            let found = bytes.windows(LINE.len()).any(|window| window == LINE.as_bytes());
            assert!(!found, "nothing is written that is not encrypted");
        }
    }
    let keys = dir.path().join("kring.keys");
    let restored = tempfile::tempdir().unwrap();
    kring::admin::restore(&copied.database, &keys, restored.path()).unwrap();
    let inspected = kring_store::sqlite::Inspection::of_directory(restored.path()).unwrap();
    let after = kring::admin::verify(inspected).unwrap();
    let open = after.meetings.iter().filter(|one| one.state.is_ok()).count();
    assert_eq!(open, 1, "the group, and neither meeting");
}

#[tokio::test]
async fn where_nothing_is_planned_a_meeting_without_a_date_is_and_two_who_take_along_plan_one() {
    let server = TestServer::start();
    let place = Place { http: server.http(), ws: server.ws() };
    let (created, mut people) = group_of(&place, &["Ilse", "Bram"]).await;
    let session = planned(&mut people[0], "zeven-stappen", 1_800_000_000_000).await;
    let mut there = seats(&place, &created, &people, session).await;
    starts(&mut there).await;
    let mut texts = vec![];
    loop {
        let mut open = there[1].view.me().opens.iter();
        if open.any(|opening| opening.kind == Kind::Takeaway) {
            break;
        }
        let from = there[0].view.position();
        let next = there[0].ask(Command::Next { from: from.clone() }).await;
        if next == Answer::Refused(Rejection::NoInbrenger) {
            let participant = there[2].view.me().id;
            there[0].does(Command::AppointInbrenger { participant }).await;
            continue;
        }
        there[1].until(|client| client.view.position() != from).await;
    }
    let at = there[0].view.position();
    for seat in &mut there[1..] {
        seat.until(|client| client.view.position() == at).await;
        texts.push(seat.writes(Content::Takeaway { text: "rust".to_owned() }).await);
    }
    there[0].does(Command::Close).await;
    for (seat, text) in there[1..].iter_mut().zip(texts) {
        seat.until(|client| client.view.meeting().closed_at_ms.is_some()).await;
        seat.does(takes(text)).await;
    }
    for seat in &mut there[1..] {
        seat.until(|client| taking(client) == Some(Taking::Arrived)).await;
    }
    let undated = |client: &Client| {
        let all = meetings(client).into_iter();
        all.filter(|one| one.state == MeetingState::Planned && one.starts_at_ms.is_none()).count()
    };
    people[0].client.until(|client| undated(client) == 1).await;
    server.stop().await;
}

#[tokio::test]
async fn what_did_not_arrive_is_brought_again_and_once() {
    let log = Arc::new(FaultyLog::default());
    let server = TestServer::with(Options { log: log.clone(), ..Options::default() });
    let place = Place { http: server.http(), ws: server.ws() };
    let (created, mut people) = group_of(&place, &["Ilse", "Bram"]).await;
    let first = planned(&mut people[0], "zeven-stappen", 1_800_000_000_000).await;
    let next = planned(&mut people[0], "beeldmateriaal", 1_801_000_000_000).await;
    let mut there = seats(&place, &created, &people, first).await;
    let action = held(&mut there).await;
    log.set(Gate::Failing(StreamId::Meeting(next)));
    there[2].does(takes(action)).await;
    assert_eq!(taking(&there[2]), Some(Taking::Waits));
    log.set(Gate::Open);
    // Whatever happens in the meeting, it tries again.
    there[0].does(Command::SetRetention { days: 7 }).await;
    there[2].until(|client| taking(client) == Some(Taking::Arrived)).await;
    there[0].does(Command::SetRetention { days: 6 }).await;
    let there = seats(&place, &created, &people, next).await;
    assert_eq!(there[2].view.of(Kind::Action).len(), 1);
    server.stop().await;
}

#[tokio::test]
async fn whoever_leaves_the_group_and_what_the_group_drops_takes_what_was_brought_along() {
    let server = TestServer::start();
    let place = Place { http: server.http(), ws: server.ws() };
    let (created, mut people) = group_of(&place, &["Ilse", "Bram"]).await;
    let first = planned(&mut people[0], "zeven-stappen", 1_800_000_000_000).await;
    let next = planned(&mut people[0], "beeldmateriaal", 1_801_000_000_000).await;
    let mut there = seats(&place, &created, &people, first).await;
    let action = held(&mut there).await;
    there[2].does(takes(action)).await;
    there[2].until(|client| taking(client) == Some(Taking::Arrived)).await;
    let mut ahead = seats(&place, &created, &people, next).await;
    assert!(brought(&ahead[2]).is_some());

    // The group moves it, and those who are in it see when it is.
    let later = Some(1_802_000_000_000);
    let moves = GroupCommand::MoveMeeting { session: next, starts_at_ms: later };
    assert_eq!(people[1].client.ask_group(moves).await, DONE);
    ahead[0].until(|client| client.view.meeting().scheduled_at_ms == later).await;

    let bram = ahead[2].view.me().id;
    assert_eq!(people[2].client.ask_group(GroupCommand::Leave {}).await, DONE);
    ahead[0].until(|client| client.view.participant(bram).is_none_or(|one| one.left)).await;
    let drops = GroupCommand::CancelMeeting { session: next };
    assert_eq!(people[1].client.ask_group(drops).await, DONE);
    let closed = ahead[0].closed().await;
    assert_eq!(closed, Some(kring_protocol::close_code::ERASED));
    server.stop().await;
}
