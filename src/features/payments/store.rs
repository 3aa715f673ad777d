//! Payments as rows. Every read goes through [`visible`].

use diesel::prelude::*;

use crate::access::{Actor, Scope};
use crate::domain::payment_words::PaymentStatus;
use crate::error::Error;
use crate::features::customers::visible_to_payers;
use crate::features::statements;
use crate::platform::db::schema::{money_sources as m, payment_reversals as r, payments as t};
use crate::platform::db::search::{contains, lower};
use crate::platform::db::{AnyDb, Conn, Id, Moment, savepoint};
use crate::platform::web::list::{ListQuery, Listing, moment_key};

use super::model::{Row, Source};

type Joined =
    diesel::dsl::LeftJoinQuerySource<diesel::dsl::InnerJoinQuerySource<t::table, m::table>, r::table>;
visible_to_payers!(Joined, t::payer_id);

macro_rules! rows {
    () => {
        t::table.inner_join(m::table).left_join(r::table).select((
            t::id,
            t::number,
            t::payer_id,
            t::payer_name,
            t::amount_fen,
            t::method,
            t::reference,
            t::received_on,
            t::recorded_by_name,
            t::created_at,
            m::allocated_fen,
            m::version,
            (r::at, r::reason, r::reversed_by_name).nullable(),
        ))
    };
}

/// One page of payments, newest first unless asked otherwise. One statement.
///
/// # Errors
/// What the database answers.
pub fn list(conn: &mut Conn, scope: &Scope, query: &ListQuery) -> Result<Listing<Row>, Error> {
    let mut rows = rows!().into_boxed::<AnyDb>().filter(visible(scope));
    if let Some(id) = query.filter_id("payer_id") {
        rows = rows.filter(t::payer_id.eq(id));
    }
    if let Some(method) = query.filter("method") {
        rows = rows.filter(t::method.eq(method.to_string()));
    }
    if let Some(status) = query.filter("status").and_then(|status| status.parse().ok()) {
        rows = rows.filter(in_status(status));
    }
    if let Some(words) = &query.q {
        rows = rows.filter(mentions(words));
    }
    if query.sort == "received_on" {
        if let Some(after) = &query.after {
            let (day, id) = (after.text().to_string(), after.id());
            let tied = t::received_on.eq(day.clone());
            rows = if query.descending {
                rows.filter(t::received_on.lt(day).or(tied.and(t::id.lt(id))))
            } else {
                rows.filter(t::received_on.gt(day).or(tied.and(t::id.gt(id))))
            };
        }
        rows = if query.descending {
            rows.order((t::received_on.desc(), t::id.desc()))
        } else {
            rows.order((t::received_on.asc(), t::id.asc()))
        };
    } else {
        if let Some((id, at)) = query.after.as_ref().and_then(|after| Some((after.id(), after.moment()?))) {
            let tied = t::created_at.eq(at);
            rows = if query.descending {
                rows.filter(t::created_at.lt(at).or(tied.and(t::id.lt(id))))
            } else {
                rows.filter(t::created_at.gt(at).or(tied.and(t::id.gt(id))))
            };
        }
        rows = if query.descending {
            rows.order((t::created_at.desc(), t::id.desc()))
        } else {
            rows.order((t::created_at.asc(), t::id.asc()))
        };
    }
    let found: Vec<Row> = rows.limit(query.limit + 1).load(conn)?;
    Ok(Listing::cut(found, query, |row| match query.sort {
        "received_on" => (row.received_on.clone(), row.id),
        _ => (moment_key(row.created_at), row.id),
    }))
}

fn in_status(status: PaymentStatus) -> Condition {
    match status {
        PaymentStatus::Reversed => Box::new(m::taken_back.eq(true)),
        PaymentStatus::Unallocated => Box::new(m::taken_back.eq(false).and(m::allocated_fen.eq(0))),
        PaymentStatus::PartlyAllocated => Box::new(
            m::taken_back.eq(false).and(m::allocated_fen.gt(0)).and(m::allocated_fen.lt(m::amount_fen)),
        ),
        PaymentStatus::Allocated => Box::new(m::taken_back.eq(false).and(m::allocated_fen.eq(m::amount_fen))),
    }
}

fn mentions(words: &str) -> Condition {
    let pattern = contains(words);
    Box::new(
        lower(t::number)
            .like(pattern.clone())
            .escape('\\')
            .or(lower(t::reference).like(pattern.clone()).escape('\\'))
            .or(lower(t::payer_name).like(pattern).escape('\\')),
    )
}

/// One payment.
///
/// # Errors
/// `NotFound` where it is missing or out of sight.
pub fn find(conn: &mut Conn, scope: &Scope, id: Id) -> Result<Row, Error> {
    let query = rows!().into_boxed::<AnyDb>();
    query.filter(visible(scope)).filter(t::id.eq(id)).first(conn).optional()?.ok_or(Error::NotFound)
}

/// What came in the same way on the same day under the same reference: its numbers, and whether each still stands.
///
/// # Errors
/// What the database answers.
pub fn alike(conn: &mut Conn, new: &New<'_>) -> Result<Vec<(String, bool)>, Error> {
    Ok(t::table
        .inner_join(m::table)
        .filter(t::payer_id.eq(new.payer.0))
        .filter(t::method.eq(new.method))
        .filter(t::reference.eq(new.reference))
        .filter(t::received_on.eq(new.received_on))
        .order(t::copy)
        .select((t::number, m::taken_back.eq(false)))
        .load(conn)?)
}

/// A payment that the caller has checked.
#[derive(Debug, Clone, Copy)]
pub struct New<'a> {
    /// Who paid: id and name.
    pub payer: (Id, &'a str),
    /// How much, fen.
    pub amount_fen: i64,
    /// `cash_cheque`, `transfer_cheque` or `bank_wire`.
    pub method: &'a str,
    /// The number of the cheque, or what the bank calls the transfer.
    pub reference: &'a str,
    /// The day on which it came.
    pub received_on: &'a str,
}

/// Writes a payment, which settles nothing yet.
///
/// # Errors
/// `Duplicate` where somebody recorded the same at the same time.
pub fn insert(
    conn: &mut Conn,
    actor: &Actor,
    now: Moment,
    (id, number, copy): (Id, &str, i32),
    new: &New<'_>,
) -> Result<(), Error> {
    let row = (
        t::id.eq(id),
        t::number.eq(number),
        t::payer_id.eq(new.payer.0),
        t::payer_name.eq(new.payer.1),
        t::amount_fen.eq(new.amount_fen),
        t::method.eq(new.method),
        t::reference.eq(new.reference),
        t::received_on.eq(new.received_on),
        t::copy.eq(copy),
        t::recorded_by.eq(actor.user()),
        t::recorded_by_name.eq(actor.name()),
        t::created_at.eq(now),
    );
    diesel::insert_into(t::table).values(row).execute(conn)?;
    let source =
        Source { number: number.to_string(), ..Source::new(id, "payment", new.payer.0, new.amount_fen) };
    insert_source(conn, &source)
}

/// Writes down money of a payer that settles nothing yet.
///
/// # Errors
/// `Duplicate` where it is there.
fn insert_source(conn: &mut Conn, source: &Source) -> Result<(), Error> {
    let row = (
        m::id.eq(source.id),
        m::kind.eq(&source.kind),
        m::number.eq(&source.number),
        m::payer_id.eq(source.payer_id),
        m::amount_fen.eq(source.amount_fen),
        m::allocated_fen.eq(source.allocated_fen),
        m::taken_back.eq(false),
        m::version.eq(source.version),
    );
    diesel::insert_into(m::table).values(row).execute(conn)?;
    Ok(())
}

/// What of a payer's money is left, the oldest first.
///
/// # Errors
/// What the database answers.
pub fn sources_left(conn: &mut Conn, payer: Id) -> Result<Vec<Source>, Error> {
    Ok(m::table
        .filter(m::payer_id.eq(payer))
        .filter(m::taken_back.eq(false))
        .filter(m::allocated_fen.lt(m::amount_fen))
        .order(m::id)
        .select((m::id, m::kind, m::number, m::payer_id, m::amount_fen, m::allocated_fen, m::version))
        .load(conn)?)
}

/// Statements of a payer that came to less than nothing and are not written down as its money yet.
///
/// # Errors
/// What the database answers.
pub fn credited(conn: &mut Conn, payer: Id) -> Result<Vec<Source>, Error> {
    let all = statements::credited_of(conn, payer)?;
    let ids: Vec<Id> = all.iter().map(|statement| statement.id).collect();
    let known: Vec<Id> = m::table.filter(m::id.eq_any(ids)).select(m::id).load(conn)?;
    let new = all.into_iter().filter(|statement| !known.contains(&statement.id));
    let source = |it: statements::Open| Source {
        number: it.number,
        ..Source::new(it.id, "statement", it.payer_id, -it.gross_total_fen)
    };
    Ok(new.map(source).collect())
}

/// Writes those down.
///
/// # Errors
/// What the database answers.
pub fn take_up_credited(conn: &mut Conn, payer: Id) -> Result<(), Error> {
    for source in credited(conn, payer)? {
        match savepoint(conn, |conn| insert_source(conn, &source)) {
            // Somebody else did at the same time.
            Ok(()) | Err(Error::Duplicate(_)) => {}
            Err(other) => return Err(other),
        }
    }
    Ok(())
}

/// Uses `amount_fen` of a source as it was read.
///
/// # Errors
/// `Stale` where somebody used it at the same time.
pub fn take_from(conn: &mut Conn, source: &Source, amount_fen: i64) -> Result<(), Error> {
    let read = m::table
        .filter(m::id.eq(source.id))
        .filter(m::version.eq(source.version))
        .filter(m::taken_back.eq(false));
    let next = (m::allocated_fen.eq(m::allocated_fen + amount_fen), m::version.eq(source.version + 1));
    if diesel::update(read).set(next).execute(conn)? == 1 { Ok(()) } else { Err(Error::Stale) }
}

/// Gives `amount_fen` back to a source.
///
/// # Errors
/// What the database answers.
pub fn give_back(conn: &mut Conn, source: Id, amount_fen: i64) -> Result<(), Error> {
    let next = (m::allocated_fen.eq(m::allocated_fen - amount_fen), m::version.eq(m::version + 1));
    diesel::update(m::table.find(source)).set(next).execute(conn)?;
    Ok(())
}

/// Writes that a payment of which nothing is put to statements any more was taken back.
///
/// # Errors
/// `Stale` where somebody was faster.
pub fn take_back(
    conn: &mut Conn,
    actor: &Actor,
    now: Moment,
    (id, version): (Id, i32),
    reason: &str,
) -> Result<(), Error> {
    let read = m::table.filter(m::id.eq(id)).filter(m::version.eq(version)).filter(m::taken_back.eq(false));
    let next = (m::taken_back.eq(true), m::version.eq(version + 1));
    if diesel::update(read).set(next).execute(conn)? == 0 {
        return Err(Error::Stale);
    }
    let row = (
        r::payment_id.eq(id),
        r::reason.eq(reason),
        r::reversed_by.eq(actor.user()),
        r::reversed_by_name.eq(actor.name()),
        r::at.eq(now),
    );
    diesel::insert_into(r::table).values(row).execute(conn)?;
    Ok(())
}

/// Whether a number is taken.
///
/// # Errors
/// What the database answers.
pub fn number_exists(conn: &mut Conn, number: &str) -> Result<bool, Error> {
    Ok(diesel::select(diesel::dsl::exists(t::table.filter(t::number.eq(number)))).get_result(conn)?)
}
