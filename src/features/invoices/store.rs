//! Invoice data as rows.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::error::Error;
use crate::platform::db::schema::invoice_data as t;
use crate::platform::db::{Conn, Id};

use super::model::InvoiceData;

/// What is known of a payer.
///
/// # Errors
/// What the database answers.
pub fn find(conn: &mut Conn, payer: Id) -> Result<Option<InvoiceData>, Error> {
    Ok(t::table.find(payer).select(InvoiceData::as_select()).first(conn).optional()?)
}

/// What is known of these payers.
///
/// # Errors
/// What the database answers.
pub fn of(conn: &mut Conn, payers: &[Id]) -> Result<HashMap<Id, InvoiceData>, Error> {
    let rows: Vec<InvoiceData> =
        t::table.filter(t::payer_id.eq_any(payers.to_vec())).select(InvoiceData::as_select()).load(conn)?;
    Ok(rows.into_iter().map(|row| (row.payer_id, row)).collect())
}

/// Writes what is known from now on; `read` is the version that the caller read, 0 for none.
///
/// # Errors
/// `Stale` where somebody was faster.
pub fn save(conn: &mut Conn, row: &InvoiceData, read: i32) -> Result<(), Error> {
    if read == 0 {
        let made = diesel::insert_into(t::table).values(row.clone()).execute(conn);
        return match made.map_err(Error::from) {
            Ok(_) => Ok(()),
            Err(Error::Duplicate(_)) => Err(Error::Stale),
            Err(other) => Err(other),
        };
    }
    let stored = t::table.filter(t::payer_id.eq(row.payer_id)).filter(t::version.eq(read));
    let changed = diesel::update(stored)
        .set((
            t::kind.eq(&row.kind),
            t::title.eq(&row.title),
            t::tax_number.eq(&row.tax_number),
            t::address.eq(&row.address),
            t::phone.eq(&row.phone),
            t::bank.eq(&row.bank),
            t::account.eq(&row.account),
            t::version.eq(row.version),
            t::changed_by_name.eq(&row.changed_by_name),
            t::changed_at.eq(row.changed_at),
        ))
        .execute(conn)?;
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}
