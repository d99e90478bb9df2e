//! What is measured side by side, and how meetings come to be in each.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::Path;

use clap::ValueEnum;
use kring_load::room::Entry;
use kring_load::wire::{TEXT, client_frame};
use kring_protocol::limits::MESSAGE_BYTES;

use crate::Options;
use crate::connection::Marker;
use crate::engine::{Engine, Opening};
use crate::machine::Cores;
use crate::meeting::{self, Begun};
use crate::play::{Schedule, drive, preload};
use crate::server::{Launch, Server, SlowSyncs, beside, directory};

/// A server that can be measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, ValueEnum)]
pub(crate) enum Subject {
    /// The least there can be: raw epoll, frames made beforehand.
    Floor,
    /// The plain axum room.
    Room,
    /// The plain axum room with one synced append to SQLite for each text.
    RoomSqlite,
    /// Kring.
    Kring,
}

impl Subject {
    /// As it is called in tables and in JSON.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Floor => "floor",
            Self::Room => "room",
            Self::RoomSqlite => "room-sqlite",
            Self::Kring => "kring",
        }
    }
}

/// How many bytes Kring sends, so that the others send as many.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Size {
    /// Of the frame with a text.
    pub(crate) frame: usize,
    /// Of a whole view.
    pub(crate) view_bytes: usize,
}

/// What all measurements share.
pub(crate) struct Bench {
    pub(crate) options: Options,
    pub(crate) cores: Cores,
    pub(crate) syncs: Option<SlowSyncs>,
    sizes: std::cell::RefCell<HashMap<(usize, usize), Size>>,
    warned: OnceCell<()>,
}

/// A meeting, or a room that is compared with one: who comes in how.
#[derive(Debug, Clone)]
pub(crate) struct Meeting {
    pub(crate) openings: Vec<Opening>,
    kind: Kind,
}

#[derive(Debug, Clone)]
enum Kind {
    Kring(Begun),
    Plain { frame_bytes: usize },
}

impl Meeting {
    /// The frame with which somebody says a text of so many characters.
    pub(crate) fn frame(&self, marker: Marker, characters: usize) -> anyhow::Result<Vec<u8>> {
        let message = match &self.kind {
            Kind::Kring(begun) => meeting::contribute(begun, marker.text(characters))?,
            Kind::Plain { frame_bytes } => marker.text(*frame_bytes),
        };
        Ok(client_frame(TEXT, message.as_bytes()))
    }
}

impl Bench {
    pub(crate) fn new(options: Options) -> Self {
        let cores = Cores::two();
        let syncs = options.slow_syncs();
        let (sizes, warned) = Default::default();
        Self { options, cores, syncs, sizes, warned }
    }

    /// The same with other syncs.
    pub(crate) fn with_syncs(&self, syncs: Option<SlowSyncs>) -> Self {
        let (sizes, warned) = (self.sizes.clone(), OnceCell::new());
        Self { options: self.options.clone(), cores: self.cores, syncs, sizes, warned }
    }

    /// Starts it on a directory, which only those that keep something use.
    pub(crate) fn start(
        &self,
        subject: Subject,
        data: &Path,
        further: &[&str],
    ) -> anyhow::Result<Server> {
        let data = data.to_string_lossy().into_owned();
        let options = &self.options;
        let (program, arguments) = match subject {
            Subject::Floor => (beside("kring-floor")?, vec![]),
            Subject::Room => (beside("kring-room")?, vec![]),
            Subject::RoomSqlite => (beside("kring-room")?, vec!["--sqlite".to_owned(), data]),
            Subject::Kring => {
                // All people come from one address.
                let serve =
                    "serve --listen 127.0.0.1:0 --log warn --people-per-address 1000000 --data";
                let mut arguments: Vec<_> = serve.split(' ').map(str::to_owned).collect();
                arguments.push(data);
                arguments.extend(further.iter().map(|argument| (*argument).to_owned()));
                arguments.extend(options.kring_arg.clone());
                (options.kring.clone().map_or_else(|| beside("kring"), Ok)?, arguments)
            }
        };
        let syncs = self.syncs.clone();
        Server::start(&Launch { program, arguments, cores: self.cores, syncs })
    }

    /// An empty directory for a server's data.
    pub(crate) fn directory(&self) -> anyhow::Result<tempfile::TempDir> {
        directory(self.options.data.as_deref())
    }

    /// Meetings of so many people. Whoever comes into a plain room gets what Kring sends for so many texts.
    pub(crate) fn gather(
        &self,
        subject: Subject,
        server: SocketAddr,
        meetings: usize,
        people: usize,
        texts: usize,
    ) -> anyhow::Result<Vec<Meeting>> {
        if subject == Subject::Kring {
            return begun(server, meetings, people);
        }
        let size = self.size(people, texts)?;
        // The same bytes in as few frames as may be: how Kring cuts them is part of what it costs.
        let frames = if texts == 0 { 0 } else { size.view_bytes.div_ceil(MESSAGE_BYTES) };
        let bytes = size.view_bytes / frames.max(1);
        let rooms = (0..).take(meetings).map(|meeting: u32| {
            let entry = Entry { name: format!("room-{meeting}"), frames, bytes };
            let opening = Opening { meeting, hello: entry.text() };
            let kind = Kind::Plain { frame_bytes: size.frame };
            Meeting { openings: vec![opening; people], kind }
        });
        Ok(rooms.collect())
    }

    /// What Kring sends for a text, and to somebody who comes into a meeting of so many people with so
    /// many texts. Found out once, with one meeting.
    pub(crate) fn size(&self, people: usize, texts: usize) -> anyhow::Result<Size> {
        if let Some(size) = self.sizes.borrow().get(&(people, texts)) {
            return Ok(*size);
        }
        let data = self.directory()?;
        let mut server = self.start(Subject::Kring, data.path(), &[])?;
        let meetings = begun(server.address, 1, people)?;
        let mut engine = Engine::new()?;
        let openings = all_openings(&meetings);
        engine.open(server.address, &openings)?;
        let characters = self.options.text;
        let one = Schedule::one_each(1, 1, 1);
        let outcome = drive(&mut engine, &meetings, &one, characters, &mut server)?.checked()?;
        preload(&mut engine, &meetings, texts.saturating_sub(1), characters, &mut server)?;
        engine.drop_all();
        engine.open(server.address, &openings)?;
        let views = engine.connections.iter().map(|connection| connection.greeted_with.1);
        let view_bytes = views.sum::<usize>().div_ceil(people);
        let size = Size { frame: outcome.bytes_per_frame() as usize, view_bytes };
        if self.warned.set(()).is_ok() {
            eprintln!(
                "kring-load: a text of {characters} characters is a frame of {} bytes",
                size.frame
            );
        }
        self.sizes.borrow_mut().insert((people, texts), size);
        Ok(size)
    }
}

fn begun(server: SocketAddr, meetings: usize, people: usize) -> anyhow::Result<Vec<Meeting>> {
    let begun = meeting::begin(server, meetings, people)?;
    let meetings = (0..).zip(begun).map(|(meeting, begun)| {
        let hellos = begun.tokens.iter().map(|token| meeting::hello(token));
        let openings = hellos.map(|hello| Ok(Opening { meeting, hello: hello? }));
        let openings = openings.collect::<anyhow::Result<_>>()?;
        Ok(Meeting { openings, kind: Kind::Kring(begun) })
    });
    meetings.collect()
}

/// Everybody's way in, one meeting after the other.
pub(crate) fn all_openings(meetings: &[Meeting]) -> Vec<Opening> {
    meetings.iter().flat_map(|meeting| meeting.openings.clone()).collect()
}
