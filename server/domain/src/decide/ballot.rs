//! Choosing the case: a secret ballot, a count, a confirmation.

use kring_protocol::code::Rejection;
use kring_protocol::content::{Kind, VoteMark};
use kring_protocol::ids::{ContributionId, ParticipantId};

use super::contributions::visible_to;
use super::guests::must_not_be_guest;
use super::{Decision, must_be_present, one};
use crate::event::Event;
use crate::state::{Contribution, State};

pub(super) fn vote(
    state: &State,
    by: ParticipantId,
    case: ContributionId,
    mark: VoteMark,
) -> Decision {
    ballot_is_open(state)?;
    let contribution = open_case(state, by, case)?;
    if contribution.speaker() == by {
        return Err(Rejection::OwnCase);
    }
    if has_voted(state, by, case, mark) {
        return Err(Rejection::AlreadyVoted);
    }
    one(Event::VoteCast { case, mark, by, cast: true })
}

pub(super) fn withdraw_vote(
    state: &State,
    by: ParticipantId,
    case: ContributionId,
    mark: VoteMark,
) -> Decision {
    ballot_is_open(state)?;
    if !has_voted(state, by, case, mark) {
        return Err(Rejection::NoSuchVote);
    }
    one(Event::VoteCast { case, mark, by, cast: false })
}

pub(super) fn reveal(state: &State) -> Decision {
    ballot_is_open(state)?;
    one(Event::VotesRevealed)
}

/// The group's choice becomes the case of this round, and who told it the inbrenger.
pub(super) fn confirm(state: &State, by: ParticipantId, case: ContributionId) -> Decision {
    let contribution = open_case(state, by, case)?;
    one(chosen(state, contribution.speaker(), Some(case))?)
}

/// For methods whose inbrenger is known beforehand.
pub(super) fn appoint(state: &State, participant: ParticipantId) -> Decision {
    one(chosen(state, participant, None)?)
}

fn chosen(
    state: &State,
    participant: ParticipantId,
    case: Option<ContributionId>,
) -> Result<Event, Rejection> {
    must_be_present(state, participant)?;
    must_not_be_guest(state, participant)?;
    if participant == state.gespreksleider {
        return Err(Rejection::GespreksleiderIsNeverInbrenger);
    }
    // A slip can be mended until the phase in which the choice was made is left.
    let phase = state.position.as_ref().map(|at| &at.phase);
    let settled = state.rounds.last().is_some_and(|round| round.chosen_in.as_ref() != phase);
    if state.inbrenger().is_some() && settled {
        return Err(Rejection::InbrengerAlreadyChosen);
    }
    Ok(Event::InbrengerChosen { participant, case })
}

fn ballot_is_open(state: &State) -> Result<(), Rejection> {
    if !state.step().is_some_and(|step| step.ballot) {
        return Err(Rejection::NoBallot);
    }
    if state.votes_revealed { Err(Rejection::VotesRevealed) } else { Ok(()) }
}

fn open_case(
    state: &State,
    by: ParticipantId,
    case: ContributionId,
) -> Result<&Contribution, Rejection> {
    let contribution = visible_to(state, by, case)?;
    if contribution.content.kind() != Kind::Case || !contribution.is_shared() {
        return Err(Rejection::UnknownContribution);
    }
    let current = state.rounds.len() - 1;
    if state.rounds.iter().take(current).any(|round| round.case == Some(case)) {
        return Err(Rejection::CaseTaken);
    }
    Ok(contribution)
}

fn has_voted(state: &State, by: ParticipantId, case: ContributionId, mark: VoteMark) -> bool {
    state.votes.get(&(case, mark)).is_some_and(|voters| voters.contains(&by))
}
