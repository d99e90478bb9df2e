//! Who is asking: the address that limits count by.
//!
//! It is the other end of the connection, unless that is a proxy of ours. Then it is whoever our own
//! proxies say they spoke to: the right-most hop in `X-Forwarded-For` that is not one of them. What
//! stands left of it was written by the client and means nothing. `Forwarded`, `X-Real-IP` and their
//! cousins are not read at all. An address never gets into a log or a number.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use axum::http::{HeaderMap, HeaderName};
use ipnet::IpNet;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The other end of a connection. The listener puts it into every request.
#[derive(Clone, Copy)]
pub struct PeerAddr(pub IpAddr);

impl PeerAddr {
    /// For a request that came over no connection: all of those count as one.
    pub(super) const UNKNOWN: Self = Self(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
}

/// A client, as far as limits tell them apart: an IPv4 address, or an IPv6 /56, which is the least that
/// providers give to one household.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ClientKey(IpAddr);

impl ClientKey {
    fn at(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V6(v6) => IpAddr::V6(network(v6, 56)),
            v4 => v4,
        })
    }

    /// The /48 that an IPv6 client belongs to; none for IPv4.
    pub(super) fn site(self) -> Option<Self> {
        match self.0 {
            IpAddr::V6(v6) => Some(Self(IpAddr::V6(network(v6, 48)))),
            IpAddr::V4(_) => None,
        }
    }
}

fn network(address: Ipv6Addr, bits: u32) -> Ipv6Addr {
    Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << (128 - bits)))
}

impl std::fmt::Debug for ClientKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ClientKey(..)")
    }
}

/// The proxies that are ours.
#[derive(Debug, Clone, Default)]
pub struct TrustedProxies(Vec<IpNet>);

impl TrustedProxies {
    /// These networks.
    #[must_use]
    pub fn new(networks: Vec<IpNet>) -> Self {
        Self(networks)
    }

    pub(super) fn none(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether this is one of them.
    pub(super) fn has(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.contains(&address))
    }

    /// Who is asking.
    pub(super) fn client(&self, PeerAddr(peer): PeerAddr, headers: &HeaderMap) -> ClientKey {
        let mut address = peer;
        let lines: Vec<_> = headers.get_all(FORWARDED_FOR).iter().collect();
        // Each proxy adds at the end, whether to the last line or as a line of its own.
        let hops = lines.into_iter().rev().flat_map(|line| line.as_bytes().rsplit(|b| *b == b','));
        for hop in hops {
            if !self.has(address) {
                break;
            }
            // What cannot be read is no reason to believe what stands left of it.
            let Some(before) = read(hop) else { break };
            address = before;
        }
        ClientKey::at(address)
    }

    /// Whether somebody sends the header though nobody is believed.
    pub(super) fn ignores_forwarded_for(&self, headers: &HeaderMap) -> bool {
        self.none() && headers.contains_key(FORWARDED_FOR)
    }
}

/// An address, with or without a port.
fn read(hop: &[u8]) -> Option<IpAddr> {
    let text = std::str::from_utf8(hop).ok()?.trim();
    let bare = || text.parse().ok();
    let with_port = || text.parse::<std::net::SocketAddr>().ok().map(|address| address.ip());
    let bracketed = || text.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    bare().or_else(with_port).or_else(bracketed)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn asked(lines: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(FORWARDED_FOR, line.parse().unwrap());
        }
        headers
    }

    fn found(trusted: &[&str], peer: &str, lines: &[&str]) -> String {
        let proxies = TrustedProxies::new(trusted.iter().map(|net| net.parse().unwrap()).collect());
        proxies.client(PeerAddr(peer.parse().unwrap()), &asked(lines)).0.to_string()
    }

    #[test]
    fn without_a_trusted_proxy_the_header_is_not_believed() {
        assert_eq!(found(&[], "192.0.2.1", &["203.0.113.9"]), "192.0.2.1");
        assert_eq!(found(&["10.0.0.0/8"], "192.0.2.1", &["203.0.113.9"]), "192.0.2.1");
    }

    #[test]
    fn behind_a_trusted_proxy_only_what_it_added_itself_counts() {
        let trusted = ["10.0.0.0/8", "127.0.0.1/32"];
        let cases: [(&[&str], &str); 11] = [
            (&[], "10.0.0.1"),
            (&["203.0.113.9"], "203.0.113.9"),
            (&["198.51.100.1, 203.0.113.9"], "203.0.113.9"),
            (&["198.51.100.1", "203.0.113.9"], "203.0.113.9"),
            (&["198.51.100.1, 203.0.113.9, 10.2.3.4, 127.0.0.1"], "203.0.113.9"),
            (&["10.9.9.9"], "10.9.9.9"),
            (&["203.0.113.9:4711"], "203.0.113.9"),
            (&["203.0.113.9, onzin"], "10.0.0.1"),
            (&["203.0.113.9, onzin, 10.2.3.4"], "10.2.3.4"),
            (&["203.0.113.9,"], "10.0.0.1"),
            (&["unknown"], "10.0.0.1"),
        ];
        for (lines, expected) in cases {
            assert_eq!(found(&trusted, "10.0.0.1", lines), expected, "{lines:?}");
        }
    }

    #[test]
    fn the_cousins_of_the_header_are_not_read() {
        let proxies = TrustedProxies::new(vec!["10.0.0.1/32".parse().unwrap()]);
        let peer = PeerAddr("10.0.0.1".parse().unwrap());
        for name in ["forwarded", "x-real-ip", "cf-connecting-ip", "true-client-ip", "x-client-ip"]
        {
            let mut headers = HeaderMap::new();
            headers.insert(name, "203.0.113.9".parse().unwrap());
            assert_eq!(proxies.client(peer, &headers).0.to_string(), "10.0.0.1", "{name}");
        }
    }

    #[test]
    fn a_household_with_ipv6_is_one_visitor_and_a_mapped_address_is_the_address() {
        let of = |peer| found(&[], peer, &[]);
        assert_eq!(of("2001:db8:1:2:a:b:c:d"), of("2001:db8:1:2::1"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:103::1"));
        assert_eq!(of("::ffff:192.0.2.1"), "192.0.2.1");
        let hop = ["[2001:db8:1:2::1]:443"];
        assert_eq!(
            found(&["::ffff:10.0.0.1/128", "10.0.0.1/32"], "::ffff:10.0.0.1", &hop),
            "2001:db8:1::"
        );
    }

    #[test]
    fn a_visitor_does_not_show_their_address() {
        let client = ClientKey::at("192.0.2.1".parse().unwrap());
        assert_eq!(format!("{client:?}"), "ClientKey(..)");
    }
}
