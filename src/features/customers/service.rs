//! Use-cases of customers.

use serde_json::Value;

use crate::access::audit::{self, Entry};
use crate::access::{Action, Actor, Scope};
use crate::domain::record_words::OrganisationKind;
use crate::domain::words::ClientClass;
use crate::error::Error;
use crate::features::{organisations, users};
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::fields::{self, Completeness, FaultCode};
use crate::platform::random;
use crate::platform::services::Services;
use crate::platform::web::incoming::IfMatch;
use crate::platform::web::list::{ListQuery, Listing, moment_key};

use super::check::{self, Checked};
use super::model::{Customer, CustomerRef, NewCustomer, SHARING};
use super::store::{self, Derived, Row};
use super::{rules, save};

/// Two groups of customers that look the same as one: by name, and by credit code.
#[derive(Debug, Clone, Default)]
pub struct Alike {
    /// The same name but for spaces, case and punctuation.
    pub names: Vec<CustomerRef>,
    /// The same credit code.
    pub codes: Vec<CustomerRef>,
}

impl Alike {
    /// Whether nothing looks the same.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty() && self.codes.is_empty()
    }
}

/// One customer in sight, for somebody who looks at it: the vendor's staff leave a trace (chapter 7).
pub fn show(conn: &mut Conn, actor: &Actor, scope: &Scope, id: Id, now: Moment) -> Result<Customer, Error> {
    let row = store::get(conn, scope, id)?;
    let customer = one(conn, row)?;
    leave_trace(conn, actor, id, &customer.name, now)?;
    Ok(customer)
}

/// The customer as stored, for somebody who opens its form: that shows the whole dossier too.
pub fn open(conn: &mut Conn, actor: &Actor, scope: &Scope, id: Id, now: Moment) -> Result<Row, Error> {
    let row = writable(conn, actor, scope, id)?;
    leave_trace(conn, actor, id, &row.name, now)?;
    Ok(row)
}

fn leave_trace(conn: &mut Conn, actor: &Actor, id: Id, name: &str, now: Moment) -> Result<(), Error> {
    if !actor.is_vendor() {
        return Ok(());
    }
    let entry = Entry {
        action: "customer.read",
        object_kind: "customer",
        object: Some(id),
        label: name,
        before: None,
        after: None,
    };
    audit::write(conn, actor, now, entry)
}

/// The customer that a body names as `customer_id`; one out of sight is as good as none (8.2).
///
/// # Errors
/// `Invalid` naming `customer_id`.
pub fn referenced(conn: &mut Conn, actor: &Actor, id: Id) -> Result<Row, Error> {
    let scope = actor.may(Action::ViewCustomers)?;
    store::get(conn, &scope, id).map_err(as_reference)
}

/// What is missing or out of sight, as the fault of a reference to it.
pub(super) fn as_reference(fault: Error) -> Error {
    match fault {
        Error::NotFound => Error::field("customer_id", FaultCode::NOT_FOUND),
        other => other,
    }
}

/// Customers in sight whose name, code or contacts hold `q`, by name, for a picker.
///
/// # Errors
/// What the database answers.
pub fn options(conn: &mut Conn, scope: &Scope, q: &str, limit: i64) -> Result<Vec<CustomerRef>, Error> {
    Ok(store::options(conn, scope, q, limit)?.iter().map(reference).collect())
}

/// A page of the customers in sight. Two statements, three where key accounts are on it.
pub fn list(conn: &mut Conn, scope: &Scope, query: &ListQuery) -> Result<Listing<Customer>, Error> {
    let rows = store::list(conn, scope, query)?;
    let page = Listing::cut(rows, query, |row| match query.sort {
        "name" => (row.name.clone(), row.id),
        _ => (moment_key(row.created_at), row.id),
    });
    let Listing { items, next } = page;
    Ok(Listing { items: named(conn, items)?, next })
}

/// Creates a customer that the caller has checked; a key account gets an organisation of its own, so that it can pay.
///
/// # Errors
/// What the database answers.
pub fn insert(conn: &mut Conn, new: &NewCustomer<'_>, now: Moment) -> Result<Customer, Error> {
    let mut organisation_id = new.organisation_id;
    if new.class == ClientClass::KeyAccount && organisation_id.is_none() {
        let own = organisations::NewOrganisation {
            id: random::id(now),
            kind: OrganisationKind::KeyAccount,
            name: new.name,
            city: Some(new.city),
            grade: None,
        };
        organisation_id = Some(organisations::insert(conn, &own, now)?.id);
    }
    let row = Row {
        id: new.id,
        name: new.name.into(),
        class: new.class,
        city: new.city.into(),
        agent_id: new.agent_id,
        organisation_id,
        account_manager_id: new.account_manager_id,
        credit_code: new.credit_code.map(Into::into),
        industry: new.industry.map(Into::into),
        contacts: serde_json::to_value(&new.contacts)?,
        version: 1,
        created_at: now,
        updated_at: now,
        requests_shared: true,
        sla_profile: new.sla_profile.map(Into::into),
        fixed_engineer_id: new.fixed_engineer_id,
    };
    with_derived(&row, |derived| store::insert(conn, &row, derived, new.created_by))?;
    one(conn, row)
}

/// Creates a customer from a body.
pub fn create(
    conn: &mut Conn,
    actor: &Actor,
    scope: &Scope,
    (services, now): (&Services, Moment),
    body: &Value,
) -> Result<(Customer, Alike), Error> {
    let checked = check::check_new(conn, actor, scope, (services, now), body)?;
    let alike = alike(conn, actor, None, &checked)?;
    let customer = save::create(conn, actor, now, &checked)?;
    Ok((customer, alike))
}

/// Changes a customer.
pub fn edit(
    conn: &mut Conn,
    actor: &Actor,
    scope: &Scope,
    (services, now): (&Services, Moment),
    (id, expected): (Id, IfMatch),
    patch: &Value,
) -> Result<(Customer, Alike), Error> {
    let stored = writable(conn, actor, scope, id)?;
    expected.check(stored.version)?;
    let checked = check::check_change(conn, actor, scope, (services, now), &stored, patch)?;
    let alike = alike(conn, actor, Some(id), &checked)?;
    let after = save::change(conn, actor, (services, now), &stored, &checked)?;
    Ok((after, alike))
}

/// Makes a prospect the customer of an agent (2.3). The caller has checked that it is one, and the agent.
///
/// # Errors
/// `Forbidden`, `NotFound`; what the database answers.
pub fn give_to_agent(conn: &mut Conn, actor: &Actor, id: Id, agent: Id, now: Moment) -> Result<(), Error> {
    let stored = store::get(conn, &actor.may(Action::AssignCustomers)?, id)?;
    let before = one(conn, stored.clone())?;
    let version = stored.version + 1;
    let row = Row { agent_id: Some(agent), fixed_engineer_id: None, version, updated_at: now, ..stored };
    with_derived(&row, |derived| store::update(conn, &row, derived))?;
    let after = one(conn, row)?;
    tell(conn, actor, now, "customer.edit", Some(&before), &after)
}

/// Says whether the people of a customer see each other's requests; the customer itself says so.
pub fn share(
    conn: &mut Conn,
    actor: &Actor,
    (id, expected): (Id, IfMatch),
    body: &Value,
    now: Moment,
) -> Result<Customer, Error> {
    let stored = store::get(conn, &actor.may(Action::ShareRequests)?, id)?;
    expected.check(stored.version)?;
    let body = fields::check(SHARING, body, Completeness::Complete).map_err(Error::Invalid)?;
    let before = one(conn, stored.clone())?;
    let row = Row {
        requests_shared: body.get("requests_shared").and_then(Value::as_bool).unwrap_or_default(),
        version: stored.version + 1,
        updated_at: now,
        ..stored
    };
    with_derived(&row, |derived| store::update(conn, &row, derived))?;
    let after = one(conn, row)?;
    tell(conn, actor, now, "customer.edit", Some(&before), &after)?;
    Ok(after)
}

/// The customer as stored, where the person may write it: what is seen but not written is 403 (8.2).
pub fn writable(conn: &mut Conn, actor: &Actor, scope: &Scope, id: Id) -> Result<Row, Error> {
    let row = match store::get(conn, scope, id) {
        Err(Error::NotFound) => {
            let seen = actor.may(Action::ViewCustomers)?;
            store::get(conn, &seen, id)?;
            return Err(Error::Forbidden("not_yours_to_write"));
        }
        other => other?,
    };
    if !actor.is_vendor() && row.class != ClientClass::EndUser {
        return Err(Error::Forbidden("not_yours_to_write"));
    }
    Ok(row)
}

/// Gives the customer rows that an organisation is itself its new name and city.
///
/// # Errors
/// What the database answers.
pub fn follow_organisation(
    conn: &mut Conn,
    id: Id,
    name: &str,
    city: Option<&str>,
    now: Moment,
) -> Result<(), Error> {
    for mut row in store::standing_for(conn, id)? {
        row.name = name.into();
        if let Some(city) = city {
            row.city = city.into();
        }
        row.version += 1;
        row.updated_at = now;
        with_derived(&row, |derived| store::update(conn, &row, derived))?;
    }
    Ok(())
}

/// What looks the same as `checked`, within the person's own sight.
pub fn alike(conn: &mut Conn, actor: &Actor, but: Option<Id>, checked: &Checked) -> Result<Alike, Error> {
    let scope = actor.may(Action::ViewCustomers)?;
    let key = rules::name_key(&checked.name);
    let (names, codes) = store::alike(conn, &scope, (but, None), &key, checked.credit_code.as_deref())?;
    Ok(Alike { names: names.iter().map(reference).collect(), codes: codes.iter().map(reference).collect() })
}

/// What looks the same as a customer that is stored.
pub fn alike_stored(conn: &mut Conn, actor: &Actor, customer: &Customer) -> Result<Alike, Error> {
    let scope = actor.may(Action::ViewCustomers)?;
    let key = rules::name_key(&customer.name);
    let (names, codes) =
        store::alike(conn, &scope, (Some(customer.id), None), &key, customer.credit_code.as_deref())?;
    Ok(Alike { names: names.iter().map(reference).collect(), codes: codes.iter().map(reference).collect() })
}

/// What would look the same as the customer of this body, before it is made.
pub fn would_be_alike(
    conn: &mut Conn,
    actor: &Actor,
    scope: &Scope,
    (services, now): (&Services, Moment),
    body: &Value,
) -> Result<Alike, Error> {
    let checked = check::check_new(conn, actor, scope, (services, now), body)?;
    alike(conn, actor, None, &checked)
}

/// Saves a customer that the caller has changed and checked.
pub fn save_quietly(
    conn: &mut Conn,
    actor: &Actor,
    stored: &Row,
    row: Row,
    now: Moment,
) -> Result<(), Error> {
    let before = one(conn, stored.clone())?;
    with_derived(&row, |derived| store::update(conn, &row, derived))?;
    let after = one(conn, row)?;
    tell(conn, actor, now, "customer.edit", Some(&before), &after)
}

pub(super) fn with_derived(
    row: &Row,
    write: impl FnOnce(&Derived<'_>) -> Result<(), Error>,
) -> Result<(), Error> {
    let search_text = rules::search_text(&row.name, row.credit_code.as_deref(), &row.contacts());
    write(&Derived { name_key: &rules::name_key(&row.name), search_text: &search_text })
}

fn reference(row: &Row) -> CustomerRef {
    CustomerRef { id: row.id, name: row.name.clone(), class: row.class, city: row.city.clone() }
}

pub(super) fn one(conn: &mut Conn, row: Row) -> Result<Customer, Error> {
    named(conn, vec![row])?.pop().ok_or(Error::NotFound)
}

/// Rows with the names of their agents and managers.
fn named(conn: &mut Conn, rows: Vec<Row>) -> Result<Vec<Customer>, Error> {
    let agents = organisations::names(conn, rows.iter().filter_map(|row| row.agent_id))?;
    let people = rows.iter().flat_map(|row| [row.account_manager_id, row.fixed_engineer_id]);
    let people = users::names(conn, people.flatten())?;
    let whole = |row: Row| Customer {
        agent_name: row.agent_id.and_then(|id| agents.get(&id)).map(|agent| agent.name.clone()),
        account_manager_name: row.account_manager_id.and_then(|id| people.get(&id)).cloned(),
        fixed_engineer_name: row.fixed_engineer_id.and_then(|id| people.get(&id)).cloned(),
        contacts: row.contacts(),
        id: row.id,
        name: row.name,
        class: row.class,
        city: row.city,
        credit_code: row.credit_code,
        industry: row.industry,
        agent_id: row.agent_id,
        organisation_id: row.organisation_id,
        account_manager_id: row.account_manager_id,
        fixed_engineer_id: row.fixed_engineer_id,
        sla_profile: row.sla_profile,
        requests_shared: row.requests_shared,
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    };
    Ok(rows.into_iter().map(whole).collect())
}

pub(super) fn tell(
    conn: &mut Conn,
    actor: &Actor,
    now: Moment,
    action: &'static str,
    before: Option<&Customer>,
    after: &Customer,
) -> Result<(), Error> {
    let entry = Entry {
        action,
        object_kind: "customer",
        object: Some(after.id),
        label: &after.name,
        before: before.map(serde_json::to_value).transpose()?,
        after: Some(serde_json::to_value(after)?),
    };
    audit::write(conn, actor, now, entry)
}
