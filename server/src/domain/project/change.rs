//! Which records an event may change, and so what an update has to carry.
//!
//! [`touched`] may name too many keys, never too few: a property test compares the fold of all
//! updates with a fresh projection, for every viewer.

use kring_protocol::RecordKey;
use kring_protocol::content::Kind;
use kring_protocol::ids::{ParticipantId, Position};
use kring_protocol::script::InbrengerSees;

use super::see::{Sight, Viewer, see};
use crate::domain::apply::{apply, held_at};
use crate::domain::event::Event;
use crate::domain::state::State;

/// A key whose record an event may change.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Touch {
    key: RecordKey,
    /// For `me`: whose. None is everybody's.
    whose: Option<ParticipantId>,
    /// Only who sees it may change, not what is seen.
    sight_only: bool,
}

/// Collects what changes for whom while events are applied.
pub struct Changes {
    viewers: Vec<ParticipantId>,
    touched: Vec<(Touch, Vec<Sight>)>,
}

impl Changes {
    /// Watches for these viewers.
    #[must_use]
    pub fn watch(viewers: Vec<ParticipantId>) -> Self {
        Self { viewers, touched: Vec::new() }
    }

    /// Applies an event and remembers what it may have changed.
    pub fn apply(&mut self, state: &mut State, event: &Event) {
        for touch in touched(state, event) {
            if let Some((known, _)) =
                self.touched.iter_mut().find(|(known, _)| known.key == touch.key)
            {
                known.sight_only &= touch.sight_only;
                if known.whose != touch.whose {
                    known.whose = None;
                }
                continue;
            }
            let before = self.viewers.iter().map(|viewer| sight(state, *viewer, &touch.key));
            let before = before.collect();
            self.touched.push((touch, before));
        }
        apply(state, event);
    }

    /// What each viewer has to be told, in the order of `viewers`: a key and how they see it now.
    /// Nothing is listed that a viewer saw neither before nor after.
    #[must_use]
    pub fn sights(&self, state: &State) -> Vec<Vec<(RecordKey, Sight)>> {
        let viewers = self.viewers.iter().enumerate();
        let told = viewers.map(|(index, viewer)| {
            let changes = self.touched.iter().filter_map(|(touch, before)| {
                if touch.whose.is_some_and(|whose| whose != *viewer) {
                    return None;
                }
                let before = before.get(index).copied().unwrap_or(Sight::Nothing);
                let after = sight(state, *viewer, &touch.key);
                let silent = before == Sight::Nothing && after == Sight::Nothing;
                let unchanged = touch.sight_only && before == after;
                (!silent && !unchanged).then(|| (touch.key.clone(), after))
            });
            changes.collect()
        });
        told.collect()
    }
}

fn sight(state: &State, viewer: ParticipantId, key: &RecordKey) -> Sight {
    Viewer::of(state, viewer).map_or(Sight::Nothing, |viewer| see(state, &viewer, key))
}

fn records(keys: impl IntoIterator<Item = RecordKey>) -> Vec<Touch> {
    keys.into_iter().map(|key| Touch { key, whose: None, sight_only: false }).collect()
}

fn me_of(whose: ParticipantId) -> Touch {
    Touch { key: RecordKey::Me, whose: Some(whose), sight_only: false }
}

/// Keys touched by an event, asked before it is applied.
fn touched(state: &State, event: &Event) -> Vec<Touch> {
    use RecordKey as K;
    match event {
        Event::SessionCreated { .. }
        | Event::InvitationReplaced { .. }
        | Event::CredentialReplaced { .. }
        | Event::MeetingErased => vec![],
        Event::ParticipantJoined { participant, .. } => {
            records([K::Participant(*participant), K::Turns, K::Overview])
        }
        Event::ParticipantRenamed { participant, .. }
        | Event::AgreementsAccepted { participant } => records([K::Participant(*participant)]),
        Event::AgreementsSet { .. } => records([K::Meeting].into_iter().chain(everybody(state))),
        Event::DetailsSet { .. } => records([K::Meeting]),
        Event::OfficeAssigned { participant, .. } => {
            let mut touched = records([K::Participant(*participant)]);
            touched.push(me_of(*participant));
            touched
        }
        Event::DeputyNamed { .. } => records([K::Stage, K::Me]),
        Event::ParticipantLeft { .. }
        | Event::LeadPassed { .. }
        | Event::InbrengerChosen { .. }
        | Event::MeetingStarted { .. }
        | Event::Moved { .. }
        | Event::MeetingClosed { .. } => scene_changes(state, event),
        Event::MinutesSet { phase, .. }
        | Event::PhaseDropped { phase }
        | Event::PhaseRestored { phase } => records([K::Phase(phase.clone())]),
        Event::PhaseMoved { .. } => records(plan(state)),
        Event::PhaseInserted { phase, .. } => {
            records(plan(state).chain([K::Phase(phase.id.clone())]))
        }
        Event::TimerSet { .. } => records([K::Timer]),
        Event::TurnsSet { .. } => records([K::Turns]),
        Event::SilenceSet { .. } => records([K::Stage, K::Me]),
        Event::HandRaised { .. } | Event::HandLowered { .. } => records([K::Hands]),
        Event::ReadySignalled { participant, .. } => {
            let mut touched = records([K::Overview]);
            touched.push(me_of(*participant));
            touched
        }
        Event::ContributionAdded { id, content, .. } => {
            let private = content.kind() == Kind::Note;
            let overview = (!private).then_some(K::Overview);
            records([K::Contribution(*id)].into_iter().chain(overview))
        }
        Event::ContributionWithdrawn { id } => {
            records([K::Contribution(*id), K::Tally(*id), K::Overview, K::Me])
        }
        Event::ContributionEdited { id, .. }
        | Event::Responded { to: id, .. }
        | Event::Supported { id, .. } => records([K::Contribution(*id)]),
        Event::Revealed { at } => {
            let shown = held_at(state, at).into_iter().map(K::Contribution);
            records(shown.chain([K::Overview]))
        }
        Event::Chosen { id, .. } => {
            let rivals =
                state.order.iter().filter(|other| *other != id && is_kernvraag(state, **other));
            let rivals = rivals.map(|id| K::Contribution(*id));
            records([K::Contribution(*id), K::Overview].into_iter().chain(rivals))
        }
        Event::VoteCast { by, .. } => vec![me_of(*by)],
        Event::VotesRevealed => {
            let tallies = state.order.iter().map(|id| K::Tally(*id));
            records([K::Stage].into_iter().chain(tallies))
        }
    }
}

fn is_kernvraag(state: &State, id: kring_protocol::ContributionId) -> bool {
    let contribution = state.contributions.get(&id);
    contribution.is_some_and(|c| c.content.kind() == Kind::Kernvraag && c.chosen)
}

fn everybody(state: &State) -> impl Iterator<Item = RecordKey> {
    state.participants.iter().map(|p| RecordKey::Participant(p.id))
}

fn plan(state: &State) -> impl Iterator<Item = RecordKey> {
    state.plan.iter().map(|planned| RecordKey::Phase(planned.phase.id.clone()))
}

/// Events after which the whole scene is another: where the meeting stands, or who is who.
fn scene_changes(state: &State, event: &Event) -> Vec<Touch> {
    use RecordKey as K;
    let mut touched = records([K::Stage, K::Me, K::Overview, K::Timer, K::Turns, K::Hands]);
    let current = state.position.iter().map(|at| K::Phase(at.phase.clone()));
    touched.extend(records(current));
    let mut to: Option<&Position> = None;
    match event {
        Event::Moved { to: there, round, .. } => {
            touched.extend(records([K::Phase(there.phase.clone())]));
            to = Some(there);
            if *round > state.round_number() {
                touched.extend(records(everybody(state)));
                touched.extend(records(state.order.iter().map(|id| K::Tally(*id))));
            }
        }
        Event::ParticipantLeft { participant, .. } => {
            touched.extend(records([K::Participant(*participant)]));
        }
        Event::LeadPassed { from, to, .. } => {
            touched.extend(records([K::Participant(*from), K::Participant(*to)]));
        }
        Event::InbrengerChosen { participant, .. } => {
            let before = state.inbrenger().into_iter().chain([*participant]);
            touched.extend(records(before.map(K::Participant)));
        }
        Event::MeetingStarted { .. } | Event::MeetingClosed { .. } => {
            touched.extend(records([K::Meeting]));
        }
        _ => {}
    }
    let here = state.position.as_ref();
    touched.extend(here.into_iter().chain(to).flat_map(|at| turned_away_from(state, at)));
    touched
}

/// What an inbrenger is turned away from while the meeting stands at a step.
fn turned_away_from(state: &State, at: &Position) -> Vec<Touch> {
    if !state.step_at(at).is_some_and(|step| step.inbrenger_sees == InbrengerSees::Afterwards) {
        return vec![];
    }
    let written = state.in_order().filter(|c| c.at.as_ref() == Some(at));
    let key = |id| RecordKey::Contribution(id);
    written.map(|c| Touch { key: key(c.id), whose: None, sight_only: true }).collect()
}
