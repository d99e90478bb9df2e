//! What is printed: a table for people, then one line of JSON.

use std::time::Duration;

use serde_json::{Value, json};

use crate::drive::Outcome;

/// Resident bytes per quiet connection.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Memory {
    pub(crate) meetings: Option<f64>,
    pub(crate) tabs: Option<f64>,
    pub(crate) plain: Option<f64>,
}

/// All that was measured.
pub(crate) struct Figures {
    pub(crate) kring: Vec<Outcome>,
    pub(crate) plain: Vec<Outcome>,
    pub(crate) memory: Memory,
}

impl Figures {
    pub(crate) fn is_whole(&self) -> bool {
        self.kring.iter().chain(&self.plain).all(Outcome::is_whole)
    }

    /// Kring's processor time per delivery, as a multiple of the plain room's.
    fn ratio(&self) -> Option<f64> {
        let plain = middle(&self.plain, Outcome::cpu_per_delivery)?;
        Some(middle(&self.kring, Outcome::cpu_per_delivery)? / plain)
    }

    pub(crate) fn print(&self) {
        println!(
            "{:<38}{:>12}{:>12}",
            "",
            "Kring",
            if self.plain.is_empty() { "" } else { "plain room" }
        );
        for (name, value) in ROWS {
            let cell = |runs: &[Outcome]| middle(runs, value).map(shown).unwrap_or_default();
            println!("{name:<38}{:>12}{:>12}", cell(&self.kring), cell(&self.plain));
        }
        if let Some(ratio) = self.ratio() {
            println!("{:<38}{:>12}", "server CPU, Kring / plain room", format!("{ratio:.2}"));
        }
        let kib = |bytes: Option<f64>| bytes.map(|bytes| format!("{:.1}", bytes / 1024.0));
        let row = |name, kring, plain| {
            let (kring, plain) = (kib(kring), kib(plain));
            if kring.is_some() {
                println!(
                    "{name:<38}{:>12}{:>12}",
                    kring.unwrap_or_default(),
                    plain.unwrap_or_default()
                );
            }
        };
        row("memory, meetings of 8, KiB/connection", self.memory.meetings, self.memory.plain);
        row("memory, 8 tabs each, KiB/connection", self.memory.tabs, None);
        println!("{}", self.json());
    }

    fn json(&self) -> Value {
        let runs = |runs: &[Outcome]| runs.iter().map(run).collect::<Vec<_>>();
        json!({
            "kring": runs(&self.kring),
            "plain": runs(&self.plain),
            "cpu_ratio": self.ratio(),
            "memory_bytes_per_connection": {
                "meetings": self.memory.meetings,
                "tabs": self.memory.tabs,
                "plain": self.memory.plain,
            },
        })
    }
}

type Row = (&'static str, fn(&Outcome) -> f64);

const ROWS: &[Row] = &[
    ("contributions sent", |o| o.sent as f64),
    ("delivered", |o| o.delivered as f64),
    ("delivered a second", |o| o.per_second),
    ("lost, repeated, strayed, refused", |o| (o.lost + o.repeated + o.strayed + o.refused) as f64),
    ("bytes a frame", |o| o.bytes_per_frame),
    ("latency p50, ms", |o| ms(o.p50)),
    ("latency p99, ms", |o| ms(o.p99)),
    ("latency longest, ms", |o| ms(o.longest)),
    ("server CPU per delivery, µs", Outcome::cpu_per_delivery),
    ("server CPU, % of one core", |o| o.server_cpu.as_secs_f64() / o.seconds * 100.0),
    ("load program CPU, % of one core", |o| o.own_cpu.as_secs_f64() / o.seconds * 100.0),
    ("load program late p99, ms", |o| ms(o.sender_p99)),
];

fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

fn shown(value: f64) -> String {
    if value.fract() == 0.0 || value >= 1000.0 {
        format!("{value:.0}")
    } else {
        format!("{value:.2}")
    }
}

/// The middle one of what several runs gave.
fn middle(runs: &[Outcome], value: impl Fn(&Outcome) -> f64) -> Option<f64> {
    let mut values: Vec<f64> = runs.iter().map(value).collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}

fn run(outcome: &Outcome) -> Value {
    json!({
        "sent": outcome.sent,
        "delivered": outcome.delivered,
        "per_second": outcome.per_second,
        "lost": outcome.lost,
        "repeated": outcome.repeated,
        "strayed": outcome.strayed,
        "refused": outcome.refused,
        "closed": outcome.closed,
        "p50_ms": ms(outcome.p50),
        "p99_ms": ms(outcome.p99),
        "longest_ms": ms(outcome.longest),
        "server_cpu_us_per_delivery": outcome.cpu_per_delivery(),
        "own_cpu_s": outcome.own_cpu.as_secs_f64(),
        "sender_p99_ms": ms(outcome.sender_p99),
        "bytes_per_frame": outcome.bytes_per_frame,
    })
}
