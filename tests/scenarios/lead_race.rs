//! Three claims on the lead at one moment, on two nodes: there is one gespreksleider after it.

use std::sync::Arc;

use kring::bus::InProcess;
use kring_domain::Event;
use kring_domain::codec;
use kring_protocol::code::Rejection;
use kring_protocol::roles::LeadPassage;
use kring_protocol::script::Role;
use kring_protocol::{Command, ParticipantId, Record, SessionId};
use kring_store::{EventLog, MemoryLog};
use kring_tests::server::Options;
use kring_tests::{Answer, Client, Meeting, TestServer};

use crate::faulty_log::{FaultyLog, Gate};

const ROUNDS: usize = 20;

/// How the lead went, in the order of the log.
async fn passages(
    log: &MemoryLog,
    session: SessionId,
) -> Vec<(ParticipantId, ParticipantId, LeadPassage)> {
    let entries = log.read(session.into(), 0).await.unwrap();
    let events = entries.iter().flat_map(|entry| codec::decode(&entry.payload).unwrap().events);
    let passed = events.filter_map(|event| match event {
        Event::LeadPassed { from, to, how, .. } => Some((from, to, how)),
        _ => None,
    });
    passed.collect()
}

/// Who leads, as a client sees it: in the stage and among the people.
fn leaders(client: &Client) -> (ParticipantId, Vec<ParticipantId>) {
    let leads = |record: &Record| match record {
        Record::Participant(p) if p.roles.contains(&Role::Gespreksleider) => Some(p.id),
        _ => None,
    };
    let people = client.view.records().values().filter_map(leads).collect();
    (client.view.stage().gespreksleider, people)
}

/// Whoever leads gives it to Gerda; Chantal takes it over from her and gives it to Bram, who names
/// Chantal: now Gerda may take it back, Chantal may take it over, and Bram may hand it over.
async fn set_up(people: &mut [Client; 4]) {
    let ids = people.each_ref().map(|person| person.id);
    let [gerda, bram, chantal, _] = ids;
    let leads = people[0].view.stage().gespreksleider;
    if leads != gerda {
        let at = ids.iter().position(|id| *id == leads).unwrap();
        hand_over(people, at, gerda).await;
    }
    let deputy = Command::NameDeputy { participant: Some(chantal) };
    people[0].does(deputy.clone()).await;
    people[2].until(|c| c.view.stage().deputy == Some(chantal)).await;
    people[2].does(Command::TakeOver).await;
    hand_over(people, 2, bram).await;
    people[1].does(deputy).await;
    for person in people {
        let ready = |c: &Client| {
            let stage = c.view.stage();
            (stage.gespreksleider, stage.deputy, stage.may_reclaim)
                == (bram, Some(chantal), Some(gerda))
        };
        person.until(ready).await;
    }
}

async fn hand_over(people: &mut [Client; 4], from: usize, to: ParticipantId) {
    people[from].does(Command::HandOver { to }).await;
    for person in people {
        person.until(|c| c.view.stage().gespreksleider == to).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn claims_on_the_lead_at_one_moment_leave_one_gespreksleider() {
    let log = Arc::new(FaultyLog::default());
    let bus = Arc::new(InProcess::default());
    let node =
        || TestServer::with(Options { log: log.clone(), bus: bus.clone(), ..Options::default() });
    let (here, there) = (node(), node());
    let names = ["Gerda", "Bram", "Chantal", "Dries"];
    let mut meeting = Meeting::gather(here.http(), &here.ws(), "dialoog", &names).await;
    let session = meeting.leader().session;
    // Chantal and Dries are on the other node.
    meeting.people.truncate(2);
    for token in meeting.tokens.iter().skip(2) {
        meeting.people.push(Client::connect(&there.ws(), token).await);
    }
    let mut people: [Client; 4] = meeting.people.try_into().ok().unwrap();
    let tablet = &mut Client::connect(&here.ws(), meeting.tokens.first().unwrap()).await;
    let dries = people[3].id;
    let mut won = [0; 4];
    for _ in 0..ROUNDS {
        set_up(&mut people).await;
        let before = passages(&log.log, session).await;
        let [gerda, bram, chantal, _] = &mut people;
        // Both nodes have decided before either has written.
        log.set(Gate::Shut(session.into()));
        let (a, b, c, d, ()) = tokio::join!(
            bram.ask(Command::HandOver { to: dries }),
            chantal.ask(Command::TakeOver),
            gerda.ask(Command::Reclaim),
            tablet.ask(Command::Reclaim),
            log.race(2),
        );
        let answers = [a, b, c, d];
        let after = passages(&log.log, session).await;
        let new = after.get(before.len()..).unwrap();
        for (won, answer) in won.iter_mut().zip(answers) {
            match answer {
                Answer::Accepted(None) => *won += 1,
                Answer::Refused(
                    Rejection::NotGespreksleider
                    | Rejection::NotDeputy
                    | Rejection::NothingToReclaim
                    | Rejection::GespreksleiderPresent,
                ) => {}
                other => panic!("{other:?}"),
            }
        }
        let accepted = answers.iter().filter(|answer| **answer == Answer::Accepted(None));
        assert_eq!(accepted.count(), new.len(), "{answers:?} and {new:?}");
        // Each took it from whoever had it, and one has it now, for everybody.
        let mut leads = people[1].id;
        for (from, to, _) in new {
            assert_eq!(*from, leads, "{new:?}");
            leads = *to;
        }
        for person in people.iter_mut().chain([&mut *tablet]) {
            // Who leads has changed everywhere once a node has read the whole log.
            person.until(|c| leaders(c) == (leads, vec![leads])).await;
        }
    }
    println!("hand over, take over, reclaim and reclaim again were accepted {won:?} times");
    // Whoever comes now sees it as the log has it, on either node.
    let (_, leads, _) = *passages(&log.log, session).await.last().unwrap();
    for (ws, token) in [here.ws(), there.ws()].iter().zip(&meeting.tokens) {
        assert_eq!(leaders(&Client::connect(ws, token).await), (leads, vec![leads]));
    }
    here.stop().await;
    there.stop().await;
}
