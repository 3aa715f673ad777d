//! How many charges there are in a state and what they come to, for the role home (8.4).

use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::access::Scope;
use crate::domain::record_words::ChargeStatus;
use crate::error::Error;
use crate::platform::db::schema::{charge_states as s, charges as t};
use crate::platform::db::{AnyDb, Conn};

use super::store::{visible, waiver_asked};

/// Charges counted and added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sum {
    /// How many.
    pub count: i64,
    /// Net, fen.
    pub amount_fen: i64,
}

/// The charges within `scope` that stand in `status`; of one month of confirmation where one is named.
///
/// # Errors
/// What the database answers.
pub fn sum(conn: &mut Conn, scope: &Scope, status: ChargeStatus, month: Option<&str>) -> Result<Sum, Error> {
    let mut rows = t::table
        .inner_join(s::table)
        .into_boxed::<AnyDb>()
        .filter(visible(scope))
        .filter(s::status.eq(status.as_str()));
    if let Some(month) = month {
        rows = rows.filter(s::month.eq(month.to_string()));
    }
    let added = diesel::dsl::sql::<BigInt>("CAST(COALESCE(SUM(amount_fen), 0) AS BIGINT)");
    let (count, amount_fen) = rows.select((diesel::dsl::sql::<BigInt>("COUNT(*)"), added)).first(conn)?;
    Ok(Sum { count, amount_fen })
}

/// How many charges in sight a second person is asked to waive. One statement.
///
/// # Errors
/// What the database answers.
pub fn waivers_asked(conn: &mut Conn, scope: &Scope) -> Result<i64, Error> {
    let asked = t::table.inner_join(s::table).filter(exists(waiver_asked())).into_boxed::<AnyDb>();
    Ok(asked.filter(visible(scope)).select(diesel::dsl::sql::<BigInt>("COUNT(*)")).first(conn)?)
}
