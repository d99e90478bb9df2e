//! One viewer's stream of updates: numbered without gaps, and which records each was about.
//!
//! No text of an update is kept. Whoever comes back after some is sent the records that they were about, as
//! they are now: what was hidden or blotted meanwhile is not sent any more.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;

use kring_protocol::message::Resume;
use kring_protocol::{Record, RecordKey};
use uuid::Uuid;

use super::frame::{Body, Frame};

/// Updates remembered for each viewer: some minutes of a lively meeting. Beyond it a snapshot is cheaper.
const REMEMBERED: usize = 128;
/// Bytes of one update. What is larger, such as the texts of a whole meeting revealed at once, comes as
/// several updates.
const UPDATE_BYTES: usize = 16 * 1024;
/// Bytes with which an update goes on even if the next record makes it larger: where the meeting stands
/// and what the viewer may do there come together.
const TOGETHER_BYTES: usize = 4 * 1024;

/// An update that is not numbered: the same for everybody who sees the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    /// Everything of the message after its revision.
    pub(super) body: Body,
    /// The records that it carries or removes.
    keys: Arc<[RecordKey]>,
}

/// The updates of one viewer.
pub(super) struct Stream {
    /// Revisions of a stream with another name mean nothing here.
    name: Uuid,
    revision: u64,
    /// What the last updates were about.
    recent: VecDeque<Arc<[RecordKey]>>,
}

impl Stream {
    /// An empty stream, with a name that no other one has.
    pub(super) fn new() -> Self {
        Self { name: Uuid::new_v4(), revision: 0, recent: VecDeque::new() }
    }

    /// Its name.
    pub(super) fn name(&self) -> Uuid {
        self.name
    }

    /// The last revision.
    pub(super) fn revision(&self) -> u64 {
        self.revision
    }

    /// Numbers an update, remembers what it was about, and gives the frame that carries it.
    pub(super) fn push(&mut self, part: &Part) -> Frame {
        self.revision += 1;
        if self.recent.len() == REMEMBERED {
            self.recent.pop_front();
        }
        self.recent.push_back(part.keys.clone());
        Frame::update(self.revision, part.body.clone())
    }

    /// Counts an update that nobody can be given.
    pub(super) fn skip(&mut self) {
        self.revision += 1;
        self.forget();
    }

    /// Forgets what the updates were about: whoever is behind needs a snapshot.
    pub(super) fn forget(&mut self) {
        self.recent = VecDeque::new();
    }

    /// What a returning client missed; none if it needs a snapshot.
    pub(super) fn missed(&self, resume: Resume) -> Option<Missed> {
        if resume.stream != self.name {
            return None;
        }
        let missing = usize::try_from(self.revision.checked_sub(resume.revision)?).ok()?;
        let skip = self.recent.len().checked_sub(missing)?;
        let updates = self.recent.iter().skip(skip).cloned().collect();
        Some(Missed { after: resume.revision, updates })
    }
}

/// The updates that a client missed.
pub(super) struct Missed {
    /// The last revision that it has.
    after: u64,
    /// What each of the later ones was about.
    updates: Vec<Arc<[RecordKey]>>,
}

impl Missed {
    /// Whether the client has everything.
    pub(super) fn is_empty(&self) -> bool {
        self.updates.is_empty()
    }

    /// The missed updates, each record in the first that was about it, as it is in this view: so new ones
    /// come in the order in which they became visible.
    ///
    /// # Errors
    /// When a key cannot be written.
    pub(super) fn frames(&self, view: &HashMap<RecordKey, Body>) -> serde_json::Result<Vec<Frame>> {
        let mut told: HashSet<&RecordKey> = HashSet::new();
        let mut frames = Vec::with_capacity(self.updates.len());
        for (revision, keys) in (self.after + 1..).zip(&self.updates) {
            let new: Vec<&RecordKey> = keys.iter().filter(|key| told.insert(key)).collect();
            let upsert: Vec<&str> = new.iter().filter_map(|key| Some(&**view.get(key)?)).collect();
            let remove: Vec<&&RecordKey> =
                new.iter().filter(|key| !view.contains_key(key)).collect();
            let body = body(&upsert.join(","), &serde_json::to_string(&remove)?);
            frames.push(Frame::update(revision, body));
        }
        Ok(frames)
    }
}

/// What everybody who sees the same shares of the updates that carry a change: one, or several if it
/// is large. What is removed comes with the first.
pub(super) fn parts(upsert: &[&Record], remove: &[&RecordKey]) -> serde_json::Result<Vec<Part>> {
    let mut parts = vec![];
    let mut keys: Vec<RecordKey> = remove.iter().map(|key| (*key).clone()).collect();
    let mut removed = serde_json::to_string(remove)?;
    let mut records = String::new();
    for record in upsert {
        let text = serde_json::to_string(record)?;
        if records.len() > TOGETHER_BYTES && records.len() + text.len() > UPDATE_BYTES {
            parts.push(Part { body: body(&records, &removed), keys: keys.into() });
            (records, removed, keys) = (String::new(), "[]".to_owned(), vec![]);
        }
        if !records.is_empty() {
            records.push(',');
        }
        records.push_str(&text);
        keys.push(record.key());
    }
    parts.push(Part { body: body(&records, &removed), keys: keys.into() });
    Ok(parts)
}

/// An update after its revision.
fn body(upsert: &str, remove: &str) -> Body {
    format!(r#""upsert":[{upsert}],"remove":{remove}}}"#).into()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use kring_protocol::record::Clock;
    use kring_protocol::{ParticipantId, ServerMessage};

    fn timer(remaining_ms: i64) -> Part {
        let record = Record::Timer(Clock::Paused { remaining_ms });
        parts(&[&record], &[&RecordKey::Turns]).unwrap().remove(0)
    }

    fn hands(count: usize) -> Record {
        Record::Hands { order: vec![ParticipantId(Uuid::nil()); count] }
    }

    fn view(records: &[Record]) -> HashMap<RecordKey, Body> {
        let text = |record| serde_json::to_string(record).unwrap().into();
        records.iter().map(|record| (record.key(), text(record))).collect()
    }

    fn read(frame: &Frame) -> (u64, Vec<Record>, Vec<RecordKey>) {
        let ServerMessage::Update { revision, upsert, remove } =
            serde_json::from_str(&frame.text()).unwrap()
        else {
            unreachable!()
        };
        (revision, upsert, remove)
    }

    #[test]
    fn an_update_put_together_is_the_protocols_update() {
        let frame = Stream::new().push(&timer(5));
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
        let parts = parts(&upsert, &[&RecordKey::Turns]).unwrap();
        assert!(parts.len() > 1);
        let mut found = vec![];
        for (index, part) in parts.into_iter().enumerate() {
            assert!(part.body.len() < UPDATE_BYTES + 64, "{}", part.body.len());
            let (_, upsert, remove) = read(&Frame::update(1, part.body));
            assert_eq!(remove.len(), usize::from(index == 0));
            assert_eq!(part.keys.len(), upsert.len() + remove.len());
            found.extend(upsert);
        }
        assert_eq!(found, records);
    }

    #[test]
    fn what_is_small_comes_together_with_a_large_record_after_it() {
        let (small, large) = (hands(3), hands(600));
        assert!(serde_json::to_string(&large).unwrap().len() > UPDATE_BYTES);
        assert_eq!(parts(&[&small, &large], &[]).unwrap().len(), 1);
        assert_eq!(parts(&[&small, &large, &large], &[]).unwrap().len(), 2);
    }

    #[test]
    fn resuming_gives_each_record_once_as_it_is_now_and_removes_what_is_gone() {
        let mut stream = Stream::new();
        let start = Resume { stream: stream.name(), revision: 0 };
        stream.push(&timer(1));
        stream.push(&parts(&[&hands(2)], &[]).unwrap().remove(0));
        stream.push(&timer(2));
        let now = [Record::Timer(Clock::Paused { remaining_ms: 9 })];
        let frames = stream.missed(start).unwrap().frames(&view(&now)).unwrap();
        let found: Vec<_> = frames.iter().map(read).collect();
        let first = (1, now.to_vec(), vec![RecordKey::Turns]);
        assert_eq!(found, [first, (2, vec![], vec![RecordKey::Hands]), (3, vec![], vec![])]);
    }

    /// How many updates somebody missed; none if they need a snapshot.
    fn missed(stream: &Stream, revision: u64) -> Option<usize> {
        let missed = stream.missed(Resume { stream: stream.name(), revision })?;
        Some(missed.frames(&HashMap::new()).unwrap().len())
    }

    #[test]
    fn resuming_gives_an_update_for_each_that_was_missed() {
        let mut stream = Stream::new();
        for n in 0..5 {
            stream.push(&timer(n));
        }
        assert_eq!([5, 3, 0].map(|from| missed(&stream, from)), [Some(0), Some(2), Some(5)]);
    }

    #[test]
    fn nobody_resumes_across_an_update_that_could_not_be_given() {
        let mut stream = Stream::new();
        stream.push(&timer(1));
        stream.skip();
        assert_eq!(missed(&stream, 1), None);
        stream.push(&timer(3));
        assert_eq!([1, 2].map(|from| missed(&stream, from)), [None, Some(1)]);
    }

    #[test]
    fn what_was_forgotten_is_resumed_by_nobody_who_is_behind() {
        let mut stream = Stream::new();
        stream.push(&timer(1));
        stream.push(&timer(2));
        stream.forget();
        assert_eq!(missed(&stream, 1), None);
        assert_eq!(missed(&stream, 2), Some(0), "who has everything goes on");
        stream.push(&timer(3));
        assert_eq!(missed(&stream, 2), Some(1));
    }

    #[test]
    fn a_stream_that_began_anew_is_resumed_by_nobody_who_followed_the_one_before() {
        let resume = Resume { stream: Stream::new().name(), revision: 0 };
        let anew = Stream::new();
        assert!(anew.missed(resume).is_none());
        assert!(anew.missed(Resume { stream: anew.name(), ..resume }).is_some());
    }

    #[test]
    fn resuming_from_the_future_or_from_too_long_ago_gives_nothing() {
        let mut stream = Stream::new();
        for n in 0..400 {
            stream.push(&timer(n));
        }
        let oldest = 400 - REMEMBERED as u64;
        let found = [401, oldest - 1, oldest].map(|from| missed(&stream, from));
        assert_eq!(found, [None, None, Some(REMEMBERED)]);
    }
}
