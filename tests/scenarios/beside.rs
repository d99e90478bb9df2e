//! A trainer beside a group sees where its meetings stand and no word of them, and nobody sees more from above.

use kring_protocol::code::{Problem, Rejection};
use kring_protocol::group::GroupCommand;
use kring_protocol::group::rest::{Beside, GroupCreated};
use kring_protocol::record::{Clock, Lifecycle};
use kring_protocol::rest::{InvitationReplaced, Join, Joined};
use kring_protocol::{Command, Content, Record, SessionId};
use kring_tests::http::Reply;
use kring_tests::server::{Process, command};
use kring_tests::{Client, TestServer};
use uuid::Uuid;

use crate::groups::{DONE, Person, Place, enters, group_of, plans};

async fn looks(place: &Place, created: &GroupCreated, by: &str) -> Reply {
    place.http.get(&format!("/api/groups/{}/beside", created.group), Some(by)).await
}

/// Somebody from outside the group comes in by the invitation of the meeting.
async fn guest(place: &Place, session: SessionId, leader: &str, name: &str) -> Client {
    let path = format!("/api/sessions/{session}/invitation");
    let made = place.http.post_text(&path, String::new(), Some(leader)).await;
    let invitation = made.json::<InvitationReplaced>().invitation;
    let join =
        Join { invitation, name: name.to_owned(), id: Uuid::new_v4(), device: String::new() };
    let joined: Joined = place.http.post("/api/join", &join).await.json();
    Client::connect(&place.ws, &joined.token).await
}

/// Gerda is the trainer; Ilse leads, Bram is there too.
async fn with_trainer(place: &Place) -> (GroupCreated, Vec<Person>) {
    let (created, mut people) = group_of(place, &["Ilse", "Bram"]).await;
    let trainer = GroupCommand::SetTrainer { member: people[0].id, trainer: true };
    assert_eq!(people[1].client.ask_group(trainer).await, DONE);
    (created, people)
}

#[tokio::test]
async fn a_trainer_sees_phase_clock_and_who_is_there_and_no_word_of_the_meeting() {
    let server = TestServer::start();
    let place = Place { http: server.http(), ws: server.ws() };
    let (created, mut people) = with_trainer(&place).await;
    let session = plans(&mut people[1]).await;
    let place_of_it = GroupCommand::SetMeetingDetails {
        session,
        place: "https://bellen.example/geheim".to_owned(),
        agenda: vec![],
        reading: vec![],
    };
    assert_eq!(people[1].client.ask_group(place_of_it).await, DONE);
    let nobody: Beside = looks(&place, &created, &people[0].token).await.json();
    assert_eq!(nobody.meetings, [], "a meeting that nobody has open is not woken");

    let joined: Joined = enters(&place, &created, session, &people[1]).await.json();
    let mut ilse = Client::connect(&place.ws, &joined.token).await;
    let _expert = guest(&place, session, &joined.token, "Xaviera Expert").await;
    ilse.until(|ilse| ilse.online.len() == 2).await;
    let lobby: Beside = looks(&place, &created, &people[0].token).await.json();
    assert_eq!(lobby.meetings[0].lifecycle, Lifecycle::Lobby);
    assert_eq!((lobby.meetings[0].phase.clone(), lobby.meetings[0].timer), (None, None));

    ilse.does(Command::SetDetails {
        title: "Woensdag over Finn".to_owned(),
        scheduled_at_ms: ilse.view.meeting().scheduled_at_ms,
        call_link: ilse.view.meeting().call_link.clone(),
    })
    .await;
    ilse.does(Command::Start).await;
    ilse.writes(Content::Note { text: "geheim van Ilse".to_owned() }).await;
    let reply = looks(&place, &created, &people[0].token).await;
    for hidden in ["geheim", "Finn", "Xaviera", "Ilse", &joined.participant.to_string()] {
        assert!(!reply.body.contains(hidden), "{hidden} in {}", reply.body);
    }
    let seen: Beside = reply.json();
    let [meeting] = seen.meetings.as_slice() else { panic!("{seen:?}") };
    assert_eq!((meeting.session, meeting.lifecycle), (session, Lifecycle::Running));
    assert_eq!((meeting.here.as_slice(), meeting.guests), ([people[1].id].as_slice(), 1));
    let phase = meeting.phase.clone().unwrap();
    let at = ilse.view.position();
    let planned = ilse.view.records().values().filter_map(|record| match record {
        Record::Phase(planned) => Some(planned),
        _ => None,
    });
    let phases: Vec<_> = planned.collect();
    let here = phases.iter().find(|planned| planned.phase.id == at.phase).unwrap();
    let place = (here.index + 1, u32::try_from(phases.len()).unwrap());
    assert_eq!((phase.title, (phase.number, phase.of)), (Some(here.phase.title.clone()), place));
    assert!(matches!(meeting.timer, Some(Clock::Running { .. })), "{meeting:?}");
    server.stop().await;
}

#[tokio::test]
async fn nobody_but_a_trainer_of_the_group_looks_at_it_from_beside() {
    let server = TestServer::start();
    let place = Place { http: server.http(), ws: server.ws() };
    let (created, mut people) = with_trainer(&place).await;
    let (other, _) = group_of(&place, &[]).await;
    let refused = looks(&place, &created, &people[2].token).await;
    assert_eq!(refused.problem().rejection, Some(Rejection::NotForYourRole));
    for foreign in [&other.token, &created.invitation] {
        let refused = looks(&place, &created, foreign).await;
        assert_eq!(refused.problem().code, Problem::Unauthorised);
    }
    let session = plans(&mut people[1]).await;
    let joined: Joined = enters(&place, &created, session, &people[1]).await.json();
    let seat = looks(&place, &created, &joined.token).await;
    assert_eq!(seat.problem().code, Problem::Unauthorised, "whoever is in the meeting neither");
    let over = GroupCommand::SetTrainer { member: people[0].id, trainer: false };
    assert_eq!(people[0].client.ask_group(over).await, DONE);
    let refused = looks(&place, &created, &people[0].token).await;
    assert_eq!(refused.problem().rejection, Some(Rejection::NotForYourRole));
    server.stop().await;
}

/// The addresses are listed in `contract/addresses.rs`: each is for whoever is in the meeting or in the group.
/// What is left is whoever runs the server.
#[tokio::test]
async fn whoever_runs_the_server_learns_ids_sizes_and_days_and_nothing_of_people() {
    let dir = tempfile::tempdir().unwrap();
    let process = Process::start(dir.path()).await;
    let place = Place { http: process.http(), ws: process.ws() };
    let (created, mut people) = with_trainer(&place).await;
    let session = plans(&mut people[1]).await;
    let joined: Joined = enters(&place, &created, session, &people[1]).await.json();
    let mut ilse = Client::connect(&place.ws, &joined.token).await;
    ilse.does(Command::Start).await;
    ilse.writes(Content::Note { text: "geheim van Ilse".to_owned() }).await;
    ilse.does(Command::Close).await;
    let metrics = process.numbers().await;
    let (whole, said) =
        command(&["verify", "--each", "--data", dir.path().to_str().unwrap()]).await;
    assert!(whole, "{said}");
    for hidden in ["Gerda", "Ilse", "Bram", "geheim", "Woensdag", "dialoog", "trainer"] {
        assert!(!said.contains(hidden) && !metrics.contains(hidden), "{hidden} in {said}{metrics}");
    }
    for person in &people {
        let id = person.id.to_string();
        assert!(!said.contains(&id) && !metrics.contains(&id), "nobody is counted one by one");
    }
    assert!(said.contains(&session.to_string()) && said.contains(&created.group.to_string()));
}
