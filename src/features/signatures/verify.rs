//! Whether every signature is the one that was given: its text still has its hash, the audit log tells of it in the same
//! words, and what the log tells of is still there (4.3, 7).

use diesel::prelude::*;
use serde_json::Value;

use crate::access::audit;
use crate::platform::db::schema::signatures as t;
use crate::platform::db::{AnyDb, Conn, Id};
use crate::platform::verify::{Fault, Handful, Wrong};

use super::content::hash;
use super::model::Signature;

const HANDFUL: i64 = 100;
const ADDED: &str = "signature.add";

/// Looks at the signatures after `last`.
///
/// # Errors
/// [`Wrong`].
pub fn signatures_hold(conn: &mut Conn, last: Option<Id>) -> Result<Handful<Id>, Wrong> {
    let mut rows = t::table.into_boxed::<AnyDb>();
    if let Some(last) = last {
        rows = rows.filter(t::id.gt(last));
    }
    let found: Vec<Signature> = rows.order(t::id).limit(HANDFUL).load(conn)?;
    let records: Vec<Id> = found.iter().map(|row| row.record).collect();
    let told: Vec<Value> =
        audit::told_of(conn, ADDED, &records)?.into_iter().filter_map(|(.., after)| after).collect();
    for row in &found {
        let of_it = told.iter().find(|after| id_in(after) == Some(row.id));
        is_as_given(row, of_it).map_err(|code| Fault::new(code, format!("signature {}", row.id)))?;
    }
    Ok(Handful::of(found.len(), HANDFUL, found.last().map(|row| row.id)))
}

/// Looks at what the audit log tells of after `last`: each signature is still there.
///
/// # Errors
/// [`Wrong`].
pub fn told_signatures_exist(conn: &mut Conn, last: Option<Id>) -> Result<Handful<Id>, Wrong> {
    let told = audit::told_after(conn, ADDED, last, HANDFUL)?;
    let ids: Vec<Id> = told.iter().filter_map(|(.., after)| id_in(after.as_ref()?)).collect();
    let there: Vec<Id> = t::table.filter(t::id.eq_any(ids.clone())).select(t::id).load(conn)?;
    if let Some(gone) = ids.iter().find(|id| !there.contains(id)) {
        return Err(Fault::new("signature_missing", format!("signature {gone}")).into());
    }
    Ok(Handful::of(told.len(), HANDFUL, told.last().map(|(entry, ..)| *entry)))
}

fn id_in(after: &Value) -> Option<Id> {
    after.get("signature_id")?.as_str()?.parse().ok()
}

fn is_as_given(row: &Signature, told: Option<&Value>) -> Result<(), &'static str> {
    if hash(&row.content) != row.content_hash {
        return Err("signature_differs");
    }
    let told = told.ok_or("signature_not_told")?;
    let says = |name: &str, value: &str| told.get(name).and_then(Value::as_str) == Some(value);
    let same = says("method", &row.method)
        && says("signer_name", &row.signer_name)
        && says("content_hash", &row.content_hash)
        && says("device", &row.device)
        && says("address", &row.address);
    if same { Ok(()) } else { Err("signature_differs") }
}
