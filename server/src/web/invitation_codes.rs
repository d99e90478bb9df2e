//! Short codes that stand for an invitation, to be read out while the lobby is open.
//!
//! Six characters of Crockford's base 32 are 30 bits, which is little: so every attempt that fails counts
//! for its client and for all together, a code is good for nothing once the lobby is over, and a table
//! holds few. They are in the memory of this process alone: after a restart the page of the gespreksleider
//! asks for another one.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::State;
use axum::{Extension, Json};
use kring_domain::Credential;
use kring_domain::state::Status;
use kring_protocol::record::Lifecycle;
use kring_protocol::rest::{InvitationCode, InvitationText};
use kring_protocol::{Record, SessionId};

use super::App;
use super::auth::AuthorizedView;
use super::body::JsonBody;
use super::client_ip::ClientKey;
use super::problem::{self, ProblemResponse};
use super::sessions::invitation_of;
use crate::code_text;
use crate::room::{Meeting, RoomError};

/// Two groups of three.
const CHARS: usize = 6;
/// Lobbies that are open at once on one server, a few kilobytes; each is one more that a guess may hit.
const MAX_CODES: usize = 1_024;
/// A lobby that nobody closed.
const LIFETIME: Duration = Duration::from_hours(24);

/// The codes of this process.
#[derive(Default)]
pub struct InvitationCodes {
    codes: Mutex<HashMap<String, Entry>>,
}

#[derive(Clone)]
struct Entry {
    session: SessionId,
    invitation: String,
    made: Instant,
}

impl InvitationCodes {
    /// The code of this invitation; one of an earlier invitation of the session is void. `None` if there
    /// is no room for another.
    fn code_for(
        &self,
        session: SessionId,
        invitation: &str,
        now: Instant,
    ) -> Result<Option<String>, getrandom::Error> {
        let mut codes = self.codes();
        codes.retain(|_, entry| {
            let is_other = entry.session == session && entry.invitation != invitation;
            !is_other && now.saturating_duration_since(entry.made) < LIFETIME
        });
        if let Some((code, _)) = codes.iter().find(|(_, entry)| entry.session == session) {
            return Ok(Some(code.clone()));
        }
        if codes.len() >= MAX_CODES {
            return Ok(None);
        }
        let mut code = code_text::generate::<CHARS>()?;
        while codes.contains_key(&code) {
            code = code_text::generate::<CHARS>()?;
        }
        let entry = Entry { session, invitation: invitation.to_owned(), made: now };
        codes.insert(code.clone(), entry);
        Ok(Some(code))
    }

    fn find(&self, code: &str, now: Instant) -> Option<String> {
        let codes = self.codes();
        let entry = codes.get(code)?;
        let lives = now.saturating_duration_since(entry.made) < LIFETIME;
        lives.then(|| entry.invitation.clone())
    }

    fn forget(&self, code: &str) {
        self.codes().remove(code);
    }

    fn codes(&self) -> MutexGuard<'_, HashMap<String, Entry>> {
        self.codes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// For the gespreksleider while the lobby is open: the code of the invitation, the same when asked again.
pub(super) async fn make(
    State(app): State<App>,
    AuthorizedView { session, reader, records }: AuthorizedView,
    JsonBody(asked): JsonBody<InvitationText>,
) -> Result<Json<InvitationCode>, ProblemResponse> {
    let leads = records.iter().any(|record| {
        matches!(record, Record::Stage(stage)
            if stage.gespreksleider == reader && stage.lifecycle == Lifecycle::Lobby)
    });
    let (of, credential) = invitation_of(&asked.invitation)?;
    if !leads || of != session {
        return Err(problem::invitation_invalid());
    }
    is_open(&app, session, credential).await?;
    let made = app.invitation_codes.code_for(session, &asked.invitation, Instant::now());
    let code = made.map_err(|error| ProblemResponse::internal(&error))?;
    let code = code.ok_or_else(|| problem::too_many_requests(LIFETIME / 24))?;
    Ok(Json(InvitationCode { code }))
}

/// For whoever was read a code: its invitation.
pub(super) async fn find(
    State(app): State<App>,
    Extension(client): Extension<ClientKey>,
    JsonBody(asked): JsonBody<InvitationCode>,
) -> Result<Json<InvitationText>, ProblemResponse> {
    // Counted before it is looked up, so that attempts at one moment are as many as those one by one.
    app.admission.count_code(client)?;
    let code = code_text::parse::<CHARS>(&asked.code).ok_or_else(problem::code_invalid)?;
    let found = app.invitation_codes.find(&code, Instant::now());
    let invitation = found.ok_or_else(problem::code_invalid)?;
    let (session, credential) = invitation_of(&invitation)?;
    if let Err(refusal) = is_open(&app, session, credential).await {
        let over = refusal.is_wrong_secret();
        if over {
            app.invitation_codes.forget(&code);
        }
        return Err(if over { problem::code_invalid() } else { refusal });
    }
    app.admission.forgive_code(client);
    Ok(Json(InvitationText { invitation }))
}

/// Whether the invitation is the one of now, and the meeting has not begun.
async fn is_open(
    app: &App,
    session: SessionId,
    invitation: Credential,
) -> Result<(), ProblemResponse> {
    let look = move |state: &kring_domain::State| {
        let in_lobby = state.status == Status::Active(Lifecycle::Lobby);
        let is_open = in_lobby && state.invitation == Some(invitation);
        if is_open { Ok(()) } else { Err(RoomError::NotFound) }
    };
    let found = app.rooms.read::<Meeting, _>(session, invitation, look).await;
    found.map_err(|refusal| problem::of(refusal, problem::invitation_invalid()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use uuid::Uuid;

    fn session(number: u128) -> SessionId {
        SessionId(Uuid::from_u128(number))
    }

    #[test]
    fn an_invitation_has_one_code_and_a_new_invitation_another() {
        let (codes, now) = (InvitationCodes::default(), Instant::now());
        let first = codes.code_for(session(1), "first", now).unwrap().unwrap();
        assert_eq!(first.len(), 6);
        assert_eq!(codes.code_for(session(1), "first", now).unwrap().unwrap(), first);
        assert_eq!(codes.find(&first, now).unwrap(), "first");
        let second = codes.code_for(session(1), "second", now).unwrap().unwrap();
        assert_eq!(codes.find(&first, now), None);
        assert_eq!(codes.find(&second, now).unwrap(), "second");
    }

    #[test]
    fn a_code_is_forgotten_after_a_day_and_makes_room() {
        let (codes, now) = (InvitationCodes::default(), Instant::now());
        for number in 0..MAX_CODES {
            codes.code_for(session(number as u128), "it", now).unwrap().unwrap();
        }
        assert_eq!(codes.code_for(session(u128::MAX), "it", now).unwrap(), None);
        let later = now + LIFETIME;
        let code = codes.code_for(session(u128::MAX), "it", later).unwrap().unwrap();
        assert_eq!(codes.find(&code, later).unwrap(), "it");
        assert_eq!(codes.codes().len(), 1);
    }
}
