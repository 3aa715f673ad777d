//! Use-cases of installation records.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::access::audit::{self, Entry};
use crate::access::{Action, Actor, Scope};
use crate::error::Error;
use crate::features::products::{self, Desk};
use crate::features::{customers, users};
use crate::platform::db::{Conn, Id};
use crate::platform::fields::{self, Completeness, FaultCode, FieldFault};
use crate::platform::random;
use crate::platform::web::list::{ListQuery, Listing, moment_key};

use super::model::{Installation, InstalledProduct, LIST, NEW, Row};
use super::store;

/// Files a record from a body: its products are accepted from then on, and the customer has a fixed engineer where one is
/// named.
///
/// # Errors
/// `Forbidden`; `Invalid` naming each field.
pub fn file(conn: &mut Conn, desk: &Desk<'_>, body: &Value) -> Result<Installation, Error> {
    desk.actor.may(Action::WriteProducts)?;
    let body = fields::check(NEW, body, Completeness::Complete).map_err(Error::Invalid)?;
    let products = named_products(&body)?;
    let row = read(desk, &body)?;
    customers::referenced(conn, desk.actor, row.customer_id)?;
    let acceptance =
        products::Acceptance { customer: row.customer_id, products: &products, on: &row.accepted_on };
    products::accept(conn, desk, &acceptance)?;
    if let Some(engineer) = row.fixed_engineer_id {
        customers::name_fixed_engineer(conn, desk.actor, row.customer_id, engineer, desk.now)?;
    }
    store::insert(conn, &row, &products, desk.actor)?;
    let made = one(conn, desk, row)?;
    log(conn, desk, &made)?;
    Ok(made)
}

/// One record in sight. Four statements.
///
/// # Errors
/// `NotFound` where it is missing or out of sight.
pub fn show(conn: &mut Conn, desk: &Desk<'_>, scope: &Scope, id: Id) -> Result<Installation, Error> {
    let row = store::get(conn, scope, id)?;
    one(conn, desk, row)
}

/// A page of the records in sight.
///
/// # Errors
/// What the database answers.
pub fn list(
    conn: &mut Conn,
    desk: &Desk<'_>,
    scope: &Scope,
    query: &ListQuery,
) -> Result<Listing<Installation>, Error> {
    let rows = store::list(conn, scope, query)?;
    let Listing { items, next } = Listing::cut(rows, query, |row| (moment_key(row.created_at), row.id));
    Ok(Listing { items: whole(conn, desk, items)?, next })
}

/// The last records of a customer in sight, newest first; at most 20.
///
/// # Errors
/// `Forbidden`; what the database answers.
pub fn of_customer(conn: &mut Conn, desk: &Desk<'_>, customer: Id) -> Result<Vec<Installation>, Error> {
    named(conn, desk, "customer_id", customer)
}

/// The last records of a product in sight, newest first; at most 20.
///
/// # Errors
/// `Forbidden`; what the database answers.
pub fn of_product(conn: &mut Conn, desk: &Desk<'_>, product: Id) -> Result<Vec<Installation>, Error> {
    named(conn, desk, "product_id", product)
}

fn named(conn: &mut Conn, desk: &Desk<'_>, filter: &str, id: Id) -> Result<Vec<Installation>, Error> {
    let scope = desk.actor.may(Action::ViewProducts)?;
    let query =
        LIST.read(&[(filter.to_string(), id.to_string()), ("limit".to_string(), "20".to_string())])?;
    Ok(list(conn, desk, &scope, &query)?.items)
}

fn named_products(body: &Map<String, Value>) -> Result<Vec<Id>, Error> {
    let list = body.get("products").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let (mut ids, mut faults) = (Vec::new(), Vec::new());
    for (index, text) in list.iter().filter_map(Value::as_str).enumerate() {
        match text.parse::<Id>() {
            Ok(id) if ids.contains(&id) => {
                faults.push(FieldFault::new(format!("products.{index}"), FaultCode::REPEATED));
            }
            Ok(id) => ids.push(id),
            Err(_) => faults.push(FieldFault::new(format!("products.{index}"), FaultCode::NOT_AN_ID)),
        }
    }
    if faults.is_empty() { Ok(ids) } else { Err(Error::Invalid(faults)) }
}

fn read(desk: &Desk<'_>, body: &Map<String, Value>) -> Result<Row, Error> {
    let text = |name: &str| body.get(name).and_then(Value::as_str).map(str::to_string);
    let said = |name: &str| text(name).unwrap_or_default();
    let id = |name: &str| text(name).and_then(|text| text.parse::<Id>().ok());
    let today = desk.today().to_string();
    let mut faults = Vec::new();
    for name in ["installed_on", "accepted_on"] {
        if said(name) > today {
            faults.push(FieldFault::new(name, FaultCode::new("in_future")));
        }
    }
    if said("accepted_on") < said("installed_on") {
        faults.push(FieldFault::new("accepted_on", FaultCode::new("before_installation")));
    }
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    Ok(Row {
        id: random::id(desk.now),
        customer_id: id("customer_id").ok_or_else(|| Error::field("customer_id", FaultCode::REQUIRED))?,
        site_address: text("site_address"),
        installed_on: said("installed_on"),
        installed_by: said("installed_by"),
        fixed_engineer_id: id("fixed_engineer_id"),
        accepted_by: said("accepted_by"),
        accepted_on: said("accepted_on"),
        note: text("note"),
        created_by_name: desk.actor.name().to_string(),
        organisation_id: desk.actor.organisation(),
        by_vendor: desk.actor.is_vendor(),
        created_at: desk.now,
    })
}

fn one(conn: &mut Conn, desk: &Desk<'_>, row: Row) -> Result<Installation, Error> {
    whole(conn, desk, vec![row])?.pop().ok_or(Error::NotFound)
}

/// Rows with the names of customers and products; people of another agent stay without a name.
fn whole(conn: &mut Conn, desk: &Desk<'_>, rows: Vec<Row>) -> Result<Vec<Installation>, Error> {
    if rows.is_empty() {
        return Ok(vec![]);
    }
    let owners = customers::briefs(conn, rows.iter().map(|row| row.customer_id))?;
    let of = store::products_of(conn, &rows.iter().map(|row| row.id).collect::<Vec<_>>())?;
    let ids: Vec<Id> = of.iter().map(|(_, product)| *product).collect();
    let known: BTreeMap<Id, InstalledProduct> = products::some(conn, desk, &ids)?
        .into_iter()
        .map(|product| {
            (product.id, InstalledProduct { id: product.id, serial: product.serial, model: product.model })
        })
        .collect();
    let engineers = users::names(conn, rows.iter().filter_map(|row| row.fixed_engineer_id))?;
    let one = |row: Row| {
        let names = knows_names(desk.actor, &row);
        let products = of.iter().filter(|(id, _)| *id == row.id);
        Installation {
            customer_name: owners.get(&row.customer_id).map(|of| of.name.clone()).unwrap_or_default(),
            products: products.filter_map(|(_, id)| known.get(id)).cloned().collect(),
            installed_by: Some(row.installed_by).filter(|_| names),
            created_by_name: Some(row.created_by_name).filter(|_| names),
            fixed_engineer: row
                .fixed_engineer_id
                .filter(|_| names)
                .and_then(|id| engineers.get(&id).cloned()),
            names_fixed_engineer: row.fixed_engineer_id.is_some(),
            note: row.note.filter(|_| names && !is_contact(desk.actor)),
            id: row.id,
            customer_id: row.customer_id,
            site_address: row.site_address,
            installed_on: row.installed_on,
            accepted_by: row.accepted_by,
            accepted_on: row.accepted_on,
            created_at: row.created_at,
            version: 1,
        }
    };
    Ok(rows.into_iter().map(one).collect())
}

fn is_contact(actor: &Actor) -> bool {
    !actor.is_vendor() && !actor.can(Action::WriteProducts)
}

fn knows_names(actor: &Actor, row: &Row) -> bool {
    actor.is_vendor() || row.by_vendor || row.organisation_id == actor.organisation() || is_contact(actor)
}

fn log(conn: &mut Conn, desk: &Desk<'_>, made: &Installation) -> Result<(), Error> {
    let serials: Vec<&str> = made.products.iter().map(|product| product.serial.as_str()).collect();
    let after = json!({
        "customer_id": made.customer_id, "products": serials, "installed_on": made.installed_on,
        "installed_by": made.installed_by, "accepted_by": made.accepted_by, "accepted_on": made.accepted_on,
    });
    let entry = Entry {
        action: "installation.create",
        object_kind: "installation",
        object: Some(made.id),
        label: &made.customer_name,
        before: None,
        after: Some(after),
    };
    audit::write(conn, desk.actor, desk.now, entry)
}
