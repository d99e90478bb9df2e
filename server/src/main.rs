//! `kring`: serves intervisie meetings; checks and lists methods.

mod cli;

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use clap::Parser;
use cli::{Cli, Command, LogFormat, MethodsCommand, Serve};
use kring::bus::InProcess;
use kring::log::SqliteLog;
use kring::methods::{self, Library, MethodFault};
use kring::room::Settings;
use kring::serve::Server;
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let done = match cli.command {
        Some(Command::Methods(command)) => methods_command(command),
        Some(Command::Serve(serve)) => run(&serve),
        None => run(&cli.serve),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("kring: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(serve: &Serve) -> anyhow::Result<()> {
    start_tracing(serve);
    // The default runtime: one worker per core.
    let runtime = tokio::runtime::Runtime::new().context("cannot start the runtime")?;
    runtime.block_on(serve_until_told(serve))
}

async fn serve_until_told(serve: &Serve) -> anyhow::Result<()> {
    let library = Library::built_in().map_err(|faults| faulty(&faults))?;
    let library = match &serve.methods {
        Some(dir) => library.with(dir).map_err(|faults| faulty(&faults))?,
        None => library,
    };
    let log = Arc::new(SqliteLog::open(&serve.data)?);
    let settings =
        Settings { sleep_after: serve.sleep_after.into(), away_after: serve.away_after.into() };
    let bus = Arc::new(InProcess::default());
    let server = Server::bind(serve.listen, log.clone(), bus, library, settings)?;
    let address = server.address()?;
    tracing::info!(%address, data = %serve.data.display(), build = kring::BUILD, "Kring is listening");
    eprintln!("Kring is listening on http://{address}");
    server.drain_for(serve.drain_for.into()).run(told_to_stop()).await?;
    log.close().await.context("the log could not be closed cleanly")?;
    tracing::info!("everything is on disk");
    Ok(())
}

/// SIGTERM from whoever runs the server, or Ctrl-C from whoever tries it out.
async fn told_to_stop() {
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        () = terminated => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}

fn start_tracing(serve: &Serve) {
    let filter = EnvFilter::try_new(&serve.log).unwrap_or_else(|_| EnvFilter::new("info"));
    let tracing = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match serve.log_format {
        LogFormat::Text => tracing.init(),
        LogFormat::Json => tracing.json().init(),
    }
}

fn methods_command(command: MethodsCommand) -> anyhow::Result<()> {
    match command {
        MethodsCommand::List { methods, lang } => {
            let library = Library::built_in().map_err(|faults| faulty(&faults))?;
            let library = match methods {
                Some(dir) => library.with(&dir).map_err(|faults| faulty(&faults))?,
                None => library,
            };
            print!("{}", methods::list(&library, lang.into()));
        }
        MethodsCommand::Check { files } => {
            for summary in methods::check(&files).map_err(|faults| faulty(&faults))? {
                println!("{}: {} phases, {} minutes", summary.id, summary.phases, summary.minutes);
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
