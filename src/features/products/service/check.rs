//! The check of a product's body beyond its fields: what belongs to which kind, days in order, references in sight, and a
//! serial that is not taken.

use serde_json::{Map, Value};

use crate::domain::product_words::{ProductKind, serial_key};
use crate::domain::words::ClientClass;
use crate::error::Error;
use crate::features::customers;
use crate::platform::db::{Conn, Id};
use crate::platform::fields::{FaultCode, FieldFault};
use crate::platform::random;

use super::super::model::Row;
use super::super::store;
use super::super::types::{self, Model};
use super::Desk;

const NOT_ALLOWED: FaultCode = FaultCode::new("not_allowed");

/// Reads a checked body as a row: a new one, or `stored` changed. Every fault at once.
///
/// # Errors
/// `Invalid` naming each field; a customer out of sight is as good as none, and a serial that is taken says no more.
pub fn read(
    conn: &mut Conn,
    desk: &Desk<'_>,
    body: &Map<String, Value>,
    stored: Option<&Row>,
) -> Result<(Row, Model), Error> {
    let text = |name: &str| body.get(name).and_then(Value::as_str).map(str::to_string);
    let id = |name: &str| text(name).and_then(|text| text.parse::<Id>().ok());
    let mut faults = Vec::new();
    let model = match id("model_id").map(|id| types::model(conn, id)) {
        Some(Ok(model)) => Some(model),
        Some(Err(Error::NotFound)) | None => {
            faults.push(FieldFault::new("model_id", FaultCode::NOT_FOUND));
            None
        }
        Some(Err(other)) => return Err(other),
    };
    let customer = id("customer_id").filter(|id| stored.is_none_or(|row| row.customer_id != *id));
    match customer.map(|id| customers::referenced(conn, desk.actor, id)) {
        Some(Err(Error::Invalid(more))) => faults.extend(more),
        Some(Err(other)) => return Err(other),
        Some(Ok(_)) | None => {}
    }
    let serial = text("serial").unwrap_or_default();
    // What is gone keeps its serial, whoever has it now.
    let there = stored.is_none_or(|row| row.gone_on.is_none());
    if there && store::is_taken(conn, &serial_key(&serial), stored.map(|row| row.id))? {
        faults.push(FieldFault::new("serial", FaultCode::new("serial_taken")));
    }
    let kind = text("kind").unwrap_or_default();
    let nodes = body.get("nodes").and_then(Value::as_i64).and_then(|nodes| i32::try_from(nodes).ok());
    match (kind == ProductKind::Licence.as_str(), nodes) {
        (true, None) => faults.push(FieldFault::new("nodes", FaultCode::REQUIRED)),
        (false, Some(_)) => faults.push(FieldFault::new("nodes", NOT_ALLOWED)),
        _ => {}
    }
    let (delivered_on, accepted_on) = (text("delivered_on"), text("accepted_on"));
    faults.extend(days(desk, delivered_on.as_deref(), accepted_on.as_deref()));
    let customer_id = id("customer_id").ok_or_else(|| Error::field("customer_id", FaultCode::REQUIRED))?;
    let loan_stock = body.get("loan_stock").and_then(Value::as_bool).unwrap_or(false);
    let marks = loan_stock && stored.is_none_or(|row| !row.loan_stock || row.customer_id != customer_id);
    if marks {
        faults.extend(not_to_be_lent(conn, desk, &kind, customer_id)?);
    }
    let (Some(model), true) = (model, faults.is_empty()) else { return Err(Error::Invalid(faults)) };
    let (free_service_months, warranty_months) = terms(conn, body, stored, &model)?;
    let row = Row {
        id: stored.map_or_else(|| random::id(desk.now), |row| row.id),
        kind,
        model_id: model.id,
        serial,
        nodes,
        customer_id,
        delivered_on,
        accepted_on,
        note: text("note"),
        version: stored.map_or(1, |row| row.version + 1),
        created_at: stored.map_or(desk.now, |row| row.created_at),
        updated_at: desk.now,
        gone_on: stored.and_then(|row| row.gone_on.clone()),
        gone_as: stored.and_then(|row| row.gone_as.clone()),
        replaces: stored.and_then(|row| row.replaces),
        free_service_months,
        warranty_months,
        loan_stock,
    };
    Ok((row, model))
}

/// The lengths of free service and warranty, months. A new product has those that its type says now, and keeps them whatever the
/// type says later (chapter 2). One whose model is put right has those of the right type, unless others are said with it.
fn terms(
    conn: &mut Conn,
    body: &Map<String, Value>,
    stored: Option<&Row>,
    model: &Model,
) -> Result<(i32, i32), Error> {
    let months = |count: u32| i32::try_from(count).unwrap_or(i32::MAX);
    let of_type = (months(model.free_service_months), months(model.warranty_months));
    let Some(stored) = stored else { return Ok(of_type) };
    let number = |name: &str| body.get(name).and_then(Value::as_i64).and_then(|it| i32::try_from(it).ok());
    let kept = (stored.free_service_months, stored.warranty_months);
    let said = (number("free_service_months").unwrap_or(kept.0), number("warranty_months").unwrap_or(kept.1));
    let other_type =
        stored.model_id != model.id && types::model(conn, stored.model_id)?.type_id != model.type_id;
    Ok(if other_type && said == kept { of_type } else { said })
}

/// What is lent is a device of the vendor's or of an agent's own stock: the vendor says so of any, an agent of what stands on its
/// own premises.
fn not_to_be_lent(
    conn: &mut Conn,
    desk: &Desk<'_>,
    kind: &str,
    customer: Id,
) -> Result<Option<FieldFault>, Error> {
    let fault = |code| Some(FieldFault::new("loan_stock", code));
    if kind != ProductKind::Device.as_str() {
        return Ok(fault(FaultCode::new("not_a_device")));
    }
    let own = desk.actor.is_vendor() || customers::class_of(conn, customer)? == Some(ClientClass::Agent);
    Ok(if own { None } else { fault(FaultCode::new("not_own_stock")) })
}

/// Days do not lie ahead, and nothing is accepted before it is delivered. Days compare as texts.
fn days(desk: &Desk<'_>, delivered: Option<&str>, accepted: Option<&str>) -> Vec<FieldFault> {
    let today = desk.today().to_string();
    let mut faults = Vec::new();
    for (name, day) in [("delivered_on", delivered), ("accepted_on", accepted)] {
        if day.is_some_and(|day| day > today.as_str()) {
            faults.push(FieldFault::new(name, FaultCode::new("in_future")));
        }
    }
    if delivered.zip(accepted).is_some_and(|(delivered, accepted)| accepted < delivered) {
        faults.push(FieldFault::new("accepted_on", FaultCode::new("before_delivery")));
    }
    faults
}

/// The unique index has the last word where two register the same serial at once.
pub fn serial_taken(fault: Error) -> Error {
    match fault {
        Error::Duplicate(_) => Error::field("serial", FaultCode::new("serial_taken")),
        other => other,
    }
}
