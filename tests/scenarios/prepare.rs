//! What people prepare and bring before the start: who receives it when, over sockets, restarts and reports.

use std::sync::Arc;

use kring_protocol::code::Rejection;
use kring_protocol::content::{Content, Kind};
use kring_protocol::record::Beforehand;
use kring_protocol::{Command, Position};
use kring_store::MemoryLog;
use kring_tests::server::Options;
use kring_tests::{Answer, Client, Meeting, TestServer};

const NAMES: [&str; 3] = ["Gerda", "Ilse", "Bram"];
const ILSE: usize = 1;
const BRAM: usize = 2;

fn server_on(log: &MemoryLog) -> TestServer {
    TestServer::with(Options { log: Arc::new(log.clone()), ..Options::default() })
}

fn before(phase: &str, step: &str) -> Position {
    Position { phase: phase.into(), step: step.into() }
}

fn prepare(question: &str, text: &str) -> Command {
    let content = Content::Preparation { question: question.into(), text: text.into() };
    Command::Contribute { at: before("", ""), content }
}

/// Whether something of this reached somebody, in frames or in what they load anew.
async fn reached(meeting: &mut Meeting, index: usize, text: &str) -> bool {
    let fresh = Client::connect(&meeting.ws, meeting.tokens.get(index).unwrap()).await;
    meeting.person(index).heard_text().contains(text) || fresh.heard_text().contains(text)
}

#[tokio::test]
async fn a_preparation_is_its_authors_alone_until_they_share_it_and_is_read_and_taken_home() {
    let log = MemoryLog::default();
    let server = server_on(&log);
    let mut meeting =
        Meeting::gather(server.http(), &server.ws(), "handelingsgericht", &NAMES).await;
    meeting.person(ILSE).does(prepare("zorgen", "GEHEIM, hij werkt alleen niet")).await;
    meeting.person(BRAM).does(prepare("vragen", "STIL van Bram")).await;
    for index in 0..NAMES.len() {
        assert_eq!(reached(&mut meeting, index, "GEHEIM").await, index == ILSE, "{index}");
        assert_eq!(reached(&mut meeting, index, "STIL").await, index == BRAM, "{index}");
    }
    let ilse = meeting.person(ILSE).id;
    let read = || Command::ReadPreparation { participant: ilse };
    let refused = meeting.person(BRAM).ask(read()).await;
    assert_eq!(refused, Answer::Refused(Rejection::NothingToRead));

    let share = Command::SharePreparation { shared: true };
    meeting.person(ILSE).does(share.clone()).await;
    meeting.person(BRAM).until(|c| c.view.of(Kind::Preparation).len() == 2).await;
    let bram = meeting.person(BRAM).id;
    meeting.person(BRAM).does(read()).await;
    let read_by = |c: &Client| {
        let shared = c.view.participant(ilse).and_then(|p| p.preparation.clone());
        shared.is_some_and(|shared| shared.read_by == [bram])
    };
    meeting.person(ILSE).until(read_by).await;
    meeting.leader().until(read_by).await;

    // The same after a restart, and once it has started its words stay.
    server.stop().await;
    let server = server_on(&log);
    meeting.ws = server.ws();
    meeting.http = server.http();
    for (index, token) in meeting.tokens.clone().iter().enumerate() {
        *meeting.person(index) = Client::connect(&meeting.ws, token).await;
        assert!(read_by(meeting.person(index)), "{index}");
        assert_eq!(reached(&mut meeting, index, "STIL").await, index == BRAM, "{index}");
    }
    meeting.start().await;
    let late = meeting.person(ILSE).ask(prepare("zorgen", "anders")).await;
    assert_eq!(late, Answer::Refused(Rejection::AlreadyStarted));

    let session = meeting.leader().session;
    meeting.leader().does(Command::Close).await;
    for (index, token) in meeting.tokens.iter().enumerate() {
        for export in ["report", "report.md", "report.csv"] {
            let path = format!("/api/sessions/{session}/{export}");
            let body = server.http().get(&path, Some(token)).await.body;
            assert_eq!(body.contains("GEHEIM"), export != "report.csv", "{export} of {index}");
            // What Bram never shared is a note of his own.
            assert_eq!(body.contains("STIL"), index == BRAM, "{export} of {index}");
        }
    }
    server.stop().await;
}

#[tokio::test]
async fn a_case_that_is_brought_beforehand_shows_with_the_others_when_its_step_is_left() {
    let log = MemoryLog::default();
    let server = server_on(&log);
    let mut meeting = Meeting::gather(server.http(), &server.ws(), "zeven-stappen", &NAMES).await;
    let at = before("inventarisatie", "opschrijven");
    let content = Content::Case { text: "GEHEIM geval".into(), leervraag: None, wish: None };
    let bring = Command::Contribute { at, content };
    let created = meeting.person(ILSE).does(bring).await.unwrap();
    let waits = |c: &Client| c.view.contribution(created).and_then(|one| one.beforehand);
    meeting.person(ILSE).until(|c| waits(c) == Some(Beforehand::Waits)).await;
    let marks: Vec<usize> = meeting.people.iter().map(|person| person.heard.len()).collect();
    meeting.start().await;
    meeting.person(ILSE).until(|c| waits(c) == Some(Beforehand::Came)).await;
    for index in 0..NAMES.len() {
        assert_eq!(reached(&mut meeting, index, "GEHEIM").await, index == ILSE, "{index}");
    }
    meeting.next().await;
    for index in [0, BRAM] {
        meeting.person(index).until(|c| waits(c) == Some(Beforehand::Came)).await;
        let heard = meeting.person(index).heard.get(*marks.get(index).unwrap()..).unwrap();
        let named = heard.iter().filter(|frame| frame.contains(&created.to_string())).count();
        assert_eq!(named, 1, "told once, when it shows");
    }
    server.stop().await;
}
