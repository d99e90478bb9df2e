//! One run: people meet, things go wrong, everything calms down, and the judge looks.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Instant;

use kring_protocol::CommandId;
use kring_protocol::rest::Joined;
use kring_store::{EventLog, SqliteLog};
use tokio::sync::watch;
use uuid::Uuid;

use super::aftermath::{Requests, compare, converge, count, quiet_wires};
use super::ground::Ground;
use super::journal::Journal;
use super::person::{Mood, Person};
use super::plan::Plan;
use super::stand::Stand;
use super::tally::Tally;

/// In every text and every name, so that they can be found where they do not belong.
pub const MARK: &str = "geheim";
const METHODS: &[&str] =
    &["zeven-stappen", "dialoog", "collegiaal-advies", "handelingsgericht", "beeldmateriaal"];

/// Plays a plan from beginning to end.
pub async fn run(plan: &Plan, ground: &Ground) -> Tally {
    let started = Instant::now();
    let mut dice = fastrand::Rng::with_seed(plan.seed);
    let mut stand = Stand::on(ground).await;
    let (people, requests) = gather(plan, &stand, &mut dice).await;
    let links: Vec<_> = people.iter().map(|person| Arc::clone(&person.link)).collect();
    let (mood, _) = watch::channel(Mood::Lively);
    let alive = people.into_iter().map(|mut person| {
        let mood = mood.subscribe();
        tokio::spawn(async move {
            let client = person.live(mood).await;
            (person, client)
        })
    });
    let alive: Vec<_> = alive.collect();
    for _ in 0..plan.cycles {
        let fault = *dice.choice(&plan.faults).unwrap();
        stand.suffer(fault, &links, &mut dice).await;
    }
    links.iter().for_each(|link| link.heal());
    mood.send_replace(Mood::Calm);
    let mut calm = vec![];
    for person in alive {
        calm.push(person.await.unwrap());
    }
    let mut people = vec![];
    let quiet = quiet_wires(stand.process(), calm.len()).await;
    stand.tally.wrong.extend(quiet.err());
    for (mut person, client) in calm {
        converge(&mut person, client, &stand.process().ws()).await;
        people.push(person);
    }
    stand.stop().await;
    let (rests, mut tally) = (std::mem::take(&mut stand.rests), std::mem::take(&mut stand.tally));
    let copy = ground.copy();
    let log = SqliteLog::open(copy.path()).unwrap();
    compare(&people, &requests, &rests, &log, &mut tally).await;
    log.close().await.unwrap();
    people.into_iter().for_each(|person| count(person, &mut tally));
    tally.took = started.elapsed();
    tally
}

/// Meetings with their people, each with a link of their own.
async fn gather(
    plan: &Plan,
    stand: &Stand<'_>,
    dice: &mut fastrand::Rng,
) -> (Vec<Person>, Requests) {
    let http = stand.process().http();
    let (mut people, mut requests) = (vec![], Requests::new());
    for meeting in 0..plan.meetings {
        let method = METHODS.get(meeting % METHODS.len()).unwrap();
        let created = http.create(method, &format!("{MARK} {meeting}.0")).await;
        let mut tokens = vec![(created.session, created.participant, created.token)];
        for number in 1..plan.people {
            let id = Uuid::from_u128(dice.u128(..));
            let name = format!("{MARK} {meeting}.{number}");
            let joined: Joined = http.try_join(&created.invitation, &name, id).await.json();
            requests.insert((joined.participant, CommandId(id)));
            tokens.push((joined.session, joined.participant, joined.token));
        }
        for (number, (session, who, token)) in tokens.into_iter().enumerate() {
            people.push(Person {
                journal: Journal::of(who, session),
                token,
                link: stand.link().await,
                seen: None,
                tally: Tally::default(),
                mark: format!("{MARK} {meeting}.{number}"),
                dice: dice.fork(),
                unanswered: VecDeque::new(),
                put_aside: vec![],
                texts: 0,
            });
        }
    }
    (people, requests)
}
