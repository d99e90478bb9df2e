//! Rate limits: token buckets with a burst, refilled by the second.
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

/// How much is allowed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quota {
    /// Tokens in a full bucket: how many may come at once.
    pub burst: f64,
    /// Tokens added each second.
    pub per_second: f64,
}

/// The tokens left of a quota; below nothing, what is owed.
#[derive(Debug)]
pub(crate) struct Bucket {
    left: f64,
    at: Instant,
}

impl Bucket {
    pub(crate) fn full(quota: Quota, now: Instant) -> Self {
        Self { left: quota.burst, at: now }
    }

    fn refill(&mut self, quota: Quota, now: Instant) {
        let earned = now.saturating_duration_since(self.at).as_secs_f64() * quota.per_second;
        self.left = (self.left + earned).min(quota.burst);
        self.at = now;
    }

    /// Whether there is one to take; if not, how long until there is.
    fn check(&mut self, quota: Quota, now: Instant) -> Result<(), Duration> {
        self.refill(quota, now);
        if self.left >= 1.0 {
            return Ok(());
        }
        let wait = (1.0 - self.left) / quota.per_second;
        Err(Duration::try_from_secs_f64(wait).unwrap_or(Duration::MAX))
    }

    fn take(&mut self, quota: Quota, now: Instant) -> Result<(), Duration> {
        self.check(quota, now)?;
        self.left -= 1.0;
        Ok(())
    }

    /// Takes as much as was used already; how long until nothing is owed.
    pub(crate) fn charge(&mut self, quota: Quota, used: f64, now: Instant) -> Duration {
        self.refill(quota, now);
        self.left -= used;
        let wait = (-self.left).max(0.0) / quota.per_second;
        Duration::try_from_secs_f64(wait).unwrap_or(Duration::MAX)
    }
}

/// One token bucket, shared by several connections.
#[derive(Debug)]
pub struct RateLimiter {
    quota: Quota,
    bucket: Mutex<Bucket>,
}

impl RateLimiter {
    /// Full.
    #[must_use]
    pub fn new(quota: Quota) -> Self {
        Self { quota, bucket: Mutex::new(Bucket::full(quota, Instant::now())) }
    }

    /// Takes one, if there is one.
    pub fn allows(&self) -> bool {
        let mut bucket = self.bucket.lock().unwrap_or_else(PoisonError::into_inner);
        bucket.take(self.quota, Instant::now()).is_ok()
    }
}

/// One token bucket for each key seen lately.
pub struct KeyedRateLimiter<K> {
    quota: Quota,
    most: usize,
    table: Mutex<Table<K>>,
}

struct Table<K> {
    known: HashMap<K, Bucket>,
    /// Shared by the keys that find no room in the table.
    others: Bucket,
    swept: Instant,
}

impl<K: Eq + Hash + Copy> KeyedRateLimiter<K> {
    /// Nobody was seen yet.
    #[must_use]
    pub fn new(quota: Quota) -> Self {
        Self::with_most(quota, ENTRIES)
    }

    fn with_most(quota: Quota, most: usize) -> Self {
        let now = Instant::now();
        let others = Bucket::full(quota, now);
        let table = Mutex::new(Table { known: HashMap::new(), others, swept: now });
        Self { quota, most, table }
    }

    /// Takes one.
    ///
    /// # Errors
    /// How long until there is one.
    pub fn take(&self, key: K, now: Instant) -> Result<(), Duration> {
        let mut table = self.table();
        self.bucket(&mut table, key, now).take(self.quota, now)
    }

    /// Looks whether there is one to take, and remembers nothing.
    ///
    /// # Errors
    /// How long until there is one.
    pub fn check(&self, key: K, now: Instant) -> Result<(), Duration> {
        let mut table = self.table();
        match table.known.get_mut(&key) {
            Some(bucket) => bucket.check(self.quota, now),
            None => Ok(()),
        }
    }

    /// Puts one back that was taken.
    pub fn refund(&self, key: K, now: Instant) {
        let mut table = self.table();
        let bucket = self.bucket(&mut table, key, now);
        bucket.refill(self.quota, now);
        bucket.left = (bucket.left + 1.0).min(self.quota.burst);
    }

    fn bucket<'a>(&self, table: &'a mut Table<K>, key: K, now: Instant) -> &'a mut Bucket {
        let full = table.known.len() >= self.most && !table.known.contains_key(&key);
        if full && now.saturating_duration_since(table.swept) >= SWEEP_EVERY {
            table.swept = now;
            // A full bucket is the same as no bucket, so it can be dropped.
            let quota = self.quota;
            table.known.retain(|_, bucket| {
                bucket.refill(quota, now);
                bucket.left < quota.burst
            });
        }
        if table.known.len() >= self.most && !table.known.contains_key(&key) {
            return &mut table.others;
        }
        table.known.entry(key).or_insert_with(|| Bucket::full(self.quota, now))
    }

    fn table(&self) -> MutexGuard<'_, Table<K>> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const THREE: Quota = Quota { burst: 3.0, per_second: 0.5 };

    fn taken(buckets: &KeyedRateLimiter<u32>, key: u32, now: Instant) -> usize {
        (0..100).take_while(|_| buckets.take(key, now).is_ok()).count()
    }

    #[test]
    fn a_burst_is_allowed_and_then_the_rate_with_the_time_to_wait() {
        let (buckets, now) = (KeyedRateLimiter::new(THREE), Instant::now());
        assert_eq!(taken(&buckets, 1, now), 3);
        assert_eq!(buckets.take(1, now), Err(Duration::from_secs(2)));
        assert_eq!(taken(&buckets, 1, now + Duration::from_secs(2)), 1);
        assert_eq!(taken(&buckets, 1, now + Duration::from_secs(600)), 3);
    }

    #[test]
    fn one_does_not_pay_for_another() {
        let (buckets, now) = (KeyedRateLimiter::new(THREE), Instant::now());
        assert_eq!(taken(&buckets, 1, now), 3);
        assert_eq!(taken(&buckets, 2, now), 3);
    }

    #[test]
    fn what_is_given_back_can_be_taken_again_and_looking_takes_nothing() {
        let (buckets, now) = (KeyedRateLimiter::new(THREE), Instant::now());
        for _ in 0..50 {
            assert_eq!(buckets.take(1, now), Ok(()));
            buckets.refund(1, now);
            assert_eq!(buckets.check(1, now), Ok(()));
            assert_eq!(buckets.check(2, now), Ok(()));
        }
        assert_eq!(taken(&buckets, 1, now), 3);
        assert_eq!(buckets.check(1, now), Err(Duration::from_secs(2)));
        assert_eq!(buckets.table().known.len(), 1);
    }

    #[test]
    fn a_table_never_grows_beyond_its_bound_and_whoever_finds_no_place_shares_one_bucket() {
        let (buckets, now) = (KeyedRateLimiter::with_most(THREE, 10), Instant::now());
        let allowed = (0..1_000).filter(|key| buckets.take(*key, now).is_ok()).count();
        assert_eq!(buckets.table().known.len(), 10);
        assert_eq!(allowed, 10 + 3);
    }

    #[test]
    fn whoever_was_quiet_for_long_enough_is_forgotten() {
        let (buckets, now) = (KeyedRateLimiter::with_most(THREE, 10), Instant::now());
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
