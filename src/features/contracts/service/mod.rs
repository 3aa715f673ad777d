//! Use-cases of contracts; each is the same for the API and for pages.

mod activate;
mod close;
mod draft;
mod read;
mod replaced;

pub use activate::{activate, put_in_force};
pub use close::{accept, cancel, end};
pub use draft::{as_body, create, edit};
pub use read::{in_sight, list, of_customer, of_product, row, show, uses};
pub use replaced::name_also;

use serde_json::{Value, json};

use crate::access::Action;
use crate::access::audit::{self, Entry};
use crate::error::Error;
use crate::features::products::Desk;
use crate::platform::db::{Conn, Id};

use super::model::Row;
use super::store;

/// The local day.
fn today(desk: &Desk<'_>) -> String {
    desk.today().to_string()
}

/// The contract as stored, for somebody who may do `action` with it: what is seen and no more is 403 (8.2).
fn open(conn: &mut Conn, desk: &Desk<'_>, action: Action, id: Id) -> Result<Row, Error> {
    match store::get(conn, &desk.actor.may(action)?, id) {
        Err(Error::NotFound) => {
            store::get(conn, &desk.actor.may(Action::ViewContracts)?, id)?;
            Err(Error::Forbidden("not_yours_to_write"))
        }
        other => other,
    }
}

/// The contract as stored, for somebody who may write it.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub fn writable(conn: &mut Conn, desk: &Desk<'_>, id: Id) -> Result<Row, Error> {
    open(conn, desk, Action::WriteContracts, id)
}

/// A row as the log shows it, with what it includes and covers.
fn logged(row: &Row, body: &serde_json::Map<String, Value>) -> Value {
    let mut all = body.clone();
    all.insert("status".into(), json!(row.status));
    all.insert("last_on".into(), json!(row.last_on));
    Value::Object(all)
}

fn log(
    conn: &mut Conn,
    desk: &Desk<'_>,
    action: &'static str,
    row: &Row,
    (before, after): (Option<Value>, Option<Value>),
) -> Result<(), Error> {
    let entry =
        Entry { action, object_kind: "contract", object: Some(row.id), label: &row.number, before, after };
    audit::write(conn, desk.actor, desk.now, entry)
}
