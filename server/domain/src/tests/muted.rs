//! Muted means muted.

use kring_protocol::code::Rejection;
use kring_protocol::command::{Action, Command};
use kring_protocol::content::{Response, VoteMark};
use kring_protocol::roles::Concern;

use super::given::{AN, GESPREKSLEIDER, Given, INBRENGER, at, id, standing_at};
use super::script::{contribute, experience, idea, kernvraag, note};
use crate::event::Event;
use crate::state::Device;

/// The inbrenger is muted; the step would open a kind to them, and gives them a turn.
fn muted() -> Given {
    standing_at("brainstorm/ideeen")
}

/// A well-formed command for every action, as a page that shows too much would send it.
fn anything(action: Action) -> Command {
    use Action as A;
    use Command as C;
    let (from, participant) = (at("brainstorm/ideeen"), INBRENGER);
    let (contribution, case, mark) = (id(1), id(1), VoteMark::Appeals);
    let phase = || "plan".into();
    match action {
        A::AcceptAgreements => C::AcceptAgreements,
        A::Rename => C::Rename { name: "Ina".to_owned() },
        A::RenameDevice => {
            let device = Device::first_of(INBRENGER);
            C::RenameDevice { device, name: "telefoon".to_owned() }
        }
        A::RevokeDevice => C::RevokeDevice { device: Device::first_of(INBRENGER) },
        A::ConfirmClaim => C::ConfirmClaim { claim: Device::first_of(AN) },
        A::RefuseClaim => C::RefuseClaim { claim: Device::first_of(AN) },
        A::Leave => C::Leave,
        A::AssignOffice => {
            let office = kring_protocol::script::Role::Tijdbewaker;
            C::AssignOffice { participant, office, holds: true }
        }
        A::NameDeputy => C::NameDeputy { participant: Some(participant) },
        A::HandOver => C::HandOver { to: AN },
        A::TakeOver => C::TakeOver,
        A::ProposeLead => C::ProposeLead { participant: Some(AN) },
        A::Reclaim => C::Reclaim,
        A::AddPerson => C::AddPerson { name: "Jan".to_owned() },
        A::Remove => C::Remove { participant: AN, texts: false },
        A::SetDetails => {
            let (title, call_link) = (String::new(), String::new());
            C::SetDetails { title, scheduled_at_ms: None, call_link }
        }
        A::SetRetention => C::SetRetention { days: 7 },
        A::SetAgreements => C::SetAgreements { items: vec![] },
        A::SetMinutes => C::SetMinutes { phase: phase(), minutes: 1 },
        A::DropPhase => C::DropPhase { phase: phase() },
        A::RestorePhase => C::RestorePhase { phase: phase() },
        A::MovePhase => C::MovePhase { phase: phase(), to: 0 },
        A::InsertPhase => {
            let (title, opens) = ("x".to_owned(), vec![]);
            C::InsertPhase {
                at: 0,
                title,
                minutes: 1,
                question: String::new(),
                opens,
                muted: false,
            }
        }
        A::SetGuidingQuestions => C::SetGuidingQuestions { phase: phase(), items: vec![] },
        A::SetLearningOutcomes => C::SetLearningOutcomes { items: vec![] },
        A::SetLevel => C::SetLevel { level: 3 },
        A::Start => C::Start,
        A::Next => C::Next { from },
        A::Back => C::Back { from },
        A::UndoMove => C::UndoMove { from },
        A::GoTo => C::GoTo { from, phase: phase(), step: None },
        A::StartRound => C::StartRound { from },
        A::Close => C::Close,
        A::Erase => C::Erase,
        A::OpenReport => C::OpenReport,
        A::TakeAlong => C::TakeAlong { contributions: vec![contribution] },
        A::BlotText => C::BlotText { contribution },
        A::BlotName => C::BlotName { name: "Sam".to_owned() },
        A::AppointInbrenger => C::AppointInbrenger { participant: AN },
        A::StartTimer => C::StartTimer,
        A::PauseTimer => C::PauseTimer,
        A::ResumeTimer => C::ResumeTimer,
        A::AdjustTimer => C::AdjustTimer { minutes: 1 },
        A::StartSilence => C::StartSilence { seconds: 60 },
        A::EndSilence => C::EndSilence,
        A::NextTurn => C::NextTurn { from: None },
        A::PassTurn => C::PassTurn,
        A::DeferTurn => C::DeferTurn { participant },
        A::SetSpeakingOrder => C::SetSpeakingOrder { order: vec![] },
        A::RaiseHand => C::RaiseHand,
        A::LowerHand => C::LowerHand { participant },
        A::SignalReady => C::SignalReady { ready: true },
        A::SignalTime => C::SignalTime,
        A::RaiseConcern => C::RaiseConcern { concern: Some(Concern::Pause) },
        A::SettleConcern => C::SettleConcern { participant },
        A::SharePreparation => C::SharePreparation { shared: true },
        A::ReadPreparation => C::ReadPreparation { participant: AN },
        A::Contribute => contribute(from, experience("toch even dit")),
        A::ContributeFor => {
            C::ContributeFor { participant, at: from, content: experience("voor een ander") }
        }
        A::ConfirmText => C::ConfirmText { contribution },
        A::Edit => C::Edit { contribution, content: idea("anders") },
        A::Withdraw => C::Withdraw { contribution },
        A::Reveal => C::Reveal { from },
        A::Respond => C::Respond {
            to: id(1),
            response: Response::Appeal { appeals: true, why: String::new() },
        },
        A::Support => C::Support { contribution, supports: true },
        A::Choose => C::Choose { contribution, chosen: true },
        A::Spotlight => C::Spotlight { contribution: Some(contribution) },
        A::Vote => C::Vote { case, mark },
        A::WithdrawVote => C::WithdrawVote { case, mark },
        A::RevealVotes => C::RevealVotes,
        A::ConfirmCase => C::ConfirmCase { case },
        A::DropStep => C::DropStep { phase: phase(), step: "plan".into() },
        A::RestoreStep => C::RestoreStep { phase: phase(), step: "plan".into() },
        A::Adjourn => C::Adjourn { until_ms: None },
        A::ResumeMeeting => C::ResumeMeeting,
        A::ProposeReplan => C::ProposeReplan { minutes_left: 30 },
        A::AcceptReplan => C::AcceptReplan { from },
    }
}

#[test]
fn a_muted_inbrenger_is_refused_everything_but_leaving_and_saying_that_it_goes_too_far() {
    // Something of their own in this phase, written before they were the inbrenger.
    let here = standing_at("kern/kern").has(INBRENGER, Command::RaiseHand);
    let here = here.walk_to("brainstorm/ideeen").given([Event::ContributionAdded {
        id: id(1),
        author: INBRENGER,
        at: Some(at("brainstorm/ideeen")),
        round: 1,
        held: false,
        anonymous: false,
        content: idea("van vroeger"),
    }]);
    for action in Action::ALL.iter().copied() {
        let command = anything(action);
        assert_eq!(command.action(), action);
        match action {
            Action::Leave => {
                let left = Event::ParticipantLeft { participant: INBRENGER, removed: false };
                here.when(INBRENGER, command).then([left]);
            }
            Action::RaiseConcern => {
                let concern = Some(Concern::Pause);
                let raised = Event::ConcernRaised { participant: INBRENGER, concern };
                here.when(INBRENGER, command).then([raised]);
            }
            // When the meeting has started, this is over for everybody.
            Action::SetDetails
            | Action::SetAgreements
            | Action::SetLearningOutcomes
            | Action::ResumeMeeting
            | Action::Start => {
                here.when(INBRENGER, command).then_refused(Rejection::AlreadyStarted);
            }
            // Allowed to them, and not now: somebody leads.
            Action::ProposeLead => {
                here.when(INBRENGER, command).then_refused(Rejection::GespreksleiderPresent);
            }
            Action::Erase
            | Action::TakeAlong
            | Action::OpenReport
            | Action::BlotText
            | Action::BlotName => {
                here.when(INBRENGER, command).then_refused(Rejection::StillRunning);
            }
            _ => {
                here.when(INBRENGER, command).then_refused(Rejection::Muted);
            }
        }
    }
}

#[test]
fn a_muted_inbrenger_writes_changes_and_withdraws_their_own_notes() {
    let here = muted().wrote(INBRENGER, id(1), note("onthouden"));
    let here = here.has(INBRENGER, Command::Edit { contribution: id(1), content: note("beter") });
    assert!(here.me(INBRENGER).muted && here.me(INBRENGER).may_note);
    assert_eq!(here.me(INBRENGER).opens, []);
    here.has(INBRENGER, Command::Withdraw { contribution: id(1) });
}

#[test]
fn a_muted_inbrenger_does_not_touch_their_own_earlier_text_of_the_phase() {
    let here = standing_at("kern/kern").wrote(INBRENGER, id(1), kernvraag("Durf ik?"));
    let mute = here.walk_to("brainstorm/ideeen");
    let edit = Command::Edit { contribution: id(1), content: kernvraag("Wil ik?") };
    mute.when(INBRENGER, edit).then_refused(Rejection::Muted);
    mute.when(INBRENGER, Command::Withdraw { contribution: id(1) }).then_refused(Rejection::Muted);
}

#[test]
fn muting_lowers_the_inbrengers_hand_and_takes_their_ready_signal_and_turn() {
    let here = standing_at("kern/kern")
        .has(INBRENGER, Command::RaiseHand)
        .has(AN, Command::RaiseHand)
        .walk_to("brainstorm/ideeen");
    assert_eq!(here.state.hands, [AN]);
    assert!(!here.state.turns.as_ref().unwrap().waiting.contains(&INBRENGER));
}

#[test]
fn whoever_becomes_inbrenger_in_a_muting_step_is_muted_at_once() {
    let here = standing_at("brainstorm/ideeen").has(INBRENGER, Command::Leave);
    let here = here.has(AN, Command::RaiseHand).has(AN, Command::SignalReady { ready: true });
    let order = Command::SetSpeakingOrder { order: vec![AN, super::given::BO, GESPREKSLEIDER] };
    let here =
        here.has(GESPREKSLEIDER, order).has(GESPREKSLEIDER, Command::NextTurn { from: None });
    assert_eq!(here.state.turns.as_ref().unwrap().speaking, Some(AN));
    let here = here.has(GESPREKSLEIDER, Command::AppointInbrenger { participant: AN });
    assert_eq!(here.state.hands, []);
    assert!(here.state.ready.is_empty());
    let turns = here.state.turns.as_ref().unwrap();
    assert_eq!((turns.speaking, turns.clock), (None, None));
    assert!(!turns.waiting.contains(&AN));
    here.when(AN, contribute(at("brainstorm/ideeen"), idea("toch"))).then_refused(Rejection::Muted);
}

#[test]
fn the_others_go_on_and_nobody_is_muted_without_an_inbrenger() {
    let here = muted().wrote(AN, id(1), idea("bellen"));
    let here = here.has(INBRENGER, Command::Leave);
    for who in [GESPREKSLEIDER, AN] {
        assert!(!here.me(who).muted);
    }
}
