//! The bounded outbound queue of one connection, and the close code with which it ends.
//!
//! The slow-consumer policy: a connection whose queue is full is dropped alone and resumes later.

use std::sync::Arc;
use std::sync::atomic::{AtomicU16, AtomicUsize, Ordering};

use kring_protocol::close_code;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::frame::Frame;

/// Frames waiting for one connection. A reader this far behind resumes cheaper than it catches up.
const MAX_FRAMES: usize = 256;
/// Bytes waiting for one connection, beyond a first frame of any size.
const MAX_BYTES: usize = 1024 * 1024;

/// The sending end, held by the room.
pub struct OutboundSender {
    /// The id of the connection.
    pub connection: Uuid,
    frames: mpsc::Sender<Frame>,
    state: Arc<OutboundState>,
}

/// The receiving end, held by the socket.
pub struct OutboundReceiver {
    frames: mpsc::Receiver<Frame>,
    state: Arc<OutboundState>,
}

struct OutboundState {
    bytes: AtomicUsize,
    close_code: AtomicU16,
    /// Cancelled when queued frames must be discarded: removal or erasure.
    aborted: CancellationToken,
}

/// A connection did not read fast enough.
#[derive(Debug, PartialEq, Eq)]
pub struct Lagging;

/// Both ends of a new queue.
#[must_use]
pub fn outbound(connection: Uuid) -> (OutboundSender, OutboundReceiver) {
    let (sender, receiver) = mpsc::channel(MAX_FRAMES);
    // If the room ends without a word, it failed.
    let close_code = AtomicU16::new(close_code::SESSION_FAILED);
    let state = Arc::new(OutboundState {
        bytes: AtomicUsize::new(0),
        close_code,
        aborted: CancellationToken::new(),
    });
    let outbound = OutboundSender { connection, frames: sender, state: state.clone() };
    (outbound, OutboundReceiver { frames: receiver, state })
}

impl OutboundSender {
    /// Queues a frame.
    ///
    /// # Errors
    /// When the queue is full. Whether the connection is still there is not told: it detaches itself.
    pub fn send(&self, frame: Frame) -> Result<(), Lagging> {
        let waiting = self.state.bytes.load(Ordering::Relaxed);
        if waiting > 0 && waiting + frame.len() > MAX_BYTES {
            return Err(Lagging);
        }
        self.state.bytes.fetch_add(frame.len(), Ordering::Relaxed);
        match self.frames.try_send(frame) {
            Ok(()) | Err(mpsc::error::TrySendError::Closed(_)) => Ok(()),
            Err(mpsc::error::TrySendError::Full(_)) => Err(Lagging),
        }
    }

    /// Ends the connection, after what is queued, for a reason.
    pub fn close(self, code: u16) {
        self.state.close_code.store(code, Ordering::Release);
    }

    /// Ends the connection for a reason, and what is queued is not sent.
    pub fn abort(self, code: u16) {
        self.state.close_code.store(code, Ordering::Release);
        self.state.aborted.cancel();
    }
}

impl OutboundReceiver {
    /// The next frame; none once the room has let go.
    pub async fn next(&mut self) -> Option<Frame> {
        let frame = self.frames.recv().await;
        self.taken(frame.as_ref());
        frame.filter(|_| !self.is_aborted())
    }

    /// A frame that is waiting already.
    pub fn try_next(&mut self) -> Option<Frame> {
        let frame = self.frames.try_recv().ok();
        self.taken(frame.as_ref());
        frame.filter(|_| !self.is_aborted())
    }

    /// Cancelled once nothing more may be sent but the close.
    #[must_use]
    pub fn abort(&self) -> &CancellationToken {
        &self.state.aborted
    }

    /// Whether nothing more may be sent but the close.
    #[must_use]
    pub fn is_aborted(&self) -> bool {
        self.state.aborted.is_cancelled()
    }

    /// Why it ended.
    #[must_use]
    pub fn close_code(&self) -> u16 {
        self.state.close_code.load(Ordering::Acquire)
    }

    fn taken(&self, frame: Option<&Frame>) {
        if let Some(frame) = frame {
            self.state.bytes.fetch_sub(frame.len(), Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_that_never_reads_is_lagging_within_the_bound() {
        let (outbound, _queue) = outbound(Uuid::nil());
        let sent = (0..MAX_FRAMES * 2).take_while(|_| outbound.send("x".into()).is_ok()).count();
        assert_eq!(sent, MAX_FRAMES);
    }

    #[test]
    fn large_frames_are_bounded_by_their_bytes() {
        let (outbound, _queue) = outbound(Uuid::nil());
        let frame: Frame = "x".repeat(MAX_BYTES / 4).into();
        let sent = (0..MAX_FRAMES).take_while(|_| outbound.send(frame.clone()).is_ok()).count();
        assert_eq!(sent, 4);
    }

    #[tokio::test]
    async fn what_was_queued_is_sent_before_the_close() {
        let (outbound, mut queue) = outbound(Uuid::nil());
        assert_eq!(outbound.send("last words".into()), Ok(()));
        outbound.close(close_code::RESTART);
        assert_eq!(queue.next().await, Some("last words".into()));
        assert_eq!(queue.next().await, None);
        assert_eq!(queue.close_code(), close_code::RESTART);
    }

    #[tokio::test]
    async fn what_was_queued_is_not_sent_to_whoever_is_cut_off() {
        let (outbound, mut queue) = outbound(Uuid::nil());
        for _ in 0..3 {
            assert_eq!(outbound.send("not for you".into()), Ok(()));
        }
        assert_eq!(queue.next().await, Some("not for you".into()));
        outbound.abort(close_code::REMOVED);
        assert_eq!(queue.try_next(), None);
        assert_eq!(queue.next().await, None);
        assert!(queue.abort().is_cancelled());
        assert_eq!(queue.close_code(), close_code::REMOVED);
    }
}
