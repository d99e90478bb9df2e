//! Bad input gets a clear answer, and only its sender hears of it.

use kring_protocol::code::{MessageError, Problem, Rejection};
use kring_protocol::{ClientMessage, Command, CommandId, ServerMessage, SessionId, close_code};
use kring_tests::{Answer, Client, TestServer};
use serde_json::json;
use uuid::Uuid;

use crate::meeting;

async fn error_to(client: &mut Client, text: String) -> (MessageError, Option<CommandId>) {
    client.send_text(text).await;
    loop {
        if let ServerMessage::Error { code, id } = client.next().await.unwrap() {
            return (code, id);
        }
    }
}

#[tokio::test]
async fn what_is_not_understood_is_told_to_its_sender_alone() {
    let (server, mut meeting) = meeting().await;
    let heard = meeting.person(2).heard.len();
    let id = Uuid::new_v4();
    let session = meeting.leader().session;
    let deep = "[".repeat(30_000);
    let wrong = [
        ("geen json".to_owned(), MessageError::Malformed, None),
        (deep, MessageError::Malformed, None),
        (json!({"type": "hallo"}).to_string(), MessageError::UnknownType, None),
        (json!({"type": "ping"}).to_string(), MessageError::Malformed, None),
        (
            json!({"type": "command", "session": session, "id": id, "command": {"do": "fly"}})
                .to_string(),
            MessageError::UnknownCommand,
            Some(CommandId(id)),
        ),
        (
            json!({"type": "command", "session": session, "id": id,
                   "command": {"do": "start", "extra": 1}})
            .to_string(),
            MessageError::UnknownCommand,
            Some(CommandId(id)),
        ),
        (
            json!({"type": "command", "session": session, "id": id,
                   "command": {"do": "rename", "name": "x", "extra": 1}})
            .to_string(),
            MessageError::UnknownCommand,
            Some(CommandId(id)),
        ),
    ];
    for (text, code, id) in wrong {
        assert_eq!(error_to(meeting.leader(), text).await, (code, id));
    }
    meeting.leader().send_bytes(vec![0xff, 0xfe]).await;
    let binary = meeting.leader().next().await.unwrap();
    assert_eq!(binary, ServerMessage::Error { code: MessageError::Binary, id: None });

    // The connection is as good as before, and the others heard nothing of it.
    meeting.leader().does(Command::Start).await;
    meeting.person(2).until(|c| c.view.stage().position.is_some()).await;
    let bram = meeting.person(2);
    assert!(bram.heard.get(heard..).unwrap().iter().all(|frame| !frame.contains("error")));
    server.stop().await;
}

#[tokio::test]
async fn a_message_over_its_limit_closes_that_connection_with_1009() {
    let (server, mut meeting) = meeting().await;
    let mut bram = meeting.people.remove(2);
    bram.send_text("x".repeat(70_000)).await;
    assert_eq!(bram.closed().await, Some(close_code::TOO_BIG));
    meeting.leader().does(Command::Start).await;
    server.stop().await;
}

#[tokio::test]
async fn a_command_for_another_session_is_refused() {
    let (server, mut meeting) = meeting().await;
    let other = meeting.http.create("dialoog", "Vreemde").await.session;
    for session in [other, SessionId(Uuid::now_v7())] {
        let leader = meeting.leader();
        let id = CommandId(Uuid::new_v4());
        leader.send(&ClientMessage::Command { session, id, command: Command::Start }).await;
        assert_eq!(leader.answer_to(id).await, Answer::Refused(Rejection::WrongSession));
    }
    server.stop().await;
}

#[tokio::test]
async fn a_token_that_is_wrong_is_not_let_in() {
    let (server, meeting) = meeting().await;
    let of_another = meeting.http.create("dialoog", "Vreemde").await.invitation;
    for token in ["", "onzin", of_another.as_str(), meeting.invitation.as_str()] {
        let refused = Client::try_connect(&meeting.ws, token, None).await;
        assert_eq!(refused.err(), Some(Some(close_code::UNAUTHORISED)));
    }
    server.stop().await;
}

#[tokio::test]
async fn another_version_of_the_protocol_is_told_so() {
    let (server, meeting) = meeting().await;
    // Whatever else such a hello may say.
    let hello = json!({"type": "hello", "protocol": 2, "credentials": meeting.tokens.first()});
    let (mut socket, _) =
        tokio_tungstenite::connect_async(kring_tests::client::handshake(&meeting.ws))
            .await
            .unwrap();
    use futures_util::{SinkExt, Stream};
    socket
        .send(tokio_tungstenite::tungstenite::Message::Text(hello.to_string().into()))
        .await
        .unwrap();
    let closed =
        futures_util::future::poll_fn(|cx| std::pin::Pin::new(&mut socket).poll_next(cx)).await;
    let Some(Ok(tokio_tungstenite::tungstenite::Message::Close(Some(frame)))) = closed else {
        panic!("expected a close, got {closed:?}")
    };
    assert_eq!(u16::from(frame.code), close_code::WRONG_VERSION);
    server.stop().await;
}

#[tokio::test]
async fn http_errors_are_problems_with_a_stable_code() {
    let server = TestServer::start();
    let http = server.http();
    let create = |body: serde_json::Value| {
        let http = http.clone();
        async move { http.post("/api/sessions", &body).await }
    };
    let unknown = create(json!({"method": "roddelen", "name": "Gerda"})).await;
    assert_eq!((unknown.status, unknown.problem().code), (422, Problem::UnknownMethod));
    for (name, rule) in [
        ("   ".to_owned(), Rejection::NameEmpty),
        ("x".repeat(10_000), Rejection::NameTooLong),
        ("\u{0007}\u{202E}".to_owned(), Rejection::NameEmpty),
        (format!("Z{}algo", "\u{351}".repeat(9)), Rejection::NameForbiddenCharacter),
    ] {
        let refused = create(json!({"method": "dialoog", "name": name})).await;
        assert_eq!((refused.status, refused.problem().rejection), (409, Some(rule)));
    }
    for body in
        ["", "[]", "{\"method\":\"dialoog\"}", "{\"method\":\"dialoog\",\"name\":\"x\",\"y\":1}"]
    {
        let reply = http.post_text("/api/sessions", body.to_owned(), None).await;
        assert_eq!((reply.status, reply.problem().code), (400, Problem::BadRequest), "{body}");
    }
    let large = http.post_text("/api/sessions", "x".repeat(100_000), None).await;
    assert_eq!((large.status, large.problem().code), (413, Problem::TooLarge));
    let nowhere = http.get("/api/nergens", None).await;
    assert_eq!((nowhere.status, nowhere.problem().code), (404, Problem::NotFound));
    let no_session = http.get("/api/sessions/nope/report", None).await;
    assert_eq!((no_session.status, no_session.problem().code), (401, Problem::Unauthorised));
    let wrong_way = http.get("/api/join", None).await;
    assert_eq!((wrong_way.status, wrong_way.problem().code), (405, Problem::MethodNotAllowed));
    server.stop().await;
}

#[tokio::test]
async fn wrong_replaced_and_expired_invitations_look_alike() {
    let (server, mut meeting) = meeting().await;
    let session = meeting.leader().session;
    let replaced = meeting.invitation.clone();
    let path = format!("/api/sessions/{session}/invitation");
    let leader = meeting.tokens.first().cloned();
    let other = meeting.tokens.get(2).cloned();
    let by_another = meeting.http.post_text(&path, String::new(), other.as_deref()).await;
    assert_eq!(by_another.problem().rejection, Some(Rejection::NotGespreksleider));
    let reply = meeting.http.post_text(&path, String::new(), leader.as_deref()).await;
    let fresh: kring_protocol::rest::InvitationReplaced = reply.json();
    meeting.http.join(&fresh.invitation, "Dries").await;
    meeting.leader().does(Command::Start).await;
    meeting.leader().does(Command::Close).await;
    let foreign = "A".repeat(43);
    let mut answers = vec![];
    for invitation in [replaced.as_str(), "onzin", foreign.as_str(), fresh.invitation.as_str()] {
        let reply = meeting.http.try_join(invitation, "Els", Uuid::new_v4()).await;
        answers.push((reply.status, reply.body));
    }
    assert_eq!(answers.first().unwrap().0, 404);
    assert!(answers.iter().all(|answer| Some(answer) == answers.first()), "{answers:?}");
    server.stop().await;
}

#[tokio::test]
async fn a_second_try_to_join_is_one_join_with_a_token_that_works() {
    let (server, mut meeting) = meeting().await;
    let id = Uuid::new_v4();
    let first = meeting.http.try_join(&meeting.invitation, "Els", id).await;
    let second = meeting.http.try_join(&meeting.invitation, "Els", id).await;
    let (first, second): (kring_protocol::rest::Joined, kring_protocol::rest::Joined) =
        (first.json(), second.json());
    assert_eq!(first.participant, second.participant);
    let old = Client::try_connect(&meeting.ws, &first.token, None).await;
    assert_eq!(old.err(), Some(Some(close_code::UNAUTHORISED)));
    let els = Client::connect(&meeting.ws, &second.token).await;
    assert_eq!(els.view.name(els.id), Some("Els"));
    meeting.leader().until(|c| c.view.people() == 5).await;
    server.stop().await;
}

#[tokio::test]
async fn names_that_are_the_same_are_made_distinguishable() {
    let (server, meeting) = meeting().await;
    let joined = meeting.http.join(&meeting.invitation, " bram ").await;
    let second = Client::connect(&meeting.ws, &joined.token).await;
    assert_eq!(second.view.name(second.id), Some("bram (2)"));
    server.stop().await;
}
