//! The page, embedded in the binary.

use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

use super::problem;

#[derive(RustEmbed)]
#[folder = "../web-client/dist"]
#[allow_missing = true]
struct Page;

/// A file of the page; for any address without an ending, the page itself, which has its own routes.
pub(super) async fn serve(uri: Uri) -> Response {
    let path = uri.path().trim_start_matches('/');
    if let Some(file) = Page::get(path).filter(|_| !path.is_empty()) {
        // Everything under assets/ carries the hash of its content in its name.
        let hashed = path.starts_with("assets/");
        let caching = if hashed { "public, max-age=31536000, immutable" } else { "no-cache" };
        let kind = file.metadata.mimetype().to_owned();
        let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, caching.to_owned())];
        return (headers, file.data).into_response();
    }
    let is_route = !path.split('/').next_back().unwrap_or_default().contains('.');
    match Page::get("index.html").filter(|_| is_route) {
        Some(page) => {
            let html = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
            let fresh = [(header::CACHE_CONTROL, "no-cache")];
            (html, fresh, page.data).into_response()
        }
        None if is_route => {
            let hint = "This build has no page in it: run `make page` and build again.\n";
            (StatusCode::NOT_FOUND, hint).into_response()
        }
        None => problem::not_found().into_response(),
    }
}
