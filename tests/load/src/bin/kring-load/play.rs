//! Plays meetings by a schedule that is fixed beforehand: a server that falls behind is not waited for.

use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use serde_json::{Value, json};

use crate::connection::{Heard, Marker, Stage};
use crate::engine::{Due, Engine};
use crate::judge::{Listener, judge, percentile};
use crate::machine::{Account, Busy};
use crate::server::Server;
use crate::subject::Meeting;

/// How long the last texts may take to arrive.
const TAIL: Duration = Duration::from_secs(4);
/// A second copy would come within this.
const ECHO: Duration = Duration::from_millis(50);
/// The seed: all servers get the same schedule.
const SEED: u64 = 0x6b72_696e_6721;

/// One text to be sent.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Planned {
    pub(crate) at: Duration,
    pub(crate) meeting: u32,
    pub(crate) author: usize,
    /// In its meeting, from 0.
    pub(crate) number: u32,
}

/// Texts to be sent, in order of time.
#[derive(Debug)]
pub(crate) struct Schedule {
    pub(crate) run: u32,
    pub(crate) meetings: usize,
    pub(crate) people: usize,
    pub(crate) planned: Vec<Planned>,
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
    /// `rate` texts a second in all meetings together. In each they come independently of each other, as
    /// people do.
    pub(crate) fn steady(
        run: u32,
        meetings: usize,
        people: usize,
        rate: f64,
        seconds: f64,
    ) -> Self {
        let mut dice = Dice(SEED + u64::from(run));
        let each = rate / meetings as f64;
        let mut planned = vec![];
        for meeting in (0..).take(meetings) {
            let (mut at, mut number) = (0.0, 0);
            loop {
                at -= dice.fraction().ln() / each;
                if at >= seconds {
                    break;
                }
                let author = (dice.next() % people as u64) as usize;
                planned.push(Planned { at: Duration::from_secs_f64(at), meeting, author, number });
                number += 1;
            }
        }
        planned.sort_by_key(|planned| planned.at);
        Self { run, meetings, people, planned }
    }

    /// Texts in the first meeting alone.
    pub(crate) fn in_the_first(
        run: u32,
        meetings: usize,
        people: usize,
        rate: f64,
        seconds: f64,
    ) -> Self {
        Self { meetings, ..Self::steady(run, 1, people, rate, seconds) }
    }

    /// One text of everybody in every meeting, all at once.
    pub(crate) fn one_each(run: u32, meetings: usize, people: usize) -> Self {
        let all = (0..people).flat_map(|author| (0..).take(meetings).map(move |m| (author, m)));
        let planned = all.map(|(author, meeting)| Planned {
            at: Duration::ZERO,
            meeting,
            author,
            number: author as u32,
        });
        Self { run, meetings, people, planned: planned.collect() }
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
    /// Arrived in another order than with others, or than its author said them in.
    pub(crate) disordered: u64,
    pub(crate) heard: Heard,
    pub(crate) p50: Duration,
    pub(crate) p99: Duration,
    pub(crate) longest: Duration,
    /// How late this program itself was.
    pub(crate) sender_p99: Duration,
    pub(crate) server_cpu: Duration,
    pub(crate) own_cpu: Duration,
    /// From the first text to the last delivery.
    pub(crate) took: Duration,
    /// The part of the machine that others had meanwhile.
    pub(crate) others: f64,
}

impl Outcome {
    /// Microseconds of the server's processor time for each delivered text.
    pub(crate) fn cpu_per_delivery(&self) -> f64 {
        self.server_cpu.as_secs_f64() * 1e6 / self.delivered.max(1) as f64
    }

    pub(crate) fn bytes_per_frame(&self) -> f64 {
        self.heard.bytes as f64 / self.heard.delivered.max(1) as f64
    }

    /// Whether every text reached everybody once, in order, and nobody else.
    pub(crate) fn is_whole(&self) -> bool {
        let Heard { strayed, refused, closed, .. } = self.heard;
        self.lost + self.repeated + self.disordered + strayed + refused + closed == 0
    }

    /// The outcome, if every text reached everybody once and in order.
    ///
    /// # Errors
    /// When one did not.
    pub(crate) fn checked(self) -> anyhow::Result<Self> {
        ensure!(self.is_whole(), "not every text reached everybody once and in order: {self:?}");
        Ok(self)
    }

    pub(crate) fn json(&self) -> Value {
        let ms = |time: Duration| time.as_secs_f64() * 1e3;
        json!({
            "sent": self.sent,
            "delivered": self.delivered,
            "whole": self.is_whole(),
            "p50_ms": ms(self.p50),
            "p99_ms": ms(self.p99),
            "longest_ms": ms(self.longest),
            "sender_p99_ms": ms(self.sender_p99),
            "server_cpu_us_per_delivery": self.cpu_per_delivery(),
            "server_cpu_s": self.server_cpu.as_secs_f64(),
            "generator_cpu_s": self.own_cpu.as_secs_f64(),
            "seconds": self.took.as_secs_f64(),
            "bytes_per_frame": self.bytes_per_frame(),
            "others_share": self.others,
        })
    }
}

/// Plays a schedule. Connections have their places in order of meetings and people.
pub(crate) fn drive(
    engine: &mut Engine,
    meetings: &[Meeting],
    schedule: &Schedule,
    characters: usize,
    server: &mut Server,
) -> anyhow::Result<Outcome> {
    let due = frames(meetings, schedule, characters)?;
    let deliveries = (due.len() * schedule.people) as u64;
    engine.ear.run = schedule.run;
    engine.ear.heard = Heard::default();
    let mut own = Account::of("self");
    let (machine, own_before, server_before) =
        (Busy::now()?, own.so_far()?, server.account.so_far()?);
    let start = Instant::now() + Duration::from_millis(2);
    let length = schedule.planned.last().map_or(Duration::ZERO, |planned| planned.at);
    let lateness = engine.run(start, &due, deliveries, start + length + TAIL)?;
    let mut outcome = Outcome {
        sent: lateness.len() as u64,
        server_cpu: server.account.so_far()? - server_before,
        own_cpu: own.so_far()? - own_before,
        took: start.elapsed(),
        sender_p99: percentile(lateness, 99),
        ..Outcome::default()
    };
    outcome.others = machine.others_since(outcome.server_cpu + outcome.own_cpu)?;
    engine.listen_for(ECHO)?;
    outcome.heard = engine.ear.heard.clone();
    let listeners = engine.connections.iter_mut().map(|connection| Listener {
        meeting: connection.meeting as usize,
        stayed: connection.stage != Stage::Closed,
        arrivals: std::mem::take(&mut connection.arrivals),
    });
    judge(listeners, schedule, start, &mut outcome)?;
    Ok(outcome)
}

/// Lets people write so many texts in each meeting; everybody there hears them.
pub(crate) fn preload(
    engine: &mut Engine,
    meetings: &[Meeting],
    texts: usize,
    characters: usize,
    server: &mut Server,
) -> anyhow::Result<()> {
    let people = meetings.first().map_or(0, |meeting| meeting.openings.len());
    let mut left = texts;
    for run in 1_000_000.. {
        if left == 0 {
            return Ok(());
        }
        let mut lot = Schedule::one_each(run, meetings.len(), people);
        lot.planned.retain(|planned| (planned.number as usize) < left);
        left -= left.min(people);
        let began = Instant::now();
        drive(engine, meetings, &lot, characters, server)?.checked()?;
        // A connection may send 20 messages a second in the long run.
        let lots = u32::try_from(texts.div_ceil(people.max(1)))?;
        let pause = Duration::from_millis(if lots > 55 { 55 } else { 0 });
        engine.listen_for(pause.saturating_sub(began.elapsed()))?;
    }
    Ok(())
}

fn frames(
    meetings: &[Meeting],
    schedule: &Schedule,
    characters: usize,
) -> anyhow::Result<Vec<Due>> {
    let frame = |planned: &Planned| {
        let Planned { at, meeting, author, number } = *planned;
        let marker = Marker { run: schedule.run, meeting, number };
        let room = meetings.get(meeting as usize).context("no such meeting")?;
        let connection = meeting as usize * room.openings.len() + author;
        Ok(Due { at, connection, frame: room.frame(marker, characters)? })
    };
    schedule.planned.iter().map(frame).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_steady_schedule_has_its_rate_its_order_and_is_always_the_same() {
        let schedule = Schedule::steady(7, 20, 8, 1_000.0, 10.0);
        let count = schedule.planned.len();
        assert!((9_500..10_500).contains(&count), "{count} texts in 10 s at 1,000 a second");
        assert!(schedule.planned.is_sorted_by_key(|planned| planned.at));
        let places = |schedule: &Schedule| {
            let all = schedule.planned.iter().map(|p| (p.at, p.meeting, p.author, p.number));
            all.collect::<Vec<_>>()
        };
        assert_eq!(places(&schedule), places(&Schedule::steady(7, 20, 8, 1_000.0, 10.0)));
        assert_ne!(places(&schedule), places(&Schedule::steady(8, 20, 8, 1_000.0, 10.0)));
    }
}
