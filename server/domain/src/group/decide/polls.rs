//! Polls of dates: asked by a member, answered by each for themselves, and ended with a meeting or without.

use kring_protocol::code::Rejection;
use kring_protocol::group::Suits;
use kring_protocol::ids::{MemberId, PollId, SessionId};
use kring_protocol::limits;

use super::{Context, Decision, meetings, one};
use crate::group::event::Event;
use crate::group::state::{Poll, State};

pub(super) fn open(
    state: &State,
    context: &Context,
    by: MemberId,
    method: &str,
    options: &[i64],
) -> Decision {
    meetings::must_be_method(method)?;
    if state.polls.len() >= limits::POLLS {
        return Err(Rejection::TooManyMeetings);
    }
    let mut options = options.to_vec();
    options.sort_unstable();
    options.dedup();
    if !limits::POLL_OPTIONS.contains(&options.len()) {
        return Err(Rejection::TooManyItems);
    }
    for option in &options {
        meetings::moment(Some(*option))?;
    }
    one(Event::PollOpened { poll: PollId(context.fresh), method: method.to_owned(), options, by })
}

pub(super) fn answer(state: &State, by: MemberId, poll: PollId, suits: &[Suits]) -> Decision {
    let open = find(state, poll)?;
    if suits.len() != open.options.len() {
        return Err(Rejection::TooManyItems);
    }
    let before = open.answers.iter().find(|answer| answer.member == by);
    if before.is_some_and(|answer| answer.suits == suits) {
        return Ok(vec![]);
    }
    one(Event::PollAnswered { poll, member: by, suits: suits.to_vec() })
}

/// Any member ends it. Whoever said that the moment does not suit them is absent from the meeting.
pub(super) fn close(
    state: &State,
    context: &Context,
    by: MemberId,
    poll: PollId,
    option: Option<u32>,
) -> Decision {
    let open = find(state, poll)?;
    let closed = Event::PollClosed { poll };
    let Some(option) = option else { return one(closed) };
    let place = usize::try_from(option).map_err(|_| Rejection::UnknownPoll)?;
    let starts_at_ms = *open.options.get(place).ok_or(Rejection::UnknownPoll)?;
    if state.ahead().len() >= limits::GROUP_MEETINGS_AHEAD {
        return Err(Rejection::TooManyMeetings);
    }
    let session = SessionId(context.fresh);
    let planned = meetings::planned(session, &open.method, Some(starts_at_ms), by, context);
    let cannot = open.answers.iter().filter(|answer| answer.suits.get(place) == Some(&Suits::No));
    let absent =
        cannot.map(|answer| Event::AbsenceTold { session, member: answer.member, absent: true });
    Ok([closed, planned].into_iter().chain(absent).collect())
}

fn find(state: &State, poll: PollId) -> Result<&Poll, Rejection> {
    state.polls.iter().find(|open| open.id == poll).ok_or(Rejection::UnknownPoll)
}
