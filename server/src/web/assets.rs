//! The page, embedded in the binary, with what the build compressed beside each file.

use std::borrow::Cow;

use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

use super::{etag, problem};

#[derive(RustEmbed)]
#[folder = "../web-client/dist"]
#[allow_missing = true]
struct Page;

/// Encodings that the build made, the smallest first: what a client asks for, and the ending of the file.
const ENCODINGS: [(&str, &str); 2] = [("br", ".br"), ("gzip", ".gz")];

/// A file of the page; for any address without an ending, the page itself, which has its own routes.
pub(super) async fn serve(uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    let is_compressed = ENCODINGS.iter().any(|(_, ending)| path.ends_with(ending));
    if let Some(file) = Page::get(path).filter(|_| !path.is_empty() && !is_compressed) {
        // Everything under assets/ carries the hash of its content in its name.
        let hashed = path.starts_with("assets/");
        let caching = if hashed { "public, max-age=31536000, immutable" } else { "no-cache" };
        let kind = file.metadata.mimetype().to_owned();
        return respond(path, file, &headers, &kind, caching);
    }
    let is_route = !path.split('/').next_back().unwrap_or_default().contains('.');
    match Page::get("index.html").filter(|_| is_route) {
        Some(page) => respond("index.html", page, &headers, "text/html; charset=utf-8", "no-cache"),
        None if is_route => {
            let hint = "This build has no page in it: run `make page` and build again.\n";
            (StatusCode::NOT_FOUND, hint).into_response()
        }
        None => problem::not_found().into_response(),
    }
}

fn respond(
    path: &str,
    file: EmbeddedFile,
    asked: &HeaderMap,
    kind: &str,
    caching: &'static str,
) -> Response {
    let etag = etag::of(&file.metadata.sha256_hash());
    let (encoding, data) = encoded(path, file.data, asked);
    let mut response = if etag::is_known(asked, &etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, kind)], data).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        headers.insert(header::ETAG, etag);
    }
    if let Some(encoding) = encoding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

/// The file in the first encoding that the client takes and the build made; else as it is.
fn encoded(
    path: &str,
    plain: Cow<'static, [u8]>,
    asked: &HeaderMap,
) -> (Option<&'static str>, Cow<'static, [u8]>) {
    let takes = asked.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    let takes = takes.unwrap_or_default();
    let chosen =
        ENCODINGS.iter().filter(|(name, _)| accepts(takes, name)).find_map(|(name, ending)| {
            Page::get(&format!("{path}{ending}")).map(|file| (Some(*name), file.data))
        });
    chosen.unwrap_or((None, plain))
}

/// Whether a list such as `gzip, br;q=0` takes this encoding: RFC 9110, 12.5.3.
fn accepts(list: &str, encoding: &str) -> bool {
    list.split(',').any(|one| {
        let mut parts = one.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default();
        let refused = parts.any(|part| {
            part.strip_prefix("q=").is_some_and(|q| q.parse::<f32>().is_ok_and(|q| q <= 0.0))
        });
        name.eq_ignore_ascii_case(encoding) && !refused
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_encoding_is_taken_as_the_client_lists_it() {
        assert!(accepts("gzip, deflate, br, zstd", "br"));
        assert!(accepts("GZIP;q=0.5", "gzip"));
        for list in ["", "gzip", "br;q=0", "br; q=0.0", "brotli", "identity"] {
            assert!(!accepts(list, "br"), "{list}");
        }
    }
}
