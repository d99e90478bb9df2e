//! The plainest room there is, to compare Kring with: what a member says goes to every member, and
//! nothing is kept. The first message names the room and is sent back once the sender is in it.
//!
//! Its sockets are set up as Kring's are, so that the difference is what Kring does for a meeting.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::extract::State;
use axum::extract::ws::{Message, Utf8Bytes, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use axum::routing::get;
use axum::serve::ListenerExt;
use tokio::net::{TcpListener, TcpSocket};
use tokio::sync::broadcast;

/// As Kring's (`server/src/web/socket.rs`).
const READ_BUFFER_BYTES: usize = 2 * 1024;
const MESSAGE_BYTES: usize = 64 * 1024;
/// Texts a member may be behind before it is dropped.
const WAITING: usize = 256;
const BACKLOG: u32 = 4096;

type Rooms = Arc<Mutex<HashMap<String, broadcast::Sender<Utf8Bytes>>>>;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let listener = listen()?;
    eprintln!("The plain room is listening on http://{}", listener.local_addr()?);
    let router = Router::new().route("/ws", get(upgrade)).with_state(Rooms::default());
    // As in Kring: small frames leave at once.
    let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
    axum::serve(listener, router).await?;
    Ok(())
}

fn listen() -> anyhow::Result<TcpListener> {
    let socket = TcpSocket::new_v4()?;
    socket.bind(([127, 0, 0, 1], 0).into())?;
    Ok(socket.listen(BACKLOG)?)
}

async fn upgrade(State(rooms): State<Rooms>, upgrade: WebSocketUpgrade) -> Response {
    upgrade
        .read_buffer_size(READ_BUFFER_BYTES)
        .write_buffer_size(0)
        .max_message_size(MESSAGE_BYTES)
        .max_frame_size(MESSAGE_BYTES)
        .on_upgrade(move |socket| member(rooms, socket))
}

async fn member(rooms: Rooms, mut socket: WebSocket) {
    let Some(Ok(Message::Text(name))) = socket.recv().await else { return };
    let room = {
        let mut rooms = rooms.lock().unwrap_or_else(PoisonError::into_inner);
        rooms.entry(name.to_string()).or_insert_with(|| broadcast::channel(WAITING).0).clone()
    };
    let mut texts = room.subscribe();
    if socket.send(Message::Text(name)).await.is_err() {
        return;
    }
    loop {
        tokio::select! {
            text = texts.recv() => {
                let Ok(text) = text else { return };
                if socket.send(Message::Text(text)).await.is_err() {
                    return;
                }
            }
            received = socket.recv() => match received {
                Some(Ok(Message::Text(text))) => drop(room.send(text)),
                Some(Ok(_)) => {}
                _ => return,
            }
        }
    }
}
