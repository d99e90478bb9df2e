//! Planning, absence, and whose turn it is.

use std::collections::BTreeSet;

use kring_protocol::code::Rejection;
use kring_protocol::group::{Arrangements, GroupCommand, Leads, RoleHeld, Suits};
use kring_protocol::ids::{MemberId, SessionId};
use kring_protocol::limits;
use kring_protocol::script::Role;

use super::given::{BRAM, DAY_MS, GERDA, Given, ILSE, OMAR, START_MS, apply_as, three};
use crate::Effect;
use crate::group::{Event, Request, effects, rota};

fn plan(days: i64) -> GroupCommand {
    GroupCommand::PlanMeeting {
        method: "dialoog".to_owned(),
        starts_at_ms: Some(START_MS + days * DAY_MS),
        also_at_ms: vec![],
    }
}

fn last(given: &Given) -> SessionId {
    given.state.meetings.last().unwrap().session
}

/// Plans a meeting and holds it.
fn held(given: Given, days: i64, leads: MemberId, brings: MemberId) -> Given {
    let planned = given.has(GERDA, plan(days));
    let session = last(&planned);
    let roles = vec![
        RoleHeld { role: Role::Gespreksleider, member: leads },
        RoleHeld { role: Role::Inbrenger, member: brings },
    ];
    let at_ms = START_MS + days * DAY_MS;
    planned.does(&Request::MeetingHeld { session, at_ms, roles })
}

fn first(given: &Given, role: Role) -> MemberId {
    let turns = rota(&given.state);
    turns.iter().find(|turn| turn.role == role).unwrap().order[0].member
}

#[test]
fn a_meeting_is_planned_moved_and_dropped_by_any_member() {
    let planned = three().has(BRAM, plan(10));
    let session = last(&planned);
    let moved = planned.has(ILSE, GroupCommand::MoveMeeting { session, starts_at_ms: None });
    assert_eq!(moved.state.meeting(session).unwrap().starts_at_ms, None);
    let dropped = moved.has(GERDA, GroupCommand::CancelMeeting { session });
    assert_eq!(dropped.state.meetings, []);
    dropped
        .command(GERDA, GroupCommand::CancelMeeting { session })
        .then_refused(Rejection::UnknownMeeting);
    let odd = GroupCommand::PlanMeeting {
        method: "../x".to_owned(),
        starts_at_ms: None,
        also_at_ms: vec![],
    };
    dropped.command(GERDA, odd).then_refused(Rejection::UnknownMeeting);
}

#[test]
fn a_meeting_hears_that_it_was_moved_or_dropped_and_that_a_member_left() {
    let planned = three().has(BRAM, plan(10));
    let session = last(&planned);
    let moved = effects(&Event::MeetingMoved { session, starts_at_ms: None });
    assert_eq!(moved, [Effect::ChangeMeeting { session }]);
    let dropped = effects(&Event::MeetingCancelled { session });
    assert_eq!(dropped, [Effect::DropMeeting { session }]);
    let leaves = Event::MemberLeft { member: ILSE, meetings: vec![session] };
    assert!(effects(&leaves).contains(&Effect::LeaveMeeting { session, viewer: ILSE }));
    planned.command(ILSE, GroupCommand::Leave {}).then(&[leaves]);
    let held = planned.does(&Request::MeetingHeld { session, at_ms: START_MS, roles: vec![] });
    let none = Event::MemberLeft { member: ILSE, meetings: vec![] };
    held.command(ILSE, GroupCommand::Leave {}).then(&[none]);
}

#[test]
fn what_is_taken_along_plans_a_meeting_without_a_date_once_and_only_where_none_lies_ahead() {
    let over = held(three(), 1, GERDA, ILSE);
    let after = last(&over);
    let next = Request::PlanNext { after, by: ILSE };
    let planned = over.clone().does(&next);
    let meeting = planned.state.next_after(after).unwrap();
    assert_eq!((meeting.starts_at_ms, meeting.planned_by), (None, ILSE));
    assert_eq!(meeting.method, "dialoog");
    planned.asked(&next).then(&[]);
    let dated = held(three(), 1, GERDA, ILSE).has(BRAM, plan(20));
    dated.asked(&Request::PlanNext { after: dated.state.meetings[0].session, by: ILSE }).then(&[]);
    over.asked(&Request::PlanNext { after, by: OMAR }).then(&[]);
}

#[test]
fn a_year_is_planned_at_once_each_meeting_with_an_id_of_its_own_or_not_at_all() {
    let year = |count: i64| GroupCommand::PlanMeeting {
        method: "dialoog".to_owned(),
        starts_at_ms: Some(START_MS),
        also_at_ms: (1..count).map(|n| START_MS + n * 42 * DAY_MS).collect(),
    };
    let planned = three().has(BRAM, year(8));
    let ids: BTreeSet<SessionId> = planned.state.meetings.iter().map(|one| one.session).collect();
    assert_eq!((ids.len(), planned.state.ahead().len()), (8, 8));
    let last_ms = planned.state.ahead().last().unwrap().starts_at_ms;
    assert_eq!(last_ms, Some(START_MS + 7 * 42 * DAY_MS));
    planned.command(BRAM, year(13)).then_refused(Rejection::TooManyMeetings);
    let odd = GroupCommand::PlanMeeting {
        method: "dialoog".to_owned(),
        starts_at_ms: Some(START_MS),
        also_at_ms: vec![0],
    };
    planned.command(BRAM, odd).then_refused(Rejection::DurationOutOfRange);
}

#[test]
fn a_meeting_has_a_place_an_agenda_and_something_to_read_until_it_was_held() {
    let planned = three().has(BRAM, plan(10));
    let session = last(&planned);
    let details = |place: &str, agenda: &[&str], reading: &[&str]| {
        let lines = |all: &[&str]| all.iter().map(|line| (*line).to_owned()).collect();
        let (place, agenda, reading) = (place.to_owned(), lines(agenda), lines(reading));
        GroupCommand::SetMeetingDetails { session, place, agenda, reading }
    };
    let set = planned.has(ILSE, details("Lokaal 12", &["Terugblik"], &["https://a.example/x"]));
    let seen = set.seen_by(GERDA);
    for text in ["Lokaal 12", "Terugblik", "https://a.example/x"] {
        assert!(seen.contains(text), "{text} in {seen}");
    }
    set.command(BRAM, details("Lokaal 12", &["Terugblik"], &["https://a.example/x"])).then(&[]);
    set.command(BRAM, details("", &["x"; 13], &[])).then_refused(Rejection::TooManyItems);
    set.command(BRAM, details("", &[], &["x"; 9])).then_refused(Rejection::TooManyItems);
    set.command(BRAM, details("", &[], &[""])).then_refused(Rejection::TextEmpty);
    let held = set.does(&Request::MeetingHeld { session, at_ms: START_MS, roles: vec![] });
    assert!(!held.seen_by(GERDA).contains("Terugblik"));
    held.command(BRAM, details("", &[], &[])).then_refused(Rejection::UnknownMeeting);
}

#[test]
fn the_group_settles_who_leads_and_how_it_works() {
    let arrangements = Arrangements {
        leads: Leads::Rotates,
        input: "Ieder brengt een vraag mee".to_owned(),
        ..Arrangements::default()
    };
    let set = GroupCommand::SetArrangements { arrangements: arrangements.clone() };
    let settled = three().has(ILSE, set.clone());
    assert_eq!(settled.state.arrangements, arrangements);
    settled.command(BRAM, set).then(&[]);
    let input = "x".repeat(limits::LINE_CHARS + 1);
    let long = Arrangements { input, ..Arrangements::default() };
    let long = GroupCommand::SetArrangements { arrangements: long };
    settled.command(BRAM, long).then_refused(Rejection::TextTooLong);
}

#[test]
fn a_poll_is_answered_by_each_and_ends_with_a_meeting_from_which_who_cannot_is_absent() {
    let options = vec![START_MS + 2 * DAY_MS, START_MS + DAY_MS];
    let open = GroupCommand::OpenPoll { method: "dialoog".to_owned(), options };
    let asked = three().has(GERDA, open.clone());
    let poll = asked.state.polls[0].id;
    assert_eq!(asked.state.polls[0].options, [START_MS + DAY_MS, START_MS + 2 * DAY_MS]);
    let answers = |suits: &[Suits]| GroupCommand::AnswerPoll { poll, answers: suits.to_vec() };
    let answered = asked
        .has(ILSE, answers(&[Suits::No, Suits::Yes]))
        .has(BRAM, answers(&[Suits::Yes, Suits::IfNeedBe]))
        .has(ILSE, answers(&[Suits::No, Suits::IfNeedBe]));
    assert_eq!(answered.state.polls[0].answers.len(), 2);
    answered.command(ILSE, answers(&[Suits::No, Suits::IfNeedBe])).then(&[]);
    answered.command(ILSE, answers(&[Suits::No])).then_refused(Rejection::TooManyItems);
    let close = |option| GroupCommand::ClosePoll { poll, option };
    answered.command(BRAM, close(Some(2))).then_refused(Rejection::UnknownPoll);
    let planned = answered.clone().has(BRAM, close(Some(0)));
    let meeting = planned.state.meetings.last().unwrap();
    assert_eq!(meeting.starts_at_ms, Some(START_MS + DAY_MS));
    assert_eq!(meeting.absent.iter().copied().collect::<Vec<_>>(), [ILSE]);
    planned.command(BRAM, close(None)).then_refused(Rejection::UnknownPoll);
    assert_eq!(answered.clone().has(BRAM, close(None)).state.meetings, []);
    let gone = answered.has(ILSE, GroupCommand::Leave {});
    assert_eq!(gone.state.polls[0].answers.len(), 1);
    let one = GroupCommand::OpenPoll { method: "dialoog".to_owned(), options: vec![START_MS] };
    gone.command(BRAM, one).then_refused(Rejection::TooManyItems);
    let full = gone.has(BRAM, open.clone()).has(BRAM, open.clone());
    full.command(BRAM, open).then_refused(Rejection::TooManyMeetings);
}

#[test]
fn a_group_plans_two_years_ahead_and_forgets_its_oldest_meeting_after_six() {
    let mut group = three();
    for number in 0..limits::GROUP_MEETINGS {
        group = held(group, i64::try_from(number).unwrap(), GERDA, ILSE);
    }
    let oldest = group.state.meetings[0].session;
    for _ in 0..limits::GROUP_MEETINGS_AHEAD {
        group = group.has(GERDA, plan(1_000));
    }
    group.command(GERDA, plan(1_000)).then_refused(Rejection::TooManyMeetings);
    assert_eq!(group.state.meetings.len(), limits::GROUP_MEETINGS);
    assert_eq!(group.state.meeting(oldest), None);
    assert_eq!(group.state.ahead().len(), limits::GROUP_MEETINGS_AHEAD);
}

#[test]
fn that_a_meeting_was_held_counts_once_and_for_members_alone() {
    let planned = three().has(GERDA, plan(1));
    let session = last(&planned);
    let told = |member| Request::MeetingHeld {
        session,
        at_ms: START_MS,
        roles: vec![RoleHeld { role: Role::Inbrenger, member }],
    };
    let once = planned.does(&told(OMAR));
    assert_eq!(once.state.meeting(session).unwrap().held.as_ref().unwrap().roles, []);
    let shown = once.seen_by(GERDA);
    assert!(
        shown.contains(&format!(r#""starts_at_ms":{START_MS}"#)),
        "the day it was held: {shown}"
    );
    once.asked(&told(ILSE)).then(&[]);
    let elsewhere = SessionId(uuid::Uuid::from_u128(5));
    let unknown = Request::MeetingHeld { session: elsewhere, at_ms: 0, roles: vec![] };
    once.asked(&unknown).then(&[]);
}

#[test]
fn whoever_had_a_role_longest_ago_comes_first_and_before_them_who_never_had_it() {
    let group = three();
    assert_eq!(first(&group, Role::Gespreksleider), GERDA, "who is in the group longest");
    let once = held(group, 1, GERDA, ILSE);
    assert_eq!(first(&once, Role::Gespreksleider), ILSE);
    assert_eq!(first(&once, Role::Inbrenger), GERDA);
    let twice = held(once, 40, ILSE, BRAM);
    assert_eq!(first(&twice, Role::Gespreksleider), BRAM);
    let thrice = held(twice, 80, BRAM, GERDA);
    assert_eq!(first(&thrice, Role::Gespreksleider), GERDA);
    let turns = rota(&thrice.state);
    let gerda = turns[0].order[0];
    assert_eq!((gerda.times, gerda.last_ms), (1, Some(START_MS + DAY_MS)), "with its reason");
}

#[test]
fn whoever_is_to_lead_is_never_the_one_to_bring_a_case() {
    let group = three();
    let turns = rota(&group.state);
    assert_eq!(turns[0].order[0].member, GERDA);
    let brings: Vec<MemberId> = turns[1].order.iter().map(|turn| turn.member).collect();
    assert_eq!(brings, [ILSE, BRAM, GERDA]);
}

#[test]
fn whoever_does_not_come_is_passed_over_and_nobody_is_asked_why() {
    let planned = three().has(GERDA, plan(10));
    let session = last(&planned);
    let absent = GroupCommand::TellAbsence { session, absent: true };
    let told = planned.has(GERDA, absent.clone());
    assert_eq!(first(&told, Role::Gespreksleider), ILSE);
    assert!(rota(&told.state)[0].order.last().unwrap().absent);
    told.command(GERDA, absent).then(&[]);
    let back = told.has(GERDA, GroupCommand::TellAbsence { session, absent: false });
    assert_eq!(first(&back, Role::Gespreksleider), GERDA);
}

#[test]
fn the_group_settles_a_turn_or_passes_somebody_over_until_the_next_meeting_was_held() {
    let pin = |role, member| GroupCommand::PinTurn { role, member };
    let skip = |role, member, skipped| GroupCommand::SkipTurn { role, member, skipped };
    let group = three().has(BRAM, skip(Role::Gespreksleider, GERDA, true));
    assert_eq!(first(&group, Role::Gespreksleider), ILSE);
    let pinned = group.has(ILSE, pin(Role::Gespreksleider, Some(BRAM)));
    assert_eq!(first(&pinned, Role::Gespreksleider), BRAM);
    assert!(rota(&pinned.state)[0].order[0].pinned);
    pinned
        .command(ILSE, pin(Role::Inbrenger, Some(BRAM)))
        .then_refused(Rejection::GespreksleiderIsNeverInbrenger);
    pinned.command(ILSE, pin(Role::Deelnemer, Some(BRAM))).then_refused(Rejection::NotAnOffice);
    pinned
        .command(ILSE, skip(Role::Inbrenger, OMAR, true))
        .then_refused(Rejection::UnknownParticipant);
    pinned.command(ILSE, pin(Role::Gespreksleider, Some(BRAM))).then(&[]);
    let after = held(pinned, 1, BRAM, ILSE);
    assert_eq!(first(&after, Role::Gespreksleider), GERDA, "passed over once");
    assert!(after.state.pinned.is_empty() && after.state.skipped.is_empty());
    let settled = after.has(GERDA, pin(Role::Verslaglegger, Some(ILSE)));
    let left = settled.has(ILSE, GroupCommand::Leave {});
    assert!(left.state.pinned.is_empty());
}

#[test]
fn a_meeting_that_was_planned_for_a_day_long_ago_says_nothing_of_the_next_one() {
    let missed = three().has(GERDA, plan(1));
    let absent = GroupCommand::TellAbsence { session: last(&missed), absent: true };
    let missed = missed.has(GERDA, absent);
    assert_eq!(first(&missed, Role::Gespreksleider), ILSE);
    let later = missed.has(GERDA, plan(40));
    let held = later.state.meetings[1].session;
    let at_ms = START_MS + 40 * DAY_MS;
    let roles = vec![RoleHeld { role: Role::Inbrenger, member: BRAM }];
    let after = later.does(&Request::MeetingHeld { session: held, at_ms, roles });
    assert_eq!(first(&after, Role::Gespreksleider), GERDA, "a later one was held since");
    assert_eq!(after.state.ahead().len(), 0);
}

#[test]
fn whoever_left_or_waits_has_no_turn() {
    let group = three().does(&apply_as(OMAR, "Omar")).has(ILSE, GroupCommand::Leave {});
    for turn in rota(&group.state) {
        let members: Vec<MemberId> = turn.order.iter().map(|turn| turn.member).collect();
        assert!(!members.contains(&OMAR) && !members.contains(&ILSE), "{members:?}");
    }
}

#[test]
fn a_group_remembers_no_word_of_a_meeting() {
    let group = held(three(), 1, GERDA, ILSE);
    let event = Event::MeetingHeld { session: last(&group), at_ms: 0, roles: vec![] };
    // There is no field that could hold one: a date, a method, and who had which role.
    assert_eq!(format!("{event:?}").split('{').next().map(str::trim), Some("MeetingHeld"));
    let seen = group.seen_by(BRAM);
    let meeting = seen.split(r#"{"type":"group_meeting","#).nth(1).unwrap();
    let fields: Vec<&str> = meeting
        .split(r#"},{"type""#)
        .next()
        .unwrap()
        .split(r#"",""#)
        .filter_map(|field| field.split(r#"":"#).next())
        .collect();
    assert!(fields.len() >= 3, "{fields:?}");
    for word in ["text", "title", "content", "case"] {
        assert!(!meeting.contains(&format!(r#""{word}""#)), "{meeting}");
    }
}

#[test]
fn a_meeting_that_is_on_is_neither_moved_nor_dropped_and_is_held_once_it_is_over() {
    let plan = GroupCommand::PlanMeeting {
        method: "dialoog".to_owned(),
        starts_at_ms: Some(START_MS),
        also_at_ms: vec![],
    };
    let group = three().has(GERDA, plan);
    let session = group.state.meetings[0].session;
    let begun = Request::MeetingBegun { session };
    group.asked(&begun).then(&[Event::MeetingBegun { session }]);
    let on = group.does(&begun);
    on.asked(&begun).then(&[]);
    for command in [
        GroupCommand::MoveMeeting { session, starts_at_ms: None },
        GroupCommand::CancelMeeting { session },
        GroupCommand::TellAbsence { session, absent: true },
    ] {
        on.command(ILSE, command).then_refused(Rejection::AlreadyStarted);
    }
    assert!(on.seen_by(ILSE).contains(r#""begun":true"#));
    let held = on.does(&Request::MeetingHeld { session, at_ms: START_MS, roles: vec![] });
    assert!(!held.seen_by(ILSE).contains("begun"));
    held.asked(&begun).then(&[]);
}

#[test]
fn a_meeting_that_began_and_is_erased_without_an_end_stands_in_the_way_of_no_other() {
    let planned = three().has(GERDA, plan(1));
    let session = last(&planned);
    let gone = Request::MeetingGone { session };
    planned.asked(&gone).then(&[]);
    let on = planned.does(&Request::MeetingBegun { session });
    let after = on.clone().does(&gone);
    assert_eq!(after.state.meetings, []);
    after.asked(&gone).then(&[]);
    let held = on.does(&Request::MeetingHeld { session, at_ms: START_MS, roles: vec![] });
    held.asked(&gone).then(&[]);
}

#[test]
fn a_group_that_wakes_asks_its_last_meetings_alone() {
    let many: Vec<i64> = (1..20).map(|days| START_MS + days * DAY_MS).collect();
    let all = GroupCommand::PlanMeeting {
        method: "dialoog".to_owned(),
        starts_at_ms: Some(START_MS),
        also_at_ms: many,
    };
    let group = three().has(GERDA, all);
    let sessions: Vec<SessionId> = group.state.meetings.iter().map(|m| m.session).collect();
    let newest_first: Vec<SessionId> = sessions.iter().rev().copied().collect();
    let later = START_MS + 40 * DAY_MS;
    assert_eq!(group.state.to_hear(later), newest_first);
    assert_eq!(group.state.to_hear(START_MS), [sessions[0]], "the others lie ahead");
    // Of the first twenty, none was held but the last; then twenty more.
    let at_ms = START_MS + 19 * DAY_MS;
    let held = Request::MeetingHeld { session: sessions[19], at_ms, roles: vec![] };
    let again = GroupCommand::PlanMeeting {
        method: "dialoog".to_owned(),
        starts_at_ms: Some(START_MS + 20 * DAY_MS),
        also_at_ms: (21..39).map(|days| START_MS + days * DAY_MS).collect(),
    };
    let group = group.does(&held).has(GERDA, again);
    let asked = group.state.to_hear(later);
    assert_eq!((asked.len(), asked[19]), (limits::GROUP_MEETINGS_AHEAD, sessions[18]));
    let begun = group.does(&Request::MeetingBegun { session: *asked.first().unwrap() });
    assert_eq!(begun.state.to_hear(START_MS)[0], asked[0], "also before its day");
}
