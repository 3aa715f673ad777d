//! Use-cases of the duty rota.

use std::collections::HashMap;

use chrono::NaiveDate;
use serde_json::{Map, Value};

use crate::access::{Action, Actor, Scope};
use crate::error::Error;
use crate::features::{qualifications, users};
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::fields::{self, Completeness, FaultCode, Field};
use crate::platform::services::Services;
use crate::platform::web::list::{ListQuery, Listing, moment_key};

use super::model::{COPY, Copied, NEW, OnCall, ROLES, Row, Shift};
use super::week::{Week, a_week_later};
use super::{planned, store};

/// A page of the shifts. Three statements.
pub fn list(
    conn: &mut Conn,
    services: &Services,
    scope: &Scope,
    query: &ListQuery,
    now: Moment,
) -> Result<Listing<Shift>, Error> {
    let rows = store::list(conn, scope, query, now)?;
    let Listing { items, next } = Listing::cut(rows, query, |row| (moment_key(row.from_at), row.id));
    Ok(Listing { items: whole(conn, services, items, now)?, next })
}

/// Every shift that touches a week of a service point, by its beginning.
pub fn week(
    conn: &mut Conn,
    services: &Services,
    scope: &Scope,
    (city, week): (&str, Week),
    now: Moment,
) -> Result<Vec<Shift>, Error> {
    let rows = store::within(conn, scope, city, week.bounds())?;
    whole(conn, services, rows, now)
}

/// Who is on duty at every service point now.
pub fn on_duty(
    conn: &mut Conn,
    services: &Services,
    scope: &Scope,
    now: Moment,
) -> Result<Vec<Shift>, Error> {
    let rows = store::now(conn, scope, now)?;
    whole(conn, services, rows, now)
}

fn whole(conn: &mut Conn, services: &Services, rows: Vec<Row>, now: Moment) -> Result<Vec<Shift>, Error> {
    let ids: Vec<Id> = rows.iter().map(|row| row.user_id).collect();
    let qualified =
        if ids.is_empty() { Default::default() } else { qualifications::holders(conn, services, &ids, now)? };
    let names = users::names(conn, ids)?;
    let shift = |row: Row| Shift {
        user_name: names.get(&row.user_id).cloned().unwrap_or_default(),
        qualified: qualified.contains(&row.user_id),
        now: row.from_at <= now && now < row.until_at,
        id: row.id,
        city: row.city,
        user_id: row.user_id,
        from: row.from_at,
        to: row.until_at,
        version: 1,
    };
    Ok(rows.into_iter().map(shift).collect())
}

fn checked(table: &'static [Field], body: &Value) -> Result<Map<String, Value>, Error> {
    let body = fields::check(table, body, Completeness::Complete).map_err(Error::Invalid)?;
    Ok(body)
}

fn text<'a>(body: &'a Map<String, Value>, name: &str) -> &'a str {
    body.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// Puts somebody on duty.
pub fn add(
    conn: &mut Conn,
    services: &Services,
    actor: &Actor,
    body: &Value,
    now: Moment,
) -> Result<Shift, Error> {
    actor.may(Action::ManageDutyRota)?;
    let body = checked(NEW, body)?;
    let moment = |name: &str| {
        let at = chrono::DateTime::parse_from_rfc3339(text(&body, name)).ok();
        at.map(|at| Moment::from(at.to_utc())).ok_or_else(|| Error::field(name, FaultCode::REQUIRED))
    };
    let stretch = (moment("from")?, moment("to")?);
    let policies = services.policies.current();
    let city = planned::point(policies.at(now.0).map_err(Error::internal)?, text(&body, "city"), now)?;
    let card = match text(&body, "user_id").parse().ok() {
        Some(id) => users::card(conn, id)?,
        None => None,
    };
    let card = card
        .filter(|card| card.roles.iter().any(|role| ROLES.contains(role)))
        .ok_or_else(|| Error::field("user_id", FaultCode::NOT_FOUND))?;
    let row = planned::put(conn, (services, actor, now), (&city, &card), stretch)?;
    whole(conn, services, vec![row], now)?.pop().ok_or(Error::NotFound)
}

/// Takes somebody off duty. A shift never changes, so there is no version to ask for.
pub fn remove(conn: &mut Conn, actor: &Actor, id: Id, now: Moment) -> Result<(), Error> {
    let scope = actor.may(Action::ManageDutyRota)?;
    let row = store::get(conn, &scope, id)?;
    store::remove(conn, id)?;
    let names = users::names(conn, [row.user_id])?;
    let name = names.get(&row.user_id).map_or("", String::as_str);
    planned::log(conn, (actor, now), "duty_shift.remove", &row, name)
}

/// Plans a week like the one before it. What cannot be is left out: shifts of people who are on duty at that time
/// already or serve no more, and what would be over.
pub fn copy(
    conn: &mut Conn,
    services: &Services,
    actor: &Actor,
    body: &Value,
    now: Moment,
) -> Result<Copied, Error> {
    let scope = actor.may(Action::ManageDutyRota)?;
    let body = checked(COPY, body)?;
    let zone = services.settings.time_zone;
    let day: NaiveDate =
        text(&body, "week").parse().map_err(|_| Error::field("week", FaultCode::NOT_A_DATE))?;
    let policies = services.policies.current();
    let city = planned::point(policies.at(now.0).map_err(Error::internal)?, text(&body, "city"), now)?;
    let before = Week::of(day, zone).later(-1);
    let mut rows = store::within(conn, &scope, &city, before.bounds())?;
    // One that began in the week before that belongs to that week's plan.
    rows.retain(|row| before.bounds().0 <= row.from_at);
    let people: HashMap<Id, users::Card> =
        users::in_service(conn, ROLES)?.into_iter().map(|card| (card.id, card)).collect();
    let mut done = Copied { copied: 0, left_out: 0 };
    for row in rows {
        let put = match people.get(&row.user_id) {
            Some(card) => {
                let stretch = (a_week_later(row.from_at, zone), a_week_later(row.until_at, zone));
                planned::put(conn, (services, actor, now), (&city, card), stretch)
            }
            None => Err(Error::Invalid(vec![])),
        };
        match put {
            Ok(_) => done.copied += 1,
            Err(Error::Invalid(_)) => done.left_out += 1,
            Err(other) => return Err(other),
        }
    }
    Ok(done)
}

/// Those on duty while the desk is closed, with their service points; nobody while it is open (3.6).
///
/// # Errors
/// What the database answers.
pub fn on_call(conn: &mut Conn, services: &Services, now: Moment) -> Result<Vec<OnCall>, Error> {
    let policies = services.policies.current();
    let policy = policies.at(now.0).map_err(Error::internal)?;
    let wall = now.0.with_timezone(&services.settings.time_zone).naive_local();
    if policy.sla.desk().hours.is_open(wall) {
        return Ok(vec![]);
    }
    let rows = store::on_call(conn, now)?;
    Ok(rows.into_iter().map(|row| OnCall { user: row.user_id, city: row.city }).collect())
}
