//! For how long a move can be undone.

use kring_protocol::limits;

use crate::state::State;

/// Until when the last move can be undone, if it can.
pub(crate) fn undo_until_ms(state: &State) -> Option<i64> {
    state.before_move.as_ref().and(state.moved_at_ms).map(|moved| moved + limits::UNDO_MS)
}
