//! One WebSocket: greets, passes commands to the room, and writes what the room queues.

use std::time::Duration;

use axum::extract::State;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::SinkExt;
use kring_protocol::code::{MessageError, Problem, Trouble};
use kring_protocol::message::Resume;
use kring_protocol::{
    ClientMessage, CommandId, PROTOCOL_VERSION, ServerMessage, SessionId, close_code, limits,
};
use serde::Deserialize;
use tokio::sync::oneshot;
use tokio::time::{Instant, timeout};
use uuid::Uuid;

use super::App;
use super::problem::{self, ProblemResponse};
use crate::room::{Ask, Queue, Refusal, sink};
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

/// Opens a WebSocket. A page of another origin may not: it would act in the name of whoever has it open.
pub(super) async fn upgrade(
    State(app): State<App>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, axum::extract::ws::rejection::WebSocketUpgradeRejection>,
) -> Result<Response, ProblemResponse> {
    let Ok(upgrade) = upgrade else {
        let title = "This address takes WebSocket connections.";
        let status = StatusCode::UPGRADE_REQUIRED;
        return Err(ProblemResponse::new(status, Problem::UpgradeRequired, title));
    };
    if !same_origin(&headers) {
        let title = "Pages of another origin cannot connect.";
        return Err(ProblemResponse::new(StatusCode::FORBIDDEN, Problem::ForeignOrigin, title));
    }
    if app.rooms.draining().is_cancelled() {
        return Err(problem::draining());
    }
    let upgrade = upgrade
        .read_buffer_size(READ_BUFFER_BYTES)
        .write_buffer_size(WRITE_BUFFER_BYTES)
        .max_write_buffer_size(MAX_WRITE_BUFFER_BYTES)
        .max_message_size(limits::MESSAGE_BYTES)
        .max_frame_size(limits::MESSAGE_BYTES);
    Ok(upgrade.on_upgrade(move |socket| connection(app, socket)).into_response())
}

/// Programs send no origin. Browsers always do, and theirs must be the host they speak to.
fn same_origin(headers: &HeaderMap) -> bool {
    let Some(origin) = headers.get(header::ORIGIN) else { return true };
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let origin = origin.to_str().ok().and_then(|origin| origin.split_once("://"));
    matches!((origin, host), (Some((_, origin)), Some(host)) if origin.eq_ignore_ascii_case(host))
}

async fn connection(app: App, mut socket: WebSocket) {
    metrics::gauge!("kring_connections").increment(1.0);
    let code = match greet(&app, &mut socket).await {
        Ok(mut greeted) => {
            let code = converse(&app, &mut socket, &mut greeted).await;
            let connection = greeted.connection;
            app.rooms.ask(greeted.session, Ask::Detach { connection }).await;
            code
        }
        Err(code) => code,
    };
    close(socket, code).await;
    metrics::gauge!("kring_connections").decrement(1.0);
}

/// A connection that the room knows.
struct Greeted {
    session: SessionId,
    connection: Uuid,
    queue: Queue,
    rate: Rate,
}

/// Waits for `hello` and asks the room in.
async fn greet(app: &App, socket: &mut WebSocket) -> Result<Greeted, Option<u16>> {
    let deadline = Instant::now() + HELLO;
    for _ in 0..BEFORE_HELLO {
        let received = tokio::time::timeout_at(deadline, socket.recv()).await;
        let message = match received {
            Err(_) => return Err(Some(close_code::NO_HELLO)),
            Ok(None) => return Err(None),
            Ok(Some(Err(error))) => return Err(close_code_of(&error)),
            Ok(Some(Ok(Message::Text(text)))) => {
                // Asked first: another version may say hello in a way this one cannot read.
                if speaks_another_version(&text) {
                    return Err(Some(close_code::WRONG_VERSION));
                }
                understand(&text)
            }
            Ok(Some(Ok(Message::Binary(_)))) => Err((MessageError::Binary, None)),
            Ok(Some(Ok(Message::Close(_)))) => return Err(None),
            Ok(Some(Ok(Message::Ping(_) | Message::Pong(_)))) => continue,
        };
        match message {
            Ok(ClientMessage::Hello { token, resume, .. }) => {
                return attach(app, &token, resume).await.map_err(Some);
            }
            Ok(_) => complain(socket, MessageError::Malformed, None).await?,
            Err((code, id)) => complain(socket, code, id).await?,
        }
    }
    Err(Some(close_code::TOO_FAST))
}

async fn attach(app: &App, token: &str, resume: Option<Resume>) -> Result<Greeted, u16> {
    let (session, credential) =
        secret::read(Purpose::Token, token).ok_or(close_code::UNAUTHORISED)?;
    let connection = Uuid::new_v4();
    let (sink, queue) = sink(connection);
    let (reply, answer) = oneshot::channel();
    app.rooms.ask(session, Ask::Attach { credential, resume, sink, reply }).await;
    match answer.await {
        Ok(Ok(_)) => Ok(Greeted { session, connection, queue, rate: Rate::new() }),
        Ok(Err(Refusal::Damaged)) => Err(close_code::DAMAGED),
        Ok(Err(Refusal::TooManyConnections)) => Err(close_code::TOO_MANY_CONNECTIONS),
        Ok(Err(Refusal::Unknown | Refusal::Rule(_))) => Err(close_code::UNAUTHORISED),
        Ok(Err(Refusal::Trouble(_) | Refusal::Unseen)) => Err(close_code::SESSION_FAILED),
        Err(_) => Err(close_code::RESTART),
    }
}

/// Until one side is done. Gives the code to close with, or none if the other side is gone.
async fn converse(app: &App, socket: &mut WebSocket, greeted: &mut Greeted) -> Option<u16> {
    let mut heard = Instant::now();
    loop {
        tokio::select! {
            frame = greeted.queue.next() => {
                let Some(frame) = frame else { return Some(greeted.queue.close_code()) };
                let mut written = timeout(WRITE, socket.feed(Message::Text(frame))).await;
                // What else is waiting goes out in the same write.
                while let (Ok(Ok(())), Some(frame)) = (&written, greeted.queue.ready()) {
                    written = timeout(WRITE, socket.feed(Message::Text(frame))).await;
                }
                if !matches!(written, Ok(Ok(()))) {
                    return None;
                }
                if !matches!(timeout(WRITE, socket.flush()).await, Ok(Ok(()))) {
                    return None;
                }
            }
            received = socket.recv() => {
                heard = Instant::now();
                match received {
                    None | Some(Ok(Message::Close(_))) => return None,
                    Some(Err(error)) => return close_code_of(&error),
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                    Some(Ok(message)) => {
                        if let Err(code) = receive(app, socket, greeted, message).await {
                            return code;
                        }
                    }
                }
            }
            () = tokio::time::sleep_until(heard + SILENT) => return None,
        }
    }
}

async fn receive(
    app: &App,
    socket: &mut WebSocket,
    greeted: &mut Greeted,
    message: Message,
) -> Result<(), Option<u16>> {
    let allowed = greeted.rate.allows();
    if greeted.rate.strikes > STRIKES {
        return Err(Some(close_code::TOO_FAST));
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

fn speaks_another_version(text: &str) -> bool {
    #[derive(Deserialize)]
    struct Hello {
        r#type: String,
        protocol: u32,
    }
    let hello = serde_json::from_str::<Hello>(text);
    hello.is_ok_and(|hello| hello.r#type == "hello" && hello.protocol != PROTOCOL_VERSION)
}

/// A message, or what was wrong with it.
fn understand(text: &str) -> Result<ClientMessage, (MessageError, Option<CommandId>)> {
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
) -> Result<(), Option<u16>> {
    say(socket, &ServerMessage::Error { code, id }).await
}

async fn say(socket: &mut WebSocket, message: &ServerMessage) -> Result<(), Option<u16>> {
    let Ok(text) = serde_json::to_string(message) else { return Ok(()) };
    match timeout(WRITE, socket.send(Message::Text(text.into()))).await {
        Ok(Ok(())) => Ok(()),
        _ => Err(None),
    }
}

/// A frame over the limit closes its connection with 1009; anything else means the other side is gone.
fn close_code_of(error: &axum::Error) -> Option<u16> {
    let text = error.to_string();
    text.contains("too long").then_some(close_code::TOO_BIG)
}

/// Says goodbye, or lets the answer to the other side's goodbye go out, and reads until both are done.
async fn close(mut socket: WebSocket, code: Option<u16>) {
    let goodbye = async {
        if let Some(code) = code {
            let frame = CloseFrame { code, reason: "".into() };
            if socket.send(Message::Close(Some(frame))).await.is_err() {
                return;
            }
        }
        while let Some(Ok(_)) = socket.recv().await {}
    };
    let _ = timeout(CLOSING, goodbye).await;
}

/// Messages allowed: a burst, refilled by the second.
struct Rate {
    left: f64,
    at: Instant,
    strikes: u32,
}

impl Rate {
    fn new() -> Self {
        Self { left: f64::from(limits::BURST_MESSAGES), at: Instant::now(), strikes: 0 }
    }

    fn allows(&mut self) -> bool {
        let now = Instant::now();
        let earned = (now - self.at).as_secs_f64() * f64::from(limits::MESSAGES_PER_SECOND);
        self.left = (self.left + earned).min(f64::from(limits::BURST_MESSAGES));
        self.at = now;
        if self.left >= 1.0 {
            self.left -= 1.0;
            self.strikes = self.strikes.saturating_sub(1);
            return true;
        }
        self.strikes += 1;
        false
    }
}
