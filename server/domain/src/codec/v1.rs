//! Version 1 of what is stored. Its names and shapes are final: a change of either is a version 2.
//!
//! One line of [`Event`] here stands for one event of the domain; [`convert`] holds the two together
//! with exhaustive matches, so a new domain event does not compile before it can be stored.
//!
//! Two things keep the shape of a format that has a version of its own: the method inside
//! `session_created` and the phase inside `phase_inserted` are what a method file holds
//! (`kring_protocol::script`), marked with that format's number.

mod content;
mod convert;
mod types;

use kring_protocol::ids::{
    CommandId, ContributionId, DeviceId, ParticipantId, PhaseId, Position, SessionId, StepId,
};
use serde::{Deserialize, Serialize};

use self::content::{Content, Response};
use self::convert::{Convert, converted, variants};
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
    InvitationReplaced {
        invitation: Hash,
    },
    ParticipantJoined {
        participant: ParticipantId,
        name: String,
        credential: Hash,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        device: String,
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
    ContributionAdded {
        id: ContributionId,
        author: ParticipantId,
        at: Option<Position>,
        round: u32,
        held: bool,
        anonymous: bool,
        content: Content,
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

variants!(crate::event::Event, Event {
    SessionCreated {
        session, method, title, scheduled_at_ms, call_link, agreements, invitation,
        gespreksleider, name, credential, time_zone, device
    },
    InvitationReplaced { invitation },
    ParticipantJoined { participant, name, credential, device },
    CredentialReplaced { participant, credential },
    DeviceAdded { participant, device, by },
    DeviceRenamed { participant, device, name },
    DeviceRevoked { participant, device },
    CodeSet { participant, code },
    ClaimMade { participant, device, at_ms },
    ClaimConfirmed { claim, by },
    ClaimEnded { claim },
    ParticipantRenamed { participant, name },
    ParticipantLeft { participant, removed },
    AgreementsAccepted { participant },
    AgreementsSet { items },
    DetailsSet { title, scheduled_at_ms, call_link },
    RetentionSet { days },
    OfficeAssigned { participant, office, holds },
    DeputyNamed { participant },
    LeadProposed { by, participant, at_ms },
    LeadPassed { from, to, how, at_ms },
    MinutesSet { phase, minutes },
    PhaseDropped { phase },
    PhaseRestored { phase },
    StepDropped { phase, step },
    StepRestored { phase, step },
    PhaseMoved { phase, to },
    PhaseInserted { at, phase },
    GuidingQuestionsSet { phase, items },
    LearningOutcomesSet { items },
    LevelSet { level },
    ReplanProposed { replan },
    Replanned { minutes, left_out, clock, added_minutes, ends_at_ms },
    MeetingStarted { at_ms },
    Moved { to, round, at_ms, clock, silence_until_ms },
    MoveUndone { to, at_ms, clock, turns, silence_until_ms },
    MeetingAdjourned { at_ms, until_ms, clock, turns },
    MeetingResumed { at_ms, clock, turns },
    MeetingClosed { at_ms },
    MeetingErased {},
    ReportOpened { by },
    TextBlotted { id, content, response },
    PiecesBlotted { pieces },
    InbrengerChosen { participant, case },
    TimerSet { clock, added_minutes },
    TimeSignalled { by, remaining_ms },
    ConcernRaised { participant, concern },
    TurnsSet { turns },
    SilenceSet { until_ms },
    HandRaised { participant },
    HandLowered { participant },
    ReadySignalled { participant, ready },
    ContributionAdded { id, author, at, round, held, anonymous, content },
    ContributionEdited { id, content },
    ContributionBecameNote { id },
    ContributionWithdrawn { id },
    Revealed { at },
    Responded { to, response },
    Supported { id, by, supports },
    Chosen { id, chosen },
    SpotlightSet { contribution },
    VoteCast { case, mark, by, cast },
    VotesRevealed {},
});
