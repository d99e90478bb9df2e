//! Plays rooms by a schedule that is fixed beforehand: a server that falls behind is not waited for.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use anyhow::Context;

use crate::process::{Server, own_cpu};
use crate::rooms::Room;
use crate::wire::{Heard, Marker};

/// How long the last texts may take to arrive.
const TAIL: Duration = Duration::from_secs(15);
/// The seed: both servers get the same schedule.
const SEED: u64 = 0x6b72_696e_6721;

/// One text to be sent.
#[derive(Clone, Copy)]
struct Planned {
    at: Duration,
    meeting: usize,
    author: usize,
    number: u32,
}

/// Texts to be sent, in order of time. In each room they come independently of each other, as people
/// do, `rate` a second on average.
pub(crate) struct Schedule {
    run: u32,
    planned: Vec<Planned>,
    text: usize,
    seconds: f64,
}

/// Enough randomness for a schedule, and the same on every machine (splitmix64).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Between 0 and 1, never 0.
    fn fraction(&mut self) -> f64 {
        ((self.next() >> 11) as f64 + 1.0) / (1_u64 << 53) as f64
    }
}

impl Schedule {
    pub(crate) fn new(
        run: u32,
        meetings: usize,
        people: usize,
        rate: f64,
        seconds: f64,
        text: usize,
    ) -> Self {
        let mut dice = Dice(SEED + u64::from(run));
        let mut planned = vec![];
        for meeting in 0..meetings {
            let (mut at, mut number) = (0.0, 0);
            loop {
                at -= dice.fraction().ln() / rate;
                if at >= seconds {
                    break;
                }
                let author = (dice.next() % people as u64) as usize;
                planned.push(Planned { at: Duration::from_secs_f64(at), meeting, author, number });
                number += 1;
            }
        }
        planned.sort_by_key(|planned| planned.at);
        Self { run, planned, text, seconds }
    }
}

/// What a run gave.
#[derive(Debug, Clone, Default)]
pub(crate) struct Outcome {
    pub(crate) sent: u64,
    pub(crate) delivered: u64,
    pub(crate) lost: u64,
    /// Arrived a second time.
    pub(crate) repeated: u64,
    /// Arrived where it was not meant for.
    pub(crate) strayed: u64,
    pub(crate) refused: u64,
    pub(crate) closed: u64,
    pub(crate) per_second: f64,
    pub(crate) bytes_per_frame: f64,
    pub(crate) p50: Duration,
    pub(crate) p99: Duration,
    pub(crate) longest: Duration,
    /// How late the sender itself was.
    pub(crate) sender_p99: Duration,
    pub(crate) server_cpu: Duration,
    pub(crate) own_cpu: Duration,
    pub(crate) seconds: f64,
}

impl Outcome {
    /// Microseconds of the server's processor time for each delivered text.
    pub(crate) fn cpu_per_delivery(&self) -> f64 {
        self.server_cpu.as_secs_f64() * 1e6 / self.delivered.max(1) as f64
    }

    /// Whether every text reached everybody once and nobody else.
    pub(crate) fn is_whole(&self) -> bool {
        self.lost + self.repeated + self.strayed + self.refused + self.closed == 0
    }
}

/// Plays the schedule in these rooms; gives them back with the outcome.
pub(crate) async fn drive(
    rooms: Vec<Room>,
    schedule: &Schedule,
    server: &Server,
    heard: &Arc<Heard>,
) -> anyhow::Result<(Vec<Room>, Outcome)> {
    let people = rooms.first().map_or(0, |room| room.connections.len()) as u64;
    let expected = schedule.planned.len() as u64 * people;
    let (before, bytes) = (count(&heard.delivered), count(&heard.bytes));
    let (server_cpu, own) = (server.cpu()?, own_cpu()?);
    let start = Instant::now() + Duration::from_millis(50);
    let (rooms, lateness) = send(rooms, schedule, start).await?;
    let deadline = Instant::now() + TAIL;
    while count(&heard.delivered) - before < expected && Instant::now() < deadline {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let mut outcome = Outcome {
        sent: schedule.planned.len() as u64,
        server_cpu: server.cpu()? - server_cpu,
        own_cpu: own_cpu()? - own,
        refused: count(&heard.refused),
        closed: count(&heard.closed),
        seconds: schedule.seconds,
        sender_p99: percentile(lateness, 99),
        ..Outcome::default()
    };
    // A second copy would come now.
    tokio::time::sleep(Duration::from_millis(100)).await;
    let frames = (count(&heard.delivered) - before).max(1);
    outcome.bytes_per_frame = (count(&heard.bytes) - bytes) as f64 / frames as f64;
    judge(&rooms, schedule, start, &mut outcome);
    Ok((rooms, outcome))
}

/// A thread of its own sleeps until each text is due: the runtime's timer is a millisecond coarse.
async fn send(
    mut rooms: Vec<Room>,
    schedule: &Schedule,
    start: Instant,
) -> anyhow::Result<(Vec<Room>, Vec<Duration>)> {
    let (run, text, planned) = (schedule.run, schedule.text, schedule.planned.clone());
    let runtime = tokio::runtime::Handle::current();
    let sending = tokio::task::spawn_blocking(move || {
        let mut lateness = Vec::with_capacity(planned.len());
        for Planned { at, meeting, author, number } in planned {
            let room = rooms.get_mut(meeting).context("no such room")?;
            let marker = Marker { run, meeting: meeting as u32, number };
            let frame = room.frame(marker, text)?;
            std::thread::sleep((start + at).saturating_duration_since(Instant::now()));
            lateness.push((start + at).elapsed());
            let author = room.connections.get_mut(author).context("no such author")?;
            runtime.block_on(author.say(frame))?;
        }
        Ok((rooms, lateness))
    });
    sending.await?
}

/// Compares what arrived with what was sent.
fn judge(rooms: &[Room], schedule: &Schedule, start: Instant, outcome: &mut Outcome) {
    let mut due: Vec<Vec<Duration>> = vec![vec![]; rooms.len()];
    for planned in &schedule.planned {
        if let Some(due) = due.get_mut(planned.meeting) {
            due.push(planned.at);
        }
    }
    let mut latencies = vec![];
    let mut last = start;
    for ((meeting, room), due) in (0_u32..).zip(rooms).zip(&due) {
        for connection in &room.connections {
            let mut times = vec![0_u64; due.len()];
            for arrival in connection.take_arrivals() {
                let Marker { run, meeting: of, number } = arrival.marker;
                let slot =
                    times.get_mut(number as usize).filter(|_| run == schedule.run && of == meeting);
                let (Some(times), Some(at)) = (slot, due.get(number as usize)) else {
                    outcome.strayed += 1;
                    continue;
                };
                *times += 1;
                latencies.push(arrival.at.saturating_duration_since(start + *at));
                last = last.max(arrival.at);
            }
            outcome.lost += times.iter().filter(|times| **times == 0).count() as u64;
            outcome.repeated += times.iter().map(|times| times.saturating_sub(1)).sum::<u64>();
        }
    }
    outcome.delivered = latencies.len() as u64;
    outcome.per_second =
        outcome.delivered as f64 / last.duration_since(start).as_secs_f64().max(0.001);
    outcome.longest = latencies.iter().max().copied().unwrap_or_default();
    outcome.p50 = percentile(latencies.clone(), 50);
    outcome.p99 = percentile(latencies, 99);
}

fn percentile(mut values: Vec<Duration>, percent: usize) -> Duration {
    values.sort_unstable();
    let index = (values.len() * percent / 100).min(values.len().saturating_sub(1));
    values.get(index).copied().unwrap_or_default()
}

fn count(counter: &std::sync::atomic::AtomicU64) -> u64 {
    counter.load(Ordering::Relaxed)
}
