//! As much of RFC 6455 as both ends need who trust each other: text frames in one piece, pings, closing.

use std::ops::Range;

use anyhow::bail;

/// A frame with text in one piece.
pub const TEXT: u8 = 0x1;
/// A frame that closes.
pub const CLOSE: u8 = 0x8;
/// A frame that asks for a pong.
pub const PING: u8 = 0x9;
/// A frame that answers a ping.
pub const PONG: u8 = 0xa;
/// Bytes of a payload at most: more is a mistake.
const PAYLOAD_BYTES: usize = 16 * 1024 * 1024;

/// Where a whole frame is in the bytes that were read.
pub struct Frame {
    /// What kind of frame it is.
    pub opcode: u8,
    /// The bytes of the payload.
    pub payload: Range<usize>,
    /// With what they are mixed, if a client sent them.
    pub mask: Option<[u8; 4]>,
}

impl Frame {
    /// The first whole frame, if there is one.
    ///
    /// # Errors
    /// When it is larger than any frame that is expected here.
    pub fn first(bytes: &[u8]) -> anyhow::Result<Option<Self>> {
        let [first, second, rest @ ..] = bytes else { return Ok(None) };
        let (length, mut at) = match (second & 0x7f, rest) {
            (126, [a, b, ..]) => (usize::from(u16::from_be_bytes([*a, *b])), 4),
            (127, [a, b, c, d, e, f, g, h, ..]) => {
                let length = u64::from_be_bytes([*a, *b, *c, *d, *e, *f, *g, *h]);
                (usize::try_from(length).unwrap_or(usize::MAX), 10)
            }
            (126 | 127, _) => return Ok(None),
            (length, _) => (usize::from(length), 2),
        };
        if length > PAYLOAD_BYTES {
            bail!("a frame of {length} bytes");
        }
        let mut mask = None;
        if second & 0x80 != 0 {
            let Some([a, b, c, d]) = bytes.get(at..at + 4) else { return Ok(None) };
            mask = Some([*a, *b, *c, *d]);
            at += 4;
        }
        let payload = at..at + length;
        Ok((payload.end <= bytes.len()).then_some(Self { opcode: first & 0x0f, payload, mask }))
    }

    /// The payload as it was before it was mixed.
    #[must_use]
    pub fn clear(&self, bytes: &[u8]) -> Vec<u8> {
        let mut payload = bytes.get(self.payload.clone()).unwrap_or_default().to_vec();
        if let Some(mask) = self.mask.filter(|mask| *mask != [0; 4]) {
            payload.iter_mut().zip(mask.iter().cycle()).for_each(|(byte, mask)| *byte ^= mask);
        }
        payload
    }
}

/// A frame as a server sends it.
#[must_use]
pub fn server_frame(opcode: u8, payload: &[u8]) -> Vec<u8> {
    frame(opcode, payload, 0)
}

/// A frame as a client sends it. The mask is zero, which mixes nothing.
#[must_use]
pub fn client_frame(opcode: u8, payload: &[u8]) -> Vec<u8> {
    frame(opcode, payload, 0x80)
}

fn frame(opcode: u8, payload: &[u8], masked: u8) -> Vec<u8> {
    let mut frame = Vec::with_capacity(payload.len() + 14);
    frame.push(0x80 | opcode);
    match (u8::try_from(payload.len()), u16::try_from(payload.len())) {
        (Ok(short @ ..126), _) => frame.push(masked | short),
        (_, Ok(length)) => {
            frame.push(masked | 126);
            frame.extend(length.to_be_bytes());
        }
        _ => {
            frame.push(masked | 127);
            frame.extend((payload.len() as u64).to_be_bytes());
        }
    }
    if masked != 0 {
        frame.extend([0; 4]);
    }
    frame.extend(payload);
    frame
}

/// The bytes after the head of an HTTP message, if it is whole.
#[must_use]
pub fn after_head(bytes: &[u8]) -> Option<usize> {
    memchr::memmem::find(bytes, b"\r\n\r\n").map(|at| at + 4)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;

    #[test]
    fn a_frame_of_every_length_comes_out_as_it_went_in() {
        for length in [0, 1, 125, 126, 65_535, 65_536] {
            let payload: Vec<u8> = (0..=u8::MAX).cycle().take(length).collect();
            for bytes in [server_frame(TEXT, &payload), client_frame(TEXT, &payload)] {
                let frame = Frame::first(&bytes).unwrap().unwrap();
                assert_eq!((frame.opcode, frame.payload.end), (TEXT, bytes.len()));
                assert_eq!(frame.clear(&bytes), payload);
                let cut = Frame::first(&bytes[..bytes.len() - 1]).unwrap();
                assert!(cut.is_none(), "a part of a frame is none, at {length} bytes");
            }
        }
    }

    #[test]
    fn a_masked_payload_is_mixed_back() {
        // RFC 6455, 5.7.
        let bytes = [0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58];
        assert_eq!(Frame::first(&bytes).unwrap().unwrap().clear(&bytes), b"Hello");
    }

    #[test]
    fn a_frame_that_is_too_large_is_a_mistake() {
        assert!(Frame::first(&[0x81, 127, 1, 0, 0, 0, 0, 0, 0, 0]).is_err());
    }
}
