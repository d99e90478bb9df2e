//! Disks that sync more slowly than the one at hand: `strace` holds each sync back.

use std::time::Duration;

use super::cost;
use crate::engine::Engine;
use crate::play::{Schedule, drive};
use crate::report::Figure;
use crate::server::SlowSyncs;
use crate::subject::{Bench, Subject, all_openings};

const SLOWER_MS: [u64; 3] = [0, 1, 10];
/// Low, because stopping at each sync takes the server's core.
const RATES: [f64; 2] = [250.0, 1_000.0];
const SECONDS: f64 = 5.0;
/// The files that a server syncs while people write.
const FILES: [&str; 3] = ["kring.journal", "kring.db", "kring.db-wal"];
const WARM_UP_SECONDS: f64 = 1.0;

pub(crate) fn measure(bench: &Bench) -> anyhow::Result<Figure> {
    let mut figure = Figure::new("syncs");
    if std::process::Command::new("strace").arg("-V").output().is_err() {
        eprintln!("kring-load: no figures with slow syncs: strace is missing");
        return Ok(figure);
    }
    for _ in 0..bench.options.repeat {
        for slower in SLOWER_MS {
            play(bench, Duration::from_millis(slower), &mut figure)?;
        }
    }
    Ok(figure)
}

fn play(bench: &Bench, by: Duration, figure: &mut Figure) -> anyhow::Result<()> {
    let (count, people, text) = (bench.options.meetings, bench.options.people, bench.options.text);
    let calls = bench.options.sync_calls.clone();
    // Also without a delay under strace, so that what strace itself costs is in all of them.
    let data = bench.directory()?;
    // A write to the journal is a sync; what is written to sockets and elsewhere is none.
    let files = FILES.map(|name| data.path().join(name)).to_vec();
    let slow = bench.with_syncs(Some(SlowSyncs { by, calls, files }));
    let mut server = slow.start(Subject::Kring, data.path(), &[])?;
    let meetings = slow.gather(Subject::Kring, server.address, count, people, 0)?;
    let mut engine = Engine::new()?;
    engine.open(server.address, &all_openings(&meetings))?;
    let mut played = |run, rate, seconds| {
        let schedule = Schedule::steady(run, count, people, rate, seconds);
        drive(&mut engine, &meetings, &schedule, text, &mut server)?.checked()
    };
    played(1, 250.0, WARM_UP_SECONDS)?;
    for (run, rate) in (2..).zip(RATES) {
        let outcome = played(run, rate, SECONDS)?;
        let what = format!("syncs {} ms slower, R={rate}", by.as_millis());
        eprintln!("{what}: p99 {:.1} ms", super::ms(outcome.p99));
        cost::note(figure, Subject::Kring, &what, &outcome);
    }
    Ok(())
}
