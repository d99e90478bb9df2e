//! A bus that loses, doubles, delays and so reorders words, or holds all of them back.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use kring::bus::{Bus, Heard, InProcess, Word};
use kring_store::StreamId;
use tokio::sync::mpsc;
use uuid::Uuid;

/// What it does to words, each in so many of a hundred.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Harm {
    pub(crate) lost: u8,
    pub(crate) doubled: u8,
    pub(crate) late: u8,
}

impl Harm {
    /// Nothing arrives.
    pub(crate) const SILENT: Self = Self { lost: 100, doubled: 0, late: 0 };
}

#[derive(Default)]
pub(crate) struct BadBus {
    inner: Arc<InProcess>,
    harm: Mutex<Harm>,
    dice: Mutex<fastrand::Rng>,
    down: AtomicBool,
    /// Words that are held back; none while they are not.
    held: Mutex<Option<Vec<(StreamId, Uuid, Word)>>>,
}

impl BadBus {
    pub(crate) fn new(harm: Harm, seed: u64) -> Self {
        let dice = Mutex::new(fastrand::Rng::with_seed(seed));
        Self { harm: Mutex::new(harm), dice, ..Self::default() }
    }

    pub(crate) fn set(&self, harm: Harm) {
        *self.harm.lock().unwrap() = harm;
    }

    /// Says from now on that it is down, or up again.
    pub(crate) fn take_down(&self, down: bool) {
        self.down.store(down, Ordering::SeqCst);
    }

    /// Holds every word back from now on.
    pub(crate) fn stall(&self) {
        self.held.lock().unwrap().get_or_insert_default();
    }

    /// Lets those go that were held back, the last one first.
    pub(crate) fn go_on(&self) {
        let held = self.held.lock().unwrap().take().unwrap_or_default();
        for (session, from, word) in held.into_iter().rev() {
            self.inner.tell(session, from, word);
        }
    }
}

impl Bus for BadBus {
    fn listen(&self, session: StreamId, listener: Uuid) -> mpsc::Receiver<Heard> {
        self.inner.listen(session, listener)
    }

    fn tell(&self, session: StreamId, from: Uuid, word: Word) {
        if let Some(held) = self.held.lock().unwrap().as_mut() {
            return held.push((session, from, word));
        }
        let Harm { lost, doubled, late } = *self.harm.lock().unwrap();
        let mut dice = self.dice.lock().unwrap();
        if dice.u8(0..100) < lost {
            return;
        }
        let times = 1 + u8::from(dice.u8(0..100) < doubled);
        for _ in 0..times {
            let (inner, word) = (self.inner.clone(), word.clone());
            if dice.u8(0..100) >= late {
                inner.tell(session, from, word);
                continue;
            }
            let wait = Duration::from_millis(dice.u64(1..150));
            tokio::spawn(async move {
                tokio::time::sleep(wait).await;
                inner.tell(session, from, word);
            });
        }
    }

    fn leave(&self, session: StreamId, listener: Uuid) {
        self.inner.leave(session, listener);
    }

    fn is_up(&self) -> bool {
        !self.down.load(Ordering::SeqCst)
    }
}
