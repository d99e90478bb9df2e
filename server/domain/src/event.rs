//! What happened, in the past tense. Events carry everything [`super::apply`] needs, time included.

use kring_protocol::content::{Content, Response, VoteMark};
use kring_protocol::devices::ReturnPath;
use kring_protocol::ids::{
    ContributionId, DeviceId, GroupId, ParticipantId, PhaseId, Position, SessionId, StepId,
};
use kring_protocol::record::{Clock, Turns};
use kring_protocol::replan::Replan;
use kring_protocol::roles::{Concern, LeadPassage};
use kring_protocol::script::{Method, Phase, Role};

use super::blots::BlottedText;
use super::state::{Credential, Device, PhaseMinutes, TakenLine};

/// Something that happened in a session.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs, reason = "the fields say what the variants happened to")]
pub enum Event {
    /// The session came to be, with a method of its own from now on.
    SessionCreated {
        session: SessionId,
        method: Box<Method>,
        title: String,
        scheduled_at_ms: Option<i64>,
        call_link: String,
        agreements: Vec<String>,
        invitation: Credential,
        gespreksleider: ParticipantId,
        name: String,
        credential: Credential,
        /// The IANA name of the time zone in which its days and hours are told.
        time_zone: Option<String>,
        /// What the gespreksleider calls the device; may be empty.
        device: String,
    },
    /// Somebody took this along from the last meeting of the group, in place of what of it still waits. It may
    /// come before the session itself.
    TakenAlong {
        session: SessionId,
        group: GroupId,
        scheduled_at_ms: Option<i64>,
        participant: ParticipantId,
        from: SessionId,
        /// When that meeting was closed.
        from_ms: i64,
        lines: Vec<TakenLine>,
    },
    /// They came in as a member of the group whose meeting it is.
    MemberEntered {
        participant: ParticipantId,
        /// The id of the device that they came in on; none where the log is older than that was kept.
        device: Option<DeviceId>,
    },
    /// It is a meeting of this group, whose members come in without an invitation.
    OfGroup {
        group: GroupId,
    },
    /// The old invitation is void.
    InvitationReplaced {
        invitation: Credential,
    },
    /// The link for a display that only looks, or that there is none; the one before is void.
    DisplaySet {
        display: Option<Credential>,
    },
    /// The invitation for guests of some phases of before is void; none if there is none any more.
    GuestsInvited {
        invitation: Option<Credential>,
        phases: Vec<PhaseId>,
    },
    /// Somebody is a guest for these phases: inside while the meeting is in one of them.
    GuestPlaced {
        participant: ParticipantId,
        phases: Vec<PhaseId>,
        inside: bool,
    },
    ParticipantJoined {
        participant: ParticipantId,
        name: String,
        credential: Credential,
        /// What they call the device; may be empty.
        device: String,
    },
    /// The gespreksleider put in somebody without a device.
    PersonAdded {
        participant: ParticipantId,
        name: String,
    },
    /// Somebody whose answer got lost joined again and got a new token.
    CredentialReplaced {
        participant: ParticipantId,
        credential: Credential,
    },
    /// Somebody is here on another device, or this one has a new token.
    DeviceAdded {
        participant: ParticipantId,
        device: Device,
        by: ReturnPath,
    },
    DeviceRenamed {
        participant: ParticipantId,
        device: DeviceId,
        name: String,
    },
    /// Its token is void.
    DeviceRevoked {
        participant: ParticipantId,
        device: DeviceId,
    },
    /// Somebody's personal code; the one before is void.
    CodeSet {
        participant: ParticipantId,
        code: Option<Credential>,
    },
    /// Somebody with the invitation says that they are this participant.
    ClaimMade {
        participant: ParticipantId,
        device: Device,
        at_ms: i64,
    },
    ClaimConfirmed {
        claim: DeviceId,
        by: ParticipantId,
    },
    /// It was refused, or its time was over.
    ClaimEnded {
        claim: DeviceId,
    },
    ParticipantRenamed {
        participant: ParticipantId,
        name: String,
    },
    /// They left, or were removed by the gespreksleider.
    ParticipantLeft {
        participant: ParticipantId,
        removed: bool,
    },
    AgreementsAccepted {
        participant: ParticipantId,
    },
    AgreementsSet {
        items: Vec<String>,
    },
    DetailsSet {
        title: String,
        scheduled_at_ms: Option<i64>,
        call_link: String,
    },
    /// For how many days the meeting is kept after closing.
    RetentionSet {
        days: u32,
    },
    OfficeAssigned {
        participant: ParticipantId,
        office: Role,
        holds: bool,
    },
    DeputyNamed {
        participant: Option<ParticipantId>,
    },
    /// Who somebody proposes to lead while nobody does; none if they take it back.
    LeadProposed {
        by: ParticipantId,
        participant: Option<ParticipantId>,
        at_ms: i64,
    },
    LeadPassed {
        from: ParticipantId,
        to: ParticipantId,
        how: LeadPassage,
        /// When; it was not always noted.
        at_ms: Option<i64>,
    },

    MinutesSet {
        phase: PhaseId,
        minutes: u32,
    },
    PhaseDropped {
        phase: PhaseId,
    },
    PhaseRestored {
        phase: PhaseId,
    },
    StepDropped {
        phase: PhaseId,
        step: StepId,
    },
    StepRestored {
        phase: PhaseId,
        step: StepId,
    },
    PhaseMoved {
        phase: PhaseId,
        to: u32,
    },
    PhaseInserted {
        at: u32,
        phase: Box<Phase>,
    },

    GuidingQuestionsSet {
        phase: PhaseId,
        items: Vec<String>,
    },
    LearningOutcomesSet {
        items: Vec<String>,
    },
    /// How much help the page gives.
    LevelSet {
        level: u8,
    },
    /// How the rest of the plan would fit into the minutes that are left.
    ReplanProposed {
        replan: Replan,
    },
    /// The group goes on by a proposal.
    Replanned {
        /// The minutes of phases that lie ahead; those that are left out are not among them.
        minutes: Vec<PhaseMinutes>,
        left_out: Vec<PhaseId>,
        /// The clock of the phase in which the meeting stands, if it changes.
        clock: Option<Clock>,
        /// Minutes that were given to that phase, or taken when negative.
        added_minutes: i32,
        /// When the round is to end.
        ends_at_ms: i64,
    },

    MeetingStarted {
        at_ms: i64,
    },
    /// The meeting went to a step. `round` is one higher than before when a new case round began.
    Moved {
        to: Position,
        round: u32,
        at_ms: i64,
        clock: Clock,
        silence_until_ms: Option<i64>,
    },
    /// The last move was a mistake: clock, turns and silence are as they were before it.
    MoveUndone {
        to: Position,
        at_ms: i64,
        clock: Clock,
        turns: Option<Turns>,
        silence_until_ms: Option<i64>,
    },
    /// The meeting stands still until another day.
    MeetingAdjourned {
        at_ms: i64,
        /// When it goes on, where that is known.
        until_ms: Option<i64>,
        /// Standing still, with what is left.
        clock: Option<Clock>,
        /// In their order, with a clock that stands still.
        turns: Option<Turns>,
    },
    /// It goes on where it stood.
    MeetingResumed {
        at_ms: i64,
        clock: Option<Clock>,
        turns: Option<Turns>,
    },
    MeetingClosed {
        at_ms: i64,
    },
    MeetingErased,
    /// Somebody takes these of their contributions along to the next meeting, and no others.
    TakingChosen {
        participant: ParticipantId,
        contributions: Vec<ContributionId>,
    },
    /// The next meeting has what they take along, or it came too late.
    TakingSettled {
        participant: ParticipantId,
        arrived: bool,
    },
    /// This inbrenger has no more to look after: the report waits for them no longer.
    ReportOpened {
        by: ParticipantId,
    },
    /// What its author wrote, what the inbrenger answered to it, or both, is blotted out.
    TextBlotted {
        id: ContributionId,
        content: bool,
        response: bool,
    },
    /// These pieces of texts are blotted out. What stood there is not told again.
    PiecesBlotted {
        pieces: Vec<BlottedText>,
    },
    /// This round has its inbrenger, with or without a written case.
    InbrengerChosen {
        participant: ParticipantId,
        case: Option<ContributionId>,
    },

    TimerSet {
        clock: Clock,
        /// Minutes that were given to the phase, or taken when negative.
        added_minutes: Option<i32>,
    },
    /// Somebody told everybody how much time was left.
    TimeSignalled {
        by: ParticipantId,
        remaining_ms: i64,
    },
    /// What somebody tells the gespreksleider alone; none once they take it back or were heard.
    ConcernRaised {
        participant: ParticipantId,
        concern: Option<Concern>,
    },
    TurnsSet {
        turns: Turns,
    },
    SilenceSet {
        until_ms: Option<i64>,
    },
    HandRaised {
        participant: ParticipantId,
    },
    HandLowered {
        participant: ParticipantId,
    },
    ReadySignalled {
        participant: ParticipantId,
        ready: bool,
    },

    /// Somebody shared what they prepared with everybody, or no longer does.
    PreparationShared {
        participant: ParticipantId,
        shared: bool,
    },
    /// Somebody read what this person prepared.
    PreparationRead {
        participant: ParticipantId,
        by: ParticipantId,
    },
    ContributionAdded {
        id: ContributionId,
        author: ParticipantId,
        at: Option<Position>,
        round: u32,
        held: bool,
        anonymous: bool,
        content: Content,
    },
    /// The contribution that was just added is what somebody without a device said.
    WrittenFor {
        id: ContributionId,
        participant: ParticipantId,
    },
    TextConfirmed {
        id: ContributionId,
        by: ParticipantId,
    },
    ContributionEdited {
        id: ContributionId,
        content: Content,
    },
    /// Held text was never shared, and is its author's own note from now on.
    ContributionBecameNote {
        /// Which.
        id: ContributionId,
    },
    ContributionWithdrawn {
        id: ContributionId,
    },
    /// Everything held back in this step is shown, together.
    Revealed {
        at: Position,
    },
    Responded {
        to: ContributionId,
        response: Response,
    },
    Supported {
        id: ContributionId,
        by: ParticipantId,
        supports: bool,
    },
    Chosen {
        id: ContributionId,
        chosen: bool,
    },
    /// The contribution in front of everybody, or that there is none any more.
    SpotlightSet {
        contribution: Option<ContributionId>,
    },
    VoteCast {
        case: ContributionId,
        mark: VoteMark,
        by: ParticipantId,
        cast: bool,
    },
    VotesRevealed,
}
