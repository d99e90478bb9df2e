//! Two meetings that differ in one private thing look the same, byte for byte, to whoever may not
//! know of it.

use kring_protocol::code::Rejection;
use kring_protocol::command::Command;
use kring_protocol::content::{Content, Response, VoteMark};
use kring_protocol::ids::{ContributionId, ParticipantId};
use kring_protocol::{Record, RecordKey};

use super::given::{
    AN, BO, EVERYBODY, GESPREKSLEIDER, Given, INBRENGER, SESSION, at, id, lobby, standing_at,
    started,
};
use super::script::{advice, case, contribute, experience, idea, note, observation, theme};
use super::wire::{snapshot, told, updates};
use crate::Request;
use crate::event::Event;

fn ask(here: &Given, by: ParticipantId, command: Command) -> Vec<Event> {
    here.decided(&Request::Command { by, session: SESSION, command })
}

fn write(here: &Given, by: ParticipantId, content: Content) -> Vec<Event> {
    let at = here.state.position.clone().unwrap_or_else(|| at("keuze/schrijven"));
    ask(here, by, contribute(at, content))
}

fn edit(contribution: ContributionId, content: Content) -> Command {
    Command::Edit { contribution, content }
}

fn withdraw(contribution: ContributionId) -> Command {
    Command::Withdraw { contribution }
}

fn reveal(place: &str) -> Command {
    Command::Reveal { from: at(place) }
}

#[track_caller]
fn look_the_same(one: &Given, other: &Given, except: &[ParticipantId]) {
    for who in EVERYBODY.into_iter().filter(|who| !except.contains(who)) {
        assert_eq!(snapshot(one, who), snapshot(other, who));
    }
}

/// Writing, changing and withdrawing this reaches its author alone and leaves no trace for others.
#[track_caller]
fn concerns_its_author_alone(here: &Given, author: ParticipantId, texts: [Content; 2]) {
    let [first, longer] = texts;
    let mut with = here.clone();
    let steps = [None, Some(edit(id(100), longer)), Some(withdraw(id(100)))];
    for command in steps {
        let events = match command {
            None => write(&with, author, first.clone()),
            Some(command) => ask(&with, author, command),
        };
        assert_eq!(told(&with, &events), [author], "{events:?}");
        with = with.given(events);
        look_the_same(here, &with, &[author]);
    }
    assert_eq!(snapshot(here, author), snapshot(&with, author), "all is withdrawn");
}

#[test]
fn a_note_exists_for_its_author_alone() {
    let texts = || [note("kort"), note("een heel stuk langer dan zojuist")];
    let places = ["keuze/rondje", "brainstorm/ideeen", "afgewend/achteraf", "stilte/stilte"];
    for author in EVERYBODY {
        concerns_its_author_alone(&lobby(), author, texts());
        for place in places {
            concerns_its_author_alone(&standing_at(place), author, texts());
        }
    }
}

#[test]
fn what_is_held_back_exists_for_its_author_alone_and_not_for_the_overview() {
    for author in [AN, BO, GESPREKSLEIDER] {
        let texts = [case("Kort"), case("Een heel stuk langer dan zojuist")];
        concerns_its_author_alone(&started(), author, texts);
        let texts = [advice("rust"), advice("rust, en nog wat meer")];
        concerns_its_author_alone(&standing_at("anoniem/adviezen"), author, texts);
    }
}

#[test]
fn whether_anything_was_held_back_shows_in_nothing_when_it_is_withdrawn_before_the_reveal() {
    let here = standing_at("anoniem/adviezen");
    let taken_back = here.clone().wrote(AN, id(1), advice("rust")).has(AN, withdraw(id(1)));
    let next = |here: Given| here.walk_to("anoniem/bespreken");
    look_the_same(&next(here), &next(taken_back), &[]);
}

#[test]
fn votes_are_the_voters_own_until_they_are_counted() {
    let here = started()
        .wrote(AN, id(1), case("Een drukke klas"))
        .wrote(BO, id(2), case("Een stille ouder"))
        .walk_to("keuze/stemmen");
    let vote = |case, mark| Command::Vote { case, mark };
    let mut voted = here.clone();
    for (by, case, mark) in [
        (BO, id(1), VoteMark::Appeals),
        (BO, id(1), VoteMark::Recognised),
        (INBRENGER, id(2), VoteMark::Appeals),
    ] {
        let events = ask(&voted, by, vote(case, mark));
        assert_eq!(told(&voted, &events), [by]);
        voted = voted.given(events);
    }
    look_the_same(&here, &voted, &[BO, INBRENGER]);
    let otherwise = here.clone().has(BO, vote(id(1), VoteMark::Appeals));
    look_the_same(&otherwise, &voted, &[BO, INBRENGER]);
    let back = Command::WithdrawVote { case: id(2), mark: VoteMark::Appeals };
    let events = ask(&voted, INBRENGER, back);
    assert_eq!(told(&voted, &events), [INBRENGER]);
}

#[test]
fn a_count_does_not_tell_who_voted() {
    let here = started().wrote(AN, id(1), case("Een drukke klas")).walk_to("keuze/stemmen");
    let vote = || Command::Vote { case: id(1), mark: VoteMark::Appeals };
    let count = |by| here.clone().has(by, vote()).has(GESPREKSLEIDER, Command::RevealVotes);
    look_the_same(&count(BO), &count(INBRENGER), &[BO, INBRENGER]);
}

#[test]
fn whoever_of_two_wrote_an_anonymous_text_it_looks_the_same_to_the_others() {
    let here = standing_at("anoniem/adviezen");
    let written_by = |author| here.clone().wrote(author, id(1), advice("meer rust"));
    let (an, bo) = (written_by(AN), written_by(BO));
    look_the_same(&an, &bo, &[AN, BO]);

    let show = |here: &Given| ask(here, GESPREKSLEIDER, reveal("anoniem/adviezen"));
    for (one, other) in updates(&an, &show(&an)).into_iter().zip(updates(&bo, &show(&bo))) {
        let author = [AN, BO].contains(&one.0);
        assert!(one.1.is_some(), "everybody is shown the advice");
        assert!(author || one == other);
    }
    let (an, bo) = (an.clone().given(show(&an)), bo.clone().given(show(&bo)));
    look_the_same(&an, &bo, &[AN, BO]);
    let change = |here: Given, by| {
        here.has(by, edit(id(1), advice("veel meer rust"))).has(GESPREKSLEIDER, Command::Close)
    };
    look_the_same(&change(an.clone(), AN), &change(bo, BO), &[AN, BO]);

    let Some(Record::Contribution(own)) = an.sees(AN, &RecordKey::Contribution(id(1))) else {
        panic!("an author sees their own text")
    };
    assert_eq!((own.author, own.mine), (None, true));
}

#[test]
fn the_author_of_an_anonymous_text_is_refused_no_differently_from_others() {
    let here = standing_at("anoniem/adviezen").wrote(AN, id(1), advice("meer rust"));
    let here = here.walk_to("anoniem/bespreken");
    for by in [BO, GESPREKSLEIDER, INBRENGER] {
        here.when(by, withdraw(id(1))).then_refused(Rejection::NotYours);
    }
}

#[test]
fn what_is_shown_together_is_in_no_order_of_writing() {
    let here = standing_at("anoniem/adviezen");
    let texts = [(AN, id(3), "drie"), (BO, id(1), "een"), (GESPREKSLEIDER, id(2), "twee")];
    let written = |order: [usize; 3]| {
        let one = |here: Given, n: usize| here.wrote(texts[n].0, texts[n].1, advice(texts[n].2));
        order.into_iter().fold(here.clone(), one)
    };
    let shown = |order| written(order).has(GESPREKSLEIDER, reveal("anoniem/adviezen"));
    let left = |order| written(order).walk_to("anoniem/bespreken");
    for order in [[0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        look_the_same(&shown([0, 1, 2]), &shown(order), &[]);
        look_the_same(&left([0, 1, 2]), &left(order), &[]);
    }
}

#[test]
fn an_inbrenger_who_is_turned_away_learns_of_nothing_until_the_step_is_left() {
    let empty = standing_at("afgewend/achteraf");
    assert!(empty.me(INBRENGER).turned_away);
    let mut here = empty.clone();
    for (by, command) in [
        (AN, contribute(at("afgewend/achteraf"), idea("praat met de ouders"))),
        (AN, edit(id(100), idea("praat eerst met de ouders"))),
        (BO, Command::Support { contribution: id(100), supports: true }),
        (GESPREKSLEIDER, Command::Choose { contribution: id(100), chosen: true }),
        (BO, contribute(at("afgewend/achteraf"), idea("wacht af"))),
        (BO, withdraw(id(101))),
    ] {
        let events = ask(&here, by, command);
        let told = told(&here, &events);
        assert!(!told.contains(&INBRENGER) && told.contains(&GESPREKSLEIDER), "{events:?}");
        here = here.given(events);
        assert_eq!(snapshot(&empty, INBRENGER), snapshot(&here, INBRENGER));
    }
    // Their own words are theirs all along.
    let here = here.wrote(INBRENGER, id(1), experience("dat deed ik al"));
    assert!(here.sees(INBRENGER, &RecordKey::Contribution(id(1))).is_some());
    let next = Command::Next { from: at("afgewend/achteraf") };
    let events = ask(&here, GESPREKSLEIDER, next);
    let (_, update) =
        updates(&here, &events).into_iter().find(|(who, _)| *who == INBRENGER).unwrap();
    assert!(update.unwrap().contains("praat eerst met de ouders"));
    assert!(snapshot(&here.given(events), INBRENGER).contains("praat eerst met de ouders"));
}

#[test]
fn the_step_that_turns_an_inbrenger_away_does_not_turn_away_the_next_one() {
    let here = standing_at("afgewend/achteraf").wrote(AN, id(1), idea("wacht af"));
    let again = Command::StartRound { from: at("afgewend/achteraf") };
    let here = here
        .has(GESPREKSLEIDER, again)
        .has(GESPREKSLEIDER, Command::AppointInbrenger { participant: BO })
        .walk_to("afgewend/achteraf")
        .wrote(AN, id(2), idea("bel ze"));
    let sees = |who, n| here.sees(who, &RecordKey::Contribution(id(n))).is_some();
    assert!(sees(BO, 1) && !sees(BO, 2), "the earlier round is over");
    assert!(sees(INBRENGER, 1) && sees(INBRENGER, 2));
}

#[test]
fn asking_after_what_is_hidden_is_answered_as_if_it_did_not_exist() {
    let held = standing_at("anoniem/adviezen").wrote(AN, id(1), advice("rust")).wrote(
        AN,
        id(2),
        note("voor mij"),
    );
    let cases = started().wrote(AN, id(1), case("x")).wrote(AN, id(2), note("voor mij"));
    let away = standing_at("afgewend/achteraf").wrote(AN, id(1), observation("je zucht"));
    let away = away.wrote(AN, id(2), idea("x"));
    let gather = |here: &Given, what| contribute(here.position(), theme("x", &[what]));
    for (here, probing) in [
        (&held, &[BO, GESPREKSLEIDER, INBRENGER][..]),
        (&cases, &[BO, GESPREKSLEIDER][..]),
        (&away, &[INBRENGER][..]),
    ] {
        for by in probing {
            let commands = |what| {
                let response = Response::Appeal { appeals: true, why: String::new() };
                [
                    edit(what, advice("x")),
                    withdraw(what),
                    Command::Respond { to: what, response },
                    Command::Support { contribution: what, supports: true },
                    Command::Choose { contribution: what, chosen: true },
                    Command::Vote { case: what, mark: VoteMark::Appeals },
                    Command::WithdrawVote { case: what, mark: VoteMark::Appeals },
                    Command::ConfirmCase { case: what },
                    gather(here, what),
                ]
            };
            let answer = |command| {
                let request = Request::Command { by: *by, session: SESSION, command };
                crate::decide(&here.state, &here.context, &request)
            };
            for hidden in [id(1), id(2)] {
                for (real, nonsense) in commands(hidden).into_iter().zip(commands(id(404))) {
                    assert_eq!(answer(real.clone()), answer(nonsense), "{real:?}");
                }
            }
        }
    }
}

#[test]
fn whoever_was_removed_is_sent_nothing_not_even_about_that() {
    let here = standing_at("kern/kern");
    let events = ask(&here, GESPREKSLEIDER, Command::Remove { participant: AN, texts: false });
    assert!(!told(&here, &events).contains(&AN) && told(&here, &events).contains(&BO));
    assert_eq!(snapshot(&here.given(events), AN), "[]");
}

#[test]
fn nobody_builds_on_what_is_hidden_from_them() {
    let here = standing_at("afgewend/achteraf").wrote(AN, id(1), observation("je zucht"));
    let gather = || contribute(at("afgewend/achteraf"), theme("rust", &[id(1)]));
    here.when(INBRENGER, gather()).then_refused(Rejection::UnknownContribution);
    here.has(BO, gather());
}

#[test]
fn two_people_with_the_same_part_in_a_meeting_get_the_same_bytes() {
    let here = standing_at("kern/kern");
    let events = write(&here, INBRENGER, super::script::kernvraag("Durf ik?"));
    let bytes: Vec<_> = updates(&here, &events).into_iter().map(|(_, update)| update).collect();
    assert_eq!(bytes[1], bytes[2]);
    assert_eq!(bytes[2], bytes[3]);
}
