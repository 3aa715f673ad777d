//! A product that a contract names was exchanged after a claim (2.5): the contract goes on for the one in its place.

use serde_json::json;

use crate::error::Error;
use crate::features::products::Desk;
use crate::platform::db::{Conn, Id};

use super::super::model::Row;
use super::super::store;
use super::{log, today};

/// Lets the contracts that name `old` and are not over name `new` as well. What they include stays as it was agreed; whoever
/// is changing a draft meanwhile finds another version.
///
/// # Errors
/// What the database answers.
pub fn name_also(conn: &mut Conn, desk: &Desk<'_>, (old, new): (Id, Id)) -> Result<(), Error> {
    for stored in store::naming(conn, old, &today(desk))? {
        store::add_product(conn, stored.id, new)?;
        let row = Row { version: stored.version + 1, updated_at: desk.now, ..stored };
        store::update(conn, &row).map_err(|fault| match fault {
            Error::Stale => Error::LostRace,
            other => other,
        })?;
        let change = (Some(json!({ "product_ids": [old] })), Some(json!({ "product_ids": [old, new] })));
        log(conn, desk, "contract.edit", &row, change)?;
    }
    Ok(())
}
