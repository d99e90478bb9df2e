//! Passkeys: making one for a group that one is in, and coming back by it. The cryptography is webauthn-rs.
//!
//! A passkey is for the host of the page it was made on, is kept by the phone or laptop of its owner, and is
//! found there by itself: its user handle names the group and the member, so that whoever lost everything
//! else needs no link. What was begun is in the memory of this process alone, for five minutes and once.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::State;
use axum::http::HeaderMap;
use axum::{Extension, Json};
use kring_domain::group::{self, Passkey as KnownPasskey, Request};
use kring_protocol::group::rest::{
    GroupJoined, KeepPasskey, PasskeyAsked, PasskeyKept, ReturnByPasskey,
};
use kring_protocol::{CommandId, GroupId, MemberId};
use serde_json::{Value, json};
use uuid::Uuid;
use webauthn_rs::prelude::{
    DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, Url,
};
use webauthn_rs::{Webauthn, WebauthnBuilder};

use super::App;
use super::auth::count_failed_secret;
use super::body::JsonBody;
use super::client_ip::ClientKey;
use super::groups::{AuthorizedMember, device, make, read, request};
use super::problem::{self, ProblemResponse};
use crate::room::{Group, RoomError};
use crate::token::{self, Purpose};

/// Time to find one's glasses and one's finger.
const LIFETIME: Duration = Duration::from_mins(5);
/// What is begun at once on one server, a few megabytes; another one takes the place of the oldest.
const MAX_CEREMONIES: usize = 4_096;
/// The name that a device shows beside a passkey.
const SHOWN_AS: &str = "Kring";

/// What was begun and not ended.
#[derive(Default)]
pub struct Ceremonies {
    begun: Mutex<HashMap<Uuid, (Instant, Ceremony)>>,
}

enum Ceremony {
    Making { group: GroupId, member: MemberId, state: Box<PasskeyRegistration> },
    Returning(Box<DiscoverableAuthentication>),
}

impl Ceremonies {
    fn begin(&self, ceremony: Ceremony, now: Instant) -> Uuid {
        let mut begun = self.begun.lock().unwrap_or_else(PoisonError::into_inner);
        begun.retain(|_, (at, _)| now.saturating_duration_since(*at) < LIFETIME);
        if begun.len() >= MAX_CEREMONIES {
            let oldest = begun.iter().min_by_key(|(_, (at, _))| *at).map(|(id, _)| *id);
            oldest.map(|id| begun.remove(&id));
        }
        let id = Uuid::new_v4();
        begun.insert(id, (now, ceremony));
        id
    }

    /// Whatever comes of it: what was begun is ended.
    fn end(&self, id: Uuid, now: Instant) -> Option<Ceremony> {
        let mut begun = self.begun.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, ceremony) = begun.remove(&id)?;
        (now.saturating_duration_since(at) < LIFETIME).then_some(ceremony)
    }
}

/// For the page of this request: the host of its origin, which was found to be one of ours.
fn webauthn(headers: &HeaderMap) -> Result<Webauthn, ProblemResponse> {
    let origin = headers.get(axum::http::header::ORIGIN).and_then(|origin| origin.to_str().ok());
    let origin = origin.and_then(|origin| Url::parse(origin).ok());
    let origin = origin.ok_or_else(problem::passkey_invalid)?;
    // An address in digits has none.
    let host = origin.domain().ok_or_else(problem::passkey_invalid)?;
    let builder = WebauthnBuilder::new(host, &origin).map_err(|_| problem::passkey_invalid())?;
    let built = builder.rp_name(SHOWN_AS).timeout(LIFETIME).build();
    built.map_err(|_| problem::passkey_invalid())
}

/// Begins to make a passkey for the member whose token it is.
pub(super) async fn begin(
    State(app): State<App>,
    AuthorizedMember { group, member }: AuthorizedMember,
    headers: HeaderMap,
) -> Result<Json<PasskeyAsked>, ProblemResponse> {
    let webauthn = webauthn(&headers)?;
    let look = move |state: &group::State| {
        let known = &state.member(member).ok_or(RoomError::NotFound)?.known;
        let keys: Vec<String> = known.passkeys.iter().map(|own| own.key.clone()).collect();
        Ok((state.name.clone(), known.name.clone(), keys))
    };
    let looked = app.rooms.look::<Group, _>(group, look).await;
    let (title, name, keys) = looked.map_err(|it| problem::of(it, problem::unauthorised()))?;
    let had = keys.iter().filter_map(|key| Some(stored(key)?.cred_id().clone())).collect();
    let begun = webauthn.start_passkey_registration(
        member.0,
        &title,
        &format!("{name} · {title}"),
        Some(had),
    );
    let (mut options, state) = begun.map_err(|error| ProblemResponse::internal(&error))?;
    options.public_key.user.id = handle_of(group, member);
    let options = serde_json::to_value(options);
    let mut options = options.map_err(|error| ProblemResponse::internal(&error))?;
    // One that the device finds by itself.
    let selection = options.pointer_mut("/publicKey/authenticatorSelection");
    if let Some(selection) = selection.and_then(Value::as_object_mut) {
        selection.insert("residentKey".to_owned(), json!("required"));
        selection.insert("requireResidentKey".to_owned(), json!(true));
    }
    let making = Ceremony::Making { group, member, state: Box::new(state) };
    let ceremony = app.ceremonies.begin(making, Instant::now());
    Ok(Json(PasskeyAsked { ceremony, options }))
}

/// Keeps the passkey that was made.
pub(super) async fn keep(
    State(app): State<App>,
    AuthorizedMember { group, member }: AuthorizedMember,
    headers: HeaderMap,
    JsonBody(wanted): JsonBody<KeepPasskey>,
) -> Result<Json<PasskeyKept>, ProblemResponse> {
    let webauthn = webauthn(&headers)?;
    let begun = app.ceremonies.end(wanted.ceremony, Instant::now());
    let Some(Ceremony::Making { group: of, member: by, state }) = begun else {
        return Err(problem::passkey_invalid());
    };
    if (of, by) != (group, member) {
        return Err(problem::passkey_invalid());
    }
    let made: RegisterPublicKeyCredential = parsed(wanted.credential)?;
    let made = webauthn.finish_passkey_registration(&made, &state);
    let made = made.map_err(|_| problem::passkey_invalid())?;
    let handle = token::passkey_handle(made.cred_id());
    let id = token::passkey_id(group, handle);
    let key = written(&made)?;
    let passkey = KnownPasskey { id, name: wanted.device, handle, key };
    let add = Request::AddPasskey { by: member, passkey };
    request(&app, group, Uuid::new_v4(), add, problem::unauthorised).await?;
    Ok(Json(PasskeyKept { passkey: id }))
}

/// Begins to come back by a passkey: the device finds the one that is for this page.
pub(super) async fn begin_return(
    State(app): State<App>,
    Extension(client): Extension<ClientKey>,
    headers: HeaderMap,
) -> Result<Json<PasskeyAsked>, ProblemResponse> {
    app.admission.passkey(client)?;
    let begun = webauthn(&headers)?.start_discoverable_authentication();
    let (mut options, state) = begun.map_err(|error| ProblemResponse::internal(&error))?;
    // A button asks for it, not a field that fills itself in.
    options.mediation = None;
    let options = serde_json::to_value(options);
    let options = options.map_err(|error| ProblemResponse::internal(&error))?;
    let returning = Ceremony::Returning(Box::new(state));
    let ceremony = app.ceremonies.begin(returning, Instant::now());
    Ok(Json(PasskeyAsked { ceremony, options }))
}

pub(super) async fn come_back(
    State(app): State<App>,
    Extension(client): Extension<ClientKey>,
    headers: HeaderMap,
    JsonBody(wanted): JsonBody<ReturnByPasskey>,
) -> Result<Json<GroupJoined>, ProblemResponse> {
    count_failed_secret(&app, client, came_back(&app, &headers, wanted)).await.map(Json)
}

async fn came_back(
    app: &App,
    headers: &HeaderMap,
    wanted: ReturnByPasskey,
) -> Result<GroupJoined, ProblemResponse> {
    let webauthn = webauthn(headers)?;
    let begun = app.ceremonies.end(wanted.ceremony, Instant::now());
    let Some(Ceremony::Returning(state)) = begun else { return Err(problem::passkey_invalid()) };
    let shown: PublicKeyCredential = parsed(wanted.credential)?;
    let (group, member) =
        shown.get_user_unique_id().and_then(named_by).ok_or_else(problem::passkey_invalid)?;
    let handle = token::passkey_handle(shown.get_credential_id());
    let look = move |state: &group::State| {
        let held = state.holder_of_passkey(handle).filter(|(holder, _)| holder.id == member);
        held.map(|(_, passkey)| passkey.key.clone()).ok_or(RoomError::NotFound)
    };
    let key = read(app, group, handle, problem::passkey_invalid, look).await?;
    let mut passkey = stored(&key).ok_or_else(problem::passkey_invalid)?;
    let checked = webauthn.finish_discoverable_authentication_v2(&shown, *state, &passkey);
    let checked = checked.map_err(|_| problem::passkey_invalid())?;
    passkey.update_credential(&checked);
    let key = written(&passkey)?;
    let token = make(Purpose::Member, group)?;
    let device = device(group, wanted.ceremony, wanted.device, token.credential);
    let back = Request::ReturnByPasskey { handle, key, device };
    let id = CommandId(wanted.ceremony);
    request(app, group, id.0, back, problem::passkey_invalid).await?;
    Ok(GroupJoined { group, member, token: token.text })
}

/// What a device gives back with a passkey: the group, and the member in it.
fn handle_of(group: GroupId, member: MemberId) -> Vec<u8> {
    [group.0.as_bytes().as_slice(), member.0.as_bytes().as_slice()].concat()
}

fn named_by(handle: &[u8]) -> Option<(GroupId, MemberId)> {
    let (group, member) = handle.split_at_checked(16)?;
    Some((GroupId(Uuid::from_slice(group).ok()?), MemberId(Uuid::from_slice(member).ok()?)))
}

fn parsed<T: serde::de::DeserializeOwned>(credential: Value) -> Result<T, ProblemResponse> {
    serde_json::from_value(credential).map_err(|_| problem::passkey_invalid())
}

fn written(passkey: &Passkey) -> Result<String, ProblemResponse> {
    serde_json::to_string(passkey).map_err(|error| ProblemResponse::internal(&error))
}

fn stored(key: &str) -> Option<Passkey> {
    serde_json::from_str(key).ok()
}
