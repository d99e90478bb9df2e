//! Random people asking random things, sense and nonsense, in a meeting of any method.

mod groups;
mod writing;

use kring_protocol::command::{Action, Command};
use kring_protocol::content::{Content, Kind, ResponseKind, VoteMark};
use kring_protocol::ids::{
    ContributionId, DeviceId, ParticipantId, PhaseId, Position, SessionId, StepId,
};
use kring_protocol::roles::Concern;
use kring_protocol::script::{Method, Role, Step};
use proptest::prelude::*;
use proptest::sample::select;
use uuid::Uuid;

use super::given::{GROUP, INVITATION, SESSION, STRANGER, at, create, id, person, token};
use super::script;
use crate::state::{Credential, Device, State};
use crate::{Create, Request, authorize};
use writing::{content, response, text};

/// What is asked. The bytes choose from what there is at that moment, so that most of it makes sense.
#[derive(Debug, Clone, Copy)]
pub(super) enum Ask {
    Do(Action),
    /// Whatever this step is made for.
    DoWhatFits,
    ElsewhereDo(Action),
    Join,
    JoinAgain,
    ReplaceInvitation,
    SetDisplay,
    InviteGuests,
    SetCode,
    ReturnByCode,
    Claim,
    Enter,
    TakeIn,
    SettleTaking,
    MemberGone,
    Create,
}

#[derive(Clone, Copy)]
pub(super) struct Act {
    pub(super) ask: Ask,
    who: u8,
    a: u8,
    b: u8,
    pub(super) after_ms: u16,
}

impl std::fmt::Debug for Act {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { ask, who, a, b, after_ms } = self;
        write!(f, "{ask:?} by {who} with {a}, {b} after {after_ms} ms")
    }
}

pub(super) fn acts(most: usize) -> impl Strategy<Value = Vec<Act>> {
    use Action as A;
    let often = |action| Just(Ask::Do(action));
    let ask = prop_oneof![
        30 => often(A::Contribute),
        25 => Just(Ask::DoWhatFits),
        12 => often(A::Next),
        4 => often(A::GoTo),
        2 => often(A::StartRound),
        5 => often(A::Start),
        5 => often(A::Edit),
        5 => often(A::Withdraw),
        3 => often(A::AppointInbrenger),
        3 => often(A::ConfirmCase),
        6 => often(A::Spotlight),
        35 => select(Action::ALL).prop_map(Ask::Do),
        2 => select(Action::ALL).prop_map(Ask::ElsewhereDo),
        5 => Just(Ask::Join),
        2 => Just(Ask::JoinAgain),
        1 => Just(Ask::ReplaceInvitation),
        3 => Just(Ask::SetDisplay),
        4 => Just(Ask::InviteGuests),
        2 => Just(Ask::SetCode),
        2 => Just(Ask::ReturnByCode),
        3 => Just(Ask::Claim),
        4 => Just(Ask::Enter),
        5 => Just(Ask::TakeIn),
        2 => Just(Ask::SettleTaking),
        1 => Just(Ask::MemberGone),
        1 => Just(Ask::Create),
    ];
    let act = (ask, any::<u8>(), any::<u8>(), any::<u8>(), any::<u16>())
        .prop_map(|(ask, who, a, b, after_ms)| Act { ask, who, a, b, after_ms });
    prop::collection::vec(act, 1..most)
}

pub(super) fn creation(method: Method) -> Request {
    Request::Create(Box::new(Create { method, group: Some(GROUP), ..create() }))
}

/// Something of this kind.
pub(super) fn example(state: &State, kind: Kind) -> Content {
    content(state, kind, 7)
}

/// The request that an act comes down to in this state.
pub(super) fn request(state: &State, act: Act) -> Request {
    let asks = |session, action| {
        let by = asker(state, action, act.who);
        Request::Command { by, session, command: command(state, by, action, act.a, act.b) }
    };
    match act.ask {
        Ask::Do(action) => asks(SESSION, action),
        Ask::DoWhatFits => asks(SESSION, fitting(state, act.b)),
        Ask::ElsewhereDo(action) => asks(SessionId(Uuid::from_u128(0xBAD)), action),
        Ask::Join => joining(state, person(100 + state.participants.len() as u128), act),
        Ask::JoinAgain => joining(state, somebody(state, act.who), act),
        Ask::ReplaceInvitation => {
            let by = asker(state, Action::Next, act.who);
            Request::ReplaceInvitation { by, invitation: Credential([act.a; 32]) }
        }
        Ask::SetDisplay => {
            let display = (act.b < 200).then(|| secret(b"disp", [act.who, act.a, act.b]));
            Request::SetDisplay { by: asker(state, Action::Next, act.who), display }
        }
        Ask::InviteGuests => {
            let by = asker(state, Action::Next, act.who);
            let phases = state.plan.iter().enumerate();
            let asked = |n: usize| n % 3 == usize::from(act.a % 3);
            let phases = phases.filter(|(n, _)| asked(*n)).map(|(_, p)| p.phase.id.clone());
            let invitation = (act.b < 220).then(|| secret(b"gast", [act.who, act.a, act.b]));
            Request::InviteGuests { by, invitation, phases: phases.collect() }
        }
        Ask::SetCode => {
            let code = secret(b"code", [act.who, act.a, act.b]);
            Request::SetCode { by: asker(state, Action::Rename, act.who), code }
        }
        Ask::ReturnByCode => {
            let codes: Vec<_> = state.participants.iter().filter_map(|p| p.code).collect();
            let known = codes.get(usize::from(act.who) % codes.len().max(1)).copied();
            let code = known.unwrap_or(Credential([0xEF; 32]));
            Request::ReturnByCode { code, device: new_device(act) }
        }
        Ask::Claim => {
            let name = state.present(somebody(state, act.who)).map(|p| p.name.clone());
            let invitation = state.invitation.unwrap_or(INVITATION);
            let name = name.unwrap_or_default();
            Request::Claim { name, invitation, device: new_device(act) }
        }
        Ask::Enter => {
            let (participant, name) = (person(100 + u128::from(act.who % 4)), text(act.a));
            Request::Enter { participant, name, device: new_device(act) }
        }
        Ask::TakeIn => groups::taken_in(state, somebody(state, act.who), act.a, act.b),
        Ask::SettleTaking => groups::settled(state, somebody(state, act.who), act.b < 200),
        Ask::MemberGone => Request::MemberGone { participant: somebody(state, act.who) },
        Ask::Create => creation(script::method()),
    }
}

fn joining(state: &State, participant: ParticipantId, act: Act) -> Request {
    let known = state.invitation.unwrap_or(INVITATION);
    let guests = state.guests_for.as_ref().map(|asked| asked.invitation);
    let known = guests.filter(|_| act.b.is_multiple_of(2)).unwrap_or(known);
    let invitation = if act.b < 240 { known } else { Credential([0xEE; 32]) };
    let names = ["An", "an", "AN (2)", "Bo", "\u{202e}oB", ""];
    let name = names[usize::from(act.a) % names.len()].to_owned();
    Request::Join {
        participant,
        name,
        invitation,
        credential: token(participant),
        device: String::new(),
    }
}

/// Unlike every other secret of the same meeting.
fn secret(label: &[u8; 4], salt: [u8; 3]) -> Credential {
    let mut bytes = [0x5E; 32];
    bytes[..4].copy_from_slice(label);
    bytes[4..7].copy_from_slice(&salt);
    Credential(bytes)
}

fn new_device(act: Act) -> Device {
    let id = DeviceId(Uuid::from_u128(0xDE00 + u128::from(act.a)));
    let after = act.after_ms.to_le_bytes();
    Device {
        id,
        name: text(act.b),
        credential: secret(&[act.a, act.b, after[0], after[1]], *b"dev"),
    }
}

/// Mostly somebody who may.
fn asker(state: &State, action: Action, who: u8) -> ParticipantId {
    let by = somebody(state, who);
    let special = [Some(state.gespreksleider), state.inbrenger(), state.deputy, state.displaced];
    let mut willing = [by].into_iter().chain(special.into_iter().flatten());
    let able = willing.find(|id| authorize(state, *id, action).is_ok());
    able.filter(|_| !who.is_multiple_of(6)).unwrap_or(by)
}

fn fitting(state: &State, which: u8) -> Action {
    use Action as A;
    let Some(step) = state.step() else { return A::Start };
    if state.is_adjourned() {
        return A::ResumeMeeting;
    }
    let mut actions = vec![A::RaiseHand, A::SignalReady, A::Contribute];
    let mut if_so = |so: bool, more: &[A]| actions.extend(more.iter().filter(|_| so));
    if_so(state.replan.is_some(), &[A::AcceptReplan]);
    if_so(step.ballot, &[A::Vote, A::Vote, A::Vote, A::WithdrawVote, A::RevealVotes]);
    if_so(!step.supports.is_empty(), &[A::Support, A::Support]);
    if_so(!step.chooses.is_empty(), &[A::Choose, A::Choose]);
    if_so(!step.responses.is_empty(), &[A::Respond]);
    if_so(step.turns.is_some(), &[A::NextTurn, A::NextTurn, A::PassTurn, A::DeferTurn]);
    if_so(step.turns.is_some(), &[A::SetSpeakingOrder]);
    if_so(step.opens.iter().any(|opening| opening.held), &[A::Reveal]);
    if_so(!state.hands.is_empty(), &[A::LowerHand]);
    actions[usize::from(which) % actions.len()]
}

fn somebody(state: &State, which: u8) -> ParticipantId {
    let index = usize::from(which) % state.participants.len().max(1);
    let found = state.participants.get(index).filter(|_| which != 255);
    found.map_or(STRANGER, |p| p.id)
}

fn place(state: &State, which: u8) -> Position {
    let first = |index: usize| {
        let planned = state.plan.get(index % state.plan.len().max(1))?;
        let step = planned.phase.steps.first()?;
        Some(Position { phase: planned.phase.id.clone(), step: step.id.clone() })
    };
    let stale = if which < 230 { None } else { first(usize::from(which)) };
    let here = state.position.clone().filter(|_| which != 255);
    stale.or(here).unwrap_or_else(|| at("nergens/niets"))
}

fn a_step(state: &State, phase: &PhaseId, which: u8) -> StepId {
    let steps = state.planned(phase).map_or(&[][..], |planned| &planned.phase.steps);
    let index = usize::from(which) % steps.len().max(1);
    steps.get(index).map_or_else(|| "niets".into(), |step| step.id.clone())
}

fn written(state: &State, which: u8, kind: Option<Kind>) -> ContributionId {
    let fits = |c: &&crate::state::Contribution| {
        kind.is_none_or(|kind| c.content.kind() == kind) || which > 250
    };
    let fitting: Vec<_> = state.in_order().filter(fits).collect();
    let index = usize::from(which) % fitting.len().max(1);
    fitting.iter().rev().nth(index).map_or(id(404), |c| c.id)
}

fn device(state: &State, of: ParticipantId, which: u8) -> DeviceId {
    let own = state.present(of).map_or(&[][..], |p| &p.devices);
    let found = own.get(usize::from(which) % own.len().max(1)).filter(|_| which < 240);
    found.map_or(Device::first_of(STRANGER), |device| device.id)
}

fn claim(state: &State, which: u8) -> DeviceId {
    let found = state.claims.get(usize::from(which) % state.claims.len().max(1));
    found.map_or(Device::first_of(STRANGER), |claim| claim.device.id)
}

fn kind(state: &State, by: ParticipantId, a: u8, b: u8) -> Kind {
    let roles = state.roles(by);
    let opens = state.step().map_or(&[][..], |step| &step.opens);
    let open = opens.iter().filter(|opening| opening.by.iter().any(|role| roles.contains(role)));
    let open: Vec<Kind> = open.map(|opening| opening.kind).collect();
    match open.len() {
        1.. if b < 200 => open[usize::from(b) % open.len()],
        _ if a.is_multiple_of(2) => Kind::Note,
        _ => Kind::ALL[usize::from(a) % Kind::ALL.len()],
    }
}

/// Before the start: for a step ahead, or an answer to what is asked beforehand.
fn bring(state: &State, a: u8, b: u8) -> Command {
    let planned = state.plan.get(usize::from(a) % state.plan.len().max(1));
    let phase = planned.map_or_else(|| "niets".into(), |planned| planned.phase.id.clone());
    let step = a_step(state, &phase, b);
    let opens = planned.and_then(|planned| planned.phase.step(&step)).map(|step| &step.opens);
    let opening = opens.and_then(|opens| opens.get(usize::from(b) % opens.len().max(1)));
    let kind = opening.map(|opening| opening.kind).filter(|_| !b.is_multiple_of(3));
    let content = content(state, kind.unwrap_or(Kind::Preparation), a);
    Command::Contribute { at: Position { phase, step }, content }
}

fn command(state: &State, by: ParticipantId, action: Action, a: u8, b: u8) -> Command {
    use Action as A;
    use Command as C;
    let contribution = written(state, a, None);
    let of =
        |kinds: &[Kind]| written(state, a, kinds.get(usize::from(b) % kinds.len().max(1)).copied());
    let of_step =
        |kinds: fn(&Step) -> &Vec<Kind>| state.step().map_or(id(404), |step| of(kinds(step)));
    let case = written(state, a, Some(Kind::Case));
    let participant = somebody(state, a);
    let from = place(state, b);
    let phase = || place(state, 230 + a % 25).phase;
    let yes = !b.is_multiple_of(3);
    let mark = if yes { VoteMark::Appeals } else { VoteMark::Recognised };
    match action {
        A::AcceptAgreements => C::AcceptAgreements,
        A::Rename => C::Rename { name: ["An", "an ", "Bo", "\0"][usize::from(a) % 4].to_owned() },
        A::RenameDevice => C::RenameDevice { device: device(state, by, b), name: text(a) },
        A::RevokeDevice => C::RevokeDevice { device: device(state, by, b) },
        A::ConfirmClaim => C::ConfirmClaim { claim: claim(state, b) },
        A::RefuseClaim => C::RefuseClaim { claim: claim(state, b) },
        A::Leave => C::Leave,
        A::AssignOffice => {
            let office = [Role::Tijdbewaker, Role::Verslaglegger, Role::Inbrenger];
            C::AssignOffice { participant, office: office[usize::from(b) % 3], holds: yes }
        }
        A::NameDeputy => C::NameDeputy { participant: yes.then_some(participant) },
        A::HandOver => C::HandOver { to: participant },
        A::TakeOver => C::TakeOver,
        A::ProposeLead => C::ProposeLead { participant: yes.then_some(participant) },
        A::Reclaim => C::Reclaim,
        A::AddPerson => C::AddPerson { name: format!("Jan {b}") },
        A::Remove => C::Remove { participant, texts: false },
        A::SetDetails => {
            C::SetDetails { title: text(a), scheduled_at_ms: Some(i64::MAX), call_link: text(b) }
        }
        A::SetRetention => C::SetRetention { days: u32::from(b) * 2 },
        A::SetAgreements => C::SetAgreements { items: vec![text(a); usize::from(b % 22)] },
        A::SetMinutes => C::SetMinutes { phase: phase(), minutes: b.into() },
        A::DropPhase => C::DropPhase { phase: phase() },
        A::RestorePhase => C::RestorePhase { phase: phase() },
        A::DropStep => C::DropStep { phase: phase(), step: a_step(state, &phase(), b) },
        A::RestoreStep => C::RestoreStep { phase: phase(), step: a_step(state, &phase(), b) },
        A::MovePhase => C::MovePhase { phase: phase(), to: if yes { b.into() } else { u32::MAX } },
        A::InsertPhase => {
            let opens = vec![Kind::ALL[usize::from(a) % Kind::ALL.len()]; usize::from(b % 3)];
            C::InsertPhase {
                at: a.into(),
                title: text(a),
                minutes: b.into(),
                question: text(b),
                opens,
                muted: yes,
            }
        }
        A::SetGuidingQuestions => {
            C::SetGuidingQuestions { phase: phase(), items: vec![text(a); usize::from(b % 10)] }
        }
        A::SetLearningOutcomes => {
            C::SetLearningOutcomes { items: vec![text(a); usize::from(b % 42)] }
        }
        A::SetLevel => C::SetLevel { level: b % 6 },
        A::Start => C::Start,
        A::Next => C::Next { from },
        A::Back => C::Back { from },
        A::UndoMove => C::UndoMove { from },
        A::GoTo => {
            let step = yes.then(|| a_step(state, &phase(), b));
            C::GoTo { from, phase: phase(), step }
        }
        A::StartRound => C::StartRound { from },
        A::Adjourn => C::Adjourn { until_ms: yes.then_some(i64::from(b) << 36) },
        A::ResumeMeeting => C::ResumeMeeting,
        // Rarely, or no meeting would last.
        A::Close if b > 200 => C::Close,
        A::Close => C::Start,
        A::Erase => C::Erase,
        A::OpenReport => C::OpenReport,
        A::TakeAlong => C::TakeAlong { contributions: groups::taken(state, by, a, b) },
        A::BlotText => C::BlotText { contribution },
        A::BlotName => C::BlotName { name: text(a) },
        A::AppointInbrenger => C::AppointInbrenger { participant },
        A::ProposeReplan => C::ProposeReplan { minutes_left: b.into() },
        A::AcceptReplan => C::AcceptReplan { from },
        A::StartTimer => C::StartTimer,
        A::PauseTimer => C::PauseTimer,
        A::ResumeTimer => C::ResumeTimer,
        A::AdjustTimer => {
            C::AdjustTimer { minutes: [1, -7, 60, 0, i32::MIN, i32::MAX][usize::from(a) % 6] }
        }
        A::StartSilence => C::StartSilence { seconds: u32::from(a) * 10 },
        A::EndSilence => C::EndSilence,
        A::NextTurn => {
            let speaking = state.turns.as_ref().and_then(|turns| turns.speaking);
            C::NextTurn { from: if b < 230 { speaking } else { Some(participant) } }
        }
        A::PassTurn => C::PassTurn,
        A::DeferTurn => C::DeferTurn { participant },
        A::SetSpeakingOrder => {
            let mut order = state.turns.as_ref().map_or(vec![], |turns| turns.waiting.clone());
            let by = usize::from(a) % order.len().max(1);
            order.rotate_left(by);
            order.truncate(if yes { usize::MAX } else { 1 });
            C::SetSpeakingOrder { order }
        }
        A::RaiseHand => C::RaiseHand,
        A::LowerHand => C::LowerHand { participant: if yes { by } else { participant } },
        A::SignalReady => C::SignalReady { ready: yes },
        A::SignalTime => C::SignalTime,
        A::RaiseConcern => {
            let concern = if yes { Concern::TooFar } else { Concern::Pause };
            C::RaiseConcern { concern: (b < 200).then_some(concern) }
        }
        A::SettleConcern => C::SettleConcern { participant },
        A::SharePreparation => C::SharePreparation { shared: yes || b < 100 },
        A::ReadPreparation => {
            let shared: Vec<_> =
                state.everybody().filter(|p| state.shares_preparation(p.id)).collect();
            let other = shared.get(usize::from(a) % shared.len().max(1)).map(|p| p.id);
            C::ReadPreparation { participant: other.unwrap_or(participant) }
        }
        A::Contribute if state.position.is_none() && b < 120 => bring(state, a, b),
        A::Contribute => {
            let kind = kind(state, by, a, b);
            C::Contribute { at: place(state, b.wrapping_add(60)), content: content(state, kind, a) }
        }
        A::ContributeFor => {
            let kind = kind(state, participant, a, b);
            let (at, content) = (place(state, b.wrapping_add(60)), content(state, kind, a));
            C::ContributeFor { participant, at, content }
        }
        A::Edit => {
            let known = state.contributions.get(&contribution).map(|c| c.content.kind());
            let kind = known.filter(|_| b < 240).unwrap_or(Kind::Idea);
            C::Edit { contribution, content: content(state, kind, b) }
        }
        A::ConfirmText => C::ConfirmText { contribution },
        A::Withdraw => C::Withdraw { contribution },
        A::Reveal => C::Reveal { from },
        A::Respond => {
            let kinds = state.step().map_or(&[][..], |step| &step.responses);
            let kind = kinds.get(usize::from(b) % kinds.len().max(1)).copied();
            let kind = kind.unwrap_or(ResponseKind::Warmth);
            C::Respond { to: of(kind.answers()), response: response(kind, b) }
        }
        A::Support => C::Support { contribution: of_step(|step| &step.supports), supports: yes },
        A::Choose => C::Choose { contribution: of_step(|step| &step.chooses), chosen: yes },
        A::Spotlight => C::Spotlight { contribution: yes.then_some(contribution) },
        A::Vote => C::Vote { case, mark },
        A::WithdrawVote => C::WithdrawVote { case, mark },
        A::RevealVotes => C::RevealVotes,
        A::ConfirmCase => C::ConfirmCase { case },
    }
}
