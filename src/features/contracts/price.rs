//! The price of a contract is charged once, when it is put in force, and taken back where it is given up before it begins
//! (chapter 6).

use chrono_tz::Tz;
use serde_json::{Value, json};

use crate::access::Actor;
use crate::domain::billing_words::ChargeOrigin;
use crate::domain::words::Component;
use crate::error::Error;
use crate::features::charges::{self, Other};
use crate::platform::db::{Conn, Id, Moment};

use super::model::Row;

/// Everything needed to explain the charge years later.
#[must_use]
pub fn derivation(row: &Row, customer_name: &str) -> Value {
    json!({
        "origin": ChargeOrigin::Contract,
        "contract_id": row.id,
        "number": row.number,
        "customer_id": row.customer_id,
        "customer_name": customer_name,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "amount_fen": row.price_fen,
        "vat_rate": row.vat_rate,
        "rounding": "half_up_per_line",
    })
}

/// Charges the price to whoever pays; nothing where it costs nothing.
///
/// # Errors
/// What the database answers.
pub fn charge(
    conn: &mut Conn,
    actor: &Actor,
    (now, zone): (Moment, Tz),
    row: &Row,
    customer_name: &str,
) -> Result<Option<Id>, Error> {
    let (Some(payer), Some(name), true) = (row.payer_id, &row.payer_name, row.price_fen > 0) else {
        return Ok(None);
    };
    let text = format!("{customer_name} {} – {}", row.starts_on, row.ends_on);
    let other = Other {
        origin: ChargeOrigin::Contract,
        credit_kind: None,
        number: &row.number,
        payer: (payer, name),
        component: Component::ServiceFee,
        service_code: "",
        amount_fen: row.price_fen,
        vat_rate: row.vat_rate,
        text: &text,
        derivation: derivation(row, customer_name),
    };
    charges::create_other(conn, actor, now, zone, &other).map(Some)
}
