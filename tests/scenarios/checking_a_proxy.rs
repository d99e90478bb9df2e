//! `kring check` says what a proxy in between broke.

use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;

use kring_tests::TestServer;
use kring_tests::server::command;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};

/// What a proxy makes of the head of a request.
type Change = fn(String) -> Result<String, String>;

/// A proxy that changes the head of each request; what it returns as `Err` it answers itself.
async fn proxy(to: SocketAddr, change: Change) -> SocketAddr {
    impatient_proxy(to, change, Duration::MAX).await
}

/// The same, which leaves a connection open for so long.
async fn impatient_proxy(to: SocketAddr, change: Change, patience: Duration) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        loop {
            let (mut client, _) = listener.accept().await.unwrap();
            let mut head = vec![];
            while !head.ends_with(b"\r\n\r\n") {
                head.push(client.read_u8().await.unwrap());
            }
            match change(String::from_utf8(head).unwrap()) {
                Ok(head) => {
                    let mut server = TcpStream::connect(to).await.unwrap();
                    server.write_all(head.as_bytes()).await.unwrap();
                    let mut passing = pin!(copy_bidirectional(&mut client, &mut server));
                    let _ = tokio::time::timeout(patience, &mut passing).await;
                }
                Err(answer) => client.write_all(answer.as_bytes()).await.unwrap(),
            }
        }
    });
    address
}

async fn verdict(address: SocketAddr) -> (bool, String) {
    command(&["check", &format!("http://{address}"), "--quiet", "0s"]).await
}

#[tokio::test]
async fn a_kring_that_people_can_reach_is_said_to_be_one() {
    let server = TestServer::start();
    for address in [server.address, proxy(server.address, Ok).await] {
        let (well, said) = verdict(address).await;
        assert!(well && said.contains("people can meet at"), "{said}");
        assert!(said.contains("messages come and go at once"), "{said}");
    }
    server.stop().await;
}

#[tokio::test]
async fn what_a_proxy_broke_is_named() {
    let server = TestServer::start();
    let to = server.address;
    let cases: [(Change, &str); 5] = [
        (
            |head| {
                let host = head.lines().find(|line| line.to_lowercase().starts_with("host:"));
                Ok(head.replace(host.unwrap(), "Host: kring.internal"))
            },
            "pass on the Host header",
        ),
        (
            |head| {
                let kept = head.lines().filter(|line| !line.to_lowercase().starts_with("upgrade:"));
                Ok(kept.collect::<Vec<_>>().join("\r\n") + "\r\n\r\n")
            },
            "without its Upgrade header",
        ),
        (
            |_| Err("HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n".into()),
            "does not reach Kring",
        ),
        (|_| Err("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi".into()), "as an ordinary page"),
        (|_| Err("HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n".into()), "is not Kring"),
    ];
    for (change, says) in cases {
        let (well, said) = verdict(proxy(to, change).await).await;
        assert!(!well && said.contains(says), "{says}: {said}");
    }
    server.stop().await;
}

#[tokio::test]
async fn a_proxy_that_cuts_quiet_connections_is_named_and_no_meeting_is_left() {
    let server = TestServer::start();
    let patience = Duration::from_secs(2);
    for (to, quiet, says) in [
        (server.address, "1s", "a quiet connection stays open"),
        (impatient_proxy(server.address, Ok, patience).await, "1h", "cut the connection"),
    ] {
        let (well, said) = command(&["check", &format!("http://{to}"), "--quiet", quiet]).await;
        assert!(said.contains(says), "{says}: {said}");
        assert_eq!(well, quiet == "1s", "{said}");
        assert!(!said.contains("not erased"), "{said}");
    }
    server.stop().await;
}

#[tokio::test]
async fn what_is_no_address_of_a_kring_is_said_to_be_none() {
    for (address, says) in [
        ("kring.example", "https://"),
        ("ftp://kring.example", "https:// or http://"),
        ("http://127.0.0.1:9/kring", "a name of its own"),
        ("http://127.0.0.1:9", "nothing answers at 127.0.0.1:9"),
    ] {
        let (well, said) = command(&["check", address]).await;
        assert!(!well && said.contains(says), "{address}: {said}");
    }
}
