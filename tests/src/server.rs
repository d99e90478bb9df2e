//! A server for one test: in this process, or a process of its own that can be killed.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use kring::bus::{Bus, InProcess};
use kring::clock::Clock;
use kring::methods::Library;
use kring::room::{RoomSettings, Rooms};
use kring::serve::{self, Server};
use kring::timekeeper::Timekeeper;
use kring::{tls, web};
use kring_store::{EventLog, MemoryLog};
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStderr, Command};
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
    pub settings: RoomSettings,
    /// Who may come in.
    pub door: web::AdmissionSettings,
    /// Its certificate, if it speaks TLS.
    pub tls: Option<tls::Files>,
    /// What a meeting can be made with.
    pub methods: Library,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            log: Arc::new(MemoryLog::new()),
            bus: Arc::new(InProcess::default()),
            // Nobody waits in a test: whoever has no connection is away.
            settings: RoomSettings {
                idle_timeout: Duration::from_secs(600),
                clock: Clock::start(),
                away_after: Duration::ZERO,
                same_click: Duration::ZERO,
                propose_lead_after: Duration::ZERO,
                compare_every: Duration::from_millis(100),
            },
            door: web::AdmissionSettings::default(),
            tls: None,
            methods: Library::built_in().unwrap(),
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
        let door =
            web::AdmissionSettings { people_per_address, ..web::AdmissionSettings::default() };
        Self::with(Options { door, ..Options::default() })
    }

    /// Starts with options.
    #[must_use]
    pub fn with(options: Options) -> Self {
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        let server = Server::bind(serve::Options {
            listen: any,
            log: options.log,
            bus: options.bus,
            methods: options.methods,
            rooms: options.settings,
            time: Timekeeper::start(None, options.settings.clock.now_ms()),
            admission: options.door,
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
    launch: Launch,
    said: JoinHandle<Vec<String>>,
}

/// How to start the binary.
#[derive(Debug, Clone)]
pub struct Launch {
    /// Its data directory, as the process will see it.
    pub data: PathBuf,
    /// Further arguments of `kring serve`.
    pub arguments: Vec<String>,
    /// What it logs.
    pub log: String,
    /// Programs that become the server in the end, with their arguments: `nsenter`, `env`.
    pub through: Vec<String>,
}

impl Launch {
    /// On a data directory, with nothing special.
    #[must_use]
    pub fn on(data: &Path) -> Self {
        Self { data: data.to_owned(), arguments: vec![], log: "warn".into(), through: vec![] }
    }

    /// Starts it, without waiting until it listens.
    #[must_use]
    pub fn spawn(&self) -> Starting {
        let binary = binary().display().to_string();
        let mut line = self.through.iter().chain([&binary]);
        let mut child = Command::new(line.next().unwrap())
            .args(line)
            .args(["serve", "--listen", "127.0.0.1:0", "--metrics-listen", "127.0.0.1:0"])
            .args(["--log", &self.log, "--data"])
            .arg(&self.data)
            .args(&self.arguments)
            // Scripted people move on as fast as they can.
            .env("KRING_SAME_CLICK", "0s")
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        Starting { child, lines, launch: self.clone(), said: vec![] }
    }
}

/// A process that does not listen yet.
pub struct Starting {
    child: Child,
    lines: Lines<BufReader<ChildStderr>>,
    launch: Launch,
    said: Vec<String>,
}

impl Starting {
    /// Waits until it listens. Can be given up and asked again.
    ///
    /// # Errors
    /// What it said instead.
    pub async fn listening(&mut self) -> Result<SocketAddr, String> {
        loop {
            let Some(line) = self.lines.next_line().await.unwrap() else {
                return Err(self.said.join("\n"));
            };
            if let Some((_, address)) = line.split_once("listening on http://") {
                return Ok(address.trim().parse().unwrap());
            }
            self.said.push(line);
        }
    }

    /// `kill -9`, before it was of any use.
    pub async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }

    /// The process, once it listens.
    pub async fn ready(mut self) -> Result<Process, String> {
        let address = self.listening().await?;
        let Self { child, mut lines, launch, mut said } = self;
        let metrics = said.iter().find_map(|line| {
            let (_, address) = line.split_once("its numbers on http://")?;
            address.strip_suffix("/metrics")?.parse().ok()
        });
        let metrics = metrics.expect("it says where its numbers are");
        // Somebody has to read what it says, or it would block.
        let said = tokio::spawn(async move {
            while let Ok(Some(line)) = lines.next_line().await {
                said.push(line);
            }
            said
        });
        Ok(Process { child, address, metrics, launch, said })
    }
}

/// What is left of a process.
pub struct Stopped {
    /// Whether it ended well.
    pub well: bool,
    /// The lines it said on its standard error.
    pub said: Vec<String>,
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
        let arguments = arguments.iter().map(ToString::to_string).collect();
        let launch = Launch { arguments, ..Launch::on(data) };
        let ready = launch.spawn().ready().await;
        ready.unwrap_or_else(|said| panic!("the server did not start: {said}"))
    }

    /// `kill -9`, and a new process on the same data.
    pub async fn kill_and_restart(self) -> Self {
        let launch = self.launch.clone();
        self.kill().await;
        Self::start(&launch.data).await
    }

    /// `kill -9`.
    pub async fn kill(mut self) -> Stopped {
        self.child.kill().await.unwrap();
        Stopped { well: false, said: self.said.await.unwrap() }
    }

    /// SIGTERM; gives whether it ended well.
    pub async fn terminate(self) -> bool {
        self.stop().await.well
    }

    /// SIGTERM; gives whether it ended well, and everything it said since it was started.
    pub async fn terminate_and_listen(self) -> (bool, String) {
        let stopped = self.stop().await;
        (stopped.well, stopped.said.join("\n"))
    }

    /// SIGTERM, and waits until it is gone.
    pub async fn stop(self) -> Stopped {
        self.signal("-TERM").await;
        self.exited().await
    }

    /// Waits until it is gone.
    pub async fn exited(mut self) -> Stopped {
        let well = self.child.wait().await.unwrap().success();
        Stopped { well, said: self.said.await.unwrap() }
    }

    /// Sends it a signal.
    pub async fn signal(&self, signal: &str) {
        let pid = self.id().to_string();
        let sent = Command::new("kill").args([signal, &pid]).status().await.unwrap();
        assert!(sent.success());
    }

    /// Its HTTP interface.
    #[must_use]
    pub fn http(&self) -> Http {
        Http::new(&format!("http://{}", self.address))
    }

    /// All of its numbers, as text.
    pub async fn numbers(&self) -> String {
        let numbers = Http::new(&format!("http://{}", self.metrics));
        let reply = numbers.get("/metrics", None).await;
        assert_eq!(reply.status, 200, "{reply:?}");
        reply.body
    }

    /// One of its numbers; 0 as long as nothing was counted.
    pub async fn number(&self, name: &str) -> f64 {
        let value = |line: &str| line.strip_prefix(name)?.strip_prefix(' ')?.parse().ok();
        self.numbers().await.lines().find_map(value).unwrap_or(0.0)
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
