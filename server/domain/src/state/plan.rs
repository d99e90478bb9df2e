//! The plan in the state, how it was before a move, and what goes on after an interruption.

use std::collections::BTreeSet;
use std::sync::Arc;

use kring_protocol::ids::{PhaseId, Position, StepId};
use kring_protocol::record::{Clock, Turns, Visit};
use kring_protocol::script::{Phase, Step};
use serde::{Deserialize, Serialize};

use super::State;

/// How the ids of phases begin that a gespreksleider made.
pub(crate) const OWN_PHASE: &str = "eigen-";

/// How it was before the last move, as long as that can be undone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BeforeMove {
    /// Where the meeting stood.
    pub position: Position,
    /// Its clock.
    pub clock: Clock,
    /// Its turns.
    pub turns: Option<Turns>,
    /// The end of a silent moment that was going on.
    pub silence_until_ms: Option<i64>,
    /// Whether there was a silent moment.
    pub silence_had: bool,
}

/// A phase in this session's plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Planned {
    /// As it is in this session. Those that are the same in others can be shared with them: see
    /// [`State::share_phases`].
    pub phase: Arc<Phase>,
    /// Left out.
    pub dropped: bool,
    /// Steps that are left out.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub dropped_steps: BTreeSet<StepId>,
    /// What to look for or to ask in it.
    pub guiding_questions: Vec<String>,
    /// Visits so far.
    pub visits: Vec<Visit>,
}

impl Planned {
    /// Its steps that are not left out, in order.
    pub fn steps(&self) -> impl DoubleEndedIterator<Item = &Step> {
        self.phase.steps.iter().filter(|step| !self.dropped_steps.contains(&step.id))
    }

    /// Whether the gespreksleider made it: then its words are theirs.
    #[must_use]
    pub fn is_own(&self) -> bool {
        self.phase.id.0.starts_with(OWN_PHASE)
    }

    /// Whether it was entered in this round.
    #[must_use]
    pub fn was_visited(&self, round: u32) -> bool {
        self.visits.iter().any(|visit| visit.round == round)
    }
}

impl State {
    /// Puts those of the given phases that are the same in the place of its own, so that sessions with the same
    /// method hold it once. Nothing else becomes of it.
    pub fn share_phases(&mut self, library: &[Arc<Phase>]) {
        for planned in &mut self.plan {
            let same = library.iter().find(|phase| **phase == planned.phase);
            same.into_iter().for_each(|phase| planned.phase = Arc::clone(phase));
        }
    }
}

/// Since when a meeting stands still, and which of its clocks ran.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Adjourned {
    /// When it was adjourned.
    pub at_ms: i64,
    /// Whether the phase's clock ran.
    pub clock_ran: bool,
    /// Whether the speaker's clock ran.
    pub turn_ran: bool,
}

/// The minutes that a phase has from now on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhaseMinutes {
    /// Which phase.
    pub phase: PhaseId,
    /// Planned minutes.
    pub minutes: u32,
}
