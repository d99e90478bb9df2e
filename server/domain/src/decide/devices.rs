//! The devices of a person, and coming back on another one: by code, or because the circle says so.

use kring_protocol::code::Rejection;
use kring_protocol::devices::ReturnPath;
use kring_protocol::ids::{DeviceId, ParticipantId};
use kring_protocol::limits;

use super::{Context, Decision, must_be_active, one};
use crate::event::Event;
use crate::state::{Claim, Credential, Device, Participant, State};
use crate::text;

/// People in the meeting who have to confirm a claim.
const CONFIRM: usize = 2;

pub(super) fn rename(state: &State, by: ParticipantId, device: DeviceId, name: &str) -> Decision {
    let name = text::name_or_empty(name)?;
    let own = own_device(state, by, device)?;
    if own.name == name {
        return Ok(vec![]);
    }
    one(Event::DeviceRenamed { participant: by, device, name })
}

pub(super) fn revoke(state: &State, by: ParticipantId, device: DeviceId) -> Decision {
    own_device(state, by, device)?;
    let me = state.present(by).ok_or(Rejection::NotInMeeting)?;
    if me.devices.len() == 1 && me.code.is_none() {
        return Err(Rejection::LastDevice);
    }
    one(Event::DeviceRevoked { participant: by, device })
}

fn own_device(state: &State, by: ParticipantId, device: DeviceId) -> Result<&Device, Rejection> {
    let me = state.present(by).ok_or(Rejection::NotInMeeting)?;
    me.devices.iter().find(|own| own.id == device).ok_or(Rejection::UnknownDevice)
}

/// A new code takes the place of the old one.
pub(super) fn set_code(state: &State, by: ParticipantId, code: Credential) -> Decision {
    must_be_active(state)?;
    state.present(by).ok_or(Rejection::NotInMeeting)?;
    if state.is_muted(by) {
        return Err(Rejection::Muted);
    }
    one(Event::CodeSet { participant: by, code: Some(code) })
}

/// Whoever has the code is back, also in a closed meeting. Asked twice for the same device, it is one
/// device with a fresh token.
pub(super) fn return_by_code(state: &State, code: Credential, device: &Device) -> Decision {
    must_be_active(state)?;
    let person = state.holder_of_code(code).ok_or(Rejection::NotInMeeting)?;
    with_one_more(person, device, ReturnPath::Code)
}

/// One more device; it takes the place of the oldest where there are as many as there can be.
pub(super) fn with_one_more(person: &Participant, device: &Device, by: ReturnPath) -> Decision {
    let name = text::name_or_empty(&device.name)?;
    let is_new = !person.devices.iter().any(|own| own.id == device.id);
    let is_full = is_new && person.devices.len() >= limits::DEVICES;
    let oldest = person.devices.first().filter(|_| is_full);
    let gone = oldest.map(|oldest| revoked(person, oldest));
    let back = Event::DeviceAdded {
        participant: person.id,
        device: Device { name, ..device.clone() },
        by,
    };
    Ok(gone.into_iter().chain([back]).collect())
}

fn revoked(person: &Participant, device: &Device) -> Event {
    Event::DeviceRevoked { participant: person.id, device: device.id }
}

/// Asked twice for the same device, it is one claim with a fresh token.
pub(super) fn claim(
    state: &State,
    context: &Context,
    name: &str,
    invitation: Credential,
    device: &Device,
) -> Decision {
    must_be_active(state)?;
    // A closed meeting has no invitation any more: too late looks like wrong.
    if state.invitation != Some(invitation) {
        return Err(Rejection::NotInMeeting);
    }
    let name = text::name(name)?;
    let person = text::named(state, &name).ok_or(Rejection::UnknownParticipant)?;
    let waits = |claim: &&Claim| context.now_ms < claim.expires_at_ms();
    let (waiting, over): (Vec<_>, Vec<_>) = state.claims.iter().partition(|claim| waits(claim));
    let repeated = waiting.iter().find(|claim| claim.device.id == device.id);
    if waiting.iter().any(|c| c.participant == person.id && c.device.id != device.id) {
        return Err(Rejection::ClaimWaits);
    }
    let is_full = waiting.len() >= limits::CLAIMS || person.claims_made >= limits::CLAIMS_MADE;
    if repeated.map_or(is_full, |claim| claim.repeats >= limits::CLAIM_REPEATS) {
        return Err(Rejection::TooManyChanges);
    }
    let ended = over.into_iter().map(|claim| Event::ClaimEnded { claim: claim.device.id });
    let made = Event::ClaimMade {
        participant: person.id,
        device: Device { name: text::name_or_empty(&device.name)?, ..device.clone() },
        at_ms: context.now_ms,
    };
    Ok(ended.chain([made]).collect())
}

fn waiting<'a>(
    state: &'a State,
    context: &Context,
    claim: DeviceId,
) -> Result<&'a Claim, Rejection> {
    let found = state.claims.iter().find(|waiting| waiting.device.id == claim);
    found.filter(|c| context.now_ms < c.expires_at_ms()).ok_or(Rejection::UnknownClaim)
}

pub(super) fn confirm(
    state: &State,
    context: &Context,
    by: ParticipantId,
    claim: DeviceId,
) -> Decision {
    let claim = waiting(state, context, claim)?;
    if claim.participant == by {
        return Err(Rejection::NotForYourRole);
    }
    // Nobody takes a meeting over from a gespreksleider who is there.
    if claim.participant == state.gespreksleider && !context.gespreksleider_away {
        return Err(Rejection::GespreksleiderPresent);
    }
    if claim.confirmed_by.contains(&by) {
        return Ok(vec![]);
    }
    let confirmed = Event::ClaimConfirmed { claim: claim.device.id, by };
    let here = |id: &ParticipantId| state.present(*id).is_some();
    let confirms: Vec<_> = claim.confirmed_by.iter().copied().filter(here).chain([by]).collect();
    let leads = context.gespreksleider_away || confirms.contains(&state.gespreksleider);
    if confirms.len() < CONFIRM || !leads {
        return one(confirmed);
    }
    let person = state.present(claim.participant).ok_or(Rejection::UnknownClaim)?;
    let mut events = vec![confirmed];
    events.extend(person.devices.iter().map(|device| revoked(person, device)));
    // Whoever needed the circle has lost it, and may have lost it to somebody.
    let lost = Event::CodeSet { participant: person.id, code: None };
    events.extend(person.code.map(|_| lost));
    events.push(Event::DeviceAdded {
        participant: person.id,
        device: claim.device.clone(),
        by: ReturnPath::Circle,
    });
    Ok(events)
}

pub(super) fn refuse(
    state: &State,
    context: &Context,
    by: ParticipantId,
    claim: DeviceId,
) -> Decision {
    let claim = waiting(state, context, claim)?;
    if by != state.gespreksleider && by != claim.participant {
        return Err(Rejection::NotGespreksleider);
    }
    one(Event::ClaimEnded { claim: claim.device.id })
}
