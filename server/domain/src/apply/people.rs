//! People: who is here, with which name, token, office and role.

use std::collections::BTreeSet;

use kring_protocol::ids::{DeviceId, ParticipantId, PhaseId};
use kring_protocol::record::Turns;
use kring_protocol::roles::{
    ChangedRole, Concern, LeadPassage, ProposedLead, RaisedConcern, RoleChange,
};
use kring_protocol::script::Role;

use crate::state::{Credential, Device, GuestInvitation, Participant, State};

/// The device on which somebody joins.
pub(super) fn first_device(id: ParticipantId, credential: Credential, name: &str) -> Device {
    Device { id: Device::first_of(id), name: name.to_owned(), credential }
}

/// A member of the group came in, on a device that has the name of their request: asked again it is the same.
pub(super) fn enter(state: &mut State, id: ParticipantId, on: Option<DeviceId>) {
    update(state, id, |p| {
        p.member = true;
        let first = p.devices.iter_mut().find(|device| device.id == Device::first_of(id));
        if let (Some(first), Some(on)) = (first, on) {
            first.id = on;
        }
    });
}

/// Somebody comes in: on a device, or put in without one.
pub(super) fn add_participant(
    state: &mut State,
    id: ParticipantId,
    name: &str,
    device: Option<Device>,
) {
    if let Some(forgotten) = state.forgettable().map(|p| p.id) {
        state.participants.retain(|p| p.id != forgotten);
    }
    state.participants.push(Participant {
        id,
        name: name.to_owned(),
        added: device.is_none(),
        devices: device.into_iter().collect(),
        code: None,
        offices: BTreeSet::new(),
        accepted: false,
        late: state.is_running() || state.is_adjourned(),
        claims_made: 0,
        left: false,
        removed: false,
        guest_for: None,
        member: false,
    });
    take_part_in_turns(state, id);
}

/// A late joiner still gets a turn in the round that is going on; whoever has or had one gets no other.
fn take_part_in_turns(state: &mut State, id: ParticipantId) {
    let roles = state.roles(id);
    let eligible = state
        .step()
        .and_then(|step| step.turns.as_ref())
        .is_some_and(|rule| rule.by.iter().any(|role| roles.contains(role)));
    let Some(turns) = state.turns.as_mut().filter(|_| eligible) else { return };
    let has_one =
        [&turns.waiting, &turns.spoken, &turns.passed].iter().any(|ids| ids.contains(&id));
    if !has_one && turns.speaking != Some(id) {
        turns.waiting.push(id);
    }
}

pub(super) fn invite_guests(state: &mut State, invitation: Option<Credential>, phases: &[PhaseId]) {
    let phases = phases.iter().cloned().collect();
    state.guests_for = invitation.map(|invitation| GuestInvitation { invitation, phases });
}

/// A guest comes in with their phase, and goes out with it. Whoever goes out keeps their place.
pub(super) fn place_guest(state: &mut State, id: ParticipantId, phases: &[PhaseId], inside: bool) {
    let was_outside = state.outside(id).is_some();
    update(state, id, |p| {
        p.guest_for = Some(phases.iter().cloned().collect());
        p.left = !inside;
        // Nobody asked them for the agreements in the lobby.
        p.late |= inside;
    });
    if !inside {
        forget_standing(state, id);
    } else if was_outside {
        take_part_in_turns(state, id);
    }
}

pub(super) fn update(state: &mut State, id: ParticipantId, change: impl FnOnce(&mut Participant)) {
    if let Some(participant) = state.participants.iter_mut().find(|p| p.id == id) {
        change(participant);
    }
}

pub(super) fn leave(state: &mut State, id: ParticipantId, removed: bool) {
    update(state, id, |p| {
        p.left = true;
        p.removed = removed;
        p.devices.clear();
        p.code = None;
        p.offices.clear();
        p.guest_for = None;
    });
    forget_standing(state, id);
    // Undoing a move brings back the turns of those who are here, and guests whom the move took out.
    let before = state.before_move.as_mut().and_then(|before| before.turns.as_mut());
    before.into_iter().for_each(|turns| take_turn(turns, id));
}

/// What somebody has only while they are here.
fn forget_standing(state: &mut State, id: ParticipantId) {
    if state.deputy == Some(id) {
        state.deputy = None;
    }
    if state.displaced == Some(id) {
        state.displaced = None;
    }
    state.proposed_leads.retain(|proposed| ![proposed.by, proposed.participant].contains(&id));
    state.claims.retain(|claim| claim.participant != id);
    state.preparation_read.values_mut().for_each(|readers| readers.retain(|by| *by != id));
    raise_concern(state, id, None);
    clear_signals(state, id);
}

/// One of each person; the last one counts.
pub(super) fn raise_concern(state: &mut State, id: ParticipantId, concern: Option<Concern>) {
    state.concerns.retain(|raised| raised.participant != id);
    let raised = concern.map(|concern| RaisedConcern { participant: id, concern });
    state.concerns.extend(raised);
}

pub(super) fn set_agreements(state: &mut State, items: &[String]) {
    state.agreements = items.to_vec();
    for participant in &mut state.participants {
        participant.accepted = false;
    }
}

pub(super) fn assign(state: &mut State, id: ParticipantId, office: Role, holds: bool) {
    update(state, id, |p| {
        if holds {
            p.offices.insert(office);
        } else {
            p.offices.remove(&office);
        }
    });
}

pub(super) fn pass_lead(
    state: &mut State,
    from: ParticipantId,
    to: ParticipantId,
    how: LeadPassage,
) {
    state.gespreksleider = to;
    // Whoever leads hears of the concerns of others.
    raise_concern(state, to, None);
    state.proposed_leads.clear();
    if state.deputy == Some(to) {
        state.deputy = None;
    }
    let displaced = match how {
        LeadPassage::TakenOver | LeadPassage::Named => state.displaced.or(Some(from)),
        // Handing on what was taken over does not end the right to take it back.
        LeadPassage::HandedOver => state.displaced,
        LeadPassage::Reclaimed => None,
    };
    // A gespreksleider has nothing to reclaim, however they came to lead.
    state.displaced = displaced.filter(|id| *id != to);
}

/// One proposal for each person; the last one counts.
pub(super) fn propose_lead(
    state: &mut State,
    by: ParticipantId,
    participant: Option<ParticipantId>,
    at_ms: i64,
) {
    state.proposed_leads.retain(|proposed| proposed.by != by);
    let proposed = participant.map(|participant| ProposedLead { by, participant, at_ms });
    state.proposed_leads.extend(proposed);
}

pub(super) fn change_role(state: &mut State, change: ChangedRole) {
    let number = state.role_change.map_or(1, |last| last.number.saturating_add(1));
    state.role_change = Some(RoleChange { number, change });
}

/// Takes back the signals somebody gave and the turn they have.
pub(super) fn clear_signals(state: &mut State, id: ParticipantId) {
    state.hands.retain(|hand| *hand != id);
    state.ready.remove(&id);
    state.turns.iter_mut().for_each(|turns| take_turn(turns, id));
}

fn take_turn(turns: &mut Turns, id: ParticipantId) {
    turns.waiting.retain(|waiting| *waiting != id);
    if turns.speaking == Some(id) {
        turns.speaking = None;
        turns.clock = None;
    }
}
