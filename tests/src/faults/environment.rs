//! The machine under a server: a disk that can be full or slow, and a clock that can jump.
//!
//! All of it works on the real binary, without rights of its own: a small disk is a tmpfs in a mount
//! namespace, a slow one is `strace` that delays every sync, a clock is `libfaketime`.
//! `tests/faults/need-tools` installs them.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use super::operator::FILES;
use crate::server::{Launch, binary};

/// The small disk: some runs' worth of log, and little to fill.
const DISK: &str = "size=160m";
/// Written at once when the disk is filled; the last byte matters.
const BLOCKS: [usize; 3] = [1024 * 1024, 4096, 1];

/// How many people may be behind this address: everybody comes back several times a second here.
const PEOPLE: &str = "10000";

/// Where a server runs.
pub struct Environment {
    dir: TempDir,
    disk: Option<Disk>,
    clock: bool,
}

/// A tmpfs that lives as long as its keeper.
struct Disk {
    pid: u32,
    /// Lets go of the disk when this is dropped, also by a harness that dies.
    _keeper: Child,
}

impl Environment {
    /// A directory, and nothing special.
    #[must_use]
    pub fn plain() -> Self {
        Self { dir: tempfile::tempdir().unwrap(), disk: None, clock: false }
    }

    /// With a small disk.
    pub async fn small() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let disk = Some(Disk::in_place_of(dir.path()).await);
        Self { dir, disk, clock: false }
    }

    /// With a clock that can be set.
    #[must_use]
    pub fn with_clock(mut self) -> Self {
        self.clock = true;
        fs::write(self.clock_file(), "+0\n").unwrap();
        self
    }

    /// How to start a server here.
    #[must_use]
    pub fn launch(&self) -> Launch {
        let mut launch = Launch::on(&self.dir.path().join("data"));
        launch.log = "kring=debug,warn".into();
        let asks = ["--log-format", "json", "--people-per-address", PEOPLE];
        launch.arguments = asks.map(String::from).to_vec();
        if let Some(disk) = &self.disk {
            let pid = disk.pid.to_string();
            let inside = ["nsenter", "-t", &pid, "-U", "-m", "--preserve-credentials"];
            launch.through.extend(inside.map(String::from));
        }
        if self.clock {
            let file = format!("FAKETIME_TIMESTAMP_FILE={}", self.clock_file().display());
            let library = format!("LD_PRELOAD={}", faketime().display());
            let fixed = ["FAKETIME_DONT_FAKE_MONOTONIC=1", "FAKETIME_NO_CACHE=1"];
            launch.through.extend(["env".to_owned(), library, file]);
            launch.through.extend(fixed.map(String::from));
        }
        launch
    }

    /// The path of the data directory.
    #[must_use]
    pub fn data(&self) -> String {
        self.dir.path().join("data").to_string_lossy().into_owned()
    }

    /// Where copies go: beside the directory, so that they are on another disk than a small one.
    #[must_use]
    pub fn backups(&self) -> PathBuf {
        self.dir.path().with_extension("backups")
    }

    /// A file of the data directory, as it is reached from here.
    #[must_use]
    pub fn file(&self, name: &str) -> PathBuf {
        self.reach("data").join(name)
    }

    /// Runs a command of the binary here: whether it ended well, and what it said.
    pub async fn command(&self, arguments: &[&str]) -> (bool, String) {
        let output = self.spawn(arguments).wait_with_output().await.unwrap();
        let said = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8_lossy(&said).into_owned())
    }

    /// Starts a command of the binary here.
    #[must_use]
    pub fn spawn(&self, arguments: &[&str]) -> Child {
        let binary = binary().display().to_string();
        let through = self.launch().through;
        let mut line = through.iter().chain([&binary]);
        Command::new(line.next().unwrap())
            .args(line)
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap()
    }

    /// The same, with every sync of the disk taking so long. What is written to the journal is synced by
    /// the write itself; nothing else that these files get comes by this system call.
    #[must_use]
    pub fn slow(&self, ms: u64) -> Launch {
        let mut launch = self.launch();
        let delay = format!("inject=fdatasync,fsync,write:delay_exit={}", ms * 1_000);
        // -D: the server stays the child, so that a signal to the child reaches it.
        let strace = ["strace", "-D", "-qq", "-f", "--seccomp-bpf", "-o", "/dev/null"];
        let what = ["-e", "trace=fdatasync,fsync,write", "-e", &delay];
        launch.through.extend(strace.into_iter().chain(what).map(String::from));
        for name in FILES {
            launch.through.extend(["-P".to_owned(), format!("{}/{name}", self.data())]);
        }
        launch
    }

    /// Leaves no room on the small disk.
    ///
    /// # Panics
    /// If there is none.
    pub fn fill(&self) {
        assert!(self.disk.is_some(), "only a small disk can be filled");
        let mut filler = fs::File::create(self.reach("filler")).unwrap();
        for block in BLOCKS {
            let bytes = vec![b'x'; block];
            loop {
                match filler.write_all(&bytes) {
                    Ok(()) => {}
                    Err(error) if error.kind() == ErrorKind::StorageFull => break,
                    Err(error) => panic!("the disk could not be filled: {error}"),
                }
            }
        }
    }

    /// Makes room again.
    pub fn make_room(&self) {
        fs::remove_file(self.reach("filler")).unwrap();
    }

    /// Sets the clock so many seconds off, at once and for every server here.
    ///
    /// # Panics
    /// If there is none.
    pub fn set_clock(&self, seconds: i64) {
        assert!(self.clock, "only a clock of one's own can be set");
        // Replaced whole: the server reads it at any moment.
        let new = self.dir.path().with_extension("new");
        fs::write(&new, format!("{seconds:+}\n")).unwrap();
        fs::rename(&new, self.clock_file()).unwrap();
    }

    /// A copy of the data directory. SQLite does not open files across namespaces.
    #[must_use]
    pub fn copy(&self) -> TempDir {
        let copy = tempfile::tempdir().unwrap();
        for entry in fs::read_dir(self.reach("data")).unwrap() {
            let file = entry.unwrap();
            // A socket stays behind when a server is killed.
            if file.file_type().unwrap().is_file() {
                fs::copy(file.path(), copy.path().join(file.file_name())).unwrap();
            }
        }
        copy
    }

    fn reach(&self, name: &str) -> PathBuf {
        let inside = self.dir.path().join(name);
        match &self.disk {
            Some(disk) => Path::new("/proc").join(format!("{}/root{}", disk.pid, inside.display())),
            None => inside,
        }
    }

    /// Beside the directory: the small disk hides what is in it.
    fn clock_file(&self) -> PathBuf {
        self.dir.path().with_extension("clock")
    }
}

impl Drop for Environment {
    fn drop(&mut self) {
        if self.clock {
            let _ = fs::remove_file(self.clock_file());
        }
        let _ = fs::remove_dir_all(self.backups());
    }
}

impl Disk {
    async fn in_place_of(dir: &Path) -> Self {
        let script = r#"mount -t tmpfs -o "$1" kring "$2" && echo mounted && exec cat"#;
        let mut keeper = Command::new("unshare")
            .args(["-rm", "sh", "-c", script, "sh", DISK])
            .arg(dir)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("unshare is part of util-linux");
        let mut lines = BufReader::new(keeper.stdout.take().unwrap()).lines();
        let mounted = lines.next_line().await.unwrap();
        assert_eq!(
            mounted.as_deref(),
            Some("mounted"),
            "a small disk needs user and mount namespaces (`unshare -rm`), and they were refused"
        );
        Self { pid: keeper.id().unwrap(), _keeper: keeper }
    }
}

fn faketime() -> PathBuf {
    let found = fs::read_dir("/usr/lib").unwrap().flatten().find_map(|entry| {
        let library = entry.path().join("faketime/libfaketimeMT.so.1");
        library.exists().then_some(library)
    });
    found.expect("libfaketime is missing; run tests/faults/need-tools")
}
