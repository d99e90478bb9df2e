//! The link to a fragment stays in the meeting.

use kring_protocol::Command;
use kring_protocol::content::{Content, Kind};
use kring_tests::{Client, Meeting, TestServer};

const LINK: &str = "https://video.example/GEHEIME-LINK";

/// Asks for everything that can be taken home.
async fn takes_home(meeting: &Meeting, token: &str) -> Vec<String> {
    let session = meeting.people[0].session;
    let mut taken = vec![];
    for what in ["report", "report.md", "report.csv", "mine"] {
        let path = format!("/api/sessions/{session}/{what}");
        let reply = meeting.http.get(&path, Some(token)).await;
        assert_eq!(reply.status, 200, "{what}");
        taken.push(reply.body);
    }
    taken
}

/// Three people, at the step in which Ilse shows her fragment.
async fn showing(server: &TestServer) -> Meeting {
    let names = ["Gerda", "Ilse", "Bram"];
    let mut meeting = Meeting::gather(server.http(), &server.ws(), "beeldmateriaal", &names).await;
    let participant = meeting.person(1).id;
    meeting.leader().does(Command::AppointInbrenger { participant }).await;
    meeting.start().await;
    let from = meeting.leader().view.position();
    meeting.leader().does(Command::GoTo { from, phase: "introductie".into(), step: None }).await;
    meeting.gather_round().await;
    meeting
}

fn fragment() -> Content {
    Content::Fragment {
        title: "De start van de les".into(),
        link: Some(LINK.into()),
        starts_at: Some(30),
        ends_at: None,
    }
}

#[tokio::test]
async fn the_link_to_a_fragment_is_taken_home_by_nobody_and_gone_when_the_meeting_is_over() {
    let server = TestServer::start();
    let mut meeting = showing(&server).await;
    let fragment = fragment();
    meeting.person(1).writes(fragment.clone()).await;
    let bram = meeting.person(2);
    bram.until(|c| c.view.of(Kind::Fragment).iter().any(|c| c.content == fragment)).await;

    for over in [false, true] {
        if over {
            meeting.leader().does(Command::Close).await;
            meeting.person(1).does(Command::OpenReport).await;
            let bare = fragment.without_link();
            for person in &mut meeting.people {
                person.until(|c| c.view.of(Kind::Fragment).iter().all(|c| c.content == bare)).await;
            }
        }
        for (place, token) in meeting.tokens.iter().enumerate() {
            for taken in takes_home(&meeting, token).await {
                assert!(!taken.contains("GEHEIME-LINK"), "{place}: {taken}");
            }
            let report = takes_home(&meeting, token).await;
            assert!(report[..3].iter().all(|report| report.contains("De start van de les")));
        }
    }
    server.stop().await;
}

#[tokio::test]
async fn whoever_was_away_while_it_was_shown_and_resumes_when_it_is_over_hears_no_link() {
    for over in [Command::Adjourn { until_ms: None }, Command::Close] {
        let server = TestServer::start();
        let mut meeting = showing(&server).await;
        let mut away = meeting.people.remove(2);
        away.hears_nothing().await;
        let (earlier, token) = ((away.view.clone(), away.place), meeting.tokens[2].clone());
        drop(away);
        meeting.person(1).writes(fragment()).await;
        meeting.leader().does(over).await;
        let bram = Client::try_resume(&meeting.ws, &token, Some(earlier)).await.unwrap();
        assert_eq!(bram.view.of(Kind::Fragment).len(), 1);
        assert!(!bram.heard_text().contains("GEHEIME-LINK"));
        server.stop().await;
    }
}
