//! Coming into a meeting that is asleep: from connecting to the whole view.

use std::time::{Duration, Instant};

use anyhow::Context;

use super::ms;
use crate::engine::{Engine, Opening};
use crate::judge::percentile;
use crate::play::preload;
use crate::report::Figure;
use crate::subject::{Bench, Subject, all_openings};

/// Of the core's time for others, while somebody comes in, less than this is no disturbance.
const DISTURBANCE: Duration = Duration::from_micros(500);

pub(crate) fn measure(bench: &Bench, sessions: usize, texts: usize) -> anyhow::Result<Figure> {
    let mut figure = Figure::new("waking");
    let people = bench.options.people;
    let data = bench.directory()?;
    let mut server = bench.start(Subject::Kring, data.path(), &[])?;
    let meetings = bench.gather(Subject::Kring, server.address, sessions, people, texts)?;
    let mut engine = Engine::new()?;
    engine.open(server.address, &all_openings(&meetings))?;
    preload(&mut engine, &meetings, texts, bench.options.text, &mut server)?;
    engine.drop_all();
    server.stop()?;
    for _ in 0..bench.options.repeat {
        // After a start all are asleep.
        let server = bench.start(Subject::Kring, data.path(), &[])?;
        let mut engine = Engine::new()?;
        let (mut waking, mut undisturbed, mut joining) = (vec![], vec![], vec![]);
        for meeting in &meetings {
            let [first, second, ..] = &meeting.openings[..] else { continue };
            let before = server.others_on_core()?;
            let took = come_in(&mut engine, &server, first)?;
            let others = server.others_on_core()?.saturating_sub(before);
            waking.push(took);
            undisturbed.extend((others < DISTURBANCE).then_some(took));
            joining.push(come_in(&mut engine, &server, second)?);
        }
        let share = undisturbed.len() as f64 / waking.len() as f64 * 100.0;
        figure.note("undisturbed by others on the core, %", Subject::Kring, share);
        let all = [("waking", waking), ("waking undisturbed", undisturbed)];
        for (what, times) in all.into_iter().chain([("joining one awake", joining)]) {
            for percent in [50, 99] {
                let label = format!("{what}, {texts} texts: p{percent}, ms");
                figure.note(label, Subject::Kring, ms(percentile(times.clone(), percent)));
            }
        }
    }
    Ok(figure)
}

fn come_in(
    engine: &mut Engine,
    server: &crate::server::Server,
    opening: &Opening,
) -> anyhow::Result<Duration> {
    let start = Instant::now();
    let place = engine.open(server.address, std::slice::from_ref(opening))?;
    let connection = engine.connections.get(place).context("no connection")?;
    let ready = connection.ready_at.context("not ready")? - start;
    // What follows, such as presence, is not part of the next one's time.
    engine.listen_for(Duration::from_millis(5))?;
    Ok(ready)
}
