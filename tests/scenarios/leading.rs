//! The gespreksleider steers.

use kring_protocol::code::Rejection;
use kring_protocol::content::Content;
use kring_protocol::{ClientMessage, Command, CommandId, close_code};
use kring_tests::{Answer, Client, client::Client as Connection};
use uuid::Uuid;

use crate::{brainstorm, meeting};

#[tokio::test]
async fn a_double_clicked_next_moves_one_step() {
    let (server, mut meeting) = meeting().await;
    meeting.start().await;
    let leader = meeting.leader();
    let from = leader.view.position();
    let (first, second) = (CommandId(Uuid::new_v4()), CommandId(Uuid::new_v4()));
    for id in [first, second] {
        let command = Command::Next { from: from.clone() };
        leader.send(&ClientMessage::Command { session: leader.session, id, command }).await;
    }
    assert_eq!(leader.answer_to(first).await, Answer::Accepted(None));
    assert_eq!(leader.answer_to(second).await, Answer::Refused(Rejection::StalePosition));
    server.stop().await;
}

#[tokio::test]
async fn only_the_gespreksleider_moves_phases_and_timer() {
    let (server, mut meeting) = meeting().await;
    meeting.start().await;
    let from = meeting.leader().view.position();
    let bram = meeting.person(2);
    for command in [Command::Next { from }, Command::PauseTimer, Command::Close] {
        assert_eq!(bram.ask(command).await, Answer::Refused(Rejection::NotGespreksleider));
    }
    server.stop().await;
}

#[tokio::test]
async fn a_muted_inbrenger_is_refused_everything_but_notes() {
    let (server, mut meeting) = brainstorm().await;
    let ilse = meeting.person(1);
    let at = ilse.view.position();
    assert_eq!(ilse.view.me().opens, vec![]);
    assert!(ilse.view.me().may_note);
    let idea =
        Command::Contribute { at: at.clone(), content: Content::Idea { text: "ja maar".into() } };
    for command in [idea, Command::RaiseHand, Command::SignalReady { ready: true }] {
        assert_eq!(ilse.ask(command).await, Answer::Refused(Rejection::Muted));
    }
    ilse.writes(Content::Note { text: "onthouden".into() }).await;
    server.stop().await;
}

#[tokio::test]
async fn a_deputy_takes_over_only_while_the_gespreksleider_is_away_who_can_reclaim() {
    let (server, mut meeting) = meeting().await;
    let bram = meeting.person(2).id;
    meeting.leader().does(Command::NameDeputy { participant: Some(bram) }).await;
    meeting.person(2).until(|c| c.view.stage().deputy == Some(bram)).await;
    let here = meeting.person(2).ask(Command::TakeOver).await;
    assert_eq!(here, Answer::Refused(Rejection::GespreksleiderPresent));

    let gerda = meeting.people.remove(0);
    let (gerda_id, token) = (gerda.id, meeting.tokens.first().unwrap().clone());
    drop(gerda);
    let bram = meeting.people.get_mut(1).unwrap();
    bram.until(|c| !c.online.contains(&gerda_id)).await;
    bram.does(Command::TakeOver).await;
    bram.does(Command::Start).await;

    let mut gerda = Client::connect(&meeting.ws, &token).await;
    assert_eq!(gerda.view.stage().may_reclaim, Some(gerda_id));
    assert_eq!(gerda.ask(Command::PauseTimer).await, Answer::Refused(Rejection::NotGespreksleider));
    gerda.does(Command::Reclaim).await;
    gerda.does(Command::PauseTimer).await;
    server.stop().await;
}

#[tokio::test]
async fn of_two_who_race_to_reclaim_and_hand_over_one_wins() {
    let (server, mut meeting) = meeting().await;
    let (bram, chantal) = (meeting.person(2).id, meeting.person(3).id);
    let leader = meeting.leader();
    let ids = [CommandId(Uuid::new_v4()), CommandId(Uuid::new_v4())];
    for (id, to) in ids.into_iter().zip([bram, chantal]) {
        let command = Command::HandOver { to };
        leader.send(&ClientMessage::Command { session: leader.session, id, command }).await;
    }
    assert_eq!(leader.answer_to(ids[0]).await, Answer::Accepted(None));
    assert_eq!(leader.answer_to(ids[1]).await, Answer::Refused(Rejection::NotGespreksleider));
    assert_eq!(leader.view.stage().gespreksleider, bram);
    server.stop().await;
}

#[tokio::test]
async fn whoever_is_removed_gets_no_further_byte_and_cannot_come_back() {
    let (server, mut meeting) = meeting().await;
    meeting.start().await;
    let mut chantal: Connection = meeting.people.remove(3);
    let token = meeting.tokens.get(3).unwrap().clone();
    meeting.leader().does(Command::Remove { participant: chantal.id }).await;
    assert_eq!(chantal.closed().await, Some(close_code::REMOVED));
    let last = chantal.heard.len();
    meeting.leader().does(Command::PauseTimer).await;
    assert_eq!(chantal.closed().await, None);
    assert_eq!(chantal.heard.len(), last);
    let place = Some(chantal.place);
    let back = Connection::try_connect(&meeting.ws, &token, place).await;
    assert_eq!(back.err(), Some(Some(close_code::UNAUTHORISED)));
    let report = format!("/api/sessions/{}/report", chantal.session);
    assert_eq!(meeting.http.get(&report, Some(&token)).await.status, 401);
    server.stop().await;
}

#[tokio::test]
async fn the_order_of_hands_is_the_same_everywhere() {
    let (server, mut meeting) = meeting().await;
    meeting.start().await;
    for index in [3, 1, 2] {
        meeting.person(index).does(Command::RaiseHand).await;
    }
    let expected = [3, 1, 2].map(|index| meeting.people.get(index).unwrap().id).to_vec();
    let key = kring_protocol::RecordKey::Hands;
    for person in &mut meeting.people {
        let hands = kring_protocol::Record::Hands { order: expected.clone() };
        person.until(|c| c.view.get(&key) == Some(&hands)).await;
    }
    server.stop().await;
}

#[tokio::test]
async fn an_erased_meeting_ends_for_everybody_and_leaves_nothing_to_read() {
    let (server, mut meeting) = meeting().await;
    meeting.start().await;
    meeting.leader().does(Command::Close).await;
    let session = meeting.leader().session;
    assert_eq!(meeting.leader().ask(Command::Erase).await, Answer::Accepted(None));
    for person in &mut meeting.people {
        assert_eq!(person.closed().await, Some(close_code::ERASED));
    }
    let token = meeting.tokens.first().unwrap();
    let report = format!("/api/sessions/{session}/report");
    assert_eq!(meeting.http.get(&report, Some(token)).await.status, 401);
    let again = Connection::try_connect(&meeting.ws, token, None).await;
    assert_eq!(again.err(), Some(Some(close_code::UNAUTHORISED)));
    server.stop().await;
}
