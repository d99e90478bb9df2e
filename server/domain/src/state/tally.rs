//! Counts by key.

use std::collections::BTreeMap;

/// Whether something comes or goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    Comes,
    Goes,
}

/// How much there is of each key. A key of which nothing is left is not kept, so that equal counts are equal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tally<K>(BTreeMap<K, usize>);

impl<K> Default for Tally<K> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<K: Ord> Tally<K> {
    pub(super) fn count(&mut self, key: K, amount: usize, turn: Turn) {
        if amount == 0 {
            return;
        }
        match turn {
            Turn::Comes => *self.0.entry(key).or_default() += amount,
            Turn::Goes => {
                let left = self.of(&key).saturating_sub(amount);
                if left == 0 {
                    self.0.remove(&key);
                } else {
                    self.0.insert(key, left);
                }
            }
        }
    }

    pub(super) fn of(&self, key: &K) -> usize {
        self.0.get(key).copied().unwrap_or(0)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&K, usize)> {
        self.0.iter().map(|(key, amount)| (key, *amount))
    }
}

/// Counts one within a group of keys; a group without keys is not kept.
pub(super) fn count_in<G: Ord + Clone, K: Ord>(
    groups: &mut BTreeMap<G, Tally<K>>,
    group: &G,
    key: K,
    turn: Turn,
) {
    if let Some(tally) = groups.get_mut(group) {
        tally.count(key, 1, turn);
        if tally.0.is_empty() {
            groups.remove(group);
        }
    } else if turn == Turn::Comes {
        groups.entry(group.clone()).or_default().count(key, 1, turn);
    }
}
