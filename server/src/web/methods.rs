//! The methods a meeting can be made with: the list to choose from, and each one whole.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kring_protocol::rest::{MethodList, MethodSummary};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::problem::{self, ProblemResponse};
use super::{App, etag};

/// Titles and minutes of every method.
pub(super) async fn list(State(app): State<App>, headers: HeaderMap) -> Response {
    let methods = app.methods.iter().map(|method| MethodSummary::from(method.as_ref()));
    respond(&MethodList { methods: methods.collect() }, &headers)
}

/// A method with everything its file says.
pub(super) async fn one(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ProblemResponse> {
    let method = app.methods.get(&id).ok_or_else(problem::not_found)?;
    Ok(respond(method.as_ref(), &headers))
}

/// Methods change with a start of the server alone, so a client that has them is told so.
fn respond(body: &impl Serialize, asked: &HeaderMap) -> Response {
    let bytes = match serde_json::to_vec(body) {
        Ok(bytes) => bytes,
        Err(error) => return ProblemResponse::internal(&error).into_response(),
    };
    let etag = etag::of(&Sha256::digest(&bytes));
    let mut response = if etag::is_known(asked, &etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, "application/json")], bytes).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        headers.insert(header::ETAG, etag);
    }
    response
}
