//! `/duty-rota`: a week of a service point, day by day, and who is on duty now.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use serde_json::{Value, json};

use crate::access::call::path_id;
use crate::access::{Action, Page};
use crate::domain::policy::Policy;
use crate::error::Error;
use crate::features::shell::form::{Form, Typed, offers};
use crate::features::{policy, qualifications, shell, users};
use crate::platform::db::{Conn, Id};
use crate::platform::fields::Offer;
use crate::platform::views::local_date;
use crate::platform::web::flash::{self, Tone};

use super::calendar::{Day, days};
use super::model::{Copied, NEW, ROLES, Shift};
use super::service;
use super::week::Week;

const HERE: &str = "/duty-rota";

#[derive(Serialize)]
struct Point {
    city: String,
    name: String,
    href: String,
    current: bool,
    on_duty: Vec<Shift>,
}

#[derive(Serialize)]
struct RotaPage {
    points: Vec<Point>,
    city: String,
    city_name: String,
    monday: String,
    sunday: String,
    /// Whether nobody is on duty in that week at all.
    blank: bool,
    this_week: bool,
    earlier_href: String,
    later_href: String,
    this_href: String,
    days: Vec<Day>,
    form: Option<Form>,
    may_manage: bool,
}

/// `GET /duty-rota?city=&week=`.
///
/// # Errors
/// `Forbidden`; what the database answers.
pub async fn show(page: Page) -> Result<HttpResponse, Error> {
    page.may(Action::ViewDutyRota)?;
    let (city, week) = (page.query("city").to_string(), page.query("week").to_string());
    respond(&page, (&city, &week), None).await
}

/// The service point that is meant, the first where none is, and the week, this one where none is.
fn place(page: &Page, policy: &Policy, (city, week): (&str, &str)) -> (String, Week) {
    let points = || policy.service_points.in_operation(page.now.0);
    let named = points().find(|point| point.city.to_string() == city);
    let city = named.or_else(|| points().next()).map(|point| point.city.to_string()).unwrap_or_default();
    let zone = page.services.settings.time_zone;
    let week = week.parse().map_or_else(|_| Week::at(page.now, zone), |day| Week::of(day, zone));
    (city, week)
}

fn href(city: &str, week: Week) -> String {
    format!("{HERE}?city={city}&week={}", week.monday)
}

/// Who can be put on duty; who may work on site is said behind the name.
fn people(conn: &mut Conn, page: &Page) -> Result<Vec<Offer>, Error> {
    let people = users::in_service(conn, ROLES)?;
    let ids: Vec<Id> = people.iter().map(|person| person.id).collect();
    let qualified = qualifications::holders(conn, &page.services, &ids, page.now)?;
    let word = |key: &str| page.services.texts.text(page.lang(), key, &[]);
    let (onsite, remote) = (word("duty-rota-onsite"), word("duty-rota-remote-only"));
    Ok(offers(people.into_iter().map(|person| {
        let may = if qualified.contains(&person.id) { &onsite } else { &remote };
        (person.id.to_string(), format!("{} · {may}", person.name))
    })))
}

fn form(page: &Page, policy: &Policy, city: &str, people: Vec<Offer>, typed: Option<&Typed>) -> Form {
    let begun = Typed::of([("city".to_string(), json!(city))].into_iter().collect());
    let given = BTreeMap::from([("user_id".to_string(), people)]);
    let typed = typed.unwrap_or(&begun);
    let mut form = typed.form(("duty_shift", NEW), &given, &page.services, Some(policy), page.lang());
    // The page is that of a service point already.
    form.fields.retain(|field| field.name != "city");
    for field in &mut form.fields {
        if field.name == "user_id" {
            field.kind = "select";
        }
    }
    form
}

async fn respond(page: &Page, asked: (&str, &str), typed: Option<&Typed>) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewDutyRota)?;
    let policies = page.services.policies.current();
    let now = policies.at(page.now.0).map_err(Error::internal)?;
    let (city, week) = place(page, now, asked);
    let may_manage = page.actor.can(Action::ManageDutyRota);
    let of = city.clone();
    let (shifts, on_duty, people) = page
        .read(move |conn, page| {
            let people = if may_manage { people(conn, page)? } else { vec![] };
            let shifts = service::week(conn, &page.services, &scope, (&of, week), page.now)?;
            Ok((shifts, service::on_duty(conn, &page.services, &scope, page.now)?, people))
        })
        .await?;
    let zone = page.services.settings.time_zone;
    let name = |city: &str| {
        city.parse().map_or_else(|_| city.to_string(), |city| policy::city_name(now, city, page.lang()))
    };
    let point = |point: &crate::domain::service_point::ServicePoint| {
        let code = point.city.to_string();
        Point {
            name: name(&code),
            href: href(&code, week),
            current: code == city,
            on_duty: on_duty.iter().filter(|shift| shift.city == code).cloned().collect(),
            city: code,
        }
    };
    let this = Week::of(local_date(page.now.0, zone), zone);
    let data = RotaPage {
        points: now.service_points.in_operation(page.now.0).map(point).collect(),
        city_name: name(&city),
        monday: week.monday.to_string(),
        sunday: week.days().last().unwrap_or(week.monday).to_string(),
        blank: shifts.is_empty(),
        this_week: this == week,
        earlier_href: href(&city, week.later(-1)),
        later_href: href(&city, week.later(1)),
        this_href: href(&city, this),
        days: days(week, &shifts, (page.now, zone)),
        form: may_manage.then(|| form(page, now, &city, people, typed)),
        may_manage,
        city,
    };
    let status = if typed.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    shell::render_as(page, status, "pages/duty_rota/week.html", "title-duty-rota", &[], &data).await
}

/// Where a form was sent from: only what the page itself can name, so that nothing strange stands in the address.
fn back(page: &Page) -> Result<String, Error> {
    let policies = page.services.policies.current();
    let now = policies.at(page.now.0).map_err(Error::internal)?;
    let (city, week) = place(page, now, (page.field("city"), page.field("week")));
    Ok(href(&city, week))
}

/// `POST /duty-rota`: puts somebody on duty.
///
/// # Errors
/// `Forbidden`; wrong fields show the form again.
pub async fn add(page: Page) -> Result<HttpResponse, Error> {
    page.may(Action::ManageDutyRota)?;
    let policies = page.services.policies.current();
    let now = policies.at(page.now.0).map_err(Error::internal)?;
    let fields: Vec<(String, String)> =
        page.form.iter().filter(|(key, _)| NEW.iter().any(|field| field.name == key)).cloned().collect();
    let mut typed = Typed::read(NEW, &fields, Some(now), page.services.settings.time_zone);
    let made = match typed.complete() {
        Ok(body) => {
            page.write(move |conn, page| service::add(conn, &page.services, &page.actor, &body, page.now))
                .await
        }
        Err(fault) => Err(fault),
    };
    match made {
        // The week of the shift may be another than the one that was open.
        Ok(shift) => {
            let week = Week::at(shift.from, page.services.settings.time_zone);
            Ok(flash::redirect(&href(&shift.city, week), Tone::Good, "duty-shift-added"))
        }
        Err(Error::Invalid(faults)) => {
            typed.faults = faults;
            let (city, week) = (page.field("city").to_string(), page.field("week").to_string());
            respond(&page, (&city, &week), Some(&typed)).await
        }
        Err(other) => Err(other),
    }
}

/// `POST /duty-rota/copy`: plans the week like the one before it.
///
/// # Errors
/// `Forbidden`; what the database answers.
pub async fn copy(page: Page) -> Result<HttpResponse, Error> {
    page.may(Action::ManageDutyRota)?;
    let there = back(&page)?;
    let body: Value = json!({ "city": page.field("city"), "week": page.field("week") });
    let done = page
        .write(move |conn, page| service::copy(conn, &page.services, &page.actor, &body, page.now))
        .await?;
    let (tone, told) = match done {
        Copied { copied: 0, left_out: 0 } => (Tone::Attention, "duty-shifts-nothing-to-copy"),
        Copied { copied: 0, .. } => (Tone::Attention, "duty-shifts-none-copied"),
        Copied { left_out: 0, .. } => (Tone::Good, "duty-shifts-copied"),
        Copied { .. } => (Tone::Attention, "duty-shifts-copied-in-part"),
    };
    Ok(flash::redirect(&there, tone, told))
}

/// `POST /duty-rota/{id}/remove`.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn remove(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    page.may(Action::ManageDutyRota)?;
    let id = path_id(&request)?;
    let there = back(&page)?;
    page.write(move |conn, page| service::remove(conn, &page.actor, id, page.now)).await?;
    Ok(flash::redirect(&there, Tone::Good, "duty-shift-removed"))
}
