//! Coming into a meeting of one's group, without another invitation.
//!
//! A meeting is planned in the group and comes to be when the first member comes in, who leads it until
//! somebody else does.

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use kring_domain::group::{self, Meeting as Planned};
use kring_domain::{Create, Device, Request};
use kring_protocol::code::{Problem, Rejection};
use kring_protocol::group::rest::EnterMeeting;
use kring_protocol::rest::Joined;
use kring_protocol::script::Method;
use kring_protocol::{CommandId, GroupId, MemberId, SessionId, limits};
use uuid::Uuid;

use super::App;
use super::body::JsonBody;
use super::groups::AuthorizedMember;
use super::problem::{self, ProblemResponse};
use crate::report;
use crate::room::{Group, Meeting, RoomError};
use crate::token::{self, Purpose};

/// What a group says of a meeting and of the member who comes in.
struct Plan {
    meeting: Planned,
    title: String,
    agreements: Vec<String>,
    name: String,
}

pub(super) async fn enter(
    State(app): State<App>,
    AuthorizedMember { group, member }: AuthorizedMember,
    path: Result<Path<(Uuid, Uuid)>, PathRejection>,
    JsonBody(wanted): JsonBody<EnterMeeting>,
) -> Result<Json<Joined>, ProblemResponse> {
    // What cannot be a meeting is answered like one of another group.
    let Ok(Path((_, session))) = path else { return Err(problem::not_found()) };
    let session = SessionId(session);
    let look = move |state: &group::State| planned(state, session, member);
    let plan = app.rooms.look::<Group, _>(group, look).await;
    let plan = plan.map_err(|refusal| problem::of(refusal, problem::not_found()))?;
    let issued = token::issue(Purpose::Token, session.0);
    let token = issued.map_err(|error| ProblemResponse::internal(&error))?;
    let participant = token::participant_id_for_member(session, member);
    let device = Device {
        id: token::device_id_for(session.0, wanted.id),
        name: wanted.device.clone(),
        credential: token.credential,
    };
    let name = plan.name.clone();
    let enter = || Request::Enter { participant, name: name.clone(), device: device.clone() };
    let id = CommandId(wanted.id);
    let mut entered = app.rooms.request::<Meeting>(session, id, enter()).await;
    if is_not_there(&entered) && plan.meeting.held.is_none() {
        let create = creation(&app, group, session, &plan, &wanted, &device, member)?;
        let id = CommandId(Uuid::new_v4());
        entered = app.rooms.request::<Meeting>(session, id, Request::Create(create)).await;
        if entered == Err(RoomError::Rejected(Rejection::AlreadyStarted)) {
            // Two came first at the same moment.
            entered = app.rooms.request::<Meeting>(session, CommandId(wanted.id), enter()).await;
        }
    }
    entered.map_err(|refusal| problem::of(refusal, problem::not_found()))?;
    Ok(Json(Joined { session, participant, token: token.text }))
}

fn is_not_there(entered: &Result<(), RoomError>) -> bool {
    matches!(entered, Err(RoomError::NotFound | RoomError::Rejected(Rejection::NotInMeeting)))
}

fn planned(state: &group::State, session: SessionId, member: MemberId) -> Result<Plan, RoomError> {
    let meeting = state.meeting(session).ok_or(RoomError::NotFound)?;
    let member = state.member(member).ok_or(RoomError::NotFound)?;
    Ok(Plan {
        meeting: meeting.clone(),
        title: state.name.clone(),
        agreements: state.agreements.clone(),
        name: member.known.name.clone(),
    })
}

fn creation(
    app: &App,
    group: GroupId,
    session: SessionId,
    plan: &Plan,
    wanted: &EnterMeeting,
    device: &Device,
    member: MemberId,
) -> Result<Box<Create>, ProblemResponse> {
    let method = app.methods.get(&plan.meeting.method).ok_or_else(|| {
        let title = "There is no method with the id that was planned; GET /api/methods lists them.";
        let status = axum::http::StatusCode::UNPROCESSABLE_ENTITY;
        ProblemResponse::new(status, Problem::UnknownMethod, title)
    })?;
    let invitation = token::issue(Purpose::Invitation, session.0);
    let invitation = invitation.map_err(|error| ProblemResponse::internal(&error))?;
    Ok(Box::new(Create {
        session,
        method: Method::clone(method),
        title: plan.title.clone(),
        scheduled_at_ms: plan.meeting.starts_at_ms,
        call_link: plan.meeting.place.clone(),
        agreements: plan.agreements.clone(),
        keep_days: limits::KEEP_DAYS,
        // Nobody has it: whoever leads makes another one for guests.
        invitation: invitation.credential,
        gespreksleider: token::participant_id_for_member(session, member),
        name: plan.name.clone(),
        credential: device.credential,
        time_zone: wanted.time_zone.as_deref().and_then(report::known_zone),
        device: device.name.clone(),
        device_id: Some(device.id),
        group: Some(group),
    }))
}
