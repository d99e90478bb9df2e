//! How many may come in, and how often: every limit by address and by token, with its reason.
//!
//! A school has one address. So all limits by address follow from one number, how many people may be
//! behind it, and whoever runs the server sets that one if it is not enough.

use std::hash::Hash;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use dashmap::DashMap;

use super::origin::Origins;
use super::problem::{self, ProblemResponse};
use super::visitor::{Peer, Proxies, Visitor};
use crate::bucket::{Allowance, Buckets};
use crate::domain::Credential;

/// Requests of one participant over HTTP: the report in two forms, tried again by an impatient finger.
const TOKEN_REQUESTS: Allowance = Allowance { burst: 30.0, per_second: 1.0 };
const HOUR: f64 = 3_600.0;

/// How the door is set.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The pages that may speak to the server.
    pub origins: Origins,
    /// The proxies that are ours.
    pub proxies: Proxies,
    /// How many people may be behind one address.
    pub people_per_address: u32,
}

/// Several classes at the same time.
pub const PEOPLE_PER_ADDRESS: u32 = 100;

impl Default for Settings {
    fn default() -> Self {
        Self {
            origins: Origins::default(),
            proxies: Proxies::default(),
            people_per_address: PEOPLE_PER_ADDRESS,
        }
    }
}

/// What one address may do.
struct Limits {
    requests: Allowance,
    connects: Allowance,
    failures: Allowance,
    meetings: Allowance,
    open: usize,
    sockets: usize,
}

impl Limits {
    fn for_people(people: u32) -> Self {
        let (people, count) = (f64::from(people.max(1)), people.max(1) as usize);
        Self {
            // The page has eight files; a preview, a join and a connection come with them, and a
            // reload. All of them at once get in. Afterwards pages speak over their WebSocket.
            requests: Allowance { burst: people * 20.0, per_second: people / 2.0 },
            // So that whoever opens a connection for every request is told so, and not cut off.
            connects: Allowance { burst: people * 40.0, per_second: people },
            // Everybody with an expired link tries three times, and some are left for typing errors.
            // Guessing 128 bits at one in six seconds for a hundred people takes for ever.
            failures: Allowance { burst: people * 4.0, per_second: people / 600.0 },
            // One for each of them, and again an hour later.
            meetings: Allowance { burst: people, per_second: people / HOUR },
            // A browser opens six for a page.
            open: count.saturating_mul(8),
            // A phone, a laptop and two forgotten tabs each.
            sockets: count.saturating_mul(4),
        }
    }
}

/// Watches who comes in.
pub struct Door {
    settings: Settings,
    requests: Buckets<Visitor>,
    connects: Buckets<Visitor>,
    failures: Buckets<Visitor>,
    meetings: Buckets<Visitor>,
    tokens: Buckets<Credential>,
    open: Places<Visitor>,
    sockets: Places<Visitor>,
    spoofing_told: AtomicBool,
}

/// Not now: how long to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Later(pub(super) Duration);

impl From<Later> for ProblemResponse {
    fn from(Later(wait): Later) -> Self {
        problem::too_many_requests(wait)
    }
}

impl Door {
    /// Nobody has come yet.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        let limits = Limits::for_people(settings.people_per_address);
        Self {
            settings,
            requests: Buckets::new(limits.requests),
            connects: Buckets::new(limits.connects),
            failures: Buckets::new(limits.failures),
            meetings: Buckets::new(limits.meetings),
            tokens: Buckets::new(TOKEN_REQUESTS),
            open: Places::new(limits.open),
            sockets: Places::new(limits.sockets),
            spoofing_told: AtomicBool::new(false),
        }
    }

    pub(super) fn origins(&self) -> &Origins {
        &self.settings.origins
    }

    /// A connection is made. A proxy of ours carries everybody's, so its own are not counted.
    #[must_use]
    pub fn knock(&self, peer: Peer) -> Option<Place<Visitor>> {
        if self.settings.proxies.has(peer.0) {
            return Some(Place { taken: None });
        }
        let visitor = self.settings.proxies.visitor(peer, &axum::http::HeaderMap::new());
        let place = self.connects.take(visitor, Instant::now()).ok();
        let place = place.and_then(|()| self.open.take(visitor));
        if place.is_none() {
            refused("connections");
        }
        place
    }

    /// A WebSocket is opened.
    pub(super) fn socket(&self, visitor: Visitor) -> Result<Place<Visitor>, Later> {
        self.sockets.take(visitor).ok_or_else(|| {
            refused("sockets");
            Later(Duration::from_secs(10))
        })
    }

    /// A meeting is created.
    pub(super) fn meeting(&self, visitor: Visitor) -> Result<(), Later> {
        taken("meetings", self.meetings.take(visitor, Instant::now()))
    }

    /// A secret is about to be looked at. Not if this visitor has shown too many that did not fit.
    pub(super) fn attempt(&self, visitor: Visitor) -> Result<Attempt<'_>, Later> {
        taken("secrets", self.failures.take(visitor, Instant::now()))?;
        Ok(Attempt { failures: &self.failures, visitor, failed: false })
    }

    /// Whether a token may be used once more. One that nobody has shown before always may, so that
    /// made-up tokens leave nothing behind.
    pub(super) fn token_rests(&self, token: Credential) -> Result<(), Later> {
        taken("tokens", self.tokens.check(token, Instant::now()))
    }

    /// A token turned out to be good.
    pub(super) fn token_used(&self, token: Credential) {
        let _ = self.tokens.take(token, Instant::now());
    }

    fn visitor(&self, peer: Peer, headers: &axum::http::HeaderMap) -> Visitor {
        let told = &self.spoofing_told;
        if self.settings.proxies.disbelieved(headers) && !told.swap(true, Ordering::Relaxed) {
            tracing::warn!(
                "somebody sends X-Forwarded-For, and no proxy is trusted: if there is one before this \
                 server, name it with --trusted-proxy, or all of its visitors count as one"
            );
        }
        self.settings.proxies.visitor(peer, headers)
    }
}

fn taken(what: &'static str, taken: Result<(), Duration>) -> Result<(), Later> {
    taken.map_err(|wait| {
        refused(what);
        Later(wait)
    })
}

fn refused(what: &'static str) {
    metrics::counter!("kring_turned_away_total", "limit" => what).increment(1);
}

/// Stands before every address of the server, and tells the handlers who is asking.
pub(super) async fn admit(
    State(door): State<Arc<Door>>,
    mut request: Request,
    next: Next,
) -> Response {
    let peer = request.extensions().get::<Peer>().copied().unwrap_or(Peer::UNKNOWN);
    let visitor = door.visitor(peer, request.headers());
    if let Err(later) = taken("requests", door.requests.take(visitor, Instant::now())) {
        return ProblemResponse::from(later).into_response();
    }
    // Reading is what the browser itself keeps from a foreign page.
    let reads = [Method::GET, Method::HEAD, Method::OPTIONS].contains(request.method());
    if !reads && door.origins().foreign(request.headers()) {
        return problem::foreign_origin().into_response();
    }
    request.extensions_mut().insert(visitor);
    next.run(request).await
}

/// A secret being looked at. It costs its visitor nothing unless it did not fit.
pub(super) struct Attempt<'a> {
    failures: &'a Buckets<Visitor>,
    visitor: Visitor,
    failed: bool,
}

impl Attempt<'_> {
    pub(super) fn failed(mut self) {
        self.failed = true;
    }
}

impl Drop for Attempt<'_> {
    fn drop(&mut self) {
        if !self.failed {
            self.failures.give_back(self.visitor, Instant::now());
        }
    }
}

/// How many of something are open at the same time. Holds no more entries than there are open.
struct Places<K: Eq + Hash> {
    most: usize,
    taken: Arc<DashMap<K, usize>>,
}

impl<K: Eq + Hash + Copy> Places<K> {
    fn new(most: usize) -> Self {
        Self { most, taken: Arc::default() }
    }

    fn take(&self, key: K) -> Option<Place<K>> {
        let mut count = self.taken.entry(key).or_insert(0);
        if *count >= self.most {
            return None;
        }
        *count += 1;
        drop(count);
        Some(Place { taken: Some((self.taken.clone(), key)) })
    }
}

/// One of them; free again when it is dropped.
pub struct Place<K: Eq + Hash + Copy> {
    taken: Option<(Arc<DashMap<K, usize>>, K)>,
}

impl<K: Eq + Hash + Copy> Drop for Place<K> {
    fn drop(&mut self) {
        let Some((taken, key)) = self.taken.take() else { return };
        if let Some(mut count) = taken.get_mut(&key) {
            *count = count.saturating_sub(1);
        }
        taken.remove_if(&key, |_, count| *count == 0);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn peer(text: &str) -> Peer {
        Peer(text.parse().unwrap())
    }

    fn door(people_per_address: u32, trusted: &[&str]) -> Door {
        let proxies = Proxies::new(trusted.iter().map(|net| net.parse().unwrap()).collect());
        Door::new(Settings { proxies, people_per_address, ..Settings::default() })
    }

    fn someone(door: &Door) -> Visitor {
        door.visitor(peer("192.0.2.1"), &axum::http::HeaderMap::new())
    }

    #[test]
    fn thirty_people_with_an_expired_link_who_try_thrice_leave_their_classmates_room() {
        let door = door(PEOPLE_PER_ADDRESS, &[]);
        let visitor = someone(&door);
        for _ in 0..30 * 3 {
            // The page looks at an invitation before it joins with it.
            door.attempt(visitor).unwrap().failed();
            door.attempt(visitor).unwrap().failed();
        }
        drop(door.attempt(visitor).unwrap());
    }

    #[test]
    fn guessing_comes_to_an_end_and_good_secrets_cost_nothing() {
        let door = door(1, &[]);
        let visitor = someone(&door);
        for _ in 0..1_000 {
            drop(door.attempt(visitor).unwrap());
        }
        let guesses = (0..1_000).map_while(|_| door.attempt(visitor).ok());
        assert_eq!(guesses.map(Attempt::failed).count(), 4);
        let Err(Later(wait)) = door.attempt(visitor) else { unreachable!() };
        assert!(wait > Duration::from_secs(590), "{wait:?}");
    }

    #[test]
    fn connections_of_one_address_are_bounded_and_free_again_when_they_end() {
        let door = door(1, &["10.0.0.0/8"]);
        let open: Vec<_> = (0..100).map_while(|_| door.knock(peer("192.0.2.1"))).collect();
        assert_eq!(open.len(), 8);
        assert!(door.knock(peer("192.0.2.2")).is_some());
        drop(open);
        assert!(door.knock(peer("192.0.2.1")).is_some());
        assert!(door.open.taken.is_empty(), "nothing stays behind");
        let proxied: Vec<_> = (0..100).map_while(|_| door.knock(peer("10.0.0.1"))).collect();
        assert_eq!(proxied.len(), 100);
    }

    #[test]
    fn a_token_is_counted_only_once_it_turned_out_good() {
        let door = door(1, &[]);
        let (good, made_up) = (Credential([1; 32]), Credential([2; 32]));
        for _ in 0..30 {
            door.token_rests(good).unwrap();
            door.token_used(good);
        }
        assert!(door.token_rests(good).is_err());
        assert_eq!(door.token_rests(made_up), Ok(()));
    }
}
