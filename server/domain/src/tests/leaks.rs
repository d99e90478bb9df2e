//! The leak matrix: every kind of event, and for every role what the page and the update carry.
//!
//! One meeting in which everything private exists at once, with a text that occurs nowhere else. Each
//! event happens in it; then nobody's bytes may hold what is still private to others.

mod world;

use std::collections::BTreeSet;

use kring_protocol::command::Command;
use kring_protocol::content::{Response, VoteMark};
use kring_protocol::ids::{ContributionId, ParticipantId};
use kring_protocol::record::Record;
use kring_protocol::roles::Concern;
use kring_protocol::script::Role;

use super::devices::{back, claim, code, device};
use super::display::{display, knows_no_more_than_everybody};
use super::given::{
    AN, BO, GESPREKSLEIDER, Given, INBRENGER, INVITATION, NOW, SESSION, at, create, id, join,
    person, take_in, token, unborn,
};
use super::guests::{EXPERT, LINK, comes, invite};
use super::script::{advice, contribute, idea, takeaway};
use super::wire::{snapshot, updates};
use crate::event::Event;
use crate::state::{Credential, Device, State};
use crate::{Request, beside, outside};
use world::{DEPUTY, LEFT, PRESENT, REMOVED, TIJDBEWAKER, lobby, secret, world};

/// The texts and ids that must not be found in what this viewer gets while the state is this.
fn private_to_others(state: &State, viewer: ParticipantId) -> Vec<String> {
    let mut needles = vec![];
    for contribution in state.contributions.values().filter(|c| c.author != viewer) {
        let here = contribution.at.is_some() && contribution.at == state.position;
        let hidden = contribution.held
            || contribution.content.kind().is_private()
            || (here && state.is_turned_away(viewer));
        if hidden {
            let content = serde_json::to_value(&contribution.content).unwrap();
            needles.push(content["text"].as_str().unwrap().to_owned());
            needles.push(contribution.id.to_string());
        }
    }
    needles
}

fn hex(credential: Credential) -> String {
    credential.0.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn list(credential: Credential) -> String {
    credential.0.map(|byte| byte.to_string()).join(",")
}

/// The same event while somebody waits outside who was asked for another phase.
fn outside_nothing_is_told(before: &Given, request: &Request, name: &str) {
    if !before.state.is_active() || before.state.closed_at_ms.is_some() {
        return;
    }
    let invited = Request::InviteGuests {
        by: before.state.gespreksleider,
        invitation: Some(LINK),
        phases: vec!["later".into()],
    };
    let waits = before.clone().accept(&invited).accept(&comes());
    let Ok(events) = waits.asked(request).outcome() else { return };
    let after = waits.given(events);
    let Some(seen) = outside(&after.state, EXPERT) else { return };
    let seen = serde_json::to_string(&seen).unwrap();
    let mut hidden = everything_said(&after);
    hidden.retain(|text| *text != after.state.title && !text.contains("Xaviera"));
    hidden.retain(|text| *text != EXPERT.to_string());
    holds_none(&seen, hidden, &format!("{name}, outside"));
}

/// What a trainer of the group is told of the meeting.
fn told_beside(here: &Given) -> String {
    beside(&here.state).map(|standing| format!("{standing:?}")).unwrap_or_default()
}

/// Everything that people wrote or are called, in the meeting and around it.
fn everything_said(here: &Given) -> Vec<String> {
    let state = &here.state;
    let mut said: Vec<String> = vec![state.title.clone(), state.call_link.clone()];
    for text in state.contributions.values() {
        let content = serde_json::to_value(&text.content).unwrap();
        said.extend(
            content.as_object().unwrap().values().filter_map(|v| v.as_str()).map(str::to_owned),
        );
        said.push(text.id.to_string());
    }
    for person in &state.participants {
        said.extend([format!("{:?}", person.name), person.id.to_string()]);
    }
    for planned in &state.plan {
        said.extend(planned.is_own().then(|| planned.phase.title.nl.clone()));
        said.extend(planned.guiding_questions.iter().cloned());
    }
    said.extend(credentials(state));
    said.retain(|text| !text.is_empty());
    said
}

/// However somebody might write down the hashes of what people hold.
fn credentials(state: &State) -> impl Iterator<Item = String> {
    let tokens = state.participants.iter().map(|p| token(p.id));
    let displays = [1, 2].map(|n| Credential([n; 32]));
    tokens
        .chain([INVITATION])
        .chain(displays)
        .flat_map(|credential| [hex(credential), list(credential)])
}

#[track_caller]
fn holds_none(bytes: &str, needles: impl IntoIterator<Item = String>, context: &str) {
    for needle in needles {
        assert!(!bytes.contains(&needle), "{context}: {needle:?} in {bytes}");
    }
}

/// What of a page is more than text: authors, votes, counts, the overview.
#[track_caller]
fn tells_nothing_private(here: &Given, viewer: ParticipantId, event: &str) {
    for record in here.view(viewer) {
        match record {
            Record::Contribution(seen) => {
                let kept = &here.state.contributions[&seen.id];
                let named = seen.author.is_some();
                assert!(!(named && kept.anonymous), "{event}: {viewer} learns an author");
                assert!(!seen.mine || kept.author == viewer, "{event}");
            }
            Record::Me(me) => {
                assert_eq!(me.id, viewer, "{event}");
                let own = here.state.concerns.iter().find(|raised| raised.participant == viewer);
                assert_eq!(me.concern, own.map(|raised| raised.concern), "{event}");
                for vote in me.votes {
                    assert!(here.state.votes[&(vote.case, vote.mark)].contains(&viewer), "{event}");
                }
            }
            Record::Tally(_) => assert!(here.state.votes_revealed, "{event}: a count too early"),
            Record::Overview(overview) => {
                assert_eq!(viewer, here.state.gespreksleider, "{event}");
                let named =
                    here.state.contributions.values().any(|c| c.is_shared() && !c.anonymous);
                let quiet = overview.quiet.len() + 1 == here.state.everybody().count();
                assert!(named || quiet, "{event}: the overview tells who wrote");
                assert_eq!(overview.concerns, here.state.concerns, "{event}");
            }
            Record::Meeting(_)
            | Record::Stage(_)
            | Record::Timer(_)
            | Record::Turns(_)
            | Record::Hands { .. }
            | Record::Phase(_)
            | Record::Participant(_) => {}
            other => panic!("{event}: a meeting has nothing of a group: {other:?}"),
        }
    }
}

/// Which meeting an event happens in, and what brings it about.
type Row = (&'static str, Given, Request);

/// One row per kind of event. A new kind does not compile until it has one.
macro_rules! rows {
    ($($event:ident in $meeting:expr, by $by:expr => $command:expr;)*) => {
        fn name_of(event: &Event) -> &'static str {
            match event {
                $(Event::$event { .. } => stringify!($event),)*
            }
        }

        fn rows() -> Vec<Row> {
            vec![$((stringify!($event), $meeting, asked($by, $command)),)*]
        }
    };
}

enum Asked {
    Command(Command),
    Request(Request),
}

impl From<Command> for Asked {
    fn from(command: Command) -> Self {
        Self::Command(command)
    }
}

impl From<Request> for Asked {
    fn from(request: Request) -> Self {
        Self::Request(request)
    }
}

fn asked(by: ParticipantId, what: impl Into<Asked>) -> Request {
    match what.into() {
        Asked::Command(command) => Request::Command { by, session: SESSION, command },
        Asked::Request(request) => request,
    }
}

const G: ParticipantId = GESPREKSLEIDER;

fn here() -> kring_protocol::Position {
    at("eerst/alles")
}

fn closed() -> Given {
    world().has(G, Command::Close)
}

/// In a step with names, and somebody without a device is there.
fn with_jan() -> (Given, ParticipantId) {
    let go = Command::GoTo { from: here(), phase: "later".into(), step: None };
    let there = world().has(G, go).has(G, Command::AddPerson { name: "Jan".to_owned() });
    let jan = there.state.everybody().last().map(|p| p.id).unwrap();
    (there, jan)
}

fn for_jan() -> Command {
    let (content, at) = (idea("zei Jan"), at("later/later"));
    Command::ContributeFor { participant: with_jan().1, at, content }
}

/// It is written down, under this id.
fn written_for_jan() -> (Given, ContributionId) {
    let there = with_jan().0.has(AN, for_jan());
    let id = *there.state.order.last().unwrap();
    (there, id)
}

fn enter(participant: ParticipantId) -> Request {
    Request::Enter { participant, name: "Cees".to_owned(), device: device(1) }
}

/// It is over, and An, who is a member of its group, has something of the last one.
fn of_members() -> Given {
    let here = world().given([Event::MemberEntered { participant: AN, device: None }]);
    here.accept(&take_in(AN, vec![(301, takeaway("genomen door An"))])).has(G, Command::Close)
}

fn settle(participant: ParticipantId, taken: u128) -> Request {
    Request::SettleTaking { participant, contributions: vec![id(taken)], arrived: true }
}

fn phase_of(id: &str) -> kring_protocol::PhaseId {
    id.into()
}

fn an() -> ContributionId {
    id(11)
}

rows! {
    SessionCreated in unborn(), by G => Request::Create(Box::new(create()));
    InvitationReplaced in world(), by G =>
        Request::ReplaceInvitation { by: G, invitation: Credential([0x33; 32]) };
    TakenAlong in world(), by G => take_in(AN, vec![(300, takeaway("van de vorige keer"))]);
    MemberEntered in world(), by G => enter(person(11));
    TakingChosen in of_members(), by AN => Command::TakeAlong { contributions: vec![id(301)] };
    TakingSettled in of_members().has(AN, Command::TakeAlong { contributions: vec![id(301)] }), by G =>
        settle(AN, 301);
    OfGroup in unborn(), by G => super::given::create_in_group();
    DisplaySet in world(), by G => display(2);
    GuestsInvited in world(), by G => invite(&["later"]);
    GuestPlaced in world().accept(&invite(&["later"])).accept(&comes()), by G =>
        Command::GoTo { from: here(), phase: "later".into(), step: None };
    ParticipantJoined in world(), by G => join(person(11), "Cees");
    PersonAdded in world(), by G => Command::AddPerson { name: "Opa Jan".to_owned() };
    CredentialReplaced in world(), by G => join(AN, "An");
    DeviceAdded in world().accept(&code(AN, 1)), by AN => back(AN, 1);
    DeviceRenamed in world(), by AN => Command::RenameDevice {
        device: Device::first_of(AN), name: "An haar telefoon".to_owned(),
    };
    DeviceRevoked in world().accept(&code(AN, 1)).accept(&back(AN, 1)), by AN =>
        Command::RevokeDevice { device: Device::first_of(AN) };
    CodeSet in world(), by AN => code(AN, 1);
    ClaimMade in world(), by G => claim("An", 1);
    ClaimConfirmed in world().accept(&claim("An", 1)), by BO =>
        Command::ConfirmClaim { claim: device(1).id };
    ClaimEnded in world().accept(&claim("An", 1)), by AN =>
        Command::RefuseClaim { claim: device(1).id };
    ParticipantRenamed in world(), by AN => Command::Rename { name: "Anna".to_owned() };
    ParticipantLeft in world(), by AN => Command::Leave;
    AgreementsAccepted in world(), by AN => Command::AcceptAgreements;
    AgreementsSet in lobby(), by G => Command::SetAgreements { items: vec!["Luister.".to_owned()] };
    DetailsSet in lobby(), by G => Command::SetDetails {
        title: "Donderdag".to_owned(), scheduled_at_ms: None, call_link: String::new(),
    };
    RetentionSet in world(), by G => Command::SetRetention { days: 7 };
    OfficeAssigned in world(), by G =>
        Command::AssignOffice { participant: BO, office: Role::Tijdbewaker, holds: true };
    DeputyNamed in world(), by G => Command::NameDeputy { participant: Some(AN) };
    LeadProposed in world().leaderless(NOW, &[AN, BO, DEPUTY]), by AN =>
        Command::ProposeLead { participant: Some(BO) };
    LeadPassed in world().away(), by DEPUTY => Command::TakeOver;
    MinutesSet in lobby(), by G => Command::SetMinutes { phase: phase_of("later"), minutes: 9 };
    PhaseDropped in lobby(), by G => Command::DropPhase { phase: phase_of("later") };
    PhaseRestored in lobby().has(G, Command::DropPhase { phase: phase_of("later") }), by G =>
        Command::RestorePhase { phase: phase_of("later") };
    StepDropped in lobby(), by G =>
        Command::DropStep { phase: phase_of("eerst"), step: "daarna".into() };
    StepRestored in lobby().has(G, Command::DropStep { phase: phase_of("eerst"), step: "daarna".into() }), by G =>
        Command::RestoreStep { phase: phase_of("eerst"), step: "daarna".into() };
    PhaseMoved in lobby(), by G => Command::MovePhase { phase: phase_of("later"), to: 0 };
    PhaseInserted in lobby(), by G => Command::InsertPhase {
        at: 0, title: "Pauze".to_owned(), minutes: 5, question: String::new(), opens: vec![], muted: false,
    };
    GuidingQuestionsSet in lobby(), by G => Command::SetGuidingQuestions {
        phase: phase_of("later"), items: vec!["Waar let je op?".to_owned()],
    };
    LearningOutcomesSet in lobby(), by G =>
        Command::SetLearningOutcomes { items: vec!["Je kijkt eerst.".to_owned()] };
    LevelSet in world(), by G => Command::SetLevel { level: 3 };
    ReplanProposed in world(), by G => Command::ProposeReplan { minutes_left: 4 };
    Replanned in world().has(G, Command::ProposeReplan { minutes_left: 4 }), by G =>
        Command::AcceptReplan { from: here() };
    MeetingStarted in lobby(), by G => Command::Start;
    Moved in world(), by G => Command::Next { from: here() };
    MoveUndone in world().has(G, Command::Next { from: here() }), by G =>
        Command::UndoMove { from: at("eerst/daarna") };
    MeetingAdjourned in world(), by G => Command::Adjourn { until_ms: Some(NOW) };
    MeetingResumed in world().has(G, Command::Adjourn { until_ms: None }), by G =>
        Command::ResumeMeeting;
    MeetingClosed in world(), by G => Command::Close;
    MeetingErased in closed(), by G => Command::Erase;
    ReportOpened in closed(), by INBRENGER => Command::OpenReport;
    TextBlotted in closed(), by INBRENGER => Command::BlotText { contribution: id(13) };
    PiecesBlotted in closed(), by INBRENGER => Command::BlotName { name: "geheim".to_owned() };
    InbrengerChosen in world().has(INBRENGER, Command::Leave), by G =>
        Command::ConfirmCase { case: id(1) };
    TimerSet in world(), by G => Command::PauseTimer;
    TimeSignalled in world(), by TIJDBEWAKER => Command::SignalTime;
    ConcernRaised in world(), by INBRENGER =>
        Command::RaiseConcern { concern: Some(Concern::TooFar) };
    TurnsSet in world(), by G => Command::NextTurn { from: None };
    SilenceSet in world(), by G => Command::StartSilence { seconds: 60 };
    HandRaised in world(), by BO => Command::RaiseHand;
    HandLowered in world(), by AN => Command::LowerHand { participant: AN };
    ReadySignalled in world(), by BO => Command::SignalReady { ready: true };
    PreparationShared in world(), by AN => Command::SharePreparation { shared: true };
    PreparationRead in world(), by AN => Command::ReadPreparation { participant: BO };
    ContributionAdded in world(), by AN => contribute(here(), advice("nog een advies"));
    WrittenFor in with_jan().0, by AN => for_jan();
    TextConfirmed in written_for_jan().0, by BO =>
        Command::ConfirmText { contribution: written_for_jan().1 };
    ContributionEdited in world(), by AN =>
        Command::Edit { contribution: an(), content: idea("heel anders") };
    ContributionBecameNote in world(), by G => Command::Close;
    ContributionWithdrawn in world(), by AN => Command::Withdraw { contribution: an() };
    Revealed in world(), by G => Command::Reveal { from: here() };
    Responded in world().wrote(INBRENGER, id(14), idea("nog een van mij")), by INBRENGER =>
        Command::Respond { to: id(14), response: Response::Appeal { appeals: true, why: String::new() } };
    Supported in world(), by BO => Command::Support { contribution: an(), supports: true };
    Chosen in world(), by G => Command::Choose { contribution: id(12), chosen: true };
    SpotlightSet in world(), by G => Command::Spotlight { contribution: Some(an()) };
    VoteCast in world(), by TIJDBEWAKER => Command::Vote { case: id(1), mark: VoteMark::Appeals };
    VotesRevealed in world(), by G => Command::RevealVotes;
}

#[test]
fn no_event_carries_to_anybody_what_is_private_to_others() {
    for (name, before, request) in rows() {
        let events = before.decided(&request);
        let names: BTreeSet<_> = events.iter().map(name_of).collect();
        assert!(names.contains(name), "{name}: its row brings about {names:?}");
        let after = before.clone().given(events.clone());
        for (viewer, update) in updates(&before, &events) {
            let (update, known) = (update.unwrap_or_default(), snapshot(&before, viewer));
            // What is withdrawn unseen stays unseen; what was seen can be named to take it away.
            let mut hidden = private_to_others(&after.state, viewer);
            hidden.extend(private_to_others(&before.state, viewer));
            let shown = snapshot(&after, viewer);
            hidden.retain(|needle| !known.contains(needle) && !shown.contains(needle));
            hidden.extend(credentials(&after.state));
            holds_none(&update, hidden, &format!("{name}, the update of {viewer}"));
        }
        for viewer in PRESENT.into_iter().chain([REMOVED, LEFT, person(11)]) {
            let mut hidden = private_to_others(&after.state, viewer);
            hidden.extend(credentials(&after.state));
            holds_none(&snapshot(&after, viewer), hidden, &format!("{name}, the page of {viewer}"));
            tells_nothing_private(&after, viewer, name);
        }
        knows_no_more_than_everybody(&before, &events, &after, name);
        outside_nothing_is_told(&before, &request, name);
        holds_none(&told_beside(&after), everything_said(&after), &format!("{name}, beside it"));
        for gone in [REMOVED, LEFT] {
            let is_new = before.state.participants.is_empty();
            assert_eq!(snapshot(&after, gone), "[]", "{name}");
            assert!(is_new || updates(&before, &events).iter().all(|(who, _)| *who != gone));
        }
    }
}

#[test]
fn of_a_phase_that_the_gespreksleider_made_a_trainer_is_not_told_the_title() {
    let insert = Command::InsertPhase {
        at: 0,
        title: "Praten over Jan".to_owned(),
        minutes: 5,
        question: String::new(),
        opens: vec![],
        muted: false,
    };
    let there = lobby().has(G, insert).has(G, Command::Start);
    let standing = beside(&there.state).unwrap();
    let phase = standing.phase.unwrap();
    assert_eq!((phase.title, phase.number, phase.of), (None, 1, 3));
    let world = beside(&world().state).unwrap().phase.unwrap();
    assert_eq!(world.title.map(|title| title.nl), Some("eerst".to_owned()));
}

#[test]
fn the_matrix_has_something_to_find() {
    assert!(everything_said(&world()).len() > 60 && told_beside(&world()).contains("eerst"));
    let world = world();
    for viewer in PRESENT {
        let own = snapshot(&world, viewer);
        assert!(own.contains(&secret("note", viewer)), "everybody sees their own note");
        assert!(own.contains(&secret("reflection", viewer)), "and what they looked back on");
        assert!(own.contains(&secret("brought", viewer)), "and what waits for its step");
        assert!(own.contains(&secret("taken", viewer)), "and what they took along");
        assert!(own.contains(&secret("preparation", BO)), "and what Bo shared");
        assert_eq!(own.contains(&secret("held", viewer)), viewer != INBRENGER);
        assert_eq!(own.contains(&secret("idea", AN)), viewer != INBRENGER, "who is turned away");
        let hidden = private_to_others(&world.state, viewer);
        let texts = hidden.iter().filter(|needle| needle.starts_with("geheim")).count();
        // Seven notes and reflections of those who are here, two notes of those who are not, and the
        // held advice of the others; the inbrenger is turned away from the idea and the kernvraag besides.
        let spoken = if viewer == INBRENGER { 16 + 7 + 2 } else { 16 + 6 };
        // What the other seven brought, took along, and prepared; Bo shared it.
        let prepared = if viewer == BO { 7 } else { 6 };
        assert_eq!(texts, spoken + 7 + 7 + prepared);
    }
    let shown = world.has(G, Command::Reveal { from: here() });
    assert!(snapshot(&shown, BO).contains(&secret("held", AN)));
    assert!(!snapshot(&shown, INBRENGER).contains(&secret("held", AN)));
    assert!(snapshot(&shown.walk_to("eerst/daarna"), INBRENGER).contains(&secret("held", AN)));
}
