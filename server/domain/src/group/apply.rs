//! Makes an event true. Total: an event about somebody who is not there changes nothing.

use std::collections::BTreeSet;

use kring_protocol::group::PollAnswer;
use kring_protocol::ids::{MemberId, SessionId};
use kring_protocol::limits;

use super::event::{Event, Personal, Secret};
use super::state::{Application, Claim, Held, Known, Meeting, Member, Poll, State, Status};

/// Dropped meetings that are told so again when the group wakes: a crash comes between for the last ones.
const REMEMBERED_DROPPED: usize = 5;

/// Makes an event true.
pub fn apply(state: &mut State, event: &Event) {
    match event {
        Event::GroupCreated {
            group,
            name,
            purpose,
            agreements,
            keep_months,
            invitation,
            at_ms,
        } => {
            *state = State {
                status: Status::Active,
                id: Some(*group),
                name: name.clone(),
                purpose: purpose.clone(),
                agreements: agreements.clone(),
                keep_months: *keep_months,
                created_ms: *at_ms,
                invitation: Some(*invitation),
                ..State::default()
            };
        }
        Event::InvitationReplaced { invitation } => {
            state.invitation = Some(*invitation);
            // Whoever made them had the old one. A group lasts: a bound for good would be one for years.
            state.members.iter_mut().for_each(|member| member.claims_made = 0);
        }
        Event::DetailsSet { name, purpose, agreements } => {
            name.clone_into(&mut state.name);
            purpose.clone_into(&mut state.purpose);
            agreements.clone_into(&mut state.agreements);
        }
        Event::RetentionSet { months } => state.keep_months = *months,
        Event::Applied { member, at_ms } => {
            let known = Known::default();
            state.applications.push(Application { id: *member, at_ms: *at_ms, known });
        }
        Event::ApplicationEnded { member } => {
            forget(state, *member);
            state.applications.retain(|application| application.id != *member);
        }
        Event::MemberJoined { member, at_ms, .. } => join(state, *member, *at_ms),
        Event::PersonalSet { member, personal } => {
            if let Secret::Known(personal) = personal {
                learn(state, *member, personal);
            }
        }
        Event::DeviceRevoked { member, device } => {
            if let Some(known) = known_mut(state, *member) {
                known.devices.retain(|own| own.id != *device);
            }
        }
        Event::PasskeyRemoved { member, passkey } => {
            if let Some(known) = known_mut(state, *member) {
                known.passkeys.retain(|own| own.id != *passkey);
            }
        }
        Event::MemberLeft { member, .. } => leave(state, *member),
        Event::ClaimMade { .. } | Event::ClaimConfirmed { .. } | Event::ClaimEnded { .. } => {
            claim(state, event);
        }
        Event::ArrangementsSet { arrangements } => arrangements.clone_into(&mut state.arrangements),
        Event::PollOpened { .. } | Event::PollAnswered { .. } | Event::PollClosed { .. } => {
            poll(state, event);
        }
        Event::MeetingPlanned { .. }
        | Event::MeetingDetailsSet { .. }
        | Event::MeetingMoved { .. }
        | Event::MeetingCancelled { .. }
        | Event::AbsenceTold { .. }
        | Event::MeetingBegun { .. }
        | Event::MeetingHeld { .. } => {
            meeting(state, event);
            if let Event::MeetingCancelled { session } = event {
                drop_meeting(state, *session);
            }
            // What was settled was settled for the next meeting.
            if matches!(event, Event::MeetingHeld { .. }) {
                state.pinned.clear();
                state.skipped.clear();
            }
        }
        Event::TurnPinned { role, member } => {
            match member {
                Some(member) => state.pinned.insert(*role, *member),
                None => state.pinned.remove(role),
            };
        }
        Event::TurnSkipped { role, member, skipped } => {
            if *skipped {
                state.skipped.insert((*role, *member));
            } else {
                state.skipped.remove(&(*role, *member));
            }
        }
        Event::TrainerSet { member, trainer } => {
            if let Some(found) = state.members.iter_mut().find(|other| other.id == *member) {
                found.trainer = *trainer;
            }
            // Who is beside the group has no turn in it.
            state.pinned.retain(|_, pinned| pinned != member);
            state.skipped.retain(|(_, skipped)| skipped != member);
        }
        Event::GroupErased { meetings } => {
            let erasing = meetings.clone();
            *state = State { status: Status::Erased, erasing, ..State::default() };
        }
    }
}

fn join(state: &mut State, member: MemberId, at_ms: i64) {
    let asked = state.applications.iter().position(|application| application.id == member);
    let known = asked.map(|index| state.applications.remove(index).known).unwrap_or_default();
    state.members.push(Member {
        id: member,
        since_ms: at_ms,
        known,
        claims_made: 0,
        trainer: false,
    });
}

/// To be called while they are still there.
fn forget(state: &mut State, member: MemberId) {
    let is_known = state.known(member).is_some_and(Known::is_something);
    let claimed = state.claims.iter().any(|claim| claim.member == member && claim.device.is_some());
    if is_known || claimed {
        state.to_forget.insert(member);
    }
    state.gone.insert(member);
}

fn leave(state: &mut State, member: MemberId) {
    forget(state, member);
    state.members.retain(|other| other.id != member);
    state.pinned.retain(|_, pinned| *pinned != member);
    state.skipped.retain(|(_, skipped)| *skipped != member);
    state.claims.retain(|claim| claim.member != member);
    for claim in &mut state.claims {
        claim.confirmed_by.retain(|by| *by != member);
    }
    for meeting in &mut state.meetings {
        meeting.absent.remove(&member);
    }
    for poll in &mut state.polls {
        poll.answers.retain(|answer| answer.member != member);
    }
}

fn known_mut(state: &mut State, id: MemberId) -> Option<&mut Known> {
    if let Some(member) = state.members.iter_mut().find(|member| member.id == id) {
        return Some(&mut member.known);
    }
    let asks = state.applications.iter_mut().find(|application| application.id == id);
    asks.map(|application| &mut application.known)
}

fn learn(state: &mut State, member: MemberId, personal: &Personal) {
    if let Personal::ClaimedDevice { device } = personal {
        if let Some(claim) = state.claims.iter_mut().find(|claim| claim.id == device.id) {
            claim.device = Some(device.clone());
        }
        return;
    }
    let Some(known) = known_mut(state, member) else { return };
    match personal {
        Personal::Name { name } => name.clone_into(&mut known.name),
        Personal::Code { code } => known.code = *code,
        Personal::Calendar { calendar } => known.calendar = *calendar,
        Personal::Device { device } => {
            match known.devices.iter_mut().find(|own| own.id == device.id) {
                Some(own) => own.clone_from(device),
                None => known.devices.push(device.clone()),
            }
        }
        Personal::Passkey { passkey } => {
            match known.passkeys.iter_mut().find(|own| own.id == passkey.id) {
                Some(own) => own.clone_from(passkey),
                None => known.passkeys.push(passkey.clone()),
            }
        }
        Personal::ClaimedDevice { .. } => {}
    }
}

fn claim(state: &mut State, event: &Event) {
    match event {
        // The same claim made again keeps its place and who confirmed it.
        Event::ClaimMade { member, claim, at_ms } => {
            if let Some(made) = state.claims.iter_mut().find(|made| made.id == *claim) {
                made.repeats = made.repeats.saturating_add(1);
                return;
            }
            if let Some(member) = state.members.iter_mut().find(|other| other.id == *member) {
                member.claims_made = member.claims_made.saturating_add(1);
            }
            state.claims.push(Claim {
                id: *claim,
                device: None,
                member: *member,
                at_ms: *at_ms,
                repeats: 0,
                confirmed_by: vec![],
            });
        }
        Event::ClaimConfirmed { claim, by } => {
            if let Some(claim) = state.claims.iter_mut().find(|made| made.id == *claim) {
                claim.confirmed_by.push(*by);
            }
        }
        Event::ClaimEnded { claim } => state.claims.retain(|made| made.id != *claim),
        _ => {}
    }
}

fn drop_meeting(state: &mut State, session: SessionId) {
    state.meetings.retain(|meeting| meeting.session != session);
    if state.dropped.len() >= REMEMBERED_DROPPED {
        state.dropped.remove(0);
    }
    state.dropped.push(session);
}

fn meeting(state: &mut State, event: &Event) {
    let meetings = &mut state.meetings;
    match event {
        Event::MeetingPlanned { session, method, starts_at_ms, by, at_ms } => {
            if meetings.len() >= limits::GROUP_MEETINGS {
                let oldest = meetings.iter().position(|meeting| meeting.held.is_some());
                oldest.map(|index| meetings.remove(index));
            }
            meetings.push(Meeting {
                session: *session,
                method: method.clone(),
                starts_at_ms: *starts_at_ms,
                planned_by: *by,
                planned_at_ms: *at_ms,
                moves: 0,
                begun: false,
                place: String::new(),
                agenda: vec![],
                reading: vec![],
                absent: BTreeSet::new(),
                held: None,
            });
        }
        Event::MeetingDetailsSet { session, place, agenda, reading } => {
            if let Some(meeting) = of(meetings, *session) {
                place.clone_into(&mut meeting.place);
                agenda.clone_into(&mut meeting.agenda);
                reading.clone_into(&mut meeting.reading);
                // A calendar shows the place.
                meeting.moves = meeting.moves.saturating_add(1);
            }
        }
        Event::MeetingMoved { session, starts_at_ms } => {
            if let Some(meeting) = of(meetings, *session) {
                meeting.starts_at_ms = *starts_at_ms;
                meeting.moves = meeting.moves.saturating_add(1);
            }
        }
        Event::AbsenceTold { session, member, absent } => {
            if let Some(meeting) = of(meetings, *session) {
                if *absent {
                    meeting.absent.insert(*member);
                } else {
                    meeting.absent.remove(member);
                }
            }
        }
        Event::MeetingBegun { session } => {
            of(meetings, *session).into_iter().for_each(|meeting| meeting.begun = true);
        }
        Event::MeetingHeld { session, at_ms, roles } => {
            if let Some(meeting) = of(meetings, *session) {
                meeting.held = Some(Held { at_ms: *at_ms, roles: roles.clone() });
                // Nobody needs them any more.
                (meeting.agenda, meeting.reading) = (vec![], vec![]);
            }
        }
        _ => {}
    }
}

fn poll(state: &mut State, event: &Event) {
    match event {
        Event::PollOpened { poll, method, options, by } => state.polls.push(Poll {
            id: *poll,
            method: method.clone(),
            options: options.clone(),
            asked_by: *by,
            answers: vec![],
        }),
        Event::PollAnswered { poll, member, suits } => {
            let Some(poll) = state.polls.iter_mut().find(|open| open.id == *poll) else { return };
            match poll.answers.iter_mut().find(|answer| answer.member == *member) {
                Some(answer) => answer.suits.clone_from(suits),
                None => poll.answers.push(PollAnswer { member: *member, suits: suits.clone() }),
            }
        }
        Event::PollClosed { poll } => state.polls.retain(|open| open.id != *poll),
        _ => {}
    }
}

fn of(meetings: &mut [Meeting], session: SessionId) -> Option<&mut Meeting> {
    meetings.iter_mut().find(|meeting| meeting.session == session)
}
