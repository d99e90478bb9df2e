//! Devices, personal codes, and the circle that vouches.

use kring_protocol::code::Rejection;
use kring_protocol::group::GroupCommand;
use kring_protocol::ids::{DeviceId, MemberId, PasskeyId};
use kring_protocol::limits;
use uuid::Uuid;

use super::given::{
    BRAM, GERDA, Given, ILSE, INVITATION, OMAR, apply_as, device, device_number, founded, three,
};
use crate::group::{Passkey, Request};
use crate::state::{Credential, Device};

const CODE: Credential = Credential([70; 32]);

fn claims(name: &str, device: Device) -> Request {
    Request::Claim { name: name.to_owned(), invitation: INVITATION, device }
}

fn tokens(given: &Given, of: MemberId) -> Vec<DeviceId> {
    given.state.known(of).unwrap().devices.iter().map(|own| own.id).collect()
}

#[test]
fn a_personal_code_brings_somebody_back_and_their_other_devices_stay() {
    let group = three().does(&Request::SetCode { by: ILSE, code: CODE });
    assert!(group.me(ILSE).has_code);
    let back = group.does(&Request::ReturnByCode { code: CODE, device: device_number(1) });
    assert_eq!(tokens(&back, ILSE), [device(ILSE).id, device_number(1).id]);
    let wrong = Request::ReturnByCode { code: Credential([71; 32]), device: device_number(2) };
    back.asked(&wrong).then_refused(Rejection::NotInMeeting);
    let mut many = back;
    for number in 2..=5 {
        many = many.does(&Request::ReturnByCode { code: CODE, device: device_number(number) });
    }
    let kept = tokens(&many, ILSE);
    assert_eq!(kept.len(), limits::DEVICES);
    assert!(!kept.contains(&device(ILSE).id), "the oldest made room");
}

#[test]
fn two_members_who_vouch_bring_somebody_back_and_sign_their_other_devices_out() {
    let group = three().does(&Request::SetCode { by: ILSE, code: CODE });
    let claimed = group.does(&claims("ilse", device_number(1)));
    let claim = device_number(1).id;
    let confirm = || GroupCommand::ConfirmClaim { claim };
    claimed.command(ILSE, confirm()).then_refused(Rejection::NotForYourRole);
    let one = claimed.has(GERDA, confirm());
    assert_eq!(tokens(&one, ILSE), [device(ILSE).id], "one is not enough");
    one.command(GERDA, confirm()).then(&[]);
    let back = one.has(BRAM, confirm());
    assert_eq!(tokens(&back, ILSE), [claim]);
    assert!(
        !back.me(ILSE).has_code,
        "whoever needed the circle may have lost the code to somebody"
    );
    assert_eq!(back.state.claims, []);
}

#[test]
fn in_a_group_of_two_the_other_one_vouches() {
    let two = founded().does(&apply_as(ILSE, "Ilse"));
    let two = two.has(GERDA, GroupCommand::Admit { applicant: ILSE });
    let claim = device_number(1).id;
    let back = two
        .does(&claims("Ilse", device_number(1)))
        .has(GERDA, GroupCommand::ConfirmClaim { claim });
    assert_eq!(tokens(&back, ILSE), [claim]);
}

#[test]
fn a_claim_ends_by_time_and_by_the_person_it_is_about_and_by_nobody_else() {
    let claimed = three().does(&claims("Ilse", device_number(1)));
    let claim = device_number(1).id;
    let refuse = GroupCommand::RefuseClaim { claim };
    claimed.command(BRAM, refuse.clone()).then_refused(Rejection::NotForYourRole);
    assert_eq!(claimed.clone().has(ILSE, refuse).state.claims, []);
    claimed.asked(&claims("Ilse", device_number(2))).then_refused(Rejection::ClaimWaits);
    let late = claimed.later(limits::CLAIM_MS);
    late.command(GERDA, GroupCommand::ConfirmClaim { claim }).then_refused(Rejection::UnknownClaim);
    late.asked(&claims("Zoë", device_number(2))).then_refused(Rejection::UnknownParticipant);
}

#[test]
fn whoever_has_the_link_uses_up_nobodys_way_back_for_good() {
    let mut group = three();
    for number in 0..limits::CLAIMS_MADE {
        group = group.does(&claims("Ilse", device_number(1))).later(limits::CLAIM_MS);
        assert_eq!(group.state.member(ILSE).unwrap().claims_made, number + 1);
    }
    group.asked(&claims("Ilse", device_number(1))).then_refused(Rejection::TooManyChanges);
    let invitation = Credential([98; 32]);
    let anew = group.does(&Request::ReplaceInvitation { by: GERDA, invitation });
    let device = device_number(2);
    anew.does(&Request::Claim { name: "Ilse".to_owned(), invitation, device });
}

#[test]
fn one_device_claims_to_be_one_person_at_a_time() {
    let claimed = three().does(&claims("Ilse", device_number(1)));
    claimed.asked(&claims("Bram", device_number(1))).then_refused(Rejection::ClaimWaits);
}

#[test]
fn the_last_device_is_signed_out_only_by_who_has_a_code_to_come_back_by() {
    let group = three();
    let revoke = GroupCommand::RevokeDevice { device: device(ILSE).id };
    group.command(ILSE, revoke.clone()).then_refused(Rejection::LastDevice);
    group.command(BRAM, revoke.clone()).then_refused(Rejection::UnknownDevice);
    let with_code = group.does(&Request::SetCode { by: ILSE, code: CODE });
    assert_eq!(tokens(&with_code.has(ILSE, revoke), ILSE), []);
}

#[test]
fn nobody_sees_another_ones_devices_and_no_view_holds_a_hash() {
    let group = three()
        .does(&Request::SetCode { by: ILSE, code: CODE })
        .does(&apply_as(OMAR, "Omar"))
        .does(&claims("Bram", device_number(1)));
    for viewer in [GERDA, ILSE, BRAM, OMAR] {
        let seen = group.seen_by(viewer);
        assert_eq!(seen.matches("telefoon").count(), 1, "one's own: {seen}");
        assert_eq!(seen.contains(r#""has_code":true"#), viewer == ILSE);
        assert!(!seen.contains("credential") && !seen.contains("70,70"), "{seen}");
    }
}

pub(super) fn passkey(number: u8) -> Passkey {
    Passkey {
        id: PasskeyId(Uuid::from_u128(u128::from(number))),
        name: "telefoon".to_owned(),
        handle: Credential([100 + number; 32]),
        key: format!("sleutel {number}"),
    }
}

fn adds(by: MemberId, number: u8) -> Request {
    Request::AddPasskey { by, passkey: passkey(number) }
}

fn by_passkey(number: u8, key: &str, device: Device) -> Request {
    let handle = Credential([100 + number; 32]);
    Request::ReturnByPasskey { handle, key: key.to_owned(), device }
}

#[test]
fn a_passkey_brings_its_owner_back_their_other_devices_stay_and_its_counter_is_kept() {
    let group = three().does(&adds(ILSE, 1));
    let back = group.does(&by_passkey(1, "sleutel 1, twee keer", device_number(1)));
    assert_eq!(tokens(&back, ILSE), [device(ILSE).id, device_number(1).id]);
    assert_eq!(back.state.known(ILSE).unwrap().passkeys[0].key, "sleutel 1, twee keer");
    back.asked(&by_passkey(2, "", device_number(2))).then_refused(Rejection::NotInMeeting);
    let same = back.decide(&by_passkey(1, "sleutel 1, twee keer", device_number(1))).unwrap();
    assert_eq!(same.len(), 1, "a fresh token, and nothing new of the passkey");
    let remove = GroupCommand::RemovePasskey { passkey: passkey(1).id };
    back.command(BRAM, remove.clone()).then_refused(Rejection::UnknownDevice);
    let removed = back.has(ILSE, remove);
    removed.asked(&by_passkey(1, "", device_number(2))).then_refused(Rejection::NotInMeeting);
    assert!(!removed.state.secrets().any(|secret| secret == passkey(1).handle));
}

#[test]
fn there_are_so_many_passkeys_and_the_same_one_made_again_is_one() {
    let mut group = three();
    for number in 0..u8::try_from(limits::PASSKEYS).unwrap() {
        group = group.does(&adds(ILSE, number));
    }
    group.asked(&adds(ILSE, 50)).then_refused(Rejection::TooManyItems);
    let again = group.does(&adds(ILSE, 0));
    assert_eq!(again.me(ILSE).passkeys.len(), limits::PASSKEYS);
    let long = Passkey { key: "x".repeat(limits::PASSKEY_BYTES + 1), ..passkey(1) };
    let long = Request::AddPasskey { by: BRAM, passkey: long };
    again.asked(&long).then_refused(Rejection::TextTooLong);
    again.asked(&adds(OMAR, 1)).then_refused(Rejection::NotInMeeting);
}

#[test]
fn whoever_needs_the_circle_loses_their_passkeys_and_with_one_the_last_device_can_go() {
    let group = three().does(&adds(ILSE, 1));
    let revoke = GroupCommand::RevokeDevice { device: device(ILSE).id };
    assert_eq!(tokens(&group.clone().has(ILSE, revoke), ILSE), []);
    let claim = device_number(1).id;
    let back = group
        .does(&claims("Ilse", device_number(1)))
        .has(GERDA, GroupCommand::ConfirmClaim { claim })
        .has(BRAM, GroupCommand::ConfirmClaim { claim });
    assert_eq!(back.me(ILSE).passkeys, []);
    assert_eq!(tokens(&back, ILSE), [claim]);
}

#[test]
fn nobody_is_told_of_another_ones_passkeys_and_what_checks_them_is_told_to_nobody() {
    let group = three().does(&adds(ILSE, 1));
    assert!(group.seen_by(ILSE).contains(r#""passkeys":[{"id":"#));
    for viewer in [GERDA, BRAM, ILSE] {
        let seen = group.seen_by(viewer);
        assert_eq!(seen.contains("passkeys"), viewer == ILSE);
        assert!(!seen.contains("sleutel") && !seen.contains("101,101"), "{seen}");
    }
    let left = group.has(ILSE, GroupCommand::Leave {});
    assert!(!format!("{:?}", left.state).contains("sleutel"));
}
