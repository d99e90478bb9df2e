//! The state of one session: what folding its events gives.

mod agreements;
mod contribution;
mod contributions;
mod inbrenger;
mod outcomes;
mod pairs;
mod people;
mod plan;
mod preparation;
mod taking;
mod tally;

use std::collections::{BTreeMap, BTreeSet};

use kring_protocol::content::VoteMark;
use kring_protocol::devices::Return;
use kring_protocol::ids::{
    ContributionId, GroupId, ParticipantId, PhaseId, Position, SessionId, StepId,
};
use kring_protocol::limits;
use kring_protocol::record::TakesAlong;
use kring_protocol::record::{Clock, Lifecycle, Turns};
use kring_protocol::replan::Replan;
use kring_protocol::roles::{ProposedLead, RaisedConcern, RoleChange, TimeSignal};
use kring_protocol::script::{PreparationQuestion, ReflectionQuestion, Step};
use kring_protocol::text::Text;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use contribution::Contribution;
pub use contributions::Contributions;
pub use people::{Claim, Device, GuestInvitation, Participant};
pub(crate) use plan::OWN_PHASE;
pub use plan::{Adjourned, BeforeMove, PhaseMinutes, Planned};
pub use taking::{TakenFrom, TakenLine};

/// The hash of a token or an invitation. The domain compares hashes and never sees a secret.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Credential(pub [u8; 32]);

impl std::fmt::Debug for Credential {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Credential(…)")
    }
}

/// Where a session is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    /// No event yet.
    NotCreated,
    /// As on the wire.
    Active(Lifecycle),
    /// Nothing can be read any more.
    Erased,
}

/// One inbrenger with one case.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Round {
    /// Who brings the case.
    pub inbrenger: Option<ParticipantId>,
    /// The written case, where there is one.
    pub case: Option<ContributionId>,
    /// The phase in which the choice was made: until it is left, the choice can be changed.
    pub chosen_in: Option<PhaseId>,
}

/// Votes of the current round's ballot, per case and mark.
pub type Votes = BTreeMap<(ContributionId, VoteMark), BTreeSet<ParticipantId>>;

/// Everything that is true in a session.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the names are the documentation; see the record of the same name")]
pub struct State {
    pub status: Status,
    pub session: SessionId,
    pub method: String,
    pub method_title: Text,
    pub round_starts_at: PhaseId,
    /// Where cases of before are left to choose from.
    pub round_starts_at_step: Option<StepId>,
    /// How much help the page gives, where somebody chose.
    pub level: Option<u8>,
    /// Whether the method keeps time strictly.
    pub strict: bool,
    /// Whether the report has a plan for the pupil.
    pub pupil_plan: bool,
    /// What people are asked to prepare beforehand.
    pub preparation: Vec<PreparationQuestion>,
    /// Who read what somebody prepared, by whose it is.
    pub preparation_read: BTreeMap<ParticipantId, BTreeSet<ParticipantId>>,
    /// What everybody is asked to look back on for themselves.
    pub reflection: Vec<ReflectionQuestion>,
    pub title: String,
    pub scheduled_at_ms: Option<i64>,
    /// The IANA name of the time zone in which its days and hours are told.
    pub time_zone: Option<String>,
    /// The group whose meeting it is.
    pub group: Option<GroupId>,
    pub call_link: String,
    pub agreements: Vec<String>,
    pub learning_outcomes: Vec<String>,
    pub keep_days: u32,
    pub invitation: Option<Credential>,
    /// By which guests come in for some phases.
    pub guests_for: Option<GuestInvitation>,
    /// The hash of the token of a display that only looks.
    pub display: Option<Credential>,
    /// The first first.
    pub claims: Vec<Claim>,
    pub returned: Option<Return>,
    /// In the order in which they joined.
    pub participants: Vec<Participant>,
    pub gespreksleider: ParticipantId,
    pub deputy: Option<ParticipantId>,
    /// Whose role a deputy took.
    pub displaced: Option<ParticipantId>,
    /// One of each person, the first first.
    pub proposed_leads: Vec<ProposedLead>,
    pub role_change: Option<RoleChange>,
    pub plan: Vec<Planned>,
    pub started_at_ms: Option<i64>,
    pub closed_at_ms: Option<i64>,
    /// For how long each has led while it ran, in milliseconds, until the lead last passed.
    pub led_for: BTreeMap<ParticipantId, i64>,
    /// From when on the gespreksleider's time is not in `led_for`; none while it does not run.
    pub leads_since_ms: Option<i64>,
    /// Who had led for the longest when it was closed.
    pub led_by: Option<ParticipantId>,
    pub position: Option<Position>,
    /// While it is adjourned.
    pub adjourned: Option<Adjourned>,
    /// When it came there.
    pub moved_at_ms: Option<i64>,
    /// Whether what is held back in this step was shown since the meeting came there.
    pub revealed_here: bool,
    /// None once somebody shared something there.
    pub before_move: Option<BeforeMove>,
    /// When this round is to end, where that was settled while it ran.
    pub plan_ends_at_ms: Option<i64>,
    /// None once the meeting moved, or its timer or its plan changed.
    pub replan: Option<Replan>,
    /// What the gespreksleider put in front of everybody in this step: always something shared.
    pub spotlight: Option<ContributionId>,
    /// Never empty: the last one is the current round.
    pub rounds: Vec<Round>,
    pub clock: Option<Clock>,
    pub turns: Option<Turns>,
    pub silence_until_ms: Option<i64>,
    /// Whether there was a silent moment since the meeting came there.
    pub silence_had: bool,
    pub time_signal: Option<TimeSignal>,
    pub hands: Vec<ParticipantId>,
    /// One of each person, the first first.
    pub concerns: Vec<RaisedConcern>,
    /// How often each took or passed a turn, until the current step.
    pub turns_had: BTreeMap<ParticipantId, u32>,
    pub ready: BTreeSet<ParticipantId>,
    pub contributions: Contributions,
    /// In the order in which they became visible to others.
    pub order: Vec<ContributionId>,
    #[serde(with = "pairs")]
    pub votes: Votes,
    pub votes_revealed: bool,
    /// The inbrengers for whom the report waits no longer.
    pub report_opened: BTreeSet<ParticipantId>,
    /// Places where a name was blotted out.
    pub blots: u32,
    /// What people take along to the next meeting of the group.
    pub taking: BTreeMap<ParticipantId, TakesAlong>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            status: Status::NotCreated,
            session: SessionId(Uuid::nil()),
            method: String::new(),
            method_title: Text::same(""),
            round_starts_at: PhaseId::from(""),
            round_starts_at_step: None,
            level: None,
            strict: false,
            pupil_plan: false,
            preparation: Vec::new(),
            preparation_read: BTreeMap::new(),
            reflection: Vec::new(),
            title: String::new(),
            scheduled_at_ms: None,
            time_zone: None,
            group: None,
            call_link: String::new(),
            agreements: Vec::new(),
            learning_outcomes: Vec::new(),
            keep_days: limits::KEEP_DAYS,
            invitation: None,
            guests_for: None,
            display: None,
            claims: Vec::new(),
            returned: None,
            participants: Vec::new(),
            gespreksleider: ParticipantId(Uuid::nil()),
            deputy: None,
            displaced: None,
            proposed_leads: Vec::new(),
            role_change: None,
            plan: Vec::new(),
            started_at_ms: None,
            closed_at_ms: None,
            led_for: BTreeMap::new(),
            leads_since_ms: None,
            led_by: None,
            position: None,
            adjourned: None,
            moved_at_ms: None,
            revealed_here: false,
            before_move: None,
            plan_ends_at_ms: None,
            replan: None,
            spotlight: None,
            rounds: vec![Round::default()],
            clock: None,
            turns: None,
            silence_until_ms: None,
            silence_had: false,
            time_signal: None,
            hands: Vec::new(),
            concerns: Vec::new(),
            turns_had: BTreeMap::new(),
            ready: BTreeSet::new(),
            contributions: Contributions::default(),
            order: Vec::new(),
            votes: Votes::new(),
            votes_revealed: false,
            report_opened: BTreeSet::new(),
            blots: 0,
            taking: BTreeMap::new(),
        }
    }
}

impl State {
    /// Whether the meeting is on.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.status == Status::Active(Lifecycle::Running)
    }

    /// Whether it goes on another day.
    #[must_use]
    pub fn is_adjourned(&self) -> bool {
        self.status == Status::Active(Lifecycle::Adjourned)
    }

    /// The current round, counted from 1.
    #[must_use]
    pub fn round_number(&self) -> u32 {
        u32::try_from(self.rounds.len()).unwrap_or(u32::MAX)
    }

    /// The current round's inbrenger, while they are here.
    #[must_use]
    pub fn inbrenger(&self) -> Option<ParticipantId> {
        let inbrenger = self.rounds.last()?.inbrenger?;
        self.present(inbrenger).map(|p| p.id)
    }

    /// The current step.
    #[must_use]
    pub fn step(&self) -> Option<&Step> {
        self.step_at(self.position.as_ref()?)
    }

    /// Seconds of the silent moment that this step is, as long as it has not begun.
    #[must_use]
    pub fn silence_ahead(&self) -> Option<u32> {
        self.step()?.silence_seconds.filter(|_| !self.silence_had)
    }

    /// Whether nobody contributes now: in a silent moment, and in a step that is one until it begins.
    #[must_use]
    pub fn is_silent(&self) -> bool {
        self.silence_until_ms.is_some() || self.silence_ahead().is_some()
    }

    /// The step at a position.
    #[must_use]
    pub fn step_at(&self, at: &Position) -> Option<&Step> {
        self.planned(&at.phase)?.phase.step(&at.step)
    }

    /// A phase of the plan.
    #[must_use]
    pub fn planned(&self, id: &PhaseId) -> Option<&Planned> {
        self.plan.iter().find(|planned| &planned.phase.id == id)
    }

    /// Whether the session exists and has not been erased.
    #[must_use]
    pub fn is_active(&self) -> bool {
        matches!(self.status, Status::Active(_))
    }

    /// Whether there is something to erase: the session, or what was brought for it before it came to be.
    #[must_use]
    pub fn holds_something(&self) -> bool {
        self.is_active() || !self.contributions.is_empty()
    }

    /// Whether the session was erased.
    #[must_use]
    pub fn is_erased(&self) -> bool {
        self.status == Status::Erased
    }

    /// What is held back in a step, in the order in which it will be shown: that of the random ids, so
    /// that the order of writing stays unknown. What was brought beforehand and goes on waiting is not
    /// held back here: it is its author's.
    pub(crate) fn held_at(&self, at: &Position) -> Vec<ContributionId> {
        let is_held = |c: &&Contribution| c.held && !c.waits() && c.at.as_ref() == Some(at);
        let held = self.contributions.values().filter(is_held);
        held.map(|c| c.id).collect()
    }

    /// Contributions in the order in which they became visible.
    pub fn in_order(&self) -> impl Iterator<Item = &Contribution> {
        self.order.iter().filter_map(|id| self.contributions.get(id))
    }
}
