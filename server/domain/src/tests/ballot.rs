//! Choosing the case.

use kring_protocol::code::Rejection;
use kring_protocol::command::Command;
use kring_protocol::content::VoteMark::{self, Appeals, Recognised};
use kring_protocol::ids::ContributionId;
use kring_protocol::record::{OwnVote, Record, RecordKey, Tally};

use super::given::{
    AN, BO, GESPREKSLEIDER, Given, INBRENGER, STRANGER, at, id, standing_at, started,
};
use super::script::{case, idea};
use crate::event::Event;

fn vote(case: ContributionId, mark: VoteMark) -> Command {
    Command::Vote { case, mark }
}

fn take_back(case: ContributionId, mark: VoteMark) -> Command {
    Command::WithdrawVote { case, mark }
}

fn confirm(case: ContributionId) -> Command {
    Command::ConfirmCase { case }
}

/// An, Bo and the gespreksleider each have a case, 1 to 3; the ballot is open.
fn ballot() -> Given {
    started()
        .wrote(AN, id(1), case("Een drukke klas"))
        .wrote(BO, id(2), case("Een stille ouder"))
        .wrote(GESPREKSLEIDER, id(3), case("Een vol rooster"))
        .walk_to("keuze/stemmen")
}

fn tally(here: &Given, case: ContributionId) -> Option<Record> {
    here.sees(INBRENGER, &RecordKey::Tally(case))
}

#[test]
fn both_marks_may_be_given_to_the_same_case_once_each() {
    let cast = |mark| Event::VoteCast { case: id(1), mark, by: BO, cast: true };
    let here = ballot().when(BO, vote(id(1), Appeals)).then([cast(Appeals)]);
    here.when(BO, vote(id(1), Appeals)).then_refused(Rejection::AlreadyVoted);
    let here = here.when(BO, vote(id(1), Recognised)).then([cast(Recognised)]);
    let mine = [Appeals, Recognised].map(|mark| OwnVote { case: id(1), mark });
    assert_eq!(here.me(BO).votes, mine);
}

#[test]
fn a_vote_is_taken_back_while_the_ballot_is_open() {
    let here = ballot().has(BO, vote(id(1), Appeals));
    here.when(BO, take_back(id(1), Recognised)).then_refused(Rejection::NoSuchVote);
    here.when(AN, take_back(id(1), Appeals)).then_refused(Rejection::NoSuchVote);
    let taken = Event::VoteCast { case: id(1), mark: Appeals, by: BO, cast: false };
    let here = here.when(BO, take_back(id(1), Appeals)).then([taken]);
    here.when(BO, take_back(id(1), Appeals)).then_refused(Rejection::NoSuchVote);
}

#[test]
fn nobody_votes_on_their_own_case_or_on_what_is_no_case() {
    ballot().when(AN, vote(id(1), Appeals)).then_refused(Rejection::OwnCase);
    ballot().when(AN, vote(id(404), Appeals)).then_refused(Rejection::UnknownContribution);
    let here = standing_at("brainstorm/ideeen").wrote(AN, id(9), idea("bellen"));
    let back = Command::GoTo { from: at("brainstorm/ideeen"), phase: "keuze".into(), step: None };
    let here = here.has(GESPREKSLEIDER, back).walk_to("keuze/stemmen");
    here.when(BO, vote(id(9), Appeals)).then_refused(Rejection::UnknownContribution);
}

#[test]
fn votes_are_cast_only_in_an_open_ballot() {
    let before = started().wrote(AN, id(1), case("x")).walk_to("keuze/rondje");
    before.when(BO, vote(id(1), Appeals)).then_refused(Rejection::NoBallot);
    before.when(BO, take_back(id(1), Appeals)).then_refused(Rejection::NoBallot);
    before.when(GESPREKSLEIDER, Command::RevealVotes).then_refused(Rejection::NoBallot);
    let after = ballot()
        .has(BO, vote(id(1), Appeals))
        .when(GESPREKSLEIDER, Command::RevealVotes)
        .then([Event::VotesRevealed]);
    after.when(BO, vote(id(3), Appeals)).then_refused(Rejection::VotesRevealed);
    after.when(BO, take_back(id(1), Appeals)).then_refused(Rejection::VotesRevealed);
    after.when(GESPREKSLEIDER, Command::RevealVotes).then_refused(Rejection::VotesRevealed);
}

#[test]
fn the_count_is_there_once_the_gespreksleider_shows_it() {
    let here = ballot()
        .has(BO, vote(id(1), Appeals))
        .has(INBRENGER, vote(id(1), Appeals))
        .has(INBRENGER, vote(id(2), Recognised));
    assert_eq!(tally(&here, id(1)), None);
    let here = here.has(GESPREKSLEIDER, Command::RevealVotes);
    let count =
        |case, appeals, recognised| Some(Record::Tally(Tally { case, appeals, recognised }));
    assert_eq!(tally(&here, id(1)), count(id(1), 2, 0));
    assert_eq!(tally(&here, id(2)), count(id(2), 0, 1));
    assert_eq!(tally(&here, id(3)), count(id(3), 0, 0));
}

#[test]
fn the_confirmed_case_makes_its_author_the_inbrenger() {
    let chosen = Event::InbrengerChosen { participant: AN, case: Some(id(1)) };
    let here = ballot().when(GESPREKSLEIDER, confirm(id(1))).then([chosen]);
    assert_eq!((here.stage().inbrenger, here.stage().case), (Some(AN), Some(id(1))));
    ballot().when(AN, confirm(id(1))).then_refused(Rejection::NotGespreksleider);
    ballot().when(GESPREKSLEIDER, confirm(id(404))).then_refused(Rejection::UnknownContribution);
}

#[test]
fn a_case_whose_author_left_is_not_confirmed() {
    let here = ballot().has(AN, Command::Leave);
    here.when(GESPREKSLEIDER, confirm(id(1))).then_refused(Rejection::UnknownParticipant);
    let stranger = Command::AppointInbrenger { participant: STRANGER };
    here.when(GESPREKSLEIDER, stranger).then_refused(Rejection::UnknownParticipant);
}

#[test]
fn a_slip_is_mended_until_the_phase_of_the_choice_is_left() {
    let here = ballot().has(GESPREKSLEIDER, confirm(id(1))).has(GESPREKSLEIDER, confirm(id(2)));
    assert_eq!(here.stage().inbrenger, Some(BO));
    let here = here.walk_to("verkenning/vertellen");
    here.when(GESPREKSLEIDER, confirm(id(1))).then_refused(Rejection::InbrengerAlreadyChosen);
}

#[test]
fn a_case_of_an_earlier_round_is_not_brought_again() {
    let again = Command::StartRound { from: at("keuze/stemmen") };
    let here = ballot().has(GESPREKSLEIDER, confirm(id(1))).has(GESPREKSLEIDER, again);
    let here = here.walk_to("keuze/stemmen");
    here.when(BO, vote(id(1), Appeals)).then_refused(Rejection::CaseTaken);
    here.when(GESPREKSLEIDER, confirm(id(1))).then_refused(Rejection::CaseTaken);
    // What was not chosen then can be chosen now.
    here.has(AN, vote(id(2), Appeals)).has(GESPREKSLEIDER, confirm(id(2)));
}

#[test]
fn a_confirmed_case_is_not_withdrawn_and_another_takes_its_votes_along() {
    let withdraw = |contribution| Command::Withdraw { contribution };
    let here = ballot().has(GESPREKSLEIDER, confirm(id(1))).has(AN, vote(id(2), Appeals));
    here.when(AN, withdraw(id(1))).then_refused(Rejection::CaseTaken);
    let here = here.has(BO, withdraw(id(2)));
    assert_eq!(here.me(AN).votes, []);
}
