//! Many quiet connections in one process, and one active meeting among them.

use std::time::Duration;

use anyhow::ensure;
use rustix::process::{Resource, getrlimit, setrlimit};

use super::ms;
use crate::engine::Engine;
use crate::play::{Schedule, drive};
use crate::report::Figure;
use crate::subject::{Bench, all_openings};

/// Texts a second in the active meeting, and for how long.
const RATE: f64 = 20.0;
const SECONDS: f64 = 10.0;
/// Files beside the connections.
const FURTHER_FILES: u64 = 200;

pub(crate) fn measure(bench: &Bench, connections: usize) -> anyhow::Result<Figure> {
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    setrlimit(Resource::Nofile, limit)?;
    let files = connections as u64 + FURTHER_FILES;
    ensure!(
        limit.current.is_none_or(|limit| limit >= files),
        "{files} files may not be open: raise `ulimit -n`"
    );
    let mut figure = Figure::new("crowd");
    let (people, text) = (bench.options.people, bench.options.text);
    let count = connections / people;
    for subject in &bench.options.subjects {
        let data = bench.directory()?;
        let mut server = bench.start(*subject, data.path(), &[])?;
        let meetings = bench.gather(*subject, server.address, count, people, 0)?;
        let mut engine = Engine::new()?;
        for meetings in meetings.chunks(250) {
            engine.open(server.address, &all_openings(meetings))?;
        }
        engine.ping()?;
        engine.listen_for(Duration::from_secs(2))?;
        let memory = server.memory_at_rest()?;
        let first = Schedule::in_the_first(1, count, people, RATE, SECONDS);
        let outcome = drive(&mut engine, &meetings, &first, text, &mut server)?.checked()?;
        let open = count * people;
        let each = memory as f64 / 1024.0 / open as f64;
        eprintln!("crowd: {} {open} connections, p99 {:.2} ms", subject.name(), ms(outcome.p99));
        figure.note(format!("{open} connections: resident, MB"), *subject, memory as f64 / 1e6);
        figure.note(format!("{open} connections: KiB each, all in"), *subject, each);
        figure.note("one active meeting among them: p50, ms", *subject, ms(outcome.p50));
        figure.note("one active meeting among them: p99, ms", *subject, ms(outcome.p99));
        figure.keep(*subject, "crowd", outcome.json());
    }
    Ok(figure)
}
