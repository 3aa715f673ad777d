//! Types and models as rows. They are no secret: whoever sees products sees them.

use diesel::prelude::*;

use crate::access::Scope;
use crate::error::Error;
use crate::platform::db::schema::{product_models as m, product_types as t, products};
use crate::platform::db::{AnyDb, Conn, Id, Moment};
use crate::platform::random;
use crate::platform::web::list::{ListQuery, not_a_cursor};

use super::model::{Model, ModelRef, Row};

/// The name of a model as it is compared: without blanks, in capitals.
pub fn name_key(name: &str) -> String {
    name.chars().filter(|letter| !letter.is_whitespace()).collect::<String>().to_uppercase()
}

/// One type. Any scope will do; there has to be one.
pub fn get(conn: &mut Conn, _: &Scope, id: Id) -> Result<Row, Error> {
    Ok(t::table.find(id).select(Row::as_select()).first(conn)?)
}

/// These types, by name.
pub fn some(conn: &mut Conn, ids: &[Id]) -> Result<Vec<Row>, Error> {
    if ids.is_empty() {
        return Ok(vec![]);
    }
    let rows = t::table.filter(t::id.eq_any(ids.to_vec())).order((t::name, t::id));
    Ok(rows.select(Row::as_select()).load(conn)?)
}

/// A page of the types, and one more where there is more.
pub fn list(conn: &mut Conn, _: &Scope, query: &ListQuery) -> Result<Vec<Row>, Error> {
    let mut rows = t::table.into_boxed::<AnyDb>();
    if let Some(cursor) = &query.after {
        let (text, id) = (cursor.text().to_string(), cursor.id());
        rows = if query.sort == "name" {
            if query.descending {
                rows.filter(t::name.lt(text.clone()).or(t::name.eq(text).and(t::id.lt(id))))
            } else {
                rows.filter(t::name.gt(text.clone()).or(t::name.eq(text).and(t::id.gt(id))))
            }
        } else {
            let at = cursor.moment().ok_or_else(not_a_cursor)?;
            if query.descending {
                rows.filter(t::created_at.lt(at).or(t::created_at.eq(at).and(t::id.lt(id))))
            } else {
                rows.filter(t::created_at.gt(at).or(t::created_at.eq(at).and(t::id.gt(id))))
            }
        };
    }
    let rows = match (query.sort, query.descending) {
        ("name", true) => rows.order((t::name.desc(), t::id.desc())),
        ("name", false) => rows.order((t::name.asc(), t::id.asc())),
        (_, true) => rows.order((t::created_at.desc(), t::id.desc())),
        (_, false) => rows.order((t::created_at.asc(), t::id.asc())),
    };
    Ok(rows.select(Row::as_select()).limit(query.limit + 1).load(conn)?)
}

/// The models of these types, by name.
pub fn models_of(conn: &mut Conn, types: &[Id]) -> Result<Vec<(Id, ModelRef)>, Error> {
    let rows: Vec<(Id, Id, String)> = m::table
        .filter(m::type_id.eq_any(types))
        .order((m::name.asc(), m::id.asc()))
        .select((m::type_id, m::id, m::name))
        .load(conn)?;
    Ok(rows.into_iter().map(|(of, id, name)| (of, ModelRef { id, name })).collect())
}

/// Which models are asked for.
pub enum Which<'a> {
    /// Those with these ids.
    Ids(&'a [Id]),
    /// The one of this name.
    Named(&'a str),
    /// All there are, at most 2 000.
    All,
}

/// A model with its type, as `model_columns!` reads them.
pub type Found = (Id, String, Id, String, Option<String>, i32, i32);

macro_rules! model_columns {
    () => {{
        use crate::platform::db::schema::{product_models as m, product_types as t};
        (m::id, m::name, t::id, t::name, t::name_en, t::warranty_months, t::free_service_months)
    }};
}
pub(crate) use model_columns;

impl From<Found> for Model {
    fn from((id, name, type_id, type_name, type_name_en, warranty, free): Found) -> Self {
        let months = |months: i32| u32::try_from(months).unwrap_or_default();
        Model {
            id,
            name,
            type_id,
            type_name,
            type_name_en,
            warranty_months: months(warranty),
            free_service_months: months(free),
        }
    }
}

/// Models with their types, by type and name. One statement.
pub fn models(conn: &mut Conn, which: &Which<'_>) -> Result<Vec<Model>, Error> {
    let mut rows = m::table.inner_join(t::table).into_boxed::<AnyDb>();
    rows = match which {
        Which::Ids(ids) => rows.filter(m::id.eq_any(ids.to_vec())),
        Which::Named(name) => rows.filter(m::name_key.eq(name_key(name))),
        Which::All => rows.limit(2_000),
    };
    let found: Vec<Found> =
        rows.order((t::name.asc(), m::name.asc(), m::id.asc())).select(model_columns!()).load(conn)?;
    Ok(found.into_iter().map(Model::from).collect())
}

/// Writes a new type.
///
/// # Errors
/// `Duplicate` where there is one of that name.
pub fn insert(conn: &mut Conn, row: &Row) -> Result<(), Error> {
    diesel::insert_into(t::table)
        .values((
            t::id.eq(row.id),
            t::name.eq(&row.name),
            t::name_en.eq(&row.name_en),
            t::warranty_months.eq(row.warranty_months),
            t::free_service_months.eq(row.free_service_months),
            t::version.eq(row.version),
            t::created_at.eq(row.created_at),
            t::updated_at.eq(row.updated_at),
        ))
        .execute(conn)?;
    Ok(())
}

/// Writes a changed type, where the version is still the one before the row's.
///
/// # Errors
/// `Stale` where somebody was faster; `Duplicate` where another has that name.
pub fn update(conn: &mut Conn, row: &Row) -> Result<(), Error> {
    let changed = diesel::update(t::table)
        .filter(t::id.eq(row.id))
        .filter(t::version.eq(row.version - 1))
        .set((
            t::name.eq(&row.name),
            t::name_en.eq(&row.name_en),
            t::warranty_months.eq(row.warranty_months),
            t::free_service_months.eq(row.free_service_months),
            t::version.eq(row.version),
            t::updated_at.eq(row.updated_at),
        ))
        .execute(conn)?;
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}

/// Adds a model to a type.
///
/// # Errors
/// `Duplicate` where any type has one of that name.
pub fn insert_model(conn: &mut Conn, of: Id, name: &str, now: Moment) -> Result<Id, Error> {
    let id = random::id(now);
    diesel::insert_into(m::table)
        .values((
            m::id.eq(id),
            m::type_id.eq(of),
            m::name.eq(name),
            m::name_key.eq(name_key(name)),
            m::created_at.eq(now),
        ))
        .execute(conn)?;
    Ok(id)
}

/// Writes the name of a model in another way.
pub fn respell(conn: &mut Conn, id: Id, name: &str) -> Result<(), Error> {
    diesel::update(m::table.find(id)).set(m::name.eq(name)).execute(conn)?;
    Ok(())
}

/// Takes a model away that nothing has.
pub fn remove_model(conn: &mut Conn, id: Id) -> Result<(), Error> {
    diesel::delete(m::table.find(id)).execute(conn)?;
    Ok(())
}

/// Whether any product is of this model.
pub fn is_used(conn: &mut Conn, id: Id) -> Result<bool, Error> {
    let of = products::table.filter(products::model_id.eq(id));
    Ok(diesel::select(diesel::dsl::exists(of)).get_result(conn)?)
}
