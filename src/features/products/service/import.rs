//! What a line of an imported file means for the products there are (chapter 8.1). A product is found by its serial; an
//! empty cell leaves what is known.

use serde_json::{Map, Value};

use crate::access::Action;
use crate::domain::import_words::Fate;
use crate::domain::product_words::{ProductEvent, serial_key};
use crate::error::Error;
use crate::platform::db::{Conn, Id};
use crate::platform::fields::{self, Completeness};

use super::super::model::{NEW, Row};
use super::super::store;
use super::super::types::Model;
use super::edit::{self, Change};
use super::{Desk, check, register};

/// What a line would do.
pub enum Plan {
    /// Register one.
    New(Box<(Row, Model)>),
    /// Say something else of one that is there.
    Known(Box<Change>),
}

impl Plan {
    /// What becomes of the line.
    #[must_use]
    pub fn fate(&self) -> Fate {
        match self {
            Plan::New(_) => Fate::New,
            Plan::Known(change) if change.is_empty() => Fate::Unchanged,
            Plan::Known(_) => Fate::Changed,
        }
    }

    /// The product that is there.
    #[must_use]
    pub fn stored(&self) -> Option<Id> {
        match self {
            Plan::New(_) => None,
            Plan::Known(change) => Some(change.id()),
        }
    }

    /// What changes of one that is there.
    #[must_use]
    pub fn changes(&self) -> Map<String, Value> {
        match self {
            Plan::New(_) => Map::new(),
            Plan::Known(change) => change.changes.as_object().cloned().unwrap_or_default(),
        }
    }

    /// Stores it, and gives the product.
    ///
    /// # Errors
    /// `Stale` where somebody was faster; `Invalid` where the serial was taken meanwhile.
    pub fn carry_out(&self, conn: &mut Conn, desk: &Desk<'_>) -> Result<Id, Error> {
        match self {
            Plan::New(new) => {
                register::write(conn, desk, &new.0, &new.1, ProductEvent::Imported)?;
                Ok(new.0.id)
            }
            Plan::Known(change) => {
                change.save(conn, desk, Some(ProductEvent::Imported))?;
                Ok(change.id())
            }
        }
    }
}

/// What two lines of one file must not have in common.
#[must_use]
pub fn keys(body: &Map<String, Value>) -> Vec<(&'static str, String)> {
    let key = serial_key(body.get("serial").and_then(Value::as_str).unwrap_or_default());
    if key.is_empty() { vec![] } else { vec![("serial", key)] }
}

/// Reads a line whose cells were put into a body.
///
/// # Errors
/// `Forbidden`; `Invalid` naming each field.
pub fn plan(conn: &mut Conn, desk: &Desk<'_>, body: &Map<String, Value>) -> Result<Plan, Error> {
    let scope = desk.actor.may(Action::WriteProducts)?;
    let key = serial_key(body.get("serial").and_then(Value::as_str).unwrap_or_default());
    let stored = if key.is_empty() { None } else { store::with_serial(conn, &scope, &key)? };
    // What went from somebody else was sold again.
    let customer = body.get("customer_id").and_then(Value::as_str).and_then(|id| id.parse::<Id>().ok());
    let known = stored.filter(|row| row.gone_on.is_none() || customer == Some(row.customer_id));
    if let Some(stored) = known {
        let mut patch = body.clone();
        // However the serial is written, it is that one; as it was written first, it stays.
        patch.remove("serial");
        let change = edit::change(conn, desk, &stored, &Value::Object(patch))?;
        return Ok(Plan::Known(Box::new(change)));
    }
    let mut body = body.clone();
    // A reason is for what is corrected; here nothing is.
    body.remove("reason");
    let usual = if body.contains_key("nodes") { "licence" } else { "device" };
    body.entry("kind").or_insert(usual.into());
    let body = fields::check(NEW, &Value::Object(body), Completeness::Complete).map_err(Error::Invalid)?;
    Ok(Plan::New(Box::new(check::read(conn, desk, &body, None)?)))
}
