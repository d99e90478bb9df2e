//! The gespreksleider steers.

use std::sync::Arc;
use std::time::Duration;

use kring_protocol::code::Rejection;
use kring_protocol::command::Action;
use kring_protocol::content::{Content, Kind};
use kring_protocol::script::Opening;
use kring_protocol::{
    ClientMessage, Command, CommandId, ContributionId, Record, RecordKey, close_code,
};
use kring_store::{EventLog, MemoryLog, ReadError};
use kring_tests::fixtures::every_command;
use kring_tests::play::example;
use kring_tests::server::Options;
use kring_tests::{Answer, Client, Meeting, TestServer, client::Client as Connection};
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
async fn a_finger_that_taps_twice_where_the_button_stays_moves_one_step_and_can_undo_it() {
    let mut options = Options::default();
    options.settings.same_click = Duration::from_secs(3_600);
    let server = TestServer::with(options);
    let names = ["Gerda", "Ilse"];
    let mut meeting = Meeting::gather(server.http(), &server.ws(), "zeven-stappen", &names).await;
    meeting.start().await;
    let first = meeting.leader().view.position();
    // The start was a move too, so this is its second tap.
    meeting.leader().does(Command::Next { from: first.clone() }).await;
    assert_eq!(meeting.leader().view.position(), first);
    server.stop().await;

    let (server, mut meeting) = crate::meeting().await;
    meeting.start().await;
    let first = meeting.leader().view.position();
    let second = meeting.next().await;
    meeting.leader().does(Command::UndoMove { from: second.clone() }).await;
    meeting.gather_round().await;
    assert_eq!(meeting.person(1).view.position(), first);
    meeting.next().await;
    meeting.leader().does(Command::Back { from: second }).await;
    meeting.gather_round().await;
    assert_eq!(meeting.person(1).view.position(), first);
    server.stop().await;
}

#[tokio::test]
async fn only_the_gespreksleider_moves_phases_and_timer() {
    let (server, mut meeting) = meeting().await;
    meeting.start().await;
    let from = meeting.leader().view.position();
    let bram = meeting.person(2);
    for command in [Command::Next { from }, Command::Close] {
        assert_eq!(bram.ask(command).await, Answer::Refused(Rejection::NotGespreksleider));
    }
    assert_eq!(bram.ask(Command::PauseTimer).await, Answer::Refused(Rejection::NotTimekeeper));
    server.stop().await;
}

#[tokio::test]
async fn a_muted_inbrenger_is_refused_everything_but_notes() {
    let (server, mut meeting) = brainstorm().await;
    let ilse = meeting.person(1);
    let (at, before) = (ilse.view.position(), ilse.view.clone());
    assert_eq!(ilse.view.me().opens, vec![]);
    assert!(ilse.view.me().may_note);
    for kind in
        Kind::ALL.iter().copied().filter(|kind| !kind.is_private() && *kind != Kind::Preparation)
    {
        let opening = Opening::new(kind, vec![]);
        let content = match kind {
            Kind::Answer => {
                Content::Answer { text: "ja maar".into(), question: ContributionId(Uuid::nil()) }
            }
            _ => example(&ilse.view, &opening, "ja maar".into()),
        };
        let command = Command::Contribute { at: at.clone(), content };
        assert_eq!(ilse.ask(command).await, Answer::Refused(Rejection::Muted), "{kind:?}");
    }
    let possible = [Action::Leave, Action::RaiseConcern];
    for command in every_command().into_iter().filter(|c| !possible.contains(&c.action())) {
        let answer = ilse.ask(command.clone()).await;
        let refusals = match command.action() {
            // It could be a note of theirs.
            Action::Edit | Action::Withdraw => [Rejection::Muted, Rejection::UnknownContribution],
            // Possible while muted, and this person is not there.
            Action::ProposeLead => [Rejection::Muted, Rejection::UnknownParticipant],
            Action::Erase
            | Action::TakeAlong
            | Action::OpenReport
            | Action::BlotText
            | Action::BlotName => [Rejection::Muted, Rejection::StillRunning],
            _ => [Rejection::Muted, Rejection::AlreadyStarted],
        };
        assert!(refusals.map(Answer::Refused).contains(&answer), "{command:?}: {answer:?}");
    }
    assert_eq!(ilse.view, before);
    for person in &mut meeting.people {
        person.hears_nothing().await;
    }
    let ilse = meeting.person(1);
    ilse.writes(Content::Note { text: "onthouden".into() }).await;
    ilse.send(&ClientMessage::Command {
        session: ilse.session,
        id: CommandId(Uuid::new_v4()),
        command: Command::Leave,
    })
    .await;
    assert_eq!(ilse.closed().await, Some(close_code::REMOVED));
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
    assert_eq!(gerda.ask(Command::PauseTimer).await, Answer::Refused(Rejection::NotTimekeeper));
    gerda.does(Command::Reclaim).await;
    gerda.does(Command::PauseTimer).await;
    server.stop().await;
}

#[tokio::test]
async fn whoever_handed_over_has_nothing_more_to_hand_over() {
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
    for person in &mut meeting.people {
        person.until(|c| c.view.stage().gespreksleider == bram).await;
    }
    server.stop().await;
}

#[tokio::test]
async fn whoever_is_removed_comes_back_by_no_road() {
    let (server, mut meeting) = meeting().await;
    meeting.start().await;
    let mut chantal: Connection = meeting.people.remove(3);
    let token = meeting.tokens.get(3).unwrap().clone();
    meeting.leader().does(Command::Remove { participant: chantal.id, texts: false }).await;
    assert_eq!(chantal.closed().await, Some(close_code::REMOVED));
    for place in [Some(chantal.place), None] {
        let back = Connection::try_connect(&meeting.ws, &token, place).await;
        assert_eq!(back.err(), Some(Some(close_code::UNAUTHORISED)));
    }
    for what in ["report", "report.md", "report.csv", "mine"] {
        let path = format!("/api/sessions/{}/{what}", chantal.session);
        assert_eq!(meeting.http.get(&path, Some(&token)).await.status, 401, "{what}");
    }
    // Whoever stays sees that they are gone, and what they may still ask goes on.
    let gone = RecordKey::Participant(chantal.id);
    for person in &mut meeting.people {
        let left = |c: &Client| matches!(c.view.get(&gone), Some(Record::Participant(p)) if p.left);
        person.until(left).await;
    }
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
    let log = MemoryLog::new();
    let options = Options { log: Arc::new(log.clone()), ..Options::default() };
    let server = TestServer::with(options);
    let names = ["Gerda", "Ilse"];
    let mut meeting = Meeting::gather(server.http(), &server.ws(), "dialoog", &names).await;
    meeting.start().await;
    meeting.leader().does(Command::Close).await;
    let session = meeting.leader().session;
    assert!(!log.read(session.into(), 0).await.unwrap().is_empty());
    assert_eq!(meeting.leader().ask(Command::Erase).await, Answer::Accepted(None));
    // Whoever is told that it is done can rely on it.
    assert_eq!(log.read(session.into(), 0).await, Err(ReadError::Erased));
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
