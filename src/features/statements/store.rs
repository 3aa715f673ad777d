//! Statements as rows. Every read for somebody goes through [`visible`].

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool};

use crate::access::Scope;
use crate::domain::statement_words::{StatementEvent, StatementStatus};
use crate::error::Error;
use crate::features::customers::visible_to_payers;
use crate::platform::db::schema::{
    statement_events as e, statement_line_states as ls, statement_lines as l, statement_states as s,
    statements as t,
};
use crate::platform::db::search::{contains, lower};
use crate::platform::db::{AnyDb, Conn, Id, Moment};
use crate::platform::web::list::{ListQuery, Listing, moment_key, not_a_cursor};

use super::lookup::{AtRate, RateSum};
use super::model::{Head, LineRow, Said};

pub(super) type Source = diesel::dsl::InnerJoinQuerySource<t::table, s::table>;
visible_to_payers!(Source, t::payer_id);

macro_rules! columns {
    () => {
        (
            t::id,
            t::number,
            t::payer_id,
            t::payer_name,
            t::month,
            t::sequence,
            t::line_count,
            t::list_total_fen,
            t::net_total_fen,
            t::vat_total_fen,
            t::gross_total_fen,
            t::issued_at,
            s::status,
            s::confirmed,
            s::disputed_lines,
            s::questioned_lines,
            s::allocated_fen,
            s::version,
        )
    };
}

/// One page of statements, newest first unless asked otherwise. One statement.
///
/// # Errors
/// What the database answers.
pub fn list(conn: &mut Conn, scope: &Scope, query: &ListQuery) -> Result<Listing<Head>, Error> {
    let mut rows =
        t::table.inner_join(s::table).select(columns!()).into_boxed::<AnyDb>().filter(visible(scope));
    if let Some(id) = query.filter_id("payer_id") {
        rows = rows.filter(t::payer_id.eq(id));
    }
    if let Some(month) = query.filter("month") {
        rows = rows.filter(t::month.eq(month.to_string()));
    }
    if let Some(status) = query.filter("status") {
        rows = rows.filter(s::status.eq(status.to_string()));
    }
    match query.filter("questioned") {
        Some("true") => rows = rows.filter(s::questioned_lines.gt(0)),
        Some(_) => rows = rows.filter(s::questioned_lines.eq(0)),
        None => {}
    }
    if let Some(words) = &query.q {
        let pattern = contains(words);
        let named = lower(t::payer_name).like(pattern.clone()).escape('\\');
        rows = rows.filter(lower(t::number).like(pattern).escape('\\').or(named));
    }
    if let Some((after, at)) = query.after.as_ref().and_then(|after| Some((after.id(), after.moment()?))) {
        rows = if query.descending {
            rows.filter(t::issued_at.lt(at).or(t::issued_at.eq(at).and(t::id.lt(after))))
        } else {
            rows.filter(t::issued_at.gt(at).or(t::issued_at.eq(at).and(t::id.gt(after))))
        };
    }
    rows = if query.descending {
        rows.order((t::issued_at.desc(), t::id.desc()))
    } else {
        rows.order((t::issued_at.asc(), t::id.asc()))
    };
    let found: Vec<Head> = rows.limit(query.limit + 1).load(conn)?;
    Ok(Listing::cut(found, query, |row| (moment_key(row.issued_at), row.id)))
}

/// One statement in sight.
///
/// # Errors
/// `NotFound` where it is missing or out of sight.
pub fn find(conn: &mut Conn, scope: &Scope, id: Id) -> Result<Head, Error> {
    let query = t::table.inner_join(s::table).select(columns!()).into_boxed::<AnyDb>();
    query.filter(visible(scope)).filter(t::id.eq(id)).first(conn).optional()?.ok_or(Error::NotFound)
}

/// One statement, for the program itself.
///
/// # Errors
/// `NotFound`.
pub fn by_id(conn: &mut Conn, id: Id) -> Result<Head, Error> {
    let query = t::table.inner_join(s::table).select(columns!());
    query.filter(t::id.eq(id)).first(conn).optional()?.ok_or(Error::NotFound)
}

/// The statements of a payer that are not settled, the oldest first.
///
/// # Errors
/// What the database answers.
pub fn unsettled(conn: &mut Conn, payer: Id) -> Result<Vec<Head>, Error> {
    Ok(t::table
        .inner_join(s::table)
        .select(columns!())
        .filter(t::payer_id.eq(payer))
        .filter(s::status.ne(StatementStatus::Settled.as_str()))
        .order((t::issued_at, t::id))
        .load(conn)?)
}

macro_rules! line_columns {
    () => {
        (
            l::line,
            l::charge_id,
            l::record_id,
            l::origin,
            l::number,
            l::customer_name,
            l::component,
            l::service_code,
            l::service_zh,
            l::service_en,
            l::text,
            l::unit,
            l::quantity,
            l::list_fen,
            l::net_fen,
            l::vat_rate,
            l::vat_fen,
            l::gross_fen,
            (ls::status, ls::version).nullable(),
        )
    };
}

/// The line of a charge, with its statement. Two statements.
///
/// # Errors
/// `NotFound` where it is missing or out of sight.
pub fn find_line(conn: &mut Conn, scope: &Scope, charge: Id) -> Result<(Head, LineRow), Error> {
    let (statement, line) = line_of(conn, charge)?;
    Ok((find(conn, scope, statement)?, line))
}

/// The line of a charge, with the id of its statement.
///
/// # Errors
/// `NotFound`.
pub fn line_of(conn: &mut Conn, charge: Id) -> Result<(Id, LineRow), Error> {
    let rows = l::table.left_join(ls::table.on(ls::charge_id.eq(l::charge_id)));
    let found = rows.filter(l::charge_id.eq(charge)).select((l::statement_id, line_columns!()));
    found.first(conn).optional()?.ok_or(Error::NotFound)
}

/// The lines of a record on all statements.
///
/// # Errors
/// What the database answers.
pub fn lines_of_record(conn: &mut Conn, record: Id) -> Result<Vec<(Id, LineRow)>, Error> {
    let rows = l::table.left_join(ls::table.on(ls::charge_id.eq(l::charge_id)));
    let found = rows.filter(l::record_id.eq(record)).order((l::statement_id, l::line));
    Ok(found.select((l::statement_id, line_columns!())).load(conn)?)
}

/// What happened to the lines of these charges on these statements, of each in order.
///
/// # Errors
/// What the database answers.
pub fn said(conn: &mut Conn, statements: &[Id], charges: &[Id]) -> Result<Vec<Said>, Error> {
    Ok(e::table
        .filter(e::statement_id.eq_any(statements.to_vec()))
        .filter(e::charge_id.eq_any(charges.to_vec()))
        .order((e::statement_id, e::version))
        .select((e::charge_id.assume_not_null(), e::at, e::kind, e::text, e::actor_name))
        .load(conn)?)
}

/// One page of the lines that somebody disputed, those that moved last first unless asked otherwise. One statement.
///
/// # Errors
/// What the database answers.
pub fn disputed(conn: &mut Conn, query: &ListQuery) -> Result<Listing<DisputedRow>, Error> {
    let disputed = e::table
        .filter(e::statement_id.eq(ls::statement_id))
        .filter(e::charge_id.assume_not_null().eq(ls::charge_id))
        .filter(e::kind.eq(StatementEvent::Disputed.as_str()));
    let mut rows = ls::table
        .inner_join(l::table.on(l::charge_id.eq(ls::charge_id)))
        .inner_join(t::table.on(t::id.eq(ls::statement_id)))
        .filter(diesel::dsl::exists(disputed.select(e::id)))
        .select(((l::statement_id, t::number, t::payer_name, ls::changed_at), line_columns!()))
        .into_boxed::<AnyDb>();
    if let Some(status) = query.filter("status") {
        rows = rows.filter(ls::status.eq(status.to_string()));
    }
    if let Some((after, at)) = query.after.as_ref().and_then(|after| Some((after.id(), after.moment()?))) {
        rows = if query.descending {
            rows.filter(ls::changed_at.lt(at).or(ls::changed_at.eq(at).and(ls::charge_id.lt(after))))
        } else {
            rows.filter(ls::changed_at.gt(at).or(ls::changed_at.eq(at).and(ls::charge_id.gt(after))))
        };
    }
    rows = if query.descending {
        rows.order((ls::changed_at.desc(), ls::charge_id.desc()))
    } else {
        rows.order((ls::changed_at.asc(), ls::charge_id.asc()))
    };
    let found: Vec<DisputedRow> = rows.limit(query.limit + 1).load(conn)?;
    Ok(Listing::cut(found, query, |((.., at), line)| (moment_key(*at), line.charge_id)))
}

/// A line that somebody disputed: its statement by id and number, the payer, when it last moved; and the line.
pub type DisputedRow = ((Id, String, String, Moment), LineRow);

/// One page of the lines of a statement that was found before.
///
/// # Errors
/// What the database answers.
pub fn lines(conn: &mut Conn, statement: Id, query: &ListQuery) -> Result<Listing<LineRow>, Error> {
    let mut rows = l::table
        .left_join(ls::table.on(ls::charge_id.eq(l::charge_id)))
        .select(line_columns!())
        .filter(l::statement_id.eq(statement))
        .into_boxed::<AnyDb>();
    if let Some(status) = query.filter("status") {
        rows = if status == "open" {
            rows.filter(ls::status.is_null().or(ls::status.eq("open")))
        } else {
            rows.filter(ls::status.eq(status.to_string()))
        };
    }
    if let Some(after) = &query.after {
        let line: i32 = after.text().parse().map_err(|_| not_a_cursor())?;
        rows = if query.descending { rows.filter(l::line.lt(line)) } else { rows.filter(l::line.gt(line)) };
    }
    rows = if query.descending { rows.order(l::line.desc()) } else { rows.order(l::line.asc()) };
    let found: Vec<LineRow> = rows.limit(query.limit + 1).load(conn)?;
    Ok(Listing::cut(found, query, |row| (row.line.to_string(), row.charge_id)))
}

/// At most `limit` lines of a statement that was found before, after line `last`.
///
/// # Errors
/// What the database answers.
pub fn lines_from(conn: &mut Conn, statement: Id, last: i32, limit: i64) -> Result<Vec<LineRow>, Error> {
    Ok(l::table
        .left_join(ls::table.on(ls::charge_id.eq(l::charge_id)))
        .select(line_columns!())
        .filter(l::statement_id.eq(statement))
        .filter(l::line.gt(last))
        .order(l::line)
        .limit(limit)
        .load(conn)?)
}

/// Those of `ids` that are statements of a payer, the oldest first.
///
/// # Errors
/// What the database answers.
pub fn of_payer(conn: &mut Conn, payer: Id, ids: &[Id]) -> Result<Vec<Head>, Error> {
    let rows = t::table.inner_join(s::table).select(columns!());
    let own = rows.filter(t::payer_id.eq(payer)).filter(t::id.eq_any(ids.to_vec()));
    Ok(own.order((t::issued_at, t::id)).load(conn)?)
}

/// The statements of a payer that came to less than nothing, the oldest first.
///
/// # Errors
/// What the database answers.
pub fn credited_of(conn: &mut Conn, payer: Id) -> Result<Vec<Head>, Error> {
    let rows = t::table.inner_join(s::table).select(columns!());
    let own = rows.filter(t::payer_id.eq(payer)).filter(t::gross_total_fen.lt(0));
    Ok(own.order((t::issued_at, t::id)).load(conn)?)
}

/// The statements in sight that are not settled, the oldest first.
///
/// # Errors
/// What the database answers.
pub fn all_unsettled(conn: &mut Conn, scope: &Scope) -> Result<Vec<Head>, Error> {
    let rows = t::table.inner_join(s::table).select(columns!()).into_boxed::<AnyDb>();
    let rows = rows.filter(visible(scope)).filter(s::status.ne(StatementStatus::Settled.as_str()));
    Ok(rows.order((t::issued_at, t::id)).load(conn)?)
}

/// Those that are not settled, were issued before `cut`, and whose payer was reminded up to `step`: the oldest first, `most`
/// at once. Found by their index.
///
/// # Errors
/// What the database answers.
pub fn reminded_to(conn: &mut Conn, step: i32, cut: Moment, most: i64) -> Result<Vec<Head>, Error> {
    Ok(t::table
        .inner_join(s::table)
        .select(columns!())
        // Said in the words of the index, which knows these alone.
        .filter(sql::<Bool>("statement_states.status <> 'settled'"))
        .filter(s::reminded_step.eq(step))
        .filter(s::issued_at.lt(cut))
        .order((s::issued_at, s::statement_id))
        .limit(most)
        .load(conn)?)
}

/// Writes down that the payer was reminded up to `step`.
///
/// # Errors
/// What the database answers.
pub fn set_reminded(conn: &mut Conn, id: Id, step: i32) -> Result<(), Error> {
    diesel::update(s::table.filter(s::statement_id.eq(id))).set(s::reminded_step.eq(step)).execute(conn)?;
    Ok(())
}

/// Of these statements: number, gross total, and what was put to each.
///
/// # Errors
/// What the database answers.
pub fn allocated(conn: &mut Conn, ids: &[Id]) -> Result<Vec<(Id, String, i64, i64)>, Error> {
    Ok(t::table
        .inner_join(s::table)
        .filter(t::id.eq_any(ids.to_vec()))
        .order(t::id)
        .select((t::id, t::number, t::gross_total_fen, s::allocated_fen))
        .load(conn)?)
}

/// What the statements of a month come to at each rate of VAT. Two statements.
///
/// # Errors
/// What the database answers.
pub fn by_rate(conn: &mut Conn, month: &str) -> Result<Vec<AtRate>, Error> {
    let heads: Vec<(Id, String, Id, String)> = t::table
        .filter(t::month.eq(month))
        .order(t::number)
        .select((t::id, t::number, t::payer_id, t::payer_name))
        .load(conn)?;
    let sum = |column: &str| sql::<BigInt>(&format!("CAST(SUM({column}) AS BIGINT)"));
    let of_month = t::table.filter(t::month.eq(month)).select(t::id);
    let rows: Vec<(Id, i32, i64, i64, i64)> = l::table
        .filter(l::statement_id.eq_any(of_month))
        .group_by((l::statement_id, l::vat_rate))
        .order(l::vat_rate)
        .select((l::statement_id, l::vat_rate, sum("net_fen"), sum("vat_fen"), sum("gross_fen")))
        .load(conn)?;
    let mut all = Vec::new();
    for (id, number, payer_id, payer_name) in heads {
        for (_, vat_rate, net_fen, vat_fen, gross_fen) in rows.iter().filter(|row| row.0 == id).copied() {
            let (number, payer_name) = (number.clone(), payer_name.clone());
            all.push(AtRate { number, payer_id, payer_name, vat_rate, net_fen, vat_fen, gross_fen });
        }
    }
    Ok(all)
}

/// What a statement comes to at each rate of VAT.
///
/// # Errors
/// What the database answers.
pub fn rates_of(conn: &mut Conn, statement: Id) -> Result<Vec<RateSum>, Error> {
    let sum = |column: &str| sql::<BigInt>(&format!("CAST(SUM({column}) AS BIGINT)"));
    Ok(l::table
        .filter(l::statement_id.eq(statement))
        .group_by(l::vat_rate)
        .order(l::vat_rate)
        .select((l::vat_rate, sql::<BigInt>("COUNT(*)"), sum("net_fen"), sum("vat_fen"), sum("gross_fen")))
        .load(conn)?)
}
