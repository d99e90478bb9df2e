//! One WebSocket: greets, passes commands to the room, and writes what the room queues.

use std::error::Error as _;
use std::sync::Arc;
use std::time::Duration;

use axum::Extension;
use axum::extract::State;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::prelude::{BASE64_STANDARD, Engine};
use futures_util::SinkExt;
use kring_protocol::code::{MessageError, Problem, Trouble};
use kring_protocol::message::Resume;
use kring_protocol::{
    ClientMessage, CommandId, PROTOCOL_VERSION, ServerMessage, SessionId, close_code, limits,
};
use serde::Deserialize;
use tokio::sync::oneshot;
use tokio::time::{Instant, timeout};
use tokio_tungstenite::tungstenite::Error as SocketError;
use tokio_tungstenite::tungstenite::error::ProtocolError;
use uuid::Uuid;

use super::App;
use super::problem::{self, ProblemResponse};
use super::visitor::Visitor;
use crate::bucket;
use crate::room::{Ask, Attached, Outgoing, Queue, Refusal, sink};
use crate::secret::{self, Purpose};

/// How long a connection may take to say hello.
const HELLO: Duration = Duration::from_secs(10);
/// Messages before a good hello: a few mistakes.
const BEFORE_HELLO: u32 = 20;
/// How long one write may take before the other side counts as gone.
const WRITE: Duration = Duration::from_secs(20);
/// How long the closing handshake may take.
const CLOSING: Duration = Duration::from_secs(5);
/// A connection that says nothing, not even a ping, for so long is half-open. Clients ping every 25 s.
const SILENT: Duration = Duration::from_secs(90);
/// Messages over the rate before the connection is closed.
const STRIKES: u32 = 200;
/// A quiet connection costs its buffers: small ones, that grow for whoever sends more.
const READ_BUFFER_BYTES: usize = 2 * 1024;
/// Written through at once: the room queues, the socket does not.
const WRITE_BUFFER_BYTES: usize = 0;
/// Never reached: the room's queue is bounded below it.
const MAX_WRITE_BUFFER_BYTES: usize = 16 * 1024 * 1024;

/// Opens a WebSocket, for a page that may: a browser lets any page try, and says which it is.
pub(super) async fn upgrade(
    State(app): State<App>,
    Extension(visitor): Extension<Visitor>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, axum::extract::ws::rejection::WebSocketUpgradeRejection>,
) -> Result<Response, ProblemResponse> {
    let Ok(upgrade) = upgrade else { return Ok(upgrade_required()) };
    if !has_a_good_key(&headers) {
        let title = "The key of this WebSocket handshake is not 16 bytes in base64.";
        return Err(ProblemResponse::new(StatusCode::BAD_REQUEST, Problem::BadRequest, title));
    }
    if !app.door.origins().welcome(&headers) {
        return Err(problem::foreign_origin());
    }
    if app.rooms.draining().is_cancelled() {
        return Err(problem::draining());
    }
    let place = app.door.socket(visitor)?;
    let upgrade = upgrade
        .read_buffer_size(READ_BUFFER_BYTES)
        .write_buffer_size(WRITE_BUFFER_BYTES)
        .max_write_buffer_size(MAX_WRITE_BUFFER_BYTES)
        .max_message_size(limits::MESSAGE_BYTES)
        .max_frame_size(limits::MESSAGE_BYTES);
    let opened = async move |socket| {
        let _place = place;
        connection(&app, visitor, socket).await;
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

async fn connection(app: &App, visitor: Visitor, mut socket: WebSocket) {
    metrics::gauge!("kring_connections").increment(1.0);
    // Stopping waits until it is dropped: with the goodbye on its way, not with its answer.
    let goodbye = app.goodbyes.token();
    let ended = match greet(app, visitor, &mut socket).await {
        Ok(mut greeted) => {
            let ended = converse(app, &mut socket, &mut greeted).await;
            let connection = greeted.connection;
            app.rooms.ask(greeted.session, Ask::Detach { connection }).await;
            ended
        }
        Err(ended) => ended,
    };
    if say_goodbye(&mut socket, ended).await {
        drop(goodbye);
        // Not left at once, or the answer to the other side's goodbye would be lost.
        let _ = timeout(CLOSING, async { while let Some(Ok(_)) = socket.recv().await {} }).await;
    }
    metrics::gauge!("kring_connections").decrement(1.0);
}

/// How a connection ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ended {
    /// By us, for a reason.
    With(u16),
    /// By the other side, which may still read the answer to its goodbye.
    ByThem,
    /// At once: whoever it is gets no further byte.
    Cut,
}

/// A connection that the room knows.
struct Greeted {
    session: SessionId,
    connection: Uuid,
    queue: Queue,
    /// Shared by all connections of the participant.
    rate: Arc<bucket::Shared>,
    /// Messages over the rate, less those within it.
    strikes: u32,
}

/// Waits for `hello` and asks the room in.
async fn greet(app: &App, visitor: Visitor, socket: &mut WebSocket) -> Result<Greeted, Ended> {
    let deadline = Instant::now() + HELLO;
    for _ in 0..BEFORE_HELLO {
        let received = tokio::select! {
            received = tokio::time::timeout_at(deadline, socket.recv()) => received,
            () = app.rooms.draining().cancelled() => return Err(Ended::With(close_code::RESTART)),
        };
        let message = match received {
            Err(_) => return Err(Ended::With(close_code::NO_HELLO)),
            Ok(None) => return Err(Ended::ByThem),
            Ok(Some(Err(error))) => return Err(ended_by(&error)),
            Ok(Some(Ok(Message::Text(text)))) => {
                // Asked first: another version may say hello in a way this one cannot read.
                if speaks_another_version(&text) {
                    return Err(Ended::With(close_code::WRONG_VERSION));
                }
                understand(&text)
            }
            Ok(Some(Ok(Message::Binary(_)))) => Err((MessageError::Binary, None)),
            Ok(Some(Ok(Message::Close(_)))) => return Err(Ended::ByThem),
            Ok(Some(Ok(Message::Ping(_) | Message::Pong(_)))) => continue,
        };
        match message {
            Ok(ClientMessage::Hello { token, resume, .. }) => {
                return attach(app, visitor, &token, resume).await.map_err(Ended::With);
            }
            Ok(_) => complain(socket, MessageError::Malformed, None).await?,
            Err((code, id)) => complain(socket, code, id).await?,
        }
    }
    Err(Ended::With(close_code::TOO_FAST))
}

async fn attach(
    app: &App,
    visitor: Visitor,
    token: &str,
    resume: Option<Resume>,
) -> Result<Greeted, u16> {
    let attempt = app.door.attempt(visitor).map_err(|_| close_code::TOO_FAST)?;
    let attached = admitted(app, token, resume).await;
    if attached.as_ref().is_err_and(|code| *code == close_code::UNAUTHORISED) {
        attempt.failed();
    }
    attached
}

async fn admitted(app: &App, token: &str, resume: Option<Resume>) -> Result<Greeted, u16> {
    let (session, credential) =
        secret::read(Purpose::Token, token).ok_or(close_code::UNAUTHORISED)?;
    let connection = Uuid::new_v4();
    let (sink, queue) = sink(connection);
    let (reply, answer) = oneshot::channel();
    app.rooms.ask(session, Ask::Attach { credential, resume, sink, reply }).await;
    match answer.await {
        Ok(Ok(Attached { rate, .. })) => {
            Ok(Greeted { session, connection, queue, rate, strikes: 0 })
        }
        Ok(Err(Refusal::Damaged)) => Err(close_code::DAMAGED),
        Ok(Err(Refusal::TooManyConnections)) => Err(close_code::TOO_MANY_CONNECTIONS),
        Ok(Err(Refusal::Unknown | Refusal::Rule(_))) => Err(close_code::UNAUTHORISED),
        Ok(Err(Refusal::Trouble(_) | Refusal::Unseen)) => Err(close_code::SESSION_FAILED),
        Err(_) => Err(close_code::RESTART),
    }
}

/// Until one side is done.
async fn converse(app: &App, socket: &mut WebSocket, greeted: &mut Greeted) -> Ended {
    let mut heard = Instant::now();
    loop {
        tokio::select! {
            frame = greeted.queue.next() => {
                let Some(frame) = frame else { return Ended::With(greeted.queue.close_code()) };
                if let Err(ended) = pass_on(socket, greeted, frame).await {
                    return ended;
                }
            }
            received = socket.recv() => {
                heard = Instant::now();
                match received {
                    None | Some(Ok(Message::Close(_))) => return Ended::ByThem,
                    Some(Err(error)) => return ended_by(&error),
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                    Some(Ok(message)) => {
                        if let Err(ended) = receive(app, socket, greeted, message).await {
                            return ended;
                        }
                    }
                }
            }
            () = tokio::time::sleep_until(heard + SILENT) => return Ended::ByThem,
        }
    }
}

/// Writes a frame, and what else is waiting in the same go. Whoever is removed while they do not read
/// does not get the rest either.
async fn pass_on(
    socket: &mut WebSocket,
    greeted: &mut Greeted,
    frame: Outgoing,
) -> Result<(), Ended> {
    let cut = greeted.queue.cut().clone();
    let written = async {
        let mut next = Some(frame);
        while let Some(frame) = next {
            timeout(WRITE, socket.feed(Message::Text(frame))).await.ok()?.ok()?;
            next = greeted.queue.ready();
        }
        timeout(WRITE, socket.flush()).await.ok()?.ok()
    };
    tokio::select! {
        biased;
        written = written => written.ok_or(Ended::ByThem),
        () = cut.cancelled() => Err(Ended::Cut),
    }
}

async fn receive(
    app: &App,
    socket: &mut WebSocket,
    greeted: &mut Greeted,
    message: Message,
) -> Result<(), Ended> {
    if greeted.queue.is_cut() {
        return Err(Ended::With(greeted.queue.close_code()));
    }
    let allowed = greeted.rate.allows();
    greeted.strikes = if allowed { greeted.strikes.saturating_sub(1) } else { greeted.strikes + 1 };
    if greeted.strikes > STRIKES {
        return Err(Ended::With(close_code::TOO_FAST));
    }
    let understood = match &message {
        Message::Text(text) => understand(text),
        _ => Err((MessageError::Binary, None)),
    };
    match understood {
        Ok(ClientMessage::Command { id, .. }) if !allowed => {
            say(socket, &ServerMessage::Failed { id, code: Trouble::TooFast }).await
        }
        Ok(ClientMessage::Command { session, id, command }) => {
            let connection = greeted.connection;
            metrics::counter!("kring_commands_total").increment(1);
            let ask = Ask::Command { connection, session, id, command };
            app.rooms.ask(greeted.session, ask).await;
            Ok(())
        }
        Ok(ClientMessage::Ping { sent_ms }) => {
            let server_ms = app.rooms.now_ms();
            say(socket, &ServerMessage::Pong { sent_ms, server_ms }).await
        }
        Ok(ClientMessage::Hello { .. }) => {
            complain(socket, MessageError::AlreadyGreeted, None).await
        }
        Err((code, id)) => complain(socket, code, id).await,
    }
}

/// Whether this is a hello of another version of the protocol.
#[must_use]
pub fn speaks_another_version(text: &str) -> bool {
    #[derive(Deserialize)]
    struct Hello {
        r#type: String,
        protocol: u32,
    }
    let hello = serde_json::from_str::<Hello>(text);
    hello.is_ok_and(|hello| hello.r#type == "hello" && hello.protocol != PROTOCOL_VERSION)
}

/// A message, or what was wrong with it, and with which command.
///
/// # Errors
/// What the other side is told.
pub fn understand(text: &str) -> Result<ClientMessage, (MessageError, Option<CommandId>)> {
    serde_json::from_str(text).map_err(|_| diagnose(text))
}

/// Tells a wrong command from a wrong message, for whoever writes a client.
fn diagnose(text: &str) -> (MessageError, Option<CommandId>) {
    #[derive(Deserialize)]
    struct Envelope {
        r#type: String,
        #[serde(default)]
        id: Option<CommandId>,
    }
    let Ok(envelope) = serde_json::from_str::<Envelope>(text) else {
        return (MessageError::Malformed, None);
    };
    let code = match envelope.r#type.as_str() {
        "command" => MessageError::UnknownCommand,
        "hello" | "ping" => MessageError::Malformed,
        _ => MessageError::UnknownType,
    };
    (code, envelope.id)
}

async fn complain(
    socket: &mut WebSocket,
    code: MessageError,
    id: Option<CommandId>,
) -> Result<(), Ended> {
    say(socket, &ServerMessage::Error { code, id }).await
}

async fn say(socket: &mut WebSocket, message: &ServerMessage) -> Result<(), Ended> {
    let Ok(text) = serde_json::to_string(message) else { return Ok(()) };
    match timeout(WRITE, socket.send(Message::Text(text.into()))).await {
        Ok(Ok(())) => Ok(()),
        _ => Err(Ended::ByThem),
    }
}

/// What the other side did wrong, as RFC 6455, 7.4.1 names it; nothing if it is simply gone.
fn ended_by(error: &axum::Error) -> Ended {
    let cause = error.source().and_then(|cause| cause.downcast_ref::<SocketError>());
    match cause {
        Some(SocketError::Capacity(_)) => Ended::With(close_code::TOO_BIG),
        Some(SocketError::Utf8(_)) => Ended::With(close_code::NOT_UTF8),
        Some(SocketError::Protocol(
            ProtocolError::ResetWithoutClosingHandshake | ProtocolError::ReceivedAfterClosing,
        )) => Ended::ByThem,
        Some(SocketError::Protocol(_)) => Ended::With(close_code::WRONG_FRAME),
        _ => Ended::ByThem,
    }
}

/// Says goodbye; gives whether there is anything to be read after it.
async fn say_goodbye(socket: &mut WebSocket, ended: Ended) -> bool {
    let code = match ended {
        Ended::With(code) => code,
        Ended::ByThem => return true,
        Ended::Cut => return false,
    };
    let goodbye = Message::Close(Some(CloseFrame { code, reason: "".into() }));
    matches!(timeout(CLOSING, socket.send(goodbye)).await, Ok(Ok(())))
}
