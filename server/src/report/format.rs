//! What somebody wrote, as lines of text: the same for every form of the report.

use std::fmt::Write;

use kring_protocol::content::{Agreement, Commitment, Content, Feasible, Goal, Response};
use kring_protocol::report::{PlanNeed, PlanSupport};

use super::labels::Words;

impl Words {
    /// What was written, with its fields; `outcomes` are the meeting's learning outcomes.
    pub(super) fn text(&self, content: &Content, outcomes: &[String]) -> String {
        let words = self;
        match content {
            Content::Lookback { text, of: _, progress, next_step } => {
                let progress = progress.map(|progress| words.progress(progress));
                let said = [progress.unwrap_or_default(), text].into_iter();
                let said: Vec<&str> = said.filter(|part| !part.is_empty()).collect();
                let next_step = next_step.as_deref().unwrap_or_default();
                joined(&said.join(": "), &[(words.next_step, next_step)])
            }
            Content::Introduction { text }
            | Content::Answer { text, .. }
            | Content::Kernvraag { text }
            | Content::Idea { text }
            | Content::Need { text }
            | Content::Advice { text }
            | Content::GroundRule { text }
            | Content::Experience { text }
            | Content::Insight { text }
            | Content::Takeaway { text }
            | Content::Record { text }
            | Content::Note { text }
            | Content::Reflection { text, .. }
            | Content::Preparation { text, .. } => text.clone(),
            Content::Theme { text, observations: _, outcomes: places } => {
                let named = places.iter().filter_map(|at| outcomes.get(usize::try_from(*at).ok()?));
                let named = named.map(|outcome| (words.learning_outcome, outcome.as_str()));
                joined(text, &named.collect::<Vec<_>>())
            }
            Content::Case { text, leervraag, wish } => {
                let wish = wish.map(|wish| words.wished(wish)).unwrap_or_default();
                let leervraag = leervraag.as_deref().unwrap_or_default();
                joined(text, &[(words.leervraag, leervraag), (words.wish, wish)])
            }
            Content::Leervraag { text, origin, goal } => {
                let text = text.as_deref().unwrap_or(words.not_clear_yet);
                let origin = origin.as_deref().unwrap_or_default();
                let goal = goal.as_deref().unwrap_or_default();
                joined(text, &[(words.origin, origin), (words.goal_here, goal)])
            }
            Content::Support { what, from } => joined(what, &[(words.from_whom, from)]),
            Content::Observation { text, tag, moment } => {
                let moment = moment.map(|seconds| format!(", {}", minutes(seconds)));
                format!("{text} [{}{}]", words.observation(*tag), moment.unwrap_or_default())
            }
            // Its link is never taken home.
            Content::Fragment { title, link: _, starts_at, ends_at } => {
                let moment = |seconds: &Option<u32>| seconds.map(minutes).unwrap_or_default();
                let (from, to) = (moment(starts_at), moment(ends_at));
                joined(title, &[(words.fragment_from, &from), (words.fragment_to, &to)])
            }
            Content::Question { text, category } => {
                let category = category.map(|c| format!(" [{}]", words.category(c)));
                format!("{text}{}", category.unwrap_or_default())
            }
            Content::Feedback { text, tag, example } => {
                let tagged = format!("{text} [{}]", words.feedback(*tag));
                joined(&tagged, &[(words.example, example)])
            }
            Content::Goal(goal) => self.goal(goal),
            Content::Action(commitment) => self.commitment(commitment),
            Content::Agreement(agreement) => self.agreement(agreement),
            Content::Evaluation { worth_it: Some(worth), why, keep, change } => joined(
                &format!("{} {}", words.worth_it, words.worth(*worth)),
                &[(words.why, why), (words.keep, keep), (words.change, change)],
            ),
            Content::Evaluation { worth_it: None, why, keep, change } => {
                joined(why, &[(words.keep, keep), (words.change, change)])
            }
        }
    }

    pub(super) fn goal(&self, goal: &Goal) -> String {
        let words = self;
        let Goal { behaviour, level, how_often, how_long, by_when, evaluation } = goal;
        let rest = [
            (words.level, level.as_str()),
            (words.how_often, how_often),
            (words.how_long, how_long),
            (words.by_when, by_when),
            (words.evaluation, evaluation),
        ];
        joined(behaviour, &rest)
    }

    pub(super) fn commitment(&self, commitment: &Commitment) -> String {
        let words = self;
        let Commitment { what, who, by_when, evaluation } = commitment;
        let rest =
            [(words.who, who.as_str()), (words.by_when, by_when), (words.evaluation, evaluation)];
        joined(what, &rest)
    }

    fn agreement(&self, agreement: &Agreement) -> String {
        let words = self;
        let Agreement { what, who, by_when, evaluation, about } = agreement;
        let about = about.map(|about| words.about_whom(about)).unwrap_or_default();
        let rest = [
            (words.about, about),
            (words.who, who.as_str()),
            (words.by_when, by_when),
            (words.evaluation, evaluation),
        ];
        joined(what, &rest)
    }

    /// A need that can be met, with how that is done.
    pub(super) fn plan_need(&self, need: &PlanNeed) -> String {
        let partly = need.feasible == Feasible::Partly;
        let partly =
            if partly { format!(" [{}]", self.feasible(need.feasible)) } else { String::new() };
        let PlanNeed { text, in_overview, in_plan, support, .. } = need;
        let rest =
            [(self.in_overview, in_overview), (self.in_plan, in_plan), (self.support, support)];
        joined(&format!("{text}{partly}"), &rest.map(|(label, text)| (label, text.as_str())))
    }

    /// Support that is needed, and from whom.
    pub(super) fn plan_support(&self, support: &PlanSupport) -> String {
        joined(&support.what, &[(self.from_whom, &support.from)])
    }

    /// What the inbrenger made of it.
    pub(super) fn response(&self, response: &Response) -> String {
        let words = self;
        match response {
            Response::Warmth { warmth } => words.warmth(*warmth).to_owned(),
            Response::Feasibility { feasible, reason, in_overview, in_plan, support } => joined(
                words.feasible(*feasible),
                &[
                    (words.why, reason),
                    (words.in_overview, in_overview),
                    (words.in_plan, in_plan),
                    (words.support, support),
                ],
            ),
            Response::Appeal { appeals: true, why } => joined(words.appeals, &[(words.why, why)]),
            Response::Appeal { appeals: false, why } => {
                joined(words.does_not_appeal, &[(words.why, why)])
            }
        }
    }
}

/// A moment of a fragment: `3:07`.
fn minutes(seconds: u32) -> String {
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// A text with the filled-in fields below it.
fn joined(text: &str, fields: &[(&str, &str)]) -> String {
    let mut all = text.to_owned();
    for (label, field) in fields.iter().filter(|(_, field)| !field.is_empty()) {
        let line_end = if all.is_empty() { "" } else { "\n" };
        let _ = write!(all, "{line_end}{label}: {field}");
    }
    all
}
