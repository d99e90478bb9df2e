//! The admin commands on the command line: backup, restore, verify, erase.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, bail};
use kring::admin::{self, Erased, Meeting, Verified};
use kring_store::StreamId;
use kring_store::sqlite::Inspection;
use uuid::Uuid;

use crate::console::{say, warn_user};

pub(crate) fn backup(data: &Path, into: &Path) -> anyhow::Result<()> {
    let (copied, verified) = admin::back_up(data, into)?;
    say!("{} holds {}", copied.database.display(), summary(&verified));
    say!("{} opens it, and every earlier copy beside it", copied.keys.display());
    whole(&verified)
}

pub(crate) fn restore(backup: &Path, keys: Option<PathBuf>, data: &Path) -> anyhow::Result<()> {
    let verified = admin::restore(backup, &beside(backup, keys), data)?;
    say!("{} holds {}", data.display(), summary(&verified));
    whole(&verified)
}

pub(crate) fn verify(
    backup: Option<&Path>,
    keys: Option<PathBuf>,
    data: &Path,
    each: bool,
) -> anyhow::Result<()> {
    let (inspection, what) = match backup {
        Some(backup) => (Inspection::of_files(backup, &beside(backup, keys))?, backup),
        None => (Inspection::of_directory(data)?, data),
    };
    let verified = admin::verify(inspection)?;
    if each {
        for meeting in &verified.meetings {
            let looked = meeting.looked;
            let state = meeting.state.as_deref().unwrap_or("damaged");
            let (last, due) = (looked.last_ms.map(day), day(looked.due_ms));
            let last = last.unwrap_or_default();
            say!("{} entries={} last={last} due={due} state={state}", looked.session, looked.last);
        }
    }
    say!("{} holds {}", what.display(), summary(&verified));
    whole(&verified)
}

pub(crate) fn erase(data: &Path, meetings: &[Uuid]) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("cannot start the runtime")?;
    let mut failed = 0;
    for meeting in meetings {
        match runtime.block_on(admin::erase(data, *meeting)) {
            Ok(Erased::ByTheServer) => say!("{meeting} is erased; Kring goes on"),
            Ok(Erased::Here) => say!("{meeting} is erased"),
            Err(error) => {
                warn_user!("kring: {meeting}: {error}");
                failed += 1;
            }
        }
    }
    if failed > 0 {
        bail!("{failed} of {} could not be erased", meetings.len());
    }
    say!(
        "Copies of kring.keys made before this can still open them: `kring backup` replaces its own."
    );
    Ok(())
}

pub(crate) fn check(address: &str, quiet: Duration) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("cannot start the runtime")?;
    runtime.block_on(admin::check(address, quiet, |found| say!("{found}")))?;
    say!("people can meet at {address}");
    Ok(())
}

pub(crate) fn trust_clock(data: &Path) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("cannot start the runtime")?;
    if runtime.block_on(admin::trust_clock(data))? {
        say!("the clock is believed; Kring goes on");
    } else {
        say!("the clock is believed from the next start on");
    }
    Ok(())
}

fn beside(backup: &Path, keys: Option<PathBuf>) -> PathBuf {
    keys.unwrap_or_else(|| backup.with_file_name("kring.keys"))
}

fn summary(verified: &Verified) -> String {
    let entries: u64 = verified.meetings.iter().map(|meeting| meeting.looked.last).sum();
    let is_group = |one: &&Meeting| matches!(one.looked.session, StreamId::Group(_));
    let groups = verified.meetings.iter().filter(is_group).count();
    let meetings = verified.meetings.len() - groups;
    let mut meetings = counted(meetings as u64, "meeting", "meetings");
    if groups > 0 {
        meetings = format!("{meetings} and {}", counted(groups as u64, "group", "groups"));
    }
    let entries = counted(entries, "entry", "entries");
    format!("{meetings} with {entries}, and the marks of {} that were erased", verified.erased)
}

fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

fn whole(verified: &Verified) -> anyhow::Result<()> {
    if verified.is_whole() {
        say!("everything is as it was written");
        return Ok(());
    }
    for fault in &verified.faults {
        warn_user!("the file: {fault}");
    }
    for meeting in verified.damaged() {
        if let Err(what) = &meeting.state {
            warn_user!("{what}");
        }
    }
    bail!(
        "not everything is as it was written. Keep this copy, and restore an earlier backup elsewhere"
    )
}

/// The day, in UTC.
fn day(ms: i64) -> String {
    let moment = jiff::Timestamp::from_millisecond(ms);
    moment.map(|moment| moment.strftime("%Y-%m-%d").to_string()).unwrap_or_default()
}
