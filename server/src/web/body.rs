//! The body of a request: JSON of a known type, of a bounded size, within a bounded time.

use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use kring_protocol::code::Problem;
use serde::de::DeserializeOwned;
use tokio::time::timeout;

use super::problem::ProblemResponse;

/// Bytes of an HTTP body: a name, a title, an invitation.
pub(super) const BODY_BYTES: usize = 16 * 1024;
/// How long a body may take: seconds on the worst of networks.
const BODY_TIMEOUT: Duration = Duration::from_secs(10);

/// What was sent.
pub(super) struct JsonBody<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for JsonBody<T> {
    type Rejection = ProblemResponse;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let Ok(body) = timeout(BODY_TIMEOUT, Bytes::from_request(request, state)).await else {
            let title = "The body did not arrive in time.";
            let status = StatusCode::REQUEST_TIMEOUT;
            return Err(ProblemResponse::new(status, Problem::TooSlow, title));
        };
        let body = body.map_err(|rejection| {
            if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
                let title = "This body is too large.";
                let status = StatusCode::PAYLOAD_TOO_LARGE;
                return ProblemResponse::new(status, Problem::TooLarge, title);
            }
            bad_request()
        })?;
        serde_json::from_slice(&body).map(Self).map_err(|_| bad_request())
    }
}

fn bad_request() -> ProblemResponse {
    let title = "The body is not the JSON that this address takes.";
    ProblemResponse::new(StatusCode::BAD_REQUEST, Problem::BadRequest, title)
}
