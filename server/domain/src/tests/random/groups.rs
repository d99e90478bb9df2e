//! Taking something along from one meeting of a group to the next, at random.

use kring_protocol::content::Kind;
use kring_protocol::ids::{ContributionId, ParticipantId};

use super::super::given::take_in;
use super::writing::content;
use super::written;
use crate::Request;
use crate::state::State;
use crate::text;

pub(super) fn taken_in(state: &State, by: ParticipantId, a: u8, b: u8) -> Request {
    let kinds = [Kind::Action, Kind::Goal, Kind::Takeaway, Kind::Evaluation];
    // As it was written in the other meeting: one that was refused there is not taken along.
    let line = |n: u8| {
        let kind = kinds[usize::from(a.wrapping_add(n)) % kinds.len()];
        let content = text::content(&content(state, kind, a)).ok()?;
        Some((2_000 + u128::from(b % 8) * 4 + u128::from(n), content))
    };
    take_in(by, (0..a % 4).filter_map(line).collect())
}

pub(super) fn settled(state: &State, participant: ParticipantId, arrived: bool) -> Request {
    let taking = state.taking.get(&participant);
    let contributions = taking.map(|takes| takes.contributions.clone()).unwrap_or_default();
    Request::SettleTaking { participant, contributions, arrived }
}

/// Mostly what can be.
pub(super) fn taken(state: &State, by: ParticipantId, a: u8, b: u8) -> Vec<ContributionId> {
    let own = state.contributions.values().filter(|c| state.is_takeable(by, c));
    let own = own.map(|c| c.id).take(usize::from(a % 5));
    own.chain((b > 220).then(|| written(state, a, None))).collect()
}
