//! Installation records as rows. One is in sight where its customer is, and of the organisation that wrote it (chapter 7).

use diesel::prelude::*;
use diesel::sql_types::Bool;

use crate::access::{Actor, Scope, Sight};
use crate::error::Error;
use crate::features::customers;
use crate::platform::db::schema::{installations as t, installed_products as p};
use crate::platform::db::{AnyDb, Conn, Id};
use crate::platform::web::list::{ListQuery, not_a_cursor};

use super::model::Row;

type Query<'a> = t::BoxedQuery<'a, AnyDb>;
type Condition = Box<dyn BoxableExpression<t::table, AnyDb, SqlType = Bool>>;

fn visible<'a>(scope: &Scope) -> Query<'a> {
    let query = t::table.into_boxed::<AnyDb>();
    if scope.sees_all() {
        return query;
    }
    let each = scope.sights().iter().filter_map(|sight| through(*sight, scope));
    let any = each.reduce(|any, next| Box::new(any.or(next)));
    query.filter(any.unwrap_or_else(|| Box::new(diesel::dsl::sql::<Bool>("FALSE"))))
}

fn through(sight: Sight, scope: &Scope) -> Option<Condition> {
    let house = scope.organisation();
    match sight {
        Sight::Agent => Some(Box::new(
            t::customer_id.eq_any(customers::ids_of_agent(house)).or(t::organisation_id.eq(house)),
        )),
        Sight::Customer => Some(Box::new(t::customer_id.eq_any(customers::ids_of_organisation(house)))),
        Sight::KeyAccounts => {
            Some(Box::new(t::customer_id.eq_any(customers::ids_of_account_manager(scope.user()))))
        }
        _ => None,
    }
}

/// One record in sight.
///
/// # Errors
/// `NotFound` where it is missing or out of sight.
pub fn get(conn: &mut Conn, scope: &Scope, id: Id) -> Result<Row, Error> {
    Ok(visible(scope).filter(t::id.eq(id)).select(Row::as_select()).first(conn)?)
}

/// A page of the list, and one row more where there is more.
pub fn list(conn: &mut Conn, scope: &Scope, query: &ListQuery) -> Result<Vec<Row>, Error> {
    let mut rows = visible(scope);
    if let Some(id) = query.filter_id("customer_id") {
        rows = rows.filter(t::customer_id.eq(id));
    }
    if let Some(id) = query.filter_id("product_id") {
        let of = p::table.filter(p::product_id.eq(id)).select(p::installation_id);
        rows = rows.filter(t::id.eq_any(of));
    }
    if let Some(cursor) = &query.after {
        let (at, id) = (cursor.moment().ok_or_else(not_a_cursor)?, cursor.id());
        rows = if query.descending {
            rows.filter(t::created_at.lt(at).or(t::created_at.eq(at).and(t::id.lt(id))))
        } else {
            rows.filter(t::created_at.gt(at).or(t::created_at.eq(at).and(t::id.gt(id))))
        };
    }
    let rows = if query.descending {
        rows.order((t::created_at.desc(), t::id.desc()))
    } else {
        rows.order((t::created_at.asc(), t::id.asc()))
    };
    Ok(rows.select(Row::as_select()).limit(query.limit + 1).load(conn)?)
}

/// The products of these records.
pub fn products_of(conn: &mut Conn, ids: &[Id]) -> Result<Vec<(Id, Id)>, Error> {
    let of = p::table.filter(p::installation_id.eq_any(ids)).order((p::installation_id, p::product_id));
    Ok(of.select((p::installation_id, p::product_id)).load(conn)?)
}

/// Writes a record with its products.
pub fn insert(conn: &mut Conn, row: &Row, products: &[Id], by: &Actor) -> Result<(), Error> {
    diesel::insert_into(t::table)
        .values((
            t::id.eq(row.id),
            t::customer_id.eq(row.customer_id),
            t::site_address.eq(&row.site_address),
            t::installed_on.eq(&row.installed_on),
            t::installed_by.eq(&row.installed_by),
            t::fixed_engineer_id.eq(row.fixed_engineer_id),
            t::accepted_by.eq(&row.accepted_by),
            t::accepted_on.eq(&row.accepted_on),
            t::note.eq(&row.note),
            t::created_by.eq(by.user()),
            t::created_by_name.eq(&row.created_by_name),
            t::organisation_id.eq(row.organisation_id),
            t::by_vendor.eq(row.by_vendor),
            t::created_at.eq(row.created_at),
        ))
        .execute(conn)?;
    for product in products {
        diesel::insert_into(p::table)
            .values((p::installation_id.eq(row.id), p::product_id.eq(*product)))
            .execute(conn)?;
    }
    Ok(())
}
