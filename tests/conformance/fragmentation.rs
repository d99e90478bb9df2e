//! Section 5.4: messages in several frames.

use crate::{closed_after, goes_on, malformed, open, unknown};
use kring_tests::peer::{BINARY, CONTINUATION, Frame, PING, PONG, TEXT};

const PROTOCOL_ERROR: Option<u16> = Some(1002);

/// A message as fragments of at most so many bytes.
fn fragments(message: &str, bytes: usize) -> Vec<Frame> {
    let mut frames: Vec<Frame> = message
        .as_bytes()
        .chunks(bytes)
        .enumerate()
        .map(|(n, part)| Frame::new(if n == 0 { TEXT } else { CONTINUATION }, part).unfinished())
        .collect();
    frames.last_mut().unwrap().fin = true;
    frames
}

// 5.4: "A fragmented message is equivalent to a single larger message". Cut anywhere, also within
// a character.
#[tokio::test]
async fn a_message_in_fragments_of_any_size_is_the_message() {
    let (_server, mut peer) = open().await;
    for bytes in [1, 2, 3, 7, 64, 4_096] {
        let (message, answer) = unknown();
        for frame in fragments(&message, bytes) {
            peer.send(&frame).await;
        }
        assert_eq!(peer.message().await, answer, "fragments of {bytes}");
    }
}

// 5.4: fragments may be empty, at the start, in the middle and at the end.
#[tokio::test]
async fn empty_fragments_add_nothing() {
    let (_server, mut peer) = open().await;
    let (message, answer) = unknown();
    let nothing = Frame::new(CONTINUATION, "").unfinished();
    peer.send(&Frame::text("").unfinished()).await;
    peer.send(&nothing).await;
    peer.send(&Frame::new(CONTINUATION, message).unfinished()).await;
    peer.send(&nothing).await;
    peer.send(&Frame::new(CONTINUATION, "")).await;
    assert_eq!(peer.message().await, answer);
}

#[tokio::test]
async fn a_message_of_empty_fragments_is_an_empty_message() {
    let (_server, mut peer) = open().await;
    peer.send(&Frame::text("").unfinished()).await;
    peer.send(&Frame::new(CONTINUATION, "")).await;
    assert_eq!(peer.message().await, malformed());
}

// 5.4: "Control frames MAY be injected in the middle of a fragmented message", and are answered then.
#[tokio::test]
async fn control_frames_between_fragments_are_answered_at_once() {
    let (_server, mut peer) = open().await;
    let (message, answer) = unknown();
    let (first, rest) = message.split_at(10);
    peer.send(&Frame::text(first).unfinished()).await;
    peer.send(&Frame::new(PING, "tussendoor")).await;
    assert_eq!(peer.frame().await, Some((PONG, b"tussendoor".to_vec())));
    peer.send(&Frame::new(PONG, "ongevraagd")).await;
    peer.send(&Frame::new(CONTINUATION, rest)).await;
    assert_eq!(peer.message().await, answer);
}

// 5.4 and 5.5.1: a close in the middle ends it, and what was begun is not a message.
#[tokio::test]
async fn a_close_between_fragments_is_answered() {
    let frames = [Frame::text("{").unfinished(), Frame::close(1000, b"")];
    assert_eq!(closed_after(&frames).await, Some(1000));
}

// 5.4: a continuation continues something.
#[tokio::test]
async fn a_continuation_without_a_start_fails_the_connection() {
    for fin in [true, false] {
        let frame = Frame { fin, ..Frame::new(CONTINUATION, "x") };
        assert_eq!(closed_after(&[frame]).await, PROTOCOL_ERROR);
    }
}

#[tokio::test]
async fn a_continuation_after_a_whole_message_fails_the_connection() {
    let (_server, mut peer) = open().await;
    goes_on(&mut peer).await;
    peer.send(&Frame::new(CONTINUATION, "x")).await;
    assert_eq!(peer.closed().await, PROTOCOL_ERROR);
}

// 5.4: "The fragments of one message MUST NOT be interleaved between the fragments of another".
#[tokio::test]
async fn a_new_message_inside_a_fragmented_one_fails_the_connection() {
    for opcode in [TEXT, BINARY] {
        for fin in [true, false] {
            let inside = Frame { fin, ..Frame::new(opcode, "{}") };
            let frames = [Frame::text("{").unfinished(), inside];
            assert_eq!(closed_after(&frames).await, PROTOCOL_ERROR, "opcode {opcode:x}");
        }
    }
}

// 5.4: the type of the message is that of its first fragment.
#[tokio::test]
async fn binary_fragments_are_a_binary_message() {
    let (_server, mut peer) = open().await;
    peer.send(&Frame::new(BINARY, [0xff]).unfinished()).await;
    peer.send(&Frame::new(CONTINUATION, [0xfe])).await;
    assert_eq!(peer.message().await["code"], "binary");
}

// 5.2: a reserved bit on a later fragment is no better than on the first.
#[tokio::test]
async fn a_reserved_bit_on_a_continuation_fails_the_connection() {
    let bad = Frame { reserved: 4, ..Frame::new(CONTINUATION, "}") };
    assert_eq!(closed_after(&[Frame::text("{").unfinished(), bad]).await, PROTOCOL_ERROR);
}
