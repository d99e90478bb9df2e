//! What a delivery costs the server, and how long it takes.

use std::path::Path;

use super::ms;
use crate::engine::Engine;
use crate::judge::percentile;
use crate::machine::syncs;
use crate::play::{Outcome, Schedule, drive};
use crate::report::Figure;
use crate::subject::{Bench, Subject, all_openings};

/// Played before anything is measured.
const WARM_UP_SECONDS: f64 = 1.5;

pub(crate) fn measure(bench: &Bench, rates: &[f64], seconds: f64) -> anyhow::Result<Figure> {
    let mut figure = Figure::new("cost");
    for turn in 1..=bench.options.repeat {
        for subject in &bench.options.subjects {
            let data = bench.directory()?;
            let syncs = syncs(data.path())?;
            for percent in [50, 99] {
                let label = format!("a sync of the disk just before: p{percent}, ms");
                figure.note(label, *subject, ms(percentile(syncs.clone(), percent)));
            }
            for (rate, outcome) in turn_of(bench, *subject, data.path(), rates, seconds)? {
                let name = subject.name();
                let cpu = outcome.cpu_per_delivery();
                eprintln!(
                    "cost {turn}: {name} R={rate} {cpu:.1} us, p99 {:.2} ms, others {:.0}%",
                    ms(outcome.p99),
                    outcome.others * 100.0
                );
                note(&mut figure, *subject, &format!("R={rate}"), &outcome);
            }
        }
    }
    Ok(figure)
}

/// Notes what a run cost, under a name.
pub(super) fn note(figure: &mut Figure, subject: Subject, what: &str, outcome: &Outcome) {
    figure.note(format!("{what}: server CPU, us a delivery"), subject, outcome.cpu_per_delivery());
    figure.note(format!("{what}: latency p50, ms"), subject, ms(outcome.p50));
    figure.note(format!("{what}: latency p99, ms"), subject, ms(outcome.p99));
    figure.note(format!("{what}: others had, % of the machine"), subject, outcome.others * 100.0);
    figure.keep(subject, what, outcome.json());
}

/// All rates one after the other in the same meetings.
fn turn_of(
    bench: &Bench,
    subject: Subject,
    data: &Path,
    rates: &[f64],
    seconds: f64,
) -> anyhow::Result<Vec<(f64, Outcome)>> {
    let (count, people, text) = (bench.options.meetings, bench.options.people, bench.options.text);
    let mut server = bench.start(subject, data, &[])?;
    let meetings = bench.gather(subject, server.address, count, people, 0)?;
    let mut engine = Engine::new()?;
    engine.open(server.address, &all_openings(&meetings))?;
    let first = rates.first().copied().unwrap_or(500.0);
    let mut played = vec![];
    let all =
        std::iter::once((first, WARM_UP_SECONDS)).chain(rates.iter().map(|rate| (*rate, seconds)));
    for (run, (rate, seconds)) in (1..).zip(all) {
        let schedule = Schedule::steady(run, count, people, rate, seconds);
        let outcome = drive(&mut engine, &meetings, &schedule, text, &mut server)?.checked()?;
        played.push((rate, outcome));
    }
    played.remove(0);
    Ok(played)
}
