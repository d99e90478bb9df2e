//! The short code that is read out: what it opens, for how long, and how often one may be wrong.

use kring_protocol::code::Problem;
use kring_protocol::rest::{InvitationCode, InvitationReplaced, InvitationText};
use kring_tests::http::{Http, Reply};
use kring_tests::{Meeting, TestServer};
use serde_json::json;

use crate::meeting;

async fn asked(meeting: &Meeting, person: usize) -> Reply {
    let path = format!("/api/sessions/{}/invitation/code", meeting.people[0].session);
    let body = json!({ "invitation": meeting.invitation }).to_string();
    meeting.http.post_text(&path, body, meeting.tokens.get(person).map(String::as_str)).await
}

async fn made(meeting: &Meeting) -> String {
    let reply = asked(meeting, 0).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    reply.json::<InvitationCode>().code
}

async fn tried(http: &Http, code: &str) -> Reply {
    http.post("/api/invitation/code", &json!({ "code": code })).await
}

fn is_refused(reply: &Reply) {
    assert_eq!((reply.status, reply.problem().code), (404, Problem::CodeInvalid), "{reply:?}");
}

#[tokio::test]
async fn who_hears_the_code_comes_in_by_the_invitation_however_they_type_it() {
    let (server, meeting) = meeting().await;
    let code = made(&meeting).await;
    assert_eq!(made(&meeting).await, code, "asked again");
    let (first, last) = code.split_at(3);
    for typed in [code.clone(), code.to_lowercase(), format!(" {first}-{last}\u{a0}")] {
        let reply = tried(&meeting.http, &typed).await;
        assert_eq!(reply.status, 200, "{reply:?}");
        assert_eq!(reply.json::<InvitationText>().invitation, meeting.invitation);
    }
    server.stop().await;
}

#[tokio::test]
async fn only_the_gespreksleider_gets_a_code_and_only_for_the_invitation_of_now() {
    let (server, mut meeting) = meeting().await;
    let code = made(&meeting).await;
    let reply = asked(&meeting, 1).await;
    assert_eq!((reply.status, reply.problem().code), (404, Problem::InvitationInvalid));
    let path = format!("/api/sessions/{}/invitation", meeting.people[0].session);
    let token = meeting.tokens.first().map(String::as_str);
    let replaced = meeting.http.post_text(&path, String::new(), token).await;
    is_refused(&tried(&meeting.http, &code).await);
    assert_eq!(asked(&meeting, 0).await.problem().code, Problem::InvitationInvalid);
    meeting.invitation = replaced.json::<InvitationReplaced>().invitation;
    assert_ne!(made(&meeting).await, code);
    server.stop().await;
}

#[tokio::test]
async fn the_code_ends_with_the_lobby_and_the_link_does_not() {
    let (server, mut meeting) = meeting().await;
    let code = made(&meeting).await;
    meeting.start().await;
    is_refused(&tried(&meeting.http, &code).await);
    assert_eq!(asked(&meeting, 0).await.problem().code, Problem::InvitationInvalid);
    assert_eq!(
        meeting.http.join(&meeting.invitation, "Els").await.session,
        meeting.people[0].session
    );
    server.stop().await;
}

#[tokio::test]
async fn guessing_codes_is_told_to_wait_and_a_good_code_does_not_count() {
    let server = TestServer::for_people(4);
    let http = server.http();
    for typed in ["7KQ", "7KQ2MX7KQ2MX", "!!!!!!", "UUUUUU"] {
        is_refused(&tried(&http, typed).await);
    }
    let reply = tried(&http, "000000").await;
    assert_eq!((reply.status, reply.problem().code), (429, Problem::TooManyRequests));
    server.stop().await;

    let (server, meeting) = meeting().await;
    let code = made(&meeting).await;
    for _ in 0..300 {
        assert_eq!(tried(&meeting.http, &code).await.status, 200);
    }
    server.stop().await;
}
