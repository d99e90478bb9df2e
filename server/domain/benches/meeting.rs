//! What a meeting costs the processor: one contribution from request to changes, and what grows with a
//! meeting. `cargo bench -p kring-domain` measures, `cargo bench -p kring-domain -- --test` runs each once.

#![allow(missing_docs, reason = "the macros make functions")]

mod given;

use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use kring_domain::{Checkpoint, Event, LogUse, State, Viewer, codec, project, replay};
use kring_protocol::{Command, CommandId};
use uuid::Uuid;

use given::{AUTHOR, GESPREKSLEIDER, Meeting};

/// People who write and texts that were there.
const PEOPLE: [usize; 4] = [4, 8, 16, 24];
const TEXTS: [usize; 4] = [0, 300, 1_000, 3_000];

/// The time of `act` alone: what it did to the meeting is undone between two times.
fn timed(times: u64, meeting: &mut Meeting, act: fn(&mut State, &[Event])) -> Duration {
    let events = meeting.decided(AUTHOR, &meeting.idea());
    let mut taken = Duration::ZERO;
    for _ in 0..times {
        let start = Instant::now();
        act(&mut meeting.state, black_box(&events));
        taken += start.elapsed();
        meeting.take_back(&events);
    }
    taken
}

fn contribution(c: &mut Criterion) {
    let sizes = TEXTS.map(|texts| (8, texts)).into_iter().chain(PEOPLE.map(|people| (people, 100)));
    for (people, texts) in sizes {
        let mut meeting = given::brainstorm(people, texts);
        let of = |what| BenchmarkId::new(what, format!("{people} people, {texts} texts"));
        let request = meeting.request(AUTHOR, meeting.idea());
        let mut group = c.benchmark_group("contribution");
        group.bench_function(of("decide"), |b| {
            b.iter(|| given::decide_once(&meeting.state, &meeting.context, black_box(&request)));
        });
        group.bench_function(of("apply"), |b| {
            b.iter_custom(|times| timed(times, &mut meeting, given::apply_once));
        });
        group.bench_function(of("apply and project"), |b| {
            b.iter_custom(|times| timed(times, &mut meeting, given::project_once));
        });
        group.finish();
    }
}

/// Commands beside a contribution, in a meeting of 8 with 300 texts.
fn commands(c: &mut Criterion) {
    let mut group = c.benchmark_group("command");
    let meeting = given::brainstorm(8, 300);
    for (name, by, command) in meeting.commands() {
        let events = meeting.decided(by, &command);
        group.bench_function(name, |b| {
            let state = || meeting.state.clone();
            let act = |mut state: State| {
                given::project_once(&mut state, &events);
                // Dropping it is no part of what is measured.
                state
            };
            b.iter_batched(state, act, criterion::BatchSize::LargeInput);
        });
    }
    group.finish();
}

fn whole(c: &mut Criterion) {
    let meeting = given::brainstorm(8, 200);
    let mut group = c.benchmark_group("200 texts");
    for (name, viewer) in [("deelnemer", AUTHOR), ("gespreksleider", GESPREKSLEIDER)] {
        let Some(viewer) = Viewer::of(&meeting.state, viewer) else { continue };
        group.bench_function(format!("project for a {name}"), |b| {
            b.iter(|| project(&meeting.state, black_box(&viewer)));
        });
    }
    group.bench_function("clone of a state", |b| b.iter(|| black_box(&meeting.state).clone()));
    group.bench_function("replay", |b| {
        let stored: Vec<Vec<u8>> = meeting.stored();
        let entries = || (1..).zip(&stored).map(|(seq, bytes)| (seq, given::NOW, bytes.as_slice()));
        b.iter(|| replay(&mut State::default(), entries()).map(|all| all.len()));
    });
    let state = meeting.state.clone();
    let checkpoint = Checkpoint { state, last_ms: 0, used: LogUse::default(), accepted: vec![] };
    group.bench_function("checkpoint encode", |b| b.iter(|| checkpoint.encode()));
    if let Ok(bytes) = checkpoint.encode() {
        group.bench_function("checkpoint decode", |b| b.iter(|| Checkpoint::decode(&bytes)));
    }
    group.finish();
}

fn entry(c: &mut Criterion) {
    let meeting = given::brainstorm(8, 0);
    let command = meeting.idea();
    assert!(matches!(command, Command::Contribute { .. }));
    let events = meeting.decided(AUTHOR, &command);
    let id = CommandId(Uuid::from_u128(1));
    c.bench_function("encode an entry", |b| b.iter(|| codec::encode(id, Some(AUTHOR), &events)));
}

criterion_group!(benches, contribution, commands, whole, entry);
criterion_main!(benches);
