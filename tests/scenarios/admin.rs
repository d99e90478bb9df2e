//! What whoever runs a server relies on: backups that come back, and looking without touching.

use std::collections::BTreeMap;
use std::path::Path;

use kring_domain::codec;
use kring_domain::{fingerprint, fold};
use kring_protocol::content::Content;
use kring_protocol::group::GroupCommand;
use kring_protocol::{Command, SessionId};
use kring_store::Inspect;
use kring_store::sqlite::Inspection;
use kring_tests::server::{Process, command};
use kring_tests::{Client, Meeting};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::groups::{DONE, Place, group_of};

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// How far each meeting goes, and the fingerprint of what that leads to: as `kring verify --each` says.
async fn verified(arguments: &[&str]) -> BTreeMap<SessionId, (u64, String)> {
    let (whole, said) = command(&[&["verify", "--each"], arguments].concat()).await;
    assert!(whole && said.contains("everything is as it was written"), "{said}");
    let lines = said.lines().filter_map(|line| {
        let mut words = line.split(' ');
        let session = SessionId(words.next()?.parse().ok()?);
        let mut field = |name: &str| words.find_map(|word| word.strip_prefix(name));
        Some((session, (field("entries=")?.parse().ok()?, field("state=")?.to_owned())))
    });
    lines.collect()
}

/// The fingerprint of the first `entries` of a meeting.
fn replayed(data: &Path, session: SessionId, entries: u64) -> String {
    let log = Inspection::of_directory(data).unwrap().read(session.into()).unwrap();
    let first = log.iter().filter(|entry| entry.seq <= entries);
    let events = first.flat_map(|entry| codec::decode(&entry.payload).unwrap().events);
    fingerprint(&fold(&events.collect::<Vec<_>>()))
}

async fn writes_until_told(
    mut client: Client,
    count: watch::Sender<u64>,
    stop: watch::Receiver<bool>,
) {
    let at = client.view.position();
    while !*stop.borrow() {
        let content = Content::Note { text: format!("notitie {}", *count.borrow()) };
        client.does(Command::Contribute { at: at.clone(), content }).await;
        count.send_modify(|count| *count += 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_taken_while_people_write_restores_to_the_state_of_that_moment() {
    let (data, into) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let server = Process::start(data.path()).await;
    let (count, mut counted) = watch::channel(0);
    let (stop, stopped) = watch::channel(false);
    let mut writers = JoinSet::new();
    for _ in 0..3 {
        let names = ["Gerda", "Ilse", "Bram"];
        let mut meeting = Meeting::gather(server.http(), &server.ws(), "dialoog", &names).await;
        meeting.start().await;
        for person in meeting.people {
            writers.spawn(writes_until_told(person, count.clone(), stopped.clone()));
        }
    }
    counted.wait_for(|count| *count >= 30).await.unwrap();
    let (done, said) = command(&["backup", text(into.path()), "--data", text(data.path())]).await;
    assert!(done && said.contains("everything is as it was written"), "{said}");
    let so_far = *counted.borrow();
    counted.wait_for(|count| *count >= so_far + 30).await.unwrap();
    stop.send(true).unwrap();
    writers.join_all().await;
    assert!(server.terminate().await);

    let copy = std::fs::read_dir(into.path()).unwrap().map(|file| file.unwrap().path());
    let copy = copy.into_iter().find(|path| path.extension().is_some_and(|kind| kind == "db"));
    let copy = copy.expect("a copy with a name of its own");
    let restored = tempfile::tempdir().unwrap();
    let restore = ["restore", text(&copy), "--data", text(restored.path())];
    let (done, said) = command(&restore).await;
    assert!(done && said.contains("everything is as it was written"), "{said}");
    let states = verified(&["--data", text(restored.path())]).await;
    assert_eq!(states, verified(&[text(&copy)]).await);
    assert_eq!(states.len(), 3);
    for (session, (entries, state)) in states {
        assert_eq!(state, replayed(data.path(), session, entries));
    }
    // And people go on with it.
    let server = Process::start(restored.path()).await;
    assert_eq!(server.http().get("/api/ready", None).await.status, 200);
    let (again, said) = command(&restore).await;
    assert!(!again && said.contains("in use by another Kring"), "{said}");
}

#[tokio::test]
async fn verifying_names_the_damaged_meeting_and_no_other() {
    let data = tempfile::tempdir().unwrap();
    let server = Process::start(data.path()).await;
    let sound = server.http().create("dialoog", "Gerda").await;
    let damaged = server.http().create("dialoog", "Ilse").await;
    // Also while it runs.
    assert_eq!(verified(&["--data", text(data.path())]).await.len(), 2);
    assert!(server.terminate().await);
    let database = rusqlite::Connection::open(data.path().join("kring.db")).unwrap();
    let spoil = "UPDATE entries SET at_ms = at_ms + 1 WHERE session = ?1";
    assert_eq!(database.execute(spoil, [damaged.session.0.as_bytes()]), Ok(1));
    drop(database);
    let (whole, said) = command(&["verify", "--data", text(data.path())]).await;
    assert!(!whole && said.contains("not everything is as it was written"), "{said}");
    assert!(said.contains(&format!("session {} is damaged at 1", damaged.session)), "{said}");
    assert!(!said.contains(&sound.session.to_string()), "{said}");
}

#[tokio::test]
async fn verifying_opens_what_is_sealed_for_members_and_names_the_group_where_it_does_not_open() {
    let data = tempfile::tempdir().unwrap();
    let server = Process::start(data.path()).await;
    let place = Place { http: server.http(), ws: server.ws() };
    let (sound, _) = group_of(&place, &["Ilse"]).await;
    let (damaged, people) = group_of(&place, &["Bram"]).await;
    // Whoever left took their key along, and that is as it should be.
    let mut left = Client::connect(&place.ws, &sound.token).await;
    assert_eq!(left.ask_group(GroupCommand::Leave {}).await, DONE);
    let (whole, said) = command(&["verify", "--data", text(data.path())]).await;
    assert!(whole, "{said}");
    assert!(server.terminate().await);
    let keys = rusqlite::Connection::open(data.path().join("kring.keys")).unwrap();
    let swap = "UPDATE keys SET key = randomblob(length(key)) WHERE length(session) > 16 AND
        substr(session, 1, 16) = ?1";
    assert_eq!(keys.execute(swap, [people[1].id.0.as_bytes()]), Ok(1));
    drop(keys);
    let (whole, said) = command(&["verify", "--data", text(data.path())]).await;
    assert!(!whole && said.contains("not everything is as it was written"), "{said}");
    assert!(said.contains(&damaged.group.to_string()), "{said}");
    assert!(!said.contains(&sound.group.to_string()) && !said.contains("Bram"), "{said}");
}

#[tokio::test]
async fn a_data_directory_of_a_newer_kring_is_refused_with_a_sentence() {
    let data = tempfile::tempdir().unwrap();
    assert!(Process::start(data.path()).await.terminate().await);
    let database = rusqlite::Connection::open(data.path().join("kring.db")).unwrap();
    database.pragma_update(None, "user_version", 99).unwrap();
    drop(database);
    let serve = ["serve", "--listen", "127.0.0.1:0", "--data", text(data.path())];
    let (started, said) = command(&serve).await;
    assert!(!started && said.contains("was written by a newer Kring (schema 99"), "{said}");
    assert!(said.contains("Start the newer Kring again"), "{said}");
}
