//! Somebody without a device: put in by the gespreksleider, written for by others, confirmed by somebody else.

use kring_protocol::code::Rejection;
use kring_protocol::command::Command;
use kring_protocol::content::{Content, Kind};
use kring_protocol::ids::{ContributionId, ParticipantId};
use kring_protocol::record::{Contribution, Record, RecordKey};
use kring_protocol::script::Role;

use super::devices::{claim, device};
use super::given::{AN, BO, GESPREKSLEIDER, Given, INBRENGER, at, id, lobby, standing_at, started};
use super::script::{advice, case, idea, note};
use crate::event::Event;

const G: ParticipantId = GESPREKSLEIDER;

fn jan_is_added() -> Command {
    Command::AddPerson { name: "Jan".to_owned() }
}

/// Jan is there, without a device.
fn with_jan(here: Given) -> (Given, ParticipantId) {
    let here = here.has(G, jan_is_added());
    let jan = here.state.everybody().last().map(|p| p.id).expect("Jan is there");
    (here, jan)
}

fn wrote_for(jan: ParticipantId, place: &str, content: Content) -> Command {
    Command::ContributeFor { participant: jan, at: at(place), content }
}

fn last(here: &Given) -> ContributionId {
    *here.state.order.last().expect("there is a text")
}

fn seen(here: &Given, who: ParticipantId) -> Contribution {
    let seen = here.sees(who, &RecordKey::Contribution(last(here)));
    let Some(Record::Contribution(seen)) = seen else { panic!("it is shown") };
    seen
}

fn confirmed(here: &Given) -> Command {
    Command::ConfirmText { contribution: last(here) }
}

/// An wrote down an idea of Jan.
fn idea_of_jan() -> (Given, ParticipantId) {
    let (here, jan) = with_jan(standing_at("brainstorm/ideeen"));
    let here = here.has(AN, wrote_for(jan, "brainstorm/ideeen", idea("Een wandeling.")));
    (here, jan)
}

#[test]
fn who_has_no_device_is_in_the_circle_with_a_name_of_their_own_and_a_turn() {
    let (here, jan) = with_jan(lobby());
    let key = RecordKey::Participant(jan);
    let Some(Record::Participant(person)) = here.sees(BO, &key) else { panic!("Jan is shown") };
    assert!(person.without_device && !person.left && !person.late);
    let here = here.has(G, jan_is_added());
    let second = here.state.everybody().last().map(|p| p.name.clone());
    assert_eq!(second.as_deref(), Some("Jan (2)"));
    let (here, jan) = with_jan(started().walk_to("keuze/rondje"));
    let Some(Record::Turns(turns)) = here.sees(BO, &RecordKey::Turns) else { panic!("turns") };
    assert!(turns.waiting.contains(&jan));
}

#[test]
fn who_has_no_device_does_not_lead_stand_in_or_hold_an_office() {
    let (here, jan) = with_jan(lobby());
    here.when(G, Command::HandOver { to: jan }).then_refused(Rejection::NoDevice);
    let deputy = Command::NameDeputy { participant: Some(jan) };
    here.when(G, deputy).then_refused(Rejection::NoDevice);
    let office = Role::Tijdbewaker;
    let office = Command::AssignOffice { participant: jan, office, holds: true };
    here.when(G, office).then_refused(Rejection::NoDevice);
    let leaderless = here.leaderless(0, &[AN, BO]);
    let proposed = Command::ProposeLead { participant: Some(jan) };
    leaderless.when(AN, proposed).then_refused(Rejection::NoDevice);
}

#[test]
fn everybody_reads_whose_words_it_is_who_wrote_it_down_and_who_confirmed_it() {
    let (here, jan) = idea_of_jan();
    let shown = seen(&here, BO);
    assert_eq!((shown.author, shown.written_for), (Some(AN), Some(jan)));
    assert_eq!((shown.speaker(), shown.confirmed_by), (Some(jan), None));
    here.when(AN, confirmed(&here)).then_refused(Rejection::ConfirmedByOthers);
    let by_bo = Event::TextConfirmed { id: last(&here), by: BO };
    let here = here.when(BO, confirmed(&here)).then([by_bo]);
    assert_eq!(seen(&here, AN).confirmed_by, Some(BO));
    here.when(G, confirmed(&here)).then_nothing();
}

#[test]
fn other_words_are_confirmed_anew_and_only_who_wrote_them_down_changes_them() {
    let (here, _) = idea_of_jan();
    let confirm = confirmed(&here);
    let here = here.has(BO, confirm);
    let edit = Command::Edit { contribution: last(&here), content: idea("Een lange wandeling.") };
    here.when(BO, edit.clone()).then_refused(Rejection::NotYours);
    let here = here.has(AN, edit);
    assert_eq!(seen(&here, G).confirmed_by, None);
    let withdraw = Command::Withdraw { contribution: last(&here) };
    here.has(AN, withdraw);
}

#[test]
fn nobody_writes_for_somebody_who_writes_for_themselves_or_is_not_there() {
    let (here, jan) = idea_of_jan();
    let place = "brainstorm/ideeen";
    here.when(AN, wrote_for(BO, place, idea("van Bo"))).then_refused(Rejection::HasDevice);
    let here = here.has(G, Command::Remove { participant: jan, texts: false });
    let gone = here.when(AN, wrote_for(jan, place, idea("van Jan")));
    gone.then_refused(Rejection::UnknownParticipant);
    let own = here.wrote(AN, id(50), idea("van An"));
    let confirm = Command::ConfirmText { contribution: id(50) };
    own.when(BO, confirm).then_refused(Rejection::NothingToConfirm);
}

#[test]
fn what_is_private_or_without_names_is_not_written_for_others() {
    let (here, jan) = idea_of_jan();
    let written = wrote_for(jan, "brainstorm/ideeen", note("van Jan"));
    here.when(AN, written).then_refused(Rejection::NotForOthers);
    let (here, jan) = with_jan(standing_at("anoniem/adviezen"));
    let written = wrote_for(jan, "anoniem/adviezen", advice("van Jan"));
    here.when(AN, written).then_refused(Rejection::NotForOthers);
}

#[test]
fn a_muted_inbrenger_writes_for_nobody_and_confirms_nothing() {
    let (here, jan) = idea_of_jan();
    let written = wrote_for(jan, "brainstorm/ideeen", idea("toch"));
    here.when(INBRENGER, written).then_refused(Rejection::Muted);
    here.when(INBRENGER, confirmed(&here)).then_refused(Rejection::Muted);
}

#[test]
fn nobody_writes_for_an_inbrenger_who_is_to_be_silent() {
    let (here, jan) = with_jan(started());
    let here = here.has(G, Command::AppointInbrenger { participant: jan });
    let here = here.walk_to("brainstorm/ideeen");
    let written = wrote_for(jan, "brainstorm/ideeen", idea("toch"));
    here.when(AN, written).then_refused(Rejection::Muted);
}

#[test]
fn a_case_of_somebody_without_a_device_makes_them_the_inbrenger_and_the_report_waits_for_nobody() {
    let (here, jan) = with_jan(started());
    let here = here.has(AN, wrote_for(jan, "keuze/schrijven", case("van Jan")));
    assert_eq!(here.sees(BO, &RecordKey::Contribution(last(&here))), None, "it is held back");
    let here = here.has(G, Command::Reveal { from: at("keuze/schrijven") });
    let chosen = Command::ConfirmCase { case: last(&here) };
    let here = here.has(G, chosen);
    assert_eq!(here.state.inbrenger(), Some(jan));
    let here = here.has(G, Command::Close);
    let Some(Record::Meeting(meeting)) = here.sees(BO, &RecordKey::Meeting) else { panic!() };
    assert_eq!(meeting.report_waits_for, vec![]);
}

#[test]
fn who_gets_a_device_by_claim_writes_for_themselves_and_confirms_what_was_written() {
    let (here, jan) = idea_of_jan();
    let here = here.accept(&claim("Jan", 1));
    let here = [G, AN]
        .into_iter()
        .fold(here, |here, by| here.has(by, Command::ConfirmClaim { claim: device(1).id }));
    let key = RecordKey::Participant(jan);
    let Some(Record::Participant(person)) = here.sees(BO, &key) else { panic!("Jan is shown") };
    assert!(!person.without_device);
    let written = wrote_for(jan, "brainstorm/ideeen", idea("nog een"));
    here.when(AN, written).then_refused(Rejection::HasDevice);
    let confirm = confirmed(&here);
    assert_eq!(seen(&here.has(jan, confirm), BO).confirmed_by, Some(jan));
}

#[test]
fn what_somebody_said_goes_with_them_when_their_texts_go() {
    let (here, jan) = idea_of_jan();
    let here = here.has(G, Command::Remove { participant: jan, texts: true });
    let left = here.state.contributions.values().filter(|c| c.content.kind() == Kind::Idea);
    assert_eq!(left.count(), 0);
}
