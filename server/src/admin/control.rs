//! The admin socket of a running server, in the data directory, which only that directory's owner can
//! open. One line is a request, one line its answer.

use std::io::{self, BufRead as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use kring_protocol::{GroupId, SessionId};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{UnixListener, UnixStream};
use tokio::time::timeout;
use uuid::Uuid;

use crate::room::{RoomError, Rooms};
use crate::timekeeper::SharedTimekeeper;

/// Its name in the data directory.
pub(super) const SOCKET: &str = "kring.sock";
/// Bytes of a line.
const LINE_BYTES: u64 = 256;
/// How long either side waits for the other.
const TIMEOUT: Duration = Duration::from_secs(30);

pub(super) const ERASED: &str = "erased";
pub(super) const UNKNOWN: &str = "unknown";
pub(super) const TRUSTED: &str = "trusted";
const NOT_UNDERSTOOD: &str = "not understood";

/// Listens in a data directory. Goes away with the socket's file.
pub struct Control {
    listener: UnixListener,
    path: PathBuf,
}

impl Control {
    /// Removes the socket that an earlier process left in the directory, and listens there.
    ///
    /// # Errors
    /// When there can be no socket: on some file systems, or where the path is too long.
    pub fn listen(data: &Path) -> io::Result<Self> {
        let path = data.join(SOCKET);
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        Ok(Self { listener: UnixListener::bind(&path)?, path })
    }

    /// Serves until it is dropped.
    pub async fn serve(self, rooms: Rooms, time: Arc<SharedTimekeeper>) {
        loop {
            if let Ok((stream, _)) = self.listener.accept().await {
                // One at a time: this is one person at a keyboard.
                let _ = timeout(TIMEOUT, answer(stream, &rooms, &time)).await;
            }
        }
    }
}

impl Drop for Control {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}

async fn answer(stream: UnixStream, rooms: &Rooms, time: &SharedTimekeeper) -> io::Result<()> {
    let (reading, mut writing) = stream.into_split();
    let mut line = String::new();
    BufReader::new(reading.take(LINE_BYTES)).read_line(&mut line).await?;
    let answer = match line.trim().split_once(' ') {
        Some(("erase", id)) => match id.parse() {
            Ok(id) => erase(rooms, id).await,
            Err(_) => NOT_UNDERSTOOD,
        },
        Some(("clock", "trust")) => {
            time.lock().trust();
            TRUSTED
        }
        _ => NOT_UNDERSTOOD,
    };
    writing.write_all(format!("{answer}\n").as_bytes()).await
}

/// A meeting or a group.
async fn erase(rooms: &Rooms, id: Uuid) -> &'static str {
    let unknown = |error: &RoomError| matches!(error, RoomError::NotFound | RoomError::Rejected(_));
    let mut erased = rooms.erase(SessionId(id), false).await;
    if erased.as_ref().is_err_and(unknown) {
        erased = rooms.erase_group(GroupId(id), false).await;
    }
    match erased {
        Ok(()) => ERASED,
        Err(RoomError::NotFound | RoomError::Rejected(_)) => UNKNOWN,
        Err(_) => "the disk refuses; Kring tries again by itself, and its log says what is wrong",
    }
}

/// Asks a running server one thing and returns its answer. Blocks.
pub(super) fn request(
    mut server: &std::os::unix::net::UnixStream,
    line: &str,
) -> io::Result<String> {
    server.set_read_timeout(Some(TIMEOUT))?;
    server.write_all(format!("{line}\n").as_bytes())?;
    let mut answer = String::new();
    io::BufReader::new(io::Read::take(server, LINE_BYTES)).read_line(&mut answer)?;
    Ok(answer.trim().to_owned())
}
