//! Accepted commands of a group, as they are stored. Its names and shapes are final, as those of
//! meetings are.

use kring_protocol::group::{self as live, RoleHeld};
use kring_protocol::ids::{CommandId, DeviceId, GroupId, MemberId, PasskeyId, PollId, SessionId};
use serde::{Deserialize, Serialize};

use super::V;
use super::convert::{Convert, converted, fields, variants};
use super::types::{Device, Hash, Office, SealedText};
use crate::codec::{DecodeError, EncodeError};
use crate::group::codec::Stored;
use crate::group::{self, Personal as LivePersonal};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Payload {
    group: u32,
    command: CommandId,
    actor: Option<MemberId>,
    events: Vec<Event>,
}

// Variants without fields are written `{}`: serde would let unknown fields pass beside a bare name.
#[derive(Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case", deny_unknown_fields)]
enum Event {
    GroupCreated {
        group: GroupId,
        name: String,
        purpose: String,
        agreements: Vec<String>,
        keep_months: u32,
        invitation: Hash,
        at_ms: i64,
    },
    InvitationReplaced {
        invitation: Hash,
    },
    DetailsSet {
        name: String,
        purpose: String,
        agreements: Vec<String>,
    },
    RetentionSet {
        months: u32,
    },
    Applied {
        member: MemberId,
        at_ms: i64,
    },
    ApplicationEnded {
        member: MemberId,
    },
    MemberJoined {
        member: MemberId,
        by: Option<MemberId>,
        at_ms: i64,
    },
    PersonalSet {
        member: MemberId,
        personal: SealedText,
    },
    DeviceRevoked {
        member: MemberId,
        device: DeviceId,
    },
    PasskeyRemoved {
        member: MemberId,
        passkey: PasskeyId,
    },
    MemberLeft {
        member: MemberId,
        // Absent in what was stored before they were told of it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        meetings: Vec<SessionId>,
    },
    ClaimMade {
        member: MemberId,
        claim: DeviceId,
        at_ms: i64,
    },
    ClaimConfirmed {
        claim: DeviceId,
        by: MemberId,
    },
    ClaimEnded {
        claim: DeviceId,
    },
    MeetingPlanned {
        session: SessionId,
        method: String,
        starts_at_ms: Option<i64>,
        by: MemberId,
        at_ms: i64,
    },
    MeetingDetailsSet {
        session: SessionId,
        place: String,
        agenda: Vec<String>,
        reading: Vec<String>,
    },
    ArrangementsSet {
        arrangements: Arrangements,
    },
    PollOpened {
        poll: PollId,
        method: String,
        options: Vec<i64>,
        by: MemberId,
    },
    PollAnswered {
        poll: PollId,
        member: MemberId,
        suits: Vec<Suits>,
    },
    PollClosed {
        poll: PollId,
    },
    MeetingMoved {
        session: SessionId,
        starts_at_ms: Option<i64>,
    },
    MeetingCancelled {
        session: SessionId,
    },
    AbsenceTold {
        session: SessionId,
        member: MemberId,
        absent: bool,
    },
    MeetingBegun {
        session: SessionId,
    },
    MeetingHeld {
        session: SessionId,
        at_ms: i64,
        roles: Vec<Held>,
    },
    TurnPinned {
        role: Office,
        member: Option<MemberId>,
    },
    TurnSkipped {
        role: Office,
        member: MemberId,
        skipped: bool,
    },
    TrainerSet {
        member: MemberId,
        trainer: bool,
    },
    GroupErased {
        meetings: Vec<SessionId>,
    },
}

variants!(group::Event, Event {
    GroupCreated { group, name, purpose, agreements, keep_months, invitation, at_ms },
    InvitationReplaced { invitation },
    DetailsSet { name, purpose, agreements },
    RetentionSet { months },
    Applied { member, at_ms },
    ApplicationEnded { member },
    MemberJoined { member, by, at_ms },
    PersonalSet { member, personal },
    DeviceRevoked { member, device },
    PasskeyRemoved { member, passkey },
    MemberLeft { member, meetings },
    ClaimMade { member, claim, at_ms },
    ClaimConfirmed { claim, by },
    ClaimEnded { claim },
    MeetingPlanned { session, method, starts_at_ms, by, at_ms },
    MeetingDetailsSet { session, place, agenda, reading },
    ArrangementsSet { arrangements },
    PollOpened { poll, method, options, by },
    PollAnswered { poll, member, suits },
    PollClosed { poll },
    MeetingMoved { session, starts_at_ms },
    MeetingCancelled { session },
    AbsenceTold { session, member, absent },
    MeetingBegun { session },
    MeetingHeld { session, at_ms, roles },
    TurnPinned { role, member },
    TurnSkipped { role, member, skipped },
    TrainerSet { member, trainer },
    GroupErased { meetings },
});

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Arrangements {
    leads: Leads,
    input: String,
    communication: String,
    evaluation: String,
}

fields!(live::Arrangements, Arrangements { leads, input, communication, evaluation });

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Leads {
    Open,
    Rotates,
    Fixed,
}

variants!(live::Leads, Leads { Open {}, Rotates {}, Fixed {} });

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Suits {
    Yes,
    IfNeedBe,
    No,
}

variants!(live::Suits, Suits { Yes {}, IfNeedBe {}, No {} });

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Held {
    role: Office,
    member: MemberId,
}

fields!(RoleHeld, Held { role, member });

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Passkey {
    id: PasskeyId,
    name: String,
    handle: Hash,
    key: String,
}

fields!(group::Passkey, Passkey { id, name, handle, key });

/// What is sealed: the opened bytes are one of these as JSON.
#[derive(Serialize, Deserialize)]
#[serde(tag = "known", rename_all = "snake_case", deny_unknown_fields)]
enum Personal {
    Name { name: String },
    Device { device: Device },
    Passkey { passkey: Passkey },
    ClaimedDevice { device: Device },
    Code { code: Option<Hash> },
    Calendar { calendar: Option<Hash> },
}

variants!(LivePersonal, Personal {
    Name { name },
    Device { device },
    Passkey { passkey },
    ClaimedDevice { device },
    Code { code },
    Calendar { calendar },
});

pub(crate) fn encode(stored: &Stored) -> Result<Vec<u8>, EncodeError> {
    let Stored { command, actor, events } = stored.clone();
    let events = events.convert();
    serde_json::to_vec(&Payload { group: V, command, actor, events }).map_err(|_| EncodeError)
}

pub(crate) fn decode(payload: &[u8]) -> Result<Stored, DecodeError> {
    #[derive(Deserialize)]
    struct Versioned {
        group: u32,
    }
    // Before the rest, which a newer build may have written in another shape.
    let Versioned { group } = serde_json::from_slice(payload)?;
    if group != V {
        return Err(DecodeError::Version(group));
    }
    let Payload { command, actor, events, .. } = serde_json::from_slice(payload)?;
    Ok(Stored { command, actor, events: events.convert() })
}

pub(crate) fn personal_to_bytes(personal: &LivePersonal) -> Result<Vec<u8>, EncodeError> {
    let personal: Personal = personal.clone().convert();
    serde_json::to_vec(&personal).map_err(|_| EncodeError)
}

pub(crate) fn personal_of_bytes(bytes: &[u8]) -> Result<LivePersonal, DecodeError> {
    Ok(serde_json::from_slice::<Personal>(bytes)?.convert())
}
