//! Where a meeting stands, for a trainer of its group who is not in it.

use kring_protocol::clock::Clock;
use kring_protocol::group::rest::PhaseBeside;
use kring_protocol::ids::PhaseId;
use kring_protocol::record::Lifecycle;

use crate::state::{Planned, State, Status};

/// Where a meeting stands: nothing that anybody wrote, and nobody's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Where it is in its life.
    pub lifecycle: Lifecycle,
    /// The phase it is in.
    pub phase: Option<PhaseBeside>,
    /// The timer.
    pub timer: Option<Clock>,
}

/// None of a meeting that is not there, or was erased.
#[must_use]
pub fn beside(state: &State) -> Option<Standing> {
    let Status::Active(lifecycle) = state.status else { return None };
    let is_on = matches!(lifecycle, Lifecycle::Running | Lifecycle::Adjourned);
    let here = state.position.as_ref().filter(|_| is_on);
    let phase = here.and_then(|at| phase(state, &at.phase));
    Some(Standing { lifecycle, phase, timer: state.clock.filter(|_| is_on) })
}

fn phase(state: &State, id: &PhaseId) -> Option<PhaseBeside> {
    let is_here = |planned: &Planned| &planned.phase.id == id;
    let kept = |planned: &&Planned| !planned.dropped || is_here(planned);
    let of = state.plan.iter().filter(kept).count();
    let index = state.plan.iter().filter(kept).position(is_here)?;
    let here = state.planned(id)?;
    // Of a phase that the gespreksleider made the title is theirs, and may say anything.
    let title = (!here.is_own()).then(|| here.phase.title.clone());
    Some(PhaseBeside { title, number: u32::try_from(index + 1).ok()?, of: u32::try_from(of).ok()? })
}
