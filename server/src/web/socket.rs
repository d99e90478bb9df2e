//! One WebSocket: the handshake of the protocol, commands to the room, and frames from it.

mod attachment;

use std::error::Error as _;
use std::time::Duration;

use axum::Extension;
use axum::extract::State;
use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, WebSocketUpgrade};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::prelude::{BASE64_STANDARD, Engine};
use futures_util::SinkExt;
use kring_protocol::code::{Failure, MessageError, Problem, Rejection};
use kring_protocol::group::GroupCommand;
use kring_protocol::{ClientMessage, CommandId, ServerMessage, close_code, limits};
use tokio::time::{Instant, timeout};
use tokio_tungstenite::tungstenite::Error as SocketError;
use tokio_tungstenite::tungstenite::error::ProtocolError;

use self::attachment::{Attachment, Place, attach};
use super::App;
use super::client_ip::ClientKey;
use super::message::{parse_message, speaks_another_version};
use super::problem::{self, ProblemResponse};
use crate::room::{Frame, Group, Meeting, OutboundReceiver, RoomMessage};

/// How long a connection may take to say hello.
const HELLO_TIMEOUT: Duration = Duration::from_secs(10);
/// Messages before a good hello: a few mistakes.
const MAX_MESSAGES_BEFORE_HELLO: u32 = 20;
/// How long one write may take before the other side counts as gone.
const WRITE_TIMEOUT: Duration = Duration::from_secs(20);
/// How long the closing handshake may take.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(5);
/// A connection without any frame, pings included, for this long is half-open. Clients ping every 25 s.
const SILENCE_TIMEOUT: Duration = Duration::from_secs(90);
/// A quiet connection costs its buffers, so they start small and grow for a client that sends more.
const READ_BUFFER_BYTES: usize = 2 * 1024;
/// Written through at once: the room queues, the socket does not.
const WRITE_BUFFER_BYTES: usize = 0;
/// Never reached: the room's queue is bounded below it.
const MAX_WRITE_BUFFER_BYTES: usize = 16 * 1024 * 1024;

/// Opens a WebSocket, for a page that may: a browser lets any page try, and says which it is.
pub(super) async fn upgrade(
    State(app): State<App>,
    Extension(client): Extension<ClientKey>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, axum::extract::ws::rejection::WebSocketUpgradeRejection>,
) -> Result<Response, ProblemResponse> {
    let Ok(upgrade) = upgrade else { return Ok(upgrade_required()) };
    if !has_a_good_key(&headers) {
        let title = "The key of this WebSocket handshake is not 16 bytes in base64.";
        return Err(ProblemResponse::new(StatusCode::BAD_REQUEST, Problem::BadRequest, title));
    }
    if !app.admission.origins().allows(&headers) {
        return Err(problem::foreign_origin());
    }
    if app.rooms.draining().is_cancelled() {
        return Err(problem::draining());
    }
    let slot = app.admission.socket(client)?;
    let upgrade = upgrade
        .read_buffer_size(READ_BUFFER_BYTES)
        .write_buffer_size(WRITE_BUFFER_BYTES)
        .max_write_buffer_size(MAX_WRITE_BUFFER_BYTES)
        .max_message_size(limits::MESSAGE_BYTES)
        .max_frame_size(limits::MESSAGE_BYTES);
    let opened = async move |socket| {
        let _slot = slot;
        connection(&app, client, socket).await;
    };
    Ok(upgrade.on_upgrade(opened).into_response())
}

/// Says what the address takes: RFC 9110, 15.5.22 and RFC 6455, 4.2.2.
fn upgrade_required() -> Response {
    let title = "This address takes WebSocket connections.";
    let status = StatusCode::UPGRADE_REQUIRED;
    let problem = ProblemResponse::new(status, Problem::UpgradeRequired, title);
    let offer = [
        (header::CONNECTION, HeaderValue::from_static("upgrade")),
        (header::UPGRADE, HeaderValue::from_static("websocket")),
        (header::SEC_WEBSOCKET_VERSION, HeaderValue::from_static("13")),
    ];
    (offer, problem).into_response()
}

/// RFC 6455, 4.2.1: one key, which decodes to 16 bytes. What axum does not look at.
fn has_a_good_key(headers: &HeaderMap) -> bool {
    let mut keys = headers.get_all(header::SEC_WEBSOCKET_KEY).iter();
    let decoded = keys.next().and_then(|key| BASE64_STANDARD.decode(key).ok());
    keys.next().is_none() && decoded.is_some_and(|key| key.len() == 16)
}

async fn connection(app: &App, client: ClientKey, mut socket: WebSocket) {
    metrics::gauge!("kring_connections").increment(1.0);
    // Draining waits for this token, so for the close frame to be sent, not for its answer.
    let goodbye = app.closing_sockets.token();
    let ended = match handshake(app, client, &mut socket).await {
        Ok(mut attachment) => {
            let greeted = greet(&mut socket, &mut attachment).await;
            let ended = match greeted {
                Ok(()) => run(app, &mut socket, &mut attachment).await,
                Err(ended) => ended,
            };
            attachment.detach(app).await;
            ended
        }
        Err(ended) => ended,
    };
    if close(&mut socket, ended).await {
        drop(goodbye);
        // Read on until the client has answered the close frame, or its answer would be lost.
        let _ =
            timeout(CLOSE_TIMEOUT, async { while let Some(Ok(_)) = socket.recv().await {} }).await;
    }
    metrics::gauge!("kring_connections").decrement(1.0);
}

/// How a connection ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Disconnect {
    /// The server closes it, with this code.
    Close(u16),
    /// The client closed it or is gone. It may still read the answer to its close frame.
    Peer,
    /// At once: the client gets no further byte.
    Abort,
}

/// Waits for `hello` and attaches the connection to its room.
async fn handshake(
    app: &App,
    client: ClientKey,
    socket: &mut WebSocket,
) -> Result<Attachment, Disconnect> {
    let deadline = Instant::now() + HELLO_TIMEOUT;
    for _ in 0..MAX_MESSAGES_BEFORE_HELLO {
        let received = tokio::select! {
            received = tokio::time::timeout_at(deadline, socket.recv()) => received,
            () = app.rooms.draining().cancelled() => return Err(Disconnect::Close(close_code::RESTART)),
        };
        let message = match received {
            Err(_) => return Err(Disconnect::Close(close_code::NO_HELLO)),
            Ok(None) => return Err(Disconnect::Peer),
            Ok(Some(Err(error))) => return Err(disconnect_of(&error)),
            Ok(Some(Ok(Message::Text(text)))) => {
                // Asked first: another version may say hello in a way this one cannot read.
                if speaks_another_version(&text) {
                    return Err(Disconnect::Close(close_code::WRONG_VERSION));
                }
                parse_message(&text)
            }
            Ok(Some(Ok(Message::Binary(_)))) => Err((MessageError::Binary, None)),
            Ok(Some(Ok(Message::Close(_)))) => return Err(Disconnect::Peer),
            Ok(Some(Ok(Message::Ping(_) | Message::Pong(_)))) => continue,
        };
        match message {
            Ok(ClientMessage::Hello { token, resume, .. }) => {
                return attach(app, client, &token, resume).await.map_err(Disconnect::Close);
            }
            Ok(_) => send_error(socket, MessageError::Malformed, None).await?,
            Err((code, id)) => send_error(socket, code, id).await?,
        }
    }
    Err(Disconnect::Close(close_code::TOO_FAST))
}

/// Until one side is done.
async fn run(app: &App, socket: &mut WebSocket, attachment: &mut Attachment) -> Disconnect {
    let mut heard = Instant::now();
    loop {
        tokio::select! {
            frame = attachment.outbound.next() => {
                let Some(frame) = frame else { return Disconnect::Close(attachment.outbound.close_code()) };
                let mut first = Some(frame);
                let next = |queue: &mut OutboundReceiver| first.take().or_else(|| queue.try_next());
                if let Err(ended) = write_frames(socket, attachment, next).await {
                    return ended;
                }
            }
            received = socket.recv() => {
                heard = Instant::now();
                match received {
                    None | Some(Ok(Message::Close(_))) => return Disconnect::Peer,
                    Some(Err(error)) => return disconnect_of(&error),
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => {
                        if let Err(ended) = attachment.count_message() {
                            return ended;
                        }
                    }
                    Some(Ok(message)) => {
                        if let Err(ended) = receive(app, socket, attachment, message).await {
                            return ended;
                        }
                    }
                }
            }
            () = tokio::time::sleep_until(heard + SILENCE_TIMEOUT) => return Disconnect::Peer,
        }
    }
}

/// Writes the greeting at the pace at which the client takes it.
async fn greet(socket: &mut WebSocket, attachment: &mut Attachment) -> Result<(), Disconnect> {
    let mut greeting = std::mem::take(&mut attachment.greeting).into_iter();
    write_frames(socket, attachment, |_| greeting.next()).await
}

/// Writes frames until there is no next one, and flushes. A participant who is removed while the client
/// does not read gets none of the rest.
async fn write_frames(
    socket: &mut WebSocket,
    attachment: &mut Attachment,
    mut next: impl FnMut(&mut OutboundReceiver) -> Option<Frame>,
) -> Result<(), Disconnect> {
    let aborted = attachment.outbound.abort().clone();
    let written = async {
        while let Some(frame) = next(&mut attachment.outbound) {
            timeout(WRITE_TIMEOUT, socket.feed(Message::Text(text_of(frame)))).await.ok()?.ok()?;
        }
        timeout(WRITE_TIMEOUT, socket.flush()).await.ok()?.ok()
    };
    tokio::select! {
        biased;
        written = written => written.ok_or(Disconnect::Peer),
        () = aborted.cancelled() => Err(Disconnect::Abort),
    }
}

/// A frame is valid UTF-8 by construction; the check costs no copy.
fn text_of(frame: Frame) -> Utf8Bytes {
    Utf8Bytes::try_from(frame.into_bytes()).unwrap_or_default()
}

async fn receive(
    app: &App,
    socket: &mut WebSocket,
    attachment: &mut Attachment,
    message: Message,
) -> Result<(), Disconnect> {
    if attachment.outbound.is_aborted() {
        return Err(Disconnect::Close(attachment.outbound.close_code()));
    }
    let allowed = attachment.count_message()?;
    let understood = match &message {
        Message::Text(text) => parse_message(text),
        _ => Err((MessageError::Binary, None)),
    };
    match understood {
        Ok(ClientMessage::Command { id, .. } | ClientMessage::GroupCommand { id, .. })
            if !allowed =>
        {
            send(socket, &ServerMessage::Failed { id, code: Failure::TooFast }).await
        }
        Ok(ClientMessage::Command { session, id, command }) => {
            let Place::Meeting(of) = attachment.place else {
                return refuse(socket, id).await;
            };
            let asked = (session, command);
            metrics::counter!("kring_commands_total").increment(1);
            let message = RoomMessage::Command { connection: attachment.connection, id, asked };
            app.rooms.send::<Meeting>(of, message).await;
            Ok(())
        }
        Ok(ClientMessage::GroupCommand { group, id, command }) => {
            let Place::Group(of) = attachment.place else {
                return refuse(socket, id).await;
            };
            if asks_for_unknown(app, &command) {
                let code = Rejection::UnknownMeeting;
                return send(socket, &ServerMessage::Refused { id, code }).await;
            }
            let asked = (group, command);
            metrics::counter!("kring_commands_total").increment(1);
            let message = RoomMessage::Command { connection: attachment.connection, id, asked };
            app.rooms.send::<Group>(of, message).await;
            Ok(())
        }
        Ok(ClientMessage::Ping { sent_ms }) => {
            let server_ms = app.rooms.now_ms();
            send(socket, &ServerMessage::Pong { sent_ms, server_ms }).await
        }
        Ok(ClientMessage::Hello { .. }) => {
            send_error(socket, MessageError::AlreadyGreeted, None).await
        }
        Err((code, id)) => send_error(socket, code, id).await,
    }
}

/// What is asked is of another room than the token opens.
/// Whether a meeting is planned by a method that this server does not have.
fn asks_for_unknown(app: &App, command: &GroupCommand) -> bool {
    match command {
        GroupCommand::PlanMeeting { method, .. } | GroupCommand::OpenPoll { method, .. } => {
            app.methods.get(method).is_none()
        }
        _ => false,
    }
}

async fn refuse(socket: &mut WebSocket, id: CommandId) -> Result<(), Disconnect> {
    send(socket, &ServerMessage::Refused { id, code: Rejection::WrongSession }).await
}

async fn send_error(
    socket: &mut WebSocket,
    code: MessageError,
    id: Option<CommandId>,
) -> Result<(), Disconnect> {
    send(socket, &ServerMessage::Error { code, id }).await
}

async fn send(socket: &mut WebSocket, message: &ServerMessage) -> Result<(), Disconnect> {
    let Ok(text) = serde_json::to_string(message) else { return Ok(()) };
    match timeout(WRITE_TIMEOUT, socket.send(Message::Text(text.into()))).await {
        Ok(Ok(())) => Ok(()),
        _ => Err(Disconnect::Peer),
    }
}

/// What the other side did wrong, as RFC 6455, 7.4.1 names it; nothing if it is simply gone.
fn disconnect_of(error: &axum::Error) -> Disconnect {
    let cause = error.source().and_then(|cause| cause.downcast_ref::<SocketError>());
    match cause {
        Some(SocketError::Capacity(_)) => Disconnect::Close(close_code::TOO_BIG),
        Some(SocketError::Utf8(_)) => Disconnect::Close(close_code::NOT_UTF8),
        Some(SocketError::Protocol(
            ProtocolError::ResetWithoutClosingHandshake | ProtocolError::ReceivedAfterClosing,
        )) => Disconnect::Peer,
        Some(SocketError::Protocol(_)) => Disconnect::Close(close_code::WRONG_FRAME),
        _ => Disconnect::Peer,
    }
}

/// Sends the close frame; returns whether the client may still answer it.
async fn close(socket: &mut WebSocket, ended: Disconnect) -> bool {
    let code = match ended {
        Disconnect::Close(code) => code,
        Disconnect::Peer => return true,
        Disconnect::Abort => return false,
    };
    let goodbye = Message::Close(Some(CloseFrame { code, reason: "".into() }));
    matches!(timeout(CLOSE_TIMEOUT, socket.send(goodbye)).await, Ok(Ok(())))
}
