//! What a log leads to, read from the data directory after the server has gone.

use std::collections::{BTreeMap, BTreeSet};

use kring_domain::codec;
use kring_domain::{Event, State, Viewer, apply, fingerprint, project};
use kring_protocol::{ParticipantId, SessionId};
use kring_store::{EventLog, SqliteLog};
use serde_json::Value;

use super::checker::Written;
use crate::View;

/// One session, folded anew.
pub struct Replayed {
    /// Its entries.
    pub written: Vec<Written>,
    /// What they lead to.
    pub state: State,
    /// Fingerprints on the way, where somebody asked for them.
    pub fingerprints: BTreeMap<u64, String>,
}

/// Folds a session's log; notes the fingerprint after each of `at`.
pub async fn replay(log: &SqliteLog, session: SessionId, at: &BTreeSet<u64>) -> Replayed {
    let entries = log.read(session.into(), 0).await.unwrap();
    let mut replayed =
        Replayed { written: vec![], state: State::default(), fingerprints: BTreeMap::new() };
    for entry in entries {
        let stored = codec::decode(&entry.payload).unwrap();
        for event in &stored.events {
            apply(&mut replayed.state, event);
        }
        if at.contains(&entry.seq) {
            replayed.fingerprints.insert(entry.seq, fingerprint(&replayed.state));
        }
        let created = stored.events.iter().find_map(|event| match event {
            Event::ContributionAdded { id, content, .. } => Some((*id, content.clone())),
            _ => None,
        });
        let (actor, command) = (stored.actor, stored.command);
        replayed.written.push(Written { seq: entry.seq, actor, command, created });
    }
    replayed
}

impl Replayed {
    /// What a participant would see of it; none if they are not in the meeting.
    #[must_use]
    pub fn view(&self, who: ParticipantId) -> Option<View> {
        let viewer = Viewer::of(&self.state, who)?;
        let mut view = View::default();
        for record in project(&self.state, &viewer) {
            view.upsert(record);
        }
        Some(view)
    }
}

/// What a room said of itself when it went to rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FinalState {
    /// Which session.
    pub session: String,
    /// Its last entry.
    pub seq: u64,
    /// The fingerprint of its live state.
    pub state: String,
}

impl FinalState {
    /// Reads a line of the server's log.
    #[must_use]
    pub fn read(line: &str) -> Option<Self> {
        let line: Value = serde_json::from_str(line).ok()?;
        let fields = line.get("fields").unwrap_or(&line);
        let text = |name: &str| fields.get(name)?.as_str().map(str::to_owned);
        if text("message")? != "a room rests" {
            return None;
        }
        Some(Self {
            session: text("session")?,
            seq: fields.get("seq")?.as_u64()?,
            state: text("state")?,
        })
    }
}
