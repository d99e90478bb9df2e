//! The viewer's own record: what they may do now, and what is theirs alone.

use serde::{Deserialize, Serialize};

use crate::command::Action;
use crate::content::{Kind, ResponseKind, VoteMark};
use crate::devices::Device;
use crate::ids::{ContributionId, ParticipantId, PhaseId};
use crate::roles::Concern;
use crate::script::{Opening, Role};

/// What the viewer may do now. The page shows exactly this, so it needs no copy of the rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct Me {
    /// The viewer.
    pub id: ParticipantId,
    /// Their roles.
    pub roles: Vec<Role>,
    /// The kinds they may write now, beside private notes.
    pub opens: Vec<Opening>,
    /// Whether private notes can be written now.
    pub may_note: bool,
    /// What they may say of others' contributions.
    pub responses: Vec<ResponseKind>,
    /// The kinds they may support.
    pub supports: Vec<Kind>,
    /// The kinds they may mark as chosen.
    pub chooses: Vec<Kind>,
    /// The commands their role allows at this moment.
    pub may: Vec<Action>,
    /// Where they may change their own texts now; absent if nowhere. Notes follow `may_note`. Beside this, before
    /// the start everything of one's own can be changed, and what waits for its step wherever this is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "describe", ts(optional = nullable))]
    pub edits: Option<EditScope>,
    /// What they may still write in this meeting, once little is left; absent before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "describe", ts(optional = nullable))]
    pub left: Option<Share>,
    /// Muted: they listen, and have their notes.
    pub muted: bool,
    /// Turned away: what is written now reaches them after the step.
    pub turned_away: bool,
    /// Whether they signalled ready.
    pub ready: bool,
    /// What they told the gespreksleider alone; absent if nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "describe", ts(optional = nullable))]
    pub concern: Option<Concern>,
    /// Their devices, the oldest first; absent in what earlier builds sent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "describe", ts(optional, as = "Option<Vec<Device>>"))]
    pub devices: Vec<Device>,
    /// Whether they have a personal code to come back by; absent if not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "describe", ts(optional, as = "Option<bool>"))]
    pub has_code: bool,
    /// What they take along to the next meeting of the group; absent if nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "describe", ts(optional = nullable))]
    pub takes_along: Option<TakesAlong>,
    /// Their votes in the open ballot.
    pub votes: Vec<OwnVote>,
}

/// What somebody takes along to the next meeting of the group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct TakesAlong {
    /// Which of their contributions.
    pub contributions: Vec<ContributionId>,
    /// Where it is.
    pub state: Taking,
}

/// Where something is that is taken along to the next meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(rename_all = "snake_case")]
pub enum Taking {
    /// The next meeting does not have it yet.
    Waits,
    /// The next meeting has it.
    Arrived,
    /// It did not arrive: the next meeting was over, or had no room for it, or there was no group any more.
    TooLate,
}

/// Contributions and bytes of one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct Share {
    /// Contributions, private notes included.
    pub contributions: usize,
    /// Bytes of their texts in UTF-8.
    pub bytes: usize,
}

/// Where one's own texts may be changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct EditScope {
    /// Texts written in this phase,
    pub phase: PhaseId,
    /// in this case round.
    pub round: u32,
}

/// A vote of one's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct OwnVote {
    /// The case.
    pub case: ContributionId,
    /// The mark.
    pub mark: VoteMark,
}
