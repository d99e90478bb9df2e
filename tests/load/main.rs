//! Plays many meetings at once and says what that costs. `docs/bench.md` explains the figures.
//!
//! `kring-load --spawn --plain --quiet 1000 --repeat 3` measures a Kring of its own beside the plain
//! room; `kring-load --server 127.0.0.1:8080 --pid PID` measures one that is running.

#![allow(clippy::cast_precision_loss, reason = "figures are rounded anyway")]

mod drive;
mod figures;
mod process;
mod quiet;
mod rooms;
mod wire;

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, ensure};
use clap::Parser;

use drive::{Outcome, Schedule, drive};
use figures::{Figures, Memory};
use process::Server;
use quiet::{Spread, bytes_per_connection};
use rooms::Room;

/// Of the 3,000 contributions that a meeting holds.
const CONTRIBUTIONS: f64 = 2_800.0;
/// Of the 20 messages that a connection may send a second.
const MESSAGES_PER_SECOND: f64 = 15.0;
/// Forgotten tabs of one participant.
const TABS: usize = 8;

#[derive(Debug, Parser)]
#[command(about = "Plays meetings against a server and prints what they cost it.")]
struct Args {
    /// The address of a running server.
    #[arg(long, requires = "pid", conflicts_with = "spawn")]
    server: Option<SocketAddr>,
    /// The process of the running server.
    #[arg(long, requires = "server")]
    pid: Option<u32>,
    /// Starts the `kring` beside this program, on an empty data directory.
    #[arg(long)]
    spawn: bool,
    /// Measures the `kring-plain-room` beside this program with the same schedule.
    #[arg(long)]
    plain: bool,
    /// Meetings at the same time.
    #[arg(long, default_value_t = 50)]
    meetings: usize,
    /// People in each.
    #[arg(long, default_value_t = 8)]
    people: usize,
    /// Contributions a second in each meeting, on average.
    #[arg(long, default_value_t = 10.0)]
    rate: f64,
    /// Characters of a contribution.
    #[arg(long, default_value_t = 140)]
    text: usize,
    /// How long is measured.
    #[arg(long, default_value_t = 20.0)]
    seconds: f64,
    /// How long is played before that.
    #[arg(long, default_value_t = 3.0)]
    warm_up: f64,
    /// Quiet connections to measure memory with; 0 for none.
    #[arg(long, default_value_t = 0)]
    quiet: usize,
    /// How often everything is measured; the table shows the middle one.
    #[arg(long, default_value_t = 1)]
    repeat: usize,
}

// One thread reads and one writes: the server needs the other core.
#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let args = Args::parse();
    match measure(&args).await {
        Ok(figures) => {
            figures.print();
            if figures.is_whole() {
                return ExitCode::SUCCESS;
            }
            eprintln!("kring-load: not every text reached everybody once");
        }
        Err(error) => eprintln!("kring-load: {error:#}"),
    }
    ExitCode::FAILURE
}

async fn measure(args: &Args) -> anyhow::Result<Figures> {
    let texts = args.rate * (args.seconds + args.warm_up);
    ensure!(
        texts <= CONTRIBUTIONS,
        "a meeting holds 3,000 contributions: lower --rate or --seconds"
    );
    let each = args.rate / args.people.max(1) as f64;
    ensure!(
        each <= MESSAGES_PER_SECOND,
        "a connection may send 20 messages a second: lower --rate"
    );
    let mut figures = Figures { kring: vec![], plain: vec![], memory: Memory::default() };
    for _ in 0..args.repeat {
        figures.kring.push(play(args, &kring(args)?, Which::Kring).await?);
        if args.plain {
            figures.plain.push(play(args, &Server::plain()?, Which::Plain).await?);
        }
    }
    if args.quiet > 0 {
        figures.memory = memory(args).await?;
    }
    Ok(figures)
}

fn kring(args: &Args) -> anyhow::Result<Server> {
    if args.spawn {
        return Server::kring();
    }
    let what = "say --spawn, or --server and --pid";
    Ok(Server::running(args.server.context(what)?, args.pid.context(what)?))
}

#[derive(Clone, Copy)]
enum Which {
    Kring,
    Plain,
}

async fn play(args: &Args, server: &Server, which: Which) -> anyhow::Result<Outcome> {
    let heard = Arc::default();
    let mut rooms: Vec<Room> = vec![];
    for _ in 0..args.meetings {
        rooms.push(match which {
            Which::Kring => rooms::kring(server.address, args.people, &heard).await?,
            Which::Plain => rooms::plain(server.address, args.people, &heard).await?,
        });
    }
    let schedule = |run, seconds| {
        Schedule::new(run, args.meetings, args.people, args.rate, seconds, args.text)
    };
    let (rooms, warm_up) = drive(rooms, &schedule(1, args.warm_up), server, &heard).await?;
    ensure!(warm_up.is_whole(), "texts were lost before the measurement began: {warm_up:?}");
    let (rooms, outcome) = drive(rooms, &schedule(2, args.seconds), server, &heard).await?;
    drop(rooms);
    Ok(outcome)
}

/// Each in a process of its own where possible: what one run gives back, the next would use again.
async fn memory(args: &Args) -> anyhow::Result<Memory> {
    let people = args.people;
    let meetings = Spread::Meetings { people };
    let tabs = Spread::Tabs { people, tabs: TABS };
    let plain = if args.plain {
        let spread = Spread::Plain { people };
        Some(bytes_per_connection(&Server::plain()?, spread, args.quiet).await?)
    } else {
        None
    };
    Ok(Memory {
        meetings: Some(bytes_per_connection(&kring(args)?, meetings, args.quiet).await?),
        tabs: Some(bytes_per_connection(&kring(args)?, tabs, args.quiet).await?),
        plain,
    })
}
