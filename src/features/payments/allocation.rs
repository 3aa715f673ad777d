//! Allocations as rows: money that was put to statements, and what was taken back of it.

use diesel::prelude::*;
use serde::Serialize;
use utoipa::ToSchema;

use crate::access::{Actor, Scope};
use crate::error::Error;
use crate::features::customers::visible_to_payers;
use crate::platform::db::schema::payment_allocations as a;
use crate::platform::db::{AnyDb, Conn, Id, Moment};
use crate::platform::random;

visible_to_payers!(a::table, a::payer_id);

/// Money that was put to a statement.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Allocation {
    /// The allocation.
    pub id: Id,
    /// The payment, or the credited statement, that it came from.
    pub source_id: Id,
    /// Its number.
    pub source_number: String,
    /// The statement.
    pub statement_id: Id,
    /// Its number.
    pub statement_number: String,
    /// Fen.
    pub amount_fen: i64,
    /// When.
    pub at: Moment,
    /// By whom; told to the vendor's own people alone.
    pub actor_name: String,
    /// Where it was taken back: when, why and by whom.
    pub undone: Option<Undone>,
    /// 1, and 2 once it is taken back.
    pub version: i32,
}

/// That an allocation was taken back.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Undone {
    /// When.
    pub at: Moment,
    /// Why.
    pub reason: String,
    /// By whom; told to the vendor's own people alone.
    pub actor_name: String,
}

/// A row.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = a)]
pub struct Row {
    pub id: Id,
    pub source_id: Id,
    pub source_number: String,
    pub payer_id: Id,
    pub statement_id: Id,
    pub statement_number: String,
    pub amount_fen: i64,
    pub reverses_id: Option<Id>,
    pub reason: String,
    pub at: Moment,
    pub actor_name: String,
}

/// Rows of whole sources or statements as they are told, oldest first; `internal` says whether to the vendor's own people.
#[must_use]
pub fn told(rows: Vec<Row>, internal: bool) -> Vec<Allocation> {
    let name = |name: &str| if internal { name.to_string() } else { String::new() };
    let undone = |id: Id| rows.iter().find(|row| row.reverses_id == Some(id));
    let one = |row: &Row| {
        let undone = undone(row.id);
        Allocation {
            id: row.id,
            source_id: row.source_id,
            source_number: row.source_number.clone(),
            statement_id: row.statement_id,
            statement_number: row.statement_number.clone(),
            amount_fen: row.amount_fen,
            at: row.at,
            actor_name: name(&row.actor_name),
            version: if undone.is_some() { 2 } else { 1 },
            undone: undone.map(|row| Undone {
                at: row.at,
                reason: row.reason.clone(),
                actor_name: name(&row.actor_name),
            }),
        }
    };
    rows.iter().filter(|row| row.reverses_id.is_none()).map(one).collect()
}

/// What was put to statements from one source.
///
/// # Errors
/// What the database answers.
pub fn of_source(conn: &mut Conn, source: Id) -> Result<Vec<Row>, Error> {
    let rows = a::table.filter(a::source_id.eq(source)).order((a::at, a::id));
    Ok(rows.select(Row::as_select()).load(conn)?)
}

/// What was put to one statement.
///
/// # Errors
/// What the database answers.
pub fn of_statement(conn: &mut Conn, statement: Id) -> Result<Vec<Row>, Error> {
    let rows = a::table.filter(a::statement_id.eq(statement)).order((a::at, a::id));
    Ok(rows.select(Row::as_select()).load(conn)?)
}

/// One allocation in sight, with the row that takes it back.
///
/// # Errors
/// `NotFound` where it is missing or out of sight.
pub fn find(conn: &mut Conn, scope: &Scope, id: Id) -> Result<Vec<Row>, Error> {
    let rows = a::table.into_boxed::<AnyDb>().filter(visible(scope));
    let own: Vec<Row> = rows
        .filter(a::id.eq(id).or(a::reverses_id.eq(id)))
        .order((a::at, a::id))
        .select(Row::as_select())
        .load(conn)?;
    let there = own.iter().any(|row| row.id == id && row.reverses_id.is_none());
    if there { Ok(own) } else { Err(Error::NotFound) }
}

/// Writes that money was put to a statement; answers the row's id.
///
/// # Errors
/// What the database answers.
pub fn insert(
    conn: &mut Conn,
    actor: &Actor,
    now: Moment,
    (source, source_number, payer): (Id, &str, Id),
    (statement, statement_number): (Id, &str),
    amount_fen: i64,
) -> Result<Id, Error> {
    let row = Row {
        id: random::id(now),
        source_id: source,
        source_number: source_number.to_string(),
        payer_id: payer,
        statement_id: statement,
        statement_number: statement_number.to_string(),
        amount_fen,
        reverses_id: None,
        reason: String::new(),
        at: now,
        actor_name: actor.name().to_string(),
    };
    write(conn, actor, &row)
}

/// Writes that an allocation was taken back.
///
/// # Errors
/// `Duplicate` where it was before.
pub fn undo(conn: &mut Conn, actor: &Actor, now: Moment, earlier: &Row, reason: &str) -> Result<Id, Error> {
    let row = Row {
        id: random::id(now),
        amount_fen: -earlier.amount_fen,
        reverses_id: Some(earlier.id),
        reason: reason.to_string(),
        at: now,
        actor_name: actor.name().to_string(),
        ..earlier.clone()
    };
    write(conn, actor, &row)
}

fn write(conn: &mut Conn, actor: &Actor, row: &Row) -> Result<Id, Error> {
    let values = (
        a::id.eq(row.id),
        a::source_id.eq(row.source_id),
        a::source_number.eq(&row.source_number),
        a::payer_id.eq(row.payer_id),
        a::statement_id.eq(row.statement_id),
        a::statement_number.eq(&row.statement_number),
        a::amount_fen.eq(row.amount_fen),
        a::reverses_id.eq(row.reverses_id),
        a::reason.eq(&row.reason),
        a::at.eq(row.at),
        a::actor_id.eq(actor.user()),
        a::actor_name.eq(&row.actor_name),
    );
    diesel::insert_into(a::table).values(values).execute(conn)?;
    Ok(row.id)
}
