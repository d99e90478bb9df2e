//! Nobody leads: those who are there name somebody, and everybody is told who has which role.

use kring_protocol::code::Rejection;
use kring_protocol::command::Command;
use kring_protocol::ids::ParticipantId;
use kring_protocol::roles::{ChangedRole, LeadPassage, ProposedLead, RoleChange};
use kring_protocol::script::Role;

use super::given::{
    AN, BO, GESPREKSLEIDER, Given, INBRENGER, NOW, lobby, person, standing_at, started,
};
use crate::event::Event;

/// Everybody but the gespreksleider.
const OTHERS: [ParticipantId; 3] = [INBRENGER, AN, BO];

fn propose(participant: ParticipantId) -> Command {
    Command::ProposeLead { participant: Some(participant) }
}

fn proposed(by: ParticipantId, participant: Option<ParticipantId>) -> Event {
    Event::LeadProposed { by, participant, at_ms: NOW }
}

fn named(to: ParticipantId) -> Event {
    let (from, how) = (GESPREKSLEIDER, LeadPassage::Named);
    Event::LeadPassed { from, to, how, at_ms: Some(NOW) }
}

/// A meeting whose gespreksleider has been gone for a while.
fn alone(here: Given) -> Given {
    here.leaderless(NOW - 60_000, &OTHERS)
}

#[test]
fn two_who_are_there_name_who_leads_and_it_can_be_reclaimed() {
    for here in [alone(lobby()), alone(started())] {
        let here = here.when(AN, propose(BO)).then([proposed(AN, Some(BO))]);
        let stage = here.stage();
        let expected = ProposedLead { by: AN, participant: BO, at_ms: NOW };
        assert_eq!(stage.proposed_leads, [expected], "everybody sees it");
        here.when(AN, propose(BO)).then_nothing();
        let here = here.when(BO, propose(BO)).then([named(BO)]);
        assert_eq!(
            (here.stage().gespreksleider, here.stage().may_reclaim),
            (BO, Some(GESPREKSLEIDER))
        );
        assert_eq!(here.stage().proposed_leads, []);
        let back = here.has(GESPREKSLEIDER, Command::Reclaim);
        assert_eq!(back.stage().gespreksleider, GESPREKSLEIDER);
    }
}

#[test]
fn whoever_proposes_two_people_counts_once_for_the_last() {
    let here = alone(started()).has(AN, propose(BO)).has(AN, propose(AN));
    assert_eq!(here.stage().proposed_leads.len(), 1);
    here.when(BO, propose(BO)).then([proposed(BO, Some(BO))]);
    here.when(BO, propose(AN)).then([named(AN)]);
    let back = here.when(AN, Command::ProposeLead { participant: None }).then([proposed(AN, None)]);
    assert_eq!(back.stage().proposed_leads, []);
    back.when(AN, Command::ProposeLead { participant: None }).then_nothing();
}

#[test]
fn nobody_is_named_while_somebody_leads_or_a_deputy_is_there() {
    started().when(AN, propose(BO)).then_refused(Rejection::GespreksleiderPresent);
    // Away, but not for long enough, or with a deputy who is there: the room says so.
    started().away().when(AN, propose(BO)).then_refused(Rejection::GespreksleiderPresent);
    alone(started())
        .when(GESPREKSLEIDER, propose(BO))
        .then_refused(Rejection::GespreksleiderPresent);
}

#[test]
fn a_proposal_of_an_earlier_absence_does_not_count_any_more() {
    let here = alone(started()).has(AN, propose(BO));
    // The gespreksleider came back, and is gone again.
    let here = here.later(600_000).leaderless(NOW + 300_000, &OTHERS);
    let again = Event::LeadProposed { by: INBRENGER, participant: Some(BO), at_ms: NOW + 600_000 };
    here.when(INBRENGER, propose(BO)).then([again]);
}

#[test]
fn whoever_is_gone_does_not_count_and_one_who_is_alone_names_themselves() {
    let here = alone(started()).has(AN, propose(BO));
    // An has lost the connection too.
    let without = here.clone().leaderless(NOW - 60_000, &[BO, INBRENGER]);
    without.when(BO, propose(BO)).then([proposed(BO, Some(BO))]);
    let alone = here.leaderless(NOW - 60_000, &[BO]);
    alone.when(BO, propose(BO)).then([named(BO)]);
}

#[test]
fn the_inbrenger_is_never_named_and_can_name_while_muted() {
    let here = alone(standing_at("brainstorm/ideeen"));
    assert!(here.me(INBRENGER).muted);
    let never = Rejection::GespreksleiderIsNeverInbrenger;
    here.when(AN, propose(INBRENGER)).then_refused(never);
    let here = here.has(INBRENGER, propose(AN));
    here.when(BO, propose(AN)).then([named(AN)]);
    here.when(BO, propose(person(99))).then_refused(Rejection::UnknownParticipant);
    here.when(BO, propose(GESPREKSLEIDER)).then_refused(Rejection::NotForYourRole);
}

#[test]
fn a_proposal_goes_with_who_made_it_and_with_who_was_meant() {
    let here = alone(started()).has(AN, propose(BO)).has(INBRENGER, propose(AN));
    let here = here.has(AN, Command::Leave);
    assert_eq!(here.stage().proposed_leads, []);
}

#[test]
fn everybody_is_told_of_every_change_of_role_by_its_number() {
    let office = Role::Tijdbewaker;
    let assign = |holds| Command::AssignOffice { participant: BO, office, holds };
    let mut here = lobby();
    assert_eq!(here.stage().role_change, None);
    for (number, by, command, change) in [
        (
            1,
            GESPREKSLEIDER,
            Command::NameDeputy { participant: Some(AN) },
            ChangedRole::Deputy { to: Some(AN) },
        ),
        (
            2,
            GESPREKSLEIDER,
            assign(true),
            ChangedRole::Office { participant: BO, office, holds: true },
        ),
        (
            3,
            GESPREKSLEIDER,
            assign(false),
            ChangedRole::Office { participant: BO, office, holds: false },
        ),
        (
            4,
            GESPREKSLEIDER,
            Command::AppointInbrenger { participant: INBRENGER },
            ChangedRole::Inbrenger { to: INBRENGER },
        ),
        (
            5,
            GESPREKSLEIDER,
            Command::HandOver { to: AN },
            ChangedRole::Gespreksleider {
                from: GESPREKSLEIDER,
                to: AN,
                how: LeadPassage::HandedOver,
            },
        ),
    ] {
        here = here.has(by, command);
        assert_eq!(here.stage().role_change, Some(RoleChange { number, change }));
    }
}
