//! Devices, personal codes, and coming back because the circle says so.

use kring_protocol::code::Rejection;
use kring_protocol::command::Command;
use kring_protocol::devices::{Return, ReturnPath};
use kring_protocol::ids::{DeviceId, ParticipantId};
use kring_protocol::limits;
use uuid::Uuid;

use super::given::{
    AN, BO, GESPREKSLEIDER, Given, INBRENGER, INVITATION, NOW, SESSION, id, join, lobby, person,
    standing_at, started, token,
};
use super::script::note;
use crate::event::Event;
use crate::state::{Credential, Device};
use crate::{Request, due_ms};

/// A device that nobody has yet.
pub(super) fn device(n: u8) -> Device {
    let id = DeviceId(Uuid::from_u128(0xDE00_0000 + u128::from(n)));
    Device { id, name: format!("telefoon {n}"), credential: Credential([0xD0 ^ n; 32]) }
}

fn secret(n: u8) -> Credential {
    Credential([0x40 ^ n; 32])
}

/// Somebody gets their personal code.
pub(super) fn code(by: ParticipantId, n: u8) -> Request {
    Request::SetCode { by, code: secret(n) }
}

/// Somebody comes back with it, on a device of the same number.
pub(super) fn back(_: ParticipantId, n: u8) -> Request {
    Request::ReturnByCode { code: secret(n), device: device(n) }
}

/// Somebody with the invitation says that this is their name.
pub(super) fn claim(name: &str, n: u8) -> Request {
    Request::Claim { name: name.to_owned(), invitation: INVITATION, device: device(n) }
}

fn names(here: &Given, who: ParticipantId) -> Vec<String> {
    here.me(who).devices.into_iter().map(|device| device.name).collect()
}

fn confirm(n: u8) -> Command {
    Command::ConfirmClaim { claim: device(n).id }
}

fn refuse(n: u8) -> Command {
    Command::RefuseClaim { claim: device(n).id }
}

fn revoke(id: DeviceId) -> Command {
    Command::RevokeDevice { device: id }
}

/// Somebody claims to be An; the gespreksleider is there.
fn claimed() -> Given {
    started().accept(&claim("An", 1))
}

#[test]
fn a_code_brings_somebody_back_as_the_same_person_and_the_circle_is_told() {
    let here = standing_at("keuze/schrijven").wrote(AN, id(1), note("van mij"));
    let here = here.accept(&code(AN, 1));
    assert!(here.me(AN).has_code && !here.me(BO).has_code);
    let added = Event::DeviceAdded { participant: AN, device: device(1), by: ReturnPath::Code };
    let here = here.asked(&back(AN, 1)).then([added]);
    assert_eq!(here.state.holder(device(1).credential), Some((AN, device(1).id)));
    assert_eq!(here.state.holder(token(AN)).unwrap().0, AN, "the other device stays");
    assert_eq!(names(&here, AN), ["", "telefoon 1"]);
    let returned = Return { number: 1, participant: AN, by: ReturnPath::Code };
    assert_eq!(here.stage().returned, Some(returned));
}

#[test]
fn whoever_comes_back_twice_in_one_request_has_one_device_and_is_told_once() {
    let here = lobby().accept(&code(AN, 1)).accept(&back(AN, 1));
    let credential = Credential([9; 32]);
    let again = Device { credential, ..device(1) };
    let again = Request::ReturnByCode { code: secret(1), device: again };
    let here = here.accept(&again);
    assert_eq!(here.me(AN).devices.len(), 2);
    assert_eq!(here.state.holder(device(1).credential), None, "the lost token is void");
    assert_eq!(here.state.holder(credential).unwrap().0, AN);
    assert_eq!(here.stage().returned.unwrap().number, 1);
}

#[test]
fn a_wrong_code_an_old_one_and_one_of_somebody_who_left_let_nobody_in() {
    let here = lobby().accept(&code(AN, 1));
    here.asked(&back(AN, 2)).then_refused(Rejection::NotInMeeting);
    let here = here.accept(&code(AN, 2));
    here.asked(&back(AN, 1)).then_refused(Rejection::NotInMeeting);
    let here = here.has(AN, Command::Leave);
    here.asked(&back(AN, 2)).then_refused(Rejection::NotInMeeting);
}

#[test]
fn a_code_is_good_in_a_closed_meeting_and_moves_no_date() {
    let here = started().accept(&code(AN, 1)).has(GESPREKSLEIDER, Command::Close);
    let due = due_ms(&here.state, NOW);
    let here = here.later(60_000).accept(&back(AN, 1));
    assert_eq!(due_ms(&here.state, NOW + 60_000), due);
    let here = here.accept(&code(AN, 2)).has(AN, revoke(Device::first_of(AN)));
    assert_eq!(names(&here, AN), ["telefoon 1"]);
    let erased = here.has(GESPREKSLEIDER, Command::Erase);
    erased.asked(&code(AN, 3)).then_refused(Rejection::NotInMeeting);
    erased.asked(&back(AN, 2)).then_refused(Rejection::NotInMeeting);
}

#[test]
fn one_device_too_many_takes_the_place_of_the_oldest() {
    let mut here = lobby().accept(&code(AN, 1));
    for n in 1..limits::DEVICES as u8 {
        let next = Request::ReturnByCode { code: secret(1), device: device(n) };
        here = here.accept(&next);
    }
    assert_eq!(here.me(AN).devices.len(), limits::DEVICES);
    let next = Request::ReturnByCode { code: secret(1), device: device(99) };
    let gone = Event::DeviceRevoked { participant: AN, device: Device::first_of(AN) };
    let added = Event::DeviceAdded { participant: AN, device: device(99), by: ReturnPath::Code };
    let here = here.asked(&next).then([gone, added]);
    assert_eq!(here.state.holder(token(AN)), None);
}

#[test]
fn people_name_and_sign_out_their_own_devices_alone() {
    let here = lobby().accept(&code(AN, 1)).accept(&back(AN, 1));
    let rename = |device| Command::RenameDevice { device, name: " Laptop  op school ".to_owned() };
    let here = here.has(AN, rename(device(1).id));
    assert_eq!(names(&here, AN), ["", "Laptop op school"]);
    here.when(AN, rename(device(1).id)).then_nothing();
    here.when(BO, rename(device(1).id)).then_refused(Rejection::UnknownDevice);
    here.when(BO, revoke(device(1).id)).then_refused(Rejection::UnknownDevice);
    let here = here.has(AN, revoke(Device::first_of(AN)));
    assert_eq!(here.state.holder(token(AN)), None);
    here.when(AN, revoke(Device::first_of(AN))).then_refused(Rejection::UnknownDevice);
}

#[test]
fn the_last_device_is_signed_out_only_with_a_code_to_come_back_by() {
    let here = lobby();
    here.when(AN, revoke(Device::first_of(AN))).then_refused(Rejection::LastDevice);
    let here = here.accept(&code(AN, 1)).has(AN, revoke(Device::first_of(AN)));
    assert_eq!(here.accept(&back(AN, 1)).me(AN).devices.len(), 1);
}

#[test]
fn a_device_that_was_signed_out_does_not_come_back_by_joining_again() {
    let here = lobby().accept(&code(AN, 1)).accept(&back(AN, 1));
    let here = here.has(AN, revoke(Device::first_of(AN)));
    here.asked(&join(AN, "An")).then_refused(Rejection::NotInMeeting);
}

#[test]
fn a_muted_inbrenger_makes_no_code_and_still_comes_back_by_the_one_they_have() {
    let here = standing_at("kern/kern").accept(&code(INBRENGER, 1)).walk_to("brainstorm/ideeen");
    here.asked(&code(INBRENGER, 2)).then_refused(Rejection::Muted);
    here.accept(&back(INBRENGER, 1));
}

#[test]
fn two_people_bring_somebody_back_and_their_old_devices_are_signed_out() {
    let here = claimed();
    let open = here.stage().claims;
    assert_eq!(open.len(), 1);
    assert_eq!((open[0].participant, &open[0].confirmed_by[..]), (AN, &[][..]));
    assert_eq!(open[0].expires_at_ms, NOW + limits::CLAIM_MS);
    assert_eq!(here.state.holder(device(1).credential), None, "not yet");
    let here = here.accept(&code(AN, 7)).has(GESPREKSLEIDER, confirm(1));
    assert_eq!(here.stage().claims[0].confirmed_by, [GESPREKSLEIDER]);
    let here = here.when(BO, confirm(1)).then([
        Event::ClaimConfirmed { claim: device(1).id, by: BO },
        Event::DeviceRevoked { participant: AN, device: Device::first_of(AN) },
        Event::CodeSet { participant: AN, code: None },
        Event::DeviceAdded { participant: AN, device: device(1), by: ReturnPath::Circle },
    ]);
    assert_eq!(here.stage().claims, []);
    assert_eq!(here.state.holder(device(1).credential).unwrap().0, AN);
    assert_eq!(here.state.holder(token(AN)), None);
    let returned = Return { number: 1, participant: AN, by: ReturnPath::Circle };
    assert_eq!(here.stage().returned, Some(returned));
}

#[test]
fn without_the_gespreksleider_who_is_there_no_two_others_are_enough() {
    let here = claimed().has(INBRENGER, confirm(1)).has(BO, confirm(1));
    assert_eq!(here.state.holder(device(1).credential), None);
    here.when(BO, confirm(1)).then_nothing();
    let here = here.has(GESPREKSLEIDER, confirm(1));
    assert_eq!(here.state.holder(device(1).credential).unwrap().0, AN);
}

#[test]
fn two_others_are_enough_while_the_gespreksleider_is_away_who_may_be_the_one_who_comes_back() {
    let here = claimed().away().has(INBRENGER, confirm(1)).has(BO, confirm(1));
    assert_eq!(here.state.holder(device(1).credential).unwrap().0, AN);

    let leader = lobby().accept(&claim("gerda", 2));
    leader.when(AN, confirm(2)).then_refused(Rejection::GespreksleiderPresent);
    let leader = leader.away().has(AN, confirm(2)).has(BO, confirm(2));
    assert_eq!(leader.state.holder(device(2).credential).unwrap().0, GESPREKSLEIDER);
}

#[test]
fn nobody_confirms_who_they_are_themselves_and_whoever_left_no_longer_counts() {
    claimed().when(AN, confirm(1)).then_refused(Rejection::NotForYourRole);
    let here = claimed().away().has(BO, confirm(1)).has(BO, Command::Leave);
    let here = here.has(INBRENGER, confirm(1));
    assert_eq!(here.state.holder(device(1).credential), None);
}

#[test]
fn the_gespreksleider_and_the_person_who_is_claimed_to_be_end_a_claim() {
    let ended = [Event::ClaimEnded { claim: device(1).id }];
    claimed().when(BO, refuse(1)).then_refused(Rejection::NotGespreksleider);
    claimed().when(AN, refuse(1)).then(ended.clone());
    let here = claimed().when(GESPREKSLEIDER, refuse(1)).then(ended);
    here.when(BO, confirm(1)).then_refused(Rejection::UnknownClaim);
    assert_eq!(here.state.claim_of(device(1).credential, NOW), None);
}

#[test]
fn a_claim_lasts_a_quarter_of_an_hour_and_then_makes_room() {
    let here = claimed().has(BO, confirm(1)).later(limits::CLAIM_MS);
    assert_eq!(here.state.claim_of(device(1).credential, here.context.now_ms), None);
    here.when(GESPREKSLEIDER, confirm(1)).then_refused(Rejection::UnknownClaim);
    let made =
        Event::ClaimMade { participant: AN, device: device(2), at_ms: NOW + limits::CLAIM_MS };
    let ended = Event::ClaimEnded { claim: device(1).id };
    here.asked(&claim("An", 2)).then([ended, made]);
}

#[test]
fn a_claim_needs_the_invitation_and_the_name_of_somebody_who_is_here() {
    let here = started();
    let wrong = Request::Claim {
        name: "An".to_owned(),
        invitation: Credential([0x99; 32]),
        device: device(1),
    };
    here.asked(&wrong).then_refused(Rejection::NotInMeeting);
    here.asked(&claim("Zus", 1)).then_refused(Rejection::UnknownParticipant);
    here.asked(&claim(" ", 1)).then_refused(Rejection::NameEmpty);
    let left = here.clone().has(AN, Command::Leave);
    left.asked(&claim("An", 1)).then_refused(Rejection::UnknownParticipant);
    let closed = claimed().has(GESPREKSLEIDER, Command::Close);
    assert_eq!(closed.stage().claims, []);
    closed.asked(&claim("An", 1)).then_refused(Rejection::NotInMeeting);
}

#[test]
fn the_same_claim_again_is_one_claim_with_a_fresh_token_and_keeps_who_confirmed_it() {
    let here = claimed().has(BO, confirm(1));
    let again = Device { credential: Credential([9; 32]), ..device(1) };
    let request =
        Request::Claim { name: "An".to_owned(), invitation: INVITATION, device: again.clone() };
    let here = here.accept(&request);
    assert_eq!(here.stage().claims[0].confirmed_by, [BO]);
    assert!(here.state.claim_of(again.credential, NOW).is_some());
    assert_eq!(here.state.claim_of(device(1).credential, NOW), None);
}

#[test]
fn one_claim_waits_for_each_person_and_few_in_all() {
    let here = claimed();
    here.asked(&claim("An", 2)).then_refused(Rejection::ClaimWaits);
    let here = here.accept(&claim("Bo", 2)).accept(&claim("Ineke", 3));
    here.asked(&claim("Gerda", 4)).then_refused(Rejection::TooManyChanges);
}

#[test]
fn whoever_uses_up_the_claims_to_be_one_person_hinders_nobody_else() {
    let mut here = started();
    for _ in 0..limits::CLAIMS_MADE {
        here = here.accept(&claim("An", 1)).has(AN, refuse(1));
    }
    here.asked(&claim("An", 1)).then_refused(Rejection::TooManyChanges);
    here.accept(&claim("Bo", 2));
}

#[test]
fn a_claim_is_made_once_more_only_so_often() {
    let again = |_: u32| claim("An", 1);
    let here = (0..limits::CLAIM_REPEATS).map(again).fold(claimed(), |here, r| here.accept(&r));
    here.asked(&again(0)).then_refused(Rejection::TooManyChanges);
    here.accept(&claim("Bo", 2));
}

#[test]
fn nobody_else_sees_devices_and_a_claim_of_somebody_who_leaves_is_gone() {
    let here = claimed().accept(&code(BO, 1)).accept(&back(BO, 1));
    for who in [GESPREKSLEIDER, AN, INBRENGER] {
        let seen = serde_json::to_string(&here.view(who)).unwrap();
        assert!(!seen.contains("telefoon 1"), "{who}");
    }
    assert_eq!(here.has(AN, Command::Leave).stage().claims, []);
    let session = SESSION;
    let stranger = Request::Command { by: person(77), session, command: confirm(1) };
    claimed().asked(&stranger).then_refused(Rejection::NotInMeeting);
}
