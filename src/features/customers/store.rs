//! Customers as rows. Every question goes through [`visible`], which says what a sight means here.

use diesel::prelude::*;
use diesel::sql_types::{Bool, Nullable};

use crate::access::{Scope, Sight};
use crate::domain::words::ClientClass;
use crate::error::Error;
use crate::platform::db::schema::customers::{self, dsl};
use crate::platform::db::search::contains;
use crate::platform::db::{AnyDb, Conn, Id, Moment};
use crate::platform::web::list::{ListQuery, not_a_cursor};

use super::model::Contact;

pub(super) type Query<'a> = customers::BoxedQuery<'a, AnyDb>;
type Condition = Box<dyn BoxableExpression<customers::table, AnyDb, SqlType = Nullable<Bool>>>;

/// A customer as it is stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = customers)]
pub struct Row {
    /// Its id.
    pub id: Id,
    /// Its name.
    pub name: String,
    /// What it is to the service matrix; fixed.
    pub class: ClientClass,
    /// Where it is: a code of GB/T 2260.
    pub city: String,
    /// The agent that serves it; none for a key account or a prospect.
    pub agent_id: Option<Id>,
    /// The organisation that it is, where it comes here itself or pays.
    pub organisation_id: Option<Id>,
    /// The key-account manager.
    pub account_manager_id: Option<Id>,
    /// The unified social credit code, in capitals.
    pub credit_code: Option<String>,
    /// What it does.
    pub industry: Option<String>,
    /// Whom to talk to, as JSON.
    pub contacts: serde_json::Value,
    /// Rises with every change.
    pub version: i32,
    /// When it was created.
    pub created_at: Moment,
    /// When it was changed last.
    pub updated_at: Moment,
    /// Whether its people see each other's requests.
    pub requests_shared: bool,
    /// The profile of deadlines that it was promised, where it is not that of its class.
    pub sla_profile: Option<String>,
    /// 固定服务工程师: whoever knows its systems.
    pub fixed_engineer_id: Option<Id>,
}

impl Row {
    /// Whom to talk to.
    #[must_use]
    pub fn contacts(&self) -> Vec<Contact> {
        serde_json::from_value(self.contacts.clone()).unwrap_or_default()
    }
}

/// The customers in sight.
pub(super) fn visible<'a>(scope: &Scope) -> Query<'a> {
    let query = customers::table.into_boxed::<AnyDb>();
    if scope.sees_all() {
        return query;
    }
    let mut seen: Option<Condition> = None;
    for sight in scope.sights() {
        let Some(more) = condition(scope, *sight) else { continue };
        seen = Some(match seen {
            None => more,
            Some(before) => Box::new(before.or(more)),
        });
    }
    match seen {
        Some(condition) => query.filter(condition),
        None => query.filter(dsl::id.is_null()),
    }
}

fn condition(scope: &Scope, sight: Sight) -> Option<Condition> {
    match sight {
        Sight::Agent => Some(Box::new(dsl::agent_id.eq(scope.organisation()))),
        Sight::Customer => Some(Box::new(dsl::organisation_id.eq(scope.organisation()))),
        Sight::KeyAccounts => Some(Box::new(
            dsl::account_manager_id.eq(scope.user()).and(dsl::class.eq(ClientClass::KeyAccount.as_str())),
        )),
        _ => None,
    }
}

/// The ids of customers by one column, as a subquery.
pub type IdsBy<C> =
    diesel::dsl::Filter<diesel::dsl::Select<customers::table, customers::id>, diesel::dsl::Eq<C, Id>>;

/// The ids of the customers that an organisation is itself, as a subquery.
#[must_use]
pub fn ids_of_organisation(id: Id) -> IdsBy<customers::organisation_id> {
    customers::table.select(customers::id).filter(customers::organisation_id.eq(id))
}

/// The ids of the customers that an organisation is itself and whose people see each other's requests, as a subquery.
pub type IdsSharing =
    diesel::dsl::Filter<IdsBy<customers::organisation_id>, diesel::dsl::Eq<customers::requests_shared, bool>>;

/// See `IdsSharing`.
#[must_use]
pub fn ids_sharing_requests(id: Id) -> IdsSharing {
    ids_of_organisation(id).filter(customers::requests_shared.eq(true))
}

/// The organisations of customers by one column, as a subquery.
pub type OrganisationsBy<C> = diesel::dsl::Filter<
    diesel::dsl::Select<customers::table, diesel::dsl::AssumeNotNull<customers::organisation_id>>,
    diesel::dsl::Eq<C, Id>,
>;

/// The organisations of the key accounts that a person manages, as a subquery: those that pay for them. A customer
/// without one adds nothing to an `IN`.
#[must_use]
pub fn organisations_of_account_manager(id: Id) -> OrganisationsBy<customers::account_manager_id> {
    let organisation = customers::organisation_id.assume_not_null();
    customers::table.select(organisation).filter(customers::account_manager_id.eq(id))
}

/// Whether a person manages the key account that an organisation is. One statement.
///
/// # Errors
/// What the database answers.
pub fn manages_organisation(conn: &mut Conn, user: Id, organisation: Id) -> Result<bool, Error> {
    let own = customers::table
        .filter(customers::organisation_id.eq(organisation))
        .filter(customers::account_manager_id.eq(user));
    Ok(diesel::select(diesel::dsl::exists(own)).get_result(conn)?)
}

/// The ids of the key accounts that a person manages, as a subquery; nobody else has a manager.
#[must_use]
pub fn ids_of_account_manager(id: Id) -> IdsBy<customers::account_manager_id> {
    customers::table.select(customers::id).filter(customers::account_manager_id.eq(id))
}

/// The organisation that comes here for a customer itself, where it does. One statement.
///
/// # Errors
/// What the database answers.
pub fn organisation_of(conn: &mut Conn, id: Id) -> Result<Option<Id>, Error> {
    let found: Option<Option<Id>> =
        customers::table.find(id).select(customers::organisation_id).first(conn).optional()?;
    Ok(found.flatten())
}

/// The key-account manager of a customer, where it has one. One statement.
///
/// # Errors
/// What the database answers.
pub fn account_manager(conn: &mut Conn, id: Id) -> Result<Option<Id>, Error> {
    let found: Option<Option<Id>> =
        customers::table.find(id).select(customers::account_manager_id).first(conn).optional()?;
    Ok(found.flatten())
}

/// The fixed engineer of a customer, where it has one. One statement.
///
/// # Errors
/// What the database answers.
pub fn fixed_engineer(conn: &mut Conn, id: Id) -> Result<Option<Id>, Error> {
    let found: Option<Option<Id>> =
        customers::table.find(id).select(customers::fixed_engineer_id).first(conn).optional()?;
    Ok(found.flatten())
}

/// One customer in sight. One statement.
///
/// # Errors
/// `NotFound` where it is missing or out of sight.
pub fn get(conn: &mut Conn, scope: &Scope, id: Id) -> Result<Row, Error> {
    Ok(visible(scope).filter(dsl::id.eq(id)).select(Row::as_select()).first(conn)?)
}

/// A page of the list, and one row more where there is more.
pub fn list(conn: &mut Conn, scope: &Scope, query: &ListQuery) -> Result<Vec<Row>, Error> {
    let mut rows = visible(scope);
    if let Some(class) = query.filter("class") {
        rows = rows.filter(dsl::class.eq(class.to_string()));
    }
    if let Some(city) = query.filter("city") {
        rows = rows.filter(dsl::city.eq(city.to_string()));
    }
    if let Some(agent) = query.filter_id("agent_id") {
        rows = rows.filter(dsl::agent_id.eq(agent));
    }
    if let Some(words) = &query.q {
        rows = rows.filter(dsl::search_text.like(contains(words)).escape('\\'));
    }
    let rows = match (query.sort, query.descending) {
        ("name", false) => rows.order((dsl::name.asc(), dsl::id.asc())),
        ("name", true) => rows.order((dsl::name.desc(), dsl::id.desc())),
        (_, false) => rows.order((dsl::created_at.asc(), dsl::id.asc())),
        (_, true) => rows.order((dsl::created_at.desc(), dsl::id.desc())),
    };
    Ok(after(rows, query)?.select(Row::as_select()).limit(query.limit + 1).load(conn)?)
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

/// Customers in sight for a picker: those whose words fit, by name.
pub fn options(conn: &mut Conn, scope: &Scope, q: &str, limit: i64) -> Result<Vec<Row>, Error> {
    let mut rows = visible(scope);
    if !q.trim().is_empty() {
        rows = rows.filter(dsl::search_text.like(contains(q)).escape('\\'));
    }
    Ok(rows.order((dsl::name.asc(), dsl::id.asc())).select(Row::as_select()).limit(limit).load(conn)?)
}

/// Customers in sight, `but` one and, where one is named, of an `agent` or of nobody, with the same name key or the same credit
/// code; at most five of each.
pub fn alike(
    conn: &mut Conn,
    scope: &Scope,
    (but, agent): (Option<Id>, Option<Id>),
    name_key: &str,
    credit_code: Option<&str>,
) -> Result<(Vec<Row>, Vec<Row>), Error> {
    let others = || {
        let mut rows =
            visible(scope).order((dsl::created_at.asc(), dsl::id.asc())).limit(5).select(Row::as_select());
        if let Some(id) = but {
            rows = rows.filter(dsl::id.ne(id));
        }
        match agent {
            Some(agent) => rows.filter(dsl::agent_id.eq(agent).or(dsl::agent_id.is_null())),
            None => rows,
        }
    };
    let names = if name_key.is_empty() {
        vec![]
    } else {
        others().filter(dsl::name_key.eq(name_key.to_string())).load(conn)?
    };
    let codes = match credit_code {
        None => vec![],
        Some(code) => others().filter(dsl::credit_code.eq(code.to_string())).load(conn)?,
    };
    Ok((names, codes))
}

/// What is written beside the row itself.
pub struct Derived<'a> {
    pub name_key: &'a str,
    pub search_text: &'a str,
}

/// Writes a new row.
pub fn insert(
    conn: &mut Conn,
    row: &Row,
    derived: &Derived<'_>,
    created_by: Option<Id>,
) -> Result<(), Error> {
    diesel::insert_into(customers::table)
        .values((
            dsl::id.eq(row.id),
            dsl::name.eq(&row.name),
            dsl::name_key.eq(derived.name_key),
            dsl::class.eq(row.class.as_str()),
            dsl::city.eq(&row.city),
            dsl::agent_id.eq(row.agent_id),
            dsl::organisation_id.eq(row.organisation_id),
            dsl::account_manager_id.eq(row.account_manager_id),
            dsl::credit_code.eq(&row.credit_code),
            dsl::industry.eq(&row.industry),
            dsl::contacts.eq(&row.contacts),
            dsl::search_text.eq(derived.search_text),
            dsl::version.eq(row.version),
            dsl::created_by.eq(created_by),
            dsl::created_at.eq(row.created_at),
            dsl::updated_at.eq(row.updated_at),
            dsl::requests_shared.eq(row.requests_shared),
            dsl::sla_profile.eq(&row.sla_profile),
            dsl::fixed_engineer_id.eq(row.fixed_engineer_id),
        ))
        .execute(conn)?;
    Ok(())
}

/// Writes what may change, where the version is still the one before the row's.
///
/// # Errors
/// `Stale` where somebody was faster.
pub fn update(conn: &mut Conn, row: &Row, derived: &Derived<'_>) -> Result<(), Error> {
    let changed = diesel::update(customers::table)
        .filter(dsl::id.eq(row.id))
        .filter(dsl::version.eq(row.version - 1))
        .set((
            dsl::name.eq(&row.name),
            dsl::name_key.eq(derived.name_key),
            dsl::city.eq(&row.city),
            dsl::agent_id.eq(row.agent_id),
            dsl::organisation_id.eq(row.organisation_id),
            dsl::account_manager_id.eq(row.account_manager_id),
            dsl::credit_code.eq(&row.credit_code),
            dsl::industry.eq(&row.industry),
            dsl::contacts.eq(&row.contacts),
            dsl::search_text.eq(derived.search_text),
            dsl::version.eq(row.version),
            dsl::updated_at.eq(row.updated_at),
            dsl::requests_shared.eq(row.requests_shared),
            dsl::sla_profile.eq(&row.sla_profile),
            dsl::fixed_engineer_id.eq(row.fixed_engineer_id),
        ))
        .execute(conn)?;
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}

/// The customer rows that an agent or a key account is itself.
pub fn standing_for(conn: &mut Conn, organisation: Id) -> Result<Vec<Row>, Error> {
    let itself = [ClientClass::Agent.as_str(), ClientClass::KeyAccount.as_str()];
    Ok(customers::table
        .filter(dsl::organisation_id.eq(organisation))
        .filter(dsl::class.eq_any(itself))
        .select(Row::as_select())
        .load(conn)?)
}

/// How many customers are in sight.
///
/// # Errors
/// What the database answers.
pub fn count(conn: &mut Conn, scope: &Scope) -> Result<i64, Error> {
    Ok(visible(scope).select(diesel::dsl::count_star()).first(conn)?)
}
