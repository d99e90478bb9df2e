//! Who is in the meeting, and who leads it.

use kring_protocol::code::Rejection;
use kring_protocol::devices::ReturnPath;
use kring_protocol::ids::ParticipantId;
use kring_protocol::limits;
use kring_protocol::record::Lifecycle;
use kring_protocol::roles::{Concern, LeadPassage};
use kring_protocol::script::Role;

use super::{
    Context, Create, Decision, agreements, departure, devices, guests, must_be_active, one,
    retention,
};
use crate::event::Event;
use crate::state::{Credential, Device, State, Status};
use crate::text;

pub(super) fn create(state: &State, create: &Create) -> Decision {
    if state.status != Status::NotCreated {
        return Err(Rejection::AlreadyStarted);
    }
    let kept = Event::RetentionSet { days: retention::in_range(create.keep_days)? };
    let created = Event::SessionCreated {
        session: create.session,
        method: Box::new(create.method.clone()),
        title: text::line(&create.title)?,
        scheduled_at_ms: super::moment(create.scheduled_at_ms)?,
        call_link: text::link(&create.call_link)?,
        agreements: agreements(&create.agreements)?,
        invitation: create.invitation,
        gespreksleider: create.gespreksleider,
        name: text::name(&create.name)?,
        credential: create.credential,
        time_zone: create.time_zone.as_deref().map(text::line).transpose()?,
        device: text::name_or_empty(&create.device)?,
    };
    let participant = create.gespreksleider;
    let member = Event::MemberEntered { participant, device: create.device_id };
    let of_group = create.group.map(|group| [Event::OfGroup { group }, member]);
    Ok([created, kept].into_iter().chain(of_group.into_iter().flatten()).collect())
}

/// A member of the group whose meeting this is. Whoever left the meeting, or was removed from it, comes
/// back by its invitation alone.
pub(super) fn enter(
    state: &State,
    participant: ParticipantId,
    name: &str,
    device: &Device,
) -> Decision {
    must_be_active(state)?;
    state.group.ok_or(Rejection::NotInMeeting)?;
    if let Some(known) = state.participants.iter().find(|p| p.id == participant) {
        let here = Some(known).filter(|known| !known.left).ok_or(Rejection::NotInMeeting)?;
        return devices::with_one_more(here, device, ReturnPath::Group);
    }
    if state.status == Status::Active(Lifecycle::Closed) {
        return Err(Rejection::MeetingClosed);
    }
    let name = name_of_one_more(state, name)?;
    let (credential, on) = (device.credential, Some(device.id));
    let device = text::name_or_empty(&device.name)?;
    let joined = Event::ParticipantJoined { participant, name, credential, device };
    Ok(vec![joined, Event::MemberEntered { participant, device: on }])
}

/// Somebody who wants in.
pub(super) struct Joiner<'a> {
    pub(super) id: ParticipantId,
    pub(super) name: &'a str,
    pub(super) credential: Credential,
    pub(super) device: &'a str,
}

/// Joining twice with the same id is one join: the second answer brings a fresh token, because the
/// first may have been lost on the way and the server kept only its hash. A device that was signed out
/// does not come back this way.
pub(super) fn join(state: &State, invitation: Credential, joiner: &Joiner<'_>) -> Decision {
    must_be_active(state)?;
    // A closed meeting has no invitation any more: too late looks like wrong.
    let asked = state.guests_for.as_ref().filter(|asked| asked.invitation == invitation);
    if state.invitation != Some(invitation) && asked.is_none() {
        return Err(Rejection::NotInMeeting);
    }
    let (participant, credential) = (joiner.id, joiner.credential);
    if let Some(known) = state.participants.iter().find(|p| p.id == participant) {
        let first = Device::first_of(participant);
        if !known.devices.iter().any(|device| device.id == first) {
            return Err(Rejection::NotInMeeting);
        }
        return one(Event::CredentialReplaced { participant, credential });
    }
    let device = text::name_or_empty(joiner.device)?;
    let joined = |name| Event::ParticipantJoined { participant, name, credential, device };
    match asked {
        Some(asked) => guests::join(state, &asked.phases, joined, (participant, joiner.name)),
        None => one(joined(name_of_one_more(state, joiner.name)?)),
    }
}

/// Somebody who sits with the group and has no device.
pub(super) fn add(state: &State, context: &Context, name: &str) -> Decision {
    let name = name_of_one_more(state, name)?;
    one(Event::PersonAdded { participant: ParticipantId(context.fresh), name })
}

/// The name by which one more person is told from the others, if there is room for them.
pub(super) fn name_of_one_more(state: &State, name: &str) -> Result<String, Rejection> {
    let name = text::name(name)?;
    if state.seated().count() >= limits::PARTICIPANTS {
        return Err(Rejection::TooManyParticipants);
    }
    // Those who left and wrote something keep their place, so they count against a wider bound.
    if state.participants.len() >= limits::PEOPLE && state.forgettable().is_none() {
        return Err(Rejection::MeetingFull);
    }
    Ok(text::distinguishable(state, &name, None))
}

pub(super) fn replace_invitation(
    state: &State,
    by: ParticipantId,
    invitation: Credential,
) -> Decision {
    must_lead(state, by)?;
    one(Event::InvitationReplaced { invitation })
}

/// A link for a display takes the place of the one before.
pub(super) fn set_display(
    state: &State,
    by: ParticipantId,
    display: Option<Credential>,
) -> Decision {
    must_lead(state, by)?;
    if state.display == display {
        return Ok(vec![]);
    }
    one(Event::DisplaySet { display })
}

/// Who hands out secrets of a meeting, until it is closed.
pub(super) fn must_lead(state: &State, by: ParticipantId) -> Result<(), Rejection> {
    must_be_active(state)?;
    if state.gespreksleider != by || state.present(by).is_none() {
        return Err(Rejection::NotGespreksleider);
    }
    if state.status == Status::Active(Lifecycle::Closed) {
        return Err(Rejection::MeetingClosed);
    }
    Ok(())
}

pub(super) fn accept(state: &State, by: ParticipantId) -> Decision {
    if state.present(by).is_some_and(|p| p.accepted) {
        return Ok(vec![]);
    }
    one(Event::AgreementsAccepted { participant: by })
}

pub(super) fn rename(state: &State, by: ParticipantId, name: &str) -> Decision {
    let name = text::name(name)?;
    let me = state.present(by).cloned();
    if me.as_ref().is_some_and(|p| p.name == name) {
        return Ok(vec![]);
    }
    let name = text::distinguishable(state, &name, me);
    one(Event::ParticipantRenamed { participant: by, name })
}

pub(super) fn raise_concern(
    state: &State,
    by: ParticipantId,
    concern: Option<Concern>,
) -> Decision {
    if concern == Some(Concern::Pause) && state.inbrenger() != Some(by) {
        return Err(Rejection::NotInbrenger);
    }
    let raised = state.concerns.iter().find(|raised| raised.participant == by);
    if raised.map(|raised| raised.concern) == concern {
        return Ok(vec![]);
    }
    one(Event::ConcernRaised { participant: by, concern })
}

pub(super) fn settle_concern(state: &State, participant: ParticipantId) -> Decision {
    if !state.concerns.iter().any(|raised| raised.participant == participant) {
        return Err(Rejection::NoConcern);
    }
    one(Event::ConcernRaised { participant, concern: None })
}

pub(super) fn remove(state: &State, participant: ParticipantId, texts: bool) -> Decision {
    // Also a guest who waits outside.
    state.seated().find(|p| p.id == participant).ok_or(Rejection::UnknownParticipant)?;
    if state.gespreksleider == participant {
        return Err(Rejection::HandOverFirst);
    }
    Ok(departure::leave(state, participant, true, texts))
}

/// Whether somebody is here on a device of their own, so that they can steer.
fn must_have_device(state: &State, id: ParticipantId) -> Result<(), Rejection> {
    let person = state.present(id).ok_or(Rejection::UnknownParticipant)?;
    guests::must_not_be_guest(state, id)?;
    if person.is_without_device() { Err(Rejection::NoDevice) } else { Ok(()) }
}

pub(super) fn assign(
    state: &State,
    participant: ParticipantId,
    office: Role,
    holds: bool,
) -> Decision {
    must_have_device(state, participant)?;
    if !matches!(office, Role::Tijdbewaker | Role::Verslaglegger) {
        return Err(Rejection::NotAnOffice);
    }
    let has = state.present(participant).is_some_and(|p| p.offices.contains(&office));
    if has == holds {
        return Ok(vec![]);
    }
    one(Event::OfficeAssigned { participant, office, holds })
}

pub(super) fn name_deputy(state: &State, participant: Option<ParticipantId>) -> Decision {
    if let Some(id) = participant {
        must_have_device(state, id)?;
        // A deputy who is the gespreksleider could never stand in for them.
        if id == state.gespreksleider {
            return Err(Rejection::NotForYourRole);
        }
    }
    if state.deputy == participant {
        return Ok(vec![]);
    }
    one(Event::DeputyNamed { participant })
}

pub(super) fn hand_over(
    state: &State,
    context: &Context,
    by: ParticipantId,
    to: ParticipantId,
) -> Decision {
    must_have_device(state, to)?;
    pass_lead(state, context, by, to, LeadPassage::HandedOver)
}

pub(super) fn take_over(state: &State, context: &Context, by: ParticipantId) -> Decision {
    if !context.gespreksleider_away {
        return Err(Rejection::GespreksleiderPresent);
    }
    pass_lead(state, context, state.gespreksleider, by, LeadPassage::TakenOver)
}

/// People who are there and have to agree on who leads; while it runs one, if only one is there.
const AGREE: usize = 2;

pub(super) fn propose_lead(
    state: &State,
    context: &Context,
    by: ParticipantId,
    participant: Option<ParticipantId>,
) -> Decision {
    let own = state.proposed_leads.iter().find(|proposed| proposed.by == by);
    let Some(to) = participant else {
        let back = Event::LeadProposed { by, participant: None, at_ms: context.now_ms };
        return Ok(own.map(|_| back).into_iter().collect());
    };
    must_have_device(state, to)?;
    let Some(since) = context.leaderless_since_ms.filter(|_| by != state.gespreksleider) else {
        return Err(Rejection::GespreksleiderPresent);
    };
    if to == state.gespreksleider {
        return Err(Rejection::NotForYourRole);
    }
    let here = |id: &ParticipantId| context.connected.contains(id) && state.present(*id).is_some();
    // Whoever proposed it while an earlier absence lasted proposes it anew.
    let agree = state.proposed_leads.iter().filter(|proposed| {
        proposed.participant == to && proposed.at_ms >= since && proposed.by != by
    });
    let agree = 1 + agree.filter(|proposed| here(&proposed.by)).count();
    let others = state.everybody().filter(|p| p.id != state.gespreksleider && here(&p.id)).count();
    // While it stands still nobody has to be there: whoever looks in alone does not take it over.
    let needed = if state.is_adjourned() { AGREE } else { AGREE.min(others) };
    if agree >= needed {
        return pass_lead(state, context, state.gespreksleider, to, LeadPassage::Named);
    }
    if state.inbrenger() == Some(to) {
        return Err(Rejection::GespreksleiderIsNeverInbrenger);
    }
    if own.is_some_and(|own| own.participant == to && own.at_ms >= since) {
        return Ok(vec![]);
    }
    one(Event::LeadProposed { by, participant, at_ms: context.now_ms })
}

pub(super) fn reclaim(state: &State, context: &Context, by: ParticipantId) -> Decision {
    pass_lead(state, context, state.gespreksleider, by, LeadPassage::Reclaimed)
}

fn pass_lead(
    state: &State,
    context: &Context,
    from: ParticipantId,
    to: ParticipantId,
    how: LeadPassage,
) -> Decision {
    if from == to {
        return Ok(vec![]);
    }
    if state.inbrenger() == Some(to) {
        return Err(Rejection::GespreksleiderIsNeverInbrenger);
    }
    one(Event::LeadPassed { from, to, how, at_ms: Some(context.now_ms) })
}
