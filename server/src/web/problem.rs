//! Errors of the HTTP interface: problem+json with a stable code (RFC 9457).

use std::time::Duration;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kring_protocol::code::{Failure, Problem, Rejection};
use kring_protocol::rest::ProblemBody;
use uuid::Uuid;

use crate::room::RoomError;

/// An answer that says what was wrong.
#[derive(Debug)]
pub(super) struct ProblemResponse {
    status: StatusCode,
    code: Problem,
    title: &'static str,
    rejection: Option<Rejection>,
    id: Option<Uuid>,
    retry_after: Option<Duration>,
    opens_at_ms: Option<i64>,
}

impl ProblemResponse {
    pub(super) fn new(status: StatusCode, code: Problem, title: &'static str) -> Self {
        Self {
            status,
            code,
            title,
            rejection: None,
            id: None,
            retry_after: None,
            opens_at_ms: None,
        }
    }

    /// Something of ours failed: the cause goes to the log under an id, the id to the client.
    pub(super) fn internal(error: &dyn std::fmt::Display) -> Self {
        let id = Uuid::new_v4();
        tracing::error!(%id, %error, "a request failed");
        let status = StatusCode::INTERNAL_SERVER_ERROR;
        let problem = Self::new(status, Problem::Internal, "Something went wrong on our side.");
        Self { id: Some(id), ..problem }
    }

    /// Whether a secret did not fit, or cannot be known to fit: what guessing gives.
    pub(super) fn is_wrong_secret(&self) -> bool {
        let codes = [
            Problem::InvitationInvalid,
            Problem::CodeInvalid,
            Problem::PasskeyInvalid,
            Problem::Unauthorised,
            Problem::MeetingDamaged,
        ];
        codes.contains(&self.code)
    }

    /// A rule refused.
    pub(super) fn rule(rejection: Rejection) -> Self {
        let problem = Self::new(StatusCode::CONFLICT, Problem::Refused, "A rule refused this.");
        Self { rejection: Some(rejection), ..problem }
    }
}

impl IntoResponse for ProblemResponse {
    fn into_response(self) -> Response {
        let body = ProblemBody {
            r#type: "about:blank".to_owned(),
            status: self.status.as_u16(),
            title: self.title.to_owned(),
            code: self.code,
            rejection: self.rejection,
            id: self.id,
            opens_at_ms: self.opens_at_ms,
        };
        let mut response = (self.status, axum::Json(body)).into_response();
        let problem_json = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, problem_json);
        if let Some(wait) = self.retry_after {
            // Rounded up, so that a request after that time is not refused again.
            let seconds = HeaderValue::from(wait.as_secs().saturating_add(1));
            response.headers_mut().insert(header::RETRY_AFTER, seconds);
        }
        response
    }
}

/// What a room's refusal is over HTTP. `unknown` is what the caller presented.
pub(super) fn of(refusal: RoomError, unknown: ProblemResponse) -> ProblemResponse {
    match refusal {
        RoomError::Rejected(Rejection::NotInMeeting) | RoomError::NotFound => unknown,
        RoomError::Rejected(rejection) => ProblemResponse::rule(rejection),
        RoomError::Failed(Failure::StorageUnavailable | Failure::TooFast) => storage_unavailable(),
        RoomError::Damaged => ProblemResponse::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            Problem::MeetingDamaged,
            "This meeting's log is damaged; whoever runs the server has been told.",
        ),
        RoomError::Ending | RoomError::Newer => draining(),
        RoomError::ProjectionFailed => ProblemResponse::internal(&"a view could not be shown"),
    }
}

pub(super) fn storage_unavailable() -> ProblemResponse {
    let title = "The server cannot write at the moment; nothing was done.";
    let status = StatusCode::SERVICE_UNAVAILABLE;
    ProblemResponse::new(status, Problem::StorageUnavailable, title)
}

pub(super) fn draining() -> ProblemResponse {
    let status = StatusCode::SERVICE_UNAVAILABLE;
    ProblemResponse::new(status, Problem::Draining, "The server is going down; try again soon.")
}

/// The inbrenger looks at it first, until this moment at the latest.
pub(super) fn report_not_open_yet(opens_at_ms: i64) -> ProblemResponse {
    let title = "Whoever brought the case looks at the report first.";
    let status = StatusCode::CONFLICT;
    let problem = ProblemResponse::new(status, Problem::ReportNotOpenYet, title);
    ProblemResponse { opens_at_ms: Some(opens_at_ms), ..problem }
}

/// Wrong, replaced, expired, or of a meeting that never was: all look alike.
pub(super) fn invitation_invalid() -> ProblemResponse {
    let title = "This invitation is not valid, or no longer.";
    ProblemResponse::new(StatusCode::NOT_FOUND, Problem::InvitationInvalid, title)
}

/// Unknown, taken away, begun too long ago or elsewhere, or of a group that never was: all look alike.
pub(super) fn passkey_invalid() -> ProblemResponse {
    let title = "This passkey is not valid here, or no longer.";
    ProblemResponse::new(StatusCode::NOT_FOUND, Problem::PasskeyInvalid, title)
}

pub(super) fn code_invalid() -> ProblemResponse {
    let title = "This code is not valid in this meeting, or no longer.";
    ProblemResponse::new(StatusCode::NOT_FOUND, Problem::CodeInvalid, title)
}

pub(super) fn unauthorised() -> ProblemResponse {
    let title = "This token is not valid, or no longer.";
    ProblemResponse::new(StatusCode::UNAUTHORIZED, Problem::Unauthorised, title)
}

pub(super) fn two_hosts() -> ProblemResponse {
    let title = "The request names more than one host.";
    ProblemResponse::new(StatusCode::BAD_REQUEST, Problem::BadRequest, title)
}

pub(super) fn foreign_origin() -> ProblemResponse {
    let title = "Pages of another origin cannot speak to this server.";
    ProblemResponse::new(StatusCode::FORBIDDEN, Problem::ForeignOrigin, title)
}

pub(super) fn too_many_requests(wait: Duration) -> ProblemResponse {
    let title = "Too many requests; try again later.";
    let status = StatusCode::TOO_MANY_REQUESTS;
    let problem = ProblemResponse::new(status, Problem::TooManyRequests, title);
    ProblemResponse { retry_after: Some(wait), ..problem }
}

pub(super) fn not_found() -> ProblemResponse {
    ProblemResponse::new(StatusCode::NOT_FOUND, Problem::NotFound, "There is nothing here.")
}

pub(super) fn method_not_allowed() -> ProblemResponse {
    let status = StatusCode::METHOD_NOT_ALLOWED;
    ProblemResponse::new(status, Problem::MethodNotAllowed, "This address takes another method.")
}
