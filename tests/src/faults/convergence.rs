//! After a run: everybody sees the same, and the log says so too.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::time::Duration;

use kring_domain::fingerprint;
use kring_protocol::{CommandId, ParticipantId, SessionId};
use kring_store::SqliteLog;
use tokio::time::timeout;

use super::checker::check;
use super::person::Person;
use super::replay::{FinalState, replay};
use super::tally::Tally;
use crate::server::Process;
use crate::{Client, View};

/// How long a calm client may take to see what everybody sees.
const CONVERGES: Duration = Duration::from_secs(30);

/// Who asked for what over HTTP.
pub type Requests = HashSet<(ParticipantId, CommandId)>;

/// Waits until the server has read every connection to its end but those that everybody still has:
/// nothing that is on its way can change anything after this.
///
/// # Errors
/// What it still has.
pub async fn quiet_wires(server: &Process, people: usize) -> Result<(), String> {
    let mut told = f64::NAN;
    let quiet = timeout(CONVERGES, async {
        while told != people as f64 {
            told = server.number("kring_connections").await;
        }
    });
    let done = quiet.await;
    done.map_err(|_| format!("the server has {told} connections, and there are {people}"))
}

/// What a client has folded must be what it would be sent afresh.
pub async fn converge(person: &mut Person, mut client: Client, ws: &str) {
    let differs = match Client::try_connect(ws, &person.token, None).await {
        Err(code) => Err(format!("no fresh view: {code:?}")),
        Ok(fresh) => {
            let reading = timeout(CONVERGES, async {
                while client.place != fresh.place && client.next().await.is_ok() {}
            });
            let _ = reading.await;
            if client.place == fresh.place {
                same(&client.view, &fresh.view)
            } else {
                Err(format!("folded up to {:?}, fresh at {:?}", client.place, fresh.place))
            }
        }
    };
    person.seen = Some((client.view, client.place));
    if let Err(differs) = differs {
        person.tally.diverged.push(format!("{}, live: {differs}", person.mark));
    }
}

/// Names the first record that differs.
fn same(one: &View, other: &View) -> Result<(), String> {
    if one == other {
        return Ok(());
    }
    let keys: BTreeSet<_> = one.records().keys().chain(other.records().keys()).collect();
    let differs = keys.into_iter().find(|key| one.get(key) != other.get(key));
    Err(match differs {
        Some(key) => format!("{:?} is not {:?}", one.get(key), other.get(key)),
        None => format!("the order {:?} is not {:?}", one.order, other.order),
    })
}

/// Judges every session by its log.
pub async fn compare(
    people: &[Person],
    requests: &Requests,
    rests: &[FinalState],
    log: &SqliteLog,
    tally: &mut Tally,
) {
    let mut sessions: BTreeMap<SessionId, Vec<&Person>> = BTreeMap::new();
    for person in people {
        sessions.entry(person.history.session).or_default().push(person);
    }
    for (session, people) in sessions {
        let name = session.to_string();
        let rests: Vec<_> = rests.iter().filter(|rest| rest.session == name).collect();
        let replayed = replay(log, session, &rests.iter().map(|rest| rest.seq).collect()).await;
        let histories: Vec<_> = people.iter().map(|person| &person.history).collect();
        let verdict = check(&histories, &replayed.written, requests);
        tally.lost.extend(verdict.lost);
        tally.duplicated.extend(verdict.duplicated);
        tally.wrong.extend(verdict.wrong);
        // Everybody was there when the server stopped, so every room told how it stood.
        let last = replayed.written.last().map(|entry| entry.seq);
        let end = rests.last();
        if end.map(|rest| (Some(rest.seq), &rest.state))
            != Some((last, &fingerprint(&replayed.state)))
        {
            tally.diverged.push(format!("{name} ended as {end:?}, its log at {last:?}"));
        }
        for rest in rests {
            tally.compared += 1;
            if replayed.fingerprints.get(&rest.seq) != Some(&rest.state) {
                tally.diverged.push(format!("{name} rested at {}, and not as its log", rest.seq));
            }
        }
        for person in people {
            let seen = person.seen.as_ref().map(|(view, _)| view);
            let replayed = replayed.view(person.history.who);
            let differs = match (seen, &replayed) {
                (Some(seen), Some(replayed)) => same(seen, replayed),
                (seen, _) => Err(format!("one of them is missing; a view: {}", seen.is_some())),
            };
            if let Err(differs) = differs {
                tally.diverged.push(format!("{}, replayed: {differs}", person.mark));
            }
        }
    }
}

/// Adds a person's figures.
pub fn count(mut person: Person, tally: &mut Tally) {
    for asked in &person.history.asked {
        person.tally.commands += 1;
        person.tally.sent += u64::from(asked.times);
        match asked.accepted() {
            Some(_) => person.tally.accepted += 1,
            None => person.tally.refused += 1,
        }
    }
    tally.add(person.tally);
}
