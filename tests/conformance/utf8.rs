//! Section 8.1: text that is UTF-8, and text that is not.

use crate::{closed_after, malformed, open, unknown};
use kring_tests::peer::{CONTINUATION, Frame};

const NOT_UTF8: Option<u16> = Some(1007);

/// Sequences that no UTF-8 text has, after RFC 3629.
const BAD: [(&str, &[u8]); 14] = [
    ("a lone continuation byte", &[0x80]),
    ("two of them", &[0xbf, 0x80]),
    ("a lead byte without its continuation", &[0xc3, b'x']),
    ("bytes that never occur", &[0xfe]),
    ("the other one", &[0xff]),
    ("an overlong slash of two bytes", &[0xc0, 0xaf]),
    ("of three", &[0xe0, 0x80, 0xaf]),
    ("of four", &[0xf0, 0x80, 0x80, 0xaf]),
    ("an overlong nothing", &[0xc0, 0x80]),
    ("a high surrogate", &[0xed, 0xa0, 0x80]),
    ("a low surrogate", &[0xed, 0xbf, 0xbf]),
    ("a pair of surrogates", &[0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80]),
    ("a character above the last one", &[0xf4, 0x90, 0x80, 0x80]),
    ("a sequence of five bytes", &[0xf8, 0x88, 0x80, 0x80, 0x80]),
];

// 8.1: "a byte stream … not a valid UTF-8 stream, that endpoint MUST _Fail the WebSocket Connection_".
#[tokio::test]
async fn text_that_is_not_utf8_fails_the_connection() {
    for (what, bytes) in BAD {
        let text = [b"{\"type\":\"", bytes, b"\"}"].concat();
        assert_eq!(closed_after(&[Frame::text(text)]).await, NOT_UTF8, "{what}");
    }
}

// 8.1, in the second of two fragments.
#[tokio::test]
async fn text_that_is_not_utf8_in_a_later_fragment_fails_the_connection() {
    for (what, bytes) in BAD {
        let frames = [Frame::text("{\"type\":").unfinished(), Frame::new(CONTINUATION, bytes)];
        assert_eq!(closed_after(&frames).await, NOT_UTF8, "{what}");
    }
}

// 5.6 and 8.1: what cannot become valid any more fails before the message is whole.
#[tokio::test]
async fn a_bad_sequence_fails_the_connection_before_the_message_ends() {
    for (what, bytes) in BAD {
        let frame = Frame::text([b"{", bytes, b"}"].concat()).unfinished();
        assert_eq!(closed_after(&[frame]).await, NOT_UTF8, "{what}");
    }
}

// 8.1: a character that is cut off where the message ends.
#[tokio::test]
async fn text_that_ends_within_a_character_fails_the_connection() {
    for cut in [&[0xc3][..], &[0xe2, 0x82], &[0xf0, 0x9d, 0x84]] {
        assert_eq!(closed_after(&[Frame::text(cut)]).await, NOT_UTF8, "{cut:x?}");
        let frames = [Frame::text(cut).unfinished(), Frame::new(CONTINUATION, "")];
        assert_eq!(closed_after(&frames).await, NOT_UTF8, "{cut:x?} in fragments");
    }
}

// 5.6: "a particular text frame might include a partial UTF-8 sequence; however, the whole message
// MUST contain valid UTF-8".
#[tokio::test]
async fn a_character_split_at_any_byte_is_whole_again() {
    let (_server, mut peer) = open().await;
    let (message, answer) = unknown();
    let bytes = message.as_bytes();
    let start = message.find('é').unwrap();
    let cuts = start..message.rfind('𝄞').unwrap() + 4;
    assert!(cuts.clone().any(|cut| !message.is_char_boundary(cut)));
    // Twenty messages are what a connection may say before `hello`.
    for cut in cuts.rev().take(19) {
        let (first, rest) = bytes.split_at(cut);
        peer.send(&Frame::text(first).unfinished()).await;
        peer.send(&Frame::new(CONTINUATION, rest)).await;
        assert_eq!(peer.message().await, answer, "cut at {cut}");
    }
}

// 8.1 with RFC 3629: the first and last characters of each length, and non-characters, are UTF-8.
#[tokio::test]
async fn every_length_of_character_is_utf8() {
    let (_server, mut peer) = open().await;
    let all = "\u{1}\u{7f}\u{80}\u{7ff}\u{800}\u{d7ff}\u{e000}\u{fffd}\u{ffff}\u{10000}\u{10ffff}";
    peer.send(&Frame::text(all)).await;
    assert_eq!(peer.message().await, malformed());
}
