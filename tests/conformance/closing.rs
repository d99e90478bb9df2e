//! Section 7: how a connection ends.

use kring_protocol::close_code;
use kring_tests::TestServer;
use serde_json::json;

use crate::{greeted, open};
use kring_tests::peer::{CLOSE, Frame, PING, Peer};

// 7.1.1: "the server MUST close the connection immediately" once both have said goodbye: the peer,
// which does not close, sees the end.
#[tokio::test]
async fn the_server_ends_tcp_first_after_a_goodbye_of_the_client() {
    let (_server, mut peer) = open().await;
    peer.send(&Frame::close(1000, b"")).await;
    assert_eq!(peer.frame().await, Some((CLOSE, 1000_u16.to_be_bytes().to_vec())));
    assert_eq!(peer.frame().await, None);
}

// 7.1.2, the other way round: the server says goodbye, waits for the answer, and ends TCP.
#[tokio::test]
async fn the_server_waits_for_the_answer_to_its_own_goodbye() {
    let server = TestServer::start();
    let mut peer = Peer::open(server.address).await;
    let hello = json!({"type": "hello", "protocol": 2});
    peer.send(&Frame::text(hello.to_string())).await;
    let goodbye = close_code::WRONG_VERSION.to_be_bytes().to_vec();
    assert_eq!(peer.frame().await, Some((CLOSE, goodbye.clone())));
    // Still there: it reads until the answer, though it says nothing any more (5.5.1).
    peer.send(&Frame::text("te laat")).await;
    peer.send(&Frame::new(PING, "te laat")).await;
    peer.send(&Frame::new(CLOSE, goodbye)).await;
    assert_eq!(peer.frame().await, None);
}

// 7.1.2: a peer that does not answer holds nobody up.
#[tokio::test]
async fn a_goodbye_that_is_not_answered_ends_all_the_same() {
    let (_server, mut peer) = open().await;
    let hello = json!({"type": "hello", "protocol": 2});
    peer.send(&Frame::text(hello.to_string())).await;
    assert_eq!(peer.closed().await, Some(close_code::WRONG_VERSION));
}

// 7.1.5: after `hello` as before it.
#[tokio::test]
async fn a_connection_that_takes_part_is_closed_the_same_way() {
    let server = TestServer::start();
    let mut peer = greeted(&server).await;
    peer.send(&Frame::close(4321, b"")).await;
    assert_eq!(peer.closed().await, Some(4321));
    let mut peer = greeted(&server).await;
    peer.send(&Frame { reserved: 1, ..Frame::text("{}") }).await;
    assert_eq!(peer.closed().await, Some(close_code::WRONG_FRAME));
    let mut peer = greeted(&server).await;
    peer.send(&Frame::text([0xff])).await;
    assert_eq!(peer.closed().await, Some(close_code::NOT_UTF8));
}

// 7.1.7 and 7.2: an end of TCP without a goodbye, between frames, within one, and within a message.
#[tokio::test]
async fn a_connection_that_breaks_off_is_let_go_without_a_goodbye() {
    let whole = Frame::text("{}");
    for begun in [vec![], vec![0x81], vec![0x81, 0xfe, 0x00], vec![0x81, 0x85, 1, 2, 3, 4, 5]] {
        let (_server, mut peer) = open().await;
        peer.send(&whole).await;
        peer.message().await;
        peer.send_bytes(&begun).await;
        peer.hang_up().await;
        assert_eq!(peer.closed().await, None, "{begun:x?}");
    }
    let (_server, mut peer) = open().await;
    peer.send(&Frame::text("{").unfinished()).await;
    peer.hang_up().await;
    assert_eq!(peer.closed().await, None);
}

// 7.1.7: bytes after a frame that failed the connection are not looked at.
#[tokio::test]
async fn nothing_is_read_after_the_connection_failed() {
    let (_server, mut peer) = open().await;
    peer.send(&Frame { reserved: 2, ..Frame::text("{}") }).await;
    peer.send(&Frame::text("{}")).await;
    peer.send(&Frame::new(PING, "")).await;
    assert_eq!(peer.closed().await, Some(close_code::WRONG_FRAME));
}

// 7.4.1: going down is told with a code, to whoever takes part.
#[tokio::test]
async fn a_server_that_goes_down_says_so() {
    let server = TestServer::start();
    let mut peer = greeted(&server).await;
    let answered = async {
        assert_eq!(peer.message().await["type"], "draining");
        let goodbye = close_code::RESTART.to_be_bytes().to_vec();
        assert_eq!(peer.frame().await, Some((CLOSE, goodbye.clone())));
        peer.send(&Frame::new(CLOSE, goodbye)).await;
        assert_eq!(peer.frame().await, None);
    };
    tokio::join!(answered, server.stop());
}
