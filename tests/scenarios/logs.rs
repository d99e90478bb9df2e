//! What the server writes about itself, at its most talkative, says nothing of people.

use kring_protocol::Command;
use kring_protocol::content::Content;
use kring_protocol::rest::InvitationReplaced;
use kring_tests::server::Launch;
use kring_tests::{Answer, Client, Meeting};

async fn at_its_most_talkative(format: &str) -> String {
    let data = tempfile::tempdir().unwrap();
    let mut launch = Launch::on(data.path());
    launch.log = "trace,tungstenite=trace,hyper=trace".into();
    launch.arguments = vec!["--log-format".into(), format.into()];
    let server = launch.spawn().ready().await.unwrap();
    let (http, ws) = (server.http(), server.ws());

    let forged = "kanarie\n2026-11-22T00:00:00.000000Z ERROR kring: kanarie";
    let names = ["Kanarie Geel", "\"Kanarie\" {Blauw}", "Kanarie\u{301} =Rood"];
    let mut meeting = Meeting::gather(http, &ws, "dialoog", &names).await;
    let session = meeting.leader().session;
    let title = Command::SetDetails {
        title: "Kanarie".to_owned(),
        scheduled_at_ms: None,
        call_link: "https://kanarie.example/kanarie".to_owned(),
    };
    meeting.leader().does(title).await;
    meeting.start().await;
    for index in 0..names.len() {
        meeting.person(index).writes(Content::Note { text: forged.to_owned() }).await;
    }
    let too_long = Command::Rename { name: format!("{forged}{}", "x".repeat(60)) };
    assert!(matches!(meeting.leader().ask(too_long).await, Answer::Refused(_)));
    meeting.leader().does(Command::Close).await;
    let mut secrets = meeting.tokens.clone();
    secrets.push(meeting.invitation.clone());
    // Whatever can be asked over HTTP, well and badly.
    let token = meeting.tokens.first().unwrap().clone();
    for place in ["report", "report.md", "report.csv", "kanarie", "report?kanarie=kanarie"] {
        meeting.http.get(&format!("/api/sessions/{session}/{place}"), Some(&token)).await;
        meeting.http.get(&format!("/api/sessions/{session}/{place}"), Some("kanarie")).await;
    }
    meeting.http.post_text("/api/sessions", "{\"kanarie\":".into(), None).await;
    let replace = format!("/api/sessions/{session}/invitation");
    let replaced = meeting.http.post_text(&replace, String::new(), Some(&token)).await;
    if replaced.status == 200 {
        secrets.push(replaced.json::<InvitationReplaced>().invitation);
    }
    // And over the socket.
    for frame in ["kanarie", "{\"type\":\"kanarie\"}", "{\"type\":\"command\",\"kanarie\":1}"] {
        meeting.leader().send_text(frame.to_owned()).await;
    }
    assert!(Client::try_connect(&ws, "kanarie", None).await.is_err());
    meeting.leader().does(Command::Erase).await;
    let (well, said) = server.terminate_and_listen().await;
    assert!(well, "{said}");

    for secret in &secrets {
        assert!(!said.contains(secret.as_str()), "a secret is in the log");
        // The hash is not enough for anything, and has no business there either.
        assert!(!said.contains(&secret[..20]), "half a secret is in the log");
    }
    let lower = said.to_lowercase();
    assert!(!lower.contains("kanarie"), "somebody's words are in the log:\n{said}");
    said
}

/// What is said to whoever started it, whatever is logged.
fn is_for_people(line: &str) -> bool {
    line.starts_with("Kring is listening on ") || line.starts_with("Kring tells its numbers on ")
}

#[tokio::test]
async fn no_name_text_or_secret_is_in_the_log_at_any_level() {
    let said = at_its_most_talkative("text").await;
    let own = |line: &str| line.starts_with("20") || is_for_people(line);
    assert!(said.lines().all(own), "a line that is not the server's own:\n{said}");
    assert!(said.contains("everything is on disk"), "{said}");
}

#[tokio::test]
async fn no_name_text_or_secret_is_in_the_log_as_json() {
    let said = at_its_most_talkative("json").await;
    let lines = said.lines().filter(|line| !is_for_people(line));
    let lines: Vec<serde_json::Value> =
        lines.map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(lines.iter().any(|line| line["fields"]["message"] == "everything is on disk"));
}
