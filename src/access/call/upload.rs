//! The way in for a request that brings a file (`multipart/form-data`): the same order as for any other (8.2), and the
//! file itself is read only once its sender may send it.

use std::sync::Arc;

use actix_multipart::{Field, Multipart};
use actix_web::HttpRequest;
use actix_web::http::header;
use actix_web::web::Payload;
use futures_util::StreamExt;
use serde_json::{Map, Value};

use super::{Call, Moment, Page, SESSION_COOKIE, api_actor, blocking, known, parts, same};
use crate::access::token::Audience;
use crate::error::Error;
use crate::platform::fields::{FaultCode, FieldFault};
use crate::platform::files::{FILE_LIMIT, Spool};
use crate::platform::web::incoming::{self, IfMatch, Incoming};

/// The field that holds the file.
const FILE: &str = "file";
/// The longest of the other fields.
const TEXT_LIMIT: usize = 8 * 1024;
/// What boundaries and headers may add to the file.
const ENVELOPE: u64 = 64 * 1024;
/// So much is gathered before it goes to disk.
const GATHERED: usize = 256 * 1024;

/// A body that was not read yet.
pub struct Unread {
    multipart: Option<Multipart>,
    /// The word against forgery that must come before the file, where a browser sends.
    expected: Option<String>,
}

/// A body that was read.
#[derive(Debug)]
pub struct Received {
    /// The fields beside the file, in order.
    pub fields: Vec<(String, String)>,
    /// What its sender calls the file.
    pub name: String,
    /// The file.
    pub spool: Arc<Spool>,
}

/// A caller of the API with a file.
///
/// # Errors
/// 400, 413, 415, 401.
pub async fn call(request: &HttpRequest, payload: Payload) -> Result<(Call, Unread), Error> {
    let (services, gate) = parts(request)?;
    let incoming = Incoming::read(request, services.settings.trusted_proxy)?;
    let multipart = announced(request, payload)?;
    let now = Moment::from(services.clock.now());
    let actor = api_actor(request, &services, &gate, &incoming, now).await?;
    tracing::Span::current().record("user", tracing::field::display(actor.user()));
    let route = format!("{} {}", incoming.method, incoming.path);
    let call = Call {
        services,
        gate,
        actor,
        now,
        incoming,
        body: Value::Object(Map::new()),
        route,
        bytes: actix_web::web::Bytes::new(),
        query_read: std::cell::Cell::new(false),
    };
    Ok((call, Unread { multipart: multipart.ok(), expected: None }))
}

impl Call {
    /// The same call, whose `Idempotency-Key` stands for this file.
    #[must_use]
    pub fn with_file(self, received: &Received) -> Self {
        let said = format!("{:?} {} {}", received.fields, received.name, received.spool.sha256());
        Call { bytes: said.into(), ..self }
    }
}

/// Somebody in front of a browser with a file.
///
/// # Errors
/// 400, 413, 415, 401; 403 where a form without a file lacks the word against forgery.
pub async fn page(request: &HttpRequest, payload: Payload) -> Result<(Page, Unread), Error> {
    let (services, gate) = parts(request)?;
    let mut incoming = Incoming::read(request, services.settings.trusted_proxy)?;
    let multipart = announced(request, payload)?;
    let now = Moment::from(services.clock.now());
    let cookie = request.cookie(SESSION_COOKIE).ok_or(Error::Unauthenticated("login_needed"))?;
    let actor = known(&services, &gate, cookie.value(), Audience::Pages, &incoming.address, now).await?;
    incoming.lang = actor.lang();
    incoming.if_match = IfMatch::Missing;
    tracing::Span::current().record("user", tracing::field::display(actor.user()));
    let expected = actor.csrf().to_string();
    let unread = match multipart {
        Ok(multipart) => Unread { multipart: Some(multipart), expected: Some(expected) },
        Err(mut payload) => {
            // A form that was sent without its file, or by a browser that cannot send one.
            let pairs = incoming::pairs(&incoming::body(request, &mut payload).await?)?;
            let word = pairs.iter().find(|(key, _)| key == "_csrf").map_or("", |(_, value)| value.as_str());
            if !same(word, &expected) {
                return Err(Error::Forbidden("forged_request"));
            }
            Unread { multipart: None, expected: None }
        }
    };
    Ok((Page { services, gate, actor, now, incoming, form: vec![], flash: None }, unread))
}

/// The body as what its headers say it is; the payload itself where it is no multipart.
fn announced(request: &HttpRequest, payload: Payload) -> Result<Result<Multipart, Payload>, Error> {
    let text = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
    let length = text(header::CONTENT_LENGTH).and_then(|length| length.parse::<u64>().ok());
    if length.is_some_and(|length| length > FILE_LIMIT + ENVELOPE) {
        return Err(Error::TooLarge);
    }
    let kind = text(header::CONTENT_TYPE).map(str::to_lowercase).unwrap_or_default();
    match kind.split(';').next().map(str::trim) {
        Some("multipart/form-data") => Ok(Ok(Multipart::new(request.headers(), payload))),
        Some("" | "application/x-www-form-urlencoded") | None => Ok(Err(payload)),
        Some(_) => Err(Error::UnsupportedMedia),
    }
}

impl Unread {
    /// Reads the body: the file to disk, piece by piece.
    ///
    /// # Errors
    /// 400 where the body breaks off, 413 where the file is too large, 403 where a browser's word against forgery is
    /// missing before the file, 422 without a file, with a second one, or with a field too long.
    pub async fn receive(self) -> Result<Received, Error> {
        let mut multipart = self.multipart.ok_or_else(|| Error::field(FILE, FaultCode::REQUIRED))?;
        let mut fields: Vec<(String, String)> = Vec::new();
        let mut file: Option<(String, Spool)> = None;
        while let Some(field) = multipart.next().await {
            let field = field.map_err(|_| Error::Malformed("malformed_body"))?;
            let name = field.name().unwrap_or_default().to_string();
            if name != FILE {
                let value = text(field, &name).await?;
                fields.push((name, value));
                continue;
            }
            if let Some(expected) = &self.expected {
                let word =
                    fields.iter().find(|(key, _)| key == "_csrf").map_or("", |(_, value)| value.as_str());
                if !same(word, expected) {
                    return Err(Error::Forbidden("forged_request"));
                }
            }
            if file.is_some() {
                return Err(Error::field(FILE, FaultCode::REPEATED));
            }
            let called = field.content_disposition().and_then(|head| head.get_filename()).unwrap_or_default();
            let called = called.to_string();
            file = Some((called, spooled(field).await?));
        }
        fields.retain(|(key, _)| key != "_csrf");
        // A browser sends a file field that was left empty as a file without name and content.
        let (name, spool) = file
            .filter(|(name, spool)| !name.is_empty() || spool.size() > 0)
            .ok_or_else(|| Error::field(FILE, FaultCode::REQUIRED))?;
        Ok(Received { fields, name, spool: Arc::new(spool) })
    }
}

impl Received {
    /// Makes sure that no field came that the call does not take.
    ///
    /// # Errors
    /// `Invalid` naming each.
    pub fn only(&self, known: &[&str]) -> Result<(), Error> {
        let unknown = |(key, _): &(String, String)| {
            (!known.contains(&key.as_str())).then(|| FieldFault::new(key.as_str(), FaultCode::UNKNOWN_FIELD))
        };
        let faults: Vec<FieldFault> = self.fields.iter().filter_map(unknown).collect();
        if faults.is_empty() { Ok(()) } else { Err(Error::Invalid(faults)) }
    }
}

async fn text(mut field: Field, name: &str) -> Result<String, Error> {
    let mut bytes = Vec::new();
    while let Some(piece) = field.next().await {
        bytes.extend_from_slice(&piece.map_err(|_| Error::Malformed("malformed_body"))?);
        if bytes.len() > TEXT_LIMIT {
            let fault = FieldFault::new(name, FaultCode::TOO_LONG).with("max", TEXT_LIMIT);
            return Err(Error::Invalid(vec![fault]));
        }
    }
    let text = String::from_utf8(bytes).map_err(|_| Error::Malformed("malformed_body"))?;
    Ok(text.replace('\0', ""))
}

async fn spooled(mut field: Field) -> Result<Spool, Error> {
    let mut spool = blocking(Spool::new).await?;
    let mut gathered = Vec::new();
    while let Some(piece) = field.next().await {
        let piece = piece.map_err(|_| Error::Malformed("malformed_body"))?;
        gathered.extend_from_slice(&piece);
        let so_far = spool.size() + u64::try_from(gathered.len()).unwrap_or(u64::MAX);
        if so_far > FILE_LIMIT {
            return Err(Error::TooLarge);
        }
        if gathered.len() >= GATHERED {
            spool = written(spool, std::mem::take(&mut gathered)).await?;
        }
    }
    written(spool, gathered).await
}

async fn written(mut spool: Spool, bytes: Vec<u8>) -> Result<Spool, Error> {
    blocking(move || spool.write(&bytes).map(|()| spool)).await
}
