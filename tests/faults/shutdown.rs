//! Going down and running out of room, with exact expectations of the real process.

use kring_protocol::code::{Failure, Problem};
use kring_protocol::content::{Content, Kind};
use kring_protocol::{Command, CommandId, ServerMessage, close_code};
use kring_tests::faults::Environment;
use kring_tests::faults::replay::FinalState;
use kring_tests::server::Process;
use kring_tests::{Answer, Client, Meeting};
use uuid::Uuid;

async fn start(environment: &Environment, arguments: &[&str]) -> Process {
    let mut launch = environment.launch();
    launch.arguments.extend(arguments.iter().map(ToString::to_string));
    launch.spawn().ready().await.unwrap()
}

fn note(client: &Client, text: &str) -> Command {
    Command::Contribute { at: client.view.position(), content: Content::Note { text: text.into() } }
}

#[tokio::test]
async fn sigterm_fails_readiness_first_then_drains_and_persists() {
    let environment = Environment::plain();
    let server = start(&environment, &["--drain-for", "2s"]).await;
    let names = ["Gerda", "Ilse"];
    let mut meeting = Meeting::gather(server.http(), &server.ws(), "dialoog", &names).await;
    meeting.start().await;
    assert_eq!(server.http().get("/api/ready", None).await.status, 200);
    server.signal("-TERM").await;
    // Not ready, and everything goes on.
    let refusal = loop {
        let reply = meeting.http.get("/api/ready", None).await;
        if reply.status != 200 {
            break reply;
        }
    };
    assert_eq!((refusal.status, refusal.problem().code), (503, Problem::Draining));
    let command = note(meeting.leader(), "op de valreep");
    let done = meeting.leader().ask(command).await;
    assert!(matches!(done, Answer::Accepted(Some(_))));
    // Then everybody is told.
    for person in &mut meeting.people {
        while person.next().await != Ok(ServerMessage::Draining) {}
        assert_eq!(person.closed().await, Some(close_code::RESTART));
    }
    let stopped = server.exited().await;
    assert!(stopped.well, "{:?}", stopped.said);
    let rests: Vec<_> = stopped.said.iter().filter_map(|line| FinalState::read(line)).collect();
    assert_eq!(rests.len(), 1);
    // The note is there after the restart.
    let server = start(&environment, &[]).await;
    let gerda = Client::connect(&server.ws(), meeting.tokens.first().unwrap()).await;
    let notes: Vec<_> = gerda.view.of(Kind::Note).iter().map(|c| c.content.clone()).collect();
    assert_eq!(notes, [Content::Note { text: "op de valreep".into() }]);
    assert!(server.terminate().await);
}

#[tokio::test]
async fn a_full_disk_refuses_commands_and_the_meeting_stays_readable() {
    let environment = Environment::small().await;
    let server = start(&environment, &[]).await;
    let names = ["Gerda", "Ilse"];
    let mut meeting = Meeting::gather(server.http(), &server.ws(), "dialoog", &names).await;
    meeting.start().await;
    environment.fill();
    // What already has its place in the history may still fit.
    let (id, command) = loop {
        let id = CommandId(Uuid::new_v4());
        let command = note(meeting.leader(), &"x".repeat(4_000));
        match meeting.leader().ask_as(id, command.clone()).await {
            Answer::Accepted(Some(_)) => {}
            Answer::Failed(Failure::StorageUnavailable) => break (id, command),
            other => panic!("a full disk answered {other:?}"),
        }
    };
    assert_eq!(meeting.http.get("/api/ready", None).await.status, 503);
    let kept = meeting.leader().view.of(Kind::Note).len();
    let gerda = Client::connect(&meeting.ws, meeting.tokens.first().unwrap()).await;
    assert_eq!(gerda.view, meeting.leader().view, "everything can be read");
    environment.make_room();
    let done = meeting.leader().ask_as(id, command).await;
    assert!(matches!(done, Answer::Accepted(Some(_))));
    assert_eq!(meeting.http.get("/api/ready", None).await.status, 200);
    assert_eq!(meeting.leader().view.of(Kind::Note).len(), kept + 1);
    assert!(server.terminate().await);
}
