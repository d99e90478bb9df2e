//! The least that a room can cost: one thread, epoll, a frame made once for each text and written to
//! each socket from where it is. It keeps nothing, and checks no more than it needs.

use std::collections::HashMap;
use std::io::{ErrorKind, Read, Write};
use std::rc::Rc;

use anyhow::Context;
use kring_load::room::{Entry, SIGN, listen};
use kring_load::wire::{CLOSE, Frame, PING, PONG, TEXT, after_head, server_frame};
use mio::event::Event;
use mio::net::{TcpListener, TcpStream};
use mio::{Events, Interest, Poll, Token};

const LISTENER: Token = Token(usize::MAX);
const READ_BYTES: usize = 64 * 1024;
/// Bytes a member may be behind before it is dropped.
const WAITING_BYTES: usize = 16 * 1024 * 1024;

fn main() -> anyhow::Result<()> {
    let mut poll = Poll::new()?;
    let mut listener = TcpListener::from_std(listen("floor")?);
    poll.registry().register(&mut listener, LISTENER, Interest::READABLE)?;
    let mut floor = Floor::default();
    let mut events = Events::with_capacity(1024);
    let mut buffer = vec![0; READ_BYTES];
    loop {
        if let Err(error) = poll.poll(&mut events, None)
            && error.kind() != ErrorKind::Interrupted
        {
            return Err(error.into());
        }
        for event in &events {
            if event.token() == LISTENER {
                floor.accept(&listener, &poll)?;
            } else {
                floor.serve(event, &mut buffer);
            }
        }
    }
}

#[derive(Default)]
struct Floor {
    members: Vec<Option<Member>>,
    free: Vec<usize>,
    names: HashMap<String, usize>,
    rooms: Vec<Vec<usize>>,
    /// What newcomers get, by its frames and their bytes: made once.
    views: HashMap<(usize, usize), Rc<[u8]>>,
}

struct Member {
    stream: TcpStream,
    stage: Stage,
    /// A part of a frame that was read.
    rest: Vec<u8>,
    /// What a newcomer still gets, and how much of it was written.
    view: Option<(Rc<[u8]>, usize)>,
    /// What the socket did not take.
    waiting: Vec<u8>,
}

#[derive(Clone, Copy)]
enum Stage {
    Upgrading,
    Outside,
    In(usize),
}

impl Floor {
    fn accept(&mut self, listener: &TcpListener, poll: &Poll) -> anyhow::Result<()> {
        loop {
            let mut stream = match listener.accept() {
                Ok((stream, _)) => stream,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) if error.kind() == ErrorKind::ConnectionAborted => continue,
                Err(error) => return Err(error).context("no connection can be taken"),
            };
            stream.set_nodelay(true)?;
            let at = self.free.pop().unwrap_or(self.members.len());
            let interest = Interest::READABLE | Interest::WRITABLE;
            poll.registry().register(&mut stream, Token(at), interest)?;
            let stage = Stage::Upgrading;
            let member = Some(Member { stream, stage, rest: vec![], view: None, waiting: vec![] });
            match self.members.get_mut(at) {
                Some(place) => *place = member,
                None => self.members.push(member),
            }
        }
    }

    fn serve(&mut self, event: &Event, buffer: &mut [u8]) {
        let Token(at) = event.token();
        let Some(Some(member)) = self.members.get_mut(at) else { return };
        if event.is_writable() && !member.flush() {
            return self.leave(at);
        }
        if event.is_readable() && self.hear(at, buffer).is_err() {
            self.leave(at);
        }
    }

    /// Reads until nothing is left; an error ends the connection.
    fn hear(&mut self, at: usize, buffer: &mut [u8]) -> anyhow::Result<()> {
        loop {
            let Some(Some(member)) = self.members.get_mut(at) else { return Ok(()) };
            let read = match member.stream.read(buffer) {
                Ok(0) => anyhow::bail!("gone"),
                Ok(read) => read,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) => return Err(error.into()),
            };
            let heard = buffer.get(..read).unwrap_or_default();
            if member.rest.is_empty() {
                let used = self.take(at, heard)?;
                self.keep(at, heard.get(used..).unwrap_or_default());
            } else {
                let mut all = std::mem::take(&mut member.rest);
                all.extend(heard);
                let used = self.take(at, &all)?;
                self.keep(at, all.get(used..).unwrap_or_default());
            }
            // A short read has emptied the socket.
            if read < buffer.len() {
                return Ok(());
            }
        }
    }

    fn keep(&mut self, at: usize, rest: &[u8]) {
        if let Some(Some(member)) = self.members.get_mut(at) {
            member.rest = rest.to_vec();
        }
    }

    /// Answers what is whole; gives how many bytes that was.
    fn take(&mut self, at: usize, heard: &[u8]) -> anyhow::Result<usize> {
        let mut used = 0;
        loop {
            let Some(Some(member)) = self.members.get_mut(at) else { return Ok(used) };
            let rest = heard.get(used..).unwrap_or_default();
            if matches!(member.stage, Stage::Upgrading) {
                let Some(end) = after_head(rest) else { return Ok(used) };
                let answer = upgraded(rest.get(..end).unwrap_or_default())?;
                member.say(answer.as_bytes());
                member.stage = Stage::Outside;
                used += end;
                continue;
            }
            let Some(frame) = Frame::first(rest)? else { return Ok(used) };
            used += frame.payload.end;
            match (frame.opcode, member.stage) {
                (TEXT, Stage::In(room)) => self.pass_on(room, &frame.clear(rest)),
                (TEXT, _) => self.enter(at, &frame.clear(rest))?,
                (PING, _) => _ = member.say(&server_frame(PONG, &frame.clear(rest))),
                (CLOSE, _) => anyhow::bail!("closed"),
                _ => {}
            }
        }
    }

    fn enter(&mut self, at: usize, text: &[u8]) -> anyhow::Result<()> {
        let entry = Entry::parse(text).context("not a first message")?;
        let room = *self.names.entry(entry.name).or_insert(self.rooms.len());
        if room == self.rooms.len() {
            self.rooms.push(vec![]);
        }
        if let Some(room) = self.rooms.get_mut(room) {
            room.push(at);
        }
        let Some(Some(member)) = self.members.get_mut(at) else { return Ok(()) };
        member.stage = Stage::In(room);
        if entry.frames > 0 {
            let view = self.views.entry((entry.frames, entry.bytes)).or_insert_with(|| {
                server_frame(TEXT, &vec![b'x'; entry.bytes]).repeat(entry.frames).into()
            });
            member.view = Some((Rc::clone(view), 0));
        }
        member.waiting.extend(server_frame(TEXT, SIGN));
        anyhow::ensure!(member.flush(), "gone");
        Ok(())
    }

    fn pass_on(&mut self, room: usize, text: &[u8]) {
        let frame = server_frame(TEXT, text);
        let mut gone = vec![];
        for at in self.rooms.get(room).into_iter().flatten() {
            if let Some(Some(member)) = self.members.get_mut(*at)
                && !member.say(&frame)
            {
                gone.push(*at);
            }
        }
        gone.into_iter().for_each(|at| self.leave(at));
    }

    fn leave(&mut self, at: usize) {
        let Some(member) = self.members.get_mut(at).and_then(Option::take) else { return };
        if let Stage::In(room) = member.stage
            && let Some(room) = self.rooms.get_mut(room)
        {
            room.retain(|other| *other != at);
        }
        self.free.push(at);
    }
}

impl Member {
    /// Writes, or keeps what the socket does not take. False if this member is gone or too far behind.
    fn say(&mut self, bytes: &[u8]) -> bool {
        let mut written = 0;
        if self.waiting.is_empty() {
            written = match self.stream.write(bytes) {
                Ok(written) => written,
                Err(error) if error.kind() == ErrorKind::WouldBlock => 0,
                Err(_) => return false,
            };
        }
        self.waiting.extend(bytes.get(written..).unwrap_or_default());
        self.waiting.len() <= WAITING_BYTES
    }

    /// Writes what waits. False if this member is gone.
    fn flush(&mut self) -> bool {
        while let Some((view, written)) = &mut self.view {
            match self.stream.write(view.get(*written..).unwrap_or_default()) {
                Ok(further) => *written += further,
                Err(error) => return error.kind() == ErrorKind::WouldBlock,
            }
            if *written == view.len() {
                self.view = None;
            }
        }
        while !self.waiting.is_empty() {
            match self.stream.write(&self.waiting) {
                Ok(written) => drop(self.waiting.drain(..written)),
                Err(error) => return error.kind() == ErrorKind::WouldBlock,
            }
        }
        self.waiting = vec![];
        true
    }
}

/// The answer to a request for a WebSocket.
fn upgraded(request: &[u8]) -> anyhow::Result<String> {
    let head = std::str::from_utf8(request)?;
    let key = head.lines().filter_map(|line| line.split_once(": "));
    let mut key = key.filter(|(name, _)| name.eq_ignore_ascii_case("sec-websocket-key"));
    let (_, key) = key.next_back().context("no key")?;
    let accept = tungstenite::handshake::derive_accept_key(key.trim().as_bytes());
    Ok(format!(
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Accept: {accept}\r\n\r\n"
    ))
}
