//! How often somebody may do something: a burst, refilled by the second.
//!
//! Two things are asked of it that ready-made limiters do not have: an attempt that turned out well is
//! given back, and a table never holds more than its bound, however many come knocking.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Entries of one table, a few megabytes. Who finds no place shares one bucket with all others who do not.
const ENTRIES: usize = 65_536;
/// A full table is swept at most this often, so that sweeping is no way to keep the server busy.
const SWEEP_EVERY: Duration = Duration::from_secs(1);

/// What is allowed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Allowance {
    /// At once.
    pub burst: f64,
    /// After that.
    pub per_second: f64,
}

/// What is left of an allowance.
#[derive(Debug)]
struct Bucket {
    left: f64,
    at: Instant,
}

impl Bucket {
    fn full(allowance: Allowance, now: Instant) -> Self {
        Self { left: allowance.burst, at: now }
    }

    fn refill(&mut self, allowance: Allowance, now: Instant) {
        let earned = now.saturating_duration_since(self.at).as_secs_f64() * allowance.per_second;
        self.left = (self.left + earned).min(allowance.burst);
        self.at = now;
    }

    /// Whether there is one to take; if not, how long until there is.
    fn check(&mut self, allowance: Allowance, now: Instant) -> Result<(), Duration> {
        self.refill(allowance, now);
        if self.left >= 1.0 {
            return Ok(());
        }
        let wait = (1.0 - self.left) / allowance.per_second;
        Err(Duration::try_from_secs_f64(wait).unwrap_or(Duration::MAX))
    }

    fn take(&mut self, allowance: Allowance, now: Instant) -> Result<(), Duration> {
        self.check(allowance, now)?;
        self.left -= 1.0;
        Ok(())
    }
}

/// One bucket that several share.
#[derive(Debug)]
pub struct Shared {
    allowance: Allowance,
    bucket: Mutex<Bucket>,
}

impl Shared {
    /// Full.
    #[must_use]
    pub fn new(allowance: Allowance) -> Self {
        Self { allowance, bucket: Mutex::new(Bucket::full(allowance, Instant::now())) }
    }

    /// Takes one, if there is one.
    pub fn allows(&self) -> bool {
        let mut bucket = self.bucket.lock().unwrap_or_else(PoisonError::into_inner);
        bucket.take(self.allowance, Instant::now()).is_ok()
    }
}

/// A bucket for everybody who was seen lately.
pub struct Buckets<K> {
    allowance: Allowance,
    most: usize,
    table: Mutex<Table<K>>,
}

struct Table<K> {
    known: HashMap<K, Bucket>,
    /// For whoever finds no place.
    others: Bucket,
    swept: Instant,
}

impl<K: Eq + Hash + Copy> Buckets<K> {
    /// Nobody was seen yet.
    #[must_use]
    pub fn new(allowance: Allowance) -> Self {
        Self::with_most(allowance, ENTRIES)
    }

    fn with_most(allowance: Allowance, most: usize) -> Self {
        let now = Instant::now();
        let others = Bucket::full(allowance, now);
        let table = Mutex::new(Table { known: HashMap::new(), others, swept: now });
        Self { allowance, most, table }
    }

    /// Takes one.
    ///
    /// # Errors
    /// How long until there is one.
    pub fn take(&self, key: K, now: Instant) -> Result<(), Duration> {
        let mut table = self.table();
        self.bucket(&mut table, key, now).take(self.allowance, now)
    }

    /// Looks whether there is one to take, and remembers nothing.
    ///
    /// # Errors
    /// How long until there is one.
    pub fn check(&self, key: K, now: Instant) -> Result<(), Duration> {
        let mut table = self.table();
        match table.known.get_mut(&key) {
            Some(bucket) => bucket.check(self.allowance, now),
            None => Ok(()),
        }
    }

    /// Puts one back that was taken.
    pub fn give_back(&self, key: K, now: Instant) {
        let mut table = self.table();
        let bucket = self.bucket(&mut table, key, now);
        bucket.refill(self.allowance, now);
        bucket.left = (bucket.left + 1.0).min(self.allowance.burst);
    }

    fn bucket<'a>(&self, table: &'a mut Table<K>, key: K, now: Instant) -> &'a mut Bucket {
        let full = table.known.len() >= self.most && !table.known.contains_key(&key);
        if full && now.saturating_duration_since(table.swept) >= SWEEP_EVERY {
            table.swept = now;
            // A bucket that is full again says no more than none at all.
            let allowance = self.allowance;
            table.known.retain(|_, bucket| {
                bucket.refill(allowance, now);
                bucket.left < allowance.burst
            });
        }
        if table.known.len() >= self.most && !table.known.contains_key(&key) {
            return &mut table.others;
        }
        table.known.entry(key).or_insert_with(|| Bucket::full(self.allowance, now))
    }

    fn table(&self) -> MutexGuard<'_, Table<K>> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const THREE: Allowance = Allowance { burst: 3.0, per_second: 0.5 };

    fn taken(buckets: &Buckets<u32>, key: u32, now: Instant) -> usize {
        (0..100).take_while(|_| buckets.take(key, now).is_ok()).count()
    }

    #[test]
    fn a_burst_is_allowed_and_then_the_rate_with_the_time_to_wait() {
        let (buckets, now) = (Buckets::new(THREE), Instant::now());
        assert_eq!(taken(&buckets, 1, now), 3);
        assert_eq!(buckets.take(1, now), Err(Duration::from_secs(2)));
        assert_eq!(taken(&buckets, 1, now + Duration::from_secs(2)), 1);
        assert_eq!(taken(&buckets, 1, now + Duration::from_secs(600)), 3);
    }

    #[test]
    fn one_does_not_pay_for_another() {
        let (buckets, now) = (Buckets::new(THREE), Instant::now());
        assert_eq!(taken(&buckets, 1, now), 3);
        assert_eq!(taken(&buckets, 2, now), 3);
    }

    #[test]
    fn what_is_given_back_can_be_taken_again_and_looking_takes_nothing() {
        let (buckets, now) = (Buckets::new(THREE), Instant::now());
        for _ in 0..50 {
            assert_eq!(buckets.take(1, now), Ok(()));
            buckets.give_back(1, now);
            assert_eq!(buckets.check(1, now), Ok(()));
            assert_eq!(buckets.check(2, now), Ok(()));
        }
        assert_eq!(taken(&buckets, 1, now), 3);
        assert_eq!(buckets.check(1, now), Err(Duration::from_secs(2)));
        assert_eq!(buckets.table().known.len(), 1);
    }

    #[test]
    fn a_table_never_grows_beyond_its_bound_and_whoever_finds_no_place_shares_one_bucket() {
        let (buckets, now) = (Buckets::with_most(THREE, 10), Instant::now());
        let allowed = (0..1_000).filter(|key| buckets.take(*key, now).is_ok()).count();
        assert_eq!(buckets.table().known.len(), 10);
        assert_eq!(allowed, 10 + 3);
    }

    #[test]
    fn whoever_was_quiet_for_long_enough_is_forgotten() {
        let (buckets, now) = (Buckets::with_most(THREE, 10), Instant::now());
        for key in 0..10 {
            assert_eq!(buckets.take(key, now), Ok(()));
        }
        let later = now + Duration::from_secs(10);
        for key in 100..110 {
            assert_eq!(taken(&buckets, key, later), 3);
        }
        assert_eq!(buckets.table().known.len(), 10);
    }
}
