//! Snapshots: a whole view as frames, its records written once for everybody who sees the same.
//!
//! When many people come back at once, little changes between their snapshots. Each record is then
//! serialised for the first of them, and the frames of the others share its bytes.

use std::collections::HashMap;
use std::time::Duration;

use kring_protocol::{Record, RecordKey};
use tokio::time::Instant;

use super::frame::{Body, Frame};

/// Bytes of one part of a snapshot. Small, because a connection keeps a buffer of its largest frame.
const PART_BYTES: usize = 2 * 1024;
/// How long records are kept after the last snapshot: as long as a crowd takes to come back.
const KEPT_FOR: Duration = Duration::from_secs(2);

/// Serialised records of the state as it is now. To be told of every change.
#[derive(Default)]
pub(super) struct RecordCache {
    records: HashMap<RecordKey, (Record, Body)>,
    used: Option<Instant>,
}

impl RecordCache {
    /// A view as the frames of a snapshot.
    pub(super) fn snapshot(
        &mut self,
        revision: u64,
        view: Vec<Record>,
    ) -> serde_json::Result<Vec<Frame>> {
        self.used = Some(Instant::now());
        let bodies: serde_json::Result<Vec<Body>> =
            view.into_iter().map(|record| self.body(record)).collect();
        Ok(frames(revision, bodies?))
    }

    /// Forgets what is another for somebody now. The rest is shared on: if all of it were written anew
    /// for whoever comes after a change, each would wait for a copy of a whole meeting.
    pub(super) fn forget(&mut self, changed: &[RecordKey]) {
        for key in changed {
            self.records.remove(key);
        }
    }

    /// Forgets what was written.
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// When the records are to be forgotten; none if there are none.
    pub(super) fn expires(&self) -> Option<Instant> {
        self.used.map(|used| used + KEPT_FOR)
    }

    /// The JSON of a record. A record is shared only if it is equal to what another viewer got: whose
    /// own text it is, for example, makes it another one.
    fn body(&mut self, record: Record) -> serde_json::Result<Body> {
        let key = record.key();
        if let Some((known, body)) = self.records.get(&key)
            && *known == record
        {
            return Ok(body.clone());
        }
        let body: Body = serde_json::to_string(&record)?.into();
        let is_personal = matches!(key, RecordKey::Me | RecordKey::Overview);
        if !is_personal {
            self.records.entry(key).or_insert_with(|| (record, body.clone()));
        }
        Ok(body)
    }
}

fn frames(revision: u64, records: Vec<Body>) -> Vec<Frame> {
    let mut parts: Vec<Vec<Body>> = vec![];
    let mut part: Vec<Body> = vec![];
    let mut bytes = 0;
    for record in records {
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

    fn records(count: i64) -> Vec<Record> {
        (0..count).map(|ends_at_ms| Record::Timer(Clock::Running { ends_at_ms })).collect()
    }

    #[test]
    fn a_snapshot_in_parts_holds_every_record_in_order() {
        let records = records(300);
        let mut found = vec![];
        let frames = RecordCache::default().snapshot(9, records.clone()).unwrap();
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
    fn viewers_who_see_the_same_share_the_bytes_and_others_get_their_own() {
        let mut cache = RecordCache::default();
        let hands = |order| vec![Record::Hands { order }];
        let one = cache.snapshot(1, hands(vec![])).unwrap();
        let same = cache.snapshot(2, hands(vec![])).unwrap();
        assert!(one[0].text().replace(":1,", ":2,") == same[0].text());
        assert_eq!(cache.records.len(), 1);
        let id = kring_protocol::ParticipantId(uuid::Uuid::nil());
        let other = cache.snapshot(3, hands(vec![id])).unwrap();
        assert!(other[0].text().contains(&id.0.to_string()));
        assert_eq!(cache.snapshot(2, hands(vec![])).unwrap(), same);
    }

    #[test]
    fn an_empty_view_is_one_frame_that_says_so() {
        let frames = RecordCache::default().snapshot(1, vec![]).unwrap();
        assert_eq!(frames.len(), 1);
        assert_eq!(
            frames[0].text(),
            r#"{"type":"snapshot","revision":1,"records":[],"more":false}"#
        );
    }
}
