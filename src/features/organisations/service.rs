//! Use-cases of organisations.

use serde_json::{Map, Value, json};

use crate::access::audit::{self, Entry};
use crate::access::{Actor, Scope, session};
use crate::domain::city::Cities;
use crate::domain::record_words::OrganisationKind;
use crate::domain::words::{AgentGrade, ClientClass};
use crate::error::Error;
use crate::features::customers;
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::fields::{self, Completeness, FaultCode};
use crate::platform::random;
use crate::platform::web::incoming::IfMatch;
use crate::platform::web::list::{ListQuery, Listing, moment_key};

use super::model::{CHANGE, NEW, Organisation};
use super::store;

/// An organisation to be created; the caller has checked everything.
#[derive(Debug, Clone)]
pub struct NewOrganisation<'a> {
    /// Its id.
    pub id: Id,
    /// What it is.
    pub kind: OrganisationKind,
    /// Its name.
    pub name: &'a str,
    /// Where it is; an agent needs a place.
    pub city: Option<&'a str>,
    /// The grade of an agent; authorised unless said otherwise.
    pub grade: Option<AgentGrade>,
}

/// Creates an organisation, and for an agent its own customer row.
///
/// # Errors
/// `Invalid` where an agent has no city; what the database answers.
pub fn insert(conn: &mut Conn, new: &NewOrganisation<'_>, now: Moment) -> Result<Organisation, Error> {
    let row = Organisation {
        id: new.id,
        kind: new.kind,
        name: new.name.into(),
        city: new.city.map(Into::into),
        active: true,
        grade: (new.kind == OrganisationKind::Agent).then(|| new.grade.unwrap_or(AgentGrade::Authorised)),
        version: 1,
        created_at: now,
        updated_at: now,
    };
    store::insert(conn, &row)?;
    if new.kind == OrganisationKind::Agent {
        let city = new.city.ok_or_else(|| Error::field("city", FaultCode::REQUIRED))?;
        let own = customers::NewCustomer {
            agent_id: Some(new.id),
            organisation_id: Some(new.id),
            ..customers::NewCustomer::new(random::id(now), new.name, ClientClass::Agent, city)
        };
        customers::insert(conn, &own, now)?;
    }
    Ok(row)
}

/// A page of the organisations in sight.
pub fn list(conn: &mut Conn, scope: &Scope, query: &ListQuery) -> Result<Listing<Organisation>, Error> {
    let rows = store::list(conn, scope, query)?;
    Ok(Listing::cut(rows, query, |row| match query.sort {
        "name" => (row.name.clone(), row.id),
        _ => (moment_key(row.created_at), row.id),
    }))
}

/// One organisation in sight.
pub fn show(conn: &mut Conn, scope: &Scope, id: Id) -> Result<Organisation, Error> {
    store::get(conn, scope, id)
}

/// Creates an organisation from a body.
pub fn create(
    conn: &mut Conn,
    actor: &Actor,
    cities: &Cities,
    now: Moment,
    body: &Value,
) -> Result<Organisation, Error> {
    let body = fields::check(NEW, body, Completeness::Complete).map_err(Error::Invalid)?;
    let kind: OrganisationKind =
        text(&body, "kind").parse().map_err(|_| Error::field("kind", FaultCode::NOT_AN_OPTION))?;
    let city = city(&body, kind, cities)?;
    let grade = grade(&body, kind)?;
    let new = NewOrganisation { id: random::id(now), kind, name: text(&body, "name"), city, grade };
    let row = insert(conn, &new, now)?;
    tell(conn, actor, now, "organisation.create", &row, None)?;
    Ok(row)
}

/// Changes name, city or whether it is active. Its people are logged out at once where it is no longer.
pub fn edit(
    conn: &mut Conn,
    actor: &Actor,
    scope: &Scope,
    cities: &Cities,
    now: Moment,
    (id, expected): (Id, IfMatch),
    patch: &Value,
) -> Result<Organisation, Error> {
    let before = store::get(conn, scope, id)?;
    expected.check(before.version)?;
    let body = fields::check(CHANGE, &fields::merge(&as_body(&before), patch), Completeness::Complete);
    let body = body.map_err(Error::Invalid)?;
    let active = body.get("active").and_then(Value::as_bool).unwrap_or(true);
    if !active && id == actor.organisation() {
        return Err(Error::Conflict("own_organisation"));
    }
    let city = city(&body, before.kind, cities)?.map(str::to_string);
    let after = Organisation {
        name: text(&body, "name").into(),
        city,
        active,
        grade: match before.kind {
            OrganisationKind::Agent => Some(grade(&body, before.kind)?.unwrap_or(AgentGrade::Authorised)),
            _ => grade(&body, before.kind)?,
        },
        version: before.version + 1,
        updated_at: now,
        ..before.clone()
    };
    store::update(conn, &after, before.version, now)?;
    if before.active && !active {
        session::end_all_of(conn, id, now)?;
    }
    if (&before.name, &before.city) != (&after.name, &after.city) {
        customers::follow_organisation(conn, id, &after.name, after.city.as_deref(), now)?;
    }
    tell(conn, actor, now, "organisation.edit", &after, Some(&before))?;
    Ok(after)
}

/// Gives an organisation the name and city of the customer row that it stands for.
///
/// # Errors
/// What the database answers.
pub fn rename(conn: &mut Conn, id: Id, name: &str, city: &str, now: Moment) -> Result<(), Error> {
    let Some(before) = store::find(conn, id)? else { return Ok(()) };
    if before.name == name && before.city.as_deref() == Some(city) {
        return Ok(());
    }
    let after = Organisation { name: name.into(), city: Some(city.into()), ..before.clone() };
    store::update(conn, &after, before.version, now)
}

fn text<'a>(body: &'a Map<String, Value>, name: &str) -> &'a str {
    body.get(name).and_then(Value::as_str).unwrap_or("")
}

fn city<'a>(
    body: &'a Map<String, Value>,
    kind: OrganisationKind,
    cities: &Cities,
) -> Result<Option<&'a str>, Error> {
    match body.get("city").and_then(Value::as_str) {
        None if kind == OrganisationKind::Agent => Err(Error::field("city", FaultCode::REQUIRED)),
        Some(code) if cities.find(code).is_none() => Err(Error::field("city", FaultCode::NOT_A_CITY)),
        city => Ok(city),
    }
}

/// Agents alone have a grade.
fn grade(body: &Map<String, Value>, kind: OrganisationKind) -> Result<Option<AgentGrade>, Error> {
    let grade = body.get("grade").and_then(Value::as_str).and_then(|word| word.parse().ok());
    if grade.is_some() && kind != OrganisationKind::Agent {
        return Err(Error::field("grade", FaultCode::new("agents_only")));
    }
    Ok(grade)
}

/// A stored organisation as a body.
pub fn as_body(row: &Organisation) -> Map<String, Value> {
    let mut body = Map::new();
    body.insert("name".into(), json!(row.name));
    body.insert("city".into(), json!(row.city));
    if let Some(grade) = row.grade {
        body.insert("grade".into(), json!(grade));
    }
    body.insert("active".into(), json!(row.active));
    body
}

fn tell(
    conn: &mut Conn,
    actor: &Actor,
    now: Moment,
    action: &'static str,
    after: &Organisation,
    before: Option<&Organisation>,
) -> Result<(), Error> {
    let entry = Entry {
        action,
        object_kind: "organisation",
        object: Some(after.id),
        label: &after.name,
        before: before.map(serde_json::to_value).transpose()?,
        after: Some(serde_json::to_value(after)?),
    };
    audit::write(conn, actor, now, entry)
}
