//! A trainer beside the group: seen by everybody, with no turn in it.

use kring_protocol::code::Rejection;
use kring_protocol::group::GroupCommand;
use kring_protocol::ids::MemberId;
use kring_protocol::record::Record;
use kring_protocol::script::Role;

use super::given::{BRAM, GERDA, ILSE, OMAR, apply_as, creation, founded, three, unborn};
use crate::group::{Create, Event, Request, rota, view};

fn set(member: MemberId, trainer: bool) -> GroupCommand {
    GroupCommand::SetTrainer { member, trainer }
}

#[test]
fn nobody_puts_themselves_beside_others_and_whoever_was_there_first_does_so_in_the_open() {
    three().command(ILSE, set(ILSE, true)).then_refused(Rejection::NotForYourRole);
    let asked = Event::TrainerSet { member: ILSE, trainer: true };
    three().command(BRAM, set(ILSE, true)).then(&[asked]);
    three().command(BRAM, set(OMAR, true)).then_refused(Rejection::UnknownParticipant);
    let made = Create { trainer: true, ..creation() };
    let made = unborn().does(&Request::Create(Box::new(made)));
    assert_eq!(made.state.members, founded().has(GERDA, set(GERDA, true)).state.members);
    let beside = made.does(&apply_as(ILSE, "Ilse"));
    let joined = beside.has(GERDA, GroupCommand::Admit { applicant: ILSE });
    let members =
        view(&joined.state, ILSE).unwrap().into_iter().filter_map(|record| match record {
            Record::Member(member) => Some((member.id, member.trainer)),
            _ => None,
        });
    assert_eq!(members.collect::<Vec<_>>(), [(GERDA, true), (ILSE, false)]);
}

#[test]
fn whoever_is_a_trainer_stops_being_one_by_themselves_or_by_the_word_of_another() {
    let beside = three().has(BRAM, set(GERDA, true));
    let over = Event::TrainerSet { member: GERDA, trainer: false };
    beside.command(GERDA, set(GERDA, false)).then(std::slice::from_ref(&over));
    beside.command(ILSE, set(GERDA, false)).then(&[over]);
    beside.command(ILSE, set(GERDA, true)).then(&[]);
}

#[test]
fn a_trainer_has_no_turn_and_keeps_none_that_was_settled() {
    let pin = |member| GroupCommand::PinTurn { role: Role::Gespreksleider, member: Some(member) };
    let skip = GroupCommand::SkipTurn { role: Role::Inbrenger, member: GERDA, skipped: true };
    let settled = three().has(BRAM, pin(GERDA)).has(BRAM, skip.clone());
    let beside = settled.has(BRAM, set(GERDA, true));
    for turn in rota(&beside.state) {
        let has_turn: Vec<MemberId> = turn.order.iter().map(|turn| turn.member).collect();
        assert!(!has_turn.contains(&GERDA), "{:?}: {has_turn:?}", turn.role);
        assert_eq!(has_turn.len(), 2);
    }
    beside.command(BRAM, pin(GERDA)).then_refused(Rejection::NotForYourRole);
    beside.command(BRAM, skip).then_refused(Rejection::NotForYourRole);
    let again = beside.has(GERDA, set(GERDA, false));
    let leads = &rota(&again.state)[0].order;
    assert!(leads.iter().all(|turn| !turn.pinned), "what was settled before is not settled again");
    assert_eq!(leads.len(), 3);
}

#[test]
fn a_trainer_sees_the_same_of_the_group_as_everybody_in_it() {
    let beside = three().has(BRAM, set(GERDA, true));
    let of = |member| {
        let mut records = view(&beside.state, member).unwrap();
        records.retain(|record| !matches!(record, Record::GroupMe(_)));
        records
    };
    assert_eq!(of(GERDA), of(ILSE));
}
