//! What the gespreksleider alone sees.

use serde::{Deserialize, Serialize};

use crate::code::Rejection;
use crate::ids::{ParticipantId, PhaseId};
use crate::replan::Replan;
use crate::roles::RaisedConcern;
use crate::script::Outcome;

/// What the gespreksleider sees before moving on. Nobody else receives it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct Overview {
    /// Who signalled ready.
    pub ready: Vec<ParticipantId>,
    /// Who has no contribution in this phase yet that the gespreksleider can see. Held-back writing
    /// does not count, because its existence is nobody's business before it is revealed.
    pub quiet: Vec<ParticipantId>,
    /// What this phase should leave behind and does not yet.
    pub missing: Vec<Outcome>,
    /// The rule that refuses going to the next step now; absent if none does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "describe", ts(optional = nullable))]
    pub next_refused: Option<Rejection>,
    /// How many people have something held back in this step; absent where the step does not count them,
    /// and where so few are here that it would tell who.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "describe", ts(optional = nullable))]
    pub held_by: Option<u32>,
    /// What people told the gespreksleider alone, the first first; absent if nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "describe", ts(optional, as = "Option<Vec<RaisedConcern>>"))]
    pub concerns: Vec<RaisedConcern>,
    /// Who has not been heard in this meeting yet: no turn that they took or passed, no text that the
    /// gespreksleider can see. Absent if nobody.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "describe", ts(optional, as = "Option<Vec<ParticipantId>>"))]
    pub unheard: Vec<ParticipantId>,
    /// The raised hands, whoever was heard least first; absent if there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "describe", ts(optional, as = "Option<Vec<ParticipantId>>"))]
    pub quiet_hands: Vec<ParticipantId>,
    /// The phases that lie ahead and were not gone through in this round, those that are left out among
    /// them: they can still be changed. Absent if there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "describe", ts(optional, as = "Option<Vec<PhaseId>>"))]
    pub ahead: Vec<PhaseId>,
    /// How the rest of the plan would fit into the minutes that are left; absent if nothing is proposed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "describe", ts(optional = nullable))]
    pub replan: Option<Replan>,
}
