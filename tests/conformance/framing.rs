//! Sections 5.1 and 5.2: the frame's head.

use crate::{closed_after, goes_on, malformed, open, unknown};
use kring_tests::peer::{BINARY, Frame, Length, PING, PONG, TEXT};

const PROTOCOL_ERROR: Option<u16> = Some(1002);
const TOO_BIG: Option<u16> = Some(1009);

// 5.2: "If a nonzero value is received and none of the negotiated extensions defines the meaning …"
#[tokio::test]
async fn each_reserved_bit_fails_the_connection() {
    for reserved in 1..=7 {
        let frame = Frame { reserved, ..Frame::text("{}") };
        assert_eq!(closed_after(&[frame]).await, PROTOCOL_ERROR, "bits {reserved:03b}");
    }
}

// 5.2, on control frames.
#[tokio::test]
async fn a_reserved_bit_on_a_control_frame_fails_the_connection() {
    for opcode in [PING, PONG] {
        let frame = Frame { reserved: 4, ..Frame::new(opcode, "") };
        assert_eq!(closed_after(&[frame]).await, PROTOCOL_ERROR, "opcode {opcode:x}");
    }
}

// 5.2: "%x3-7 are reserved for further non-control frames".
#[tokio::test]
async fn a_reserved_data_opcode_fails_the_connection() {
    for opcode in 0x3..=0x7 {
        assert_eq!(closed_after(&[Frame::new(opcode, "x")]).await, PROTOCOL_ERROR, "{opcode:x}");
    }
}

// 5.2: "%xB-F are reserved for further control frames".
#[tokio::test]
async fn a_reserved_control_opcode_fails_the_connection() {
    for opcode in 0xB..=0xF {
        assert_eq!(closed_after(&[Frame::new(opcode, "")]).await, PROTOCOL_ERROR, "{opcode:x}");
    }
}

// 5.1: "The server MUST close the connection upon receiving a frame that is not masked."
#[tokio::test]
async fn a_frame_that_is_not_masked_fails_the_connection() {
    for opcode in [TEXT, BINARY, PING, PONG] {
        let frame = Frame { mask: None, ..Frame::new(opcode, "{}") };
        assert_eq!(closed_after(&[frame]).await, PROTOCOL_ERROR, "opcode {opcode:x}");
    }
}

// 5.3: any mask, the one of four zeroes too.
#[tokio::test]
async fn every_mask_is_taken_off() {
    for mask in [[0; 4], [0xff; 4], [0x01, 0x80, 0x00, 0xfe]] {
        let (_server, mut peer) = open().await;
        let (message, answer) = unknown();
        peer.send(&Frame { mask: Some(mask), ..Frame::text(message) }).await;
        assert_eq!(peer.message().await, answer);
    }
}

// 5.2: lengths around the places where their writing changes. JSON may end in spaces.
#[tokio::test]
async fn every_length_up_to_the_limit_is_read() {
    let (_server, mut peer) = open().await;
    for length in [125, 126, 127, 255, 256, 32_767, 32_768, 65_534, 65_535, 65_536] {
        let (mut message, answer) = unknown();
        message += &" ".repeat(length - message.len());
        peer.send(&Frame::text(message)).await;
        assert_eq!(peer.message().await, answer, "{length} bytes");
    }
}

// 5.2: a length of nothing.
#[tokio::test]
async fn an_empty_message_is_a_message() {
    let (_server, mut peer) = open().await;
    peer.send(&Frame::text("")).await;
    assert_eq!(peer.message().await, malformed());
}

// 5.2: "the minimal number of bytes MUST be used to encode the length". That binds the sender; the
// RFC does not say that a receiver must fail the connection, and ours reads the length as it stands.
#[tokio::test]
async fn a_length_written_longer_than_needed_is_read_all_the_same() {
    for length in [Length::Two, Length::Eight] {
        let (_server, mut peer) = open().await;
        let (message, answer) = unknown();
        peer.send(&Frame { length, ..Frame::text(message) }).await;
        assert_eq!(peer.message().await, answer);
        peer.send(&Frame { length, ..Frame::text("") }).await;
        assert_eq!(peer.message().await, malformed());
    }
}

// 5.2: "the most significant bit MUST be 0". Ours sees a length over its limit and says that.
#[tokio::test]
async fn a_length_with_its_highest_bit_set_fails_the_connection() {
    for claimed in [1 << 63, u64::MAX] {
        let frame = Frame { length: Length::Claimed(claimed), ..Frame::text("") };
        assert_eq!(closed_after(&[frame]).await, TOO_BIG, "{claimed:x}");
    }
}

// 5.2: TCP keeps no boundaries, so a frame may come in any pieces.
#[tokio::test]
async fn a_frame_that_comes_byte_by_byte_is_read() {
    let (_server, mut peer) = open().await;
    let (message, answer) = unknown();
    peer.dribble(&Frame::text(message)).await;
    assert_eq!(peer.message().await, answer);
}

// 5.6 has text and binary. Kring's protocol is text: a binary message is told so, and nothing ends.
#[tokio::test]
async fn a_binary_message_is_read_and_told_apart() {
    let (_server, mut peer) = open().await;
    peer.send(&Frame::new(BINARY, [0xff, 0x00, 0xfe])).await;
    let error = serde_json::json!({"type": "error", "code": "binary", "id": null});
    assert_eq!(peer.message().await, error);
    goes_on(&mut peer).await;
}
