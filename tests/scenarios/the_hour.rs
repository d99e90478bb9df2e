//! An hour as it goes in a classroom: every method to its end, with everything that goes wrong on the way.

use std::collections::BTreeSet;

use kring_protocol::code::{Problem, Rejection};
use kring_protocol::content::{Content, Kind};
use kring_protocol::next_act::NextAct;
use kring_protocol::record::{Contribution, Lifecycle};
use kring_protocol::report::{OwnData, Report};
use kring_protocol::rest::{ClaimMade, ClaimState, Joined};
use kring_protocol::{Command, ContributionId, ParticipantId, Record, RecordKey, close_code};
use kring_tests::{Answer, Client, Meeting, TestServer};
use uuid::Uuid;

use crate::by_next_act::{command, writes_what_is_needed};
use crate::devices::{claim, code_of, come_back, state_of};

const NAMES: [&str; 6] = ["Gerda", "Ilse", "Bram", "Chantal", "Dries", "Noor"];
const ILSE: usize = 1;
const BRAM: usize = 2;
const CHANTAL: usize = 3;
const DRIES: usize = 4;
/// Acts of one meeting, at most.
const ACTS: usize = 600;

fn note_of(person: usize) -> Content {
    Content::Note { text: format!("notitie van {}", NAMES[person]) }
}

async fn all_see(meeting: &mut Meeting, what: impl Fn(&Client) -> bool) {
    for person in &mut meeting.people {
        person.until(&what).await;
    }
}

fn is_late(client: &Client, id: ParticipantId) -> bool {
    match client.view.get(&RecordKey::Participant(id)) {
        Some(Record::Participant(participant)) => participant.late,
        other => panic!("nobody: {other:?}"),
    }
}

/// Noor comes in late, and reads what the others agreed.
async fn comes_late(meeting: &mut Meeting) {
    let joined = meeting.http.join(&meeting.invitation, "Noor").await;
    let mut noor = Client::connect(&meeting.ws, &joined.token).await;
    assert!(is_late(&noor, noor.id));
    assert_eq!(noor.view.meeting().agreements, meeting.leader().view.meeting().agreements);
    noor.does(Command::AcceptAgreements).await;
    noor.writes(note_of(NAMES.len() - 1)).await;
    meeting.people.push(noor);
    meeting.tokens.push(joined.token);
    all_see(meeting, |c| c.view.people() == NAMES.len()).await;
}

/// Gerda's laptop dies; Bram goes on, and gives the lead back when she asks for it.
async fn vanishes_and_comes_back(meeting: &mut Meeting) {
    drop(meeting.people.remove(0));
    let ilse = meeting.person(ILSE - 1).id;
    let bram = meeting.person(BRAM - 1);
    bram.until(|c| c.lead_away.is_some()).await;
    bram.does(Command::TakeOver).await;
    let act = bram.view.stage().next_act.unwrap();
    bram.does(command(bram, act, ilse)).await;
    let mut gerda = Client::connect(&meeting.ws, &meeting.tokens[0]).await;
    assert!(!gerda.view.me().may.contains(&kring_protocol::command::Action::Next));
    gerda.does(Command::Reclaim).await;
    let id = gerda.id;
    meeting.people.insert(0, gerda);
    all_see(meeting, |c| c.view.stage().gespreksleider == id).await;
}

/// Chantal goes on on her laptop, with the code that she wrote down.
async fn changes_device(meeting: &mut Meeting) {
    let chantal = meeting.person(CHANTAL).id;
    let code = code_of(meeting, CHANTAL).await;
    drop(meeting.people.remove(CHANTAL));
    let session = meeting.leader().session;
    let joined: Joined = come_back(&meeting.http, session, &code, Uuid::new_v4()).await.json();
    let laptop = Client::connect(&meeting.ws, &joined.token).await;
    assert_eq!((laptop.id, laptop.view.me().devices.len()), (chantal, 2));
    meeting.people.insert(CHANTAL, laptop);
    meeting.tokens[CHANTAL] = joined.token;
}

/// Dries lost everything, and the circle says that it is him.
async fn comes_back_through_the_circle(meeting: &mut Meeting) {
    let mut lost = meeting.people.remove(DRIES);
    let made: ClaimMade = claim(meeting, "dries", Uuid::new_v4()).await.json();
    for confirms in [BRAM, 0] {
        let person = meeting.person(confirms);
        person.until(|c| !c.view.stage().claims.is_empty()).await;
        let claim = person.view.stage().claims[0].device;
        person.does(Command::ConfirmClaim { claim }).await;
    }
    let state: ClaimState = state_of(meeting, &made).await.json();
    assert_eq!(state, ClaimState::Confirmed { participant: lost.id });
    assert_eq!(lost.closed().await, Some(close_code::UNAUTHORISED));
    let back = Client::connect(&meeting.ws, &made.token).await;
    assert_eq!(back.id, lost.id);
    meeting.people.insert(DRIES, back);
    meeting.tokens[DRIES] = made.token;
}

/// The bell rings: the group goes on another day, which the next act is.
async fn is_adjourned(meeting: &mut Meeting) {
    let at = meeting.leader().view.position();
    meeting.leader().does(Command::Adjourn { until_ms: None }).await;
    all_see(meeting, |c| c.view.stage().lifecycle == Lifecycle::Adjourned).await;
    let content = Content::Idea { text: "te laat".into() };
    let late = meeting.person(BRAM).ask(Command::Contribute { at, content }).await;
    assert_eq!(late, Answer::Refused(Rejection::Adjourned));
    assert_eq!(meeting.leader().view.stage().next_act, Some(NextAct::ResumeMeeting));
}

/// What goes wrong at the steps after the first, one thing at each.
async fn something_happens(meeting: &mut Meeting, steps: usize) {
    match steps {
        2 => comes_late(meeting).await,
        3 => vanishes_and_comes_back(meeting).await,
        4 => changes_device(meeting).await,
        5 => comes_back_through_the_circle(meeting).await,
        6 => is_adjourned(meeting).await,
        _ => {}
    }
}

/// Two rounds, led by the next act alone but for the start of the second one. Ilse brings the first case,
/// Chantal the other.
async fn plays(meeting: &mut Meeting) {
    for index in 0..meeting.people.len() {
        writes_a_note_in_the_lobby(meeting.person(index), index).await;
    }
    let (bram, brings) = (meeting.person(BRAM).id, [ILSE, CHANTAL].map(|n| meeting.people[n].id));
    meeting.leader().does(Command::NameDeputy { participant: Some(bram) }).await;
    let needed = [Kind::Kernvraag, Kind::Theme, Kind::Insight, Kind::GroundRule];
    let (mut written_at, mut steps, mut acts) = (None, 0, 0);
    while let Some(act) = meeting.leader().view.stage().next_act {
        acts += 1;
        assert!(acts < ACTS, "it goes round in circles at {written_at:?}: {act:?}");
        let stage = meeting.leader().view.stage();
        let (at, round) = (stage.position.clone(), stage.round);
        let inbrenger = brings[if round == 1 { 0 } else { 1 }];
        if at.is_some() && written_at != Some((at.clone(), round)) {
            meeting.gather_round().await;
            for person in [ILSE, CHANTAL] {
                let kinds = if round == 1 { vec![Kind::Case] } else { vec![] };
                let kinds = [kinds, needed.to_vec()].concat();
                writes_what_is_needed(meeting.person(person), &kinds).await;
            }
            steps += 1;
            written_at = Some((at, round));
            something_happens(meeting, steps).await;
            continue;
        }
        if let NextAct::Choose { kind } = act {
            let is_there = |c: &Client| c.view.of(kind).iter().any(|c| c.round == round);
            meeting.leader().until(is_there).await;
        }
        let again = act == NextAct::Close && round == 1;
        let leader = meeting.leader();
        let from = || leader.view.position();
        let next = if again {
            Command::StartRound { from: from() }
        } else {
            command(leader, act, inbrenger)
        };
        leader.does(next).await;
    }
    assert!(steps > 6, "everything happened");
}

async fn writes_a_note_in_the_lobby(person: &mut Client, index: usize) {
    let at = kring_protocol::Position { phase: "lobby".into(), step: "lobby".into() };
    person.does(Command::Contribute { at, content: note_of(index) }).await;
}

fn own_ids(contributions: &[&Contribution], id: ParticipantId) -> BTreeSet<ContributionId> {
    let own = contributions.iter().filter(|c| c.mine || c.author == Some(id));
    own.map(|c| c.id).collect()
}

/// What somebody takes home is what they see, with their own note and nobody else's.
async fn takes_home(meeting: &Meeting, index: usize) -> Report {
    let (person, token) = (&meeting.people[index], meeting.tokens.get(index).map(String::as_str));
    let path = format!("/api/sessions/{}", person.session);
    let report: Report = meeting.http.get(&format!("{path}/report"), token).await.json();
    let notes: Vec<&Content> = report.notes.iter().map(|note| &note.content).collect();
    assert_eq!(notes, [&note_of(index)]);
    let markdown = meeting.http.get(&format!("{path}/report.md"), token).await.body;
    for (other, name) in NAMES.iter().enumerate() {
        assert_eq!(markdown.contains(&format!("notitie van {name}")), other == index);
    }
    let mine: OwnData = meeting.http.get(&format!("{path}/mine"), token).await.json();
    let seen = person.view.records().values().filter_map(|record| match record {
        Record::Contribution(contribution) => Some(contribution),
        _ => None,
    });
    let seen: Vec<&Contribution> = seen.collect();
    let taken: BTreeSet<ContributionId> = mine.contributions.iter().map(|c| c.id).collect();
    assert_eq!(taken, own_ids(&seen, person.id));
    assert!(mine.contributions.iter().any(|c| c.content == note_of(index)));
    report
}

async fn an_hour_with(method: &str) {
    let server = TestServer::start();
    let mut meeting = Meeting::gather(server.http(), &server.ws(), method, &NAMES[..5]).await;
    let gerda = meeting.leader().id;
    plays(&mut meeting).await;
    all_see(&mut meeting, |c| c.view.stage().lifecycle == Lifecycle::Closed).await;
    let brought = [ILSE, CHANTAL].map(|index| Some(meeting.people[index].id));
    let session = meeting.leader().session;
    let early = format!("/api/sessions/{session}/report");
    let early = meeting.http.get(&early, Some(&meeting.tokens[BRAM])).await;
    assert_eq!(early.problem().code, Problem::ReportNotOpenYet);
    for index in [ILSE, CHANTAL] {
        meeting.person(index).does(Command::OpenReport).await;
    }
    all_see(&mut meeting, |c| c.view.meeting().report_waits_for.is_empty()).await;

    let mut reports = vec![];
    for index in 0..NAMES.len() {
        let stage = meeting.people[index].view.stage().clone();
        assert_eq!(stage.gespreksleider, gerda);
        assert_eq!(stage.rounds.iter().map(|round| round.inbrenger).collect::<Vec<_>>(), brought);
        assert_eq!(meeting.people[index].view.people(), NAMES.len(), "nobody is there twice");
        let mut report = takes_home(&meeting, index).await;
        (report.notes, report.steps) = (vec![], vec![]);
        reports.push(report);
    }
    assert!(reports.iter().all(|report| Some(report) == reports.first()), "one report for all");
    let report = reports.swap_remove(0);
    let names: Vec<&str> = report.people.iter().map(|person| person.name.as_str()).collect();
    assert_eq!(names, NAMES);
    let brought: Vec<_> = report.rounds.iter().map(|round| round.inbrenger.as_deref()).collect();
    assert_eq!(brought, [Some("Ilse"), Some("Chantal")], "{method}");
    server.stop().await;
}

#[tokio::test]
async fn an_hour_with_beeldmateriaal_survives_what_happens_in_a_classroom() {
    an_hour_with("beeldmateriaal").await;
}

#[tokio::test]
async fn an_hour_with_zeven_stappen_survives_what_happens_in_a_classroom() {
    an_hour_with("zeven-stappen").await;
}

#[tokio::test]
async fn an_hour_with_dialoog_survives_what_happens_in_a_classroom() {
    an_hour_with("dialoog").await;
}

#[tokio::test]
async fn an_hour_with_handelingsgericht_survives_what_happens_in_a_classroom() {
    an_hour_with("handelingsgericht").await;
}

#[tokio::test]
async fn an_hour_with_collegiaal_advies_survives_what_happens_in_a_classroom() {
    an_hour_with("collegiaal-advies").await;
}
