//! Three nodes on a bus that does everything wrong: in the end everybody sees the same, and nothing is lost or
//! there twice.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use kring_protocol::content::{Content, Kind};
use kring_protocol::{Command, CommandId};
use kring_store::MemoryLog;
use kring_tests::{Answer, Client, Meeting};
use uuid::Uuid;

use super::bad_bus::{BadBus, Harm};
use super::node;

const OFTEN: Duration = Duration::from_millis(50);
const STEPS: usize = 150;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_nodes_on_a_bad_bus_end_with_one_meeting() {
    let given = std::env::var("KRING_SEED").ok().map(|seed| seed.parse().unwrap());
    let seed = given.unwrap_or_else(|| fastrand::u64(..1_000_000_000));
    println!("KRING_SEED={seed}");
    let mut dice = fastrand::Rng::with_seed(seed);
    let log = Arc::new(MemoryLog::new());
    let bus = Arc::new(BadBus::new(Harm { lost: 30, doubled: 20, late: 40 }, seed));
    let nodes = [(); 3].map(|()| node(log.clone(), bus.clone(), OFTEN));
    let names = ["Gerda", "Ilse", "Bram", "Chantal", "Dirk"];
    let mut meeting = Meeting::gather(nodes[0].http(), &nodes[0].ws(), "dialoog", &names).await;
    meeting.start().await;
    let mut texts = BTreeSet::new();
    for step in 0..STEPS {
        let who = dice.usize(..meeting.people.len());
        if dice.u8(..10) == 0 {
            // To another node, or the same one.
            let ws = nodes[dice.usize(..nodes.len())].ws();
            let token = meeting.tokens.get(who).unwrap();
            meeting.people[who] = Client::connect(&ws, token).await;
            continue;
        }
        match dice.u8(..20) {
            0 => bus.stall(),
            1..4 => bus.go_on(),
            _ => {}
        }
        let text = format!("tekst {step}");
        let at = meeting.people[0].view.position();
        let command =
            Command::Contribute { at, content: Content::GroundRule { text: text.clone() } };
        let id = CommandId(Uuid::new_v4());
        let answer = meeting.people[who].ask_as(id, command.clone()).await;
        assert!(matches!(answer, Answer::Accepted(Some(_))), "{answer:?}");
        texts.insert(text);
        if dice.bool() {
            assert_eq!(meeting.people[who].ask_as(id, command).await, answer, "sent again");
        }
    }
    bus.set(Harm::default());
    bus.go_on();
    for person in &mut meeting.people {
        person.until(|c| c.view.of(Kind::GroundRule).len() == texts.len()).await;
        person.until(|c| c.online.len() == names.len()).await;
    }
    let fresh = Client::connect(&nodes[0].ws(), meeting.tokens.first().unwrap()).await;
    for person in &meeting.people {
        assert_eq!(person.view.order, fresh.view.order);
    }
    let seen = fresh.view.of(Kind::GroundRule);
    let seen: BTreeSet<String> = seen
        .iter()
        .map(|written| match &written.content {
            Content::GroundRule { text } => text.to_string(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(seen, texts);
    for node in nodes {
        node.stop().await;
    }
}
