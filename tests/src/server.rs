//! A server for one test: in this process, or a process of its own that can be killed.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use kring::bus::{Bus, InProcess};
use kring::clock::Clock;
use kring::log::{EventLog, MemoryLog};
use kring::methods::Library;
use kring::room::{Rooms, Settings};
use kring::serve::Server;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::http::Http;

/// A server in this process, on a port of its own.
pub struct TestServer {
    /// Where it listens.
    pub address: SocketAddr,
    /// Its live sessions.
    pub rooms: Rooms,
    stop: Option<oneshot::Sender<()>>,
    running: Option<JoinHandle<()>>,
}

/// What a test wants of its server.
pub struct Options {
    /// Its log.
    pub log: Arc<dyn EventLog>,
    /// Its bus.
    pub bus: Arc<dyn Bus>,
    /// How its rooms behave.
    pub settings: Settings,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            log: Arc::new(MemoryLog::new()),
            bus: Arc::new(InProcess::default()),
            // Nobody waits in a test: whoever has no connection is away.
            settings: Settings {
                sleep_after: Duration::from_secs(600),
                clock: Clock::start(),
                away_after: Duration::ZERO,
            },
        }
    }
}

impl TestServer {
    /// Starts with the defaults: a log in memory, the built-in methods.
    #[must_use]
    pub fn start() -> Self {
        Self::with(Options::default())
    }

    /// Starts with options.
    #[must_use]
    pub fn with(options: Options) -> Self {
        let library = Library::built_in().unwrap();
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        let server =
            Server::bind(any, options.log, options.bus, library, options.settings).unwrap();
        let address = server.address().unwrap();
        let rooms = server.rooms().clone();
        let (stop, stopped) = oneshot::channel::<()>();
        let running = tokio::spawn(async move {
            server.run(async { drop(stopped.await) }).await.unwrap();
        });
        Self { address, rooms, stop: Some(stop), running: Some(running) }
    }

    /// Stops as SIGTERM would, and waits until it is done.
    pub async fn stop(mut self) {
        drop(self.stop.take());
        self.running.take().unwrap().await.unwrap();
    }

    /// Its HTTP interface.
    #[must_use]
    pub fn http(&self) -> Http {
        Http::new(&format!("http://{}", self.address))
    }

    /// Its WebSocket address.
    #[must_use]
    pub fn ws(&self) -> String {
        format!("ws://{}/api/ws", self.address)
    }
}

/// The real binary, in a process of its own.
pub struct Process {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    data: PathBuf,
}

/// Where cargo put the binary: beside the test's own.
fn binary() -> PathBuf {
    let mut dir = std::env::current_exe().unwrap();
    dir.pop();
    if dir.ends_with("deps") {
        dir.pop();
    }
    let binary = dir.join("kring");
    assert!(binary.exists(), "build the server first: cargo build -p kring");
    binary
}

impl Process {
    /// Starts the binary on a data directory.
    pub async fn start(data: &Path) -> Self {
        Self::start_with(data, &[]).await
    }

    /// Starts the binary with further arguments.
    pub async fn start_with(data: &Path, arguments: &[&str]) -> Self {
        let mut child = Command::new(binary())
            .args(["serve", "--listen", "127.0.0.1:0", "--log", "warn", "--data"])
            .arg(data)
            .args(arguments)
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let mut said = String::new();
        let address = loop {
            let line = lines.next_line().await.unwrap();
            let line = line.unwrap_or_else(|| panic!("the server did not start: {said}"));
            if let Some((_, address)) = line.split_once("listening on http://") {
                break address.trim().parse().unwrap();
            }
            said += &line;
        };
        // Somebody has to read what it says, or it would block.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Self { child, address, data: data.to_owned() }
    }

    /// `kill -9`, and a new process on the same data.
    pub async fn kill_and_restart(mut self) -> Self {
        self.child.kill().await.unwrap();
        Self::start(&self.data).await
    }

    /// SIGTERM; gives whether it ended well.
    pub async fn terminate(mut self) -> bool {
        let pid = self.child.id().unwrap().to_string();
        let sent = Command::new("kill").args(["-TERM", &pid]).status().await.unwrap();
        assert!(sent.success());
        self.child.wait().await.unwrap().success()
    }

    /// Its HTTP interface.
    #[must_use]
    pub fn http(&self) -> Http {
        Http::new(&format!("http://{}", self.address))
    }

    /// Its WebSocket address.
    #[must_use]
    pub fn ws(&self) -> String {
        format!("ws://{}/api/ws", self.address)
    }

    /// Its process id.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id().unwrap()
    }
}

/// Runs a command of the binary to its end: whether it went well, and what it said.
pub async fn command(arguments: &[&str]) -> (bool, String) {
    let output = Command::new(binary()).args(arguments).output().await.unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(said).unwrap())
}
