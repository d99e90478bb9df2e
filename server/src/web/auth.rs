//! Authentication over HTTP: the view of the participant who holds a bearer token.

use axum::Extension;
use axum::extract::rejection::PathRejection;
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use kring_protocol::{ParticipantId, Record, SessionId};
use uuid::Uuid;

use super::App;
use super::client_ip::ClientKey;
use super::problem::{self, ProblemResponse};
use crate::room::{Meeting, exported};
use crate::token::{self, Purpose};
use kring_domain::{Credential, State};

/// The token in the `Authorization` header, for the session in the address.
pub(super) struct Bearer {
    pub(super) session: SessionId,
    pub(super) credential: Credential,
}

impl FromRequestParts<App> for Bearer {
    type Rejection = ProblemResponse;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let session = session_of(Path::<Uuid>::from_request_parts(parts, app).await)?;
        let credential =
            bearer(&parts.headers, Purpose::Token, session.0).ok_or_else(problem::unauthorised)?;
        Ok(Self { session, credential })
    }
}

/// What the token in the `Authorization` header lets its holder see of the session in the address.
pub(super) struct AuthorizedView {
    pub(super) session: SessionId,
    pub(super) reader: ParticipantId,
    pub(super) records: Vec<Record>,
}

impl FromRequestParts<App> for AuthorizedView {
    type Rejection = ProblemResponse;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let client = Extension::<ClientKey>::from_request_parts(parts, app).await;
        let Extension(client) = client.map_err(|error| ProblemResponse::internal(&error))?;
        let held = Bearer::from_request_parts(parts, app).await;
        let looking = async {
            let Bearer { session, credential } = held?;
            app.admission.check_token(credential)?;
            let look = move |state: &State| exported(state, credential);
            let view = app.rooms.read::<Meeting, _>(session, credential, look).await;
            let (reader, records) =
                view.map_err(|refusal| problem::of(refusal, problem::unauthorised()))?;
            app.admission.charge_token(credential);
            Ok(Self { session, reader, records })
        };
        count_failed_secret(app, client, looking).await
    }
}

/// Runs a check of a secret and counts it if the secret does not fit.
pub(super) async fn count_failed_secret<T>(
    app: &App,
    client: ClientKey,
    looking: impl Future<Output = Result<T, ProblemResponse>>,
) -> Result<T, ProblemResponse> {
    let found = looking.await;
    if found.as_ref().is_err_and(ProblemResponse::is_wrong_secret) {
        app.admission.count_failure(client)?;
    }
    found
}

/// What cannot be a session is answered like a session one has no token for.
fn session_of(path: Result<Path<Uuid>, PathRejection>) -> Result<SessionId, ProblemResponse> {
    path.map(|Path(session)| SessionId(session)).map_err(|_| problem::unauthorised())
}

/// A token for another session or group than the address names is no token here.
pub(super) fn bearer(headers: &HeaderMap, purpose: Purpose, opens: Uuid) -> Option<Credential> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (of, credential) = token::parse(purpose, value.strip_prefix("Bearer ")?)?;
    (of == opens).then_some(credential)
}
