//! Imports of years as rows. They are the same for everybody, so what is in sight is all of them or nothing.

use diesel::prelude::*;

use crate::access::Scope;
use crate::domain::holidays::Holidays;
use crate::error::Error;
use crate::platform::db::schema::holiday_years::{self, dsl};
use crate::platform::db::{AnyDb, Conn, Id, Moment};

use super::model::Days;

/// A row.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = holiday_years)]
pub struct Row {
    pub id: Id,
    pub year: i32,
    pub revision: i32,
    pub days: serde_json::Value,
    pub source: Option<String>,
    pub imported_by: Id,
    pub imported_by_name: String,
    pub imported_at: Moment,
}

impl Row {
    /// Its days.
    ///
    /// # Errors
    /// `Internal` where they cannot be read.
    pub fn days(&self) -> Result<Days, Error> {
        Ok(serde_json::from_value(self.days.clone())?)
    }
}

type Query<'a> = holiday_years::BoxedQuery<'a, AnyDb>;

fn visible<'a>(scope: &Scope) -> Query<'a> {
    let query = holiday_years::table.into_boxed::<AnyDb>();
    if scope.sees_all() { query } else { query.filter(dsl::revision.lt(0)) }
}

/// Every import, newest year and newest revision first; there are a few a year at most.
pub fn list(conn: &mut Conn, scope: &Scope) -> Result<Vec<Row>, Error> {
    let rows = visible(scope).order((dsl::year.desc(), dsl::revision.desc()));
    Ok(rows.select(Row::as_select()).load(conn)?)
}

/// The imports of a year, newest first.
pub fn of_year(conn: &mut Conn, scope: &Scope, year: i32) -> Result<Vec<Row>, Error> {
    let rows = visible(scope).filter(dsl::year.eq(year)).order(dsl::revision.desc());
    Ok(rows.select(Row::as_select()).load(conn)?)
}

/// How many imports there have been. Rows are never taken away, so another number is another state.
pub fn count(conn: &mut Conn) -> Result<i64, Error> {
    Ok(holiday_years::table.select(diesel::dsl::count_star()).first(conn)?)
}

/// The days in force of every imported year, and how many imports made them; for the engine, in nobody's name.
pub fn imported(conn: &mut Conn) -> Result<(Holidays, i64), Error> {
    let rows: Vec<Row> =
        holiday_years::table.order((dsl::year, dsl::revision)).select(Row::as_select()).load(conn)?;
    let mut holidays = Holidays::default();
    for row in &rows {
        let days = row.days()?.into();
        holidays.set(row.year, days).map_err(|fault| Error::internal(format!("holidays: {fault}")))?;
    }
    Ok((holidays, i64::try_from(rows.len()).unwrap_or(i64::MAX)))
}

/// Writes an import.
pub fn insert(conn: &mut Conn, row: &Row) -> Result<(), Error> {
    diesel::insert_into(holiday_years::table)
        .values((
            dsl::id.eq(row.id),
            dsl::year.eq(row.year),
            dsl::revision.eq(row.revision),
            dsl::days.eq(&row.days),
            dsl::source.eq(&row.source),
            dsl::imported_by.eq(row.imported_by),
            dsl::imported_by_name.eq(&row.imported_by_name),
            dsl::imported_at.eq(row.imported_at),
        ))
        .execute(conn)?;
    Ok(())
}
