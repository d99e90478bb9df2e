//! Who is in the meeting, and who leads it.

use kring_protocol::code::Rejection;
use kring_protocol::command::Command;
use kring_protocol::ids::{ParticipantId, SessionId};
use kring_protocol::limits;
use kring_protocol::record::{Record, RecordKey};
use kring_protocol::roles::LeadPassage;
use kring_protocol::script::Role;
use uuid::Uuid;

use super::given::{
    AN, BO, GESPREKSLEIDER, Given, INBRENGER, INVITATION, NOW, SESSION, STRANGER, at, create, id,
    join, lobby, person, standing_at, started, token, unborn,
};
use super::script::note;
use super::script::{case, contribute, idea};
use crate::event::Event;
use crate::state::{Credential, Device};
use crate::{Create, Request};

const NEW: Credential = Credential([0x22; 32]);

fn hand_over(to: ParticipantId) -> Command {
    Command::HandOver { to }
}

fn remove(participant: ParticipantId) -> Command {
    Command::Remove { participant, texts: false }
}

fn deputy(participant: ParticipantId) -> Command {
    Command::NameDeputy { participant: Some(participant) }
}

fn office(participant: ParticipantId, office: Role, holds: bool) -> Command {
    Command::AssignOffice { participant, office, holds }
}

fn passed(from: ParticipantId, to: ParticipantId, how: LeadPassage) -> Event {
    Event::LeadPassed { from, to, how, at_ms: Some(NOW) }
}

fn left(participant: ParticipantId, removed: bool) -> Event {
    Event::ParticipantLeft { participant, removed }
}

#[test]
fn whoever_joins_after_the_start_is_known_to_have_missed_the_lobby() {
    let here = started().accept(&join(person(11), "Cees"));
    let late = |here: &Given, who| match here.sees(AN, &RecordKey::Participant(who)) {
        Some(Record::Participant(participant)) => participant.late,
        other => panic!("no participant: {other:?}"),
    };
    assert!(late(&here, person(11)));
    assert!(!late(&here, BO));
}

#[test]
fn a_session_is_created_once() {
    let born = unborn().asked(&Request::Create(Box::new(create()))).then([
        Event::SessionCreated {
            session: SESSION,
            method: Box::new(create().method),
            title: "Intervisie".to_owned(),
            scheduled_at_ms: None,
            call_link: String::new(),
            agreements: create().agreements,
            invitation: INVITATION,
            gespreksleider: GESPREKSLEIDER,
            name: "Gerda".to_owned(),
            credential: token(GESPREKSLEIDER),
            time_zone: None,
            device: String::new(),
        },
        Event::RetentionSet { days: 30 },
    ]);
    let again = Request::Create(Box::new(create()));
    born.asked(&again).then_refused(Rejection::AlreadyStarted);
    erased().asked(&again).then_refused(Rejection::AlreadyStarted);
}

#[test]
fn a_session_is_created_only_with_a_good_name_title_and_agreements() {
    let with = |change: fn(&mut Create)| {
        let mut create = create();
        change(&mut create);
        unborn().asked(&Request::Create(Box::new(create)))
    };
    with(|c| c.name = " ".to_owned()).then_refused(Rejection::NameEmpty);
    with(|c| c.title = "t".repeat(201)).then_refused(Rejection::TextTooLong);
    with(|c| c.call_link = "x".repeat(2_001)).then_refused(Rejection::TextTooLong);
    with(|c| c.agreements = vec![String::new()]).then_refused(Rejection::TextEmpty);
    with(|c| c.keep_days = 0).then_refused(Rejection::DurationOutOfRange);
    with(|c| c.keep_days = 366).then_refused(Rejection::DurationOutOfRange);
    with(|c| c.agreements = vec!["x".to_owned(); 21]).then_refused(Rejection::TooManyItems);
}

#[test]
fn whoever_holds_the_invitation_joins_under_their_name() {
    let joined =
        lobby().asked(&join(person(9), "  Cees   Jan ")).then([Event::ParticipantJoined {
            participant: person(9),
            name: "Cees Jan".to_owned(),
            credential: token(person(9)),
            device: String::new(),
        }]);
    assert_eq!(joined.state.roles(person(9)), [Role::Deelnemer]);
}

#[test]
fn joining_twice_with_one_id_is_one_join_and_a_fresh_token() {
    let (name, invitation) = ("Another name".to_owned(), INVITATION);
    let again =
        Request::Join { participant: AN, name, invitation, credential: NEW, device: String::new() };
    let joined = lobby()
        .asked(&again)
        .then([Event::CredentialReplaced { participant: AN, credential: NEW }]);
    assert_eq!(joined.state.holder(NEW), Some((AN, Device::first_of(AN))));
    assert_eq!(joined.state.holder(token(AN)), None, "the lost token is void");
    assert_eq!(joined.state.everybody().count(), 4);
    assert_eq!(joined.state.present(AN).unwrap().name, "An");
}

#[test]
fn an_old_invitation_lets_nobody_in_and_keeps_everybody_who_is_in() {
    let replaced = lobby()
        .asked(&Request::ReplaceInvitation { by: GESPREKSLEIDER, invitation: NEW })
        .then([Event::InvitationReplaced { invitation: NEW }]);
    replaced.asked(&join(person(9), "Cees")).then_refused(Rejection::NotInMeeting);
    assert_eq!(replaced.state.everybody().count(), 4);
}

#[test]
fn only_the_gespreksleider_replaces_the_invitation_and_only_before_the_end() {
    let ask = |by| Request::ReplaceInvitation { by, invitation: NEW };
    for other in [INBRENGER, AN, STRANGER] {
        lobby().asked(&ask(other)).then_refused(Rejection::NotGespreksleider);
    }
    unborn().asked(&ask(GESPREKSLEIDER)).then_refused(Rejection::NotInMeeting);
    closed().asked(&ask(GESPREKSLEIDER)).then_refused(Rejection::MeetingClosed);
}

#[test]
fn nobody_joins_a_meeting_that_is_closed_erased_or_was_never_there() {
    closed().asked(&join(person(9), "Cees")).then_refused(Rejection::NotInMeeting);
    erased().asked(&join(person(9), "Cees")).then_refused(Rejection::NotInMeeting);
    unborn().asked(&join(person(9), "Cees")).then_refused(Rejection::NotInMeeting);
}

#[test]
fn whoever_was_removed_does_not_come_back_with_the_same_id_or_token() {
    let removed = lobby().when(GESPREKSLEIDER, remove(AN)).then([left(AN, true)]);
    removed.asked(&join(AN, "An")).then_refused(Rejection::NotInMeeting);
    removed.when(AN, Command::AcceptAgreements).then_refused(Rejection::NotInMeeting);
    assert_eq!(removed.state.holder(token(AN)), None);
}

#[test]
fn a_meeting_holds_twenty_four_people_at_the_same_time() {
    let mut here = lobby();
    for who in (100..).map(person).take(limits::PARTICIPANTS - here.state.participants.len()) {
        here = here.accept(&join(who, "X"));
    }
    here.asked(&join(person(99), "X")).then_refused(Rejection::TooManyParticipants);
    // Trying again is not another person.
    here.asked(&join(AN, "An"))
        .then([Event::CredentialReplaced { participant: AN, credential: token(AN) }]);
}

#[test]
fn those_who_came_and_went_without_a_trace_take_no_seat() {
    let mut here = lobby();
    for who in (100..).map(person).take(5 * limits::PEOPLE) {
        here = here.accept(&join(who, "X")).has(who, Command::Leave);
    }
    assert_eq!(here.state.participants.len(), limits::PEOPLE);
    // The latest are still known, and everybody who is there.
    assert!(here.state.everybody().map(|p| p.id).eq([GESPREKSLEIDER, INBRENGER, AN, BO]));
    assert_eq!(
        here.state.participants.last().unwrap().id,
        person(100 + 5 * limits::PEOPLE as u128 - 1)
    );
}

#[test]
fn those_who_wrote_something_keep_their_seat_until_it_is_taken_back() {
    let mut here = lobby();
    let mut wrote = vec![];
    while here.state.participants.len() < limits::PEOPLE {
        let who = person(100 + here.state.participants.len() as u128);
        let text = id(1_000 + here.state.participants.len() as u128);
        let left = Event::ParticipantLeft { participant: who, removed: false };
        here = here.accept(&join(who, "X")).wrote(who, text, note("x")).given([left]);
        wrote.push(text);
    }
    here.asked(&join(person(99), "X")).then_refused(Rejection::MeetingFull);
    let here = here.given([Event::ContributionWithdrawn { id: wrote[3] }]);
    let here = here.accept(&join(person(99), "X"));
    assert_eq!(here.state.participants.len(), limits::PEOPLE);
    here.asked(&join(person(98), "X")).then_refused(Rejection::MeetingFull);
}

#[test]
fn agreements_are_accepted_once_and_again_when_they_change() {
    let accepted = Event::AgreementsAccepted { participant: AN };
    let here = lobby().when(AN, Command::AcceptAgreements).then([accepted.clone()]);
    let here = here.when(AN, Command::AcceptAgreements).then_nothing();
    let items = vec!["Vertrouwelijk.".to_owned()];
    let here = here.has(GESPREKSLEIDER, Command::SetAgreements { items });
    here.when(AN, Command::AcceptAgreements).then([accepted]);
}

#[test]
fn everybody_can_change_their_own_name() {
    let rename = |name: &str| Command::Rename { name: name.to_owned() };
    let renamed = Event::ParticipantRenamed { participant: AN, name: "Anna".to_owned() };
    let here = lobby().when(AN, rename("Anna")).then([renamed]);
    here.when(AN, rename(" Anna ")).then_nothing();
    here.when(AN, rename("")).then_refused(Rejection::NameEmpty);
}

#[test]
fn a_command_for_another_session_is_refused_whoever_asks() {
    let (session, command) = (SessionId(Uuid::from_u128(0xBAD)), Command::AcceptAgreements);
    for by in [GESPREKSLEIDER, AN, STRANGER] {
        let request = Request::Command { by, session, command: command.clone() };
        lobby().asked(&request).then_refused(Rejection::WrongSession);
    }
}

#[test]
fn the_gespreksleider_hands_over_before_leaving_and_is_never_removed() {
    lobby().when(GESPREKSLEIDER, Command::Leave).then_refused(Rejection::HandOverFirst);
    lobby().when(GESPREKSLEIDER, remove(GESPREKSLEIDER)).then_refused(Rejection::HandOverFirst);
    let handed = lobby().has(GESPREKSLEIDER, hand_over(AN));
    handed.when(GESPREKSLEIDER, Command::Leave).then([left(GESPREKSLEIDER, false)]);
    lobby().when(GESPREKSLEIDER, remove(STRANGER)).then_refused(Rejection::UnknownParticipant);
    lobby().when(AN, remove(BO)).then_refused(Rejection::NotGespreksleider);
}

#[test]
fn whoever_leaves_takes_their_hand_their_turn_and_their_offices_along() {
    let here = standing_at("keuze/rondje")
        .has(GESPREKSLEIDER, office(AN, Role::Tijdbewaker, true))
        .has(GESPREKSLEIDER, deputy(AN))
        .has(AN, Command::RaiseHand)
        .has(AN, Command::SignalReady { ready: true })
        .has(AN, Command::Leave);
    assert_eq!(here.state.hands, []);
    assert!(here.state.ready.is_empty());
    assert_eq!(here.state.deputy, None);
    assert!(!here.state.turns.as_ref().unwrap().waiting.contains(&AN));
    let Some(Record::Participant(an)) = here.sees(BO, &RecordKey::Participant(AN)) else {
        panic!("the name stays")
    };
    assert_eq!((an.name.as_str(), an.roles, an.left), ("An", vec![], true));
}

#[test]
fn when_the_inbrenger_leaves_somebody_else_can_bring_the_case() {
    let here = standing_at("kern/kern").has(INBRENGER, Command::Leave);
    assert_eq!(here.stage().inbrenger, None);
    here.when(GESPREKSLEIDER, Command::AppointInbrenger { participant: AN })
        .then([Event::InbrengerChosen { participant: AN, case: None }]);
}

#[test]
fn offices_are_given_and_taken_back_and_only_two_are_offices() {
    for role in [Role::Tijdbewaker, Role::Verslaglegger] {
        let assigned = |holds| Event::OfficeAssigned { participant: AN, office: role, holds };
        let here = lobby().when(GESPREKSLEIDER, office(AN, role, true)).then([assigned(true)]);
        assert_eq!(here.state.roles(AN), [Role::Deelnemer, role]);
        let here = here.when(GESPREKSLEIDER, office(AN, role, true)).then_nothing();
        let here = here.when(GESPREKSLEIDER, office(AN, role, false)).then([assigned(false)]);
        here.when(GESPREKSLEIDER, office(AN, role, false)).then_nothing();
    }
    for role in [Role::Gespreksleider, Role::Inbrenger, Role::Deelnemer] {
        lobby().when(GESPREKSLEIDER, office(AN, role, true)).then_refused(Rejection::NotAnOffice);
    }
    lobby()
        .when(GESPREKSLEIDER, office(STRANGER, Role::Tijdbewaker, true))
        .then_refused(Rejection::UnknownParticipant);
}

#[test]
fn a_deputy_is_somebody_else_who_is_here() {
    let named = |participant| Event::DeputyNamed { participant };
    let here = lobby().when(GESPREKSLEIDER, deputy(AN)).then([named(Some(AN))]);
    let here = here.when(GESPREKSLEIDER, deputy(AN)).then_nothing();
    here.when(GESPREKSLEIDER, Command::NameDeputy { participant: None }).then([named(None)]);
    here.when(GESPREKSLEIDER, deputy(STRANGER)).then_refused(Rejection::UnknownParticipant);
    here.when(GESPREKSLEIDER, deputy(GESPREKSLEIDER)).then_refused(Rejection::NotForYourRole);
}

#[test]
fn the_deputy_takes_over_only_while_the_gespreksleider_is_away() {
    let here = standing_at("kern/kern").has(GESPREKSLEIDER, deputy(AN));
    here.when(AN, Command::TakeOver).then_refused(Rejection::GespreksleiderPresent);
    here.clone().away().when(BO, Command::TakeOver).then_refused(Rejection::NotDeputy);
    here.away().when(AN, Command::TakeOver).then([passed(
        GESPREKSLEIDER,
        AN,
        LeadPassage::TakenOver,
    )]);
}

#[test]
fn racing_claims_have_one_winner() {
    let here = standing_at("kern/kern").has(GESPREKSLEIDER, deputy(AN)).away();
    // The deputy clicks twice.
    let taken = here.clone().has(AN, Command::TakeOver);
    taken.when(AN, Command::TakeOver).then_refused(Rejection::NotDeputy);
    // The gespreksleider comes back and names another deputy: whoever is first in the log wins.
    let renamed = here.has(GESPREKSLEIDER, deputy(BO));
    renamed.when(AN, Command::TakeOver).then_refused(Rejection::NotDeputy);
    taken.when(GESPREKSLEIDER, deputy(BO)).then_refused(Rejection::NotGespreksleider);
}

#[test]
fn the_displaced_gespreksleider_takes_the_role_back_once() {
    let here = standing_at("kern/kern").has(GESPREKSLEIDER, deputy(AN)).away();
    let here = here.has(AN, Command::TakeOver);
    assert_eq!(here.stage().may_reclaim, Some(GESPREKSLEIDER));
    here.when(BO, Command::Reclaim).then_refused(Rejection::NothingToReclaim);
    let here = here.when(GESPREKSLEIDER, Command::Reclaim).then([passed(
        AN,
        GESPREKSLEIDER,
        LeadPassage::Reclaimed,
    )]);
    assert_eq!(here.stage().may_reclaim, None);
    here.when(GESPREKSLEIDER, Command::Reclaim).then_refused(Rejection::NothingToReclaim);
}

#[test]
fn the_first_gespreksleider_can_reclaim_after_two_deputies_in_a_row() {
    let here = lobby().has(GESPREKSLEIDER, deputy(AN)).away().has(AN, Command::TakeOver);
    let here = here.has(AN, deputy(BO)).has(BO, Command::TakeOver);
    assert_eq!(here.stage().may_reclaim, Some(GESPREKSLEIDER));
    here.when(AN, Command::Reclaim).then_refused(Rejection::NothingToReclaim);
}

#[test]
fn whoever_is_back_by_another_road_has_nothing_to_reclaim() {
    let here = lobby().has(GESPREKSLEIDER, deputy(AN)).away().has(AN, Command::TakeOver);
    let here = here.has(AN, deputy(GESPREKSLEIDER)).has(GESPREKSLEIDER, Command::TakeOver);
    assert_eq!(here.stage().gespreksleider, GESPREKSLEIDER);
    assert_eq!(here.stage().may_reclaim, None);
}

#[test]
fn what_was_taken_over_can_be_taken_back_also_after_it_was_handed_on() {
    let taken = lobby().has(GESPREKSLEIDER, deputy(AN)).away().has(AN, Command::TakeOver);
    let handed_on = taken.has(AN, hand_over(BO));
    assert_eq!(handed_on.stage().may_reclaim, Some(GESPREKSLEIDER));
    let back = handed_on.has(GESPREKSLEIDER, Command::Reclaim);
    assert_eq!(back.stage().gespreksleider, GESPREKSLEIDER);
    assert_eq!(back.stage().may_reclaim, None);
}

#[test]
fn handing_over_is_for_the_gespreksleider_and_to_somebody_who_is_here() {
    let here = lobby();
    here.when(AN, hand_over(AN)).then_refused(Rejection::NotGespreksleider);
    here.when(GESPREKSLEIDER, hand_over(STRANGER)).then_refused(Rejection::UnknownParticipant);
    here.when(GESPREKSLEIDER, hand_over(GESPREKSLEIDER)).then_nothing();
    let handed = here.when(GESPREKSLEIDER, hand_over(AN)).then([passed(
        GESPREKSLEIDER,
        AN,
        LeadPassage::HandedOver,
    )]);
    handed.when(GESPREKSLEIDER, Command::Start).then_refused(Rejection::NotGespreksleider);
    handed.when(GESPREKSLEIDER, Command::Reclaim).then_refused(Rejection::NothingToReclaim);
}

#[test]
fn the_gespreksleider_becomes_inbrenger_by_no_road() {
    let appoint = |participant| Command::AppointInbrenger { participant };
    started()
        .when(GESPREKSLEIDER, appoint(GESPREKSLEIDER))
        .then_refused(Rejection::GespreksleiderIsNeverInbrenger);

    let own = started().has(GESPREKSLEIDER, contribute(at("keuze/schrijven"), case("mijn casus")));
    let own = own.walk_to("keuze/stemmen");
    let confirm = Command::ConfirmCase { case: super::given::id(100) };
    own.when(GESPREKSLEIDER, confirm).then_refused(Rejection::GespreksleiderIsNeverInbrenger);

    // The inbrenger does not come to lead: not by hand, not as a deputy, not by coming back.
    let here = standing_at("kern/kern");
    here.when(GESPREKSLEIDER, hand_over(INBRENGER))
        .then_refused(Rejection::GespreksleiderIsNeverInbrenger);
    let named = here.clone().has(GESPREKSLEIDER, deputy(INBRENGER)).away();
    named
        .when(INBRENGER, Command::TakeOver)
        .then_refused(Rejection::GespreksleiderIsNeverInbrenger);
    let taken = started().has(GESPREKSLEIDER, deputy(AN)).away().has(AN, Command::TakeOver);
    let displaced = taken.has(AN, appoint(GESPREKSLEIDER));
    displaced
        .when(GESPREKSLEIDER, Command::Reclaim)
        .then_refused(Rejection::GespreksleiderIsNeverInbrenger);
}

#[test]
fn a_former_gespreksleider_can_bring_the_case() {
    let here = started().has(GESPREKSLEIDER, hand_over(AN));
    here.when(AN, Command::AppointInbrenger { participant: GESPREKSLEIDER })
        .then([Event::InbrengerChosen { participant: GESPREKSLEIDER, case: None }]);
}

#[test]
fn what_somebody_wrote_stays_when_they_leave() {
    let here = standing_at("brainstorm/ideeen").wrote(AN, super::given::id(1), idea("bellen"));
    let here = here.has(AN, Command::Leave);
    assert!(here.sees(BO, &RecordKey::Contribution(super::given::id(1))).is_some());
}

fn closed() -> Given {
    started().has(GESPREKSLEIDER, Command::Close)
}

fn erased() -> Given {
    closed().has(GESPREKSLEIDER, Command::Erase)
}
