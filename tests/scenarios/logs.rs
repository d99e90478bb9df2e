//! What the server writes about itself, at its most talkative, says nothing of people.

use std::fs::File;
use std::process::Stdio;
use std::time::Duration;

use kring_protocol::Command;
use kring_protocol::content::Content;
use kring_protocol::rest::InvitationReplaced;
use kring_tests::http::Http;
use kring_tests::server::binary;
use kring_tests::{Answer, Client, Meeting};
use tokio::process::{Child, Command as Process};

/// Looks at a file until it says what it should. The child's life bounds the wait.
async fn until_it_says(file: &std::path::Path, child: &mut Child, what: &str) -> String {
    loop {
        let said = std::fs::read_to_string(file).unwrap_or_default();
        if said.contains(what) && said.ends_with('\n') {
            return said;
        }
        assert!(child.try_wait().unwrap().is_none(), "the server ended: {said}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

async fn at_its_most_talkative(format: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let mut server = Process::new(binary())
        .args(["serve", "--listen", "127.0.0.1:0", "--log", "trace,tungstenite=trace,hyper=trace"])
        .args(["--log-format", format, "--data"])
        .arg(folder.path().join("data"))
        .stderr(Stdio::from(File::create(&log).unwrap()))
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let said = until_it_says(&log, &mut server, "listening on http://").await;
    let (_, address) = said.split_once("listening on http://").unwrap();
    let address = address.lines().next().unwrap().trim();
    let http = Http::new(&format!("http://{address}"));
    let ws = format!("ws://{address}/api/ws");

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
    let pid = server.id().unwrap().to_string();
    assert!(Process::new("kill").args(["-TERM", &pid]).status().await.unwrap().success());
    assert!(server.wait().await.unwrap().success());

    let said = std::fs::read_to_string(&log).unwrap();
    for secret in &secrets {
        assert!(!said.contains(secret.as_str()), "a secret is in the log");
        // The hash is not enough for anything, and has no business there either.
        assert!(!said.contains(&secret[..20]), "half a secret is in the log");
    }
    let lower = said.to_lowercase();
    assert!(!lower.contains("kanarie"), "somebody's words are in the log:\n{said}");
    said
}

#[tokio::test]
async fn no_name_text_or_secret_is_in_the_log_at_any_level() {
    let said = at_its_most_talkative("text").await;
    let own = |line: &str| line.starts_with("20") || line.starts_with("Kring is listening on ");
    assert!(said.lines().all(own), "a line that is not the server's own:\n{said}");
    assert!(said.contains("everything is on disk"), "{said}");
}

#[tokio::test]
async fn no_name_text_or_secret_is_in_the_log_as_json() {
    let said = at_its_most_talkative("json").await;
    let lines = said.lines().filter(|line| !line.starts_with("Kring is listening on "));
    let lines: Vec<serde_json::Value> =
        lines.map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(lines.iter().any(|line| line["fields"]["message"] == "everything is on disk"));
}
