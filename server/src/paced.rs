//! A connection that is read at a bounded pace.
//!
//! Below the WebSocket, so that bytes count which never become a message: a frame that is empty and does
//! not end costs its sender six bytes, and a server that reads as fast as it can a whole core.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::time::{Instant, Sleep};

use crate::rate_limit::{Bucket, Quota};

/// Bytes that one connection may send: sixteen of the largest messages at once, four each second.
const BYTES: Quota = Quota { burst: 1024.0 * 1024.0, per_second: 256.0 * 1024.0 };

/// Bytes of a connection, no faster than its quota.
pub(crate) struct Paced<S> {
    stream: S,
    bucket: Bucket,
    /// Until when nothing is read.
    wait: Option<Pin<Box<Sleep>>>,
}

impl<S> Paced<S> {
    pub(crate) fn new(stream: S) -> Self {
        Self { stream, bucket: Bucket::full(BYTES, Instant::now().into_std()), wait: None }
    }

    fn charge(&mut self, bytes: usize) {
        let now = Instant::now();
        #[expect(clippy::cast_precision_loss, reason = "a read is far smaller than 2^52 bytes")]
        let wait = self.bucket.charge(BYTES, bytes as f64, now.into_std());
        if wait > Duration::ZERO {
            metrics::counter!("kring_paced_reads_total").increment(1);
            self.wait = Some(Box::pin(tokio::time::sleep_until(now + wait)));
        }
    }
}

impl Paced<TcpStream> {
    /// Both directions apart; what is read keeps its pace.
    pub(crate) fn into_split(self) -> (Paced<OwnedReadHalf>, OwnedWriteHalf) {
        let (stream, writer) = self.stream.into_split();
        (Paced { stream, bucket: self.bucket, wait: self.wait }, writer)
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Paced<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        let paced = self.get_mut();
        if let Some(wait) = &mut paced.wait {
            ready!(wait.as_mut().poll(context));
            paced.wait = None;
        }
        let before = into.filled().len();
        ready!(Pin::new(&mut paced.stream).poll_read(context, into))?;
        paced.charge(into.filled().len() - before);
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Paced<S> {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<std::io::Result<usize>> {
        Pin::new(&mut self.get_mut().stream).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[std::io::IoSlice<'_>],
    ) -> Poll<std::io::Result<usize>> {
        Pin::new(&mut self.get_mut().stream).poll_write_vectored(context, bytes)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    const KIB: usize = 1024;

    /// Whole seconds until so many bytes were read, of somebody who sends as fast as they can.
    async fn seconds_for(bytes: usize) -> u64 {
        let (mut sender, receiver) = tokio::io::duplex(64 * KIB);
        let sending =
            tokio::spawn(async move { while sender.write_all(&[0; KIB]).await.is_ok() {} });
        let start = Instant::now();
        let mut paced = Paced::new(receiver);
        paced.read_exact(&mut vec![0; bytes]).await.unwrap();
        drop(paced);
        sending.await.unwrap();
        start.elapsed().as_secs()
    }

    #[tokio::test(start_paused = true)]
    async fn a_burst_is_read_at_once_and_a_flood_at_its_pace() {
        assert_eq!(seconds_for(1024 * KIB).await, 0);
        assert_eq!(seconds_for((1024 + 10 * 256) * KIB + 1).await, 10);
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_written_has_no_pace() {
        let (sender, mut receiver) = tokio::io::duplex(64 * KIB);
        let reading = tokio::spawn(async move {
            let mut all = vec![];
            receiver.read_to_end(&mut all).await.unwrap();
            all.len()
        });
        let start = Instant::now();
        let mut paced = Paced::new(sender);
        paced.write_all(&vec![0; 8 * 1024 * KIB]).await.unwrap();
        drop(paced);
        assert_eq!((reading.await.unwrap(), start.elapsed()), (8 * 1024 * KIB, Duration::ZERO));
    }
}
