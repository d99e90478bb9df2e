//! The plain room that Kring is measured against: axum, a task for each member, a channel for each room.
//! It keeps nothing, unless `--sqlite DIR` says that each text is on disk before it is sent.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::extract::State;
use axum::extract::ws::{Message, Utf8Bytes, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use axum::routing::get;
use axum::serve::ListenerExt;
use clap::Parser;
use kring_load::room::{Entry, SIGN, listen};
use tokio::net::TcpListener;
use tokio::sync::broadcast;

const READ_BUFFER_BYTES: usize = 4 * 1024;
const MESSAGE_BYTES: usize = 64 * 1024;
/// Texts a member may be behind before it is dropped.
const WAITING: usize = 256;

#[derive(Debug, Parser)]
#[command(about = "The plain room that Kring is measured against.")]
struct Args {
    /// A directory for one SQLite file: every text is appended to it and synced before it is sent.
    #[arg(long)]
    sqlite: Option<PathBuf>,
}

type Room = broadcast::Sender<Utf8Bytes>;

#[derive(Clone)]
struct Rooms {
    rooms: Arc<Mutex<HashMap<String, Room>>>,
    keep: Option<std::sync::mpsc::Sender<(Room, Utf8Bytes)>>,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let keep = Args::parse().sqlite.map(|directory| kept::start(&directory)).transpose()?;
    let rooms = Rooms { rooms: Arc::default(), keep };
    let router = Router::new().route("/api/ws", get(upgrade)).with_state(rooms);
    let listener = TcpListener::from_std(listen("plain room")?)?;
    // Small frames leave at once.
    let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
    axum::serve(listener, router).await?;
    Ok(())
}

async fn upgrade(State(rooms): State<Rooms>, upgrade: WebSocketUpgrade) -> Response {
    upgrade
        .read_buffer_size(READ_BUFFER_BYTES)
        .write_buffer_size(0)
        .max_message_size(MESSAGE_BYTES)
        .max_frame_size(MESSAGE_BYTES)
        .on_upgrade(move |socket| async move {
            member(rooms, socket).await;
        })
}

/// Serves one member; `None` once it is gone.
async fn member(rooms: Rooms, mut socket: WebSocket) -> Option<()> {
    let Ok(Message::Text(first)) = socket.recv().await? else { return None };
    let entry = Entry::parse(first.as_bytes())?;
    let room = {
        let mut rooms = rooms.rooms.lock().unwrap_or_else(PoisonError::into_inner);
        rooms.entry(entry.name).or_insert_with(|| broadcast::channel(WAITING).0).clone()
    };
    let mut texts = room.subscribe();
    let pushed = Utf8Bytes::from("x".repeat(if entry.frames > 0 { entry.bytes } else { 0 }));
    for _ in 0..entry.frames {
        socket.send(Message::Text(pushed.clone())).await.ok()?;
    }
    drop(pushed);
    socket.send(Message::Text(std::str::from_utf8(SIGN).ok()?.into())).await.ok()?;
    loop {
        tokio::select! {
            text = texts.recv() => socket.send(Message::Text(text.ok()?)).await.ok()?,
            received = socket.recv() => match received {
                Some(Ok(Message::Text(text))) => match &rooms.keep {
                    Some(keep) => keep.send((room.clone(), text)).ok()?,
                    None => drop(room.send(text)),
                },
                Some(Ok(_)) => {}
                _ => return None,
            }
        }
    }
}

#[cfg(feature = "sqlite")]
mod kept {
    //! One thread appends each text, waits for the disk, and then sends it.

    use std::path::Path;
    use std::sync::mpsc::{Sender, channel};

    use axum::extract::ws::Utf8Bytes;

    use super::Room;

    pub(super) fn start(directory: &Path) -> anyhow::Result<Sender<(Room, Utf8Bytes)>> {
        let connection = rusqlite::Connection::open(directory.join("room.db"))?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.execute_batch(
            "CREATE TABLE IF NOT EXISTS texts (id INTEGER PRIMARY KEY, text TEXT NOT NULL)",
        )?;
        let (keep, texts) = channel::<(Room, Utf8Bytes)>();
        std::thread::spawn(move || {
            for (room, text) in texts {
                let append = connection.prepare_cached("INSERT INTO texts (text) VALUES (?1)");
                match append.and_then(|mut append| append.execute([text.as_str()])) {
                    Ok(_) => drop(room.send(text)),
                    Err(error) => eprintln!("a text was not kept: {error}"),
                }
            }
        });
        Ok(keep)
    }
}

#[cfg(not(feature = "sqlite"))]
mod kept {
    //! Built without SQLite.

    use std::path::Path;
    use std::sync::mpsc::Sender;

    use axum::extract::ws::Utf8Bytes;

    use super::Room;

    pub(super) fn start(_: &Path) -> anyhow::Result<Sender<(Room, Utf8Bytes)>> {
        anyhow::bail!("built without the feature `sqlite`")
    }
}
