//! Coming back on another device: by a personal code, or because the circle says so.

use axum::extract::State;
use axum::{Extension, Json};
use kring_protocol::rest::{ClaimMade, ClaimState, CodeMade, ComeBack, Joined, MakeClaim};
use kring_protocol::{CommandId, SessionId};
use uuid::Uuid;

use super::App;
use super::auth::{AuthorizedView, Bearer, count_failed_secret};
use super::body::JsonBody;
use super::client_ip::ClientKey;
use super::problem::{self, ProblemResponse};
use super::sessions::{invitation_of, make, request};
use crate::personal_code;
use crate::room::{Meeting, RoomError};
use crate::token::{self, Purpose};
use kring_domain::{Credential, Device, Request};

/// A new personal code; the one before is void.
pub(super) async fn make_code(
    State(app): State<App>,
    AuthorizedView { session, reader: by, .. }: AuthorizedView,
) -> Result<Json<CodeMade>, ProblemResponse> {
    let made =
        personal_code::issue(session.0).map_err(|error| ProblemResponse::internal(&error))?;
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
    let code = personal_code::parse(session.0, &wanted.code).ok_or_else(problem::code_invalid)?;
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
    let now_ms = app.rooms.now_ms();
    let look = move |state: &kring_domain::State| claim_in(state, credential, now_ms);
    let found = app.rooms.read::<Meeting, _>(session, credential, look).await;
    found.map_err(|refusal| problem::of(refusal, problem::unauthorised()))
}

fn claim_in(
    state: &kring_domain::State,
    credential: Credential,
    now_ms: i64,
) -> Result<ClaimState, RoomError> {
    if let Some((participant, _)) = state.holder(credential) {
        return Ok(ClaimState::Confirmed { participant });
    }
    let claim = state.claim_of(credential, now_ms).ok_or(RoomError::NotFound)?;
    let confirmed = u32::try_from(claim.confirmed_by.len()).unwrap_or(u32::MAX);
    Ok(ClaimState::Waits { confirmed, expires_at_ms: claim.expires_at_ms() })
}

fn device(session: SessionId, request: Uuid, name: String, credential: Credential) -> Device {
    Device { id: token::device_id_for(session.0, request), name, credential }
}
