//! Charges as rows. Every read goes through [`visible`].

use diesel::dsl::{exists, not};
use diesel::prelude::*;

use crate::access::{Actor, Scope};
use crate::domain::record_words::ChargeStatus;
use crate::error::Error;
use crate::features::customers::visible_to_payers;
use crate::platform::db::schema::{charge_events, charge_states as s, charge_waivers as w, charges as t};
use crate::platform::db::search::{contains, lower};
use crate::platform::db::{AnyDb, Conn, Id, Moment};
use crate::platform::web::list::{ListQuery, Listing, moment_key};

use super::create::event;
use super::model::{Charge, Event};

type Source = diesel::dsl::InnerJoinQuerySource<t::table, s::table>;
visible_to_payers!(Source, t::payer_id);

macro_rules! columns {
    () => {
        (
            t::id,
            t::record_id,
            t::origin,
            t::number,
            t::revision,
            t::reverses_id,
            t::payer_id,
            t::payer_name,
            t::customer_name,
            t::component,
            t::service_code,
            t::amount_fen,
            t::list_fen,
            t::vat_rate,
            t::derivation,
            t::created_at,
            t::credit_kind,
            t::text,
            t::prices_id,
            s::status,
            s::month,
            s::version,
        )
    };
}

/// One page of charges, newest first unless asked otherwise. One statement.
///
/// # Errors
/// What the database answers.
pub fn list(conn: &mut Conn, scope: &Scope, query: &ListQuery) -> Result<Listing<Charge>, Error> {
    let mut rows =
        t::table.inner_join(s::table).select(columns!()).into_boxed::<AnyDb>().filter(visible(scope));
    if let Some(id) = query.filter_id("record_id") {
        rows = rows.filter(t::record_id.eq(id));
    }
    if let Some(origin) = query.filter("origin") {
        rows = rows.filter(t::origin.eq(origin.to_string()));
    }
    if let Some(id) = query.filter_id("payer_id") {
        rows = rows.filter(t::payer_id.eq(id));
    }
    if let Some(status) = query.filter("status") {
        rows = rows.filter(s::status.eq(status.to_string()));
    }
    if let Some(month) = query.filter("month") {
        rows = rows.filter(s::month.eq(month.to_string()));
    }
    rows = match (query.filter("waiver_asked"), scope.sees_all()) {
        (Some("true"), true) => rows.filter(exists(waiver_asked())),
        (Some(_), true) => rows.filter(not(exists(waiver_asked()))),
        // That a waiver is asked for is the vendor's own affair.
        (Some("true"), false) => rows.filter(t::id.is_null()),
        _ => rows,
    };
    if let Some(words) = &query.q {
        rows = rows.filter(mentions(words));
    }
    if let Some((after, at)) = query.after.as_ref().and_then(|after| Some((after.id(), after.moment()?))) {
        rows = if query.descending {
            rows.filter(t::created_at.lt(at).or(t::created_at.eq(at).and(t::id.lt(after))))
        } else {
            rows.filter(t::created_at.gt(at).or(t::created_at.eq(at).and(t::id.gt(after))))
        };
    }
    rows = if query.descending {
        rows.order((t::created_at.desc(), t::id.desc()))
    } else {
        rows.order((t::created_at.asc(), t::id.asc()))
    };
    let found: Vec<Charge> = rows.limit(query.limit + 1).load(conn)?;
    Ok(Listing::cut(found, query, |row| (moment_key(row.created_at), row.id)))
}

/// That a charge takes none back. Said so that no planner looks it up by the index of what is taken back, where nearly every
/// charge has nothing.
pub(super) fn takes_nothing_back() -> diesel::expression::SqlLiteral<diesel::sql_types::Bool> {
    diesel::dsl::sql("COALESCE(charges.reverses_id, charges.id) = charges.id")
}

/// The waivers of a charge that wait for a second person.
#[diesel::dsl::auto_type]
pub(super) fn waiver_asked() -> _ {
    w::table.filter(w::charge_id.eq(s::charge_id)).filter(w::decided_at.is_null()).select(w::id)
}

fn mentions(words: &str) -> Condition {
    let pattern = contains(words);
    Box::new(
        lower(t::number)
            .like(pattern.clone())
            .escape('\\')
            .or(lower(t::customer_name).like(pattern.clone()).escape('\\'))
            .or(lower(t::payer_name).like(pattern).escape('\\')),
    )
}

/// One charge.
///
/// # Errors
/// `NotFound` where it is missing or out of sight.
pub fn find(conn: &mut Conn, scope: &Scope, id: Id) -> Result<Charge, Error> {
    let query = t::table.inner_join(s::table).select(columns!()).into_boxed::<AnyDb>();
    query.filter(visible(scope)).filter(t::id.eq(id)).first(conn).optional()?.ok_or(Error::NotFound)
}

/// The charge that takes `id` back, where there is one.
///
/// # Errors
/// What the database answers.
pub fn reversal_of(conn: &mut Conn, scope: &Scope, id: Id) -> Result<Option<Id>, Error> {
    let query = t::table.inner_join(s::table).select(t::id).into_boxed::<AnyDb>();
    Ok(query.filter(visible(scope)).filter(t::reverses_id.eq(id)).first(conn).optional()?)
}

/// What happened to a charge that was found before, oldest first.
///
/// # Errors
/// What the database answers.
pub fn events(conn: &mut Conn, charge: &Charge) -> Result<Vec<Event>, Error> {
    use charge_events as e;
    Ok(e::table
        .filter(e::charge_id.eq(charge.id))
        .order(e::version)
        .select((e::at, e::status, e::actor_name, e::reason))
        .load(conn)?)
}

/// How many charges wait for the billing clerk.
///
/// # Errors
/// What the database answers.
pub fn pending(conn: &mut Conn, scope: &Scope) -> Result<i64, Error> {
    let query = t::table.inner_join(s::table).into_boxed::<AnyDb>();
    Ok(query.filter(visible(scope)).filter(s::status.eq("pending")).count().get_result(conn)?)
}

/// Moves the state of a charge from the version that was read to the next, and says so in its events.
///
/// # Errors
/// `Stale` where somebody was faster.
pub fn change(
    conn: &mut Conn,
    actor: &Actor,
    now: Moment,
    charge: &Charge,
    (status, reason): (ChargeStatus, &str),
    month: Option<&str>,
) -> Result<(), Error> {
    let read = s::table.filter(s::charge_id.eq(charge.id)).filter(s::version.eq(charge.version));
    let next = (
        s::status.eq(status.as_str()),
        s::month.eq(month),
        s::version.eq(charge.version + 1),
        s::changed_at.eq(now),
    );
    if diesel::update(read).set(next).execute(conn)? == 0 {
        return Err(Error::Stale);
    }
    event(conn, actor, now, (charge.id, charge.version + 1), status, reason)
}
