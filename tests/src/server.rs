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
use kring::serve::{self, Server};
use kring::{tls, web};
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
    /// Where it tells its numbers.
    pub metrics: SocketAddr,
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
    /// Who may come in.
    pub door: web::Settings,
    /// Its certificate, if it speaks TLS.
    pub tls: Option<tls::Files>,
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
            door: web::Settings::default(),
            tls: None,
        }
    }
}

impl TestServer {
    /// Starts with the defaults: a log in memory, the built-in methods.
    #[must_use]
    pub fn start() -> Self {
        Self::with(Options::default())
    }

    /// Starts with a door for so many people at one address.
    #[must_use]
    pub fn for_people(people_per_address: u32) -> Self {
        let door = web::Settings { people_per_address, ..web::Settings::default() };
        Self::with(Options { door, ..Options::default() })
    }

    /// Starts with options.
    #[must_use]
    pub fn with(options: Options) -> Self {
        let library = Library::built_in().unwrap();
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        let server = Server::bind(serve::Options {
            listen: any,
            log: options.log,
            bus: options.bus,
            methods: library,
            rooms: options.settings,
            door: options.door,
            tls: options.tls,
            metrics_listen: Some(any),
            drain_for: Duration::ZERO,
        });
        let server = server.unwrap();
        let address = server.address().unwrap();
        let rooms = server.rooms().clone();
        let metrics = server.metrics_address().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let running = tokio::spawn(async move {
            server.run(async { drop(stopped.await) }).await.unwrap();
        });
        Self { address, rooms, metrics, stop: Some(stop), running: Some(running) }
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
    metrics: SocketAddr,
    data: PathBuf,
    /// What it says after it listens.
    says: JoinHandle<String>,
}

/// Where cargo put the binary: beside the test's own.
#[must_use]
pub fn binary() -> PathBuf {
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
            .args(["serve", "--listen", "127.0.0.1:0", "--metrics-listen", "127.0.0.1:0"])
            .args(["--log", "warn", "--data"])
            .arg(data)
            .args(arguments)
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let (mut said, mut metrics) = (String::new(), None);
        let address = loop {
            let line = lines.next_line().await.unwrap();
            let line = line.unwrap_or_else(|| panic!("the server did not start: {said}"));
            if let Some((_, address)) = line.split_once("listening on http://") {
                break address.trim().parse().unwrap();
            }
            if let Some((_, address)) = line.split_once("its numbers on http://") {
                metrics = address.strip_suffix("/metrics").map(|address| address.parse().unwrap());
            }
            said += &line;
        };
        let metrics = metrics.expect("it says where its numbers are");
        // Somebody has to read what it says, or it would block.
        let says = tokio::spawn(async move {
            let mut said = String::new();
            while let Ok(Some(line)) = lines.next_line().await {
                said += &line;
                said.push('\n');
            }
            said
        });
        Self { child, address, metrics, data: data.to_owned(), says }
    }

    /// `kill -9`, and a new process on the same data.
    pub async fn kill_and_restart(mut self) -> Self {
        self.child.kill().await.unwrap();
        Self::start(&self.data).await
    }

    /// SIGTERM; gives whether it ended well.
    pub async fn terminate(self) -> bool {
        self.terminate_and_listen().await.0
    }

    /// SIGTERM; gives whether it ended well, and everything it said since it listened.
    pub async fn terminate_and_listen(mut self) -> (bool, String) {
        let pid = self.child.id().unwrap().to_string();
        let sent = Command::new("kill").args(["-TERM", &pid]).status().await.unwrap();
        assert!(sent.success());
        let well = self.child.wait().await.unwrap().success();
        (well, self.says.await.unwrap())
    }

    /// Its HTTP interface.
    #[must_use]
    pub fn http(&self) -> Http {
        Http::new(&format!("http://{}", self.address))
    }

    /// One of its numbers; 0 as long as nothing was counted.
    pub async fn number(&self, name: &str) -> f64 {
        let numbers = Http::new(&format!("http://{}", self.metrics));
        let reply = numbers.get("/metrics", None).await;
        assert_eq!(reply.status, 200, "{reply:?}");
        let value = |line: &str| line.strip_prefix(name)?.strip_prefix(' ')?.parse().ok();
        reply.body.lines().find_map(value).unwrap_or(0.0)
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
