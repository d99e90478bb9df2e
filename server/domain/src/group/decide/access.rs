//! The devices of a member, and coming back on another one: by code, or because the circle says so.
//!
//! As in a meeting, but for one thing: nobody leads a group, so any two members confirm.

use kring_protocol::code::Rejection;
use kring_protocol::ids::{DeviceId, MemberId, PasskeyId};
use kring_protocol::limits;

use super::{Context, Decision, device, must_be_member, must_hold, one};
use crate::group::event::{Event, Personal};
use crate::group::state::{Claim, Known, Passkey, State};
use crate::state::{Credential, Device};
use crate::text;

/// Members who have to confirm a claim; one where there are only two.
const CONFIRM: usize = 2;

pub(super) fn rename_device(state: &State, by: MemberId, device: DeviceId, name: &str) -> Decision {
    let name = text::name_or_empty(name)?;
    let own = own_device(state, by, device)?;
    if own.name == name {
        return Ok(vec![]);
    }
    let device = Device { name, ..own.clone() };
    one(Event::learnt(by, Personal::Device { device }))
}

pub(super) fn revoke_device(state: &State, by: MemberId, device: DeviceId) -> Decision {
    own_device(state, by, device)?;
    let known = state.known(by).ok_or(Rejection::NotInMeeting)?;
    if known.devices.len() == 1 && !known.has_way_back() {
        return Err(Rejection::LastDevice);
    }
    one(Event::DeviceRevoked { member: by, device })
}

fn own_device(state: &State, by: MemberId, device: DeviceId) -> Result<&Device, Rejection> {
    let known = state.known(by).ok_or(Rejection::NotInMeeting)?;
    known.devices.iter().find(|own| own.id == device).ok_or(Rejection::UnknownDevice)
}

/// A new code takes the place of the old one.
pub(super) fn set_code(state: &State, by: MemberId, code: Credential) -> Decision {
    must_be_member(state, by)?;
    one(Event::learnt(by, Personal::Code { code: Some(code) }))
}

/// A new address takes the place of the old one.
pub(super) fn set_calendar(state: &State, by: MemberId, calendar: Option<Credential>) -> Decision {
    must_be_member(state, by)?;
    if state.known(by).is_some_and(|known| known.calendar == calendar) {
        return Ok(vec![]);
    }
    one(Event::learnt(by, Personal::Calendar { calendar }))
}

/// Asked twice for the same device, it is one device with a fresh token.
pub(super) fn return_by_code(state: &State, code: Credential, on: &Device) -> Decision {
    let member = state.holder_of_code(code).ok_or(Rejection::NotInMeeting)?;
    Ok(with_device(member.id, &member.known, device(on)?))
}

pub(super) fn remove_passkey(state: &State, by: MemberId, passkey: PasskeyId) -> Decision {
    let known = state.known(by).ok_or(Rejection::NotInMeeting)?;
    known.passkeys.iter().find(|own| own.id == passkey).ok_or(Rejection::UnknownDevice)?;
    one(Event::PasskeyRemoved { member: by, passkey })
}

/// Made again on the same device, it takes the place of the one before.
pub(super) fn add_passkey(state: &State, by: MemberId, made: &Passkey) -> Decision {
    must_be_member(state, by)?;
    let name = text::name_or_empty(&made.name)?;
    if made.key.len() > limits::PASSKEY_BYTES {
        return Err(Rejection::TextTooLong);
    }
    let known = state.known(by).ok_or(Rejection::NotInMeeting)?;
    let is_new = !known.passkeys.iter().any(|own| own.id == made.id);
    if is_new && known.passkeys.len() >= limits::PASSKEYS {
        return Err(Rejection::TooManyItems);
    }
    one(Event::learnt(by, Personal::Passkey { passkey: Passkey { name, ..made.clone() } }))
}

/// The server has checked the signature. Asked twice for the same device, it is one device with a fresh
/// token.
pub(super) fn return_by_passkey(
    state: &State,
    handle: Credential,
    key: &str,
    on: &Device,
) -> Decision {
    let (member, passkey) = state.holder_of_passkey(handle).ok_or(Rejection::NotInMeeting)?;
    let used = Passkey { key: key.to_owned(), ..passkey.clone() };
    let changed = used != *passkey && key.len() <= limits::PASSKEY_BYTES;
    let used = changed.then(|| Event::learnt(member.id, Personal::Passkey { passkey: used }));
    let device = with_device(member.id, &member.known, device(on)?);
    Ok(used.into_iter().chain(device).collect())
}

/// One more device; it takes the place of the oldest where there are as many as there can be.
fn with_device(member: MemberId, known: &Known, device: Device) -> Vec<Event> {
    let is_new = !known.devices.iter().any(|own| own.id == device.id);
    let is_full = is_new && known.devices.len() >= limits::DEVICES;
    let oldest = known.devices.first().filter(|_| is_full);
    let gone = oldest.map(|oldest| Event::DeviceRevoked { member, device: oldest.id });
    let added = Event::learnt(member, Personal::Device { device });
    gone.into_iter().chain([added]).collect()
}

/// Asked twice for the same device, it is one claim with a fresh token.
pub(super) fn claim(
    state: &State,
    context: &Context,
    name: &str,
    invitation: Credential,
    on: &Device,
) -> Decision {
    must_hold(state, invitation)?;
    let name = text::name(name)?;
    let mut members = state.members.iter();
    let member = members.find(|member| text::look_alike(&member.known.name, &name));
    let member = member.ok_or(Rejection::UnknownParticipant)?;
    let waits = |claim: &&Claim| context.now_ms < claim.expires_at_ms();
    let (waiting, over): (Vec<_>, Vec<_>) = state.claims.iter().partition(|claim| waits(claim));
    let repeated = waiting.iter().find(|claim| claim.id == on.id);
    // One claim for each person, and one person for each device.
    if waiting.iter().any(|claim| (claim.member == member.id) != (claim.id == on.id)) {
        return Err(Rejection::ClaimWaits);
    }
    let is_full = waiting.len() >= limits::CLAIMS || member.claims_made >= limits::CLAIMS_MADE;
    if repeated.map_or(is_full, |claim| claim.repeats >= limits::CLAIM_REPEATS) {
        return Err(Rejection::TooManyChanges);
    }
    let member = member.id;
    let mut events: Vec<Event> =
        over.into_iter().map(|claim| Event::ClaimEnded { claim: claim.id }).collect();
    events.push(Event::ClaimMade { member, claim: on.id, at_ms: context.now_ms });
    let device = device(on)?;
    events.push(Event::learnt(member, Personal::ClaimedDevice { device }));
    Ok(events)
}

fn waiting<'a>(
    state: &'a State,
    context: &Context,
    claim: DeviceId,
) -> Result<&'a Claim, Rejection> {
    let found = state.claims.iter().find(|waiting| waiting.id == claim);
    found.filter(|claim| context.now_ms < claim.expires_at_ms()).ok_or(Rejection::UnknownClaim)
}

pub(super) fn confirm(state: &State, context: &Context, by: MemberId, claim: DeviceId) -> Decision {
    let claim = waiting(state, context, claim)?;
    if claim.member == by {
        return Err(Rejection::NotForYourRole);
    }
    if claim.confirmed_by.contains(&by) {
        return Ok(vec![]);
    }
    let confirmed = Event::ClaimConfirmed { claim: claim.id, by };
    let others = state.members.iter().filter(|member| member.id != claim.member).count();
    if claim.confirmed_by.len() + 1 < CONFIRM.min(others) {
        return one(confirmed);
    }
    let known = state.known(claim.member).ok_or(Rejection::UnknownClaim)?;
    let device = claim.device.clone().ok_or(Rejection::UnknownClaim)?;
    let member = claim.member;
    let mut events = vec![confirmed];
    events.extend(known.devices.iter().map(|own| Event::DeviceRevoked { member, device: own.id }));
    // Whoever needed the circle has lost it, and may have lost it to somebody.
    let lost = Event::learnt(member, Personal::Code { code: None });
    events.extend(known.code.map(|_| lost));
    let passkeys = known.passkeys.iter().map(|own| own.id);
    events.extend(passkeys.map(|passkey| Event::PasskeyRemoved { member, passkey }));
    events.push(Event::ClaimEnded { claim: claim.id });
    events.push(Event::learnt(member, Personal::Device { device }));
    Ok(events)
}

pub(super) fn refuse(state: &State, context: &Context, by: MemberId, claim: DeviceId) -> Decision {
    let claim = waiting(state, context, claim)?;
    if by != claim.member {
        return Err(Rejection::NotForYourRole);
    }
    one(Event::ClaimEnded { claim: claim.id })
}
