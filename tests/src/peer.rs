//! One end of a WebSocket, byte by byte: nothing stands between a test and what is sent.

use std::net::SocketAddr;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;

use crate::client::PATIENCE;

/// The key of RFC 6455, 1.3, and what the server must answer to it.
pub const KEY: &str = "dGhlIHNhbXBsZSBub25jZQ==";
/// See [`KEY`].
pub const ACCEPT: &str = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

/// More of a message.
pub const CONTINUATION: u8 = 0x0;
/// The start of a text.
pub const TEXT: u8 = 0x1;
/// The start of something else.
pub const BINARY: u8 = 0x2;
/// Goodbye.
pub const CLOSE: u8 = 0x8;
/// Are you there?
pub const PING: u8 = 0x9;
/// I am.
pub const PONG: u8 = 0xA;

/// Bytes that the system keeps for a peer that does not read.
const RECEIVED_BYTES: u32 = 16 * 1024;

/// How a frame writes its length.
#[derive(Clone, Copy)]
pub enum Length {
    /// In as few bytes as it takes.
    Minimal,
    /// In two bytes.
    Two,
    /// In eight bytes.
    Eight,
    /// A length that is not the payload's, in eight bytes.
    Claimed(u64),
}

/// A frame to send. Everything about it can be wrong.
#[derive(Clone)]
pub struct Frame {
    /// Whether it ends a message.
    pub fin: bool,
    /// The three reserved bits.
    pub reserved: u8,
    /// What it is.
    pub opcode: u8,
    /// The mask; none to send it bare.
    pub mask: Option<[u8; 4]>,
    /// How its length is written.
    pub length: Length,
    /// What it carries.
    pub payload: Vec<u8>,
}

impl Frame {
    /// A good frame.
    #[must_use]
    pub fn new(opcode: u8, payload: impl Into<Vec<u8>>) -> Self {
        let mask = Some([0x37, 0xfa, 0x21, 0x3d]);
        let payload = payload.into();
        Self { fin: true, reserved: 0, opcode, mask, length: Length::Minimal, payload }
    }

    /// A text of one frame.
    #[must_use]
    pub fn text(payload: impl Into<Vec<u8>>) -> Self {
        Self::new(TEXT, payload)
    }

    /// A goodbye with a code and a reason.
    #[must_use]
    pub fn close(code: u16, reason: &[u8]) -> Self {
        Self::new(CLOSE, [&code.to_be_bytes(), reason].concat())
    }

    /// The same, with more to follow.
    #[must_use]
    pub fn unfinished(self) -> Self {
        Self { fin: false, ..self }
    }

    /// The frame as it goes over the wire.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = vec![(u8::from(self.fin) << 7) | (self.reserved << 4) | self.opcode];
        let masked = if self.mask.is_some() { 0x80 } else { 0 };
        let length = self.payload.len();
        match self.length {
            Length::Minimal if length < 126 => bytes.push(masked | u8::try_from(length).unwrap()),
            Length::Minimal if length < 65_536 => bytes.extend(two(masked, length)),
            Length::Minimal | Length::Eight => bytes.extend(eight(masked, length as u64)),
            Length::Two => bytes.extend(two(masked, length)),
            Length::Claimed(claimed) => bytes.extend(eight(masked, claimed)),
        }
        bytes.extend(self.mask.iter().flatten());
        let mask = self.mask.unwrap_or_default();
        bytes.extend(self.payload.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask));
        bytes
    }
}

fn two(masked: u8, length: usize) -> Vec<u8> {
    [&[masked | 126], &u16::try_from(length).unwrap().to_be_bytes()[..]].concat()
}

fn eight(masked: u8, length: u64) -> Vec<u8> {
    [&[masked | 127], &length.to_be_bytes()[..]].concat()
}

/// An answer to a handshake.
pub struct HandshakeResponse {
    /// The status.
    pub status: u16,
    headers: Vec<(String, String)>,
}

impl HandshakeResponse {
    /// A header's value; none if it is not there, or twice.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut found = self.headers.iter().filter(|(header, _)| header == name);
        found.next().filter(|_| found.next().is_none()).map(|(_, value)| value.as_str())
    }
}

/// A client made of bytes.
pub struct Peer {
    stream: TcpStream,
}

/// The headers of a good handshake, which a case may change.
#[must_use]
pub fn headers(address: SocketAddr) -> Vec<(&'static str, String)> {
    vec![
        ("Host", address.to_string()),
        ("Upgrade", "websocket".into()),
        ("Connection", "Upgrade".into()),
        ("Sec-WebSocket-Key", KEY.into()),
        ("Sec-WebSocket-Version", "13".into()),
        ("Origin", format!("http://{address}")),
    ]
}

impl Peer {
    /// Opens a WebSocket.
    pub async fn open(address: SocketAddr) -> Self {
        let (peer, answer) = Self::shake_hands(address, "GET", &headers(address)).await;
        assert_eq!(answer.status, 101);
        peer
    }

    /// Opens a WebSocket and says `hello`; what follows the welcome is not read yet.
    pub async fn hello(address: SocketAddr, token: &str) -> Self {
        Self::try_hello(address, token).await.expect("a good token is welcome")
    }

    /// The same; none if the server closed instead.
    pub async fn try_hello(address: SocketAddr, token: &str) -> Option<Self> {
        let mut peer = Self::open(address).await;
        let hello = json!({"type": "hello", "protocol": 1, "token": token, "resume": null});
        peer.send(&Frame::text(hello.to_string())).await;
        let (opcode, payload) = peer.frame().await?;
        let message: Option<Value> = serde_json::from_slice(&payload).ok();
        (opcode == TEXT && message?["type"] == "welcome").then_some(peer)
    }

    /// Reads until the greeting is over.
    pub async fn settle(&mut self) {
        while self.message().await["type"] != "presence" {}
    }

    /// Sends a handshake as it is and reads the answer's head.
    pub async fn shake_hands(
        address: SocketAddr,
        method: &str,
        headers: &[(&str, String)],
    ) -> (Self, HandshakeResponse) {
        let socket = TcpSocket::new_v4().unwrap();
        // Small, so that a peer that does not read is noticed soon.
        socket.set_recv_buffer_size(RECEIVED_BYTES).unwrap();
        let mut stream = socket.connect(address).await.unwrap();
        let mut request = format!("{method} /api/ws HTTP/1.1\r\n");
        for (name, value) in headers {
            request += &format!("{name}: {value}\r\n");
        }
        stream.write_all((request + "\r\n").as_bytes()).await.unwrap();
        let mut head = vec![];
        while !head.ends_with(b"\r\n\r\n") {
            head.push(timeout(PATIENCE, stream.read_u8()).await.unwrap().unwrap());
        }
        let head = String::from_utf8(head).unwrap();
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let header = |line: &str| {
            let (name, value) = line.split_once(':')?;
            Some((name.to_lowercase(), value.trim().to_owned()))
        };
        (Self { stream }, HandshakeResponse { status, headers: lines.filter_map(header).collect() })
    }

    /// Sends a frame.
    pub async fn send(&mut self, frame: &Frame) {
        self.send_bytes(&frame.bytes()).await;
    }

    /// The same frame, a byte at a time.
    pub async fn dribble(&mut self, frame: &Frame) {
        for byte in frame.bytes() {
            self.send_bytes(&[byte]).await;
        }
    }

    /// A server that has closed may refuse the rest: what it said is read afterwards.
    pub async fn send_bytes(&mut self, bytes: &[u8]) {
        let _ = timeout(PATIENCE, self.stream.write_all(bytes)).await.unwrap();
    }

    /// The same without patience; whether the connection took it.
    pub async fn try_send_bytes(&mut self, bytes: &[u8]) -> bool {
        self.stream.write_all(bytes).await.is_ok()
    }

    /// The connection ends on this side without a word.
    pub async fn hang_up(&mut self) {
        self.stream.shutdown().await.unwrap();
    }

    /// The next frame: its opcode and payload. None at the end of the connection.
    /// Whatever a server sends must be whole, unmasked and without reserved bits (5.1, 5.2).
    pub async fn frame(&mut self) -> Option<(u8, Vec<u8>)> {
        let read = async {
            let first = self.stream.read_u8().await.ok()?;
            let second = self.stream.read_u8().await.ok()?;
            assert_eq!(first & 0xF0, 0x80, "the server fragments or uses reserved bits");
            assert_eq!(second & 0x80, 0, "the server masks");
            let length = match second {
                126 => {
                    let length = self.stream.read_u16().await.ok()?;
                    assert!(length > 125, "the server's length is not minimal");
                    u64::from(length)
                }
                127 => {
                    let length = self.stream.read_u64().await.ok()?;
                    assert!(length > 65_535, "the server's length is not minimal");
                    length
                }
                length => u64::from(length),
            };
            let mut payload = vec![0; usize::try_from(length).unwrap()];
            self.stream.read_exact(&mut payload).await.ok()?;
            Some((first & 0x0F, payload))
        };
        timeout(PATIENCE, read).await.expect("the server says nothing")
    }

    /// The next text message.
    pub async fn message(&mut self) -> Value {
        let (opcode, payload) = self.frame().await.expect("the connection stays open");
        assert_eq!(opcode, TEXT, "{payload:?}");
        serde_json::from_slice(&payload).unwrap()
    }

    /// Reads to the end of the connection and gives the close code, if there was one.
    pub async fn closed(&mut self) -> Option<u16> {
        let mut code = None;
        while let Some((opcode, payload)) = self.frame().await {
            assert_eq!(code, None, "nothing follows a close frame");
            if opcode == CLOSE {
                code = Some(close_code(&payload));
            }
        }
        code
    }
}

/// The code of a close frame; 1005, as the RFC has it, if it says none.
#[must_use]
pub fn close_code(payload: &[u8]) -> u16 {
    match payload {
        [high, low, ..] => u16::from_be_bytes([*high, *low]),
        _ => 1005,
    }
}
