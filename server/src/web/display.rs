//! The link for a display that only looks: made, replaced and revoked.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use kring_protocol::rest::DisplayMade;
use kring_protocol::{CommandId, ParticipantId, SessionId};
use uuid::Uuid;

use super::App;
use super::auth::AuthorizedView;
use super::problem::{self, ProblemResponse};
use super::sessions;
use crate::token::Purpose;
use kring_domain::{Credential, Request};

/// A new link; the one before is void, and what was opened with it ends.
pub(super) async fn make(
    State(app): State<App>,
    AuthorizedView { session, reader: by, .. }: AuthorizedView,
) -> Result<Json<DisplayMade>, ProblemResponse> {
    let made = sessions::make(Purpose::Display, session)?;
    set(&app, session, by, Some(made.credential)).await?;
    Ok(Json(DisplayMade { display: made.text }))
}

/// No link any more.
pub(super) async fn revoke(
    State(app): State<App>,
    AuthorizedView { session, reader: by, .. }: AuthorizedView,
) -> Result<StatusCode, ProblemResponse> {
    set(&app, session, by, None).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn set(
    app: &App,
    session: SessionId,
    by: ParticipantId,
    display: Option<Credential>,
) -> Result<(), ProblemResponse> {
    let id = CommandId(Uuid::new_v4());
    let set = Request::SetDisplay { by, display };
    sessions::request(app, session, id, set, problem::unauthorised).await
}
