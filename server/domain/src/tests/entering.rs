//! Coming into a meeting of one's group.

use kring_protocol::code::Rejection;
use kring_protocol::command::Command;

use super::given::{AN, BO, GESPREKSLEIDER, create, unborn};
use crate::Request;
use crate::event::Event;
use crate::state::{Credential, Device};

#[test]
fn when_and_where_a_meeting_of_a_group_is_is_the_groups_to_say_until_it_has_begun() {
    let set = |title: &str, scheduled_at_ms| Command::SetDetails {
        title: title.to_owned(),
        scheduled_at_ms,
        call_link: String::new(),
    };
    let elsewhere = Command::SetDetails {
        title: "Intervisie".to_owned(),
        scheduled_at_ms: None,
        call_link: "Lokaal 12".to_owned(),
    };
    let said = |place: &str| Request::Reschedule { starts_at_ms: None, place: place.to_owned() };
    let here = unborn().accept(&super::given::create_in_group());
    here.when(GESPREKSLEIDER, elsewhere.clone()).then_refused(Rejection::PlannedByGroup);
    let placed = here.clone().accept(&said("Lokaal 9"));
    assert_eq!(placed.state.call_link, "Lokaal 9");
    assert_eq!(placed.accept(&said("")).state.call_link, "");
    here.when(GESPREKSLEIDER, set("Intervisie", Some(super::given::NOW)))
        .then_refused(Rejection::PlannedByGroup);
    assert_eq!(here.clone().has(GESPREKSLEIDER, set("Woensdag", None)).state.title, "Woensdag");
    let begun = here.has(GESPREKSLEIDER, Command::Start);
    let still = begun.has(GESPREKSLEIDER, Command::Adjourn { until_ms: None });
    assert_eq!(still.clone().has(GESPREKSLEIDER, elsewhere).state.call_link, "Lokaal 12");
    let moved = still.has(GESPREKSLEIDER, set("Intervisie", Some(super::given::NOW)));
    assert_eq!(moved.state.scheduled_at_ms, Some(super::given::NOW));
}

#[test]
fn a_member_of_the_group_comes_in_without_an_invitation_and_again_on_another_device() {
    let device = |number: u8| Device {
        id: kring_protocol::ids::DeviceId(uuid::Uuid::from_u128(u128::from(number))),
        name: "Laptop".to_owned(),
        credential: Credential([number; 32]),
    };
    let enter = |number: u8| Request::Enter {
        participant: AN,
        name: "An".to_owned(),
        device: device(number),
    };
    let joined = Event::ParticipantJoined {
        participant: AN,
        name: "An".to_owned(),
        credential: Credential([1; 32]),
        device: "Laptop".to_owned(),
    };
    let here = unborn().accept(&super::given::create_in_group());
    let entered = Event::MemberEntered { participant: AN, device: Some(device(1).id) };
    here.asked(&enter(1)).then([joined, entered]);
    let twice = here.clone().accept(&enter(1)).accept(&enter(1));
    assert_eq!(twice.state.present(AN).unwrap().devices, [device(1)]);
    assert_eq!(twice.state.returned, None, "the same device again is no return");
    let again = here.accept(&enter(1)).accept(&enter(2));
    assert_eq!(again.state.holder(Credential([2; 32])).map(|(id, _)| id), Some(AN));
    assert_eq!(again.state.holder(Credential([1; 32])).map(|(id, _)| id), Some(AN));
    let first = device(7);
    let creation = crate::Create {
        group: Some(super::given::GROUP),
        credential: first.credential,
        device_id: Some(first.id),
        ..create()
    };
    let made = unborn().accept(&Request::Create(Box::new(creation)));
    let name = "Gerda".to_owned();
    let back = Request::Enter { participant: GESPREKSLEIDER, name, device: first.clone() };
    let twice = made.accept(&back);
    assert_eq!(
        twice.state.present(GESPREKSLEIDER).unwrap().devices,
        [first],
        "whoever came first too"
    );
    let left = again.has(AN, Command::Leave);
    left.asked(&enter(3)).then_refused(Rejection::NotInMeeting);
    let elsewhere = unborn().accept(&Request::Create(Box::new(create())));
    elsewhere.asked(&enter(1)).then_refused(Rejection::NotInMeeting);
    let closed = left.has(GESPREKSLEIDER, Command::Start).has(GESPREKSLEIDER, Command::Close);
    let bo = Request::Enter { participant: BO, name: "Bo".to_owned(), device: device(4) };
    closed.asked(&bo).then_refused(Rejection::MeetingClosed);
}
