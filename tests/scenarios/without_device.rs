//! Somebody who sits with the group and has no device, over sockets and in what is taken home.

use kring_protocol::code::Rejection;
use kring_protocol::content::Content;
use kring_protocol::record::{Participant, Record};
use kring_protocol::rest::{ClaimMade, ClaimState};
use kring_protocol::{Command, ContributionId, ParticipantId};
use kring_tests::{Answer, Client, Meeting};

use crate::brainstorm;

const ILSE: usize = 1;
const BRAM: usize = 2;
const CHANTAL: usize = 3;

/// Jan, as somebody sees him; none before he was put in.
fn jan_of(meeting: &Meeting, who: usize) -> Option<&Participant> {
    let seen = meeting.people.get(who)?.view.records().values().find_map(|record| match record {
        Record::Participant(person) if person.name == "Opa Jan" => Some(person),
        _ => None,
    });
    seen.filter(|jan| jan.without_device)
}

async fn idea_of_jan(meeting: &mut Meeting, jan: ParticipantId, text: &str) -> ContributionId {
    let at = meeting.leader().view.position();
    let content = Content::Idea { text: text.to_owned() };
    let written = Command::ContributeFor { participant: jan, at, content };
    meeting.person(BRAM).does(written).await.expect("it was created")
}

#[tokio::test]
async fn what_somebody_without_a_device_said_is_theirs_and_the_report_says_what_nobody_confirmed() {
    let (server, mut meeting) = brainstorm().await;
    meeting.leader().does(Command::AddPerson { name: "Opa Jan".to_owned() }).await;
    let jan = jan_of(&meeting, 0).expect("Jan is there").id;
    let one = idea_of_jan(&mut meeting, jan, "Ga eens wandelen.").await;
    idea_of_jan(&mut meeting, jan, "Vraag het eens na.").await;
    let confirm = Command::ConfirmText { contribution: one };
    for (who, rule) in [(BRAM, Rejection::ConfirmedByOthers), (ILSE, Rejection::Muted)] {
        let answer = meeting.person(who).ask(confirm.clone()).await;
        assert!(matches!(answer, Answer::Refused(refused) if refused == rule), "{answer:?}");
    }
    meeting.person(CHANTAL).does(confirm).await;
    let chantal = meeting.person(CHANTAL).id;
    for person in &mut meeting.people {
        let confirmed = |by: &Client| by.view.contribution(one).and_then(|c| c.confirmed_by);
        person.until(|c| confirmed(c) == Some(chantal)).await;
        assert_eq!(person.view.contribution(one).unwrap().written_for, Some(jan));
    }
    meeting.leader().does(Command::Close).await;
    meeting.person(ILSE).does(Command::OpenReport).await;
    let path = format!("/api/sessions/{}/report.md", meeting.people[0].session);
    let token = meeting.tokens.first().map(String::as_str);
    let report = meeting.http.get(&path, token).await.body;
    let line = |text: &str| report.lines().find(|line| line.contains(text)).unwrap().to_owned();
    assert!(line("wandelen").ends_with("Opa Jan (opgeschreven door Bram)"), "{report}");
    let open = line("Vraag het");
    assert!(open.ends_with("Opa Jan (opgeschreven door Bram, niet bevestigd)"), "{report}");
    server.stop().await;
}

#[tokio::test]
async fn somebody_without_a_device_who_finds_one_gets_their_place_by_a_claim() {
    let (server, mut meeting) = brainstorm().await;
    meeting.leader().does(Command::AddPerson { name: "Opa Jan".to_owned() }).await;
    let jan = jan_of(&meeting, 0).expect("Jan is there").id;
    let claimed = super::devices::claim(&meeting, "Opa Jan", uuid::Uuid::new_v4()).await;
    let claimed: ClaimMade = claimed.json();
    let waits = |c: &Client| !c.view.stage().claims.is_empty();
    meeting.leader().until(waits).await;
    let claim = meeting.leader().view.stage().claims[0].device;
    meeting.leader().does(Command::ConfirmClaim { claim }).await;
    meeting.person(BRAM).until(waits).await;
    meeting.person(BRAM).does(Command::ConfirmClaim { claim }).await;
    meeting.leader().until(|c| c.view.stage().claims.is_empty()).await;
    assert_eq!(jan_of(&meeting, 0), None, "he has a device now");
    let state = super::devices::state_of(&meeting, &claimed).await;
    let state: ClaimState = state.json();
    assert_eq!(state, ClaimState::Confirmed { participant: jan });
    let mut found = Client::connect(&server.ws(), &claimed.token).await;
    assert_eq!(found.id, jan);
    found.writes(Content::Idea { text: "Nu schrijf ik zelf.".to_owned() }).await;
    server.stop().await;
}
