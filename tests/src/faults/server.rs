//! The server of a run, and what is done to it.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::sync::watch;

use super::environment::Environment;
use super::flood::flood;
use super::operator;
use super::plan::Fault;
use super::proxy::Proxy;
use super::replay::FinalState;
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
pub struct FaultyServer<'a> {
    environment: &'a Environment,
    process: Option<Process>,
    address: watch::Sender<SocketAddr>,
    /// What rooms said of themselves when they went to rest.
    pub rests: Vec<FinalState>,
    /// Faults so far, and what was wrong.
    pub tally: Tally,
}

impl<'a> FaultyServer<'a> {
    /// Starts a server.
    pub async fn on(environment: &'a Environment) -> Self {
        let process = start(&environment.launch()).await;
        let address = watch::channel(process.address).0;
        let (rests, tally) = (vec![], Tally::default());
        Self { environment, process: Some(process), address, rests, tally }
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
    pub async fn proxy(&self) -> Arc<Proxy> {
        Arc::new(Proxy::to(self.address.subscribe()).await)
    }

    /// Lets people work for a moment, then lets something go wrong, and right again.
    pub async fn inject(&mut self, fault: Fault, proxies: &[Arc<Proxy>], dice: &mut fastrand::Rng) {
        moment(dice, WORK).await;
        *self.tally.faults.entry(fault).or_default() += 1;
        match fault {
            Fault::Kill => self.kill_and_start(0, dice).await,
            Fault::KillStarting => {
                let times = dice.u8(1..4);
                self.kill_and_start(times, dice).await;
            }
            Fault::Restart => {
                proxies.iter().for_each(|proxy| proxy.heal());
                self.stop().await;
                self.start(&self.environment.launch()).await;
            }
            Fault::Stop => {
                self.process().signal("-STOP").await;
                // Now and then for longer than anybody waits.
                let long = dice.u8(..4) == 0;
                moment(dice, if long { 1_600..1_900 } else { 50..700 }).await;
                self.process().signal("-CONT").await;
            }
            Fault::Cut => some(proxies, dice).for_each(|proxy| proxy.cut()),
            Fault::HalfOpen => {
                let (up, down) = one_or_both(dice);
                some(proxies, dice).for_each(|proxy| proxy.swallow(up, down));
                // Until people notice, most of the time.
                moment(dice, 300..2_500).await;
            }
            Fault::Delay => {
                let (up, down) = one_or_both(dice);
                let chosen: Vec<_> = some(proxies, dice).collect();
                chosen.iter().for_each(|proxy| proxy.hold(up, down));
                moment(dice, 50..600).await;
                chosen.iter().for_each(|proxy| proxy.release());
            }
            Fault::FullDisk => self.full_disk(dice).await,
            Fault::SlowDisk => {
                self.kill().await;
                self.start(&self.environment.slow(dice.u64(10..60))).await;
                moment(dice, 300..900).await;
                self.kill_and_start(0, dice).await;
            }
            Fault::Backup => {
                let wrong = operator::back_up(self.environment, dice).await.err();
                self.tally.wrong.extend(wrong.map(|wrong| format!("a copy: {wrong}")));
            }
            Fault::Meddle => {
                operator::meddle(self.environment, dice).await;
                self.kill_and_start(0, dice).await;
            }
            Fault::Flood => flood(self.process(), dice).await,
            Fault::ClockStep => {
                self.environment.set_clock(dice.i64(JUMP));
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
        self.environment.fill();
        moment(dice, 100..500).await;
        if dice.u8(..3) == 0 {
            // It may start on a full disk or say that it cannot; it must not spoil anything.
            self.kill().await;
            if let Ok(process) = self.environment.launch().spawn().ready().await {
                self.take(process);
                moment(dice, 50..150).await;
            }
        }
        self.environment.make_room();
        if self.process.is_none() {
            self.start(&self.environment.launch()).await;
        }
    }

    async fn kill_and_start(&mut self, while_starting: u8, dice: &mut fastrand::Rng) {
        self.kill().await;
        for _ in 0..while_starting {
            let starting = self.environment.launch().spawn();
            moment(dice, STARTING).await;
            starting.kill().await;
        }
        self.start(&self.environment.launch()).await;
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
        self.rests.extend(stopped.said.iter().filter_map(|line| FinalState::read(line)));
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
fn some(proxies: &[Arc<Proxy>], dice: &mut fastrand::Rng) -> impl Iterator<Item = Arc<Proxy>> {
    let first = dice.usize(..proxies.len().max(1));
    let chosen = proxies.iter().enumerate();
    let chosen = chosen.filter(|(index, _)| *index == first || dice.u8(..3) == 0);
    chosen.map(|(_, proxy)| Arc::clone(proxy)).collect::<Vec<_>>().into_iter()
}

fn one_or_both(dice: &mut fastrand::Rng) -> (bool, bool) {
    match dice.u8(..3) {
        0 => (true, false),
        1 => (false, true),
        _ => (true, true),
    }
}
