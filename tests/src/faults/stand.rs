//! The server of a run, and what is done to it.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::sync::watch;

use super::ground::Ground;
use super::link::Link;
use super::plan::Fault;
use super::replay::Rest;
use super::tally::Tally;
use super::{moment, run::MARK};
use crate::server::{Launch, Process, Stopped};

/// Milliseconds of undisturbed work between two faults.
const WORK: std::ops::Range<u64> = 20..250;
/// Milliseconds that a server needs to start; it is killed somewhere on the way.
const STARTING: std::ops::Range<u64> = 0..40;
/// Seconds by which a clock jumps, both ways.
const JUMP: std::ops::Range<i64> = -7_200..7_200;

/// A server that is always started again.
pub struct Stand<'a> {
    ground: &'a Ground,
    process: Option<Process>,
    address: watch::Sender<SocketAddr>,
    /// What rooms said of themselves when they went to rest.
    pub rests: Vec<Rest>,
    /// Faults so far, and what was wrong.
    pub tally: Tally,
}

impl<'a> Stand<'a> {
    /// Starts a server.
    pub async fn on(ground: &'a Ground) -> Self {
        let process = start(&ground.launch()).await;
        let address = watch::channel(process.address).0;
        let (rests, tally) = (vec![], Tally::default());
        Self { ground, process: Some(process), address, rests, tally }
    }

    /// The server as it runs now.
    ///
    /// # Panics
    /// If it does not run.
    #[must_use]
    pub fn process(&self) -> &Process {
        self.process.as_ref().expect("the server runs between two faults")
    }

    /// A new way to the server.
    pub async fn link(&self) -> Arc<Link> {
        Arc::new(Link::to(self.address.subscribe()).await)
    }

    /// Lets people work for a moment, then lets something go wrong, and right again.
    pub async fn suffer(&mut self, fault: Fault, links: &[Arc<Link>], dice: &mut fastrand::Rng) {
        moment(dice, WORK).await;
        *self.tally.faults.entry(fault).or_default() += 1;
        match fault {
            Fault::Kill => self.kill_and_start(0, dice).await,
            Fault::KillStarting => {
                let times = dice.u8(1..4);
                self.kill_and_start(times, dice).await;
            }
            Fault::Restart => {
                links.iter().for_each(|link| link.heal());
                self.stop().await;
                self.start(&self.ground.launch()).await;
            }
            Fault::Stop => {
                self.process().signal("-STOP").await;
                // Now and then for longer than anybody waits.
                let long = dice.u8(..4) == 0;
                moment(dice, if long { 1_600..1_900 } else { 50..700 }).await;
                self.process().signal("-CONT").await;
            }
            Fault::Cut => some(links, dice).for_each(|link| link.cut()),
            Fault::HalfOpen => {
                let (up, down) = one_or_both(dice);
                some(links, dice).for_each(|link| link.swallow(up, down));
                // Until people notice, most of the time.
                moment(dice, 300..2_500).await;
            }
            Fault::Delay => {
                let (up, down) = one_or_both(dice);
                let chosen: Vec<_> = some(links, dice).collect();
                chosen.iter().for_each(|link| link.hold(up, down));
                moment(dice, 50..600).await;
                chosen.iter().for_each(|link| link.release());
            }
            Fault::FullDisk => self.full_disk(dice).await,
            Fault::SlowDisk => {
                self.kill().await;
                self.start(&self.ground.slow(dice.u64(10..60))).await;
                moment(dice, 300..900).await;
                self.kill_and_start(0, dice).await;
            }
            Fault::ClockStep => {
                self.ground.set_clock(dice.i64(JUMP));
                if dice.bool() {
                    self.kill_and_start(0, dice).await;
                }
            }
        }
    }

    /// SIGTERM, which has to end well.
    pub async fn stop(&mut self) {
        let process = self.process.take().unwrap();
        let stopped = process.stop().await;
        if !stopped.well {
            self.tally.wrong.push(format!("SIGTERM did not end well: {:?}", stopped.said));
        }
        self.listen_to(&stopped);
    }

    async fn full_disk(&mut self, dice: &mut fastrand::Rng) {
        self.ground.fill();
        moment(dice, 100..500).await;
        if dice.u8(..3) == 0 {
            // It may start on a full disk or say that it cannot; it must not spoil anything.
            self.kill().await;
            if let Ok(process) = self.ground.launch().spawn().ready().await {
                self.take(process);
                moment(dice, 50..150).await;
            }
        }
        self.ground.make_room();
        if self.process.is_none() {
            self.start(&self.ground.launch()).await;
        }
    }

    async fn kill_and_start(&mut self, while_starting: u8, dice: &mut fastrand::Rng) {
        self.kill().await;
        for _ in 0..while_starting {
            let starting = self.ground.launch().spawn();
            moment(dice, STARTING).await;
            starting.kill().await;
        }
        self.start(&self.ground.launch()).await;
    }

    async fn kill(&mut self) {
        let process = self.process.take().unwrap();
        let killed = process.kill().await;
        self.listen_to(&killed);
    }

    async fn start(&mut self, launch: &Launch) {
        let process = start(launch).await;
        self.take(process);
    }

    fn take(&mut self, process: Process) {
        self.address.send_replace(process.address);
        self.process = Some(process);
    }

    fn listen_to(&mut self, stopped: &Stopped) {
        self.rests.extend(stopped.said.iter().filter_map(|line| Rest::read(line)));
        let mut seen = BTreeSet::new();
        for line in stopped.said.iter().filter(|line| line.contains(MARK)) {
            if seen.insert(line) {
                self.tally.wrong.push(format!("somebody's words are in the log: {line}"));
            }
        }
    }
}

async fn start(launch: &Launch) -> Process {
    let ready = launch.spawn().ready().await;
    ready.unwrap_or_else(|said| panic!("the server did not start: {said}"))
}

/// At least one of them.
fn some(links: &[Arc<Link>], dice: &mut fastrand::Rng) -> impl Iterator<Item = Arc<Link>> {
    let first = dice.usize(..links.len().max(1));
    let chosen = links.iter().enumerate();
    let chosen = chosen.filter(|(index, _)| *index == first || dice.u8(..3) == 0);
    chosen.map(|(_, link)| Arc::clone(link)).collect::<Vec<_>>().into_iter()
}

fn one_or_both(dice: &mut fastrand::Rng) -> (bool, bool) {
    match dice.u8(..3) {
        0 => (true, false),
        1 => (false, true),
        _ => (true, true),
    }
}
