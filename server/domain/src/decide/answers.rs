//! Answers to what a method asks outside its steps: each question once, so that what is written again
//! replaces what was there.

use kring_protocol::code::Rejection;
use kring_protocol::content::{Content, Kind};
use kring_protocol::ids::{ParticipantId, QuestionId};
use kring_protocol::script::Prepares;

use super::contributions::{Written, added, edit};
use super::{Context, Decision, one};
use crate::rules::fits_share;
use crate::state::{Contribution, State};
use crate::text;

pub(super) fn answer(
    state: &State,
    context: &Context,
    by: ParticipantId,
    content: &Content,
) -> Decision {
    let held = may_answer(state, by, content)?;
    let answers = |c: &&Contribution| {
        c.content.kind() == content.kind() && c.content.question() == content.question()
    };
    if let Some(before) = state.contributions.of(by).find(answers) {
        return edit(state, by, before.id, content);
    }
    let content = text::content(content)?;
    fits_share(state, by, &content, None)?;
    // What is prepared belongs to no step, and the meeting stands nowhere yet.
    let how = Written { at: state.position.as_ref(), held, anonymous: false };
    one(added(state, context, by, content, how))
}

/// Whether this is asked now; and whether an answer is held back.
fn may_answer(state: &State, by: ParticipantId, content: &Content) -> Result<bool, Rejection> {
    let is_asked = |asked: &QuestionId| content.question() == Some(asked);
    let (known, held) = if content.kind() == Kind::Preparation {
        if state.closed_at_ms.is_some() {
            return Err(Rejection::MeetingClosed);
        }
        if state.started_at_ms.is_some() {
            return Err(Rejection::AlreadyStarted);
        }
        let mut questions = state.preparation.iter();
        (questions.any(|asked| is_asked(&asked.id)), !state.shares_preparation(by))
    } else {
        if state.started_at_ms.is_none() {
            return Err(Rejection::NotRunning);
        }
        (state.reflection.iter().any(|asked| is_asked(&asked.id)), false)
    };
    if known { Ok(held) } else { Err(Rejection::KindNotOpen) }
}

/// Whether an answer may be taken back by itself: what is shared keeps what it may not be shared without.
pub(super) fn may_go(state: &State, contribution: &Contribution) -> Result<(), Rejection> {
    let is_required = required(state, contribution.author)
        .any(|asked| Some(asked) == contribution.content.question());
    if contribution.is_prepared() && contribution.is_shared() && is_required {
        return Err(Rejection::PreparationIncomplete);
    }
    Ok(())
}

/// The questions that this person has to answer before they share what they prepared.
pub(super) fn required(state: &State, by: ParticipantId) -> impl Iterator<Item = &QuestionId> {
    let is_case = |id: &QuestionId| {
        state.preparation.iter().any(|asked| asked.id == *id && asked.whom == Prepares::Inbrenger)
    };
    let brings = state.prepared_by(by).filter_map(|c| c.content.question()).any(is_case);
    let asked = state.preparation.iter().filter(|asked| asked.required);
    asked.filter(move |asked| brings || asked.whom == Prepares::Everybody).map(|asked| &asked.id)
}
