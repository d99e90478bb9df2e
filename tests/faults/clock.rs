//! A wrong clock erases nothing early: the real binary, under clocks that jump with and without restarts.

use kring_protocol::{Command, close_code, rest::MeetingCreated};
use kring_tests::Client;
use kring_tests::faults::Environment;
use kring_tests::server::{Process, command};
use serde_json::json;

const DAY: i64 = 24 * 60 * 60;

async fn started(environment: &Environment) -> Process {
    environment.launch().spawn().ready().await.unwrap()
}

/// A meeting that is kept for so many days and closed, so that its days are counting.
async fn closed_meeting(server: &Process, keep_days: u32) -> MeetingCreated {
    let create = json!({ "method": "dialoog", "name": "Gerda", "keep_days": keep_days });
    let created: MeetingCreated = server.http().post("/api/sessions", &create).await.json();
    let mut gerda = Client::connect(&server.ws(), &created.token).await;
    gerda.does(Command::Start).await;
    gerda.does(Command::Close).await;
    created
}

/// Whether a meeting is still there.
async fn is_kept(server: &Process, meeting: &MeetingCreated) -> bool {
    let report = format!("/api/sessions/{}/report", meeting.session);
    match server.http().get(&report, Some(&meeting.token)).await.status {
        200 => true,
        401 => false,
        other => panic!("{other}"),
    }
}

/// Stops the server, sets the clock so many days off, and starts it again.
async fn restarted(server: Process, environment: &Environment, days: i64) -> Process {
    assert!(server.terminate().await);
    environment.set_clock(days * DAY);
    started(environment).await
}

/// Waits until the server has looked at its clock and doubts it, or does not; people are told the same.
async fn doubts(server: &Process, meeting: &MeetingCreated, expected: bool) {
    let wanted = if expected { 1.0 } else { 0.0 };
    while (server.number("kring_clock_doubted").await - wanted).abs() > 0.5 {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let client = Client::connect(&server.ws(), &meeting.token).await;
    assert_eq!(client.clock_doubted, expected);
}

#[tokio::test]
async fn a_clock_that_is_ahead_at_a_start_erases_nothing_and_people_are_told() {
    let environment = Environment::plain().with_clock();
    let mut server = started(&environment).await;
    let meeting = closed_meeting(&server, 30).await;
    doubts(&server, &meeting, false).await;
    for days in [400, 40] {
        server = restarted(server, &environment, days).await;
        doubts(&server, &meeting, true).await;
        // What is written now lends its time to nobody: not after another start either.
        closed_meeting(&server, 1).await;
        server = restarted(server, &environment, days).await;
        doubts(&server, &meeting, true).await;
        assert!(is_kept(&server, &meeting).await, "{days} days ahead");
    }
    server = restarted(server, &environment, 0).await;
    doubts(&server, &meeting, false).await;
    assert!(is_kept(&server, &meeting).await);
    assert!(server.terminate().await);
}

#[tokio::test]
async fn a_meeting_held_while_the_clock_was_behind_is_kept_for_its_days_once_it_is_right() {
    let environment = Environment::plain().with_clock();
    environment.set_clock(-42 * DAY);
    let mut server = started(&environment).await;
    let meeting = closed_meeting(&server, 30).await;
    // Set right while it runs, and over restarts, believed or not.
    environment.set_clock(0);
    doubts(&server, &meeting, true).await;
    assert!(is_kept(&server, &meeting).await);
    let (well, said) = command(&["clock", "trust", "--data", &environment.data()]).await;
    assert!(well && said.contains("Kring goes on"), "{said}");
    doubts(&server, &meeting, false).await;
    for days in [0, 3, 6] {
        server = restarted(server, &environment, days).await;
        doubts(&server, &meeting, false).await;
        assert!(is_kept(&server, &meeting).await);
    }
    assert!(server.terminate().await);
}

#[tokio::test]
async fn days_go_by_also_for_a_server_that_is_off_for_most_of_them() {
    let environment = Environment::plain().with_clock();
    let mut server = started(&environment).await;
    let (short, long) = (closed_meeting(&server, 7).await, closed_meeting(&server, 30).await);
    for days in [2, 4, 6] {
        server = restarted(server, &environment, days).await;
        doubts(&server, &long, false).await;
        assert!(is_kept(&server, &short).await, "after {days} days");
    }
    server = restarted(server, &environment, 8).await;
    let mut open = Client::try_connect(&server.ws(), &short.token, None).await;
    if let Ok(client) = &mut open {
        assert_eq!(client.closed().await, Some(close_code::ERASED));
    }
    assert!(!is_kept(&server, &short).await);
    assert!(is_kept(&server, &long).await);
    assert!(server.terminate().await);
}
