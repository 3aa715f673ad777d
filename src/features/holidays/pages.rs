//! `/admin/calendars`: the calendars and years for the vendor's staff, and the import for the administrator.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use chrono::{Days as Length, NaiveDate};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::access::call::blocking;
use crate::access::{Action, Page};
use crate::domain::holiday_effect::Missing;
use crate::error::Error;
use crate::features::shell;
use crate::features::shell::form::{Form, Typed};
use crate::platform::fields;
use crate::platform::web::flash::{self, Tone};

use super::api::path_year;
use super::in_force::take_up;
use super::missing_years;
use super::model::{Days, FORM, Preview, YearDetail, YearView};
use super::service::{self, Desk};

const HERE: &str = "/admin/calendars";
const LIST: &str = "pages/calendars/list.html";
const YEAR: &str = "pages/calendars/year.html";
const IMPORT: &str = "pages/calendars/import.html";

fn desk(page: &Page) -> Desk<'_> {
    Desk { services: &page.services, actor: &page.actor, now: page.now }
}

#[derive(Serialize)]
struct CalendarRow {
    name: String,
    id: String,
    zone: &'static str,
    keeps_holidays: bool,
    desk: bool,
}

#[derive(Serialize)]
struct ListPage {
    missing: Vec<Missing>,
    years: Vec<YearView>,
    calendars: Vec<CalendarRow>,
    may_import: bool,
}

/// `GET /admin/calendars`.
///
/// # Errors
/// `Forbidden`; what the database answers.
pub async fn list(page: Page) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewCalendars)?;
    let years = page.read(move |conn, page| service::years(conn, &scope, &desk(page))).await?;
    let policies = page.services.policies.current();
    let policy = policies.at(page.now.0).map_err(Error::internal)?;
    let calendars = policy.sla.calendars().map(|it| CalendarRow {
        name: it.name.for_locale(page.lang().tag()).to_string(),
        id: it.id.clone(),
        zone: it.hours.zone().name(),
        keeps_holidays: it.hours.keeps_holidays(),
        desk: it.id == policy.sla.desk().id,
    });
    let data = ListPage {
        missing: missing_years(&page)?,
        years: years.items,
        calendars: calendars.collect(),
        may_import: page.actor.can(Action::ManageCalendars),
    };
    shell::render(&page, LIST, "title-calendars", &[], &data).await
}

/// Days that follow one another.
#[derive(Serialize)]
struct Stretch {
    from: NaiveDate,
    to: NaiveDate,
}

fn stretches(days: &[NaiveDate]) -> Vec<Stretch> {
    let mut all: Vec<Stretch> = Vec::new();
    for day in days {
        match all.last_mut() {
            Some(last) if last.to.checked_add_days(Length::new(1)) == Some(*day) => last.to = *day,
            _ => all.push(Stretch { from: *day, to: *day }),
        }
    }
    all
}

#[derive(Serialize)]
struct YearPage {
    detail: YearDetail,
    off: Vec<Stretch>,
    worked: Vec<Stretch>,
    may_import: bool,
}

/// `GET /admin/calendars/{year}`.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn show(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewCalendars)?;
    let year = path_year(&request)?;
    let detail = page.read(move |conn, page| service::year(conn, &scope, &desk(page), year)).await?;
    let (off, worked) = (stretches(&detail.days.off), stretches(&detail.days.worked));
    let data = YearPage { off, worked, may_import: page.actor.can(Action::ManageCalendars), detail };
    shell::render(&page, YEAR, "title-holiday-year", &[("year", year.to_string())], &data).await
}

#[derive(Serialize)]
struct ImportPage {
    form: Form,
    preview: Option<Preview>,
    calendar: Option<String>,
    /// What was typed, to be sent again with the confirmation.
    typed: BTreeMap<&'static str, String>,
    version: i32,
    stale: bool,
}

/// `GET /admin/calendars/import`: with `?year=` the form begins with what is known of that year.
///
/// # Errors
/// `Forbidden`.
pub async fn form(page: Page) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ManageCalendars)?;
    let mut body = Map::new();
    if let Ok(year) = page.query("year").parse::<i32>() {
        let known = page.read(move |conn, page| service::year(conn, &scope, &desk(page), year)).await;
        if let Ok(known) = known {
            body.insert("year".into(), json!(year));
            body.insert("days".into(), json!(as_lines(&known.days)));
        }
    }
    answer(&page, &Typed::of(body), None, (0, false)).await
}

/// Days as the form takes them.
fn as_lines(days: &Days) -> String {
    let line = |it: &Stretch, word: &str| {
        if it.from == it.to {
            format!("{},{word}", it.from)
        } else {
            format!("{}..{},{word}", it.from, it.to)
        }
    };
    let off = stretches(&days.off);
    let worked = stretches(&days.worked);
    let lines = off.iter().map(|it| line(it, "off")).chain(worked.iter().map(|it| line(it, "worked")));
    lines.collect::<Vec<_>>().join("\n")
}

/// `POST /admin/calendars/import`: shows what would change, or imports once that was confirmed.
///
/// # Errors
/// `Forbidden`; lines at fault, and a year that somebody else imported meanwhile, show the form again.
pub async fn submit(page: Page) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ManageCalendars)?;
    let pairs: Vec<(String, String)> =
        page.form.iter().filter(|(key, _)| FORM.iter().any(|field| field.name == key)).cloned().collect();
    let mut typed = Typed::read(FORM, &pairs, None, page.services.settings.time_zone);
    let year = typed.body.get("year").and_then(Value::as_i64).and_then(|year| i32::try_from(year).ok());
    let (Some(year), true) = (year, typed.faults.is_empty()) else {
        return answer(&page, &typed, None, (0, false)).await;
    };
    if page.field("_action") == "edit" {
        return answer(&page, &typed, None, (0, false)).await;
    }
    let mut body = typed.body.clone();
    body.remove("year");
    let (body, reader) = (Value::Object(body), scope.clone());
    let mut stale = false;
    if page.field("_action") == "confirm" {
        let asked = body.clone();
        let done = page
            .write(move |conn, page| {
                service::import(conn, &scope, &desk(page), (year, page.incoming.if_match), &asked)
            })
            .await;
        match done {
            Ok(_) => return imported(&page, year).await,
            Err(Error::Stale | Error::PreconditionRequired) => stale = true,
            // Shown by the preview below.
            Err(Error::Invalid(_)) => {}
            Err(other) => return Err(other),
        }
    }
    let shown = page
        .read(move |conn, page| {
            let revision = service::year(conn, &reader, &desk(page), year)?.version;
            Ok((service::preview(conn, &reader, &desk(page), year, &body)?, revision))
        })
        .await;
    match shown {
        Ok((preview, revision)) => answer(&page, &typed, Some(preview), (revision, stale)).await,
        Err(Error::Invalid(faults)) => {
            typed.faults = faults;
            answer(&page, &typed, None, (0, false)).await
        }
        Err(other) => Err(other),
    }
}

async fn imported(page: &Page, year: i32) -> Result<HttpResponse, Error> {
    let services = page.services.clone();
    blocking(move || {
        // It is imported; where this instance does not see it now, its job does within seconds.
        take_up(&services)
            .unwrap_or_else(|fault| tracing::warn!(%fault, "imported holidays are not in use yet"));
        Ok(())
    })
    .await?;
    Ok(flash::redirect(&format!("{HERE}/{year}"), Tone::Good, "holidays-imported"))
}

async fn answer(
    page: &Page,
    typed: &Typed,
    preview: Option<Preview>,
    (version, stale): (i32, bool),
) -> Result<HttpResponse, Error> {
    let mut form = typed.form(("holidays", FORM), &BTreeMap::new(), &page.services, None, page.lang());
    beside_the_text(&mut form, typed, page);
    let text = |name: &str| match typed.body.get(name) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    let sla = page.services.policies.current();
    let name = |id: &String| {
        let policy = sla.at(page.now.0).ok()?;
        Some(policy.sla.calendar(id)?.name.for_locale(page.lang().tag()).to_string())
    };
    let data = ImportPage {
        calendar: preview.as_ref().and_then(|preview| name(&preview.calendar)),
        typed: FORM.iter().map(|field| (field.name, text(field.name))).collect(),
        form,
        preview,
        version,
        stale,
    };
    let status = match (stale, typed.faults.is_empty()) {
        (true, _) => StatusCode::PRECONDITION_FAILED,
        (false, true) => StatusCode::OK,
        (false, false) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    shell::render_as(page, status, IMPORT, "title-holiday-import", &[], &data).await
}

/// Faults of single lines stand in the summary; beside the field is the first of them.
fn beside_the_text(form: &mut Form, typed: &Typed, page: &Page) {
    let translate = |key: &str, args: &[(&str, String)]| page.services.texts.find(page.lang(), key, args);
    let first = typed.faults.iter().find(|fault| fault.path.starts_with("days."));
    if let (Some(field), Some(fault)) = (form.fields.iter_mut().find(|field| field.name == "days"), first) {
        field.error = Some(fields::message("holidays", fault, &translate));
    }
}
