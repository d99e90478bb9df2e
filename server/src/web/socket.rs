//! One WebSocket: the handshake of the protocol, commands to the room, and frames from it.

mod attachment;
mod handshake;
mod stream;

use std::time::Duration;

use axum::Extension;
use axum::extract::{Request, State};
use axum::response::Response;
use kring_protocol::code::{Failure, MessageError, Rejection};
use kring_protocol::group::GroupCommand;
use kring_protocol::{ClientMessage, CommandId, GroupId, ServerMessage, SessionId, close_code};
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::Message;

use self::attachment::{Attachment, Place, attach};
use self::handshake::upgrade_required;
use self::stream::{Disconnect, Socket};
use super::App;
use super::client_ip::ClientKey;
use super::message::{parse_message, speaks_another_version};
use super::problem::{self, ProblemResponse};
use crate::room::{Group, Meeting, RoomMessage};

/// How long a connection may take to say hello.
const HELLO_TIMEOUT: Duration = Duration::from_secs(10);
/// Messages before a good hello: a few mistakes.
const MAX_MESSAGES_BEFORE_HELLO: u32 = 20;
/// A connection without any frame, pings included, for this long is half-open. Clients ping every 25 s.
const SILENCE_TIMEOUT: Duration = Duration::from_secs(90);

/// Opens a WebSocket, for a page that may: a browser lets any page try, and says which it is.
pub(super) async fn upgrade(
    State(app): State<App>,
    Extension(client): Extension<ClientKey>,
    mut request: Request,
) -> Result<Response, ProblemResponse> {
    let Some(upgrade) = handshake::asked(&mut request) else { return Ok(upgrade_required()) };
    let accepted = upgrade.accepted()?;
    if !app.admission.origins().allows(request.headers()) {
        return Err(problem::foreign_origin());
    }
    if app.rooms.draining().is_cancelled() {
        return Err(problem::draining());
    }
    let slot = app.admission.socket(client)?;
    tokio::spawn(async move {
        let _slot = slot;
        // It fails when the client is gone before it has the answer.
        if let Ok(upgraded) = upgrade.switched.await {
            connection(&app, client, Socket::over(upgraded).await).await;
        }
    });
    Ok(accepted)
}

async fn connection(app: &App, client: ClientKey, mut socket: Box<Socket>) {
    metrics::gauge!("kring_connections").increment(1.0);
    // Draining waits for this token, so for the close frame to be sent, not for its answer.
    let goodbye = app.closing_sockets.token();
    // A task is as large as the largest thing that it ever waits for: what comes before and after the quiet
    // has memory of its own.
    let ended = match Box::pin(handshake(app, client, &mut socket)).await {
        Ok(mut attachment) => {
            let ended = run(app, &mut socket, &mut attachment).await;
            // Nothing of the room follows a close frame.
            let ended = socket.finish(ended);
            Box::pin(attachment.detach(app)).await;
            ended
        }
        Err(ended) => ended,
    };
    Box::pin(socket.close(ended, || drop(goodbye))).await;
    metrics::gauge!("kring_connections").decrement(1.0);
}

/// Waits for `hello` and attaches the connection to its room.
async fn handshake(
    app: &App,
    client: ClientKey,
    socket: &mut Socket,
) -> Result<Attachment, Disconnect> {
    let deadline = Instant::now() + HELLO_TIMEOUT;
    for _ in 0..MAX_MESSAGES_BEFORE_HELLO {
        let received = tokio::select! {
            received = tokio::time::timeout_at(deadline, socket.next()) => received,
            () = app.rooms.draining().cancelled() => return Err(Disconnect::Close(close_code::RESTART)),
        };
        let message = match received {
            Err(_) => return Err(Disconnect::Close(close_code::NO_HELLO)),
            Ok(Err(ended)) => return Err(ended),
            Ok(Ok(Message::Text(text))) => {
                // Asked first: another version may say hello in a way this one cannot read.
                if speaks_another_version(&text) {
                    return Err(Disconnect::Close(close_code::WRONG_VERSION));
                }
                parse_message(&text)
            }
            Ok(Ok(Message::Ping(_) | Message::Pong(_))) => continue,
            Ok(Ok(_)) => Err((MessageError::Binary, None)),
        };
        match message {
            Ok(ClientMessage::Hello { token, resume, .. }) => {
                let outbound = socket.outbound();
                return attach(app, client, &token, resume, outbound)
                    .await
                    .map_err(Disconnect::Close);
            }
            Ok(_) => socket.send(&error(MessageError::Malformed, None)),
            Err((code, id)) => socket.send(&error(code, id)),
        }
    }
    Err(Disconnect::Close(close_code::TOO_FAST))
}

/// Until one side is done.
async fn run(app: &App, socket: &mut Socket, attachment: &mut Attachment) -> Disconnect {
    let mut heard = Instant::now();
    let mut silence = std::pin::pin!(tokio::time::sleep_until(heard + SILENCE_TIMEOUT));
    loop {
        let message = tokio::select! {
            received = socket.next() => match received {
                Ok(message) => message,
                Err(ended) => return ended,
            },
            () = &mut silence => {
                // Set anew only when it ends: most connections say something long before.
                if heard.elapsed() >= SILENCE_TIMEOUT {
                    return Disconnect::Peer;
                }
                silence.as_mut().reset(heard + SILENCE_TIMEOUT);
                continue;
            }
        };
        heard = Instant::now();
        let received = match message {
            Message::Ping(_) | Message::Pong(_) => attachment.count_message().map(|_| None),
            message => receive(app, socket, attachment, &message),
        };
        match received {
            Ok(None) => {}
            Ok(Some(asked)) => asked.deliver(app).await,
            Err(ended) => return ended,
        }
    }
}

/// What is asked of the room.
enum Asked {
    Meeting(SessionId, Box<RoomMessage<Meeting>>),
    Group(GroupId, Box<RoomMessage<Group>>),
}

impl Asked {
    async fn deliver(self, app: &App) {
        metrics::counter!("kring_commands_total").increment(1);
        match self {
            Self::Meeting(of, message) => app.rooms.deliver(of, message).await,
            Self::Group(of, message) => app.rooms.deliver(of, message).await,
        }
    }
}

/// Answers a message, or says what it asks of the room.
fn receive(
    app: &App,
    socket: &Socket,
    attachment: &mut Attachment,
    message: &Message,
) -> Result<Option<Asked>, Disconnect> {
    let allowed = attachment.count_message()?;
    let understood = match message {
        Message::Text(text) => parse_message(text),
        _ => Err((MessageError::Binary, None)),
    };
    let connection = attachment.connection;
    match understood {
        Ok(ClientMessage::Command { id, .. } | ClientMessage::GroupCommand { id, .. })
            if !allowed =>
        {
            socket.send(&ServerMessage::Failed { id, code: Failure::TooFast });
        }
        Ok(ClientMessage::Command { session, id, command }) => {
            if let Place::Meeting(of) = attachment.place {
                let asked = RoomMessage::Command { connection, id, asked: (session, command) };
                return Ok(Some(Asked::Meeting(of, Box::new(asked))));
            }
            socket.send(&ServerMessage::Refused { id, code: Rejection::WrongSession });
        }
        Ok(ClientMessage::GroupCommand { group, id, command }) => {
            let Place::Group(of) = attachment.place else {
                socket.send(&ServerMessage::Refused { id, code: Rejection::WrongSession });
                return Ok(None);
            };
            if asks_for_unknown(app, &command) {
                socket.send(&ServerMessage::Refused { id, code: Rejection::UnknownMeeting });
                return Ok(None);
            }
            let asked = RoomMessage::Command { connection, id, asked: (group, command) };
            return Ok(Some(Asked::Group(of, Box::new(asked))));
        }
        Ok(ClientMessage::Ping { sent_ms }) => {
            let server_ms = app.rooms.now_ms();
            socket.send(&ServerMessage::Pong { sent_ms, server_ms });
        }
        Ok(ClientMessage::Hello { .. }) => socket.send(&error(MessageError::AlreadyGreeted, None)),
        Err((code, id)) => socket.send(&error(code, id)),
    }
    Ok(None)
}

fn error(code: MessageError, id: Option<CommandId>) -> ServerMessage {
    ServerMessage::Error { code, id }
}

/// Whether a meeting is planned by a method that this server does not have.
fn asks_for_unknown(app: &App, command: &GroupCommand) -> bool {
    match command {
        GroupCommand::PlanMeeting { method, .. } | GroupCommand::OpenPoll { method, .. } => {
            app.methods.get(method).is_none()
        }
        _ => false,
    }
}
