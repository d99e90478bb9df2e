//! Which records an event may change.
//!
//! [`affected_keys`] may name too many keys, never too few: a property test compares the fold of all
//! updates with a fresh projection, for every viewer.

use kring_protocol::content::{Content, Kind};
use kring_protocol::ids::Position;
use kring_protocol::script::InbrengerSees;
use kring_protocol::{ContributionId, ParticipantId, RecordKey};

use super::overview;
use crate::blots::TextOf;
use crate::event::Event;
use crate::rules::{inbrenger_of, is_on_display, nearly_full_with};
use crate::state::State;

/// Keys of the records that an event may change, asked before it is applied. Of `me` [`whose_me`] says more.
pub(super) fn affected_keys(state: &State, event: &Event) -> Vec<RecordKey> {
    use RecordKey as K;
    match event {
        Event::SessionCreated { .. }
        | Event::OfGroup { .. }
        | Event::InvitationReplaced { .. }
        | Event::CredentialReplaced { .. }
        | Event::MeetingErased => vec![],
        Event::TakenAlong { lines, .. } => {
            let waits = taken(state);
            let lines = lines.iter().flat_map(|line| written(line.id));
            [K::Me, K::Overview, K::Stage].into_iter().chain(waits).chain(lines).collect()
        }
        Event::GuestsInvited { .. } => vec![K::Stage],
        Event::GuestPlaced { participant, .. } => {
            let all = state.order.iter().flat_map(|id| written(*id));
            scene(state, None, [K::Participant(*participant)].into_iter().chain(all))
        }
        Event::MemberEntered { .. } | Event::TakingChosen { .. } | Event::TakingSettled { .. } => {
            vec![K::Me]
        }
        Event::DisplaySet { .. } => vec![K::Stage],
        // Whoever had none has one now.
        Event::DeviceAdded { participant, .. } => {
            vec![K::Stage, K::Me, K::Participant(*participant)]
        }
        Event::DeviceRevoked { participant, .. } => vec![K::Me, K::Participant(*participant)],
        Event::DeviceRenamed { .. } | Event::CodeSet { .. } => vec![K::Me],
        Event::ClaimMade { .. } | Event::ClaimConfirmed { .. } | Event::ClaimEnded { .. } => {
            vec![K::Stage]
        }
        Event::ParticipantJoined { participant, .. } | Event::PersonAdded { participant, .. } => {
            let keys = [K::Participant(*participant), K::Turns, K::Overview, K::Stage];
            let forgotten = state.forgettable().map(|p| K::Participant(p.id));
            keys.into_iter().chain(forgotten).chain(taken(state)).collect()
        }
        Event::ParticipantRenamed { participant, .. }
        | Event::AgreementsAccepted { participant } => vec![K::Participant(*participant)],
        Event::AgreementsSet { .. } => [K::Meeting].into_iter().chain(everybody(state)).collect(),
        Event::DetailsSet { .. } | Event::RetentionSet { .. } => vec![K::Meeting],
        Event::OfficeAssigned { participant, .. } => {
            vec![K::Participant(*participant), K::Stage, K::Me]
        }
        Event::DeputyNamed { .. } | Event::SilenceSet { .. } => vec![K::Stage, K::Me],
        Event::LeadProposed { .. } => vec![K::Stage],
        Event::ParticipantLeft { participant, .. } => {
            // The report no longer waits for them.
            let closed = state.closed_at_ms.map(|_| K::Meeting);
            // They are no longer among those who read what others prepared.
            let read = state.preparation_read.iter().filter(|(_, by)| by.contains(participant));
            let read = read.map(|(of, _)| K::Participant(*of));
            let keys = [K::Participant(*participant)].into_iter().chain(closed).chain(read);
            scene(state, None, keys)
        }
        Event::ReportOpened { .. } => vec![K::Meeting, K::Me],
        Event::TextBlotted { id, .. } => vec![K::Contribution(*id), K::Me],
        Event::PiecesBlotted { pieces } => {
            pieces.iter().map(|piece| blotted(&piece.of)).chain([K::Me]).collect()
        }
        Event::LeadPassed { from, to, .. } => scene(state, None, [*from, *to].map(K::Participant)),
        Event::InbrengerChosen { participant, case } => {
            let changed = state.inbrenger().into_iter().chain([*participant]);
            let case = case.map(K::Contribution);
            scene(state, None, changed.map(K::Participant).chain(case))
        }
        Event::MeetingStarted { .. }
        | Event::MeetingAdjourned { .. }
        | Event::MeetingClosed { .. } => scene(state, None, fragments(state)),
        Event::MeetingResumed { .. } => scene(state, None, fragments(state).chain(taken(state))),
        Event::Moved { to, round, .. } => {
            let mut changed = vec![K::Phase(to.phase.clone())];
            if *round > state.round_number() {
                changed.extend(everybody(state).chain(tallies(state)));
            }
            scene(state, Some(to), changed)
        }
        Event::MoveUndone { to, .. } => scene(state, Some(to), [K::Phase(to.phase.clone())]),
        Event::LearningOutcomesSet { .. } | Event::LevelSet { .. } => vec![K::Meeting],
        Event::MinutesSet { phase, .. }
        | Event::GuidingQuestionsSet { phase, .. }
        | Event::StepDropped { phase, .. }
        | Event::StepRestored { phase, .. }
        | Event::PhaseDropped { phase }
        | Event::PhaseRestored { phase } => {
            vec![K::Phase(phase.clone()), K::Overview, K::Stage]
        }
        Event::PhaseMoved { .. } => plan(state).chain([K::Overview, K::Stage]).collect(),
        Event::PhaseInserted { phase, .. } => {
            plan(state).chain([K::Phase(phase.id.clone()), K::Overview, K::Stage]).collect()
        }
        Event::TimerSet { added_minutes: Some(_), .. } => {
            let here = state.position.iter().map(|at| K::Phase(at.phase.clone()));
            [K::Timer, K::Overview].into_iter().chain(here).collect()
        }
        Event::TimerSet { added_minutes: None, .. } => vec![K::Timer, K::Overview],
        Event::ReplanProposed { .. } => vec![K::Overview],
        Event::Replanned { .. } => plan(state).chain([K::Stage, K::Timer, K::Overview]).collect(),
        Event::TimeSignalled { .. } => vec![K::Stage],
        Event::ConcernRaised { .. } => vec![K::Overview, K::Me],
        Event::TurnsSet { .. } => vec![K::Turns, K::Stage, K::Overview],
        Event::HandRaised { .. } | Event::HandLowered { .. } => vec![K::Hands, K::Overview],
        Event::ReadySignalled { .. } => vec![K::Overview, K::Me],
        Event::PreparationShared { participant, .. } => {
            let all = state.prepared_by(*participant).map(|c| K::Contribution(c.id));
            [K::Participant(*participant), K::Stage].into_iter().chain(all).collect()
        }
        Event::PreparationRead { participant, .. } => vec![K::Participant(*participant)],
        Event::ContributionAdded { id, author, content, .. } => {
            let mut keys = vec![K::Contribution(*id)];
            keys.extend((content.kind() == Kind::Case).then_some(K::Tally(*id)));
            keys.extend((!overview::stays_with(state, event)).then_some(K::Overview));
            keys.extend(prepared(*author, content));
            keys.extend(nearly_full_with(state, *author, content).then_some(K::Me));
            // The last move can be undone no more.
            let is_choice = state.step().is_some_and(|step| step.chooses.contains(&content.kind()));
            keys.extend((is_choice || state.before_move.is_some()).then_some(K::Stage));
            keys
        }
        Event::ContributionBecameNote { id } | Event::ContributionWithdrawn { id } => {
            let keys = [K::Contribution(*id), K::Tally(*id), K::Overview, K::Stage, K::Me];
            let of = state.contributions.get(id).and_then(|c| prepared(c.author, &c.content));
            keys.into_iter().chain([K::Meeting]).chain(of).collect()
        }
        Event::ContributionEdited { id, content } => {
            let author = state.contributions.get(id).map(|c| c.author);
            let near = author.is_some_and(|author| nearly_full_with(state, author, content));
            let of = author.and_then(|author| prepared(author, content));
            // Agreements are told with the meeting.
            let rule = (content.kind() == Kind::GroundRule).then_some(K::Meeting);
            let keys = [K::Contribution(*id)].into_iter().chain(rule).chain([K::Overview]);
            keys.chain(near.then_some(K::Me)).chain(of).collect()
        }
        Event::WrittenFor { id, .. } => vec![K::Contribution(*id), K::Overview],
        Event::TextConfirmed { id, .. } => vec![K::Contribution(*id)],
        Event::Responded { to: id, .. } => vec![K::Contribution(*id), K::Me],
        Event::Supported { id, .. } => vec![K::Contribution(*id)],
        Event::Revealed { at } => {
            let shown = state.held_at(at).into_iter().flat_map(written);
            shown.chain([K::Overview, K::Stage]).collect()
        }
        Event::Chosen { id, .. } => {
            let rivals = state.order.iter().copied().filter(|other| is_kernvraag(state, *other));
            let rivals = rivals.map(K::Contribution);
            let keys = [K::Contribution(*id), K::Overview, K::Stage, K::Meeting];
            keys.into_iter().chain(rivals).collect()
        }
        Event::SpotlightSet { contribution } => {
            let on_and_off = state.spotlight.iter().chain(contribution);
            // A guest sees of other phases what is in front of everybody, and with a case its count.
            on_and_off.flat_map(|id| written(*id)).chain([K::Stage]).collect()
        }
        Event::VoteCast { .. } => vec![K::Me],
        Event::VotesRevealed => [K::Stage].into_iter().chain(tallies(state)).collect(),
    }
}

/// The one person whose `me` an event may change; none if it may change anybody's.
pub(super) fn whose_me(state: &State, event: &Event) -> Option<ParticipantId> {
    match event {
        Event::MemberEntered { participant, .. }
        | Event::TakingChosen { participant, .. }
        | Event::TakingSettled { participant, .. }
        | Event::DeviceAdded { participant, .. }
        | Event::DeviceRevoked { participant, .. }
        | Event::DeviceRenamed { participant, .. }
        | Event::CodeSet { participant, .. }
        | Event::ConcernRaised { participant, .. }
        | Event::ReadySignalled { participant, .. }
        | Event::VoteCast { by: participant, .. }
        | Event::ContributionAdded { author: participant, .. } => Some(*participant),
        Event::ContributionEdited { id, .. } => state.contributions.get(id).map(|c| c.author),
        Event::Responded { to, .. } => {
            state.contributions.get(to).and_then(|c| inbrenger_of(state, c.round))
        }
        _ => None,
    }
}

fn blotted(text: &TextOf) -> RecordKey {
    match text {
        TextOf::Title | TextOf::Agreement { .. } | TextOf::LearningOutcomes => RecordKey::Meeting,
        TextOf::Phase { id } | TextOf::GuidingQuestions { id } => RecordKey::Phase(id.clone()),
        TextOf::Contribution { id } | TextOf::Response { id } => RecordKey::Contribution(*id),
    }
}

/// Whose preparation others may have read, before it changed.
fn prepared(author: ParticipantId, content: &Content) -> Option<RecordKey> {
    (content.kind() == Kind::Preparation).then_some(RecordKey::Participant(author))
}

/// What there is to see of a contribution.
fn written(id: ContributionId) -> [RecordKey; 2] {
    [RecordKey::Contribution(id), RecordKey::Tally(id)]
}

fn is_kernvraag(state: &State, id: ContributionId) -> bool {
    let contribution = state.contributions.get(&id);
    contribution.is_some_and(|c| c.content.kind() == Kind::Kernvraag && c.chosen)
}

fn fragments(state: &State) -> impl Iterator<Item = RecordKey> {
    let fragments = state.in_order().filter(|c| c.content.kind() == Kind::Fragment);
    fragments.map(|c| RecordKey::Contribution(c.id))
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

/// What changes when the meeting moves on or roles change, with the records of the event itself.
fn scene(
    state: &State,
    to: Option<&Position>,
    of_the_event: impl IntoIterator<Item = RecordKey>,
) -> Vec<RecordKey> {
    use RecordKey as K;
    let mut keys = vec![K::Stage, K::Me, K::Overview, K::Timer, K::Turns, K::Hands, K::Meeting];
    keys.extend(state.position.iter().map(|at| K::Phase(at.phase.clone())));
    keys.extend(of_the_event);
    let displayed = state.display.iter().flat_map(|_| &state.order);
    let displayed = displayed.filter(|id| is_on_display(state, **id));
    keys.extend(displayed.map(|id| K::Contribution(*id)));
    // What a guest may see of other phases hangs on the round and on what was chosen in it.
    let of_guests = state.order.iter().filter(|_| state.has_guest());
    keys.extend(of_guests.flat_map(|id| written(*id)));
    let here = state.position.iter().chain(to);
    keys.extend(here.flat_map(|at| turned_away_from(state, at)));
    keys.extend(to.into_iter().flat_map(|to| brought_for(state, to)));
    keys.extend(to.into_iter().flat_map(|_| taken(state)));
    keys
}

/// What people took along to this meeting and that waits: any of it may come up.
fn taken(state: &State) -> impl Iterator<Item = RecordKey> {
    state.taken_and_waiting().flat_map(|c| written(c.id))
}

/// What comes up with a step, because it waited for it.
fn brought_for<'a>(state: &'a State, to: &'a Position) -> impl Iterator<Item = RecordKey> {
    let waiting = state.in_order().filter(move |c| c.waits() && c.at.as_ref() == Some(to));
    waiting.flat_map(|c| written(c.id))
}

/// What an inbrenger is turned away from while the meeting stands at a step.
fn turned_away_from(state: &State, at: &Position) -> Vec<RecordKey> {
    if !state.step_at(at).is_some_and(|step| step.inbrenger_sees == InbrengerSees::Afterwards) {
        return vec![];
    }
    let here = state.in_order().filter(|c| c.at.as_ref() == Some(at));
    here.flat_map(|c| written(c.id)).collect()
}
