//! What is around the process: its console, its signals, the ways in which people write an address.

use std::process::Stdio;
use std::time::Duration;

use kring_tests::Client;
use kring_tests::server::{Process, binary, command};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;

/// Starts with this address; returns where it says that it listens, or what it says instead.
async fn listens(address: &str) -> Result<String, String> {
    let data = tempfile::tempdir().unwrap();
    let mut started = Command::new(binary())
        .args(["--listen", address, "--data", data.path().to_str().unwrap()])
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(started.stderr.take().unwrap()).lines();
    let mut said = String::new();
    while let Some(line) = lines.next_line().await.unwrap() {
        if let Some((_, address)) = line.split_once("Kring is listening on http://") {
            return Ok(address.to_owned());
        }
        said += &line;
        said.push('\n');
    }
    Err(said)
}

#[tokio::test]
async fn an_address_is_understood_as_people_write_it() {
    assert!(listens("127.0.0.1:0").await.unwrap().starts_with("127.0.0.1:"));
    assert!(listens("localhost:0").await.unwrap().starts_with("127.0.0.1:"));
    assert!(listens(":0").await.unwrap().starts_with("0.0.0.0:"));
    assert!(listens("0").await.unwrap().starts_with("127.0.0.1:"));
    for socket in ["/run/kring.sock", "unix:/run/kring.sock", "./kring.sock"] {
        let said = listens(socket).await.unwrap_err();
        assert!(said.contains("no Unix socket") && said.contains("127.0.0.1:8080"), "{said}");
    }
    let said = listens("kring").await.unwrap_err();
    assert!(said.contains("localhost:8080"), "{said}");
}

#[tokio::test]
async fn a_console_that_is_full_or_closed_does_not_stop_it() {
    let (well, said) = command(&["methods", "list"]).await;
    assert!(well, "{said}");
    let data = tempfile::tempdir().unwrap();
    // A port that is free a moment ago: what it says cannot be read here.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut started = Command::new(binary())
        .args(["--listen", &port.to_string(), "--data", data.path().to_str().unwrap()])
        .stdout(full.try_clone().unwrap())
        .stderr(full)
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let http = kring_tests::http::Http::new(&format!("http://127.0.0.1:{port}"));
    while tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_err() {
        assert_eq!(started.try_wait().unwrap(), None, "it died without a word");
        tokio::task::yield_now().await;
    }
    assert_eq!(http.get("/api/health", None).await.status, 200);
    started.start_kill().unwrap();
}

#[tokio::test]
async fn a_second_signal_ends_it_at_once() {
    let data = tempfile::tempdir().unwrap();
    let server = Process::start_with(data.path(), &["--drain-for", "10m"]).await;
    let created = server.http().create("dialoog", "Gerda").await;
    let mut gerda = Client::connect(&server.ws(), &created.token).await;
    gerda.does(kring_protocol::Command::AcceptAgreements).await;
    server.signal("-INT").await;
    while server.http().get("/api/ready", None).await.status == 200 {
        tokio::task::yield_now().await;
    }
    server.signal("-INT").await;
    let stopped = tokio::time::timeout(Duration::from_secs(60), server.exited()).await.unwrap();
    assert!(stopped.said.iter().any(|line| line.contains("stopped at once")), "{:?}", stopped.said);
    // What was acknowledged is there.
    let server = Process::start(data.path()).await;
    let again = Client::connect(&server.ws(), &created.token).await;
    let me = again.view.records().values().any(|record| {
        matches!(record, kring_protocol::Record::Participant(p) if p.id == again.id && p.accepted)
    });
    assert!(me);
    assert!(server.terminate().await);
}
