//! How a fault record's signature is shown on its form, its page and its review.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::domain::record_words::ServiceRecordKind;
use crate::error::Error;
use crate::features::service_records::Head;
use crate::platform::db::{Conn, Moment};

use super::service::{Signed, Standing, of_content};

/// The signature of a revision, for the component `signature.card`.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Card {
    state: &'static str,
    signer: Option<String>,
    at: Option<Moment>,
    method: Option<String>,
    taken_by: Option<String>,
    picture: Option<String>,
    scan: Option<String>,
    /// Where it is signed, for whoever may.
    sign_href: Option<String>,
}

/// The card of `fields` as revision `revision`; nothing for a kind of record that nobody signs.
///
/// # Errors
/// What the database answers.
pub fn card(
    conn: &mut Conn,
    head: &Head,
    fields: &Map<String, Value>,
    revision: i32,
    may_sign: bool,
) -> Result<Option<Card>, Error> {
    if head.kind != ServiceRecordKind::FaultRecord {
        return Ok(None);
    }
    Ok(card_of(head, of_content(conn, head, fields, revision)?, may_sign))
}

/// The card of what was found; nothing for a kind of record that nobody signs.
#[must_use]
pub fn card_of(head: &Head, signed: Option<Signed>, may_sign: bool) -> Option<Card> {
    if head.kind != ServiceRecordKind::FaultRecord {
        return None;
    }
    let sign_href = may_sign.then(|| format!("/fault-records/{}/sign", head.id));
    let Some(signed) = signed else {
        let state = Standing::None.as_str();
        return Some(Card { state, sign_href, ..Card::default() });
    };
    let state = if signed.valid { Standing::Valid } else { Standing::Void };
    Some(Card {
        state: state.as_str(),
        picture: signed.picture_href(),
        scan: signed.scan.map(|id| format!("/attachments/{id}/preview")),
        signer: Some(signed.signer_name),
        at: Some(signed.signed_at),
        method: Some(signed.method),
        taken_by: Some(signed.taken_by_name),
        sign_href,
    })
}
