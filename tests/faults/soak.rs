//! Plays under faults for as long as asked, and says what was lost. `make soak` runs it.

#![allow(clippy::panic, reason = "a broken soak must be loud")]

use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::Parser;
use kring_tests::faults::{Environment, Fault, Plan, Tally, run, seed};

#[derive(Debug, Parser)]
#[command(about = "Plays meetings on a server that is killed, stopped, cut off and starved.")]
struct Args {
    /// How long, such as 90s, 10m or 2h.
    #[arg(long = "for", value_parser = span, default_value = "10m", conflicts_with = "cycles")]
    time: Duration,
    /// So many faults instead.
    #[arg(long)]
    cycles: Option<usize>,
    /// The seed; otherwise `KRING_SEED`, or a new one.
    #[arg(long)]
    seed: Option<u64>,
    /// Faults in one run; after each run the judge looks.
    #[arg(long, default_value_t = 40)]
    run: usize,
    /// Meetings at the same time.
    #[arg(long, default_value_t = 4)]
    meetings: usize,
    /// People in each.
    #[arg(long, default_value_t = 4)]
    people: usize,
}

/// Kills come more often than all else together: they are what a server must survive first.
const FAULTS: &[Fault] = &[
    Fault::Kill,
    Fault::Kill,
    Fault::Kill,
    Fault::Kill,
    Fault::Kill,
    Fault::Kill,
    Fault::Kill,
    Fault::Kill,
    Fault::KillStarting,
    Fault::KillStarting,
    Fault::Restart,
    Fault::Stop,
    Fault::Cut,
    Fault::HalfOpen,
    Fault::Delay,
    Fault::FullDisk,
    Fault::SlowDisk,
    Fault::ClockStep,
    Fault::Backup,
    Fault::Backup,
    Fault::Meddle,
    Fault::Flood,
];

#[tokio::main]
async fn main() -> ExitCode {
    let args = Args::parse();
    let first = args.seed.unwrap_or_else(seed);
    println!("seed          {first}");
    let started = Instant::now();
    let mut total = Tally::default();
    let cycles = |tally: &Tally| tally.faults.values().sum::<u64>();
    let mut seed = first;
    while args
        .cycles
        .map_or_else(|| started.elapsed() < args.time, |wanted| cycles(&total) < wanted as u64)
    {
        let Args { meetings, people, run: in_one_go, .. } = args;
        let plan = Plan { seed, meetings, people, cycles: in_one_go, faults: FAULTS.to_vec() };
        let environment = Environment::small().await.with_clock();
        // Whatever breaks off, the data directory is still there to look at.
        let environment = Arc::new(environment);
        let under = Arc::clone(&environment);
        match tokio::spawn(async move { run(&plan, &under).await }).await {
            Ok(tally) => {
                let good = tally.is_good();
                total.add(tally);
                if !good {
                    let kept = environment.copy().keep();
                    eprintln!("run {seed} failed; its data directory is in {}", kept.display());
                    break;
                }
            }
            Err(error) => {
                eprintln!("run {seed} broke off: {error}");
                eprintln!("its data directory is in {}", environment.copy().keep().display());
                println!("{total}");
                return ExitCode::FAILURE;
            }
        }
        eprintln!("run {seed} was good; {} faults so far", cycles(&total));
        seed += 1;
    }
    println!("{total}");
    if total.is_good() {
        return ExitCode::SUCCESS;
    }
    eprintln!(
        "not everything was kept; again with: kring-soak --seed {seed} --cycles {}",
        args.run
    );
    ExitCode::FAILURE
}

fn span(text: &str) -> Result<Duration, String> {
    let help = || format!("`{text}` is not a length of time; write it like 90s, 10m or 2h");
    let unit = text.chars().last().ok_or_else(help)?;
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3_600,
        _ => return Err(help()),
    };
    let number: u64 = text.trim_end_matches(unit).parse().map_err(|_| help())?;
    Ok(Duration::from_secs(number * seconds))
}
