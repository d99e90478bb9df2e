//! The bytes of one WebSocket: messages that are read, and the frames of an [`Outbound`] written.
//!
//! Over TCP the room writes to the socket itself, and this side only what the socket did not take at once.
//! Over TLS this side writes everything. Whatever tungstenite writes, such as the answer to a ping, goes
//! through the same queue, so that frames never mix.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_util::StreamExt;
use hyper::upgrade::{Parts, Upgraded};
use hyper_util::rt::TokioIo;
use kring_protocol::{ServerMessage, close_code, limits};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt, ReadBuf, ReadHalf, WriteHalf, split};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::time::{Instant, timeout, timeout_at};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::error::{Error, ProtocolError};
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Role, WebSocketConfig};

use crate::paced::Paced;
use crate::room::{End, Frame, Next, Outbound};

/// How long the other side may take no byte before it counts as gone.
const WRITE_TIMEOUT: Duration = Duration::from_secs(20);
/// How long the closing handshake may take.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(5);
/// A quiet connection costs its buffers, so they start small and grow for a client that sends more.
const READ_BUFFER_BYTES: usize = 512;
/// Written through at once: frames wait in the outbound queue, not here.
const WRITE_BUFFER_BYTES: usize = 0;

/// How a connection ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Disconnect {
    /// The server closes it, with this code.
    Close(u16),
    /// The client closed it or is gone. It may still read the answer to its close frame.
    Peer,
    /// At once: the client gets no further byte.
    Abort,
}

/// One WebSocket.
pub(super) struct Socket {
    messages: WebSocketStream<Messages>,
    outbound: Outbound,
    writer: Writer,
    /// When the other side stopped taking bytes, and how many it had taken.
    stuck: Option<(Instant, u64)>,
}

enum Writer {
    Tcp(Arc<OwnedWriteHalf>),
    Tls {
        writer: WriteHalf<TokioIo<Upgraded>>,
        /// Whether it may hold bytes that are not written yet.
        holds_bytes: bool,
    },
}

/// What tungstenite reads from and writes to.
struct Messages {
    reader: Reader,
    outbound: Outbound,
}

enum Reader {
    Tcp(Paced<OwnedReadHalf>),
    Tls(ReadHalf<TokioIo<Upgraded>>),
}

impl Socket {
    /// A connection that has become a WebSocket.
    pub(super) async fn over(upgraded: Upgraded) -> Box<Self> {
        let (reader, writer, early) = match upgraded.downcast::<TokioIo<Paced<TcpStream>>>() {
            Ok(Parts { io, read_buf, .. }) => {
                let (reader, writer) = io.into_inner().into_split();
                (Reader::Tcp(reader), Writer::Tcp(Arc::new(writer)), read_buf)
            }
            Err(upgraded) => {
                let (reader, writer) = split(TokioIo::new(upgraded));
                let holds_bytes = false;
                (Reader::Tls(reader), Writer::Tls { writer, holds_bytes }, Bytes::new())
            }
        };
        let outbound = Outbound::new(match &writer {
            Writer::Tcp(writer) => Some(writer.clone()),
            Writer::Tls { .. } => None,
        });
        let config = WebSocketConfig::default()
            .read_buffer_size(READ_BUFFER_BYTES)
            .write_buffer_size(WRITE_BUFFER_BYTES)
            .max_message_size(Some(limits::MESSAGE_BYTES))
            .max_frame_size(Some(limits::MESSAGE_BYTES));
        let bytes = Messages { reader, outbound: outbound.clone() };
        let (early, role) = (early.to_vec(), Role::Server);
        let messages = WebSocketStream::from_partially_read(bytes, early, role, Some(config)).await;
        Box::new(Self { messages, outbound, writer, stuck: None })
    }

    /// Where frames for this connection are queued.
    pub(super) fn outbound(&self) -> &Outbound {
        &self.outbound
    }

    /// Queues an answer of the connection's own.
    pub(super) fn send(&self, message: &ServerMessage) {
        if let Some(frame) = Frame::of(message) {
            self.outbound.push(frame);
        }
    }

    /// The next message; what is queued is written meanwhile. Dropping the future loses nothing.
    ///
    /// # Errors
    /// How the connection ends.
    pub(super) async fn next(&mut self) -> Result<Message, Disconnect> {
        loop {
            // Of a write that was dropped.
            if self.stuck.is_some() || self.writer.holds_bytes() {
                self.write().await?;
            }
            tokio::select! {
                biased;
                () = self.outbound.woken() => self.write().await?,
                received = self.messages.next() => return match received {
                    None | Some(Ok(Message::Close(_))) => Err(Disconnect::Peer),
                    Some(Ok(message)) => Ok(message),
                    Some(Err(error)) => Err(disconnect_of(&error)),
                },
            }
        }
    }

    /// Writes until nothing waits.
    async fn write(&mut self) -> Result<(), Disconnect> {
        loop {
            match self.outbound.next() {
                Next::Wait => {
                    self.stuck = None;
                    return self.writer.flush().await;
                }
                Next::End(End::Close(code)) => {
                    self.stuck = None;
                    self.writer.flush().await?;
                    return Err(Disconnect::Close(code));
                }
                // What TLS took and did not write yet stays unwritten: see `finish`.
                Next::End(End::Cut(code)) => return Err(Disconnect::Close(code)),
                Next::End(End::Abort) => return Err(Disconnect::Abort),
                Next::Write(bytes) => {
                    let written = self.writer.write(&bytes, &self.outbound).await?;
                    self.outbound.wrote(written);
                }
                Next::WaitForRoom(taken) => self.wait_for_room(taken).await?,
            }
        }
    }

    async fn wait_for_room(&mut self, taken: u64) -> Result<(), Disconnect> {
        let since = match self.stuck {
            Some((since, before)) if before == taken => since,
            _ => Instant::now(),
        };
        self.stuck = Some((since, taken));
        let Writer::Tcp(writer) = &self.writer else { return Ok(()) };
        tokio::select! {
            room = timeout_at(since + WRITE_TIMEOUT, writer.writable()) => match room {
                Ok(Ok(())) => Ok(()),
                _ => Err(Disconnect::Peer),
            },
            // It may be over.
            () = self.outbound.woken() => Ok(()),
        }
    }

    /// Takes no more of the room's frames. Says how the connection ends after all: nothing can follow half a
    /// frame.
    pub(super) fn finish(&self, ended: Disconnect) -> Disconnect {
        let whole = self.outbound.finish() && !self.writer.holds_bytes();
        if whole { ended } else { Disconnect::Abort }
    }

    /// Sends the close frame, says so, and gives the client time to answer it.
    pub(super) async fn close(mut self: Box<Self>, ended: Disconnect, sent: impl FnOnce()) {
        match ended {
            Disconnect::Abort => return,
            Disconnect::Peer => {}
            Disconnect::Close(code) => {
                let frame = CloseFrame { code: code.into(), reason: "".into() };
                let closing = async {
                    // Queued, and written in any case.
                    let _ = self.messages.close(Some(frame)).await;
                    match self.write().await {
                        Ok(()) | Err(Disconnect::Close(_)) => self.writer.flush().await.is_ok(),
                        Err(_) => false,
                    }
                };
                if !timeout(CLOSE_TIMEOUT, closing).await.unwrap_or(false) {
                    return;
                }
            }
        }
        sent();
        // Read on until the client has answered the close frame, or its answer would be lost.
        let answered = async { while let Some(Ok(_)) = self.messages.next().await {} };
        let _ = timeout(CLOSE_TIMEOUT, answered).await;
    }
}

impl Writer {
    /// Whether bytes were taken that may not have left.
    fn holds_bytes(&self) -> bool {
        matches!(self, Self::Tls { holds_bytes: true, .. })
    }

    /// Writes some bytes; none to somebody who is cut off meanwhile.
    async fn write(&mut self, bytes: &[u8], outbound: &Outbound) -> Result<usize, Disconnect> {
        let Self::Tls { writer, holds_bytes } = self else { return Ok(0) };
        *holds_bytes = true;
        tokio::select! {
            written = timeout(WRITE_TIMEOUT, writer.write(bytes)) => match written {
                Ok(Ok(written)) if written > 0 => Ok(written),
                _ => Err(Disconnect::Peer),
            },
            () = outbound.woken() => Ok(0),
        }
    }

    async fn flush(&mut self) -> Result<(), Disconnect> {
        if let Self::Tls { writer, holds_bytes } = self {
            match timeout(WRITE_TIMEOUT, writer.flush()).await {
                Ok(Ok(())) => *holds_bytes = false,
                _ => return Err(Disconnect::Peer),
            }
        }
        Ok(())
    }
}

impl AsyncRead for Messages {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match &mut self.get_mut().reader {
            Reader::Tcp(reader) => Pin::new(reader).poll_read(context, into),
            Reader::Tls(reader) => Pin::new(reader).poll_read(context, into),
        }
    }
}

/// Takes every write whole: tungstenite writes whole frames.
impl AsyncWrite for Messages {
    fn poll_write(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.outbound.push(Frame::raw(Bytes::copy_from_slice(bytes)));
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

/// What the other side did wrong, as RFC 6455, 7.4.1 names it; nothing if it is simply gone.
fn disconnect_of(error: &Error) -> Disconnect {
    match error {
        Error::Capacity(_) => Disconnect::Close(close_code::TOO_BIG),
        Error::Utf8(_) => Disconnect::Close(close_code::NOT_UTF8),
        Error::Protocol(
            ProtocolError::ResetWithoutClosingHandshake | ProtocolError::ReceivedAfterClosing,
        ) => Disconnect::Peer,
        Error::Protocol(_) => Disconnect::Close(close_code::WRONG_FRAME),
        _ => Disconnect::Peer,
    }
}
