//! A connection that is attached to a room: which one, by which secret, and how much it says.

use std::sync::Arc;

use kring_domain::Credential;
use kring_protocol::code::Failure;
use kring_protocol::message::Resume;
use kring_protocol::{GroupId, SessionId, close_code};
use uuid::Uuid;

use super::Disconnect;
use crate::rate_limit::RateLimiter;
use crate::room::{Group, Meeting, Outbound, OutboundSender, RoomError, RoomMessage};
use crate::token::{self, Purpose};
use crate::web::App;
use crate::web::client_ip::ClientKey;

/// Messages over the rate before the connection is closed.
const MAX_RATE_VIOLATIONS: u32 = 200;

/// Which room a connection is attached to.
#[derive(Debug, Clone, Copy)]
pub(super) enum Place {
    Meeting(SessionId),
    Group(GroupId),
}

impl Place {
    /// The room that this secret opens, and its hash.
    fn of(secret: &str) -> Option<(Self, Credential)> {
        let parsed = |purpose| token::parse(purpose, secret);
        let meeting = parsed(Purpose::Token).or_else(|| parsed(Purpose::Display));
        let meeting = meeting.map(|(id, held)| (Self::Meeting(SessionId(id)), held));
        let group = || parsed(Purpose::Member).map(|(id, held)| (Self::Group(GroupId(id)), held));
        meeting.or_else(group)
    }

    async fn attach(
        self,
        app: &App,
        held: Credential,
        resume: Option<Resume>,
        outbound: OutboundSender,
    ) -> Result<Arc<RateLimiter>, RoomError> {
        match self {
            Self::Meeting(id) => app.rooms.attach::<Meeting>(id, held, resume, outbound).await,
            Self::Group(id) => app.rooms.attach::<Group>(id, held, resume, outbound).await,
        }
    }
}

/// An attached connection.
pub(super) struct Attachment {
    pub(super) place: Place,
    pub(super) connection: Uuid,
    /// Shared by all connections of the viewer.
    rate: Arc<RateLimiter>,
    /// Messages over the rate, less those within it.
    rate_violations: u32,
}

impl Attachment {
    /// Counts a message or a control frame, and says whether it is within the rate.
    pub(super) fn count_message(&mut self) -> Result<bool, Disconnect> {
        let allowed = self.rate.allows();
        self.rate_violations =
            if allowed { self.rate_violations.saturating_sub(1) } else { self.rate_violations + 1 };
        if self.rate_violations > MAX_RATE_VIOLATIONS {
            return Err(Disconnect::Close(close_code::TOO_FAST));
        }
        Ok(allowed)
    }

    pub(super) async fn detach(&self, app: &App) {
        let connection = self.connection;
        match self.place {
            Place::Meeting(id) => {
                app.rooms.send::<Meeting>(id, RoomMessage::Detach { connection }).await;
            }
            Place::Group(id) => {
                app.rooms.send::<Group>(id, RoomMessage::Detach { connection }).await;
            }
        }
    }
}

/// Attaches a connection to the room that a secret opens; a wrong one counts for its client.
pub(super) async fn attach(
    app: &App,
    client: ClientKey,
    secret: &str,
    resume: Option<Resume>,
    outbound: &Outbound,
) -> Result<Attachment, u16> {
    let attached = admitted(app, secret, resume, outbound).await;
    // Of a damaged log it cannot always be known whether the secret fits.
    let failures = [close_code::UNAUTHORISED, close_code::DAMAGED];
    if attached.as_ref().is_err_and(|code| failures.contains(code)) {
        app.admission.count_failure(client).map_err(|_| close_code::TOO_FAST)?;
    }
    attached
}

async fn admitted(
    app: &App,
    secret: &str,
    resume: Option<Resume>,
    outbound: &Outbound,
) -> Result<Attachment, u16> {
    let (place, held) = Place::of(secret).ok_or(close_code::UNAUTHORISED)?;
    let connection = Uuid::new_v4();
    match place.attach(app, held, resume, outbound.sender(connection)).await {
        Ok(rate) => Ok(Attachment { place, connection, rate, rate_violations: 0 }),
        Err(RoomError::Damaged) => Err(close_code::DAMAGED),
        Err(RoomError::Failed(Failure::TooFast)) => Err(close_code::TOO_FAST),
        Err(RoomError::NotFound | RoomError::Rejected(_)) => Err(close_code::UNAUTHORISED),
        Err(RoomError::Failed(_) | RoomError::ProjectionFailed) => Err(close_code::SESSION_FAILED),
        Err(RoomError::Ending | RoomError::Newer) => Err(close_code::RESTART),
    }
}
