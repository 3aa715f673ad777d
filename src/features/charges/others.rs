//! Charges that are born from something else than a record: credits, service fees, contracts. Whoever makes one has had it
//! looked at, so it is confirmed from its birth.

use chrono_tz::Tz;
use diesel::prelude::*;
use serde_json::{Value, json};

use crate::access::Actor;
use crate::access::audit::{self, Entry};
use crate::domain::billing_words::ChargeOrigin;
use crate::domain::record_words::ChargeStatus;
use crate::domain::words::Component;
use crate::error::Error;
use crate::platform::db::schema::{charge_states, charges};
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::random;
use crate::platform::verify::Wrong;

use super::books;
use super::confirm::{month_of, tell_of_row};
use super::create::{Birth, insert_row};
use super::reverse::{CORRECTED, Correction, reverse};
use super::row::Row;

/// What such a charge is born from.
#[derive(Debug)]
pub struct Other<'a> {
    /// What kind of thing.
    pub origin: ChargeOrigin,
    /// Why something is given back, where it is.
    pub credit_kind: Option<&'a str>,
    /// Its number.
    pub number: &'a str,
    /// Whose account: id and name.
    pub payer: (Id, &'a str),
    /// What for.
    pub component: Component,
    /// Which service, where it is one.
    pub service_code: &'a str,
    /// Net, fen; negative where the vendor gives something back.
    pub amount_fen: i64,
    /// Percent.
    pub vat_rate: i32,
    /// What it is for, in words.
    pub text: &'a str,
    /// Why it is what it is.
    pub derivation: Value,
}

/// Makes such a charge, confirmed in the month of `now`, and tells its payer.
///
/// # Errors
/// What the database answers.
pub fn create_other(
    conn: &mut Conn,
    actor: &Actor,
    now: Moment,
    zone: Tz,
    other: &Other<'_>,
) -> Result<Id, Error> {
    let row = Row {
        id: random::id(now),
        record_id: None,
        origin: other.origin.as_str().to_string(),
        number: other.number.to_string(),
        revision: 1,
        line: 1,
        reverses_id: None,
        payer_id: other.payer.0,
        payer_name: other.payer.1.to_string(),
        customer_name: other.payer.1.to_string(),
        component: other.component.as_str().to_string(),
        service_code: other.service_code.to_string(),
        amount_fen: other.amount_fen,
        list_fen: other.amount_fen,
        vat_rate: other.vat_rate,
        derivation: other.derivation.clone(),
        created_at: now,
        credit_kind: other.credit_kind.map(str::to_string),
        text: other.text.to_string(),
        prices_id: None,
    };
    let month = month_of(now, zone);
    let birth = Birth { status: ChargeStatus::Confirmed, month: Some(&month), reason: "" };
    insert_row(conn, actor, now, row.clone(), birth)?;
    books::enter_row(conn, actor, now, &row)?;
    let entry = Entry {
        action: "charge.create",
        object_kind: "charge",
        object: Some(row.id),
        label: other.number,
        before: None,
        after: Some(json!({
            "origin": other.origin, "component": other.component, "amount_fen": other.amount_fen,
            "payer_id": other.payer.0, "month": month,
        })),
    };
    audit::write(conn, actor, now, entry)?;
    tell_of_row(conn, actor, now, &row)?;
    Ok(row.id)
}

/// Takes such a charge back by one of the opposite sign.
///
/// # Errors
/// `NotFound`; `Conflict` where that was done before.
pub fn take_back(conn: &mut Conn, actor: &Actor, now: Moment, zone: Tz, id: Id) -> Result<(), Error> {
    let found: (Row, (ChargeStatus, i32)) = charges::table
        .inner_join(charge_states::table)
        .filter(charges::id.eq(id))
        .select((charges::all_columns, (charge_states::status, charge_states::version)))
        .first(conn)?;
    let (row, state) = found;
    if state.0 == ChargeStatus::Reversed {
        return Err(Error::Conflict("charge_not_open"));
    }
    let correction = Correction { revision: row.revision + 1, number: &row.number, zone, why: CORRECTED };
    reverse(conn, actor, now, &correction, &row, state)
}

/// These charges as rows, for the features that gave rise to them.
///
/// # Errors
/// [`Wrong`].
pub fn by_id(conn: &mut Conn, ids: &[Id]) -> Result<Vec<Row>, Wrong> {
    Ok(charges::table.filter(charges::id.eq_any(ids.to_vec())).load(conn)?)
}
