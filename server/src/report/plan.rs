//! The plan for the pupil: what of a round can be handed on, without who wrote it.

use kring_protocol::content::{About, BLOTTED, Commitment, Content, Feasible, Response};
use kring_protocol::record::Contribution;
use kring_protocol::report::{PlanGroup, PlanNeed, PlanSupport, PupilPlan, ReportRound};

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
    PupilPlan {
        goal,
        needs: round.needs.iter().filter_map(need).collect(),
        support: round.support.iter().filter_map(support).collect(),
        agreements,
        looks_back,
    }
}

fn need(one: &Contribution) -> Option<PlanNeed> {
    let Content::Need { text } = &one.content else { return None };
    let Some(Response::Feasibility { feasible, in_overview, in_plan, support, .. }) = &one.response
    else {
        return None;
    };
    (*feasible != Feasible::No).then(|| PlanNeed {
        text: text.clone(),
        feasible: *feasible,
        in_overview: left(in_overview),
        in_plan: left(in_plan),
        support: left(support),
    })
}

fn support(one: &Contribution) -> Option<PlanSupport> {
    match &one.content {
        Content::Support { what, from } if what != BLOTTED => {
            Some(PlanSupport { what: what.clone(), from: left(from) })
        }
        _ => None,
    }
}

/// What was not blotted out.
fn left(text: &str) -> String {
    if text == BLOTTED { String::new() } else { text.to_owned() }
}

/// What was agreed about the parents, the pupil and the colleagues, and the rest.
fn grouped(commitments: &[Contribution]) -> Vec<PlanGroup> {
    let made: Vec<_> = commitments.iter().filter_map(commitment).collect();
    let whom = [Some(About::Parents), Some(About::Pupil), Some(About::Colleagues), None];
    let groups = whom.into_iter().map(|about| {
        let items = made.iter().filter(|(of, _)| *of == about).map(|(_, item)| item.clone());
        PlanGroup { about, items: items.collect() }
    });
    groups.filter(|group| !group.items.is_empty()).collect()
}

fn commitment(one: &Contribution) -> Option<(Option<About>, Commitment)> {
    match &one.content {
        Content::Action(commitment) => Some((None, commitment.clone())),
        Content::Agreement(agreement) => {
            let agreement = agreement.clone();
            let commitment = Commitment {
                what: agreement.what,
                who: agreement.who,
                by_when: agreement.by_when,
                evaluation: agreement.evaluation,
            };
            Some((agreement.about, commitment))
        }
        _ => None,
    }
}
