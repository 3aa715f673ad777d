//! What a delivery claim does to the product that it is about (2.5): another one takes its place, or it goes back.

use serde_json::{Value, json};

use crate::access::Action;
use crate::domain::product_words::ProductEvent;
use crate::error::Error;
use crate::features::contracts;
use crate::platform::db::{Conn, Id};
use crate::platform::fields::FaultCode;

use super::super::model::Row;
use super::super::store::{self, NewEvent};
use super::super::types::{self, Model};
use super::{Desk, as_body, check, edit, log, logged, search_text};

/// The claim that a product goes by.
#[derive(Debug, Clone, Copy)]
pub struct Claimed<'a> {
    /// The product that was delivered.
    pub product: Id,
    /// The number of the request.
    pub request: &'a str,
    /// Why this was decided.
    pub reason: &'a str,
}

/// The product that comes in place of another one.
#[derive(Debug, Clone, Copy)]
pub struct New<'a> {
    /// Its model; none where it is the same.
    pub model: Option<Id>,
    /// Its serial.
    pub serial: &'a str,
    /// The day of its delivery.
    pub delivered_on: &'a str,
    /// The day of its acceptance.
    pub accepted_on: Option<&'a str>,
}

/// Registers the product that comes in place of a claimed one, which is gone from today; contracts that name that one name the
/// new one too.
///
/// # Errors
/// `Forbidden`, `NotFound`; `Invalid` naming `product_id` where it is gone, and the fields of the new one; `LostRace` where
/// somebody changed it meanwhile.
pub fn exchange(conn: &mut Conn, desk: &Desk<'_>, claimed: &Claimed<'_>, new: &New<'_>) -> Result<Id, Error> {
    let stored = there(conn, desk, claimed.product)?;
    let mut body = as_body(&stored);
    body.insert("model_id".into(), json!(new.model.unwrap_or(stored.model_id)));
    body.insert("serial".into(), json!(new.serial));
    body.insert("delivered_on".into(), json!(new.delivered_on));
    body.insert("accepted_on".into(), json!(new.accepted_on));
    body.insert("note".into(), Value::Null);
    let (mut row, model) = check::read(conn, desk, &body, None)?;
    row.replaces = Some(stored.id);
    store::insert(conn, &row, &search_text(&row, &model), Some(desk.actor.user())).map_err(|fault| {
        match fault {
            // Somebody else has just replaced the same product: the whole use-case runs again and finds it gone.
            Error::Duplicate(what) if what.contains("replac") => Error::LostRace,
            other => check::serial_taken(other),
        }
    })?;
    let changes = json!({ "replaces": said(&stored.serial), "request": said(claimed.request) });
    let event = NewEvent { kind: ProductEvent::Replacement, changes, reason: Some(claimed.reason) };
    store::insert_event(conn, row.id, desk.actor, &event, desk.now)?;
    log(conn, desk, "product.create", (row.id, &row.serial), (None, Some(logged(&row))))?;
    let changes = json!({ "replaced_by": said(&row.serial), "request": said(claimed.request) });
    gone(conn, desk, &stored, (ProductEvent::Exchanged, changes, claimed.reason))?;
    contracts::name_also(conn, desk, (stored.id, row.id))?;
    Ok(row.id)
}

/// Takes a claimed product back: it is gone from today.
///
/// # Errors
/// As [`exchange`].
pub fn take_back(conn: &mut Conn, desk: &Desk<'_>, claimed: &Claimed<'_>) -> Result<(), Error> {
    let stored = there(conn, desk, claimed.product)?;
    let changes = json!({ "request": said(claimed.request) });
    gone(conn, desk, &stored, (ProductEvent::Returned, changes, claimed.reason))
}

fn there(conn: &mut Conn, desk: &Desk<'_>, id: Id) -> Result<Row, Error> {
    desk.actor.may(Action::WriteProducts)?;
    let stored = edit::open(conn, desk, id)?;
    match stored.gone_on {
        None => Ok(stored),
        Some(_) => Err(Error::field("product_id", FaultCode::new("product_gone"))),
    }
}

fn said(what: &str) -> Value {
    json!({ "before": null, "after": what })
}

/// Writes that it is gone. Of two claims at once the second begins anew and finds that.
fn gone(
    conn: &mut Conn,
    desk: &Desk<'_>,
    stored: &Row,
    (kind, changes, reason): (ProductEvent, Value, &str),
) -> Result<(), Error> {
    let row = Row {
        gone_on: Some(desk.today().to_string()),
        gone_as: Some(kind.as_str().to_string()),
        version: stored.version + 1,
        updated_at: desk.now,
        ..stored.clone()
    };
    let model: Model = types::model(conn, row.model_id)?;
    store::update(conn, &row, &search_text(&row, &model)).map_err(|fault| match fault {
        Error::Stale => Error::LostRace,
        other => other,
    })?;
    let event = NewEvent { kind, changes, reason: Some(reason) };
    store::insert_event(conn, row.id, desk.actor, &event, desk.now)?;
    let mut after = as_body(&row);
    after.insert("gone_on".into(), json!(row.gone_on));
    after.insert("gone_as".into(), json!(row.gone_as));
    let change = (Some(logged(stored)), Some(Value::Object(after)));
    log(conn, desk, "product.edit", (row.id, &row.serial), change)
}
