//! Products as rows. Every question goes through [`visible`]: a product is in sight where its customer is.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::access::{Actor, Scope};
use crate::domain::product_words::{ProductEvent, serial_key};
use crate::error::Error;
use crate::features::contracts::Cover;
use crate::features::customers::{self, visible_with_customers};
use crate::platform::db::schema::{
    product_events as e, product_models as m, product_types as k, products as t,
};
use crate::platform::db::search::contains;
use crate::platform::db::{AnyDb, Conn, Id, Moment};
use crate::platform::random;
use crate::platform::web::list::{ListQuery, not_a_cursor};

use super::model::{EventRow, Row};
use super::types::{Found, Model, model_columns};

visible_with_customers!(t, t::customer_id);

/// More customers than these are not looked through by their words.
const MOST_OWNERS: i64 = 500;

/// One product in sight.
///
/// # Errors
/// `NotFound` where it is missing or out of sight.
pub fn get(conn: &mut Conn, scope: &Scope, id: Id) -> Result<Row, Error> {
    Ok(visible(scope).filter(t::id.eq(id)).select(Row::as_select()).first(conn)?)
}

/// The product with this serial, in sight: the one that is there, else the one that went last.
pub fn with_serial(conn: &mut Conn, scope: &Scope, key: &str) -> Result<Option<Row>, Error> {
    let rows = visible(scope).filter(t::serial_key.eq(key.to_string()));
    let rows = rows.order(living_first());
    Ok(rows.select(Row::as_select()).first(conn).optional()?)
}

/// The others of the serial of `row` in sight, newest first: what was there before under it, or is there now.
pub fn others(conn: &mut Conn, scope: &Scope, row: (Id, &str)) -> Result<Vec<Row>, Error> {
    let rows = visible(scope).filter(t::serial_key.eq(serial_key(row.1))).filter(t::id.ne(row.0));
    Ok(rows.order((t::created_at.desc(), t::id.desc())).select(Row::as_select()).limit(20).load(conn)?)
}

/// Those of `ids` that are gone; the caller has found what names them in sight.
pub fn gone(conn: &mut Conn, ids: &[Id]) -> Result<Vec<Id>, Error> {
    let rows = t::table.filter(t::id.eq_any(ids)).filter(t::gone_on.is_not_null());
    Ok(rows.select(t::id).load(conn)?)
}

/// Which product is asked for with its model.
pub enum Which {
    Id(Id),
    /// A customer's, by the key of its serial.
    Serial(String, Id),
}

/// The product in sight with its model and type. One statement.
pub fn with_model(conn: &mut Conn, scope: &Scope, which: Which) -> Result<Option<(Row, Model)>, Error> {
    let rows = match which {
        Which::Id(id) => visible(scope).filter(t::id.eq(id)),
        Which::Serial(key, customer) => {
            visible(scope).filter(t::serial_key.eq(key)).filter(t::customer_id.eq(customer))
        }
    };
    let found: Option<(Row, Found)> = rows
        .inner_join(m::table.on(m::id.eq(t::model_id)))
        .inner_join(k::table.on(k::id.eq(m::type_id)))
        .order(living_first())
        .select((Row::as_select(), model_columns!()))
        .first(conn)
        .optional()?;
    Ok(found.map(|(row, model)| (row, model.into())))
}

/// The customer's registered product of a serial as contracts ask for it, where it was in use on `day`; for the program's own
/// work, which sees every product. One statement.
///
/// # Errors
/// What the database answers.
pub fn cover_of(conn: &mut Conn, customer: Id, serial: &str, day: NaiveDate) -> Result<Option<Cover>, Error> {
    let key = serial_key(serial);
    if key.is_empty() {
        return Ok(None);
    }
    let found: Option<(Id, Id)> = t::table
        .inner_join(m::table.on(m::id.eq(t::model_id)))
        .filter(t::serial_key.eq(key))
        .filter(t::customer_id.eq(customer))
        .filter(t::gone_on.is_null().or(t::gone_on.assume_not_null().gt(day.to_string())))
        .order(living_first())
        .select((t::id, m::type_id))
        .first(conn)
        .optional()?;
    Ok(found.map(|(product, kind)| Cover { customer, product, kind }))
}

/// Of several with one serial the one that is there, else the one that went last.
#[diesel::dsl::auto_type]
fn living_first() -> _ {
    (t::gone_on.is_not_null().asc(), t::created_at.desc())
}

/// Whether a serial is taken by anything but `but`, in sight or not; whose it is is not told. What is gone takes none.
pub fn is_taken(conn: &mut Conn, key: &str, but: Option<Id>) -> Result<bool, Error> {
    let found: Option<Id> = t::table
        .filter(t::serial_key.eq(key))
        .filter(t::gone_on.is_null())
        .select(t::id)
        .first(conn)
        .optional()?;
    Ok(found.is_some_and(|id| Some(id) != but))
}

/// The product in sight that took the place of another one.
pub fn replacement(conn: &mut Conn, scope: &Scope, of: Id) -> Result<Option<Row>, Error> {
    let rows = visible(scope).filter(t::replaces.is_not_null()).filter(t::replaces.assume_not_null().eq(of));
    Ok(rows.select(Row::as_select()).first(conn).optional()?)
}

/// A page of the list, and one row more where there is more.
pub fn list(conn: &mut Conn, scope: &Scope, query: &ListQuery) -> Result<Vec<Row>, Error> {
    let mut rows = visible(scope);
    if let Some(kind) = query.filter("kind") {
        rows = rows.filter(t::kind.eq(kind.to_string()));
    }
    if let Some(id) = query.filter_id("type_id") {
        rows = rows.filter(t::model_id.eq_any(m::table.filter(m::type_id.eq(id)).select(m::id)));
    }
    if let Some(id) = query.filter_id("model_id") {
        rows = rows.filter(t::model_id.eq(id));
    }
    if let Some(id) = query.filter_id("customer_id") {
        rows = rows.filter(t::customer_id.eq(id));
    }
    if let Some(id) = query.filter_id("agent_id") {
        rows = rows.filter(t::customer_id.eq_any(customers::ids_of_agent(id)));
    }
    if let Some(serial) = query.filter("serial") {
        rows = rows.filter(t::serial_key.eq(serial_key(serial)));
    }
    rows = match query.filter("gone") {
        Some("true") => rows.filter(t::gone_on.is_not_null()),
        Some(_) => rows.filter(t::gone_on.is_null()),
        None => rows,
    };
    if let Some(stock) = query.filter("loan_stock") {
        rows = rows.filter(t::loan_stock.eq(stock == "true"));
    }
    if let Some(words) = &query.q {
        let own = t::search_text.like(contains(words)).escape('\\');
        let owners = customers::options(conn, scope, words, MOST_OWNERS)?;
        let owners: Vec<Id> = owners.iter().map(|owner| owner.id).collect();
        rows = rows.filter(own.or(t::customer_id.eq_any(owners)));
    }
    let rows = match (query.sort, query.descending) {
        ("serial", false) => rows.order((t::serial_key.asc(), t::id.asc())),
        ("serial", true) => rows.order((t::serial_key.desc(), t::id.desc())),
        (_, false) => rows.order((t::created_at.asc(), t::id.asc())),
        (_, true) => rows.order((t::created_at.desc(), t::id.desc())),
    };
    Ok(after(rows, query)?.select(Row::as_select()).limit(query.limit + 1).load(conn)?)
}

fn after<'a>(rows: Query<'a>, query: &ListQuery) -> Result<Query<'a>, Error> {
    let Some(cursor) = &query.after else { return Ok(rows) };
    let (text, id) = (cursor.text().to_string(), cursor.id());
    if query.sort == "serial" {
        return Ok(if query.descending {
            rows.filter(t::serial_key.lt(text.clone()).or(t::serial_key.eq(text).and(t::id.lt(id))))
        } else {
            rows.filter(t::serial_key.gt(text.clone()).or(t::serial_key.eq(text).and(t::id.gt(id))))
        });
    }
    let at = cursor.moment().ok_or_else(not_a_cursor)?;
    Ok(if query.descending {
        rows.filter(t::created_at.lt(at).or(t::created_at.eq(at).and(t::id.lt(id))))
    } else {
        rows.filter(t::created_at.gt(at).or(t::created_at.eq(at).and(t::id.gt(id))))
    })
}

/// The products of a customer in sight, newest first; at most `limit`.
pub fn of_customer(conn: &mut Conn, scope: &Scope, customer: Id, limit: i64) -> Result<Vec<Row>, Error> {
    let rows = visible(scope).filter(t::customer_id.eq(customer));
    Ok(rows.order((t::created_at.desc(), t::id.desc())).select(Row::as_select()).limit(limit).load(conn)?)
}

/// Those of `ids` that are in sight.
pub fn all(conn: &mut Conn, scope: &Scope, ids: &[Id]) -> Result<Vec<Row>, Error> {
    if ids.is_empty() {
        return Ok(vec![]);
    }
    let rows = visible(scope).filter(t::id.eq_any(ids.to_vec()));
    Ok(rows.order((t::serial_key.asc(), t::id.asc())).select(Row::as_select()).load(conn)?)
}

/// Writes a new row.
pub fn insert(conn: &mut Conn, row: &Row, search_text: &str, by: Option<Id>) -> Result<(), Error> {
    diesel::insert_into(t::table)
        .values((
            t::id.eq(row.id),
            t::kind.eq(&row.kind),
            t::model_id.eq(row.model_id),
            t::serial.eq(&row.serial),
            t::serial_key.eq(serial_key(&row.serial)),
            t::nodes.eq(row.nodes),
            t::customer_id.eq(row.customer_id),
            t::delivered_on.eq(&row.delivered_on),
            t::accepted_on.eq(&row.accepted_on),
            t::note.eq(&row.note),
            t::search_text.eq(search_text),
            t::version.eq(row.version),
            t::created_by.eq(by),
            t::created_at.eq(row.created_at),
            t::updated_at.eq(row.updated_at),
            t::replaces.eq(row.replaces),
            t::free_service_months.eq(row.free_service_months),
            t::warranty_months.eq(row.warranty_months),
            t::loan_stock.eq(row.loan_stock),
        ))
        .execute(conn)?;
    Ok(())
}

/// Writes what may change, where the version is still the one before the row's.
///
/// # Errors
/// `Stale` where somebody was faster.
pub fn update(conn: &mut Conn, row: &Row, search_text: &str) -> Result<(), Error> {
    let changed = diesel::update(t::table)
        .filter(t::id.eq(row.id))
        .filter(t::version.eq(row.version - 1))
        .set((
            t::kind.eq(&row.kind),
            t::model_id.eq(row.model_id),
            t::serial.eq(&row.serial),
            t::serial_key.eq(serial_key(&row.serial)),
            t::nodes.eq(row.nodes),
            t::customer_id.eq(row.customer_id),
            t::delivered_on.eq(&row.delivered_on),
            t::accepted_on.eq(&row.accepted_on),
            t::note.eq(&row.note),
            t::search_text.eq(search_text),
            t::version.eq(row.version),
            t::updated_at.eq(row.updated_at),
            t::gone_on.eq(&row.gone_on),
            t::gone_as.eq(&row.gone_as),
            t::free_service_months.eq(row.free_service_months),
            t::warranty_months.eq(row.warranty_months),
            t::loan_stock.eq(row.loan_stock),
        ))
        .execute(conn)?;
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}

/// What happened, to be written.
pub struct NewEvent<'a> {
    pub kind: ProductEvent,
    pub changes: serde_json::Value,
    pub reason: Option<&'a str>,
}

/// Adds to the history of a product.
pub fn insert_event(
    conn: &mut Conn,
    product: Id,
    actor: &Actor,
    event: &NewEvent<'_>,
    now: Moment,
) -> Result<(), Error> {
    diesel::insert_into(e::table)
        .values((
            e::id.eq(random::id(now)),
            e::product_id.eq(product),
            e::at.eq(now),
            e::kind.eq(event.kind.as_str()),
            e::changes.eq(&event.changes),
            e::reason.eq(event.reason),
            e::actor_id.eq(actor.user()),
            e::actor_name.eq(actor.name()),
            e::organisation_id.eq(actor.organisation()),
            e::by_vendor.eq(actor.is_vendor()),
        ))
        .execute(conn)?;
    Ok(())
}

/// A page of the history of a product that the caller has found in sight.
pub fn events(conn: &mut Conn, product: Id, query: &ListQuery) -> Result<Vec<EventRow>, Error> {
    let mut rows = e::table.into_boxed::<AnyDb>().filter(e::product_id.eq(product));
    if let Some(cursor) = &query.after {
        let (at, id) = (cursor.moment().ok_or_else(not_a_cursor)?, cursor.id());
        rows = if query.descending {
            rows.filter(e::at.lt(at).or(e::at.eq(at).and(e::id.lt(id))))
        } else {
            rows.filter(e::at.gt(at).or(e::at.eq(at).and(e::id.gt(id))))
        };
    }
    let rows = if query.descending {
        rows.order((e::at.desc(), e::id.desc()))
    } else {
        rows.order((e::at.asc(), e::id.asc()))
    };
    Ok(rows.select(EventRow::as_select()).limit(query.limit + 1).load(conn)?)
}
