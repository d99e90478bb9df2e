//! What people take along from one meeting of a group to the next.

use kring_protocol::code::Rejection;
use kring_protocol::command::Command;
use kring_protocol::content::{Content, Goal, Kind, Progress};
use kring_protocol::ids::ParticipantId;
use kring_protocol::record::{Beforehand, Contribution, Record, RecordKey, Taking};
use kring_protocol::script::{InbrengerState, Method, Step};

use super::given::{
    AN, BO, EVERYBODY, GESPREKSLEIDER, GROUP, Given, INBRENGER, LAST_TIME, NOW, at, create, id,
    join, take_in, unborn,
};
use super::script::{ALL, action, idea, method, open, phase, step, takeaway};
use crate::event::Event;
use crate::{Create, Request, due_ms};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// A method that begins by looking back and ends with an evaluation.
fn looks_back() -> Method {
    let step_of = |id, kind| Step { opens: vec![open(kind, &ALL)], ..step(id) };
    let mut phases = vec![phase("terug", 5, vec![step_of("terug", Kind::Lookback)])];
    phases.extend(method().phases);
    phases.push(phase("evalueren", 5, vec![step_of("evalueren", Kind::Evaluation)]));
    Method { phases, ..method() }
}

/// A meeting of a group of four, who are all members of it, by this method.
fn of_group_by(before: Given, method: Method) -> Given {
    let create = Create { method, group: Some(GROUP), ..create() };
    let here = before.accept(&Request::Create(Box::new(create)));
    let names = [(INBRENGER, "Ineke"), (AN, "An"), (BO, "Bo")];
    let here = names.into_iter().fold(here, |here, (who, name)| here.accept(&join(who, name)));
    here.given(
        [INBRENGER, AN, BO].map(|participant| Event::MemberEntered { participant, device: None }),
    )
}

/// An wrote these in a meeting of a group, and it is over.
fn over(written: &[(u128, Content)]) -> Given {
    let here = of_group_by(unborn(), looks_back()).has(GESPREKSLEIDER, Command::Start);
    let here = here.walk_to("plan/plan");
    let here = written.iter().fold(here, |here, (n, one)| here.wrote(AN, id(*n), one.clone()));
    here.has(GESPREKSLEIDER, Command::Close)
}

fn takes(contributions: &[u128]) -> Command {
    Command::TakeAlong { contributions: contributions.iter().map(|n| id(*n)).collect() }
}

fn seen(here: &Given, viewer: ParticipantId, n: u128) -> Option<Contribution> {
    here.view(viewer).into_iter().find_map(|record| match record {
        Record::Contribution(one) if one.id == id(n) => Some(one),
        _ => None,
    })
}

fn lookback(of: Option<u128>, text: &str, progress: Option<Progress>) -> Content {
    Content::Lookback { text: text.to_owned(), of: of.map(id), progress, next_step: None }
}

fn looking_back(place: &str, content: Content) -> Command {
    Command::Contribute { at: at(place), content }
}

#[test]
fn somebody_chooses_what_goes_along_and_chooses_again() {
    let over = over(&[(1, action("ouders bellen")), (2, action("oefenen"))]);
    over.when(AN, takes(&[1]))
        .then([Event::TakingChosen { participant: AN, contributions: vec![id(1)] }]);
    let chosen = over.has(AN, takes(&[2, 1, 2]));
    let taken = chosen.me(AN).takes_along.unwrap();
    assert_eq!((taken.contributions, taken.state), (vec![id(2), id(1)], Taking::Waits));
    chosen.when(AN, takes(&[2, 1])).then([]);
    assert_eq!(chosen.has(AN, takes(&[])).me(AN).takes_along, None);
}

#[test]
fn only_what_is_ones_own_and_has_ones_name_goes_along() {
    let over = over(&[(1, action("ouders bellen"))]);
    over.when(BO, takes(&[1])).then_refused(Rejection::NotTakeable);
    over.when(AN, takes(&[404])).then_refused(Rejection::NotTakeable);
    let many: Vec<u128> = (1..=13).collect();
    over.when(AN, takes(&many)).then_refused(Rejection::TooManyItems);
    let guest = over.given([Event::MemberEntered { participant: GESPREKSLEIDER, device: None }]);
    guest.when(GESPREKSLEIDER, takes(&[])).then([]);
}

#[test]
fn a_case_a_note_or_what_has_no_name_stays_where_it_was() {
    let here = of_group_by(unborn(), looks_back()).has(GESPREKSLEIDER, Command::Start);
    let added = |n, anonymous, content| Event::ContributionAdded {
        id: id(n),
        author: AN,
        at: Some(here.position()),
        round: 1,
        held: false,
        anonymous,
        content,
    };
    let written = [
        added(1, false, super::script::case("een klas")),
        added(2, false, super::script::note("onthouden")),
        added(3, true, action("zonder naam")),
        added(4, false, action("met naam")),
    ];
    let over = here.clone().given(written).has(GESPREKSLEIDER, Command::Close);
    for number in [1, 2, 3] {
        over.when(AN, takes(&[number])).then_refused(Rejection::NotTakeable);
    }
    assert!(over.when(AN, takes(&[4])).outcome().is_ok());
}

#[test]
fn what_is_brought_counts_as_what_is_written_does_in_number_and_in_bytes() {
    let here = of_group_by(unborn(), looks_back());
    let many = |count: u128| (1..=count).map(|n| (n, action("x"))).collect::<Vec<_>>();
    assert!(here.asked(&take_in(AN, many(120))).outcome().is_ok());
    here.asked(&take_in(AN, many(121))).then_refused(Rejection::ShareFull);
    let long = |count: u128| (1..=count).map(|n| (n, action(&"x".repeat(4_000)))).collect();
    assert!(here.asked(&take_in(AN, long(32))).outcome().is_ok());
    here.asked(&take_in(AN, long(33))).then_refused(Rejection::ShareFull);
    // What it takes the place of does not count.
    let full = here.accept(&take_in(AN, many(120)));
    assert!(full.asked(&take_in(AN, long(32))).outcome().is_ok());
}

#[test]
fn a_muted_inbrenger_says_nothing_by_what_they_took_along() {
    let muted = |mut method: Method| {
        method.phases[0].steps[0].inbrenger = InbrengerState::Muted;
        method
    };
    let here = of_group_by(unborn(), muted(looks_back()));
    let here = here.accept(&take_in(AN, vec![(1, action("van An"))]));
    let here = here.accept(&take_in(INBRENGER, vec![(2, action("van Ineke"))]));
    let on = here
        .has(GESPREKSLEIDER, Command::AppointInbrenger { participant: INBRENGER })
        .has(GESPREKSLEIDER, Command::Start);
    assert!(seen(&on, BO, 1).is_some() && seen(&on, BO, 2).is_none());
    assert_eq!(seen(&on, INBRENGER, 2).unwrap().beforehand, Some(Beforehand::Waits));
}

#[test]
fn a_next_step_that_is_blotted_out_goes_again_as_it_is_now() {
    let here = of_group_by(unborn(), looks_back()).accept(&take_in(AN, vec![(1, action("een"))]));
    let said = Content::Lookback {
        text: String::new(),
        of: Some(id(1)),
        progress: None,
        next_step: Some("Sem opzoeken".to_owned()),
    };
    let on = here.has(GESPREKSLEIDER, Command::Start).has(AN, looking_back("terug/terug", said));
    let on = on.given([Event::InbrengerChosen { participant: AN, case: None }]);
    let over = on.has(GESPREKSLEIDER, Command::Close).has(AN, takes(&[1]));
    let settle =
        |arrived| Request::SettleTaking { participant: AN, contributions: vec![id(1)], arrived };
    let there = over.accept(&settle(true));
    let blotted = there.has(AN, Command::BlotText { contribution: id(100) });
    assert_eq!(blotted.me(AN).takes_along.unwrap().state, Taking::Waits);
    assert_eq!(blotted.state.going_on(AN), [(id(1), action("een"))]);
}

#[test]
fn a_guest_and_a_meeting_without_a_group_take_nothing_along() {
    let alone = super::given::started().has(GESPREKSLEIDER, Command::Close);
    alone.when(AN, takes(&[])).then_refused(Rejection::NoGroup);
    let guest = of_group_by(unborn(), looks_back()).accept(&join(super::given::person(9), "Gast"));
    let over = guest.has(GESPREKSLEIDER, Command::Start).has(GESPREKSLEIDER, Command::Close);
    over.when(super::given::person(9), takes(&[])).then_refused(Rejection::NoGroup);
}

#[test]
fn it_is_taken_along_once_the_meeting_is_over() {
    let here = of_group_by(unborn(), looks_back()).has(GESPREKSLEIDER, Command::Start);
    here.when(AN, takes(&[])).then_refused(Rejection::StillRunning);
}

#[test]
fn what_was_chosen_anew_on_the_way_is_not_settled_by_the_answer_to_what_was_chosen_before() {
    let settle = |taken: &[u128], arrived| Request::SettleTaking {
        participant: AN,
        contributions: taken.iter().map(|n| id(*n)).collect(),
        arrived,
    };
    let over = over(&[(1, action("ouders bellen")), (2, action("oefenen"))]).has(AN, takes(&[1]));
    let anew = over.has(AN, takes(&[1, 2]));
    anew.asked(&settle(&[1], true)).then([]);
    let arrived = anew.clone().accept(&settle(&[1, 2], true));
    assert_eq!(arrived.me(AN).takes_along.unwrap().state, Taking::Arrived);
    arrived.asked(&settle(&[1, 2], false)).then([]);
    let late = anew.accept(&settle(&[1, 2], false));
    assert_eq!(late.me(AN).takes_along.unwrap().state, Taking::TooLate);
    late.when(AN, takes(&[1, 2]))
        .then([Event::TakingChosen { participant: AN, contributions: vec![id(1), id(2)] }]);
}

#[test]
fn what_is_blotted_out_after_it_went_along_goes_again_as_it_is_now() {
    let over = over(&[(1, action("de moeder van Sem bellen")), (2, action("met Sem praten"))]);
    let arrived =
        Request::SettleTaking { participant: AN, contributions: vec![id(1), id(2)], arrived: true };
    // An brought a case as well, so the report is hers first.
    let chosen = over.given([Event::InbrengerChosen { participant: AN, case: None }]);
    let there = chosen.has(AN, takes(&[1, 2])).accept(&arrived);
    let blotted = there.has(AN, Command::BlotName { name: "Sem".to_owned() });
    assert_eq!(blotted.me(AN).takes_along.unwrap().state, Taking::Waits);
    let going = format!("{:?}", blotted.state.going_on(AN));
    assert!(!going.contains("Sem") && going.contains("de moeder van"), "{going}");
    let again = blotted.accept(&arrived);
    let whole = again.has(AN, Command::BlotText { contribution: id(2) });
    assert_eq!(whole.me(AN).takes_along.unwrap().state, Taking::Waits);
    assert_eq!(whole.state.going_on(AN).len(), 1, "nothing is left of the other");
}

#[test]
fn what_was_taken_along_waits_for_the_meeting_before_it_comes_to_be() {
    let before = unborn().accept(&take_in(AN, vec![(1, action("ouders bellen"))]));
    before.asked(&take_in(AN, vec![(1, action("ouders bellen"))])).then([]);
    let here = of_group_by(before, looks_back());
    let own = seen(&here, AN, 1).unwrap();
    assert_eq!((own.held, own.beforehand), (true, Some(Beforehand::Waits)));
    assert_eq!((own.taken_from_ms, own.at, own.round), (Some(LAST_TIME), None, 0));
    for other in [GESPREKSLEIDER, INBRENGER, BO] {
        assert_eq!(seen(&here, other, 1), None);
    }
}

#[test]
fn what_is_brought_anew_takes_the_place_of_what_waits_and_leaves_what_came_up() {
    let here = of_group_by(unborn(), looks_back());
    let here = here.accept(&take_in(AN, vec![(1, action("een")), (2, action("twee"))]));
    let here = here.accept(&take_in(AN, vec![(2, action("twee"))]));
    assert_eq!((seen(&here, AN, 1), seen(&here, AN, 2).is_some()), (None, true));
    let on = here.has(GESPREKSLEIDER, Command::Start);
    assert!(seen(&on, BO, 2).is_some(), "it came up");
    let again = on.accept(&take_in(AN, vec![]));
    assert!(seen(&again, BO, 2).is_some());
}

#[test]
fn everybody_sees_it_where_the_meeting_looks_back_and_nowhere_before() {
    let before = of_group_by(unborn(), looks_back());
    let before = before.accept(&take_in(AN, vec![(1, action("ouders bellen"))]));
    let on = before.has(GESPREKSLEIDER, Command::Start);
    for viewer in EVERYBODY {
        let shown = seen(&on, viewer, 1).unwrap();
        assert_eq!((shown.held, shown.beforehand), (false, Some(Beforehand::Came)));
        assert_eq!((shown.at, shown.author), (Some(at("terug/terug")), Some(AN)));
    }
}

#[test]
fn where_the_plan_has_no_look_back_it_comes_up_in_the_first_step() {
    let before = of_group_by(unborn(), method());
    let before = before.accept(&take_in(AN, vec![(1, action("ouders bellen"))]));
    let on = before.has(GESPREKSLEIDER, Command::Start);
    assert_eq!(seen(&on, BO, 1).unwrap().at, Some(on.position()));
    let said = on.when(
        AN,
        Command::Contribute {
            at: on.position(),
            content: lookback(Some(1), "", Some(Progress::Done)),
        },
    );
    assert!(said.outcome().is_ok());
}

#[test]
fn what_should_stay_comes_back_at_the_evaluation() {
    let (keep, none) = ("de kring".to_owned(), String::new);
    let said = Content::Evaluation { worth_it: None, why: none(), keep, change: none() };
    let here = of_group_by(unborn(), looks_back()).accept(&take_in(AN, vec![(1, said)]));
    let on = here.has(GESPREKSLEIDER, Command::Start);
    assert_eq!(seen(&on, BO, 1), None);
    assert!(seen(&on.walk_to("evalueren/evalueren"), BO, 1).is_some());
}

#[test]
fn whoever_is_not_there_is_not_looked_back_on_until_they_come_in() {
    let create = Create { method: looks_back(), group: Some(GROUP), ..create() };
    let here = unborn().accept(&Request::Create(Box::new(create))).accept(&join(BO, "Bo"));
    let here = here.accept(&take_in(AN, vec![(1, action("ouders bellen"))]));
    let on = here.has(GESPREKSLEIDER, Command::Start);
    assert_eq!(seen(&on, BO, 1), None);
    assert!(seen(&on.accept(&join(AN, "An")), BO, 1).is_some());
}

#[test]
fn what_is_brought_while_the_meeting_stands_still_comes_up_when_it_goes_on() {
    let here = of_group_by(unborn(), looks_back()).has(GESPREKSLEIDER, Command::Start);
    let still = here.has(GESPREKSLEIDER, Command::Adjourn { until_ms: None });
    let still = still.accept(&take_in(AN, vec![(1, action("ouders bellen"))]));
    assert_eq!(seen(&still, BO, 1), None);
    let on = still.has(GESPREKSLEIDER, Command::ResumeMeeting);
    assert!(seen(&on, BO, 1).is_some());
}

#[test]
fn its_author_says_how_far_they_came_once_for_each_and_says_it_better() {
    let here = of_group_by(unborn(), looks_back());
    let here = here.accept(&take_in(AN, vec![(1, action("een")), (2, action("twee"))]));
    let on = here.has(GESPREKSLEIDER, Command::Start);
    let said = |of, text, progress| looking_back("terug/terug", lookback(Some(of), text, progress));
    let once = on.has(AN, said(1, "", Some(Progress::Partly)));
    let twice = once.when(AN, said(1, "Ze kwamen op school.", Some(Progress::Done)));
    twice.then([Event::ContributionEdited {
        id: id(100),
        content: lookback(Some(1), "Ze kwamen op school.", Some(Progress::Done)),
    }]);
    assert!(once.when(AN, said(2, "Nog niets.", None)).outcome().is_ok());
    once.when(AN, said(2, "", None)).then_refused(Rejection::TextEmpty);
    once.when(BO, said(1, "x", None)).then_refused(Rejection::UnknownContribution);
    let later = once.walk_to("keuze/schrijven");
    let late = Command::Contribute {
        at: at("keuze/schrijven"),
        content: lookback(Some(2), "te laat", None),
    };
    later.when(AN, late).then_refused(Rejection::PhaseClosed);
}

#[test]
fn looking_back_at_large_stays_what_it_was() {
    let on = of_group_by(unborn(), looks_back()).has(GESPREKSLEIDER, Command::Start);
    let said = |content| looking_back("terug/terug", content);
    assert!(on.when(BO, said(lookback(None, "Ik oefende.", None))).outcome().is_ok());
    on.when(BO, said(lookback(None, "", None))).then_refused(Rejection::TextEmpty);
    on.when(BO, said(lookback(Some(1), "x", None))).then_refused(Rejection::UnknownContribution);
}

#[test]
fn the_next_small_step_towards_a_goal_goes_on_with_it() {
    let goal = Content::Goal(Goal { behaviour: "rustig starten".to_owned(), ..Goal::default() });
    let here = of_group_by(unborn(), looks_back()).accept(&take_in(AN, vec![(1, goal.clone())]));
    let said = Content::Lookback {
        text: String::new(),
        of: Some(id(1)),
        progress: Some(Progress::NotYet),
        next_step: Some("bij de deur staan".to_owned()),
    };
    let on = here.has(GESPREKSLEIDER, Command::Start).has(AN, looking_back("terug/terug", said));
    let over = on.has(GESPREKSLEIDER, Command::Close).has(AN, takes(&[1]));
    let going = over.state.going_on(AN);
    assert_eq!(going, [(id(1), goal), (id(100), action("bij de deur staan"))]);
}

#[test]
fn what_was_taken_along_is_no_outcome_of_the_meeting_and_nobody_was_heard_by_it() {
    let goal = Content::Goal(Goal { behaviour: "rustig starten".to_owned(), ..Goal::default() });
    let here = of_group_by(unborn(), looks_back()).accept(&take_in(AN, vec![(1, goal)]));
    let on = here.has(GESPREKSLEIDER, Command::Start);
    assert!(on.overview().unheard.contains(&AN));
    assert!(on.overview().quiet.contains(&AN));
}

#[test]
fn what_never_came_up_is_kept_when_the_meeting_is_closed_and_can_go_on() {
    let line = vec![(1, takeaway("rust"))];
    let here = of_group_by(unborn(), looks_back()).has(GESPREKSLEIDER, Command::Start);
    let on = here.walk_to("keuze/schrijven").accept(&take_in(AN, line));
    let over = on.has(GESPREKSLEIDER, Command::Close);
    assert_eq!(seen(&over, AN, 1).unwrap().content, takeaway("rust"));
    assert_eq!(seen(&over, BO, 1), None);
    assert_eq!(over.has(AN, takes(&[1])).state.going_on(AN), [(id(1), takeaway("rust"))]);
}

#[test]
fn whoever_leaves_the_group_is_out_of_the_next_meeting_with_what_they_took_along() {
    let here = of_group_by(unborn(), looks_back());
    let here = here.accept(&take_in(AN, vec![(1, action("ouders bellen"))]));
    let gone = here.clone().accept(&Request::MemberGone { participant: AN });
    assert!(gone.state.present(AN).is_none() && gone.state.contributions.is_empty());
    let leader = here.accept(&take_in(GESPREKSLEIDER, vec![(2, idea("x"))]));
    let leads = leader.accept(&Request::MemberGone { participant: GESPREKSLEIDER });
    assert!(
        leads.state.present(GESPREKSLEIDER).is_some() && seen(&leads, GESPREKSLEIDER, 2).is_none()
    );
    let before = unborn().accept(&take_in(AN, vec![(1, action("ouders bellen"))]));
    let before = before.accept(&Request::MemberGone { participant: AN });
    assert!(before.state.contributions.is_empty());
}

#[test]
fn a_meeting_that_the_group_drops_is_erased_unless_it_has_begun_and_one_that_it_moves_moves() {
    let before = unborn().accept(&take_in(AN, vec![(1, action("ouders bellen"))]));
    before.asked(&Request::Drop).then([Event::MeetingErased]);
    let here = of_group_by(before, looks_back());
    here.asked(&Request::Drop).then([Event::MeetingErased]);
    let moved = here
        .accept(&Request::Reschedule { starts_at_ms: Some(NOW + DAY_MS), place: String::new() });
    assert_eq!(moved.state.scheduled_at_ms, Some(NOW + DAY_MS));
    moved
        .asked(&Request::Reschedule { starts_at_ms: Some(NOW + DAY_MS), place: String::new() })
        .then([]);
    let on = moved.has(GESPREKSLEIDER, Command::Start);
    on.asked(&Request::Drop).then([]);
    on.asked(&Request::Reschedule { starts_at_ms: None, place: String::new() }).then([]);
    unborn().asked(&Request::Drop).then([]);
}

#[test]
fn what_waits_for_a_meeting_without_a_date_is_kept_for_as_long_as_a_meeting_can_be() {
    let before = unborn().accept(&take_in(AN, vec![(1, action("ouders bellen"))]));
    assert_eq!(due_ms(&before.state, NOW), NOW + (365 + 30) * DAY_MS);
    let dated = before
        .accept(&Request::Reschedule { starts_at_ms: Some(NOW + DAY_MS), place: String::new() });
    assert_eq!(due_ms(&dated.state, NOW), NOW + 31 * DAY_MS);
    let erased = dated.accept(&Request::Erase { if_due: false });
    assert!(erased.state.is_erased() && erased.state.contributions.is_empty());
    let key = RecordKey::Contribution(id(1));
    assert!(!erased.view(AN).iter().any(|record| record.key() == key));
}
