//! Who is there is the same on every node, and nobody counts as away who is connected anywhere.

use std::sync::Arc;
use std::time::Duration;

use kring_protocol::Command;
use kring_protocol::code::Rejection;
use kring_store::MemoryLog;
use kring_tests::{Answer, Client, Meeting, TestServer};

use super::bad_bus::{BadBus, Harm};
use super::node;

/// Rarely enough that a busy machine lets no room fall silent.
const OFTEN: Duration = Duration::from_millis(300);

/// A meeting in which Gerda leads from here and Bram, her deputy, is there.
async fn led_from_here(bus: Arc<BadBus>) -> (TestServer, TestServer, Meeting, Client) {
    let log = Arc::new(MemoryLog::new());
    let (here, there) = (node(log.clone(), bus.clone(), OFTEN), node(log, bus, OFTEN));
    let names = ["Gerda", "Ilse", "Bram"];
    let mut meeting = Meeting::gather(here.http(), &here.ws(), "dialoog", &names).await;
    let bram = meeting.person(2).id;
    meeting.leader().does(Command::NameDeputy { participant: Some(bram) }).await;
    drop(meeting.people.pop());
    let bram = Client::connect(&there.ws(), meeting.tokens.get(2).unwrap()).await;
    (here, there, meeting, bram)
}

#[tokio::test]
async fn everybody_sees_who_is_connected_to_any_node() {
    let (here, there, mut meeting, mut bram) = led_from_here(Arc::default()).await;
    let all = |c: &Client| c.online.len() == 3;
    bram.until(all).await;
    for person in &mut meeting.people {
        person.until(all).await;
    }
    let ilse = meeting.people.pop().unwrap();
    let id = ilse.id;
    drop(ilse);
    bram.until(|c| !c.online.contains(&id)).await;
    meeting.leader().until(|c| !c.online.contains(&id)).await;
    here.stop().await;
    // The node that stops says so.
    let gerda = meeting.people[0].id;
    bram.until(|c| !c.online.contains(&gerda)).await;
    there.stop().await;
}

#[tokio::test]
async fn a_deputy_takes_over_only_if_the_gespreksleider_is_on_no_node() {
    let (here, there, meeting, mut bram) = led_from_here(Arc::default()).await;
    bram.until(|c| c.online.len() == 3).await;
    let present = Answer::Refused(Rejection::GespreksleiderPresent);
    assert_eq!(bram.ask(Command::TakeOver).await, present);
    let gerda = meeting.people[0].id;
    drop(meeting);
    bram.until(|c| !c.online.contains(&gerda)).await;
    bram.does(Command::TakeOver).await;
    here.stop().await;
    there.stop().await;
}

#[tokio::test]
async fn nobody_takes_over_while_it_cannot_be_known_who_is_there() {
    let bus = Arc::new(BadBus::default());
    let (here, there, meeting, mut bram) = led_from_here(bus.clone()).await;
    bram.until(|c| c.online.len() == 3).await;
    bus.take_down(true);
    let gerda = meeting.people[0].id;
    drop(meeting);
    bram.until(|c| !c.online.contains(&gerda)).await;
    let present = Answer::Refused(Rejection::GespreksleiderPresent);
    assert_eq!(bram.ask(Command::TakeOver).await, present);
    bus.take_down(false);
    bram.does(Command::TakeOver).await;
    here.stop().await;
    there.stop().await;
}

#[tokio::test]
async fn a_node_that_falls_silent_is_forgotten_with_its_people() {
    let bus = Arc::new(BadBus::default());
    let (here, there, meeting, mut bram) = led_from_here(bus.clone()).await;
    bram.until(|c| c.online.len() == 3).await;
    bus.set(Harm::SILENT);
    bram.until(|c| c.online.len() == 1).await;
    // And found again.
    bus.set(Harm::default());
    bram.until(|c| c.online.len() == 3).await;
    drop(meeting);
    here.stop().await;
    there.stop().await;
}

#[tokio::test]
async fn words_that_come_late_and_in_the_wrong_order_leave_the_last_one_standing() {
    let bus = Arc::new(BadBus::default());
    let (here, there, mut meeting, mut bram) = led_from_here(bus.clone()).await;
    bram.until(|c| c.online.len() == 3).await;
    bus.stall();
    let ilse = meeting.people.pop().unwrap();
    let (id, ws) = (ilse.id, meeting.ws.clone());
    drop(ilse);
    meeting.leader().until(|c| !c.online.contains(&id)).await;
    let ilse = Client::connect(&ws, meeting.tokens.get(1).unwrap()).await;
    meeting.leader().until(|c| c.online.contains(&id)).await;
    bus.go_on();
    bram.until(|c| c.online.len() == 3).await;
    drop(ilse);
    bram.until(|c| c.online.len() == 2).await;
    here.stop().await;
    there.stop().await;
}
