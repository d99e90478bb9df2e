//! Coming back on another device, over HTTP and sockets.

use kring_protocol::code::{Problem, Rejection};
use kring_protocol::content::Content;
use kring_protocol::devices::ReturnPath;
use kring_protocol::rest::{ClaimMade, ClaimState, CodeMade, ComeBack, Joined, MakeClaim};
use kring_protocol::{Command, ParticipantId, SessionId, close_code};
use kring_tests::http::{Http, Reply};
use kring_tests::server::Process;
use kring_tests::{Answer, Client, Meeting};
use uuid::Uuid;

use crate::{brainstorm, meeting};

const ILSE: usize = 1;
const BRAM: usize = 2;
const CHANTAL: usize = 3;

/// Gives somebody a personal code.
pub(super) async fn code_of(meeting: &Meeting, person: usize) -> String {
    let session = meeting.people.first().unwrap().session;
    let path = format!("/api/sessions/{session}/code");
    let token = meeting.tokens.get(person).map(String::as_str);
    let reply = meeting.http.post_text(&path, String::new(), token).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    reply.json::<CodeMade>().code
}

pub(super) async fn come_back(http: &Http, session: SessionId, code: &str, id: Uuid) -> Reply {
    let (code, device) = (code.to_owned(), "Laptop".to_owned());
    http.post("/api/return", &ComeBack { session, code, id, device }).await
}

pub(super) async fn claim(meeting: &Meeting, name: &str, id: Uuid) -> Reply {
    let (invitation, name) = (meeting.invitation.clone(), name.to_owned());
    let claim = MakeClaim { invitation, name, id, device: String::new() };
    meeting.http.post("/api/claim", &claim).await
}

pub(super) async fn state_of(meeting: &Meeting, claim: &ClaimMade) -> Reply {
    let path = format!("/api/sessions/{}/claim", claim.session);
    meeting.http.get(&path, Some(&claim.token)).await
}

fn session(meeting: &Meeting) -> SessionId {
    meeting.people.first().unwrap().session
}

#[tokio::test]
async fn somebody_whose_phone_dies_in_the_brainstorm_goes_on_elsewhere_as_the_same_muted_person() {
    let (server, mut meeting) = meeting().await;
    let ilse = meeting.person(ILSE).id;
    let code = code_of(&meeting, ILSE).await;
    meeting.leader().does(Command::AppointInbrenger { participant: ilse }).await;
    meeting.start().await;
    while !meeting.person(ILSE).view.me().muted {
        meeting.next().await;
    }
    meeting.person(ILSE).writes(Content::Note { text: "onthouden".to_owned() }).await;
    meeting.people.remove(ILSE);

    let typed = format!(" {}-{} ", code[..6].to_lowercase(), &code[6..]);
    let reply = come_back(&meeting.http, session(&meeting), &typed, Uuid::new_v4()).await;
    let joined: Joined = reply.json();
    assert_eq!(joined.participant, ilse);
    let laptop = Client::connect(&meeting.ws, &joined.token).await;
    let me = laptop.view.me();
    assert!(me.muted);
    let names: Vec<&str> = me.devices.iter().map(|device| device.name.as_str()).collect();
    assert_eq!(names, ["", "Laptop"]);
    assert_eq!(laptop.view.of(kring_protocol::Kind::Note).len(), 1);
    assert_eq!(laptop.view.people(), 4, "nobody is there twice");
    meeting.leader().until(|c| c.view.stage().returned.is_some()).await;
    let returned = meeting.leader().view.stage().returned.unwrap();
    assert_eq!((returned.participant, returned.by), (ilse, ReturnPath::Code));
    drop(laptop);
    server.stop().await;
}

#[tokio::test]
async fn a_device_that_is_signed_out_hears_nothing_more_and_the_others_stay() {
    let (server, mut meeting) = meeting().await;
    let code = code_of(&meeting, CHANTAL).await;
    let id = Uuid::new_v4();
    let joined: Joined = come_back(&meeting.http, session(&meeting), &code, id).await.json();
    let mut laptop = Client::connect(&meeting.ws, &joined.token).await;
    let phone = laptop.view.me().devices.first().unwrap().id;
    laptop.does(Command::RevokeDevice { device: phone }).await;
    assert_eq!(meeting.person(CHANTAL).closed().await, Some(close_code::UNAUTHORISED));
    let token = meeting.tokens.get(CHANTAL).unwrap().clone();
    let place = Some(meeting.person(CHANTAL).place);
    let back = Client::try_connect(&meeting.ws, &token, place).await;
    assert_eq!(back.err(), Some(Some(close_code::UNAUTHORISED)));
    // Signing out the device that asks: it gets its answer, and then the close.
    let own = laptop.view.me().devices.first().unwrap().id;
    assert_eq!(laptop.ask(Command::RevokeDevice { device: own }).await, Answer::Accepted(None));
    assert_eq!(laptop.closed().await, Some(close_code::UNAUTHORISED));
    meeting.people.remove(CHANTAL);
    server.stop().await;
}

#[tokio::test]
async fn a_lost_answer_is_asked_again_and_is_one_device() {
    let (server, meeting) = meeting().await;
    let code = code_of(&meeting, BRAM).await;
    let id = Uuid::new_v4();
    let first: Joined = come_back(&meeting.http, session(&meeting), &code, id).await.json();
    let second: Joined = come_back(&meeting.http, session(&meeting), &code, id).await.json();
    let lost = Client::try_connect(&meeting.ws, &first.token, None).await;
    assert_eq!(lost.err(), Some(Some(close_code::UNAUTHORISED)));
    let laptop = Client::connect(&meeting.ws, &second.token).await;
    assert_eq!(laptop.view.me().devices.len(), 2);
    drop(laptop);
    server.stop().await;
}

#[tokio::test]
async fn wrong_codes_and_codes_of_other_meetings_look_alike_and_count_as_wrong_secrets() {
    let (server, meeting) = meeting().await;
    let code = code_of(&meeting, BRAM).await;
    let elsewhere = meeting.http.create("dialoog", "Zus").await.session;
    let nowhere = SessionId(Uuid::now_v7());
    let here = session(&meeting);
    for (session, code) in
        [(here, "000000000000"), (here, "?"), (elsewhere, &code), (nowhere, &code)]
    {
        let reply = come_back(&meeting.http, session, code, Uuid::new_v4()).await;
        assert_eq!(reply.status, 404, "{reply:?}");
        assert_eq!(reply.problem().code, Problem::CodeInvalid);
    }
    let next = code_of(&meeting, BRAM).await;
    let old = come_back(&meeting.http, here, &code, Uuid::new_v4()).await;
    assert_eq!(old.problem().code, Problem::CodeInvalid, "a new code voids the old one");
    assert_eq!(come_back(&meeting.http, here, &next, Uuid::new_v4()).await.status, 200);
    server.stop().await;
}

#[tokio::test]
async fn codes_and_devices_survive_a_crash_and_a_closed_meeting() {
    let data = tempfile::tempdir().unwrap();
    let server = Process::start(data.path()).await;
    let names = ["Gerda", "Ilse", "Bram", "Chantal"];
    let mut meeting = Meeting::gather(server.http(), &server.ws(), "dialoog", &names).await;
    meeting.start().await;
    let code = code_of(&meeting, CHANTAL).await;
    meeting.leader().does(Command::Close).await;
    let here = session(&meeting);
    drop(meeting);
    let server = server.kill_and_restart().await;
    let id = Uuid::new_v4();
    let joined: Joined = come_back(&server.http(), here, &code, id).await.json();
    let laptop = Client::connect(&server.ws(), &joined.token).await;
    assert!(laptop.view.me().has_code);
    let report = format!("/api/sessions/{here}/report");
    assert_eq!(server.http().get(&report, Some(&joined.token)).await.status, 200);
    drop(laptop);
    server.stop().await;
}

#[tokio::test]
async fn the_circle_brings_somebody_back_who_lost_everything() {
    let (server, mut meeting) = brainstorm().await;
    let chantal = meeting.person(CHANTAL).id;
    let old = meeting.tokens.get(CHANTAL).unwrap().clone();
    let mut lost = meeting.people.remove(CHANTAL);

    let id = Uuid::new_v4();
    let made: ClaimMade = claim(&meeting, "chantal", id).await.json();
    let waits: ClaimState = state_of(&meeting, &made).await.json();
    let ClaimState::Waits { confirmed: 0, .. } = waits else { panic!("{waits:?}") };
    let early = Client::try_connect(&meeting.ws, &made.token, None).await;
    assert_eq!(early.err(), Some(Some(close_code::UNAUTHORISED)), "not yet");

    let claimed = |c: &Client| !c.view.stage().claims.is_empty();
    for person in &mut meeting.people {
        person.until(claimed).await;
    }
    let open = meeting.leader().view.stage().claims.first().unwrap().clone();
    assert_eq!(open.participant, chantal);
    let confirm = Command::ConfirmClaim { claim: open.device };
    let muted = meeting.person(ILSE).ask(confirm.clone()).await;
    assert_eq!(muted, Answer::Refused(Rejection::Muted));
    meeting.person(BRAM).does(confirm.clone()).await;
    let waits: ClaimState = state_of(&meeting, &made).await.json();
    assert!(matches!(waits, ClaimState::Waits { confirmed: 1, .. }), "{waits:?}");
    meeting.leader().does(confirm).await;

    let done: ClaimState = state_of(&meeting, &made).await.json();
    assert_eq!(done, ClaimState::Confirmed { participant: chantal });
    let back = Client::connect(&meeting.ws, &made.token).await;
    assert_eq!(back.id, chantal);
    assert_eq!(lost.closed().await, Some(close_code::UNAUTHORISED), "what was lost is signed out");
    let thief = Client::try_connect(&meeting.ws, &old, Some(lost.place)).await;
    assert_eq!(thief.err(), Some(Some(close_code::UNAUTHORISED)));
    drop(back);
    server.stop().await;
}

#[tokio::test]
async fn a_refused_claim_opens_nothing_and_its_token_is_like_any_other() {
    let (server, mut meeting) = meeting().await;
    let made: ClaimMade = claim(&meeting, "Bram", Uuid::new_v4()).await.json();
    meeting.person(BRAM).until(|c| !c.view.stage().claims.is_empty()).await;
    let claim_id = meeting.person(BRAM).view.stage().claims.first().unwrap().device;
    let again = claim(&meeting, "Bram", Uuid::new_v4()).await;
    assert_eq!(again.problem().rejection, Some(Rejection::ClaimWaits));
    let unknown = claim(&meeting, "Zus", Uuid::new_v4()).await;
    assert_eq!(unknown.problem().rejection, Some(Rejection::UnknownParticipant));
    meeting.person(BRAM).does(Command::RefuseClaim { claim: claim_id }).await;
    let refused = state_of(&meeting, &made).await;
    assert_eq!((refused.status, refused.problem().code), (401, Problem::Unauthorised));
    let stranger = Client::try_connect(&meeting.ws, &made.token, None).await;
    assert_eq!(stranger.err(), Some(Some(close_code::UNAUTHORISED)));
    let mine = format!("/api/sessions/{}/mine", made.session);
    assert_eq!(meeting.http.get(&mine, Some(&made.token)).await.status, 401);
    server.stop().await;
}

#[tokio::test]
async fn nobody_hears_of_the_devices_of_others() {
    let (server, mut meeting) = meeting().await;
    let code = code_of(&meeting, BRAM).await;
    let id = Uuid::new_v4();
    let joined: Joined = come_back(&meeting.http, session(&meeting), &code, id).await.json();
    let mut laptop = Client::connect(&meeting.ws, &joined.token).await;
    let device = laptop.view.me().devices.last().unwrap().id;
    let name = "Het toestel van Bram zelf".to_owned();
    laptop.does(Command::RenameDevice { device, name: name.clone() }).await;
    let bram: ParticipantId = laptop.id;
    meeting.leader().does(Command::AppointInbrenger { participant: bram }).await;
    for person in [0, ILSE, CHANTAL] {
        let person = meeting.person(person);
        person.until(|c| c.view.stage().inbrenger == Some(bram)).await;
        let all = person.heard.join("\n");
        assert!(!all.contains(&name) && !all.contains(&code) && !all.contains("Laptop"));
    }
    drop(laptop);
    server.stop().await;
}
