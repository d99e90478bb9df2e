//! What the rooms beside Kring have in common: how one comes in, and how they listen.
//!
//! The first message names the room and what is sent back before the sign: so much as Kring sends to
//! somebody who comes back. After it, what a member says goes to every member, the sender included.

use std::net::{SocketAddr, TcpListener};

use anyhow::Context;
use socket2::{Domain, Socket, Type};

/// Says that the newcomer has everything and is a member.
pub const SIGN: &[u8] = b"ready";
/// Handshakes that may wait.
const BACKLOG: i32 = 4096;

/// The first message: `name frames bytes`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The room.
    pub name: String,
    /// Frames to send back.
    pub frames: usize,
    /// Bytes of each.
    pub bytes: usize,
}

impl Entry {
    /// Reads it.
    #[must_use]
    pub fn parse(text: &[u8]) -> Option<Self> {
        let mut words = std::str::from_utf8(text).ok()?.split(' ');
        let name = words.next()?.to_owned();
        Some(Self { name, frames: words.next()?.parse().ok()?, bytes: words.next()?.parse().ok()? })
    }

    /// As it is sent.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{} {} {}", self.name, self.frames, self.bytes)
    }
}

/// Listens on a port of 127.0.0.1 that is free, and says where.
///
/// # Errors
/// When no port can be had.
pub fn listen(what: &str) -> anyhow::Result<TcpListener> {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).context("no socket")?;
    socket.bind(&SocketAddr::from(([127, 0, 0, 1], 0)).into())?;
    socket.listen(BACKLOG)?;
    socket.set_nonblocking(true)?;
    let listener = TcpListener::from(socket);
    eprintln!("The {what} is listening on http://{}", listener.local_addr()?);
    Ok(listener)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_message_says_what_to_send_back() {
        let entry = Entry { name: "m7".to_owned(), frames: 3, bytes: 2_048 };
        assert_eq!(Entry::parse(entry.text().as_bytes()), Some(entry));
        assert_eq!(Entry::parse(b"m7 3"), None);
        assert_eq!(Entry::parse(b"m7 three 4"), None);
    }
}
