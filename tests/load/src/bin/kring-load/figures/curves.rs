//! What a delivery costs against the number of meetings, of people, and of texts that are there already.

use crate::engine::Engine;
use crate::play::{Outcome, Schedule, drive, preload};
use crate::report::Figure;
use crate::subject::{Bench, Subject, all_openings};

const MEETINGS: [usize; 3] = [10, 100, 1_000];
const PEOPLE: [usize; 4] = [4, 8, 16, 24];
const TEXTS: [usize; 3] = [0, 300, 1_000];
/// Meetings whose people are counted, and those whose texts are: a thousand texts take long to write.
const OF_PEOPLE: usize = 100;
const OF_TEXTS: usize = 30;
/// People who wrote what is there already: one person may write 120 texts.
const WRITERS: usize = 12;
const SECONDS: f64 = 5.0;
const WARM_UP_SECONDS: f64 = 0.7;

/// One point of a curve.
struct Point {
    what: String,
    meetings: usize,
    people: usize,
    texts: usize,
}

pub(crate) fn measure(bench: &Bench, rate: f64) -> anyhow::Result<Figure> {
    let mut figure = Figure::new("curves");
    let people = bench.options.people;
    let meetings = MEETINGS.map(|meetings| {
        let what = format!("meetings {meetings}");
        Point { what, meetings, people, texts: 0 }
    });
    let groups = PEOPLE.map(|people| {
        let what = format!("people {people}");
        Point { what, meetings: OF_PEOPLE, people, texts: 0 }
    });
    let texts = TEXTS.map(|texts| {
        let what = format!("texts {texts}");
        Point { what, meetings: OF_TEXTS, people, texts }
    });
    let points: Vec<_> = meetings.into_iter().chain(groups).chain(texts).collect();
    for _ in 0..bench.options.repeat {
        for point in &points {
            for subject in &bench.options.subjects {
                let outcome = play(bench, *subject, point, rate)?;
                let cpu = outcome.cpu_per_delivery();
                eprintln!("curves: {} {}: {cpu:.1} us", point.what, subject.name());
                figure.note(format!("{}: server CPU, us a delivery", point.what), *subject, cpu);
                figure.keep(*subject, &point.what, outcome.json());
            }
        }
    }
    Ok(figure)
}

fn play(bench: &Bench, subject: Subject, point: &Point, rate: f64) -> anyhow::Result<Outcome> {
    let Point { meetings: count, people, texts, .. } = *point;
    let text = bench.options.text;
    let data = bench.directory()?;
    let mut server = bench.start(subject, data.path(), &[])?;
    let mut engine = Engine::new()?;
    // A room that keeps nothing has nothing there already.
    let writes = texts > 0 && subject == Subject::Kring;
    let come = if writes { people.max(WRITERS) } else { people };
    let mut meetings = bench.gather(subject, server.address, count, come, 0)?;
    if writes {
        engine.open(server.address, &all_openings(&meetings))?;
        preload(&mut engine, &meetings, texts, text, &mut server)?;
        engine.drop_all();
        meetings.iter_mut().for_each(|meeting| meeting.openings.truncate(people));
    }
    engine.open(server.address, &all_openings(&meetings))?;
    let mut played = |run, seconds| {
        let schedule = Schedule::steady(run, count, people, rate, seconds);
        drive(&mut engine, &meetings, &schedule, text, &mut server)?.checked()
    };
    played(1, WARM_UP_SECONDS)?;
    played(2, SECONDS)
}
