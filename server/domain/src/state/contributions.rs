//! Everything that was written, with what is asked of all of it at once: counted as it changes, so that an
//! answer costs the same however much there is.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::Deref;

use kring_protocol::content::{About, Content, Kind};
use kring_protocol::ids::{ContributionId, ParticipantId, PhaseId, Position};
use kring_protocol::script::Outcome;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Contribution;
use super::tally::{Tally, Turn, count_in};

/// The contributions by id. They are read, printed, compared and stored as the map: the counts follow from
/// it, and are made anew of what is read back.
#[derive(Clone, Default)]
pub struct Contributions {
    by_id: BTreeMap<ContributionId, Contribution>,
    counts: Counts,
}

/// What follows from the contributions alone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Counts {
    by_author: BTreeMap<ParticipantId, BTreeSet<ContributionId>>,
    /// Bytes of the contents, by author.
    bytes: Tally<ParticipantId>,
    /// Bytes of what was answered, by the round of the contribution.
    responses: Tally<u32>,
    /// Preparations that are shared, by author.
    prepared: Tally<ParticipantId>,
    /// What is shared, by round and kind.
    shared: Tally<(u32, Kind)>,
    /// What the group chose of it.
    chosen: Tally<(u32, Kind)>,
    /// Agreements among it, by whom they are about.
    about: Tally<(u32, About)>,
    /// Texts that tell that the group heard somebody, by speaker.
    heard: Tally<ParticipantId>,
    /// The same and preparations, by phase, round and speaker.
    heard_in: BTreeMap<PhaseId, Tally<(u32, ParticipantId)>>,
    /// What is held back and does not wait, by step, kind and author.
    held: BTreeMap<Position, Tally<(Kind, ParticipantId)>>,
}

impl Contributions {
    /// One more, or another in the place of one.
    pub(crate) fn insert(&mut self, contribution: Contribution) {
        if let Some(before) = self.by_id.get(&contribution.id) {
            self.counts.count(before, Turn::Goes);
        }
        self.counts.count(&contribution, Turn::Comes);
        self.by_id.insert(contribution.id, contribution);
    }

    /// Changes one, if it is there; its id stays.
    pub(crate) fn update(&mut self, id: ContributionId, change: impl FnOnce(&mut Contribution)) {
        if let Some(contribution) = self.by_id.get_mut(&id) {
            self.counts.count(contribution, Turn::Goes);
            change(contribution);
            self.counts.count(contribution, Turn::Comes);
        }
    }

    pub(crate) fn remove(&mut self, id: ContributionId) {
        if let Some(contribution) = self.by_id.remove(&id) {
            self.counts.count(&contribution, Turn::Goes);
        }
    }

    /// What somebody wrote, in the order of the ids.
    pub fn of(&self, author: ParticipantId) -> impl Iterator<Item = &Contribution> {
        let ids = self.counts.by_author.get(&author).into_iter().flatten();
        ids.filter_map(|id| self.by_id.get(id))
    }

    /// How many contributions somebody wrote, and their bytes.
    pub(crate) fn used_by(&self, author: ParticipantId) -> (usize, usize) {
        let count = self.counts.by_author.get(&author).map_or(0, BTreeSet::len);
        (count, self.counts.bytes.of(&author))
    }

    /// Bytes of what was answered to the contributions of each round.
    pub(crate) fn response_bytes(&self) -> impl Iterator<Item = (u32, usize)> {
        self.counts.responses.iter().map(|(round, bytes)| (*round, bytes))
    }

    /// Whether somebody shared a preparation.
    pub(crate) fn shares_preparation(&self, author: ParticipantId) -> bool {
        self.counts.prepared.of(&author) > 0
    }

    /// How many of a kind are shared in a round, and how many of those the group chose.
    pub(crate) fn shared(&self, round: u32, kind: Kind) -> (usize, usize) {
        let key = (round, kind);
        (self.counts.shared.of(&key), self.counts.chosen.of(&key))
    }

    /// Whether something that is shared in a round brings this about.
    pub(crate) fn brings_about(&self, round: u32, outcome: Outcome) -> bool {
        let Some(kind) = outcome.kind() else { return false };
        let (shared, chosen) = self.shared(round, kind);
        let about = outcome.about().map(|about| self.counts.about.of(&(round, about)));
        about.unwrap_or(if outcome.must_be_chosen() { chosen } else { shared }) > 0
    }

    /// By how many texts the group heard somebody.
    pub(crate) fn heard_times(&self, speaker: ParticipantId) -> usize {
        self.counts.heard.of(&speaker)
    }

    /// Whether the group heard somebody in a round of a phase.
    pub(crate) fn is_heard_in(&self, phase: &PhaseId, round: u32, speaker: ParticipantId) -> bool {
        self.counts.heard_in.get(phase).is_some_and(|heard| heard.of(&(round, speaker)) > 0)
    }

    /// Of which kinds and authors something is held back at a step.
    pub(crate) fn held_at(&self, at: &Position) -> impl Iterator<Item = (Kind, ParticipantId)> {
        let held = self.counts.held.get(at);
        held.into_iter().flat_map(Tally::iter).map(|((kind, author), _)| (*kind, *author))
    }

    /// The steps at which something is held back, in their order.
    pub(crate) fn held_steps(&self) -> impl Iterator<Item = &Position> {
        self.counts.held.keys()
    }
}

impl Counts {
    fn count(&mut self, c: &Contribution, turn: Turn) {
        self.count_author(c, turn);
        let round = c.round;
        let response = c.response.as_ref().map_or(0, |response| response.bytes());
        self.responses.count(round, response, turn);
        if let Some(at) = c.at.as_ref().filter(|_| c.held && !c.waits()) {
            count_in(&mut self.held, at, (c.content.kind(), c.author), turn);
        }
        if !c.is_shared() {
            return;
        }
        let kind = c.content.kind();
        self.shared.count((round, kind), 1, turn);
        self.chosen.count((round, kind), usize::from(c.chosen), turn);
        self.prepared.count(c.author, usize::from(c.is_prepared()), turn);
        if let Content::Agreement(agreement) = &c.content {
            agreement.about.iter().for_each(|about| self.about.count((round, *about), 1, turn));
        }
        if !c.tells_speaker() {
            return;
        }
        self.heard.count(c.speaker(), usize::from(!c.is_prepared()), turn);
        if let Some(at) = &c.at {
            count_in(&mut self.heard_in, &at.phase, (round, c.speaker()), turn);
        }
    }

    fn count_author(&mut self, c: &Contribution, turn: Turn) {
        self.bytes.count(c.author, c.content.bytes(), turn);
        let ids = self.by_author.entry(c.author).or_default();
        if turn == Turn::Comes {
            ids.insert(c.id);
            return;
        }
        ids.remove(&c.id);
        if ids.is_empty() {
            self.by_author.remove(&c.author);
        }
    }
}

impl FromIterator<Contribution> for Contributions {
    fn from_iter<I: IntoIterator<Item = Contribution>>(all: I) -> Self {
        let mut contributions = Self::default();
        all.into_iter().for_each(|contribution| contributions.insert(contribution));
        contributions
    }
}

impl Deref for Contributions {
    type Target = BTreeMap<ContributionId, Contribution>;

    fn deref(&self) -> &Self::Target {
        &self.by_id
    }
}

impl fmt::Debug for Contributions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.by_id.fmt(f)
    }
}

impl PartialEq for Contributions {
    fn eq(&self, other: &Self) -> bool {
        self.by_id == other.by_id
    }
}

impl Serialize for Contributions {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.by_id.serialize(to)
    }
}

impl<'de> Deserialize<'de> for Contributions {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let by_id = BTreeMap::<ContributionId, Contribution>::deserialize(from)?;
        Ok(by_id.into_values().collect())
    }
}

#[cfg(test)]
impl Contributions {
    /// Whether the counts are those of the contributions as they are.
    pub(crate) fn are_counted(&self) -> bool {
        let anew: Self = self.by_id.values().cloned().collect();
        self.counts == anew.counts
    }
}
