//! A group as a room keeps it: the rules of `kring_domain::group` behind [`Aggregate`].

use std::collections::BTreeMap;
use std::sync::Arc;

use kring_domain::group::codec::{self, Stored};
use kring_domain::group::{self, Context, Event, Request, Secret, State, Status};
use kring_domain::{Change, Credential, Effect};
use kring_protocol::code::Rejection;
use kring_protocol::group::GroupCommand;
use kring_protocol::limits::Limits;
use kring_protocol::message::LeadAway;
use kring_protocol::script::Phase;
use kring_protocol::{
    CommandId, ContributionId, DeviceId, GroupId, MemberId, PROTOCOL_VERSION, ParticipantId,
    Record, RecordKey, ServerMessage, SessionId,
};
use kring_store::{Entry, EventLog, ReadError, StorageError, StreamId};

use super::Rooms;
use super::aggregate::{Aggregate, DecodeFailure, Facts, Folded, Greeting, Replayed, Seen};
use super::fanout::updates;
use super::frame::Body;
use super::presence::Lead;
use super::snapshot::{Written, json};
use crate::token;

/// A group of people who meet repeatedly.
pub enum Group {}

impl Aggregate for Group {
    type Id = GroupId;
    type State = State;
    type Event = Event;
    type Request = Request;
    /// The group that the client named, and what it asks.
    type Asked = (GroupId, GroupCommand);
    type Person = MemberId;
    type Viewer = MemberId;

    fn request(by: MemberId, (group, command): Self::Asked) -> Request {
        Request::Command { by, group, command }
    }

    fn erase(if_due: bool) -> Request {
        Request::Erase { if_due }
    }

    fn is_erasing(request: &Request) -> bool {
        matches!(request, Request::Erase { .. })
    }

    fn secret(request: &Request) -> Option<Credential> {
        match request {
            Request::Apply { invitation, .. } | Request::Claim { invitation, .. } => {
                Some(*invitation)
            }
            Request::ReturnByCode { code, .. } => Some(*code),
            Request::ReturnByPasskey { handle, .. } => Some(*handle),
            Request::Create(_)
            | Request::SetCode { .. }
            | Request::AddPasskey { .. }
            | Request::SetCalendar { .. }
            | Request::ReplaceInvitation { .. }
            | Request::MeetingBegun { .. }
            | Request::MeetingGone { .. }
            | Request::MeetingHeld { .. }
            | Request::PlanNext { .. }
            | Request::Erase { .. }
            | Request::Command { .. } => None,
        }
    }

    fn author(state: &State, request: &Request) -> Option<MemberId> {
        request.author(state)
    }

    fn is_repeatable(request: &Request) -> bool {
        request.is_repeatable()
    }

    fn decide(
        state: &State,
        facts: &Facts<MemberId>,
        request: &Request,
    ) -> Result<Vec<Event>, Rejection> {
        let Facts { now_ms, fresh, entries, logged, .. } = *facts;
        group::decide(state, &Context { now_ms, fresh, entries, logged }, request)
    }

    fn apply(state: &mut State, events: &[Event]) {
        events.iter().for_each(|event| group::apply(state, event));
    }

    fn apply_seen(state: &mut State, events: &[Event]) -> Seen<MemberId> {
        let before = Views::of(state);
        Self::apply(state, events);
        let after = Views::of(state);
        let changed = before.changes(&after);
        // Nothing of a group is written for several.
        Seen { updates: updates(&changed), affected: vec![] }
    }

    /// A group has no phases.
    fn share(_: &mut State, _: &[Arc<Phase>]) {}

    fn created(_: &[Event]) -> Option<ContributionId> {
        None
    }

    fn effects(event: &Event) -> Vec<Effect<MemberId>> {
        group::effects(event)
    }

    fn is_active(state: &State) -> bool {
        state.is_active()
    }

    fn is_erased(state: &State) -> bool {
        state.status == Status::Erased
    }

    fn erased() -> State {
        State { status: Status::Erased, ..State::default() }
    }

    fn due_ms(state: &State, _: i64) -> i64 {
        state.due_ms()
    }

    fn secrets(state: &State) -> impl Iterator<Item = Credential> {
        state.secrets()
    }

    /// Nobody leads a group.
    fn lead(_: &State) -> Option<Lead<MemberId>> {
        None
    }

    fn fingerprint(state: &State) -> String {
        group::fingerprint(state)
    }

    fn holder(state: &State, token: Credential) -> Option<(MemberId, Option<DeviceId>)> {
        state.holder(token).map(|(member, device)| (member, Some(device)))
    }

    fn person(viewer: MemberId) -> Option<MemberId> {
        Some(viewer)
    }

    fn key_of(member: MemberId) -> Option<StreamId> {
        Some(StreamId::Member(member))
    }

    fn participant_in(session: SessionId, member: MemberId) -> Option<ParticipantId> {
        Some(token::participant_id_for_member(session, member))
    }

    fn planned(state: &State, session: SessionId) -> Option<(Option<i64>, String)> {
        let meeting = state.meeting(session).filter(|meeting| meeting.held.is_none());
        meeting.map(|meeting| (meeting.starts_at_ms, meeting.place.clone()))
    }

    fn unfinished(state: &State) -> Vec<Effect<MemberId>> {
        group::unfinished(state)
    }

    fn view(state: &State, viewer: MemberId, _: &mut Written) -> Option<Vec<(RecordKey, Body)>> {
        let records = group::view(state, viewer)?;
        records.iter().map(|record| Some((record.key(), json(record)?))).collect()
    }

    fn welcome(group: GroupId, member: MemberId, greeting: Greeting) -> ServerMessage {
        let Greeting { device, stream, resumed, server_ms, clock_doubted } = greeting;
        ServerMessage::GroupWelcome {
            protocol: PROTOCOL_VERSION,
            group,
            member,
            device,
            stream,
            resumed,
            server_ms,
            limits: Limits::default(),
            build: crate::BUILD.to_owned(),
            clock_doubted,
        }
    }

    /// Who has the page of a group open is nobody's business.
    fn presence(_: Vec<MemberId>, _: Option<LeadAway>) -> Option<ServerMessage> {
        None
    }

    fn tell(_: Rooms, _: GroupId, _: &State) -> Option<impl Future<Output = ()> + Send + 'static> {
        None::<std::future::Ready<()>>
    }

    fn tell_begun(
        _: Rooms,
        _: GroupId,
        _: &State,
    ) -> Option<impl Future<Output = ()> + Send + 'static> {
        None::<std::future::Ready<()>>
    }

    /// A meeting whose day has come may have been held: once it wakes it says so.
    fn listen(
        rooms: Rooms,
        group: GroupId,
        state: &State,
    ) -> Option<impl Future<Output = ()> + Send + 'static> {
        let to_hear = state.to_hear(rooms.now_ms());
        (!to_hear.is_empty()).then_some(async move { rooms.hear(group, to_hear).await })
    }

    fn is_outside(_: &State, _: MemberId) -> bool {
        false
    }

    async fn encode(
        log: &dyn EventLog,
        command: CommandId,
        actor: Option<MemberId>,
        events: &[Event],
    ) -> Result<Vec<u8>, StorageError> {
        let failed = |error: &dyn std::fmt::Display| StorageError::Failed(error.to_string());
        let mut sealed = Vec::with_capacity(events.len());
        for event in events {
            sealed.push(match event {
                Event::PersonalSet { member, personal: Secret::Known(personal) } => {
                    let text = codec::personal_to_bytes(personal).map_err(|e| failed(&e))?;
                    let bytes = log.seal(StreamId::Member(*member), &text).await?;
                    Event::PersonalSet { member: *member, personal: Secret::Sealed(bytes) }
                }
                other => other.clone(),
            });
        }
        codec::encode(&Stored { command, actor, events: sealed }).map_err(|e| failed(&e))
    }

    async fn decode(
        log: &dyn EventLog,
        entries: Vec<Entry>,
    ) -> Result<Vec<Replayed<Self>>, DecodeFailure> {
        let mut decoded = Vec::with_capacity(entries.len());
        for Entry { seq, at_ms, payload } in entries {
            let damaged = |what: String| DecodeFailure::Damaged { seq, what };
            let Stored { command, actor, mut events } =
                codec::decode(&payload).map_err(|error| DecodeFailure::of(seq, &error))?;
            for event in &mut events {
                let Event::PersonalSet { member, personal } = event else { continue };
                let Secret::Sealed(bytes) = personal else { continue };
                let text = log.unseal(StreamId::Member(*member), bytes).await;
                *personal = match text {
                    Ok(None) => Secret::Forgotten,
                    Ok(Some(text)) => Secret::Known(
                        codec::personal_of_bytes(&text)
                            .map_err(|error| damaged(error.to_string()))?,
                    ),
                    Err(ReadError::Storage(error)) => return Err(DecodeFailure::Storage(error)),
                    Err(error) => return Err(damaged(error.to_string())),
                };
            }
            let bytes = payload.len();
            decoded.push(Replayed { seq, at_ms, bytes, command, actor, events });
        }
        Ok(decoded)
    }

    /// A checkpoint would keep what is known of people under the key of the group.
    fn to_checkpoint(_: &Folded<Self>) -> Option<Vec<u8>> {
        None
    }

    fn from_checkpoint(_: &[u8]) -> Option<Folded<Self>> {
        None
    }
}

/// What everybody sees, filed under its keys.
struct Views {
    people: BTreeMap<MemberId, BTreeMap<RecordKey, Record>>,
}

impl Views {
    fn of(state: &State) -> Self {
        let filed = |records: Vec<Record>| records.into_iter().map(|r| (r.key(), r)).collect();
        let people =
            state.people().filter_map(|(id, _)| Some((id, filed(group::view(state, id)?))));
        Self { people: people.collect() }
    }

    /// What each of those who are there afterwards is sent.
    fn changes<'a>(&'a self, after: &'a Self) -> Vec<(MemberId, Vec<Change<'a>>)> {
        let nothing = const { &BTreeMap::new() };
        let changed = after.people.iter().filter_map(|(id, now)| {
            let was = self.people.get(id).unwrap_or(nothing);
            let gone = was.keys().filter(|key| !now.contains_key(key)).map(Change::Remove);
            let is_new = |(key, record): &(&RecordKey, &Record)| was.get(*key) != Some(record);
            let new = now.iter().filter(is_new).map(|(_, record)| Change::Upsert(record));
            let changes: Vec<Change<'a>> = gone.chain(new).collect();
            (!changes.is_empty()).then_some((*id, changes))
        });
        changed.collect()
    }
}
