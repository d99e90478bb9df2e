//! `kring`: serves intervisie meetings; checks and lists methods.

mod cli;
mod commands;
mod console;

use std::io::IsTerminal;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use clap::Parser;
use cli::{Cli, ClockCommand, Command, LogFormat, MethodsCommand, Serve};
use console::{say, warn_user};
use kring::admin::control::Control;
use kring::bus::InProcess;
use kring::clock::Clock;
use kring::methods::{self, Library, MethodFault};
use kring::room::RoomSettings;
use kring::serve::{Options, Server};
use kring::timekeeper::Timekeeper;
use kring::tls;
use kring_store::{EventLog, SqliteLog, sqlite};
use tracing_subscriber::filter::{EnvFilter, FilterExt, LevelFilter, filter_fn};
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

/// How often rooms are compared with a log that other nodes write to.
const COMPARE_EVERY: Duration = Duration::from_secs(2);

/// Measured against the system's: `docs/performance.md`.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let done = match cli.command {
        Some(Command::Methods(command)) => methods_command(command),
        Some(Command::Backup { into, data }) => commands::backup(&data.directory, &into),
        Some(Command::Restore { backup, keys, data }) => {
            commands::restore(&backup, keys, &data.directory)
        }
        Some(Command::Verify { backup, keys, each, data }) => {
            commands::verify(backup.as_deref(), keys, &data.directory, each)
        }
        Some(Command::Erase { meetings, data }) => commands::erase(&data.directory, &meetings),
        Some(Command::Check { address, quiet }) => commands::check(&address, quiet.into()),
        Some(Command::Clock(ClockCommand::Trust { data })) => {
            commands::trust_clock(&data.directory)
        }
        Some(Command::Serve(serve)) => run(&serve),
        None => run(&cli.serve),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            warn_user!("kring: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(serve: &Serve) -> anyhow::Result<()> {
    start_tracing(serve);
    use_small_pages();
    // The default runtime: one worker per core.
    let runtime = tokio::runtime::Runtime::new().context("cannot start the runtime")?;
    runtime.block_on(serve_until_told(serve))
}

/// A huge page is given whole: 2 MiB that are cleared while somebody waits, up to 6 ms where a virtual machine
/// has to fetch them first, and that stay for as long as anything in them is used. They spare no time of the
/// processor here: `docs/performance.md`.
fn use_small_pages() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::thread::disable_transparent_huge_pages(true) {
        tracing::debug!(%error, "huge pages stay as they are");
    }
}

async fn serve_until_told(serve: &Serve) -> anyhow::Result<()> {
    let library = Library::built_in().map_err(|faults| faulty(&faults))?;
    let library = match &serve.methods {
        Some(dir) => library.with(dir).map_err(|faults| faulty(&faults))?,
        None => library,
    };
    let settings = sqlite::Settings {
        without_lost_meetings: serve.without_lost_meetings,
        max_bytes: serve.max_data.map(|size| size.0),
    };
    let log = Arc::new(SqliteLog::open_with(&serve.data, settings)?);
    let note = log.clock().await.context("the log cannot be read")?;
    let tls = files(&serve.admission);
    let scheme = if tls.is_some() { "https" } else { "http" };
    let server = Server::bind(Options {
        listen: serve.listen.0,
        log: log.clone(),
        bus: Arc::new(InProcess::default()),
        methods: library,
        rooms: RoomSettings {
            idle_timeout: serve.idle_timeout.into(),
            clock: Clock::start(),
            away_after: serve.away_after.into(),
            same_click: serve.same_click.into(),
            propose_lead_after: serve.propose_lead_after.into(),
            compare_every: COMPARE_EVERY,
        },
        time: Timekeeper::start(note, Clock::start().now_ms()),
        admission: serve.admission.settings(),
        tls,
        metrics_listen: serve.admission.metrics_listen,
        drain_for: serve.drain_for.into(),
    })?;
    let address = server.address()?;
    let stop = shutdown_signal()?;
    tracing::info!(%address, data = %serve.data.display(), build = kring::BUILD, "Kring is listening");
    if let Some(numbers) = server.metrics_address() {
        warn_user!("Kring tells its numbers on http://{numbers}/metrics");
    }
    warn_user!("Kring is listening on {scheme}://{address}");
    let control = match Control::listen(&serve.data) {
        Ok(control) => {
            Some(tokio::spawn(control.serve(server.rooms().clone(), server.time().clone())))
        }
        Err(error) => {
            tracing::warn!(%error, "no socket for `kring erase`: it will work only while Kring is stopped");
            None
        }
    };
    server.run(stop).await?;
    if let Some(control) = control {
        control.abort();
    }
    log.close().await.context("the log could not be closed cleanly")?;
    tracing::info!("everything is on disk");
    Ok(())
}

/// A certificate is renewed weeks before the old one ends: a minute is soon enough.
const LOOK_EVERY: std::time::Duration = std::time::Duration::from_secs(60);

/// The flags come together or not at all.
fn files(admission: &cli::Admission) -> Option<tls::Files> {
    let (certificate, key) = (admission.tls_cert.clone()?, admission.tls_key.clone()?);
    Some(tls::Files { certificate, key, look_every: LOOK_EVERY })
}

/// SIGTERM from a service manager, or Ctrl-C in a terminal. A second one ends the program at once.
///
/// Listened for from the moment this is called: a signal that comes right after the server said that
/// it listens is not lost.
fn shutdown_signal() -> anyhow::Result<impl Future<Output = ()> + Send + 'static> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminated = signal(SignalKind::terminate()).context("cannot listen for SIGTERM")?;
    let mut interrupted = signal(SignalKind::interrupt()).context("cannot listen for Ctrl-C")?;
    Ok(async move {
        tokio::select! {
            _ = terminated.recv() => {}
            _ = interrupted.recv() => {}
        }
        tokio::spawn(async move {
            tokio::select! {
                _ = terminated.recv() => {}
                _ = interrupted.recv() => {}
            }
            warn_user!("kring: stopped at once; everything that was acknowledged is on disk");
            std::process::exit(EXIT_INTERRUPTED);
        });
    })
}

/// As a shell reports a program that Ctrl-C ended.
const EXIT_INTERRUPTED: i32 = 130;

fn start_tracing(serve: &Serve) {
    let filter = EnvFilter::try_new(&serve.log).unwrap_or_else(|_| EnvFilter::new("info"));
    let colours = std::io::stderr().is_terminal();
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_ansi(colours);
    // What cannot be written is dropped: saying so would fail the same way.
    let lines = lines.log_internal_errors(false);
    let lines = match serve.log_format {
        LogFormat::Text => lines.boxed(),
        LogFormat::Json => lines.json().boxed(),
    };
    // Says up to which level it lets anything pass, or every line of a library would be looked at.
    let hides = filter_fn(hides_contents).with_max_level_hint(LevelFilter::TRACE);
    let filter = filter.and(hides);
    tracing_subscriber::registry().with(lines.with_filter(filter)).init();
}

/// Below a warning, libraries write down what passes through them: frames with people's words and
/// tokens. No setting gets that into a log.
fn hides_contents(line: &tracing::Metadata<'_>) -> bool {
    // What is wrong with a passkey is told to its owner.
    let tells = !line.target().starts_with("webauthn_rs");
    line.target().starts_with("kring") || (tells && *line.level() <= tracing::Level::WARN)
}

fn methods_command(command: MethodsCommand) -> anyhow::Result<()> {
    match command {
        MethodsCommand::List { methods, lang } => {
            let library = Library::built_in().map_err(|faults| faulty(&faults))?;
            let library = match methods {
                Some(dir) => library.with(&dir).map_err(|faults| faulty(&faults))?,
                None => library,
            };
            say!("{}", methods::list(&library, lang.into()).trim_end());
        }
        MethodsCommand::Check { files } => {
            for summary in methods::check(&files).map_err(|faults| faulty(&faults))? {
                say!("{}: {} phases, {} minutes", summary.id, summary.phases, summary.minutes);
            }
        }
    }
    Ok(())
}

/// Every fault on a line of its own, as a compiler would print it.
fn faulty(faults: &[MethodFault]) -> anyhow::Error {
    let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
    anyhow::anyhow!("the methods cannot be used\n{}", lines.join("\n"))
}
