//! Connections before they have said anything: what they cost is bounded.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use kring_protocol::code::Problem;
use kring_tests::TestServer;
use kring_tests::client::PATIENCE;
use kring_tests::http1::{HttpResponse, Request};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::meeting;

/// Says something, and then nothing more; gives everything that comes until the other side is done.
async fn says(address: SocketAddr, text: String) -> (Vec<u8>, Duration) {
    let begun = Instant::now();
    let (mut reading, mut writing) = TcpStream::connect(address).await.unwrap().into_split();
    // The server may be done before everything is said.
    let writing = tokio::spawn(async move {
        let _ = writing.write_all(text.as_bytes()).await;
        writing
    });
    let mut heard = vec![];
    let mut chunk = [0; 4096];
    let listening = async {
        while let Ok(read @ 1..) = reading.read(&mut chunk).await {
            heard.extend_from_slice(chunk.get(..read).unwrap());
        }
    };
    timeout(PATIENCE, listening).await.expect("the server is done within the time a test waits");
    drop(writing.await);
    (heard, begun.elapsed())
}

/// Everything that the server has to bear before anybody has said who they are.
#[tokio::test]
async fn huge_headers_are_refused_at_once() {
    let (server, mut meeting) = meeting().await;
    let own = format!("http://{}", server.address);
    let upgrade = Request::upgrade().with("origin", &own);
    let one_huge = upgrade.clone().with("x-huge", &"x".repeat(1024 * 1024));
    let cookies = upgrade.clone().with("cookie", &"k=v; ".repeat(4 * 1024));
    let many = (0..200).fold(upgrade.clone(), |all, n| all.with(&format!("x-{n}"), "x"));
    let address = Request::get(&format!("/{}", "x".repeat(60 * 1024)));
    for (request, statuses) in
        [(one_huge, vec![431]), (cookies, vec![431]), (many, vec![431]), (address, vec![414, 431])]
    {
        let (heard, taken) = says(server.address, request.text("kring.example")).await;
        assert!(statuses.contains(&HttpResponse::read(&heard).status), "{statuses:?}");
        assert!(taken < Duration::from_secs(5), "{taken:?}");
    }
    // What a browser and two proxies send is nowhere near it.
    let usual = upgrade.with("cookie", &"x".repeat(4 * 1024)).with("user-agent", &"y".repeat(500));
    assert_eq!(usual.ask(server.address).await.status, 101);
    meeting.leader().does(kring_protocol::Command::Start).await;
    server.stop().await;
}

#[tokio::test]
async fn whoever_does_not_finish_their_request_is_dropped_after_ten_seconds() {
    let server = TestServer::start();
    let half = "GET /api/ws HTTP/1.1\r\nhost: kring.example\r\nx-slow: ".to_owned();
    let body = "POST /api/join HTTP/1.1\r\nhost: kring.example\r\ncontent-length: 100\r\n\r\n{";
    let (half, silent, body) = tokio::join!(
        says(server.address, half),
        says(server.address, String::new()),
        says(server.address, body.to_owned()),
    );
    assert_eq!((half.0.as_slice(), silent.0.as_slice()), (&[][..], &[][..]));
    assert_eq!(HttpResponse::read(&body.0).code(), Problem::TooSlow);
    for (_, taken) in [half, silent, body] {
        assert!((9..30).contains(&taken.as_secs()), "{taken:?}");
    }
    server.stop().await;
}

#[tokio::test]
async fn one_address_has_only_so_many_connections_open() {
    let server = TestServer::for_people(1);
    let mut open = vec![];
    for _ in 0..8 {
        open.push(TcpStream::connect(server.address).await.unwrap());
    }
    let (heard, taken) = says(server.address, String::new()).await;
    assert!(heard.is_empty() && taken < Duration::from_secs(5), "{taken:?}");
    // Those that are open are as good as before, and when they end there is room again.
    for stream in &mut open {
        let request = Request::get("/api/health").text("kring.example");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut heard = vec![];
        stream.read_to_end(&mut heard).await.unwrap();
        assert_eq!(HttpResponse::read(&heard).status, 200);
    }
    drop(open);
    let answer = Request::get("/api/health").ask(server.address).await;
    assert_eq!(answer.status, 200);
    server.stop().await;
}

#[tokio::test]
async fn deeply_nested_json_is_refused_over_http() {
    let server = TestServer::start();
    for deep in ["[".repeat(16_000), format!("{{\"method\":{}", "{\"a\":".repeat(3_000))] {
        let reply = server.http().post_text("/api/sessions", deep, None).await;
        assert_eq!((reply.status, reply.problem().code), (400, Problem::BadRequest));
    }
    assert_eq!(server.http().get("/api/health", None).await.status, 200);
    server.stop().await;
}
