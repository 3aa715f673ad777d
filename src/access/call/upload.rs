//! The way in for a request that brings a file (`multipart/form-data`): the same order as for any other (8.2), and the
//! file itself is read only once its sender may send it.

use std::sync::Arc;

use actix_multipart::{Field, Multipart};
use actix_web::HttpRequest;
use actix_web::http::header;
use actix_web::web::Payload;
use futures_util::StreamExt;
use serde_json::{Map, Value};

use super::{Call, Moment, Page, api_actor, blocking, pages_actor, parts, same};
use crate::error::Error;
use crate::platform::fields::{FaultCode, FieldFault};
use crate::platform::files::{FILE_LIMIT, Spool};
use crate::platform::web::incoming::{self, BODY_LIMIT, IfMatch, Incoming};

/// The field that holds the file.
const FILE: &str = "file";
/// The longest of the other fields of a call: what somebody writes with a file, 8000 letters.
const TEXT_LIMIT: usize = 32 * 1024;
/// What boundaries and headers may add to the file.
const ENVELOPE: u64 = 64 * 1024;
/// So much is gathered before it goes to disk.
const GATHERED: usize = 256 * 1024;

/// As many files as a form of a page takes at once.
pub const MOST_AT_ONCE: usize = 10;

/// What a body may hold.
struct Measure {
    files: usize,
    /// The longest field of text.
    text: usize,
    /// Whether what is wrong with a file waits until the rest was read, so that nothing typed is lost.
    patient: bool,
}

const CALL: Measure = Measure { files: 1, text: TEXT_LIMIT, patient: false };
const FORM: Measure = Measure { files: MOST_AT_ONCE, text: BODY_LIMIT, patient: true };

/// A body that was not read yet.
pub struct Unread {
    multipart: Option<Multipart>,
    /// The word against forgery that must come before the file, where a browser sends.
    expected: Option<String>,
    /// The fields of a form that came without a file.
    pairs: Vec<(String, String)>,
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

/// A file of a form.
#[derive(Debug, Clone)]
pub struct Given {
    /// What its sender calls it.
    pub name: String,
    /// The file.
    pub spool: Arc<Spool>,
}

/// A form that was read, with as many files as came.
#[derive(Debug)]
pub struct Brought {
    /// The fields beside the files, in order.
    pub fields: Vec<(String, String)>,
    /// The files.
    pub files: Vec<Given>,
    /// Why a file was left out: one too large, or one too many.
    pub refused: Option<Error>,
}

/// A caller of the API with a file.
///
/// # Errors
/// 400, 413, 415, 401.
pub async fn call(request: &HttpRequest, payload: Payload) -> Result<(Call, Unread), Error> {
    let (services, gate) = parts(request)?;
    let incoming = Incoming::read(request, services.settings.trusted_proxy)?;
    let multipart = announced(request, payload, FILE_LIMIT)?;
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
    Ok((call, Unread { multipart: multipart.ok(), expected: None, pairs: vec![] }))
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
    browser(request, payload, FILE_LIMIT).await
}

/// Somebody in front of a browser with a form that may bring files, or none.
///
/// # Errors
/// As [`page`].
pub async fn form(request: &HttpRequest, payload: Payload) -> Result<(Page, Unread), Error> {
    let most = u64::try_from(MOST_AT_ONCE).map_err(Error::internal)?;
    browser(request, payload, most * FILE_LIMIT).await
}

async fn browser(request: &HttpRequest, payload: Payload, limit: u64) -> Result<(Page, Unread), Error> {
    let (services, gate) = parts(request)?;
    let mut incoming = Incoming::read(request, services.settings.trusted_proxy)?;
    let multipart = announced(request, payload, limit)?;
    let now = Moment::from(services.clock.now());
    let actor = pages_actor(request, &services, &gate, &incoming, now).await?;
    incoming.lang = actor.lang();
    incoming.if_match = IfMatch::Missing;
    tracing::Span::current().record("user", tracing::field::display(actor.user()));
    let expected = actor.csrf().to_string();
    let unread = match multipart {
        Ok(multipart) => Unread { multipart: Some(multipart), expected: Some(expected), pairs: vec![] },
        Err(mut payload) => {
            // A form that was sent without its file, or by a browser that cannot send one.
            let pairs = incoming::pairs(&incoming::body(request, &mut payload).await?)?;
            proven(&pairs, Some(&expected))?;
            Unread { multipart: None, expected: None, pairs }
        }
    };
    Ok((Page { services, gate, actor, now, incoming, form: vec![], flash: None }, unread))
}

/// Makes sure that a form is one that we gave out.
fn proven(fields: &[(String, String)], expected: Option<&str>) -> Result<(), Error> {
    let Some(expected) = expected else { return Ok(()) };
    let word = fields.iter().find(|(key, _)| key == "_csrf").map_or("", |(_, value)| value.as_str());
    if same(word, expected) { Ok(()) } else { Err(Error::Forbidden("forged_request")) }
}

/// The body as what its headers say it is; the payload itself where it is no multipart.
fn announced(
    request: &HttpRequest,
    payload: Payload,
    limit: u64,
) -> Result<Result<Multipart, Payload>, Error> {
    let text = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
    let length = text(header::CONTENT_LENGTH).and_then(|length| length.parse::<u64>().ok());
    if length.is_some_and(|length| length > limit + ENVELOPE) {
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
        let Brought { fields, mut files, .. } = self.read(&CALL).await?;
        let Given { name, spool } = files.pop().ok_or_else(|| Error::field(FILE, FaultCode::REQUIRED))?;
        Ok(Received { fields, name, spool })
    }

    /// Reads a form with up to [`MOST_AT_ONCE`] files to its end, also where a file is too large: what was typed is not
    /// lost for it.
    ///
    /// # Errors
    /// 400 where the body breaks off, 403 where the word against forgery is missing, 422 with a field too long.
    pub async fn receive_form(self) -> Result<Brought, Error> {
        self.read(&FORM).await
    }

    async fn read(self, measure: &Measure) -> Result<Brought, Error> {
        let mut brought = Brought { fields: self.pairs, files: vec![], refused: None };
        let expected = self.expected.as_deref();
        let mut left = BODY_LIMIT;
        if let Some(mut multipart) = self.multipart {
            while let Some(field) = multipart.next().await {
                let mut field = field.map_err(|_| Error::Malformed("malformed_body"))?;
                let name = field.name().unwrap_or_default().to_string();
                if name != FILE {
                    let value = text(field, &name, measure.text.min(left)).await?;
                    left = left.saturating_sub(value.len());
                    brought.fields.push((name, value));
                    continue;
                }
                proven(&brought.fields, expected)?;
                match given(&mut field, brought.files.len(), measure).await {
                    Ok(file) => brought.files.extend(file),
                    Err(fault @ (Error::TooLarge | Error::Invalid(_))) if measure.patient => {
                        while let Some(piece) = field.next().await {
                            piece.map_err(|_| Error::Malformed("malformed_body"))?;
                        }
                        brought.refused.get_or_insert(fault);
                    }
                    Err(fault) => return Err(fault),
                }
            }
            proven(&brought.fields, expected)?;
        }
        brought.fields.retain(|(key, _)| key != "_csrf");
        Ok(brought)
    }
}

/// The file of a field; nothing where a browser sends one that was left empty, as a file without name and content.
async fn given(field: &mut Field, so_far: usize, measure: &Measure) -> Result<Option<Given>, Error> {
    if so_far == measure.files {
        let repeated = FieldFault::new(FILE, FaultCode::REPEATED);
        let many = FieldFault::new(FILE, FaultCode::TOO_MANY).with("max", measure.files);
        return Err(Error::Invalid(vec![if measure.files == 1 { repeated } else { many }]));
    }
    let name =
        field.content_disposition().and_then(|head| head.get_filename()).unwrap_or_default().to_string();
    let spool = spooled(field).await?;
    let empty = name.is_empty() && spool.size() == 0;
    Ok((!empty).then(|| Given { name, spool: Arc::new(spool) }))
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

async fn text(mut field: Field, name: &str, limit: usize) -> Result<String, Error> {
    let mut bytes = Vec::new();
    while let Some(piece) = field.next().await {
        bytes.extend_from_slice(&piece.map_err(|_| Error::Malformed("malformed_body"))?);
        if bytes.len() > limit {
            let fault = FieldFault::new(name, FaultCode::TOO_LONG).with("max", limit);
            return Err(Error::Invalid(vec![fault]));
        }
    }
    let text = String::from_utf8(bytes).map_err(|_| Error::Malformed("malformed_body"))?;
    Ok(text.replace('\0', ""))
}

async fn spooled(field: &mut Field) -> Result<Spool, Error> {
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
