//! Meetings that hold as much as they may: everybody can still open, follow, leave and take them home.

use kring_protocol::code::Rejection;
use kring_protocol::content::{Content, Kind};
use kring_protocol::{Command, limits};
use kring_tests::server::Process;
use kring_tests::{Answer, Client, Meeting, TestServer};
use tokio::task::JoinSet;

use crate::filling::{CROWD, case, crowd, everybody_opens, filled, fills_their_share};

/// Changes one text until the log has no more room for this person, or nothing is left to change.
async fn edits_as_much_as_they_can(person: &mut Client) {
    let Some(mine) = person.view.of(Kind::Case).into_iter().find(|c| c.author == Some(person.id))
    else {
        return;
    };
    let contribution = mine.id;
    for n in 0.. {
        let text = format!("{n} {}", "x".repeat(limits::TEXT_CHARS - 8));
        let command = Command::Edit { contribution, content: case(text) };
        match person.ask(command).await {
            Answer::Accepted(_) => {}
            refused => {
                let full = Rejection::TooManyChanges;
                return assert_eq!(refused, Answer::Refused(full));
            }
        }
    }
}

async fn holds_it_all(content: fn(&Client, usize) -> Content) {
    let data = tempfile::tempdir().unwrap();
    let server = Process::start(data.path()).await;
    let (mut meeting, texts) = filled(crowd(server.http(), &server.ws()).await, content).await;
    println!("{texts} texts");

    // Resumed at the edge: the others wrote on while this one was away.
    let edge = meeting.people.pop().unwrap();
    let from = meeting.leader().view.position();
    meeting.leader().does(Command::Reveal { from }).await;
    for person in &mut meeting.people {
        person.until(|c| c.view.of(Kind::Case).len() == texts).await;
    }
    let token = meeting.tokens.last().unwrap().clone();
    let mut edge = Client::resume(&server.ws(), &token, &edge).await;
    edge.until(|c| c.view.of(Kind::Case).len() == texts).await;

    // Reloaded, all at once.
    drop(meeting.people.drain(..));
    let people = everybody_opens(&server.ws(), &meeting.tokens).await;
    assert!(people.iter().all(|person| person.view.of(Kind::Case).len() == texts));
    drop((people, edge));

    // Restarted, and opened again by all at once; the report has everything.
    let server = server.kill_and_restart().await;
    let mut people = everybody_opens(&server.ws(), &meeting.tokens).await;
    assert!(people.iter().all(|person| person.view.of(Kind::Case).len() == texts));
    let path = format!("/api/sessions/{}/report.csv", people[0].session);
    let report = server.http().get(&path, meeting.tokens.first().map(String::as_str)).await;
    assert_eq!(report.status, 200);
    people[0].does(Command::Close).await;
    people[0].does(Command::Erase).await;
}

#[tokio::test]
async fn a_meeting_full_of_long_texts_is_opened_revealed_restarted_and_taken_home() {
    holds_it_all(|_, n| case(format!("{n}{}", "\"\n".repeat(limits::TEXT_CHARS / 2 - 2)))).await;
}

#[tokio::test]
async fn a_meeting_full_of_short_texts_is_opened_revealed_restarted_and_taken_home() {
    holds_it_all(|_, n| case(format!("{n}"))).await;
}

#[tokio::test]
async fn a_meeting_in_which_everybody_changed_as_much_as_they_can_is_opened_again() {
    let data = tempfile::tempdir().unwrap();
    let server = Process::start(data.path()).await;
    let mut meeting = crowd(server.http(), &server.ws()).await;
    meeting.people.truncate(4);
    let mut editing = JoinSet::new();
    for mut person in meeting.people.drain(1..) {
        editing.spawn(async move {
            person.writes(case("eerst".into())).await;
            edits_as_much_as_they_can(&mut person).await;
            person
        });
    }
    let mut people = editing.join_all().await;
    // Whoever can change nothing any more can leave.
    people[0].does(Command::Leave).await;
    drop((people, meeting.people.drain(..)));
    let server = server.kill_and_restart().await;
    let people = everybody_opens(&server.ws(), &meeting.tokens[4..]).await;
    assert_eq!(people.len(), CROWD - 4);
    assert!(server.terminate().await);
}

#[tokio::test]
async fn one_person_who_writes_all_they_can_leaves_the_others_room_and_the_meeting_openable() {
    let server = TestServer::start();
    let names = ["Gerda", "Ilse", "Bram"];
    let mut meeting = Meeting::gather(server.http(), &server.ws(), "zeven-stappen", &names).await;
    meeting.start().await;
    meeting.gather_round().await;
    let long = |_: &Client, n| case(format!("{n}{}", "x".repeat(limits::TEXT_CHARS - 8)));
    let texts = fills_their_share(meeting.person(1), long).await;
    assert_eq!(texts, limits::PERSON_BYTES / (limits::TEXT_CHARS - 8));
    let left = meeting.person(1).view.me().left.expect("they are told");
    assert!(left.bytes < limits::TEXT_CHARS);
    assert_eq!(meeting.person(2).view.me().left, None);
    meeting.person(2).writes(case("ook ik".into())).await;
    let again = Client::connect(&server.ws(), &meeting.tokens[1]).await;
    assert_eq!(again.view.of(Kind::Case).len(), texts);
    server.stop().await;
}
