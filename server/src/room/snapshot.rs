//! Snapshots: a whole view as frames, its records written once for everybody who sees the same.
//!
//! When many people come back at once, little changes between their snapshots. Each record is then
//! serialised for the first of them, and the frames of the others share its bytes.

use std::collections::HashMap;
use std::time::Duration;

use kring_domain::Visibility;
use kring_protocol::{Record, RecordKey};
use tokio::time::Instant;

use super::frame::{Body, Frame};

/// Bytes of one part of a snapshot: what a slow line takes in a moment.
const PART_BYTES: usize = 16 * 1024;
/// How long records are kept after the last snapshot: as long as a crowd takes to come back.
const KEPT_FOR: Duration = Duration::from_secs(2);

/// Records of the state as it is now, as JSON. To be told of every change.
#[derive(Default)]
pub struct Written {
    records: HashMap<RecordKey, Vec<(Visibility, Body)>>,
    used: Option<Instant>,
}

impl Written {
    /// The record of this key for everybody with this visibility, made at the first of them.
    pub(super) fn shared(
        &mut self,
        key: &RecordKey,
        visibility: Visibility,
        make: impl FnOnce() -> Option<Record>,
    ) -> Option<Body> {
        self.used = Some(Instant::now());
        let known = self.records.entry(key.clone()).or_default();
        if let Some((_, body)) = known.iter().find(|(seen, _)| *seen == visibility) {
            debug_assert_eq!(Some(body), json(&make()?).as_ref(), "{key:?} was not forgotten");
            return Some(body.clone());
        }
        let body = json(&make()?)?;
        known.push((visibility, body.clone()));
        Some(body)
    }

    /// Forgets what may be another for somebody now. The rest is shared on: if all of it were written anew
    /// for whoever comes after a change, each would wait for a copy of a whole meeting.
    pub(super) fn forget(&mut self, affected: &[RecordKey]) {
        if self.used.is_some() {
            for key in affected {
                self.records.remove(key);
            }
        }
    }

    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// When everything is to be forgotten; none if there is nothing.
    pub(super) fn expires(&self) -> Option<Instant> {
        self.used.map(|used| used + KEPT_FOR)
    }
}

/// A record as JSON; none if that fails.
pub(super) fn json(record: &Record) -> Option<Body> {
    Some(serde_json::to_string(record).ok()?.into())
}

/// A view as the frames of a snapshot.
pub(super) fn frames(revision: u64, view: Vec<(RecordKey, Body)>) -> Vec<Frame> {
    let mut parts: Vec<Vec<Body>> = vec![];
    let mut part: Vec<Body> = vec![];
    let mut bytes = 0;
    for (_, record) in view {
        if !part.is_empty() && bytes + record.len() > PART_BYTES {
            parts.push(std::mem::take(&mut part));
            bytes = 0;
        }
        bytes += record.len();
        part.push(record);
    }
    parts.push(part);
    let last = parts.len() - 1;
    let numbered = parts.into_iter().enumerate();
    numbered.map(|(index, part)| Frame::snapshot(revision, part, index < last)).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use kring_protocol::ServerMessage;
    use kring_protocol::record::Clock;

    fn timer(ends_at_ms: i64) -> Record {
        Record::Timer(Clock::Running { ends_at_ms })
    }

    #[test]
    fn a_snapshot_in_parts_holds_every_record_in_order() {
        let records: Vec<Record> = (0..900).map(timer).collect();
        let view = records.iter().map(|record| (record.key(), json(record).unwrap())).collect();
        let mut found = vec![];
        let frames = frames(9, view);
        assert!(frames.len() > 1);
        for (index, frame) in frames.iter().enumerate() {
            let ServerMessage::Snapshot { revision: 9, records, more } =
                serde_json::from_str(&frame.text()).unwrap()
            else {
                unreachable!()
            };
            assert_eq!(more, index + 1 < frames.len());
            found.extend(records);
        }
        assert_eq!(found, records);
    }

    #[test]
    fn a_record_is_written_once_for_each_way_of_seeing_it_until_it_may_be_another() {
        let mut written = Written::default();
        let mut body = |visibility, ends_at_ms| {
            written.shared(&RecordKey::Timer, visibility, || Some(timer(ends_at_ms))).unwrap()
        };
        let one = body(Visibility::Shown, 1);
        assert_eq!(one.as_ptr(), body(Visibility::Shown, 1).as_ptr());
        assert_ne!(one, body(Visibility::OnDisplay, 2), "seen in another way");
        written.forget(&[RecordKey::Timer]);
        let after = written.shared(&RecordKey::Timer, Visibility::Shown, || Some(timer(3)));
        assert!(after.unwrap().contains('3'));
    }

    #[test]
    fn an_empty_view_is_one_frame_that_says_so() {
        let frames = frames(1, vec![]);
        assert_eq!(frames.len(), 1);
        assert_eq!(
            frames[0].text(),
            r#"{"type":"snapshot","revision":1,"records":[],"more":false}"#
        );
    }
}
