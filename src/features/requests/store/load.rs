//! How much there is in hand: of a person, of a customer.

use std::collections::HashMap;

use diesel::dsl::count_star;
use diesel::prelude::*;

use crate::error::Error;
use crate::platform::db::schema::service_requests as t;
use crate::platform::db::{AnyDb, Conn, Id};

use super::super::model::Request;

/// How many open requests each of these people has in hand; nobody without any is named. One statement.
///
/// # Errors
/// What the database answers.
pub fn loads(conn: &mut Conn, users: &[Id]) -> Result<HashMap<Id, i64>, Error> {
    let found: Vec<(Option<Id>, i64)> = t::table
        .filter(t::open.eq(true))
        .filter(t::assignee_id.assume_not_null().eq_any(users))
        .group_by(t::assignee_id)
        .select((t::assignee_id, count_star()))
        .load(conn)?;
    Ok(found.into_iter().filter_map(|(user, count)| Some((user?, count))).collect())
}

/// The open requests of a customer, for the portal's own work on them.
///
/// # Errors
/// What the database answers.
pub fn open_of(conn: &mut Conn, customer: Id) -> Result<Vec<Request>, Error> {
    Ok(t::table
        .into_boxed::<AnyDb>()
        .filter(t::customer_id.eq(customer))
        .filter(t::open.eq(true))
        .order((t::reported_at, t::id))
        .select(Request::as_select())
        .load(conn)?)
}
