//! One participant's stream of updates: numbered without gaps, and kept for a while to resume from.

use std::collections::VecDeque;
use std::sync::Arc;

use kring_protocol::{Record, RecordKey};

use super::frame::Frame;

/// Updates kept per participant: some minutes of a lively meeting. Beyond it a snapshot is cheaper.
const KEPT: usize = 256;
/// Bytes kept per participant.
const KEPT_BYTES: usize = 64 * 1024;
/// Bytes of one part of a snapshot. Small, because a connection keeps a buffer of its largest frame.
const PART_BYTES: usize = 2 * 1024;

/// An update without its revision: the same text for everybody who sees the same.
pub(super) type Body = Arc<str>;

/// The updates of one participant.
#[derive(Default)]
pub(super) struct Stream {
    revision: u64,
    recent: VecDeque<Body>,
    bytes: usize,
}

impl Stream {
    /// The last revision.
    pub(super) fn revision(&self) -> u64 {
        self.revision
    }

    /// Numbers an update, keeps it, and gives the frame that carries it.
    pub(super) fn push(&mut self, body: Body) -> Frame {
        self.revision += 1;
        let frame = frame(self.revision, &body);
        self.bytes += body.len();
        self.recent.push_back(body);
        while self.recent.len() > KEPT || (self.bytes > KEPT_BYTES && self.recent.len() > 1) {
            if let Some(oldest) = self.recent.pop_front() {
                self.bytes -= oldest.len();
            }
        }
        frame
    }

    /// Counts an update that nobody can be given.
    pub(super) fn skip(&mut self) {
        self.revision += 1;
        self.recent.clear();
        self.bytes = 0;
    }

    /// The frames after a revision; none if they are not all here any more, or never were.
    pub(super) fn since(&self, revision: u64) -> Option<Vec<Frame>> {
        let missing = usize::try_from(self.revision.checked_sub(revision)?).ok()?;
        let skip = self.recent.len().checked_sub(missing)?;
        let bodies = self.recent.iter().skip(skip);
        let numbered = (revision + 1..).zip(bodies);
        Some(numbered.map(|(revision, body)| frame(revision, body)).collect())
    }
}

/// `ServerMessage::Update`, put together from a part that is the participant's own and a part that is
/// serialised once for all who see the same.
fn frame(revision: u64, body: &str) -> Frame {
    format!(r#"{{"type":"update","revision":{revision},{body}"#).into()
}

/// The part of an update that everybody who sees the same shares.
pub(super) fn body(upsert: &[&Record], remove: &[&RecordKey]) -> serde_json::Result<Body> {
    let upsert = serde_json::to_string(upsert)?;
    let remove = serde_json::to_string(remove)?;
    Ok(format!(r#""upsert":{upsert},"remove":{remove}}}"#).into())
}

/// A view as the frames of a snapshot.
pub(super) fn snapshot(revision: u64, records: &[Record]) -> serde_json::Result<Vec<Frame>> {
    let records: Vec<String> =
        records.iter().map(serde_json::to_string).collect::<Result<_, _>>()?;
    let mut parts: Vec<String> = vec![];
    let mut part = String::new();
    for record in records {
        if !part.is_empty() && part.len() + record.len() > PART_BYTES {
            parts.push(std::mem::take(&mut part));
        }
        if !part.is_empty() {
            part.push(',');
        }
        part.push_str(&record);
    }
    parts.push(part);
    let last = parts.len() - 1;
    let frame = |(index, part): (usize, String)| {
        let more = index < last;
        format!(r#"{{"type":"snapshot","revision":{revision},"records":[{part}],"more":{more}}}"#)
            .into()
    };
    Ok(parts.into_iter().enumerate().map(frame).collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use kring_protocol::ServerMessage;
    use kring_protocol::record::Clock;

    fn push(stream: &mut Stream, remaining_ms: i64) -> Frame {
        let record = Record::Timer(Clock::Paused { remaining_ms });
        stream.push(body(&[&record], &[&RecordKey::Turns]).unwrap())
    }

    #[test]
    fn an_update_put_together_is_the_protocols_update() {
        let frame = push(&mut Stream::default(), 5);
        let update = ServerMessage::Update {
            revision: 1,
            upsert: vec![Record::Timer(Clock::Paused { remaining_ms: 5 })],
            remove: vec![RecordKey::Turns],
        };
        assert_eq!(frame.as_str(), serde_json::to_string(&update).unwrap());
    }

    #[test]
    fn a_snapshot_in_parts_holds_every_record_in_order() {
        let ends = (0..300).map(|ends_at_ms| Record::Timer(Clock::Running { ends_at_ms }));
        let records: Vec<Record> = ends.collect();
        let mut found = vec![];
        let frames = snapshot(9, &records).unwrap();
        assert!(frames.len() > 1);
        for (index, frame) in frames.iter().enumerate() {
            let ServerMessage::Snapshot { revision: 9, records, more } =
                serde_json::from_str(frame.as_str()).unwrap()
            else {
                unreachable!()
            };
            assert_eq!(more, index + 1 < frames.len());
            found.extend(records);
        }
        assert_eq!(found, records);
    }

    #[test]
    fn resuming_gives_exactly_what_was_missed() {
        let mut stream = Stream::default();
        let sent: Vec<_> = (0..5).map(|n| push(&mut stream, n)).collect();
        assert_eq!(stream.since(5), Some(vec![]));
        assert_eq!(stream.since(3), Some(sent.get(3..).unwrap().to_vec()));
        assert_eq!(stream.since(0), Some(sent));
    }

    #[test]
    fn nobody_resumes_across_an_update_that_could_not_be_given() {
        let mut stream = Stream::default();
        push(&mut stream, 1);
        stream.skip();
        assert_eq!(stream.since(1), None);
        let after = push(&mut stream, 3);
        assert_eq!(stream.since(1), None);
        assert_eq!(stream.since(2), Some(vec![after]));
    }

    #[test]
    fn resuming_from_the_future_or_from_too_long_ago_gives_nothing() {
        let mut stream = Stream::default();
        for n in 0..400 {
            push(&mut stream, n);
        }
        assert_eq!(stream.since(401), None);
        assert_eq!(stream.since(400 - KEPT as u64 - 1), None);
        assert!(stream.since(400 - KEPT as u64).is_some());
    }
}
