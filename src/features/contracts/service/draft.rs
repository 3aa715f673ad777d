//! Writing a contract: a draft is begun and changed as a whole until it is put in force.

use serde_json::{Map, Value, json};

use crate::access::Action;
use crate::domain::ids::contract_number;
use crate::error::Error;
use crate::features::products::Desk;
use crate::platform::db::{Conn, Id};
use crate::platform::fields::{self, Completeness};
use crate::platform::random;
use crate::platform::web::incoming::IfMatch;

use super::super::check::{self, Checked};
use super::super::model::{Contract, FIELDS, Row, stored};
use super::super::store;
use super::{log, logged, open, read};

/// Begins a draft from a body.
///
/// # Errors
/// `Forbidden`; `Invalid` naming each field.
pub fn create(conn: &mut Conn, desk: &Desk<'_>, body: &Value) -> Result<Contract, Error> {
    desk.actor.may(Action::WriteContracts)?;
    let body = fields::check(FIELDS, body, Completeness::Complete).map_err(Error::Invalid)?;
    let checked = check::read(conn, desk, &body)?;
    let number = contract_number(desk.today(), random::suffix());
    if store::number_exists(conn, &number)? {
        return Err(Error::LostRace);
    }
    let begun = Row {
        id: random::id(desk.now),
        number,
        status: stored::DRAFT.to_string(),
        customer_id: checked.customer,
        payer_id: None,
        payer_name: None,
        starts_on: String::new(),
        ends_on: String::new(),
        last_on: String::new(),
        accepted_on: None,
        sla_profile: None,
        labour_included: false,
        parts_included: false,
        price_fen: 0,
        vat_rate: 0,
        penalty: None,
        note: None,
        charge_id: None,
        version: 1,
        created_by: Some(desk.actor.user()),
        created_by_name: desk.actor.name().to_string(),
        created_at: desk.now,
        updated_at: desk.now,
        activated_by_name: None,
        activated_at: None,
        closed_by_name: None,
        closed_at: None,
        close_reason: None,
        edited_by: Some(desk.actor.user()),
    };
    let row = filled(begun, &checked);
    store::insert(conn, &row)?;
    store::insert_parts(conn, row.id, &checked.service_rows(row.id), (&checked.products, &checked.types))?;
    log(conn, desk, "contract.create", &row, (None, Some(logged(&row, &body))))?;
    read::one(conn, desk, row)
}

/// Changes a draft; null takes a field away.
///
/// # Errors
/// `Forbidden`, `NotFound`, `PreconditionRequired`, `Stale`; `Conflict` once it is no draft; `Invalid` naming each field.
pub fn edit(
    conn: &mut Conn,
    desk: &Desk<'_>,
    (id, expected): (Id, IfMatch),
    patch: &Value,
) -> Result<Contract, Error> {
    let before = open(conn, desk, Action::WriteContracts, id)?;
    expected.check(before.version)?;
    if before.status != stored::DRAFT {
        return Err(Error::Conflict("contract_not_draft"));
    }
    let was = as_body(conn, &before)?;
    let body =
        fields::check(FIELDS, &fields::merge(&was, patch), Completeness::Complete).map_err(Error::Invalid)?;
    let checked = check::read(conn, desk, &body)?;
    let kept = Row {
        version: before.version + 1,
        updated_at: desk.now,
        edited_by: Some(desk.actor.user()),
        ..before.clone()
    };
    let row = filled(kept, &checked);
    store::update(conn, &row)?;
    store::insert_parts(conn, row.id, &checked.service_rows(row.id), (&checked.products, &checked.types))?;
    log(conn, desk, "contract.edit", &row, (Some(logged(&before, &was)), Some(logged(&row, &body))))?;
    read::one(conn, desk, row)
}

fn filled(row: Row, said: &Checked) -> Row {
    Row {
        customer_id: said.customer,
        starts_on: said.starts_on.clone(),
        ends_on: said.ends_on.clone(),
        last_on: said.ends_on.clone(),
        accepted_on: said.accepted_on.clone(),
        sla_profile: said.sla_profile.clone(),
        labour_included: said.labour_included,
        parts_included: said.parts_included,
        price_fen: said.price_fen,
        vat_rate: said.vat_rate,
        penalty: said.penalty.clone(),
        note: said.note.clone(),
        ..row
    }
}

/// A stored contract as a body. Three statements.
///
/// # Errors
/// What the database answers.
pub fn as_body(conn: &mut Conn, row: &Row) -> Result<Map<String, Value>, Error> {
    let parts = store::parts_of(conn, &[row.id])?;
    let services: Vec<Value> = parts
        .services
        .iter()
        .map(|service| json!({ "service_code": service.service_code, "visits": service.visits }))
        .collect();
    let ids = |pairs: &[(Id, Id)]| pairs.iter().map(|(_, id)| json!(id)).collect::<Vec<Value>>();
    let body = json!({
        "customer_id": row.customer_id, "starts_on": row.starts_on, "ends_on": row.ends_on,
        "product_ids": ids(&parts.products), "product_type_ids": ids(&parts.types), "services": services,
        "labour_included": row.labour_included, "parts_included": row.parts_included,
        "sla_profile": row.sla_profile, "accepted_on": row.accepted_on, "price_fen": row.price_fen,
        "vat_rate": row.vat_rate, "penalty": row.penalty, "note": row.note,
    });
    Ok(body.as_object().cloned().unwrap_or_default())
}
