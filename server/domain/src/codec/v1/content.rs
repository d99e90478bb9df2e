//! What participants wrote and what the inbrenger said of it, as stored.

use kring_protocol::content as live;
use kring_protocol::ids::{ContributionId, QuestionId};
use serde::{Deserialize, Serialize};

use super::convert::{Convert, converted, fields, variants};

#[derive(Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Content {
    Lookback {
        text: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        of: Option<ContributionId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        progress: Option<Progress>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        next_step: Option<String>,
    },
    Case {
        text: String,
        leervraag: Option<String>,
        // Absent where it is not said, as are the fields below that may be left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        wish: Option<Wish>,
    },
    Introduction {
        text: String,
    },
    Leervraag {
        text: Option<String>,
        origin: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        goal: Option<String>,
    },
    Observation {
        text: String,
        tag: ObservationTag,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        moment: Option<u32>,
    },
    Fragment {
        title: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        link: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        starts_at: Option<u32>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ends_at: Option<u32>,
    },
    Question {
        text: String,
        category: Option<QuestionCategory>,
    },
    Answer {
        text: String,
        question: ContributionId,
    },
    Theme {
        text: String,
        observations: Vec<ContributionId>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        outcomes: Vec<u32>,
    },
    Kernvraag {
        text: String,
    },
    Idea {
        text: String,
    },
    Need {
        text: String,
    },
    Support {
        what: String,
        from: String,
    },
    Advice {
        text: String,
    },
    Feedback {
        text: String,
        tag: FeedbackTag,
        example: String,
    },
    Goal(Goal),
    Action(Commitment),
    Agreement(Agreement),
    GroundRule {
        text: String,
    },
    Experience {
        text: String,
    },
    Insight {
        text: String,
    },
    Takeaway {
        text: String,
    },
    Evaluation {
        worth_it: Option<Worth>,
        why: String,
        keep: String,
        change: String,
    },
    Record {
        text: String,
    },
    Note {
        text: String,
    },
    Reflection {
        question: QuestionId,
        text: String,
    },
    Preparation {
        question: QuestionId,
        text: String,
    },
}

variants!(live::Content, Content {
    Lookback { text, of, progress, next_step },
    Case { text, leervraag, wish },
    Introduction { text },
    Leervraag { text, origin, goal },
    Observation { text, tag, moment },
    Fragment { title, link, starts_at, ends_at },
    Question { text, category },
    Answer { text, question },
    Theme { text, observations, outcomes },
    Kernvraag { text },
    Idea { text },
    Need { text },
    Support { what, from },
    Advice { text },
    Feedback { text, tag, example },
    GroundRule { text },
    Experience { text },
    Insight { text },
    Takeaway { text },
    Evaluation { worth_it, why, keep, change },
    Record { text },
    Note { text },
    Reflection { question, text },
    Preparation { question, text },
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
#[serde(deny_unknown_fields)]
pub(super) struct Agreement {
    what: String,
    who: String,
    by_when: String,
    evaluation: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    about: Option<About>,
}

fields!(live::Agreement, Agreement { what, who, by_when, evaluation, about });

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Wish {
    Reflection,
    Feedback,
    Inspiration,
}

variants!(live::Wish, Wish { Reflection {}, Feedback {}, Inspiration {} });

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum About {
    Parents,
    Pupil,
    Colleagues,
}

variants!(live::About, About { Parents {}, Pupil {}, Colleagues {} });

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Progress {
    Done,
    Partly,
    NotYet,
}

variants!(live::Progress, Progress { Done {}, Partly {}, NotYet {} });

/// Something that was taken along from the last meeting.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TakenLine {
    id: ContributionId,
    content: Content,
}

fields!(crate::state::TakenLine, TakenLine { id, content });

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
    Warmth {
        warmth: Warmth,
    },
    Feasibility {
        feasible: Feasible,
        reason: String,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        in_overview: String,
        in_plan: String,
        support: String,
    },
    Appeal {
        appeals: bool,
        why: String,
    },
}

variants!(live::Response, Response {
    Warmth { warmth },
    Feasibility { feasible, reason, in_overview, in_plan, support },
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
