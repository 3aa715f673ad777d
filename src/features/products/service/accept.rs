//! What an installation says of the products it installed: they were accepted on that day (5.6).

use serde_json::json;

use crate::access::Action;
use crate::domain::product_words::ProductEvent;
use crate::error::Error;
use crate::platform::db::{Conn, Id};
use crate::platform::fields::{FaultCode, FieldFault};

use super::super::model::Row;
use super::super::store::{self, NewEvent};
use super::super::types;
use super::{Desk, log, logged, search_text};

/// The acceptance of a customer's products.
#[derive(Debug, Clone, Copy)]
pub struct Acceptance<'a> {
    /// Whose they are.
    pub customer: Id,
    /// Which.
    pub products: &'a [Id],
    /// The day.
    pub on: &'a str,
}

/// Sets the day of acceptance of products that have none. A day that is known already is not changed by this: another one
/// is a fault that names the product.
///
/// # Errors
/// `Invalid` naming `products.<n>`; a product out of sight, or of another customer, is as good as none.
pub fn accept(conn: &mut Conn, desk: &Desk<'_>, acceptance: &Acceptance<'_>) -> Result<(), Error> {
    let scope = desk.actor.may(Action::WriteProducts)?;
    let found = store::all(conn, &scope, acceptance.products)?;
    let mut faults = Vec::new();
    for (index, id) in acceptance.products.iter().enumerate() {
        let row = found.iter().find(|row| row.id == *id && row.customer_id == acceptance.customer);
        let code = match row {
            None => Some(FaultCode::NOT_FOUND),
            Some(row) => wrong(row, acceptance.on),
        };
        faults.extend(code.map(|code| FieldFault::new(format!("products.{index}"), code)));
    }
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    for stored in found.iter().filter(|row| row.accepted_on.is_none()) {
        let row = Row {
            accepted_on: Some(acceptance.on.to_string()),
            version: stored.version + 1,
            updated_at: desk.now,
            ..stored.clone()
        };
        let model = types::model(conn, row.model_id)?;
        store::update(conn, &row, &search_text(&row, &model))?;
        let changes = json!({ "accepted_on": { "before": null, "after": acceptance.on } });
        let event = NewEvent { kind: ProductEvent::Accepted, changes, reason: None };
        store::insert_event(conn, row.id, desk.actor, &event, desk.now)?;
        let change = (Some(logged(stored)), Some(logged(&row)));
        log(conn, desk, "product.edit", (row.id, &row.serial), change)?;
    }
    Ok(())
}

fn wrong(row: &Row, on: &str) -> Option<FaultCode> {
    if row.gone_on.is_some() {
        return Some(FaultCode::new("product_gone"));
    }
    match (&row.accepted_on, &row.delivered_on) {
        (Some(day), _) if day != on => Some(FaultCode::new("accepted_on_another_day")),
        (None, Some(delivered)) if on < delivered.as_str() => Some(FaultCode::new("before_delivery")),
        _ => None,
    }
}
