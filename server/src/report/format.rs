//! What somebody wrote, as lines of text: the same for every form of the report.

use std::fmt::Write;

use kring_protocol::content::{Commitment, Content, Feasible, Goal, Response};
use kring_protocol::report::PlanNeed;

use super::labels::Words;

impl Words {
    /// What was written, with its fields.
    pub(super) fn text(&self, content: &Content) -> String {
        let words = self;
        match content {
            Content::Lookback { text }
            | Content::Introduction { text }
            | Content::Answer { text, .. }
            | Content::Theme { text, .. }
            | Content::Kernvraag { text }
            | Content::Idea { text }
            | Content::Need { text }
            | Content::Advice { text }
            | Content::Experience { text }
            | Content::Insight { text }
            | Content::Takeaway { text }
            | Content::Record { text }
            | Content::Note { text }
            | Content::Reflection { text, .. } => text.clone(),
            Content::Case { text, leervraag } => {
                joined(text, &[(words.leervraag, leervraag.as_deref().unwrap_or_default())])
            }
            Content::Leervraag { text, origin } => {
                let text = text.as_deref().unwrap_or(words.not_clear_yet);
                joined(text, &[(words.origin, origin.as_deref().unwrap_or_default())])
            }
            Content::Observation { text, tag } => format!("{text} [{}]", words.observation(*tag)),
            Content::Question { text, category } => {
                let category = category.map(|c| format!(" [{}]", words.category(c)));
                format!("{text}{}", category.unwrap_or_default())
            }
            Content::Feedback { text, tag, example } => {
                let tagged = format!("{text} [{}]", words.feedback(*tag));
                joined(&tagged, &[(words.example, example)])
            }
            Content::Goal(goal) => self.goal(goal),
            Content::Action(commitment) | Content::Agreement(commitment) => {
                self.commitment(commitment)
            }
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

    /// A need that can be met, with how that is done.
    pub(super) fn plan_need(&self, need: &PlanNeed) -> String {
        let partly = need.feasible == Feasible::Partly;
        let partly =
            if partly { format!(" [{}]", self.feasible(need.feasible)) } else { String::new() };
        let PlanNeed { text, in_plan, support, .. } = need;
        joined(&format!("{text}{partly}"), &[(self.in_plan, in_plan), (self.support, support)])
    }

    /// What the inbrenger made of it.
    pub(super) fn response(&self, response: &Response) -> String {
        let words = self;
        match response {
            Response::Warmth { warmth } => words.warmth(*warmth).to_owned(),
            Response::Feasibility { feasible, reason, in_plan, support } => joined(
                words.feasible(*feasible),
                &[(words.why, reason), (words.in_plan, in_plan), (words.support, support)],
            ),
            Response::Appeal { appeals: true, why } => joined(words.appeals, &[(words.why, why)]),
            Response::Appeal { appeals: false, why } => {
                joined(words.does_not_appeal, &[(words.why, why)])
            }
        }
    }
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
