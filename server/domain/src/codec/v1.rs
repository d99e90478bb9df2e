//! Version 1 of what is stored. Its names and shapes are final: a change of either is a version 2.
//!
//! One line of [`Event`] here stands for one event of the domain; [`table`] holds the two together
//! with exhaustive matches, so a new domain event does not compile before it can be stored.
//!
//! Two things keep the shape of a format that has a version of its own: the method inside
//! `session_created` and the phase inside `phase_inserted` are what a method file holds
//! (`kring_protocol::script`), marked with that format's number.

mod content;
mod convert;
pub(crate) mod group;
mod table;
mod types;

use kring_protocol::ids::{
    CommandId, ContributionId, DeviceId, GroupId, ParticipantId, PhaseId, Position, SessionId,
    StepId,
};
use serde::{Deserialize, Serialize};

use self::content::{Content, Response, TakenLine};
use self::convert::Convert;
use self::types::{
    BlottedText, Clock, Concern, Device, Hash, LeadPassage, MethodFile, Office, PhaseFile,
    PhaseMinutes, Replan, ReturnPath, Turns, VoteMark,
};
use super::{DecodeError, EncodeError, Stored};

/// The number in every payload of this version.
const V: u32 = 1;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Payload {
    v: u32,
    command: CommandId,
    actor: Option<ParticipantId>,
    events: Vec<Event>,
}

pub(super) fn encode(
    command: CommandId,
    actor: Option<ParticipantId>,
    events: &[crate::event::Event],
) -> Result<Vec<u8>, EncodeError> {
    let events = events.to_vec().convert();
    serde_json::to_vec(&Payload { v: V, command, actor, events }).map_err(|_| EncodeError)
}

pub(super) fn decode(payload: &[u8]) -> Result<Stored, DecodeError> {
    let Payload { v: _, command, actor, events } = serde_json::from_slice(payload)?;
    Ok(Stored { command, actor, events: events.convert() })
}

// Variants without fields are written `{}`: serde would let unknown fields pass beside a bare name.
#[derive(Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case", deny_unknown_fields)]
enum Event {
    SessionCreated {
        session: SessionId,
        method: MethodFile,
        title: String,
        scheduled_at_ms: Option<i64>,
        call_link: String,
        agreements: Vec<String>,
        invitation: Hash,
        gespreksleider: ParticipantId,
        name: String,
        credential: Hash,
        // Absent where it is not known, and in what was stored before it was asked.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        time_zone: Option<String>,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        device: String,
    },
    TakenAlong {
        session: SessionId,
        group: GroupId,
        scheduled_at_ms: Option<i64>,
        participant: ParticipantId,
        from: SessionId,
        from_ms: i64,
        lines: Vec<TakenLine>,
    },
    MemberEntered {
        participant: ParticipantId,
        // Absent in what was stored before it was kept.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        device: Option<DeviceId>,
    },
    OfGroup {
        group: GroupId,
    },
    InvitationReplaced {
        invitation: Hash,
    },
    DisplaySet {
        display: Option<Hash>,
    },
    GuestsInvited {
        invitation: Option<Hash>,
        phases: Vec<PhaseId>,
    },
    GuestPlaced {
        participant: ParticipantId,
        phases: Vec<PhaseId>,
        inside: bool,
    },
    ParticipantJoined {
        participant: ParticipantId,
        name: String,
        credential: Hash,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        device: String,
    },
    PersonAdded {
        participant: ParticipantId,
        name: String,
    },
    CredentialReplaced {
        participant: ParticipantId,
        credential: Hash,
    },
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
    DeviceRevoked {
        participant: ParticipantId,
        device: DeviceId,
    },
    CodeSet {
        participant: ParticipantId,
        code: Option<Hash>,
    },
    ClaimMade {
        participant: ParticipantId,
        device: Device,
        at_ms: i64,
    },
    ClaimConfirmed {
        claim: DeviceId,
        by: ParticipantId,
    },
    ClaimEnded {
        claim: DeviceId,
    },
    ParticipantRenamed {
        participant: ParticipantId,
        name: String,
    },
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
    RetentionSet {
        days: u32,
    },
    OfficeAssigned {
        participant: ParticipantId,
        office: Office,
        holds: bool,
    },
    DeputyNamed {
        participant: Option<ParticipantId>,
    },
    LeadProposed {
        by: ParticipantId,
        participant: Option<ParticipantId>,
        at_ms: i64,
    },
    LeadPassed {
        from: ParticipantId,
        to: ParticipantId,
        how: LeadPassage,
        // Absent in what was stored before it was noted.
        #[serde(default, skip_serializing_if = "Option::is_none")]
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
        phase: PhaseFile,
    },
    GuidingQuestionsSet {
        phase: PhaseId,
        items: Vec<String>,
    },
    LearningOutcomesSet {
        items: Vec<String>,
    },
    LevelSet {
        level: u8,
    },
    ReplanProposed {
        replan: Replan,
    },
    Replanned {
        minutes: Vec<PhaseMinutes>,
        left_out: Vec<PhaseId>,
        clock: Option<Clock>,
        added_minutes: i32,
        ends_at_ms: i64,
    },
    MeetingStarted {
        at_ms: i64,
    },
    Moved {
        to: Position,
        round: u32,
        at_ms: i64,
        clock: Clock,
        silence_until_ms: Option<i64>,
    },
    MoveUndone {
        to: Position,
        at_ms: i64,
        clock: Clock,
        turns: Option<Turns>,
        silence_until_ms: Option<i64>,
    },
    MeetingAdjourned {
        at_ms: i64,
        until_ms: Option<i64>,
        clock: Option<Clock>,
        turns: Option<Turns>,
    },
    MeetingResumed {
        at_ms: i64,
        clock: Option<Clock>,
        turns: Option<Turns>,
    },
    MeetingClosed {
        at_ms: i64,
    },
    MeetingErased {},
    TakingChosen {
        participant: ParticipantId,
        contributions: Vec<ContributionId>,
    },
    TakingSettled {
        participant: ParticipantId,
        arrived: bool,
    },
    ReportOpened {
        by: ParticipantId,
    },
    TextBlotted {
        id: ContributionId,
        content: bool,
        response: bool,
    },
    PiecesBlotted {
        pieces: Vec<BlottedText>,
    },
    InbrengerChosen {
        participant: ParticipantId,
        case: Option<ContributionId>,
    },
    TimerSet {
        clock: Clock,
        // Absent where no minutes were given or taken, and in what was stored before it was noted.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        added_minutes: Option<i32>,
    },
    TimeSignalled {
        by: ParticipantId,
        remaining_ms: i64,
    },
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
    PreparationShared {
        participant: ParticipantId,
        shared: bool,
    },
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
    ContributionBecameNote {
        id: ContributionId,
    },
    ContributionWithdrawn {
        id: ContributionId,
    },
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
    SpotlightSet {
        contribution: Option<ContributionId>,
    },
    VoteCast {
        case: ContributionId,
        mark: VoteMark,
        by: ParticipantId,
        cast: bool,
    },
    VotesRevealed {},
}
