//! Starting with many sessions on disk. They are made through the interface, so that they are what a
//! server keeps, whatever way it keeps them.

use super::ms;
use crate::meeting::create;
use crate::report::Figure;
use crate::subject::{Bench, Subject};

pub(crate) fn measure(bench: &Bench, sizes: &[usize]) -> anyhow::Result<Figure> {
    let mut figure = Figure::new("start");
    let data = bench.directory()?;
    let mut there = 0;
    for size in sizes {
        // They leave memory soon: a server need not hold them all at once.
        let server = bench.start(Subject::Kring, data.path(), &["--idle-timeout=200ms"])?;
        create(server.address, size.saturating_sub(there))?;
        there = there.max(*size);
        server.stop()?;
        for _ in 0..bench.options.repeat {
            let server = bench.start(Subject::Kring, data.path(), &[])?;
            let took = ms(server.started_in);
            eprintln!("start: {there} sessions, {took:.0} ms");
            figure.note(format!("{there} sessions: from exec to ready, ms"), Subject::Kring, took);
            let memory = server.memory_at_rest()? as f64 / 1e6;
            figure.note(format!("{there} sessions: resident, MB"), Subject::Kring, memory);
            server.stop()?;
        }
    }
    Ok(figure)
}
