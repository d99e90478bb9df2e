//! Meetings that are filled to their limits in ways that nobody thought of: whatever they hold, everybody
//! sees it again, whichever way they come back.

use std::pin::pin;
use std::sync::Arc;

use fastrand::Rng;
use kring_protocol::code::Rejection;
use kring_protocol::content::{Content, FieldType, Kind};
use kring_protocol::script::{Opening, Role};
use kring_protocol::{Command, limits};
use kring_tests::faults::seed;
use kring_tests::play::example;
use kring_tests::server::Process;
use kring_tests::view::View;
use kring_tests::{Answer, Client, Meeting};
use tokio::sync::Barrier;
use tokio::task::JoinSet;

use crate::filling::{CROWD, everybody_opens, fills_the_plan, fills_their_share, long_names};

/// Steps that a meeting goes on, at most, and now and then writes in.
const STEPS: usize = 12;
/// Changes that one person makes, at most: some hundred kilobytes of their log.
const EDITS: usize = 40;

const METHODS: [&str; 5] =
    ["beeldmateriaal", "zeven-stappen", "dialoog", "handelingsgericht", "collegiaal-advies"];

/// A text of some length, of one sort of letters: plain ones, ones that are escaped, wide ones, joined ones.
fn text(dice: &mut Rng, most: usize) -> String {
    let letters = ["x", "\"\n", "學", "👩‍👩‍👧", "ש", "é"];
    let letter = letters[dice.usize(..letters.len())];
    let count = dice.usize(..=(most - 8) / letter.chars().count());
    format!("{} {}", dice.u32(..1_000_000), letter.repeat(count))
}

/// Something that fits where this person is: of any kind that is open to them, or a note.
fn anything(dice: &mut Rng, person: &Client) -> Content {
    let most = [12, 200, limits::TEXT_CHARS][dice.usize(..3)];
    let open = |opening: &&Opening| {
        let kind = opening.kind;
        // An answer needs a question, and so does a theme its observations.
        kind != Kind::Answer && kind != Kind::Theme
    };
    let me = person.view.me();
    let openings: Vec<&Opening> = me.opens.iter().filter(open).collect();
    if openings.is_empty() || dice.u8(..8) == 0 {
        return Content::Note { text: text(dice, most) };
    }
    let opening = openings[dice.usize(..openings.len())];
    let is_line = opening.kind.fields().first().is_some_and(|f| f.holds == FieldType::Line);
    let most = if is_line { most.min(limits::LINE_CHARS) } else { most };
    example(&person.view, opening, text(dice, most))
}

/// Writes some texts or until nothing fits any more, and changes the last one now and then.
async fn writes(mut dice: Rng, person: &mut Client) {
    let until_full = dice.bool();
    if until_full {
        fills_their_share(person, |person, _| anything(&mut dice, person)).await;
        return;
    }
    for _ in 0..dice.usize(..10) {
        let content = anything(&mut dice, person);
        let at = person.view.position();
        let answer = person.ask(Command::Contribute { at, content }).await;
        let Answer::Accepted(Some(contribution)) = answer else { continue };
        for _ in 0..dice.usize(..EDITS / 10) {
            let content = anything(&mut dice, person);
            person.ask(Command::Edit { contribution, content }).await;
        }
    }
}

/// Everybody writes at the same time, and reads on until all are done.
async fn everybody_writes(dice: &mut Rng, meeting: &mut Meeting) {
    let mut writing = JoinSet::new();
    let all_done = Arc::new(Barrier::new(meeting.people.len()));
    for (place, mut person) in meeting.people.drain(..).enumerate() {
        let (dice, all_done) = (dice.fork(), all_done.clone());
        writing.spawn(async move {
            writes(dice, &mut person).await;
            let mut done = pin!(all_done.wait());
            loop {
                tokio::select! {
                    _ = &mut done => return (place, person),
                    heard = person.next() => drop(heard.expect("the connection stays open")),
                }
                person.heard.clear();
            }
        });
    }
    let mut people = writing.join_all().await;
    people.sort_by_key(|(place, _)| *place);
    meeting.people = people.into_iter().map(|(_, person)| person).collect();
}

/// Somebody leads, somebody brings a case, and the others have some office or none.
async fn gives_everybody_a_part(dice: &mut Rng, meeting: &mut Meeting) {
    let ids: Vec<_> = meeting.people.iter().map(|person| person.id).collect();
    let mut anybody = || ids[1 + dice.usize(..ids.len() - 1)];
    let parts = [
        Command::AppointInbrenger { participant: anybody() },
        Command::NameDeputy { participant: Some(anybody()) },
        Command::AssignOffice { participant: anybody(), office: Role::Tijdbewaker, holds: true },
        Command::AssignOffice { participant: anybody(), office: Role::Verslaglegger, holds: true },
    ];
    for part in parts {
        // A method may choose its inbrenger later.
        meeting.leader().ask(part).await;
    }
}

/// What each of them sees once nothing is on its way.
async fn views(ws: &str, tokens: &[String]) -> Vec<View> {
    everybody_opens(ws, tokens).await.into_iter().map(|person| person.view).collect()
}

fn same(now: &[View], before: &[View], how: &str) {
    for (place, (now, before)) in now.iter().zip(before).enumerate() {
        assert!(now == before, "person {place} sees something else {how}");
    }
}

async fn filled_at_random(dice: &mut Rng) {
    let data = tempfile::tempdir().unwrap();
    let server = Process::start(data.path()).await;
    let names = long_names(2 + dice.usize(..CROWD - 1));
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let method = METHODS[dice.usize(..METHODS.len())];
    let mut meeting = Meeting::gather(server.http(), &server.ws(), method, &names).await;
    if dice.bool() {
        fills_the_plan(meeting.leader()).await;
    }
    gives_everybody_a_part(dice, &mut meeting).await;
    meeting.start().await;
    let away = meeting.people.pop().unwrap();
    let steps = dice.usize(1..STEPS);
    println!("{method}, {} people, {steps} steps", names.len());
    for step in 1..=steps {
        if step == steps || dice.u8(..4) == 0 {
            everybody_writes(dice, &mut meeting).await;
        }
        let from = meeting.leader().view.position();
        let moved = meeting.leader().ask(Command::Next { from: from.clone() }).await;
        if moved == Answer::Refused(Rejection::NoInbrenger) {
            meeting.leader().ask(Command::AppointInbrenger { participant: away.id }).await;
            meeting.leader().ask(Command::Next { from }).await;
        }
        meeting.gather_round().await;
    }
    let session = meeting.leader().session;
    let last = meeting.tokens.last().unwrap();
    let resumed = Client::resume(&server.ws(), last, &away).await;
    drop(meeting.people.drain(..));

    // Opened by all at once, and again, after others did.
    let before = views(&server.ws(), &meeting.tokens).await;
    same(&[resumed.view], &before[before.len() - 1..], "who was away since the start");
    same(&views(&server.ws(), &meeting.tokens).await, &before, "after a reload");
    let server = server.kill_and_restart().await;
    same(&views(&server.ws(), &meeting.tokens).await, &before, "after a restart");
    if names.len() < CROWD {
        let late = server.http().join(&meeting.invitation, "Laat").await;
        let late = Client::connect(&server.ws(), &late.token).await;
        assert_eq!(late.view.stage(), before[0].stage());
    }
    for token in &meeting.tokens {
        for form in ["report", "report.md", "report.csv", "mine"] {
            let path = format!("/api/sessions/{session}/{form}");
            let mut status = 429;
            // A person has one download at a time, and the last may not have been let go yet.
            for _ in 0..10 {
                if status == 429 {
                    status = server.http().get(&path, Some(token)).await.status;
                }
            }
            assert_eq!(status, 200, "{form}");
        }
    }
    assert!(server.terminate().await);
}

#[tokio::test]
async fn whatever_a_meeting_was_filled_with_everybody_sees_it_again_whichever_way_they_come_back() {
    let mut dice = Rng::with_seed(seed());
    for _ in 0..2 {
        filled_at_random(&mut dice).await;
    }
}
