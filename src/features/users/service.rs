//! Use-cases of people: see, invite, change, deactivate, end sessions, give a new link.

use serde_json::{Map, Value, json};

use crate::access::audit::{self, Entry};
use crate::access::session::{self, roles_to_column};
use crate::access::{Action, Actor, Scope};
use crate::domain::city::Cities;
use crate::domain::record_words::{OrganisationKind, Role};
use crate::error::Error;
use crate::features::organisations;
use crate::platform::db::{Conn, Id, Moment, lock};
use crate::platform::fields::{self, Completeness, FaultCode, FieldFault};
use crate::platform::i18n::Lang;
use crate::platform::mail::outbox;
use crate::platform::random;
use crate::platform::seal::Seal;
use crate::platform::web::incoming::IfMatch;
use crate::platform::web::list::{ListQuery, Listing, moment_key};

use super::links;
use super::mailed::{self, Reader};
use super::model::{CHANGE, NEW, Person};
use super::rules;
use super::store::{self, NewUser, Row};

/// A page of the people in sight. Two statements.
pub fn list(conn: &mut Conn, scope: &Scope, query: &ListQuery) -> Result<Listing<Person>, Error> {
    let rows = store::list(conn, scope, query)?;
    let page = Listing::cut(rows, query, |row| match query.sort {
        "name" => (row.name.clone(), row.id),
        _ => (moment_key(row.created_at), row.id),
    });
    let Listing { items, next } = page;
    Ok(Listing { items: named(conn, items)?, next })
}

/// One person in sight.
pub fn show(conn: &mut Conn, scope: &Scope, id: Id) -> Result<Person, Error> {
    let row = store::get(conn, scope, id)?;
    one(conn, row)
}

/// The person itself.
///
/// # Errors
/// What the database answers.
pub fn own(conn: &mut Conn, actor: &Actor) -> Result<Person, Error> {
    show(conn, &actor.may(Action::OwnAccount)?, actor.user())
}

/// Invites somebody: an account without a password.
pub fn create(
    conn: &mut Conn,
    actor: &Actor,
    scope: &Scope,
    now: Moment,
    body: &Value,
) -> Result<Person, Error> {
    let body = fields::check(NEW, body, Completeness::Complete).map_err(Error::Invalid)?;
    let organisation = match text(&body, "organisation_id").map(str::parse::<Id>) {
        None if !scope.sees_all() => actor.organisation(),
        None => return Err(Error::field("organisation_id", FaultCode::REQUIRED)),
        Some(Ok(id)) if scope.sees_all() || id == actor.organisation() => id,
        Some(_) => return Err(Error::field("organisation_id", FaultCode::NOT_FOUND)),
    };
    let house = organisations::find(conn, organisation)?.filter(|house| house.active);
    let house = house.ok_or_else(|| Error::field("organisation_id", FaultCode::NOT_FOUND))?;
    let roles = roles(&body, house.kind)?;
    let billing_contact = billing_contact(&body, house.kind)?;
    let lang = text(&body, "language").and_then(Lang::from_tag).unwrap_or_default();
    let new = NewUser {
        id: random::id(now),
        organisation,
        email: text(&body, "email").unwrap_or(""),
        name: text(&body, "name").unwrap_or(""),
        phone: text(&body, "phone"),
        roles: &roles,
        lang,
        password_hash: None,
        billing_contact,
    };
    store::insert(conn, &new, now).map_err(|fault| match fault {
        // Whether somebody out of sight has the address is not for everybody to learn.
        Error::Duplicate(_) if scope.sees_all() => Error::field("email", FaultCode::new("taken")),
        Error::Duplicate(_) => Error::field("email", FaultCode::new("not_available")),
        other => other,
    })?;
    let person = show(conn, scope, new.id)?;
    tell(conn, actor, now, "user.create", None, &person)?;
    Ok(person)
}

/// Changes name, telephone and roles; new roles hold from the next request on.
pub fn edit(
    conn: &mut Conn,
    actor: &Actor,
    scope: &Scope,
    (cities, now): (&Cities, Moment),
    (id, expected): (Id, IfMatch),
    patch: &Value,
) -> Result<Person, Error> {
    let stored = store::get(conn, scope, id)?;
    expected.check(stored.version)?;
    let before = one(conn, stored.clone())?;
    let body = fields::check(CHANGE, &fields::merge(&as_body(&before), patch), Completeness::Complete);
    let body = body.map_err(Error::Invalid)?;
    let roles = roles(&body, before.organisation_kind)?;
    let billing_contact = billing_contact(&body, before.organisation_kind)?;
    let city = text(&body, "city");
    if city.is_some_and(|city| cities.find(city).is_none()) {
        return Err(Error::field("city", FaultCode::NOT_A_CITY));
    }
    keep_head(conn, actor, &before, &roles, before.active)?;
    let row = Row {
        name: text(&body, "name").unwrap_or("").into(),
        phone: text(&body, "phone").map(Into::into),
        roles: roles_to_column(&roles),
        billing_contact,
        city: city.map(Into::into),
        version: stored.version + 1,
        updated_at: now,
        ..stored
    };
    store::update(conn, &row)?;
    let after = one(conn, row)?;
    tell(conn, actor, now, "user.edit", Some(&before), &after)?;
    Ok(after)
}

/// Takes an account out of use, or back into it. Sessions and open links end at once.
pub fn set_active(
    conn: &mut Conn,
    actor: &Actor,
    scope: &Scope,
    now: Moment,
    (id, expected): (Id, IfMatch),
    active: bool,
) -> Result<Person, Error> {
    let stored = store::get(conn, scope, id)?;
    expected.check(stored.version)?;
    if stored.active == active {
        return Err(Error::Conflict(if active { "already_active" } else { "already_inactive" }));
    }
    let before = one(conn, stored.clone())?;
    if !active {
        if id == actor.user() {
            return Err(Error::Conflict("own_account"));
        }
        keep_head(conn, actor, &before, &before.roles, false)?;
        session::end_all(conn, id, None, now)?;
        links::withdraw(conn, id)?;
        outbox::withdraw(conn, id, None)?;
    }
    let row = Row { active, version: stored.version + 1, updated_at: now, ..stored };
    store::update(conn, &row)?;
    let after = one(conn, row)?;
    let action = if active { "user.reactivate" } else { "user.deactivate" };
    tell(conn, actor, now, action, Some(&before), &after)?;
    Ok(after)
}

/// Logs somebody out everywhere.
pub fn end_sessions(
    conn: &mut Conn,
    actor: &Actor,
    scope: &Scope,
    now: Moment,
    (id, expected): (Id, IfMatch),
) -> Result<Person, Error> {
    let person = show(conn, scope, id)?;
    expected.check(person.version)?;
    session::end_all(conn, id, None, now)?;
    tell(conn, actor, now, "user.end_sessions", None, &person)?;
    Ok(person)
}

/// Gives a new one-time link, and sends it by mail: its token, and until when it is good.
pub fn invite(
    conn: &mut Conn,
    actor: &Actor,
    scope: &Scope,
    (seal, now): (&Seal, Moment),
    (id, expected): (Id, IfMatch),
) -> Result<(Person, String, Moment), Error> {
    let person = show(conn, scope, id)?;
    expected.check(person.version)?;
    if !person.active {
        return Err(Error::Conflict("inactive_account"));
    }
    links::withdraw(conn, id)?;
    outbox::withdraw(conn, id, Some(mailed::INVITATION))?;
    let reader = Reader::of(&person);
    let (token, until) = mailed::link(conn, (seal, now), &reader, mailed::INVITATION, links::LIFETIME)?;
    tell(conn, actor, now, "user.invite", None, &person)?;
    Ok((person, token, until))
}

/// Changes the person's own language.
///
/// # Errors
/// 428, 412; `Invalid` for another language than there is.
pub fn set_own_language(
    conn: &mut Conn,
    actor: &Actor,
    expected: IfMatch,
    lang: Option<Lang>,
    now: Moment,
) -> Result<Person, Error> {
    let stored = store::get(conn, &actor.may(Action::OwnAccount)?, actor.user())?;
    expected.check(stored.version)?;
    let before = one(conn, stored.clone())?;
    let Some(lang) = lang else { return Ok(before) };
    let row = Row { locale: lang.tag().into(), version: stored.version + 1, updated_at: now, ..stored };
    store::update(conn, &row)?;
    let after = one(conn, row)?;
    tell(conn, actor, now, "user.set_language", Some(&before), &after)?;
    Ok(after)
}

/// Changes the person's own language, whatever it was before: choosing the same again changes nothing.
///
/// # Errors
/// What the database answers.
pub fn choose_language(conn: &mut Conn, actor: &Actor, lang: Lang, now: Moment) -> Result<(), Error> {
    if actor.lang() == lang {
        return Ok(());
    }
    let current = IfMatch::Version(own(conn, actor)?.version);
    set_own_language(conn, actor, current, Some(lang), now).map(drop)
}

/// Refuses what would leave an organisation without anybody to run it, or somebody without their own way in.
fn keep_head(
    conn: &mut Conn,
    actor: &Actor,
    person: &Person,
    roles: &[Role],
    active: bool,
) -> Result<(), Error> {
    let Some(head) = rules::head(person.organisation_kind) else { return Ok(()) };
    let stays = active && roles.contains(&head);
    if stays || !person.active || !person.roles.contains(&head) {
        return Ok(());
    }
    if person.id == actor.user() {
        return Err(Error::Conflict("own_role"));
    }
    // Two people who take each other's role away at once must not both succeed.
    lock(conn, &format!("people {}", person.organisation_id))?;
    if store::others_with(conn, person.organisation_id, head, person.id)? == 0 {
        return Err(Error::Conflict("last_head"));
    }
    Ok(())
}

fn text<'a>(body: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    body.get(name).and_then(Value::as_str)
}

fn roles(body: &Map<String, Value>, kind: OrganisationKind) -> Result<Vec<Role>, Error> {
    let names = body.get("roles").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let mut roles = Vec::new();
    let mut faults = Vec::new();
    for (index, name) in names.iter().enumerate() {
        match name.as_str().and_then(|name| name.parse::<Role>().ok()) {
            Some(role) if rules::fits(role, kind) => roles.push(role),
            _ => faults.push(FieldFault::new(format!("roles.{index}"), FaultCode::NOT_AN_OPTION)),
        }
    }
    if !rules::go_together(&roles) {
        faults.push(FieldFault::new("roles", FaultCode::new("not_together")));
    }
    if faults.is_empty() { Ok(roles) } else { Err(Error::Invalid(faults)) }
}

/// Only a key account's contact is marked: an agent's manager sees its organisation's charges anyway.
fn billing_contact(body: &Map<String, Value>, kind: OrganisationKind) -> Result<bool, Error> {
    let marked = body.get("billing_contact").and_then(Value::as_bool).unwrap_or(false);
    if marked && kind != OrganisationKind::KeyAccount {
        return Err(Error::field("billing_contact", FaultCode::new("not_allowed")));
    }
    Ok(marked)
}

/// A stored person as a body.
pub fn as_body(person: &Person) -> Map<String, Value> {
    let body = json!({
        "name": person.name, "phone": person.phone, "roles": person.roles, "billing_contact": person.billing_contact,
        "city": person.city,
    });
    body.as_object().cloned().unwrap_or_default()
}

fn one(conn: &mut Conn, row: Row) -> Result<Person, Error> {
    named(conn, vec![row])?.pop().ok_or(Error::NotFound)
}

/// Rows with the names of their organisations.
fn named(conn: &mut Conn, rows: Vec<Row>) -> Result<Vec<Person>, Error> {
    let houses = organisations::names(conn, rows.iter().map(|row| row.organisation_id))?;
    let whole = |row: Row| {
        let house = houses.get(&row.organisation_id)?;
        Some(Person {
            id: row.id,
            roles: row.roles(),
            organisation_id: row.organisation_id,
            organisation_name: house.name.clone(),
            organisation_kind: house.kind,
            name: row.name,
            email: row.email,
            phone: row.phone,
            language: row.locale,
            active: row.active,
            invited: !row.has_password,
            billing_contact: row.billing_contact,
            city: row.city,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    };
    Ok(rows.into_iter().filter_map(whole).collect())
}

fn tell(
    conn: &mut Conn,
    actor: &Actor,
    now: Moment,
    action: &'static str,
    before: Option<&Person>,
    after: &Person,
) -> Result<(), Error> {
    let entry = Entry {
        action,
        object_kind: "user",
        object: Some(after.id),
        label: &after.email,
        before: before.map(serde_json::to_value).transpose()?,
        after: Some(serde_json::to_value(after)?),
    };
    audit::write(conn, actor, now, entry)
}
