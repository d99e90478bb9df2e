//! Whether a client has what it asks for already: RFC 9110, 8.8.3 and 13.1.2.

use axum::http::{HeaderMap, header};
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};

/// Bytes of a hash in an `ETag`: enough to tell builds apart.
const ETAG_BYTES: usize = 12;

/// The tag of what has this hash. Weak, because it is the same for every encoding.
pub(super) fn of(hash: &[u8]) -> String {
    let short = BASE64_URL_SAFE_NO_PAD.encode(hash.get(..ETAG_BYTES).unwrap_or(hash));
    format!("W/\"{short}\"")
}

/// Whether the client says that it has what this tag is of.
pub(super) fn is_known(asked: &HeaderMap, etag: &str) -> bool {
    let known = asked.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    known.flat_map(|list| list.split(',')).any(|one| one.trim() == etag)
}
