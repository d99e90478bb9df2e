//! A client that does harm, by mistake or on purpose, harms itself alone.

use std::sync::Arc;

use kring_protocol::content::{Content, Kind};
use kring_protocol::{ClientMessage, Command, CommandId, close_code, limits};
use kring_tests::peer::{CONTINUATION, Frame, PING, PONG, Peer};
use kring_tests::server::{Options, Process};
use kring_tests::{Answer, Client, Meeting, TestServer};
use serde_json::json;
use uuid::Uuid;

use crate::faulty_log::{FaultyLog, Gate};
use crate::filling::{CROWD, full};
use crate::meeting;

/// Memory that the process has in use.
fn resident_bytes(server: &Process) -> usize {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.id())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<usize>().unwrap() * 1024
}

#[tokio::test]
async fn a_flood_of_tiny_fragments_keeps_memory_bounded() {
    const CONNECTIONS: usize = limits::CONNECTIONS_PER_PARTICIPANT;
    const TINY: usize = 60_000;
    const EMPTY: usize = 100_000;
    // A text that grows doubles its room, so at most twice the message; and as much again for the
    // connection's own buffers. The rest is what an allocator keeps for later.
    const PER_CONNECTION: usize = 4 * limits::MESSAGE_BYTES;
    const KEPT_BY_THE_ALLOCATOR: usize = 6 * 1024 * 1024;

    let data = tempfile::tempdir().unwrap();
    let server = Process::start(data.path()).await;
    let token = server.http().create("dialoog", "Gerda").await.token;
    let mut peers = vec![];
    for _ in 0..CONNECTIONS {
        let mut peer = Peer::hello(server.address, &token).await;
        peer.settle().await;
        peers.push(peer);
    }
    let before = resident_bytes(&server);
    let tiny = Frame::new(CONTINUATION, "x").unfinished().bytes().repeat(TINY);
    let empty = Frame::new(CONTINUATION, "").unfinished().bytes().repeat(EMPTY);
    for peer in &mut peers {
        peer.send(&Frame::text("").unfinished()).await;
        peer.send_bytes(&tiny).await;
        peer.send_bytes(&empty).await;
        peer.send(&Frame::new(PING, "alles gelezen")).await;
    }
    for peer in &mut peers {
        // Others' presence may come first.
        while peer.frame().await.expect("it stays open").0 != PONG {}
    }
    let grown = resident_bytes(&server).saturating_sub(before);
    let bound = CONNECTIONS * PER_CONNECTION + KEPT_BY_THE_ALLOCATOR;
    println!("{CONNECTIONS} connections hold {TINY} tiny fragments each: {grown} bytes more");
    assert!(grown < bound, "{grown} bytes more, and {bound} are enough");
    // The message they never end is over its limit a little later.
    for peer in &mut peers {
        peer.send_bytes(&tiny).await;
        assert_eq!(peer.closed().await, Some(close_code::TOO_BIG));
    }
    assert!(server.terminate().await);
}

#[tokio::test]
async fn frames_that_are_no_message_are_read_at_the_pace_of_messages() {
    // Six bytes each: twice what may come at once.
    const EMPTY: usize = 350_000;
    let data = tempfile::tempdir().unwrap();
    let server = Process::start(data.path()).await;
    let token = server.http().create("dialoog", "Gerda").await.token;
    let mut peer = Peer::hello(server.address, &token).await;
    peer.settle().await;
    assert_eq!(server.number("kring_paced_reads_total").await, 0.0);
    peer.send(&Frame::text("").unfinished()).await;
    peer.send_bytes(&Frame::new(CONTINUATION, "").unfinished().bytes().repeat(EMPTY)).await;
    peer.send(&Frame::new(PING, "alles gelezen")).await;
    while peer.frame().await.expect("it stays open").0 != PONG {}
    assert!(server.number("kring_paced_reads_total").await > 0.0);
    assert!(server.terminate().await);
}

#[tokio::test]
async fn a_client_that_never_reads_is_dropped_alone_within_bounded_memory() {
    // What waits for one connection, what is on its way to it, and what an allocator keeps.
    const BOUND: usize = (1 + 1 + 6) * 1024 * 1024;
    // 12 kB each: twice what may wait. Each writer stays within what one person may add to the log.
    const EDITS: usize = 750;
    const WRITERS: usize = 5;

    let data = tempfile::tempdir().unwrap();
    let server = Process::start(data.path()).await;
    let names = ["Gerda", "Ilse", "Chantal", "Dirk", "Els", "Bram"];
    let mut meeting = Meeting::gather(server.http(), &server.ws(), "beeldmateriaal", &names).await;
    meeting.start().await;
    meeting.gather_round().await;
    let long = |n: usize| Content::Lookback {
        text: format!("{n} {}", "€".repeat(limits::TEXT_CHARS - 10)),
        of: None,
        progress: None,
        next_step: None,
    };
    let asleep = meeting.people.remove(WRITERS);
    let token = meeting.tokens.get(WRITERS).unwrap().clone();
    let mut texts = vec![];
    for person in &mut meeting.people {
        texts.push(person.writes(long(0)).await);
    }
    drop(asleep);
    let mut deaf = Peer::hello(server.address, &token).await;
    meeting.person(1).until(|c| c.online.len() == names.len()).await;
    assert_eq!(server.number("kring_lagging_total").await, 0.0);

    let before = resident_bytes(&server);
    for n in 1..=EDITS {
        let contribution = texts[n % WRITERS];
        let edit = Command::Edit { contribution, content: long(n) };
        assert_eq!(meeting.person(n % WRITERS).ask(edit).await, Answer::Accepted(None));
        // Everybody else does read.
        let there =
            |c: &Client| c.view.contribution(contribution).is_some_and(|c| c.content == long(n));
        for reader in &mut meeting.people {
            reader.until(there).await;
            reader.heard.clear();
        }
    }
    let grown = resident_bytes(&server).saturating_sub(before);
    println!("while one did not read, the others made {EDITS} changes: {grown} bytes more");
    assert!(grown < BOUND, "{grown} bytes more, and {BOUND} are enough");
    assert_eq!(server.number("kring_lagging_total").await, 1.0);

    // The others saw everything, that they are without Bram included.
    let last = texts[EDITS % WRITERS];
    let last = |c: &Client| c.view.contribution(last).is_some_and(|c| c.content == long(EDITS));
    meeting.person(1).until(last).await;
    meeting.person(1).until(|c| c.online.len() == WRITERS).await;
    // The one who did not read gets what was on its way, and then the reason, or nothing any more.
    let code = deaf.closed().await;
    assert!(matches!(code, Some(close_code::LAGGING) | None), "{code:?}");
    // And is as welcome as before.
    let bram = Client::connect(&meeting.ws, &token).await;
    assert!(last(&bram));
    assert!(server.terminate().await);
}

/// As many connections of these people as there may be, none of which reads more than its welcome. Before
/// each of them the leader changes something.
async fn who_do_not_read(server: &Process, leader: &mut Client, tokens: &[String]) -> Vec<Peer> {
    let mut deaf = vec![];
    for token in tokens {
        for n in 0..limits::CONNECTIONS_PER_PARTICIPANT {
            leader.does(Command::SignalReady { ready: n % 2 == 0 }).await;
            deaf.push(Peer::hello(server.address, token).await);
        }
    }
    deaf
}

#[tokio::test]
async fn those_who_do_not_read_a_large_meeting_share_what_waits_for_them_and_are_dropped() {
    // Half of them are there when everything is revealed at once; the others come after it, while the
    // meeting goes on.
    const PEOPLE: usize = 8;
    const DEAF: usize = PEOPLE * limits::CONNECTIONS_PER_PARTICIPANT;
    // The texts once for all, and their JSON; for each connection what is on its way, and its buffers.
    const TEXTS: usize = 2 * CROWD * limits::PERSON_BYTES;
    // A copy of all of it for each of them would be far more than this.
    const BOUND: usize = 2 * TEXTS + DEAF * 512 * 1024 + 16 * 1024 * 1024;

    let data = tempfile::tempdir().unwrap();
    let server = Process::start(data.path()).await;
    let (mut meeting, texts) = full(server.http(), &server.ws()).await;
    meeting.people.clear();
    let mut gerda = Client::connect(&server.ws(), &meeting.tokens[0]).await;
    let before = resident_bytes(&server);
    let (early, late) = meeting.tokens[1..=PEOPLE].split_at(PEOPLE / 2);
    let early = who_do_not_read(&server, &mut gerda, early).await;
    let from = gerda.view.position();
    gerda.does(Command::Reveal { from }).await;
    gerda.until(|c| c.view.of(Kind::Case).len() == texts).await;
    let late = who_do_not_read(&server, &mut gerda, late).await;
    assert_eq!(early.len() + late.len(), DEAF);
    gerda.until(|c| c.online.len() == 1 + PEOPLE).await;

    // Whoever reads goes on, and somebody else can come in and has all of it.
    let last = meeting.tokens.last().unwrap();
    let mut last = Client::connect(&server.ws(), last).await;
    assert_eq!(last.view.of(Kind::Case).len(), texts);
    last.does(Command::SignalReady { ready: true }).await;
    gerda.until(|c| c.online.len() == 2 + PEOPLE).await;
    let grown = resident_bytes(&server).saturating_sub(before);
    println!("{DEAF} connections do not read {texts} texts of 4 kB: {grown} bytes more");
    assert!(grown < BOUND, "{grown} bytes more, and {BOUND} are enough");

    // Nobody waits for them for ever.
    gerda.until(|c| c.online.len() == 2).await;
    drop((early, late));
    assert!(server.terminate().await);
}

#[tokio::test]
async fn what_cannot_be_read_affects_its_sender_alone() {
    let (server, mut meeting) = meeting().await;
    let token = meeting.tokens.get(2).unwrap().clone();
    let heard: Vec<usize> = meeting.people.iter().map(|person| person.heard.len()).collect();
    let deep = |open: &str| open.repeat(10_000);
    let lone = r#"{"type":"command","id":"\ud800"}"#;
    for (text, code) in [
        ("geen json".to_owned(), "malformed"),
        (deep("["), "malformed"),
        (deep("{\"a\":"), "malformed"),
        (format!("{{\"type\":\"hello\",\"protocol\":1,\"token\":{}", deep("[")), "malformed"),
        (lone.to_owned(), "malformed"),
        (json!({"type": "groet"}).to_string(), "unknown_type"),
        (json!({"type": "command", "command": {"do": "vlieg"}}).to_string(), "unknown_command"),
    ] {
        let mut peer = Peer::hello(server.address, &token).await;
        peer.settle().await;
        peer.send(&Frame::text(text)).await;
        let answer = loop {
            let message = peer.message().await;
            if message["type"] != "presence" {
                break message;
            }
        };
        assert_eq!((&answer["type"], &answer["code"]), (&json!("error"), &json!(code)));
        peer.send(&Frame::new(PING, "nog hier")).await;
        while peer.frame().await.expect("it stays open").0 != PONG {}
    }
    let mut peer = Peer::hello(server.address, &token).await;
    peer.settle().await;
    peer.send(&Frame::text([b'"', 0xc0, 0xaf, b'"'])).await;
    assert_eq!(peer.closed().await, Some(close_code::NOT_UTF8));

    // Everybody, the sender's own other connection included, goes on and heard of nothing.
    meeting.start().await;
    for (person, heard) in meeting.people.iter().zip(heard) {
        let since = person.heard.get(heard..).unwrap();
        assert!(since.iter().all(|frame| !frame.contains("error")), "{since:?}");
    }
    server.stop().await;
}

#[tokio::test]
async fn a_panic_in_one_session_leaves_the_others_running() {
    let log = Arc::new(FaultyLog::default());
    let server = TestServer::with(Options { log: log.clone(), ..Options::default() });
    let names = ["Gerda", "Ilse"];
    let mut doomed = Meeting::gather(server.http(), &server.ws(), "dialoog", &names).await;
    let mut sound = Meeting::gather(server.http(), &server.ws(), "dialoog", &names).await;
    let session = doomed.leader().session;
    sound.start().await;
    log.set(Gate::Panicking(session.into()));
    let id = CommandId(Uuid::new_v4());
    doomed.leader().send(&ClientMessage::Command { session, id, command: Command::Start }).await;
    for person in &mut doomed.people {
        assert_eq!(person.closed().await, Some(close_code::SESSION_FAILED));
    }
    // While its room cannot even wake, the other meeting goes on.
    let token = doomed.tokens.first().unwrap();
    let refused = Client::try_connect(&server.ws(), token, None).await;
    assert!(refused.is_err());
    sound.leader().writes(Content::Note { text: "gewoon verder".into() }).await;
    sound.next().await;
    // Once the cause is gone, so is the failure: nothing was lost, and nothing half done is left.
    log.set(Gate::Open);
    let mut leader = Client::connect(&server.ws(), token).await;
    assert_eq!(leader.view.stage().position, None);
    assert_eq!(leader.ask_as(id, Command::Start).await, Answer::Accepted(None));
    server.stop().await;
}
