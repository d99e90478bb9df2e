//! Health, readiness and metrics, for the operator.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use metrics_exporter_prometheus::PrometheusHandle;

use super::{App, problem};

/// The process is alive.
pub(super) async fn health() -> &'static str {
    "ok\n"
}

/// The server takes meetings: not while it is going down, and not while its log cannot be written.
pub(super) async fn ready(State(app): State<App>) -> Response {
    if app.rooms.is_shutting_down() {
        return problem::draining().into_response();
    }
    match app.rooms.check().await {
        Ok(()) => "ready\n".into_response(),
        Err(error) => {
            tracing::warn!(%error, "not ready: the log cannot be written");
            problem::storage_unavailable().into_response()
        }
    }
}

/// Numbers in Prometheus form: no names, no sessions, no contents.
pub(super) async fn metrics(State(metrics): State<PrometheusHandle>) -> Response {
    let kind = [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
    (kind, metrics.render()).into_response()
}
