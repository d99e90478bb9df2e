//! Plays many meetings at once and says what that costs, beside rooms that keep nothing.
//! `docs/performance.md` explains the figures.
//!
//! `kring-load table` measures the `kring` that was built beside this program; `kring-load --kring PATH
//! --repeat 1 cost --rate 2000` measures one thing of another one.

#![allow(clippy::cast_precision_loss, reason = "figures are rounded anyway")]
#![allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small counts")]

mod connection;
mod engine;
mod figures;
mod judge;
mod machine;
mod meeting;
mod play;
mod report;
mod server;
mod subject;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context;
use clap::{Args, Parser, Subcommand};

use report::Report;
use server::SlowSyncs;
use subject::{Bench, Subject};

#[derive(Debug, Parser)]
#[command(about = "Plays meetings against servers and prints what they cost them.")]
struct Cli {
    #[command(flatten)]
    options: Options,
    #[command(subcommand)]
    figure: Figure,
}

/// What all figures share.
#[derive(Debug, Clone, Args)]
struct Options {
    /// The server that is measured; the `kring` beside this program if not given.
    #[arg(long, global = true)]
    kring: Option<PathBuf>,
    /// A further argument of it, such as `--kring-arg=--sleep-after=1m`; can be repeated.
    #[arg(long, global = true, allow_hyphen_values = true)]
    kring_arg: Vec<String>,
    /// What is measured, in the order in which turns are taken.
    #[arg(long, global = true, value_delimiter = ',', default_value = "floor,room,kring")]
    subjects: Vec<Subject>,
    /// Turns that each takes; the middle one counts.
    #[arg(long, global = true, default_value_t = 3)]
    repeat: usize,
    /// Meetings at the same time.
    #[arg(long, global = true, default_value_t = 300)]
    meetings: usize,
    /// People in each.
    #[arg(long, global = true, default_value_t = 8)]
    people: usize,
    /// Characters of a text.
    #[arg(long, global = true, default_value_t = 200)]
    text: usize,
    /// Where data directories are made; beside this program if not given.
    #[arg(long, global = true)]
    data: Option<PathBuf>,
    /// Writes all figures to this file as JSON, too.
    #[arg(long, global = true)]
    json: Option<PathBuf>,
    /// Goes before everything else on the machine meanwhile: for one that others use, too.
    #[arg(long, global = true)]
    first: bool,
    /// Makes each sync of the disk so many milliseconds slower, with strace.
    #[arg(long, global = true, value_name = "MS")]
    slow_syncs: Option<f64>,
    /// The system calls that sync. Kring writes its journal with `write`; with `syncs` only those to its own
    /// files are held back.
    #[arg(long, global = true, default_value = "fsync,fdatasync,write")]
    sync_calls: String,
}

impl Options {
    fn slow_syncs(&self) -> Option<SlowSyncs> {
        let by = Duration::from_secs_f64(self.slow_syncs? / 1e3);
        Some(SlowSyncs { by, calls: self.sync_calls.clone(), files: vec![] })
    }
}

#[derive(Debug, Subcommand)]
enum Figure {
    /// Server CPU for each delivery, and latency.
    Cost {
        /// Texts a second in all meetings together.
        #[arg(long, value_delimiter = ',', default_value = "500,2000")]
        rate: Vec<f64>,
        /// How long each rate is played.
        #[arg(long, default_value_t = 6.0)]
        seconds: f64,
    },
    /// The highest rate at which p99 stays under a bound.
    Limit {
        /// Milliseconds.
        #[arg(long, default_value_t = 50.0)]
        p99: f64,
        /// How long each rate is tried.
        #[arg(long, default_value_t = 3.0)]
        seconds: f64,
    },
    /// Memory of quiet connections, and of meetings awake and asleep.
    Memory,
    /// Everybody drops and comes back at once.
    Storm {
        /// Texts in each meeting.
        #[arg(long, default_value_t = 200)]
        texts: usize,
    },
    /// Coming into a meeting that is asleep.
    Waking {
        /// Texts in each meeting.
        #[arg(long, default_value_t = 200)]
        texts: usize,
        /// Meetings that are woken.
        #[arg(long, default_value_t = 100)]
        sessions: usize,
    },
    /// Many quiet connections in one process, and one active meeting among them.
    Crowd {
        /// Quiet connections.
        #[arg(long, default_value_t = 15_000)]
        connections: usize,
    },
    /// Starting with many sessions on disk.
    Start {
        /// How many, in rising order.
        #[arg(long, value_delimiter = ',', default_value = "1000,10000,100000")]
        sessions: Vec<usize>,
    },
    /// CPU for each delivery against meetings, people, and texts that are there already.
    Curves {
        /// Texts a second in all meetings together.
        #[arg(long, default_value_t = 500.0)]
        rate: f64,
    },
    /// Cost and latency on disks that sync more slowly. Needs strace.
    Syncs,
    /// The table: cost, limit, memory, storm and waking.
    Table,
    /// Everything.
    All,
}

fn main() -> ExitCode {
    let Cli { options, figure } = Cli::parse();
    let json = options.json.clone();
    let first = options.first.then(machine::First::go);
    let bench = Bench::new(options);
    let mut report = Report::new(&bench);
    let measured = measure(&bench, &figure, &mut report);
    let written = json.map_or(Ok(()), |path| report.write(&path));
    drop(first);
    match measured.and(written) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("kring-load: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn measure(bench: &Bench, figure: &Figure, report: &mut Report) -> anyhow::Result<()> {
    use figures::{cost, crowd, curves, limit, memory, start, storm, syncs, waking};
    match figure {
        Figure::Cost { rate, seconds } => report.add(cost::measure(bench, rate, *seconds)?),
        Figure::Limit { p99, seconds } => {
            report.add(limit::measure(bench, Duration::from_secs_f64(p99 / 1e3), *seconds)?);
        }
        Figure::Memory => report.add(memory::measure(bench)?),
        Figure::Storm { texts } => report.add(storm::measure(bench, *texts)?),
        Figure::Waking { texts, sessions } => {
            report.add(waking::measure(bench, *sessions, *texts)?);
        }
        Figure::Crowd { connections } => report.add(crowd::measure(bench, *connections)?),
        Figure::Start { sessions } => report.add(start::measure(bench, sessions)?),
        Figure::Curves { rate } => report.add(curves::measure(bench, *rate)?),
        Figure::Syncs => report.add(syncs::measure(bench)?),
        Figure::Table => {
            report.add(cost::measure(bench, &[500.0, 2000.0], 6.0).context("cost")?);
            report.add(limit::measure(bench, Duration::from_millis(50), 3.0).context("limit")?);
            report.add(memory::measure(bench).context("memory")?);
            report.add(storm::measure(bench, 200).context("storm")?);
            report.add(waking::measure(bench, 100, 200).context("waking")?);
        }
        Figure::All => {
            measure(bench, &Figure::Table, report)?;
            report.add(crowd::measure(bench, 15_000).context("crowd")?);
            report.add(start::measure(bench, &[1_000, 10_000, 100_000]).context("start")?);
            report.add(curves::measure(bench, 500.0).context("curves")?);
            report.add(syncs::measure(bench).context("syncs")?);
        }
    }
    Ok(())
}
