//! One connection: comes in, says its first words, then notes what arrives and when.

use std::io::{ErrorKind, Read, Write};
use std::net::SocketAddr;
use std::time::Instant;

use anyhow::{Context, bail};
use kring_load::room::SIGN;
use kring_load::wire::{CLOSE, Frame, PING, PONG, TEXT, after_head, client_frame};
use memchr::memmem::Finder;
use mio::net::TcpStream;

/// What every text that counts begins with.
const MARK: &str = "kring-load ";

/// Names one text: the run, the meeting, and its number there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Marker {
    pub(crate) run: u32,
    pub(crate) meeting: u32,
    pub(crate) number: u32,
}

impl Marker {
    /// A text of so many bytes that carries the marker.
    pub(crate) fn text(self, length: usize) -> String {
        let Self { run, meeting, number } = self;
        let mut text = format!("{MARK}{run} {meeting} {number} ");
        let words = "zou je dat eens kunnen vragen aan wie het aangaat ";
        text.extend(words.chars().cycle().take(length.saturating_sub(text.len())));
        text
    }

    /// What follows a mark.
    fn after_mark(bytes: &[u8]) -> Option<Self> {
        let mut numbers = bytes.splitn(4, |byte| *byte == b' ');
        let mut number = || std::str::from_utf8(numbers.next()?).ok()?.parse().ok();
        Some(Self { run: number()?, meeting: number()?, number: number()? })
    }
}

/// Looks for marks in the bytes of a frame.
pub(crate) struct Ear {
    marks: Finder<'static>,
    /// What counts now.
    pub(crate) run: u32,
    pub(crate) heard: Heard,
}

/// What all connections heard together.
#[derive(Debug, Default, Clone)]
pub(crate) struct Heard {
    pub(crate) delivered: u64,
    /// Of frames with a text that counts.
    pub(crate) bytes: u64,
    /// Arrived where or when it was not meant for.
    pub(crate) strayed: u64,
    /// Answers that say no, and the first of them.
    pub(crate) refused: u64,
    pub(crate) refusal: Option<String>,
    /// Connections that the server ended.
    pub(crate) closed: u64,
}

impl Ear {
    pub(crate) fn new() -> Self {
        Self { marks: Finder::new(MARK), run: 0, heard: Heard::default() }
    }
}

/// A text that arrived.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Arrival {
    pub(crate) number: u32,
    pub(crate) at: Instant,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    Connecting,
    Upgrading,
    /// Said hello, and gets what was there before.
    Greeting,
    Ready,
    Closed,
}

/// One connection.
pub(crate) struct Connection {
    pub(crate) stream: TcpStream,
    pub(crate) stage: Stage,
    pub(crate) meeting: u32,
    pub(crate) ready_at: Option<Instant>,
    /// Frames, and bytes of their payloads, until it was ready.
    pub(crate) greeted_with: (usize, usize),
    pub(crate) arrivals: Vec<Arrival>,
    /// The first message, until it is sent.
    hello: Vec<u8>,
    host: SocketAddr,
    /// A part of a frame that was read.
    rest: Vec<u8>,
    /// What the socket did not take.
    waiting: Vec<u8>,
}

impl Connection {
    pub(crate) fn new(stream: TcpStream, host: SocketAddr, meeting: u32, hello: &str) -> Self {
        Self {
            stream,
            stage: Stage::Connecting,
            meeting,
            ready_at: None,
            greeted_with: (0, 0),
            arrivals: vec![],
            hello: client_frame(TEXT, hello.as_bytes()),
            host,
            rest: vec![],
            waiting: vec![],
        }
    }

    /// Goes on writing.
    pub(crate) fn writable(&mut self) -> anyhow::Result<()> {
        if self.stage == Stage::Connecting {
            if let Some(error) = self.stream.take_error()? {
                return Err(error).context("no connection");
            }
            match self.stream.peer_addr() {
                Err(error) if error.kind() == ErrorKind::NotConnected => return Ok(()),
                other => other?,
            };
            self.stream.set_nodelay(true)?;
            self.stage = Stage::Upgrading;
            let host = self.host;
            let request = format!(
                "GET /api/ws HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nConnection: Upgrade\r\n\
                 Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
                 Sec-WebSocket-Key: a3JpbmctbG9hZC1rZXktMQ==\r\n\r\n"
            );
            return self.say(request.as_bytes());
        }
        while !self.waiting.is_empty() {
            match self.stream.write(&self.waiting) {
                Ok(written) => drop(self.waiting.drain(..written)),
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// Writes, or keeps what the socket does not take yet.
    pub(crate) fn say(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        let mut written = 0;
        if self.waiting.is_empty() {
            written = match self.stream.write(bytes) {
                Ok(written) => written,
                Err(error) if error.kind() == ErrorKind::WouldBlock => 0,
                Err(error) => return Err(error.into()),
            };
        }
        self.waiting.extend(bytes.get(written..).unwrap_or_default());
        Ok(())
    }

    /// Reads until nothing is left; an error ends the connection.
    pub(crate) fn readable(&mut self, buffer: &mut [u8], ear: &mut Ear) -> anyhow::Result<()> {
        loop {
            let read = match self.stream.read(buffer) {
                Ok(0) => bail!("the server ended the connection"),
                Ok(read) => read,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) => return Err(error.into()),
            };
            let at = Instant::now();
            let heard = buffer.get(..read).unwrap_or_default();
            if self.rest.is_empty() {
                let used = self.take(heard, at, ear)?;
                self.rest.extend(heard.get(used..).unwrap_or_default());
            } else {
                let mut all = std::mem::take(&mut self.rest);
                all.extend(heard);
                let used = self.take(&all, at, ear)?;
                all.drain(..used);
                self.rest = all;
            }
            // A short read has emptied the socket.
            if read < buffer.len() {
                return Ok(());
            }
        }
    }

    /// Notes what is whole; gives how many bytes that was.
    fn take(&mut self, bytes: &[u8], at: Instant, ear: &mut Ear) -> anyhow::Result<usize> {
        let mut used = 0;
        if self.stage == Stage::Upgrading {
            let Some(end) = after_head(bytes) else { return Ok(0) };
            if !bytes.starts_with(b"HTTP/1.1 101 ") {
                bail!("no WebSocket: {}", String::from_utf8_lossy(bytes));
            }
            let hello = std::mem::take(&mut self.hello);
            self.say(&hello)?;
            self.stage = Stage::Greeting;
            used = end;
        }
        loop {
            let rest = bytes.get(used..).unwrap_or_default();
            let Some(frame) = Frame::first(rest)? else { return Ok(used) };
            let payload = rest.get(frame.payload.clone()).unwrap_or_default();
            match (frame.opcode, self.stage) {
                (TEXT, Stage::Greeting) => self.greeted(payload, at),
                (TEXT, _) => self.hear(payload, at, ear),
                (PING, _) => self.say(&client_frame(PONG, payload))?,
                (CLOSE, _) => {
                    let code = payload.first_chunk().map(|code| u16::from_be_bytes(*code));
                    bail!("the server closed the connection with code {code:?}")
                }
                _ => {}
            }
            used += frame.payload.end;
        }
    }

    fn greeted(&mut self, payload: &[u8], at: Instant) {
        self.greeted_with.0 += 1;
        self.greeted_with.1 += payload.len();
        let whole_view =
            payload.starts_with(br#"{"type":"snapshot""#) && payload.ends_with(br#""more":false}"#);
        if payload == SIGN || whole_view {
            self.stage = Stage::Ready;
            self.ready_at = Some(at);
        }
    }

    fn hear(&mut self, payload: &[u8], at: Instant, ear: &mut Ear) {
        let before = ear.heard.delivered;
        for mark in ear.marks.find_iter(payload) {
            let after = payload.get(mark + MARK.len()..).unwrap_or_default();
            let Some(marker) = Marker::after_mark(after) else { continue };
            if (marker.run, marker.meeting) == (ear.run, self.meeting) {
                self.arrivals.push(Arrival { number: marker.number, at });
                ear.heard.delivered += 1;
            } else {
                ear.heard.strayed += 1;
            }
        }
        if ear.heard.delivered > before {
            ear.heard.bytes += payload.len() as u64;
            return;
        }
        let no = [r#"{"type":"refused""#, r#"{"type":"failed""#, r#"{"type":"error""#];
        if no.iter().any(|no| payload.starts_with(no.as_bytes())) {
            ear.heard.refused += 1;
            let refusal = || String::from_utf8_lossy(payload).into_owned();
            ear.heard.refusal.get_or_insert_with(refusal);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marker_is_found_in_a_text_of_the_length_that_was_asked_for() {
        let marker = Marker { run: 3, meeting: 299, number: 41 };
        let text = marker.text(200);
        assert_eq!(text.len(), 200);
        assert_eq!(Marker::after_mark(&text.as_bytes()[MARK.len()..]), Some(marker));
        assert_eq!(Marker::after_mark(b"3 299"), None);
    }
}
