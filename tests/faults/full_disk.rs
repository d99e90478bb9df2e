//! On a disk without room everything can be read, and a meeting can still be erased.

use kring_protocol::code::Failure;
use kring_protocol::content::{Content, Kind};
use kring_protocol::{Command, close_code};
use kring_tests::faults::Environment;
use kring_tests::{Answer, Client, Meeting};

#[tokio::test]
async fn a_meeting_is_erased_for_good_while_nothing_can_be_written() {
    let environment = Environment::small().await;
    let server = environment.launch().spawn().ready().await.unwrap();
    let names = ["Gerda", "Ilse", "Bram"];
    let mut meeting = Meeting::gather(server.http(), &server.ws(), "dialoog", &names).await;
    let kept = server.http().create("dialoog", "Nel").await;
    let note = || Content::Note { text: "alleen voor mij".repeat(200) };
    for _ in 0..20 {
        let at = kring_protocol::Position { phase: "".into(), step: "".into() };
        meeting.person(1).does(Command::Contribute { at, content: note() }).await;
    }
    environment.fill();

    // Nothing is written, and nothing is lost: what is there can be read.
    let at = kring_protocol::Position { phase: "".into(), step: "".into() };
    let refused = meeting.person(1).ask(Command::Contribute { at, content: note() }).await;
    assert_eq!(refused, Answer::Failed(Failure::StorageUnavailable));
    let again = Client::connect(&server.ws(), &meeting.tokens[1]).await;
    assert_eq!(again.view.of(Kind::Note).len(), 20);
    drop(again);

    assert_eq!(meeting.leader().ask(Command::Erase).await, Answer::Accepted(None));
    for person in meeting.people.iter_mut() {
        assert_eq!(person.closed().await, Some(close_code::ERASED));
    }
    let gone = Client::try_connect(&server.ws(), &meeting.tokens[0], None).await;
    assert_eq!(gone.err(), Some(Some(close_code::UNAUTHORISED)));

    // It stays erased, and the other meeting goes on once there is room again.
    environment.make_room();
    server.kill().await;
    let server = environment.launch().spawn().ready().await.unwrap();
    let gone = Client::try_connect(&server.ws(), &meeting.tokens[0], None).await;
    assert_eq!(gone.err(), Some(Some(close_code::UNAUTHORISED)));
    let mut nel = Client::connect(&server.ws(), &kept.token).await;
    nel.does(Command::AcceptAgreements).await;
    assert!(server.terminate().await);
}
