//! What one person may use of a meeting. The shares are fixed, so that nobody's limit tells how much
//! others wrote, and all of them together fit what a meeting may hold (`limits::VIEW_BYTES`).

use kring_protocol::code::Rejection;
use kring_protocol::content::{Content, Response};
use kring_protocol::ids::ParticipantId;
use kring_protocol::limits;
use kring_protocol::record::Share;

use crate::state::State;

/// Below one part in this many of a share, its owner is told what is left.
const NEARLY_FULL: usize = 4;

/// What this participant has used: their own contributions, held ones and notes included, and what they
/// answered as the inbrenger of a round.
pub(crate) fn used_by(state: &State, by: ParticipantId) -> Share {
    let (contributions, written) = state.contributions.used_by(by);
    let answers = state.contributions.response_bytes();
    let answered = answers.filter(|(round, _)| inbrenger_of(state, *round) == Some(by));
    Share { contributions, bytes: written + answered.map(|(_, bytes)| bytes).sum::<usize>() }
}

/// What this participant may still write, once it is less than a quarter of their share.
pub(crate) fn nearly_full(state: &State, by: ParticipantId) -> Option<Share> {
    left(used_by(state, by))
}

/// Whether their share is nearly full, or is with this contribution added.
pub(crate) fn nearly_full_with(state: &State, by: ParticipantId, content: &Content) -> bool {
    let used = used_by(state, by);
    let contributions = used.contributions + 1;
    left(Share { contributions, bytes: used.bytes + content.bytes() }).is_some()
}

fn left(used: Share) -> Option<Share> {
    let left = Share {
        contributions: limits::PERSON_CONTRIBUTIONS.saturating_sub(used.contributions),
        bytes: limits::PERSON_BYTES.saturating_sub(used.bytes),
    };
    let is_near = left.contributions < limits::PERSON_CONTRIBUTIONS / NEARLY_FULL
        || left.bytes < limits::PERSON_BYTES / NEARLY_FULL;
    is_near.then_some(left)
}

/// Whether this participant may write this, in place of what they wrote before.
///
/// # Errors
/// `ShareFull`. What makes a text shorter is always possible.
pub(crate) fn fits_share(
    state: &State,
    by: ParticipantId,
    new: &Content,
    old: Option<&Content>,
) -> Result<(), Rejection> {
    let used = used_by(state, by);
    if old.is_none() && used.contributions >= limits::PERSON_CONTRIBUTIONS {
        return Err(Rejection::ShareFull);
    }
    fits_bytes(used.bytes, limits::PERSON_BYTES, new.bytes(), old.map_or(0, Content::bytes))
}

/// Whether the inbrenger may answer this, in place of what they answered before. All answers of a
/// meeting have a bound of their own, because the inbrenger of a round can change.
///
/// # Errors
/// `ShareFull`.
pub(crate) fn response_fits_share(
    state: &State,
    by: ParticipantId,
    new: &Response,
    old: Option<&Response>,
) -> Result<(), Rejection> {
    let (new, old) = (new.bytes(), old.map_or(0, Response::bytes));
    fits_bytes(used_by(state, by).bytes, limits::PERSON_BYTES, new, old)?;
    let answers = state.contributions.response_bytes().map(|(_, bytes)| bytes);
    fits_bytes(answers.sum(), limits::RESPONSES_BYTES, new, old)
}

fn fits_bytes(used: usize, limit: usize, new: usize, old: usize) -> Result<(), Rejection> {
    let fits = new <= old || used + new <= limit + old;
    if fits { Ok(()) } else { Err(Rejection::ShareFull) }
}

/// Who brings the case of a round.
pub(crate) fn inbrenger_of(state: &State, round: u32) -> Option<ParticipantId> {
    let index = usize::try_from(round).ok()?.checked_sub(1)?;
    state.rounds.get(index)?.inbrenger
}
