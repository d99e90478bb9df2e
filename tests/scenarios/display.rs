//! A display that only looks: what its link opens and what not, and when it ends.

use kring_protocol::Command;
use kring_protocol::code::{Problem, Rejection, close_code};
use kring_protocol::content::{Content, Kind};
use kring_protocol::rest::DisplayMade;
use kring_tests::fixtures::every_command;
use kring_tests::{Answer, Client, Meeting};
use serde_json::json;
use uuid::Uuid;

use crate::{brainstorm, meeting};

fn address(meeting: &Meeting, what: &str) -> String {
    format!("/api/sessions/{}/{what}", meeting.people[0].session)
}

/// The gespreksleider makes a link.
async fn made(meeting: &Meeting) -> String {
    let token = meeting.tokens.first().map(String::as_str);
    let reply = meeting.http.post_text(&address(meeting, "display"), String::new(), token).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    reply.json::<DisplayMade>().display
}

async fn revoked(meeting: &Meeting) {
    let token = meeting.tokens.first().map(String::as_str);
    let reply = meeting.http.delete(&address(meeting, "display"), token).await;
    assert_eq!((reply.status, reply.body.as_str()), (204, ""));
}

#[tokio::test]
async fn what_opens_a_display_opens_nothing_else_at_any_address() {
    let (server, mut meeting) = meeting().await;
    meeting.start().await;
    let display = made(&meeting).await;
    let key = Some(display.as_str());
    for what in ["report", "report.md", "report.csv", "plan.md", "mine", "claim"] {
        let reply = meeting.http.get(&address(&meeting, what), key).await;
        assert_eq!((reply.status, reply.problem().code), (401, Problem::Unauthorised), "{what}");
    }
    for what in ["invitation", "code", "display"] {
        let reply = meeting.http.post_text(&address(&meeting, what), String::new(), key).await;
        assert_eq!((reply.status, reply.problem().code), (401, Problem::Unauthorised), "{what}");
    }
    assert_eq!(meeting.http.delete(&address(&meeting, "display"), key).await.status, 401);
    let id = Uuid::new_v4();
    assert_eq!(meeting.http.try_join(&display, "Muur", id).await.status, 404);
    let claim = json!({ "invitation": display, "name": "Ilse", "id": id });
    assert_eq!(meeting.http.post("/api/claim", &claim).await.status, 404);
    let preview = json!({ "invitation": display });
    assert_eq!(meeting.http.post("/api/invitation/preview", &preview).await.status, 404);
    let session = meeting.leader().session;
    let back = json!({ "session": session, "code": display, "id": id });
    assert_ne!(meeting.http.post("/api/return", &back).await.status, 200);
    for person in &mut meeting.people {
        assert_eq!(person.view.people(), 4);
    }
    server.stop().await;
}

#[tokio::test]
async fn a_participant_and_a_stranger_neither_make_nor_revoke_the_link() {
    let (server, meeting) = meeting().await;
    let display = made(&meeting).await;
    let address = address(&meeting, "display");
    let stranger = meeting.http.create("dialoog", "Vreemde").await.token;
    let asks = [(None, 401), (Some(&stranger), 401), (meeting.tokens.get(1), 409)];
    for (token, status) in asks {
        let token = token.map(String::as_str);
        let made = meeting.http.post_text(&address, String::new(), token).await;
        assert_eq!(made.status, status);
        let revoked = meeting.http.delete(&address, token).await;
        assert_eq!(revoked.status, status);
        if status == 409 {
            assert_eq!(revoked.problem().rejection, Some(Rejection::NotGespreksleider));
        }
    }
    Client::connect(&meeting.ws, &display).await;
    server.stop().await;
}

#[tokio::test]
async fn a_display_is_refused_every_command_and_nothing_happens() {
    let (server, mut meeting) = meeting().await;
    meeting.start().await;
    let mut wall = Client::connect(&meeting.ws, &made(&meeting).await).await;
    for person in &mut meeting.people {
        person.until(|c| c.view.stage().display).await;
    }
    for command in every_command() {
        let answer = wall.ask(command.clone()).await;
        assert_eq!(answer, Answer::Refused(Rejection::NotForYourRole), "{command:?}");
    }
    for person in &mut meeting.people {
        person.hears_nothing().await;
    }
    server.stop().await;
}

#[tokio::test]
async fn a_display_is_nobody_and_is_told_of_nobodys_comings_and_goings() {
    let (server, mut meeting) = meeting().await;
    let display = made(&meeting).await;
    for person in &mut meeting.people {
        person.until(|c| c.view.stage().display).await;
    }
    let mut wall = Client::connect(&meeting.ws, &display).await;
    for person in &mut meeting.people {
        person.hears_nothing().await;
        assert_eq!((person.online.len(), person.view.people()), (4, 4));
    }
    drop(meeting.people.pop());
    meeting.leader().until(|c| c.online.len() == 3).await;
    wall.hears_nothing().await;
    assert!(!wall.heard_text().contains("presence"));
    let welcome = wall.heard.first().expect("it was welcomed");
    assert!(!welcome.contains("participant"), "{welcome}");
    server.stop().await;
}

#[tokio::test]
async fn of_what_people_write_the_wall_is_sent_what_is_put_in_front_of_everybody_alone() {
    let (server, mut meeting) = brainstorm().await;
    let mut wall = Client::connect(&meeting.ws, &made(&meeting).await).await;
    meeting.person(1).writes(Content::Note { text: "GEHEIM-notitie".into() }).await;
    meeting.person(2).writes(Content::Idea { text: "GEHEIM-niet-voor-de-muur".into() }).await;
    let idea = meeting.person(3).writes(Content::Idea { text: "Bel de moeder".into() }).await;
    meeting.person(3).does(Command::RaiseHand).await;
    meeting.leader().does(Command::Spotlight { contribution: Some(idea) }).await;
    wall.until(|c| c.view.stage().spotlight == Some(idea)).await;
    assert_eq!(wall.view.of(Kind::Idea).len(), 1);
    let heard = wall.heard_text();
    assert!(heard.contains("Bel de moeder") && !heard.contains("GEHEIM"), "{heard}");
    for kind in ["\"type\":\"hands\"", "\"type\":\"me\"", "\"type\":\"overview\""] {
        assert!(!heard.contains(kind), "{kind}");
    }
    // Whoever comes back to it later sees the same.
    let again = Client::connect(&meeting.ws, &made(&meeting).await).await;
    assert_eq!(again.view.stage().spotlight, Some(idea));
    meeting.next().await;
    let mut again = again;
    again.until(|c| c.view.stage().spotlight.is_none()).await;
    assert!(again.view.of(Kind::Idea).is_empty());
    server.stop().await;
}

#[tokio::test]
async fn a_wall_that_was_away_gets_what_it_missed() {
    let (server, mut meeting) = meeting().await;
    let display = made(&meeting).await;
    let wall = Client::connect(&meeting.ws, &display).await;
    meeting.start().await;
    let mut back = Client::resume(&meeting.ws, &display, &wall).await;
    assert!(back.resumed);
    let at = meeting.leader().view.stage().position.clone();
    back.until(|c| c.view.stage().position == at).await;
    server.stop().await;
}

#[tokio::test]
async fn another_link_revoking_and_closing_end_what_is_open_at_once() {
    let (server, mut meeting) = meeting().await;
    let first = made(&meeting).await;
    let mut wall = Client::connect(&meeting.ws, &first).await;
    let second = made(&meeting).await;
    assert_eq!(wall.closed().await, Some(close_code::UNAUTHORISED));
    let old = Client::try_connect(&meeting.ws, &first, None).await.err();
    assert_eq!(old, Some(Some(close_code::UNAUTHORISED)));

    let mut wall = Client::connect(&meeting.ws, &second).await;
    revoked(&meeting).await;
    assert_eq!(wall.closed().await, Some(close_code::UNAUTHORISED));
    revoked(&meeting).await;

    let third = made(&meeting).await;
    meeting.start().await;
    let mut wall = Client::connect(&meeting.ws, &third).await;
    meeting.leader().does(Command::Close).await;
    assert_eq!(wall.closed().await, Some(close_code::UNAUTHORISED));
    let old = Client::try_connect(&meeting.ws, &third, None).await.err();
    assert_eq!(old, Some(Some(close_code::UNAUTHORISED)));
    let reply = meeting
        .http
        .post_text(&address(&meeting, "display"), String::new(), Some(&meeting.tokens[0]))
        .await;
    assert_eq!(reply.problem().rejection, Some(Rejection::MeetingClosed));
    server.stop().await;
}

#[tokio::test]
async fn erasing_before_the_start_ends_a_display_too() {
    let (server, mut meeting) = meeting().await;
    let mut wall = Client::connect(&meeting.ws, &made(&meeting).await).await;
    meeting.leader().does(Command::Erase).await;
    assert_eq!(wall.closed().await, Some(close_code::ERASED));
    server.stop().await;
}

#[tokio::test]
async fn a_wall_alone_keeps_nobody_from_taking_over_the_lead() {
    let (server, mut meeting) = meeting().await;
    let deputy = meeting.person(1).id;
    meeting.leader().does(Command::NameDeputy { participant: Some(deputy) }).await;
    let wall = Client::connect(&meeting.ws, &made(&meeting).await).await;
    drop(meeting.people.remove(0));
    let ilse = &mut meeting.people[0];
    ilse.until(|c| c.lead_away.is_some()).await;
    assert!(matches!(wall.view.stage().lifecycle, kring_protocol::record::Lifecycle::Lobby));
    server.stop().await;
}

#[tokio::test]
async fn the_link_of_a_display_is_in_nobodys_frames() {
    let (server, mut meeting) = meeting().await;
    let display = made(&meeting).await;
    for person in &mut meeting.people {
        person.until(|c| c.view.stage().display).await;
        assert!(!person.heard_text().contains(&display));
    }
    let fresh = Client::connect(&meeting.ws, &display).await;
    assert!(!fresh.heard_text().contains(&display));
    server.stop().await;
}
