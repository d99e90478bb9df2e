//! Whose turn it is: a proposal with its reason, never a decision.
//!
//! Whoever had a role longest ago comes first, and before them who never had it; among those who are
//! equal, whoever had it fewest times, and then whoever has been in the group longest. Whoever the group
//! passes over comes behind them, and whoever does not come to the next meeting comes last; whose turn
//! the group settled comes first. A trainer beside the group has no turn. The sources ask that everybody brings a case at least once
//! (000) and that the lead goes round (004).

use kring_protocol::group::{RoleTurn, Turn};
use kring_protocol::script::Role;

use super::state::State;

/// The roles that go round.
pub(super) const ROLES: [Role; 4] =
    [Role::Gespreksleider, Role::Inbrenger, Role::Tijdbewaker, Role::Verslaglegger];

/// Whose turn it is for each role at the next meeting. Whoever comes first to lead comes last to bring a
/// case: the gespreksleider is never the inbrenger.
#[must_use]
pub fn rota(state: &State) -> Vec<RoleTurn> {
    let mut turns: Vec<RoleTurn> =
        ROLES.iter().map(|role| RoleTurn { role: *role, order: order(state, *role) }).collect();
    let leads = turns.first().and_then(|turn| turn.order.first()).map(|turn| turn.member);
    if let Some(brings) = turns.get_mut(1).filter(|turn| turn.order.len() > 1) {
        // Stable: everything else keeps its place.
        brings.order.sort_by_key(|turn| {
            (turn.absent, Some(turn.member) == leads, !turn.pinned, turn.skipped)
        });
    }
    turns
}

fn order(state: &State, role: Role) -> Vec<Turn> {
    let next = state.ahead().first().map(|meeting| &meeting.absent);
    let mut order: Vec<Turn> = state
        .members
        .iter()
        .filter(|member| !member.trainer)
        .map(|member| {
            let held = state.meetings.iter().filter_map(|meeting| meeting.held.as_ref());
            let had = held.filter(|held| {
                held.roles.iter().any(|had| had.role == role && had.member == member.id)
            });
            let at: Vec<i64> = had.map(|held| held.at_ms).collect();
            Turn {
                member: member.id,
                times: u32::try_from(at.len()).unwrap_or(u32::MAX),
                last_ms: at.into_iter().max(),
                absent: next.is_some_and(|absent| absent.contains(&member.id)),
                pinned: state.pinned.get(&role) == Some(&member.id),
                skipped: state.skipped.contains(&(role, member.id)),
            }
        })
        .collect();
    order.sort_by_key(|turn| (turn.absent, !turn.pinned, turn.skipped, turn.last_ms, turn.times));
    order
}
