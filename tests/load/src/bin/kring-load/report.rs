//! What is printed and written: a table for people, and JSON.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::SystemTime;

use anyhow::Context;
use serde_json::{Value, json};

use crate::subject::{Bench, Subject};

/// One row: what it is, and each subject's turns.
#[derive(Debug, Default)]
pub(crate) struct Row {
    label: String,
    turns: BTreeMap<Subject, Vec<f64>>,
}

/// One figure: its rows in the order in which they came to be.
#[derive(Debug)]
pub(crate) struct Figure {
    name: &'static str,
    rows: Vec<Row>,
    /// Everything behind the rows.
    runs: Vec<Value>,
}

impl Figure {
    pub(crate) fn new(name: &'static str) -> Self {
        Self { name, rows: vec![], runs: vec![] }
    }

    /// Notes what one turn of a subject gave.
    pub(crate) fn note(&mut self, label: impl Into<String>, subject: Subject, value: f64) {
        let label = label.into();
        let place = self.rows.iter().position(|row| row.label == label).unwrap_or_else(|| {
            self.rows.push(Row { label, ..Row::default() });
            self.rows.len() - 1
        });
        if let Some(row) = self.rows.get_mut(place) {
            row.turns.entry(subject).or_default().push(value);
        }
    }

    /// Keeps everything about one turn, for the JSON.
    pub(crate) fn keep(&mut self, subject: Subject, what: &str, run: Value) {
        self.runs.push(json!({ "subject": subject.name(), "what": what, "run": run }));
    }

    fn json(&self) -> Value {
        let rows: Vec<_> = self.rows.iter().map(Row::json).collect();
        json!({ "name": self.name, "rows": rows, "runs": self.runs })
    }
}

impl Row {
    fn middle(&self, subject: Subject) -> Option<f64> {
        let mut values = self.turns.get(&subject)?.clone();
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).copied()
    }

    /// Kring's value as a multiple of the plain room's.
    fn ratio(&self) -> Option<f64> {
        let ratio = self.middle(Subject::Kring)? / self.middle(Subject::Room)?;
        ratio.is_finite().then_some(ratio)
    }

    fn json(&self) -> Value {
        let middles: BTreeMap<_, _> =
            self.turns.keys().map(|subject| (subject.name(), self.middle(*subject))).collect();
        let turns: BTreeMap<_, _> =
            self.turns.iter().map(|(subject, turns)| (subject.name(), turns)).collect();
        json!({ "label": self.label, "middle": middles, "turns": turns, "ratio": self.ratio() })
    }
}

/// All that was measured.
pub(crate) struct Report {
    figures: Vec<Value>,
    about: Value,
}

impl Report {
    pub(crate) fn new(bench: &Bench) -> Self {
        let options = &bench.options;
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let about = json!({
            "at": now.as_secs(),
            "cores": std::thread::available_parallelism().map_or(0, usize::from),
            "pinned": bench.cores.server.is_some(),
            "meetings": options.meetings,
            "people": options.people,
            "characters": options.text,
            "repeat": options.repeat,
            "slow_syncs_ms": options.slow_syncs,
        });
        Self { figures: vec![], about }
    }

    /// Prints a figure, and keeps it.
    pub(crate) fn add(&mut self, figure: Figure) {
        let all = figure.rows.iter().flat_map(|row| row.turns.keys());
        let columns: std::collections::BTreeSet<_> = all.copied().collect();
        print!("\n{:<58}", figure.name);
        columns.iter().for_each(|subject| print!("{:>12}", subject.name()));
        println!("{:>12}", if columns.len() > 1 { "kring/room" } else { "" });
        for row in &figure.rows {
            print!("{:<58}", row.label);
            for subject in &columns {
                print!("{:>12}", row.middle(*subject).map(shown).unwrap_or_default());
            }
            println!("{:>12}", row.ratio().map(|ratio| format!("{ratio:.2}")).unwrap_or_default());
        }
        self.figures.push(figure.json());
    }

    pub(crate) fn write(&self, path: &Path) -> anyhow::Result<()> {
        let all = json!({ "about": self.about, "figures": self.figures });
        std::fs::write(path, serde_json::to_string_pretty(&all)? + "\n")
            .with_context(|| format!("{} cannot be written", path.display()))
    }
}

fn shown(value: f64) -> String {
    match value.abs() {
        100.0.. => format!("{value:.0}"),
        10.0.. => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}
