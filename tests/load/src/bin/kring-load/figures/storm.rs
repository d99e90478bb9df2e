//! Everybody drops and comes back at once, and gets the whole view.

use std::time::{Duration, Instant};

use super::ms;
use crate::engine::{Engine, Opening};
use crate::machine::{Account, Busy};
use crate::play::preload;
use crate::report::Figure;
use crate::server::Server;
use crate::subject::{Bench, Subject, all_openings};

/// What a server still does once everybody is back counts, too.
const AFTERWARDS: Duration = Duration::from_millis(300);

struct Standing {
    subject: Subject,
    server: Server,
    engine: Engine,
    openings: Vec<Opening>,
    _data: tempfile::TempDir,
}

pub(crate) fn measure(bench: &Bench, texts: usize) -> anyhow::Result<Figure> {
    let mut figure = Figure::new("storm");
    let mut standing = vec![];
    for subject in &bench.options.subjects {
        standing.push(stand(bench, *subject, texts)?);
    }
    for _ in 0..bench.options.repeat {
        for standing in &mut standing {
            blow(standing, &mut figure)?;
        }
    }
    Ok(figure)
}

/// A server with all meetings, in which there are so many texts.
fn stand(bench: &Bench, subject: Subject, texts: usize) -> anyhow::Result<Standing> {
    let (count, people) = (bench.options.meetings, bench.options.people);
    let data = bench.directory()?;
    let mut server = bench.start(subject, data.path(), &[])?;
    let meetings = bench.gather(subject, server.address, count, people, texts)?;
    let openings = all_openings(&meetings);
    let mut engine = Engine::new()?;
    if subject == Subject::Kring {
        engine.open(server.address, &openings)?;
        preload(&mut engine, &meetings, texts, bench.options.text, &mut server)?;
    }
    Ok(Standing { subject, server, engine, openings, _data: data })
}

fn blow(standing: &mut Standing, figure: &mut Figure) -> anyhow::Result<()> {
    let Standing { subject, server, engine, openings, .. } = standing;
    // Everybody is there, and the server has come to rest.
    engine.drop_all();
    engine.open(server.address, openings)?;
    engine.listen_for(Duration::from_secs(1))?;
    let mut own = Account::of("self");
    let (machine, own_before) = (Busy::now()?, own.so_far()?);
    let before = server.account.so_far()?;
    let start = Instant::now();
    engine.drop_all();
    engine.open(server.address, openings)?;
    let last = engine.connections.iter().filter_map(|connection| connection.ready_at).max();
    let back = last.unwrap_or(start).duration_since(start);
    engine.listen_for(AFTERWARDS)?;
    let cpu = server.account.so_far()? - before;
    let others = machine.others_since(cpu + own.so_far()? - own_before)?;
    let greeted = |bytes: fn((usize, usize)) -> usize| {
        let all = engine.connections.iter().map(|connection| bytes(connection.greeted_with));
        all.sum::<usize>() as f64 / openings.len() as f64
    };
    eprintln!(
        "storm: {} {:.2} s of CPU, all back after {:.0} ms, others {:.0}%",
        subject.name(),
        cpu.as_secs_f64(),
        ms(back),
        others * 100.0
    );
    figure.note("storm: server CPU, s", *subject, cpu.as_secs_f64());
    figure.note("storm: all back after, ms", *subject, ms(back));
    figure.note("storm: KB that each gets", *subject, greeted(|(_, bytes)| bytes) / 1e3);
    figure.note("storm: frames that each gets", *subject, greeted(|(frames, _)| frames));
    figure.note("storm: others had, % of the machine", *subject, others * 100.0);
    Ok(())
}
