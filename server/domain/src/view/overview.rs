//! What the gespreksleider sees of the whole: who was heard, what is missing, what lies ahead.

use std::collections::BTreeSet;

use kring_protocol::code::Rejection;
use kring_protocol::ids::{ParticipantId, PhaseId, Position};
use kring_protocol::record::Overview;

use crate::event::Event;
use crate::rules::{following, lacks_inbrenger, phases_ahead};
use crate::state::State;

/// Counts only what the gespreksleider can see: held-back writing stays unknown to them too.
pub(super) fn overview(state: &State) -> Overview {
    let phase = state.position.as_ref().map(|at| &at.phase);
    let round = state.round_number();
    let is_heard = |id: &ParticipantId| {
        phase.is_some_and(|phase| state.contributions.is_heard_in(phase, round, *id))
    };
    let muted = state.inbrenger().filter(|id| state.is_muted_by_step(*id));
    let is_asked = |id: &ParticipantId| *id != state.gespreksleider && Some(*id) != muted;
    let is_quiet = |id: &ParticipantId| is_asked(id) && !is_heard(id);
    let times = |id: &ParticipantId| heard_times(state, *id);
    let unheard = state.everybody().map(|p| p.id).filter(is_asked).filter(|id| times(id) == 0);
    let mut quiet_hands = state.hands.clone();
    quiet_hands.sort_by_key(times);
    Overview {
        ready: state.ready.iter().copied().collect(),
        quiet: state.everybody().map(|p| p.id).filter(is_quiet).collect(),
        missing: state.missing(),
        next_refused: next_refused(state),
        held_by: held_by(state),
        concerns: state.concerns.clone(),
        unheard: unheard.collect(),
        quiet_hands,
        ahead: ahead(state),
        replan: state.replan.clone(),
    }
}

fn next_refused(state: &State) -> Option<Rejection> {
    let lacks = following(state).is_some_and(|to| lacks_inbrenger(state, &to));
    lacks.then_some(Rejection::NoInbrenger)
}

/// Nothing while it stands still until another day.
fn ahead(state: &State) -> Vec<PhaseId> {
    let ahead = phases_ahead(state).filter(|_| state.is_running());
    ahead.map(|planned| planned.phase.id.clone()).collect()
}

/// Others who are here, so many that a count of those who wrote does not tell who did.
const COUNTED_FROM: usize = 3;

/// How many others wrote something that is held back here, where the group was told of the count.
fn held_by(state: &State) -> Option<u32> {
    let at = state.position.as_ref()?;
    if !counts_held(state) {
        return None;
    }
    let counted = |kind| state.step()?.opens.iter().find(|o| o.kind == kind && o.held && o.counted);
    let writes =
        |p: &crate::state::Participant| p.id != state.gespreksleider && !p.is_without_device();
    let is_other = |id: ParticipantId| state.present(id).is_some_and(writes);
    let others = state.everybody().filter(|p| is_other(p.id)).count();
    let held = state.contributions.held_at(at);
    let held = held.filter(|(kind, author)| counted(*kind).is_some() && is_other(*author));
    let authors: BTreeSet<ParticipantId> = held.map(|(_, author)| author).collect();
    (others >= COUNTED_FROM).then(|| u32::try_from(authors.len()).unwrap_or(u32::MAX))
}

/// How often the gespreksleider heard somebody: turns that they took or passed, and texts.
fn heard_times(state: &State, id: ParticipantId) -> usize {
    let turns = state.turns_had.get(&id).copied().unwrap_or(0);
    let now = state.turns.iter().flat_map(|turns| [&turns.spoken, &turns.passed]).flatten();
    let now = now.chain(state.turns.iter().filter_map(|turns| turns.speaking.as_ref()));
    let texts = state.contributions.heard_times(id);
    let turns = usize::try_from(turns).unwrap_or(usize::MAX);
    turns.saturating_add(now.filter(|who| **who == id).count() + texts)
}

/// Whether this step counts something that it holds back.
fn counts_held(state: &State) -> bool {
    state
        .step()
        .is_some_and(|step| step.opens.iter().any(|opening| opening.held && opening.counted))
}

/// Whether the overview is known to stay what it is with something that is added, because it says nothing new:
/// its author was heard before, and what it brings about is there.
pub(super) fn stays_with(state: &State, added: &Event) -> bool {
    let Event::ContributionAdded { author, at, round, held, anonymous, content, .. } = added else {
        return false;
    };
    let kind = content.kind();
    if *held {
        let Some(at) = at.as_ref().filter(|at| state.position.as_ref() == Some(at)) else {
            return true;
        };
        let is_known = || state.contributions.held_at(at).any(|known| known == (kind, *author));
        return !counts_held(state) || is_known();
    }
    if kind.is_private() {
        return true;
    }
    let is_heard = || {
        let written = &state.contributions;
        let was_here = |at: &Position| written.is_heard_in(&at.phase, *round, *author);
        written.heard_times(*author) > 0 && at.as_ref().is_some_and(was_here)
    };
    let tells = !anonymous && (!is_heard() || state.hands.contains(author));
    !tells && !state.missing().iter().any(|outcome| outcome.is_made_of(content))
}
