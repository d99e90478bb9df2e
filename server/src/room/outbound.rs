//! What one connection is sent: queued by its room, and written by the room as far as the socket takes it.
//!
//! A room queues frames while it decides and writes them at the end of its turn, so that what one person is
//! sent in a turn is one system call. What the socket does not take stays in the queue, and the connection's
//! own task writes it once there is room. Over TLS that task writes everything.
//!
//! The slow-consumer policy: a connection that is too far behind when something changes is dropped
//! alone and resumes later. The change itself may be of any size, such as everything that was held back
//! in a meeting: its bytes are shared by all who wait for the same.

#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::future::poll_fn;
use std::io::{self, ErrorKind, IoSlice, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;

use bytes::Bytes;
use futures_util::task::AtomicWaker;
use kring_protocol::close_code;
use tokio::net::tcp::OwnedWriteHalf;
use uuid::Uuid;

use super::frame::{Frame, Slices};

/// Frames that wait for one connection beside the largest change among them. A reader this far behind
/// resumes cheaper than it catches up.
const MAX_FRAMES: usize = 256;
/// Bytes that wait for one connection beside the largest change among them.
const MAX_BYTES: usize = 1024 * 1024;
/// Bytes that are copied together to be sent: up to here that is cheaper for the system than to gather them.
const COPIED_BYTES: usize = 2048;
/// Pieces of memory in one write: under the system's own limit of 1,024.
const MAX_SLICES: usize = 512;

/// The sending end, held by the room. A connection whose room drops it without a word is told that the
/// room failed.
pub struct OutboundSender {
    /// The id of the connection.
    pub connection: Uuid,
    shared: Arc<Shared>,
}

/// The end that the connection's task holds.
#[derive(Clone)]
pub struct Outbound {
    shared: Arc<Shared>,
}

struct Shared {
    queue: Mutex<Queue>,
    /// For the connection's task: frames wait that the room could not write, or it is over.
    wake: Wake,
    /// Where frames can be written without waiting; none if only the connection's task can write.
    socket: Option<Arc<OwnedWriteHalf>>,
}

/// Wakes the one task that waits. What happened before it waits is not lost.
#[derive(Default)]
struct Wake {
    is_due: AtomicBool,
    waker: AtomicWaker,
}

#[derive(Default)]
struct Queue {
    frames: VecDeque<Frame>,
    bytes: usize,
    /// Bytes of the first frame that were written already.
    written: usize,
    /// The largest change since nothing was waiting: its frames and bytes.
    largest: (usize, usize),
    /// Bytes that were written from the start.
    taken: u64,
    end: Option<End>,
    /// Nothing more of the room's is sent.
    over: bool,
}

/// How a connection ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// With this close code, after what is queued.
    Close(u16),
    /// With this close code, and nothing before it that has not left yet.
    Cut(u16),
    /// At once: there is nothing that could follow what was written.
    Abort,
}

/// A connection did not read fast enough.
#[derive(Debug, PartialEq, Eq)]
pub struct Lagging;

/// What there is to do for a connection's task.
#[derive(Debug, PartialEq, Eq)]
pub enum Next {
    /// Nothing; wait until woken.
    Wait,
    /// To write these bytes, and to tell with [`Outbound::wrote`] how many were taken.
    Write(Bytes),
    /// To wait until the socket takes more than these bytes, counted from the start.
    WaitForRoom(u64),
    /// To end.
    End(End),
}

impl Outbound {
    /// An empty queue. With a socket, frames are written to it as soon as there are any.
    #[must_use]
    pub fn new(socket: Option<Arc<OwnedWriteHalf>>) -> Self {
        let (queue, wake) = (Mutex::default(), Wake::default());
        Self { shared: Arc::new(Shared { queue, wake, socket }) }
    }

    /// The end for a room.
    #[must_use]
    pub fn sender(&self, connection: Uuid) -> OutboundSender {
        OutboundSender { connection, shared: self.shared.clone() }
    }

    /// Queues frames of the connection's own, such as an answer to a ping, and writes what the socket takes.
    pub fn push(&self, frame: Frame) {
        let mut queue = self.shared.lock();
        queue.push(frame);
        self.shared.write_or_wake(&mut queue);
    }

    /// Returns once there is something to do.
    pub async fn woken(&self) {
        self.shared.wake.woken().await;
    }

    /// Writes what the socket takes, and says what is to be done next.
    #[must_use]
    pub fn next(&self) -> Next {
        let mut queue = self.shared.lock();
        let blocked = !self.shared.write(&mut queue);
        match (queue.frames.front(), queue.end) {
            (None, Some(end)) => Next::End(end),
            (None, None) => Next::Wait,
            (Some(_), _) if blocked => Next::WaitForRoom(queue.taken),
            (Some(first), _) => Next::Write(first.to_bytes().split_off(queue.written).into()),
        }
    }

    /// So many of the bytes that were to be written are taken.
    pub fn wrote(&self, bytes: usize) {
        self.shared.lock().advance(bytes);
    }

    /// The conversation is over: nothing more of the room's is sent. Says whether a frame of the connection's
    /// own can follow what was written.
    #[must_use]
    pub fn finish(&self) -> bool {
        let mut queue = self.shared.lock();
        let whole = queue.written == 0 && queue.end != Some(End::Abort);
        queue.over = true;
        queue.clear();
        whole
    }
}

impl OutboundSender {
    /// Queues the frames of one change. They leave with the next [`write`](Self::write).
    ///
    /// # Errors
    /// When too much is waiting already; none of them is queued then. Whether the connection is still
    /// there is not told: it detaches itself.
    pub fn send(&self, frames: &[Frame]) -> Result<(), Lagging> {
        let mut queue = self.shared.lock();
        if queue.over {
            return Ok(());
        }
        if queue.is_full() {
            self.shared.write(&mut queue);
        }
        if queue.is_full() {
            return Err(Lagging);
        }
        let bytes: usize = frames.iter().map(Frame::len).sum();
        if queue.frames.is_empty() {
            queue.largest = (0, 0);
        }
        queue.largest = (queue.largest.0.max(frames.len()), queue.largest.1.max(bytes));
        for frame in frames {
            queue.push(frame.clone());
        }
        Ok(())
    }

    /// Writes what is queued, as far as the socket takes it. The rest is left to the connection's task.
    pub fn write(&self) {
        self.shared.write_or_wake(&mut self.shared.lock());
    }

    /// Ends the connection, after what is queued, for a reason.
    pub fn close(self, code: u16) {
        self.shared.lock().end = Some(End::Close(code));
    }

    /// Ends the connection for a reason. What is queued is not sent: not a byte leaves after this returns
    /// but the close.
    pub fn abort(self, code: u16) {
        let mut queue = self.shared.lock();
        // Nothing can follow half a frame.
        queue.end = Some(if queue.written == 0 { End::Cut(code) } else { End::Abort });
        queue.clear();
    }
}

impl Drop for OutboundSender {
    fn drop(&mut self) {
        let mut queue = self.shared.lock();
        queue.end.get_or_insert(End::Close(close_code::SESSION_FAILED));
        self.shared.wake.wake();
    }
}

impl Wake {
    fn wake(&self) {
        self.is_due.store(true, Ordering::Release);
        self.waker.wake();
    }

    async fn woken(&self) {
        poll_fn(|context| {
            self.waker.register(context.waker());
            match self.is_due.swap(false, Ordering::AcqRel) {
                true => Poll::Ready(()),
                false => Poll::Pending,
            }
        })
        .await;
    }
}

impl Shared {
    // Nothing can panic half-way with the lock held, so a poisoned lock holds a whole value.
    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes what the socket takes; the connection's task writes the rest.
    fn write_or_wake(&self, queue: &mut Queue) {
        self.write(queue);
        if !queue.frames.is_empty() {
            self.wake.wake();
        }
    }

    /// Writes what the socket takes without waiting; false if it takes no more for now.
    fn write(&self, queue: &mut Queue) -> bool {
        let Some(socket) = &self.socket else { return true };
        while !queue.frames.is_empty() {
            match queue.write_to(socket) {
                Ok(bytes) => queue.advance(bytes),
                Err(error) if error.kind() == ErrorKind::WouldBlock => return false,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                // The other side is gone; reading says so as well.
                Err(_) => {
                    queue.clear();
                    queue.end = Some(End::Abort);
                    self.wake.wake();
                }
            }
        }
        true
    }
}

impl Queue {
    fn is_full(&self) -> bool {
        self.frames.len() >= MAX_FRAMES + self.largest.0 || self.bytes >= MAX_BYTES + self.largest.1
    }

    fn push(&mut self, frame: Frame) {
        self.bytes += frame.len();
        self.frames.push_back(frame);
    }

    fn pop(&mut self) {
        self.written = 0;
        if let Some(first) = self.frames.pop_front() {
            self.bytes -= first.len();
        }
        // Most connections have nothing waiting most of the time.
        if self.frames.is_empty() {
            self.frames = VecDeque::new();
        }
    }

    fn clear(&mut self) {
        (self.frames, self.bytes, self.written) = (VecDeque::new(), 0, 0);
    }

    fn write_to(&self, socket: &OwnedWriteHalf) -> io::Result<usize> {
        let slices = self.slices();
        if self.bytes - self.written > COPIED_BYTES {
            return socket.try_write_vectored(&slices);
        }
        let mut copy = [0; COPIED_BYTES];
        let mut free = copy.as_mut_slice();
        let copied = free.write_vectored(&slices)?;
        socket.try_write(&copy[..copied])
    }

    /// What is to be written next.
    fn slices(&self) -> Slices<'_> {
        let mut slices = Slices::new();
        for frame in &self.frames {
            if slices.len() >= MAX_SLICES {
                break;
            }
            frame.slices(&mut slices);
        }
        if self.written > 0 {
            let mut rest = slices.as_mut_slice();
            IoSlice::advance_slices(&mut rest, self.written);
            let left = rest.len();
            slices.drain(..slices.len() - left);
        }
        slices
    }

    /// Takes what was written out of the queue.
    fn advance(&mut self, bytes: usize) {
        self.written += bytes;
        self.taken += bytes as u64;
        while let Some(length) = self.frames.front().map(Frame::len) {
            if self.written < length {
                return;
            }
            let written = self.written - length;
            self.pop();
            self.written = written;
        }
    }
}
