//! Coming in and going, and what the group says of itself.

use kring_protocol::code::Rejection;
use kring_protocol::group::Arrangements;
use kring_protocol::ids::MemberId;
use kring_protocol::limits;

use super::{Context, Create, Decision, device, erased, must_hold, one};
use crate::group::event::{Event, Personal};
use crate::group::state::{State, Status};
use crate::state::{Credential, Device};
use crate::text;

pub(super) fn create(state: &State, context: &Context, create: &Create) -> Decision {
    if state.status != Status::NotCreated {
        return Err(Rejection::AlreadyStarted);
    }
    let (name, purpose, agreements) = details(&create.name, &create.purpose, &create.agreements)?;
    let founder = create.founder;
    let known = [
        Personal::Name { name: text::name(&create.founder_name)? },
        Personal::Device { device: device(&create.device)? },
    ];
    let created = Event::GroupCreated {
        group: create.group,
        name,
        purpose,
        agreements,
        keep_months: months(create.keep_months)?,
        invitation: create.invitation,
        at_ms: context.now_ms,
    };
    let joined = Event::MemberJoined { member: founder, by: None, at_ms: context.now_ms };
    let known = known.map(|personal| Event::learnt(founder, personal));
    let trainer = create.trainer.then_some(Event::TrainerSet { member: founder, trainer: true });
    Ok([created, joined].into_iter().chain(known).chain(trainer).collect())
}

/// Nothing is known of the group before a member has let somebody in, so whoever asks is only noted.
pub(super) fn apply(
    state: &State,
    context: &Context,
    member: MemberId,
    name: &str,
    invitation: Credential,
    on: &Device,
) -> Decision {
    must_hold(state, invitation)?;
    let token = Event::learnt(member, Personal::Device { device: device(on)? });
    // The same request again: a fresh token for the device it was made on.
    if let Some(known) = state.known(member) {
        let is_same = known.devices.iter().any(|own| own.id == on.id);
        return if is_same { one(token) } else { Err(Rejection::NotInMeeting) };
    }
    if state.gone.contains(&member) {
        return Err(Rejection::NotInMeeting);
    }
    let name = text::name(name)?;
    let is_over = |at_ms: i64| context.now_ms >= at_ms.saturating_add(limits::APPLICATION_MS);
    let (over, waiting): (Vec<_>, Vec<_>) =
        state.applications.iter().partition(|asks| is_over(asks.at_ms));
    if waiting.len() >= limits::APPLICATIONS {
        return Err(Rejection::TooManyApplicants);
    }
    let taken = state.people().map(|(_, known)| known.name.as_str());
    let name = text::distinguishable_among(taken, &name);
    let mut events: Vec<Event> =
        over.into_iter().map(|asks| Event::ApplicationEnded { member: asks.id }).collect();
    events.push(Event::Applied { member, at_ms: context.now_ms });
    events.push(Event::learnt(member, Personal::Name { name }));
    events.push(token);
    Ok(events)
}

pub(super) fn admit(
    state: &State,
    context: &Context,
    by: MemberId,
    applicant: MemberId,
) -> Decision {
    // Two members who let the same person in do not have to know of each other.
    if state.member(applicant).is_some() {
        return Ok(vec![]);
    }
    state.application(applicant).ok_or(Rejection::UnknownApplicant)?;
    if state.members.len() >= limits::MEMBERS {
        return Err(Rejection::TooManyParticipants);
    }
    one(Event::MemberJoined { member: applicant, by: Some(by), at_ms: context.now_ms })
}

pub(super) fn decline(state: &State, applicant: MemberId) -> Decision {
    state.application(applicant).ok_or(Rejection::UnknownApplicant)?;
    one(Event::ApplicationEnded { member: applicant })
}

pub(super) fn rename(state: &State, by: MemberId, name: &str) -> Decision {
    let name = text::name(name)?;
    if state.known(by).is_some_and(|known| known.name == name) {
        return Ok(vec![]);
    }
    let others = state.people().filter(|(id, _)| *id != by).map(|(_, known)| known.name.as_str());
    let name = text::distinguishable_among(others, &name);
    one(Event::learnt(by, Personal::Name { name }))
}

/// The last one who leaves takes the group along: nobody could let anybody in any more.
pub(super) fn leave(state: &State, by: MemberId) -> Decision {
    let is_last = state.members.iter().all(|member| member.id == by);
    if is_last {
        return Ok(erased(state));
    }
    let meetings = state.meetings.iter().filter(|meeting| meeting.held.is_none());
    let meetings = meetings.map(|meeting| meeting.session).collect();
    one(Event::MemberLeft { member: by, meetings })
}

/// Nobody puts themselves beside others: whoever looks at a group from beside it was asked to by somebody
/// in it, or was there before anybody else.
pub(super) fn set_trainer(
    state: &State,
    by: MemberId,
    member: MemberId,
    trainer: bool,
) -> Decision {
    let found = state.member(member).ok_or(Rejection::UnknownParticipant)?;
    let is_alone = state.members.iter().all(|other| other.id == by);
    if trainer && member == by && !is_alone {
        return Err(Rejection::NotForYourRole);
    }
    if found.trainer == trainer { Ok(vec![]) } else { one(Event::TrainerSet { member, trainer }) }
}

pub(super) fn set_details(
    state: &State,
    name: &str,
    purpose: &str,
    agreements: &[String],
) -> Decision {
    let (name, purpose, agreements) = details(name, purpose, agreements)?;
    if (&name, &purpose, &agreements) == (&state.name, &state.purpose, &state.agreements) {
        return Ok(vec![]);
    }
    one(Event::DetailsSet { name, purpose, agreements })
}

pub(super) fn set_arrangements(state: &State, wanted: &Arrangements) -> Decision {
    let arrangements = Arrangements {
        leads: wanted.leads,
        input: text::line(&wanted.input)?,
        communication: text::line(&wanted.communication)?,
        evaluation: text::line(&wanted.evaluation)?,
    };
    if arrangements == state.arrangements {
        return Ok(vec![]);
    }
    one(Event::ArrangementsSet { arrangements })
}

pub(super) fn set_retention(state: &State, wanted: u32) -> Decision {
    let months = months(wanted)?;
    if months == state.keep_months { Ok(vec![]) } else { one(Event::RetentionSet { months }) }
}

fn details(
    name: &str,
    purpose: &str,
    agreements: &[String],
) -> Result<(String, String, Vec<String>), Rejection> {
    if agreements.len() > limits::AGREEMENTS {
        return Err(Rejection::TooManyItems);
    }
    let agreements = agreements.iter().map(|line| text::filled_line(line));
    let agreements = agreements.collect::<Result<_, _>>()?;
    Ok((text::filled_line(name)?, text::text(purpose)?, agreements))
}

fn months(wanted: u32) -> Result<u32, Rejection> {
    let allowed = (1..=limits::GROUP_MONTHS_MAX).contains(&wanted);
    if allowed { Ok(wanted) } else { Err(Rejection::DurationOutOfRange) }
}
