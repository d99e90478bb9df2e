//! Filling meetings to their limits.

use kring_protocol::code::{Failure, Rejection};
use kring_protocol::content::{Content, Kind};
use kring_protocol::{ClientMessage, Command, CommandId, ServerMessage, limits};
use kring_tests::http::Http;
use kring_tests::{Answer, Client, Meeting};
use tokio::task::JoinSet;
use uuid::Uuid;

pub(crate) const CROWD: usize = 24;

/// A meeting of as many people as one holds, in a step where everybody but the leader writes a case
/// that is held back.
pub(crate) async fn crowd(http: Http, ws: &str) -> Meeting {
    let names = long_names(CROWD);
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut meeting = Meeting::gather(http, ws, "zeven-stappen", &names).await;
    fills_the_plan(meeting.leader()).await;
    let items = vec!["學".repeat(limits::LINE_CHARS); limits::LEARNING_OUTCOMES];
    meeting.leader().does(Command::SetLearningOutcomes { items }).await;
    meeting.start().await;
    meeting.gather_round().await;
    meeting
}

/// Phases with long titles and questions until no more fits, at the end of the plan.
pub(crate) async fn fills_the_plan(leader: &mut Client) {
    loop {
        let title = "學".repeat(limits::LINE_CHARS);
        let question = title.clone();
        let opens = Kind::ALL.iter().copied().filter(|k| k.is_of_steps());
        let opens = opens.take(limits::OWN_PHASE_KINDS);
        let command = Command::InsertPhase {
            at: u32::MAX,
            title,
            minutes: 5,
            question,
            opens: opens.collect(),
            muted: false,
        };
        match leader.ask(command).await {
            Answer::Accepted(_) => {}
            refused => {
                return assert_eq!(refused, Answer::Refused(Rejection::TooManyItems));
            }
        }
    }
}

/// A meeting full of texts as long as they may be, whose every letter is escaped, and all of it held back;
/// and how many they are.
pub(crate) async fn full(http: Http, ws: &str) -> (Meeting, usize) {
    let quotes = |_: &Client, n| case(format!("{n}{}", "\"\n".repeat(limits::TEXT_CHARS / 2 - 2)));
    filled(crowd(http, ws).await, quotes).await
}

/// The same, and all of it revealed.
pub(crate) async fn full_and_revealed(http: Http, ws: &str) -> (Meeting, usize) {
    let (mut meeting, texts) = full(http, ws).await;
    let from = meeting.leader().view.position();
    meeting.leader().does(Command::Reveal { from }).await;
    (meeting, texts)
}

/// Names as long as they may be, in a script of three bytes.
pub(crate) fn long_names(count: usize) -> Vec<String> {
    let name = |n: usize| format!("{n:02} {}", "學".repeat(limits::NAME_CHARS - 3));
    (0..count).map(name).collect()
}

/// Writes until the share is full, and returns how many texts it took.
pub(crate) async fn fills_their_share(
    person: &mut Client,
    mut content: impl FnMut(&Client, usize) -> Content,
) -> usize {
    let at = person.view.position();
    for n in 0.. {
        let (session, id) = (person.session, CommandId(Uuid::new_v4()));
        let command = Command::Contribute { at: at.clone(), content: content(person, n) };
        loop {
            person.send(&ClientMessage::Command { session, id, command: command.clone() }).await;
            match answer(person, id).await {
                ServerMessage::Accepted { .. } => break,
                ServerMessage::Failed { code: Failure::TooFast, .. } => {
                    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
                }
                ServerMessage::Refused { code, .. } => {
                    assert_eq!(code, Rejection::ShareFull);
                    return n;
                }
                other => panic!("{other:?}"),
            }
        }
    }
    unreachable!()
}

async fn answer(person: &mut Client, wanted: CommandId) -> ServerMessage {
    loop {
        let message = person.next().await.expect("the connection stays open");
        if let ServerMessage::Accepted { id, .. }
        | ServerMessage::Refused { id, .. }
        | ServerMessage::Failed { id, .. } = message
            && id == wanted
        {
            return message;
        }
    }
}

pub(crate) fn case(text: String) -> Content {
    Content::Case { text, leervraag: None, wish: None }
}

/// Everybody writes until their share is full, all at the same time.
pub(crate) async fn filled(
    mut meeting: Meeting,
    content: fn(&Client, usize) -> Content,
) -> (Meeting, usize) {
    let mut writing = JoinSet::new();
    for (place, mut person) in meeting.people.drain(..).enumerate() {
        writing.spawn(async move {
            let texts = fills_their_share(&mut person, content).await;
            (place, person, texts)
        });
    }
    let mut people = writing.join_all().await;
    people.sort_by_key(|(place, ..)| *place);
    let texts = people.iter().map(|(.., texts)| texts).sum();
    meeting.people = people.into_iter().map(|(_, person, _)| person).collect();
    (meeting, texts)
}

/// Everybody opens the meeting anew, all at the same time, and sees what they are to see.
pub(crate) async fn everybody_opens(ws: &str, tokens: &[String]) -> Vec<Client> {
    let mut opening = JoinSet::new();
    for (place, token) in tokens.iter().cloned().enumerate() {
        let ws = ws.to_owned();
        opening.spawn(async move { (place, Client::connect(&ws, &token).await) });
    }
    let mut people = opening.join_all().await;
    people.sort_by_key(|(place, _)| *place);
    people.into_iter().map(|(_, person)| person).collect()
}
