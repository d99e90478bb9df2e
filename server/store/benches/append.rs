//! What an append costs the processor, alone and with others, and how long a start takes.

#![allow(clippy::unwrap_used, reason = "nothing here comes from outside")]

use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use criterion::measurement::{Measurement, ValueFormatter, WallTime};
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use kring_protocol::ids::MemberId;
use kring_store::{EventLog, NewEntry, SqliteLog, StreamId};
use rustix::time::{ClockId, clock_gettime};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tokio::task::JoinSet;
use uuid::Uuid;

/// The processor's time of this process: that of the thread that writes is in it, waiting is not.
struct Processor;

impl Measurement for Processor {
    type Intermediate = Duration;
    type Value = Duration;

    fn start(&self) -> Duration {
        Duration::try_from(clock_gettime(ClockId::ProcessCPUTime)).unwrap()
    }

    fn end(&self, started: Duration) -> Duration {
        self.start() - started
    }

    fn add(&self, one: &Duration, other: &Duration) -> Duration {
        *one + *other
    }

    fn zero(&self) -> Duration {
        Duration::ZERO
    }

    fn to_f64(&self, value: &Duration) -> f64 {
        WallTime.to_f64(value)
    }

    fn formatter(&self) -> &dyn ValueFormatter {
        WallTime.formatter()
    }
}

/// As large as an entry with a text of 200 characters.
fn entry() -> NewEntry {
    NewEntry { at_ms: 1, due_ms: i64::MAX, payload: vec![7; 320], access: None }
}

/// Sessions that go on, and how far they have come.
struct Meetings {
    runtime: Runtime,
    log: Arc<SqliteLog>,
    sessions: Vec<(StreamId, u64)>,
    dir: TempDir,
}

impl Meetings {
    fn new(count: usize) -> Self {
        let runtime = Runtime::new().unwrap();
        let dir = TempDir::new().unwrap();
        let open = async { SqliteLog::open(dir.path()).unwrap() };
        let log = Arc::new(runtime.block_on(open));
        let session = || (StreamId::meeting(Uuid::new_v4()), 0);
        let sessions = std::iter::repeat_with(session).take(count).collect();
        let mut meetings = Self { runtime, log, sessions, dir };
        meetings.all_append();
        meetings
    }

    /// One entry for each session, all at the same time.
    fn all_append(&mut self) {
        let Self { runtime, log, sessions, .. } = self;
        runtime.block_on(async {
            let mut appends = JoinSet::new();
            for (session, last) in sessions.iter().copied() {
                let log = log.clone();
                appends.spawn(async move { log.append(session, last, vec![entry()]).await });
            }
            for appended in appends.join_all().await {
                appended.unwrap();
            }
        });
        sessions.iter_mut().for_each(|(_, last)| *last += 1);
    }
}

fn appends(criterion: &mut Criterion<Processor>) {
    for count in [1, 4, 16, 64] {
        let mut meetings = Meetings::new(count);
        criterion.bench_function(&format!("append/{count} sessions at once"), |bench| {
            bench.iter(|| meetings.all_append());
        });
    }
    let meetings = Meetings::new(1);
    criterion.bench_function("seal", |bench| {
        let owner = StreamId::Member(MemberId(Uuid::from_u128(1)));
        let seal = || meetings.runtime.block_on(meetings.log.seal(owner, black_box(&[7; 320])));
        bench.iter(|| seal().unwrap());
    });
}

fn copied(from: &Path) -> TempDir {
    let copy = TempDir::new().unwrap();
    for file in std::fs::read_dir(from).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), copy.path().join(file.file_name())).unwrap();
    }
    copy
}

/// A data directory with so many sessions of one entry each, as if they had come one after another.
fn stored(sessions: u32) -> TempDir {
    let dir = TempDir::new().unwrap();
    let runtime = Runtime::new().unwrap();
    let close = || runtime.block_on(async { SqliteLog::open(dir.path()).unwrap().close().await });
    close().unwrap();
    let fill = |file: &str, tables: &[&str]| {
        let mut database = rusqlite::Connection::open(dir.path().join(file)).unwrap();
        let filling = database.transaction().unwrap();
        for number in 0..sessions {
            let session = Uuid::from_u128(u128::from(number) << 64 | u128::from(number));
            for table in tables {
                filling.prepare_cached(table).unwrap().execute([session.as_bytes()]).unwrap();
            }
        }
        filling.commit().unwrap();
    };
    fill(
        "kring.keys",
        &[
            "INSERT INTO keys (session, key) VALUES (?1, randomblob(32))",
            "INSERT INTO progress (session, last) VALUES (?1, 1)",
        ],
    );
    fill(
        "kring.db",
        &[
            "INSERT INTO entries (session, seq, at_ms, payload, checksum)
             VALUES (?1, 1, 1, randomblob(350), randomblob(16))",
            "INSERT INTO heads (session, last, due_ms) VALUES (?1, 1, 9)",
        ],
    );
    close().unwrap();
    dir
}

fn starts(criterion: &mut Criterion) {
    let meetings = Meetings::new(120);
    let crashed = copied(meetings.dir.path());
    let open = |dir: &TempDir| drop(SqliteLog::open(dir.path()).unwrap());
    criterion.bench_function("start/120 entries in the journal", |bench| {
        bench.iter_batched_ref(|| copied(crashed.path()), |dir| open(dir), BatchSize::PerIteration);
    });
    let many = stored(100_000);
    criterion.bench_function("start/100,000 sessions", |bench| {
        bench.iter_batched_ref(|| copied(many.path()), |dir| open(dir), BatchSize::PerIteration);
    });
}

criterion_group! {
    name = processor;
    config = Criterion::default().with_measurement(Processor).sample_size(30);
    targets = appends
}
criterion_group! {
    name = wall;
    config = Criterion::default().sample_size(10);
    targets = starts
}
criterion_main!(processor, wall);
