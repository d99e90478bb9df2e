//! Whose the report of a closed meeting is first, and when it opens for everybody.

use kring_protocol::ids::ParticipantId;

use crate::state::State;

/// For how long after closing those who brought a case have the report to themselves.
const FIRST_LOOK_MS: i64 = 24 * 60 * 60 * 1000;

/// Whether this participant brought the case of one of the rounds.
pub(crate) fn brought(state: &State, by: ParticipantId) -> bool {
    state.rounds.iter().any(|round| round.inbrenger == Some(by))
}

/// The inbrengers who are here on a device and did not open the report yet, the first round's first. Nobody before the
/// meeting is closed.
pub(crate) fn report_waits_for(state: &State) -> Vec<ParticipantId> {
    let mut waits: Vec<ParticipantId> = vec![];
    let brought = state.rounds.iter().filter_map(|round| round.inbrenger);
    for inbrenger in brought.filter(|_| state.closed_at_ms.is_some()) {
        let opened = state.report_opened.contains(&inbrenger);
        let reads = state.present(inbrenger).is_some_and(|p| !p.is_without_device());
        if reads && !opened && !waits.contains(&inbrenger) {
            waits.push(inbrenger);
        }
    }
    waits
}

/// When the report opens for everybody whatever its inbrengers do; none if it does not wait for them.
pub(crate) fn report_opens_at_ms(state: &State) -> Option<i64> {
    let closed_at_ms = state.closed_at_ms.filter(|_| !report_waits_for(state).is_empty());
    closed_at_ms.map(|closed_at_ms| closed_at_ms.saturating_add(FIRST_LOOK_MS))
}
