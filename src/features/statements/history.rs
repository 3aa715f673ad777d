//! What happened to a statement and to its lines, in order; and how many of them wait for somebody.

use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use serde::Serialize;

use crate::access::{Actor, Scope};
use crate::domain::statement_words::{LineStatus, StatementEvent, StatementStatus};
use crate::error::Error;
use crate::platform::db::schema::{
    statement_events as e, statement_line_states as ls, statement_lines as l, statement_states as s,
    statements as t,
};
use crate::platform::db::{AnyDb, Conn, Id, Moment};

use super::disputes::by_the_payer;
use super::store::visible;

/// So many events are shown, the newest.
pub const MOST: i64 = 200;

/// Something that happened.
#[derive(Debug, Clone, Queryable, Serialize)]
pub struct Happening {
    /// When.
    pub at: Moment,
    /// What.
    pub kind: StatementEvent,
    /// Fen, where money moved.
    pub amount_fen: i64,
    /// In words.
    pub text: String,
    /// By whom; of the other side only that it was somebody there.
    pub actor_name: String,
    /// The charge of the line to which it happened; none where it was the whole statement.
    pub charge_id: Option<Id>,
    /// The number of that line.
    pub line: Option<i32>,
}

/// The last [`MOST`] events of a statement that the caller found, oldest first.
///
/// # Errors
/// What the database answers.
pub fn of(conn: &mut Conn, actor: &Actor, statement: Id) -> Result<Vec<Happening>, Error> {
    let mut found: Vec<Happening> = e::table
        .left_join(l::table.on(l::charge_id.nullable().eq(e::charge_id)))
        .filter(e::statement_id.eq(statement))
        .order(e::version.desc())
        .limit(MOST)
        .select((e::at, e::kind, e::amount_fen, e::text, e::actor_name, e::charge_id, l::line.nullable()))
        .load(conn)?;
    found.reverse();
    if !actor.is_vendor() {
        found.iter_mut().filter(|it| !by_the_payer(it.kind)).for_each(|it| it.actor_name.clear());
    }
    Ok(found)
}

/// How many, and what is open of them, fen.
fn counted() -> (SqlLiteral<BigInt>, SqlLiteral<BigInt>) {
    (sql("COUNT(*)"), sql("CAST(COALESCE(SUM(gross_total_fen - allocated_fen), 0) AS BIGINT)"))
}

/// How many statements in sight wait for the payer's word, and what is open of them, fen. One statement.
///
/// # Errors
/// What the database answers.
pub fn issued(conn: &mut Conn, scope: &Scope) -> Result<(i64, i64), Error> {
    let rows = t::table.inner_join(s::table).into_boxed::<AnyDb>().filter(visible(scope));
    let waiting = rows.filter(s::status.eq(StatementStatus::Issued.as_str()));
    Ok(waiting.select(counted()).first(conn)?)
}

/// How many statements in sight have lines that wait for an answer of billing. One statement.
///
/// # Errors
/// What the database answers.
pub fn questioned(conn: &mut Conn, scope: &Scope) -> Result<i64, Error> {
    let rows = t::table.inner_join(s::table).into_boxed::<AnyDb>().filter(visible(scope));
    Ok(rows.filter(s::questioned_lines.gt(0)).select(sql::<BigInt>("COUNT(*)")).first(conn)?)
}

/// How many statements in sight were issued before `due` and are not paid, and what is open of them in fen. One statement.
///
/// # Errors
/// What the database answers.
pub fn overdue(conn: &mut Conn, scope: &Scope, due: Moment) -> Result<(i64, i64), Error> {
    let rows = t::table.inner_join(s::table).into_boxed::<AnyDb>().filter(visible(scope));
    let late = rows.filter(t::issued_at.lt(due)).filter(t::gross_total_fen.gt(s::allocated_fen));
    Ok(late.select(counted()).first(conn)?)
}

/// How many disputed lines wait for a reviewer. One statement.
///
/// # Errors
/// What the database answers.
pub fn disputed(conn: &mut Conn) -> Result<i64, Error> {
    let waiting = ls::table.filter(ls::status.eq(LineStatus::Disputed.as_str()));
    Ok(waiting.select(sql::<BigInt>("COUNT(*)")).first(conn)?)
}
