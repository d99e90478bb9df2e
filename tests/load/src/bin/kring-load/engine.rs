//! All connections on one thread: opens them, says what is due, and hears what comes.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr};
use std::os::fd::AsRawFd;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use kring_load::wire::{PING, client_frame};
use mio::net::TcpStream;
use mio::unix::SourceFd;
use mio::{Events, Interest, Poll, Token};
use rustix::time::{
    Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, Timespec, timerfd_create,
    timerfd_settime,
};
use socket2::{Domain, Socket, Type};

use crate::connection::{Connection, Ear, Stage};

const TIMER: Token = Token(usize::MAX);
const READ_BYTES: usize = 256 * 1024;
/// Readiness taken at a time: between two lots, what is due is said.
const EVENTS: usize = 32;
/// Connections from one source address: fewer than there are ports.
const FROM_ONE_ADDRESS: usize = 20_000;
/// How long connections may take to be ready.
const PATIENCE: Duration = Duration::from_secs(60);

/// All connections. A connection is named by its place, which it keeps.
pub(crate) struct Engine {
    poll: Poll,
    events: Events,
    timer: rustix::fd::OwnedFd,
    buffer: Vec<u8>,
    pub(crate) connections: Vec<Connection>,
    pub(crate) ear: Ear,
    ready: usize,
}

/// A connection to be opened.
#[derive(Debug, Clone)]
pub(crate) struct Opening {
    pub(crate) meeting: u32,
    /// The first message.
    pub(crate) hello: String,
}

/// Something to be said.
pub(crate) struct Due {
    /// Counted from the start.
    pub(crate) at: Duration,
    /// By whom.
    pub(crate) connection: usize,
    pub(crate) frame: Vec<u8>,
}

/// What the first failure of a connection was.
pub(crate) type Failure = Option<anyhow::Error>;

impl Engine {
    pub(crate) fn new() -> anyhow::Result<Self> {
        let poll = Poll::new()?;
        let flags = TimerfdFlags::NONBLOCK | TimerfdFlags::CLOEXEC;
        let timer = timerfd_create(TimerfdClockId::Monotonic, flags)?;
        let source = timer.as_raw_fd();
        poll.registry().register(&mut SourceFd(&source), TIMER, Interest::READABLE)?;
        Ok(Self {
            poll,
            events: Events::with_capacity(EVENTS),
            timer,
            buffer: vec![0; READ_BYTES],
            connections: vec![],
            ear: Ear::new(),
            ready: 0,
        })
    }

    /// Opens all of these at once and waits until they are ready; gives the place of the first.
    pub(crate) fn open(
        &mut self,
        server: SocketAddr,
        openings: &[Opening],
    ) -> anyhow::Result<usize> {
        let first = self.connections.len();
        let wanted = self.ready + openings.len();
        let mut failure = None;
        for opening in openings {
            let place = self.connections.len();
            let mut stream = connect(server, place)?;
            let interest = Interest::READABLE | Interest::WRITABLE;
            self.poll.registry().register(&mut stream, Token(place), interest)?;
            let connection = Connection::new(stream, server, opening.meeting, &opening.hello);
            self.connections.push(connection);
            if place.is_multiple_of(EVENTS) {
                self.turn(Some(Duration::ZERO), &mut failure)?;
            }
        }
        let until = Instant::now() + PATIENCE;
        while self.ready < wanted && failure.is_none() && Instant::now() < until {
            self.turn(Some(Duration::from_millis(20)), &mut failure)?;
        }
        if let Some(failure) = failure {
            return Err(failure.context("a connection failed before it was ready"));
        }
        ensure!(self.ready == wanted, "{} connections were not ready in time", wanted - self.ready);
        Ok(first)
    }

    /// Closes every connection without a word, as a network that fails does.
    pub(crate) fn drop_all(&mut self) {
        self.connections.clear();
        self.ready = 0;
    }

    /// Says everything when it is due, and hears until so many texts were delivered or the time is over.
    /// Gives how late each was said.
    pub(crate) fn run(
        &mut self,
        start: Instant,
        due: &[Due],
        deliveries: u64,
        until: Instant,
    ) -> anyhow::Result<Vec<Duration>> {
        let mut lateness = Vec::with_capacity(due.len());
        let mut failure = None;
        while Instant::now() < until {
            while let Some(Due { at, connection, frame }) = due.get(lateness.len())
                && Instant::now() >= start + *at
            {
                lateness.push(start.elapsed().saturating_sub(*at));
                let author = self.connections.get_mut(*connection).context("no such author")?;
                // One that is closed was counted.
                if author.stage != Stage::Closed {
                    author.say(frame)?;
                }
            }
            if lateness.len() == due.len() && self.ear.heard.delivered >= deliveries {
                break;
            }
            if let Some(next) = due.get(lateness.len()) {
                self.wake_at(start + next.at)?;
            }
            self.turn(Some(Duration::from_millis(20)), &mut failure)?;
        }
        if let Some(failure) = failure {
            eprintln!("kring-load: {failure:#}");
        }
        Ok(lateness)
    }

    /// Hears for so long.
    pub(crate) fn listen_for(&mut self, time: Duration) -> anyhow::Result<()> {
        let start = Instant::now();
        self.run(start, &[], u64::MAX, start + time).map(drop)
    }

    /// A sign of life from everybody: a server lets go of those who are silent for too long.
    pub(crate) fn ping(&mut self) -> anyhow::Result<()> {
        let ping = client_frame(PING, b"");
        self.connections.iter_mut().try_for_each(|connection| connection.say(&ping))
    }

    fn wake_at(&self, moment: Instant) -> anyhow::Result<()> {
        let wait = moment.saturating_duration_since(Instant::now()).max(Duration::from_nanos(1));
        let once = Itimerspec {
            it_interval: Timespec { tv_sec: 0, tv_nsec: 0 },
            it_value: Timespec {
                tv_sec: i64::try_from(wait.as_secs())?,
                tv_nsec: wait.subsec_nanos().into(),
            },
        };
        timerfd_settime(&self.timer, TimerfdTimerFlags::empty(), &once)?;
        Ok(())
    }

    /// Waits for something to happen, and takes note of it.
    fn turn(&mut self, wait: Option<Duration>, failure: &mut Failure) -> anyhow::Result<()> {
        match self.poll.poll(&mut self.events, wait) {
            Err(error) if error.kind() == ErrorKind::Interrupted => return Ok(()),
            other => other?,
        }
        for event in &self.events {
            let Token(place) = event.token();
            let Some(connection) = self.connections.get_mut(place) else { continue };
            let before = connection.stage;
            if before == Stage::Closed {
                continue;
            }
            let mut done = Ok(());
            if event.is_writable() {
                done = connection.writable();
            }
            if event.is_readable() && done.is_ok() && connection.stage != Stage::Connecting {
                done = connection.readable(&mut self.buffer, &mut self.ear);
            }
            if before != Stage::Ready && connection.stage == Stage::Ready {
                self.ready += 1;
            }
            if let Err(error) = done {
                connection.stage = Stage::Closed;
                self.ear.heard.closed += 1;
                failure.get_or_insert(error);
            }
        }
        Ok(())
    }
}

/// Begins to connect; from several addresses of this machine where one has too few ports.
fn connect(server: SocketAddr, place: usize) -> anyhow::Result<TcpStream> {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).context("no more sockets")?;
    socket.set_nonblocking(true)?;
    if let Ok(further @ 1..) = u8::try_from(place / FROM_ONE_ADDRESS) {
        socket.bind(&SocketAddr::from((Ipv4Addr::new(127, 0, 0, 1 + further), 0)).into())?;
    }
    match socket.connect(&server.into()) {
        Err(error)
            if error.raw_os_error() != Some(rustix::io::Errno::INPROGRESS.raw_os_error()) =>
        {
            return Err(error).context("no connection");
        }
        _ => {}
    }
    Ok(TcpStream::from_std(socket.into()))
}
