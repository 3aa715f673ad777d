//! Temporary stand-in until the feature lands.
use crate::access::Scope;
use crate::domain::words::ClientClass;
use crate::error::Error;
use crate::platform::db::schema::customers as c;
use crate::platform::db::{Conn, Id};
use diesel::prelude::*;
#[derive(Debug, Clone, Queryable)]
pub struct Customer {
    pub id: Id,
    pub name: String,
    pub class: ClientClass,
    pub city: String,
    pub agent_id: Option<Id>,
    pub organisation_id: Option<Id>,
}
pub fn find(conn: &mut Conn, _scope: &Scope, id: Id) -> Result<Customer, Error> {
    c::table
        .find(id)
        .select((c::id, c::name, c::class, c::city, c::agent_id, c::organisation_id))
        .first(conn)
        .optional()?
        .ok_or(Error::NotFound)
}
/// Ids of customers by one column, as a subquery for `eq_any`.
pub type IdsBy<C> = diesel::dsl::Filter<diesel::dsl::Select<c::table, c::id>, diesel::dsl::Eq<C, Id>>;
/// Ids of the customers that an organisation stands for itself, as a subquery.
#[must_use]
pub fn ids_of_organisation(id: Id) -> IdsBy<c::organisation_id> {
    c::table.select(c::id).filter(c::organisation_id.eq(id))
}
/// Ids of the key accounts that a person manages, as a subquery.
#[must_use]
pub fn ids_of_account_manager(id: Id) -> IdsBy<c::account_manager_id> {
    c::table.select(c::id).filter(c::account_manager_id.eq(id))
}
/// A customer as a picker shows it.
#[derive(Debug, Clone)]
pub struct CustomerRef {
    pub id: Id,
    pub name: String,
    pub class: ClientClass,
    pub city: String,
}
pub fn options(conn: &mut Conn, scope: &Scope, q: &str, limit: i64) -> Result<Vec<CustomerRef>, Error> {
    let mut rows = c::table.select((c::id, c::name, c::class, c::city)).into_boxed::<crate::platform::db::AnyDb>();
    if !scope.sees_all() {
        rows = rows.filter(c::agent_id.eq(scope.organisation()));
    }
    if !q.trim().is_empty() {
        rows = rows.filter(c::search_text.like(crate::platform::db::search::contains(q)).escape('\\'));
    }
    let found: Vec<(Id, String, ClientClass, String)> = rows.order(c::name).limit(limit).load(conn)?;
    Ok(found.into_iter().map(|(id, name, class, city)| CustomerRef { id, name, class, city }).collect())
}
