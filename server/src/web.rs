//! HTTP and WebSocket: the thin shell around the rooms. Knows no rules.

mod admission;
mod assets;
mod auth;
mod beside;
mod body;
mod calendar;
mod client_ip;
mod concurrency;
mod devices;
mod display;
mod download;
mod etag;
mod exports;
mod group_meetings;
mod groups;
mod guests;
mod invitation_codes;
mod message;
mod methods;
mod origin;
mod passkeys;
mod problem;
mod sessions;
mod socket;
mod status;

pub use admission::{Admission, AdmissionSettings, PEOPLE_PER_ADDRESS};
pub use client_ip::{ClientKey, PeerAddr, TrustedProxies};
pub use concurrency::ConnectionSlot;
pub use invitation_codes::InvitationCodes;
pub use origin::{NotAnOrigin, Origin, Origins};
pub use passkeys::Ceremonies;

pub use message::{parse_message, speaks_another_version};

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::routing::{get, post};
use metrics_exporter_prometheus::PrometheusHandle;
use tokio_util::task::TaskTracker;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::methods::Library;
use crate::room::Rooms;

/// Nothing from elsewhere, no inline script or style, no frame around us. `'self'` in `connect-src`
/// is the WebSocket too. Forms are handled by the page and sent nowhere.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
     img-src 'self'; font-src 'self'; connect-src 'self'; manifest-src 'self'; \
     worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/// The call is elsewhere: the page never needs what a device can see, hear or feel.
const PERMISSIONS_POLICY: &str = "accelerometer=(), camera=(), display-capture=(), \
     geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), payment=(), \
     publickey-credentials-create=(self), publickey-credentials-get=(self), serial=(), usb=(), xr-spatial-tracking=()";
/// A year of `https` only, where we are the one who speaks it.
const STRICT_TRANSPORT: &str = "max-age=31536000";

/// What every handler can reach.
#[derive(Clone)]
pub struct App {
    /// The live sessions.
    pub rooms: Rooms,
    /// The methods a meeting can be made with.
    pub methods: Arc<Library>,
    /// Who may come in.
    pub admission: Arc<Admission>,
    /// Short codes for invitations.
    pub invitation_codes: Arc<InvitationCodes>,
    /// Passkeys that are being made or used.
    pub ceremonies: Arc<Ceremonies>,
    /// WebSockets whose close frame has not been sent.
    pub closing_sockets: TaskTracker,
}

/// The metrics, for the operator.
pub fn metrics_router(metrics: PrometheusHandle) -> Router {
    Router::new().route("/metrics", get(status::metrics)).with_state(metrics)
}

/// Every address of the server. `tls` says whether it speaks that itself.
pub fn router(app: App, tls: bool) -> Router {
    let api = Router::new()
        .route("/methods", get(methods::list))
        .route("/methods/{id}", get(methods::one))
        .route("/sessions", post(sessions::create))
        .route("/join", post(sessions::join))
        .route("/invitation/preview", post(sessions::preview))
        .route("/invitation/code", post(invitation_codes::find))
        .route("/sessions/{session}/invitation/code", post(invitation_codes::make))
        .route("/return", post(devices::come_back))
        .route("/claim", post(devices::make_claim))
        // The same as above, with the session in the address: a proxy can send it to the node that has it.
        .route("/sessions/{session}/ws", get(socket::upgrade))
        .route("/sessions/{session}/join", post(sessions::join))
        .route("/sessions/{session}/invitation/preview", post(sessions::preview))
        .route("/sessions/{session}/return", post(devices::come_back))
        .route("/sessions/{session}/claim", get(devices::claim_state).post(devices::make_claim))
        .route("/sessions/{session}/code", post(devices::make_code))
        .route("/sessions/{session}/invitation", post(sessions::replace_invitation))
        .route("/sessions/{session}/guests", post(guests::invite).delete(guests::revoke))
        .route("/sessions/{session}/display", post(display::make).delete(display::revoke))
        .route("/sessions/{session}/report", get(exports::report))
        .route("/sessions/{session}/report.md", get(exports::report_markdown))
        .route("/sessions/{session}/plan.md", get(exports::plan_markdown))
        .route("/sessions/{session}/mine", get(exports::own_data))
        .route("/sessions/{session}/report.csv", get(exports::report_csv))
        .route("/groups", post(groups::create))
        .route("/groups/preview", post(groups::preview))
        .route("/groups/join", post(groups::join))
        .route("/groups/return", post(groups::come_back))
        .route("/groups/passkey", post(passkeys::begin_return))
        .route("/groups/passkey/return", post(passkeys::come_back))
        .route("/groups/{group}/passkeys", post(passkeys::begin))
        .route("/groups/{group}/passkeys/keep", post(passkeys::keep))
        .route("/groups/claim", post(groups::make_claim))
        .route("/groups/{group}/ws", get(socket::upgrade))
        .route("/groups/{group}/preview", post(groups::preview))
        .route("/groups/{group}/join", post(groups::join))
        .route("/groups/{group}/return", post(groups::come_back))
        .route("/groups/{group}/claim", get(groups::claim_state).post(groups::make_claim))
        .route("/groups/{group}/code", post(groups::make_code))
        .route("/groups/{group}/invitation", post(groups::replace_invitation))
        .route("/groups/{group}/calendar", post(calendar::make).delete(calendar::revoke))
        .route("/groups/{group}/beside", get(beside::show))
        .route("/calendar/{file}", get(calendar::show))
        .route("/groups/{group}/meetings/{session}/enter", post(group_meetings::enter))
        .route("/ws", get(socket::upgrade))
        .route("/health", get(status::health))
        .route("/ready", get(status::ready))
        .fallback(|| async { problem::not_found() })
        .method_not_allowed_fallback(|| async { problem::method_not_allowed() })
        .layer(SetResponseHeaderLayer::if_not_present(
            header::CACHE_CONTROL,
            HeaderValue::from_static("no-store"),
        ));
    let header =
        |name, value| SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value));
    // Only static files are compressed, by the build: a compressed length can leak secrets in API
    // responses (BREACH).
    let admit = axum::middleware::from_fn_with_state(app.admission.clone(), admission::admit);
    let name = HeaderName::from_static;
    let router = Router::new()
        .nest("/api", api)
        .fallback_service(Router::new().fallback(get(assets::serve)))
        .layer(DefaultBodyLimit::max(body::BODY_BYTES))
        .layer(admit)
        .layer(header(header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY))
        .layer(header(header::REFERRER_POLICY, "no-referrer"))
        .layer(header(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(header(name("permissions-policy"), PERMISSIONS_POLICY))
        .layer(header(name("cross-origin-opener-policy"), "same-origin"))
        .layer(header(name("cross-origin-resource-policy"), "same-origin"))
        .with_state(app);
    if tls {
        return router.layer(header(header::STRICT_TRANSPORT_SECURITY, STRICT_TRANSPORT));
    }
    router
}
