//! Groups: making one, asking to come in, and coming back. Everything else goes over the WebSocket.

use axum::extract::{FromRequestParts, RawPathParams, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::{Extension, Json};
use kring_domain::group::{self, Create, Request};
use kring_domain::{Credential, Device};
use kring_protocol::group::GroupName;
use kring_protocol::group::rest::{
    ClaimMember, CreateGroup, GroupCreated, GroupJoined, JoinGroup, MemberClaimMade,
    MemberClaimState, ReturnToGroup,
};
use kring_protocol::rest::{CodeMade, InvitationReplaced, PreviewInvitation};
use kring_protocol::{CommandId, GroupId, MemberId, limits};
use uuid::Uuid;

use super::App;
use super::auth::{bearer, count_failed_secret};
use super::body::JsonBody;
use super::client_ip::ClientKey;
use super::problem::{self, ProblemResponse};
use crate::personal_code;
use crate::room::{Group, RoomError};
use crate::token::{self, Issued, Purpose};

/// The token in the `Authorization` header, for the group in the address.
pub(super) struct GroupBearer {
    group: GroupId,
    credential: Credential,
}

impl FromRequestParts<App> for GroupBearer {
    type Rejection = ProblemResponse;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        // The first of what the address names; a meeting may come after it.
        let path = RawPathParams::from_request_parts(parts, app).await;
        let path = path.map_err(|_| problem::unauthorised())?;
        let group =
            path.iter().find(|(name, _)| *name == "group").and_then(|(_, id)| id.parse().ok());
        let group: Uuid = group.ok_or_else(problem::unauthorised)?;
        let held = bearer(&parts.headers, Purpose::Member, group);
        let credential = held.ok_or_else(problem::unauthorised)?;
        Ok(Self { group: GroupId(group), credential })
    }
}

/// A member of the group in the address.
pub(super) struct AuthorizedMember {
    pub(super) group: GroupId,
    pub(super) member: MemberId,
}

impl FromRequestParts<App> for AuthorizedMember {
    type Rejection = ProblemResponse;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let client = Extension::<ClientKey>::from_request_parts(parts, app).await;
        let Extension(client) = client.map_err(|error| ProblemResponse::internal(&error))?;
        let held = GroupBearer::from_request_parts(parts, app).await;
        let looking = async {
            let GroupBearer { group, credential } = held?;
            app.admission.check_token(credential)?;
            let look = move |state: &group::State| {
                let holder = state.holder(credential).map(|(id, _)| id);
                holder.filter(|id| state.member(*id).is_some()).ok_or(RoomError::NotFound)
            };
            let member = read(app, group, credential, problem::unauthorised, look).await?;
            app.admission.charge_token(credential);
            Ok(Self { group, member })
        };
        count_failed_secret(app, client, looking).await
    }
}

pub(super) async fn create(
    State(app): State<App>,
    Extension(client): Extension<ClientKey>,
    JsonBody(wanted): JsonBody<CreateGroup>,
) -> Result<(StatusCode, Json<GroupCreated>), ProblemResponse> {
    // A group costs what a meeting costs.
    app.admission.meeting(client)?;
    let group = GroupId(Uuid::now_v7());
    let member = MemberId(Uuid::now_v7());
    let token = make(Purpose::Member, group)?;
    let invitation = make(Purpose::GroupInvitation, group)?;
    let device = device(group, member.0, wanted.device, token.credential);
    let create = Create {
        group,
        name: wanted.name,
        purpose: wanted.purpose,
        agreements: wanted.agreements,
        keep_months: wanted.keep_months.unwrap_or(limits::GROUP_MONTHS),
        invitation: invitation.credential,
        founder: member,
        founder_name: wanted.your_name,
        trainer: wanted.trainer,
        device,
    };
    let create = Request::Create(Box::new(create));
    request(&app, group, Uuid::new_v4(), create, problem::not_found).await?;
    let (token, invitation) = (token.text, invitation.text);
    Ok((StatusCode::CREATED, Json(GroupCreated { group, member, token, invitation })))
}

/// What an invitation tells before anything is asked: the name of the group.
pub(super) async fn preview(
    State(app): State<App>,
    Extension(client): Extension<ClientKey>,
    JsonBody(wanted): JsonBody<PreviewInvitation>,
) -> Result<Json<GroupName>, ProblemResponse> {
    let previewed = async {
        let (group, invitation) = invitation_of(&wanted.invitation)?;
        let look = move |state: &group::State| {
            group::preview(state, invitation).ok_or(RoomError::NotFound)
        };
        read(&app, group, invitation, problem::invitation_invalid, look).await
    };
    Ok(Json(count_failed_secret(&app, client, previewed).await?))
}

pub(super) async fn join(
    State(app): State<App>,
    Extension(client): Extension<ClientKey>,
    JsonBody(wanted): JsonBody<JoinGroup>,
) -> Result<Json<GroupJoined>, ProblemResponse> {
    let joined = async {
        let (group, invitation) = invitation_of(&wanted.invitation)?;
        let member = token::member_id_for_join(group, wanted.id);
        let token = make(Purpose::Member, group)?;
        let device = device(group, wanted.id, wanted.device, token.credential);
        let apply = Request::Apply { member, name: wanted.name, invitation, device };
        request(&app, group, wanted.id, apply, problem::invitation_invalid).await?;
        Ok(Json(GroupJoined { group, member, token: token.text }))
    };
    count_failed_secret(&app, client, joined).await
}

pub(super) async fn come_back(
    State(app): State<App>,
    Extension(client): Extension<ClientKey>,
    JsonBody(wanted): JsonBody<ReturnToGroup>,
) -> Result<Json<GroupJoined>, ProblemResponse> {
    let came_back = async {
        let group = wanted.group;
        let code = personal_code::parse(group.0, &wanted.code).ok_or_else(problem::code_invalid)?;
        let token = make(Purpose::Member, group)?;
        let held = token.credential;
        let device = device(group, wanted.id, wanted.device, held);
        let back = Request::ReturnByCode { code, device };
        request(&app, group, wanted.id, back, problem::code_invalid).await?;
        let look = move |state: &group::State| {
            state.holder(held).map(|(member, _)| member).ok_or(RoomError::NotFound)
        };
        let member = read(&app, group, held, problem::code_invalid, look).await?;
        Ok(Json(GroupJoined { group, member, token: token.text }))
    };
    count_failed_secret(&app, client, came_back).await
}

pub(super) async fn make_claim(
    State(app): State<App>,
    Extension(client): Extension<ClientKey>,
    JsonBody(wanted): JsonBody<ClaimMember>,
) -> Result<Json<MemberClaimMade>, ProblemResponse> {
    let claimed = async {
        let (group, invitation) = invitation_of(&wanted.invitation)?;
        let token = make(Purpose::Member, group)?;
        let device = device(group, wanted.id, wanted.device, token.credential);
        let claim = Request::Claim { name: wanted.name, invitation, device };
        request(&app, group, wanted.id, claim, problem::invitation_invalid).await?;
        Ok(Json(MemberClaimMade { group, token: token.text }))
    };
    count_failed_secret(&app, client, claimed).await
}

/// How a claim stands, for whoever made it.
pub(super) async fn claim_state(
    State(app): State<App>,
    Extension(client): Extension<ClientKey>,
    held: Result<GroupBearer, ProblemResponse>,
) -> Result<Json<MemberClaimState>, ProblemResponse> {
    let asked = async {
        let GroupBearer { group, credential } = held?;
        app.admission.check_token(credential)?;
        let now_ms = app.rooms.now_ms();
        let look = move |state: &group::State| claim_in(state, credential, now_ms);
        let state = read(&app, group, credential, problem::unauthorised, look).await?;
        app.admission.charge_token(credential);
        Ok(Json(state))
    };
    count_failed_secret(&app, client, asked).await
}

fn claim_in(
    state: &group::State,
    credential: Credential,
    now_ms: i64,
) -> Result<MemberClaimState, RoomError> {
    if let Some((member, _)) = state.holder(credential) {
        return Ok(MemberClaimState::Confirmed { member });
    }
    let claim = state.claim_of(credential, now_ms).ok_or(RoomError::NotFound)?;
    let confirmed = u32::try_from(claim.confirmed_by.len()).unwrap_or(u32::MAX);
    Ok(MemberClaimState::Waits { confirmed, expires_at_ms: claim.expires_at_ms() })
}

/// A new personal code; the one before is void.
pub(super) async fn make_code(
    State(app): State<App>,
    AuthorizedMember { group, member: by }: AuthorizedMember,
) -> Result<Json<CodeMade>, ProblemResponse> {
    let made = personal_code::issue(group.0).map_err(|error| ProblemResponse::internal(&error))?;
    let set = Request::SetCode { by, code: made.credential };
    request(&app, group, Uuid::new_v4(), set, problem::unauthorised).await?;
    Ok(Json(CodeMade { code: made.text }))
}

/// A new invitation; the one before is void.
pub(super) async fn replace_invitation(
    State(app): State<App>,
    AuthorizedMember { group, member: by }: AuthorizedMember,
) -> Result<Json<InvitationReplaced>, ProblemResponse> {
    let made = make(Purpose::GroupInvitation, group)?;
    let replace = Request::ReplaceInvitation { by, invitation: made.credential };
    request(&app, group, Uuid::new_v4(), replace, problem::unauthorised).await?;
    Ok(Json(InvitationReplaced { invitation: made.text }))
}

fn invitation_of(text: &str) -> Result<(GroupId, Credential), ProblemResponse> {
    let parsed = token::parse(Purpose::GroupInvitation, text);
    let (group, invitation) = parsed.ok_or_else(problem::invitation_invalid)?;
    Ok((GroupId(group), invitation))
}

pub(super) fn make(purpose: Purpose, group: GroupId) -> Result<Issued, ProblemResponse> {
    token::issue(purpose, group.0).map_err(|error| ProblemResponse::internal(&error))
}

pub(super) fn device(
    group: GroupId,
    request: Uuid,
    name: String,
    credential: Credential,
) -> Device {
    Device { id: token::device_id_for(group.0, request), name, credential }
}

pub(super) async fn request(
    app: &App,
    group: GroupId,
    id: Uuid,
    request: Request,
    unknown: fn() -> ProblemResponse,
) -> Result<(), ProblemResponse> {
    let done = app.rooms.request::<Group>(group, CommandId(id), request).await;
    done.map_err(|refusal| problem::of(refusal, unknown()))
}

pub(super) async fn read<T: Send + 'static>(
    app: &App,
    group: GroupId,
    credential: Credential,
    unknown: fn() -> ProblemResponse,
    look: impl FnOnce(&group::State) -> Result<T, RoomError> + Send + 'static,
) -> Result<T, ProblemResponse> {
    let found = app.rooms.read::<Group, _>(group, credential, look).await;
    found.map_err(|refusal| problem::of(refusal, unknown()))
}
