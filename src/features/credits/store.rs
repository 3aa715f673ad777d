//! Credits as rows. Whoever may read them reads all: payers see the charges that they become.

use diesel::prelude::*;

use crate::access::Scope;
use crate::domain::billing_words::CreditStatus;
use crate::error::Error;
use crate::platform::db::schema::credits::{self as t};
use crate::platform::db::search::{contains, lower};
use crate::platform::db::{AnyDb, Conn, Id};
use crate::platform::web::list::{ListQuery, Listing, moment_key};

use super::history;
use super::model::Credit;

type Query<'a> = t::BoxedQuery<'a, AnyDb>;

fn visible<'a>(scope: &Scope) -> Query<'a> {
    let query = t::table.into_boxed::<AnyDb>();
    if scope.sees_all() { query } else { query.filter(t::id.is_null()) }
}

/// One page, newest first unless asked otherwise. One statement.
///
/// # Errors
/// What the database answers.
pub fn list(conn: &mut Conn, scope: &Scope, query: &ListQuery) -> Result<Listing<Credit>, Error> {
    let mut rows = visible(scope);
    if let Some(status) = query.filter("status") {
        rows = rows.filter(t::status.eq(status.to_string()));
    }
    if let Some(origin) = query.filter("origin") {
        rows = rows.filter(t::origin.eq(origin.to_string()));
    }
    if let Some(kind) = query.filter("kind") {
        rows = rows.filter(t::kind.eq(kind.to_string()));
    }
    if let Some(payer) = query.filter_id("payer_id") {
        rows = rows.filter(t::payer_id.eq(payer));
    }
    if let Some(contract) = query.filter_id("contract_id") {
        rows = rows.filter(t::contract_id.eq(contract));
    }
    if let Some(words) = &query.q {
        let pattern = contains(words);
        let named = lower(t::payer_name).like(pattern.clone()).escape('\\');
        rows = rows.filter(named.or(lower(t::number).like(pattern).escape('\\')));
    }
    if let Some((id, at)) = query.after.as_ref().and_then(|after| Some((after.id(), after.moment()?))) {
        rows = if query.descending {
            rows.filter(t::proposed_at.lt(at).or(t::proposed_at.eq(at).and(t::id.lt(id))))
        } else {
            rows.filter(t::proposed_at.gt(at).or(t::proposed_at.eq(at).and(t::id.gt(id))))
        };
    }
    rows = if query.descending {
        rows.order((t::proposed_at.desc(), t::id.desc()))
    } else {
        rows.order((t::proposed_at.asc(), t::id.asc()))
    };
    let found: Vec<Credit> = rows.select(Credit::as_select()).limit(query.limit + 1).load(conn)?;
    Ok(Listing::cut(found, query, |row| (moment_key(row.proposed_at), row.id)))
}

/// One credit.
///
/// # Errors
/// `NotFound`.
pub fn find(conn: &mut Conn, scope: &Scope, id: Id) -> Result<Credit, Error> {
    Ok(visible(scope).filter(t::id.eq(id)).select(Credit::as_select()).first(conn)?)
}

/// Where a credit stands; for what it was proposed by, whoever reads that.
///
/// # Errors
/// `NotFound`.
pub fn status(conn: &mut Conn, id: Id) -> Result<CreditStatus, Error> {
    Ok(t::table.filter(t::id.eq(id)).select(t::status).first(conn)?)
}

/// How many in sight are proposed and wait for a second person.
///
/// # Errors
/// What the database answers.
pub fn proposed(conn: &mut Conn, scope: &Scope) -> Result<i64, Error> {
    Ok(visible(scope).filter(t::status.eq(CreditStatus::Proposed.as_str())).count().get_result(conn)?)
}

/// Writes a new one, and the event that it was proposed.
///
/// # Errors
/// `LostRace` where somebody else has just proposed the same clause of the same request, or a fee for the same record.
pub fn insert(conn: &mut Conn, credit: &Credit) -> Result<(), Error> {
    diesel::insert_into(t::table).values(credit.clone()).execute(conn).map_err(|fault| {
        match Error::from(fault) {
            // The whole use-case runs again and finds it.
            Error::Duplicate(_) if credit.request_id.or(credit.record_id).is_some() => Error::LostRace,
            other => other,
        }
    })?;
    history::add(conn, credit)
}

/// What was proposed for the breaches of a request, whatever became of it, oldest first; for the portal's own work.
///
/// # Errors
/// What the database answers.
pub fn of_request(conn: &mut Conn, request: Id) -> Result<Vec<Credit>, Error> {
    Ok(t::table
        .filter(t::request_id.eq(request))
        .order((t::proposed_at, t::id))
        .select(Credit::as_select())
        .load(conn)?)
}

/// The same for people; nothing for whoever reads no credits.
///
/// # Errors
/// What the database answers.
pub fn seen_of_request(conn: &mut Conn, scope: &Scope, request: Id) -> Result<Vec<Credit>, Error> {
    let seen = visible(scope).filter(t::request_id.eq(request)).order((t::proposed_at, t::id));
    Ok(seen.select(Credit::as_select()).load(conn)?)
}

/// The penalties under a contract, whatever became of them, in the order in which they were proposed; nothing for whoever reads
/// no credits.
///
/// # Errors
/// What the database answers.
pub fn seen_of_contract(conn: &mut Conn, scope: &Scope, contract: Id) -> Result<Vec<Credit>, Error> {
    let seen = visible(scope).filter(t::contract_id.eq(contract)).order((t::proposed_at, t::id));
    Ok(seen.select(Credit::as_select()).load(conn)?)
}

/// Those of these records for which a fee is proposed or confirmed.
///
/// # Errors
/// What the database answers.
pub fn paid_for(conn: &mut Conn, records: &[Id]) -> Result<Vec<Id>, Error> {
    Ok(t::table
        .filter(t::record_id.eq_any(records.to_vec()))
        .filter(t::status.eq_any(CreditStatus::LIVE))
        .select(t::record_id.assume_not_null())
        .load(conn)?)
}

/// The penalties under a contract that are proposed or confirmed, oldest first.
///
/// # Errors
/// What the database answers.
pub fn live_of_contract(conn: &mut Conn, contract: Id) -> Result<Vec<Credit>, Error> {
    Ok(t::table
        .filter(t::contract_id.eq(contract))
        .filter(t::status.eq_any(CreditStatus::LIVE))
        .order((t::proposed_at, t::id))
        .select(Credit::as_select())
        .load(conn)?)
}

/// What was proposed under these contracts, whatever became of it, in the order in which it was.
///
/// # Errors
/// What the database answers.
pub fn of_contracts(conn: &mut Conn, contracts: &[Id]) -> QueryResult<Vec<Credit>> {
    t::table
        .filter(t::contract_id.eq_any(contracts))
        .order((t::proposed_at, t::id))
        .select(Credit::as_select())
        .load(conn)
}

/// Writes what was decided, over the version that was read, and the event.
///
/// # Errors
/// `Stale` where somebody was faster.
pub fn save(conn: &mut Conn, credit: &mut Credit) -> Result<(), Error> {
    let read = t::table.filter(t::id.eq(credit.id)).filter(t::version.eq(credit.version));
    credit.version += 1;
    let next = (
        t::status.eq(credit.status.as_str()),
        t::decided_by.eq(credit.decided_by),
        t::decided_by_name.eq(credit.decided_by_name.clone()),
        t::decided_at.eq(credit.decided_at),
        t::reason.eq(credit.reason.clone()),
        t::charge_id.eq(credit.charge_id),
        t::version.eq(credit.version),
    );
    if diesel::update(read).set(next).execute(conn)? == 0 {
        return Err(Error::Stale);
    }
    history::add(conn, credit)
}

/// Whether a number is taken.
///
/// # Errors
/// What the database answers.
pub fn number_exists(conn: &mut Conn, number: &str) -> Result<bool, Error> {
    let found: i64 = t::table.filter(t::number.eq(number)).count().get_result(conn)?;
    Ok(found > 0)
}
