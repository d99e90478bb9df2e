//! What a scripted person wants next, from what their page shows them.
//!
//! Most wishes are allowed, some are not: a refusal has to survive faults as well.

use kring_protocol::command::Action;
use kring_protocol::content::{Content, Kind, VoteMark};
use kring_protocol::record::{Contribution, Lifecycle};
use kring_protocol::{Command, Position, Record, RecordKey};

use crate::View;
use crate::play::{example, response};

/// Something to ask. `text` is different every time, so that every change is one.
#[must_use]
pub fn choose_action(view: &View, dice: &mut fastrand::Rng, text: String) -> Option<Command> {
    let may = |action| view.me().may.contains(&action);
    match view.stage().lifecycle {
        Lifecycle::Closed => None,
        Lifecycle::Adjourned if may(Action::ResumeMeeting) && dice.u8(..3) == 0 => {
            Some(Command::ResumeMeeting)
        }
        Lifecycle::Adjourned => Some(note(view, text)),
        Lifecycle::Lobby if may(Action::Start) && dice.u8(..4) == 0 => opening(view, dice),
        Lifecycle::Lobby => Some(match dice.u8(..3) {
            0 => Command::AcceptAgreements,
            1 => Command::Rename { name: text },
            _ => note(view, text),
        }),
        Lifecycle::Running if may(Action::Next) && dice.u8(..3) == 0 => leading(view, dice),
        Lifecycle::Running => taking_part(view, dice, text),
    }
}

/// The lobby's end: somebody becomes the inbrenger where the method does not choose one.
fn opening(view: &View, dice: &mut fastrand::Rng) -> Option<Command> {
    if dice.bool() {
        return Some(Command::Start);
    }
    let me = view.me().id;
    let people = view.records().values().filter_map(|record| match record {
        Record::Participant(other) if other.id != me && !other.left => Some(other.id),
        _ => None,
    });
    Some(Command::AppointInbrenger { participant: people.min()? })
}

fn leading(view: &View, dice: &mut fastrand::Rng) -> Option<Command> {
    let from = view.position();
    Some(match dice.u8(..23) {
        0..4 => Command::Next { from },
        4 => Command::GoTo { from, phase: any_phase(view, dice)?, step: None },
        5 => Command::StartRound { from },
        6 => Command::StartTimer,
        7 => Command::PauseTimer,
        8 => Command::ResumeTimer,
        9 => Command::AdjustTimer { minutes: dice.i32(-5..=5) },
        10 => Command::StartSilence { seconds: 60 },
        11 => Command::EndSilence,
        12 => Command::NextTurn { from: view.turns().and_then(|turns| turns.speaking) },
        13 => Command::LowerHand { participant: *hands(view).first()? },
        14 => Command::Reveal { from },
        15 => Command::RevealVotes,
        16 => Command::ConfirmCase { case: any(&view.of(Kind::Case), dice)?.id },
        17 => Command::NameDeputy { participant: hands(view).first().copied() },
        18 => Command::Adjourn { until_ms: None },
        19 => Command::ProposeReplan { minutes_left: dice.u32(1..60) },
        20 => Command::AcceptReplan { from },
        _ => {
            let kind = *view.me().chooses.first()?;
            let contribution = any(&view.of(kind), dice)?.id;
            Command::Choose { contribution, chosen: dice.bool() }
        }
    })
}

fn taking_part(view: &View, dice: &mut fastrand::Rng, text: String) -> Option<Command> {
    let me = view.me();
    let at = view.position();
    Some(match dice.u8(..24) {
        0..9 => write(view, dice, at, text)?,
        9..12 => note(view, text),
        12..14 => {
            let own = own(view, dice)?;
            Command::Edit { contribution: own.id, content: rewritten(own, text) }
        }
        14 => Command::Withdraw { contribution: own(view, dice)?.id },
        15 => Command::RaiseHand,
        16 => Command::LowerHand { participant: me.id },
        17 => Command::SignalReady { ready: !me.ready },
        18 => Command::Rename { name: text },
        19 => Command::PassTurn,
        20 => {
            let case = any(&view.of(Kind::Case), dice)?.id;
            let mark = if dice.bool() { VoteMark::Appeals } else { VoteMark::Recognised };
            if dice.u8(..4) == 0 {
                Command::WithdrawVote { case, mark }
            } else {
                Command::Vote { case, mark }
            }
        }
        21 => {
            let kind = *me.supports.first()?;
            let contribution = any(&view.of(kind), dice)?.id;
            Command::Support { contribution, supports: dice.u8(..4) > 0 }
        }
        22 => {
            let kind = *me.responses.first()?;
            let written: Vec<_> = kind.answers().iter().flat_map(|kind| view.of(*kind)).collect();
            Command::Respond { to: any(&written, dice)?.id, response: response(kind) }
        }
        _ => Command::NextTurn { from: Some(me.id) },
    })
}

fn write(view: &View, dice: &mut fastrand::Rng, at: Position, text: String) -> Option<Command> {
    let opens = &view.me().opens;
    if opens.is_empty() {
        return Some(note(view, text));
    }
    let opening = opens.get(dice.usize(..opens.len()))?;
    let content = if opening.kind == Kind::Answer {
        Content::Answer { text, question: any(&view.of(Kind::Question), dice)?.id }
    } else {
        example(view, opening, text)
    };
    Some(Command::Contribute { at, content })
}

fn note(view: &View, text: String) -> Command {
    let nowhere = || Position { phase: "".into(), step: "".into() };
    let at = view.stage().position.clone().unwrap_or_else(nowhere);
    Command::Contribute { at, content: Content::Note { text } }
}

/// Something of one's own.
fn own<'a>(view: &'a View, dice: &mut fastrand::Rng) -> Option<&'a Contribution> {
    let me = view.me().id;
    // The latest ones: what is older is mostly closed, and a few refusals will do.
    let all = view.order.iter().rev().filter_map(|id| view.contribution(*id));
    let own: Vec<_> = all.filter(|c| c.mine || c.author == Some(me)).take(5).collect();
    any(&own, dice)
}

/// The same kind with another text where that is easily said; a note otherwise, which is refused.
fn rewritten(own: &Contribution, text: String) -> Content {
    match &own.content {
        Content::Observation { tag, moment, .. } => {
            Content::Observation { text, tag: *tag, moment: *moment }
        }
        Content::Question { category, .. } => Content::Question { text, category: *category },
        Content::Case { leervraag, wish, .. } => {
            Content::Case { text, leervraag: leervraag.clone(), wish: *wish }
        }
        Content::Idea { .. } => Content::Idea { text },
        Content::Experience { .. } => Content::Experience { text },
        Content::Insight { .. } => Content::Insight { text },
        Content::Takeaway { .. } => Content::Takeaway { text },
        _ => Content::Note { text },
    }
}

fn any_phase(view: &View, dice: &mut fastrand::Rng) -> Option<kring_protocol::PhaseId> {
    let phases = view.records().keys().filter_map(|key| match key {
        RecordKey::Phase(id) => Some(id.clone()),
        _ => None,
    });
    // A map has no order of its own, and the same seed should ask the same.
    let mut phases: Vec<_> = phases.collect();
    phases.sort();
    phases.get(dice.usize(..phases.len().max(1))).cloned()
}

fn hands(view: &View) -> &[kring_protocol::ParticipantId] {
    match view.get(&RecordKey::Hands) {
        Some(Record::Hands { order }) => order,
        _ => &[],
    }
}

fn any<'a>(all: &[&'a Contribution], dice: &mut fastrand::Rng) -> Option<&'a Contribution> {
    all.get(dice.usize(..all.len().max(1))).copied()
}
