//! Style sheets and scripts, embedded in the program. Their addresses carry a digest of all of them, so that a
//! browser may keep them for ever and still never shows an old one.

use std::sync::LazyLock;

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use crate::error::Error;
use crate::platform::hex::hex;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/static"]
struct Files;

static DIGEST: LazyLock<String> = LazyLock::new(|| {
    let mut names: Vec<_> = Files::iter().collect();
    names.sort();
    let mut digest = Sha256::new();
    for name in names {
        if let Some(file) = Files::get(&name) {
            digest.update(file.data);
        }
    }
    hex(&digest.finalize()[..6])
});

/// The digest that stands in the addresses: `/static/<digest>/css/…`.
#[must_use]
pub fn digest() -> &'static str {
    &DIGEST
}

/// Serves one file.
///
/// # Errors
/// `NotFound`.
pub async fn serve(request: HttpRequest) -> Result<HttpResponse, Error> {
    let path = request.match_info().get("path").ok_or(Error::NotFound)?;
    let file = Files::get(path).ok_or(Error::NotFound)?;
    let kind = match path.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        _ => "application/octet-stream",
    };
    let current = request.match_info().get("digest") == Some(digest());
    let keep = if current { "public, max-age=31536000, immutable" } else { "no-cache" };
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, kind))
        .insert_header((header::CACHE_CONTROL, keep))
        .body(file.data.into_owned()))
}
