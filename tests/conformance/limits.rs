//! Section 10.4: limits of an implementation, and 7.4.1's code for them.

use kring_protocol::{close_code, limits};

use crate::{closed_after, open, unknown};
use kring_tests::peer::{BINARY, CONTINUATION, Frame, Length};

const TOO_BIG: Option<u16> = Some(close_code::TOO_BIG);

/// A message of exactly so many bytes, and its answer.
fn message_of(bytes: usize) -> (Vec<u8>, serde_json::Value) {
    let (mut message, answer) = unknown();
    message += &" ".repeat(bytes - message.len());
    (message.into_bytes(), answer)
}

#[tokio::test]
async fn a_message_of_64_kib_passes_and_one_byte_more_closes_with_1009() {
    let (_server, mut peer) = open().await;
    let (message, answer) = message_of(limits::MESSAGE_BYTES);
    peer.send(&Frame::text(message)).await;
    assert_eq!(peer.message().await, answer);
    let (message, _) = message_of(limits::MESSAGE_BYTES + 1);
    peer.send(&Frame::text(message)).await;
    assert_eq!(peer.closed().await, TOO_BIG);
}

#[tokio::test]
async fn the_sum_of_the_fragments_has_the_same_limit() {
    let (_server, mut peer) = open().await;
    let (message, answer) = message_of(limits::MESSAGE_BYTES);
    let (first, rest) = message.split_at(50_000);
    peer.send(&Frame::text(first).unfinished()).await;
    peer.send(&Frame::new(CONTINUATION, rest)).await;
    assert_eq!(peer.message().await, answer);
    peer.send(&Frame::text(first).unfinished()).await;
    peer.send(&Frame::new(CONTINUATION, rest).unfinished()).await;
    peer.send(&Frame::new(CONTINUATION, " ")).await;
    assert_eq!(peer.closed().await, TOO_BIG);
}

#[tokio::test]
async fn a_binary_message_has_the_same_limit() {
    let (_server, mut peer) = open().await;
    peer.send(&Frame::new(BINARY, vec![0xff; limits::MESSAGE_BYTES])).await;
    assert_eq!(peer.message().await["code"], "binary");
    peer.send(&Frame::new(BINARY, vec![0xff; limits::MESSAGE_BYTES + 1])).await;
    assert_eq!(peer.closed().await, TOO_BIG);
}

// The head alone is enough: nobody waits for, or keeps room for, what was announced.
#[tokio::test]
async fn a_length_over_the_limit_is_refused_before_its_bytes_come() {
    for claimed in [65_537, 1 << 32, (1 << 63) - 1] {
        let frame = Frame { length: Length::Claimed(claimed), ..Frame::text("") };
        assert_eq!(closed_after(&[frame]).await, TOO_BIG, "{claimed}");
    }
}
