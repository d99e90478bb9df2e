//! What a step opens to whom: decisions ask it, and `me` tells the page the same.

use kring_protocol::code::Rejection;
use kring_protocol::command::Action;
use kring_protocol::content::Kind;
use kring_protocol::ids::ParticipantId;
use kring_protocol::record::EditScope;
use kring_protocol::script::{InbrengerState, Opening, Role, Step};

use super::authorize;
use crate::state::{Contribution, State};

/// What a step opens to this participant for this kind; `None` if it is not open to them.
pub(crate) fn opening(
    state: &State,
    step: &Step,
    by: ParticipantId,
    kind: Kind,
) -> Option<Opening> {
    let roles = state.roles(by);
    if kind == Kind::Record && roles.contains(&Role::Verslaglegger) {
        return Some(Opening::new(kind, vec![Role::Verslaglegger]));
    }
    let muted = step.inbrenger == InbrengerState::Muted && roles.contains(&Role::Inbrenger);
    let mut openings = step.opens.iter().filter(|opening| opening.kind == kind && !muted);
    openings.find(|opening| opening.by.iter().any(|role| roles.contains(role))).cloned()
}

/// Whether this participant may say anything at all now, beyond their own notes.
pub(crate) fn may_speak(state: &State, by: ParticipantId) -> Result<(), Rejection> {
    if state.is_adjourned() {
        return Err(Rejection::Adjourned);
    }
    if state.is_muted(by) {
        return Err(Rejection::Muted);
    }
    if state.is_silent() {
        return Err(Rejection::Silence);
    }
    Ok(())
}

/// Whether this author may change this contribution now: what is private at any time at which it can be
/// written, what was prepared until the start, what waits for its step until the meeting comes there, and
/// anything else within the phase and round it was written in.
///
/// # Errors
/// The rule that stands in the way.
pub(crate) fn is_editable(
    state: &State,
    by: ParticipantId,
    contribution: &Contribution,
) -> Result<(), Rejection> {
    if contribution.content.kind().is_private() {
        return Ok(());
    }
    may_speak(state, by)?;
    if contribution.is_prepared() {
        let started = state.started_at_ms.is_some();
        return if started { Err(Rejection::AlreadyStarted) } else { Ok(()) };
    }
    if contribution.waits() {
        return Ok(());
    }
    let phase = contribution.at.as_ref().map(|at| &at.phase);
    let open = state.position.as_ref().map(|at| &at.phase) == phase
        && contribution.round == state.round_number();
    if open { Ok(()) } else { Err(Rejection::PhaseClosed) }
}

/// The phase and round whose own texts this participant may change now: those for which
/// [`is_editable`] and the table of roles say yes. Notes aside.
pub(crate) fn edit_scope(state: &State, by: ParticipantId) -> Option<EditScope> {
    authorize(state, by, Action::Edit).ok()?;
    may_speak(state, by).ok()?;
    let phase = state.position.as_ref()?.phase.clone();
    Some(EditScope { phase, round: state.round_number() })
}
