//! The bounded outbound queue of one connection, and the close code with which it ends.
//!
//! The slow-consumer policy: a connection that is too far behind when something changes is dropped
//! alone and resumes later. The change itself may be of any size, such as everything that was held back
//! in a meeting: its bytes are shared by all who wait for the same.

use std::sync::Arc;
use std::sync::atomic::{AtomicU16, AtomicUsize, Ordering};

use kring_protocol::close_code;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::frame::Frame;

/// Frames that wait for one connection beside the largest change among them. A reader this far behind
/// resumes cheaper than it catches up.
const MAX_FRAMES: usize = 256;
/// Bytes that wait for one connection beside the largest change among them.
const MAX_BYTES: usize = 1024 * 1024;

/// The sending end, held by the room.
pub struct OutboundSender {
    /// The id of the connection.
    pub connection: Uuid,
    frames: mpsc::UnboundedSender<Frame>,
    state: Arc<OutboundState>,
}

/// The receiving end, held by the socket.
pub struct OutboundReceiver {
    frames: mpsc::UnboundedReceiver<Frame>,
    state: Arc<OutboundState>,
}

struct OutboundState {
    frames: AtomicUsize,
    bytes: AtomicUsize,
    /// The largest change since nothing was waiting: its frames and bytes. Written by the room alone.
    largest: (AtomicUsize, AtomicUsize),
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
    let (sender, receiver) = mpsc::unbounded_channel();
    // If the room ends without a word, it failed.
    let close_code = AtomicU16::new(close_code::SESSION_FAILED);
    let state = Arc::new(OutboundState {
        frames: AtomicUsize::new(0),
        bytes: AtomicUsize::new(0),
        largest: (AtomicUsize::new(0), AtomicUsize::new(0)),
        close_code,
        aborted: CancellationToken::new(),
    });
    let outbound = OutboundSender { connection, frames: sender, state: state.clone() };
    (outbound, OutboundReceiver { frames: receiver, state })
}

impl OutboundSender {
    /// Queues the frames of one change.
    ///
    /// # Errors
    /// When too much is waiting already; none of them is queued then. Whether the connection is still
    /// there is not told: it detaches itself.
    pub fn send(&self, frames: &[Frame]) -> Result<(), Lagging> {
        let state = &self.state;
        let waiting = (state.frames.load(Ordering::Relaxed), state.bytes.load(Ordering::Relaxed));
        let largest = match waiting.0 {
            0 => (0, 0),
            _ => (state.largest.0.load(Ordering::Relaxed), state.largest.1.load(Ordering::Relaxed)),
        };
        if waiting.0 >= MAX_FRAMES + largest.0 || waiting.1 >= MAX_BYTES + largest.1 {
            return Err(Lagging);
        }
        let bytes: usize = frames.iter().map(Frame::len).sum();
        state.largest.0.store(largest.0.max(frames.len()), Ordering::Relaxed);
        state.largest.1.store(largest.1.max(bytes), Ordering::Relaxed);
        state.frames.fetch_add(frames.len(), Ordering::Relaxed);
        state.bytes.fetch_add(bytes, Ordering::Relaxed);
        for frame in frames {
            let _ = self.frames.send(frame.clone());
        }
        Ok(())
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
    /// The next frame; none once the room has dropped its end.
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
            self.state.frames.fetch_sub(1, Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_that_never_reads_is_lagging_within_the_bound() {
        let (outbound, _queue) = outbound(Uuid::nil());
        let frame = [Frame::from("x")];
        let sent = (0..MAX_FRAMES * 2).take_while(|_| outbound.send(&frame).is_ok()).count();
        assert_eq!(sent, MAX_FRAMES + 1);
    }

    #[test]
    fn what_waits_is_bounded_by_its_bytes_beyond_one_change_of_any_size() {
        let (outbound, _queue) = outbound(Uuid::nil());
        let change = vec![Frame::from("x".repeat(MAX_BYTES)); 20];
        assert_eq!(outbound.send(&change), Ok(()));
        let next = [Frame::from("y".repeat(MAX_BYTES / 4))];
        let sent = (0..MAX_FRAMES).take_while(|_| outbound.send(&next).is_ok()).count();
        assert_eq!(sent, 4);
    }

    #[tokio::test]
    async fn a_change_of_any_size_does_not_hinder_one_who_reads_it() {
        let (outbound, mut queue) = outbound(Uuid::nil());
        let change = vec![Frame::from("x".repeat(MAX_BYTES / 4)); 20];
        for _ in 0..3 {
            assert_eq!(outbound.send(&change), Ok(()));
            for _ in 0..change.len() {
                assert!(queue.next().await.is_some());
            }
        }
    }

    #[tokio::test]
    async fn what_was_queued_is_sent_before_the_close() {
        let (outbound, mut queue) = outbound(Uuid::nil());
        assert_eq!(outbound.send(&["last words".into()]), Ok(()));
        outbound.close(close_code::RESTART);
        assert_eq!(queue.next().await, Some("last words".into()));
        assert_eq!(queue.next().await, None);
        assert_eq!(queue.close_code(), close_code::RESTART);
    }

    #[tokio::test]
    async fn what_was_queued_is_not_sent_to_whoever_is_cut_off() {
        let (outbound, mut queue) = outbound(Uuid::nil());
        for _ in 0..3 {
            assert_eq!(outbound.send(&["not for you".into()]), Ok(()));
        }
        assert_eq!(queue.next().await, Some("not for you".into()));
        outbound.abort(close_code::REMOVED);
        assert_eq!(queue.try_next(), None);
        assert_eq!(queue.next().await, None);
        assert!(queue.abort().is_cancelled());
        assert_eq!(queue.close_code(), close_code::REMOVED);
    }
}
