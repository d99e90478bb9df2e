//! Admission control: every limit by address and by token, with its reason.
//!
//! A school has one address. So all limits by address follow from one number, how many people may be
//! behind it, and the operator sets that one if it is not enough.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use axum::extract::{Request, State};
use axum::http::{Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::client_ip::{ClientKey, PeerAddr, TrustedProxies};
use super::concurrency::{ConcurrencyLimit, ConnectionSlot};
use super::download::Downloads;
use super::origin::Origins;
use super::problem::{self, ProblemResponse};
use crate::rate_limit::{KeyedRateLimiter, Quota};
use kring_domain::Credential;

/// Requests of one participant over HTTP: the report in two forms, tried again by an impatient finger.
const TOKEN_REQUESTS: Quota = Quota { burst: 30.0, per_second: 1.0 };
/// Short codes that did not fit, of all clients together: a guess hits one of the lobbies that are open
/// among 2^30 codes. With a hundred of them at once, guessing day and night by many clients takes three
/// and a half years for one; with five, seventy.
const WRONG_CODES: Quota = Quota { burst: 200.0, per_second: 0.1 };
const HOUR: f64 = 3_600.0;

/// The settings of admission control.
#[derive(Debug, Clone)]
pub struct AdmissionSettings {
    /// The origins that may use the server.
    pub origins: Origins,
    /// The proxies that are ours.
    pub proxies: TrustedProxies,
    /// How many people may be behind one address.
    pub people_per_address: u32,
}

/// Several classes at the same time.
pub const PEOPLE_PER_ADDRESS: u32 = 100;

impl Default for AdmissionSettings {
    fn default() -> Self {
        Self {
            origins: Origins::default(),
            proxies: TrustedProxies::default(),
            people_per_address: PEOPLE_PER_ADDRESS,
        }
    }
}

/// What one address may do.
struct Limits {
    requests: Quota,
    connects: Quota,
    failures: Quota,
    codes: Quota,
    meetings: Quota,
    passkeys: Quota,
    open: usize,
    sockets: usize,
}

impl Limits {
    fn for_people(people: u32) -> Self {
        let (people, count) = (f64::from(people.max(1)), people.max(1) as usize);
        Self {
            // The page has eight files, and some twenty more that the browser keeps for when there is
            // no network; a preview, a join and a connection come with them, and a reload. All of them
            // at once get in. Afterwards pages speak over their WebSocket.
            requests: Quota { burst: people * 50.0, per_second: people / 2.0 },
            // Twice the requests: a client that opens a connection for every one of them is answered
            // that there were too many, and is not cut off without a word.
            connects: Quota { burst: people * 100.0, per_second: people },
            // Everybody with an expired link tries three times, and some are left for typing errors.
            // Guessing 128 bits at one in six seconds for a hundred people takes for ever.
            failures: Quota { burst: people * 4.0, per_second: people / 600.0 },
            // Everybody mistypes the short code once.
            codes: Quota { burst: people, per_second: people / HOUR },
            // One for each of them, and again an hour later.
            meetings: Quota { burst: people, per_second: people / HOUR },
            // A device that asks its owner twice, for each of them, and again a few minutes later.
            passkeys: Quota { burst: people * 2.0, per_second: people / 300.0 },
            // A browser opens six for a page.
            open: count.saturating_mul(8),
            // A phone, a laptop and two forgotten tabs each.
            sockets: count.saturating_mul(4),
        }
    }
}

/// How many /56 networks a /48 counts for: providers give either to one household or company.
const NETWORKS_IN_SITE: f64 = 8.0;

/// A rate limit for each client, and for each site that many IPv6 clients can be of.
struct ClientLimiter {
    clients: KeyedRateLimiter<ClientKey>,
    sites: KeyedRateLimiter<ClientKey>,
}

impl ClientLimiter {
    fn new(quota: Quota) -> Self {
        let (burst, per_second) =
            (quota.burst * NETWORKS_IN_SITE, quota.per_second * NETWORKS_IN_SITE);
        let site = Quota { burst, per_second };
        Self { clients: KeyedRateLimiter::new(quota), sites: KeyedRateLimiter::new(site) }
    }

    fn take(&self, client: ClientKey, now: Instant) -> Result<(), Duration> {
        self.clients.take(client, now)?;
        client.site().map_or(Ok(()), |site| self.sites.take(site, now))
    }

    fn refund(&self, client: ClientKey, now: Instant) {
        self.clients.refund(client, now);
        if let Some(site) = client.site() {
            self.sites.refund(site, now);
        }
    }
}

/// Admission control of one server.
pub struct Admission {
    settings: AdmissionSettings,
    requests: ClientLimiter,
    connects: ClientLimiter,
    failures: ClientLimiter,
    meetings: ClientLimiter,
    codes: ClientLimiter,
    passkeys: ClientLimiter,
    all_codes: KeyedRateLimiter<()>,
    tokens: KeyedRateLimiter<Credential>,
    open: ConcurrencyLimit<ClientKey>,
    sockets: ConcurrencyLimit<ClientKey>,
    downloads: Downloads,
    spoofing_told: AtomicBool,
}

/// Refused by a rate limit: how long to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RetryAfter(pub(super) Duration);

impl From<RetryAfter> for ProblemResponse {
    fn from(RetryAfter(wait): RetryAfter) -> Self {
        problem::too_many_requests(wait)
    }
}

impl Admission {
    /// All limits unused.
    #[must_use]
    pub fn new(settings: AdmissionSettings) -> Self {
        let limits = Limits::for_people(settings.people_per_address);
        Self {
            settings,
            requests: ClientLimiter::new(limits.requests),
            connects: ClientLimiter::new(limits.connects),
            failures: ClientLimiter::new(limits.failures),
            meetings: ClientLimiter::new(limits.meetings),
            codes: ClientLimiter::new(limits.codes),
            passkeys: ClientLimiter::new(limits.passkeys),
            all_codes: KeyedRateLimiter::new(WRONG_CODES),
            tokens: KeyedRateLimiter::new(TOKEN_REQUESTS),
            open: ConcurrencyLimit::new(limits.open),
            sockets: ConcurrencyLimit::new(limits.sockets),
            downloads: Downloads::new(),
            spoofing_told: AtomicBool::new(false),
        }
    }

    pub(super) fn downloads(&self) -> &Downloads {
        &self.downloads
    }

    pub(super) fn origins(&self) -> &Origins {
        &self.settings.origins
    }

    /// Takes a slot for a TCP connection; `None` if its address has too many. Connections of a trusted
    /// proxy carry many clients and are not counted.
    #[must_use]
    pub fn admit_connection(&self, peer: PeerAddr) -> Option<ConnectionSlot<ClientKey>> {
        if self.settings.proxies.has(peer.0) {
            return Some(ConnectionSlot::unlimited());
        }
        let client = self.settings.proxies.client(peer, &axum::http::HeaderMap::new());
        let place = self.connects.take(client, Instant::now()).ok();
        let place = place.and_then(|()| self.open.take(client));
        if place.is_none() {
            refused("connections");
        }
        place
    }

    /// Takes a slot for a WebSocket.
    pub(super) fn socket(
        &self,
        client: ClientKey,
    ) -> Result<ConnectionSlot<ClientKey>, RetryAfter> {
        self.sockets.take(client).ok_or_else(|| {
            refused("sockets");
            RetryAfter(Duration::from_secs(10))
        })
    }

    /// Counts a meeting that is about to be created.
    pub(super) fn meeting(&self, client: ClientKey) -> Result<(), RetryAfter> {
        taken("meetings", self.meetings.take(client, Instant::now()))
    }

    /// Counts a secret of this client that did not fit. Valid ones are let in whatever was guessed before:
    /// at 128 bits guessing gets nobody in, and others may be behind the same address.
    pub(super) fn count_failure(&self, client: ClientKey) -> Result<(), RetryAfter> {
        taken("secrets", self.failures.take(client, Instant::now()))
    }

    /// Counts a return by passkey that is about to be begun: until it is ended the server remembers it.
    pub(super) fn passkey(&self, client: ClientKey) -> Result<(), RetryAfter> {
        taken("passkeys", self.passkeys.take(client, Instant::now()))
    }

    /// Counts an attempt at a short code, for this client and for all together, before it is looked up.
    pub(super) fn count_code(&self, client: ClientKey) -> Result<(), RetryAfter> {
        let now = Instant::now();
        taken("codes", self.codes.take(client, now).and_then(|()| self.all_codes.take((), now)))
    }

    /// The code was good: it does not count.
    pub(super) fn forgive_code(&self, client: ClientKey) {
        let now = Instant::now();
        self.codes.refund(client, now);
        self.all_codes.refund((), now);
    }

    /// Whether a token may be used once more. One that nobody has shown before always may, so that
    /// made-up tokens leave nothing behind.
    pub(super) fn check_token(&self, token: Credential) -> Result<(), RetryAfter> {
        taken("tokens", self.tokens.check(token, Instant::now()))
    }

    /// Counts one use of a token that turned out to be valid.
    pub(super) fn charge_token(&self, token: Credential) {
        let _ = self.tokens.take(token, Instant::now());
    }

    fn client(&self, peer: PeerAddr, headers: &axum::http::HeaderMap) -> ClientKey {
        let told = &self.spoofing_told;
        if self.settings.proxies.ignores_forwarded_for(headers)
            && !told.swap(true, Ordering::Relaxed)
        {
            tracing::warn!(
                "somebody sends X-Forwarded-For, and no proxy is trusted: if there is one before this \
                 server, name it with --trusted-proxy, or all of its visitors count as one"
            );
        }
        self.settings.proxies.client(peer, headers)
    }
}

fn taken(what: &'static str, taken: Result<(), Duration>) -> Result<(), RetryAfter> {
    taken.map_err(|wait| {
        refused(what);
        RetryAfter(wait)
    })
}

fn refused(what: &'static str) {
    metrics::counter!("kring_turned_away_total", "limit" => what).increment(1);
}

/// The middleware before every route: request rate, cross-origin writes, and the client key for the
/// handlers.
pub(super) async fn admit(
    State(admission): State<Arc<Admission>>,
    mut request: Request,
    next: Next,
) -> Response {
    let peer = request.extensions().get::<PeerAddr>().copied().unwrap_or(PeerAddr::UNKNOWN);
    let client = admission.client(peer, request.headers());
    if let Err(later) = taken("requests", admission.requests.take(client, Instant::now())) {
        return ProblemResponse::from(later).into_response();
    }
    // RFC 9112, 3.2: which of two hosts is meant cannot be known.
    if request.headers().get_all(header::HOST).iter().count() > 1 {
        return problem::two_hosts().into_response();
    }
    // Reading is what the browser itself keeps from a foreign page.
    let reads = [Method::GET, Method::HEAD, Method::OPTIONS].contains(request.method());
    if !reads && admission.origins().is_cross_origin(request.headers()) {
        return problem::foreign_origin().into_response();
    }
    request.extensions_mut().insert(client);
    next.run(request).await
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn peer(text: &str) -> PeerAddr {
        PeerAddr(text.parse().unwrap())
    }

    fn admission(people_per_address: u32, trusted: &[&str]) -> Admission {
        let proxies = TrustedProxies::new(trusted.iter().map(|net| net.parse().unwrap()).collect());
        Admission::new(AdmissionSettings {
            proxies,
            people_per_address,
            ..AdmissionSettings::default()
        })
    }

    fn someone(admission: &Admission) -> ClientKey {
        admission.client(peer("192.0.2.1"), &axum::http::HeaderMap::new())
    }

    #[test]
    fn thirty_people_with_an_expired_link_who_try_thrice_are_told_so_each_time() {
        let admission = admission(PEOPLE_PER_ADDRESS, &[]);
        let client = someone(&admission);
        // The page looks at an invitation before it joins with it.
        for _ in 0..30 * 3 * 2 {
            admission.count_failure(client).unwrap();
        }
    }

    #[test]
    fn guessing_comes_to_an_end() {
        let admission = admission(1, &[]);
        let client = someone(&admission);
        let guesses = (0..1_000).map_while(|_| admission.count_failure(client).ok());
        assert_eq!(guesses.count(), 4);
        let Err(RetryAfter(wait)) = admission.count_failure(client) else { unreachable!() };
        assert!(wait > Duration::from_secs(590), "{wait:?}");
    }

    #[test]
    fn a_client_with_a_connection_for_every_request_is_refused_in_words() {
        for people in [1, PEOPLE_PER_ADDRESS] {
            let Limits { requests, connects, .. } = Limits::for_people(people);
            assert!(connects.burst > requests.burst && connects.per_second > requests.per_second);
        }
    }

    #[test]
    fn short_codes_are_guessed_only_so_often_by_one_client_and_by_all_together() {
        let admission = admission(100, &[]);
        let guesses = |address: &str| {
            let client = admission.client(peer(address), &axum::http::HeaderMap::new());
            (0..1_000).map_while(|_| admission.count_code(client).ok()).count()
        };
        assert_eq!(["192.0.2.1", "192.0.2.2", "192.0.2.3"].map(guesses), [100, 100, 0]);
        let good = admission.client(peer("192.0.2.2"), &axum::http::HeaderMap::new());
        admission.forgive_code(good);
        assert_eq!(admission.count_code(good), Ok(()));
    }

    #[test]
    fn connections_of_one_address_are_bounded_and_free_again_when_they_end() {
        let admission = admission(1, &["10.0.0.0/8"]);
        let open: Vec<_> =
            (0..100).map_while(|_| admission.admit_connection(peer("192.0.2.1"))).collect();
        assert_eq!(open.len(), 8);
        assert!(admission.admit_connection(peer("192.0.2.2")).is_some());
        drop(open);
        assert!(admission.admit_connection(peer("192.0.2.1")).is_some());
        assert!(admission.open.is_unused(), "nothing stays behind");
        let proxied: Vec<_> =
            (0..100).map_while(|_| admission.admit_connection(peer("10.0.0.1"))).collect();
        assert_eq!(proxied.len(), 100);
    }

    #[test]
    fn a_token_is_counted_only_once_it_turned_out_good() {
        let admission = admission(1, &[]);
        let (good, made_up) = (Credential([1; 32]), Credential([2; 32]));
        for _ in 0..30 {
            admission.check_token(good).unwrap();
            admission.charge_token(good);
        }
        assert!(admission.check_token(good).is_err());
        assert_eq!(admission.check_token(made_up), Ok(()));
    }
}
