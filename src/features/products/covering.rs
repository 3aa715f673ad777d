//! A product as contracts ask for it, for the program's own work, which sees every product.

use diesel::prelude::*;

use crate::domain::product_words::serial_key;
use crate::error::Error;
use crate::features::contracts::Cover;
use crate::platform::db::schema::{product_models as m, products as t};
use crate::platform::db::{Conn, Id};

/// The customer's registered product of a serial. One statement.
///
/// # Errors
/// What the database answers.
pub fn cover_of(conn: &mut Conn, customer: Id, serial: &str) -> Result<Option<Cover>, Error> {
    let key = serial_key(serial);
    if key.is_empty() {
        return Ok(None);
    }
    let found: Option<(Id, Id)> = t::table
        .inner_join(m::table.on(m::id.eq(t::model_id)))
        .filter(t::serial_key.eq(key))
        .filter(t::customer_id.eq(customer))
        .select((t::id, m::type_id))
        .first(conn)
        .optional()?;
    Ok(found.map(|(product, kind)| Cover { customer, product, kind }))
}
