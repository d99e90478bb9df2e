//! Which records an event may change, and so what an update has to carry.
//!
//! [`touched`] may name too many keys, never too few: a property test compares the fold of all
//! updates with a fresh projection, for every viewer. What turns out the same as before is not sent:
//! an update that says nothing new would still tell that something happened.

use kring_protocol::content::Kind;
use kring_protocol::ids::{ParticipantId, Position};
use kring_protocol::script::InbrengerSees;
use kring_protocol::{ContributionId, Record, RecordKey};

use super::render::render;
use super::see::{Sight, Viewer, see};
use crate::domain::apply::{apply, held_at};
use crate::domain::event::Event;
use crate::domain::state::State;

/// How one record looked to everybody who watches.
struct Look {
    key: RecordKey,
    /// In the order of the viewers.
    sights: Vec<Sight>,
    /// Once for every sight: whoever has the same sight sees the same.
    records: Vec<(Sight, Option<Record>)>,
}

impl Look {
    fn at(state: &State, viewers: &[ParticipantId], key: RecordKey) -> Self {
        let sights = viewers.iter().map(|viewer| sight(state, *viewer, &key));
        let sights: Vec<Sight> = sights.collect();
        let mut records: Vec<(Sight, Option<Record>)> = vec![];
        for sight in &sights {
            if !records.iter().any(|(known, _)| known == sight) {
                records.push((*sight, render(state, &key, *sight)));
            }
        }
        Self { key, sights, records }
    }

    fn of(&self, viewer: usize) -> (Sight, Option<&Record>) {
        let sight = self.sights.get(viewer).copied().unwrap_or(Sight::Nothing);
        let record = self.records.iter().find(|(known, _)| *known == sight);
        (sight, record.and_then(|(_, record)| record.as_ref()))
    }
}

/// What one viewer has to be told: keys, and how they see them now.
pub type Told = Vec<(RecordKey, Sight)>;

/// Collects what changes for whom while events are applied.
pub struct Changes {
    viewers: Vec<ParticipantId>,
    before: Vec<Look>,
}

impl Changes {
    /// Watches for these viewers.
    #[must_use]
    pub fn watch(viewers: Vec<ParticipantId>) -> Self {
        Self { viewers, before: Vec::new() }
    }

    /// Applies an event and remembers how whatever it may change looked before.
    pub fn apply(&mut self, state: &mut State, event: &Event) {
        for key in touched(state, event) {
            if !self.before.iter().any(|look| look.key == key) {
                self.before.push(Look::at(state, &self.viewers, key));
            }
        }
        apply(state, event);
    }

    /// What each viewer has to be told, in the order of `viewers`: a key and how they see it now.
    /// Nothing is listed that looks to a viewer as it did before, nor for whoever is no longer here.
    #[must_use]
    pub fn sights(&self, state: &State) -> Vec<Told> {
        let now = |look: &Look| Look::at(state, &self.viewers, look.key.clone());
        let after: Vec<Look> = self.before.iter().map(now).collect();
        let told = self.viewers.iter().enumerate().map(|(viewer, id)| {
            if state.present(*id).is_none() {
                return vec![];
            }
            let looks = self.before.iter().zip(&after);
            let changes = looks.filter_map(|(before, after)| {
                let (before, (sight, record)) = (before.of(viewer).1, after.of(viewer));
                (before != record).then(|| (after.key.clone(), sight))
            });
            changes.collect()
        });
        told.collect()
    }
}

fn sight(state: &State, viewer: ParticipantId, key: &RecordKey) -> Sight {
    Viewer::of(state, viewer).map_or(Sight::Nothing, |viewer| see(state, &viewer, key))
}

/// Keys touched by an event, asked before it is applied.
fn touched(state: &State, event: &Event) -> Vec<RecordKey> {
    use RecordKey as K;
    match event {
        Event::SessionCreated { .. }
        | Event::InvitationReplaced { .. }
        | Event::CredentialReplaced { .. }
        | Event::MeetingErased => vec![],
        Event::ParticipantJoined { participant, .. } => {
            vec![K::Participant(*participant), K::Turns, K::Overview]
        }
        Event::ParticipantRenamed { participant, .. }
        | Event::AgreementsAccepted { participant } => vec![K::Participant(*participant)],
        Event::AgreementsSet { .. } => [K::Meeting].into_iter().chain(everybody(state)).collect(),
        Event::DetailsSet { .. } | Event::RetentionSet { .. } => vec![K::Meeting],
        Event::OfficeAssigned { participant, .. } => vec![K::Participant(*participant), K::Me],
        Event::DeputyNamed { .. } | Event::SilenceSet { .. } => vec![K::Stage, K::Me],
        Event::ParticipantLeft { .. }
        | Event::LeadPassed { .. }
        | Event::InbrengerChosen { .. }
        | Event::MeetingStarted { .. }
        | Event::Moved { .. }
        | Event::MeetingClosed { .. } => scene_changes(state, event),
        Event::MinutesSet { phase, .. }
        | Event::PhaseDropped { phase }
        | Event::PhaseRestored { phase } => vec![K::Phase(phase.clone())],
        Event::PhaseMoved { .. } => plan(state).collect(),
        Event::PhaseInserted { phase, .. } => {
            plan(state).chain([K::Phase(phase.id.clone())]).collect()
        }
        Event::TimerSet { .. } => vec![K::Timer],
        Event::TurnsSet { .. } => vec![K::Turns],
        Event::HandRaised { .. } | Event::HandLowered { .. } => vec![K::Hands],
        Event::ReadySignalled { .. } => vec![K::Overview, K::Me],
        Event::ContributionAdded { id, .. } => {
            vec![K::Contribution(*id), K::Tally(*id), K::Overview]
        }
        Event::ContributionWithdrawn { id } => {
            vec![K::Contribution(*id), K::Tally(*id), K::Overview, K::Me]
        }
        Event::ContributionEdited { id, .. }
        | Event::Responded { to: id, .. }
        | Event::Supported { id, .. } => vec![K::Contribution(*id)],
        Event::Revealed { at } => {
            let shown = held_at(state, at).into_iter().flat_map(written);
            shown.chain([K::Overview]).collect()
        }
        Event::Chosen { id, .. } => {
            let rivals = state.order.iter().copied().filter(|other| is_kernvraag(state, *other));
            let rivals = rivals.map(K::Contribution);
            [K::Contribution(*id), K::Overview].into_iter().chain(rivals).collect()
        }
        Event::VoteCast { .. } => vec![K::Me],
        Event::VotesRevealed => [K::Stage].into_iter().chain(tallies(state)).collect(),
    }
}

/// What there is to see of a contribution.
fn written(id: ContributionId) -> [RecordKey; 2] {
    [RecordKey::Contribution(id), RecordKey::Tally(id)]
}

fn is_kernvraag(state: &State, id: ContributionId) -> bool {
    let contribution = state.contributions.get(&id);
    contribution.is_some_and(|c| c.content.kind() == Kind::Kernvraag && c.chosen)
}

fn everybody(state: &State) -> impl Iterator<Item = RecordKey> {
    state.participants.iter().map(|p| RecordKey::Participant(p.id))
}

fn plan(state: &State) -> impl Iterator<Item = RecordKey> {
    state.plan.iter().map(|planned| RecordKey::Phase(planned.phase.id.clone()))
}

fn tallies(state: &State) -> impl Iterator<Item = RecordKey> {
    let cases = state.in_order().filter(|c| c.content.kind() == Kind::Case);
    cases.map(|c| RecordKey::Tally(c.id))
}

/// Events after which the whole scene is another: where the meeting stands, or who is who.
fn scene_changes(state: &State, event: &Event) -> Vec<RecordKey> {
    use RecordKey as K;
    let mut touched = vec![K::Stage, K::Me, K::Overview, K::Timer, K::Turns, K::Hands];
    touched.extend(state.position.iter().map(|at| K::Phase(at.phase.clone())));
    let mut to: Option<&Position> = None;
    match event {
        Event::Moved { to: there, round, .. } => {
            touched.push(K::Phase(there.phase.clone()));
            to = Some(there);
            if *round > state.round_number() {
                touched.extend(everybody(state));
                touched.extend(tallies(state));
            }
        }
        Event::ParticipantLeft { participant, .. } => touched.push(K::Participant(*participant)),
        Event::LeadPassed { from, to, .. } => {
            touched.extend([K::Participant(*from), K::Participant(*to)]);
        }
        Event::InbrengerChosen { participant, .. } => {
            let before = state.inbrenger().into_iter().chain([*participant]);
            touched.extend(before.map(K::Participant));
        }
        Event::MeetingStarted { .. } | Event::MeetingClosed { .. } => touched.push(K::Meeting),
        _ => {}
    }
    let here = state.position.as_ref();
    touched.extend(here.into_iter().chain(to).flat_map(|at| turned_away_from(state, at)));
    touched
}

/// What an inbrenger is turned away from while the meeting stands at a step.
fn turned_away_from(state: &State, at: &Position) -> Vec<RecordKey> {
    if !state.step_at(at).is_some_and(|step| step.inbrenger_sees == InbrengerSees::Afterwards) {
        return vec![];
    }
    let here = state.in_order().filter(|c| c.at.as_ref() == Some(at));
    here.flat_map(|c| written(c.id)).collect()
}
