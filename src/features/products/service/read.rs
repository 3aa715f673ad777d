//! Reading products: one, lists, and what other features ask of them.

use chrono::NaiveDate;

use crate::access::{Action, Actor, Scope};
use crate::domain::decision::ProductTerms;
use crate::domain::product_words::{ProductKind, serial_key};
use crate::error::Error;
use crate::features::contracts::{self, Cover};
use crate::features::customers;
use crate::platform::db::{Conn, Id};
use crate::platform::fields::FaultCode;
use crate::platform::web::list::{ListQuery, Listing, moment_key};

use super::super::coverage::at_a_glance;
use super::super::model::{LIST, Product, Row};
use super::super::store::{self, Which};
use super::super::types::{self, Model};
use super::Desk;

/// More devices than these are not offered to choose from.
const MOST_DEVICES: i64 = 500;

/// One product in sight. Three statements.
///
/// # Errors
/// `NotFound` where it is missing or out of sight.
pub fn show(conn: &mut Conn, desk: &Desk<'_>, scope: &Scope, id: Id) -> Result<Product, Error> {
    let row = store::get(conn, scope, id)?;
    whole(conn, desk, vec![row])?.pop().ok_or(Error::NotFound)
}

/// A page of the products in sight. Three statements.
///
/// # Errors
/// What the database answers.
pub fn list(
    conn: &mut Conn,
    desk: &Desk<'_>,
    scope: &Scope,
    query: &ListQuery,
) -> Result<Listing<Product>, Error> {
    let rows = store::list(conn, scope, query)?;
    let Listing { items, next } = Listing::cut(rows, query, |row| match query.sort {
        "serial" => (serial_key(&row.serial), row.id),
        _ => (moment_key(row.created_at), row.id),
    });
    Ok(Listing { items: whole(conn, desk, items)?, next })
}

/// The products of a customer in sight, newest first; at most `limit`. Three statements.
///
/// # Errors
/// `Forbidden`; what the database answers.
pub fn of_customer(
    conn: &mut Conn,
    desk: &Desk<'_>,
    customer: Id,
    limit: i64,
) -> Result<Vec<Product>, Error> {
    let scope = desk.actor.may(Action::ViewProducts)?;
    let rows = store::of_customer(conn, &scope, customer, limit)?;
    whole(conn, desk, rows)
}

/// Devices that the person may write, newest first, for a picker: what customers use, or what is kept to be lent; at most 500.
/// Four statements.
///
/// # Errors
/// `Forbidden`; what the database answers.
pub fn devices(conn: &mut Conn, desk: &Desk<'_>, loan_stock: bool) -> Result<Vec<Product>, Error> {
    let scope = desk.actor.may(Action::WriteProducts)?;
    let asked = [
        ("kind", ProductKind::Device.as_str()),
        ("gone", "false"),
        ("loan_stock", if loan_stock { "true" } else { "false" }),
    ];
    let query = LIST.read(&asked.map(|(name, value)| (name.to_string(), value.to_string())))?;
    let rows = store::list(conn, &scope, &ListQuery { limit: MOST_DEVICES, ..query })?;
    whole(conn, desk, rows)
}

/// The product in sight that took the place of another one after a claim: id and serial.
///
/// # Errors
/// What the database answers.
pub fn replacement(conn: &mut Conn, scope: &Scope, of: Id) -> Result<Option<(Id, String)>, Error> {
    Ok(store::replacement(conn, scope, of)?.map(|row| (row.id, row.serial)))
}

/// The others of a product's serial in sight, newest first: id, and the day on which it went.
///
/// # Errors
/// What the database answers.
pub fn others_of_serial(
    conn: &mut Conn,
    scope: &Scope,
    of: &Product,
) -> Result<Vec<(Id, Option<String>)>, Error> {
    let rows = store::others(conn, scope, (of.id, &of.serial))?;
    Ok(rows.into_iter().map(|row| (row.id, row.gone_on)).collect())
}

/// Those of `ids` that are no longer there; the caller has found what names them in sight. One statement.
///
/// # Errors
/// What the database answers.
pub fn gone(conn: &mut Conn, ids: &[Id]) -> Result<Vec<Id>, Error> {
    store::gone(conn, ids)
}

/// Those of `ids` that are in sight, by serial. Three statements.
///
/// # Errors
/// `Forbidden`; what the database answers.
pub fn some(conn: &mut Conn, desk: &Desk<'_>, ids: &[Id]) -> Result<Vec<Product>, Error> {
    let scope = desk.actor.may(Action::ViewProducts)?;
    let rows = store::all(conn, &scope, ids)?;
    whole(conn, desk, rows)
}

/// The product with this serial, where it is in sight; blanks and case do not matter.
///
/// # Errors
/// What the database answers.
pub fn find_by_serial(conn: &mut Conn, desk: &Desk<'_>, serial: &str) -> Result<Option<Product>, Error> {
    let Ok(scope) = desk.actor.may(Action::ViewProducts) else { return Ok(None) };
    let key = serial_key(serial);
    let found = if key.is_empty() { None } else { store::with_serial(conn, &scope, &key)? };
    Ok(whole(conn, desk, found.into_iter().collect())?.pop())
}

/// A registered product as it is stored, with its model.
#[derive(Debug)]
pub struct Registered {
    row: Row,
    model: Model,
}

impl Registered {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> Id {
        self.row.id
    }

    /// The product itself.
    #[must_use]
    pub fn row(&self) -> &Row {
        &self.row
    }

    /// The product as contracts ask for it.
    #[must_use]
    pub fn cover(&self) -> Cover {
        cover(&self.row, &self.model)
    }

    /// What a decision needs of it. One statement, more where a contract says when it was accepted.
    ///
    /// # Errors
    /// What the database answers.
    pub fn terms(&self, conn: &mut Conn) -> Result<ProductTerms, Error> {
        let accepted = contracts::final_acceptances(conn, &[self.cover()])?.remove(&self.row.id);
        Ok(terms_of(&self.row, accepted))
    }
}

/// The product with this serial that is a customer's, where it is in sight. One statement.
///
/// # Errors
/// What the database answers.
pub fn registered(
    conn: &mut Conn,
    actor: &Actor,
    serial: &str,
    customer: Id,
) -> Result<Option<Registered>, Error> {
    let Ok(scope) = actor.may(Action::ViewProducts) else { return Ok(None) };
    let key = serial_key(serial);
    if key.is_empty() {
        return Ok(None);
    }
    let found = store::with_model(conn, &scope, Which::Serial(key, customer))?;
    Ok(found.map(|(row, model)| Registered { row, model }))
}

/// The product that a body names as `product_id`: one of this customer, in sight. Any other is as good as none (8.2). One
/// statement.
///
/// # Errors
/// `Invalid` naming `product_id`.
pub fn referenced(conn: &mut Conn, actor: &Actor, id: Id, customer: Id) -> Result<Registered, Error> {
    let unknown = || Error::field("product_id", FaultCode::NOT_FOUND);
    let scope = actor.may(Action::ViewProducts).map_err(|_| unknown())?;
    match store::with_model(conn, &scope, Which::Id(id))? {
        Some((row, model)) if row.customer_id == customer => Ok(Registered { row, model }),
        _ => Err(unknown()),
    }
}

fn cover(row: &Row, model: &Model) -> Cover {
    Cover { customer: row.customer_id, product: row.id, kind: model.type_id }
}

/// `accepted` is the final acceptance of the contract that covers it.
fn terms_of(row: &Row, accepted: Option<NaiveDate>) -> ProductTerms {
    let months = |count: i32| u32::try_from(count).unwrap_or_default();
    ProductTerms {
        starts_on: row.starts_on(accepted),
        free_service_months: months(row.free_service_months),
        warranty_months: months(row.warranty_months),
        gone_on: row.gone_on.as_deref().and_then(|day| day.parse().ok()),
    }
}

/// Rows with the names of their models and customers, and their coverage today. What the serving side notes for itself is
/// not for the customer.
fn whole(conn: &mut Conn, desk: &Desk<'_>, rows: Vec<Row>) -> Result<Vec<Product>, Error> {
    if rows.is_empty() {
        return Ok(vec![]);
    }
    let models = types::models(conn, &rows.iter().map(|row| row.model_id).collect::<Vec<_>>())?;
    let owners = customers::briefs(conn, rows.iter().map(|row| row.customer_id))?;
    let policies = desk.services.policies.current();
    let rules = policies.at(desk.now.0).map_err(Error::internal)?.coverage;
    let today = desk.today();
    let serves = desk.actor.can(Action::WriteRecords) || desk.actor.is_vendor();
    let covers: Vec<Cover> =
        rows.iter().filter_map(|row| Some(cover(row, models.get(&row.model_id)?))).collect();
    let accepted = contracts::final_acceptances(conn, &covers)?;
    let one = |row: Row| {
        let model = models.get(&row.model_id)?;
        let owner = owners.get(&row.customer_id);
        let coverage = at_a_glance(&rules, terms_of(&row, accepted.get(&row.id).copied()), today);
        Some(Product {
            kind: row.kind.parse().unwrap_or(ProductKind::Device),
            type_id: model.type_id,
            type_name: model.type_name.clone(),
            type_name_en: model.type_name_en.clone(),
            model_id: model.id,
            model: model.name.clone(),
            customer_name: owner.map(|owner| owner.name.clone()).unwrap_or_default(),
            agent_id: owner.and_then(|owner| owner.agent_id),
            coverage,
            note: row.note.filter(|_| serves),
            id: row.id,
            serial: row.serial,
            nodes: row.nodes,
            customer_id: row.customer_id,
            delivered_on: row.delivered_on,
            accepted_on: row.accepted_on,
            gone_on: row.gone_on,
            gone_as: row.gone_as,
            replaces: row.replaces,
            loan_stock: row.loan_stock,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    };
    Ok(rows.into_iter().filter_map(one).collect())
}
