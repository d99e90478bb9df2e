//! Who may ask what over HTTP, and what a token of one meeting is worth in another.

use std::sync::Arc;
use std::time::Duration;

use kring_protocol::code::{Failure, Problem, Rejection};
use kring_protocol::rest::{Joined, MethodList, MethodSummary};
use kring_protocol::script::Method;
use kring_protocol::{ClientMessage, Command, CommandId, SessionId};
use kring_store::{EventLog, MemoryLog};
use kring_tests::fixtures::every_command;
use kring_tests::http::Reply;
use kring_tests::http1::Request;
use kring_tests::server::Options;
use kring_tests::{Answer, Client, Meeting, TestServer};
use serde_json::json;
use uuid::Uuid;

use crate::meeting;

/// What can be asked of a meeting with a token.
const ADDRESSES: [&str; 5] = ["report", "report.md", "report.csv", "mine", "invitation"];

async fn ask(meeting: &Meeting, session: SessionId, what: &str, token: Option<&str>) -> Reply {
    let path = format!("/api/sessions/{session}/{what}");
    if what == "invitation" {
        return meeting.http.post_text(&path, String::new(), token).await;
    }
    meeting.http.get(&path, token).await
}

#[tokio::test]
async fn no_command_of_one_meeting_reaches_another() {
    let log = MemoryLog::new();
    let options = Options { log: Arc::new(log.clone()), ..Options::default() };
    let server = TestServer::with(options);
    let names = ["Gerda", "Ilse"];
    let mut own = Meeting::gather(server.http(), &server.ws(), "dialoog", &names).await;
    let mut other = Meeting::gather(server.http(), &server.ws(), "dialoog", &names).await;
    other.start().await;
    let session = other.leader().session;
    let kept = |log: MemoryLog| async move {
        let entries = log.read(session.into(), 0).await.unwrap();
        entries.into_iter().map(|entry| (entry.seq, entry.payload)).collect::<Vec<_>>()
    };
    let before = kept(log.clone()).await;
    for command in every_command() {
        let id = CommandId(Uuid::new_v4());
        let leader = own.leader();
        let sent = ClientMessage::Command { session, id, command: command.clone() };
        let mut answer = Answer::Failed(Failure::TooFast);
        // There are more commands than may be sent at once.
        while answer == Answer::Failed(Failure::TooFast) {
            leader.send(&sent).await;
            answer = leader.answer_to(id).await;
            if answer == Answer::Failed(Failure::TooFast) {
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
        }
        assert_eq!(answer, Answer::Refused(Rejection::WrongSession), "{command:?}");
    }
    for person in &mut other.people {
        person.hears_nothing().await;
    }
    assert_eq!(kept(log).await, before);
    let token = own.tokens.first().map(String::as_str);
    for what in ADDRESSES {
        let reply = ask(&own, session, what, token).await;
        assert_eq!(reply.status, 401, "{what}: {reply:?}");
    }
    server.stop().await;
}

/// Who asks, in the order of [`statuses`].
const ASKING: [&str; 5] = ["nobody", "a stranger", "a participant", "the leader", "the removed"];

/// What each of [`ASKING`] is answered at each of [`ADDRESSES`].
async fn statuses(meeting: &Meeting, stranger: &str, bodies: &mut String) -> [[u16; 5]; 5] {
    let session = meeting.people[0].session;
    let token = |index: usize| meeting.tokens.get(index).map(String::as_str);
    let asking = [None, Some(stranger), token(2), token(0), token(3)];
    let mut all = [[0; 5]; 5];
    for (row, what) in all.iter_mut().zip(ADDRESSES) {
        for ((status, token), who) in row.iter_mut().zip(asking).zip(ASKING) {
            let reply = ask(meeting, session, what, token).await;
            *status = reply.status;
            if who != "the leader" {
                bodies.push_str(&reply.body);
            }
        }
    }
    all
}

#[tokio::test]
async fn every_address_answers_everybody_as_their_part_in_the_meeting_says() {
    let server = TestServer::start();
    let names = ["Gerda", "Ilse", "Bram", "Chantal"];
    let mut meeting = Meeting::gather(server.http(), &server.ws(), "dialoog", &names).await;
    let stranger = meeting.http.create("dialoog", "Vreemde").await;
    let chantal = meeting.people.remove(3).id;
    meeting.leader().does(Command::Remove { participant: chantal, texts: false }).await;
    let mut bodies = String::new();
    let read = |status| [401, 401, status, status, 401];
    let table =
        |report, invitation| [read(report), read(report), read(report), read(200), invitation];
    let seen = statuses(&meeting, &stranger.token, &mut bodies).await;
    assert_eq!(seen, table(409, [401, 401, 409, 200, 401]), "before the start");
    meeting.start().await;
    let seen = statuses(&meeting, &stranger.token, &mut bodies).await;
    assert_eq!(seen, table(200, [401, 401, 409, 200, 401]), "while it runs");
    meeting.leader().does(Command::Close).await;
    let seen = statuses(&meeting, &stranger.token, &mut bodies).await;
    assert_eq!(seen, table(200, [401, 401, 409, 409, 401]), "after the close");
    meeting.leader().does(Command::Erase).await;
    let seen = statuses(&meeting, &stranger.token, &mut bodies).await;
    assert_eq!(seen, [[401; 5]; 5], "after erasing");
    for secret in meeting.tokens.iter().chain([&meeting.invitation, &stranger.token]) {
        assert!(!bodies.contains(secret));
    }
    server.stop().await;
}

#[tokio::test]
async fn nothing_a_participant_can_ask_holds_a_token_or_the_invitation() {
    let (server, mut meeting) = meeting().await;
    meeting.start().await;
    let session = meeting.leader().session;
    let token = meeting.tokens.get(2).map(String::as_str);
    let mut bodies = vec![];
    for what in ADDRESSES {
        bodies.push(ask(&meeting, session, what, token).await.body);
    }
    for path in ["/api/methods", "/api/health", "/api/ready", "/"] {
        bodies.push(meeting.http.get(path, token).await.body);
    }
    let invitation = json!({ "invitation": meeting.invitation });
    let preview = meeting.http.post("/api/invitation/preview", &invitation).await;
    assert_eq!(preview.status, 200, "{preview:?}");
    bodies.push(preview.body);
    let joined = meeting.http.try_join(&meeting.invitation, "Dries", Uuid::new_v4()).await;
    assert_eq!(joined.status, 200, "{joined:?}");
    bodies.push(joined.body);
    bodies.push(meeting.person(2).heard_text());
    for secret in meeting.tokens.iter().chain([&meeting.invitation]) {
        for body in &bodies {
            assert!(!body.contains(secret), "{body}");
        }
    }
    server.stop().await;
}

#[tokio::test]
async fn a_file_of_the_page_is_compressed_once_and_cached_by_what_it_is() {
    let server = TestServer::start();
    let page = Request::get("/").ask(server.address).await;
    let script = page.body.split('"').find(|part| part.ends_with(".js")).unwrap().to_owned();
    let plain = Request::get(&script).ask(server.address).await;
    let etag = plain.header("etag").unwrap().to_owned();
    assert!(plain.header("cache-control").unwrap().contains("immutable"));
    for (takes, encoding) in [("br, gzip", Some("br")), ("gzip", Some("gzip")), ("br;q=0", None)] {
        let got = Request::get(&script).with("accept-encoding", takes).ask(server.address).await;
        assert_eq!((got.status, got.header("content-encoding")), (200, encoding));
        assert_eq!(
            (got.header("etag"), got.header("vary")),
            (Some(&*etag), Some("accept-encoding"))
        );
        let bytes: usize = got.header("content-length").unwrap().parse().unwrap();
        let whole = plain.body.len();
        assert!(encoding.is_none() == (bytes >= whole), "{takes}: {bytes} of {whole} bytes");
        let again = Request::get(&script).with("if-none-match", &etag).ask(server.address).await;
        assert_eq!((again.status, again.body.as_str()), (304, ""));
    }
    // The page itself is asked for anew each time, and is no more than a word if it is the same.
    let etag = page.header("etag").unwrap();
    assert_eq!(page.header("cache-control"), Some("no-cache"));
    let again = Request::get("/join").with("if-none-match", etag).ask(server.address).await;
    assert_eq!(again.status, 304);
    server.stop().await;
}

#[tokio::test]
async fn a_browser_may_keep_the_page_and_asks_each_time_whether_there_is_another() {
    let server = TestServer::start();
    for (path, kind) in [
        ("/index.html", "text/html"),
        ("/service-worker.js", "text/javascript"),
        ("/manifest.webmanifest", "application/manifest+json"),
        ("/icons/maskable-512.png", "image/png"),
        ("/favicon.ico", "image/x-icon"),
    ] {
        let got = Request::get(path).ask(server.address).await;
        assert_eq!((got.status, got.header("content-type")), (200, Some(kind)), "{path}");
        assert_eq!(got.header("cache-control"), Some("no-cache"), "{path}");
        let policy = got.header("content-security-policy").unwrap();
        for allowed in ["worker-src 'self'", "manifest-src 'self'", "connect-src 'self'"] {
            assert!(policy.contains(allowed), "{path}: {policy}");
        }
    }
    server.stop().await;
}

#[tokio::test]
async fn methods_are_listed_with_titles_and_minutes_and_asked_for_again_cost_no_body() {
    let server = TestServer::start();
    let list = Request::get("/api/methods").ask(server.address).await;
    let listed: MethodList = serde_json::from_str(&list.body).unwrap();
    let ids: Vec<&str> = listed.methods.iter().map(|method| method.id.as_str()).collect();
    let five =
        ["beeldmateriaal", "collegiaal-advies", "dialoog", "handelingsgericht", "zeven-stappen"];
    assert_eq!(ids, five);
    for summary in &listed.methods {
        let path = format!("/api/methods/{}", summary.id);
        let whole = Request::get(&path).ask(server.address).await;
        let method: Method = serde_json::from_str(&whole.body).unwrap();
        assert_eq!(&MethodSummary::from(&method), summary);
        assert_eq!(whole.header("cache-control"), Some("no-cache"));
        let known = whole.header("etag").unwrap();
        let again = Request::get(&path).with("if-none-match", known).ask(server.address).await;
        assert_eq!((again.status, again.body.as_str()), (304, ""), "{path}");
        let other = list.header("etag").unwrap();
        let again = Request::get(&path).with("if-none-match", other).ask(server.address).await;
        assert_eq!((again.status, again.body), (200, whole.body), "{path}");
    }
    let none = Request::get("/api/methods/nergens").ask(server.address).await;
    assert_eq!((none.status, none.code()), (404, Problem::NotFound));
    server.stop().await;
}

#[tokio::test]
async fn the_session_may_stand_in_the_address_of_everything_that_one_comes_in_by() {
    let (server, meeting) = meeting().await;
    let session = meeting.people[0].session;
    let below = |path: &str| format!("/api/sessions/{session}/{path}");
    let preview = json!({ "invitation": meeting.invitation });
    assert_eq!(meeting.http.post(&below("invitation/preview"), &preview).await.status, 200);
    let join = json!({ "invitation": meeting.invitation, "name": "Dirk", "id": Uuid::new_v4() });
    let joined = meeting.http.post(&below("join"), &join).await;
    assert_eq!(joined.status, 200, "{}", joined.body);
    let token = joined.json::<Joined>().token;
    let ws = |session| format!("ws://{}/api/sessions/{session}/ws", server.address);
    let dirk = Client::connect(&ws(session), &token).await;
    assert_eq!(dirk.session, session);
    // The address only leads to a node: who somebody is, their secret says.
    let elsewhere = Client::connect(&ws(SessionId(Uuid::nil())), &token).await;
    assert_eq!((elsewhere.session, elsewhere.id), (session, dirk.id));
    let wrong = json!({ "session": session, "code": "ABCD-EFGH-JKMN", "id": Uuid::new_v4() });
    assert_eq!(meeting.http.post(&below("return"), &wrong).await.status, 404);
    let claim =
        json!({ "invitation": meeting.invitation, "name": "Niemand", "id": Uuid::new_v4() });
    assert_eq!(meeting.http.post(&below("claim"), &claim).await.status, 409);
    server.stop().await;
}
