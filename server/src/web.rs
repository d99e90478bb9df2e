//! HTTP and WebSocket: the thin shell around the rooms. Knows no rules.

mod assets;
mod problem;
mod sessions;
mod socket;
mod status;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::header::{self, HeaderValue};
use axum::routing::{get, post};
use metrics_exporter_prometheus::PrometheusHandle;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};
use tower_http::set_header::SetResponseHeaderLayer;

use crate::methods::Library;
use crate::room::Rooms;

/// Bytes of an HTTP body: a name, a title, an invitation.
const BODY_BYTES: usize = 16 * 1024;

/// Nothing from elsewhere, no inline script, no frame around us.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
     img-src 'self' data: blob:; font-src 'self'; connect-src 'self' ws: wss:; manifest-src 'self'; \
     base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// What every handler can reach.
#[derive(Clone)]
pub struct App {
    /// The live sessions.
    pub rooms: Rooms,
    /// The methods a meeting can be made with.
    pub methods: Arc<Library>,
    /// Renders the metrics.
    pub metrics: PrometheusHandle,
}

/// Every address of the server.
pub fn router(app: App) -> Router {
    let api = Router::new()
        .route("/methods", get(sessions::methods))
        .route("/sessions", post(sessions::create))
        .route("/join", post(sessions::join))
        .route("/invitation/preview", post(sessions::preview))
        .route("/sessions/{session}/invitation", post(sessions::replace_invitation))
        .route("/sessions/{session}/report", get(sessions::report))
        .route("/sessions/{session}/report.md", get(sessions::report_markdown))
        .route("/sessions/{session}/mine", get(sessions::own_data))
        .route("/ws", get(socket::upgrade))
        .route("/health", get(status::health))
        .route("/ready", get(status::ready))
        .route("/metrics", get(status::metrics))
        .fallback(|| async { problem::not_found() })
        .method_not_allowed_fallback(|| async { problem::method_not_allowed() })
        .layer(SetResponseHeaderLayer::if_not_present(
            header::CACHE_CONTROL,
            HeaderValue::from_static("no-store"),
        ));
    let header =
        |name, value| SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value));
    // Only what is the same for everybody is compressed: beside a secret, size tells tales.
    let compressed = SizeAbove::new(1024).and(NotForContentType::new("application/problem+json"));
    Router::new()
        .nest("/api", api)
        .fallback_service(
            Router::new()
                .fallback(get(assets::serve))
                .layer(CompressionLayer::new().compress_when(compressed)),
        )
        .layer(DefaultBodyLimit::max(BODY_BYTES))
        .layer(header(header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY))
        .layer(header(header::REFERRER_POLICY, "no-referrer"))
        .layer(header(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .with_state(app)
}
