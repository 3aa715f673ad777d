//! Use-cases of statements: issuing and reading.

use serde_json::Value;

use crate::access::{Actor, Scope};
use crate::error::Error;
use crate::features::organisations;
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::fields::{self, Completeness, FaultCode};
use crate::platform::i18n::{Lang, Texts};
use crate::platform::web::list::{ListQuery, Listing, is_month};

use super::issue::issue_for;
use super::model::{Head, ISSUE, LINES_AT_ONCE, Line, Statement, Summary};
use super::{line, store};

/// Issues what waits for a statement of the payer and month in `body`.
///
/// # Errors
/// `Invalid`; `Conflict` where nothing waits.
pub fn issue(conn: &mut Conn, actor: &Actor, now: Moment, body: &Value) -> Result<Head, Error> {
    let body = fields::check(ISSUE, body, Completeness::Complete).map_err(Error::Invalid)?;
    let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
    let month = read_month(text("month"))?;
    let payer: Option<Id> = text("payer_id").parse().ok();
    let payer = payer.ok_or_else(|| Error::field("payer_id", FaultCode::NOT_FOUND))?;
    if organisations::find(conn, payer)?.is_none() {
        return Err(Error::field("payer_id", FaultCode::NOT_FOUND));
    }
    issue_for(conn, actor, now, payer, month)?.ok_or(Error::Conflict("nothing_to_bill"))
}

/// A month of the calendar.
///
/// # Errors
/// `Invalid`.
pub fn read_month(text: &str) -> Result<&str, Error> {
    if is_month(text) { Ok(text) } else { Err(Error::field("month", FaultCode::new("not_a_month"))) }
}

/// One page of the statements in sight.
///
/// # Errors
/// What the database answers.
pub fn list(conn: &mut Conn, scope: &Scope, query: &ListQuery) -> Result<Listing<Summary>, Error> {
    Ok(store::list(conn, scope, query)?.map(Summary::from))
}

/// One statement with its first lines. Two statements.
///
/// # Errors
/// `NotFound` where it is missing or out of sight.
pub fn show(conn: &mut Conn, scope: &Scope, id: Id, around: (&Texts, Lang)) -> Result<Statement, Error> {
    let head = store::find(conn, scope, id)?;
    with_lines(conn, head, around)
}

/// A statement that was found before, with its first lines. One statement, two where some lines have no record.
///
/// # Errors
/// What the database answers.
pub fn with_lines(conn: &mut Conn, head: Head, around: (&Texts, Lang)) -> Result<Statement, Error> {
    let page = store::lines(conn, head.id, &first_lines())?;
    let lines = line::told(conn, page.items, around)?;
    Ok(Statement { summary: head.into(), lines, lines_next: page.next })
}

/// The next [`LINES_AT_ONCE`] lines of a statement that was found before, after line `last`. One statement.
///
/// # Errors
/// What the database answers.
pub fn lines_from(
    conn: &mut Conn,
    head: &Head,
    last: i32,
    around: (&Texts, Lang),
) -> Result<Vec<Line>, Error> {
    let rows = store::lines_from(conn, head.id, last, LINES_AT_ONCE)?;
    line::told(conn, rows, around)
}

/// One statement in sight with one page of its lines. Two statements.
///
/// # Errors
/// `NotFound` where it is missing or out of sight.
pub fn with_some_lines(
    conn: &mut Conn,
    scope: &Scope,
    id: Id,
    query: &ListQuery,
    around: (&Texts, Lang),
) -> Result<(Head, Listing<Line>), Error> {
    let head = store::find(conn, scope, id)?;
    let page = store::lines(conn, head.id, query)?;
    let items = line::told(conn, page.items, around)?;
    Ok((head, Listing { items, next: page.next }))
}

/// The first lines, in their order.
fn first_lines() -> ListQuery {
    let (filters, after, q) = (vec![], None, None);
    ListQuery { limit: LINES_AT_ONCE, after, q, filters, sort: "line", descending: false }
}

/// One page of the lines of a statement. Two statements.
///
/// # Errors
/// `NotFound` where it is missing or out of sight.
pub fn lines(
    conn: &mut Conn,
    scope: &Scope,
    id: Id,
    query: &ListQuery,
    around: (&Texts, Lang),
) -> Result<Listing<Line>, Error> {
    with_some_lines(conn, scope, id, query, around).map(|(_, page)| page)
}
