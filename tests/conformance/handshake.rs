//! Section 4.2: the server's side of the opening handshake.

use kring_tests::TestServer;

use crate::goes_on;
use kring_tests::peer::{ACCEPT, HandshakeResponse, Peer, headers};

/// Shakes hands with one header replaced, or left out.
async fn answered(name: &str, value: Option<&str>) -> HandshakeResponse {
    let server = TestServer::start();
    let mut headers = headers(server.address);
    headers.retain(|(header, _)| *header != name);
    headers.extend(value.map(|value| (name, value.to_owned())));
    Peer::shake_hands(server.address, "GET", &headers).await.1
}

/// Shakes hands with headers on top, and gives the answer to a handshake that worked.
async fn opened_with(more: &[(&'static str, &str)]) -> HandshakeResponse {
    let server = TestServer::start();
    let mut headers = headers(server.address);
    headers.extend(more.iter().map(|(name, value)| (*name, (*value).to_owned())));
    let (mut peer, answer) = Peer::shake_hands(server.address, "GET", &headers).await;
    assert_eq!(answer.status, 101);
    goes_on(&mut peer).await;
    answer
}

fn says_what_it_takes(answer: &HandshakeResponse) {
    assert_eq!(answer.status, 426);
    assert_eq!(answer.header("sec-websocket-version"), Some("13"));
    assert_eq!(answer.header("upgrade"), Some("websocket"));
    // A connection that was to be closed anyway says that too.
    assert!(matches!(answer.header("connection"), Some("upgrade" | "upgrade, close")));
}

// 4.2.2, 5: status line, Upgrade, Connection, and the accept value of the RFC's own example (1.3).
#[tokio::test]
async fn a_good_handshake_is_answered_with_101_and_the_accept_value() {
    let answer = opened_with(&[]).await;
    assert_eq!(answer.header("upgrade"), Some("websocket"));
    assert_eq!(answer.header("connection"), Some("upgrade"));
    assert_eq!(answer.header("sec-websocket-accept"), Some(ACCEPT));
}

// 4.2.1, 3: the header holds "websocket", compared without regard to case.
#[tokio::test]
async fn upgrade_is_compared_without_regard_to_case() {
    assert_eq!(answered("Upgrade", Some("WebSocket")).await.status, 101);
}

// 4.2.1, 4: the header includes the token "Upgrade", as Firefox sends it.
#[tokio::test]
async fn connection_may_name_more_than_the_upgrade() {
    assert_eq!(answered("Connection", Some("keep-alive, Upgrade")).await.status, 101);
}

// 4.2.1, 3.
#[tokio::test]
async fn a_missing_or_other_upgrade_is_answered_with_426() {
    for value in [None, Some("h2c"), Some("")] {
        says_what_it_takes(&answered("Upgrade", value).await);
    }
}

// 4.2.1, 4.
#[tokio::test]
async fn a_missing_or_other_connection_is_answered_with_426() {
    for value in [None, Some("keep-alive"), Some("close")] {
        says_what_it_takes(&answered("Connection", value).await);
    }
}

// 4.2.2, 4 and 4.4: another version gets 426 and the version the server speaks.
#[tokio::test]
async fn another_version_of_the_websocket_is_told_which_one_is_spoken() {
    for value in [None, Some("8"), Some("0"), Some("14"), Some("13, 8"), Some("dertien")] {
        says_what_it_takes(&answered("Sec-WebSocket-Version", value).await);
    }
}

// 4.2.1, 5: a key that decodes to 16 bytes.
#[tokio::test]
async fn a_key_that_is_not_16_bytes_is_refused() {
    for key in ["", "kort", "dGhlIHNhbXBsZSBub25jZQ", "AAAA", "dGhlIHNhbXBsZSBub25jZSE=", "*"] {
        assert_eq!(answered("Sec-WebSocket-Key", Some(key)).await.status, 400, "{key}");
    }
}

// 4.2.1, 5. Without a key it is no handshake at all.
#[tokio::test]
async fn a_missing_key_is_answered_with_426() {
    says_what_it_takes(&answered("Sec-WebSocket-Key", None).await);
}

// 11.3.1: the header does not appear more than once in a request.
#[tokio::test]
async fn a_second_key_is_refused() {
    let server = TestServer::start();
    let mut headers = headers(server.address);
    headers.push(("Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAAAA==".into()));
    let (_, answer) = Peer::shake_hands(server.address, "GET", &headers).await;
    assert_eq!(answer.status, 400);
}

// 4.1, 2: the method is GET.
#[tokio::test]
async fn another_method_than_get_is_refused() {
    let server = TestServer::start();
    let mut headers = headers(server.address);
    headers.push(("Content-Length", "0".into()));
    let (_, answer) = Peer::shake_hands(server.address, "POST", &headers).await;
    assert_eq!(answer.status, 405);
}

// RFC 9112, 3.2: a request without a host, or with two, is no request.
#[tokio::test]
async fn a_handshake_without_a_host_is_refused() {
    let answer = answered("Host", None).await;
    assert!(matches!(answer.status, 400 | 403), "{}", answer.status);
}

// 4.2.2, 5 and 9.1: an extension that is not spoken is left out of the answer.
#[tokio::test]
async fn extensions_are_declined_by_not_naming_them() {
    let deflate = "permessage-deflate; client_max_window_bits, x-onbekend";
    let answer = opened_with(&[("Sec-WebSocket-Extensions", deflate)]).await;
    assert_eq!(answer.header("sec-websocket-extensions"), None);
}

// 4.2.2, 5: so is a subprotocol.
#[tokio::test]
async fn subprotocols_are_declined_by_not_naming_them() {
    let answer = opened_with(&[("Sec-WebSocket-Protocol", "chat, superchat")]).await;
    assert_eq!(answer.header("sec-websocket-protocol"), None);
}

// 4.1: "The request MAY include any other header fields".
#[tokio::test]
async fn headers_that_nobody_knows_change_nothing() {
    opened_with(&[("X-Onbekend", "ja"), ("Cookie", "a=b")]).await;
}

// 10.2: the origin decides for pages of other places.
#[tokio::test]
async fn a_foreign_or_null_origin_is_refused() {
    for origin in ["http://elders.example", "null", "http://127.0.0.1:1"] {
        assert_eq!(answered("Origin", Some(origin)).await.status, 403, "{origin}");
    }
}
