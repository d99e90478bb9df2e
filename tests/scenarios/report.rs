//! What a report says of the hour, whoever asks for it and wherever they are.

use kring_protocol::Command;
use kring_protocol::report::Report;
use kring_protocol::rest::MeetingCreated;
use kring_tests::{Client, TestServer};
use serde_json::json;

/// A meeting that was created in this time zone and has begun, and what its report as Markdown says of
/// its date to somebody elsewhere.
async fn date_in_report_of_meeting_in(zone: Option<&str>, asked: &str) -> (Report, String) {
    let server = TestServer::start();
    let http = server.http();
    let wanted = json!({ "method": "dialoog", "name": "Gerda", "time_zone": zone });
    let created: MeetingCreated = http.post("/api/sessions", &wanted).await.json();
    let mut gerda = Client::connect(&server.ws(), &created.token).await;
    gerda.does(Command::Start).await;
    let path = format!("/api/sessions/{}/report", created.session);
    let report: Report = http.get(&path, Some(&created.token)).await.json();
    assert_eq!(gerda.view.meeting().time_zone, report.time_zone);
    let markdown = http.get(&format!("{path}.md?tz={asked}"), Some(&created.token)).await.body;
    let date = markdown.lines().find(|line| line.starts_with("- **Datum:**")).unwrap().to_owned();
    (report, date)
}

#[tokio::test]
async fn days_and_hours_are_those_of_the_meetings_time_zone() {
    let (report, date) = date_in_report_of_meeting_in(Some("asia/tokyo"), "Europe/Amsterdam").await;
    assert_eq!(report.time_zone.as_deref(), Some("Asia/Tokyo"));
    assert!(date.ends_with("(Asia/Tokyo)"), "{date}");
}

#[tokio::test]
async fn for_a_meeting_without_a_time_zone_whoever_asks_names_theirs() {
    for unknown in [None, Some("Kring/Nergens")] {
        let (report, date) = date_in_report_of_meeting_in(unknown, "Europe/Amsterdam").await;
        assert_eq!(report.time_zone, None);
        assert!(date.ends_with("(Europe/Amsterdam)"), "{date}");
    }
}
