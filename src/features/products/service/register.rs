//! A product is registered: by whoever serves its customer.

use serde_json::{Value, json};

use crate::access::Action;
use crate::domain::product_words::ProductEvent;
use crate::error::Error;
use crate::platform::db::{Conn, Id};
use crate::platform::fields::{self, Completeness};

use super::super::model::{NEW, Product, Row};
use super::super::store::{self, NewEvent};
use super::super::types::Model;
use super::{Desk, check, log, logged, read, search_text};

/// Registers a product from a body.
///
/// # Errors
/// `Forbidden`; `Invalid` naming each field.
pub fn create(conn: &mut Conn, desk: &Desk<'_>, body: &Value) -> Result<Product, Error> {
    let id = register(conn, desk, body)?;
    read::show(conn, desk, &desk.actor.may(Action::ViewProducts)?, id)
}

/// Registers a product from a body and gives its id.
///
/// # Errors
/// As `create`.
pub fn register(conn: &mut Conn, desk: &Desk<'_>, body: &Value) -> Result<Id, Error> {
    desk.actor.may(Action::WriteProducts)?;
    let body = fields::check(NEW, body, Completeness::Complete).map_err(Error::Invalid)?;
    let (row, model) = check::read(conn, desk, &body, None)?;
    write(conn, desk, &row, &model, ProductEvent::Registered)?;
    Ok(row.id)
}

/// Writes a new row with its first event.
pub(super) fn write(
    conn: &mut Conn,
    desk: &Desk<'_>,
    row: &Row,
    model: &Model,
    kind: ProductEvent,
) -> Result<(), Error> {
    store::insert(conn, row, &search_text(row, model), Some(desk.actor.user()))
        .map_err(check::serial_taken)?;
    let event = NewEvent { kind, changes: json!({}), reason: None };
    store::insert_event(conn, row.id, desk.actor, &event, desk.now)?;
    log(conn, desk, "product.create", (row.id, &row.serial), (None, Some(logged(row))))
}
