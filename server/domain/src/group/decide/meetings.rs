//! The meetings of a group: planned, moved, dropped and held.

use kring_protocol::code::Rejection;
use kring_protocol::group::RoleHeld;
use kring_protocol::ids::{MemberId, SessionId};
use kring_protocol::limits;

use super::{Context, Decision, one};
use crate::group::event::Event;
use crate::group::state::{Meeting, State};

/// Letters of the id of a method, at most.
const METHOD_CHARS: usize = 80;

pub(super) fn plan(
    state: &State,
    context: &Context,
    by: MemberId,
    method: &str,
    starts_at_ms: Option<i64>,
) -> Decision {
    let is_id = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if method.is_empty() || method.len() > METHOD_CHARS || !method.chars().all(is_id) {
        return Err(Rejection::UnknownMeeting);
    }
    if state.ahead().len() >= limits::GROUP_MEETINGS_AHEAD {
        return Err(Rejection::TooManyMeetings);
    }
    one(Event::MeetingPlanned {
        session: SessionId(context.fresh),
        method: method.to_owned(),
        starts_at_ms: moment(starts_at_ms)?,
        by,
        at_ms: context.now_ms,
    })
}

/// By the method of the meeting before it. Told again, it is planned once.
pub(super) fn plan_next(
    state: &State,
    context: &Context,
    after: SessionId,
    by: MemberId,
) -> Decision {
    let Some(before) = state.meeting(after) else { return Ok(vec![]) };
    if state.member(by).is_none() || state.next_after(after).is_some() {
        return Ok(vec![]);
    }
    one(Event::MeetingPlanned {
        session: SessionId(context.fresh),
        method: before.method.clone(),
        starts_at_ms: None,
        by,
        at_ms: context.now_ms,
    })
}

pub(super) fn change(state: &State, session: SessionId, starts_at_ms: Option<i64>) -> Decision {
    let meeting = ahead(state, session)?;
    let starts_at_ms = moment(starts_at_ms)?;
    if meeting.starts_at_ms == starts_at_ms {
        return Ok(vec![]);
    }
    one(Event::MeetingMoved { session, starts_at_ms })
}

pub(super) fn cancel(state: &State, session: SessionId) -> Decision {
    ahead(state, session)?;
    one(Event::MeetingCancelled { session })
}

pub(super) fn tell_absence(
    state: &State,
    by: MemberId,
    session: SessionId,
    absent: bool,
) -> Decision {
    let meeting = ahead(state, session)?;
    if meeting.absent.contains(&by) == absent {
        return Ok(vec![]);
    }
    one(Event::AbsenceTold { session, member: by, absent })
}

/// Told by the meeting itself, and told again until it was heard: the second time changes nothing.
pub(super) fn held(state: &State, session: SessionId, at_ms: i64, roles: &[RoleHeld]) -> Decision {
    let Some(meeting) = state.meeting(session) else { return Ok(vec![]) };
    if meeting.held.is_some() {
        return Ok(vec![]);
    }
    // Of those who are still in the group.
    let is_member = |held: &&RoleHeld| state.member(held.member).is_some();
    let mut roles: Vec<RoleHeld> = roles.iter().filter(is_member).copied().collect();
    roles.sort_unstable();
    roles.dedup();
    one(Event::MeetingHeld { session, at_ms, roles })
}

fn ahead(state: &State, session: SessionId) -> Result<&Meeting, Rejection> {
    let meeting = state.meeting(session).filter(|meeting| meeting.held.is_none());
    meeting.ok_or(Rejection::UnknownMeeting)
}

/// Within the years in which somebody could mean it.
fn moment(ms: Option<i64>) -> Result<Option<i64>, Rejection> {
    let sane = ms.is_none_or(|ms| limits::MOMENTS_MS.contains(&ms));
    if sane { Ok(ms) } else { Err(Rejection::DurationOutOfRange) }
}
