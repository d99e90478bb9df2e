//! Trusting the machine's clock from the command line, whether Kring runs or not.

use std::io::ErrorKind;
use std::os::unix::net::UnixStream;
use std::path::Path;

use anyhow::{Context, ensure};
use kring_store::{EventLog, SqliteLog};

use super::control::{SOCKET, TRUSTED, request};
use crate::clock::Clock;
use crate::timekeeper::Timekeeper;

/// Says that the clock is right. True if a running server was told.
///
/// # Errors
/// When neither a running server nor the data directory could be told.
pub async fn trust_clock(data: &Path) -> anyhow::Result<bool> {
    match UnixStream::connect(data.join(SOCKET)) {
        Ok(server) => {
            let answer =
                request(&server, "clock trust").context("the running Kring does not answer")?;
            ensure!(answer == TRUSTED, "the running Kring could not do it: {answer}");
            Ok(true)
        }
        Err(error)
            if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::ConnectionRefused) =>
        {
            ensure!(data.join("kring.db").is_file(), "there are no meetings in {}", data.display());
            let log = SqliteLog::open(data)?;
            let mut keeper = Timekeeper::start(log.clock().await?, Clock::start().now_ms());
            keeper.trust();
            log.note_clock(keeper.note()).await?;
            log.close().await?;
            Ok(false)
        }
        Err(error) => Err(error).context("the running Kring does not answer"),
    }
}
