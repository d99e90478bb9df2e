//! How many may come in, and how often: a school gets in, and guessing and flooding do not.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use kring::web;
use kring_protocol::code::{Failure, Problem};
use kring_protocol::{ClientMessage, Command, CommandId, ServerMessage, close_code};
use kring_tests::client::handshake;
use kring_tests::http1::{HttpResponse, Request};
use kring_tests::server::{Options, Process};
use kring_tests::{Client, TestServer};
use serde_json::json;
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::meeting;

/// Requests that one person may make at once; what `--people-per-address 1` leaves.
const OF_ONE: usize = 50;

async fn health(address: SocketAddr, headers: &[(&str, &str)]) -> HttpResponse {
    let ask = |request: Request, (name, value): &(&str, &str)| request.with(name, value);
    headers.iter().fold(Request::get("/api/health"), ask).ask(address).await
}

fn preview(invitation: &str) -> Request {
    Request::post("/api/invitation/preview", &json!({ "invitation": invitation }))
}

/// An invitation that could be one.
fn guess() -> String {
    let (one, other) = (Uuid::new_v4().simple().to_string(), Uuid::new_v4().simple().to_string());
    format!("{one}{other}").chars().take(42).chain(['A']).collect()
}

fn behind_a_proxy() -> Options {
    let proxies = web::TrustedProxies::new(vec!["127.0.0.1/32".parse().unwrap()]);
    let door = web::AdmissionSettings {
        proxies,
        people_per_address: 1,
        ..web::AdmissionSettings::default()
    };
    Options { door, ..Options::default() }
}

#[tokio::test]
async fn a_spoofed_header_does_not_help_against_a_limit() {
    let server = TestServer::for_people(1);
    let (mut good, mut last) = (0, None);
    for n in 0..OF_ONE + 15 {
        let other = format!("203.0.113.{n}");
        let forwarded = format!("for={other}");
        let spoofed = [
            ("x-forwarded-for", other.as_str()),
            ("x-real-ip", other.as_str()),
            ("forwarded", forwarded.as_str()),
            ("cf-connecting-ip", other.as_str()),
        ];
        let answer = health(server.address, &spoofed).await;
        if answer.status == 200 {
            good += 1;
        } else {
            assert_eq!((answer.status, answer.code()), (429, Problem::TooManyRequests));
            last = Some(answer);
        }
    }
    // One comes back every two seconds, and a test may be slow.
    assert!((OF_ONE..OF_ONE + 15).contains(&good), "{good} were let in");
    let wait: u64 = last.unwrap().header("retry-after").unwrap().parse().unwrap();
    assert!((1..=3).contains(&wait), "{wait}");
    server.stop().await;
}

#[tokio::test]
async fn behind_a_trusted_proxy_each_visitor_is_counted_by_what_the_proxy_added() {
    let server = TestServer::with(behind_a_proxy());
    // The last is a household, which has more addresses than it will ever need.
    for visitor in ["198.51.100.1", "198.51.100.2", "2001:db8:1:2::N"] {
        let mut refused = 0;
        for n in 0..OF_ONE + 30 {
            // What stands left of the last hop is the visitor's own invention.
            let said = format!("203.0.113.{n}, {}", visitor.replace('N', &n.to_string()));
            let answer = health(server.address, &[("x-forwarded-for", &said)]).await;
            refused += usize::from(answer.status == 429);
        }
        assert!((1..=30).contains(&refused), "{refused} of {visitor} were refused");
    }
    let next = health(server.address, &[("x-forwarded-for", "2001:db8:1:103::1")]).await;
    assert_eq!(next.status, 200);
    server.stop().await;
}

#[tokio::test]
async fn that_somebody_sends_the_header_in_vain_is_said_once_and_no_address_with_it() {
    let data = tempfile::tempdir().unwrap();
    let server = Process::start(data.path()).await;
    for n in 0..5 {
        let other = format!("203.0.113.{n}");
        assert_eq!(health(server.address, &[("x-forwarded-for", &other)]).await.status, 200);
    }
    let (well, said) = server.terminate_and_listen().await;
    assert!(well);
    assert_eq!(said.matches("X-Forwarded-For").count(), 1, "{said}");
    assert!(!said.contains("203.0.113."), "{said}");
}

/// Everything that one person's browser asks for, up to being in the meeting.
async fn comes_in(address: SocketAddr, ws: String, invitation: String, n: usize) -> Client {
    let page = Request::get("/join").ask(address).await;
    assert_eq!(page.status, 200, "{page:?}");
    for _ in 0..7 {
        // As many files as the page has, whichever they are.
        assert_eq!(Request::get("/").ask(address).await.status, 200);
    }
    assert_eq!(preview(&invitation).ask(address).await.status, 200);
    let join =
        json!({ "invitation": invitation, "name": format!("Leerling {n}"), "id": Uuid::new_v4() });
    let joined = Request::post("/api/join", &join).ask(address).await;
    assert_eq!(joined.status, 200, "{joined:?}");
    let joined: kring_protocol::rest::Joined = serde_json::from_str(&joined.body).unwrap();
    Client::connect(&ws, &joined.token).await
}

#[tokio::test]
async fn a_school_of_sixty_behind_one_address_is_in_within_a_minute() {
    let server = TestServer::start();
    let mut invitations = vec![];
    for _ in 0..3 {
        invitations.push(server.http().create("dialoog", "Gerda").await.invitation);
    }
    let begun = Instant::now();
    let mut school = JoinSet::new();
    for (n, invitation) in (0..60).zip(invitations.iter().cycle()) {
        school.spawn(comes_in(server.address, server.ws(), invitation.clone(), n));
    }
    let everybody = school.join_all().await;
    let taken = begun.elapsed();
    println!("sixty people were in after {taken:?}");
    assert!(taken < Duration::from_secs(60), "{taken:?}");
    assert_eq!(everybody.len(), 60);
    // And all of them are there.
    for person in &everybody {
        assert_eq!(person.view.name(person.id).unwrap().split(' ').next(), Some("Leerling"));
    }
    server.stop().await;
}

#[tokio::test]
async fn thirty_people_with_an_expired_link_do_not_lock_out_their_classmates() {
    let server = TestServer::start();
    let expired = guess();
    for _ in 0..30 * 3 {
        assert_eq!(preview(&expired).ask(server.address).await.status, 404);
        let refused = server.http().try_join(&expired, "Els", Uuid::new_v4()).await;
        assert_eq!(refused.status, 404);
    }
    let created = server.http().create("dialoog", "Gerda").await;
    assert_eq!(preview(&created.invitation).ask(server.address).await.status, 200);
    let joined = server.http().join(&created.invitation, "Els").await;
    Client::connect(&server.ws(), &joined.token).await;
    server.stop().await;
}

#[tokio::test]
async fn guessing_is_told_to_wait_and_shuts_out_nobody_behind_the_same_address() {
    let server = TestServer::for_people(1);
    let created = server.http().create("dialoog", "Gerda").await;
    let mut statuses = vec![];
    for _ in 0..6 {
        statuses.push(preview(&guess()).ask(server.address).await.status);
    }
    assert_eq!(statuses, [404, 404, 404, 404, 429, 429]);
    let refused = preview(&guess()).ask(server.address).await;
    assert_eq!(refused.code(), Problem::TooManyRequests);
    let wait: u64 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!(wait > 500, "{wait}");
    // A valid secret is let in all the same: invitation, token over HTTP, token over a socket.
    assert_eq!(preview(&created.invitation).ask(server.address).await.status, 200);
    let mine = format!("/api/sessions/{}/mine", created.session);
    assert_eq!(server.http().get(&mine, Some(&created.token)).await.status, 200);
    Client::connect(&server.ws(), &created.token).await;
    server.stop().await;
}

#[tokio::test]
async fn tokens_are_not_guessed_over_sockets_either() {
    let server = TestServer::for_people(1);
    let guessed = "A".repeat(64);
    for _ in 0..4 {
        let refused = Client::try_connect(&server.ws(), &guessed, None).await;
        assert_eq!(refused.err(), Some(Some(close_code::UNAUTHORISED)));
    }
    let stopped = Client::try_connect(&server.ws(), &guessed, None).await;
    assert_eq!(stopped.err(), Some(Some(close_code::TOO_FAST)));
    server.stop().await;
}

#[tokio::test]
async fn two_hosts_in_one_request_are_refused() {
    let server = TestServer::start();
    let twice = "GET /api/health HTTP/1.1\r\nhost: a.example\r\nhost: b.example\r\n\r\n";
    let mut stream = tokio::net::TcpStream::connect(server.address).await.unwrap();
    tokio::io::AsyncWriteExt::write_all(&mut stream, twice.as_bytes()).await.unwrap();
    let mut heard = [0; 12];
    tokio::io::AsyncReadExt::read_exact(&mut stream, &mut heard).await.unwrap();
    assert_eq!(&heard, b"HTTP/1.1 400");
    server.stop().await;
}

#[tokio::test]
async fn the_newest_connection_wins_and_the_oldest_is_told() {
    let (server, mut meeting) = meeting().await;
    let token = meeting.tokens[2].clone();
    let mut open = vec![meeting.people.remove(2)];
    for _ in 0..12 {
        open.push(Client::connect(&meeting.ws, &token).await);
    }
    let (mut replaced, kept) = (open.drain(..5).collect::<Vec<_>>(), open);
    for client in &mut replaced {
        assert_eq!(client.closed().await, Some(close_code::TOO_MANY_CONNECTIONS));
    }
    for mut client in kept {
        client.does(Command::AcceptAgreements).await;
    }
    server.stop().await;
}

#[tokio::test]
async fn somebody_who_comes_and_goes_is_held_back_and_is_little_news_for_the_others() {
    let (server, mut meeting) = meeting().await;
    let token = meeting.tokens[2].clone();
    meeting.people.remove(2);
    let heard = meeting.person(1).heard.len();
    let begun = Instant::now();
    let mut refused = 0;
    for _ in 0..120 {
        let back = Client::try_connect(&meeting.ws, &token, None).await;
        refused += usize::from(back.is_err_and(|code| code == Some(close_code::TOO_FAST)));
    }
    assert!(refused >= 30, "{refused} of 120 were refused");
    // What comes next was queued after everything about the comings and goings so far.
    meeting.person(1).does(Command::AcceptAgreements).await;
    let frames = meeting.person(1).heard.split_off(heard);
    let presence = frames.iter().filter(|frame| frame.contains(r#""type":"presence""#)).count();
    let most = 2 + begun.elapsed().as_millis() / 250;
    assert!(presence as u128 <= most, "{presence} presence frames, at most {most}");
    server.stop().await;
}

#[tokio::test]
async fn a_flood_of_pings_is_a_flood() {
    let (server, mut meeting) = meeting().await;
    meeting.leader().flood_pings(600).await;
    assert_eq!(meeting.leader().closed().await, Some(close_code::TOO_FAST));
    server.stop().await;
}

#[tokio::test]
async fn an_unknown_and_an_expired_invitation_get_the_same_bytes() {
    let (server, mut meeting) = meeting().await;
    let replaced = meeting.invitation.clone();
    let session = meeting.leader().session;
    let path = format!("/api/sessions/{session}/invitation");
    let token = meeting.tokens.first().cloned();
    let fresh = meeting.http.post_text(&path, String::new(), token.as_deref()).await;
    let fresh: kring_protocol::rest::InvitationReplaced = fresh.json();
    meeting.start().await;
    meeting.leader().does(Command::Close).await;
    let mut answers = vec![];
    for invitation in [guess(), replaced, fresh.invitation, "onzin".into(), String::new()] {
        let previewed = preview(&invitation).ask(server.address).await;
        let join = json!({ "invitation": invitation, "name": "Els", "id": Uuid::new_v4() });
        let joined = Request::post("/api/join", &join).ask(server.address).await;
        answers.extend([previewed, joined]);
    }
    assert_eq!(answers.first().unwrap().code(), Problem::InvitationInvalid);
    assert!(answers.iter().all(|answer| Some(answer) == answers.first()), "{answers:#?}");
    server.stop().await;
}

#[tokio::test]
async fn sockets_of_one_address_are_bounded_and_free_again_when_they_close() {
    let server = TestServer::for_people(1);
    let mut open = vec![];
    for _ in 0..4 {
        open.push(tokio_tungstenite::connect_async(handshake(&server.ws())).await.unwrap());
    }
    let own = format!("http://{}", server.address);
    let upgrade = Request::upgrade().with("origin", &own);
    let refused = upgrade.ask(server.address).await;
    assert_eq!((refused.status, refused.code()), (429, Problem::TooManyRequests));
    drop(open);
    while upgrade.ask(server.address).await.status != 101 {
        tokio::task::yield_now().await;
    }
    server.stop().await;
}

#[tokio::test]
async fn all_tabs_of_a_participant_share_what_they_may_say() {
    let (server, mut meeting) = meeting().await;
    let token = meeting.tokens.get(2).unwrap().clone();
    let mut tabs = vec![meeting.people.remove(2)];
    for _ in 0..3 {
        tabs.push(Client::connect(&meeting.ws, &token).await);
    }
    let begun = Instant::now();
    let each = 30;
    let mut decided = 0;
    for tab in &mut tabs {
        say(tab, each).await;
    }
    for tab in &mut tabs {
        decided += decisions(tab, each).await;
    }
    assert!(decided >= 60, "{decided} were decided");
    // Coming back does not fill it up again.
    drop(tabs);
    let mut back = Client::connect(&meeting.ws, &token).await;
    say(&mut back, 2 * each).await;
    decided += decisions(&mut back, 2 * each).await;
    let earned = begun.elapsed().as_secs() + 1;
    assert!(decided <= 60 + 20 * earned, "{decided} were decided in {earned} s");
    server.stop().await;
}

async fn say(tab: &mut Client, times: u64) {
    for _ in 0..times {
        let (session, id) = (tab.session, CommandId(Uuid::new_v4()));
        tab.send(&ClientMessage::Command { session, id, command: Command::RaiseHand }).await;
    }
}

/// How many of the next answers are decisions.
async fn decisions(tab: &mut Client, answers: u64) -> u64 {
    let mut decided = 0;
    for _ in 0..answers {
        match answer(tab).await {
            ServerMessage::Failed { code, .. } => assert_eq!(code, Failure::TooFast),
            _ => decided += 1,
        }
    }
    decided
}

async fn answer(tab: &mut Client) -> ServerMessage {
    loop {
        let message = tab.next().await.unwrap();
        if let ServerMessage::Accepted { .. }
        | ServerMessage::Refused { .. }
        | ServerMessage::Failed { .. } = message
        {
            return message;
        }
    }
}

#[tokio::test]
async fn one_token_asks_for_a_report_only_so_often_and_another_is_not_held_up() {
    let (server, mut meeting) = meeting().await;
    meeting.start().await;
    let path = format!("/api/sessions/{}/report", meeting.leader().session);
    let [first, second] = [0, 1].map(|who| meeting.tokens.get(who).cloned());
    let begun = Instant::now();
    let mut good = 0;
    for _ in 0..40 {
        let reply = meeting.http.get(&path, first.as_deref()).await;
        if reply.status == 200 {
            good += 1;
        } else {
            assert_eq!((reply.status, reply.problem().code), (429, Problem::TooManyRequests));
        }
    }
    assert!((30..=31 + begun.elapsed().as_secs()).contains(&good), "{good} reports");
    assert_eq!(meeting.http.get(&path, second.as_deref()).await.status, 200);
    server.stop().await;
}

#[tokio::test]
async fn one_address_makes_only_so_many_meetings() {
    let server = TestServer::for_people(3);
    let mut statuses = vec![];
    for _ in 0..5 {
        let create = json!({ "method": "dialoog", "name": "Gerda" });
        statuses.push(server.http().post("/api/sessions", &create).await.status);
    }
    assert_eq!(statuses, [201, 201, 201, 429, 429]);
    server.stop().await;
}
