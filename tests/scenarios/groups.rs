//! A group over HTTP and sockets: coming in, coming back, leaving, and what is left on the disk.

use kring_protocol::code::{Problem, Rejection};
use kring_protocol::group::rest::{
    CalendarMade, ClaimMember, CreateGroup, EnterMeeting, GroupCreated, GroupJoined, JoinGroup,
    MemberClaimMade, MemberClaimState, ReturnToGroup,
};
use kring_protocol::group::{GroupCommand, GroupMeeting, GroupName, MeetingState, RoleHeld};
use kring_protocol::rest::{CodeMade, InvitationReplaced, Joined, PreviewInvitation};
use kring_protocol::{
    Command, Content, DeviceId, MemberId, Record, RecordKey, Role, SessionId, close_code,
};
use kring_tests::http::{Http, Reply};
use kring_tests::server::Process;
use kring_tests::{Answer, Client, Meeting, TestServer};
use uuid::Uuid;

pub(super) const DONE: Answer = Answer::Accepted(None);

/// Where a group lives.
pub(super) struct Place {
    pub(super) http: Http,
    pub(super) ws: String,
}

/// Somebody with a connection.
pub(super) struct Person {
    pub(super) client: Client,
    pub(super) token: String,
    pub(super) id: MemberId,
}

async fn create(http: &Http) -> GroupCreated {
    let wanted = CreateGroup {
        trainer: false,
        name: "Woensdaggroep".to_owned(),
        purpose: "Van elkaars lessen leren".to_owned(),
        agreements: vec!["Wat hier gezegd wordt, blijft hier.".to_owned()],
        keep_months: None,
        your_name: "Gerda".to_owned(),
        device: "Telefoon van Gerda".to_owned(),
    };
    let reply = http.post("/api/groups", &wanted).await;
    assert_eq!(reply.status, 201, "{reply:?}");
    reply.json()
}

async fn join(http: &Http, invitation: &str, name: &str, id: Uuid) -> Reply {
    let (invitation, name) = (invitation.to_owned(), name.to_owned());
    let device = format!("Telefoon van {name}");
    http.post("/api/groups/join", &JoinGroup { invitation, name, id, device }).await
}

pub(super) async fn applies(place: &Place, invitation: &str, name: &str) -> Person {
    let joined: GroupJoined = join(&place.http, invitation, name, Uuid::new_v4()).await.json();
    let client = Client::connect(&place.ws, &joined.token).await;
    Person { client, token: joined.token, id: joined.member }
}

/// Gerda, and those whom she lets in.
pub(super) async fn group_of(place: &Place, others: &[&str]) -> (GroupCreated, Vec<Person>) {
    let created = create(&place.http).await;
    let client = Client::connect(&place.ws, &created.token).await;
    let mut people = vec![Person { client, token: created.token.clone(), id: created.member }];
    for name in others {
        let person = applies(place, &created.invitation, name).await;
        let admit = GroupCommand::Admit { applicant: person.id };
        assert_eq!(people[0].client.ask_group(admit).await, DONE);
        people.push(person);
    }
    let count = people.len();
    for person in &mut people {
        person.client.until(|client| names(client).len() == count).await;
    }
    (created, people)
}

fn started() -> (TestServer, Place) {
    let server = TestServer::start();
    let place = Place { http: server.http(), ws: server.ws() };
    (server, place)
}

/// The claim that the circle hears of.
fn claimed(client: &Client) -> Option<DeviceId> {
    match client.view.get(&RecordKey::MemberClaims) {
        Some(Record::MemberClaims { claims }) => Some(claims.first()?.device),
        _ => None,
    }
}

fn names(client: &Client) -> Vec<String> {
    let members = client.view.records().values().filter_map(|record| match record {
        Record::Member(member) => Some(member.name.clone()),
        _ => None,
    });
    let mut names: Vec<String> = members.collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_stranger_with_the_link_learns_the_name_alone_until_a_member_lets_them_in() {
    let (server, place) = started();
    let (created, mut people) = group_of(&place, &["Ilse"]).await;
    let shown = PreviewInvitation { invitation: created.invitation.clone(), name: None };
    let name: GroupName = place.http.post("/api/groups/preview", &shown).await.json();
    assert_eq!((name.id, name.name.as_str()), (created.group, "Woensdaggroep"));

    let mut omar = applies(&place, &created.invitation, "Omar").await;
    let seen: Vec<&RecordKey> = omar.client.view.records().keys().collect();
    assert_eq!(seen.len(), 2, "{seen:?}");
    let heard = omar.client.heard.concat();
    for hidden in ["Gerda", "Ilse", "blijft hier", "lessen"] {
        assert!(!heard.contains(hidden), "{hidden} in {heard}");
    }
    let plan = GroupCommand::PlanMeeting {
        method: "dialoog".to_owned(),
        starts_at_ms: None,
        also_at_ms: vec![],
    };
    let refused = Answer::Refused(Rejection::NotAdmitted);
    assert_eq!(omar.client.ask_group(plan).await, refused);
    let path = format!("/api/groups/{}/invitation", created.group);
    let reply = place.http.post_text(&path, String::new(), Some(&omar.token)).await;
    assert_eq!(reply.problem().code, Problem::Unauthorised);

    let admit = GroupCommand::Admit { applicant: omar.id };
    assert_eq!(people[1].client.ask_group(admit).await, DONE);
    omar.client.until(|client| names(client) == ["Gerda", "Ilse", "Omar"]).await;
    assert!(omar.client.view.get(&RecordKey::GroupName).is_none());
    server.stop().await;
}

#[tokio::test]
async fn asking_twice_is_one_person_and_a_new_invitation_ends_the_old_one() {
    let (server, place) = started();
    let (created, mut people) = group_of(&place, &[]).await;
    let id = Uuid::new_v4();
    let first: GroupJoined = join(&place.http, &created.invitation, "Omar", id).await.json();
    let second: GroupJoined = join(&place.http, &created.invitation, "Omar", id).await.json();
    assert_eq!(first.member, second.member);
    people[0].client.until(|client| names(client) == ["Gerda", "Omar"]).await;
    assert!(Client::try_connect(&place.ws, &second.token, None).await.is_ok());
    let replaced = Client::try_connect(&place.ws, &first.token, None).await.err();
    assert_eq!(replaced, Some(Some(close_code::UNAUTHORISED)), "the first token was replaced");

    let path = format!("/api/groups/{}/invitation", created.group);
    let reply = place.http.post_text(&path, String::new(), Some(&created.token)).await;
    let new: InvitationReplaced = reply.json();
    let old = join(&place.http, &created.invitation, "Sam", Uuid::new_v4()).await;
    assert_eq!(old.problem().code, Problem::InvitationInvalid);
    let good = join(&place.http, &new.invitation, "Sam", Uuid::new_v4()).await;
    assert_eq!(good.status, 200);
    server.stop().await;
}

#[tokio::test]
async fn a_member_comes_back_by_code_and_by_the_circle() {
    let (server, place) = started();
    let (created, mut people) = group_of(&place, &["Ilse", "Bram"]).await;
    let path = format!("/api/groups/{}/code", created.group);
    let reply = place.http.post_text(&path, String::new(), Some(&people[1].token)).await;
    let code = reply.json::<CodeMade>().code;
    let back = ReturnToGroup {
        group: created.group,
        code: code.to_lowercase(),
        id: Uuid::new_v4(),
        device: "Laptop".to_owned(),
    };
    let joined: GroupJoined = place.http.post("/api/groups/return", &back).await.json();
    assert_eq!(joined.member, people[1].id);
    let wrong = ReturnToGroup { code: "000000000000".to_owned(), ..back };
    let reply = place.http.post("/api/groups/return", &wrong).await;
    assert_eq!(reply.problem().code, Problem::CodeInvalid);

    let claim = ClaimMember {
        invitation: created.invitation.clone(),
        name: "bram".to_owned(),
        id: Uuid::new_v4(),
        device: String::new(),
    };
    let made: MemberClaimMade = place.http.post("/api/groups/claim", &claim).await.json();
    let state = format!("/api/groups/{}/claim", made.group);
    let waits = |reply: Reply| reply.json::<MemberClaimState>();
    people[0].client.until(|client| claimed(client).is_some()).await;
    let claim = claimed(&people[0].client).unwrap();
    let confirm = GroupCommand::ConfirmClaim { claim };
    assert_eq!(people[0].client.ask_group(confirm.clone()).await, DONE);
    let one = waits(place.http.get(&state, Some(&made.token)).await);
    assert!(matches!(one, MemberClaimState::Waits { confirmed: 1, .. }), "{one:?}");
    assert_eq!(people[1].client.ask_group(confirm).await, DONE);
    let bram = people[2].id;
    let both = waits(place.http.get(&state, Some(&made.token)).await);
    assert_eq!(both, MemberClaimState::Confirmed { member: bram });
    let old = Client::try_connect(&place.ws, &people[2].token, None).await.err();
    assert_eq!(old, Some(Some(close_code::UNAUTHORISED)), "the lost phone is signed out");
    server.stop().await;
}

/// Plans a meeting where none lies ahead, and gives it.
pub(super) async fn plans(person: &mut Person) -> SessionId {
    let starts_at_ms = Some(1_800_000_000_000);
    let plan = GroupCommand::PlanMeeting {
        method: "dialoog".to_owned(),
        starts_at_ms,
        also_at_ms: vec![],
    };
    assert_eq!(person.client.ask_group(plan).await, DONE);
    let mut ahead = meetings(&person.client).into_iter();
    ahead.find(|meeting| meeting.state == MeetingState::Planned).unwrap().session
}

pub(super) fn meetings(client: &Client) -> Vec<GroupMeeting> {
    let found = client.view.records().values().filter_map(|record| match record {
        Record::GroupMeeting(meeting) => Some(meeting.clone()),
        _ => None,
    });
    found.collect()
}

pub(super) async fn enters(
    place: &Place,
    created: &GroupCreated,
    session: SessionId,
    by: &Person,
) -> Reply {
    let path = format!("/api/groups/{}/meetings/{session}/enter", created.group);
    let body = EnterMeeting { id: Uuid::new_v4(), time_zone: None, device: "Telefoon".to_owned() };
    let body = serde_json::to_string(&body).unwrap();
    place.http.post_text(&path, body, Some(&by.token)).await
}

#[tokio::test]
async fn members_come_into_their_meeting_without_an_invitation_and_the_group_hears_that_it_was_held()
 {
    let (server, place) = started();
    let (created, mut people) = group_of(&place, &["Ilse", "Bram"]).await;
    let session = plans(&mut people[0]).await;
    let mut seats = vec![];
    for person in &people {
        let joined: Joined = enters(&place, &created, session, person).await.json();
        assert_eq!(joined.session, session);
        seats.push(Client::connect(&place.ws, &joined.token).await);
    }
    seats[0].until(|leads| leads.online.len() == 3).await;
    let meeting = seats[0].view.meeting();
    assert_eq!(meeting.title, "Woensdaggroep");
    assert_eq!(meeting.agreements, ["Wat hier gezegd wordt, blijft hier."]);
    assert_eq!(seats[0].view.stage().gespreksleider, seats[0].id, "who came in first leads");
    let omar = applies(&place, &created.invitation, "Omar").await;
    let reply = enters(&place, &created, session, &omar).await;
    assert_eq!(reply.problem().code, Problem::Unauthorised, "who waits comes into no meeting");

    let ilse = seats[1].id;
    seats[0].does(Command::AppointInbrenger { participant: ilse }).await;
    seats[0].does(Command::Start).await;
    let takeaway = Content::Note { text: "een geheim van de casus".to_owned() };
    seats[1].until(|ilse| ilse.view.stage().position.is_some()).await;
    seats[1].writes(takeaway).await;
    seats[0].does(Command::Close).await;
    let group = &mut people[2].client;
    let is_held = |client: &Client| {
        meetings(client).first().is_some_and(|meeting| meeting.state == MeetingState::Held)
    };
    group.until(is_held).await;
    let held = &meetings(group)[0];
    let role = |role, member| RoleHeld { role, member };
    assert_eq!(
        held.roles,
        [role(Role::Gespreksleider, people[0].id), role(Role::Inbrenger, people[1].id)]
    );
    for person in &people {
        assert!(!person.client.heard.concat().contains("geheim"), "no word of a case");
    }
    server.stop().await;
}

#[tokio::test]
async fn a_member_has_a_calendar_of_their_own_that_says_when_and_nothing_else_until_they_revoke_it()
{
    let (server, place) = started();
    let (created, mut people) = group_of(&place, &["Ilse"]).await;
    let session = plans(&mut people[0]).await;
    let path = format!("/api/groups/{}/calendar", created.group);
    let made = |reply: Reply| reply.json::<CalendarMade>().path;
    let token = people[1].token.clone();
    let first = made(place.http.post_text(&path, String::new(), Some(&token)).await);
    let second = made(place.http.post_text(&path, String::new(), Some(&token)).await);
    assert_eq!(place.http.get(&first, None).await.problem().code, Problem::Unauthorised);
    let moved = GroupCommand::MoveMeeting { session, starts_at_ms: Some(1_800_086_400_000) };
    assert_eq!(people[0].client.ask_group(moved).await, DONE);
    let text = place.http.get(&second, None).await.body;
    for line in [
        &format!("UID:{session}@kring"),
        "SEQUENCE:1",
        "DTSTART:20270116T080000Z",
        "SUMMARY:Intervisie",
    ] {
        assert!(text.contains(line), "{line} in {text}");
    }
    for kept in ["Woensdaggroep", "Gerda", "Ilse", "http", &second["/api/calendar/".len()..]] {
        assert!(!text.contains(kept), "{kept} in {text}");
    }
    assert_eq!(place.http.delete(&path, Some(&token)).await.status, 204);
    assert_eq!(place.http.get(&second, None).await.problem().code, Problem::Unauthorised);
    server.stop().await;
}

#[tokio::test]
async fn erasing_a_group_erases_its_meetings_and_ends_their_connections() {
    let (server, place) = started();
    let (created, mut people) = group_of(&place, &["Ilse"]).await;
    let session = plans(&mut people[0]).await;
    let joined: Joined = enters(&place, &created, session, &people[1]).await.json();
    let mut seat = Client::connect(&place.ws, &joined.token).await;
    assert_eq!(people[1].client.ask_group(GroupCommand::Erase {}).await, DONE);
    assert_eq!(seat.closed().await, Some(close_code::ERASED));
    assert_eq!(people[0].client.closed().await, Some(close_code::ERASED));
    for token in [&joined.token, &people[0].token] {
        let gone = Client::try_connect(&place.ws, token, None).await.err();
        assert_eq!(gone, Some(Some(close_code::UNAUTHORISED)));
    }
    server.stop().await;
}

#[tokio::test]
async fn a_token_of_a_group_opens_no_meeting_and_the_other_way_round() {
    let (server, place) = started();
    let (_, mut people) = group_of(&place, &[]).await;
    let gerda = &mut people[0].client;
    let wrong = Answer::Refused(Rejection::WrongSession);
    assert_eq!(gerda.ask(Command::Start).await, wrong);
    let names = ["Anna", "Bert"];
    let mut meeting = Meeting::gather(server.http(), &server.ws(), "dialoog", &names).await;
    let (group, member) = gerda.member_of.unwrap();
    meeting.people[0].member_of = Some((group, member));
    let erase = GroupCommand::Erase {};
    assert_eq!(meeting.people[0].ask_group(erase).await, wrong);
    server.stop().await;
}

#[tokio::test]
async fn whoever_leaves_is_gone_from_every_file_and_the_group_goes_on_after_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let process = Process::start(dir.path()).await;
    let place = Place { http: process.http(), ws: process.ws() };
    let (_, mut people) = group_of(&place, &["Ilse-Marijn", "Bram"]).await;
    let leaver = people.remove(1);
    let backup = tempfile::tempdir().unwrap();
    kring::admin::back_up(dir.path(), backup.path()).unwrap();

    let mut ilse = leaver.client;
    assert_eq!(ilse.ask_group(GroupCommand::Leave {}).await, DONE);
    let later = tempfile::tempdir().unwrap();
    let (_, verified) = kring::admin::back_up(dir.path(), later.path()).unwrap();
    assert!(verified.is_whole(), "{verified:?}");
    process.kill().await;

    let again = Process::start(dir.path()).await;
    let gerda = Client::connect(&again.ws(), &people[0].token).await;
    assert_eq!(names(&gerda), ["Bram", "Gerda"]);
    let gone = Client::try_connect(&again.ws(), &leaver.token, None).await.err();
    assert_eq!(gone, Some(Some(close_code::UNAUTHORISED)));
    again.kill().await;

    // The backup of before, with the keys of after: the circle is there, and of who left nothing.
    let mut copies = std::fs::read_dir(backup.path()).unwrap().map(|file| file.unwrap().path());
    let before = copies.find(|path| path.extension().is_some_and(|end| end == "db")).unwrap();
    let restored = tempfile::tempdir().unwrap();
    kring::admin::restore(&before, &later.path().join("kring.keys"), restored.path()).unwrap();
    let old = Process::start(restored.path()).await;
    let gerda = Client::connect(&old.ws(), &people[0].token).await;
    assert_eq!(names(&gerda), ["", "Bram", "Gerda"], "their name opens from no copy");
    let gone = Client::try_connect(&old.ws(), &leaver.token, None).await.err();
    assert_eq!(gone, Some(Some(close_code::UNAUTHORISED)));
    old.kill().await;
}

#[tokio::test]
async fn whoever_runs_the_server_erases_a_group_by_its_id_with_its_meetings() {
    let dir = tempfile::tempdir().unwrap();
    let process = Process::start(dir.path()).await;
    let place = Place { http: process.http(), ws: process.ws() };
    let (created, mut people) = group_of(&place, &[]).await;
    let session = plans(&mut people[0]).await;
    let joined: Joined = enters(&place, &created, session, &people[0]).await.json();
    let data = dir.path().to_str().unwrap();
    let id = created.group.to_string();
    let (done, told) = kring_tests::server::command(&["erase", "--data", data, &id]).await;
    assert!(done, "{told}");
    for token in [&created.token, &joined.token] {
        let gone = Client::try_connect(&place.ws, token, None).await.err();
        assert_eq!(gone, Some(Some(close_code::UNAUTHORISED)));
    }
    let (again, told) = kring_tests::server::command(&["erase", "--data", data, &id]).await;
    assert!(!again, "{told}");
    process.kill().await;
}

#[tokio::test]
async fn while_nothing_runs_a_group_is_erased_with_its_meetings_too() {
    let dir = tempfile::tempdir().unwrap();
    let process = Process::start(dir.path()).await;
    let place = Place { http: process.http(), ws: process.ws() };
    let (created, mut people) = group_of(&place, &[]).await;
    let session = plans(&mut people[0]).await;
    let joined: Joined = enters(&place, &created, session, &people[0]).await.json();
    process.stop().await;
    let data = dir.path().to_str().unwrap();
    let id = created.group.to_string();
    let (done, told) = kring_tests::server::command(&["erase", "--data", data, &id]).await;
    assert!(done, "{told}");
    let process = Process::start(dir.path()).await;
    for token in [&created.token, &joined.token] {
        let gone = Client::try_connect(&process.ws(), token, None).await.err();
        assert_eq!(gone, Some(Some(close_code::UNAUTHORISED)));
    }
    process.kill().await;
}
