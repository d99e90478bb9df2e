//! What is written down for somebody who has no device, and that somebody else confirms it.

use kring_protocol::code::Rejection;
use kring_protocol::content::Content;
use kring_protocol::ids::{ContributionId, ParticipantId, Position};
use kring_protocol::script::Authors;

use super::contributions::{Written, added, opened, shared_with};
use super::{Context, Decision, one};
use crate::event::Event;
use crate::rules::{fits_share, may_speak};
use crate::state::State;
use crate::text;

/// What somebody without a device said, written down by somebody else: both may speak now.
pub(super) fn contribute_for(
    state: &State,
    context: &Context,
    by: ParticipantId,
    (participant, at): (ParticipantId, &Position),
    content: &Content,
) -> Decision {
    let person = state.present(participant).ok_or(Rejection::UnknownParticipant)?;
    if !person.is_without_device() {
        return Err(Rejection::HasDevice);
    }
    let anonymous = state.step().is_some_and(|step| step.authors == Authors::Anonymous);
    if content.kind().is_private() || anonymous {
        return Err(Rejection::NotForOthers);
    }
    may_speak(state, by)?;
    let content = text::content(content)?;
    fits_share(state, by, &content, None)?;
    let held = opened(state, participant, at, &content)?.held;
    let added =
        added(state, context, by, content, Written { at: Some(at), held, anonymous: false });
    Ok(vec![added, Event::WrittenFor { id: ContributionId(context.fresh), participant }])
}

/// Somebody says that it was written down as it was said.
pub(super) fn confirm_text(state: &State, by: ParticipantId, id: ContributionId) -> Decision {
    let contribution = shared_with(state, by, id)?;
    if contribution.written_for.is_none() {
        return Err(Rejection::NothingToConfirm);
    }
    if contribution.author == by {
        return Err(Rejection::ConfirmedByOthers);
    }
    if contribution.confirmed_by.is_some() {
        return Ok(vec![]);
    }
    one(Event::TextConfirmed { id, by })
}
