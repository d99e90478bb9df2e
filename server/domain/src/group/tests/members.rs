//! Coming in and going.

use kring_protocol::code::Rejection;
use kring_protocol::group::GroupCommand;
use kring_protocol::limits;
use uuid::Uuid;

use super::given::{
    BRAM, DAY_MS, GERDA, GROUP, ILSE, INVITATION, OMAR, apply_as, creation, founded, three,
};
use crate::group::{Event, Personal, Request, Secret, Status, effects, preview};
use crate::state::Credential;
use crate::{Effect, group};
use kring_protocol::close_code;
use kring_protocol::ids::MemberId;

#[test]
fn whoever_asks_to_come_in_sees_the_name_of_the_group_and_nothing_else_of_it() {
    let asked = three().does(&apply_as(OMAR, "Omar"));
    let seen = asked.seen_by(OMAR);
    assert_eq!(
        seen,
        format!(
            r#"[{{"type":"group_name","id":"{GROUP}","name":"Woensdaggroep"}},{{"type":"group_me","id":"{OMAR}","waits":true,"devices":[{{"id":"{OMAR}","name":"telefoon"}}],"has_code":false}}]"#
        )
    );
    assert_eq!(preview(&asked.state, INVITATION).unwrap().name, "Woensdaggroep");
    assert_eq!(preview(&asked.state, Credential([1; 32])), None);
    for command in [
        GroupCommand::Admit { applicant: OMAR },
        GroupCommand::SetRetention { months: 1 },
        GroupCommand::Erase {},
        GroupCommand::PlanMeeting {
            method: "dialoog".to_owned(),
            starts_at_ms: None,
            also_at_ms: vec![],
        },
    ] {
        asked.command(OMAR, command).then_refused(Rejection::NotAdmitted);
    }
}

#[test]
fn one_member_lets_somebody_in_and_a_second_one_changes_nothing() {
    let asked = three().does(&apply_as(OMAR, "Omar"));
    let joined = Event::MemberJoined { member: OMAR, by: Some(BRAM), at_ms: asked.now_ms };
    asked.command(BRAM, GroupCommand::Admit { applicant: OMAR }).then(&[joined]);
    let in_it = asked.has(BRAM, GroupCommand::Admit { applicant: OMAR });
    assert_eq!(in_it.members(), [GERDA, ILSE, BRAM, OMAR]);
    assert!(!in_it.me(OMAR).waits);
    assert!(in_it.seen_by(OMAR).contains("Gerda"));
    in_it.command(ILSE, GroupCommand::Admit { applicant: OMAR }).then(&[]);
    let nobody = MemberId(Uuid::from_u128(77));
    in_it
        .command(ILSE, GroupCommand::Admit { applicant: nobody })
        .then_refused(Rejection::UnknownApplicant);
}

#[test]
fn without_the_invitation_of_now_nobody_asks_to_come_in() {
    let replaced =
        three().does(&Request::ReplaceInvitation { by: ILSE, invitation: Credential([5; 32]) });
    replaced.asked(&apply_as(OMAR, "Omar")).then_refused(Rejection::NotInMeeting);
}

#[test]
fn whoever_is_declined_is_forgotten_and_does_not_come_back_by_the_same_request() {
    let asked = three().does(&apply_as(OMAR, "Omar"));
    let declined = asked.has(ILSE, GroupCommand::Decline { applicant: OMAR });
    assert_eq!(group::view(&declined.state, OMAR), None);
    assert!(!declined.seen_by(GERDA).contains("Omar"));
    declined.asked(&apply_as(OMAR, "Omar")).then_refused(Rejection::NotInMeeting);
}

#[test]
fn asking_twice_is_one_application_with_a_fresh_token() {
    let asked = three().does(&apply_as(OMAR, "Omar"));
    let again = asked.clone().does(&apply_as(OMAR, "Omar"));
    assert_eq!(again.state.applications.len(), 1);
    let known = group::view(&again.state, OMAR);
    assert_eq!(known, group::view(&asked.state, OMAR));
}

#[test]
fn so_many_ask_at_once_and_after_two_weeks_there_is_room_again() {
    let mut group = founded();
    for number in 0..limits::APPLICATIONS {
        let id = MemberId(Uuid::from_u128(100 + number as u128));
        group = group.does(&apply_as(id, "Sam"));
    }
    group.asked(&apply_as(OMAR, "Omar")).then_refused(Rejection::TooManyApplicants);
    let names: Vec<&str> =
        group.state.applications.iter().map(|asks| asks.known.name.as_str()).collect();
    assert_eq!(&names[..3], ["Sam", "Sam (2)", "Sam (3)"]);
    let later = group.later(limits::APPLICATION_MS).does(&apply_as(OMAR, "Omar"));
    assert_eq!(later.state.applications.len(), 1);
}

#[test]
fn nobody_asks_to_come_in_any_more_once_the_log_is_as_long_as_it_may_be() {
    let mut full = three();
    full.entries = limits::COMMANDS;
    full.asked(&apply_as(OMAR, "Omar")).then_refused(Rejection::MeetingFull);
    full.command(ILSE, GroupCommand::Leave {})
        .then(&[Event::MemberLeft { member: ILSE, meetings: vec![] }]);
}

#[test]
fn leaving_takes_everything_that_is_known_of_somebody_and_destroys_their_key() {
    let group = three().does(&Request::SetCode { by: ILSE, code: Credential([7; 32]) });
    let left = group.has(ILSE, GroupCommand::Leave {});
    assert_eq!(left.members(), [GERDA, BRAM]);
    assert!(!format!("{:?}", left.state).contains("Ilse"));
    assert!(!left.seen_by(GERDA).contains("Ilse"));
    let secrets: Vec<Credential> = left.state.secrets().collect();
    assert!(!secrets.contains(&Credential([7; 32])));
    let (viewer, code) = (ILSE, close_code::REMOVED);
    assert_eq!(
        effects(&Event::MemberLeft { member: ILSE, meetings: vec![] }),
        [
            Effect::DestroyKey { viewer },
            Effect::Close { viewer, code },
            Effect::ForgetStream { viewer }
        ]
    );
}

#[test]
fn after_a_restart_nothing_is_left_to_forget_of_whoever_left_once_their_key_is_destroyed() {
    let mut state = group::State::default();
    let forgotten = |member| Event::PersonalSet { member, personal: Secret::Forgotten };
    let known = |member, name: &str| {
        let personal = Personal::Name { name: name.to_owned() };
        Event::PersonalSet { member, personal: Secret::Known(personal) }
    };
    let joined = |member| Event::MemberJoined { member, by: None, at_ms: 0 };
    for event in [
        joined(GERDA),
        known(GERDA, "Gerda"),
        joined(ILSE),
        forgotten(ILSE),
        joined(BRAM),
        known(BRAM, "Bram"),
        Event::MemberLeft { member: ILSE, meetings: vec![] },
        Event::MemberLeft { member: BRAM, meetings: vec![] },
    ] {
        group::apply(&mut state, &event);
    }
    assert_eq!(state.to_forget.into_iter().collect::<Vec<_>>(), [BRAM], "a crash came before");
}

#[test]
fn the_last_one_who_leaves_takes_the_group_along() {
    founded()
        .command(GERDA, GroupCommand::Leave {})
        .then(&[Event::GroupErased { meetings: vec![] }]);
    let erased = founded().has(GERDA, GroupCommand::Leave {});
    assert_eq!(erased.state.status, Status::Erased);
    erased.asked(&apply_as(OMAR, "Omar")).then_refused(Rejection::NotInMeeting);
    erased.asked(&Request::Create(Box::new(creation()))).then_refused(Rejection::AlreadyStarted);
}

#[test]
fn erasing_a_group_erases_its_meetings_first_also_after_a_crash() {
    let plan = GroupCommand::PlanMeeting {
        method: "dialoog".to_owned(),
        starts_at_ms: None,
        also_at_ms: vec![],
    };
    let group = three().has(GERDA, plan);
    let session = group.state.meetings[0].session;
    let erased = Event::GroupErased { meetings: vec![session] };
    group.command(BRAM, GroupCommand::Erase {}).then(std::slice::from_ref(&erased));
    let code = close_code::ERASED;
    let effects_of = effects(&erased);
    assert_eq!(
        effects_of,
        [Effect::EraseMeeting { session }, Effect::EraseLog, Effect::AbortAll { code }]
    );
    let after = group.has(BRAM, GroupCommand::Erase {});
    assert_eq!(
        group::unfinished(&after.state),
        [Effect::EraseMeeting { session }, Effect::EraseLog]
    );
}

#[test]
fn any_member_says_what_the_group_is_and_how_long_it_is_kept() {
    let set = GroupCommand::SetDetails {
        name: " Woensdag ".to_owned(),
        purpose: "Leren van elkaar".to_owned(),
        agreements: vec!["Niemand geeft advies zonder vraag.".to_owned()],
    };
    let group = three().has(BRAM, set.clone());
    assert_eq!(group.state.name, "Woensdag");
    group.command(ILSE, set).then(&[]);
    let empty = GroupCommand::SetDetails {
        name: " ".to_owned(),
        purpose: String::new(),
        agreements: vec![],
    };
    group.command(ILSE, empty).then_refused(Rejection::TextEmpty);
    group
        .command(ILSE, GroupCommand::SetRetention { months: 25 })
        .then_refused(Rejection::DurationOutOfRange);
    group
        .command(ILSE, GroupCommand::SetRetention { months: 2 })
        .then(&[Event::RetentionSet { months: 2 }]);
}

#[test]
fn a_group_is_kept_for_thirteen_months_after_its_last_meeting_and_a_month_is_never_shorter() {
    let planned = |starts_at_ms| {
        let plan = GroupCommand::PlanMeeting {
            method: "dialoog".to_owned(),
            starts_at_ms: Some(starts_at_ms),
            also_at_ms: vec![],
        };
        three().has(GERDA, plan)
    };
    let group = three();
    let due_ms = group.state.created_ms + 13 * 31 * DAY_MS;
    assert_eq!(group.state.due_ms(), due_ms);
    let early = group.clone().later(13 * 31 * DAY_MS - 1);
    early.asked(&Request::Erase { if_due: true }).then(&[]);
    let late = group.later(13 * 31 * DAY_MS);
    late.asked(&Request::Erase { if_due: true }).then(&[Event::GroupErased { meetings: vec![] }]);
    let ahead_ms = late.state.created_ms + 100 * DAY_MS;
    assert_eq!(planned(ahead_ms).state.due_ms(), due_ms + 100 * DAY_MS);
    let never = planned(kring_protocol::limits::MOMENTS_MS.end - 1);
    let most_ms = never.state.created_ms + (24 + 13) * 31 * DAY_MS;
    assert_eq!(never.state.due_ms(), most_ms, "a date that nobody means keeps nothing for ever");
}
