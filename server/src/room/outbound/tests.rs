//! The queue of one connection, over a socket and without.
#![allow(clippy::unwrap_used)]

use super::*;
use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, TcpStream};

const CODE: u16 = close_code::REMOVED;

/// A queue that only its connection's task empties, as over TLS.
fn queued() -> (OutboundSender, Outbound) {
    let outbound = Outbound::new(None);
    (outbound.sender(Uuid::nil()), outbound)
}

/// A queue over a socket, and the other side of it.
async fn connected() -> (OutboundSender, Outbound, TcpStream) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let theirs = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
    let (ours, _) = listener.accept().await.unwrap();
    let (_, writer) = ours.into_split();
    writer.writable().await.unwrap();
    let outbound = Outbound::new(Some(Arc::new(writer)));
    (outbound.sender(Uuid::nil()), outbound, theirs)
}

/// What the connection's task writes.
fn written(outbound: &Outbound) -> Option<Vec<u8>> {
    let Next::Write(bytes) = outbound.next() else { return None };
    outbound.wrote(bytes.len());
    Some(bytes.to_vec())
}

/// Queues until the socket takes no more; gives all the bytes.
fn fill(sender: &OutboundSender, outbound: &Outbound) -> Vec<u8> {
    let mut sent = vec![];
    while !matches!(outbound.next(), Next::WaitForRoom(_)) {
        let frame = Frame::from("x".repeat(10_000));
        sent.extend(frame.to_bytes());
        assert_eq!(sender.send(&[frame]), Ok(()));
        sender.write();
    }
    sent
}

#[test]
fn a_reader_that_never_reads_is_lagging_within_the_bound() {
    let (sender, _outbound) = queued();
    let frame = [Frame::from("x")];
    let sent = (0..MAX_FRAMES * 2).take_while(|_| sender.send(&frame).is_ok()).count();
    assert_eq!(sent, MAX_FRAMES + 1);
}

#[test]
fn what_waits_is_bounded_by_its_bytes_beyond_one_change_of_any_size() {
    let (sender, _outbound) = queued();
    assert_eq!(sender.send(&vec![Frame::from("x".repeat(MAX_BYTES)); 20]), Ok(()));
    let next = [Frame::from("y".repeat(MAX_BYTES / 4))];
    let sent = (0..MAX_FRAMES).take_while(|_| sender.send(&next).is_ok()).count();
    assert_eq!(sent, 4);
}

#[test]
fn a_change_of_any_size_does_not_hinder_one_who_reads_it() {
    let (sender, outbound) = queued();
    let change = vec![Frame::from("x".repeat(MAX_BYTES / 4)); 20];
    for _ in 0..3 {
        assert_eq!(sender.send(&change), Ok(()));
        for frame in &change {
            assert_eq!(written(&outbound), Some(frame.to_bytes()));
        }
    }
}

#[tokio::test]
async fn a_turn_of_the_room_is_written_by_the_room() {
    let (sender, outbound, mut theirs) = connected().await;
    let frames = [Frame::from("one"), Frame::update(1, "body".into()), Frame::from("three")];
    assert_eq!(sender.send(&frames), Ok(()));
    sender.write();
    assert_eq!(outbound.next(), Next::Wait);
    let expected: Vec<u8> = frames.iter().flat_map(Frame::to_bytes).collect();
    let mut found = vec![0; expected.len()];
    theirs.read_exact(&mut found).await.unwrap();
    assert_eq!(found, expected);
}

#[tokio::test]
async fn what_a_full_socket_did_not_take_follows_in_order() {
    let (sender, outbound, mut theirs) = connected().await;
    let mut expected = fill(&sender, &outbound);
    let last = Frame::from("last");
    expected.extend(last.to_bytes());
    assert_eq!(sender.send(&[last]), Ok(()));
    sender.write();
    outbound.woken().await;
    let mut found = vec![];
    while found.len() < expected.len() {
        theirs.read_buf(&mut found).await.unwrap();
        let _ = outbound.next();
    }
    assert_eq!(found, expected);
    assert_eq!(outbound.next(), Next::Wait);
}

#[test]
fn what_was_queued_is_written_before_the_close() {
    let (sender, outbound) = queued();
    let last = Frame::from("last words");
    assert_eq!(sender.send(std::slice::from_ref(&last)), Ok(()));
    sender.close(CODE);
    assert_eq!(written(&outbound), Some(last.to_bytes()));
    assert_eq!(outbound.next(), Next::End(End::Close(CODE)));
}

#[test]
fn what_was_queued_is_not_written_to_whoever_is_cut_off() {
    let (sender, outbound) = queued();
    assert_eq!(sender.send(&["not for you".into(), "nor this".into()]), Ok(()));
    assert!(written(&outbound).is_some());
    sender.abort(CODE);
    assert_eq!(outbound.next(), Next::End(End::Cut(CODE)));
}

#[tokio::test]
async fn nothing_follows_half_a_frame_to_whoever_is_cut_off() {
    let (sender, outbound, mut theirs) = connected().await;
    let sent = fill(&sender, &outbound);
    sender.abort(CODE);
    assert_eq!(outbound.next(), Next::End(End::Abort));
    drop(outbound);
    let mut found = vec![];
    theirs.read_to_end(&mut found).await.unwrap();
    assert!(found.len() < sent.len(), "{} of {}", found.len(), sent.len());
}

#[test]
fn nothing_of_the_room_follows_once_the_conversation_is_over() {
    let (sender, outbound) = queued();
    assert_eq!(sender.send(&["late".into()]), Ok(()));
    assert!(outbound.finish());
    assert_eq!(sender.send(&["later".into()]), Ok(()));
    assert_eq!(outbound.next(), Next::Wait);
    let close = Frame::raw(Bytes::from_static(b"\x88\x00"));
    outbound.push(close.clone());
    assert_eq!(written(&outbound), Some(close.to_bytes()));
}

#[test]
fn a_room_that_ends_without_a_word_has_failed() {
    let (sender, outbound) = queued();
    drop(sender);
    assert_eq!(outbound.next(), Next::End(End::Close(close_code::SESSION_FAILED)));
}
