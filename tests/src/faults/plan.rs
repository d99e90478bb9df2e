//! What goes wrong in a run, and how often.

use std::time::{SystemTime, UNIX_EPOCH};

/// A kind of fault. Delayed and doubled commands need no kind: people send them all the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// `kill -9` at any moment.
    Kill,
    /// `kill -9`, and again while it starts.
    KillStarting,
    /// SIGTERM.
    Restart,
    /// SIGSTOP and SIGCONT.
    Stop,
    /// Connections dropped.
    Cut,
    /// What is sent disappears, and nobody is told.
    HalfOpen,
    /// What is sent arrives late.
    Delay,
    /// No room on the disk, and room again.
    FullDisk,
    /// Every sync of the disk takes its time; ends with `kill -9`.
    SlowDisk,
    /// The machine's clock jumps, sometimes between two lives of the server.
    ClockStep,
    /// A copy is made, into the right place, into the wrong one, or half.
    Backup,
    /// A file is taken away or replaced under the server, and put back before the next start.
    Meddle,
    /// Somebody in another meeting sends all they can.
    Flood,
}

impl Fault {
    /// Every kind.
    pub const ALL: &[Self] = &[
        Self::Kill,
        Self::KillStarting,
        Self::Restart,
        Self::Stop,
        Self::Cut,
        Self::HalfOpen,
        Self::Delay,
        Self::FullDisk,
        Self::SlowDisk,
        Self::ClockStep,
        Self::Backup,
        Self::Meddle,
        Self::Flood,
    ];

    /// Its name in figures.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Kill => "kills",
            Self::KillStarting => "kills while starting",
            Self::Restart => "restarts",
            Self::Stop => "stops",
            Self::Cut => "drops",
            Self::HalfOpen => "half-open",
            Self::Delay => "delays",
            Self::FullDisk => "full disks",
            Self::SlowDisk => "slow disks",
            Self::ClockStep => "clock steps",
            Self::Backup => "copies",
            Self::Meddle => "files replaced",
            Self::Flood => "floods",
        }
    }
}

/// A run.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Everything random comes from it.
    pub seed: u64,
    /// Meetings at the same time.
    pub meetings: usize,
    /// People in each.
    pub people: usize,
    /// Faults, one after the other.
    pub cycles: usize,
    /// Which ones; one that stands here twice comes twice as often.
    pub faults: Vec<Fault>,
}

/// The seed of this run: `KRING_SEED`, or a new one. Printed, so that a failure can be tried again.
///
/// # Panics
/// If `KRING_SEED` is not a number.
#[must_use]
pub fn seed() -> u64 {
    let given = std::env::var("KRING_SEED").ok();
    let seed = given.map(|seed| seed.parse().expect("KRING_SEED is a number"));
    let seed = seed.unwrap_or_else(|| {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        fastrand::Rng::with_seed(u64::try_from(now.as_nanos()).unwrap_or(0)).u64(..1_000_000_000)
    });
    println!("KRING_SEED={seed}");
    seed
}
