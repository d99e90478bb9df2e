//! Learning outcomes over real sockets: set once, pointed at by themes, and taken home as their texts.

use kring_protocol::Command;
use kring_protocol::code::Rejection;
use kring_protocol::content::{Content, Kind};
use kring_protocol::limits;
use kring_protocol::report::Report;
use kring_tests::{Answer, Client, Meeting, TestServer};

const NAMES: [&str; 3] = ["Gerda", "Ilse", "Bram"];

/// Where themes are written, in a meeting with these learning outcomes.
async fn at_themes(server: &TestServer, items: &[String]) -> Meeting {
    let mut meeting = Meeting::gather(server.http(), &server.ws(), "beeldmateriaal", &NAMES).await;
    let participant = meeting.person(1).id;
    meeting.leader().does(Command::AppointInbrenger { participant }).await;
    meeting.leader().does(Command::SetLearningOutcomes { items: items.to_vec() }).await;
    for person in &mut meeting.people {
        person.until(|c| c.view.meeting().learning_outcomes == items).await;
    }
    meeting.start().await;
    let from = meeting.leader().view.position();
    meeting.leader().does(Command::GoTo { from, phase: "kernthemas".into(), step: None }).await;
    meeting.gather_round().await;
    meeting
}

fn theme(outcomes: &[u32]) -> Content {
    Content::Theme {
        text: "Ruimte geven".into(),
        observations: vec![],
        outcomes: outcomes.to_vec(),
    }
}

#[tokio::test]
async fn themes_point_at_learning_outcomes_and_every_form_of_the_report_has_their_texts() {
    let server = TestServer::start();
    let items = ["Je geeft feedback.", "=Je wacht op *antwoord*.", "Je kijkt eerst."];
    let items = items.map(str::to_owned).to_vec();
    let mut meeting = at_themes(&server, &items).await;
    let at = meeting.person(2).view.position();
    let command = Command::Contribute { at, content: theme(&[3]) };
    let refused = meeting.person(2).ask(command).await;
    assert_eq!(refused, Answer::Refused(Rejection::UnknownOutcome));
    let late = meeting.leader().ask(Command::SetLearningOutcomes { items: vec![] }).await;
    assert_eq!(late, Answer::Refused(Rejection::AlreadyStarted));

    let contribution = meeting.person(2).writes(theme(&[0])).await;
    meeting.person(2).does(Command::Edit { contribution, content: theme(&[0, 1]) }).await;
    let two = theme(&[0, 1]);
    for person in &mut meeting.people {
        person.until(|c| c.view.of(Kind::Theme).iter().any(|c| c.content == two)).await;
    }
    meeting.leader().does(Command::Choose { contribution, chosen: true }).await;

    let (http, token) = (server.http(), Some(meeting.tokens[1].as_str()));
    let path = format!("/api/sessions/{}/report", meeting.people[0].session);
    let report: Report = http.get(&path, token).await.json();
    assert_eq!(report.learning_outcomes, items);
    assert_eq!(report.rounds[0].themes[0].content, two);
    let markdown = http.get(&format!("{path}.md"), token).await.body;
    let lines = "Ruimte geven  \n  Leeruitkomst: Je geeft feedback.  \n  Leeruitkomst: =Je wacht op \\*antwoord\\*.";
    assert!(markdown.contains(lines), "{markdown}");
    assert!(!markdown.contains("Je kijkt eerst."), "{markdown}");
    let csv = http.get(&format!("{path}.csv?lang=en"), token).await.body;
    let cell = "\"Ruimte geven\nLearning outcome: Je geeft feedback.\nLearning outcome: =Je wacht op *antwoord*.\"";
    assert!(csv.contains(cell), "{csv}");
    server.stop().await;
}

#[tokio::test]
async fn a_name_in_a_learning_outcome_is_blotted_out_for_everybody_also_who_comes_back() {
    let server = TestServer::start();
    let items = vec!["Je ziet wat Wouter-Jan nodig heeft.".to_owned()];
    let mut meeting = at_themes(&server, &items).await;
    meeting.person(2).writes(theme(&[0])).await;
    meeting.leader().does(Command::Close).await;
    meeting.person(1).until(|c| c.view.meeting().closed_at_ms.is_some()).await;
    meeting.person(1).does(Command::BlotName { name: "Wouter-Jan".into() }).await;
    let blotted = ["Je ziet wat ▇▇▇ nodig heeft."];
    for person in &mut meeting.people {
        person.until(|c| c.view.meeting().learning_outcomes == blotted).await;
    }
    let again = Client::connect(&server.ws(), &meeting.tokens[2]).await;
    assert_eq!(again.view.meeting().learning_outcomes, blotted);
    assert!(!again.heard_text().contains("Wouter-Jan"));
    let path = format!("/api/sessions/{}/report.md", again.session);
    let markdown = server.http().get(&path, Some(&meeting.tokens[1])).await.body;
    assert!(markdown.contains("Leeruitkomst: Je ziet wat ▇▇▇ nodig heeft."), "{markdown}");
    assert!(!markdown.contains("Wouter"), "{markdown}");
    server.stop().await;
}

#[tokio::test]
async fn forty_of_the_longest_fit_one_message_and_every_page_and_one_theme_can_name_them_all() {
    let server = TestServer::start();
    // Four bytes each, the most that a character takes.
    let items = vec!["😀".repeat(limits::LINE_CHARS); limits::LEARNING_OUTCOMES];
    let mut meeting = at_themes(&server, &items).await;
    let all: Vec<u32> = (0..40).collect();
    meeting.person(2).writes(theme(&all)).await;
    let again = Client::connect(&server.ws(), &meeting.tokens[1]).await;
    assert_eq!(again.view.meeting().learning_outcomes, items);
    assert_eq!(again.view.of(Kind::Theme)[0].content, theme(&all));
    for export in ["report", "report.md", "report.csv"] {
        let path = format!("/api/sessions/{}/{export}", again.session);
        assert_eq!(server.http().get(&path, Some(&meeting.tokens[1])).await.status, 200);
    }
    server.stop().await;
}
