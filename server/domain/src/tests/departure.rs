//! Who leaves takes along what they had not shared, and one person has one vote.

use kring_protocol::code::Rejection;
use kring_protocol::command::Command;
use kring_protocol::content::{Content, VoteMark};
use kring_protocol::ids::ContributionId;
use kring_protocol::record::{Record, RecordKey, Tally};

use super::given::{
    AN, BO, EVERYBODY, GESPREKSLEIDER, Given, INBRENGER, at, id, join, person, standing_at, started,
};
use super::script::{advice, case, contribute, idea, kernvraag, note, question};
use crate::event::Event;

fn remove(participant: kring_protocol::ParticipantId, texts: bool) -> Command {
    Command::Remove { participant, texts }
}

fn left(participant: kring_protocol::ParticipantId, removed: bool) -> Event {
    Event::ParticipantLeft { participant, removed }
}

fn vote(case: ContributionId) -> Command {
    Command::Vote { case, mark: VoteMark::Appeals }
}

fn support(contribution: ContributionId) -> Command {
    Command::Support { contribution, supports: true }
}

/// An and the later inbrenger wrote a case, which are held back; Bo has a note.
fn cases_held() -> Given {
    started()
        .wrote(INBRENGER, id(1), case("een klas die niet wil"))
        .wrote(AN, id(2), case("een collega"))
        .wrote(BO, id(3), note("voor mezelf"))
}

fn ballot() -> Given {
    cases_held().walk_to("keuze/stemmen")
}

fn sees(here: &Given, what: ContributionId) -> usize {
    let key = RecordKey::Contribution(what);
    EVERYBODY.iter().filter(|who| here.sees(**who, &key).is_some()).count()
}

fn tally(here: &Given, case: ContributionId) -> u32 {
    let Some(Record::Tally(Tally { appeals, .. })) =
        here.sees(GESPREKSLEIDER, &RecordKey::Tally(case))
    else {
        panic!("no tally")
    };
    appeals
}

#[test]
fn what_was_held_back_and_private_goes_with_who_leaves_or_is_removed() {
    let withdrawn = |id| Event::ContributionWithdrawn { id };
    let here = cases_held();
    here.when(AN, Command::Leave).then([withdrawn(id(2)), left(AN, false)]);
    here.when(BO, Command::Leave).then([withdrawn(id(3)), left(BO, false)]);
    let here = here
        .when(GESPREKSLEIDER, remove(AN, false))
        .then([withdrawn(id(2)), left(AN, true)])
        .has(GESPREKSLEIDER, Command::Reveal { from: at("keuze/schrijven") });
    assert_eq!((sees(&here, id(1)), sees(&here, id(2))), (3, 0));
}

#[test]
fn what_was_shared_stays_under_its_authors_name_unless_it_is_taken_out_with_them() {
    let here = standing_at("brainstorm/ideeen")
        .wrote(AN, id(1), idea("bel ze"))
        .wrote(AN, id(2), idea("wacht"))
        .has(BO, support(id(1)));
    here.when(GESPREKSLEIDER, remove(AN, false)).then([left(AN, true)]);
    let here = here.when(GESPREKSLEIDER, remove(AN, true)).then([
        Event::ContributionWithdrawn { id: id(1) },
        Event::ContributionWithdrawn { id: id(2) },
        left(AN, true),
    ]);
    assert_eq!((sees(&here, id(1)), sees(&here, id(2))), (0, 0));
    // The case that a round took stays: the meeting is about it.
    let here = ballot().has(GESPREKSLEIDER, Command::ConfirmCase { case: id(2) });
    here.when(GESPREKSLEIDER, remove(AN, true)).then([left(AN, true)]);
}

#[test]
fn closing_publishes_nothing_that_was_held_back() {
    let here = standing_at("anoniem/adviezen")
        .wrote(AN, id(1), advice("wacht een week"))
        .has(GESPREKSLEIDER, Command::Close);
    assert_eq!(sees(&here, id(1)), 1);
    let Some(Record::Contribution(kept)) = here.sees(AN, &RecordKey::Contribution(id(1))) else {
        panic!("its author keeps it")
    };
    assert_eq!(kept.content, note("wacht een week"));
    assert_eq!((kept.author, kept.held), (Some(AN), false));
    // A case keeps its leervraag.
    let whole =
        Content::Case { text: "een klas".into(), leervraag: Some("Hoe nu?".into()), wish: None };
    let here = started().wrote(AN, id(1), whole).has(GESPREKSLEIDER, Command::Close);
    assert_eq!(here.state.contributions[&id(1)].content, note("een klas\nHoe nu?"));
}

#[test]
fn one_person_has_one_vote_however_often_they_return() {
    let mut here = ballot();
    for n in 0..3 {
        let guest = person(50 + n);
        here = here.accept(&join(guest, "Gast")).has(guest, vote(id(1))).has(guest, Command::Leave);
    }
    let here = here.has(BO, vote(id(1))).has(GESPREKSLEIDER, Command::RevealVotes);
    assert_eq!(tally(&here, id(1)), 1);
    // Counted is counted: who leaves afterwards changes nothing.
    let here = here
        .when(BO, Command::Leave)
        .then([Event::ContributionWithdrawn { id: id(3) }, left(BO, false)]);
    assert_eq!(tally(&here, id(1)), 1);
}

#[test]
fn support_goes_with_who_leaves_while_its_phase_is_going_on() {
    let here = standing_at("kern/kern")
        .wrote(AN, id(1), kernvraag("Wat heb je nodig?"))
        .has(BO, support(id(1)));
    let supported = Event::Supported { id: id(1), by: BO, supports: false };
    here.when(BO, Command::Leave).then([supported, left(BO, false)]);
    here.walk_to("brainstorm/ideeen").when(BO, Command::Leave).then([left(BO, false)]);
}

#[test]
fn other_words_are_supported_anew() {
    let here = standing_at("kern/kern")
        .wrote(AN, id(1), kernvraag("Wat heb je nodig?"))
        .has(BO, support(id(1)));
    let content = kernvraag("Wie kan je helpen?");
    let edited = Command::Edit { contribution: id(1), content: content.clone() };
    let here = here.when(AN, edited).then([
        Event::Supported { id: id(1), by: BO, supports: false },
        Event::ContributionEdited { id: id(1), content },
    ]);
    assert_eq!(here.state.contributions[&id(1)].supporters, []);
}

#[test]
fn a_case_keeps_its_words_from_the_ballot_on_whether_or_not_somebody_voted() {
    let edit = |id| Command::Edit { contribution: id, content: case("iets anders") };
    let before = cases_held().has(GESPREKSLEIDER, Command::Reveal { from: at("keuze/schrijven") });
    before
        .when(AN, edit(id(2)))
        .then([Event::ContributionEdited { id: id(2), content: case("iets anders") }]);
    for here in [
        ballot(),
        ballot().has(BO, vote(id(2))),
        ballot().has(GESPREKSLEIDER, Command::RevealVotes),
    ] {
        here.when(AN, edit(id(2))).then_refused(Rejection::CaseInBallot);
        // Taking it back is possible, and takes the votes along.
        let here = here.has(AN, Command::Withdraw { contribution: id(2) });
        assert!(here.state.votes.keys().all(|(case, _)| *case != id(2)));
    }
}

#[test]
fn a_muted_inbrenger_is_not_among_those_who_are_not_heard_from() {
    let quiet = |here: &Given| {
        let Some(Record::Overview(overview)) = here.sees(GESPREKSLEIDER, &RecordKey::Overview)
        else {
            panic!("no overview")
        };
        overview.quiet
    };
    let here = standing_at("brainstorm/ideeen");
    assert_eq!(quiet(&here), [AN, BO]);
    assert_eq!(quiet(&standing_at("kern/kern")), [INBRENGER, AN, BO]);
    let here = standing_at("verkenning/vragen").wrote(AN, id(1), question("Wat deed je?"));
    assert_eq!(quiet(&here), [INBRENGER, BO]);
    here.when(BO, contribute(at("verkenning/vragen"), idea("x")))
        .then_refused(Rejection::KindNotOpen);
}
