//! A typed name that is confirmed with a code sent to the signer (chapter 10).

use serde_json::{Value, json};

use crate::access::Actor;
use crate::access::audit::{self, Entry};
use crate::domain::record_words::ServiceRecordKind;
use crate::error::Error;
use crate::features::service_records::{self, Head};
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::fields::{self, Completeness, FaultCode};
use crate::platform::mail::outbox::{self, Link, NewMail};
use crate::platform::random;
use crate::platform::seal::Seal;

use super::super::codes::{self, Code};
use super::super::{ASK_CODE, model::CodeView};

/// What a typed code is judged with: what codes are made with, and the code whose try was counted.
#[derive(Clone, Copy)]
pub struct Proof<'a> {
    /// What codes are made with.
    pub seal: &'a Seal,
    /// Of [`count_try`].
    pub counted: Option<Id>,
}

/// Sends a code to the signer of a draft or a returned record.
///
/// # Errors
/// `NotFound`, `Forbidden`, `Conflict` where the record is past editing, `Invalid`, `TooMany`.
pub fn send_code(
    conn: &mut Conn,
    actor: &Actor,
    record: Id,
    now: Moment,
    body: &Value,
) -> Result<CodeView, Error> {
    let head = service_records::open(conn, actor, Some(ServiceRecordKind::FaultRecord), record, now)?;
    let body = fields::check(ASK_CODE, body, Completeness::Complete).map_err(Error::Invalid)?;
    codes::check_pace(conn, record, now)?;
    let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default().to_string();
    let (_, content_hash) = super::now(conn, &head)?;
    let code = Code {
        id: random::id(now),
        revision: service_records::next_revision(&head),
        content_hash,
        signer_name: text("signer_name"),
        email: text("email"),
        tries: 0,
        expires_at: now.plus(codes::LIFETIME),
        signature: None,
    };
    codes::insert(conn, (record, actor.user()), &code, now)?;
    let name = codes::name(code.id);
    let mail = NewMail {
        event: &name,
        user: None,
        address: &code.email,
        name: &code.signer_name,
        lang: actor.lang(),
        message: "signature_code",
        params: json!({
            "number": head.number, "organisation": head.author_organisation_name, "engineer": actor.name(),
        }),
        link: Link::Code { name: name.clone() },
        good_until: code.expires_at,
    };
    outbox::put(conn, now, &mail)?;
    let entry = Entry {
        action: "signature.send_code",
        object_kind: head.kind.as_str(),
        object: Some(head.id),
        label: &head.number,
        before: None,
        after: Some(json!({
            "email": code.email, "signer_name": code.signer_name, "expires_at": code.expires_at,
        })),
    };
    audit::write(conn, actor, now, entry)?;
    Ok(CodeView { email: code.email, signer_name: code.signer_name, expires_at: code.expires_at })
}

/// Counts a try before it is judged, in a transaction of its own, so that no refusal takes it back. What stands in the way
/// of signing at all is said by the signing.
///
/// # Errors
/// What the database answers.
pub fn count_try(conn: &mut Conn, actor: &Actor, record: Id, now: Moment) -> Result<Option<Id>, Error> {
    match service_records::open(conn, actor, Some(ServiceRecordKind::FaultRecord), record, now) {
        Ok(head) => codes::count_try(conn, head.id),
        Err(Error::NotFound | Error::Forbidden(_) | Error::Conflict(_)) => Ok(None),
        Err(other) => Err(other),
    }
}

/// The code that was sent for the record as it stands and may still be tried.
///
/// # Errors
/// What the database answers.
pub fn waiting_code(
    conn: &mut Conn,
    head: &Head,
    content_hash: &str,
    now: Moment,
) -> Result<Option<CodeView>, Error> {
    let revision = service_records::next_revision(head);
    let code = codes::last(conn, head.id)?.filter(|code| {
        // The next try counts one more.
        code.is_good(revision, content_hash, now) && code.tries < codes::TRIES
    });
    Ok(code.map(|code| CodeView {
        email: code.email,
        signer_name: code.signer_name,
        expires_at: code.expires_at,
    }))
}

/// The code that confirms `signer_name` under the text with `content_hash`.
///
/// # Errors
/// `Invalid` where it is wrong, or where another has to be asked for.
pub(super) fn confirmed(
    conn: &mut Conn,
    head: &Head,
    now: Moment,
    (signer_name, content_hash, typed): (&str, &str, &str),
    proof: Option<Proof<'_>>,
) -> Result<Code, Error> {
    let gone = || Error::field("code", FaultCode::new("code_gone"));
    let proof = proof.ok_or_else(gone)?;
    let revision = service_records::next_revision(head);
    let code = codes::last(conn, head.id)?
        .filter(|code| proof.counted == Some(code.id) && code.signer_name == signer_name)
        .filter(|code| code.is_good(revision, content_hash, now))
        .ok_or_else(gone)?;
    if code.is(typed, proof.seal) {
        Ok(code)
    } else {
        Err(Error::field("code", FaultCode::new("code_wrong")))
    }
}
