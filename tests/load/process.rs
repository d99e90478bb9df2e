//! The server that is measured: started here, or running already.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, bail};

/// Linux counts a process's time in hundredths of a second.
const TICK: Duration = Duration::from_millis(10);
/// How long memory may take to come to rest.
const REST: Duration = Duration::from_secs(10);

/// A server, by its address and its process.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    pid: u32,
    child: Option<Child>,
    // Removed once the process is gone.
    _data: Option<tempfile::TempDir>,
}

impl Server {
    /// One that is running.
    pub(crate) fn running(address: SocketAddr, pid: u32) -> Self {
        Self { address, pid, child: None, _data: None }
    }

    /// Kring on an empty data directory of its own, on the disk that holds the binary.
    pub(crate) fn kring() -> anyhow::Result<Self> {
        let data = tempfile::tempdir_in(beside("")?)?;
        let path = data.path().to_string_lossy().into_owned();
        // All of them come from one address.
        let many = ["--people-per-address", "100000"];
        let arguments = ["serve", "--listen", "127.0.0.1:0", "--log", "warn", "--data", &path];
        let arguments = [&arguments[..], &many].concat();
        let mut server = Self::start(&beside("kring")?, &arguments)?;
        server._data = Some(data);
        Ok(server)
    }

    /// The plain room.
    pub(crate) fn plain() -> anyhow::Result<Self> {
        Self::start(&beside("kring-plain-room")?, &[])
    }

    fn start(binary: &Path, arguments: &[&str]) -> anyhow::Result<Self> {
        let mut child = Command::new(binary)
            .args(arguments)
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("{} does not start; build it first", binary.display()))?;
        let mut lines = BufReader::new(child.stderr.take().context("no stderr")?).lines();
        let mut said = String::new();
        let address = loop {
            let Some(line) = lines.next() else { bail!("the server did not start: {said}") };
            let line = line?;
            if let Some((_, address)) = line.split_once("listening on http://") {
                break address.trim().parse()?;
            }
            said += &line;
        };
        // What it says later is shown: a warning under load matters.
        std::thread::spawn(move || {
            lines.map_while(Result::ok).for_each(|line| eprintln!("{line}"))
        });
        Ok(Self { address, pid: child.id(), child: Some(child), _data: None })
    }

    /// Processor time so far.
    pub(crate) fn cpu(&self) -> anyhow::Result<Duration> {
        cpu(&self.pid.to_string())
    }

    /// Resident memory in bytes.
    pub(crate) fn memory(&self) -> anyhow::Result<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.pid))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib: u64 = line
            .and_then(|line| line.trim().strip_suffix(" kB"))
            .and_then(|kib| kib.trim().parse().ok())
            .context("no VmRSS")?;
        Ok(kib * 1024)
    }

    /// Resident memory once three looks in a row agree.
    pub(crate) async fn memory_at_rest(&self) -> anyhow::Result<u64> {
        let settling = async {
            let (mut last, mut same) = (self.memory()?, 0);
            while same < 3 {
                tokio::time::sleep(Duration::from_millis(200)).await;
                let now = self.memory()?;
                same = if now == last { same + 1 } else { 0 };
                last = now;
            }
            Ok(last)
        };
        match tokio::time::timeout(REST, settling).await {
            Ok(settled) => settled,
            Err(_) => self.memory(),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Processor time of this process so far.
pub(crate) fn own_cpu() -> anyhow::Result<Duration> {
    cpu("self")
}

fn cpu(pid: &str) -> anyhow::Result<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"))?;
    // The name in parentheses may hold spaces; utime and stime are the 12th and 13th after it.
    let (_, rest) = stat.rsplit_once(')').context("no name in stat")?;
    let ticks: u32 = rest.split_whitespace().skip(11).take(2).flat_map(str::parse::<u32>).sum();
    Ok(TICK * ticks)
}

fn beside(name: &str) -> anyhow::Result<std::path::PathBuf> {
    let own = std::env::current_exe()?;
    Ok(own.parent().context("no directory")?.join(name))
}
