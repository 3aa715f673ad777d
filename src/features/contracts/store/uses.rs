//! What was used of the visits of contracts: rows that are only ever added, and the number beside each service that the
//! database itself keeps between nothing and what was agreed.

use diesel::prelude::*;

use crate::error::Error;
use crate::platform::db::schema::{contract_services as s, contract_uses as u};
use crate::platform::db::{AnyDb, Conn, Id, Moment};
use crate::platform::web::list::{ListQuery, not_a_cursor};

/// Something that was used, or given back, as it is stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = u, treat_none_as_default_value = false)]
pub struct UseRow {
    pub id: Id,
    pub contract_id: Id,
    pub service_code: String,
    pub visits: i32,
    pub record_id: Id,
    pub record_kind: String,
    pub record_number: String,
    pub revision: i32,
    pub reverses_id: Option<Id>,
    pub at: Moment,
    pub actor_id: Option<Id>,
    pub actor_name: String,
}

/// Takes visits from what is left of a service; false where there are not so many.
pub fn take(conn: &mut Conn, contract: Id, code: &str, visits: i32) -> Result<bool, Error> {
    let service = s::table.filter(s::contract_id.eq(contract)).filter(s::service_code.eq(code.to_string()));
    let enough = service.filter(s::visits.is_null().or((s::used + visits).nullable().le(s::visits)));
    Ok(diesel::update(enough).set(s::used.eq(s::used + visits)).execute(conn)? == 1)
}

/// Gives visits back to a service.
///
/// # Errors
/// `Internal` where so many were not used: something else is wrong then.
pub fn give_back(conn: &mut Conn, contract: Id, code: &str, visits: i32) -> Result<(), Error> {
    let service = s::table.filter(s::contract_id.eq(contract)).filter(s::service_code.eq(code.to_string()));
    let used = service.filter(s::used.ge(visits));
    match diesel::update(used).set(s::used.eq(s::used - visits)).execute(conn)? {
        1 => Ok(()),
        _ => Err(Error::internal("more visits are given back than were used")),
    }
}

/// Adds a row.
pub fn insert_use(conn: &mut Conn, row: &UseRow) -> Result<(), Error> {
    diesel::insert_into(u::table).values(row.clone()).execute(conn)?;
    Ok(())
}

/// What a record has used and was not given back.
pub fn live_of_record(conn: &mut Conn, record: Id) -> Result<Vec<UseRow>, Error> {
    Ok(live(of_records(conn, &[record])?))
}

/// Those of `all` that were not given back.
#[must_use]
pub fn live(all: Vec<UseRow>) -> Vec<UseRow> {
    let given: Vec<Id> = all.iter().filter_map(|row| row.reverses_id).collect();
    all.into_iter().filter(|row| row.visits > 0 && !given.contains(&row.id)).collect()
}

/// A page of the uses of a contract that the caller has found in sight.
pub fn uses(conn: &mut Conn, contract: Id, query: &ListQuery) -> Result<Vec<UseRow>, Error> {
    let mut rows = u::table.into_boxed::<AnyDb>().filter(u::contract_id.eq(contract));
    if let Some(cursor) = &query.after {
        let (at, id) = (cursor.moment().ok_or_else(not_a_cursor)?, cursor.id());
        rows = if query.descending {
            rows.filter(u::at.lt(at).or(u::at.eq(at).and(u::id.lt(id))))
        } else {
            rows.filter(u::at.gt(at).or(u::at.eq(at).and(u::id.gt(id))))
        };
    }
    let rows = if query.descending {
        rows.order((u::at.desc(), u::id.desc()))
    } else {
        rows.order((u::at.asc(), u::id.asc()))
    };
    Ok(rows.select(UseRow::as_select()).limit(query.limit + 1).load(conn)?)
}

/// All uses of these contracts.
pub fn of_contracts(conn: &mut Conn, contracts: &[Id]) -> Result<Vec<UseRow>, Error> {
    let rows = u::table.filter(u::contract_id.eq_any(contracts.to_vec())).order(u::id);
    Ok(rows.select(UseRow::as_select()).load(conn)?)
}

/// All uses by these records.
pub fn of_records(conn: &mut Conn, records: &[Id]) -> Result<Vec<UseRow>, Error> {
    let rows = u::table.filter(u::record_id.eq_any(records.to_vec())).order(u::id);
    Ok(rows.select(UseRow::as_select()).load(conn)?)
}
