//! Any node may serve any session: the log is the truth.

use std::sync::Arc;

use kring::bus::InProcess;
use kring::log::MemoryLog;
use kring_protocol::Command;
use kring_protocol::code::Rejection;
use kring_protocol::content::{Content, Kind};
use kring_tests::server::Options;
use kring_tests::{Answer, Client, Meeting, TestServer};

/// Two servers that share a log and a bus.
fn two_nodes() -> (TestServer, TestServer) {
    let log = Arc::new(MemoryLog::new());
    let bus = Arc::new(InProcess::default());
    let node =
        || TestServer::with(Options { log: log.clone(), bus: bus.clone(), ..Options::default() });
    (node(), node())
}

#[tokio::test]
async fn people_on_two_nodes_see_the_same_meeting() {
    let (here, there) = two_nodes();
    let mut meeting = Meeting::gather(here.http(), &here.ws(), "dialoog", &["Gerda", "Ilse"]).await;
    let token = meeting.tokens.get(1).unwrap().clone();
    let mut ilse = Client::connect(&there.ws(), &token).await;
    meeting.leader().does(Command::Start).await;
    ilse.until(|c| c.view.stage().position.is_some()).await;
    let wish = kring_protocol::content::Commitment {
        what: "Wat hier gezegd wordt, blijft hier".into(),
        ..Default::default()
    };
    ilse.writes(Content::Agreement(wish)).await;
    meeting.leader().until(|c| c.view.of(Kind::Agreement).len() == 1).await;
    here.stop().await;
    there.stop().await;
}

#[tokio::test]
async fn racing_commands_on_two_nodes_are_all_decided_in_one_order() {
    let (here, there) = two_nodes();
    let mut meeting = Meeting::gather(here.http(), &here.ws(), "dialoog", &["Gerda", "Ilse"]).await;
    meeting.start().await;
    let token = meeting.tokens.first().unwrap().clone();
    let mut same_person = Client::connect(&there.ws(), &token).await;
    let from = same_person.view.position();
    let next = || Command::Next { from: from.clone() };
    let (a, b) = tokio::join!(meeting.people[0].ask(next()), same_person.ask(next()));
    let mut answers = [a, b];
    answers.sort_by_key(|answer| matches!(answer, Answer::Refused(_)));
    assert_eq!(answers, [Answer::Accepted(None), Answer::Refused(Rejection::StalePosition)]);
    let notes = 20;
    for n in 0..notes {
        let note = |node: &str| Content::Note { text: format!("{node} {n}") };
        let (here, there) = (note("hier"), note("daar"));
        tokio::join!(meeting.people[0].writes(here), same_person.writes(there));
    }
    for client in [&mut meeting.people[0], &mut same_person] {
        client.until(|c| c.view.of(Kind::Note).len() == notes * 2).await;
    }
    assert_eq!(meeting.people[0].view, same_person.view);
    here.stop().await;
    there.stop().await;
}
