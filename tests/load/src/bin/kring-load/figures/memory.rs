//! What a server holds for quiet connections, and for meetings without any.

use std::time::{Duration, Instant};

use anyhow::ensure;

use crate::engine::Engine;
use crate::report::Figure;
use crate::subject::{Bench, Subject, all_openings};

/// Meetings made first, so that what a server sets up only once is not counted.
const WARM_UP: usize = 16;
/// After how many seconds without connections meetings fall asleep, when that is looked at.
const SLEEP_AFTER: u64 = 15;
const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) fn measure(bench: &Bench) -> anyhow::Result<Figure> {
    let mut figure = Figure::new("memory");
    for _ in 0..bench.options.repeat {
        for subject in &bench.options.subjects {
            let kib = quiet(bench, *subject)? / 1024.0;
            eprintln!("memory: {} {kib:.1} KiB a connection", subject.name());
            figure.note("KiB a quiet connection, meetings led and begun", *subject, kib);
        }
    }
    if bench.options.subjects.contains(&Subject::Kring) {
        let (awake, asleep) = without_connections(bench)?;
        figure.note("KiB a meeting awake without connections", Subject::Kring, awake / 1024.0);
        figure.note("KiB that stay once it fell asleep", Subject::Kring, asleep / 1024.0);
        let kib = on_disk(bench)? / 1024.0;
        figure.note("KiB a meeting asleep since the server started", Subject::Kring, kib);
    }
    Ok(figure)
}

/// Resident bytes for each of the quiet connections of all meetings.
fn quiet(bench: &Bench, subject: Subject) -> anyhow::Result<f64> {
    let (count, people) = (bench.options.meetings, bench.options.people);
    let data = bench.directory()?;
    let server = bench.start(subject, data.path(), &[])?;
    let mut engine = Engine::new()?;
    let mut open = |count| {
        let meetings = bench.gather(subject, server.address, count, people, 0)?;
        engine.open(server.address, &all_openings(&meetings))?;
        server.memory_at_rest()
    };
    let before = open(WARM_UP)?;
    let after = open(count)?;
    Ok((after as f64 - before as f64) / (count * people) as f64)
}

/// Resident bytes for each meeting that is on and that nobody is connected to: awake, and fallen asleep.
fn without_connections(bench: &Bench) -> anyhow::Result<(f64, f64)> {
    let (count, people) = (bench.options.meetings, bench.options.people);
    let data = bench.directory()?;
    let sleep = format!("--idle-timeout={SLEEP_AFTER}s");
    let server =
        bench.start(Subject::Kring, data.path(), &[&sleep, "--metrics-listen=127.0.0.1:0"])?;
    let gather = |count| bench.gather(Subject::Kring, server.address, count, people, 0).map(drop);
    gather(WARM_UP)?;
    let before = server.memory_at_rest()?;
    gather(count)?;
    let (made, awake) = (Instant::now(), server.memory()?);
    let there = server.awake()?;
    ensure!(
        there >= count as u64,
        "{there} of {count} meetings are awake: the machine is too slow"
    );
    while server.awake()? > 0 {
        ensure!(made.elapsed() < PATIENCE, "{} meetings do not fall asleep", server.awake()?);
        std::thread::sleep(Duration::from_millis(200));
    }
    let asleep = server.memory_at_rest()?;
    let each = |memory: u64| (memory as f64 - before as f64) / count as f64;
    Ok((each(awake), each(asleep)))
}

/// Resident bytes for each meeting that was on disk when the server started.
fn on_disk(bench: &Bench) -> anyhow::Result<f64> {
    let data = bench.directory()?;
    let start = || bench.start(Subject::Kring, data.path(), &[]);
    start()?.stop()?;
    let server = start()?;
    let empty = server.memory_at_rest()?;
    bench.gather(
        Subject::Kring,
        server.address,
        bench.options.meetings,
        bench.options.people,
        0,
    )?;
    server.stop()?;
    let full = start()?.memory_at_rest()?;
    Ok((full as f64 - empty as f64) / bench.options.meetings as f64)
}
