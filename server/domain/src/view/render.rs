//! Makes a record. Depends on the key and the visibility alone: viewers with the same visibility get the same bytes.

use std::collections::BTreeSet;

use kring_protocol::command::Action;
use kring_protocol::content::{Kind, VoteMark};
use kring_protocol::devices;
use kring_protocol::ids::{ContributionId, ParticipantId, PhaseId, StepId};
use kring_protocol::record::{self, CaseRound, Me, OwnVote, PlannedPhase, Stage, Tally};
use kring_protocol::script::{InbrengerState, Opening, Phase};
use kring_protocol::{Record, RecordKey};

use super::{display, overview};
use crate::retention::due_ms;
use crate::rules::{
    Asker, Visibility, edit_scope, nearly_full, next_act, opening, report_opens_at_ms,
    report_waits_for, undo_until_ms,
};
use crate::state::{Claim, Device, Round, State, Status};

/// The record, or none if there is nothing to see.
#[must_use]
pub fn render(state: &State, key: &RecordKey, visibility: Visibility) -> Option<Record> {
    match (key, visibility) {
        (_, Visibility::Hidden) => None,
        (RecordKey::Me, Visibility::Me(id)) => Some(Record::Me(me(state, id)?)),
        // `me` belongs to one viewer and nothing else does: anything between is a mistake.
        (RecordKey::Me, _) | (_, Visibility::Me(_)) => None,
        (key, Visibility::OnDisplay) => {
            display::reduced(state, render(state, key, Visibility::Shown)?)
        }
        (RecordKey::Meeting, _) => Some(Record::Meeting(meeting(state))),
        (RecordKey::Stage, Visibility::InPart) => {
            Some(Record::Stage(Stage { spotlight: None, ..stage(state)? }))
        }
        (_, Visibility::InPart) => None,
        (RecordKey::Stage, _) => Some(Record::Stage(stage(state)?)),
        (RecordKey::Timer, _) => state.clock.map(Record::Timer),
        (RecordKey::Turns, _) => state.turns.clone().map(Record::Turns),
        (RecordKey::Hands, _) => Some(Record::Hands { order: state.hands.clone() }),
        (RecordKey::Phase(id), _) => {
            let index = state.plan.iter().position(|planned| &planned.phase.id == id)?;
            phase(state, index)
        }
        (RecordKey::Participant(id), _) => participant(state, *id),
        (RecordKey::Contribution(id), visibility) => {
            contribution(state, *id, visibility == Visibility::Own)
        }
        (RecordKey::Tally(case), _) => tally(state, *case),
        (RecordKey::Overview, _) => Some(Record::Overview(overview::overview(state))),
        (
            RecordKey::Waiting
            | RecordKey::Group
            | RecordKey::GroupName
            | RecordKey::Member(_)
            | RecordKey::GroupMeeting(_)
            | RecordKey::DatePoll(_)
            | RecordKey::Rota
            | RecordKey::MemberClaims
            | RecordKey::GroupMe,
            _,
        ) => None,
    }
}

pub(super) fn meeting(state: &State) -> record::Meeting {
    record::Meeting {
        session: state.session,
        method: state.method.clone(),
        method_title: state.method_title.clone(),
        title: state.title.clone(),
        scheduled_at_ms: state.scheduled_at_ms,
        time_zone: state.time_zone.clone(),
        call_link: state.call_link.clone(),
        agreements: state.standing_agreements(),
        learning_outcomes: state.learning_outcomes.clone(),
        level: state.level,
        strict: state.strict,
        pupil_plan: state.pupil_plan,
        preparation: state.preparation.clone(),
        reflection: state.reflection.clone(),
        group: state.group,
        started_at_ms: state.started_at_ms,
        closed_at_ms: state.closed_at_ms,
        led_by: state.led_by,
        keep_days: state.keep_days,
        erase_at_ms: state.closed_at_ms.map(|_| due_ms(state, 0)),
        report_opens_at_ms: report_opens_at_ms(state),
        report_waits_for: report_waits_for(state),
    }
}

fn stage(state: &State) -> Option<Stage> {
    let Status::Active(lifecycle) = state.status else { return None };
    Some(Stage {
        lifecycle,
        position: state.position.clone(),
        round: state.round_number(),
        inbrenger: state.inbrenger(),
        case: state.rounds.last().and_then(|round| round.case),
        rounds: state.rounds.iter().map(case_round).collect(),
        next_act: next_act(state),
        undo_until_ms: undo_until_ms(state),
        gespreksleider: state.gespreksleider,
        deputy: state.deputy,
        may_reclaim: state.displaced,
        proposed_leads: state.proposed_leads.clone(),
        role_change: state.role_change,
        time_signal: state.time_signal,
        claims: state.claims.iter().map(claim).collect(),
        returned: state.returned,
        inbrenger_state: state.step().map(|step| step.inbrenger),
        votes_revealed: state.votes_revealed,
        silence_until_ms: state.silence_until_ms,
        plan_ends_at_ms: state.plan_ends_at_ms,
        spotlight: state.spotlight,
        guests_for: guests_for(state),
        display: state.display.is_some(),
    })
}

/// In the order of the plan.
fn guests_for(state: &State) -> Vec<PhaseId> {
    let asked = state.guests_for.iter().flat_map(|asked| &asked.phases);
    asked.cloned().collect()
}

fn claim(claim: &Claim) -> devices::Claim {
    devices::Claim {
        device: claim.device.id,
        participant: claim.participant,
        confirmed_by: claim.confirmed_by.clone(),
        expires_at_ms: claim.expires_at_ms(),
    }
}

fn case_round(round: &Round) -> CaseRound {
    CaseRound { inbrenger: round.inbrenger, case: round.case }
}

fn phase(state: &State, index: usize) -> Option<Record> {
    let planned = state.plan.get(index)?;
    let is_dropped = |step: &StepId| planned.dropped_steps.contains(step);
    Some(Record::Phase(PlannedPhase {
        index: u32::try_from(index).ok()?,
        dropped: planned.dropped,
        guiding_questions: planned.guiding_questions.clone(),
        dropped_steps: planned
            .phase
            .steps
            .iter()
            .map(|step| step.id.clone())
            .filter(is_dropped)
            .collect(),
        visits: planned.visits.clone(),
        phase: Phase::clone(&planned.phase),
    }))
}

fn participant(state: &State, id: ParticipantId) -> Option<Record> {
    let participant = state.participants.iter().find(|p| p.id == id)?;
    Some(Record::Participant(record::Participant {
        id,
        name: participant.name.clone(),
        roles: state.roles(id),
        accepted: participant.accepted,
        late: participant.late,
        left: participant.left,
        removed: participant.removed,
        guest_for: participant.guest_for.iter().flatten().cloned().collect(),
        without_device: participant.is_without_device(),
        preparation: state
            .shares_preparation(id)
            .then(|| record::SharedPreparation { read_by: state.preparation_readers(id) }),
    }))
}

fn contribution(state: &State, id: ContributionId, own: bool) -> Option<Record> {
    let contribution = state.contributions.get(&id)?;
    let author = (!contribution.anonymous).then_some(contribution.author);
    // While the meeting is not on nobody is sent the link to a fragment, but whoever brings it.
    let content = if state.is_running() || (own && contribution.waits()) {
        contribution.content.clone()
    } else {
        contribution.content.without_link()
    };
    Some(Record::Contribution(record::Contribution {
        id,
        author,
        mine: own,
        round: contribution.round,
        at: contribution.at.clone(),
        held: contribution.held,
        content,
        response: contribution.response.clone(),
        supporters: contribution.supporters.clone(),
        chosen: contribution.chosen,
        edited: contribution.edited,
        written_for: contribution.written_for,
        confirmed_by: contribution.confirmed_by,
        beforehand: contribution.beforehand,
        taken_from_ms: contribution.taken_from.map(|from| from.at_ms),
    }))
}

fn tally(state: &State, case: ContributionId) -> Option<Record> {
    let count = |mark| {
        let voters = state.votes.get(&(case, mark)).map_or(0, BTreeSet::len);
        u32::try_from(voters).unwrap_or(u32::MAX)
    };
    state.contributions.get(&case)?;
    Some(Record::Tally(Tally {
        case,
        appeals: count(VoteMark::Appeals),
        recognised: count(VoteMark::Recognised),
    }))
}

fn me(state: &State, id: ParticipantId) -> Option<Me> {
    let person = state.present(id)?;
    let own = |own: &Device| devices::Device { id: own.id, name: own.name.clone() };
    let muted = state.is_muted(id);
    let asker = Asker::of(state, id);
    let may = Action::ALL.iter().copied().filter(|action| asker.may(*action).is_ok());
    let silent = state.is_silent();
    let step = state.step().filter(|_| state.is_running() && !muted && !silent);
    let leads = state.gespreksleider == id;
    let rates = state.inbrenger() == Some(id);
    Some(Me {
        id,
        roles: state.roles(id),
        opens: if step.is_some() { opens(state, id) } else { vec![] },
        may_note: state.closed_at_ms.is_none() && asker.may(Action::Contribute).is_ok(),
        responses: step.filter(|_| rates).map(|step| step.responses.clone()).unwrap_or_default(),
        supports: step.map(|step| step.supports.clone()).unwrap_or_default(),
        chooses: step_chooses(state, leads),
        may: may.collect(),
        edits: edit_scope(state, id),
        left: nearly_full(state, id),
        muted,
        turned_away: state.is_turned_away(id),
        ready: state.ready.contains(&id),
        concern: state.concerns.iter().find(|r| r.participant == id).map(|r| r.concern),
        devices: person.devices.iter().map(own).collect(),
        has_code: person.code.is_some(),
        takes_along: state.taking.get(&id).filter(|takes| !takes.contributions.is_empty()).cloned(),
        votes: own_votes(state, id),
    })
}

fn opens(state: &State, id: ParticipantId) -> Vec<Opening> {
    let Some(step) = state.step() else { return vec![] };
    let listed = step.opens.iter().map(|opening| opening.kind);
    let mut kinds: Vec<Kind> = vec![];
    for kind in listed.chain([Kind::Record]) {
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    debug_assert!(step.inbrenger != InbrengerState::Muted || state.inbrenger() != Some(id));
    kinds.into_iter().filter_map(|kind| opening(state, step, id, kind)).collect()
}

fn step_chooses(state: &State, leads: bool) -> Vec<Kind> {
    let step = state.step().filter(|_| leads && state.is_running());
    step.map(|step| step.chooses.clone()).unwrap_or_default()
}

fn own_votes(state: &State, id: ParticipantId) -> Vec<OwnVote> {
    let cast = state.votes.iter().filter(|(_, voters)| voters.contains(&id));
    cast.map(|((case, mark), _)| OwnVote { case: *case, mark: *mark }).collect()
}
