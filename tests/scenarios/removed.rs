//! Whoever is removed gets no further byte, and who may do what changes on sockets that are open.

use std::pin::Pin;

use futures_util::{SinkExt, Stream};
use kring_protocol::code::Rejection;
use kring_protocol::content::{Content, Kind};
use kring_protocol::{ClientMessage, Command, PROTOCOL_VERSION, close_code};
use kring_tests::client::handshake;
use kring_tests::{Answer, Client};
use tokio::net::TcpSocket;
use tokio_tungstenite::tungstenite::Message;

use crate::{brainstorm, meeting};

#[tokio::test]
async fn the_removed_hear_of_it_by_the_close_alone_on_every_device() {
    let (server, mut meeting) = meeting().await;
    let token = meeting.tokens.get(3).unwrap().clone();
    let mut chantal = meeting.people.remove(3);
    let mut phone = Client::connect(&meeting.ws, &token).await;
    // The presence of the phone is the last that the laptop hears of.
    chantal.next().await.unwrap();
    let heard = [chantal.heard.len(), phone.heard.len()];
    meeting.leader().does(Command::Remove { participant: chantal.id, texts: false }).await;
    for (device, heard) in [&mut chantal, &mut phone].into_iter().zip(heard) {
        assert_eq!(device.closed().await, Some(close_code::REMOVED));
        assert_eq!(device.heard.get(heard..), Some(&[][..]));
    }
    let place = Some(chantal.place);
    let back = Client::try_connect(&meeting.ws, &token, place).await;
    assert_eq!(back.err(), Some(Some(close_code::UNAUTHORISED)));
    server.stop().await;
}

#[tokio::test]
async fn of_an_erased_meeting_nobody_gets_another_frame() {
    let (server, mut meeting) = meeting().await;
    meeting.start().await;
    meeting.leader().does(Command::Close).await;
    for person in meeting.people.iter_mut().skip(1) {
        person.until(|c| c.view.stage().position.is_none()).await;
    }
    let heard: Vec<_> = meeting.people.iter().map(|person| person.heard.len()).collect();
    assert_eq!(meeting.leader().ask(Command::Erase).await, Answer::Accepted(None));
    for (person, heard) in meeting.people.iter_mut().zip(heard).skip(1) {
        assert_eq!(person.closed().await, Some(close_code::ERASED));
        assert_eq!(person.heard.get(heard..), Some(&[][..]));
    }
    server.stop().await;
}

#[tokio::test]
async fn what_waits_for_somebody_who_does_not_read_is_not_sent_once_they_are_removed() {
    let (server, mut meeting) = brainstorm().await;
    let token = meeting.tokens.get(3).unwrap().clone();
    let chantal = meeting.people.remove(3);
    let id = chantal.id;
    drop(chantal);
    // Little fits on the way to this device, so most of what is said waits in the server.
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4 * 1024).unwrap();
    let stream = socket.connect(server.address).await.unwrap();
    let request = handshake(&meeting.ws);
    let (mut device, _) = tokio_tungstenite::client_async(request, stream).await.unwrap();
    let hello = ClientMessage::Hello { protocol: PROTOCOL_VERSION, token, resume: None };
    let hello = serde_json::to_string(&hello).unwrap();
    device.send(Message::Text(hello.into())).await.unwrap();
    meeting.leader().until(|c| c.online.contains(&id)).await;

    // Below what a connection may have waiting: it is not dropped for being slow.
    let (each, length) = (30, 3_900);
    for writer in [0, 2] {
        for n in 0..each {
            let text = format!("tekst {writer}.{n} {}", "x".repeat(length));
            meeting.person(writer).writes(Content::Idea { text }).await;
        }
    }
    meeting.leader().until(|c| c.view.of(Kind::Idea).len() == 2 * each).await;
    meeting.leader().does(Command::Remove { participant: id, texts: false }).await;

    let mut frames = 0;
    while let Some(Ok(message)) =
        std::future::poll_fn(|cx| Pin::new(&mut device).poll_next(cx)).await
    {
        if let Message::Text(text) = message {
            frames += text.matches("tekst ").count();
            assert!(!text.contains(&format!("tekst 2.{}", each - 1)), "the last text got out");
        }
    }
    assert!(frames < 2 * each, "{frames} texts got out");
    // Those who wrote did not read everything: stopping would wait for them.
    drop(meeting);
    server.stop().await;
}

#[tokio::test]
async fn a_role_that_was_passed_on_is_gone_from_sockets_that_were_open() {
    let (server, mut meeting) = meeting().await;
    meeting.start().await;
    let token = meeting.tokens.first().unwrap().clone();
    let mut tablet = Client::connect(&meeting.ws, &token).await;
    let from = tablet.view.position();
    let bram = meeting.person(2).id;
    meeting.leader().does(Command::HandOver { to: bram }).await;
    // The tablet has not even read that the lead was handed over.
    for device in [&mut tablet, meeting.people.first_mut().unwrap()] {
        let next = device.ask(Command::Next { from: from.clone() }).await;
        assert_eq!(next, Answer::Refused(Rejection::NotGespreksleider));
    }
    meeting.person(2).does(Command::Next { from }).await;
    // And back: whoever took part in leading for a while no longer does.
    let gerda = tablet.id;
    meeting.person(2).does(Command::HandOver { to: gerda }).await;
    let at = meeting.person(2).view.position();
    let next = meeting.person(2).ask(Command::Next { from: at.clone() }).await;
    assert_eq!(next, Answer::Refused(Rejection::NotGespreksleider));
    tablet.does(Command::Next { from: at }).await;
    server.stop().await;
}
