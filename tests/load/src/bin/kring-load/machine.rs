//! The machine: its cores, who uses them, and the time that processes took.

use std::collections::HashMap;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context;
use rustix::process::setpriority_process;
use rustix::thread::{CpuSet, sched_setaffinity};

/// Linux counts the time of cores in hundredths of a second.
const TICK: Duration = Duration::from_millis(10);

/// Syncs with which the disk is looked at.
const SYNCS: usize = 100;
/// From -20, which goes first, to 19.
const PRIORITY: i32 = -15;
/// Where Linux keeps the priority of a session against other sessions: `/autogroup-5 nice 0`.
const GROUP: &str = "/proc/self/autogroup";

/// Which core the server has, and which one this program.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cores {
    /// The server's; any if none.
    pub(crate) server: Option<usize>,
    /// This program's; any if none.
    pub(crate) own: Option<usize>,
}

impl Cores {
    /// The first for the server and the second for this program, if there are two and they may be had.
    pub(crate) fn two() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        if cores < 2 || pin(0).and_then(|()| pin(1)).is_err() {
            eprintln!("kring-load: server and generator are not pinned: two cores cannot be had");
            return Self { server: None, own: None };
        }
        Self { server: Some(0), own: Some(1) }
    }

    /// Calls it on the server's core: a process that it starts stays there.
    pub(crate) fn on_server<T>(self, start: impl FnOnce() -> T) -> anyhow::Result<T> {
        let (Some(server), Some(own)) = (self.server, self.own) else { return Ok(start()) };
        pin(server)?;
        let started = start();
        pin(own)?;
        Ok(started)
    }
}

/// Lets this program and the servers that it starts go before others on the machine until it is dropped,
/// where that is allowed: what others do then shows less in the figures.
pub(crate) struct First {
    /// How the group of processes stood in which this session is scheduled.
    group: Option<String>,
}

impl First {
    pub(crate) fn go() -> Self {
        if setpriority_process(None, PRIORITY).is_err() {
            eprintln!("kring-load: a higher priority is not allowed: others go as often");
        }
        let group = std::fs::read_to_string(GROUP).ok();
        let group = group.and_then(|group| group.trim().rsplit(' ').next().map(str::to_owned));
        if group.is_some() {
            let _ = std::fs::write(GROUP, PRIORITY.to_string());
        }
        Self { group }
    }
}

impl Drop for First {
    fn drop(&mut self) {
        if let Some(group) = &self.group {
            let _ = std::fs::write(GROUP, group);
        }
    }
}

/// Pins this thread, and the threads and processes that it starts, to a core.
fn pin(core: usize) -> anyhow::Result<()> {
    let mut set = CpuSet::new();
    set.set(core);
    sched_setaffinity(None, &set).with_context(|| format!("core {core} cannot be had"))
}

/// The processor time of one process.
#[derive(Debug)]
pub(crate) struct Account {
    process: String,
    /// What each thread took when it was last seen.
    threads: HashMap<String, u64>,
}

impl Account {
    /// Of a process, or of `self`.
    pub(crate) fn of(process: impl ToString) -> Self {
        Self { process: process.to_string(), threads: HashMap::new() }
    }

    /// So far. Exact to the nanosecond while threads live; what one took between the last look and its
    /// end is known in hundredths of a second.
    pub(crate) fn so_far(&mut self) -> anyhow::Result<Duration> {
        for thread in std::fs::read_dir(format!("/proc/{}/task", self.process))? {
            let thread = thread?.path();
            // A thread that has just ended is no error.
            let Ok(stat) = std::fs::read_to_string(thread.join("schedstat")) else { continue };
            let took = stat.split(' ').next().and_then(|took| took.parse().ok());
            let name = thread.to_string_lossy().into_owned();
            self.threads.insert(name, took.context("no time in schedstat")?);
        }
        let threads = Duration::from_nanos(self.threads.values().sum());
        Ok(threads.max(ticks(&self.process)?))
    }
}

fn ticks(process: &str) -> anyhow::Result<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
    // The name in parentheses may hold spaces; utime and stime are the 12th and 13th after it.
    let (_, rest) = stat.rsplit_once(')').context("no name in stat")?;
    let ticks: u32 = rest.split_whitespace().skip(11).take(2).flat_map(str::parse::<u32>).sum();
    Ok(TICK * ticks)
}

/// Resident memory of a process in bytes, without pages of files such as its program: those come and go as the
/// system likes.
pub(crate) fn resident(process: u32) -> anyhow::Result<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"));
    let kib = line.and_then(|line| line.trim().strip_suffix(" kB"));
    let kib: u64 = kib.and_then(|kib| kib.trim().parse().ok()).context("no RssAnon")?;
    Ok(kib * 1024)
}

/// The processor time so far of everything else than these processes that ran on this core last. Kernel
/// threads that tidy memory take milliseconds at a time, which no priority prevents.
pub(crate) fn others_on(core: usize, ours: &[u32]) -> anyhow::Result<Duration> {
    let mut all = 0;
    for process in std::fs::read_dir("/proc")?.flatten() {
        let id = process.file_name().to_string_lossy().parse::<u32>();
        let Ok(id) = id else { continue };
        if ours.contains(&id) {
            continue;
        }
        // What has just ended is no error.
        let read = |name: &str| std::fs::read_to_string(process.path().join(name)).ok();
        let (Some(stat), Some(took)) = (read("stat"), read("schedstat")) else { continue };
        let last = stat.rsplit_once(')').and_then(|(_, rest)| rest.split_whitespace().nth(36));
        if last.and_then(|last| last.parse().ok()) == Some(core) {
            all += took.split(' ').next().and_then(|took| took.parse::<u64>().ok()).unwrap_or(0);
        }
    }
    Ok(Duration::from_nanos(all))
}

/// What all cores did so far.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Busy {
    busy: Duration,
    stolen: Duration,
    all: Duration,
}

impl Busy {
    pub(crate) fn now() -> anyhow::Result<Self> {
        let stat = std::fs::read_to_string("/proc/stat")?;
        let line = stat.lines().next().context("an empty /proc/stat")?;
        // user nice system idle iowait irq softirq steal
        let ticks: Vec<u32> = line.split_whitespace().skip(1).flat_map(str::parse).collect();
        let [user, nice, system, idle, waiting, irq, soft, stolen, ..] = ticks[..] else {
            anyhow::bail!("/proc/stat has another shape")
        };
        let busy = user + nice + system + irq + soft;
        let all = busy + idle + waiting + stolen;
        Ok(Self { busy: TICK * busy, stolen: TICK * stolen, all: TICK * all })
    }

    /// The part of all cores' time since then that others had, `ours` being what we took; between 0 and 1.
    pub(crate) fn others_since(self, ours: Duration) -> anyhow::Result<f64> {
        let now = Self::now()?;
        let others = (now.busy - self.busy).saturating_sub(ours) + now.stolen - self.stolen;
        Ok(others.as_secs_f64() / (now.all - self.all).as_secs_f64().max(0.01))
    }
}

/// How long syncs of the disk take now: of appends of 4 KiB to a file in this directory.
pub(crate) fn syncs(directory: &Path) -> anyhow::Result<Vec<Duration>> {
    let mut file = std::fs::File::create(directory.join("syncs"))?;
    let mut times = vec![];
    for _ in 0..SYNCS {
        let start = Instant::now();
        file.write_all(&[0; 4096])?;
        file.sync_data()?;
        times.push(start.elapsed());
    }
    std::fs::remove_file(directory.join("syncs"))?;
    Ok(times)
}
