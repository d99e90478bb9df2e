//! What a client knows: records under their keys, in the order in which they came.

use std::collections::HashMap;

use kring_protocol::content::Kind;
use kring_protocol::record::{Contribution, Me, Meeting, Overview, Participant, Stage, Turns};
use kring_protocol::{ContributionId, ParticipantId, Position, Record, RecordKey};

/// A folded view.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct View {
    records: HashMap<RecordKey, Record>,
    /// Contributions, as they became visible.
    pub order: Vec<ContributionId>,
}

impl View {
    /// Puts a record in place.
    pub fn upsert(&mut self, record: Record) {
        if let Record::Contribution(contribution) = &record {
            let id = contribution.id;
            // A text of one's own that is shown to all takes its place among the others'.
            let revealed = self.contribution(id).is_some_and(|c| c.held) && !contribution.held;
            if revealed {
                self.order.retain(|other| *other != id);
            }
            if !self.order.contains(&id) {
                self.order.push(id);
            }
        }
        self.records.insert(record.key(), record);
    }

    /// Takes a record away.
    pub fn remove(&mut self, key: &RecordKey) {
        if let RecordKey::Contribution(id) = key {
            self.order.retain(|other| other != id);
        }
        self.records.remove(key);
    }

    /// A record by its key.
    #[must_use]
    pub fn get(&self, key: &RecordKey) -> Option<&Record> {
        self.records.get(key)
    }

    /// All records, by key.
    #[must_use]
    pub fn records(&self) -> &HashMap<RecordKey, Record> {
        &self.records
    }

    /// The meeting.
    #[must_use]
    pub fn meeting(&self) -> &Meeting {
        match self.get(&RecordKey::Meeting) {
            Some(Record::Meeting(meeting)) => meeting,
            other => panic!("no meeting: {other:?}"),
        }
    }

    /// The stage.
    #[must_use]
    pub fn stage(&self) -> &Stage {
        match self.get(&RecordKey::Stage) {
            Some(Record::Stage(stage)) => stage,
            other => panic!("no stage: {other:?}"),
        }
    }

    /// One's own record.
    #[must_use]
    pub fn me(&self) -> &Me {
        match self.get(&RecordKey::Me) {
            Some(Record::Me(me)) => me,
            other => panic!("no me: {other:?}"),
        }
    }

    /// Where the meeting stands.
    #[must_use]
    pub fn position(&self) -> Position {
        self.stage().position.clone().expect("the meeting is running")
    }

    /// The turns of this step.
    #[must_use]
    pub fn turns(&self) -> Option<&Turns> {
        match self.get(&RecordKey::Turns) {
            Some(Record::Turns(turns)) => Some(turns),
            _ => None,
        }
    }

    /// The gespreksleider's overview.
    #[must_use]
    pub fn overview(&self) -> Option<&Overview> {
        match self.get(&RecordKey::Overview) {
            Some(Record::Overview(overview)) => Some(overview),
            _ => None,
        }
    }

    /// A contribution.
    #[must_use]
    pub fn contribution(&self, id: ContributionId) -> Option<&Contribution> {
        match self.get(&RecordKey::Contribution(id)) {
            Some(Record::Contribution(contribution)) => Some(contribution),
            _ => None,
        }
    }

    /// Contributions of a kind, in order.
    #[must_use]
    pub fn of(&self, kind: Kind) -> Vec<&Contribution> {
        let all = self.order.iter().filter_map(|id| self.contribution(*id));
        all.filter(|c| c.content.kind() == kind).collect()
    }

    /// How many participants there are.
    #[must_use]
    pub fn people(&self) -> usize {
        self.records.keys().filter(|key| matches!(key, RecordKey::Participant(_))).count()
    }

    /// A participant.
    #[must_use]
    pub fn participant(&self, id: ParticipantId) -> Option<&Participant> {
        match self.get(&RecordKey::Participant(id)) {
            Some(Record::Participant(participant)) => Some(participant),
            _ => None,
        }
    }

    /// A participant's name.
    #[must_use]
    pub fn name(&self, id: ParticipantId) -> Option<&str> {
        self.participant(id).map(|participant| participant.name.as_str())
    }
}
