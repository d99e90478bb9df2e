//! The gespreksleider is gone: everybody knows since when, and the meeting does not stand still.

use std::time::Duration;

use kring_protocol::code::Rejection;
use kring_protocol::roles::{ChangedRole, LeadPassage};
use kring_protocol::{Command, ParticipantId};
use kring_tests::server::Options;
use kring_tests::{Answer, Client, Meeting, TestServer};

use crate::brainstorm;

fn propose(participant: ParticipantId) -> Command {
    Command::ProposeLead { participant: Some(participant) }
}

/// The gespreksleider's connection goes, and the others hear of it; Ilse is the first of them.
async fn loses_the_leader(meeting: &mut Meeting) -> Client {
    drop(meeting.people.remove(0));
    for person in &mut meeting.people {
        person.until(|c| c.lead_away.is_some()).await;
    }
    meeting.people.remove(0)
}

#[tokio::test]
async fn two_of_those_who_are_there_name_who_leads_and_she_can_take_it_back() {
    let (server, mut meeting) = brainstorm().await;
    let (gerda, chantal) = (meeting.leader().id, meeting.person(3).id);
    let from = meeting.leader().view.position();
    let mut ilse = loses_the_leader(&mut meeting).await;
    let [bram, other] = meeting.people.first_chunk_mut().unwrap();
    let away = bram.lead_away.unwrap();
    assert!(away.since_ms <= away.take_over_at_ms);
    assert_eq!(away.propose_at_ms, Some(away.since_ms), "at once, in a test");

    // The muted inbrenger is one of them.
    assert!(ilse.view.me().muted);
    ilse.does(propose(chantal)).await;
    bram.until(|c| c.view.stage().proposed_leads.len() == 1).await;
    bram.does(propose(chantal)).await;
    let (to, how) = (chantal, LeadPassage::Named);
    let named = ChangedRole::Gespreksleider { from: gerda, to, how };
    for person in [&mut ilse, bram, other] {
        person.until(|c| c.view.stage().gespreksleider == chantal).await;
        assert_eq!(person.view.stage().role_change.unwrap().change, named);
        person.until(|c| c.lead_away.is_none()).await;
    }
    other.does(Command::Next { from }).await;

    let mut back = Client::connect(&meeting.ws, &meeting.tokens[0]).await;
    assert_eq!(back.view.stage().may_reclaim, Some(gerda));
    back.does(Command::Reclaim).await;
    other.until(|c| c.view.stage().gespreksleider == gerda).await;
    server.stop().await;
}

#[tokio::test]
async fn of_proposals_at_one_moment_one_person_leads() {
    for _ in 0..10 {
        let (server, mut meeting) = brainstorm().await;
        let mut ilse = loses_the_leader(&mut meeting).await;
        let [bram, chantal] = meeting.people.first_chunk_mut().unwrap();
        let (bram_id, chantal_id) = (bram.id, chantal.id);
        let (a, b, c) = tokio::join!(
            ilse.ask(propose(bram_id)),
            bram.ask(propose(chantal_id)),
            chantal.ask(propose(bram_id)),
        );
        let fine = [Answer::Accepted(None), Answer::Refused(Rejection::GespreksleiderPresent)];
        assert!([&a, &b, &c].iter().all(|answer| fine.contains(answer)), "{a:?} {b:?} {c:?}");
        for person in [&mut ilse, bram, chantal] {
            person.until(|c| c.view.stage().gespreksleider == bram_id).await;
        }
        server.stop().await;
    }
}

#[tokio::test]
async fn a_deputy_who_is_there_comes_first_and_nobody_is_named_too_early() {
    let mut options = Options::default();
    options.settings.propose_lead_after = Duration::from_secs(3_600);
    let server = TestServer::with(options);
    let names = ["Gerda", "Ilse", "Bram", "Chantal"];
    let mut meeting = Meeting::gather(server.http(), &server.ws(), "dialoog", &names).await;
    let (ilse, chantal) = (meeting.person(1).id, meeting.person(3).id);
    meeting.leader().does(Command::NameDeputy { participant: Some(ilse) }).await;
    let deputy = loses_the_leader(&mut meeting).await;
    assert_eq!(meeting.person(0).lead_away.unwrap().propose_at_ms, None, "a deputy is there");
    let refused = Answer::Refused(Rejection::GespreksleiderPresent);
    assert_eq!(meeting.person(0).ask(propose(chantal)).await, refused);
    // The deputy goes too: then the others wait, and know for how long.
    drop(deputy);
    let bram = meeting.person(0);
    bram.until(|c| c.lead_away.is_some_and(|away| away.propose_at_ms.is_some())).await;
    let away = bram.lead_away.unwrap();
    assert_eq!(away.propose_at_ms.unwrap() - away.since_ms, 3_600_000);
    assert_eq!(bram.ask(propose(chantal)).await, refused);
    server.stop().await;
}
