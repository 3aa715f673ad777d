//! Whether a revision is signed, by whom, and whether the signature still holds.

use serde_json::{Map, Value};

use crate::access::{Action, Actor};
use crate::domain::record_words::ServiceRecordKind;
use crate::error::Error;
use crate::features::service_records::Head;
use crate::features::{attachments, service_records};
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::fields::FaultCode;

use super::super::model::{Signature, SignatureList, SignatureView};
use super::super::{content, store};

/// How a revision stands to its signatures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nobody signed.
    None,
    /// It says what was signed.
    Valid,
    /// It says something else than what was signed.
    Void,
}

impl Standing {
    /// On the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Standing::None => "none",
            Standing::Valid => "valid",
            Standing::Void => "void",
        }
    }
}

/// The signature that counts for a revision: the last one that holds, else the last one.
#[derive(Debug, Clone)]
pub struct Signed {
    /// Id.
    pub id: Id,
    /// By whom, as they call themselves.
    pub signer_name: String,
    /// When.
    pub signed_at: Moment,
    /// `drawn`, `link`, `scan` or `typed`.
    pub method: String,
    /// What was drawn, as SVG on a field of 1000 × 400.
    pub picture: Option<String>,
    /// The scan, where the revision has it.
    pub scan: Option<Id>,
    /// Who had it signed.
    pub taken_by_name: String,
    /// Whether the revision says exactly what was signed.
    pub valid: bool,
}

impl Signed {
    /// Where what was drawn is to be seen.
    #[must_use]
    pub fn picture_href(&self) -> Option<String> {
        self.picture.as_ref().map(|_| format!("/signatures/{}/picture", self.id))
    }
}

/// What a revision says, and who signed what.
struct Read {
    text: String,
    rows: Vec<(Signature, bool, Option<Id>)>,
}

fn read(
    conn: &mut Conn,
    head: &Head,
    fields: &Map<String, Value>,
    revision: i32,
    new_scan: Option<&str>,
) -> Result<Read, Error> {
    let mut rows = store::of_record(conn, head.id)?;
    rows.retain(|row| row.revision <= revision);
    let files = attachments::of_revision(conn, head.id, revision)?;
    // A scan is the signature itself, not something that it signs.
    let scan = |sha256: &String| {
        new_scan == Some(sha256.as_str()) || rows.iter().any(|row| row.scan_sha256.as_ref() == Some(sha256))
    };
    let signed = files.iter().map(|file| file.sha256.clone()).filter(|sha256| !scan(sha256)).collect();
    let text = content::text(head, fields, signed);
    let hash = content::hash(&text);
    let judged = |row: Signature| {
        let scan = row.scan_sha256.as_ref();
        let paper =
            scan.and_then(|sha256| files.iter().find(|file| file.sha256 == *sha256)).map(|file| file.id);
        let valid = row.content_hash == hash && (row.scan_sha256.is_none() || paper.is_some());
        (row, valid, paper)
    };
    Ok(Read { text, rows: rows.into_iter().map(judged).collect() })
}

/// What would be signed now of a record that is being written: the text, and its hash.
///
/// # Errors
/// What the database answers.
pub fn now(conn: &mut Conn, head: &Head) -> Result<(String, String), Error> {
    without(conn, head, None)
}

/// Like [`now`], with one file more that is no part of what is signed but the signature itself.
///
/// # Errors
/// What the database answers.
pub fn without(conn: &mut Conn, head: &Head, scan: Option<&str>) -> Result<(String, String), Error> {
    let text = read(conn, head, &head.fields(), service_records::next_revision(head), scan)?.text;
    let hash = content::hash(&text);
    Ok((text, hash))
}

/// The signature that counts for `fields` as revision `revision` of a record the caller has found in sight.
///
/// # Errors
/// What the database answers.
pub fn of_content(
    conn: &mut Conn,
    head: &Head,
    fields: &Map<String, Value>,
    revision: i32,
) -> Result<Option<Signed>, Error> {
    let mut rows = read(conn, head, fields, revision, None)?.rows;
    let counts = rows.iter().rposition(|(_, valid, _)| *valid).or(rows.len().checked_sub(1));
    Ok(counts.map(|at| {
        let (row, valid, scan) = rows.swap_remove(at);
        Signed {
            id: row.id,
            signer_name: row.signer_name,
            signed_at: row.signed_at,
            method: row.method,
            picture: row.picture,
            scan,
            taken_by_name: row.taken_by_name,
            valid,
        }
    }))
}

/// The signature that counts for a revision of a record the caller has found in sight; for the one that is being written
/// as well as for those that were sent in.
///
/// # Errors
/// `NotFound` where there is no such revision.
pub fn of_revision(conn: &mut Conn, head: &Head, revision: i32) -> Result<Option<Signed>, Error> {
    let fields = fields_of(conn, head, revision)?;
    of_content(conn, head, &fields, revision)
}

fn fields_of(conn: &mut Conn, head: &Head, revision: i32) -> Result<Map<String, Value>, Error> {
    if service_records::editable(head).is_ok() && revision == service_records::next_revision(head) {
        return Ok(head.fields());
    }
    let stored = service_records::revision(conn, head.id, revision)?.content;
    Ok(stored.as_object().cloned().unwrap_or_default())
}

/// What is wrong with the signature of `fields`, where policy asks for one: the code of a fault.
///
/// # Errors
/// What the database answers.
pub fn missing(
    conn: &mut Conn,
    head: &Head,
    fields: &Map<String, Value>,
) -> Result<Option<FaultCode>, Error> {
    Ok(match of_content(conn, head, fields, service_records::next_revision(head))? {
        None => Some(FaultCode::new("signature_missing")),
        Some(signed) if !signed.valid => Some(FaultCode::new("signature_void")),
        Some(_) => None,
    })
}

/// The signatures of the revision that `actor` sees, and what there is to sign.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub fn list(conn: &mut Conn, actor: &Actor, record: Id) -> Result<SignatureList, Error> {
    let scope = actor.may(Action::ViewRecords)?;
    let head = service_records::find(conn, &scope, Some(ServiceRecordKind::FaultRecord), record)?;
    let revision = service_records::shown_revision(actor, &scope, &head).ok_or(Error::NotFound)?;
    let fields = fields_of(conn, &head, revision)?;
    let read = read(conn, &head, &fields, revision, None)?;
    let state = match read.rows.as_slice() {
        [] => Standing::None,
        rows if rows.iter().any(|(_, valid, _)| *valid) => Standing::Valid,
        _ => Standing::Void,
    };
    Ok(SignatureList {
        content_hash: content::hash(&read.text),
        state: state.as_str().to_string(),
        items: read.rows.into_iter().map(|(row, valid, _)| SignatureView::of(row, valid)).collect(),
    })
}

/// What was drawn, where the actor sees a revision that has the signature.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub fn picture(conn: &mut Conn, actor: &Actor, id: Id) -> Result<String, Error> {
    let scope = actor.may(Action::ViewRecords)?;
    let row = store::find(conn, id)?;
    let head = service_records::find(conn, &scope, None, row.record)?;
    let shown = service_records::shown_revision(actor, &scope, &head).ok_or(Error::NotFound)?;
    row.picture.filter(|_| row.revision <= shown).ok_or(Error::NotFound)
}
