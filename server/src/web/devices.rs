//! Coming back on another device: by a personal code, or because the circle says so.

use axum::extract::State;
use axum::{Extension, Json};
use kring_protocol::rest::{ClaimMade, ClaimState, CodeMade, ComeBack, Joined, MakeClaim};
use kring_protocol::{CommandId, SessionId};
use tokio::sync::oneshot;
use uuid::Uuid;

use super::App;
use super::auth::{AuthorizedView, Bearer, await_reply, count_failed_secret};
use super::body::JsonBody;
use super::client_ip::ClientKey;
use super::problem::{self, ProblemResponse};
use super::sessions::{invitation_of, make, request};
use crate::personal_code;
use crate::room::RoomMessage;
use crate::token::{self, Purpose};
use kring_domain::{Credential, Device, Request};

/// A new personal code; the one before is void.
pub(super) async fn make_code(
    State(app): State<App>,
    AuthorizedView { session, reader: by, .. }: AuthorizedView,
) -> Result<Json<CodeMade>, ProblemResponse> {
    let made = personal_code::issue(session).map_err(|error| ProblemResponse::internal(&error))?;
    let set = Request::SetCode { by, code: made.credential };
    request(&app, session, CommandId(Uuid::new_v4()), set, problem::unauthorised).await?;
    Ok(Json(CodeMade { code: made.text }))
}

pub(super) async fn come_back(
    State(app): State<App>,
    Extension(client): Extension<ClientKey>,
    JsonBody(wanted): JsonBody<ComeBack>,
) -> Result<Json<Joined>, ProblemResponse> {
    count_failed_secret(&app, client, came_back(&app, wanted)).await
}

async fn came_back(app: &App, wanted: ComeBack) -> Result<Json<Joined>, ProblemResponse> {
    let session = wanted.session;
    let code = personal_code::parse(session, &wanted.code).ok_or_else(problem::code_invalid)?;
    let token = make(Purpose::Token, session)?;
    let device = device(session, wanted.id, wanted.device, token.credential);
    let back = Request::ReturnByCode { code, device };
    request(app, session, CommandId(wanted.id), back, problem::code_invalid).await?;
    let credential = token.credential;
    let participant = match claim_of(app, session, credential).await? {
        ClaimState::Confirmed { participant } => participant,
        ClaimState::Waits { .. } => return Err(problem::code_invalid()),
    };
    Ok(Json(Joined { session, participant, token: token.text }))
}

pub(super) async fn make_claim(
    State(app): State<App>,
    Extension(client): Extension<ClientKey>,
    JsonBody(wanted): JsonBody<MakeClaim>,
) -> Result<Json<ClaimMade>, ProblemResponse> {
    count_failed_secret(&app, client, claimed(&app, wanted)).await
}

async fn claimed(app: &App, wanted: MakeClaim) -> Result<Json<ClaimMade>, ProblemResponse> {
    let (session, invitation) = invitation_of(&wanted.invitation)?;
    let token = make(Purpose::Token, session)?;
    let device = device(session, wanted.id, wanted.device, token.credential);
    let claim = Request::Claim { name: wanted.name, invitation, device };
    request(app, session, CommandId(wanted.id), claim, problem::invitation_invalid).await?;
    Ok(Json(ClaimMade { session, token: token.text }))
}

/// How a claim stands, for whoever made it.
pub(super) async fn claim_state(
    State(app): State<App>,
    Extension(client): Extension<ClientKey>,
    held: Result<Bearer, ProblemResponse>,
) -> Result<Json<ClaimState>, ProblemResponse> {
    let asked = async {
        let Bearer { session, credential } = held?;
        app.admission.check_token(credential)?;
        let state = claim_of(&app, session, credential).await?;
        app.admission.charge_token(credential);
        Ok(Json(state))
    };
    count_failed_secret(&app, client, asked).await
}

async fn claim_of(
    app: &App,
    session: SessionId,
    credential: Credential,
) -> Result<ClaimState, ProblemResponse> {
    let (reply, answer) = oneshot::channel();
    app.rooms.send(session, RoomMessage::Claim { credential, reply }).await;
    await_reply(answer, problem::unauthorised).await
}

fn device(session: SessionId, request: Uuid, name: String, credential: Credential) -> Device {
    Device { id: token::device_id_for(session, request), name, credential }
}
