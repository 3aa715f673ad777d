//! A request as it comes in, read in the order of 8.2: 400 malformed, 413 too large, 415 wrong kind.

use actix_web::http::header;
use actix_web::web::{Bytes, BytesMut};
use actix_web::{HttpMessage, HttpRequest};
use futures_util::{Stream, StreamExt};
use serde_json::Value;
use tracing_actix_web::RequestId;

use crate::error::Error;
use crate::platform::i18n::Lang;

/// The cookie with the language of a browser: of whoever was logged in last, or as a stranger chose it.
pub const LANGUAGE_COOKIE: &str = "tierdesk_language";

/// The language of a page for somebody who is not known, or not yet: as chosen, else as the browser says.
#[must_use]
pub fn page_lang(request: &HttpRequest) -> Lang {
    let chosen = request.cookie(LANGUAGE_COOKIE).and_then(|cookie| Lang::from_tag(cookie.value()));
    let header = request.headers().get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    chosen.unwrap_or_else(|| Lang::accepted(header.unwrap_or("")))
}

/// The largest JSON or form body, in bytes (8.2).
pub const BODY_LIMIT: usize = 1024 * 1024;

/// What a caller expects an object's version to be (8.2, `If-Match`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IfMatch {
    /// Nothing was said.
    Missing,
    /// This version.
    Version(i32),
    /// Something that is no version of ours.
    Other,
}

impl IfMatch {
    /// Compares with the version that the object has now.
    ///
    /// # Errors
    /// `PreconditionRequired` where nothing was said, `Stale` where it is another.
    pub fn check(self, current: i32) -> Result<(), Error> {
        match self {
            IfMatch::Missing => Err(Error::PreconditionRequired),
            IfMatch::Version(version) if version == current => Ok(()),
            IfMatch::Version(_) | IfMatch::Other => Err(Error::Stale),
        }
    }

    fn from_header(value: &str) -> Self {
        let bare = value.trim().trim_start_matches("W/").trim_matches('"');
        bare.parse().map_or(IfMatch::Other, IfMatch::Version)
    }

    /// The version that a form carries in its hidden field.
    #[must_use]
    pub fn from_form(pairs: &[(String, String)]) -> Self {
        match pairs.iter().find(|(key, _)| key == "version") {
            None => IfMatch::Missing,
            Some((_, value)) => Self::from_header(value),
        }
    }
}

/// The parts of a request that handlers look at.
#[derive(Debug, Clone)]
pub struct Incoming {
    /// `GET`, `POST`, …
    pub method: String,
    /// The path as sent.
    pub path: String,
    /// The query, decoded, in order.
    pub query: Vec<(String, String)>,
    /// The expected version.
    pub if_match: IfMatch,
    /// The key under which the answer is kept, where one was sent.
    pub idempotency_key: Option<String>,
    /// The language asked for.
    pub lang: Lang,
    /// The caller's network address.
    pub address: String,
    /// The caller's program.
    pub agent: String,
    /// The number of this request, as in the logs.
    pub request_id: String,
}

impl Incoming {
    /// Reads headers and query.
    ///
    /// # Errors
    /// `Malformed` where the query cannot be decoded.
    pub fn read(request: &HttpRequest, trusted_proxy: bool) -> Result<Self, Error> {
        let text =
            |name: header::HeaderName| request.headers().get(name).and_then(|value| value.to_str().ok());
        Ok(Incoming {
            method: request.method().to_string(),
            path: request.path().to_string(),
            query: pairs(request.query_string().as_bytes())?,
            if_match: text(header::IF_MATCH).map_or(IfMatch::Missing, IfMatch::from_header),
            idempotency_key: request
                .headers()
                .get("idempotency-key")
                .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()),
            lang: Lang::accepted(text(header::ACCEPT_LANGUAGE).unwrap_or("")),
            address: address(request, trusted_proxy),
            agent: text(header::USER_AGENT).unwrap_or("").to_string(),
            request_id: request.extensions().get::<RequestId>().map_or_else(String::new, ToString::to_string),
        })
    }
}

/// The network address of the caller; behind a trusted proxy the one that the proxy names last.
#[must_use]
pub fn address(request: &HttpRequest, trusted_proxy: bool) -> String {
    if trusted_proxy
        && let Some(last) = request
            .headers()
            .get("x-forwarded-for")
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.rsplit(',').next())
    {
        return last.trim().chars().take(64).collect();
    }
    request.peer_addr().map_or_else(String::new, |peer| peer.ip().to_string())
}

/// Decodes `a=b&c=d`.
///
/// # Errors
/// `Malformed` where it is not UTF-8.
pub fn pairs(encoded: &[u8]) -> Result<Vec<(String, String)>, Error> {
    let pairs: Vec<(String, String)> =
        serde_urlencoded::from_bytes(encoded).map_err(|_| Error::Malformed("malformed_query"))?;
    // Nobody types NUL, and PostgreSQL stores none.
    Ok(pairs.into_iter().map(|(key, value)| (key, value.replace('\0', ""))).collect())
}

/// Reads a body of at most [`BODY_LIMIT`] bytes.
///
/// # Errors
/// `TooLarge`, or `Malformed` where the connection breaks off.
pub async fn body<F>(
    request: &HttpRequest,
    payload: &mut (impl Stream<Item = Result<Bytes, F>> + Unpin),
) -> Result<Bytes, Error> {
    let announced =
        request.headers().get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > BODY_LIMIT) {
        return Err(Error::TooLarge);
    }
    let mut bytes = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| Error::Malformed("malformed_body"))?;
        if bytes.len() + chunk.len() > BODY_LIMIT {
            return Err(Error::TooLarge);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes.freeze())
}

/// The JSON of a body; an empty body is an empty object.
///
/// # Errors
/// `Malformed` where it is not JSON, `UnsupportedMedia` where it does not say that it is.
pub fn json(request: &HttpRequest, bytes: &[u8]) -> Result<Value, Error> {
    if bytes.is_empty() {
        return Ok(Value::Object(serde_json::Map::new()));
    }
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or("");
    let kind = kind.split(';').next().unwrap_or("").trim().to_lowercase();
    if kind != "application/json" && !(kind.starts_with("application/") && kind.ends_with("+json")) {
        // A body that is no JSON whatever it calls itself is malformed first (8.2).
        return Err(Error::UnsupportedMedia);
    }
    serde_json::from_slice(bytes).map_err(|_| Error::Malformed("malformed_json"))
}
