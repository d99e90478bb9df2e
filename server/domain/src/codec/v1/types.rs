//! The pieces that stored events are made of, written contributions aside.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kring_protocol::content as live;
use kring_protocol::ids::{ContributionId, DeviceId, ParticipantId, PhaseId};
use kring_protocol::script::{self, Method, Phase};
use kring_protocol::{record, replan};
use serde::de::{Deserializer, Error};
use serde::{Deserialize, Serialize};

use super::convert::{Convert, converted, fields, variants};

/// The format of method files that this version stores.
const METHOD_FORMAT: u32 = 1;

/// The hash of a token, as base64url without padding.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(super) struct Hash([u8; 32]);

impl From<Hash> for String {
    fn from(hash: Hash) -> Self {
        URL_SAFE_NO_PAD.encode(hash.0)
    }
}

impl TryFrom<String> for Hash {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok();
        bytes.and_then(|bytes| bytes.try_into().ok()).map(Self).ok_or("not a hash")
    }
}

/// A sealed text, as base64url without padding. One that is not sealed is not stored.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(super) struct SealedText(Vec<u8>);

impl From<SealedText> for String {
    fn from(text: SealedText) -> Self {
        URL_SAFE_NO_PAD.encode(text.0)
    }
}

impl TryFrom<String> for SealedText {
    type Error = base64::DecodeError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        URL_SAFE_NO_PAD.decode(text).map(Self)
    }
}

impl Convert<SealedText> for crate::group::Secret {
    fn convert(self) -> SealedText {
        match self {
            Self::Sealed(bytes) => SealedText(bytes),
            Self::Known(_) | Self::Forgotten => SealedText(vec![]),
        }
    }
}

impl Convert<crate::group::Secret> for SealedText {
    fn convert(self) -> crate::group::Secret {
        crate::group::Secret::Sealed(self.0)
    }
}

impl Convert<Hash> for crate::state::Credential {
    fn convert(self) -> Hash {
        Hash(self.0)
    }
}

impl Convert<crate::state::Credential> for Hash {
    fn convert(self) -> crate::state::Credential {
        crate::state::Credential(self.0)
    }
}

/// A method as its file holds it. It names its own format.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct MethodFile(#[serde(deserialize_with = "known_method")] Box<Method>);

fn known_method<'de, D: Deserializer<'de>>(from: D) -> Result<Box<Method>, D::Error> {
    let method = Box::<Method>::deserialize(from)?;
    known_format(method.format)?;
    Ok(method)
}

/// A phase as a method file holds it, with the number of that file's format.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PhaseFile {
    #[serde(deserialize_with = "known_number")]
    format: u32,
    phase: Box<Phase>,
}

fn known_number<'de, D: Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
    let format = u32::deserialize(from)?;
    known_format(format)?;
    Ok(format)
}

fn known_format<E: Error>(format: u32) -> Result<(), E> {
    if format == METHOD_FORMAT { Ok(()) } else { Err(E::custom("unknown method format")) }
}

impl Convert<MethodFile> for Box<Method> {
    fn convert(self) -> MethodFile {
        MethodFile(self)
    }
}

impl Convert<Box<Method>> for MethodFile {
    fn convert(self) -> Box<Method> {
        self.0
    }
}

impl Convert<PhaseFile> for Box<Phase> {
    fn convert(self) -> PhaseFile {
        PhaseFile { format: METHOD_FORMAT, phase: self }
    }
}

impl Convert<Box<Phase>> for PhaseFile {
    fn convert(self) -> Box<Phase> {
        self.phase
    }
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum LeadPassage {
    HandedOver,
    TakenOver,
    Reclaimed,
    Named,
}

variants!(kring_protocol::roles::LeadPassage, LeadPassage {
    HandedOver {},
    TakenOver {},
    Reclaimed {},
    Named {},
});

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Device {
    id: DeviceId,
    name: String,
    credential: Hash,
}

fields!(crate::state::Device, Device { id, name, credential });

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum ReturnPath {
    Code,
    Circle,
    Group,
}

variants!(kring_protocol::devices::ReturnPath, ReturnPath { Code {}, Circle {}, Group {} });

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Concern {
    TooFar,
    Pause,
}

variants!(kring_protocol::roles::Concern, Concern { TooFar {}, Pause {} });

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Office {
    Gespreksleider,
    Inbrenger,
    Tijdbewaker,
    Verslaglegger,
    Deelnemer,
}

variants!(script::Role, Office {
    Gespreksleider {},
    Inbrenger {},
    Tijdbewaker {},
    Verslaglegger {},
    Deelnemer {},
});

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum VoteMark {
    Appeals,
    Recognised,
}

variants!(live::VoteMark, VoteMark { Appeals {}, Recognised {} });

#[derive(Serialize, Deserialize)]
#[serde(tag = "clock", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Clock {
    Ready { remaining_ms: i64 },
    Running { ends_at_ms: i64 },
    Paused { remaining_ms: i64 },
}

variants!(record::Clock, Clock {
    Ready { remaining_ms },
    Running { ends_at_ms },
    Paused { remaining_ms },
});

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Turns {
    speaking: Option<ParticipantId>,
    clock: Option<Clock>,
    waiting: Vec<ParticipantId>,
    spoken: Vec<ParticipantId>,
    passed: Vec<ParticipantId>,
    may_pass: bool,
    seconds: u32,
}

fields!(record::Turns, Turns { speaking, clock, waiting, spoken, passed, may_pass, seconds });

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PhaseMinutes {
    phase: PhaseId,
    minutes: u32,
}

fields!(crate::state::PhaseMinutes, PhaseMinutes { phase, minutes });

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Replan {
    at_ms: i64,
    minutes_left: u32,
    short_minutes: u32,
    phases: Vec<PhaseReplan>,
}

fields!(replan::Replan, Replan { at_ms, minutes_left, short_minutes, phases });

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PhaseReplan {
    phase: PhaseId,
    from: u32,
    to: u32,
    reason: ReplanReason,
}

fields!(replan::PhaseReplan, PhaseReplan { phase, from, to, reason });

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ReplanReason {
    Keeps,
    Shrinks,
    AtMinimum,
    LeftOut,
    KeepsClosing,
}

variants!(replan::ReplanReason, ReplanReason {
    Keeps {},
    Shrinks {},
    AtMinimum {},
    LeftOut {},
    KeepsClosing {},
});

#[derive(Serialize, Deserialize)]
#[serde(tag = "of", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum TextOf {
    Title {},
    Agreement { index: u32 },
    Phase { id: PhaseId },
    GuidingQuestions { id: PhaseId },
    LearningOutcomes {},
    Contribution { id: ContributionId },
    Response { id: ContributionId },
}

variants!(crate::blots::TextOf, TextOf {
    Title {},
    Agreement { index },
    Phase { id },
    GuidingQuestions { id },
    LearningOutcomes {},
    Contribution { id },
    Response { id },
});

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Span {
    text: u32,
    start: u32,
    end: u32,
}

fields!(crate::blots::Span, Span { text, start, end });

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BlottedText {
    of: TextOf,
    spans: Vec<Span>,
}

fields!(crate::blots::BlottedText, BlottedText { of, spans });
