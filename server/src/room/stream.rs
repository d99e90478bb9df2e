//! One participant's stream of updates: numbered without gaps, and kept for a while to resume from.

use std::collections::VecDeque;

use kring_protocol::message::Resume;
use kring_protocol::{Record, RecordKey};
use uuid::Uuid;

use super::frame::{Body, Frame};

/// Updates kept per participant: some minutes of a lively meeting. Beyond it a snapshot is cheaper.
const KEPT: usize = 256;
/// Bytes kept per participant.
const KEPT_BYTES: usize = 64 * 1024;
/// Bytes of one update. What is larger, such as the texts of a whole meeting revealed at once, comes as
/// several updates.
const UPDATE_BYTES: usize = 16 * 1024;
/// Bytes with which an update goes on even if the next record makes it larger: where the meeting stands
/// and what the viewer may do there come together.
const TOGETHER_BYTES: usize = 4 * 1024;

/// The updates of one participant.
pub(super) struct Stream {
    /// Revisions of a stream with another name mean nothing here.
    name: Uuid,
    revision: u64,
    recent: VecDeque<Body>,
    bytes: usize,
}

impl Stream {
    /// An empty stream, with a name that no other one has.
    pub(super) fn new() -> Self {
        Self { name: Uuid::new_v4(), revision: 0, recent: VecDeque::new(), bytes: 0 }
    }

    /// Its name.
    pub(super) fn name(&self) -> Uuid {
        self.name
    }

    /// The last revision.
    pub(super) fn revision(&self) -> u64 {
        self.revision
    }

    /// Numbers an update, keeps it, and gives the frame that carries it.
    pub(super) fn push(&mut self, body: Body) -> Frame {
        self.revision += 1;
        let frame = Frame::update(self.revision, body.clone());
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
        self.forget();
    }

    /// Drops the updates that are kept: whoever is behind needs a snapshot.
    pub(super) fn forget(&mut self) {
        self.recent.clear();
        self.bytes = 0;
    }

    /// What a returning client missed; none if it needs a snapshot.
    pub(super) fn resume(&self, resume: Resume) -> Option<Vec<Frame>> {
        if resume.stream == self.name { self.since(resume.revision) } else { None }
    }

    /// The frames after a revision; none if they are not all here any more, or never were.
    fn since(&self, revision: u64) -> Option<Vec<Frame>> {
        let missing = usize::try_from(self.revision.checked_sub(revision)?).ok()?;
        let skip = self.recent.len().checked_sub(missing)?;
        let bodies = self.recent.iter().skip(skip);
        let numbered = (revision + 1..).zip(bodies);
        Some(numbered.map(|(revision, body)| Frame::update(revision, body.clone())).collect())
    }
}

/// What everybody who sees the same shares of the updates that carry a change: one, or several if it
/// is large. What is removed comes with the first.
pub(super) fn bodies(upsert: &[&Record], remove: &[&RecordKey]) -> serde_json::Result<Vec<Body>> {
    let remove = serde_json::to_string(remove)?;
    let parts = parts(upsert)?;
    let removed = std::iter::once(remove.as_str()).chain(std::iter::repeat("[]"));
    let bodies = parts.into_iter().zip(removed);
    let body = |(part, remove)| format!(r#""upsert":[{part}],"remove":{remove}}}"#).into();
    Ok(bodies.map(body).collect())
}

/// Records as JSON with commas in between, in parts of [`UPDATE_BYTES`]. A larger record ends a part that
/// holds little before it; without records there is one empty part.
fn parts(records: &[&Record]) -> serde_json::Result<Vec<String>> {
    let mut parts = vec![];
    let mut part = String::new();
    for record in records {
        let record = serde_json::to_string(record)?;
        if part.len() > TOGETHER_BYTES && part.len() + record.len() > UPDATE_BYTES {
            parts.push(std::mem::take(&mut part));
        }
        if !part.is_empty() {
            part.push(',');
        }
        part.push_str(&record);
    }
    parts.push(part);
    Ok(parts)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use kring_protocol::record::Clock;
    use kring_protocol::{ParticipantId, ServerMessage};

    fn push(stream: &mut Stream, remaining_ms: i64) -> Frame {
        let record = Record::Timer(Clock::Paused { remaining_ms });
        let mut bodies = bodies(&[&record], &[&RecordKey::Turns]).unwrap();
        stream.push(bodies.remove(0))
    }

    #[test]
    fn an_update_put_together_is_the_protocols_update() {
        let frame = push(&mut Stream::new(), 5);
        let update = ServerMessage::Update {
            revision: 1,
            upsert: vec![Record::Timer(Clock::Paused { remaining_ms: 5 })],
            remove: vec![RecordKey::Turns],
        };
        assert_eq!(frame.text(), serde_json::to_string(&update).unwrap());
    }

    #[test]
    fn a_large_change_comes_as_updates_of_a_bounded_size_that_remove_first() {
        let ends = (0..3_000).map(|ends_at_ms| Record::Timer(Clock::Running { ends_at_ms }));
        let records: Vec<Record> = ends.collect();
        let upsert: Vec<&Record> = records.iter().collect();
        let bodies = bodies(&upsert, &[&RecordKey::Turns]).unwrap();
        assert!(bodies.len() > 1);
        let mut found = vec![];
        for (index, body) in bodies.into_iter().enumerate() {
            assert!(body.len() < UPDATE_BYTES + 64, "{}", body.len());
            let text = Frame::update(1, body).text();
            let ServerMessage::Update { upsert, remove, .. } = serde_json::from_str(&text).unwrap()
            else {
                unreachable!()
            };
            assert_eq!(remove.len(), usize::from(index == 0));
            found.extend(upsert);
        }
        assert_eq!(found, records);
    }

    #[test]
    fn what_is_small_comes_together_with_a_large_record_after_it() {
        let hands = |count| Record::Hands { order: vec![ParticipantId(uuid::Uuid::nil()); count] };
        let (small, large) = (hands(3), hands(600));
        assert!(serde_json::to_string(&large).unwrap().len() > UPDATE_BYTES);
        assert_eq!(bodies(&[&small, &large], &[]).unwrap().len(), 1);
        assert_eq!(bodies(&[&small, &large, &large], &[]).unwrap().len(), 2);
    }

    #[test]
    fn resuming_gives_exactly_what_was_missed() {
        let mut stream = Stream::new();
        let sent: Vec<_> = (0..5).map(|n| push(&mut stream, n)).collect();
        assert_eq!(stream.since(5), Some(vec![]));
        assert_eq!(stream.since(3), Some(sent.get(3..).unwrap().to_vec()));
        assert_eq!(stream.since(0), Some(sent));
    }

    #[test]
    fn nobody_resumes_across_an_update_that_could_not_be_given() {
        let mut stream = Stream::new();
        push(&mut stream, 1);
        stream.skip();
        assert_eq!(stream.since(1), None);
        let after = push(&mut stream, 3);
        assert_eq!(stream.since(1), None);
        assert_eq!(stream.since(2), Some(vec![after]));
    }

    #[test]
    fn what_was_forgotten_is_resumed_by_nobody_who_is_behind() {
        let mut stream = Stream::new();
        push(&mut stream, 1);
        push(&mut stream, 2);
        stream.forget();
        assert_eq!(stream.since(1), None);
        assert_eq!(stream.since(2), Some(vec![]), "who has everything goes on");
        let after = push(&mut stream, 3);
        assert_eq!(stream.since(2), Some(vec![after]));
    }

    #[test]
    fn a_stream_that_began_anew_is_resumed_by_nobody_who_followed_the_one_before() {
        let resume = Resume { stream: Stream::new().name(), revision: 0 };
        let anew = Stream::new();
        assert_eq!(anew.resume(resume), None);
        assert_eq!(anew.resume(Resume { stream: anew.name(), ..resume }), Some(vec![]));
    }

    #[test]
    fn resuming_from_the_future_or_from_too_long_ago_gives_nothing() {
        let mut stream = Stream::new();
        for n in 0..400 {
            push(&mut stream, n);
        }
        assert_eq!(stream.since(401), None);
        assert_eq!(stream.since(400 - KEPT as u64 - 1), None);
        assert!(stream.since(400 - KEPT as u64).is_some());
    }
}
