//! One run: people meet, things go wrong, everything calms down, and the judge looks.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Instant;

use kring_protocol::CommandId;
use kring_protocol::rest::Joined;
use kring_store::{EventLog, SqliteLog};
use tokio::sync::watch;
use uuid::Uuid;

use super::convergence::{Requests, compare, converge, count, quiet_wires};
use super::environment::Environment;
use super::history::History;
use super::operator::check_copies;
use super::person::{Activity, Person};
use super::plan::Plan;
use super::server::FaultyServer;
use super::tally::Tally;

/// In every text and every name, so that they can be found where they do not belong.
pub const MARK: &str = "geheim";
const METHODS: &[&str] =
    &["zeven-stappen", "dialoog", "collegiaal-advies", "handelingsgericht", "beeldmateriaal"];

/// Plays a plan from beginning to end.
pub async fn run(plan: &Plan, environment: &Environment) -> Tally {
    let started = Instant::now();
    let mut dice = fastrand::Rng::with_seed(plan.seed);
    let mut server = FaultyServer::on(environment).await;
    let (people, requests) = gather(plan, &server, &mut dice).await;
    let proxies: Vec<_> = people.iter().map(|person| Arc::clone(&person.proxy)).collect();
    let (activity, _) = watch::channel(Activity::Active);
    let alive = people.into_iter().map(|mut person| {
        let activity = activity.subscribe();
        tokio::spawn(async move {
            let client = person.live(activity).await;
            (person, client)
        })
    });
    let alive: Vec<_> = alive.collect();
    for _ in 0..plan.cycles {
        let fault = *dice.choice(&plan.faults).unwrap();
        server.inject(fault, &proxies, &mut dice).await;
    }
    proxies.iter().for_each(|proxy| proxy.heal());
    activity.send_replace(Activity::Quiet);
    let mut calm = vec![];
    for person in alive {
        calm.push(person.await.unwrap());
    }
    let mut people = vec![];
    let quiet = quiet_wires(server.process(), calm.len()).await;
    server.tally.wrong.extend(quiet.err());
    for (mut person, client) in calm {
        converge(&mut person, client, &server.process().ws()).await;
        people.push(person);
    }
    server.stop().await;
    let (rests, mut tally) = (std::mem::take(&mut server.rests), std::mem::take(&mut server.tally));
    let copy = environment.copy();
    let log = SqliteLog::open(copy.path()).unwrap();
    compare(&people, &requests, &rests, &log, &mut tally).await;
    let sessions = people.iter().map(|person| person.history.session).collect();
    tally.wrong.extend(check_copies(environment, &sessions, &log).await);
    log.close().await.unwrap();
    people.into_iter().for_each(|person| count(person, &mut tally));
    tally.took = started.elapsed();
    tally
}

/// Meetings with their people, each with a proxy of their own.
async fn gather(
    plan: &Plan,
    server: &FaultyServer<'_>,
    dice: &mut fastrand::Rng,
) -> (Vec<Person>, Requests) {
    let http = server.process().http();
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
                history: History::of(who, session),
                token,
                proxy: server.proxy().await,
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
