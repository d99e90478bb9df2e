//! Creating, joining, and taking home.

use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use kring_protocol::code::Problem;
use kring_protocol::report::{OwnData, Report};
use kring_protocol::rest::{
    CreateMeeting, InvitationPreview, InvitationReplaced, Join, Joined, MeetingCreated,
    PreviewInvitation,
};
use kring_protocol::script::Method;
use kring_protocol::text::Lang;
use kring_protocol::{CommandId, ParticipantId, Record, SessionId, limits};
use serde::{Deserialize, Serialize};
use tokio::sync::oneshot;
use uuid::Uuid;

use super::App;
use super::body::Sent;
use super::problem::{self, ProblemResponse};
use super::visitor::Visitor;
use crate::domain::{Create, Credential, Request};
use crate::report;
use crate::room::{Ask, Refusal};
use crate::secret::{self, Purpose};

#[derive(Serialize)]
pub(super) struct Methods<'a> {
    methods: Vec<&'a Method>,
}

/// Every method with its phases and minutes.
pub(super) async fn methods(State(app): State<App>) -> Response {
    let methods = Methods { methods: app.methods.iter().map(AsRef::as_ref).collect() };
    Json(methods).into_response()
}

pub(super) async fn create(
    State(app): State<App>,
    Extension(visitor): Extension<Visitor>,
    Sent(wanted): Sent<CreateMeeting>,
) -> Result<(StatusCode, Json<MeetingCreated>), ProblemResponse> {
    app.door.meeting(visitor)?;
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
    Extension(visitor): Extension<Visitor>,
    Sent(wanted): Sent<Join>,
) -> Result<Json<Joined>, ProblemResponse> {
    shown(&app, visitor, joined(&app, wanted)).await
}

async fn joined(app: &App, wanted: Join) -> Result<Json<Joined>, ProblemResponse> {
    let (session, invitation) = invitation_of(&wanted.invitation)?;
    let participant = secret::joiner(session, wanted.id);
    let token = make(Purpose::Token, session)?;
    let join =
        Request::Join { participant, name: wanted.name, invitation, credential: token.credential };
    request(app, session, CommandId(wanted.id), join, problem::invitation_invalid).await?;
    Ok(Json(Joined { session, participant, token: token.text }))
}

pub(super) async fn preview(
    State(app): State<App>,
    Extension(visitor): Extension<Visitor>,
    Sent(wanted): Sent<PreviewInvitation>,
) -> Result<Json<InvitationPreview>, ProblemResponse> {
    let previewed = async {
        let (session, invitation) = invitation_of(&wanted.invitation)?;
        let (reply, answer) = oneshot::channel();
        app.rooms.ask(session, Ask::Preview { invitation, reply }).await;
        answered(answer, problem::invitation_invalid).await
    };
    Ok(Json(shown(&app, visitor, previewed).await?))
}

pub(super) async fn replace_invitation(
    State(app): State<App>,
    Extension(visitor): Extension<Visitor>,
    session: Result<Path<Uuid>, PathRejection>,
    headers: HeaderMap,
) -> Result<Json<InvitationReplaced>, ProblemResponse> {
    let (session, by, _) = view(&app, visitor, session, &headers).await?;
    let made = make(Purpose::Invitation, session)?;
    let replace = Request::ReplaceInvitation { by, invitation: made.credential };
    let id = CommandId(Uuid::new_v4());
    request(&app, session, id, replace, problem::unauthorised).await?;
    Ok(Json(InvitationReplaced { invitation: made.text }))
}

pub(super) async fn report(
    State(app): State<App>,
    Extension(visitor): Extension<Visitor>,
    session: Result<Path<Uuid>, PathRejection>,
    headers: HeaderMap,
) -> Result<Json<Report>, ProblemResponse> {
    let (_, reader, records) = view(&app, visitor, session, &headers).await?;
    Ok(Json(make_report(reader, &records)?))
}

/// What a participant can take along.
pub(super) async fn own_data(
    State(app): State<App>,
    Extension(visitor): Extension<Visitor>,
    session: Result<Path<Uuid>, PathRejection>,
    headers: HeaderMap,
) -> Result<Json<OwnData>, ProblemResponse> {
    let (_, reader, records) = view(&app, visitor, session, &headers).await?;
    report::own_data(reader, &records).map(Json).ok_or_else(problem::unauthorised)
}

#[derive(Deserialize)]
pub(super) struct ReportQuery {
    #[serde(default)]
    lang: Lang,
}

pub(super) async fn report_markdown(
    State(app): State<App>,
    Extension(visitor): Extension<Visitor>,
    session: Result<Path<Uuid>, PathRejection>,
    query: Result<Query<ReportQuery>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, ProblemResponse> {
    let (_, reader, records) = view(&app, visitor, session, &headers).await?;
    let report = make_report(reader, &records)?;
    let lang = query.map(|Query(query)| query.lang).unwrap_or_default();
    let kind = [(header::CONTENT_TYPE, "text/markdown; charset=utf-8")];
    let disposition = [(header::CONTENT_DISPOSITION, "attachment; filename=\"kring.md\"")];
    Ok((kind, disposition, report::markdown(&report, lang)).into_response())
}

pub(super) async fn report_csv(
    State(app): State<App>,
    Extension(visitor): Extension<Visitor>,
    session: Result<Path<Uuid>, PathRejection>,
    query: Result<Query<ReportQuery>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, ProblemResponse> {
    let (_, reader, records) = view(&app, visitor, session, &headers).await?;
    let report = make_report(reader, &records)?;
    let lang = query.map(|Query(query)| query.lang).unwrap_or_default();
    let table = report::csv(&report, lang).map_err(|error| ProblemResponse::internal(&error))?;
    let kind = [(header::CONTENT_TYPE, "text/csv; charset=utf-8; header=present")];
    let disposition = [(header::CONTENT_DISPOSITION, "attachment; filename=\"kring.csv\"")];
    Ok((kind, disposition, table).into_response())
}

fn make_report(reader: ParticipantId, records: &[Record]) -> Result<Report, ProblemResponse> {
    report::report(reader, records).ok_or_else(|| {
        let title = "There is a report once the meeting has started.";
        ProblemResponse::new(StatusCode::CONFLICT, Problem::NoReportYet, title)
    })
}

/// The view of whoever holds the token in the `Authorization` header.
async fn view(
    app: &App,
    visitor: Visitor,
    session: Result<Path<Uuid>, PathRejection>,
    headers: &HeaderMap,
) -> Result<(SessionId, ParticipantId, Vec<Record>), ProblemResponse> {
    let viewed = async {
        let session = session_of(session)?;
        let credential = bearer(headers, session).ok_or_else(problem::unauthorised)?;
        app.door.token_rests(credential)?;
        let (reply, answer) = oneshot::channel();
        app.rooms.ask(session, Ask::View { credential, reply }).await;
        let (reader, records) = answered(answer, problem::unauthorised).await?;
        app.door.token_used(credential);
        Ok((session, reader, records))
    };
    shown(app, visitor, viewed).await
}

/// Looks at a secret that a visitor shows, unless they have shown too many that did not fit.
async fn shown<T>(
    app: &App,
    visitor: Visitor,
    looking: impl Future<Output = Result<T, ProblemResponse>>,
) -> Result<T, ProblemResponse> {
    let attempt = app.door.attempt(visitor)?;
    let found = looking.await;
    if found.as_ref().is_err_and(ProblemResponse::is_wrong_secret) {
        attempt.failed();
    }
    found
}

/// What cannot be a session is answered like a session one has no token for.
fn session_of(path: Result<Path<Uuid>, PathRejection>) -> Result<SessionId, ProblemResponse> {
    path.map(|Path(session)| SessionId(session)).map_err(|_| problem::unauthorised())
}

/// A token for another session than the address names is no token here.
fn bearer(headers: &HeaderMap, session: SessionId) -> Option<Credential> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (of, credential) = secret::read(Purpose::Token, value.strip_prefix("Bearer ")?)?;
    (of == session).then_some(credential)
}

fn invitation_of(text: &str) -> Result<(SessionId, Credential), ProblemResponse> {
    secret::read(Purpose::Invitation, text).ok_or_else(problem::invitation_invalid)
}

fn make(purpose: Purpose, session: SessionId) -> Result<secret::Made, ProblemResponse> {
    secret::make(purpose, session).map_err(|error| ProblemResponse::internal(&error))
}

async fn request(
    app: &App,
    session: SessionId,
    id: CommandId,
    request: Request,
    unknown: fn() -> ProblemResponse,
) -> Result<(), ProblemResponse> {
    let (reply, answer) = oneshot::channel();
    app.rooms.ask(session, Ask::Request { id, request: Box::new(request), reply }).await;
    answered(answer, unknown).await
}

async fn answered<T>(
    answer: oneshot::Receiver<Result<T, Refusal>>,
    unknown: fn() -> ProblemResponse,
) -> Result<T, ProblemResponse> {
    match answer.await {
        Ok(answer) => answer.map_err(|refusal| problem::of(refusal, unknown())),
        // The room let go without an answer: it is asleep for good, or the server is going down.
        Err(_) => Err(problem::draining()),
    }
}
