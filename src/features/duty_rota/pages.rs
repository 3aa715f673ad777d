//! `/duty-rota`: a week of a service point, day by day, and who is on duty now.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse};
use chrono::{Datelike, Days, NaiveDate, TimeZone};
use serde::Serialize;
use serde_json::{Value, json};

use crate::access::call::path_id;
use crate::access::{Action, Page};
use crate::domain::policy::Policy;
use crate::error::Error;
use crate::features::shell::form::{Form, Typed, offers};
use crate::features::{policy, shell, users};
use crate::platform::db::Moment;
use crate::platform::fields::FieldFault;
use crate::platform::views::local_date;
use crate::platform::web::flash::{self, Tone};

use super::model::{NEW, ROLES, Shift};
use super::service;

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
struct Day {
    date: String,
    today: bool,
    weekday: String,
    shifts: Vec<Shift>,
}

#[derive(Serialize)]
struct RotaPage {
    points: Vec<Point>,
    city: String,
    city_name: String,
    week: String,
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

/// The service point that is meant, and the Monday of the week.
fn place(page: &Page, policy: &Policy, (city, week): (&str, &str)) -> (String, NaiveDate) {
    let points = || policy.service_points.in_operation(page.now.0);
    let named = points().find(|point| point.city.to_string() == city);
    let city = named.or_else(|| points().next()).map(|point| point.city.to_string()).unwrap_or_default();
    let today = local_date(page.now.0, page.services.settings.time_zone);
    let day = week.parse::<NaiveDate>().unwrap_or(today);
    let back = u64::from(day.weekday().num_days_from_monday());
    (city, day.checked_sub_days(Days::new(back)).unwrap_or(today))
}

async fn respond(page: &Page, asked: (&str, &str), typed: Option<&Typed>) -> Result<HttpResponse, Error> {
    let (zone, lang) = (page.services.settings.time_zone, page.lang());
    let policies = page.services.policies.current();
    let now = policies.at(page.now.0).map_err(Error::internal)?;
    let (city, monday) = place(page, now, asked);
    let midnight = |day: NaiveDate| -> Option<Moment> {
        Some(zone.from_local_datetime(&day.and_hms_opt(0, 0, 0)?).earliest()?.to_utc().into())
    };
    let after = |days: u64| monday.checked_add_days(Days::new(days)).unwrap_or(monday);
    let (from, to) = (midnight(monday).unwrap_or(page.now), midnight(after(7)).unwrap_or(page.now));
    let may_manage = page.actor.can(Action::ManageDutyRota);
    let of = city.clone();
    let (shifts, on_duty, people) = page
        .read(move |conn, page| {
            let people = if may_manage { users::in_service(conn, ROLES)? } else { vec![] };
            let shifts = service::within(conn, &page.actor, &of, (from, to), page.now)?;
            Ok((shifts, service::on_duty(conn, &page.actor, page.now)?, people))
        })
        .await?;
    let today = local_date(page.now.0, zone);
    let day = |offset: u64| {
        let date = after(offset);
        let (begins, ends) = (midnight(date).unwrap_or(from), midnight(after(offset + 1)).unwrap_or(to));
        let touches = |shift: &&Shift| shift.from < ends && begins < shift.to;
        Day {
            date: date.to_string(),
            today: date == today,
            weekday: date.weekday().number_from_monday().to_string(),
            shifts: shifts.iter().filter(touches).cloned().collect(),
        }
    };
    let name =
        |city: &str| city.parse().map_or_else(|_| city.to_string(), |c| policy::city_name(now, c, lang));
    let href = |city: &str, week: NaiveDate| format!("{HERE}?city={city}&week={week}");
    let point = |point: &crate::domain::service_point::ServicePoint| {
        let code = point.city.to_string();
        Point {
            name: name(&code),
            href: href(&code, monday),
            current: code == city,
            on_duty: on_duty.iter().filter(|shift| shift.city == code).cloned().collect(),
            city: code,
        }
    };
    let form = may_manage.then(|| {
        let begun = Typed::of([("city".to_string(), json!(city))].into_iter().collect());
        let people = people.into_iter().map(|person| (person.id.to_string(), person.name));
        let given = BTreeMap::from([("user_id".to_string(), offers(people))]);
        let mut form =
            typed.unwrap_or(&begun).form(("duty_shift", NEW), &given, &page.services, Some(now), lang);
        form.fields.retain(|field| field.name != "city");
        form
    });
    let data = RotaPage {
        points: now.service_points.in_operation(page.now.0).map(point).collect(),
        city_name: name(&city),
        week: monday.to_string(),
        earlier_href: href(&city, monday.checked_sub_days(Days::new(7)).unwrap_or(monday)),
        later_href: href(&city, after(7)),
        this_href: href(&city, today),
        days: (0..7).map(day).collect(),
        form,
        may_manage,
        city,
    };
    let (template, title) = ("pages/duty_rota/week.html", "title-duty-rota");
    if typed.is_some() {
        return shell::render_invalid(page, template, title, &[], &data).await;
    }
    shell::render(page, template, title, &[], &data).await
}

fn back(page: &Page) -> String {
    format!("{HERE}?city={}&week={}", page.field("city"), page.field("week"))
}

/// `POST /duty-rota`: puts somebody on duty.
///
/// # Errors
/// `Forbidden`; wrong fields show the form again.
pub async fn add(page: Page) -> Result<HttpResponse, Error> {
    page.may(Action::ManageDutyRota)?;
    let policies = page.services.policies.current();
    let now = policies.at(page.now.0).map_err(Error::internal)?;
    let mut typed = Typed::read(NEW, &page.form, Some(now), page.services.settings.time_zone);
    typed.faults.retain(|fault: &FieldFault| fault.path != "week" && fault.path != "_action");
    let body = Value::Object(typed.body.clone());
    let found = typed.faults.clone();
    let made = page
        .write(move |conn, page| {
            if !found.is_empty() {
                return Err(Error::Invalid(found.clone()));
            }
            service::add(conn, &page.services, &page.actor, &body, page.now)
        })
        .await;
    match made {
        Ok(_) => Ok(flash::redirect(&back(&page), Tone::Good, "duty-shift-added")),
        Err(Error::Invalid(faults)) => {
            typed.faults = faults;
            let (city, week) = (page.field("city").to_string(), page.field("week").to_string());
            respond(&page, (&city, &week), Some(&typed)).await
        }
        Err(other) => Err(other),
    }
}

/// `POST /duty-rota/{id}/remove`.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn remove(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    page.may(Action::ManageDutyRota)?;
    let id = path_id(&request)?;
    let there = back(&page);
    page.write(move |conn, page| service::remove(conn, &page.actor, id, page.now)).await?;
    Ok(flash::redirect(&there, Tone::Good, "duty-shift-removed"))
}
