//! The meetings of a group: planned, moved, dropped and held.

use kring_protocol::code::Rejection;
use kring_protocol::group::RoleHeld;
use kring_protocol::ids::{MemberId, SessionId};
use kring_protocol::limits;
use uuid::Uuid;

use super::{Context, Decision, one};
use crate::group::event::Event;
use crate::group::state::{Meeting, State};
use crate::text;

/// Letters of the id of a method, at most.
const METHOD_CHARS: usize = 80;

/// All of them, or none.
pub(super) fn plan(
    state: &State,
    context: &Context,
    by: MemberId,
    method: &str,
    (starts_at_ms, also_at_ms): (Option<i64>, &[i64]),
) -> Decision {
    must_be_method(method)?;
    if state.ahead().len() + 1 + also_at_ms.len() > limits::GROUP_MEETINGS_AHEAD {
        return Err(Rejection::TooManyMeetings);
    }
    let also = also_at_ms.iter().map(|ms| Some(*ms));
    let starts: Vec<Option<i64>> = [starts_at_ms].into_iter().chain(also).collect();
    let starts = starts.into_iter().map(moment).collect::<Result<Vec<_>, _>>()?;
    let planned = (0_u128..).zip(starts).map(|(number, starts_at_ms)| {
        // Apart from each other as two random ids are.
        let session = SessionId(Uuid::from_u128(context.fresh.as_u128() ^ number));
        planned(session, method, starts_at_ms, by, context)
    });
    Ok(planned.collect())
}

pub(super) fn planned(
    session: SessionId,
    method: &str,
    starts_at_ms: Option<i64>,
    by: MemberId,
    context: &Context,
) -> Event {
    let (method, at_ms) = (method.to_owned(), context.now_ms);
    Event::MeetingPlanned { session, method, starts_at_ms, by, at_ms }
}

pub(super) fn must_be_method(method: &str) -> Result<(), Rejection> {
    let is_id = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let fits = !method.is_empty() && method.len() <= METHOD_CHARS && method.chars().all(is_id);
    if fits { Ok(()) } else { Err(Rejection::UnknownMeeting) }
}

pub(super) fn set_details(
    state: &State,
    session: SessionId,
    place: &str,
    agenda: &[String],
    reading: &[String],
) -> Decision {
    let meeting = ahead(state, session)?;
    let place = text::link(place)?;
    let agenda = text::lines(agenda, limits::AGENDA)?;
    if reading.len() > limits::READING {
        return Err(Rejection::TooManyItems);
    }
    let reading = reading.iter().map(|line| text::link(line)).collect::<Result<Vec<_>, _>>()?;
    if reading.iter().any(String::is_empty) {
        return Err(Rejection::TextEmpty);
    }
    if (&place, &agenda, &reading) == (&meeting.place, &meeting.agenda, &meeting.reading) {
        return Ok(vec![]);
    }
    one(Event::MeetingDetailsSet { session, place, agenda, reading })
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
    one(planned(SessionId(context.fresh), &before.method, None, by, context))
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

/// Told by the meeting itself, and told again until it was heard.
pub(super) fn begun(state: &State, session: SessionId) -> Decision {
    let lies_ahead = ahead(state, session).is_ok();
    let begun = lies_ahead.then_some(Event::MeetingBegun { session });
    Ok(begun.into_iter().collect())
}

/// Found when the group wakes. One that never began is not there before somebody comes into it.
pub(super) fn gone(state: &State, session: SessionId) -> Decision {
    let is_on = |meeting: &&Meeting| meeting.begun && meeting.held.is_none();
    let gone = state.meeting(session).filter(is_on);
    Ok(gone.map(|_| Event::MeetingCancelled { session }).into_iter().collect())
}

fn ahead(state: &State, session: SessionId) -> Result<&Meeting, Rejection> {
    let meeting = state.meeting(session).filter(|meeting| meeting.held.is_none());
    let meeting = meeting.ok_or(Rejection::UnknownMeeting)?;
    if meeting.begun { Err(Rejection::AlreadyStarted) } else { Ok(meeting) }
}

/// Within the years in which somebody could mean it.
pub(super) fn moment(ms: Option<i64>) -> Result<Option<i64>, Rejection> {
    let sane = ms.is_none_or(|ms| limits::MOMENTS_MS.contains(&ms));
    if sane { Ok(ms) } else { Err(Rejection::DurationOutOfRange) }
}
