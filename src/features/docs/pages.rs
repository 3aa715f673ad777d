//! The document and the page that shows it; the page's files come from a crate and load nothing from elsewhere.

use std::sync::{Arc, LazyLock};

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};
use utoipa_swagger_ui::Config;

use crate::error::Error;

const HOME: &str = "/api/docs";

/// The page sets styles on its elements by script and in SVG, which the portal's own pages never do.
const CONTENT_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
     img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

static DOCUMENT: LazyLock<Result<String, String>> =
    LazyLock::new(|| super::document().to_json().map_err(|fault| fault.to_string()));

/// `GET /api/openapi.json`.
///
/// # Errors
/// `Internal` where the document cannot be written.
pub async fn openapi() -> Result<HttpResponse, Error> {
    let document = DOCUMENT.as_ref().map_err(|fault| Error::internal(fault.as_str()))?;
    Ok(HttpResponse::Ok().content_type("application/json").body(document.as_str()))
}

/// `GET /api/docs`.
///
/// # Errors
/// `NotFound` where the crate has no such file.
pub async fn index() -> Result<HttpResponse, Error> {
    file("index.html")
}

/// `GET /api/docs/{path}`.
///
/// # Errors
/// `NotFound`.
pub async fn asset(request: HttpRequest) -> Result<HttpResponse, Error> {
    file(request.match_info().get("path").unwrap_or(""))
}

fn file(path: &str) -> Result<HttpResponse, Error> {
    let config = Config::from("/api/openapi.json").validator_url("none").persist_authorization(false);
    let served = utoipa_swagger_ui::serve(path, Arc::new(config));
    let found = served.map_err(|fault| Error::internal(fault.to_string()))?.ok_or(Error::NotFound)?;
    let mut response = HttpResponse::Ok();
    response.content_type(found.content_type).insert_header(("Content-Security-Policy", CONTENT_POLICY));
    if found.gzpipped {
        response.insert_header((header::CONTENT_ENCODING, header::ContentEncoding::Gzip));
    }
    if path == "index.html" {
        return Ok(response.body(at_home(&String::from_utf8_lossy(&found.bytes))));
    }
    Ok(response.insert_header((header::CACHE_CONTROL, "public, max-age=3600")).body(found.bytes.into_owned()))
}

/// The page stands at an address without a slash at its end, so its own files must be named in full.
fn at_home(html: &str) -> String {
    html.replace("\"./", &format!("\"{HOME}/"))
        .replace("href=\"index.css\"", &format!("href=\"{HOME}/index.css\""))
}
