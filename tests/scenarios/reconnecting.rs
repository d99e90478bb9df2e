//! Resume or snapshot, and once.

use kring_protocol::content::{Content, Kind};
use kring_protocol::message::Resume;
use kring_protocol::{ClientMessage, Command, CommandId};
use kring_tests::view::View;
use kring_tests::{Answer, Client, Meeting};
use uuid::Uuid;

use crate::{brainstorm, meeting};

fn idea(text: &str) -> Content {
    Content::Idea { text: text.into() }
}

#[tokio::test]
async fn a_returning_client_gets_exactly_what_it_missed() {
    let (server, mut meeting) = brainstorm().await;
    let chantal = meeting.people.remove(3);
    let token = meeting.tokens.get(3).unwrap().clone();
    let bram = meeting.person(2);
    for n in 0..5 {
        bram.writes(idea(&format!("idee {n}"))).await;
    }
    let mut back = Client::resume(&meeting.ws, &token, &chantal).await;
    assert!(back.resumed);
    assert_eq!(back.place.revision, chantal.place.revision + 5);
    let fresh = Client::connect(&meeting.ws, &token).await;
    back.until(|c| c.view.of(Kind::Idea).len() == 5).await;
    assert_eq!(back.view, fresh.view);
    server.stop().await;
}

#[tokio::test]
async fn a_place_in_the_future_or_of_another_stream_gets_a_snapshot() {
    let (server, mut meeting) = meeting().await;
    let token = meeting.tokens.get(2).unwrap().clone();
    let bram = meeting.person(2);
    let future = Resume { revision: bram.place.revision + 1_000, ..bram.place };
    let elsewhere = Resume { stream: Uuid::new_v4(), ..bram.place };
    let view = bram.view.clone();
    for place in [future, elsewhere] {
        let back = Client::try_connect(&meeting.ws, &token, Some(place)).await.unwrap();
        assert!(!back.resumed);
        assert_eq!(back.view, view);
    }
    server.stop().await;
}

/// Everything that Chantal saw at each revision, while the others wrote more than is kept for resuming.
async fn everything_she_saw(meeting: &mut Meeting) -> Vec<(View, Resume)> {
    let mut chantal = meeting.people.remove(3);
    let mut seen = vec![(chantal.view.clone(), chantal.place)];
    for n in 0..110 {
        for writer in [0, 2] {
            let text = format!("{n} {}", "x".repeat(if n % 3 == 0 { 900 } else { 9 }));
            meeting.person(writer).writes(idea(&text)).await;
            let before = chantal.place.revision;
            chantal.until(|c| c.place.revision > before).await;
            seen.push((chantal.view.clone(), chantal.place));
            chantal.heard.clear();
        }
    }
    seen
}

#[tokio::test]
async fn whichever_revision_somebody_returns_from_they_see_what_they_would_see_anew() {
    let (server, mut meeting) = brainstorm().await;
    let seen = everything_she_saw(&mut meeting).await;
    let token = meeting.tokens.get(3).unwrap().clone();
    let fresh = Client::connect(&meeting.ws, &token).await.view;
    assert_eq!(fresh.of(Kind::Idea).len(), 220);
    let back = async |index: usize| {
        let earlier = seen[index].clone();
        let back = Client::try_resume(&meeting.ws, &token, Some(earlier)).await.unwrap();
        assert!(back.view == fresh, "from revision {} of {}", index, seen.len());
        back.resumed
    };
    // What is kept has a first revision; where that is, halving finds.
    let (mut gone, mut kept) = (0, seen.len() - 1);
    assert!(!back(gone).await, "the oldest is not kept any more");
    assert!(back(kept).await, "whoever missed nothing resumes");
    while kept - gone > 1 {
        let middle = usize::midpoint(gone, kept);
        if back(middle).await { kept = middle } else { gone = middle }
    }
    println!("of {} revisions the last {} are kept", seen.len(), seen.len() - kept);
    for index in (kept..seen.len()).step_by(10) {
        assert!(back(index).await, "revision {index} is kept");
    }
    // A place that never was, and one of another life of the server.
    let (_, last) = seen.last().unwrap();
    let future = Resume { revision: last.revision + 1, ..*last };
    let elsewhere = Resume { stream: Uuid::new_v4(), ..*last };
    for place in [future, elsewhere] {
        let back = Client::try_connect(&meeting.ws, &token, Some(place)).await.unwrap();
        assert!(!back.resumed && back.view == fresh);
    }
    server.stop().await;
}

#[tokio::test]
async fn a_command_whose_answer_was_lost_has_one_effect_and_the_same_answer() {
    let (server, mut meeting) = brainstorm().await;
    let token = meeting.tokens.get(2).unwrap().clone();
    let mut bram = meeting.people.remove(2);
    let id = CommandId(Uuid::new_v4());
    let command = Command::Contribute { at: bram.view.position(), content: idea("één keer") };
    let message = ClientMessage::Command { session: bram.session, id, command: command.clone() };
    bram.send(&message).await;
    meeting.leader().until(|c| c.view.of(Kind::Idea).len() == 1).await;
    drop(bram);
    let mut back = Client::connect(&meeting.ws, &token).await;
    let written = back.view.of(Kind::Idea).first().unwrap().id;
    assert_eq!(back.ask_as(id, command).await, Answer::Accepted(Some(written)));
    assert_eq!(back.view.of(Kind::Idea).len(), 1);
    server.stop().await;
}

#[tokio::test]
async fn a_refused_command_sent_again_gets_the_same_answer() {
    let (server, mut meeting) = meeting().await;
    meeting.start().await;
    let bram = meeting.person(2);
    let id = CommandId(Uuid::new_v4());
    let first = bram.ask_as(id, Command::PauseTimer).await;
    assert_eq!(bram.ask_as(id, Command::PauseTimer).await, first);
    server.stop().await;
}

#[tokio::test]
async fn two_tabs_of_one_person_both_stay_live_and_closing_one_leaves_the_other() {
    let (server, mut meeting) = brainstorm().await;
    let token = meeting.tokens.get(2).unwrap().clone();
    let mut second = Client::connect(&meeting.ws, &token).await;
    meeting.person(2).writes(idea("van de eerste")).await;
    second.until(|c| c.view.of(Kind::Idea).len() == 1).await;
    drop(meeting.people.remove(2));
    second.writes(idea("van de tweede")).await;
    let bram = second.id;
    let leader = meeting.leader();
    leader.until(|c| c.view.of(Kind::Idea).len() == 2).await;
    assert!(leader.online.contains(&bram));
    server.stop().await;
}

#[tokio::test]
async fn a_session_that_slept_wakes_as_it_was() {
    use kring_tests::server::Options;
    let mut options = Options::default();
    options.settings.idle_timeout = std::time::Duration::ZERO;
    let server = kring_tests::TestServer::with(options);
    let names = ["Gerda", "Ilse"];
    let mut meeting =
        kring_tests::Meeting::gather(server.http(), &server.ws(), "dialoog", &names).await;
    meeting
        .leader()
        .does(Command::SetDetails {
            title: "Woensdaggroep".into(),
            scheduled_at_ms: None,
            call_link: String::new(),
        })
        .await;
    meeting.start().await;
    let id = CommandId(Uuid::new_v4());
    let at = meeting.leader().view.position();
    let note = Content::Note { text: "voor het slapen".into() };
    let command = Command::Contribute { at, content: note };
    let answer = meeting.leader().ask_as(id, command.clone()).await;
    assert!(matches!(answer, Answer::Accepted(Some(_))), "{answer:?}");
    let views = [meeting.leader().view.clone(), meeting.person(1).view.clone()];
    let stream = meeting.leader().place.stream;
    meeting.people.clear();
    let token = meeting.tokens.first().unwrap();
    // Asleep once a new connection finds another stream.
    let mut woken = loop {
        let client = Client::connect(&meeting.ws, token).await;
        if client.place.stream != stream {
            break client;
        }
    };
    assert_eq!(woken.view.meeting().title, "Woensdaggroep");
    let ilse = Client::connect(&meeting.ws, meeting.tokens.get(1).unwrap()).await;
    assert_eq!([&woken.view, &ilse.view], [&views[0], &views[1]]);
    // It also knows what it answered.
    assert_eq!(woken.ask_as(id, command).await, answer);
    assert_eq!(woken.view.of(Kind::Note).len(), 1);
    server.stop().await;
}

#[tokio::test]
async fn a_text_for_a_step_that_closed_is_refused_and_kept_nowhere() {
    let (server, mut meeting) = brainstorm().await;
    let at = meeting.person(2).view.position();
    meeting.next().await;
    let late = Command::Contribute { at, content: idea("te laat") };
    let answer = meeting.person(2).ask(late).await;
    assert_eq!(answer, Answer::Refused(kring_protocol::Rejection::StepClosed));
    for person in &mut meeting.people {
        person.hears_nothing().await;
        assert_eq!(person.view.of(Kind::Idea).len(), 0);
    }
    for token in &meeting.tokens {
        let fresh = Client::connect(&meeting.ws, token).await;
        assert!(!fresh.heard_text().contains("te laat"));
    }
    server.stop().await;
}
