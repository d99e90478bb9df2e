//! A message to a client, as it goes over its WebSocket: RFC 6455, 5.2.
//!
//! A frame is a short head of its own and bytes that are shared by all who get the same. It is written from
//! where it lies: nothing is copied to put it together.

use std::io::IoSlice;
use std::sync::Arc;

use bytes::Bytes;
use kring_protocol::ServerMessage;
use smallvec::SmallVec;

/// A piece of JSON that many frames share: an update without its revision, or a record.
pub(super) type Body = Arc<str>;

/// One frame of a WebSocket. Cloning copies no text.
#[derive(Debug, Clone)]
pub struct Frame {
    head: Head,
    content: Content,
}

#[derive(Debug, Clone)]
enum Content {
    /// A message of its own, or whatever else was put into frames already.
    Bytes(Bytes),
    /// The rest of a `ServerMessage::Update`.
    Update(Body),
    /// The records of a `ServerMessage::Snapshot`, and whether there are more parts.
    Snapshot(Arc<[Body]>, bool),
}

/// Pieces of memory to be written one after another; those of an ordinary turn lie on the stack.
pub(super) type Slices<'a> = SmallVec<[IoSlice<'a>; 8]>;

/// Bytes of the longest head: that of a WebSocket frame, and that of a snapshot with a revision of 20 digits.
const HEAD_BYTES: usize = 80;
/// First byte of a text frame that is whole.
const WHOLE_TEXT: u8 = 0x81;

/// The head of a frame and of the message in it.
#[derive(Debug, Clone)]
struct Head {
    bytes: [u8; HEAD_BYTES],
    length: u8,
}

impl Frame {
    /// An update: its number in one viewer's stream, and the body that others share.
    pub(super) fn update(revision: u64, body: Body) -> Self {
        let mut digits = itoa::Buffer::new();
        let opening = [r#"{"type":"update","revision":"#, digits.format(revision), ","];
        let head = Head::of(&opening, body.len());
        Self { head, content: Content::Update(body) }
    }

    /// One part of a view.
    pub(super) fn snapshot(revision: u64, records: Vec<Body>, more: bool) -> Self {
        let mut digits = itoa::Buffer::new();
        let opening =
            [r#"{"type":"snapshot","revision":"#, digits.format(revision), r#","records":["#];
        let commas = records.len().saturating_sub(1);
        let texts: usize = records.iter().map(|record| record.len()).sum();
        let head = Head::of(&opening, texts + commas + ending(more).len());
        Self { head, content: Content::Snapshot(records.into(), more) }
    }

    /// A message. None if it cannot be written, which is logged.
    #[must_use]
    pub fn of(message: &ServerMessage) -> Option<Self> {
        match serde_json::to_string(message) {
            Ok(text) => Some(text.into()),
            Err(error) => {
                tracing::error!(%error, "a message could not be written; nothing was sent");
                None
            }
        }
    }

    /// Bytes that are whole frames already.
    #[must_use]
    pub fn raw(frames: Bytes) -> Self {
        Self { head: Head::none(), content: Content::Bytes(frames) }
    }

    /// Its length in bytes, on the wire.
    #[must_use]
    pub fn len(&self) -> usize {
        let content = match &self.content {
            Content::Bytes(bytes) => bytes.len(),
            Content::Update(body) => body.len(),
            Content::Snapshot(records, more) => {
                let texts: usize = records.iter().map(|record| record.len()).sum();
                texts + records.len().saturating_sub(1) + ending(*more).len()
            }
        };
        self.head.as_bytes().len() + content
    }

    /// Whether it holds nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds the pieces of memory that make up the frame, in order.
    pub(super) fn slices<'a>(&'a self, into: &mut Slices<'a>) {
        into.push(IoSlice::new(self.head.as_bytes()));
        match &self.content {
            Content::Bytes(bytes) => into.push(IoSlice::new(bytes)),
            Content::Update(body) => into.push(IoSlice::new(body.as_bytes())),
            Content::Snapshot(records, more) => {
                for (index, record) in records.iter().enumerate() {
                    if index > 0 {
                        into.push(IoSlice::new(b","));
                    }
                    into.push(IoSlice::new(record.as_bytes()));
                }
                into.push(IoSlice::new(ending(*more).as_bytes()));
            }
        }
    }

    /// The frame as bytes of its own.
    #[must_use]
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut slices = Slices::new();
        self.slices(&mut slices);
        slices.iter().flat_map(|slice| slice.iter().copied()).collect()
    }

    /// The message in it.
    #[cfg(test)]
    #[must_use]
    pub(super) fn text(&self) -> String {
        let bytes = self.to_bytes();
        let skip = match bytes.get(1) {
            Some(126) => 4,
            Some(127) => 10,
            _ => 2,
        };
        String::from_utf8(bytes.get(skip..).unwrap_or_default().to_vec()).unwrap_or_default()
    }
}

impl PartialEq for Frame {
    fn eq(&self, other: &Self) -> bool {
        self.to_bytes() == other.to_bytes()
    }
}

impl Eq for Frame {}

impl From<String> for Frame {
    fn from(text: String) -> Self {
        Self { head: Head::of(&[], text.len()), content: Content::Bytes(text.into()) }
    }
}

impl From<&'static str> for Frame {
    fn from(text: &'static str) -> Self {
        let bytes = Bytes::from_static(text.as_bytes());
        Self { head: Head::of(&[], text.len()), content: Content::Bytes(bytes) }
    }
}

fn ending(more: bool) -> &'static str {
    if more { r#"],"more":true}"# } else { r#"],"more":false}"# }
}

impl Head {
    fn none() -> Self {
        Self { bytes: [0; HEAD_BYTES], length: 0 }
    }

    /// Of a text that begins with `opening`, and goes on for `rest` bytes elsewhere.
    fn of(opening: &[&str], rest: usize) -> Self {
        let length = opening.iter().map(|piece| piece.len()).sum::<usize>() + rest;
        let mut head = Self::none();
        head.push(&[WHOLE_TEXT]);
        match (u8::try_from(length), u16::try_from(length)) {
            (Ok(short @ ..126), _) => head.push(&[short]),
            (_, Ok(medium)) => {
                head.push(&[126]);
                head.push(&medium.to_be_bytes());
            }
            _ => {
                head.push(&[127]);
                head.push(&(length as u64).to_be_bytes());
            }
        }
        opening.iter().for_each(|piece| head.push(piece.as_bytes()));
        head
    }

    fn push(&mut self, bytes: &[u8]) {
        let from = usize::from(self.length);
        if let Some(free) = self.bytes.get_mut(from..from + bytes.len()) {
            free.copy_from_slice(bytes);
            self.length = u8::try_from(from + bytes.len()).unwrap_or(u8::MAX);
        }
    }

    fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..usize::from(self.length)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// What a client reads of it.
    fn read(frame: &Frame) -> String {
        use tokio_tungstenite::tungstenite::protocol::{Role, WebSocket};
        let bytes = std::io::Cursor::new(frame.to_bytes());
        let mut socket = WebSocket::from_raw_socket(bytes, Role::Client, None);
        socket.read().unwrap().into_text().unwrap().to_string()
    }

    #[test]
    fn a_text_of_any_length_is_one_whole_frame() {
        for length in [0, 1, 125, 126, 127, 65_535, 65_536, 70_000] {
            let text = "x".repeat(length);
            let frame = Frame::from(text.clone());
            assert_eq!(read(&frame), text);
            assert_eq!(frame.len(), frame.to_bytes().len());
        }
    }

    #[test]
    fn an_update_and_a_snapshot_are_the_messages_of_the_protocol() {
        let body: Body = r#""upsert":[],"remove":[]}"#.into();
        let update = Frame::update(u64::MAX, body);
        let written = ServerMessage::Update { revision: u64::MAX, upsert: vec![], remove: vec![] };
        assert_eq!(read(&update), serde_json::to_string(&written).unwrap());
        assert_eq!(update.len(), update.to_bytes().len());
        for count in 0..3 {
            let records = vec![Body::from("1"); count];
            let snapshot = Frame::snapshot(u64::MAX, records, true);
            let listed = vec!["1"; count].join(",");
            let text = format!(
                r#"{{"type":"snapshot","revision":{},"records":[{listed}],"more":true}}"#,
                u64::MAX
            );
            assert_eq!(read(&snapshot), text);
            assert_eq!(snapshot.len(), snapshot.to_bytes().len());
        }
    }
}
