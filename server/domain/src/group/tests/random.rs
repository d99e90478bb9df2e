//! Whatever is asked, in whatever order: rules that hold for every group.

use kring_protocol::group::{GroupCommand, Suits};
use kring_protocol::ids::{DeviceId, MemberId, PollId, SessionId};
use kring_protocol::limits;
use kring_protocol::script::Role;
use proptest::prelude::*;
use uuid::Uuid;

use super::access::passkey;
use super::given::{BRAM, GERDA, GROUP, ILSE, INVITATION, OMAR, device_number, three};
use crate::group::{Request, State, apply, rota, view};
use crate::state::{Credential, Device};

const PEOPLE: [MemberId; 4] = [GERDA, ILSE, BRAM, OMAR];
const NAMES: [&str; 4] = ["Gerda", "Ilse", "Bram", "Omar"];

fn person() -> impl Strategy<Value = MemberId> {
    prop::sample::select(PEOPLE.to_vec())
}

fn device() -> impl Strategy<Value = Device> {
    (1_u8..6).prop_map(device_number)
}

/// One of the first meetings that the test plans.
fn session() -> impl Strategy<Value = SessionId> {
    (0_u128..40).prop_map(|n| SessionId(Uuid::from_u128(0xF000_0000 + n)))
}

fn command() -> impl Strategy<Value = GroupCommand> {
    let claim = || device().prop_map(|device| device.id);
    let moment = prop::option::of(limits::MOMENTS_MS);
    prop_oneof![
        person().prop_map(|applicant| GroupCommand::Admit { applicant }),
        person().prop_map(|applicant| GroupCommand::Decline { applicant }),
        prop::sample::select(NAMES.to_vec())
            .prop_map(|name| GroupCommand::Rename { name: name.to_owned() }),
        claim().prop_map(|device| GroupCommand::RevokeDevice { device }),
        claim().prop_map(|claim| GroupCommand::ConfirmClaim { claim }),
        claim().prop_map(|claim| GroupCommand::RefuseClaim { claim }),
        (0_u8..8).prop_map(|n| GroupCommand::RemovePasskey { passkey: passkey(n).id }),
        Just(GroupCommand::Leave {}),
        moment.clone().prop_map(|starts_at_ms| GroupCommand::PlanMeeting {
            method: "dialoog".to_owned(),
            starts_at_ms,
            also_at_ms: starts_at_ms.into_iter().map(|ms| ms / 2 + 946_684_800_000).collect(),
        }),
        prop::collection::vec(limits::MOMENTS_MS, 1..5).prop_map(|options| {
            GroupCommand::OpenPoll { method: "dialoog".to_owned(), options }
        }),
        (session(), 0_usize..5, any::<bool>()).prop_map(|(session, count, yes)| {
            let suits = if yes { Suits::Yes } else { Suits::No };
            GroupCommand::AnswerPoll { poll: PollId(session.0), answers: vec![suits; count] }
        }),
        (session(), prop::option::of(0_u32..4)).prop_map(|(session, option)| {
            GroupCommand::ClosePoll { poll: PollId(session.0), option }
        }),
        session().prop_map(|session| GroupCommand::SetMeetingDetails {
            session,
            place: "Lokaal 12".to_owned(),
            agenda: vec![],
            reading: vec![],
        }),
        (session(), moment).prop_map(|(session, starts_at_ms)| GroupCommand::MoveMeeting {
            session,
            starts_at_ms
        }),
        session().prop_map(|session| GroupCommand::CancelMeeting { session }),
        (session(), any::<bool>())
            .prop_map(|(session, absent)| GroupCommand::TellAbsence { session, absent }),
        (person(), any::<bool>()).prop_map(|(member, skipped)| GroupCommand::SkipTurn {
            role: Role::Inbrenger,
            member,
            skipped
        }),
        prop::option::of(person())
            .prop_map(|member| GroupCommand::PinTurn { role: Role::Gespreksleider, member }),
        (person(), any::<bool>())
            .prop_map(|(member, trainer)| GroupCommand::SetTrainer { member, trainer }),
        (0_u32..26).prop_map(|months| GroupCommand::SetRetention { months }),
    ]
}

fn request() -> impl Strategy<Value = Request> {
    let invitation = prop_oneof![4 => Just(INVITATION), 1 => Just(Credential([1; 32]))];
    prop_oneof![
        8 => (person(), command())
            .prop_map(|(by, command)| Request::Command { by, group: GROUP, command }),
        2 => (any::<u128>(), device(), invitation.clone()).prop_map(|(id, device, invitation)| {
            let member = MemberId(Uuid::from_u128(id % 5 + 20));
            Request::Apply { member, name: "Sam".to_owned(), invitation, device }
        }),
        1 => (prop::sample::select(NAMES.to_vec()), device(), invitation)
            .prop_map(|(name, device, invitation)| Request::Claim {
                name: name.to_owned(), invitation, device }),
        1 => person().prop_map(|by| Request::SetCode { by, code: Credential([80; 32]) }),
        1 => (person(), 0_u8..8).prop_map(|(by, n)| Request::AddPasskey { by, passkey: passkey(n) }),
        1 => (0_u8..8, device()).prop_map(|(n, device)| Request::ReturnByPasskey {
            handle: passkey(n).handle, key: format!("later {n}"), device }),
        1 => device()
            .prop_map(|device| Request::ReturnByCode { code: Credential([80; 32]), device }),
        1 => session().prop_map(|session| Request::MeetingBegun { session }),
        1 => session().prop_map(|session| Request::MeetingGone { session }),
        1 => session().prop_map(|session| Request::MeetingHeld {
            session, at_ms: 1, roles: vec![] }),
    ]
}

/// What holds of every group.
fn holds(state: &State) {
    for (id, known) in state.people() {
        assert!(known.devices.len() <= limits::DEVICES);
        assert!(known.passkeys.len() <= limits::PASSKEYS);
        assert!(!known.name.is_empty());
        assert!(!state.gone.contains(&id), "whoever is gone does not come back under the same id");
        let seen = serde_json::to_string(&view(state, id).unwrap()).unwrap();
        if state.member(id).is_none() {
            let others = state.people().filter(|(other, _)| *other != id);
            for (_, other) in others {
                assert!(!seen.contains(&format!("{:?}", other.name)), "{seen}");
            }
        }
    }
    let mut names: Vec<&str> = state.people().map(|(_, known)| known.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), state.people().count(), "everybody can be told apart");
    let mut devices: Vec<DeviceId> = state.claims.iter().map(|claim| claim.id).collect();
    devices.sort_unstable();
    devices.dedup();
    assert_eq!(devices.len(), state.claims.len());
    let trainers = state.members.iter().filter(|member| member.trainer).map(|member| member.id);
    for trainer in trainers {
        let has_turn =
            rota(state).iter().any(|turn| turn.order.iter().any(|t| t.member == trainer));
        assert!(!has_turn && !state.pinned.values().any(|pinned| *pinned == trainer));
    }
    assert!(state.members.len() <= limits::MEMBERS);
    assert!(state.meetings.len() <= limits::GROUP_MEETINGS);
}

proptest! {
    #[test]
    fn whatever_is_asked_the_rules_hold_and_folding_the_events_gives_the_state(
        requests in prop::collection::vec((request(), 0_i64..limits::CLAIM_MS), 1..60)
    ) {
        let mut group = three();
        let mut folded = group.state.clone();
        for (request, ms) in requests {
            group = group.later(ms);
            if let Ok(events) = group.decide(&request) {
                group = group.does(&request);
                events.iter().for_each(|event| apply(&mut folded, event));
            }
            if group.state.is_active() {
                holds(&group.state);
            }
        }
        prop_assert_eq!(group.state, folded);
    }
}
