//! Names and texts that want to be more than names and texts. `tests/hostile.json` lists them, and the
//! browser's tests read the same list; `tests/dropped.json` lists what is dropped wherever it stands.

use kring_protocol::code::Rejection;
use kring_protocol::content::{Content, Kind};
use kring_protocol::report::Report;
use kring_protocol::rest::Joined;
use kring_protocol::{Command, limits};
use kring_tests::{Client, Meeting, TestServer};
use pulldown_cmark::{Event, Options, Parser, Tag};
use serde::Deserialize;
use uuid::Uuid;

#[derive(Deserialize)]
pub(crate) struct Hostile {
    pub(crate) what: String,
    pub(crate) text: String,
    /// What is kept of it, where that is something else.
    #[serde(default)]
    kept: Option<String>,
}

impl Hostile {
    /// The text as it is kept.
    fn kept(&self) -> String {
        self.kept.clone().unwrap_or_else(|| self.text.trim().to_owned())
    }
}

pub(crate) fn hostile() -> Vec<Hostile> {
    serde_json::from_str(include_str!("../hostile.json")).unwrap()
}

fn dropped() -> Vec<Hostile> {
    serde_json::from_str(include_str!("../dropped.json")).unwrap()
}

#[tokio::test]
async fn a_hostile_name_is_refused_or_bounded_and_distinguishable() {
    let server = TestServer::start();
    let http = server.http();
    let (mut welcome, mut turned_away) = (0, 0);
    for ten in hostile().chunks(10) {
        let created = http.create("dialoog", "Gerda").await;
        for Hostile { what, text, .. } in ten {
            // Twice, so that one could pass for the other.
            for _ in 0..2 {
                let reply = http.try_join(&created.invitation, text, Uuid::new_v4()).await;
                if reply.status == 200 {
                    let _: Joined = reply.json();
                    welcome += 1;
                    continue;
                }
                let rules = [Rejection::NameTooLong, Rejection::NameForbiddenCharacter];
                let rule = reply.problem().rejection.unwrap();
                assert!(rules.contains(&rule), "{what}: {rule:?}");
                turned_away += 1;
            }
        }
        let gerda = Client::connect(&server.ws(), &created.token).await;
        let mut names: Vec<String> = gerda
            .view
            .records()
            .values()
            .filter_map(|record| match record {
                kring_protocol::Record::Participant(person) => Some(person.name.to_lowercase()),
                _ => None,
            })
            .collect();
        let people = names.len();
        assert!(
            names.iter().all(|name| name.chars().count() <= 4 * limits::NAME_CHARS),
            "{names:?}"
        );
        assert!(names.iter().all(|name| !name.chars().any(char::is_control)), "{names:?}");
        names.sort();
        names.dedup();
        assert_eq!(names.len(), people, "two look the same");
    }
    assert!(welcome > 20 && turned_away > 10, "{welcome} welcome, {turned_away} turned away");
    server.stop().await;
}

#[tokio::test]
async fn characters_that_act_are_kept_nowhere() {
    let server = TestServer::start();
    let mut meeting =
        Meeting::gather(server.http(), &server.ws(), "dialoog", &["Gerda", "Ilse"]).await;
    for one in dropped() {
        let title = format!("In{}tervisie", one.text);
        let details =
            Command::SetDetails { title, scheduled_at_ms: None, call_link: String::new() };
        meeting.leader().does(details).await;
        let titled = format!("In{}tervisie", one.kept().replace('\n', " "));
        meeting.leader().until(|c| c.view.meeting().title == titled).await;
    }
    meeting.start().await;
    for one in dropped() {
        let leader = meeting.leader();
        leader.does(Command::Rename { name: format!("An{}na", one.text) }).await;
        let named = format!("An{}na", one.kept().replace('\n', " "));
        leader.until(|c| c.view.name(c.id).is_some_and(|name| name.starts_with(&named))).await;
        let text = format!("An{}na", one.text);
        let note = leader.writes(Content::Note { text }).await;
        let kept = Content::Note { text: format!("An{}na", one.kept()) };
        leader.until(|c| c.view.contribution(note).is_some_and(|c| c.content == kept)).await;
    }
    server.stop().await;
}

/// A meeting in which everything on the list was written as a note and as a lasting agreement.
async fn hostile_meeting(server: &TestServer) -> Meeting {
    let names = ["=1+1 Gerda", "<b>Ilse</b>"];
    let mut meeting =
        Meeting::gather(server.http(), &server.ws(), "handelingsgericht", &names).await;
    let title = "# [Intervisie](javascript:alert(1)) | <img src=x>".to_owned();
    let call_link = "javascript:alert(2)".to_owned();
    let details = Command::SetDetails { title, scheduled_at_ms: None, call_link };
    meeting.leader().does(details).await;
    meeting.start().await;
    let from = meeting.leader().view.position();
    meeting.leader().does(Command::GoTo { from, phase: "afspraken".into(), step: None }).await;
    meeting.gather_round().await;
    for Hostile { text, .. } in hostile() {
        meeting.leader().writes(Content::Note { text: text.clone() }).await;
        let agreement = kring_protocol::content::Agreement { what: text, ..Default::default() };
        meeting.person(1).writes(Content::Agreement(agreement)).await;
    }
    meeting.leader().does(Command::Close).await;
    meeting
}

/// With every run of white space as one space.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn the_report_gives_every_text_back_as_it_was_written() {
    let server = TestServer::start();
    let mut meeting = hostile_meeting(&server).await;
    let session = meeting.leader().session;
    let token = meeting.tokens.first().unwrap();
    let path = format!("/api/sessions/{session}/report");
    let report: Report = meeting.http.get(&path, Some(token)).await.json();
    let texts: Vec<String> = hostile().iter().map(Hostile::kept).collect();
    let notes = report.notes.iter().map(|note| match &note.content {
        Content::Note { text } => text.clone(),
        other => panic!("{other:?} is no note"),
    });
    assert_eq!(notes.collect::<Vec<_>>(), texts);
    let commitments = report.rounds.iter().flat_map(|round| &round.commitments);
    let commitments = commitments.map(|one| match &one.content {
        Content::Agreement(agreement) => agreement.what.clone(),
        other => panic!("{other:?} is no agreement"),
    });
    assert_eq!(commitments.collect::<Vec<_>>(), texts);
    server.stop().await;
}

#[tokio::test]
async fn the_report_as_markdown_makes_nothing_but_text_of_what_people_wrote() {
    let server = TestServer::start();
    let mut meeting = hostile_meeting(&server).await;
    let session = meeting.leader().session;
    let token = meeting.tokens.first().unwrap();
    let path = format!("/api/sessions/{session}/report.md");
    let markdown = meeting.http.get(&path, Some(token)).await.body;
    let reader = Options::all() - Options::ENABLE_SMART_PUNCTUATION;
    let (mut words, mut headings) = (String::new(), 0);
    for event in Parser::new_ext(&markdown, reader) {
        match event {
            Event::Start(Tag::Heading { .. }) => headings += 1,
            Event::Text(text) => words += &text,
            Event::SoftBreak | Event::HardBreak | Event::End(_) => words.push(' '),
            // What the report itself is made of.
            Event::Start(
                Tag::Paragraph
                | Tag::Item
                | Tag::List(None)
                | Tag::Strong
                | Tag::Table(_)
                | Tag::TableHead
                | Tag::TableRow
                | Tag::TableCell,
            ) => {}
            other => panic!("somebody's words became {other:?}"),
        }
    }
    // The title, the plan and its agreements, the notes, the agreements, the outcome; then how it went, the
    // time and one phase.
    assert_eq!(headings, 9, "{markdown}");
    let words = squeezed(&words);
    for one in hostile() {
        let (what, times) = (&one.what, words.matches(&squeezed(&one.kept())).count());
        assert!(times >= 4, "{what} is there {times} times: plan, outcome, phase and notes");
    }
    server.stop().await;
}

/// Reads a table as a Dutch spreadsheet does.
fn reader(table: &str) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().delimiter(b';').from_reader(table.as_bytes())
}

#[tokio::test]
async fn the_report_as_a_table_holds_no_formula_and_every_text() {
    let server = TestServer::start();
    let mut meeting = hostile_meeting(&server).await;
    let session = meeting.leader().session;
    let path = |lang| format!("/api/sessions/{session}/report.csv?lang={lang}");
    let token = meeting.tokens.first().unwrap();
    let table = meeting.http.get(&path("nl"), Some(token)).await;
    assert_eq!(
        (table.status, table.kind.as_str()),
        (200, "text/csv; charset=utf-8; header=present")
    );
    let body = table.body.strip_prefix('\u{FEFF}').expect("a spreadsheet is told that it is UTF-8");
    assert!(body.starts_with("Casus;Stap;Soort;Tekst;Wie;gekozen;Reactie van de inbrenger\r\n"));
    let rows: Vec<csv::StringRecord> = reader(body).records().map(Result::unwrap).collect();
    let expected = hostile();
    assert_eq!(rows.len(), 2 * expected.len());
    for cell in rows.iter().flatten() {
        let visible = cell.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{200b}');
        assert!(!visible.starts_with(['=', '+', '-', '@', '＝']), "a formula: {cell:?}");
        assert!(!cell.contains('\r'));
    }
    // First what was shared, in its phase, and then the reader's own notes.
    let (shared, notes) = rows.split_at(expected.len());
    for (one, (row, note)) in expected.iter().zip(shared.iter().zip(notes)) {
        let (what, text) = (&one.what, one.kept());
        let cells: Vec<&str> = row.iter().collect();
        assert_eq!(cells.get(4), Some(&"<b>Ilse</b>"));
        assert_eq!(cells.get(1), Some(&"Afspraken maken"));
        for cell in [cells.get(3).unwrap(), note.get(3).unwrap()] {
            assert!(*cell == text || *cell == format!("'{text}"), "{what}: {cell:?}");
        }
        assert_eq!(note.get(4), Some("'=1+1 Gerda"));
    }
    let english = meeting.http.get(&path("en"), Some(token)).await.body;
    assert!(english.contains("Case,Step,Kind,Text,Who,chosen,"));

    // The same projection as the report: somebody else's table has none of these notes.
    let other = meeting.http.get(&path("nl"), meeting.tokens.get(1).map(String::as_str)).await.body;
    let rows = reader(&other).records().count();
    assert_eq!(rows, expected.len());
    let none = meeting.http.get(&path("nl"), None).await;
    assert_eq!(none.status, 401);
    assert_eq!(meeting.leader().view.of(Kind::Note).len(), expected.len());
    server.stop().await;
}
