//! Which pages may speak to this server.
//!
//! A token is no cookie: a browser sends it for no page but the one that holds it, so a foreign page has
//! no authority to borrow. The default, that a page must come from the host it speaks to, is therefore
//! safe enough, and it works for whoever just tries Kring and behind every proxy that passes `Host`.
//! What it does not stop is a name of somebody else's that is made to point here (DNS rebinding): such a
//! page is then "the same host", though it still holds nobody's token. A server with a certificate knows
//! its names and refuses others. The list is for who wants that behind a proxy too, and for a page that
//! is served from another place than the server.

use std::sync::Arc;

use axum::http::{HeaderMap, header};

use crate::tls::Certificate;

/// An origin as browsers write it: scheme, host and port, all lower case, without a default port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    scheme: String,
    authority: String,
}

/// What is wrong with an origin that was given.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is not an origin; write it like https://kring.school.example, without a path")]
pub struct NotAnOrigin(String);

impl std::str::FromStr for Origin {
    type Err = NotAnOrigin;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || NotAnOrigin(text.to_owned());
        let (scheme, authority) = text.trim().split_once("://").ok_or_else(wrong)?;
        let scheme = scheme.to_ascii_lowercase();
        let authority = authority.strip_suffix('/').unwrap_or(authority);
        let host = |c: char| c.is_ascii_alphanumeric() || ".-_:[]".contains(c);
        let good = ["http", "https"].contains(&scheme.as_str()) && !authority.is_empty();
        if !good || !authority.chars().all(host) {
            return Err(wrong());
        }
        let authority = without_default_port(&scheme, authority);
        Ok(Self { scheme, authority })
    }
}

fn is_of_host(origin: &Origin, headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    host.is_some_and(|host| without_default_port(&origin.scheme, host) == origin.authority)
}

fn without_default_port(scheme: &str, authority: &str) -> String {
    let port = if scheme == "https" { ":443" } else { ":80" };
    let authority = authority.to_ascii_lowercase();
    authority.strip_suffix(port).map(ToOwned::to_owned).unwrap_or(authority)
}

/// The pages that may speak to this server.
#[derive(Debug, Clone, Default)]
pub enum Origins {
    /// Those of the host that is spoken to.
    #[default]
    SameHost,
    /// Those of the host that is spoken to, over TLS, if the certificate is for it.
    Certified(Arc<Certificate>),
    /// These and no others.
    Listed(Vec<Origin>),
}

impl Origins {
    /// A list; an empty one means the host that is spoken to.
    #[must_use]
    pub fn listed(origins: Vec<Origin>) -> Self {
        if origins.is_empty() { Self::SameHost } else { Self::Listed(origins) }
    }

    /// The same for a server that speaks TLS with this certificate. A list stays what it is.
    #[must_use]
    pub fn with_certificate(self, certificate: Option<&Arc<Certificate>>) -> Self {
        match (self, certificate) {
            (Self::SameHost, Some(certificate)) => Self::Certified(certificate.clone()),
            (origins, _) => origins,
        }
    }

    /// Whether the request names exactly one origin and that origin is allowed.
    pub(super) fn allows(&self, headers: &HeaderMap) -> bool {
        let mut named = headers.get_all(header::ORIGIN).iter();
        let (Some(origin), None) = (named.next(), named.next()) else { return false };
        let Some(origin) = origin.to_str().ok().and_then(|text| text.parse::<Origin>().ok()) else {
            return false;
        };
        match self {
            Self::Listed(origins) => origins.contains(&origin),
            Self::SameHost => is_of_host(&origin, headers),
            Self::Certified(certificate) => {
                origin.scheme == "https"
                    && is_of_host(&origin, headers)
                    && certificate.is_for(&origin.authority)
            }
        }
    }

    /// Whether a page that may not speak to this server is asking. Programs name no origin.
    pub(super) fn is_cross_origin(&self, headers: &HeaderMap) -> bool {
        headers.contains_key(header::ORIGIN) && !self.allows(headers)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn asked(host: &str, origins: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, host.parse().unwrap());
        for origin in origins {
            headers.append(header::ORIGIN, origin.parse().unwrap());
        }
        headers
    }

    #[test]
    fn without_a_list_a_page_must_come_from_the_host_it_speaks_to() {
        let cases = [
            ("kring.example", vec!["https://kring.example"], true),
            ("kring.example", vec!["https://Kring.Example"], true),
            ("kring.example:443", vec!["https://kring.example"], true),
            ("localhost:8080", vec!["http://localhost:8080"], true),
            ("[::1]:8080", vec!["http://[::1]:8080"], true),
            ("kring.example", vec!["https://evil.example"], false),
            ("kring.example", vec!["https://kring.example.evil.example"], false),
            ("kring.example", vec!["https://kring.example:8443"], false),
            ("kring.example", vec!["null"], false),
            ("kring.example", vec!["kring.example"], false),
            ("kring.example", vec!["https://kring.example/page"], false),
            ("kring.example", vec!["https://evil.example", "https://kring.example"], false),
            ("kring.example", vec![""], false),
            ("kring.example", vec![], false),
        ];
        for (host, origins, expected) in cases {
            let found = Origins::SameHost.allows(&asked(host, &origins));
            assert_eq!(found, expected, "{host} {origins:?}");
        }
    }

    #[test]
    fn with_a_list_only_its_pages_are_welcome_whatever_the_host() {
        let list = ["https://kring.example", "http://localhost:3000"];
        let origins = Origins::listed(list.iter().map(|text| text.parse().unwrap()).collect());
        for (origin, expected) in [
            ("https://kring.example", true),
            ("http://localhost:3000", true),
            ("http://kring.example", false),
            ("https://other.example", false),
            ("null", false),
        ] {
            let found = origins.allows(&asked("other.example", &[origin]));
            assert_eq!(found, expected, "{origin}");
        }
        assert!(!origins.allows(&asked("kring.example", &[])));
    }

    #[test]
    fn an_empty_list_is_no_list() {
        assert!(Origins::listed(vec![]).allows(&asked("a.example", &["https://a.example"])));
    }

    #[test]
    fn what_is_no_origin_is_said_to_be_none() {
        for text in ["kring.example", "ftp://kring.example", "https://", "https://a.example/b", "*"]
        {
            assert!(text.parse::<Origin>().is_err(), "{text}");
        }
    }
}
