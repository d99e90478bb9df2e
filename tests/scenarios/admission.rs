//! Which pages may speak to the server, what every answer carries, and what looking does not do.

use kring::web;
use kring_protocol::code::Problem;
use kring_tests::http1::Request;
use kring_tests::server::{Options, Process};
use kring_tests::{Meeting, TestServer};
use serde_json::json;

use crate::meeting;

fn listed(origins: &[&str]) -> TestServer {
    let origins = origins.iter().map(|origin| origin.parse().unwrap()).collect();
    let origins = web::Origins::listed(origins);
    let door = web::AdmissionSettings { origins, ..web::AdmissionSettings::default() };
    TestServer::with(Options { door, ..Options::default() })
}

#[tokio::test]
async fn a_socket_is_opened_for_a_page_of_this_server_and_for_no_other() {
    let server = TestServer::start();
    let own = format!("http://{}", server.address);
    let opened = Request::upgrade().with("origin", &own).ask(server.address).await;
    assert_eq!(opened.status, 101);
    let behind_a_proxy = Request::upgrade()
        .with("host", "kring.school.example")
        .with("origin", "https://kring.school.example");
    assert_eq!(behind_a_proxy.ask(server.address).await.status, 101);
    let port = server.address.port();
    let localhost = format!("http://localhost:{port}");
    for foreign in ["https://evil.example", "null", "", "file://", localhost.as_str()] {
        let refused = Request::upgrade().with("origin", foreign).ask(server.address).await;
        assert_eq!((refused.status, refused.code()), (403, Problem::ForeignOrigin), "{foreign}");
    }
    let unnamed = Request::upgrade().ask(server.address).await;
    assert_eq!((unnamed.status, unnamed.code()), (403, Problem::ForeignOrigin));
    let both = Request::upgrade().with("origin", "https://evil.example").with("origin", &own);
    assert_eq!(both.ask(server.address).await.code(), Problem::ForeignOrigin);
    server.stop().await;
}

#[tokio::test]
async fn with_a_list_only_its_pages_open_a_socket() {
    let server = listed(&["https://kring.school.example", "https://intern.example:8443"]);
    for good in ["https://kring.school.example", "https://intern.example:8443"] {
        let opened = Request::upgrade().with("origin", good).ask(server.address).await;
        assert_eq!(opened.status, 101, "{good}");
    }
    // Not even one of the host itself: it may be a name of somebody else's that points here.
    let own = format!("http://{}", server.address);
    for foreign in [own.as_str(), "http://kring.school.example", "https://intern.example", "null"] {
        let refused = Request::upgrade().with("origin", foreign).ask(server.address).await;
        assert_eq!(refused.code(), Problem::ForeignOrigin, "{foreign}");
    }
    assert_eq!(Request::upgrade().ask(server.address).await.code(), Problem::ForeignOrigin);
    server.stop().await;
}

#[tokio::test]
async fn the_flags_of_the_real_program_set_the_door() {
    let data = tempfile::tempdir().unwrap();
    let flags = [
        ["--origin", "https://a.example, https://b.example"],
        ["--origin", "https://c.example"],
        ["--trusted-proxy", "127.0.0.1,10.0.0.0/8"],
        ["--people-per-address", "1"],
    ];
    let server = Process::start_with(data.path(), &flags.concat()).await;
    for (origin, status) in [
        ("https://a.example", 101),
        ("https://b.example", 101),
        ("https://c.example", 101),
        ("https://d.example", 403),
    ] {
        let asked = Request::upgrade().with("origin", origin).ask(server.address).await;
        assert_eq!(asked.status, status, "{origin}");
    }
    let mut refused = 0;
    for n in 0..70 {
        let said = format!("203.0.113.{n}, 198.51.100.7, 10.1.2.3");
        let asked = Request::get("/api/health").with("x-forwarded-for", &said);
        refused += usize::from(asked.ask(server.address).await.status == 429);
    }
    assert!(refused > 0, "one visitor behind two proxies is one visitor");
    assert!(server.terminate().await);
}

#[tokio::test]
async fn a_foreign_page_cannot_make_a_meeting_and_a_program_can() {
    let server = TestServer::start();
    let create =
        || Request::post("/api/sessions", &json!({ "method": "dialoog", "name": "Gerda" }));
    let own = format!("http://{}", server.address);
    assert_eq!(create().ask(server.address).await.status, 201);
    assert_eq!(create().with("origin", &own).ask(server.address).await.status, 201);
    for foreign in ["https://evil.example", "null"] {
        let refused = create().with("origin", foreign).ask(server.address).await;
        assert_eq!((refused.status, refused.code()), (403, Problem::ForeignOrigin), "{foreign}");
    }
    server.stop().await;
}

#[tokio::test]
async fn every_answer_keeps_the_page_to_itself() {
    let server = TestServer::start();
    let foreign = Request::upgrade().with("origin", "https://evil.example");
    let requests = [
        (Request::get("/"), 200),
        (Request::get("/join"), 200),
        (Request::get("/nergens.txt"), 404),
        (Request::get("/api/health"), 200),
        (Request::get("/api/methods"), 200),
        (Request::get("/api/nergens"), 404),
        (Request::get("/api/join"), 405),
        (Request::get("/api/ws"), 426),
        (Request::post("/api/join", &json!({})), 400),
        (Request::get("/api/sessions/x/report"), 401),
        (foreign, 403),
    ];
    for (request, status) in requests {
        let answer = request.ask(server.address).await;
        assert_eq!(answer.status, status, "{request:?}");
        let policy = answer.header("content-security-policy").unwrap();
        for rule in [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "connect-src 'self'",
            "form-action 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ] {
            assert!(policy.split("; ").any(|known| known == rule), "{rule} in {policy}");
        }
        assert!(!policy.contains("unsafe") && !policy.contains('*') && !policy.contains(':'));
        for (name, value) in [
            ("referrer-policy", "no-referrer"),
            ("x-content-type-options", "nosniff"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{request:?}");
        }
        assert!(answer.header("permissions-policy").unwrap().contains("camera=(), "));
        // Over plain HTTP a promise of TLS would lock people out.
        assert_eq!(answer.header("strict-transport-security"), None);
        assert_eq!(answer.header("set-cookie"), None);
        assert_eq!(answer.header("access-control-allow-origin"), None);
    }
    server.stop().await;
}

#[tokio::test]
async fn numbers_are_told_at_an_address_of_their_own() {
    let server = TestServer::start();
    let told = Request::get("/metrics").ask(server.metrics).await;
    assert_eq!(told.status, 200);
    for path in ["/api/metrics", "/metrics"] {
        let asked = Request::get(path).ask(server.address).await;
        assert!(!asked.body.contains("kring_"), "{path}: {asked:?}");
    }
    assert_eq!(Request::get("/api/metrics").ask(server.address).await.status, 404);
    server.stop().await;
}

/// What bots send that look at a link before somebody follows it.
const BOTS: [(&str, &str); 6] = [
    ("user-agent", "WhatsApp/2.23.20.0"),
    ("user-agent", "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)"),
    ("user-agent", "Mozilla/5.0 (compatible; SkypeUriPreview Preview/0.5)"),
    ("purpose", "prefetch"),
    ("sec-purpose", "prefetch;prerender"),
    ("x-moz", "prefetch"),
];

#[tokio::test]
async fn looking_at_an_address_creates_nothing_and_joins_nobody() {
    let (server, mut meeting) = meeting().await;
    let (invitation, session) = (meeting.invitation.clone(), meeting.leader().session);
    let token = format!("Bearer {}", meeting.tokens.first().unwrap());
    let addresses = [
        "/".to_owned(),
        "/join".to_owned(),
        format!("/join?invitation={invitation}"),
        format!("/join/{invitation}"),
        "/api/sessions".to_owned(),
        "/api/join".to_owned(),
        format!("/api/join?invitation={invitation}&name=Bot"),
        "/api/invitation/preview".to_owned(),
        format!("/api/sessions/{session}/invitation"),
        format!("/api/sessions/{session}/report"),
        "/api/ws".to_owned(),
        "/api/methods".to_owned(),
    ];
    let heard = meeting.leader().heard.len();
    for address in &addresses {
        for method in ["GET", "HEAD", "OPTIONS"] {
            for (name, value) in BOTS {
                let request = Request::new(method, address)
                    .with(name, value)
                    .with("authorization", &token)
                    .with("origin", "https://preview.example");
                let answer = request.ask(server.address).await;
                assert_ne!(answer.status, 201, "{request:?}");
            }
        }
    }
    still_the_same(&mut meeting, heard).await;
    server.stop().await;
}

/// Nobody came, nothing changed, and the invitation is the one that was handed out.
async fn still_the_same(meeting: &mut Meeting, heard: usize) {
    let leader = meeting.leader();
    leader.does(kring_protocol::Command::AcceptAgreements).await;
    let since = leader.heard.get(heard..).unwrap();
    let updates = since.iter().filter(|frame| frame.contains("\"update\"")).count();
    assert_eq!(updates, 1, "only what was just asked: {since:?}");
    assert_eq!((leader.view.people(), leader.online.len()), (4, 4));
    meeting.http.join(&meeting.invitation, "Els").await;
}

/// Files that the page is made of: what is built, and what it is built from.
fn page_files(dir: &std::path::Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        let text = path.extension().is_some_and(|ending| {
            ["html", "css", "js", "ts", "svelte", "svg"].iter().any(|known| ending == *known)
        });
        if path.is_dir() {
            page_files(&path, found);
        } else if text {
            found.push(path);
        }
    }
}

#[test]
fn no_file_of_the_page_loads_anything_from_elsewhere() {
    let client = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../web-client");
    let mut files = vec![client.join("index.html")];
    page_files(&client.join("src"), &mut files);
    page_files(&client.join("dist"), &mut files);
    assert!(files.iter().any(|file| file.starts_with(client.join("dist"))), "build the page first");
    // Names of formats, which nobody fetches; where a compiler's message or a generated file's
    // origin is explained; and what a placeholder shows.
    let names = [
        "http://www.w3.org/",
        "https://svelte.dev/e/",
        "https://github.com/Aleph-Alpha/ts-rs",
        "https://\"",
        "https://`",
        // Where the precache of the service worker says that a browser warned.
        "https://bit.ly/wb-precache",
    ];
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        for (at, _) in text.match_indices("://") {
            let scheme = text.get(..at).unwrap().rsplit(|c: char| !c.is_ascii_alphabetic()).next();
            if !["http", "https", "ws", "wss"].contains(&scheme.unwrap()) {
                continue;
            }
            let from = at - scheme.unwrap().len();
            let link: String = text.get(from..).unwrap().chars().take(60).collect();
            let named = names.iter().any(|name| link.starts_with(name));
            assert!(named, "{} names {link}", file.display());
        }
        let html = file.extension().is_some_and(|ending| ending == "html");
        let inline = html && (text.contains("<style") || text.contains(" style=\""));
        let script = html && text.contains("<script>");
        assert!(!inline && !script, "{} has an inline style or script", file.display());
        assert!(!text.contains("\"//") && !text.contains("url(//"), "{}", file.display());
    }
}
