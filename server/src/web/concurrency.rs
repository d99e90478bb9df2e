//! Concurrency limits: how many of something one key may have open.

use std::hash::Hash;
use std::sync::Arc;

use dashmap::DashMap;

/// A concurrency limit for each key. Holds no entry for a key without slots in use.
pub(super) struct ConcurrencyLimit<K: Eq + Hash> {
    most: usize,
    taken: Arc<DashMap<K, usize>>,
}

impl<K: Eq + Hash + Copy> ConcurrencyLimit<K> {
    pub(super) fn new(most: usize) -> Self {
        Self { most, taken: Arc::default() }
    }

    pub(super) fn take(&self, key: K) -> Option<ConnectionSlot<K>> {
        let mut count = self.taken.entry(key).or_insert(0);
        if *count >= self.most {
            return None;
        }
        *count += 1;
        drop(count);
        Some(ConnectionSlot { taken: Some((self.taken.clone(), key)) })
    }

    #[cfg(test)]
    pub(super) fn is_unused(&self) -> bool {
        self.taken.is_empty()
    }
}

/// One slot; released when it is dropped.
pub struct ConnectionSlot<K: Eq + Hash + Copy> {
    taken: Option<(Arc<DashMap<K, usize>>, K)>,
}

impl<K: Eq + Hash + Copy> ConnectionSlot<K> {
    /// A slot of no limit.
    pub(super) fn unlimited() -> Self {
        Self { taken: None }
    }
}

impl<K: Eq + Hash + Copy> Drop for ConnectionSlot<K> {
    fn drop(&mut self) {
        let Some((taken, key)) = self.taken.take() else { return };
        if let Some(mut count) = taken.get_mut(&key) {
            *count = count.saturating_sub(1);
        }
        taken.remove_if(&key, |_, count| *count == 0);
    }
}
