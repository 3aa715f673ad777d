//! Changing a product: what is empty is filled in by whoever may register it; what moves money and is said already is put
//! right by the vendor alone, with a reason.

use serde_json::{Map, Value, json};

use crate::access::Action;
use crate::domain::product_words::ProductEvent;
use crate::error::Error;
use crate::platform::db::{Conn, Id};
use crate::platform::fields::{self, Completeness, FaultCode, FieldFault};
use crate::platform::web::incoming::IfMatch;

use super::super::model::{CHANGE, GUARDED, Product, Row};
use super::super::store::{self, NewEvent};
use super::super::types::{self, Model};
use super::{Desk, check, log, logged, read, search_text};

/// The product as stored, for somebody who may write it: what is seen but not written is 403 (8.2).
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub fn open(conn: &mut Conn, desk: &Desk<'_>, id: Id) -> Result<Row, Error> {
    match store::get(conn, &desk.actor.may(Action::WriteProducts)?, id) {
        Err(Error::NotFound) => {
            store::get(conn, &desk.actor.may(Action::ViewProducts)?, id)?;
            Err(Error::Forbidden("not_yours_to_write"))
        }
        other => other,
    }
}

/// Puts the fields of `patch` in place of those there are; null takes one away.
///
/// # Errors
/// `Forbidden`, `NotFound`, `PreconditionRequired`, `Stale`; `Invalid` naming each field.
pub fn edit(
    conn: &mut Conn,
    desk: &Desk<'_>,
    (id, expected): (Id, IfMatch),
    patch: &Value,
) -> Result<Product, Error> {
    let stored = open(conn, desk, id)?;
    expected.check(stored.version)?;
    change(conn, desk, &stored, patch)?.save(conn, desk, None)?;
    read::show(conn, desk, &desk.actor.may(Action::ViewProducts)?, id)
}

/// A checked body over what is stored, ready to be saved.
pub struct Change {
    stored: Row,
    row: Row,
    model: Model,
    reason: Option<String>,
    corrects: bool,
    /// What differs, as the history tells it.
    pub changes: Value,
}

impl Change {
    /// Whether nothing differs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.as_object().is_some_and(Map::is_empty)
    }

    /// Whose change it is.
    #[must_use]
    pub fn id(&self) -> Id {
        self.row.id
    }

    /// Saves it with its line in the history, of the kind `kind` where that is said.
    ///
    /// # Errors
    /// `Stale` where somebody was faster; `Invalid` where the serial is taken.
    pub fn save(&self, conn: &mut Conn, desk: &Desk<'_>, kind: Option<ProductEvent>) -> Result<(), Error> {
        if self.is_empty() {
            return Ok(());
        }
        let Change { stored, row, model, reason, .. } = self;
        store::update(conn, row, &search_text(row, model)).map_err(check::serial_taken)?;
        let corrected = if self.corrects { ProductEvent::Corrected } else { ProductEvent::Edited };
        let reason = reason.as_deref();
        let event = NewEvent { kind: kind.unwrap_or(corrected), changes: self.changes.clone(), reason };
        store::insert_event(conn, row.id, desk.actor, &event, desk.now)?;
        let mut after = logged(row);
        if let (Some(reason), Some(after)) = (reason, after.as_object_mut()) {
            after.insert("reason".into(), reason.into());
        }
        log(conn, desk, "product.edit", (row.id, &row.serial), (Some(logged(stored)), Some(after)))
    }
}

/// Reads `patch` over what is stored; null takes a field away.
///
/// # Errors
/// `Invalid` naming each field.
pub fn change(conn: &mut Conn, desk: &Desk<'_>, stored: &Row, patch: &Value) -> Result<Change, Error> {
    let merged = fields::merge(&as_body(stored), patch);
    let body = fields::check(CHANGE, &merged, Completeness::Complete).map_err(Error::Invalid)?;
    let guarded = said_otherwise(&as_body(stored), &body);
    if !guarded.is_empty() && !desk.actor.is_vendor() {
        let fault = |name: &&'static str| FieldFault::new(*name, FaultCode::new("vendor_corrects"));
        return Err(Error::Invalid(guarded.iter().map(fault).collect()));
    }
    let (row, model) = check::read(conn, desk, &body, Some(stored))?;
    let reason = body.get("reason").and_then(Value::as_str).map(str::to_string);
    if !guarded.is_empty() && reason.is_none() {
        return Err(Error::field("reason", FaultCode::REQUIRED));
    }
    let changes = differences(conn, stored, &row)?;
    Ok(Change { stored: stored.clone(), row, model, reason, corrects: !guarded.is_empty(), changes })
}

/// What moves money, was said, and is now said otherwise.
fn said_otherwise(before: &Map<String, Value>, after: &Map<String, Value>) -> Vec<&'static str> {
    let said = |name: &&&str| before.get(**name).is_some_and(|value| !value.is_null());
    let other = |name: &&&str| after.get(**name).filter(|value| !value.is_null()) != before.get(**name);
    GUARDED.iter().filter(said).filter(other).copied().collect()
}

/// A stored product as a body.
#[must_use]
pub fn as_body(row: &Row) -> Map<String, Value> {
    let body = json!({
        "kind": row.kind, "model_id": row.model_id, "serial": row.serial, "nodes": row.nodes,
        "customer_id": row.customer_id, "delivered_on": row.delivered_on, "accepted_on": row.accepted_on,
        "free_service_months": row.free_service_months, "warranty_months": row.warranty_months,
        "loan_stock": row.loan_stock, "note": row.note,
    });
    body.as_object().cloned().unwrap_or_default()
}

/// What differs, as the history tells it: a model by its name; a customer and a note without saying which, since whoever
/// reads the history later may not know them.
fn differences(conn: &mut Conn, before: &Row, after: &Row) -> Result<Value, Error> {
    let (old, new) = (as_body(before), as_body(after));
    let mut changes = Map::new();
    for (name, now) in &new {
        if old.get(name) == Some(now) {
            continue;
        }
        let told = match name.as_str() {
            "model_id" => {
                let of = types::models(conn, &[before.model_id, after.model_id])?;
                let named = |id| of.get(&id).map(|model| model.name.clone());
                ("model_id", json!({ "before": named(before.model_id), "after": named(after.model_id) }))
            }
            "customer_id" => ("customer_id", json!({ "before": null, "after": null })),
            "note" => ("note", json!({ "before": null, "after": null })),
            other => (other, json!({ "before": old.get(other), "after": now })),
        };
        changes.insert(told.0.to_string(), told.1);
    }
    Ok(Value::Object(changes))
}
