//! The script of a meeting: a method's phases and steps, as data.
//!
//! Method files hold exactly these shapes (`docs/methods.md`), and so do the phases on the wire.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::content::{Kind, ObservationTag, ResponseKind};
use crate::ids::{PhaseId, StepId};
pub use crate::outcome::Outcome;
pub use crate::questions::{PreparationQuestion, Prepares, ReflectionQuestion};
use crate::text::Text;

/// What a participant is in a session. One person can hold several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Leads the conversation. Never the inbrenger.
    Gespreksleider,
    /// Brings the case of this round.
    Inbrenger,
    /// Guards time and steps, where the group asked somebody to.
    Tijdbewaker,
    /// Writes the short report or the list of agreements.
    Verslaglegger,
    /// Everybody else.
    Deelnemer,
}

/// What the inbrenger does during a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(rename_all = "snake_case")]
pub enum InbrengerState {
    /// Takes part like everybody, or tells.
    Speaks,
    /// Answers what is asked.
    Answers,
    /// Listens, and may still raise a hand.
    Listens,
    /// Rates what is asked.
    Rates,
    /// Follows along and keeps private notes; everything else is refused.
    Muted,
}

/// When the inbrenger sees what is written in a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(rename_all = "snake_case")]
pub enum InbrengerSees {
    /// As it is written.
    #[default]
    AtOnce,
    /// Once the step is over: they are turned away while the group talks.
    Afterwards,
}

/// Whether the others see who wrote what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(rename_all = "snake_case")]
pub enum Authors {
    /// Names stand beside the texts.
    #[default]
    Named,
    /// Nobody else learns the author, not even the gespreksleider. Needs `held`.
    Anonymous,
}

/// A kind of contribution that a step opens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(deny_unknown_fields)]
pub struct Opening {
    /// The kind.
    pub kind: Kind,
    /// Who may write it.
    pub by: Vec<Role>,
    /// Held back until the gespreksleider reveals everything together, or the step is left.
    #[serde(default)]
    pub held: bool,
    /// Whether the gespreksleider learns how many people have something held back here, and never whose
    /// or what. The page tells the group so. Absent if not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "describe", ts(optional, as = "Option<bool>"))]
    pub counted: bool,
    /// The only tag an observation may carry here.
    #[serde(default)]
    pub only: Option<ObservationTag>,
    /// Whether a question must carry its category.
    #[serde(default)]
    pub category_required: bool,
    /// What is asked above its main field; absent where the page's own words for the kind fit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "describe", ts(optional = nullable))]
    pub label: Option<Text>,
    /// The fields that this step asks, by their names; absent for all of the kind. The server takes the
    /// others too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "describe", ts(optional, as = "Option<Vec<String>>"))]
    pub asks: Vec<String>,
}

impl Opening {
    /// A kind open to these roles, with nothing special about it.
    #[must_use]
    pub fn new(kind: Kind, by: Vec<Role>) -> Self {
        Self {
            kind,
            by,
            held: false,
            counted: false,
            only: None,
            category_required: false,
            label: None,
            asks: vec![],
        }
    }
}

/// People speak one after another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(deny_unknown_fields)]
pub struct TurnRule {
    /// Who gets a turn.
    pub by: Vec<Role>,
    /// Seconds per turn.
    pub seconds: u32,
    /// Whether a turn can be passed, without a reason.
    pub may_pass: bool,
}

/// Something the page points out to an author before a text is sent. It never forbids.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(deny_unknown_fields)]
pub struct Caution {
    /// The kind of contribution it watches.
    pub kind: Kind,
    /// Words or short phrases, lower case, that call for the hint; per language. `^` before them: only at
    /// the beginning of a sentence; `…` between them: up to 60 characters of the same sentence.
    /// `@name` stands for the name of somebody who is not in the meeting.
    pub words: CautionWords,
    /// The hint.
    pub text: Text,
}

/// The words a caution looks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(deny_unknown_fields)]
pub struct CautionWords {
    /// Dutch.
    pub nl: Vec<String>,
    /// English.
    pub en: Vec<String>,
}

/// A beginning of a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(deny_unknown_fields)]
pub struct Starter {
    /// For whom.
    pub by: Vec<Role>,
    /// The kind of contribution it begins.
    pub kind: Kind,
    /// The field it begins; absent for the main field of the kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "describe", ts(optional = nullable))]
    pub field: Option<String>,
    /// The step it belongs to; absent for every step of its phase.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "describe", ts(optional = nullable))]
    pub step: Option<StepId>,
    /// The words, with "…" where something is to be filled in.
    pub text: Text,
}

/// More help with a step, for a group that is not used to it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(deny_unknown_fields)]
pub struct Help {
    /// What somebody could write or say here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "describe", ts(optional = nullable))]
    pub example: Option<Text>,
    /// How to lead it, for the gespreksleider.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "describe", ts(optional = nullable))]
    pub leading: Option<Text>,
}

impl Help {
    fn is_empty(&self) -> bool {
        self.example.is_none() && self.leading.is_none()
    }
}

/// One round within a phase, with its own rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Unique within its phase.
    pub id: StepId,
    /// What people see.
    pub title: Text,
    /// What is asked of each role in this step; where a role is not named, the phase's guidance
    /// holds. Left out where no role is named.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "describe", ts(optional, as = "Option<BTreeMap<Role, Text>>"))]
    pub guidance: BTreeMap<Role, Text>,
    /// More help; absent if there is none.
    #[serde(default, skip_serializing_if = "Help::is_empty")]
    #[cfg_attr(feature = "describe", ts(optional, as = "Option<Help>"))]
    pub help: Help,
    /// What the inbrenger does.
    pub inbrenger: InbrengerState,
    /// When the inbrenger sees what is written.
    #[serde(default)]
    pub inbrenger_sees: InbrengerSees,
    /// Named or anonymous.
    #[serde(default)]
    pub authors: Authors,
    /// The kinds of contribution that are open, and to whom. Private notes are always open.
    #[serde(default)]
    pub opens: Vec<Opening>,
    /// People speak in turn.
    #[serde(default)]
    pub turns: Option<TurnRule>,
    /// The step is a silent moment of so many seconds, which the gespreksleider begins.
    #[serde(default)]
    pub silence_seconds: Option<u32>,
    /// Here the group settles who leads, who keeps time and who writes the report; the page shows and gives
    /// these roles. Absent if not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "describe", ts(optional, as = "Option<bool>"))]
    pub divides_roles: bool,
    /// Here the group settles when it meets next; in a meeting of a group that lasts the page plans it. Absent
    /// if not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "describe", ts(optional, as = "Option<bool>"))]
    pub plans_next: bool,
    /// The secret ballot over the cases is open.
    #[serde(default)]
    pub ballot: bool,
    /// What the inbrenger may say of others' contributions.
    #[serde(default)]
    pub responses: Vec<ResponseKind>,
    /// The kinds everybody may support.
    #[serde(default)]
    pub supports: Vec<Kind>,
    /// The kinds the gespreksleider may mark as chosen by the group.
    #[serde(default)]
    pub chooses: Vec<Kind>,
    /// What the page points out before sending.
    #[serde(default)]
    pub cautions: Vec<Caution>,
}

/// A phase of the script.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(deny_unknown_fields)]
pub struct Phase {
    /// Unique within the method.
    pub id: PhaseId,
    /// What people see.
    pub title: Text,
    /// Planned minutes.
    pub minutes: u32,
    /// The fewest minutes in which it still does what it is for: a proposal for less time goes no lower.
    /// Absent for one minute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "describe", ts(optional = nullable))]
    pub minimum: Option<u32>,
    /// The source gives no minutes; these are the product's proposal.
    #[serde(default)]
    pub proposal: bool,
    /// The source calls this phase optional.
    #[serde(default)]
    pub optional: bool,
    /// What it must leave behind.
    #[serde(default)]
    pub leaves: Vec<Outcome>,
    /// What is asked of each role; a step can say it more closely.
    pub guidance: BTreeMap<Role, Text>,
    /// Sentence starters.
    #[serde(default)]
    pub starters: Vec<Starter>,
    /// One or more steps.
    pub steps: Vec<Step>,
}

/// A whole method.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(deny_unknown_fields)]
pub struct Method {
    /// The version of the file's format: 1.
    pub format: u32,
    /// The method's id, the file's name without its ending.
    pub id: String,
    /// What people see.
    pub title: Text,
    /// One or two sentences: for whom, and what it is good at.
    pub summary: Text,
    /// Which source document the facts come from.
    pub source: String,
    /// The agreements a group is asked to accept, as a first proposal.
    pub agreements: Vec<Text>,
    /// The phase at which a second case round starts.
    pub round_starts_at: PhaseId,
    /// The step of that phase at which a second case round starts while cases of before are left to
    /// choose from; absent where there is nothing to choose from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "describe", ts(optional = nullable))]
    pub round_starts_at_step: Option<StepId>,
    /// Whether time is kept strictly: at zero the gespreksleider and the tijdbewaker are asked whether the
    /// group goes on or takes another minute. Absent if not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "describe", ts(optional, as = "Option<bool>"))]
    pub strict: bool,
    /// Whether the report begins with a plan for the pupil on a page of its own. Absent if not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "describe", ts(optional, as = "Option<bool>"))]
    pub pupil_plan: bool,
    /// What people are asked to prepare beforehand. Absent if nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "describe", ts(optional, as = "Option<Vec<PreparationQuestion>>"))]
    pub preparation: Vec<PreparationQuestion>,
    /// What everybody is asked to look back on for themselves. Absent if nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "describe", ts(optional, as = "Option<Vec<ReflectionQuestion>>"))]
    pub reflection: Vec<ReflectionQuestion>,
    /// The phases in order.
    pub phases: Vec<Phase>,
}

impl Phase {
    /// The step with this id.
    #[must_use]
    pub fn step(&self, id: &StepId) -> Option<&Step> {
        self.steps.iter().find(|step| &step.id == id)
    }
}
