//! Makes an event true. Total: an event from the log is a fact, so nothing here can refuse it.

mod written;

pub(in crate::domain) use written::held_at;

use std::collections::BTreeSet;

use kring_protocol::ids::{ParticipantId, Position};
use kring_protocol::record::{Clock, Lifecycle, Turns, Visit};
use kring_protocol::script::Role;

use super::event::{Event, LeadPassage};
use super::state::{Life, Participant, Planned, Round, State};
use written::written;

/// The state that a log leads to.
#[must_use]
pub fn fold<'a>(events: impl IntoIterator<Item = &'a Event>) -> State {
    let mut state = State::default();
    for event in events {
        apply(&mut state, event);
    }
    state
}

/// Makes one event true.
pub fn apply(state: &mut State, event: &Event) {
    match event {
        Event::SessionCreated { .. } => created(state, event),
        Event::MinutesSet { .. }
        | Event::PhaseDropped { .. }
        | Event::PhaseRestored { .. }
        | Event::PhaseMoved { .. }
        | Event::PhaseInserted { .. } => plan_changed(state, event),
        Event::ContributionAdded { .. }
        | Event::ContributionEdited { .. }
        | Event::ContributionWithdrawn { .. }
        | Event::Revealed { .. }
        | Event::Responded { .. }
        | Event::Supported { .. }
        | Event::Chosen { .. } => written(state, event),
        Event::VoteCast { case, mark, by, cast } => {
            let voters = state.votes.entry((*case, *mark)).or_default();
            if *cast {
                voters.insert(*by);
            } else {
                voters.remove(by);
            }
        }
        Event::VotesRevealed => state.votes_revealed = true,
        Event::TimerSet { .. }
        | Event::TurnsSet { .. }
        | Event::SilenceSet { .. }
        | Event::HandRaised { .. }
        | Event::HandLowered { .. }
        | Event::ReadySignalled { .. } => signalled(state, event),
        Event::MeetingStarted { at_ms } => {
            state.life = Life::Alive(Lifecycle::Running);
            state.started_at_ms = Some(*at_ms);
        }
        Event::Moved { to, round, at_ms, clock, silence_until_ms } => {
            moved(state, to, *round, *at_ms, *clock, *silence_until_ms);
        }
        Event::MeetingClosed { at_ms } => closed(state, *at_ms),
        Event::MeetingErased => {
            *state = State { life: Life::Erased, session: state.session, ..State::default() };
        }
        Event::InbrengerChosen { participant, case } => {
            let chosen_in = state.position.as_ref().map(|at| at.phase.clone());
            if let Some(round) = state.rounds.last_mut() {
                *round = Round { inbrenger: Some(*participant), case: *case, chosen_in };
            }
            quieten_muted(state);
        }
        people @ (Event::InvitationReplaced { .. }
        | Event::ParticipantJoined { .. }
        | Event::CredentialReplaced { .. }
        | Event::ParticipantRenamed { .. }
        | Event::ParticipantLeft { .. }
        | Event::AgreementsAccepted { .. }
        | Event::AgreementsSet { .. }
        | Event::DetailsSet { .. }
        | Event::RetentionSet { .. }
        | Event::OfficeAssigned { .. }
        | Event::DeputyNamed { .. }
        | Event::LeadPassed { .. }) => people_changed(state, people),
    }
}

fn created(state: &mut State, event: &Event) {
    let Event::SessionCreated {
        session,
        method,
        title,
        scheduled_at_ms,
        call_link,
        agreements,
        invitation,
        gespreksleider,
        name,
        credential,
    } = event
    else {
        return;
    };
    let planned =
        |phase: &_| Planned { phase: Clone::clone(phase), dropped: false, visits: vec![] };
    *state = State {
        life: Life::Alive(Lifecycle::Lobby),
        session: *session,
        method: method.id.clone(),
        method_title: method.title.clone(),
        round_starts_at: method.round_starts_at.clone(),
        title: title.clone(),
        scheduled_at_ms: *scheduled_at_ms,
        call_link: call_link.clone(),
        agreements: agreements.clone(),
        invitation: Some(*invitation),
        gespreksleider: *gespreksleider,
        plan: method.phases.iter().map(planned).collect(),
        ..State::default()
    };
    joined(state, *gespreksleider, name, *credential);
}

fn joined(state: &mut State, id: ParticipantId, name: &str, credential: super::Credential) {
    state.participants.push(Participant {
        id,
        name: name.to_owned(),
        credential: Some(credential),
        offices: BTreeSet::new(),
        accepted: false,
        left: false,
    });
    // A late joiner still gets a turn in the round that is going on.
    let roles = state.roles(id);
    let eligible = state
        .step()
        .and_then(|step| step.turns.as_ref())
        .is_some_and(|rule| rule.by.iter().any(|role| roles.contains(role)));
    if let (true, Some(turns)) = (eligible, state.turns.as_mut()) {
        turns.waiting.push(id);
    }
}

fn people_changed(state: &mut State, event: &Event) {
    match event {
        Event::InvitationReplaced { invitation } => state.invitation = Some(*invitation),
        Event::ParticipantJoined { participant, name, credential } => {
            joined(state, *participant, name, *credential);
        }
        Event::CredentialReplaced { participant, credential } => {
            with(state, *participant, |p| p.credential = Some(*credential));
        }
        Event::ParticipantRenamed { participant, name } => {
            with(state, *participant, |p| p.name.clone_from(name));
        }
        Event::ParticipantLeft { participant, .. } => left(state, *participant),
        Event::AgreementsAccepted { participant } => {
            with(state, *participant, |p| p.accepted = true);
        }
        Event::AgreementsSet { items } => {
            state.agreements.clone_from(items);
            for participant in &mut state.participants {
                participant.accepted = false;
            }
        }
        Event::DetailsSet { title, scheduled_at_ms, call_link } => {
            state.title.clone_from(title);
            state.scheduled_at_ms = *scheduled_at_ms;
            state.call_link.clone_from(call_link);
        }
        Event::RetentionSet { days } => state.keep_days = *days,
        Event::OfficeAssigned { participant, office, holds } => {
            with(state, *participant, |p| {
                if *holds {
                    p.offices.insert(*office);
                } else {
                    p.offices.remove(office);
                }
            });
        }
        Event::DeputyNamed { participant } => state.deputy = *participant,
        Event::LeadPassed { from, to, how } => {
            state.gespreksleider = *to;
            if state.deputy == Some(*to) {
                state.deputy = None;
            }
            let displaced = match how {
                LeadPassage::TakenOver => state.displaced.or(Some(*from)),
                // Handing on what was taken over does not end the right to take it back.
                LeadPassage::HandedOver => state.displaced,
                LeadPassage::Reclaimed => None,
            };
            // Whoever leads again has nothing to reclaim, by whatever road they came back.
            state.displaced = displaced.filter(|id| id != to);
        }
        _ => {}
    }
}

fn with(state: &mut State, id: ParticipantId, change: impl FnOnce(&mut Participant)) {
    if let Some(participant) = state.participants.iter_mut().find(|p| p.id == id) {
        change(participant);
    }
}

fn left(state: &mut State, id: ParticipantId) {
    with(state, id, |p| {
        p.left = true;
        p.credential = None;
        p.offices.clear();
    });
    if state.deputy == Some(id) {
        state.deputy = None;
    }
    if state.displaced == Some(id) {
        state.displaced = None;
    }
    fall_silent(state, id);
}

/// Takes back whatever signals somebody gave and whatever turn they have.
fn fall_silent(state: &mut State, id: ParticipantId) {
    state.hands.retain(|hand| *hand != id);
    state.ready.remove(&id);
    if let Some(turns) = &mut state.turns {
        turns.waiting.retain(|waiting| *waiting != id);
        if turns.speaking == Some(id) {
            turns.speaking = None;
            turns.clock = None;
        }
    }
}

fn plan_changed(state: &mut State, event: &Event) {
    let find = |state: &State, id| state.plan.iter().position(|p| &p.phase.id == id);
    match event {
        Event::MinutesSet { phase, minutes } => {
            if let Some(planned) = find(state, phase).and_then(|i| state.plan.get_mut(i)) {
                planned.phase.minutes = *minutes;
                // From now on they are the group's own.
                planned.phase.proposal = false;
            }
        }
        Event::PhaseDropped { phase } | Event::PhaseRestored { phase } => {
            if let Some(planned) = find(state, phase).and_then(|i| state.plan.get_mut(i)) {
                planned.dropped = matches!(event, Event::PhaseDropped { .. });
            }
        }
        Event::PhaseMoved { phase, to } => {
            if let Some(index) = find(state, phase) {
                let planned = state.plan.remove(index);
                let to = usize::try_from(*to).unwrap_or(usize::MAX);
                state.plan.insert(to.min(state.plan.len()), planned);
            }
        }
        Event::PhaseInserted { at, phase } => {
            let at = usize::try_from(*at).unwrap_or(usize::MAX).min(state.plan.len());
            let planned = Planned { phase: (**phase).clone(), dropped: false, visits: vec![] };
            state.plan.insert(at, planned);
        }
        _ => {}
    }
}

fn moved(
    state: &mut State,
    to: &Position,
    round: u32,
    at_ms: i64,
    clock: Clock,
    silence_until_ms: Option<i64>,
) {
    let new_round = round > state.round_number();
    if new_round {
        state.rounds.push(Round::default());
        state.votes.clear();
        state.votes_revealed = false;
    }
    let same_phase = state.position.as_ref().is_some_and(|at| at.phase == to.phase);
    if !same_phase || new_round {
        end_visit(state, at_ms);
        if let Some(planned) = state.plan.iter_mut().find(|p| p.phase.id == to.phase) {
            planned.visits.push(Visit { round, entered_at_ms: at_ms, left_at_ms: None });
        }
    }
    state.position = Some(to.clone());
    state.clock = Some(clock);
    state.silence_until_ms = silence_until_ms;
    state.ready.clear();
    state.turns = turns_of_step(state);
    quieten_muted(state);
}

/// A hand that was up when silence fell would be a contribution, and so would a turn.
fn quieten_muted(state: &mut State) {
    if let Some(inbrenger) = state.inbrenger().filter(|id| state.is_muted(*id)) {
        fall_silent(state, inbrenger);
    }
}

fn end_visit(state: &mut State, at_ms: i64) {
    for visit in state.plan.iter_mut().flat_map(|planned| &mut planned.visits) {
        visit.left_at_ms.get_or_insert(at_ms);
    }
}

fn turns_of_step(state: &State) -> Option<Turns> {
    let rule = state.step()?.turns.as_ref()?;
    let has_turn = |roles: &[Role]| rule.by.iter().any(|role| roles.contains(role));
    let waiting = state.everybody().map(|p| p.id).filter(|id| has_turn(&state.roles(*id)));
    Some(Turns {
        speaking: None,
        clock: None,
        waiting: waiting.collect(),
        spoken: vec![],
        passed: vec![],
        may_pass: rule.may_pass,
        seconds: rule.seconds,
    })
}

fn closed(state: &mut State, at_ms: i64) {
    end_visit(state, at_ms);
    state.life = Life::Alive(Lifecycle::Closed);
    state.closed_at_ms = Some(at_ms);
    state.led_by = Some(state.gespreksleider);
    state.invitation = None;
    state.position = None;
    state.clock = None;
    state.turns = None;
    state.silence_until_ms = None;
    state.hands.clear();
    state.ready.clear();
}

fn signalled(state: &mut State, event: &Event) {
    match event {
        Event::TimerSet { clock } => state.clock = Some(*clock),
        Event::TurnsSet { turns } => state.turns = Some(turns.clone()),
        Event::SilenceSet { until_ms } => state.silence_until_ms = *until_ms,
        Event::HandRaised { participant } => state.hands.push(*participant),
        Event::HandLowered { participant } => state.hands.retain(|hand| hand != participant),
        Event::ReadySignalled { participant, ready: true } => {
            state.ready.insert(*participant);
        }
        Event::ReadySignalled { participant, ready: false } => {
            state.ready.remove(participant);
        }
        _ => {}
    }
}
