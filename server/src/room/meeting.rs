//! A meeting as a room keeps it: the rules of `kring-domain` behind [`Aggregate`].

use std::sync::Arc;

use kring_domain::state::Status;
use kring_domain::{
    Changes, Checkpoint, Context, Credential, Effect, Event, Request, State, Viewer, ViewerId,
    codec, created_by, decide, due_ms, effects, export, fingerprint, outside, render, seen,
};
use kring_protocol::code::Rejection;
use kring_protocol::limits::Limits;
use kring_protocol::message::LeadAway;
use kring_protocol::record::{Lifecycle, Taking};
use kring_protocol::script::Phase;
use kring_protocol::{
    Command, CommandId, ContributionId, DeviceId, PROTOCOL_VERSION, ParticipantId, Record,
    RecordKey, Role, ServerMessage, SessionId,
};
use kring_store::{Entry, EventLog, StorageError, StreamId};

use super::aggregate::{Aggregate, DecodeFailure, Facts, Folded, Greeting, Replayed, Seen};
use super::between::TakenAlong;
use super::fanout::updates;
use super::frame::Body;
use super::load::parts;
use super::presence::Lead;
use super::snapshot::{Written, json};
use super::{RoomError, Rooms};

/// One intervisie meeting.
pub enum Meeting {}

impl Aggregate for Meeting {
    type Id = SessionId;
    type State = State;
    type Event = Event;
    type Request = Request;
    /// The session that the client named, and what it asks.
    type Asked = (SessionId, Command);
    type Person = ParticipantId;
    type Viewer = ViewerId;

    fn request(by: ParticipantId, (session, command): Self::Asked) -> Request {
        Request::Command { by, session, command }
    }

    fn erase(if_due: bool) -> Request {
        Request::Erase { if_due }
    }

    fn is_erasing(request: &Request) -> bool {
        matches!(request, Request::Erase { .. })
    }

    fn secret(request: &Request) -> Option<Credential> {
        match request {
            Request::Join { invitation, .. } | Request::Claim { invitation, .. } => {
                Some(*invitation)
            }
            Request::ReturnByCode { code, .. } => Some(*code),
            Request::Create(_)
            // Their group has let them in.
            | Request::Enter { .. }
            | Request::TakeIn(_)
            | Request::SettleTaking { .. }
            | Request::Drop
            | Request::Reschedule { .. }
            | Request::MemberGone { .. }
            | Request::SetCode { .. }
            | Request::ReplaceInvitation { .. }
            | Request::InviteGuests { .. }
            | Request::SetDisplay { .. }
            | Request::Erase { .. }
            | Request::Command { .. } => None,
        }
    }

    fn author(state: &State, request: &Request) -> Option<ParticipantId> {
        request.author(state)
    }

    fn is_repeatable(request: &Request) -> bool {
        request.is_repeatable()
    }

    fn decide(
        state: &State,
        facts: &Facts<ParticipantId>,
        request: &Request,
    ) -> Result<Vec<Event>, Rejection> {
        let away = facts.lead_away;
        let may_propose = away.and_then(|away| away.propose_at_ms);
        let context = Context {
            now_ms: facts.now_ms,
            fresh: facts.fresh,
            last_ms: facts.last_ms,
            entries: facts.entries,
            logged: facts.logged,
            gespreksleider_away: away.is_some_and(|away| away.take_over_at_ms <= facts.now_ms),
            same_click_ms: facts.same_click_ms,
            leaderless_since_ms: away
                .map(|away| away.since_ms)
                .filter(|_| may_propose.is_some_and(|from| from <= facts.now_ms)),
            clock_doubted: facts.clock_doubted,
            connected: facts.connected.clone(),
        };
        decide(state, &context, request)
    }

    fn apply(state: &mut State, events: &[Event]) {
        events.iter().for_each(|event| kring_domain::apply(state, event));
    }

    fn apply_seen(state: &mut State, events: &[Event]) -> Seen<ViewerId> {
        let mut changes = Changes::new(state);
        for event in events {
            changes.apply(state, event);
        }
        let affected = changes.affected().cloned().collect();
        Seen { updates: updates(&changes.finish(state)), affected }
    }

    fn share(state: &mut State, phases: &[Arc<Phase>]) {
        state.share_phases(phases);
    }

    fn created(events: &[Event]) -> Option<ContributionId> {
        created_by(events)
    }

    fn effects(event: &Event) -> Vec<Effect> {
        effects(event)
    }

    fn is_active(state: &State) -> bool {
        state.is_active()
    }

    fn is_erased(state: &State) -> bool {
        state.is_erased()
    }

    fn erased() -> State {
        State { status: Status::Erased, ..State::default() }
    }

    fn due_ms(state: &State, last_ms: i64) -> i64 {
        due_ms(state, last_ms)
    }

    fn secrets(state: &State) -> impl Iterator<Item = Credential> {
        state.secrets()
    }

    /// Who leads, as long as the meeting is not over.
    fn lead(state: &State) -> Option<Lead<ParticipantId>> {
        let is_over = !state.is_active() || state.status == Status::Active(Lifecycle::Closed);
        let lead = Lead { gespreksleider: state.gespreksleider, deputy: state.deputy };
        (!is_over).then_some(lead)
    }

    fn fingerprint(state: &State) -> String {
        fingerprint(state)
    }

    fn holder(state: &State, token: Credential) -> Option<(ViewerId, Option<DeviceId>)> {
        let person = state.holder(token).map(|(id, device)| (id.into(), Some(device)));
        person.or_else(|| (state.display == Some(token)).then_some((ViewerId::Display, None)))
    }

    fn person(viewer: ViewerId) -> Option<ParticipantId> {
        match viewer {
            ViewerId::Participant(id) => Some(id),
            ViewerId::Display => None,
        }
    }

    fn key_of(_: ViewerId) -> Option<StreamId> {
        None
    }

    fn participant_in(_: SessionId, _: ViewerId) -> Option<ParticipantId> {
        None
    }

    fn planned(_: &State, _: SessionId) -> Option<(Option<i64>, String)> {
        None
    }

    fn unfinished(state: &State) -> Vec<Effect> {
        if state.is_erased() { vec![Effect::EraseLog] } else { vec![] }
    }

    fn view(
        state: &State,
        viewer: ViewerId,
        written: &mut Written,
    ) -> Option<Vec<(RecordKey, Body)>> {
        if let Some(records) = Self::person(viewer).and_then(|id| outside(state, id)) {
            return records.iter().map(|record| Some((record.key(), json(record)?))).collect();
        }
        let viewer = Viewer::of(state, viewer)?;
        let seen = seen(state, &viewer).into_iter().map(|(key, visibility)| {
            let make = || render(state, &key, visibility);
            let body = match key {
                // Of one viewer alone.
                RecordKey::Me | RecordKey::Overview => json(&make()?)?,
                _ => written.shared(&key, visibility, make)?,
            };
            Some((key, body))
        });
        seen.collect::<Option<Vec<_>>>().filter(|view| !view.is_empty())
    }

    fn is_outside(state: &State, viewer: ViewerId) -> bool {
        Self::person(viewer).is_some_and(|id| state.outside(id).is_some())
    }

    fn welcome(session: SessionId, viewer: ViewerId, greeting: Greeting) -> ServerMessage {
        let Greeting { device, stream, resumed, server_ms, clock_doubted } = greeting;
        ServerMessage::Welcome {
            protocol: PROTOCOL_VERSION,
            session,
            participant: Self::person(viewer),
            device,
            stream,
            resumed,
            server_ms,
            limits: Limits::default(),
            build: crate::BUILD.to_owned(),
            clock_doubted,
        }
    }

    fn presence(online: Vec<ParticipantId>, lead_away: Option<LeadAway>) -> Option<ServerMessage> {
        Some(ServerMessage::Presence { online, lead_away })
    }

    /// A group hears that its meeting was held, and who had which role: no word of it. What people take along
    /// goes to the next meeting of the group.
    fn tell(
        rooms: Rooms,
        session: SessionId,
        state: &State,
    ) -> Option<impl Future<Output = ()> + Send + 'static> {
        let group = state.group?;
        let at_ms = state.closed_at_ms?;
        let roles = roles_held(state);
        let taken = taken_along(state, at_ms);
        Some(async move {
            rooms.tell_held(group, session, at_ms, &roles).await;
            for taken in taken {
                rooms.take_along(group, session, taken).await;
            }
        })
    }

    fn tell_begun(
        rooms: Rooms,
        session: SessionId,
        state: &State,
    ) -> Option<impl Future<Output = ()> + Send + 'static> {
        let is_on = state.started_at_ms.is_some() && state.closed_at_ms.is_none();
        let group = state.group.filter(|_| is_on)?;
        Some(async move { rooms.tell_begun(group, session).await })
    }

    /// Whether it still is on the plan of its group, when and where, and who left the group since.
    fn listen(
        rooms: Rooms,
        session: SessionId,
        state: &State,
    ) -> Option<impl Future<Output = ()> + Send + 'static> {
        let group = state.group.filter(|_| state.started_at_ms.is_none())?;
        let members = state.everybody().filter(|person| person.member);
        let members: Vec<ParticipantId> = members.map(|person| person.id).collect();
        Some(async move { rooms.follow_plan(group, session, members).await })
    }

    async fn encode(
        _: &dyn EventLog,
        id: CommandId,
        by: Option<ParticipantId>,
        events: &[Event],
    ) -> Result<Vec<u8>, StorageError> {
        codec::encode(id, by, events).map_err(|error| StorageError::Failed(error.to_string()))
    }

    async fn decode(
        _: &dyn EventLog,
        entries: Vec<Entry>,
    ) -> Result<Vec<Replayed<Self>>, DecodeFailure> {
        let decoded = kring_domain::decode(entries.iter().map(parts)).map(|entry| {
            let kring_domain::Replayed { seq, at_ms, bytes, stored } = entry?;
            let codec::Stored { command, actor, events } = stored;
            Ok(Replayed { seq, at_ms, bytes, command, actor, events })
        });
        decoded
            .collect::<Result<_, kring_domain::ReplayError>>()
            .map_err(|error| DecodeFailure::of(error.seq, &error.source))
    }

    fn to_checkpoint(folded: &Folded<Self>) -> Option<Vec<u8>> {
        let Folded { state, last_ms, used, accepted } = folded;
        let (state, used, accepted) = (state.clone(), used.clone(), accepted.clone());
        Checkpoint { state, last_ms: *last_ms, used, accepted }.encode().ok()
    }

    fn from_checkpoint(bytes: &[u8]) -> Option<Folded<Self>> {
        let Checkpoint { state, last_ms, used, accepted } = Checkpoint::decode(bytes)?;
        Some(Folded { state, last_ms, used, accepted })
    }
}

/// What is on its way to the next meeting.
fn taken_along(state: &State, closed_at_ms: i64) -> Vec<TakenAlong> {
    let waiting = state.taking.iter().filter(|(_, takes)| takes.state == Taking::Waits);
    let taken = waiting.map(|(participant, takes)| TakenAlong {
        participant: *participant,
        contributions: takes.contributions.clone(),
        closed_at_ms,
        lines: state.going_on(*participant),
    });
    taken.collect()
}

/// Who had which role, as far as it goes round.
fn roles_held(state: &State) -> Vec<(Role, ParticipantId)> {
    let led = [(Role::Gespreksleider, state.gespreksleider)];
    let brought = state.rounds.iter().filter_map(|round| round.inbrenger);
    let brought = brought.map(|participant| (Role::Inbrenger, participant));
    let offices = state
        .participants
        .iter()
        .flat_map(|person| person.offices.iter().map(|office| (*office, person.id)));
    led.into_iter().chain(brought).chain(offices).collect()
}

/// What the holder of a token takes home.
///
/// # Errors
/// When nobody holds it, or the view cannot be made.
pub fn exported(
    state: &State,
    token: Credential,
) -> Result<(ParticipantId, Vec<Record>), RoomError> {
    let (id, _) = state.holder(token).ok_or(RoomError::NotFound)?;
    if let Some(own) = outside(state, id) {
        return Ok((id, own));
    }
    let viewer = Viewer::of(state, id).ok_or(RoomError::ProjectionFailed)?;
    let records = export(state, &viewer);
    if records.is_empty() { Err(RoomError::ProjectionFailed) } else { Ok((id, records)) }
}
