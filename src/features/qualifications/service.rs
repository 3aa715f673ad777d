//! Use-cases of qualifications.

use std::collections::HashSet;

use chrono::Days;
use serde_json::Value;

use crate::access::audit::{self, Entry};
use crate::access::{Action, Actor, Scope};
use crate::error::Error;
use crate::features::{organisations, users};
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::fields::{self, Completeness, FaultCode, FieldFault};
use crate::platform::random;
use crate::platform::services::Services;
use crate::platform::views::local_date;
use crate::platform::web::incoming::IfMatch;
use crate::platform::web::list::{ListQuery, Listing, moment_key};

use super::model::{NEW, NewQualification, Qualification, REVOCATION, ROLES, Row};
use super::store;

/// So long before its end a qualification is marked.
const SOON: Days = Days::new(30);

/// The day of `now` as people here count days.
#[must_use]
pub fn day(services: &Services, now: Moment) -> String {
    local_date(now.0, services.settings.time_zone).to_string()
}

/// Today, and the last day of those that end soon.
fn days(services: &Services, now: Moment) -> (String, String) {
    let today = local_date(now.0, services.settings.time_zone);
    (today.to_string(), today.checked_add_days(SOON).unwrap_or(today).to_string())
}

/// Those of `users` who may work on site at `now`. One statement.
///
/// # Errors
/// What the database answers.
pub fn holders(
    conn: &mut Conn,
    services: &Services,
    users: &[Id],
    now: Moment,
) -> Result<HashSet<Id>, Error> {
    store::holders(conn, users, &day(services, now))
}

/// Whether somebody may work on site at `now`.
///
/// # Errors
/// What the database answers.
pub fn is_qualified(conn: &mut Conn, services: &Services, user: Id, now: Moment) -> Result<bool, Error> {
    Ok(!holders(conn, services, &[user], now)?.is_empty())
}

/// A page of the qualifications in sight. Three statements.
pub fn list(
    conn: &mut Conn,
    services: &Services,
    scope: &Scope,
    query: &ListQuery,
    now: Moment,
) -> Result<Listing<Qualification>, Error> {
    let (today, soon) = days(services, now);
    let rows = store::list(conn, scope, query, (&today, &soon))?;
    let Listing { items, next } = Listing::cut(rows, query, |row| match query.sort {
        "valid_until" => (row.valid_until.clone(), row.id),
        _ => (moment_key(row.created_at), row.id),
    });
    Ok(Listing { items: named(conn, items, (&today, &soon))?, next })
}

/// One qualification in sight.
pub fn show(
    conn: &mut Conn,
    services: &Services,
    scope: &Scope,
    id: Id,
    now: Moment,
) -> Result<Qualification, Error> {
    let row = store::get(conn, scope, id)?;
    let (today, soon) = days(services, now);
    named(conn, vec![row], (&today, &soon))?.pop().ok_or(Error::NotFound)
}

/// Enters a qualification from a body.
pub fn create(
    conn: &mut Conn,
    services: &Services,
    actor: &Actor,
    body: &Value,
    now: Moment,
) -> Result<Qualification, Error> {
    let scope = actor.may(Action::ManageQualifications)?;
    let body = fields::check(NEW, body, Completeness::Complete).map_err(Error::Invalid)?;
    let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
    let user: Option<Id> = text("user_id").parse().ok();
    let card = match user {
        Some(id) => users::card(conn, id)?,
        None => None,
    };
    let mut faults = Vec::new();
    if text("passed_on") > day(services, now).as_str() {
        faults.push(FieldFault::new("passed_on", FaultCode::new("in_future")));
    }
    if text("valid_until") < text("passed_on") {
        faults.push(FieldFault::new("valid_until", FaultCode::new("ends_before_start")));
    }
    let Some(card) = card.filter(|card| card.roles.iter().any(|role| ROLES.contains(role))) else {
        faults.push(FieldFault::new("user_id", FaultCode::NOT_FOUND));
        return Err(Error::Invalid(faults));
    };
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let new = NewQualification {
        user: card.id,
        organisation: card.organisation,
        certificate_number: text("certificate_number"),
        scope: text("scope"),
        passed_on: text("passed_on"),
        valid_until: text("valid_until"),
    };
    let id = add(conn, actor, &new, now)?;
    show(conn, services, &scope, id, now)
}

/// Enters a qualification that the caller has checked.
///
/// # Errors
/// `Forbidden`; `Invalid` where the certificate is in force already.
pub fn add(conn: &mut Conn, actor: &Actor, new: &NewQualification<'_>, now: Moment) -> Result<Id, Error> {
    actor.may(Action::ManageQualifications)?;
    let id = random::id(now);
    store::insert(conn, id, actor, new, now).map_err(|fault| match fault {
        Error::Duplicate(_) => Error::field("certificate_number", FaultCode::new("taken")),
        other => other,
    })?;
    let after = serde_json::json!({
        "user_id": new.user, "certificate_number": new.certificate_number, "scope": new.scope,
        "passed_on": new.passed_on, "valid_until": new.valid_until,
    });
    log(conn, actor, now, "qualification.create", (id, new.certificate_number), (None, Some(after)))?;
    Ok(id)
}

/// Revokes a qualification.
pub fn revoke(
    conn: &mut Conn,
    services: &Services,
    actor: &Actor,
    (id, expected): (Id, IfMatch),
    body: &Value,
    now: Moment,
) -> Result<Qualification, Error> {
    let scope = actor.may(Action::ManageQualifications)?;
    let row = store::get(conn, &scope, id)?;
    expected.check(row.version)?;
    if row.revoked_at.is_some() {
        return Err(Error::Conflict("already_revoked"));
    }
    let body = fields::check(REVOCATION, body, Completeness::Complete).map_err(Error::Invalid)?;
    let reason = body.get("reason").and_then(Value::as_str).unwrap_or_default();
    store::revoke(conn, &row, actor, reason, now)?;
    let after = serde_json::json!({ "reason": reason });
    log(conn, actor, now, "qualification.revoke", (id, &row.certificate_number), (None, Some(after)))?;
    show(conn, services, &scope, id, now)
}

/// Rows with the names of people and organisations, and whether they hold today.
fn named(conn: &mut Conn, rows: Vec<Row>, (today, soon): (&str, &str)) -> Result<Vec<Qualification>, Error> {
    let people = users::names(conn, rows.iter().map(|row| row.user_id))?;
    let houses = organisations::names(conn, rows.iter().map(|row| row.organisation_id))?;
    let whole = |row: Row| {
        let valid =
            row.revoked_at.is_none() && row.passed_on.as_str() <= today && today <= row.valid_until.as_str();
        Qualification {
            user_name: people.get(&row.user_id).cloned().unwrap_or_default(),
            organisation_name: houses
                .get(&row.organisation_id)
                .map(|house| house.name.clone())
                .unwrap_or_default(),
            valid,
            expiring: valid && row.valid_until.as_str() <= soon,
            id: row.id,
            user_id: row.user_id,
            organisation_id: row.organisation_id,
            certificate_number: row.certificate_number,
            scope: row.scope,
            passed_on: row.passed_on,
            valid_until: row.valid_until,
            created_by_name: row.created_by_name,
            created_at: row.created_at,
            revoked_at: row.revoked_at,
            revoked_by_name: row.revoked_by_name,
            revoked_reason: row.revoked_reason,
            version: row.version,
        }
    };
    Ok(rows.into_iter().map(whole).collect())
}

fn log(
    conn: &mut Conn,
    actor: &Actor,
    now: Moment,
    action: &'static str,
    (id, label): (Id, &str),
    (before, after): (Option<Value>, Option<Value>),
) -> Result<(), Error> {
    let entry = Entry { action, object_kind: "qualification", object: Some(id), label, before, after };
    audit::write(conn, actor, now, entry)
}
