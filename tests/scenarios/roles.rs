//! Who may do what changes on sockets that are open, and a meeting goes on without its leader.

use kring_protocol::code::Rejection;
use kring_protocol::content::{Content, Kind};
use kring_protocol::record::Clock;
use kring_protocol::rest::InvitationReplaced;
use kring_protocol::script::Role;
use kring_protocol::{Command, Record, RecordKey, ServerMessage, close_code};
use kring_tests::{Answer, Client, Meeting, TestServer};

use crate::{brainstorm, meeting};

#[tokio::test]
async fn whoever_leaves_is_gone_from_every_device_at_once() {
    let (server, mut meeting) = meeting().await;
    meeting.start().await;
    let token = meeting.tokens.get(2).unwrap().clone();
    let mut bram = meeting.people.remove(2);
    let mut phone = Client::connect(&meeting.ws, &token).await;
    let id = bram.id;
    bram.does(Command::Leave).await;
    for device in [&mut bram, &mut phone] {
        assert_eq!(device.closed().await, Some(close_code::REMOVED));
    }
    let gone = |record: Option<&Record>| matches!(record, Some(Record::Participant(p)) if p.left);
    for person in &mut meeting.people {
        person.until(|c| gone(c.view.get(&RecordKey::Participant(id)))).await;
        person.until(|c| !c.online.contains(&id)).await;
    }
    let place = Some(phone.place);
    let back = Client::try_connect(&meeting.ws, &token, place).await;
    assert_eq!(back.err(), Some(Some(close_code::UNAUTHORISED)));
    server.stop().await;
}

#[tokio::test]
async fn an_office_that_is_given_or_taken_counts_for_the_very_next_command() {
    let (server, mut meeting) = meeting().await;
    meeting.start().await;
    let participant = meeting.person(2).id;
    let at = meeting.leader().view.position();
    let record = Content::Record { text: "kort verslag".into() };
    let write = Command::Contribute { at, content: record };
    // Bram's socket has read nothing of what he was given when he asks.
    let refused = Answer::Refused(Rejection::KindNotOpen);
    assert_eq!(meeting.person(2).ask(write.clone()).await, refused);
    let office = Role::Verslaglegger;
    for holds in [true, false] {
        meeting.leader().does(Command::AssignOffice { participant, office, holds }).await;
        let answer = meeting.person(2).ask(write.clone()).await;
        assert_eq!(matches!(answer, Answer::Accepted(Some(_))), holds, "{answer:?}");
        assert_eq!(answer == refused, !holds, "{answer:?}");
    }
    server.stop().await;
}

#[tokio::test]
async fn whoever_is_made_the_inbrenger_is_muted_from_the_very_next_command() {
    let server = TestServer::start();
    let names = ["Gerda", "Ilse", "Bram", "Chantal"];
    let mut meeting = Meeting::gather(server.http(), &server.ws(), "zeven-stappen", &names).await;
    // A muting step before the case is chosen: there the choice is still open.
    let (title, opens) = ("Vooraf".to_owned(), vec![Kind::Idea]);
    let insert = Command::InsertPhase {
        at: 0,
        title,
        minutes: 5,
        question: String::new(),
        opens,
        muted: true,
    };
    meeting.leader().does(insert).await;
    meeting.start().await;
    let at = meeting.leader().view.position();
    let idea = Command::Contribute { at, content: Content::Idea { text: "probeer eens".into() } };
    assert!(matches!(meeting.person(2).ask(idea.clone()).await, Answer::Accepted(_)));
    let (ilse, bram) = (meeting.person(1).id, meeting.person(2).id);
    for (chosen, muted, free) in [(bram, 2, 1), (ilse, 1, 2)] {
        meeting.leader().does(Command::AppointInbrenger { participant: chosen }).await;
        let refused = meeting.person(muted).ask(idea.clone()).await;
        assert_eq!(refused, Answer::Refused(Rejection::Muted));
        let accepted = meeting.person(free).ask(idea.clone()).await;
        assert!(matches!(accepted, Answer::Accepted(_)), "{accepted:?}");
    }
    server.stop().await;
}

#[tokio::test]
async fn while_the_gespreksleider_is_gone_the_others_go_on_and_nobody_takes_the_lead() {
    let (server, mut meeting) = brainstorm().await;
    let gerda = meeting.people.remove(0);
    let (id, from) = (gerda.id, gerda.view.position());
    drop(gerda);
    for person in &mut meeting.people {
        person.until(|c| !c.online.contains(&id)).await;
    }
    let [ilse, bram, chantal] = meeting.people.first_chunk_mut().unwrap();
    ilse.writes(Content::Note { text: "goed idee".into() }).await;
    bram.writes(Content::Idea { text: "van Bram".into() }).await;
    chantal.writes(Content::Idea { text: "van Chantal".into() }).await;
    chantal.does(Command::RaiseHand).await;
    bram.until(|c| c.view.of(Kind::Idea).len() == 2).await;
    for command in [
        Command::Next { from: from.clone() },
        Command::PauseTimer,
        Command::AdjustTimer { minutes: 1 },
        Command::Close,
        Command::HandOver { to: bram.id },
    ] {
        for person in [&mut *bram, &mut *chantal] {
            let answer = person.ask(command.clone()).await;
            let time = matches!(command, Command::PauseTimer | Command::AdjustTimer { .. });
            let who = if time { Rejection::NotTimekeeper } else { Rejection::NotGespreksleider };
            assert_eq!(answer, Answer::Refused(who), "{command:?}");
        }
    }
    for person in [&mut *bram, &mut *chantal] {
        assert_eq!(person.ask(Command::TakeOver).await, Answer::Refused(Rejection::NotDeputy));
        assert_eq!(person.view.stage().gespreksleider, id);
    }
    // And nothing is lost for whoever led.
    let mut gerda = Client::connect(&meeting.ws, meeting.tokens.first().unwrap()).await;
    assert_eq!(gerda.view.of(Kind::Idea).len(), 2);
    gerda.does(Command::Next { from }).await;
    server.stop().await;
}

/// What is left on a client's clock, in milliseconds of the server's time.
fn timer(client: &Client) -> Clock {
    match client.view.get(&RecordKey::Timer) {
        Some(Record::Timer(clock)) => *clock,
        other => panic!("no timer: {other:?}"),
    }
}

/// The time of the server when it welcomed a client.
fn welcomed_ms(client: &Client) -> i64 {
    match serde_json::from_str(client.heard.first().unwrap()) {
        Ok(ServerMessage::Welcome { server_ms, .. }) => server_ms,
        other => panic!("no welcome: {other:?}"),
    }
}

#[tokio::test]
async fn whoever_joins_in_overtime_or_in_a_pause_has_the_leaders_phase_and_remainder() {
    let (server, mut meeting) = meeting().await;
    meeting.start().await;
    meeting.next().await;
    if matches!(timer(meeting.leader()), Clock::Ready { .. }) {
        meeting.leader().does(Command::StartTimer).await;
    }
    meeting.leader().does(Command::AdjustTimer { minutes: -60 }).await;
    let joined = meeting.http.join(&meeting.invitation, "Dries").await;
    let dries = Client::connect(&meeting.ws, &joined.token).await;
    let Clock::Running { ends_at_ms } = timer(&dries) else { panic!("{:?}", timer(&dries)) };
    assert!(ends_at_ms < welcomed_ms(&dries), "it runs in overtime");
    let leader = meeting.leader();
    assert_eq!((timer(&dries), dries.view.stage()), (timer(leader), leader.view.stage()));

    leader.does(Command::PauseTimer).await;
    let joined = meeting.http.join(&meeting.invitation, "Els").await;
    let els = Client::connect(&meeting.ws, &joined.token).await;
    let Clock::Paused { remaining_ms } = timer(&els) else { panic!("{:?}", timer(&els)) };
    assert!(remaining_ms < 0, "it stands still in overtime");
    let leader = meeting.leader();
    assert_eq!((timer(&els), els.view.stage()), (timer(leader), leader.view.stage()));

    leader.does(Command::ResumeTimer).await;
    let from = leader.view.position();
    leader.does(Command::Next { from }).await;
    let joined = meeting.http.join(&meeting.invitation, "Femke").await;
    let femke = Client::connect(&meeting.ws, &joined.token).await;
    let leader = meeting.leader();
    assert_eq!((timer(&femke), femke.view.stage()), (timer(leader), leader.view.stage()));
    server.stop().await;
}

#[tokio::test]
async fn a_replaced_invitation_leaves_everybody_who_is_in_as_they_were() {
    let (server, mut meeting) = meeting().await;
    let other = meeting.http.create("dialoog", "Vreemde").await;
    meeting.start().await;
    let path = format!("/api/sessions/{}/invitation", meeting.leader().session);
    let leader = meeting.tokens.first().map(String::as_str);
    let reply = meeting.http.post_text(&path, String::new(), leader).await;
    let fresh: InvitationReplaced = reply.json();
    assert_ne!(fresh.invitation, meeting.invitation);
    for (token, earlier) in meeting.tokens.iter().zip(&meeting.people) {
        let resumed = Client::resume(&meeting.ws, token, earlier).await;
        assert!(resumed.resumed);
        assert_eq!(resumed.view, earlier.view);
        let anew = Client::connect(&meeting.ws, token).await;
        assert_eq!((anew.id, &anew.view), (earlier.id, &earlier.view));
    }
    let text = "wie binnen is, blijft binnen".into();
    let bram = meeting.person(2);
    if bram.view.me().opens.iter().any(|opening| opening.kind == Kind::GroundRule) {
        bram.writes(Content::GroundRule { text }).await;
    }
    bram.does(Command::RaiseHand).await;
    // Another meeting's link is another link.
    meeting.http.join(&other.invitation, "Els").await;
    server.stop().await;
}
