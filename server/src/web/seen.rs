//! A view, for whoever holds its token.

use axum::Extension;
use axum::extract::rejection::PathRejection;
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use kring_protocol::{ParticipantId, Record, SessionId};
use tokio::sync::oneshot;
use uuid::Uuid;

use super::App;
use super::problem::{self, ProblemResponse};
use super::visitor::Visitor;
use crate::domain::Credential;
use crate::room::{Ask, Refusal};
use crate::secret::{self, Purpose};

/// What the token in the `Authorization` header lets its holder see of the session in the address.
pub(super) struct Seen {
    pub(super) session: SessionId,
    pub(super) reader: ParticipantId,
    pub(super) records: Vec<Record>,
}

impl FromRequestParts<App> for Seen {
    type Rejection = ProblemResponse;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let visitor = Extension::<Visitor>::from_request_parts(parts, app).await;
        let Extension(visitor) = visitor.map_err(|error| ProblemResponse::internal(&error))?;
        let path = Path::<Uuid>::from_request_parts(parts, app).await;
        let looking = async {
            let session = session_of(path)?;
            let credential = bearer(&parts.headers, session).ok_or_else(problem::unauthorised)?;
            app.door.token_rests(credential)?;
            let (reply, answer) = oneshot::channel();
            app.rooms.ask(session, Ask::View { credential, reply }).await;
            let (reader, records) = answered(answer, problem::unauthorised).await?;
            app.door.token_used(credential);
            Ok(Self { session, reader, records })
        };
        shown(app, visitor, looking).await
    }
}

/// Looks at a secret that a visitor shows, unless they have shown too many that did not fit.
pub(super) async fn shown<T>(
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

pub(super) async fn answered<T>(
    answer: oneshot::Receiver<Result<T, Refusal>>,
    unknown: fn() -> ProblemResponse,
) -> Result<T, ProblemResponse> {
    match answer.await {
        Ok(answer) => answer.map_err(|refusal| problem::of(refusal, unknown())),
        // The room let go without an answer: it is asleep for good, or the server is going down.
        Err(_) => Err(problem::draining()),
    }
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
