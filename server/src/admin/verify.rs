//! Is everything there, and does it lead to a meeting? Nothing is changed by looking.

use crate::room::parts;
use kring_domain::group::codec::personal_of_bytes;
use kring_domain::group::{Event, Secret};
use kring_domain::{Checkpoint, fingerprint, replay};
use kring_store::{Entry, Inspect, SessionInfo, StorageError, StreamId};

/// What was found in a data directory or a backup.
#[derive(Debug)]
pub struct Verified {
    /// What is wrong with the file itself.
    pub faults: Vec<String>,
    /// Every meeting and group that was not erased.
    pub meetings: Vec<Meeting>,
    /// How many were.
    pub erased: usize,
}

/// One meeting.
#[derive(Debug)]
pub struct Meeting {
    /// What the log says of it.
    pub looked: SessionInfo,
    /// The fingerprint of what its entries lead to, or what is wrong and where.
    pub state: Result<String, String>,
}

impl Verified {
    /// The meetings that cannot be trusted.
    pub fn damaged(&self) -> impl Iterator<Item = &Meeting> {
        self.meetings.iter().filter(|meeting| meeting.state.is_err())
    }

    /// Whether everything is as it was written.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.faults.is_empty() && self.damaged().next().is_none()
    }
}

/// Reads everything, opens it, and plays it through.
///
/// # Errors
/// When the database cannot be read at all.
pub fn verify(mut inspection: impl Inspect) -> Result<Verified, StorageError> {
    let faults = inspection.faults()?;
    let (erased, alive): (Vec<_>, Vec<_>) =
        inspection.sessions()?.into_iter().partition(|looked| looked.erased);
    let meetings = alive.into_iter().map(|looked| {
        let state = match looked.session {
            StreamId::Meeting(_) => meeting(&mut inspection, looked.session),
            StreamId::Group(_) => group(&mut inspection, looked.session),
            StreamId::Member(_) => Err(format!("{} has entries", looked.session)),
        };
        Meeting { looked, state }
    });
    Ok(Verified { meetings: meetings.collect(), faults, erased: erased.len() })
}

fn meeting(inspection: &mut impl Inspect, session: StreamId) -> Result<String, String> {
    let entries = inspection.read(session).map_err(|error| error.to_string())?;
    let checkpoint = inspection.checkpoint(session).map_err(|error| error.to_string())?;
    // That of another build is passed over by every other.
    let checkpoint =
        checkpoint.and_then(|kept| Some((kept.seq, Checkpoint::decode(&kept.payload)?)));
    replayed(session, &entries, checkpoint)
}

/// What is known of people has to open by a key of theirs, unless that is destroyed. It stays sealed in the
/// fingerprint: that says nothing of anybody.
fn group(inspection: &mut impl Inspect, stream: StreamId) -> Result<String, String> {
    let entries = inspection.read(stream).map_err(|error| error.to_string())?;
    let mut state = kring_domain::group::State::default();
    for entry in &entries {
        let stored = kring_domain::group::codec::decode(&entry.payload);
        let damaged = |what: &dyn std::fmt::Display| format!("{stream} at {}: {what}", entry.seq);
        let stored = stored.map_err(|error| damaged(&error))?;
        for event in &stored.events {
            opens(inspection, event).map_err(|what| damaged(&what))?;
        }
        stored.events.iter().for_each(|event| kring_domain::group::apply(&mut state, event));
    }
    Ok(kring_domain::group::fingerprint(&state))
}

/// Whether what an event knows of somebody can be read.
fn opens(inspection: &mut impl Inspect, event: &Event) -> Result<(), String> {
    let Event::PersonalSet { member, personal: Secret::Sealed(sealed) } = event else {
        return Ok(());
    };
    let opened = inspection.unseal(StreamId::Member(*member), sealed);
    match opened.map_err(|error| error.to_string())? {
        Some(text) => personal_of_bytes(&text).map(|_| ()).map_err(|error| error.to_string()),
        None => Ok(()),
    }
}

/// Folds the entries, and compares what they lead to with the checkpoint on the way.
fn replayed(
    session: StreamId,
    entries: &[Entry],
    checkpoint: Option<(u64, Checkpoint)>,
) -> Result<String, String> {
    let mut led_to = Checkpoint::default();
    let (at, taken) = checkpoint.map_or((0, None), |(at, taken)| (at, Some(taken)));
    let damaged =
        |seq: u64, what: &dyn std::fmt::Display| format!("session {session} at {seq}: {what}");
    let later = usize::try_from(at).unwrap_or(usize::MAX).min(entries.len());
    let (before, after) = entries.split_at(later);
    for (part, is_before) in [(before, true), (after, false)] {
        let replayed = replay(&mut led_to.state, part.iter().map(parts));
        for entry in replayed.map_err(|error| damaged(error.seq, &error.source))? {
            led_to.record(&entry);
        }
        if is_before && taken.as_ref().is_some_and(|taken| !taken.is_same_as(&led_to)) {
            return Err(damaged(at, &"the checkpoint is not what the entries lead to"));
        }
    }
    Ok(fingerprint(&led_to.state))
}
