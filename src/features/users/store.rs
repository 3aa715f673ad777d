//! Users as rows.

use std::collections::HashMap;

use diesel::dsl::count_star;
use diesel::prelude::*;

use crate::access::session::{roles_from_column, roles_to_column};
use crate::access::{Scope, Sight};
use crate::domain::record_words::Role;
use crate::error::Error;
use crate::platform::db::schema::users::{self, dsl};
use crate::platform::db::search::{contains, lower};
use crate::platform::db::{AnyDb, Conn, Id, Moment};
use crate::platform::i18n::Lang;
use crate::platform::web::list::{ListQuery, not_a_cursor};

/// What a login is checked against.
#[derive(Debug, Clone, Queryable)]
pub struct Credentials {
    /// The user.
    pub id: Id,
    /// The hash of the password, where one was set.
    pub password_hash: Option<String>,
    /// Whether the account is in use.
    pub active: bool,
}

/// The credentials of the account with this address, in whatever case it is written.
///
/// # Errors
/// What the database answers.
pub fn credentials(conn: &mut Conn, email: &str) -> Result<Option<Credentials>, Error> {
    Ok(users::table
        .filter(users::email.eq(email.trim().to_lowercase()))
        .select((users::id, users::password_hash, users::active))
        .first(conn)
        .optional()?)
}

/// A user to be created.
#[derive(Debug, Clone)]
pub struct NewUser<'a> {
    /// Its id.
    pub id: Id,
    /// Whom the person works for.
    pub organisation: Id,
    /// The address for mail and login.
    pub email: &'a str,
    /// The name as shown.
    pub name: &'a str,
    /// A telephone number, normalised.
    pub phone: Option<&'a str>,
    /// The roles, at least one.
    pub roles: &'a [Role],
    /// The language.
    pub lang: Lang,
    /// The password's hash; none until the person sets one.
    pub password_hash: Option<&'a str>,
    /// Whether the person sees what its organisation pays.
    pub billing_contact: bool,
}

/// Creates a user.
///
/// # Errors
/// `Duplicate` where the address is taken.
pub fn insert(conn: &mut Conn, user: &NewUser<'_>, now: Moment) -> Result<(), Error> {
    diesel::insert_into(users::table)
        .values((
            users::id.eq(user.id),
            users::organisation_id.eq(user.organisation),
            users::email.eq(user.email.trim().to_lowercase()),
            users::name.eq(user.name),
            users::phone.eq(user.phone),
            users::roles.eq(roles_to_column(user.roles)),
            users::locale.eq(user.lang.tag()),
            users::password_hash.eq(user.password_hash),
            users::active.eq(true),
            users::billing_contact.eq(user.billing_contact),
            users::version.eq(1),
            users::created_at.eq(now),
            users::updated_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}

type Query<'a> = users::BoxedQuery<'a, AnyDb>;

/// A user as it is stored, without its password.
#[derive(Debug, Clone, Queryable)]
pub struct Row {
    pub id: Id,
    pub organisation_id: Id,
    pub email: String,
    pub name: String,
    pub phone: Option<String>,
    pub roles: String,
    pub locale: String,
    pub active: bool,
    pub billing_contact: bool,
    pub city: Option<String>,
    pub has_password: bool,
    pub version: i32,
    pub created_at: Moment,
    pub updated_at: Moment,
}

impl Row {
    /// The roles.
    pub fn roles(&self) -> Vec<Role> {
        roles_from_column(&self.roles)
    }
}

macro_rules! columns {
    () => {
        (
            dsl::id,
            dsl::organisation_id,
            dsl::email,
            dsl::name,
            dsl::phone,
            dsl::roles,
            dsl::locale,
            dsl::active,
            dsl::billing_contact,
            dsl::city,
            dsl::password_hash.is_not_null(),
            dsl::version,
            dsl::created_at,
            dsl::updated_at,
        )
    };
}

/// The people in sight.
fn visible<'a>(scope: &Scope) -> Query<'a> {
    let query = users::table.into_boxed::<AnyDb>();
    if scope.sees_all() {
        return query;
    }
    if scope.sights().contains(&Sight::Organisation) {
        return query.filter(dsl::organisation_id.eq(scope.organisation()));
    }
    if scope.sights().contains(&Sight::Own) {
        return query.filter(dsl::id.eq(scope.user()));
    }
    query.filter(dsl::id.is_null())
}

/// One person in sight.
pub fn get(conn: &mut Conn, scope: &Scope, id: Id) -> Result<Row, Error> {
    Ok(visible(scope).filter(dsl::id.eq(id)).select(columns!()).first(conn)?)
}

/// A page of the list, and one row more where there is more.
pub fn list(conn: &mut Conn, scope: &Scope, query: &ListQuery) -> Result<Vec<Row>, Error> {
    let mut rows = visible(scope);
    if let Some(organisation) = query.filter_id("organisation_id") {
        rows = rows.filter(dsl::organisation_id.eq(organisation));
    }
    if let Some(active) = query.filter("active") {
        rows = rows.filter(dsl::active.eq(active == "true"));
    }
    if let Some(role) = query.filter("role") {
        rows = rows.filter(has_role(role));
    }
    if let Some(words) = &query.q {
        let pattern = contains(words);
        let name = lower(dsl::name).like(pattern.clone()).escape('\\');
        rows = rows.filter(name.or(dsl::email.like(pattern).escape('\\')));
    }
    let rows = match (query.sort, query.descending) {
        ("name", false) => rows.order((dsl::name.asc(), dsl::id.asc())),
        ("name", true) => rows.order((dsl::name.desc(), dsl::id.desc())),
        (_, false) => rows.order((dsl::created_at.asc(), dsl::id.asc())),
        (_, true) => rows.order((dsl::created_at.desc(), dsl::id.desc())),
    };
    Ok(after(rows, query)?.select(columns!()).limit(query.limit + 1).load(conn)?)
}

fn after<'a>(rows: Query<'a>, query: &ListQuery) -> Result<Query<'a>, Error> {
    let Some(cursor) = &query.after else { return Ok(rows) };
    let (text, id) = (cursor.text().to_string(), cursor.id());
    if query.sort == "name" {
        return Ok(if query.descending {
            rows.filter(dsl::name.lt(text.clone()).or(dsl::name.eq(text).and(dsl::id.lt(id))))
        } else {
            rows.filter(dsl::name.gt(text.clone()).or(dsl::name.eq(text).and(dsl::id.gt(id))))
        });
    }
    let at = cursor.moment().ok_or_else(not_a_cursor)?;
    Ok(if query.descending {
        rows.filter(dsl::created_at.lt(at).or(dsl::created_at.eq(at).and(dsl::id.lt(id))))
    } else {
        rows.filter(dsl::created_at.gt(at).or(dsl::created_at.eq(at).and(dsl::id.gt(id))))
    })
}

/// One person, for whoever runs the machine.
pub fn any(conn: &mut Conn, id: Id) -> Result<Row, Error> {
    Ok(users::table.find(id).select(columns!()).first(conn)?)
}

pub(super) type HasRole = Box<dyn BoxableExpression<users::table, AnyDb, SqlType = diesel::sql_types::Bool>>;

/// Whether the column of roles, a list separated by commas, holds this one.
pub(super) fn has_role(role: &str) -> HasRole {
    let role = role.replace('_', "\\_");
    let at = |pattern: String| dsl::roles.like(pattern).escape('\\');
    let ends = at(role.clone()).or(at(format!("{role},%")));
    Box::new(ends.or(at(format!("%,{role}"))).or(at(format!("%,{role},%"))))
}

/// How many active people of an organisation have this role, `but` one.
///
/// # Errors
/// What the database answers.
pub fn others_with(conn: &mut Conn, organisation: Id, role: Role, but: Id) -> Result<i64, Error> {
    let people = users::table.into_boxed::<AnyDb>().filter(dsl::organisation_id.eq(organisation));
    Ok(people
        .filter(dsl::active.eq(true))
        .filter(dsl::id.ne(but))
        .filter(has_role(role.as_str()))
        .select(count_star())
        .first(conn)?)
}

/// The names of these people. One statement, or none where there is nothing to ask.
///
/// # Errors
/// What the database answers.
pub fn names(conn: &mut Conn, ids: impl IntoIterator<Item = Id>) -> Result<HashMap<Id, String>, Error> {
    let mut ids: Vec<Id> = ids.into_iter().collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(Id, String)> =
        users::table.filter(dsl::id.eq_any(ids)).select((dsl::id, dsl::name)).load(conn)?;
    Ok(rows.into_iter().collect())
}

/// The active key-account managers by name, for pickers.
///
/// # Errors
/// What the database answers.
pub fn account_managers(conn: &mut Conn) -> Result<Vec<(Id, String)>, Error> {
    let people = users::table.into_boxed::<AnyDb>().filter(dsl::active.eq(true));
    Ok(people
        .filter(has_role(Role::KeyAccountManager.as_str()))
        .order((dsl::name.asc(), dsl::id.asc()))
        .select((dsl::id, dsl::name))
        .limit(1000)
        .load(conn)?)
}

/// Whether this is an active key-account manager.
///
/// # Errors
/// What the database answers.
pub fn is_account_manager(conn: &mut Conn, id: Id) -> Result<bool, Error> {
    let people = users::table.into_boxed::<AnyDb>().filter(dsl::id.eq(id)).filter(dsl::active.eq(true));
    let found: Option<Id> =
        people.filter(has_role(Role::KeyAccountManager.as_str())).select(dsl::id).first(conn).optional()?;
    Ok(found.is_some())
}

/// The credentials of a user who is logged in.
///
/// # Errors
/// What the database answers.
pub fn credentials_of(conn: &mut Conn, id: Id) -> Result<Option<Credentials>, Error> {
    Ok(users::table.find(id).select((dsl::id, dsl::password_hash, dsl::active)).first(conn).optional()?)
}

/// Address and name of a user whose account and organisation are in use.
pub fn active_owner(conn: &mut Conn, id: Id) -> Result<Option<(String, String)>, Error> {
    let found: Option<(String, String, Id)> = users::table
        .find(id)
        .filter(dsl::active.eq(true))
        .select((dsl::email, dsl::name, dsl::organisation_id))
        .first(conn)
        .optional()?;
    let Some((email, name, organisation)) = found else { return Ok(None) };
    let house = crate::features::organisations::find(conn, organisation)?;
    Ok(house.filter(|house| house.active).map(|_| (email, name)))
}

/// Writes the hash of a new password.
///
/// # Errors
/// What the database answers.
pub fn set_password(conn: &mut Conn, id: Id, hash: &str, now: Moment) -> Result<(), Error> {
    diesel::update(users::table.find(id))
        .set((dsl::password_hash.eq(hash), dsl::updated_at.eq(now)))
        .execute(conn)?;
    Ok(())
}

/// Writes what may change, where the version is still the one before the row's.
///
/// # Errors
/// `Stale` where somebody was faster.
pub fn update(conn: &mut Conn, row: &Row) -> Result<(), Error> {
    let changed = diesel::update(users::table)
        .filter(dsl::id.eq(row.id))
        .filter(dsl::version.eq(row.version - 1))
        .set((
            dsl::name.eq(&row.name),
            dsl::phone.eq(&row.phone),
            dsl::roles.eq(&row.roles),
            dsl::locale.eq(&row.locale),
            dsl::active.eq(row.active),
            dsl::billing_contact.eq(row.billing_contact),
            dsl::city.eq(&row.city),
            dsl::version.eq(row.version),
            dsl::updated_at.eq(row.updated_at),
        ))
        .execute(conn)?;
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}

/// How many active people in sight have not set a password yet.
///
/// # Errors
/// What the database answers.
pub fn count_without_password(conn: &mut Conn, scope: &Scope) -> Result<i64, Error> {
    let people = visible(scope).filter(dsl::active.eq(true)).filter(dsl::password_hash.is_null());
    Ok(people.select(count_star()).first(conn)?)
}
