//! What participants wrote and what the inbrenger said of it, as stored.

use kring_protocol::content as live;
use kring_protocol::ids::{ContributionId, QuestionId};
use serde::{Deserialize, Serialize};

use super::convert::{Convert, converted, fields, variants};

#[derive(Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Content {
    Lookback { text: String },
    Case { text: String, leervraag: Option<String> },
    Introduction { text: String },
    Leervraag { text: Option<String>, origin: Option<String> },
    Observation { text: String, tag: ObservationTag },
    Question { text: String, category: Option<QuestionCategory> },
    Answer { text: String, question: ContributionId },
    Theme { text: String, observations: Vec<ContributionId> },
    Kernvraag { text: String },
    Idea { text: String },
    Need { text: String },
    Advice { text: String },
    Feedback { text: String, tag: FeedbackTag, example: String },
    Goal(Goal),
    Action(Commitment),
    Agreement(Commitment),
    Experience { text: String },
    Insight { text: String },
    Takeaway { text: String },
    Evaluation { worth_it: Option<Worth>, why: String, keep: String, change: String },
    Record { text: String },
    Note { text: String },
    Reflection { question: QuestionId, text: String },
}

variants!(live::Content, Content {
    Lookback { text },
    Case { text, leervraag },
    Introduction { text },
    Leervraag { text, origin },
    Observation { text, tag },
    Question { text, category },
    Answer { text, question },
    Theme { text, observations },
    Kernvraag { text },
    Idea { text },
    Need { text },
    Advice { text },
    Feedback { text, tag, example },
    Experience { text },
    Insight { text },
    Takeaway { text },
    Evaluation { worth_it, why, keep, change },
    Record { text },
    Note { text },
    Reflection { question, text },
} wrapping { Goal, Action, Agreement });

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Goal {
    behaviour: String,
    level: String,
    how_often: String,
    how_long: String,
    by_when: String,
    evaluation: String,
}

fields!(live::Goal, Goal { behaviour, level, how_often, how_long, by_when, evaluation });

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Commitment {
    what: String,
    who: String,
    by_when: String,
    evaluation: String,
}

fields!(live::Commitment, Commitment { what, who, by_when, evaluation });

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum ObservationTag {
    Strength,
    Observation,
}

variants!(live::ObservationTag, ObservationTag { Strength {}, Observation {} });

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum QuestionCategory {
    Factual,
    Reasoning,
    SelfRegulation,
}

variants!(live::QuestionCategory, QuestionCategory {
    Factual {},
    Reasoning {},
    SelfRegulation {},
});

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum FeedbackTag {
    Strength,
    Suggestion,
}

variants!(live::FeedbackTag, FeedbackTag { Strength {}, Suggestion {} });

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Worth {
    Yes,
    Partly,
    No,
}

variants!(live::Worth, Worth { Yes {}, Partly {}, No {} });

#[derive(Serialize, Deserialize)]
#[serde(tag = "response", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Response {
    Warmth { warmth: Warmth },
    Feasibility { feasible: Feasible, reason: String, in_plan: String, support: String },
    Appeal { appeals: bool, why: String },
}

variants!(live::Response, Response {
    Warmth { warmth },
    Feasibility { feasible, reason, in_plan, support },
    Appeal { appeals, why },
});

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Warmth {
    Cold,
    Lukewarm,
    Warm,
}

variants!(live::Warmth, Warmth { Cold {}, Lukewarm {}, Warm {} });

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Feasible {
    Yes,
    Partly,
    No,
}

variants!(live::Feasible, Feasible { Yes {}, Partly {}, No {} });
