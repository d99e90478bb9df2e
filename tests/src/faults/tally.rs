//! The figures of a run.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use super::plan::Fault;

/// What happened, in numbers; and what should not have, in words.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    /// Faults, by kind.
    pub faults: BTreeMap<Fault, u64>,
    /// Commands that were made.
    pub commands: u64,
    /// Frames that carried one.
    pub sent: u64,
    /// Acknowledged.
    pub accepted: u64,
    /// Refused by a rule.
    pub refused: u64,
    /// Sent again because no answer came.
    pub resent: u64,
    /// Sent again though nothing was missing.
    pub repeated: u64,
    /// Answers that said the disk does not take it.
    pub failed: u64,
    /// Answers that said to be slower.
    pub too_fast: u64,
    /// Connections that ended.
    pub reconnects: u64,
    /// Connections that went on where an earlier one left off.
    pub resumed: u64,
    /// Connections that were given up because nothing came back.
    pub half_open: u64,
    /// Sessions whose live state was compared with its replay.
    pub compared: u64,
    /// Acknowledged, and gone.
    pub lost: Vec<String>,
    /// There twice.
    pub duplicated: Vec<String>,
    /// Views or states that differ.
    pub diverged: Vec<String>,
    /// Anything else that must not be.
    pub wrong: Vec<String>,
    /// How long it took.
    pub took: Duration,
}

impl Tally {
    /// Adds what happened elsewhere.
    pub fn add(&mut self, other: Self) {
        for (fault, times) in other.faults {
            *self.faults.entry(fault).or_default() += times;
        }
        self.commands += other.commands;
        self.sent += other.sent;
        self.accepted += other.accepted;
        self.refused += other.refused;
        self.resent += other.resent;
        self.repeated += other.repeated;
        self.failed += other.failed;
        self.too_fast += other.too_fast;
        self.reconnects += other.reconnects;
        self.resumed += other.resumed;
        self.half_open += other.half_open;
        self.compared += other.compared;
        self.lost.extend(other.lost);
        self.duplicated.extend(other.duplicated);
        self.diverged.extend(other.diverged);
        self.wrong.extend(other.wrong);
        self.took += other.took;
    }

    /// Whether every promise was kept.
    #[must_use]
    pub fn is_good(&self) -> bool {
        [&self.lost, &self.duplicated, &self.diverged, &self.wrong].iter().all(|v| v.is_empty())
    }

    /// How often a kind of fault came.
    #[must_use]
    pub fn times(&self, fault: Fault) -> u64 {
        self.faults.get(&fault).copied().unwrap_or_default()
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cycles: u64 = self.faults.values().sum();
        let kinds: Vec<_> =
            self.faults.iter().map(|(fault, times)| format!("{} {times}", fault.name())).collect();
        writeln!(f, "cycles        {cycles} ({})", kinds.join(", "))?;
        writeln!(f, "commands      {} in {} frames", self.commands, self.sent)?;
        writeln!(f, "  resent      {} after a loss, {} as duplicates", self.resent, self.repeated)?;
        writeln!(f, "acknowledged  {}", self.accepted)?;
        writeln!(f, "refused       {}", self.refused)?;
        writeln!(f, "failed        {} by the disk, {} too fast", self.failed, self.too_fast)?;
        let Self { reconnects, resumed, half_open, .. } = self;
        writeln!(f, "connections   {reconnects} lost ({half_open} half-open), {resumed} resumed")?;
        writeln!(f, "states        {} compared with their replay", self.compared)?;
        writeln!(f, "lost          {}", self.lost.len())?;
        writeln!(f, "duplicated    {}", self.duplicated.len())?;
        writeln!(f, "diverged      {}", self.diverged.len())?;
        writeln!(f, "wrong         {}", self.wrong.len())?;
        write!(f, "seconds       {:.1}", self.took.as_secs_f64())?;
        for (what, lines) in [
            ("LOST", &self.lost),
            ("DUPLICATED", &self.duplicated),
            ("DIVERGED", &self.diverged),
            ("WRONG", &self.wrong),
        ] {
            for line in lines.iter().take(10) {
                write!(f, "\n{what}: {line}")?;
            }
        }
        Ok(())
    }
}
