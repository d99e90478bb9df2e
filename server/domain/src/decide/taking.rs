//! What people take along from one meeting of a group to the next: chosen when the meeting is over, brought
//! to the next one, and looked back on there.

use kring_protocol::code::Rejection;
use kring_protocol::content::Content;
use kring_protocol::ids::{ContributionId, ParticipantId, Position};
use kring_protocol::limits;
use kring_protocol::record::{Lifecycle, TakesAlong, Taking};

use super::contributions::{Written, added, edit};
use super::request::TakeIn;
use super::{Context, Decision, departure, one};
use crate::event::Event;
use crate::rules::{fits_share, may_speak, used_by};
use crate::state::{Contribution, State, Status, TakenLine};
use crate::text;

/// One's own, and nothing that is of others or without a name.
pub(super) fn take_along(
    state: &State,
    by: ParticipantId,
    contributions: &[ContributionId],
) -> Decision {
    if contributions.len() > limits::TAKEN_ALONG {
        return Err(Rejection::TooManyItems);
    }
    let mut chosen: Vec<ContributionId> = vec![];
    for id in contributions {
        let found = state.contributions.get(id).filter(|c| state.is_takeable(by, c));
        found.ok_or(Rejection::NotTakeable)?;
        if !chosen.contains(id) {
            chosen.push(*id);
        }
    }
    let unchanged = match state.taking.get(&by) {
        None => chosen.is_empty(),
        Some(TakesAlong { contributions, state }) => {
            *contributions == chosen && *state != Taking::TooLate
        }
    };
    if unchanged {
        return Ok(vec![]);
    }
    one(Event::TakingChosen { participant: by, contributions: chosen })
}

/// What was chosen anew meanwhile is not settled: it is still on its way.
pub(super) fn settle(
    state: &State,
    participant: ParticipantId,
    contributions: &[ContributionId],
    arrived: bool,
) -> Decision {
    let waits =
        |takes: &TakesAlong| takes.state == Taking::Waits && takes.contributions == contributions;
    if !state.taking.get(&participant).is_some_and(waits) {
        return Ok(vec![]);
    }
    one(Event::TakingSettled { participant, arrived })
}

/// Told again until it was heard: the second time changes nothing.
pub(super) fn take_in(state: &State, taken: &TakeIn) -> Decision {
    match state.status {
        Status::Erased => return Err(Rejection::NotInMeeting),
        Status::Active(Lifecycle::Closed) => return Err(Rejection::MeetingClosed),
        Status::NotCreated | Status::Active(_) => {}
    }
    if state.status != Status::NotCreated && state.group != Some(taken.group) {
        return Err(Rejection::NotInMeeting);
    }
    let is_theirs = |c: &&Contribution| {
        c.author == taken.participant && c.taken_from.is_some_and(|from| from.session == taken.from)
    };
    let (waiting, came): (Vec<_>, Vec<_>) =
        state.in_order().filter(is_theirs).partition(|c| c.waits());
    let is_new = |line: &&TakenLine| came.iter().all(|c| c.id != line.id);
    let lines: Vec<&TakenLine> = taken.lines.iter().filter(is_new).collect();
    let same = waiting.len() == lines.len()
        && waiting.iter().zip(&lines).all(|(c, line)| c.id == line.id && c.content == line.content);
    if same {
        return Ok(vec![]);
    }
    let used = used_by(state, taken.participant);
    let gone: usize = waiting.iter().map(|c| c.content.bytes()).sum();
    let added: usize = lines.iter().map(|line| line.content.bytes()).sum();
    let bytes = used.bytes.saturating_sub(gone) + added;
    let count = used.contributions.saturating_sub(waiting.len()) + lines.len();
    if bytes > limits::PERSON_BYTES || count > limits::PERSON_CONTRIBUTIONS {
        return Err(Rejection::ShareFull);
    }
    one(Event::TakenAlong {
        session: taken.session,
        group: taken.group,
        scheduled_at_ms: taken.scheduled_at_ms,
        participant: taken.participant,
        from: taken.from,
        from_ms: taken.from_ms,
        lines: taken.lines.clone(),
    })
}

/// Whoever leaves the group is not waited for in its next meeting: what they took along goes, and so do they
/// as long as it has not begun. Whoever leads it hands that over in the meeting.
pub(super) fn member_gone(state: &State, participant: ParticipantId) -> Vec<Event> {
    let in_lobby = state.status == Status::Active(Lifecycle::Lobby);
    let is_here = state.present(participant).is_some();
    if in_lobby && is_here && state.gespreksleider != participant {
        return departure::leave(state, participant, false, true);
    }
    let own = state.taken_and_waiting().filter(|c| c.author == participant);
    own.map(|c| Event::ContributionWithdrawn { id: c.id }).collect()
}

/// What somebody says of what they took along, once for each: said again, it takes the place of what was
/// said before. Also where the step opens no look back.
pub(super) fn look_back(
    state: &State,
    context: &Context,
    (by, at): (ParticipantId, &Position),
    of: ContributionId,
    content: &Content,
) -> Decision {
    may_speak(state, by)?;
    if !state.is_running() {
        return Err(Rejection::NotRunning);
    }
    if state.position.as_ref() != Some(at) {
        return Err(Rejection::StepClosed);
    }
    let said_before = |c: &&Contribution| looks_back_on(&c.content) == Some(of);
    if let Some(before) = state.contributions.of(by).find(said_before) {
        return edit(state, by, before.id, content);
    }
    let taken = came_along(state, by, of)?;
    if taken.at.as_ref().map(|at| &at.phase) != Some(&at.phase) {
        return Err(Rejection::PhaseClosed);
    }
    let content = text::content(content)?;
    must_say_something(&content)?;
    fits_share(state, by, &content, None)?;
    one(added(state, context, by, content, Written { at: Some(at), held: false, anonymous: false }))
}

/// What somebody took along to this meeting themselves, once it came up.
pub(super) fn came_along(
    state: &State,
    by: ParticipantId,
    id: ContributionId,
) -> Result<&Contribution, Rejection> {
    let found = state.contributions.get(&id);
    let own = found.filter(|c| c.author == by && c.taken_from.is_some() && c.is_shared());
    own.ok_or(Rejection::UnknownContribution)
}

/// What was taken along of which this says something.
pub(super) fn looks_back_on(content: &Content) -> Option<ContributionId> {
    match content {
        Content::Lookback { of, .. } => *of,
        _ => None,
    }
}

pub(super) fn must_say_something(content: &Content) -> Result<(), Rejection> {
    match content {
        Content::Lookback { text, progress: None, next_step: None, .. } if text.is_empty() => {
            Err(Rejection::TextEmpty)
        }
        _ => Ok(()),
    }
}
