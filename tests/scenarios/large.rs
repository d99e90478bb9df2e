//! Meetings that hold as much as they may: everybody can still open, follow, leave and take them home.

use kring_protocol::code::{Failure, Rejection};
use kring_protocol::content::{Content, Kind};
use kring_protocol::{ClientMessage, Command, CommandId, ServerMessage, limits};
use kring_tests::server::Process;
use kring_tests::{Client, Meeting, TestServer};
use tokio::task::JoinSet;
use uuid::Uuid;

const CROWD: usize = 24;

/// A meeting of as many people as one holds, in a step where everybody but the leader writes a case
/// that is held back.
async fn crowd(http: kring_tests::http::Http, ws: &str) -> Meeting {
    // Names as long as they may be, in a script of three bytes.
    let name = |n: usize| format!("{n:02} {}", "學".repeat(limits::NAME_CHARS - 3));
    let names: Vec<String> = (0..CROWD).map(name).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut meeting = Meeting::gather(http, ws, "zeven-stappen", &names).await;
    fills_the_plan(meeting.leader()).await;
    meeting.start().await;
    meeting.gather_round().await;
    meeting
}

/// Phases with long titles until no more fits, at the end of the plan.
async fn fills_the_plan(leader: &mut Client) {
    loop {
        let title = "學".repeat(limits::LINE_CHARS);
        let opens = Kind::ALL.iter().copied().filter(|k| !matches!(k, Kind::Note | Kind::Record));
        let command = Command::InsertPhase {
            at: u32::MAX,
            title,
            minutes: 5,
            opens: opens.collect(),
            muted: false,
        };
        match leader.ask(command).await {
            kring_tests::Answer::Accepted(_) => {}
            refused => {
                return assert_eq!(refused, kring_tests::Answer::Refused(Rejection::TooManyItems));
            }
        }
    }
}

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
            kring_tests::Answer::Accepted(_) => {}
            refused => {
                let full = Rejection::TooManyChanges;
                return assert_eq!(refused, kring_tests::Answer::Refused(full));
            }
        }
    }
}

/// Writes until the share is full, and returns how many texts it took.
async fn fills_their_share(person: &mut Client, content: impl Fn(usize) -> Content) -> usize {
    let at = person.view.position();
    for n in 0.. {
        let (session, id) = (person.session, CommandId(Uuid::new_v4()));
        let command = Command::Contribute { at: at.clone(), content: content(n) };
        loop {
            person.send(&ClientMessage::Command { session, id, command: command.clone() }).await;
            match answer(person, id).await {
                ServerMessage::Accepted { .. } => break,
                ServerMessage::Failed { code: Failure::TooFast, .. } => {
                    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
                }
                ServerMessage::Refused { code, .. } => {
                    assert_eq!(code, Rejection::ShareFull);
                    return n;
                }
                other => panic!("{other:?}"),
            }
        }
    }
    unreachable!()
}

async fn answer(person: &mut Client, wanted: CommandId) -> ServerMessage {
    loop {
        let message = person.next().await.expect("the connection stays open");
        if let ServerMessage::Accepted { id, .. }
        | ServerMessage::Refused { id, .. }
        | ServerMessage::Failed { id, .. } = message
            && id == wanted
        {
            return message;
        }
    }
}

fn case(text: String) -> Content {
    Content::Case { text, leervraag: None }
}

/// Everybody writes until their share is full, all at the same time.
async fn filled(mut meeting: Meeting, content: fn(usize) -> Content) -> (Meeting, usize) {
    let mut writing = JoinSet::new();
    for (place, mut person) in meeting.people.drain(..).enumerate() {
        writing.spawn(async move {
            let texts = fills_their_share(&mut person, content).await;
            (place, person, texts)
        });
    }
    let mut people = writing.join_all().await;
    people.sort_by_key(|(place, ..)| *place);
    let texts = people.iter().map(|(.., texts)| texts).sum();
    meeting.people = people.into_iter().map(|(_, person, _)| person).collect();
    (meeting, texts)
}

/// Everybody opens the meeting anew, all at the same time, and sees what they are to see.
async fn everybody_opens(ws: &str, tokens: &[String]) -> Vec<Client> {
    let mut opening = JoinSet::new();
    for (place, token) in tokens.iter().cloned().enumerate() {
        let ws = ws.to_owned();
        opening.spawn(async move { (place, Client::connect(&ws, &token).await) });
    }
    let mut people = opening.join_all().await;
    people.sort_by_key(|(place, _)| *place);
    people.into_iter().map(|(_, person)| person).collect()
}

async fn holds_it_all(content: fn(usize) -> Content) {
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
    holds_it_all(|n| case(format!("{n}{}", "\"\n".repeat(limits::TEXT_CHARS / 2 - 2)))).await;
}

#[tokio::test]
async fn a_meeting_full_of_short_texts_is_opened_revealed_restarted_and_taken_home() {
    holds_it_all(|n| case(format!("{n}"))).await;
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
    let long = |n| case(format!("{n}{}", "x".repeat(limits::TEXT_CHARS - 8)));
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
