//! What one person may use of a meeting, and that all shares together fit what a view may hold.

use std::collections::BTreeSet;

use kring_protocol::code::Rejection;
use kring_protocol::command::Command;
use kring_protocol::content::{Content, Feasible, Response};
use kring_protocol::ids::{ContributionId, ParticipantId, PhaseId, Position, StepId};
use kring_protocol::limits;
use kring_protocol::record::{Record, RecordKey, Share, Visit};
use kring_protocol::roles::Concern;

use super::devices::{back, code, device};
use super::given::{
    AN, BO, GESPREKSLEIDER, Given, INBRENGER, at, id, join, lobby, person, standing_at, started,
};
use super::script::{case, contribute, need, note, theme};
use crate::event::Event;
use crate::rules::visibility_of;
use crate::{Logged, Viewer, Visibility, render};

/// A note by this person exists.
fn noted(here: Given, by: ParticipantId, id: ContributionId, text: &str) -> Given {
    here.given([Event::ContributionAdded {
        id,
        author: by,
        at: None,
        round: 1,
        held: false,
        anonymous: false,
        content: note(text),
    }])
}

/// This person wrote all the notes of their share.
fn full_of_notes(by: ParticipantId) -> Given {
    let ids = (1_000..).map(id).take(limits::PERSON_CONTRIBUTIONS);
    ids.fold(started(), |here, id| noted(here, by, id, "x"))
}

/// This person wrote as many bytes as they may.
fn full_of_bytes(by: ParticipantId) -> Given {
    let text = "x".repeat(limits::PERSON_BYTES / 100);
    let here = (1_000..).map(id).take(99).fold(started(), |here, id| noted(here, by, id, &text));
    noted(here, by, id(2_000), &"x".repeat(limits::PERSON_BYTES - 99 * text.len()))
}

fn write(content: Content) -> Command {
    contribute(at("keuze/schrijven"), content)
}

#[test]
fn one_person_writes_their_share_of_texts_notes_included_and_leaves_the_others_theirs() {
    let here = full_of_notes(AN);
    here.when(AN, write(note("x"))).then_refused(Rejection::ShareFull);
    here.when(AN, write(case("x"))).then_refused(Rejection::ShareFull);
    // A text that says nothing is told so first.
    here.when(AN, write(case(" "))).then_refused(Rejection::TextEmpty);
    let here = here.wrote(BO, id(1), case("x"));
    let here = here.has(AN, Command::Withdraw { contribution: id(1_000) });
    here.wrote(AN, id(2), case("x"));
}

#[test]
fn one_person_writes_their_share_of_bytes_and_can_only_make_it_shorter() {
    let here = full_of_bytes(AN);
    here.when(AN, write(note("x"))).then_refused(Rejection::ShareFull);
    let edit = |content| Command::Edit { contribution: id(2_000), content };
    let is = "x".repeat(limits::PERSON_BYTES % 100 + limits::PERSON_BYTES / 100);
    assert_eq!(here.state.contributions[&id(2_000)].content, note(&is));
    here.when(AN, edit(note(&format!("{is}y")))).then_refused(Rejection::ShareFull);
    let here = here.has(AN, edit(note("kort")));
    here.wrote(AN, id(1), note(&"y".repeat(is.len() - "kort".len())))
        .when(AN, write(note("x")))
        .then_refused(Rejection::ShareFull);
}

#[test]
fn what_the_inbrenger_answers_counts_as_theirs() {
    let mut here = standing_at("plan/behoeften");
    let long = "x".repeat(limits::TEXT_CHARS);
    let each = 4 * limits::TEXT_CHARS;
    let answer = |to| {
        let (feasible, text) = (Feasible::Yes, long.clone());
        let response = Response::Feasibility {
            feasible,
            reason: text.clone(),
            in_overview: text.clone(),
            in_plan: text.clone(),
            support: text,
        };
        Command::Respond { to, response }
    };
    for n in 0..=(limits::PERSON_BYTES / each) as u128 {
        here = here.wrote(AN, id(n), need("rust"));
    }
    for n in 0..(limits::PERSON_BYTES / each) as u128 {
        here = here.has(INBRENGER, answer(id(n)));
    }
    let last = id((limits::PERSON_BYTES / each) as u128);
    here.when(INBRENGER, answer(last)).then_refused(Rejection::ShareFull);
    // The same answer again takes nothing more.
    here.when(INBRENGER, answer(id(0))).then([Event::Responded {
        to: id(0),
        response: here.state.contributions[&id(0)].response.clone().unwrap(),
    }]);
}

#[test]
fn somebody_is_told_what_is_left_before_it_is_gone_and_nobody_else_is() {
    let mut here = started();
    let quarter = limits::PERSON_CONTRIBUTIONS / 4;
    for n in 0..limits::PERSON_CONTRIBUTIONS {
        let left = limits::PERSON_CONTRIBUTIONS - n;
        let told = here.me(AN).left;
        assert_eq!(told.map(|left| left.contributions), (left < quarter).then_some(left));
        here = noted(here, AN, id(1_000 + n as u128), "x");
    }
    let left =
        Share { contributions: 0, bytes: limits::PERSON_BYTES - limits::PERSON_CONTRIBUTIONS };
    assert_eq!(here.me(AN).left, Some(left));
    assert_eq!([BO, INBRENGER, GESPREKSLEIDER].map(|who| here.me(who).left), [None; 3]);
}

#[test]
fn whoever_changed_as_much_as_one_person_can_may_still_leave_and_end_what_they_lead() {
    let mut here = started();
    for logged in [
        Logged { entries: limits::PERSON_COMMANDS, bytes: 0 },
        Logged { entries: 0, bytes: limits::PERSON_LOG_BYTES },
    ] {
        here.context.logged = logged;
        here.when(AN, Command::RaiseHand).then_refused(Rejection::TooManyChanges);
        here.when(AN, write(note("x"))).then_refused(Rejection::TooManyChanges);
        here.clone().has(AN, Command::Leave);
        // It goes too far for them: said once, and again only once it was heard.
        let raise = |concern| Command::RaiseConcern { concern };
        let told = here.clone().has(AN, raise(Some(Concern::TooFar)));
        told.when(AN, raise(None)).then_refused(Rejection::TooManyChanges);
        here.clone().has(GESPREKSLEIDER, Command::Close).has(GESPREKSLEIDER, Command::Erase);
        // A meeting that stands still is closed once it goes on.
        let mut still = here.clone();
        still.context.logged = Logged::default();
        let mut still = still.has(GESPREKSLEIDER, Command::Adjourn { until_ms: None });
        still.context.logged = logged;
        still.has(GESPREKSLEIDER, Command::ResumeMeeting).has(GESPREKSLEIDER, Command::Close);
    }
    here.context.logged = Logged::default();
    here.has(AN, Command::RaiseHand);
}

#[test]
fn a_device_is_signed_out_also_when_it_used_up_the_share_of_its_owner() {
    let mut here = lobby().accept(&code(AN, 1)).accept(&back(AN, 1));
    here.context.logged = Logged { entries: limits::PERSON_COMMANDS, bytes: 0 };
    let here = here.has(AN, Command::RevokeDevice { device: device(1).id });
    assert_eq!(here.me(AN).devices.len(), 1);
}

#[test]
fn nobody_joins_once_all_shares_of_the_log_could_be_in_use() {
    let mut here = lobby();
    here.context.entries = limits::COMMANDS;
    here.asked(&join(person(9), "X")).then_refused(Rejection::MeetingFull);
    here.has(AN, Command::AcceptAgreements);
}

#[test]
fn a_phase_is_visited_and_a_round_begun_only_so_often() {
    let mut here = started();
    let there = PhaseId::from("kern");
    for planned in &mut here.state.plan {
        if planned.phase.id == there {
            let visit = Visit { round: 1, entered_at_ms: 0, left_at_ms: Some(0), extra_minutes: 0 };
            planned.visits = vec![visit; limits::VISITS];
        }
    }
    let go = Command::GoTo { from: here.position(), phase: there, step: None };
    here.when(GESPREKSLEIDER, go).then_refused(Rejection::MeetingFull);
    let mut here = standing_at("kern/kern");
    let rounds = std::iter::repeat_n(here.state.rounds[0].clone(), limits::VISITS);
    here.state.rounds = rounds.collect();
    let begin = Command::StartRound { from: here.position() };
    here.when(GESPREKSLEIDER, begin).then_refused(Rejection::MeetingFull);
}

/// The largest contribution record beside its texts: every id, the longest names of phase and step that
/// a method file may have, and everybody's support.
#[test]
fn a_contribution_takes_no_more_beside_its_texts_than_the_limits_say() {
    let mut here = standing_at("afgewend/achteraf").wrote(AN, id(1), theme("x", &[]));
    let mut contribution = here.state.contributions.get(&id(1)).unwrap().clone();
    contribution.supporters = (0..limits::PARTICIPANTS as u128).map(person).collect();
    // `ID_CHARS` of a method file.
    let long = "x".repeat(40);
    contribution.at = Some(Position { phase: PhaseId(long.clone()), step: StepId(long) });
    contribution.round = u32::MAX;
    contribution.response = Some(Response::Feasibility {
        feasible: Feasible::Partly,
        reason: String::new(),
        in_overview: "x".to_owned(),
        in_plan: String::new(),
        support: String::new(),
    });
    contribution.content = Content::Evaluation {
        worth_it: Some(kring_protocol::content::Worth::Partly),
        why: String::new(),
        keep: String::new(),
        change: String::new(),
    };
    here.state.contributions.insert(contribution);
    let viewer = Viewer::of(&here.state, AN).unwrap();
    let key = RecordKey::Contribution(id(1));
    let visibility = visibility_of(&here.state, &viewer, &key);
    assert_ne!(visibility, Visibility::Hidden);
    let record: Record = render(&here.state, &key, visibility).unwrap();
    let bytes = serde_json::to_string(&record).unwrap().len();
    assert!(bytes <= limits::RECORD_BYTES, "{bytes}");
}

#[test]
fn shares_are_of_equal_size_and_fill_the_meeting_exactly() {
    assert_eq!(limits::CONTRIBUTIONS, limits::PEOPLE * limits::PERSON_CONTRIBUTIONS);
    const { assert!(limits::PARTICIPANTS < limits::PEOPLE) };
    // One more person can still write after everybody who fits has written their share.
    let writers: BTreeSet<ParticipantId> = (0..limits::PEOPLE as u128).map(person).collect();
    assert_eq!(writers.len() * limits::PERSON_CONTRIBUTIONS, limits::CONTRIBUTIONS);
}
