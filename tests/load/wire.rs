//! One connection: says its first words, then notes what arrives and when.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use kring_tests::client::handshake;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{WebSocketStream, client_async_with_config};

/// What every text that counts begins with.
const MARK: &str = "kring-load ";
/// How long a connection may take to be ready.
const PATIENCE: Duration = Duration::from_secs(20);
/// Small, so that thousands of connections fit.
const BUFFER_BYTES: usize = 4 * 1024;

type Socket = WebSocketStream<TcpStream>;

/// Names one text: the run, the meeting, and its number there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Marker {
    pub(crate) run: u32,
    pub(crate) meeting: u32,
    pub(crate) number: u32,
}

impl Marker {
    /// A text of about so many characters that carries the marker.
    pub(crate) fn text(self, length: usize) -> String {
        let Self { run, meeting, number } = self;
        let text = format!("{MARK}{run} {meeting} {number} ");
        let rest = length.saturating_sub(text.len());
        text + &"zou je dat eens kunnen vragen aan wie het aangaat ".repeat(rest / 50 + 1)[..rest]
    }

    fn all_in(frame: &str) -> impl Iterator<Item = Self> {
        frame.split(MARK).skip(1).filter_map(|rest| {
            let mut numbers = rest.splitn(4, ' ').flat_map(str::parse);
            Some(Self { run: numbers.next()?, meeting: numbers.next()?, number: numbers.next()? })
        })
    }
}

/// A text that arrived.
#[derive(Clone, Copy)]
pub(crate) struct Arrival {
    pub(crate) marker: Marker,
    pub(crate) at: Instant,
}

/// What all connections heard together.
#[derive(Default)]
pub(crate) struct Heard {
    pub(crate) delivered: AtomicU64,
    pub(crate) bytes: AtomicU64,
    /// Answers that say no.
    pub(crate) refused: AtomicU64,
    pub(crate) closed: AtomicU64,
}

/// The way to say something, and what was heard.
pub(crate) struct Connection {
    sink: SplitSink<Socket, Message>,
    arrivals: Arc<Mutex<Vec<Arrival>>>,
}

impl Connection {
    /// Connects, says `first` and waits for a text that is the sign to go on.
    pub(crate) async fn open(
        address: SocketAddr,
        path: &str,
        first: String,
        sign: impl Fn(&str) -> bool,
        heard: &Arc<Heard>,
    ) -> anyhow::Result<Self> {
        let opening = async {
            let stream = TcpStream::connect(address).await?;
            stream.set_nodelay(true)?;
            let config =
                WebSocketConfig::default().read_buffer_size(BUFFER_BYTES).write_buffer_size(0);
            let request = handshake(&format!("ws://{address}{path}"));
            let (mut socket, _) = client_async_with_config(request, stream, Some(config)).await?;
            socket.send(Message::text(first)).await?;
            loop {
                match socket.next().await {
                    Some(Ok(Message::Text(text))) if sign(&text) => return Ok(socket),
                    Some(Ok(Message::Close(frame))) => bail!("closed at once: {frame:?}"),
                    Some(Ok(_)) => {}
                    Some(Err(error)) => return Err(error.into()),
                    None => bail!("closed at once"),
                }
            }
        };
        let opened = tokio::time::timeout(PATIENCE, opening).await;
        let (sink, stream) = opened.context("a connection was not ready in time")??.split();
        let arrivals = Arc::default();
        tokio::spawn(listen(stream, Arc::clone(&arrivals), Arc::clone(heard)));
        Ok(Self { sink, arrivals })
    }

    pub(crate) async fn say(&mut self, text: String) -> anyhow::Result<()> {
        Ok(self.sink.send(Message::text(text)).await?)
    }

    /// Everything that arrived since this was asked last.
    pub(crate) fn take_arrivals(&self) -> Vec<Arrival> {
        std::mem::take(&mut *self.arrivals.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

async fn listen(
    mut stream: SplitStream<Socket>,
    arrivals: Arc<Mutex<Vec<Arrival>>>,
    heard: Arc<Heard>,
) {
    while let Some(Ok(message)) = stream.next().await {
        let Message::Text(text) = message else { continue };
        let at = Instant::now();
        let mut found = 0;
        for marker in Marker::all_in(&text) {
            let mut arrivals = arrivals.lock().unwrap_or_else(PoisonError::into_inner);
            arrivals.push(Arrival { marker, at });
            found += 1;
        }
        if found > 0 {
            heard.bytes.fetch_add(text.len() as u64, Ordering::Relaxed);
            heard.delivered.fetch_add(found, Ordering::Relaxed);
        } else if [r#"{"type":"refused""#, r#"{"type":"failed""#, r#"{"type":"error""#]
            .iter()
            .any(|no| text.starts_with(no))
        {
            heard.refused.fetch_add(1, Ordering::Relaxed);
        }
    }
    heard.closed.fetch_add(1, Ordering::Relaxed);
}
