//! Any node may serve any session: the log is the truth.

mod bad_bus;
mod behind;
mod presence;
mod random;
mod rolling;
mod stalled;

use std::sync::Arc;
use std::time::Duration;

use kring::bus::{Bus, InProcess};
use kring_protocol::code::Rejection;
use kring_protocol::content::{Content, Kind};
use kring_protocol::{ClientMessage, Command, CommandId, Record, RecordKey};
use kring_store::{EventLog, MemoryLog};
use kring_tests::server::Options;
use kring_tests::{Answer, Client, Meeting, TestServer};
use uuid::Uuid;

use crate::faulty_log::{FaultyLog, Gate, times_written};

/// What is never compared within a test.
const NEVER: Duration = Duration::from_secs(3600);

/// A server of several.
fn node(log: Arc<dyn EventLog>, bus: Arc<dyn Bus>, compare_every: Duration) -> TestServer {
    let mut options = Options { log, bus, ..Options::default() };
    options.settings.compare_every = compare_every;
    TestServer::with(options)
}

/// Two servers that share a log and a bus.
fn two_nodes() -> (TestServer, TestServer) {
    let log = Arc::new(MemoryLog::new());
    let bus = Arc::new(InProcess::default());
    let node =
        || TestServer::with(Options { log: log.clone(), bus: bus.clone(), ..Options::default() });
    (node(), node())
}

#[tokio::test]
async fn people_on_two_nodes_see_the_same_meeting() {
    let (here, there) = two_nodes();
    let mut meeting = Meeting::gather(here.http(), &here.ws(), "dialoog", &["Gerda", "Ilse"]).await;
    let token = meeting.tokens.get(1).unwrap().clone();
    let mut ilse = Client::connect(&there.ws(), &token).await;
    meeting.leader().does(Command::Start).await;
    ilse.until(|c| c.view.stage().position.is_some()).await;
    let text = "Wat hier gezegd wordt, blijft hier".into();
    ilse.writes(Content::GroundRule { text }).await;
    meeting.leader().until(|c| c.view.of(Kind::GroundRule).len() == 1).await;
    here.stop().await;
    there.stop().await;
}

#[tokio::test]
async fn racing_commands_on_two_nodes_are_all_decided_in_one_order() {
    let (here, there) = two_nodes();
    let mut meeting = Meeting::gather(here.http(), &here.ws(), "dialoog", &["Gerda", "Ilse"]).await;
    meeting.start().await;
    let participant = meeting.person(1).id;
    meeting.leader().does(Command::AppointInbrenger { participant }).await;
    let token = meeting.tokens.first().unwrap().clone();
    let mut same_person = Client::connect(&there.ws(), &token).await;
    let from = same_person.view.position();
    let next = || Command::Next { from: from.clone() };
    let (a, b) = tokio::join!(meeting.people[0].ask(next()), same_person.ask(next()));
    let mut answers = [a, b];
    answers.sort_by_key(|answer| matches!(answer, Answer::Refused(_)));
    assert_eq!(answers, [Answer::Accepted(None), Answer::Refused(Rejection::StalePosition)]);
    let notes = 20;
    for n in 0..notes {
        let note = |node: &str| Content::Note { text: format!("{node} {n}") };
        let (here, there) = (note("hier"), note("daar"));
        tokio::join!(meeting.people[0].writes(here), same_person.writes(there));
    }
    for client in [&mut meeting.people[0], &mut same_person] {
        client.until(|c| c.view.of(Kind::Note).len() == notes * 2).await;
    }
    assert_eq!(meeting.people[0].view, same_person.view);
    here.stop().await;
    there.stop().await;
}

fn note(text: &str) -> Content {
    Content::Note { text: text.into() }
}

/// A command is sent to one node, its answer is lost, and it is sent again to the other; `told` is
/// whether the nodes tell each other what they wrote.
async fn sent_to_one_node_and_again_to_the_other(told: bool) {
    let log = MemoryLog::new();
    let bus = Arc::new(InProcess::default());
    let node = || {
        let bus = if told { bus.clone() } else { Arc::default() };
        TestServer::with(Options { log: Arc::new(log.clone()), bus, ..Options::default() })
    };
    let (here, there) = (node(), node());
    let mut meeting = Meeting::gather(here.http(), &here.ws(), "dialoog", &["Gerda", "Ilse"]).await;
    meeting.start().await;
    let token = meeting.tokens.first().unwrap().clone();
    // The other node is awake, and knows the meeting as it was until now.
    let mut other = Client::connect(&there.ws(), &token).await;
    let mut tablet = Client::connect(&here.ws(), &token).await;
    let session = other.session;
    let id = CommandId(Uuid::new_v4());
    let command = Command::Contribute { at: other.view.position(), content: note("een keer") };
    let leader = meeting.people.remove(0);
    let mut lost = leader;
    lost.send(&ClientMessage::Command { session, id, command: command.clone() }).await;
    tablet.until(|c| c.view.of(Kind::Note).len() == 1).await;
    drop(lost);
    let written = tablet.view.of(Kind::Note).first().unwrap().id;
    if told {
        other.until(|c| c.view.of(Kind::Note).len() == 1).await;
    } else {
        assert_eq!(other.view.of(Kind::Note).len(), 0);
    }
    let answer = Answer::Accepted(Some(written));
    assert_eq!(other.ask_as(id, command.clone()).await, answer);
    assert_eq!(tablet.ask_as(id, command).await, answer);
    other.until(|c| c.view.of(Kind::Note).len() == 1).await;
    for client in [&mut other, &mut tablet] {
        client.writes(note("daarna")).await;
        let notes: Vec<_> = client.view.of(Kind::Note).iter().map(|c| &c.content).collect();
        assert_eq!(notes.iter().filter(|content| ***content == note("een keer")).count(), 1);
    }
    assert_eq!(times_written(&log, session, id).await, 1);
    here.stop().await;
    there.stop().await;
}

#[tokio::test]
async fn a_command_sent_again_to_a_node_that_heard_of_it_has_one_effect_and_the_same_answer() {
    sent_to_one_node_and_again_to_the_other(true).await;
}

#[tokio::test]
async fn a_command_sent_again_to_a_node_that_did_not_hear_of_it_has_one_effect_and_the_same_answer()
{
    sent_to_one_node_and_again_to_the_other(false).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_command_sent_to_two_nodes_at_one_moment_has_one_effect_and_one_answer() {
    let log = Arc::new(FaultyLog::default());
    let bus = Arc::new(InProcess::default());
    let node =
        || TestServer::with(Options { log: log.clone(), bus: bus.clone(), ..Options::default() });
    let (here, there) = (node(), node());
    let mut meeting = Meeting::gather(here.http(), &here.ws(), "dialoog", &["Gerda", "Ilse"]).await;
    meeting.start().await;
    let token = meeting.tokens.first().unwrap().clone();
    let mut other = Client::connect(&there.ws(), &token).await;
    let (session, at) = (other.session, other.view.position());
    for n in 0..20 {
        let id = CommandId(Uuid::new_v4());
        let content = note(&format!("tegelijk {n}"));
        let command = Command::Contribute { at: at.clone(), content };
        // Both nodes have decided before either has written.
        log.set(Gate::Shut(session.into()));
        let (a, b, ()) = tokio::join!(
            meeting.people[0].ask_as(id, command.clone()),
            other.ask_as(id, command.clone()),
            log.race(2),
        );
        assert!(matches!(a, Answer::Accepted(Some(_))), "{a:?}");
        assert_eq!(a, b);
        assert_eq!(times_written(&log.log, session, id).await, 1);
    }
    for client in [&mut meeting.people[0], &mut other] {
        client.until(|c| c.view.of(Kind::Note).len() >= 20).await;
        assert_eq!(client.view.of(Kind::Note).len(), 20);
    }
    here.stop().await;
    there.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn hands_raised_at_once_on_two_nodes_are_in_one_order_everywhere() {
    let log = Arc::new(FaultyLog::default());
    let bus = Arc::new(InProcess::default());
    let node =
        || TestServer::with(Options { log: log.clone(), bus: bus.clone(), ..Options::default() });
    let (here, there) = (node(), node());
    let names = ["Gerda", "Ilse", "Bram", "Chantal", "Dries", "Els", "Femke", "Guus"];
    let mut meeting = Meeting::gather(here.http(), &here.ws(), "dialoog", &names).await;
    meeting.start().await;
    let mut people = vec![];
    for (index, mut person) in meeting.people.into_iter().enumerate() {
        if index % 2 == 1 {
            person = Client::connect(&there.ws(), meeting.tokens.get(index).unwrap()).await;
        }
        people.push(person);
    }
    let everybody = people.len();
    // Both nodes have decided before either has written.
    log.set(Gate::Shut(people[0].session.into()));
    let raised = people.iter_mut().map(|person| person.does(Command::RaiseHand));
    tokio::join!(futures_util::future::join_all(raised), log.race(2));
    let hands = |c: &Client| match c.view.get(&RecordKey::Hands) {
        Some(Record::Hands { order }) => order.clone(),
        _ => vec![],
    };
    let mut orders = vec![];
    for person in &mut people {
        person.until(|c| hands(c).len() == everybody).await;
        orders.push(hands(person));
    }
    // Whoever comes only now sees the same.
    for server in [&here, &there] {
        let fresh = Client::connect(&server.ws(), meeting.tokens.first().unwrap()).await;
        orders.push(hands(&fresh));
    }
    assert!(orders.iter().all(|order| Some(order) == orders.first()), "{orders:?}");
    let mut ids: Vec<_> = orders.swap_remove(0);
    ids.sort_unstable();
    let mut all: Vec<_> = people.iter().map(|person| person.id).collect();
    all.sort_unstable();
    assert_eq!(ids, all);
    here.stop().await;
    there.stop().await;
}
