//! The plan for the pupil: what of a round can be handed on, without who wrote it.

use kring_protocol::content::{BLOTTED, Commitment, Content, Feasible, Response};
use kring_protocol::record::Contribution;
use kring_protocol::report::{PlanGroup, PlanNeed, PupilPlan, ReportRound};

/// The plan that a round came to. Notes, takeaways, and needs that cannot be met are not in it.
pub(super) fn pupil_plan(round: &ReportRound) -> PupilPlan {
    let goal = round.goal.as_ref().and_then(|goal| match &goal.content {
        Content::Goal(goal) => Some(goal.clone()),
        _ => None,
    });
    let agreements = grouped(&round.commitments);
    let made = agreements.iter().flat_map(|group| &group.items);
    let looks = goal.iter().map(|goal| &goal.evaluation).chain(made.map(|one| &one.evaluation));
    let mut looks_back: Vec<String> = vec![];
    for look in looks.filter(|look| !look.is_empty() && *look != BLOTTED) {
        if !looks_back.contains(look) {
            looks_back.push(look.clone());
        }
    }
    PupilPlan { goal, needs: round.needs.iter().filter_map(need).collect(), agreements, looks_back }
}

fn need(one: &Contribution) -> Option<PlanNeed> {
    let (Content::Need { text }, Some(Response::Feasibility { feasible, in_plan, support, .. })) =
        (&one.content, &one.response)
    else {
        return None;
    };
    (*feasible != Feasible::No).then(|| PlanNeed {
        text: text.clone(),
        feasible: *feasible,
        in_plan: left(in_plan),
        support: left(support),
    })
}

/// What was not blotted out.
fn left(text: &str) -> String {
    if text == BLOTTED { String::new() } else { text.to_owned() }
}

/// What was agreed, by what it is about: one group as long as agreements do not say that.
fn grouped(commitments: &[Contribution]) -> Vec<PlanGroup> {
    let items = commitments.iter().filter_map(commitment).collect::<Vec<_>>();
    if items.is_empty() { vec![] } else { vec![PlanGroup { about: None, items }] }
}

fn commitment(one: &Contribution) -> Option<Commitment> {
    match &one.content {
        Content::Action(commitment) | Content::Agreement(commitment) => Some(commitment.clone()),
        _ => None,
    }
}
