//! The way out to one connection: a bounded queue and the reason for which it ends.

use std::sync::Arc;
use std::sync::atomic::{AtomicU16, AtomicUsize, Ordering};

use axum::extract::ws::Utf8Bytes;
use kring_protocol::close_code;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// Frames waiting for one connection. A reader this far behind resumes cheaper than it catches up.
const FRAMES: usize = 256;
/// Bytes waiting for one connection, beyond a first frame of any size.
const BYTES: usize = 1024 * 1024;

/// What a connection sends.
pub type Outgoing = Utf8Bytes;

/// The room's end.
pub struct Sink {
    /// Names the connection.
    pub connection: Uuid,
    frames: mpsc::Sender<Outgoing>,
    shared: Arc<Shared>,
}

/// The socket's end.
pub struct Queue {
    frames: mpsc::Receiver<Outgoing>,
    shared: Arc<Shared>,
}

struct Shared {
    bytes: AtomicUsize,
    close_code: AtomicU16,
    /// What is waiting is not for this reader any more.
    cut: CancellationToken,
}

/// A connection did not read fast enough.
#[derive(Debug, PartialEq, Eq)]
pub struct Lagging;

/// Makes both ends.
#[must_use]
pub fn sink(connection: Uuid) -> (Sink, Queue) {
    let (sender, receiver) = mpsc::channel(FRAMES);
    // If the room ends without a word, it failed.
    let close_code = AtomicU16::new(close_code::SESSION_FAILED);
    let shared =
        Arc::new(Shared { bytes: AtomicUsize::new(0), close_code, cut: CancellationToken::new() });
    let sink = Sink { connection, frames: sender, shared: shared.clone() };
    (sink, Queue { frames: receiver, shared })
}

impl Sink {
    /// Queues a frame.
    ///
    /// # Errors
    /// When the queue is full. Whether the connection is still there is not told: it detaches itself.
    pub fn send(&self, frame: Outgoing) -> Result<(), Lagging> {
        let waiting = self.shared.bytes.load(Ordering::Relaxed);
        if waiting > 0 && waiting + frame.len() > BYTES {
            return Err(Lagging);
        }
        self.shared.bytes.fetch_add(frame.len(), Ordering::Relaxed);
        match self.frames.try_send(frame) {
            Ok(()) | Err(mpsc::error::TrySendError::Closed(_)) => Ok(()),
            Err(mpsc::error::TrySendError::Full(_)) => Err(Lagging),
        }
    }

    /// Ends the connection, after what is queued, for a reason.
    pub fn close(self, code: u16) {
        self.shared.close_code.store(code, Ordering::Release);
    }

    /// Ends the connection for a reason, and what is queued is not sent.
    pub fn cut(self, code: u16) {
        self.shared.close_code.store(code, Ordering::Release);
        self.shared.cut.cancel();
    }
}

impl Queue {
    /// The next frame; none once the room has let go.
    pub async fn next(&mut self) -> Option<Outgoing> {
        let frame = self.frames.recv().await;
        self.taken(frame.as_ref());
        frame.filter(|_| !self.is_cut())
    }

    /// A frame that is waiting already.
    pub fn ready(&mut self) -> Option<Outgoing> {
        let frame = self.frames.try_recv().ok();
        self.taken(frame.as_ref());
        frame.filter(|_| !self.is_cut())
    }

    /// Cancelled once nothing more may be sent but the close.
    #[must_use]
    pub fn cut(&self) -> &CancellationToken {
        &self.shared.cut
    }

    /// Whether nothing more may be sent but the close.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        self.shared.cut.is_cancelled()
    }

    /// Why it ended.
    #[must_use]
    pub fn close_code(&self) -> u16 {
        self.shared.close_code.load(Ordering::Acquire)
    }

    fn taken(&self, frame: Option<&Outgoing>) {
        if let Some(frame) = frame {
            self.shared.bytes.fetch_sub(frame.len(), Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_that_never_reads_is_lagging_within_the_bound() {
        let (sink, _queue) = sink(Uuid::nil());
        let sent = (0..FRAMES * 2).take_while(|_| sink.send("x".into()).is_ok()).count();
        assert_eq!(sent, FRAMES);
    }

    #[test]
    fn large_frames_are_bounded_by_their_bytes() {
        let (sink, _queue) = sink(Uuid::nil());
        let frame: Outgoing = "x".repeat(BYTES / 4).into();
        let sent = (0..FRAMES).take_while(|_| sink.send(frame.clone()).is_ok()).count();
        assert_eq!(sent, 4);
    }

    #[tokio::test]
    async fn what_was_queued_is_sent_before_the_close() {
        let (sink, mut queue) = sink(Uuid::nil());
        assert_eq!(sink.send("last words".into()), Ok(()));
        sink.close(close_code::RESTART);
        assert_eq!(queue.next().await.as_deref(), Some("last words"));
        assert_eq!(queue.next().await, None);
        assert_eq!(queue.close_code(), close_code::RESTART);
    }

    #[tokio::test]
    async fn what_was_queued_is_not_sent_to_whoever_is_cut_off() {
        let (sink, mut queue) = sink(Uuid::nil());
        for _ in 0..3 {
            assert_eq!(sink.send("not for you".into()), Ok(()));
        }
        assert_eq!(queue.next().await.as_deref(), Some("not for you"));
        sink.cut(close_code::REMOVED);
        assert_eq!(queue.ready(), None);
        assert_eq!(queue.next().await, None);
        assert!(queue.cut().is_cancelled());
        assert_eq!(queue.close_code(), close_code::REMOVED);
    }
}
