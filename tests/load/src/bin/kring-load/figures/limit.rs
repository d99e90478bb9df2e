//! The highest rate at which a percentile stays under a bound.

use std::collections::HashMap;
use std::time::Duration;

use super::ms;
use crate::engine::Engine;
use crate::play::{Outcome, Schedule, drive};
use crate::report::Figure;
use crate::subject::{Bench, Subject, all_openings};

const WARM_UP_SECONDS: f64 = 0.7;
/// Where the search begins, in texts a second.
const FIRST: f64 = 2_000.0;
/// Nobody may send more: every person's connection has its limit.
const LAST: f64 = 40_000.0;
/// How close two neighbours are when the search ends.
const CLOSE: f64 = 1.06;

pub(crate) fn measure(bench: &Bench, bound: Duration, seconds: f64) -> anyhow::Result<Figure> {
    let mut figure = Figure::new("limit");
    let mut found: HashMap<Subject, f64> = HashMap::new();
    for _ in 0..bench.options.repeat {
        for subject in &bench.options.subjects {
            let near = found.get(subject).copied();
            let search = Search { bench, subject: *subject, bound, seconds };
            let (highest, outcome) = search.highest(near, &mut figure)?;
            let label = format!("highest R with p99 under {} ms", ms(bound));
            figure.note(label, *subject, highest);
            if let Some(outcome) = outcome {
                let share = outcome.own_cpu.as_secs_f64() / outcome.took.as_secs_f64().max(0.001);
                figure.note("there: the generator's share of its core, %", *subject, share * 100.0);
            }
            found.insert(*subject, highest);
        }
    }
    Ok(figure)
}

struct Search<'a> {
    bench: &'a Bench,
    subject: Subject,
    bound: Duration,
    seconds: f64,
}

impl Search<'_> {
    /// The highest rate that was held, and its run. Near what an earlier turn found, if one did.
    fn highest(
        &self,
        near: Option<f64>,
        figure: &mut Figure,
    ) -> anyhow::Result<(f64, Option<Outcome>)> {
        let mut step = if near.is_some() { 1.12 } else { 2.0 };
        let (mut held, mut failed) = (None, None);
        let mut rate = near.unwrap_or(FIRST);
        loop {
            // One that fails may have met a moment in which the machine was busy.
            let (mut holds, mut outcome) = self.holds(rate, figure)?;
            if !holds {
                (holds, outcome) = self.holds(rate, figure)?;
            }
            if holds {
                held = Some((rate, outcome));
            } else {
                failed = Some(rate);
            }
            rate = match (&held, failed) {
                (Some((held, _)), Some(failed)) if failed / held < CLOSE => break,
                (Some((held, _)), Some(failed)) => (held * failed).sqrt(),
                (Some((held, _)), None) if *held >= LAST => break,
                (Some((held, _)), None) => (held * step).min(LAST),
                (None, Some(failed)) if failed < 20.0 => break,
                (None, Some(failed)) => failed / step,
                (None, None) => break,
            };
            // A turn that is far from the earlier one gets there sooner.
            step *= if near.is_some() { 1.2 } else { 1.0 };
        }
        Ok(held.map_or((0.0, None), |(rate, outcome)| (rate, Some(outcome))))
    }

    /// Whether a server of its own holds a rate.
    fn holds(&self, rate: f64, figure: &mut Figure) -> anyhow::Result<(bool, Outcome)> {
        let (bench, subject) = (self.bench, self.subject);
        let options = &bench.options;
        let (count, people) = (options.meetings, options.people);
        let data = bench.directory()?;
        let mut server = bench.start(subject, data.path(), &[])?;
        let meetings = bench.gather(subject, server.address, count, people, 0)?;
        let mut engine = Engine::new()?;
        engine.open(server.address, &all_openings(&meetings))?;
        let mut play = |run, rate, seconds| {
            let schedule = Schedule::steady(run, count, people, rate, seconds);
            drive(&mut engine, &meetings, &schedule, options.text, &mut server)
        };
        play(1, rate / 2.0, WARM_UP_SECONDS)?;
        let outcome = play(2, rate, self.seconds)?;
        let holds = outcome.is_whole() && outcome.p99 < self.bound;
        eprintln!(
            "limit: {} R={rate:.0} p99 {:.1} ms, {}, generator {:.0}%, others {:.0}%",
            subject.name(),
            ms(outcome.p99),
            if holds { "holds" } else { "fails" },
            outcome.own_cpu.as_secs_f64() / outcome.took.as_secs_f64().max(0.001) * 100.0,
            outcome.others * 100.0
        );
        figure.keep(subject, &format!("R={rate:.0}"), outcome.json());
        Ok((holds, outcome))
    }
}
