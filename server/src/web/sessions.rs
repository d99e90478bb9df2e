//! Creating a meeting and joining it.

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use kring_protocol::code::Problem;
use kring_protocol::rest::{
    CreateMeeting, InvitationPreview, InvitationReplaced, Join, Joined, MeetingCreated,
    PreviewInvitation,
};
use kring_protocol::script::Method;
use kring_protocol::{CommandId, ParticipantId, SessionId, limits};
use uuid::Uuid;

use super::App;
use super::auth::{AuthorizedView, count_failed_secret};
use super::body::JsonBody;
use super::client_ip::ClientKey;
use super::problem::{self, ProblemResponse};
use crate::report;
use crate::room::{Meeting, RoomError};
use crate::token::{self, Purpose};
use kring_domain::{Create, Credential, Request};

pub(super) async fn create(
    State(app): State<App>,
    Extension(client): Extension<ClientKey>,
    JsonBody(wanted): JsonBody<CreateMeeting>,
) -> Result<(StatusCode, Json<MeetingCreated>), ProblemResponse> {
    app.admission.meeting(client)?;
    let method = app.methods.get(&wanted.method).ok_or_else(|| {
        let title = "There is no method with this id; GET /api/methods lists them.";
        ProblemResponse::new(StatusCode::UNPROCESSABLE_ENTITY, Problem::UnknownMethod, title)
    })?;
    let session = SessionId(Uuid::now_v7());
    let gespreksleider = ParticipantId(Uuid::now_v7());
    let token = make(Purpose::Token, session)?;
    let invitation = make(Purpose::Invitation, session)?;
    let agreements = method.agreements.iter().map(|text| text.get(wanted.lang).to_owned());
    let create = Create {
        session,
        method: Method::clone(method),
        title: wanted.title,
        scheduled_at_ms: wanted.scheduled_at_ms,
        call_link: wanted.call_link,
        agreements: agreements.collect(),
        keep_days: wanted.keep_days.unwrap_or(limits::KEEP_DAYS),
        invitation: invitation.credential,
        gespreksleider,
        name: wanted.name,
        credential: token.credential,
        time_zone: wanted.time_zone.as_deref().and_then(report::known_zone),
        device: wanted.device,
        device_id: None,
        group: None,
    };
    let id = CommandId(Uuid::new_v4());
    let unknown = problem::not_found;
    request(&app, session, id, Request::Create(Box::new(create)), unknown).await?;
    let created = MeetingCreated {
        session,
        participant: gespreksleider,
        token: token.text,
        invitation: invitation.text,
    };
    Ok((StatusCode::CREATED, Json(created)))
}

pub(super) async fn join(
    State(app): State<App>,
    Extension(client): Extension<ClientKey>,
    JsonBody(wanted): JsonBody<Join>,
) -> Result<Json<Joined>, ProblemResponse> {
    count_failed_secret(&app, client, joined(&app, wanted)).await
}

async fn joined(app: &App, wanted: Join) -> Result<Json<Joined>, ProblemResponse> {
    let (session, invitation) = invitation_of(&wanted.invitation)?;
    let participant = token::participant_id_for_join(session, wanted.id);
    let token = make(Purpose::Token, session)?;
    let join = Request::Join {
        participant,
        name: wanted.name,
        invitation,
        credential: token.credential,
        device: wanted.device,
    };
    request(app, session, CommandId(wanted.id), join, problem::invitation_invalid).await?;
    Ok(Json(Joined { session, participant, token: token.text }))
}

pub(super) async fn preview(
    State(app): State<App>,
    Extension(client): Extension<ClientKey>,
    JsonBody(wanted): JsonBody<PreviewInvitation>,
) -> Result<Json<InvitationPreview>, ProblemResponse> {
    let previewed = async {
        let (session, invitation) = invitation_of(&wanted.invitation)?;
        let look = move |state: &kring_domain::State| {
            kring_domain::preview(state, invitation, wanted.name.as_deref())
                .ok_or(RoomError::NotFound)
        };
        let found = app.rooms.read::<Meeting, _>(session, invitation, look).await;
        found.map_err(|refusal| problem::of(refusal, problem::invitation_invalid()))
    };
    Ok(Json(count_failed_secret(&app, client, previewed).await?))
}

pub(super) async fn replace_invitation(
    State(app): State<App>,
    AuthorizedView { session, reader: by, .. }: AuthorizedView,
) -> Result<Json<InvitationReplaced>, ProblemResponse> {
    let made = make(Purpose::Invitation, session)?;
    let replace = Request::ReplaceInvitation { by, invitation: made.credential };
    let id = CommandId(Uuid::new_v4());
    request(&app, session, id, replace, problem::unauthorised).await?;
    Ok(Json(InvitationReplaced { invitation: made.text }))
}

pub(super) fn invitation_of(text: &str) -> Result<(SessionId, Credential), ProblemResponse> {
    let (session, invitation) =
        token::parse(Purpose::Invitation, text).ok_or_else(problem::invitation_invalid)?;
    Ok((SessionId(session), invitation))
}

pub(super) fn make(purpose: Purpose, session: SessionId) -> Result<token::Issued, ProblemResponse> {
    token::issue(purpose, session.0).map_err(|error| ProblemResponse::internal(&error))
}

pub(super) async fn request(
    app: &App,
    session: SessionId,
    id: CommandId,
    request: Request,
    unknown: fn() -> ProblemResponse,
) -> Result<(), ProblemResponse> {
    let done = app.rooms.request::<Meeting>(session, id, request).await;
    done.map_err(|refusal| problem::of(refusal, unknown()))
}
