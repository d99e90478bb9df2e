//! Records: the pieces a participant's view consists of.
//!
//! A view is a set of records, each with a key. An update replaces records whole and removes them by
//! key, so a client needs no rules: it keeps a map.

use serde::{Deserialize, Serialize};

pub use crate::clock::{Clock, Turns};
use crate::content::{Content, Response};
use crate::devices::{Claim, Return};
use crate::group::{
    DatePoll, Group, GroupMe, GroupMeeting, GroupName, Member, MemberClaim, RoleTurn,
};
use crate::ids::{ContributionId, MemberId, ParticipantId, PhaseId, PollId, Position, SessionId};
pub use crate::me::{EditScope, Me, OwnVote, Share, TakesAlong, Taking};
pub use crate::meeting::Meeting;
use crate::next_act::NextAct;
pub use crate::overview::Overview;
pub use crate::plan::{PlannedPhase, Visit};
use crate::roles::{ProposedLead, RoleChange, TimeSignal};
use crate::script::{InbrengerState, Role};
use crate::text::Text;

/// Where a meeting is in its life. An erased meeting has no view.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(rename_all = "snake_case")]
pub enum Lifecycle {
    /// People gather, read the agreements, settle the plan.
    Lobby,
    /// The meeting is on.
    Running,
    /// Interrupted, to go on another day: it stands still where it stood.
    Adjourned,
    /// Over: everything can be read, nothing changes.
    Closed,
}

/// One inbrenger with one case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct CaseRound {
    /// Who brought the case.
    pub inbrenger: Option<ParticipantId>,
    /// The written case, where there is one.
    pub case: Option<ContributionId>,
}

/// Where the meeting stands and who leads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct Stage {
    /// Lobby, running, adjourned or closed.
    pub lifecycle: Lifecycle,
    /// The current phase and step, while running or adjourned.
    pub position: Option<Position>,
    /// The case round, counted from 1.
    pub round: u32,
    /// The inbrenger of this round.
    pub inbrenger: Option<ParticipantId>,
    /// The chosen case of this round.
    pub case: Option<ContributionId>,
    /// All case rounds so far, the current one last.
    pub rounds: Vec<CaseRound>,
    /// What the gespreksleider does next; `null` once the meeting is closed.
    #[serde(default)]
    pub next_act: Option<NextAct>,
    /// Until when the last move can be undone, on the server's clock; `null` if it cannot.
    #[serde(default)]
    pub undo_until_ms: Option<i64>,
    /// Who leads.
    pub gespreksleider: ParticipantId,
    /// Who may take over.
    pub deputy: Option<ParticipantId>,
    /// Who may take the role back after somebody else took it over.
    pub may_reclaim: Option<ParticipantId>,
    /// Who is proposed to lead while nobody does, the first proposal first.
    #[serde(default)]
    pub proposed_leads: Vec<ProposedLead>,
    /// The last change of role; `null` as long as there was none.
    #[serde(default)]
    pub role_change: Option<RoleChange>,
    /// The last word on how much time was left; absent as long as there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "describe", ts(optional = nullable))]
    pub time_signal: Option<TimeSignal>,
    /// Who claims to be one of those present before, the first first; absent if nobody.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "describe", ts(optional, as = "Option<Vec<Claim>>"))]
    pub claims: Vec<Claim>,
    /// Who came back last on another device; absent as long as nobody did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "describe", ts(optional = nullable))]
    pub returned: Option<Return>,
    /// What the inbrenger does in this step.
    pub inbrenger_state: Option<InbrengerState>,
    /// Whether this step's ballot has been counted.
    pub votes_revealed: bool,
    /// End of the silent moment, on the server's clock; it lasts until it is ended.
    pub silence_until_ms: Option<i64>,
    /// When this round is to end, where that was settled anew while it ran; absent if it ends as the
    /// minutes of its phases have it, counted from its beginning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "describe", ts(optional = nullable))]
    pub plan_ends_at_ms: Option<i64>,
    /// The contribution that the gespreksleider put in front of everybody; absent if there is none, or not
    /// for the viewer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "describe", ts(optional = nullable))]
    pub spotlight: Option<ContributionId>,
    /// The phases for which a guest can come in by an invitation of their own; absent if there is none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "describe", ts(optional, as = "Option<Vec<PhaseId>>"))]
    pub guests_for: Vec<PhaseId>,
    /// Whether there is a link for a display that only looks; absent if not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "describe", ts(optional, as = "Option<bool>"))]
    pub display: bool,
}

/// A person in the meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct Participant {
    /// Their id.
    pub id: ParticipantId,
    /// Their name, unique in this meeting.
    pub name: String,
    /// Their roles now.
    pub roles: Vec<Role>,
    /// Whether they accepted the agreements.
    pub accepted: bool,
    /// Whether they came in when the meeting had started, so that nobody asked for the agreements in the
    /// lobby; absent if not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "describe", ts(optional, as = "Option<bool>"))]
    pub late: bool,
    /// Whether they left or were removed; the name stays beside what they wrote.
    pub left: bool,
    /// Whether they were removed; absent if not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "describe", ts(optional, as = "Option<bool>"))]
    pub removed: bool,
    /// The phases for which they are a guest, with `left` while the meeting is in another one; absent if they
    /// are not asked for some phases only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "describe", ts(optional, as = "Option<Vec<PhaseId>>"))]
    pub guest_for: Vec<PhaseId>,
    /// Whether they have no device, and others write for them; absent if not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "describe", ts(optional, as = "Option<bool>"))]
    pub without_device: bool,
    /// What they prepared and shared; absent as long as they did not, or no longer do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "describe", ts(optional = nullable))]
    pub preparation: Option<SharedPreparation>,
}

/// What a guest for some phases sees while the meeting is in none of them, beside their own words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct Waiting {
    /// Who they are.
    pub participant: ParticipantId,
    /// The titles of the phases that they are asked for, in the order of the plan.
    pub phases: Vec<Text>,
    /// Whether the meeting is over.
    pub over: bool,
}

/// A preparation that its author shared. Its answers are contributions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct SharedPreparation {
    /// Who said that they read it, as it stands now.
    pub read_by: Vec<ParticipantId>,
}

/// Where a text stands that was brought before the meeting came to its step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(rename_all = "snake_case")]
pub enum Beforehand {
    /// Its step is still ahead: only its author has it, and can change it.
    Waits,
    /// The meeting came to its step.
    Came,
}

/// Something somebody wrote, as the viewer may see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct Contribution {
    /// Its id.
    pub id: ContributionId,
    /// Who wrote it; `null` if authors are not named here.
    pub author: Option<ParticipantId>,
    /// `true` on one's own text where `author` does not say so.
    pub mine: bool,
    /// The case round; 0 if it was taken along from the last meeting.
    pub round: u32,
    /// The step it was written in or for; `null` for a private note from before the start, and for what was
    /// prepared.
    pub at: Option<Position>,
    /// Still held back: only its author receives it.
    pub held: bool,
    /// What was written.
    pub content: Content,
    /// What the inbrenger said of it.
    pub response: Option<Response>,
    /// Who supports it.
    pub supporters: Vec<ParticipantId>,
    /// Whether the group chose it.
    pub chosen: bool,
    /// Whether it was changed after it was first written.
    pub edited: bool,
    /// Who said it, if the author wrote it down for somebody without a device; absent if not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "describe", ts(optional = nullable))]
    pub written_for: Option<ParticipantId>,
    /// Who confirmed that they said so; absent until somebody does, and again after every change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "describe", ts(optional = nullable))]
    pub confirmed_by: Option<ParticipantId>,
    /// Whether it was brought before the meeting came to its step; absent if not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "describe", ts(optional = nullable))]
    pub beforehand: Option<Beforehand>,
    /// When the meeting was closed from which its author took it along to this one, in milliseconds since
    /// 1970; absent if it was written here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "describe", ts(optional = nullable))]
    pub taken_from_ms: Option<i64>,
}

impl Contribution {
    /// Whose words these are: of whom they were written for, or else of who wrote them.
    #[must_use]
    pub fn speaker(&self) -> Option<ParticipantId> {
        self.written_for.or(self.author)
    }
}

/// The count of the ballot for one case, after it was revealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
pub struct Tally {
    /// The case.
    pub case: ContributionId,
    /// How many it appeals to.
    pub appeals: u32,
    /// How many recognise it.
    pub recognised: u32,
}

/// A piece of a view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Record {
    /// One.
    Meeting(Meeting),
    /// One.
    Stage(Stage),
    /// One, while running or adjourned.
    Timer(Clock),
    /// One, in a step with turns.
    Turns(Turns),
    /// One: the raised hands in order.
    Hands {
        /// First raised, first named.
        order: Vec<ParticipantId>,
    },
    /// One per phase.
    Phase(PlannedPhase),
    /// One per participant.
    Participant(Participant),
    /// One per contribution the viewer may see, in the order in which they became visible.
    Contribution(Contribution),
    /// One per case, after the ballot.
    Tally(Tally),
    /// One, for the gespreksleider.
    Overview(Overview),
    /// One: the viewer's own.
    Me(Me),
    /// One, for a guest whose phases the meeting is not in: then there is neither a stage nor `me`.
    Waiting(Waiting),
    /// In a group, one.
    Group(Group),
    /// In a group, one: all that those see who wait to be let in.
    GroupName(GroupName),
    /// In a group, one per member, and per person who asks to be one.
    Member(Member),
    /// In a group, one per meeting.
    GroupMeeting(GroupMeeting),
    /// In a group, one per poll of dates.
    DatePoll(DatePoll),
    /// In a group, one: whose turn it is.
    Rota {
        /// One per role that goes round.
        turns: Vec<RoleTurn>,
    },
    /// In a group, one: who claims to be a member, the first first.
    MemberClaims {
        /// Those that can be confirmed.
        claims: Vec<MemberClaim>,
    },
    /// In a group, one: the viewer's own.
    GroupMe(GroupMe),
}

/// What a record is filed under. Sending a record with the key of an earlier one replaces it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "describe", ts(export_to = "protocol.ts"))]
#[serde(tag = "type", content = "id", rename_all = "snake_case")]
pub enum RecordKey {
    /// The meeting.
    Meeting,
    /// The stage.
    Stage,
    /// The timer.
    Timer,
    /// The turns.
    Turns,
    /// The hands.
    Hands,
    /// A phase.
    Phase(PhaseId),
    /// A participant.
    Participant(ParticipantId),
    /// A contribution.
    Contribution(ContributionId),
    /// The count for a case.
    Tally(ContributionId),
    /// The gespreksleider's overview.
    Overview,
    /// The viewer's own record.
    Me,
    /// What a guest sees who waits.
    Waiting,
    /// The group.
    Group,
    /// The name of the group.
    GroupName,
    /// A member of the group.
    Member(MemberId),
    /// A meeting of the group.
    GroupMeeting(SessionId),
    /// A poll of dates in the group.
    DatePoll(PollId),
    /// Whose turn it is in the group.
    Rota,
    /// Claims to be a member of the group.
    MemberClaims,
    /// The viewer's own record in a group.
    GroupMe,
}

impl Record {
    /// The key this record is filed under.
    #[must_use]
    pub fn key(&self) -> RecordKey {
        match self {
            Self::Meeting(_) => RecordKey::Meeting,
            Self::Stage(_) => RecordKey::Stage,
            Self::Timer(_) => RecordKey::Timer,
            Self::Turns(_) => RecordKey::Turns,
            Self::Hands { .. } => RecordKey::Hands,
            Self::Phase(planned) => RecordKey::Phase(planned.phase.id.clone()),
            Self::Participant(participant) => RecordKey::Participant(participant.id),
            Self::Contribution(contribution) => RecordKey::Contribution(contribution.id),
            Self::Tally(tally) => RecordKey::Tally(tally.case),
            Self::Overview(_) => RecordKey::Overview,
            Self::Me(_) => RecordKey::Me,
            Self::Waiting(_) => RecordKey::Waiting,
            Self::Group(_) => RecordKey::Group,
            Self::GroupName(_) => RecordKey::GroupName,
            Self::Member(member) => RecordKey::Member(member.id),
            Self::GroupMeeting(meeting) => RecordKey::GroupMeeting(meeting.session),
            Self::DatePoll(poll) => RecordKey::DatePoll(poll.id),
            Self::Rota { .. } => RecordKey::Rota,
            Self::MemberClaims { .. } => RecordKey::MemberClaims,
            Self::GroupMe(_) => RecordKey::GroupMe,
        }
    }
}
