//! The invitation for guests of some phases: made, replaced and revoked.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use kring_protocol::rest::{InvitationReplaced, InviteGuests};
use kring_protocol::{CommandId, ParticipantId, PhaseId, SessionId};
use uuid::Uuid;

use super::App;
use super::auth::AuthorizedView;
use super::body::JsonBody;
use super::problem::{self, ProblemResponse};
use super::sessions;
use crate::token::Purpose;
use kring_domain::{Credential, Request};

/// A new invitation for these phases; the one before is void, and whoever came in by it stays.
pub(super) async fn invite(
    State(app): State<App>,
    AuthorizedView { session, reader: by, .. }: AuthorizedView,
    JsonBody(wanted): JsonBody<InviteGuests>,
) -> Result<Json<InvitationReplaced>, ProblemResponse> {
    let made = sessions::make(Purpose::Invitation, session)?;
    set(&app, session, by, Some(made.credential), wanted.phases).await?;
    Ok(Json(InvitationReplaced { invitation: made.text }))
}

/// No invitation for guests any more.
pub(super) async fn revoke(
    State(app): State<App>,
    AuthorizedView { session, reader: by, .. }: AuthorizedView,
) -> Result<StatusCode, ProblemResponse> {
    set(&app, session, by, None, vec![]).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn set(
    app: &App,
    session: SessionId,
    by: ParticipantId,
    invitation: Option<Credential>,
    phases: Vec<PhaseId>,
) -> Result<(), ProblemResponse> {
    let id = CommandId(Uuid::new_v4());
    let invite = Request::InviteGuests { by, invitation, phases };
    sessions::request(app, session, id, invite, problem::unauthorised).await
}
