//! Signing: what is kept is built here and nowhere else.

use serde_json::{Value, json};

use crate::access::Actor;
use crate::access::audit::{self, Entry};
use crate::domain::record_words::{ServiceRecordKind, SignatureMethod as Method};
use crate::error::Error;
use crate::features::service_records::Head;
use crate::features::{attachments, service_records};
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::fields::{self, Completeness, FaultCode, FieldFault};
use crate::platform::files::FileKind;
use crate::platform::random;

use super::super::model::Signature;
use super::super::strokes::Strokes;
use super::super::{SIGN, codes, links, store};
use super::Proof;

/// The longest name of a program that is kept.
const DEVICE: usize = 300;

/// From where somebody signs.
#[derive(Debug, Clone, Copy)]
pub struct Origin<'a> {
    /// The program.
    pub device: &'a str,
    /// The network address.
    pub address: &'a str,
}

/// What makes a signature, besides what is signed.
struct New<'a> {
    method: Method,
    signer_name: &'a str,
    strokes: Option<Strokes>,
    scan_sha256: Option<String>,
    taken_by: (Id, &'a str),
    origin: Origin<'a>,
}

/// Signs a draft or a returned record on the device of whoever files it; with a code only where there is a `proof`.
///
/// # Errors
/// `NotFound`, `Forbidden`, `Conflict` where the record is past editing or says something else by now, `Invalid`.
pub fn sign(
    conn: &mut Conn,
    actor: &Actor,
    record: Id,
    now: Moment,
    origin: Origin<'_>,
    body: &Value,
    proof: Option<Proof<'_>>,
) -> Result<Signature, Error> {
    let head = service_records::open(conn, actor, Some(ServiceRecordKind::FaultRecord), record, now)?;
    let body = fields::check(SIGN, body, Completeness::Complete).map_err(Error::Invalid)?;
    let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
    let method = text("method").parse().map_err(|_| Error::field("method", FaultCode::NOT_AN_OPTION))?;
    let drawn = body.get("strokes").and_then(Value::as_str);
    let scan = body.get("attachment_id").and_then(Value::as_str);
    let typed = body.get("code").and_then(Value::as_str);
    if method != Method::Code && typed.is_some() {
        return Err(Error::field("code", FaultCode::ONLY_ONE_WAY));
    }
    let (strokes, scan_sha256) = match (method, drawn, scan) {
        (Method::Drawn, Some(drawn), None) => (Some(read_strokes(drawn)?), None),
        (Method::Scan, None, Some(id)) => (None, Some(scanned(conn, &head, id)?)),
        (Method::Typed | Method::Code, None, None) => (None, None),
        (Method::Drawn, None, _) => return Err(Error::field("strokes", FaultCode::REQUIRED)),
        (Method::Scan, _, None) => return Err(Error::field("attachment_id", FaultCode::REQUIRED)),
        (_, Some(_), _) if method != Method::Drawn => {
            return Err(Error::field("strokes", FaultCode::ONLY_ONE_WAY));
        }
        _ => return Err(Error::field("attachment_id", FaultCode::ONLY_ONE_WAY)),
    };
    let confirmed = match (method, typed) {
        (Method::Code, None) => return Err(Error::field("code", FaultCode::REQUIRED)),
        (Method::Code, Some(typed)) => {
            let said = (text("signer_name"), text("content_hash"), typed);
            Some(super::code::confirmed(conn, &head, now, said, proof)?)
        }
        _ => None,
    };
    // The scan itself is not part of what it signs, so the hash is that of the record without it.
    let taken_by = (actor.user(), actor.name());
    let new = New { method, signer_name: text("signer_name"), strokes, scan_sha256, taken_by, origin };
    let row = put(conn, &head, now, text("content_hash"), new)?;
    let mut entry = entry(&head, &row);
    if let (Some(code), Some(after)) = (confirmed, &mut entry.after) {
        codes::spend(conn, code.id, row.id)?;
        after["email"] = json!(code.email);
    }
    audit::write(conn, actor, now, entry)?;
    Ok(row)
}

/// Adds a scan of a paper that was signed, and the signature that it is.
///
/// # Errors
/// As [`sign`].
pub fn sign_scan(
    conn: &mut Conn,
    actor: &Actor,
    record: Id,
    now: Moment,
    origin: Origin<'_>,
    signer_name: &str,
    file: &attachments::Incoming,
) -> Result<Signature, Error> {
    if !matches!(file.inspected.kind, FileKind::Picture | FileKind::Pdf) {
        return Err(Error::field("file", FaultCode::new("wrong_kind")));
    }
    let head = service_records::open(conn, actor, Some(ServiceRecordKind::FaultRecord), record, now)?;
    let (_, hash) = super::now(conn, &head)?;
    let scan = attachments::add(conn, actor, ServiceRecordKind::FaultRecord, record, now, file)?;
    let body = json!({ "method": "scan", "signer_name": signer_name, "content_hash": hash, "attachment_id": scan.id });
    sign(conn, actor, record, now, origin, &body, None)
}

/// Signs through a link, which is used up by it.
///
/// # Errors
/// `NotFound` where the link is not good any more, `Conflict` where the record says something else by now, `Invalid`.
pub fn sign_by_link(
    conn: &mut Conn,
    token: &str,
    now: Moment,
    origin: Origin<'_>,
    (signer_name, content_hash, drawn): (&str, &str, &str),
) -> Result<Signature, Error> {
    let (link, _) = super::asked(conn, token, now)?;
    service_records::hold(conn, link.record)?;
    let (link, head) = super::asked(conn, token, now)?;
    let body = json!({ "method": "typed", "signer_name": signer_name, "content_hash": content_hash });
    let body = fields::check(SIGN, &body, Completeness::Complete).map_err(Error::Invalid)?;
    let name = body.get("signer_name").and_then(Value::as_str).unwrap_or_default();
    let strokes = if drawn.trim().is_empty() { None } else { Some(read_strokes(drawn)?) };
    links::spend(conn, token, now)?;
    let taken_by = (link.created_by, link.created_by_name.as_str());
    let new = New { method: Method::Link, signer_name: name, strokes, scan_sha256: None, taken_by, origin };
    let row = put(conn, &head, now, content_hash, new)?;
    audit::write_for(conn, name, origin.address, now, entry(&head, &row))?;
    Ok(row)
}

fn read_strokes(text: &str) -> Result<Strokes, Error> {
    Strokes::read(text).map_err(|code| {
        Error::Invalid(vec![FieldFault::new("strokes", code).with("max", super::super::strokes::LONGEST)])
    })
}

/// The fingerprint of a scan among the files of the revision that is being written.
fn scanned(conn: &mut Conn, head: &Head, id: &str) -> Result<String, Error> {
    let files = attachments::of_revision(conn, head.id, service_records::next_revision(head))?;
    let found = files.into_iter().find(|file| file.id.to_string() == id);
    let shown = found.filter(|file| matches!(file.kind, FileKind::Picture | FileKind::Pdf));
    shown.map(|file| file.sha256).ok_or_else(|| Error::field("attachment_id", FaultCode::NOT_FOUND))
}

fn put(conn: &mut Conn, head: &Head, now: Moment, expected: &str, new: New<'_>) -> Result<Signature, Error> {
    let (content, content_hash) = super::read::without(conn, head, new.scan_sha256.as_deref())?;
    if content_hash != expected {
        return Err(Error::Conflict("content_changed"));
    }
    let row = Signature {
        id: random::id(now),
        record: head.id,
        revision: service_records::next_revision(head),
        method: new.method.as_str().to_string(),
        signer_name: new.signer_name.to_string(),
        picture: new.strokes.as_ref().map(Strokes::svg),
        strokes: new.strokes.as_ref().map(Strokes::json),
        scan_sha256: new.scan_sha256,
        content,
        content_hash,
        device: new.origin.device.chars().take(DEVICE).collect(),
        address: new.origin.address.to_string(),
        taken_by: new.taken_by.0,
        taken_by_name: new.taken_by.1.to_string(),
        signed_at: now,
    };
    store::insert(conn, &row)?;
    Ok(row)
}

fn entry<'a>(head: &'a Head, row: &Signature) -> Entry<'a> {
    Entry {
        action: "signature.add",
        object_kind: head.kind.as_str(),
        object: Some(head.id),
        label: &head.number,
        before: None,
        after: Some(json!({
            "signature_id": row.id, "method": row.method, "signer_name": row.signer_name,
            "content_hash": row.content_hash, "device": row.device, "address": row.address,
        })),
    }
}
