//! Downloads: made off the async workers, two at a time per person, and handed out at the pace of the
//! reader, who has two minutes.
//!
//! What waits to be read is bounded for all readers together, so that nobody who does not read makes the
//! server hold more than [`MAX_WAITING_BYTES`].

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use kring_protocol::{ParticipantId, SessionId};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::time::timeout;

use super::concurrency::{ConcurrencyLimit, ConnectionSlot};
use super::problem::{self, ProblemResponse};

/// Downloads that are made at the same time: each takes a processor for some milliseconds.
const MAX_MAKING: usize = 2;
/// Downloads of one person at the same time, over all their devices: a phone and a laptop ask for the report
/// at the moment at which a meeting is closed.
const MAX_OF_PERSON: usize = 2;
/// Bytes that wait to be read, of all downloads together.
const MAX_WAITING_BYTES: usize = 256 * 1024 * 1024;
/// Bytes handed to the socket at once.
const CHUNK_BYTES: usize = 16 * 1024;
/// How long a reader may take. The largest report is some 20 MB.
const READ_TIMEOUT: Duration = Duration::from_secs(120);
/// How long a request waits for its turn.
const TURN_TIMEOUT: Duration = Duration::from_secs(10);

/// Whose download it is: one person's, however many devices they have.
pub(super) type Person = (SessionId, ParticipantId);

/// The downloads of one server.
pub(super) struct Downloads {
    people: ConcurrencyLimit<Person>,
    making: Semaphore,
    waiting: Arc<Semaphore>,
}

/// One person's download.
pub(super) type Turn = ConnectionSlot<Person>;

impl Downloads {
    pub(super) fn new() -> Self {
        Self {
            people: ConcurrencyLimit::new(MAX_OF_PERSON),
            making: Semaphore::new(MAX_MAKING),
            waiting: Arc::new(Semaphore::new(MAX_WAITING_BYTES / CHUNK_BYTES)),
        }
    }

    /// A place among the downloads that a person may have.
    pub(super) fn turn(&self, person: Person) -> Result<Turn, ProblemResponse> {
        let slot = self.people.take(person);
        slot.ok_or_else(|| problem::too_many_requests(Duration::from_secs(1)))
    }

    /// Makes a download and returns its length and its body.
    pub(super) async fn send(
        &self,
        turn: Turn,
        make: impl FnOnce() -> Result<Vec<u8>, ProblemResponse> + Send + 'static,
    ) -> Result<(usize, Body), ProblemResponse> {
        let busy = || problem::too_many_requests(TURN_TIMEOUT);
        let making = timeout(TURN_TIMEOUT, self.making.acquire()).await;
        let making =
            making.map_err(|_| busy())?.map_err(|error| ProblemResponse::internal(&error))?;
        let made = tokio::task::spawn_blocking(make).await;
        drop(making);
        let made = Bytes::from(made.map_err(|error| ProblemResponse::internal(&error))??);
        let chunks = u32::try_from(made.len().div_ceil(CHUNK_BYTES)).unwrap_or(u32::MAX);
        let waiting = timeout(TURN_TIMEOUT, self.waiting.clone().acquire_many_owned(chunks)).await;
        let waiting =
            waiting.map_err(|_| busy())?.map_err(|error| ProblemResponse::internal(&error))?;
        Ok((made.len(), body(made, turn, waiting)))
    }
}

/// A task hands out the chunks, and lets go of them when the reader is gone or too slow. The length that
/// was promised tells the reader that the rest is missing.
fn body(made: Bytes, turn: Turn, waiting: OwnedSemaphorePermit) -> Body {
    let (chunks, taken) = mpsc::channel::<Bytes>(1);
    tokio::spawn(async move {
        let _held = (turn, waiting);
        let hand_out = async {
            let mut rest = made;
            while !rest.is_empty() {
                let chunk = rest.split_to(CHUNK_BYTES.min(rest.len()));
                if chunks.send(chunk).await.is_err() {
                    return;
                }
            }
        };
        let _ = timeout(READ_TIMEOUT, hand_out).await;
    });
    Body::from_stream(futures_util::stream::unfold(taken, |mut taken| async move {
        let chunk = taken.recv().await?;
        Some((Ok::<_, Infallible>(chunk), taken))
    }))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use uuid::Uuid;

    const ANNA: Person = (SessionId(Uuid::nil()), ParticipantId(Uuid::from_u128(1)));
    const BOB: Person = (SessionId(Uuid::nil()), ParticipantId(Uuid::from_u128(2)));

    async fn begun(downloads: &Downloads, person: Person, bytes: usize) -> Body {
        let turn = downloads.turn(person).unwrap();
        downloads.send(turn, move || Ok(vec![7; bytes])).await.unwrap().1
    }

    #[tokio::test]
    async fn a_download_comes_whole_in_chunks() {
        let downloads = Downloads::new();
        let body = begun(&downloads, ANNA, 3 * CHUNK_BYTES + 5).await;
        let read = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        assert_eq!(read, vec![7; 3 * CHUNK_BYTES + 5]);
    }

    #[tokio::test]
    async fn one_person_has_two_downloads_at_a_time_and_does_not_hinder_another() {
        let downloads = Downloads::new();
        let unread = begun(&downloads, ANNA, 9 * CHUNK_BYTES).await;
        let _other_device = begun(&downloads, ANNA, 9 * CHUNK_BYTES).await;
        assert!(downloads.turn(ANNA).is_err());
        let _ = begun(&downloads, BOB, 9 * CHUNK_BYTES).await;
        drop(unread);
        while downloads.turn(ANNA).is_err() {
            tokio::task::yield_now().await;
        }
    }

    #[tokio::test(start_paused = true)]
    async fn what_nobody_reads_is_let_go_of_after_two_minutes_and_waits_within_a_bound() {
        let downloads = Downloads::new();
        let size = MAX_WAITING_BYTES - CHUNK_BYTES;
        let unread = begun(&downloads, ANNA, size).await;
        let turn = downloads.turn(BOB).unwrap();
        assert!(downloads.send(turn, || Ok(vec![7; 2 * CHUNK_BYTES])).await.is_err());
        tokio::time::sleep(READ_TIMEOUT).await;
        let _ = begun(&downloads, BOB, size).await;
        drop(unread);
    }
}
