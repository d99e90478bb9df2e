//! The server that is measured, in a process of its own on a core of its own.

use std::io::{BufRead, BufReader, Lines};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use rustix::process::{Pid, Signal, kill_process};

use crate::machine::{Account, Cores, others_on, resident};

/// How long memory may take to come to rest.
const REST: Duration = Duration::from_secs(8);
/// How long a server may take to stop when asked to.
const STOP: Duration = Duration::from_secs(30);

/// How to start a server.
#[derive(Debug, Clone)]
pub(crate) struct Launch {
    pub(crate) program: PathBuf,
    pub(crate) arguments: Vec<String>,
    pub(crate) cores: Cores,
    /// Makes syncs of the disk slower.
    pub(crate) syncs: Option<SlowSyncs>,
}

/// Syncs of the disk that take longer, by `strace`.
#[derive(Debug, Clone)]
pub(crate) struct SlowSyncs {
    pub(crate) by: Duration,
    /// The system calls that sync, with commas between them.
    pub(crate) calls: String,
    /// The files whose syncs they are; every file if there are none.
    pub(crate) files: Vec<PathBuf>,
}

/// A server, by its address and its process. Killed when dropped.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    /// Where it tells its numbers, if it was asked to.
    numbers: Option<SocketAddr>,
    /// From the start of the process until it listened.
    pub(crate) started_in: Duration,
    pub(crate) account: Account,
    core: Option<usize>,
    child: Child,
}

impl Server {
    /// Starts it and waits until it listens.
    pub(crate) fn start(launch: &Launch) -> anyhow::Result<Self> {
        let mut command = launch.command();
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        let began = Instant::now();
        let child = launch.cores.on_server(|| command.spawn())?;
        let mut child = child
            .with_context(|| format!("{} does not start; build it", launch.program.display()))?;
        let mut lines = BufReader::new(child.stderr.take().context("no stderr")?).lines();
        let (address, numbers) = listening(&mut lines)?;
        let started_in = began.elapsed();
        // What it says later is shown: a warning under load matters.
        std::thread::spawn(move || {
            lines.map_while(Result::ok).for_each(|line| eprintln!("{line}"))
        });
        let (account, core) = (Account::of(child.id()), launch.cores.server);
        Ok(Self { address, numbers, started_in, account, core, child })
    }

    /// Resident memory in bytes.
    pub(crate) fn memory(&self) -> anyhow::Result<u64> {
        resident(self.child.id())
    }

    /// What everything but the server and this program had so far of the server's core; nothing if it has none.
    pub(crate) fn others_on_core(&self) -> anyhow::Result<Duration> {
        let ours = [self.child.id(), std::process::id()];
        self.core.map_or(Ok(Duration::ZERO), |core| others_on(core, &ours))
    }

    /// Resident memory once four looks in a row agree.
    pub(crate) fn memory_at_rest(&self) -> anyhow::Result<u64> {
        let until = Instant::now() + REST;
        let (mut last, mut same) = (self.memory()?, 0);
        while same < 3 && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(200));
            let now = self.memory()?;
            same = if now == last { same + 1 } else { 0 };
            last = now;
        }
        Ok(last)
    }

    /// Meetings that are in memory. Kring tells only if it was started with `--metrics-listen`.
    pub(crate) fn awake(&self) -> anyhow::Result<u64> {
        let numbers = self.numbers.context("this server does not tell its numbers")?;
        let mut answer = ureq::get(format!("http://{numbers}/metrics")).call()?;
        let text = answer.body_mut().read_to_string()?;
        let value = text.lines().find_map(|line| line.strip_prefix("kring_sessions_awake "));
        Ok(value.map_or(Ok(0), str::parse::<u64>)?)
    }

    /// Asks it to stop and waits until it has: everything is on disk.
    pub(crate) fn stop(mut self) -> anyhow::Result<()> {
        let pid = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        kill_process(pid.context("no process")?, Signal::TERM)?;
        let until = Instant::now() + STOP;
        while self.child.try_wait()?.is_none() {
            if Instant::now() > until {
                bail!("the server did not stop");
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Launch {
    fn command(&self) -> Command {
        let Some(syncs) = &self.syncs else {
            let mut command = Command::new(&self.program);
            command.args(&self.arguments);
            return command;
        };
        let SlowSyncs { by, calls, files } = syncs;
        let mut command = Command::new("strace");
        // -D: the server stays the child, and the tracer is a process apart.
        command.args(["-D", "-f", "-qq", "--seccomp-bpf", "-o", "/dev/null"]);
        command.arg(format!("--trace={calls}"));
        command.arg(format!("--inject={calls}:delay_exit={}", by.as_micros()));
        for file in files {
            command.arg("-P").arg(file);
        }
        command.arg(&self.program).args(&self.arguments);
        command
    }
}

/// Where it listens, and where it tells its numbers.
fn listening(
    lines: &mut Lines<BufReader<ChildStderr>>,
) -> anyhow::Result<(SocketAddr, Option<SocketAddr>)> {
    let (mut said, mut numbers) = (String::new(), None);
    for line in lines {
        let line = line?;
        if let Some((_, address)) = line.split_once("numbers on http://") {
            numbers = Some(address.trim().trim_end_matches("/metrics").parse()?);
        }
        if let Some((_, address)) = line.split_once("listening on http://") {
            return Ok((address.trim().parse()?, numbers));
        }
        said += &line;
    }
    bail!("the server did not start: {said}")
}

/// The path of a program that was built together with this one.
pub(crate) fn beside(name: &str) -> anyhow::Result<PathBuf> {
    let own = std::env::current_exe()?;
    Ok(own.parent().context("no directory")?.join(name))
}

/// A data directory, removed when dropped. On the disk that holds this program unless said otherwise.
pub(crate) fn directory(within: Option<&Path>) -> anyhow::Result<tempfile::TempDir> {
    let within = within.map_or_else(|| beside(""), |within| Ok(within.to_owned()))?;
    Ok(tempfile::tempdir_in(within)?)
}
