//! An anonymous step: what was written is told, and never by whom or in which order.

use kring::methods::Library;
use kring_protocol::content::{Content, Kind};
use kring_protocol::{Command, ContributionId, ParticipantId};
use kring_tests::server::Options;
use kring_tests::{Client, Meeting, TestServer};
use serde_json::Value;

const NAMES: [&str; 6] = ["Gerda", "Ilse", "Bram", "Chantal", "Dries", "Els"];
/// Everybody but Ilse, who brings the case; not in the order in which they joined.
const WRITERS: [usize; 5] = [3, 0, 5, 2, 4];
/// Meetings until an order must have differed: five texts are in theirs once in 120.
const MEETINGS: usize = 5;

/// The seven steps, with a brainstorm that is anonymous.
fn methods() -> Library {
    let plain = include_str!("../../methods/zeven-stappen.toml");
    let idea = r#"opens = [{ kind = "idea", by = ["deelnemer", "gespreksleider"] }]"#;
    let held = r#"authors = "anonymous"
opens = [{ kind = "idea", by = ["deelnemer", "gespreksleider"], held = true }]"#;
    assert!(plain.contains(idea) && plain.contains("id = \"zeven-stappen\""));
    let text = plain.replace(idea, held).replace("id = \"zeven-stappen\"", "id = \"anoniem\"");
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("anoniem.toml"), text).unwrap();
    Library::read(dir.path()).unwrap()
}

fn text_of(writer: usize) -> String {
    format!("gedachte-{}", ["a", "b", "c", "d", "e", "f"][writer])
}

/// Everything in a JSON value that holds what was written as its content.
fn told<'a>(value: &'a Value, text: &str, found: &mut Vec<&'a Value>) {
    if value["content"]["text"] == text {
        found.push(value);
    }
    match value {
        Value::Array(items) => items.iter().for_each(|item| told(item, text, found)),
        Value::Object(fields) => fields.values().for_each(|field| told(field, text, found)),
        _ => {}
    }
}

/// Checks that beside a text of somebody's nothing of them stands, wherever it is told; gives how
/// often it is.
fn check(json: &str, writer: usize, id: ParticipantId) -> usize {
    let value: Value = serde_json::from_str(json).unwrap();
    let mut found = vec![];
    told(&value, &text_of(writer), &mut found);
    for one in &found {
        let one = one.to_string();
        let named = format!("\"{}\"", NAMES[writer]);
        assert!(!one.contains(&id.to_string()) && !one.contains(&named), "{one}");
    }
    found.len()
}

/// Whatever a reader can fetch names nobody beside somebody else's text.
async fn check_reports(meeting: &Meeting, reader: usize, ids: &[ParticipantId]) {
    let (session, token) = (meeting.people[0].session, meeting.tokens.get(reader));
    let get = |what: &str| {
        let path = format!("/api/sessions/{session}/{what}");
        async move {
            let reply = meeting.http.get(&path, token.map(String::as_str)).await;
            assert_eq!(reply.status, 200, "{reply:?}");
            reply.body
        }
    };
    let (report, mine) = (get("report").await, get("mine").await);
    let (markdown, table) = (get("report.md").await, get("report.csv").await);
    for writer in WRITERS.into_iter().filter(|writer| *writer != reader) {
        assert_eq!(check(&report, writer, ids[writer]), 1, "{report}");
        assert!(!mine.contains(&text_of(writer)));
        for text in [&markdown, &table] {
            let line = text.lines().filter(|line| line.contains(&text_of(writer)));
            let line = line.collect::<Vec<_>>().join("\n");
            assert!(!line.is_empty(), "it is told: {text}");
            assert!(!NAMES.iter().any(|name| line.contains(name)), "{line}");
        }
    }
}

/// Plays until the reveal, checks what everybody is told, and gives the order in which the texts were
/// written, the order of their ids, and those in which others and whoever comes later got them.
async fn play(server: &TestServer) -> [Vec<ContributionId>; 4] {
    let mut meeting = Meeting::gather(server.http(), &server.ws(), "anoniem", &NAMES).await;
    let ids: Vec<_> = meeting.people.iter().map(|person| person.id).collect();
    let participant = ids[1];
    meeting.leader().does(Command::AppointInbrenger { participant }).await;
    meeting.start().await;
    meeting.go_on_to("brainstormronde").await;
    let mut written = vec![];
    for writer in WRITERS {
        let content = Content::Idea { text: text_of(writer) };
        written.push(meeting.person(writer).writes(content).await);
    }
    let before: Vec<_> = meeting.people.iter().map(|person| person.heard.len()).collect();
    let from = meeting.leader().view.position();
    meeting.leader().does(Command::Reveal { from }).await;
    let (ws, tokens) = (meeting.ws.clone(), meeting.tokens.clone());
    let mut orders = vec![];
    for (reader, person) in meeting.people.iter_mut().enumerate() {
        person.until(|c| c.view.of(Kind::Idea).iter().filter(|idea| !idea.held).count() == 5).await;
        let fresh = Client::connect(&ws, tokens.get(reader).unwrap()).await;
        for client in [&*person, &fresh] {
            for writer in WRITERS.into_iter().filter(|writer| *writer != reader) {
                let frames = client.heard.iter();
                let told: usize = frames.map(|frame| check(frame, writer, ids[writer])).sum();
                assert_eq!(told, 1, "each hears of it once");
            }
            let ideas = client.view.of(Kind::Idea);
            assert!(ideas.iter().all(|idea| idea.author.is_none()));
            let own = ideas.iter().filter(|idea| idea.mine).count();
            assert_eq!(own, usize::from(WRITERS.contains(&reader)));
        }
        let order = |c: &Client| c.view.of(Kind::Idea).iter().map(|idea| idea.id).collect();
        if reader == 1 {
            // Ilse wrote nothing: no frame of the reveal holds anybody at all.
            let since = person.heard.get(before[reader]..).unwrap().join("\n");
            let somebody = ids.iter().any(|id| since.contains(&id.to_string()));
            assert!(!somebody && !NAMES.iter().any(|name| since.contains(name)), "{since}");
            orders = vec![order(person), order(&fresh)];
        }
    }
    for reader in 0..NAMES.len() {
        check_reports(&meeting, reader, &ids).await;
    }
    let mut sorted = written.clone();
    sorted.sort_unstable();
    [written, sorted, orders.remove(0), orders.remove(0)]
}

#[tokio::test]
async fn of_an_anonymous_text_nobody_learns_who_wrote_it_or_when() {
    let server = TestServer::with(Options { methods: methods(), ..Options::default() });
    // The order of the ids, of the update and of the snapshot: each differs from that of writing.
    let mut differs = [false; 3];
    let mut meetings = 0;
    while differs != [true; 3] {
        meetings += 1;
        assert!(meetings <= MEETINGS, "still in the order of writing: {differs:?}");
        let [written, orders @ ..] = play(&server).await;
        assert_eq!(written.len(), WRITERS.len());
        assert!(written.iter().all(|id| id.0.get_version_num() == 4), "{written:?}");
        for (differs, order) in differs.iter_mut().zip(&orders) {
            let mut same = order.clone();
            same.sort_unstable();
            assert_eq!(same, orders[0], "all of them, and nothing else");
            *differs |= *order != written;
        }
    }
    println!("no order was that of writing after {meetings} meetings");
    server.stop().await;
}
