//! From the records of a view to a report.

use std::collections::HashMap;

use kring_protocol::content::{Content, Feasible, Kind, Response};
use kring_protocol::ids::QuestionId;
use kring_protocol::record::{Contribution, Meeting, PlannedPhase, Stage, Visit};
use kring_protocol::report::{
    Report, ReportAnswer, ReportPerson, ReportPhase, ReportPreparation, ReportRound,
};
use kring_protocol::script::Outcome;
use kring_protocol::text::Text;
use kring_protocol::{ParticipantId, Record};

use super::plan::pupil_plan;

/// A view, sorted by what its records are.
struct View<'a> {
    meeting: &'a Meeting,
    stage: &'a Stage,
    phases: Vec<&'a PlannedPhase>,
    people: Vec<&'a kring_protocol::record::Participant>,
    contributions: Vec<&'a Contribution>,
}

/// The report of the participant whose view this is; none before the meeting has started.
#[must_use]
pub fn report(reader: ParticipantId, records: &[Record]) -> Option<Report> {
    let view = view(records)?;
    let started_at_ms = view.meeting.started_at_ms?;
    let own_note = |c: &&&Contribution| c.content.kind() == Kind::Note && c.author == Some(reader);
    let is_step = |kind| matches!(kind, Kind::Action | Kind::Agreement | Kind::Takeaway);
    let own_step = |c: &&&Contribution| {
        let own = c.speaker() == Some(reader) && c.taken_from_ms.is_none();
        is_step(c.content.kind()) && own && !c.content.is_blotted()
    };
    let led_by = view.meeting.led_by.unwrap_or(view.stage.gespreksleider);
    // Somebody who was removed was not of the group; their name stays where they wrote something.
    let wrote = |id| view.contributions.iter().any(|c| [c.author, c.speaker()].contains(&Some(id)));
    let people = view.people.iter().filter(|p| !p.removed || wrote(p.id));
    let people = people.map(|p| ReportPerson { id: p.id, name: p.name.clone() });
    Some(Report {
        title: view.meeting.title.clone(),
        method_title: view.meeting.method_title.clone(),
        time_zone: view.meeting.time_zone.clone(),
        started_at_ms,
        closed_at_ms: view.meeting.closed_at_ms,
        erase_at_ms: view.meeting.erase_at_ms,
        people: people.collect(),
        gespreksleider: name(&view, led_by).unwrap_or_default(),
        agreements: view.meeting.agreements.clone(),
        learning_outcomes: view.meeting.learning_outcomes.clone(),
        preparation: preparation(&view),
        rounds: (1..=view.stage.round).map(|round| report_round(&view, round)).collect(),
        steps: view.contributions.iter().filter(own_step).map(|c| (*c).clone()).collect(),
        notes: view.contributions.iter().filter(own_note).map(|c| (*c).clone()).collect(),
        reflection: reflection(&view, reader),
    })
}

/// What can be handed on: the report without the reader's own step, notes and reflection.
#[must_use]
pub fn without_own(report: Report) -> Report {
    Report { steps: vec![], notes: vec![], reflection: vec![], ..report }
}

/// What the reader answered for themselves, in the order of the questions.
fn reflection(view: &View<'_>, reader: ParticipantId) -> Vec<ReportAnswer> {
    let asked = view.meeting.reflection.iter().map(|asked| (&asked.id, &asked.ask));
    answers(view, reader, Kind::Reflection, asked)
}

/// What people prepared and shared, in the order of the people and of the questions.
fn preparation(view: &View<'_>) -> Vec<ReportPreparation> {
    let prepared = view.people.iter().map(|person| {
        let asked = view.meeting.preparation.iter().map(|asked| (&asked.id, &asked.ask));
        let answers = answers(view, person.id, Kind::Preparation, asked);
        ReportPreparation { name: person.name.clone(), answers }
    });
    prepared.filter(|prepared| !prepared.answers.is_empty()).collect()
}

fn answers<'a>(
    view: &View<'_>,
    author: ParticipantId,
    kind: Kind,
    questions: impl Iterator<Item = (&'a QuestionId, &'a Text)>,
) -> Vec<ReportAnswer> {
    let answered = questions.filter_map(|(id, ask)| {
        let own = view.contributions.iter().filter(|c| c.author == Some(author));
        let mut own = own.filter(|c| c.content.kind() == kind);
        let answer = own.find(|c| c.content.question() == Some(id))?;
        let text = answer.content.texts().concat();
        Some(ReportAnswer { ask: ask.clone(), text })
    });
    answered.collect()
}

fn view(records: &[Record]) -> Option<View<'_>> {
    let (mut meeting, mut stage) = (None, None);
    let (mut phases, mut people, mut contributions) = (vec![], vec![], vec![]);
    for record in records {
        match record {
            Record::Meeting(record) => meeting = Some(record),
            Record::Stage(record) => stage = Some(record),
            Record::Phase(phase) => phases.push(phase),
            Record::Participant(participant) => people.push(participant),
            // What is held back is not the group's yet, not even in its author's report.
            Record::Contribution(contribution) if !contribution.held => {
                contributions.push(contribution);
            }
            Record::Contribution(_)
            | Record::Timer(_)
            | Record::Turns(_)
            | Record::Hands { .. }
            | Record::Tally(_)
            | Record::Overview(_)
            | Record::Me(_)
            | Record::Waiting(_)
            | Record::Group(_)
            | Record::GroupName(_)
            | Record::Member(_)
            | Record::GroupMeeting(_)
            | Record::DatePoll(_)
            | Record::Rota { .. }
            | Record::MemberClaims { .. }
            | Record::GroupMe(_) => {}
        }
    }
    phases.sort_by_key(|phase| phase.index);
    Some(View { meeting: meeting?, stage: stage?, phases, people, contributions })
}

fn name(view: &View<'_>, id: ParticipantId) -> Option<String> {
    view.people.iter().find(|p| p.id == id).map(|p| p.name.clone())
}

fn report_round(view: &View<'_>, round: u32) -> ReportRound {
    let shared = |c: &&&Contribution| c.round == round && !c.content.kind().is_private();
    let written: Vec<&Contribution> = view.contributions.iter().filter(shared).copied().collect();
    // Where nothing is left of a text it says nothing in what the hour came to.
    let left = || written.iter().filter(|c| !c.content.is_blotted());
    let all = |wanted: &dyn Fn(&Contribution) -> bool| -> Vec<Contribution> {
        left().filter(|c| wanted(c)).map(|c| (*c).clone()).collect()
    };
    let last = |kind: Kind| left().rfind(|c| c.content.kind() == kind).map(|c| (*c).clone());
    let chosen = |kind: Kind| all(&|c| c.chosen && c.content.kind() == kind);
    let of_kind = |kind: Kind| all(&|c| c.content.kind() == kind);
    let record = view.stage.rounds.get(usize::try_from(round).unwrap_or(0).saturating_sub(1));
    let case = record.and_then(|record| record.case);
    let case = case.and_then(|id| view.contributions.iter().find(|c| c.id == id));
    let case = case.filter(|c| !c.content.is_blotted());
    let inbrenger = record.and_then(|record| record.inbrenger);
    let by_inbrenger = |c: &Contribution| c.speaker().is_some() && c.speaker() == inbrenger;
    let mut made = ReportRound {
        round,
        inbrenger: inbrenger.and_then(|id| name(view, id)),
        case: case.map(|c| (*c).clone()),
        leervraag: last(Kind::Leervraag),
        themes: chosen(Kind::Theme),
        kernvraag: chosen(Kind::Kernvraag).pop(),
        goal: last(Kind::Goal),
        commitments: all(&|c| matches!(c.content, Content::Action(_) | Content::Agreement(_))),
        needs: all(
            &|c| matches!(c.response, Some(Response::Feasibility { feasible, .. }) if feasible != Feasible::No),
        ),
        support: of_kind(Kind::Support),
        appealing: all(&|c| matches!(c.response, Some(Response::Appeal { appeals: true, .. }))),
        insights: all(&|c| c.content.kind() == Kind::Insight && (c.chosen || by_inbrenger(c))),
        records: of_kind(Kind::Record),
        takeaways: of_kind(Kind::Takeaway),
        evaluations: of_kind(Kind::Evaluation),
        plan: None,
        phases: report_phases(view, round, &written),
    };
    made.plan = view.meeting.pupil_plan.then(|| pupil_plan(&made));
    made
}

fn report_phases(view: &View<'_>, round: u32, written: &[&Contribution]) -> Vec<ReportPhase> {
    let mut by_phase: HashMap<_, Vec<Contribution>> = HashMap::new();
    let taken_along = view.contributions.iter().filter(|c| round == 1 && c.taken_from_ms.is_some());
    for contribution in taken_along.chain(written) {
        if let Some(at) = &contribution.at {
            by_phase.entry(at.phase.clone()).or_default().push((*contribution).clone());
        }
    }
    let of_round = |planned: &&&PlannedPhase| {
        let visited = planned.visits.iter().any(|visit| visit.round == round);
        visited || by_phase.contains_key(&planned.phase.id)
    };
    let of_round: Vec<_> = view.phases.iter().filter(of_round).collect();
    let phases = of_round.into_iter().map(|planned| {
        let visits = planned.visits.iter().filter(|visit| visit.round == round);
        let contributions =
            with_what_was_said(by_phase.remove(&planned.phase.id).unwrap_or_default());
        let leaves = planned.phase.leaves.iter().copied();
        ReportPhase {
            id: planned.phase.id.clone(),
            title: planned.phase.title.clone(),
            planned_ms: i64::from(planned.phase.minutes) * 60_000,
            spent_ms: visits.clone().map(spent_ms).sum(),
            extra_minutes: visits.map(|visit| visit.extra_minutes).sum(),
            missing: leaves.filter(|outcome| !is_there(view, round, written, *outcome)).collect(),
            contributions,
        }
    });
    phases.collect()
}

/// Every question followed by its answers, and what was taken along by what was said of it; what is said of
/// nothing here stays in its place.
fn with_what_was_said(written: Vec<Contribution>) -> Vec<Contribution> {
    let is_here = |id| written.iter().any(|c| c.id == id);
    let question = |c: &Contribution| match &c.content {
        Content::Answer { question: of, .. } | Content::Lookback { of: Some(of), .. } => {
            Some(*of).filter(|of| is_here(*of))
        }
        _ => None,
    };
    let mut answers: HashMap<_, Vec<Contribution>> = HashMap::new();
    for answer in &written {
        if let Some(question) = question(answer) {
            answers.entry(question).or_default().push(answer.clone());
        }
    }
    let others: Vec<_> = written.iter().filter(|c| question(c).is_none()).cloned().collect();
    others
        .into_iter()
        .flat_map(|one| {
            let follow = answers.remove(&one.id).unwrap_or_default();
            std::iter::once(one).chain(follow)
        })
        .collect()
}

/// A visit that is still going on counts once it is over.
fn spent_ms(visit: &Visit) -> i64 {
    visit.left_at_ms.map_or(0, |left| (left - visit.entered_at_ms).max(0))
}

fn is_there(view: &View<'_>, round: u32, written: &[&Contribution], outcome: Outcome) -> bool {
    let index = usize::try_from(round).unwrap_or(0).saturating_sub(1);
    match outcome.kind() {
        None => view.stage.rounds.get(index).is_some_and(|round| round.inbrenger.is_some()),
        Some(_) => written
            .iter()
            .any(|c| outcome.is_made_of(&c.content) && (c.chosen || !outcome.must_be_chosen())),
    }
}
