//! A guest for some phases, over sockets: in with their phase, out with it, and never a word of the others.

use kring_protocol::code::{Rejection, close_code};
use kring_protocol::rest::{InvitationPreview, InvitationReplaced, InviteGuests, Join, Joined};
use kring_protocol::{Command, Content, PhaseId, Record, RecordKey};
use kring_tests::{Answer, Client, Meeting, TestServer};
use serde_json::to_string;
use uuid::Uuid;

/// The second and the third phase of the plan: the first is about nothing yet.
fn phases(client: &Client) -> Vec<PhaseId> {
    let planned = client.view.records().values().filter_map(|record| match record {
        Record::Phase(planned) => Some((planned.index, planned.phase.id.clone())),
        _ => None,
    });
    let mut planned: Vec<_> = planned.collect();
    planned.sort();
    planned.into_iter().map(|(_, id)| id).collect()
}

fn waits(client: &Client) -> bool {
    client.view.get(&RecordKey::Waiting).is_some()
}

/// Their connection ended because they came in or went out; they are back at once.
async fn comes_back(client: &mut Client, ws: &str, token: &str) -> Client {
    assert_eq!(client.closed().await, Some(close_code::SEAT_CHANGED));
    Client::connect(ws, token).await
}

/// Moves the meeting to a phase.
async fn goes_to(leader: &mut Client, phase: &PhaseId) {
    let from = leader.view.position();
    leader.does(Command::GoTo { from, phase: phase.clone(), step: None }).await;
}

#[tokio::test]
async fn no_device_of_a_guest_resumes_from_outside_into_a_phase_or_back_also_when_it_was_asleep() {
    let server = TestServer::start();
    let names = ["Gerda", "Ilse", "Bram"];
    let mut meeting = Meeting::gather(server.http(), &server.ws(), "dialoog", &names).await;
    let participant = meeting.person(1).id;
    meeting.leader().does(Command::AppointInbrenger { participant }).await;
    let all = phases(meeting.leader());
    let asked = InviteGuests { phases: vec![all[1].clone()] };
    let session = meeting.leader().view.meeting().session;
    let path = format!("/api/sessions/{session}/guests");
    let http = server.http();
    let made = http.post_text(&path, to_string(&asked).unwrap(), Some(&meeting.tokens[0])).await;
    let invitation = made.json::<InvitationReplaced>().invitation;
    let join =
        Join { invitation, name: "Xaviera".to_owned(), id: Uuid::new_v4(), device: String::new() };
    let token = http.post("/api/join", &join).await.json::<Joined>().token;
    meeting.start().await;

    let ws = server.ws();
    let mut phone = Client::connect(&ws, &token).await;
    let mut laptop = Client::connect(&ws, &token).await;
    for phase in [&all[1], &all[2], &all[1]] {
        goes_to(meeting.leader(), phase).await;
        assert_eq!(phone.closed().await, Some(close_code::SEAT_CHANGED));
        // The phone is back first; something happens before the laptop is.
        phone = Client::resume(&ws, &token, &phone).await;
        meeting.leader().does(Command::RaiseHand).await;
        let leader = meeting.person(0).id;
        meeting.leader().does(Command::LowerHand { participant: leader }).await;
        let inside = phase == &all[1];
        for client in [&phone, &Client::resume(&ws, &token, &laptop).await] {
            assert!(!client.resumed);
            assert_eq!(waits(client), !inside);
        }
        laptop = Client::resume(&ws, &token, &phone).await;
        assert!(laptop.resumed, "within one view it goes on");
    }
    server.stop().await;
}

#[tokio::test]
async fn a_guest_comes_in_with_their_phase_and_hears_no_word_before_and_after_it() {
    let server = TestServer::start();
    let http = server.http();
    let names = ["Gerda", "Ilse", "Bram"];
    let mut meeting = Meeting::gather(server.http(), &server.ws(), "dialoog", &names).await;
    let session = meeting.leader().view.meeting().session;
    let path = format!("/api/sessions/{session}/guests");
    let all = phases(meeting.leader());
    let asked = InviteGuests { phases: vec![all[1].clone()] };
    let others = http.post_text(&path, to_string(&asked).unwrap(), Some(&meeting.tokens[1])).await;
    assert_eq!(others.problem().rejection, Some(Rejection::NotGespreksleider));
    let made = http.post_text(&path, to_string(&asked).unwrap(), Some(&meeting.tokens[0])).await;
    let invitation = made.json::<InvitationReplaced>().invitation;
    let preview: InvitationPreview = http
        .post("/api/invitation/preview", &serde_json::json!({ "invitation": invitation }))
        .await
        .json();
    assert_eq!(preview.phases.len(), 1);

    let join =
        Join { invitation, name: "Xaviera".to_owned(), id: Uuid::new_v4(), device: String::new() };
    let joined: Joined = http.post("/api/join", &join).await.json();
    let mut expert = Client::connect(&server.ws(), &joined.token).await;
    assert!(waits(&expert));
    let online = meeting.leader().online.len();

    let participant = meeting.person(1).id;
    meeting.leader().does(Command::AppointInbrenger { participant }).await;
    meeting.start().await;
    meeting.leader().writes(Content::Note { text: "een woord van de leider".to_owned() }).await;
    assert_eq!(expert.ask(Command::RaiseHand).await, Answer::Refused(Rejection::NotYourPhase));
    let report = format!("/api/sessions/{session}/report");
    let refused = http.get(&report, Some(&joined.token)).await;
    assert_eq!(refused.problem().rejection, Some(Rejection::NotYourPhase));
    assert_eq!(meeting.leader().online.len(), online, "whoever waits is in no presence");

    let go = |phase: &PhaseId, from| Command::GoTo { from, phase: phase.clone(), step: None };
    let from = meeting.leader().view.position();
    meeting.leader().does(go(&all[1], from)).await;
    let mut inside = comes_back(&mut expert, &server.ws(), &joined.token).await;
    assert!(!waits(&inside) && inside.view.position().phase == all[1]);
    inside.writes(Content::Note { text: "mijn eigen notitie".to_owned() }).await;
    let heard = expert.heard.concat();
    for hidden in ["woord van de leider", "\"stage\"", "\"contribution\""] {
        assert!(!heard.contains(hidden), "{hidden} in {heard}");
    }

    let from = meeting.leader().view.position();
    meeting.leader().does(go(&all[2], from)).await;
    let out = comes_back(&mut inside, &server.ws(), &joined.token).await;
    assert!(waits(&out));
    let own: Vec<&RecordKey> = out.view.records().keys().collect();
    assert_eq!(own.len(), 4, "{own:?}");
    assert!(out.heard.concat().contains("mijn eigen notitie"));
    let mine = format!("/api/sessions/{session}/mine");
    assert!(http.get(&mine, Some(&joined.token)).await.body.contains("mijn eigen notitie"));
    server.stop().await;
}
