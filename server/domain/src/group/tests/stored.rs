//! What the log has: every event reads back, and nothing that is known of a person is stored open.

use kring_protocol::group::{Arrangements, Leads, RoleHeld, Suits};
use kring_protocol::ids::{CommandId, DeviceId, PasskeyId, PollId, SessionId};
use kring_protocol::script::Role;
use uuid::Uuid;

use super::access::passkey;
use super::given::{GERDA, GROUP, ILSE, INVITATION, device};
use crate::group::codec::{Stored, decode, encode, personal_of_bytes, personal_to_bytes};
use crate::group::{Event, Personal, Secret};
use crate::state::Credential;

const SESSION: SessionId = SessionId(Uuid::from_u128(50));

fn every_event() -> Vec<Event> {
    let claim = DeviceId(Uuid::from_u128(60));
    vec![
        Event::GroupCreated {
            group: GROUP,
            name: "Woensdag".to_owned(),
            purpose: "Leren".to_owned(),
            agreements: vec!["Blijft hier".to_owned()],
            keep_months: 13,
            invitation: INVITATION,
            at_ms: 1,
        },
        Event::InvitationReplaced { invitation: INVITATION },
        Event::DetailsSet { name: "W".to_owned(), purpose: String::new(), agreements: vec![] },
        Event::RetentionSet { months: 2 },
        Event::Applied { member: ILSE, at_ms: 2 },
        Event::ApplicationEnded { member: ILSE },
        Event::MemberJoined { member: ILSE, by: Some(GERDA), at_ms: 3 },
        Event::PersonalSet { member: ILSE, personal: Secret::Sealed(vec![1, 2, 3]) },
        Event::DeviceRevoked { member: ILSE, device: claim },
        Event::PasskeyRemoved { member: ILSE, passkey: PasskeyId(Uuid::from_u128(90)) },
        Event::MemberLeft { member: ILSE, meetings: vec![] },
        Event::ClaimMade { member: ILSE, claim, at_ms: 4 },
        Event::ClaimConfirmed { claim, by: GERDA },
        Event::ClaimEnded { claim },
        Event::MeetingPlanned {
            session: SESSION,
            method: "dialoog".to_owned(),
            starts_at_ms: Some(5),
            by: GERDA,
            at_ms: 6,
        },
        Event::MeetingDetailsSet {
            session: SESSION,
            place: "Lokaal 12".to_owned(),
            agenda: vec!["Terugblik".to_owned()],
            reading: vec!["https://a.example/x".to_owned()],
        },
        Event::ArrangementsSet {
            arrangements: Arrangements {
                leads: Leads::Rotates,
                input: "Ieder een vraag".to_owned(),
                communication: "Gerda".to_owned(),
                evaluation: "In juni".to_owned(),
            },
        },
        Event::PollOpened {
            poll: PollId(Uuid::from_u128(80)),
            method: "dialoog".to_owned(),
            options: vec![8, 9, 10],
            by: GERDA,
        },
        Event::PollAnswered {
            poll: PollId(Uuid::from_u128(80)),
            member: ILSE,
            suits: vec![Suits::Yes, Suits::IfNeedBe, Suits::No],
        },
        Event::PollClosed { poll: PollId(Uuid::from_u128(80)) },
        Event::MeetingMoved { session: SESSION, starts_at_ms: None },
        Event::MeetingCancelled { session: SESSION },
        Event::AbsenceTold { session: SESSION, member: ILSE, absent: true },
        Event::MeetingBegun { session: SESSION },
        Event::MeetingHeld {
            session: SESSION,
            at_ms: 7,
            roles: vec![RoleHeld { role: Role::Inbrenger, member: ILSE }],
        },
        Event::TurnPinned { role: Role::Gespreksleider, member: Some(ILSE) },
        Event::TurnPinned { role: Role::Gespreksleider, member: None },
        Event::TurnSkipped { role: Role::Inbrenger, member: ILSE, skipped: true },
        Event::TrainerSet { member: ILSE, trainer: true },
        Event::GroupErased { meetings: vec![SESSION] },
    ]
}

fn stored(events: Vec<Event>) -> Stored {
    Stored { command: CommandId(Uuid::from_u128(70)), actor: Some(GERDA), events }
}

/// The bytes are final: a change of them is another version.
#[test]
fn every_event_reads_back_and_its_bytes_are_those_of_the_golden_file() {
    let all = stored(every_event());
    let bytes = encode(&all).unwrap();
    assert_eq!(decode(&bytes).unwrap(), all);
    let golden = concat!(env!("CARGO_MANIFEST_DIR"), "/src/codec/golden/group/v1.json");
    let text = String::from_utf8(bytes).unwrap() + "\n";
    if std::env::var_os("KRING_UPDATE").is_some() {
        std::fs::create_dir_all(std::path::Path::new(golden).parent().unwrap()).unwrap();
        std::fs::write(golden, &text).unwrap();
    }
    assert_eq!(std::fs::read_to_string(golden).unwrap(), text);
}

#[test]
fn what_is_known_of_a_person_is_not_stored_unless_it_is_sealed() {
    let name = Personal::Name { name: "Ilse".to_owned() };
    for personal in [Secret::Known(name), Secret::Forgotten] {
        let open = stored(vec![Event::PersonalSet { member: ILSE, personal }]);
        assert!(encode(&open).is_err());
    }
}

#[test]
fn what_was_sealed_reads_back() {
    for personal in [
        Personal::Name { name: "Ilse".to_owned() },
        Personal::Device { device: device(ILSE) },
        Personal::ClaimedDevice { device: device(ILSE) },
        Personal::Code { code: Some(Credential([1; 32])) },
        Personal::Code { code: None },
        Personal::Passkey { passkey: passkey(1) },
        Personal::Calendar { calendar: Some(Credential([2; 32])) },
    ] {
        let bytes = personal_to_bytes(&personal).unwrap();
        assert_eq!(personal_of_bytes(&bytes).unwrap(), personal);
    }
}

#[test]
fn anything_unknown_is_refused_whole() {
    for payload in [
        r#"{"group":2,"command":"00000000-0000-0000-0000-000000000001","actor":null,"events":[]}"#,
        r#"{"group":1,"command":"00000000-0000-0000-0000-000000000001","actor":null,"events":[{"event":"group_erased","x":1}]}"#,
        r#"{"v":1,"command":"00000000-0000-0000-0000-000000000001","actor":null,"events":[]}"#,
        "[]",
    ] {
        assert!(decode(payload.as_bytes()).is_err(), "{payload}");
    }
}
