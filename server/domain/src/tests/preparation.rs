//! Preparing: one's own until it is shared as a whole, read by others, and changed until the start.

use kring_protocol::RecordKey;
use kring_protocol::code::Rejection;
use kring_protocol::command::Command;
use kring_protocol::content::Content;
use kring_protocol::ids::ParticipantId;
use kring_protocol::record::{Record, SharedPreparation};

use super::given::{
    AN, BO, EVERYBODY, GESPREKSLEIDER, Given, INBRENGER, SESSION, at, id, lobby, standing_at,
};
use super::script::{contribute, idea, note, preparation};
use super::wire::{snapshot, told};
use crate::Request;
use crate::event::Event;

const SHARE: Command = Command::SharePreparation { shared: true };
const TAKE_BACK: Command = Command::SharePreparation { shared: false };

fn prepare(question: &str, text: &str) -> Command {
    contribute(at("keuze/schrijven"), preparation(question, text))
}

fn read(participant: ParticipantId) -> Command {
    Command::ReadPreparation { participant }
}

fn event_shared(participant: ParticipantId, shared: bool) -> Event {
    Event::PreparationShared { participant, shared }
}

/// An prepared two answers.
fn prepared() -> Given {
    lobby().wrote(AN, id(1), preparation("waarom", "omdat het nu speelt")).wrote(
        AN,
        id(2),
        preparation("wens", "rust"),
    )
}

fn shared() -> Given {
    prepared().has(AN, SHARE)
}

/// What others see of what somebody shared.
fn seen(here: &Given, by: ParticipantId, of: ParticipantId) -> Option<Vec<ParticipantId>> {
    let Some(Record::Participant(person)) = here.sees(by, &RecordKey::Participant(of)) else {
        panic!("everybody is seen")
    };
    person.preparation.map(|SharedPreparation { read_by }| read_by)
}

fn texts(here: &Given, by: ParticipantId) -> Vec<String> {
    let texts = here.view(by).into_iter().filter_map(|record| match record {
        Record::Contribution(seen) => match seen.content {
            Content::Preparation { text, .. } => Some(text),
            _ => None,
        },
        _ => None,
    });
    texts.collect()
}

#[test]
fn what_somebody_prepares_is_theirs_alone_until_they_share_it() {
    let here = lobby();
    let asked = Request::Command { by: AN, session: SESSION, command: prepare("wens", "geheim") };
    let written = here.decided(&asked);
    assert_eq!(told(&here, &written), [AN]);
    let after = here.clone().given(written);
    assert_eq!(texts(&after, AN), ["geheim"]);
    for other in EVERYBODY.into_iter().filter(|who| *who != AN) {
        assert_eq!(snapshot(&after, other), snapshot(&here, other), "{other}");
        after.when(other, read(AN)).then_refused(Rejection::NothingToRead);
    }
    let started = after.has(GESPREKSLEIDER, Command::Start);
    assert_eq!(texts(&started, AN), ["geheim"], "also while the meeting is on");
    assert!(texts(&started, GESPREKSLEIDER).is_empty());
}

#[test]
fn shared_it_is_seen_by_everybody_as_a_whole_and_taken_back_by_nobody_else_than_its_author() {
    lobby().when(AN, SHARE).then_refused(Rejection::NothingToShare);
    let here = prepared().when(AN, SHARE).then([event_shared(AN, true)]);
    for who in EVERYBODY {
        assert_eq!(texts(&here, who), ["omdat het nu speelt", "rust"]);
        assert_eq!(seen(&here, who, AN), Some(vec![]));
    }
    here.when(AN, SHARE).then_nothing();
    here.when(BO, TAKE_BACK).then_nothing();
    // What is answered from now on is shared with the rest.
    let here = here.has(AN, prepare("zorgen", "veel"));
    assert_eq!(texts(&here, BO).len(), 3);
    let here = here.when(AN, TAKE_BACK).then([event_shared(AN, false)]);
    assert!(texts(&here, BO).is_empty());
    assert_eq!((texts(&here, AN).len(), seen(&here, AN, AN)), (3, None));
}

#[test]
fn what_is_required_comes_with_it_for_those_who_bring_a_case() {
    // "waarom" is required of who brings a case; An answered nothing of that.
    let here = lobby().has(AN, prepare("wens", "rust"));
    here.clone().when(AN, SHARE).then([event_shared(AN, true)]);
    let here = here.has(AN, prepare("zorgen", "veel"));
    here.when(AN, SHARE).then_refused(Rejection::PreparationIncomplete);
    shared()
        .when(AN, Command::Withdraw { contribution: id(1) })
        .then_refused(Rejection::PreparationIncomplete);
    let gone = Event::ContributionWithdrawn { id: id(2) };
    shared().when(AN, Command::Withdraw { contribution: id(2) }).then([gone]);
    prepared().has(AN, Command::Withdraw { contribution: id(1) });
}

#[test]
fn others_say_that_they_read_it_and_other_words_are_read_anew() {
    let read_it = Event::PreparationRead { participant: AN, by: BO };
    let here = shared().when(BO, read(AN)).then([read_it]).has(INBRENGER, read(AN));
    for who in EVERYBODY {
        assert_eq!(seen(&here, who, AN), Some(vec![INBRENGER, BO]));
    }
    here.when(BO, read(AN)).then_nothing();
    here.when(AN, read(AN)).then_refused(Rejection::NothingToRead);
    here.when(AN, read(BO)).then_refused(Rejection::NothingToRead);
    assert_eq!(seen(&here.clone().has(BO, Command::Leave), AN, AN), Some(vec![INBRENGER]));
    let same = prepare("wens", "rust");
    here.when(AN, same).then_nothing();
    for changes in [prepare("wens", "meer rust"), prepare("zorgen", "veel"), TAKE_BACK] {
        let here = here.clone().has(AN, changes);
        assert!(seen(&here, BO, AN).is_none_or(|readers| readers.is_empty()));
        assert!(here.state.preparation_read.is_empty());
    }
}

#[test]
fn each_question_has_one_answer_and_it_is_changed_until_the_start() {
    let content = preparation("wens", "stilte");
    let edited = Event::ContributionEdited { id: id(2), content: content.clone() };
    prepared().when(AN, prepare("wens", "stilte")).then([edited]);
    prepared().when(AN, prepare("niets", "x")).then_refused(Rejection::KindNotOpen);
    prepared().when(AN, prepare("wens", " ")).then_refused(Rejection::TextEmpty);
    let edit = |content| Command::Edit { contribution: id(2), content };
    prepared().when(AN, edit(preparation("zorgen", "x"))).then_refused(Rejection::KindChanged);
    prepared().when(BO, edit(content.clone())).then_refused(Rejection::UnknownContribution);
    shared().when(BO, edit(content.clone())).then_refused(Rejection::NotYours);

    let on = shared().has(GESPREKSLEIDER, Command::Start);
    let withdraw = Command::Withdraw { contribution: id(2) };
    for command in [prepare("wens", "x"), prepare("zorgen", "x"), edit(content.clone()), withdraw] {
        on.when(AN, command).then_refused(Rejection::AlreadyStarted);
    }
    let closed = on.has(GESPREKSLEIDER, Command::Close);
    closed.when(AN, prepare("zorgen", "x")).then_refused(Rejection::MeetingClosed);
    closed.when(AN, TAKE_BACK).then_refused(Rejection::MeetingClosed);
}

#[test]
fn while_the_meeting_is_on_it_is_still_shared_read_and_taken_back() {
    let on = prepared().has(GESPREKSLEIDER, Command::Start);
    let here = on.when(AN, SHARE).then([event_shared(AN, true)]).has(BO, read(AN));
    assert_eq!(seen(&here, AN, AN), Some(vec![BO]));
    let spotlight = Command::Spotlight { contribution: Some(id(2)) };
    let here = here.has(GESPREKSLEIDER, spotlight).has(AN, TAKE_BACK);
    assert_eq!((here.stage().spotlight, texts(&here, BO)), (None, vec![]));
    let silent = here.has(GESPREKSLEIDER, Command::StartSilence { seconds: 60 });
    silent.when(AN, SHARE).then_refused(Rejection::Silence);
    let muted = standing_at("brainstorm/ideeen");
    muted.when(INBRENGER, SHARE).then_refused(Rejection::Muted);
}

#[test]
fn what_was_not_shared_goes_with_its_author_and_becomes_their_note_at_closing() {
    let left = prepared().has(AN, Command::Leave);
    assert!(left.state.contributions.is_empty());
    let left = shared().has(AN, Command::Leave);
    assert_eq!(texts(&left, BO), ["omdat het nu speelt", "rust"], "what was shared stays");
    let closed = prepared().has(GESPREKSLEIDER, Command::Start).has(GESPREKSLEIDER, Command::Close);
    let own = closed.sees(AN, &RecordKey::Contribution(id(2)));
    let Some(Record::Contribution(own)) = own else { panic!("it is kept for its author") };
    assert_eq!(own.content, note("rust"));
    assert!(closed.sees(BO, &RecordKey::Contribution(id(2))).is_none());
    let closed = shared().has(GESPREKSLEIDER, Command::Start).has(GESPREKSLEIDER, Command::Close);
    assert_eq!(texts(&closed, BO), ["omdat het nu speelt", "rust"]);
}

#[test]
fn where_nothing_is_asked_nothing_is_prepared() {
    let method = kring_protocol::script::Method { preparation: vec![], ..super::script::method() };
    let create = crate::Create { method, ..super::given::create() };
    let here = super::given::unborn().accept(&Request::Create(Box::new(create)));
    here.when(GESPREKSLEIDER, prepare("wens", "x")).then_refused(Rejection::KindNotOpen);
}

#[test]
fn a_step_opens_it_to_nobody_and_it_counts_for_no_phase() {
    let here = shared().has(GESPREKSLEIDER, Command::Start);
    assert!(here.overview().unheard.contains(&AN), "what was prepared was not said here");
    assert!(here.overview().quiet.contains(&AN));
    here.when(AN, contribute(at("keuze/schrijven"), idea("x")))
        .then_refused(Rejection::KindNotOpen);
}
