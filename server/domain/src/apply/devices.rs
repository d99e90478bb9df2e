//! Devices, personal codes and claims.

use kring_protocol::devices::{Return, ReturnPath};
use kring_protocol::ids::{DeviceId, ParticipantId};

use super::people::update;
use crate::state::{Claim, Credential, Device, State};

/// A device that is there already gets the new token and name.
pub(super) fn add(state: &mut State, participant: ParticipantId, device: &Device, by: ReturnPath) {
    let claims = state.claims.len();
    state.claims.retain(|claim| claim.device.id != device.id);
    let mut is_new = claims != state.claims.len();
    update(state, participant, |p| match p.devices.iter_mut().find(|own| own.id == device.id) {
        Some(own) => own.clone_from(device),
        None => {
            is_new = true;
            p.devices.push(device.clone());
        }
    });
    if is_new {
        let number = state.returned.map_or(1, |last| last.number.saturating_add(1));
        state.returned = Some(Return { number, participant, by });
    }
}

pub(super) fn replace_token(state: &mut State, participant: ParticipantId, token: Credential) {
    let first = Device::first_of(participant);
    update_device(state, participant, first, |device| device.credential = token);
}

pub(super) fn rename(state: &mut State, participant: ParticipantId, id: DeviceId, name: &str) {
    update_device(state, participant, id, |device| name.clone_into(&mut device.name));
}

pub(super) fn revoke(state: &mut State, participant: ParticipantId, id: DeviceId) {
    update(state, participant, |p| p.devices.retain(|device| device.id != id));
}

/// The same claim made again keeps its place and who confirmed it.
pub(super) fn claim(state: &mut State, participant: ParticipantId, device: &Device, at_ms: i64) {
    if let Some(made) = state.claims.iter_mut().find(|claim| claim.device.id == device.id) {
        made.device.clone_from(device);
        made.repeats = made.repeats.saturating_add(1);
        return;
    }
    update(state, participant, |p| p.claims_made = p.claims_made.saturating_add(1));
    let device = device.clone();
    state.claims.push(Claim { device, participant, at_ms, repeats: 0, confirmed_by: vec![] });
}

pub(super) fn confirm(state: &mut State, claim: DeviceId, by: ParticipantId) {
    if let Some(claim) = state.claims.iter_mut().find(|waiting| waiting.device.id == claim) {
        claim.confirmed_by.push(by);
    }
}

pub(super) fn end_claim(state: &mut State, claim: DeviceId) {
    state.claims.retain(|waiting| waiting.device.id != claim);
}

fn update_device(
    state: &mut State,
    participant: ParticipantId,
    id: DeviceId,
    change: impl FnOnce(&mut Device),
) {
    update(state, participant, |p| {
        if let Some(device) = p.devices.iter_mut().find(|device| device.id == id) {
            change(device);
        }
    });
}
