//! The report of a closed meeting: opening it to everybody, and blotting out until then.

use kring_protocol::code::Rejection;
use kring_protocol::content::{BLOTTED, Response};
use kring_protocol::ids::{ContributionId, ParticipantId};
use kring_protocol::limits;

use super::contributions::shared_with;
use super::{Context, Decision, one};
use crate::blots::{BlottedText, Span, shared_texts};
use crate::event::Event;
use crate::names::find_name;
use crate::rules::{inbrenger_of, report_opens_at_ms};
use crate::state::State;
use crate::text;

pub(super) fn open(by: ParticipantId) -> Decision {
    one(Event::ReportOpened { by })
}

pub(super) fn blot_text(
    state: &State,
    context: &Context,
    by: ParticipantId,
    id: ContributionId,
) -> Decision {
    may_still_blot(state, context)?;
    let found = shared_with(state, by, id)?;
    let is_left = |texts: Vec<&str>| texts.iter().any(|text| !text.is_empty() && *text != BLOTTED);
    let wrote = found.author == by;
    let answered = found.response.as_ref().filter(|_| inbrenger_of(state, found.round) == Some(by));
    if !wrote && answered.is_none_or(|response| response.texts().is_empty()) {
        return Err(Rejection::NotYours);
    }
    let content = wrote && is_left(found.content.texts());
    let response = answered.map(Response::texts).is_some_and(is_left);
    if !content && !response {
        return Ok(vec![]);
    }
    one(Event::TextBlotted { id, content, response })
}

pub(super) fn blot_name(state: &State, context: &Context, name: &str) -> Decision {
    may_still_blot(state, context)?;
    let name = text::filled_line(name)?;
    let chars = name.chars().count();
    if chars > *limits::BLOT_NAME_CHARS.end() {
        return Err(Rejection::NameTooLong);
    }
    // Signs alone are no name, and stand in every text.
    if chars < *limits::BLOT_NAME_CHARS.start() || !name.chars().any(char::is_alphanumeric) {
        return Err(Rejection::NameEmpty);
    }
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let mut pieces = vec![];
    let mut count = state.blots;
    for (of, texts) in shared_texts(state) {
        let in_text = |(index, text): (usize, &String)| {
            let found = find_name(text, &name).into_iter();
            let span = move |piece: std::ops::Range<usize>| Span {
                text: number(index),
                start: number(piece.start),
                end: number(piece.end),
            };
            found.map(span).collect::<Vec<_>>()
        };
        let spans: Vec<Span> = texts.iter().enumerate().flat_map(in_text).collect();
        count = count.saturating_add(number(spans.len()));
        pieces.extend((!spans.is_empty()).then_some(BlottedText { of, spans }));
    }
    if count > number(limits::BLOTS) {
        return Err(Rejection::TooManyItems);
    }
    if pieces.is_empty() {
        return Err(Rejection::NothingToBlot);
    }
    one(Event::PiecesBlotted { pieces })
}

/// Once it is open people may have taken it home. A clock that is in doubt opens nothing.
fn may_still_blot(state: &State, context: &Context) -> Result<(), Rejection> {
    let opens_at_ms = report_opens_at_ms(state).ok_or(Rejection::ReportOpen)?;
    let is_open = context.now_ms >= opens_at_ms && !context.clock_doubted;
    if is_open { Err(Rejection::ReportOpen) } else { Ok(()) }
}
