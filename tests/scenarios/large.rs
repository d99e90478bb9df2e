//! Meetings that hold as much as they may: everybody can still open, follow, leave and take them home.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use kring_protocol::code::Rejection;
use kring_protocol::content::{Content, Kind};
use kring_protocol::{Command, limits};
use kring_tests::server::Process;
use kring_tests::{Answer, Client, Meeting, TestServer};
use tokio::task::JoinSet;

use crate::filling::{
    CROWD, case, crowd, everybody_opens, filled, fills_their_share, full_and_revealed,
};

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

/// How long each of so many commands takes.
async fn answered_in(person: &mut Client, count: u32) -> Vec<Duration> {
    let mut took = vec![];
    for ready in (0..count).map(|n| n % 2 == 0) {
        let since = Instant::now();
        person.does(Command::SignalReady { ready }).await;
        took.push(since.elapsed());
        person.heard.clear();
    }
    took.sort_unstable();
    took
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_everybody_takes_the_largest_report_home_again_and_again_another_meeting_goes_on() {
    // As many as come before the rate of one person counts.
    const COMMANDS: u32 = limits::BURST_MESSAGES - 5;
    let data = tempfile::tempdir().unwrap();
    let server = Process::start(data.path()).await;
    let (mut meeting, texts) = full_and_revealed(server.http(), &server.ws()).await;
    let session = meeting.leader().session;
    drop(meeting.people.drain(..));
    let names = ["Gerda", "Ilse"];
    let mut other = Meeting::gather(server.http(), &server.ws(), "dialoog", &names).await;
    other.start().await;
    let quiet = answered_in(other.person(0), COMMANDS).await;

    let done = Arc::new(AtomicBool::new(false));
    let mut taking = JoinSet::new();
    for token in meeting.tokens.clone() {
        let (http, done) = (server.http(), done.clone());
        taking.spawn(async move {
            let path = format!("/api/sessions/{session}/report.csv");
            let mut taken = 0;
            while !done.load(Ordering::Relaxed) {
                let reply = http.get(&path, Some(&token)).await;
                // Over one download at a time, or one a second, somebody waits.
                assert!([200, 429, 503].contains(&reply.status), "{}", reply.status);
                taken += usize::from(reply.status == 200);
            }
            taken
        });
    }
    let busy = answered_in(other.person(1), COMMANDS).await;
    done.store(true, Ordering::Relaxed);
    let taken: usize = taking.join_all().await.into_iter().sum();
    let at = |took: &[Duration], hundredth: usize| took[took.len() * hundredth / 100];
    println!(
        "a command beside {taken} reports of {texts} texts: p50 {:?} against {:?}, p95 {:?} against {:?}",
        at(&busy, 50),
        at(&quiet, 50),
        at(&busy, 95),
        at(&quiet, 95),
    );
    assert!(taken > 0 && busy.len() == COMMANDS as usize);
    assert!(server.terminate().await);
}
