//! The matrix of who holds what, what they try to open, and where a group and its meeting are in their life.
//!
//! One group and one meeting of it. Every kind of secret that there is tries every road to them, in every
//! part of their life. What opens is named by a letter; what does not is a dash.

use std::fmt::Write;

use kring_protocol::group::GroupCommand;
use kring_protocol::group::rest::{ClaimMember, EnterMeeting, GroupCreated, MemberClaimMade};
use kring_protocol::rest::{DisplayMade, InvitationReplaced, InviteGuests, Join, Joined};
use kring_protocol::{Command, PhaseId, Record, RecordKey, SessionId};
use kring_tests::{Client, TestServer};
use serde_json::to_string;
use uuid::Uuid;

use crate::groups::{DONE, Person, Place, applies, enters, group_of, plans};

/// What opens: `+` all that a member or a participant sees, `n` the name of the group, `w` that one waits, `d`
/// what a display shows, `x` refused by a rule, `-` nothing, `.` there is no such secret yet. Into a closed meeting come back those who were in it.
const TABLE: &str = "
                    planned lobby running closed erased gone
the page of the group
  a member             +      +      +      +      +     -
  a trainer            +      +      +      +      +     -
  who asks to come in  n      n      n      n      n     -
  who claims           -      -      -      -      -     -
  who left             -      -      -      -      -     -
  a seat               .      -      -      -      -     -
  a guest              .      -      -      -      -     -
  a guest of a phase   .      -      -      -      -     -
  a display            .      -      -      -      -     -
  an invitation        -      -      -      -      -     -
  a stranger           -      -      -      -      -     -
the page of the meeting
  a member             -      -      -      -      -     -
  a trainer            -      -      -      -      -     -
  who asks to come in  -      -      -      -      -     -
  who claims           -      -      -      -      -     -
  who left             -      -      -      -      -     -
  a seat               .      +      +      +      -     -
  a guest              .      +      +      +      -     -
  a guest of a phase   .      w      w      w      -     -
  a display            .      d      d      -      -     -
  an invitation        -      -      -      -      -     -
  a stranger           -      -      -      -      -     -
where its meetings stand
  a member             x      x      x      x      x     -
  a trainer            +      +      +      +      +     -
  who asks to come in  -      -      -      -      -     -
  who claims           -      -      -      -      -     -
  who left             -      -      -      -      -     -
  a seat               .      -      -      -      -     -
  a guest              .      -      -      -      -     -
  a guest of a phase   .      -      -      -      -     -
  a display            .      -      -      -      -     -
  an invitation        -      -      -      -      -     -
  a stranger           -      -      -      -      -     -
the report
  a member             -      -      -      -      -     -
  a trainer            -      -      -      -      -     -
  who asks to come in  -      -      -      -      -     -
  who claims           -      -      -      -      -     -
  who left             -      -      -      -      -     -
  a seat               .      x      +      +      -     -
  a guest              .      x      +      +      -     -
  a guest of a phase   .      x      x      x      -     -
  a display            .      -      -      -      -     -
  an invitation        -      -      -      -      -     -
  a stranger           -      -      -      -      -     -
into the meeting
  a member             +      +      +      +      -     -
  a trainer            +      +      +      +      -     -
  who asks to come in  -      -      -      -      -     -
  who claims           -      -      -      -      -     -
  who left             -      -      -      -      -     -
  a seat               .      -      -      -      -     -
  a guest              .      -      -      -      -     -
  a guest of a phase   .      -      -      -      -     -
  a display            .      -      -      -      -     -
  an invitation        -      -      -      -      -     -
  a stranger           -      -      -      -      -     -
";

const LIVES: [&str; 6] = ["planned", "lobby", "running", "closed", "erased", "gone"];
const ROADS: [&str; 5] = [
    "the page of the group",
    "the page of the meeting",
    "where its meetings stand",
    "the report",
    "into the meeting",
];

/// Who tries, in the order of the table, and with what; none as long as there is none.
type Secrets = Vec<(&'static str, Option<String>)>;

async fn tries(
    place: &Place,
    group: &GroupCreated,
    session: SessionId,
    road: &str,
    by: &str,
) -> char {
    let group = group.group;
    let reply = match road {
        "the page of the group" | "the page of the meeting" => {
            return seen(place, road, by).await;
        }
        "where its meetings stand" => {
            place.http.get(&format!("/api/groups/{group}/beside"), Some(by)).await
        }
        "the report" => place.http.get(&format!("/api/sessions/{session}/report"), Some(by)).await,
        _ => {
            let body = EnterMeeting { id: Uuid::new_v4(), time_zone: None, device: String::new() };
            let path = format!("/api/groups/{group}/meetings/{session}/enter");
            place.http.post_text(&path, to_string(&body).unwrap(), Some(by)).await
        }
    };
    match reply.status {
        200 => '+',
        409 => 'x',
        401 | 404 => '-',
        other => panic!("{road}: {other}"),
    }
}

/// A socket is of whatever the token names; what it shows says of which.
async fn seen(place: &Place, road: &str, by: &str) -> char {
    let Ok(client) = Client::try_connect(&place.ws, by, None).await else { return '-' };
    let has = |key: RecordKey| client.view.get(&key).is_some();
    let of_group = has(RecordKey::GroupMe);
    if of_group != (road == "the page of the group") {
        return '-';
    }
    match () {
        () if has(RecordKey::GroupName) => 'n',
        () if has(RecordKey::Waiting) => 'w',
        () if of_group || has(RecordKey::Me) => '+',
        () => 'd',
    }
}

/// Everybody who never has a seat, and the meeting that they try to reach.
async fn world(place: &Place) -> (GroupCreated, Vec<Person>, SessionId, Secrets) {
    let (created, mut people) = group_of(place, &["Tom", "Loes"]).await;
    let trainer = GroupCommand::SetTrainer { member: people[1].id, trainer: true };
    assert_eq!(people[0].client.ask_group(trainer).await, DONE);
    assert_eq!(people[2].client.ask_group(GroupCommand::Leave {}).await, DONE);
    let asks = applies(place, &created.invitation, "Omar").await;
    let claim = ClaimMember {
        invitation: created.invitation.clone(),
        name: "Tom".to_owned(),
        id: Uuid::new_v4(),
        device: String::new(),
    };
    let claim: MemberClaimMade = place.http.post("/api/groups/claim", &claim).await.json();
    let session = plans(&mut people[0]).await;
    let secrets = vec![
        ("a member", Some(people[0].token.clone())),
        ("a trainer", Some(people[1].token.clone())),
        ("who asks to come in", Some(asks.token.clone())),
        ("who claims", Some(claim.token)),
        ("who left", Some(people[2].token.clone())),
        ("a seat", None),
        ("a guest", None),
        ("a guest of a phase", None),
        ("a display", None),
        ("an invitation", Some(created.invitation.clone())),
        ("a stranger", Some(people[0].token.chars().rev().collect())),
    ];
    (created, people, session, secrets)
}

async fn joins(place: &Place, invitation: String, name: &str) -> String {
    let join =
        Join { invitation, name: name.to_owned(), id: Uuid::new_v4(), device: String::new() };
    place.http.post("/api/join", &join).await.json::<Joined>().token
}

/// Gerda is in the meeting, and two guests and a display with her.
async fn seated(place: &Place, session: SessionId, seat: &str, leader: &Client) -> [String; 3] {
    let at = |what: &str| format!("/api/sessions/{session}/{what}");
    let made = place.http.post_text(&at("invitation"), String::new(), Some(seat)).await;
    let invitation = made.json::<InvitationReplaced>().invitation;
    let guest = joins(place, invitation, "Gast").await;
    let last = leader.view.records().values().filter_map(|record| match record {
        Record::Phase(planned) => Some((planned.index, planned.phase.id.clone())),
        _ => None,
    });
    let last: PhaseId = last.max().unwrap().1;
    let asked = to_string(&InviteGuests { phases: vec![last] }).unwrap();
    let made = place.http.post_text(&at("guests"), asked, Some(seat)).await;
    let invitation = made.json::<InvitationReplaced>().invitation;
    let expert = joins(place, invitation, "Deskundige").await;
    let made = place.http.post_text(&at("display"), String::new(), Some(seat)).await;
    [guest, expert, made.json::<DisplayMade>().display]
}

#[tokio::test]
async fn every_secret_opens_in_every_part_of_life_what_the_table_says_and_nothing_else() {
    let server = TestServer::start();
    let place = Place { http: server.http(), ws: server.ws() };
    let (created, mut people, session, mut secrets) = world(&place).await;
    let mut found = vec![vec![String::new(); secrets.len()]; ROADS.len()];
    let mut leader: Option<Client> = None;
    for life in LIVES {
        match (life, &mut leader) {
            ("lobby", none) => {
                let seat: Joined = enters(&place, &created, session, &people[0]).await.json();
                let client = Client::connect(&place.ws, &seat.token).await;
                let [guest, expert, display] = seated(&place, session, &seat.token, &client).await;
                *none = Some(client);
                for (secret, at) in [seat.token, guest, expert, display].into_iter().zip(5..) {
                    secrets[at].1 = Some(secret);
                }
            }
            ("running", Some(leader)) => drop(leader.does(Command::Start).await),
            ("closed", Some(leader)) => drop(leader.does(Command::Close).await),
            ("erased", Some(leader)) => drop(leader.ask(Command::Erase).await),
            ("gone", _) => {
                assert_eq!(people[0].client.ask_group(GroupCommand::Erase {}).await, DONE);
            }
            _ => {}
        }
        for (road, rows) in ROADS.into_iter().zip(&mut found) {
            for ((_, secret), row) in secrets.iter().zip(rows) {
                // Coming in gives a seat: whoever tries it last has not changed what the others found.
                let letter = match secret {
                    Some(secret) => tries(&place, &created, session, road, secret).await,
                    None => '.',
                };
                row.push(letter);
            }
        }
    }
    let mut table =
        String::from("\n                    planned lobby running closed erased gone\n");
    for (road, rows) in ROADS.into_iter().zip(&found) {
        writeln!(table, "{road}").unwrap();
        for ((who, _), row) in secrets.iter().zip(rows) {
            let [planned, lobby, running, closed, erased, gone] =
                row.chars().collect::<Vec<_>>().try_into().unwrap();
            writeln!(
                table,
                "  {who:<20} {planned}      {lobby}      {running}      {closed}      {erased}     {gone}"
            )
            .unwrap();
        }
    }
    assert!(table == TABLE, "{table}");
    server.stop().await;
}
