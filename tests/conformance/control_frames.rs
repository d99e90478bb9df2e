//! Section 5.5: close, ping and pong.

use kring_tests::TestServer;

use crate::{closed_after, goes_on, greeted, open};
use kring_tests::peer::{CLOSE, Frame, PING, PONG};

const PROTOCOL_ERROR: Option<u16> = Some(1002);
const NOT_UTF8: Option<u16> = Some(1007);

// 5.5.2 and 5.5.3: "MUST have identical "Application data"".
#[tokio::test]
async fn a_ping_is_answered_with_its_own_bytes() {
    let (_server, mut peer) = open().await;
    for payload in [vec![], b"hallo".to_vec(), vec![0xff, 0x00, 0xfe], vec![b'x'; 125]] {
        peer.send(&Frame::new(PING, payload.clone())).await;
        assert_eq!(peer.frame().await, Some((PONG, payload)));
    }
    goes_on(&mut peer).await;
}

// 5.5.3: of several pings, an endpoint "MAY elect to send a Pong frame for only the most recently
// processed Ping frame": the last one is always answered, in order.
// Before `hello` a connection may send twenty frames of any sort: this one has said it.
#[tokio::test]
async fn of_many_pings_the_last_is_answered() {
    let server = TestServer::start();
    let mut peer = greeted(&server).await;
    for n in 0..50_u8 {
        peer.send(&Frame::new(PING, [n])).await;
    }
    let mut last = None;
    while last != Some(49) {
        let (opcode, payload) = peer.frame().await.unwrap();
        assert_eq!((opcode, payload.len()), (PONG, 1));
        assert!(payload.first().copied() > last, "out of order");
        last = payload.first().copied();
    }
}

// 5.5.3: "A response to an unsolicited Pong frame is not expected."
#[tokio::test]
async fn an_unsolicited_pong_is_not_answered() {
    let (_server, mut peer) = open().await;
    peer.send(&Frame::new(PONG, "uit het niets")).await;
    goes_on(&mut peer).await;
}

// 5.5: "All control frames MUST have a payload length of 125 bytes or less".
#[tokio::test]
async fn a_control_frame_over_125_bytes_fails_the_connection() {
    for opcode in [PING, PONG] {
        let frame = Frame::new(opcode, vec![b'x'; 126]);
        assert_eq!(closed_after(&[frame]).await, PROTOCOL_ERROR, "opcode {opcode:x}");
    }
    let close = Frame::close(1000, &[b'x'; 124]);
    assert_eq!(closed_after(&[close]).await, PROTOCOL_ERROR);
}

// 5.5: "and MUST NOT be fragmented".
#[tokio::test]
async fn a_fragmented_control_frame_fails_the_connection() {
    for opcode in [PING, PONG, CLOSE] {
        let frame = Frame::new(opcode, "").unfinished();
        assert_eq!(closed_after(&[frame]).await, PROTOCOL_ERROR, "opcode {opcode:x}");
    }
}

// 5.5.1: "the first two bytes of the body MUST be a 2-byte unsigned integer".
#[tokio::test]
async fn a_close_of_one_byte_fails_the_connection() {
    assert_eq!(closed_after(&[Frame::new(CLOSE, [0x03])]).await, PROTOCOL_ERROR);
}

// 5.5.1: the body may be empty, and the answer then is empty too.
#[tokio::test]
async fn a_close_without_a_code_is_answered_without_one() {
    let (_server, mut peer) = open().await;
    peer.send(&Frame::new(CLOSE, "")).await;
    assert_eq!(peer.frame().await, Some((CLOSE, vec![])));
    assert_eq!(peer.frame().await, None);
}

// 5.5.1: "the endpoint typically echos the status code it received", and ours the reason as well.
#[tokio::test]
async fn a_close_is_answered_with_its_own_code() {
    for code in [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999] {
        let (_server, mut peer) = open().await;
        peer.send(&Frame::close(code, "tot ziens €".as_bytes())).await;
        let echo = [&code.to_be_bytes(), "tot ziens €".as_bytes()].concat();
        assert_eq!(peer.frame().await, Some((CLOSE, echo)));
        assert_eq!(peer.frame().await, None);
    }
}

// 7.4.1 and 7.4.2: codes that nobody may send. 1014 is not of the RFC, but of the later register; to
// a server that is not a gateway it means nothing, and ours treats it like the other reserved ones.
#[tokio::test]
async fn a_close_code_that_may_not_be_sent_is_a_protocol_error() {
    for code in [0, 1, 999, 1004, 1005, 1006, 1014, 1015, 1016, 1100, 2000, 2999, 5000, 65_535] {
        assert_eq!(closed_after(&[Frame::close(code, b"")]).await, PROTOCOL_ERROR, "code {code}");
    }
}

// 5.5.1: the reason is UTF-8.
#[tokio::test]
async fn a_close_reason_that_is_not_utf8_fails_the_connection() {
    for reason in [&[0xff][..], &[0xc3], &[0xed, 0xa0, 0x80], &[0xce, 0xba, 0xe1]] {
        assert_eq!(closed_after(&[Frame::close(1000, reason)]).await, NOT_UTF8, "{reason:x?}");
    }
}

// 5.5.1: a reason as long as it fits.
#[tokio::test]
async fn a_close_of_125_bytes_is_answered() {
    assert_eq!(closed_after(&[Frame::close(1000, &[b'x'; 123])]).await, Some(1000));
}

// 5.5.1 and 1.4: after a close "any data received" is discarded.
#[tokio::test]
async fn what_follows_a_close_is_not_answered() {
    let (_server, mut peer) = open().await;
    peer.send(&Frame::close(1000, b"")).await;
    peer.send(&Frame::new(PING, "nog iets")).await;
    peer.send(&Frame::text("{}")).await;
    peer.send(&Frame::close(1001, b"")).await;
    assert_eq!(peer.closed().await, Some(1000));
}
