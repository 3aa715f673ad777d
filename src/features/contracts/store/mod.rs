//! Contracts as rows. Every question goes through [`visible`]: a contract is in sight where its customer is, once it was
//! put in force; a draft is the vendor's own. What a decision asks stands in `covering`.

mod covering;
mod parts;
mod reminders;
mod uses;

use diesel::prelude::*;
use diesel::sql_types::Bool;

use crate::access::{Scope, Sight};
use crate::domain::contract_words::ContractStatus;
use crate::error::Error;
use crate::features::customers;
use crate::platform::db::schema::{contract_products as p, contracts as t};
use crate::platform::db::search::{contains, lower};
use crate::platform::db::{AnyDb, Conn, Id};
use crate::platform::web::list::{ListQuery, not_a_cursor};

use super::model::{Row, stored};

pub(crate) use covering::agreed_profile;
pub use covering::{Cover, accepted, agreed, covering, numbers, of_customer_in_force, with_number};
pub use parts::{Parts, add_product, insert_parts, naming, parts_of, services_of};
pub use reminders::{ending, insert_reminder, still};
pub use uses::{UseRow, give_back, insert_use, live, live_of_record, of_contracts, of_records, take, uses};

type Query<'a> = t::BoxedQuery<'a, AnyDb>;
type Condition = Box<dyn BoxableExpression<t::table, AnyDb, SqlType = Bool>>;

/// More customers than these are not looked through by their words.
const MOST_OWNERS: i64 = 500;

/// The contracts in sight.
fn visible<'a>(scope: &Scope) -> Query<'a> {
    let query = t::table.into_boxed::<AnyDb>();
    if scope.sees_all() {
        return query;
    }
    let each = scope.sights().iter().filter_map(|sight| through(*sight, scope));
    let any = each.reduce(|any, next| Box::new(any.or(next)));
    query.filter(any.unwrap_or_else(|| Box::new(diesel::dsl::sql::<Bool>("FALSE"))))
}

fn through(sight: Sight, scope: &Scope) -> Option<Condition> {
    let told = || t::activated_at.is_not_null();
    match sight {
        Sight::Agent => {
            let theirs = t::customer_id.eq_any(customers::ids_of_agent(scope.organisation()));
            Some(Box::new(told().and(theirs)))
        }
        Sight::Customer => {
            let own = t::customer_id.eq_any(customers::ids_of_organisation(scope.organisation()));
            Some(Box::new(told().and(own)))
        }
        Sight::KeyAccounts => {
            Some(Box::new(t::customer_id.eq_any(customers::ids_of_account_manager(scope.user()))))
        }
        _ => None,
    }
}

/// One contract in sight.
///
/// # Errors
/// `NotFound` where it is missing or out of sight.
pub fn get(conn: &mut Conn, scope: &Scope, id: Id) -> Result<Row, Error> {
    Ok(visible(scope).filter(t::id.eq(id)).select(Row::as_select()).first(conn)?)
}

/// Those of these contracts that are in sight.
///
/// # Errors
/// What the database answers.
pub fn in_sight(conn: &mut Conn, scope: &Scope, ids: &[Id]) -> Result<Vec<Id>, Error> {
    Ok(visible(scope).filter(t::id.eq_any(ids.to_vec())).select(t::id).load(conn)?)
}

/// A page of the list, and one row more where there is more.
pub fn list(conn: &mut Conn, scope: &Scope, query: &ListQuery, today: &str) -> Result<Vec<Row>, Error> {
    let mut rows = visible(scope);
    if let Some(status) = query.filter("status").and_then(|status| status.parse().ok()) {
        rows = standing(rows, status, today);
    }
    if let Some(id) = query.filter_id("customer_id") {
        rows = rows.filter(t::customer_id.eq(id));
    }
    if let Some(id) = query.filter_id("agent_id") {
        rows = rows.filter(t::customer_id.eq_any(customers::ids_of_agent(id)));
    }
    if let Some(id) = query.filter_id("product_id") {
        rows = rows.filter(t::id.eq_any(p::table.filter(p::product_id.eq(id)).select(p::contract_id)));
    }
    if let Some(day) = query.filter("ends_by") {
        rows = rows.filter(t::last_on.le(day.to_string()));
    }
    if let Some(words) = &query.q {
        let own = lower(t::number).like(contains(words)).escape('\\');
        let owners = customers::options(conn, scope, words, MOST_OWNERS)?;
        let owners: Vec<Id> = owners.iter().map(|owner| owner.id).collect();
        rows = rows.filter(own.or(t::customer_id.eq_any(owners)));
    }
    let rows = match (query.sort, query.descending) {
        ("last_on", false) => rows.order((t::last_on.asc(), t::id.asc())),
        ("last_on", true) => rows.order((t::last_on.desc(), t::id.desc())),
        (_, false) => rows.order((t::created_at.asc(), t::id.asc())),
        (_, true) => rows.order((t::created_at.desc(), t::id.desc())),
    };
    Ok(after(rows, query)?.select(Row::as_select()).limit(query.limit + 1).load(conn)?)
}

/// Those that stand so today; whether one has begun or is over is said by its days.
fn standing<'a>(rows: Query<'a>, status: ContractStatus, today: &str) -> Query<'a> {
    let today = today.to_string();
    let active = t::status.eq(stored::ACTIVE);
    match status {
        ContractStatus::Draft => rows.filter(t::status.eq(stored::DRAFT)),
        ContractStatus::Cancelled => rows.filter(t::status.eq(stored::CANCELLED)),
        ContractStatus::Ended => rows.filter(active.and(t::last_on.lt(today))),
        ContractStatus::Upcoming => {
            rows.filter(active.and(t::last_on.ge(today.clone())).and(t::starts_on.gt(today)))
        }
        ContractStatus::Active => {
            rows.filter(active.and(t::last_on.ge(today.clone())).and(t::starts_on.le(today)))
        }
    }
}

fn after<'a>(rows: Query<'a>, query: &ListQuery) -> Result<Query<'a>, Error> {
    let Some(cursor) = &query.after else { return Ok(rows) };
    let (text, id) = (cursor.text().to_string(), cursor.id());
    if query.sort == "last_on" {
        return Ok(if query.descending {
            rows.filter(t::last_on.lt(text.clone()).or(t::last_on.eq(text).and(t::id.lt(id))))
        } else {
            rows.filter(t::last_on.gt(text.clone()).or(t::last_on.eq(text).and(t::id.gt(id))))
        });
    }
    let at = cursor.moment().ok_or_else(not_a_cursor)?;
    Ok(if query.descending {
        rows.filter(t::created_at.lt(at).or(t::created_at.eq(at).and(t::id.lt(id))))
    } else {
        rows.filter(t::created_at.gt(at).or(t::created_at.eq(at).and(t::id.gt(id))))
    })
}

/// Whether a number is taken.
pub fn number_exists(conn: &mut Conn, number: &str) -> Result<bool, Error> {
    let found: i64 = t::table.filter(t::number.eq(number)).count().get_result(conn)?;
    Ok(found > 0)
}

/// Writes a new row.
pub fn insert(conn: &mut Conn, row: &Row) -> Result<(), Error> {
    diesel::insert_into(t::table).values(row.clone()).execute(conn)?;
    Ok(())
}

/// Writes a row over the version before it.
///
/// # Errors
/// `Stale` where somebody was faster.
pub fn update(conn: &mut Conn, row: &Row) -> Result<(), Error> {
    let read = t::table.filter(t::id.eq(row.id)).filter(t::version.eq(row.version - 1));
    let changed = diesel::update(read).set(row.clone()).execute(conn)?;
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}

/// Contracts in the order of their ids: at most `limit` after `last`.
pub fn after_id(conn: &mut Conn, last: Option<Id>, limit: i64) -> Result<Vec<Row>, Error> {
    let mut rows = t::table.into_boxed::<AnyDb>();
    if let Some(last) = last {
        rows = rows.filter(t::id.gt(last));
    }
    Ok(rows.order(t::id).limit(limit).select(Row::as_select()).load(conn)?)
}
