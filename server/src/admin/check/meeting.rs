//! A meeting that is made to see whether a proxy leaves a quiet connection open, and erased again.

use std::time::Duration;

use anyhow::{Context, bail, ensure};
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use hyper_util::rt::TokioIo;
use kring_protocol::rest::{CreateMeeting, MeetingCreated};
use kring_protocol::text::Lang;
use kring_protocol::{
    ClientMessage, Command, CommandId, PROTOCOL_VERSION, ServerMessage, close_code,
};
use serde::de::DeserializeOwned;
use tokio::time::{Instant, timeout};
use tokio_tungstenite::tungstenite::Message;
use uuid::Uuid;

use super::{Address, Socket, next, say, within};
use crate::methods::Library;

/// Bytes of an answer, at most.
const ANSWER_BYTES: usize = 64 * 1024;

/// Creates a meeting, leaves its connection quiet for so long, and erases the meeting.
pub(super) async fn stays_open(address: &Address, quiet: Duration) -> anyhow::Result<()> {
    let created = create(address).await?;
    let held = hold(address, &created, quiet).await;
    let erased = erase(address, &created).await;
    held?;
    erased.context("the meeting that was made to try it is not erased; it is in a day")
}

async fn create(address: &Address) -> anyhow::Result<MeetingCreated> {
    let methods = Library::built_in().ok().context("no method is built in")?;
    let method = methods.iter().next().context("no method is built in")?;
    let wanted = CreateMeeting {
        method: method.id.clone(),
        name: "kring check".to_owned(),
        title: "kring check".to_owned(),
        scheduled_at_ms: None,
        call_link: String::new(),
        lang: Lang::default(),
        keep_days: Some(1),
        time_zone: None,
        device: String::new(),
    };
    let request = Request::post("/api/sessions")
        .header(header::HOST, &address.authority)
        .header(header::ORIGIN, address.origin())
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(serde_json::to_vec(&wanted)?))?;
    let stream = TokioIo::new(address.connect().await?);
    let asked = async {
        let (mut sender, connection) = hyper::client::conn::http1::handshake(stream).await?;
        // With the sender the connection ends too.
        let asking = async move {
            let answer = sender.send_request(request).await?;
            let status = answer.status();
            let body = to_bytes(Body::new(answer.into_body()), ANSWER_BYTES).await?;
            Ok::<_, anyhow::Error>((status, body))
        };
        let (answered, _) = tokio::join!(asking, connection);
        answered
    };
    let (status, body) = within("creating a meeting", asked).await??;
    ensure!(
        status == StatusCode::CREATED,
        "a WebSocket opens, but no meeting can be made there: {status}"
    );
    Ok(serde_json::from_slice(&body)?)
}

/// Leaves the connection quiet, and then asks whether it is still one.
async fn hold(address: &Address, created: &MeetingCreated, quiet: Duration) -> anyhow::Result<()> {
    let mut socket = greet(address, created).await?;
    let since = Instant::now();
    // Whatever comes meanwhile is the server's; only the end of the connection counts.
    let ended = timeout(quiet, async { while let Some(Ok(_)) = next(&mut socket).await {} });
    let broken = || {
        format!(
            "after {} seconds without a word something in between cut the connection: \
             a proxy must leave it open for two minutes",
            since.elapsed().as_secs()
        )
    };
    if ended.await.is_ok() {
        bail!(broken());
    }
    let asked = say(&mut socket, &ClientMessage::Ping { sent_ms: 0 }).await;
    asked.with_context(broken)?;
    let answered = within(
        "an answer",
        hears(&mut socket, |said| match said {
            ServerMessage::Pong { .. } => Some(()),
            _ => None,
        }),
    );
    answered.await.and_then(|heard| heard).with_context(broken)
}

async fn erase(address: &Address, created: &MeetingCreated) -> anyhow::Result<()> {
    let mut socket = greet(address, created).await?;
    let (session, id) = (created.session, CommandId(Uuid::new_v4()));
    say(&mut socket, &ClientMessage::Command { session, id, command: Command::Erase }).await?;
    within("erasing", async {
        loop {
            match next(&mut socket).await {
                Some(Ok(Message::Close(Some(frame)))) => {
                    ensure!(u16::from(frame.code) == close_code::ERASED, "it was not erased");
                    return Ok(());
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => bail!("the connection ended before it was erased"),
            }
        }
    })
    .await?
}

/// Opens a WebSocket and says hello.
async fn greet(address: &Address, created: &MeetingCreated) -> anyhow::Result<Socket> {
    let (mut socket, _) = within("opening a WebSocket", address.open()).await??;
    let token = created.token.clone();
    let hello = ClientMessage::Hello { protocol: PROTOCOL_VERSION, token, resume: None };
    say(&mut socket, &hello).await?;
    let welcome = hears(&mut socket, |said| match said {
        ServerMessage::Welcome { .. } => Some(()),
        _ => None,
    });
    within("a welcome", welcome).await??;
    Ok(socket)
}

/// What the first message says that is looked for.
async fn hears<T>(
    socket: &mut Socket,
    looked_for: impl Fn(ServerMessage) -> Option<T>,
) -> anyhow::Result<T> {
    loop {
        match next(socket).await.context("the connection ended")?? {
            Message::Text(text) => {
                if let Some(found) = read(&text).and_then(&looked_for) {
                    return Ok(found);
                }
            }
            Message::Close(_) => bail!("the connection was closed"),
            _ => {}
        }
    }
}

fn read<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_str(text).ok()
}
