//! The server's side of the opening handshake: RFC 6455, 4.2.

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Version, header};
use axum::response::{IntoResponse, Response};
use base64::prelude::{BASE64_STANDARD, Engine};
use hyper::upgrade::OnUpgrade;
use kring_protocol::code::Problem;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use crate::web::problem::ProblemResponse;

/// A request for a WebSocket.
pub(super) struct Upgrade {
    key: HeaderValue,
    is_only_key: bool,
    /// The connection, once the answer is on its way.
    pub(super) switched: OnUpgrade,
}

/// What a request asks for; none if it is not a WebSocket of the version that is spoken.
pub(super) fn asked(request: &mut Request) -> Option<Upgrade> {
    let headers = request.headers();
    let is_asked = request.version() == Version::HTTP_11
        && names(headers, &header::CONNECTION, "upgrade")
        && is(headers, &header::UPGRADE, "websocket")
        && is(headers, &header::SEC_WEBSOCKET_VERSION, "13");
    let mut keys = headers.get_all(header::SEC_WEBSOCKET_KEY).iter();
    let key = keys.next().filter(|_| is_asked)?.clone();
    let is_only_key = keys.next().is_none();
    let switched = request.extensions_mut().remove::<OnUpgrade>()?;
    Some(Upgrade { key, is_only_key, switched })
}

impl Upgrade {
    /// The answer to it. There has to be one key, which decodes to 16 bytes: 4.2.1.
    pub(super) fn accepted(&self) -> Result<Response, ProblemResponse> {
        let bytes = BASE64_STANDARD.decode(&self.key);
        if !self.is_only_key || bytes.map_or(0, |bytes| bytes.len()) != 16 {
            let title = "The key of this WebSocket handshake is not 16 bytes in base64.";
            return Err(ProblemResponse::new(StatusCode::BAD_REQUEST, Problem::BadRequest, title));
        }
        let accept = derive_accept_key(self.key.as_bytes());
        let accept = HeaderValue::from_str(&accept).map_err(|e| ProblemResponse::internal(&e))?;
        let switching = [
            (header::CONNECTION, HeaderValue::from_static("upgrade")),
            (header::UPGRADE, HeaderValue::from_static("websocket")),
            (header::SEC_WEBSOCKET_ACCEPT, accept),
        ];
        Ok((StatusCode::SWITCHING_PROTOCOLS, switching, Body::empty()).into_response())
    }
}

/// Says what the address takes: RFC 9110, 15.5.22 and RFC 6455, 4.2.2.
pub(super) fn upgrade_required() -> Response {
    let title = "This address takes WebSocket connections.";
    let status = StatusCode::UPGRADE_REQUIRED;
    let problem = ProblemResponse::new(status, Problem::UpgradeRequired, title);
    let offer = [
        (header::CONNECTION, HeaderValue::from_static("upgrade")),
        (header::UPGRADE, HeaderValue::from_static("websocket")),
        (header::SEC_WEBSOCKET_VERSION, HeaderValue::from_static("13")),
    ];
    (offer, problem).into_response()
}

fn is(headers: &HeaderMap, name: &HeaderName, value: &str) -> bool {
    headers.get(name).is_some_and(|found| found.as_bytes().eq_ignore_ascii_case(value.as_bytes()))
}

/// Whether a list in a header has this token.
fn names(headers: &HeaderMap, name: &HeaderName, token: &str) -> bool {
    let lists = headers.get_all(name).iter().filter_map(|list| list.to_str().ok());
    let mut tokens = lists.flat_map(|list| list.split(',')).map(str::trim);
    tokens.any(|found| found.eq_ignore_ascii_case(token))
}
