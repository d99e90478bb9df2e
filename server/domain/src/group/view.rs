//! The only road from the state of a group to a screen.
//!
//! Members see the same of the group, and of themselves their devices. Whoever waits to be let in sees
//! its name. Who holds which secret, and who did not come and why, is told to nobody.

use kring_protocol::devices::{Device, Passkey};
use kring_protocol::group::{
    DatePoll, Group, GroupMe, GroupMeeting, GroupName, MeetingState, Member, MemberClaim,
};
use kring_protocol::ids::MemberId;
use kring_protocol::record::Record;

use super::rota::rota;
use super::state::{Known, Meeting, Poll, State};
use crate::state::Credential;

/// Everything that somebody may see; none if they are not in the group and do not ask to be.
#[must_use]
pub fn view(state: &State, viewer: MemberId) -> Option<Vec<Record>> {
    let known = state.known(viewer)?;
    let waits = state.member(viewer).is_none();
    let own = Record::GroupMe(me(viewer, known, waits));
    if waits {
        return Some(vec![Record::GroupName(name(state)?), own]);
    }
    let mut records = of_members(state)?;
    records.push(own);
    Some(records)
}

/// What an invitation tells before anything is asked: the name.
#[must_use]
pub fn preview(state: &State, invitation: Credential) -> Option<GroupName> {
    (state.is_active() && state.invitation == Some(invitation)).then(|| name(state))?
}

/// What every member sees alike.
pub(crate) fn of_members(state: &State) -> Option<Vec<Record>> {
    let mut records = vec![Record::Group(group(state)?)];
    records.extend(state.members.iter().map(|member| {
        let (id, name, since_ms) = (member.id, member.known.name.clone(), member.since_ms);
        Record::Member(Member { id, name, waits: false, since_ms, trainer: member.trainer })
    }));
    records.extend(state.applications.iter().map(|asks| {
        let (id, name, since_ms) = (asks.id, asks.known.name.clone(), asks.at_ms);
        Record::Member(Member { id, name, waits: true, since_ms, trainer: false })
    }));
    records.extend(state.meetings.iter().map(|held| Record::GroupMeeting(meeting(held))));
    records.extend(state.polls.iter().map(|open| Record::DatePoll(poll(open))));
    records.push(Record::Rota { turns: rota(state) });
    let claims = state.claims.iter().map(|claim| MemberClaim {
        device: claim.id,
        member: claim.member,
        confirmed_by: claim.confirmed_by.clone(),
        expires_at_ms: claim.expires_at_ms(),
    });
    records.push(Record::MemberClaims { claims: claims.collect() });
    Some(records)
}

fn name(state: &State) -> Option<GroupName> {
    Some(GroupName { id: state.id?, name: state.name.clone() })
}

fn group(state: &State) -> Option<Group> {
    Some(Group {
        id: state.id?,
        name: state.name.clone(),
        purpose: state.purpose.clone(),
        agreements: state.agreements.clone(),
        keep_months: state.keep_months,
        due_ms: state.due_ms(),
        arrangements: state.arrangements.clone(),
    })
}

fn meeting(meeting: &Meeting) -> GroupMeeting {
    let held = meeting.held.as_ref();
    GroupMeeting {
        session: meeting.session,
        state: if held.is_some() { MeetingState::Held } else { MeetingState::Planned },
        method: meeting.method.clone(),
        starts_at_ms: held.map(|held| held.at_ms).or(meeting.starts_at_ms),
        begun: meeting.begun && held.is_none(),
        planned_by: meeting.planned_by,
        place: meeting.place.clone(),
        agenda: meeting.agenda.clone(),
        reading: meeting.reading.clone(),
        absent: meeting.absent.iter().copied().collect(),
        roles: held.map(|held| held.roles.clone()).unwrap_or_default(),
    }
}

fn poll(poll: &Poll) -> DatePoll {
    DatePoll {
        id: poll.id,
        method: poll.method.clone(),
        options: poll.options.clone(),
        asked_by: poll.asked_by,
        answers: poll.answers.clone(),
    }
}

fn me(id: MemberId, known: &Known, waits: bool) -> GroupMe {
    let devices = known.devices.iter();
    let devices = devices.map(|own| Device { id: own.id, name: own.name.clone() });
    let passkeys = known.passkeys.iter();
    let passkeys = passkeys.map(|own| Passkey { id: own.id, name: own.name.clone() });
    GroupMe {
        id,
        waits,
        devices: devices.collect(),
        has_code: known.code.is_some(),
        passkeys: passkeys.collect(),
        has_calendar: known.calendar.is_some(),
    }
}
