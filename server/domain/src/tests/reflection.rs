//! Looking back for oneself: who may when, once for each question, and seen by nobody else.

use kring_protocol::RecordKey;
use kring_protocol::code::Rejection;
use kring_protocol::command::{Action, Command};
use kring_protocol::content::Content;
use kring_protocol::record::{Contribution, Record};

use super::given::{
    AN, BO, EVERYBODY, GESPREKSLEIDER, Given, INBRENGER, at, id, lobby, standing_at, started,
};
use super::script::{contribute, idea, method, note, reflection};
use super::wire::{snapshot, told};
use crate::event::Event;
use crate::{Create, Request};

fn closed() -> Given {
    standing_at("brainstorm/ideeen").has(GESPREKSLEIDER, Command::Close)
}

fn reflect(question: &str, text: &str) -> Command {
    contribute(at("brainstorm/ideeen"), reflection(question, text))
}

fn added(content: Content, here: &Given) -> Event {
    let at = here.state.position.clone();
    let (held, anonymous) = (false, false);
    Event::ContributionAdded { id: id(100), author: AN, at, round: 1, held, anonymous, content }
}

fn own(here: &Given) -> Vec<Contribution> {
    let records = here.view(AN).into_iter().filter_map(|record| match record {
        Record::Contribution(contribution) => Some(contribution),
        _ => None,
    });
    records.collect()
}

#[test]
fn everybody_looks_back_from_the_start_until_it_is_erased_also_while_muted_or_in_silence() {
    lobby().when(AN, reflect("meenemen", "x")).then_refused(Rejection::NotRunning);
    let silence = Command::StartSilence { seconds: 60 };
    let silent = started().has(GESPREKSLEIDER, silence);
    for here in [silent, standing_at("brainstorm/ideeen"), closed()] {
        let content = reflection("meenemen", "rust");
        here.when(AN, reflect("meenemen", "rust")).then([added(content, &here)]);
        here.has(INBRENGER, reflect("anders", "ook ik"));
    }
    let erased = closed().has(GESPREKSLEIDER, Command::Erase);
    erased.when(AN, reflect("meenemen", "x")).then_refused(Rejection::NotInMeeting);
}

#[test]
fn each_question_has_one_answer_and_what_is_written_again_replaces_it() {
    let here = closed().wrote(AN, id(1), reflection("meenemen", "rust"));
    let content = reflection("meenemen", "geduld");
    let edited = Event::ContributionEdited { id: id(1), content: content.clone() };
    let here = here.when(AN, reflect("meenemen", "geduld")).then([edited]);
    assert_eq!(own(&here).iter().map(|c| c.content.clone()).collect::<Vec<_>>(), [content]);
    here.when(AN, reflect("meenemen", "geduld")).then_nothing();
    let edit = |content| Command::Edit { contribution: id(1), content };
    here.when(AN, edit(reflection("anders", "x"))).then_refused(Rejection::KindChanged);
    here.when(AN, edit(note("x"))).then_refused(Rejection::KindChanged);
    here.when(AN, reflect("niets", "x")).then_refused(Rejection::KindNotOpen);
    here.when(AN, reflect("anders", " ")).then_refused(Rejection::TextEmpty);
    here.when(BO, edit(reflection("meenemen", "x"))).then_refused(Rejection::MeetingClosed);
    let gone = Event::ContributionWithdrawn { id: id(1) };
    here.when(AN, Command::Withdraw { contribution: id(1) }).then([gone]);
}

#[test]
fn after_closing_nothing_else_is_written_or_changed() {
    let here = standing_at("kern/kern").wrote(AN, id(1), note("van mij"));
    let here = here.has(GESPREKSLEIDER, Command::Close);
    let edit = Command::Edit { contribution: id(1), content: note("anders") };
    here.when(AN, edit).then_refused(Rejection::MeetingClosed);
    let withdraw = Command::Withdraw { contribution: id(1) };
    here.when(AN, withdraw).then_refused(Rejection::MeetingClosed);
    for content in [note("x"), idea("x")] {
        here.when(AN, contribute(at("kern/kern"), content)).then_refused(Rejection::MeetingClosed);
    }
    assert!(!here.me(AN).may_note);
}

#[test]
fn of_what_somebody_looks_back_on_nobody_else_learns_anything() {
    for here in [standing_at("kern/kern"), closed()] {
        let written = here.decided(&Request::Command {
            by: AN,
            session: super::given::SESSION,
            command: reflect("meenemen", "geheim"),
        });
        assert_eq!(told(&here, &written), [AN]);
        let after = here.clone().given(written);
        assert!(after.sees(AN, &RecordKey::Contribution(id(100))).is_some());
        for other in EVERYBODY.into_iter().filter(|who| *who != AN) {
            assert_eq!(snapshot(&after, other), snapshot(&here, other), "{other}");
        }
        let blot = after.clone();
        if blot.state.closed_at_ms.is_some() {
            let name = Command::BlotName { name: "geheim".to_owned() };
            blot.when(INBRENGER, name).then_refused(Rejection::NothingToBlot);
        }
        let left = after.has(AN, Command::Leave);
        assert!(left.state.contributions.is_empty(), "it goes with its author");
    }
}

#[test]
fn where_a_method_asks_nothing_a_closed_meeting_stays_closed() {
    let method = kring_protocol::script::Method { reflection: vec![], ..method() };
    let create = Create { method, ..super::given::create() };
    let here = super::given::unborn().accept(&Request::Create(Box::new(create)));
    let here = here.has(GESPREKSLEIDER, Command::Start).has(GESPREKSLEIDER, Command::Close);
    here.when(GESPREKSLEIDER, reflect("meenemen", "x")).then_refused(Rejection::MeetingClosed);
    assert!(!here.me(GESPREKSLEIDER).may.contains(&Action::Contribute));
}
