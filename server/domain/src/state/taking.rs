//! What people take along from one meeting of a group to the next.

use kring_protocol::content::{BLOTTED, Commitment, Content, Kind};
use kring_protocol::ids::{ContributionId, ParticipantId, Position, SessionId};
use kring_protocol::script::InbrengerState;
use serde::{Deserialize, Serialize};

use super::{Contribution, Planned, State};

/// The meeting from which something was taken along.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TakenFrom {
    /// Which.
    pub session: SessionId,
    /// When it was closed, in milliseconds since 1970.
    pub at_ms: i64,
}

/// Something that was taken along from the last meeting.
#[derive(Debug, Clone, PartialEq)]
pub struct TakenLine {
    /// Its id in this meeting.
    pub id: ContributionId,
    /// It.
    pub content: Content,
}

impl State {
    /// Whether this can go to the next meeting: somebody's own, with their name on it. What was taken along
    /// to this meeting can go on.
    #[must_use]
    pub fn is_takeable(&self, by: ParticipantId, contribution: &Contribution) -> bool {
        let of_kind = match &contribution.content {
            Content::Evaluation { keep, change, .. } => !keep.is_empty() || !change.is_empty(),
            content => matches!(
                content.kind(),
                Kind::Action | Kind::Agreement | Kind::Goal | Kind::Takeaway
            ),
        };
        let is_own = contribution.author == by && contribution.written_for.is_none();
        let is_named = !contribution.anonymous && !contribution.content.is_blotted();
        of_kind && is_own && is_named
    }

    /// What goes to the next meeting of what somebody takes along, each with an id of this meeting. The next
    /// small step that they named for something goes as well, as what they are going to do.
    #[must_use]
    pub fn going_on(&self, by: ParticipantId) -> Vec<(ContributionId, Content)> {
        let chosen = self.taking.get(&by).into_iter().flat_map(|takes| &takes.contributions);
        let chosen = chosen.filter_map(|id| self.contributions.get(id));
        let chosen = chosen.filter(|c| !c.content.is_blotted());
        let with_next_step = |c: &Contribution| {
            let itself = (c.id, c.content.clone());
            [itself].into_iter().chain(self.next_step_after(c.id)).collect::<Vec<_>>()
        };
        chosen.flat_map(with_next_step).collect()
    }

    fn next_step_after(&self, taken: ContributionId) -> Option<(ContributionId, Content)> {
        self.contributions.values().find_map(|c| match &c.content {
            Content::Lookback { of: Some(of), next_step: Some(what), .. }
                if *of == taken && what != BLOTTED =>
            {
                let action = Commitment { what: what.clone(), ..Commitment::default() };
                Some((c.id, Content::Action(action)))
            }
            _ => None,
        })
    }

    /// What people took along to this meeting and that waits for its step.
    pub fn taken_and_waiting(&self) -> impl Iterator<Item = &Contribution> {
        self.in_order().filter(|c| c.taken_from.is_some() && c.waits())
    }

    /// What comes up at this step, of those who are here: what people said should stay or change where the
    /// meeting is evaluated, and the rest where it is looked back, or in the first step of a plan without that.
    #[must_use]
    pub fn taken_for(&self, at: &Position) -> Vec<ContributionId> {
        // A muted inbrenger says nothing by what they wrote before.
        let is_muted = |author| {
            let step = self.step_at(at).filter(|step| step.inbrenger == InbrengerState::Muted);
            step.is_some() && self.inbrenger() == Some(author)
        };
        let here = self.taken_and_waiting().filter(|c| self.present(c.author).is_some());
        let here = here.filter(|c| !is_muted(c.author));
        here.filter(|c| self.belongs_to(c, at)).map(|c| c.id).collect()
    }

    fn belongs_to(&self, taken: &Contribution, at: &Position) -> bool {
        let Some(step) = self.step_at(at) else { return false };
        let opens = |kind| step.opens.iter().any(|opening| opening.kind == kind);
        if taken.content.kind() == Kind::Evaluation {
            return opens(Kind::Evaluation);
        }
        if self.looks_back() {
            return opens(Kind::Lookback);
        }
        let mut plan = self.plan.iter().filter(|planned| !planned.dropped);
        let first = plan.find_map(|planned| Some((&planned.phase.id, planned.steps().next()?)));
        first.is_some_and(|(phase, step)| *phase == at.phase && step.id == at.step)
    }

    /// Whether the plan has a step for looking back.
    fn looks_back(&self) -> bool {
        let plan = self.plan.iter().filter(|planned| !planned.dropped);
        let mut openings = plan.flat_map(Planned::steps).flat_map(|step| &step.opens);
        openings.any(|opening| opening.kind == Kind::Lookback)
    }
}
