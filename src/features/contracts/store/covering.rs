//! Which contracts cover what, whoever asks: for decisions, deadlines and penalties. Nobody reads a contract by this.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::dsl::exists;
use diesel::prelude::*;

use crate::error::Error;
use crate::platform::db::schema::{contract_products as p, contract_types as k, contracts as t};
use crate::platform::db::{AnyDb, Conn, Id};

use super::super::model::{Row, stored};

/// A product that a contract may cover: whose it is, and of which type.
#[derive(Debug, Clone, Copy)]
pub struct Cover {
    /// Whose.
    pub customer: Id,
    /// The product.
    pub product: Id,
    /// Its type.
    pub kind: Id,
}

/// The contracts that were put in force and cover a product, whenever: those that name it before those that cover its type,
/// then by their first days and numbers.
pub fn covering(conn: &mut Conn, of: Cover) -> Result<Vec<Row>, Error> {
    let named = p::table.filter(p::contract_id.eq(t::id)).filter(p::product_id.eq(of.product));
    let typed = k::table.filter(k::contract_id.eq(t::id)).filter(k::type_id.eq(of.kind));
    let found: Vec<(Row, bool)> = t::table
        .filter(t::customer_id.eq(of.customer))
        .filter(t::status.eq(stored::ACTIVE))
        .filter(exists(named).or(exists(typed)))
        .order((t::starts_on, t::number))
        .select((Row::as_select(), exists(named)))
        .load(conn)?;
    let (by_name, by_type): (Vec<_>, Vec<_>) = found.into_iter().partition(|(_, by_name)| *by_name);
    Ok(by_name.into_iter().chain(by_type).map(|(row, _)| row).collect())
}

/// The contracts of a customer that were put in force and hold on a day of `from..=until`, by their first days and numbers.
pub fn of_customer_in_force(
    conn: &mut Conn,
    customer: Id,
    (from, until): (&str, &str),
) -> Result<Vec<Row>, Error> {
    Ok(t::table
        .into_boxed::<AnyDb>()
        .filter(t::customer_id.eq(customer))
        .filter(t::status.eq(stored::ACTIVE))
        .filter(t::last_on.ge(from.to_string()))
        .filter(t::starts_on.le(until.to_string()))
        .order((t::starts_on, t::number))
        .select(Row::as_select())
        .load(conn)?)
}

/// The profile of deadlines that the contracts of a customer in force on `$day` agree on, as far as they name one. `$customer` is an
/// id, or the column that has it in the query of whoever wants this beside it.
macro_rules! agreed_profile {
    ($customer:expr, $day:expr) => {{
        use crate::platform::db::schema::contracts as t;
        use diesel::dsl::{case_when, max, min};
        t::table
            .filter(t::customer_id.eq($customer))
            .filter(t::status.eq($crate::features::contracts::IN_FORCE))
            .filter(t::starts_on.le($day.to_string()))
            .filter(t::last_on.ge($day.to_string()))
            .select(case_when(min(t::sla_profile).eq(max(t::sla_profile)), min(t::sla_profile)))
    }};
}
pub(crate) use agreed_profile;

/// The same, asked for itself.
pub fn agreed(conn: &mut Conn, customer: Id, day: NaiveDate) -> Result<Option<String>, Error> {
    Ok(agreed_profile!(customer, day).first(conn)?)
}

/// The contracts of these customers that were put in force and say when the project was accepted: contract, customer, day.
pub fn accepted(conn: &mut Conn, customers: &[Id]) -> Result<Vec<(Id, Id, String)>, Error> {
    if customers.is_empty() {
        return Ok(vec![]);
    }
    Ok(t::table
        .filter(t::customer_id.eq_any(customers.to_vec()))
        .filter(t::status.eq(stored::ACTIVE))
        .filter(t::accepted_on.is_not_null())
        .select((t::id, t::customer_id, t::accepted_on.assume_not_null()))
        .load(conn)?)
}

/// The contract of a number.
pub fn with_number(conn: &mut Conn, number: &str) -> Result<Option<Row>, Error> {
    Ok(t::table.filter(t::number.eq(number)).select(Row::as_select()).first(conn).optional()?)
}

/// The numbers of these contracts.
pub fn numbers(conn: &mut Conn, ids: impl Iterator<Item = Id>) -> Result<HashMap<Id, String>, Error> {
    let rows: Vec<(Id, String)> =
        t::table.filter(t::id.eq_any(ids.collect::<Vec<_>>())).select((t::id, t::number)).load(conn)?;
    Ok(rows.into_iter().collect())
}
