//! Nothing hidden is sent: planted secrets, searched for in every byte that others receive.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use kring::token::Purpose;
use kring_protocol::content::{Content, Kind, VoteMark};
use kring_protocol::{Command, ContributionId};
use kring_tests::http::Http;

use crate::{brainstorm, meeting};

/// The forms in which a token or an invitation could be told: as it is, and as its hash.
fn as_told(secret: &str) -> Vec<String> {
    let read = |purpose| kring::token::parse(purpose, secret);
    let (_, hash) = read(Purpose::Token).or_else(|| read(Purpose::Invitation)).unwrap();
    let hex: String = hash.0.iter().map(|byte| format!("{byte:02x}")).collect();
    let numbers: Vec<_> = hash.0.iter().map(ToString::to_string).collect();
    let base64 = STANDARD_NO_PAD.encode(hash.0);
    let of_addresses = URL_SAFE_NO_PAD.encode(hash.0);
    vec![secret.to_owned(), hex.to_uppercase(), hex, numbers.join(","), base64, of_addresses]
}

/// What others heard after `from`, as text.
fn heard_after(client: &kring_tests::Client, from: usize) -> String {
    client.heard.get(from..).unwrap().join("\n")
}

#[tokio::test]
async fn private_notes_reach_nobody_else_by_update_snapshot_or_report() {
    let (server, mut meeting) = brainstorm().await;
    let marks: Vec<_> = meeting.people.iter().map(|person| person.heard.len()).collect();
    let ilse = meeting.person(1);
    let note = ilse.writes(Content::Note { text: "GEHEIM-notitie".into() }).await;
    ilse.does(Command::Edit {
        contribution: note,
        content: Content::Note { text: "GEHEIM-twee".into() },
    })
    .await;
    // Something everybody hears, so that whatever came before has arrived.
    meeting.person(2).writes(Content::Idea { text: "zichtbaar".into() }).await;
    for index in [0, 2, 3] {
        let person = meeting.person(index);
        person.until(|c| c.view.of(Kind::Idea).len() == 1).await;
        let heard = heard_after(person, *marks.get(index).unwrap());
        assert!(!heard.contains("GEHEIM"), "{heard}");
        assert!(!heard.contains(&note.to_string()));
    }
    let session = meeting.leader().session;
    for (index, token) in meeting.tokens.iter().enumerate() {
        for path in ["report", "report.md"] {
            let path = format!("/api/sessions/{session}/{path}");
            let reply = meeting.http.get(&path, Some(token)).await;
            assert_eq!(reply.body.contains("GEHEIM-twee"), index == 1, "{path} of {index}");
        }
        let fresh = kring_tests::Client::connect(&meeting.ws, token).await;
        assert_eq!(fresh.heard_text().contains("GEHEIM-twee"), index == 1);
    }
    server.stop().await;
}

#[tokio::test]
async fn held_back_writing_leaves_no_trace_with_others_until_it_is_revealed_together() {
    let (server, mut meeting) = meeting().await;
    meeting.start().await;
    // Everybody else has the same number of frames and the same revision as before.
    let before: Vec<_> = meeting.people.iter().map(|p| (p.heard.len(), p.place)).collect();
    let bram = meeting.person(2);
    assert!(bram.view.me().opens.iter().any(|o| o.kind == Kind::Case && o.held));
    let case = Content::Case { text: "GEHEIM-casus".into(), leervraag: None, wish: None };
    let first = bram.writes(case.clone()).await;
    bram.writes(case).await;
    bram.does(Command::Withdraw { contribution: first }).await;
    for index in [1, 3] {
        let person = meeting.person(index);
        person.send(&kring_protocol::ClientMessage::Ping { sent_ms: 1 }).await;
        let next = person.next().await.unwrap();
        assert!(matches!(next, kring_protocol::ServerMessage::Pong { sent_ms: 1, .. }), "{next:?}");
        assert_eq!((person.heard.len() - 1, person.place), *before.get(index).unwrap());
    }
    // In this step the group is told that the gespreksleider learns how many have something ready: one
    // frame with a number, whatever was written and however often.
    let heard = before.first().unwrap().0;
    let leader = meeting.leader();
    leader.until(|c| c.view.overview().and_then(|overview| overview.held_by) == Some(1)).await;
    leader.send(&kring_protocol::ClientMessage::Ping { sent_ms: 1 }).await;
    let next = leader.next().await.unwrap();
    assert!(matches!(next, kring_protocol::ServerMessage::Pong { .. }), "{next:?}");
    assert_eq!(leader.heard.len() - 1, heard + 1);
    assert!(!leader.heard_text().contains("GEHEIM"));
    meeting.next().await;
    for person in &mut meeting.people {
        person.until(|c| c.view.of(Kind::Case).len() == 1).await;
    }
    server.stop().await;
}

#[tokio::test]
async fn votes_are_secret_until_they_are_counted_and_the_voters_stay_secret() {
    let (server, mut meeting) = meeting().await;
    meeting.start().await;
    let case = Content::Case { text: "Een casus".into(), leervraag: None, wish: None };
    let case: ContributionId = meeting.person(1).writes(case).await;
    while !meeting.leader().view.me().may.contains(&kring_protocol::command::Action::RevealVotes)
        || meeting.leader().view.position().step.as_str() != "kiezen"
    {
        meeting.next().await;
    }
    let before: Vec<_> = meeting.people.iter().map(|p| p.place).collect();
    let bram = meeting.person(2);
    bram.does(Command::Vote { case, mark: VoteMark::Appeals }).await;
    assert_eq!(bram.view.me().votes.len(), 1);
    let twice = bram.ask(Command::Vote { case, mark: VoteMark::Appeals }).await;
    assert_eq!(twice, kring_tests::Answer::Refused(kring_protocol::Rejection::AlreadyVoted));
    for index in [0, 1, 3] {
        let person = meeting.person(index);
        let place = person.place;
        person.hears_nothing().await;
        assert_eq!(place, *before.get(index).unwrap());
    }
    meeting.leader().does(Command::RevealVotes).await;
    let voter = meeting.person(2).id.to_string();
    let chantal = meeting.person(3);
    let key = kring_protocol::RecordKey::Tally(case);
    chantal.until(|c| c.view.get(&key).is_some()).await;
    let Some(kring_protocol::Record::Tally(tally)) = chantal.view.get(&key) else { panic!() };
    assert_eq!((tally.appeals, tally.recognised), (1, 0));
    let update = chantal.heard.iter().find(|frame| frame.contains("\"tally\"")).unwrap();
    assert!(!update.contains(&voter));
    server.stop().await;
}

#[tokio::test]
async fn no_token_invitation_or_hash_is_ever_sent() {
    let (server, mut meeting) = brainstorm().await;
    meeting.leader().does(Command::Close).await;
    for person in &mut meeting.people {
        person.until(|c| c.view.stage().position.is_none()).await;
        let heard = person.heard_text();
        for secret in meeting.tokens.iter().chain([&meeting.invitation]) {
            for told in as_told(secret) {
                assert!(!heard.contains(&told), "{told}");
            }
        }
        assert!(!heard.contains("credential"));
    }
    let numbers = Http::new(&format!("http://{}", server.metrics));
    let metrics = numbers.get("/metrics", None).await.body;
    assert!(metrics.contains("kring_connections"));
    for secret in meeting.tokens.iter().chain([&meeting.invitation]).flat_map(|s| as_told(s)) {
        assert!(!metrics.contains(&secret));
    }
    for word in ["Gerda", "Ilse", "zeven"] {
        assert!(!metrics.contains(word));
    }
    server.stop().await;
}

#[tokio::test]
async fn what_was_held_back_goes_with_whoever_leaves_and_no_role_opens_it_early() {
    let server = kring_tests::TestServer::start();
    let names = ["Gerda", "Ilse", "Bram", "Chantal", "Dirk"];
    let mut meeting =
        kring_tests::Meeting::gather(server.http(), &server.ws(), "zeven-stappen", &names).await;
    meeting.start().await;
    let held =
        |of: &str| Content::Case { text: format!("GEHEIM van {of}"), leervraag: None, wish: None };
    for (index, name) in names.iter().enumerate().skip(1) {
        meeting.person(index).writes(held(name)).await;
    }
    // Bram leaves, Chantal is removed, Dirk gets the lead, Ilse the case.
    let (ilse, chantal, dirk) = (meeting.person(1).id, meeting.person(3).id, meeting.person(4).id);
    meeting.person(2).does(Command::Leave).await;
    meeting.leader().does(Command::Remove { participant: chantal, texts: false }).await;
    meeting.leader().does(Command::HandOver { to: dirk }).await;
    meeting.person(4).until(|c| c.view.stage().gespreksleider == dirk).await;
    meeting.person(4).does(Command::AppointInbrenger { participant: ilse }).await;
    for (index, name) in [(0, "Gerda"), (1, "Ilse"), (4, "Dirk")] {
        let person = meeting.person(index);
        person.until(|c| c.view.stage().inbrenger == Some(ilse)).await;
        let anew = kring_tests::Client::connect(&server.ws(), &meeting.tokens[index]).await;
        for heard in [meeting.person(index).heard_text(), anew.heard_text()] {
            for other in names.iter().filter(|other| **other != name) {
                assert!(!heard.contains(&format!("GEHEIM van {other}")), "{name}: {heard}");
            }
        }
    }
    let from = meeting.person(4).view.position();
    meeting.person(4).does(Command::Reveal { from }).await;
    let session = meeting.leader().session;
    for index in [0, 1, 4] {
        let person = meeting.person(index);
        person.until(|c| c.view.of(Kind::Case).len() == 2).await;
        let token = meeting.tokens[index].clone();
        let anew = kring_tests::Client::connect(&server.ws(), &token).await;
        let mut told = vec![meeting.person(index).heard_text(), anew.heard_text()];
        for form in ["report", "report.md", "report.csv", "mine"] {
            let path = format!("/api/sessions/{session}/{form}");
            told.push(meeting.http.get(&path, Some(&token)).await.body);
        }
        for gone in ["Bram", "Chantal"] {
            assert!(told.iter().all(|told| !told.contains(&format!("GEHEIM van {gone}"))));
        }
        assert!(told[1].contains("GEHEIM van Dirk") && told[1].contains("GEHEIM van Ilse"));
    }
    server.stop().await;
}
