//! `/saved-views`: naming a question, and keeping one's views in order.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use serde_json::Value;

use crate::access::call::path_id;
use crate::access::{Action, Page};
use crate::error::Error;
use crate::features::shell;
use crate::features::shell::form::{Form, Typed};
use crate::platform::db::Id;
use crate::platform::fields;
use crate::platform::web::flash::{self, Tone};

use super::lists::{self, List};
use super::model::{EDIT, NEW, SavedView};
use super::service;

const HERE: &str = "/saved-views";
/// The name of the tables in text keys.
const TABLE: &str = "saved-view";

#[derive(Serialize)]
struct Row {
    list_title: String,
    href: String,
    /// What was typed as the name, and what is wrong with it.
    typed: Option<String>,
    error: Option<String>,
    #[serde(flatten)]
    view: SavedView,
}

#[derive(Serialize)]
struct ListPage {
    rows: Vec<Row>,
    lists: Vec<Place>,
}

/// Where views come from.
#[derive(Serialize)]
struct Place {
    title: String,
    href: String,
}

#[derive(Serialize)]
struct NewPage {
    form: Form,
    list: &'static str,
    query: String,
    back: Place,
}

/// A rename that was refused.
struct Refused {
    id: Id,
    typed: String,
    error: String,
}

fn title(page: &Page, list: &List) -> String {
    page.services.texts.text(page.lang(), list.title, &[])
}

/// `GET /saved-views`.
///
/// # Errors
/// What the database answers.
pub async fn list(page: Page) -> Result<HttpResponse, Error> {
    page.may(Action::OwnAccount)?;
    show(&page, StatusCode::OK, None).await
}

async fn show(page: &Page, status: StatusCode, refused: Option<Refused>) -> Result<HttpResponse, Error> {
    let views = page.read(|conn, page| service::all(conn, &page.actor)).await?;
    let row = |view: SavedView| {
        let list = lists::named(&view.list)?;
        let refused = refused.as_ref().filter(|refused| refused.id == view.id);
        Some(Row {
            list_title: title(page, list),
            href: list.href(&view.query),
            typed: refused.map(|refused| refused.typed.clone()),
            error: refused.map(|refused| refused.error.clone()),
            view,
        })
    };
    let seen = lists::ALL.iter().filter(|list| page.actor.can(list.action));
    let data = ListPage {
        rows: views.into_iter().filter_map(row).collect(),
        lists: seen.map(|list| Place { title: title(page, list), href: list.href("") }).collect(),
    };
    shell::render_as(page, status, "pages/saved_views/list.html", "title-saved-views", &[], &data).await
}

/// `GET /saved-views/new?list=&query=`.
///
/// # Errors
/// What the database answers.
pub async fn new(page: Page) -> Result<HttpResponse, Error> {
    page.may(Action::OwnAccount)?;
    ask(&page, (page.query("list"), page.query("query")), &Typed::default()).await
}

/// `POST /saved-views/new`.
///
/// # Errors
/// What the database answers; what is wrong is said beside its field.
pub async fn create(page: Page) -> Result<HttpResponse, Error> {
    page.may(Action::OwnAccount)?;
    let mut typed = Typed::read(NEW, &page.form, None, page.services.settings.time_zone);
    let made = match typed.complete() {
        Ok(body) => page.write(move |conn, page| service::create(conn, &page.actor, &body, page.now)).await,
        Err(fault) => Err(fault),
    };
    match made {
        Ok(view) => {
            let back =
                lists::named(&view.list).map_or_else(|| HERE.to_string(), |list| list.href(&view.query));
            Ok(flash::redirect(&back, Tone::Good, "saved-view-saved"))
        }
        Err(Error::Invalid(faults)) => {
            typed.faults = faults;
            ask(&page, (page.field("list"), page.field("query")), &typed).await
        }
        Err(other) => Err(other),
    }
}

async fn ask(page: &Page, (list, query): (&str, &str), typed: &Typed) -> Result<HttpResponse, Error> {
    let list = lists::named(list).or(lists::ALL.first()).ok_or(Error::NotFound)?;
    let data = NewPage {
        form: typed.form((TABLE, NEW), &BTreeMap::new(), &page.services, None, page.lang()),
        list: list.name,
        query: query.to_string(),
        back: Place { title: title(page, list), href: list.href(query) },
    };
    let status = if typed.faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    shell::render_as(page, status, "pages/saved_views/new.html", "title-saved-view-new", &[], &data).await
}

/// `POST /saved-views/{id}`: its name, and whether the list opens with it.
///
/// # Errors
/// `NotFound` where it is not one's own; a name that cannot be is said beside its field.
pub async fn save(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    page.may(Action::OwnAccount)?;
    let id = path_id(&request)?;
    let mut typed = Typed::read(EDIT, &page.form, None, page.services.settings.time_zone);
    // A box that is not ticked is not sent.
    typed.body.entry("is_default").or_insert(Value::Bool(false));
    let (body, faults) = (Value::Object(typed.body), typed.faults);
    let saved = page
        .write(move |conn, page| {
            // What cannot be seen is missing, and what has moved on is old, whatever was typed.
            let view = service::show(conn, &page.actor, id)?;
            page.incoming.if_match.check(view.version)?;
            if faults.is_empty() {
                service::edit(conn, &page.actor, (id, page.incoming.if_match), &body, page.now)
            } else {
                Err(Error::Invalid(faults.clone()))
            }
        })
        .await;
    match saved {
        Ok(_) => Ok(flash::redirect(HERE, Tone::Good, "saved-view-changed")),
        Err(Error::Invalid(faults)) => {
            let translate =
                |key: &str, args: &[(&str, String)]| page.services.texts.find(page.lang(), key, args);
            let error =
                faults.first().map(|fault| fields::message(TABLE, fault, &translate)).unwrap_or_default();
            let refused = Refused { id, typed: page.field("name").to_string(), error };
            show(&page, StatusCode::UNPROCESSABLE_ENTITY, Some(refused)).await
        }
        Err(other) => moved_on(other),
    }
}

/// `POST /saved-views/{id}/delete`.
///
/// # Errors
/// `NotFound` where it is not one's own.
pub async fn remove(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    page.may(Action::OwnAccount)?;
    let id = path_id(&request)?;
    let gone =
        page.write(move |conn, page| service::delete(conn, &page.actor, (id, page.incoming.if_match))).await;
    match gone {
        Ok(_) => Ok(flash::redirect(HERE, Tone::Good, "saved-view-deleted")),
        Err(other) => moved_on(other),
    }
}

/// Somebody has an old page in front of them: they see the present one and are told.
fn moved_on(fault: Error) -> Result<HttpResponse, Error> {
    match fault {
        Error::Stale | Error::PreconditionRequired => {
            Ok(flash::redirect(HERE, Tone::Attention, "saved-view-moved-on"))
        }
        other => Err(other),
    }
}
