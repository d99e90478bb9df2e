//! A year of a group: four meetings with the roles that the order proposes, a lost phone, somebody who
//! leaves, and an end after which nothing opens.

use std::collections::BTreeSet;

use kring_protocol::group::rest::{GroupCreated, GroupJoined, ReturnToGroup};
use kring_protocol::group::{GroupCommand, MeetingState};
use kring_protocol::rest::{CodeMade, Joined};
use kring_protocol::script::Role;
use kring_protocol::{Command, Content, MemberId, Record, RecordKey, close_code};
use kring_tests::Client;
use kring_tests::server::Process;
use uuid::Uuid;

use crate::groups::{DONE, Person, Place, enters, group_of, meetings, plans};

/// Whose turn the order says it is.
fn turn(client: &Client, role: Role) -> MemberId {
    let Some(Record::Rota { turns }) = client.view.get(&RecordKey::Rota) else {
        panic!("a member sees whose turn it is");
    };
    turns.iter().find(|turn| turn.role == role).unwrap().order[0].member
}

/// Plans a meeting and holds it with the roles that the order proposes. Gives who led and who brought.
async fn meets(
    place: &Place,
    created: &GroupCreated,
    people: &mut [Person],
) -> (MemberId, MemberId) {
    let session = plans(&mut people[0]).await;
    let leads = turn(&people[0].client, Role::Gespreksleider);
    let brings = turn(&people[0].client, Role::Inbrenger);
    let mut seats = vec![];
    // Who comes in first leads.
    let (first, others): (Vec<&Person>, Vec<&Person>) =
        people.iter().partition(|person| person.id == leads);
    for person in first.into_iter().chain(others) {
        let joined: Joined = enters(place, created, session, person).await.json();
        seats.push((
            person.id,
            joined.participant,
            Client::connect(&place.ws, &joined.token).await,
        ));
    }
    let count = seats.len();
    let participant = seats.iter().find(|(member, ..)| *member == brings).unwrap().1;
    let leader = &mut seats[0].2;
    leader.until(|client| client.online.len() == count).await;
    leader.does(Command::AppointInbrenger { participant }).await;
    leader.does(Command::Start).await;
    leader.writes(Content::Note { text: format!("geheim van {session}") }).await;
    leader.does(Command::Close).await;
    for person in people.iter_mut() {
        let held = |client: &Client| {
            let mut all = meetings(client).into_iter();
            all.any(|one| one.session == session && one.state == MeetingState::Held)
        };
        person.client.until(held).await;
    }
    (leads, brings)
}

/// As after a crash between the entry in the log and the key: the log says that somebody left, and their
/// key is there.
#[tokio::test]
async fn a_key_that_a_crash_left_behind_is_destroyed_when_the_group_wakes() {
    let dir = tempfile::tempdir().unwrap();
    let process = Process::start(dir.path()).await;
    let place = Place { http: process.http(), ws: process.ws() };
    let (_, mut people) = group_of(&place, &["Ilse-Marijn"]).await;
    process.stop().await;
    let copies = tempfile::tempdir().unwrap();
    let (copied, _) = kring::admin::back_up(dir.path(), copies.path()).unwrap();
    let keys = dir.path().join("kring.keys");
    let earlier = std::fs::read(&keys).unwrap();

    let process = Process::start(dir.path()).await;
    let mut ilse = Client::connect(&process.ws(), &people[1].token).await;
    assert_eq!(ilse.ask_group(GroupCommand::Leave {}).await, DONE);
    process.stop().await;
    std::fs::write(&keys, earlier).unwrap();
    let process = Process::start(dir.path()).await;
    people[0].client = Client::connect(&process.ws(), &people[0].token).await;
    process.stop().await;

    let restored = tempfile::tempdir().unwrap();
    kring::admin::restore(&copied.database, &keys, restored.path()).unwrap();
    let old = Process::start(restored.path()).await;
    let gerda = Client::connect(&old.ws(), &people[0].token).await;
    assert!(!gerda.heard.concat().contains("Marijn"), "from no earlier copy");
    assert!(gerda.heard.concat().contains("Gerda"));
    old.kill().await;
}

#[tokio::test]
async fn whoever_comes_into_a_meeting_at_the_same_moment_comes_into_the_same_one() {
    let server = kring_tests::TestServer::start();
    let place = Place { http: server.http(), ws: server.ws() };
    let (created, mut people) = group_of(&place, &["Ilse", "Bram", "Chantal"]).await;
    let session = plans(&mut people[0]).await;
    let entering = people.iter().map(|person| enters(&place, &created, session, person));
    let mut seats = vec![];
    for reply in futures_util::future::join_all(entering).await {
        assert_eq!(reply.status, 200, "{reply:?}");
        seats.push(Client::connect(&place.ws, &reply.json::<Joined>().token).await);
    }
    let first = seats[0].view.stage().gespreksleider;
    assert!(seats.iter().all(|seat| seat.view.stage().gespreksleider == first));
    for seat in &mut seats {
        seat.until(|seat| seat.online.len() == 4).await;
    }
    server.stop().await;
}

#[tokio::test]
async fn a_group_meets_four_times_with_roles_that_go_round_and_leaves_nothing_behind() {
    let dir = tempfile::tempdir().unwrap();
    let process = Process::start(dir.path()).await;
    let place = Place { http: process.http(), ws: process.ws() };
    let names = ["Ilse", "Bram", "Chantal", "Dries", "Els", "Farid"];
    let (created, mut people) = group_of(&place, &names).await;
    let mut roles = vec![meets(&place, &created, &mut people).await];

    // Bram has another phone.
    let path = format!("/api/groups/{}/code", created.group);
    let reply = place.http.post_text(&path, String::new(), Some(&people[2].token)).await;
    let code = reply.json::<CodeMade>().code;
    let (group, device) = (created.group, "Nieuwe telefoon".to_owned());
    let back = ReturnToGroup { group, code, id: Uuid::new_v4(), device };
    let joined: GroupJoined = place.http.post("/api/groups/return", &back).await.json();
    let client = Client::connect(&place.ws, &joined.token).await;
    people[2] = Person { client, token: joined.token, id: joined.member };
    roles.push(meets(&place, &created, &mut people).await);

    // Farid leaves; the server is started anew; the others go on.
    let mut farid = people.pop().unwrap();
    assert_eq!(farid.client.ask_group(GroupCommand::Leave {}).await, DONE);
    let process = process.kill_and_restart().await;
    let place = Place { http: process.http(), ws: process.ws() };
    for person in &mut people {
        person.client = Client::connect(&place.ws, &person.token).await;
    }
    roles.push(meets(&place, &created, &mut people).await);
    roles.push(meets(&place, &created, &mut people).await);
    let led: BTreeSet<MemberId> = roles.iter().map(|(leads, _)| *leads).collect();
    let brought: BTreeSet<MemberId> = roles.iter().map(|(_, brings)| *brings).collect();
    assert_eq!((led.len(), brought.len()), (4, 4), "the roles go round");
    assert!(roles.iter().all(|(leads, brings)| leads != brings));
    let heard: String = people.iter().flat_map(|person| person.client.heard.clone()).collect();
    assert!(!heard.contains("geheim"), "the group holds no word of a case");

    // Everything is erased, in the copy of before as well.
    let copies = tempfile::tempdir().unwrap();
    let (copied, verified) = kring::admin::back_up(dir.path(), copies.path()).unwrap();
    assert!(verified.is_whole());
    assert_eq!(verified.meetings.len(), 5, "four meetings and their group");
    assert_eq!(people[0].client.ask_group(GroupCommand::Erase {}).await, DONE);
    process.stop().await;
    let keys = dir.path().join("kring.keys");
    let restored = tempfile::tempdir().unwrap();
    kring::admin::restore(&copied.database, &keys, restored.path()).unwrap();
    let inspected = kring_store::sqlite::Inspection::of_directory(restored.path()).unwrap();
    let after = kring::admin::verify(inspected).unwrap();
    let states: Vec<_> = after.meetings.iter().map(|one| one.state.clone()).collect();
    assert_eq!(states, vec![Err("the session was erased".to_owned()); 5]);
    let old = Process::start(restored.path()).await;
    let gone = Client::try_connect(&old.ws(), &people[0].token, None).await.err();
    assert_eq!(gone, Some(Some(close_code::UNAUTHORISED)));
    old.kill().await;
}
