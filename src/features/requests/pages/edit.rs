//! `/requests/{id}/edit`: what was said is put right; what moves deadlines or money only by whoever serves it.

use actix_web::{HttpRequest, HttpResponse};
use serde_json::Value;

use crate::access::call::path_id;
use crate::access::{Action, Page};
use crate::error::Error;
use crate::features::shell::form::Typed;
use crate::platform::db::{Conn, Id};
use crate::platform::web::flash::{self, Tone};

use super::super::model::{FIELDS, Request};
use super::super::rules::{self, Side};
use super::super::service;
use super::enclosed::Enclosed;
use super::form::{Filled, FormPage, changeable};
use super::new::leave_foreign;
use super::{HERE, desk, in_force, obstacle};

/// Fields without which there is no request: an empty one leaves what there is.
const KEPT: &[&str] = &["service_code", "city", "profile"];

fn writable(conn: &mut Conn, page: &Page, id: Id) -> Result<(Request, Side), Error> {
    let (request, side) = desk(page).look(conn, id)?;
    if side == Side::Onlooker {
        return Err(Error::Forbidden("not_yours_to_serve"));
    }
    Ok((request, side))
}

/// `GET /requests/{id}/edit`.
///
/// # Errors
/// 403, 404, 409 once it is over.
pub async fn edit(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    page.may(Action::WorkOnRequests)?;
    let id = path_id(&request)?;
    let data = page
        .read(move |conn, page| {
            let (request, side) = writable(conn, page, id)?;
            rules::editable(&request)?;
            let typed = Typed::of(service::as_body(&request));
            let stored = Some((&request, side));
            let enclosed = Enclosed::default();
            FormPage::of(conn, page, &Filled { typed: &typed, words: "", stored, obstacle: None, enclosed })
        })
        .await?;
    data.show(&page, 200).await
}

/// `POST /requests/{id}/edit`.
///
/// # Errors
/// 403, 404; wrong fields and a version that has passed show the form again with what was typed.
pub async fn save(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    page.may(Action::WorkOnRequests)?;
    let id = path_id(&request)?;
    let (stored, side) = page.read(move |conn, page| writable(conn, page, id)).await?;
    let mut typed = read(&page, &stored, side)?;
    let patch = patch(&page, &typed, &stored, side);
    let (check, faults) = (page.field("_action") == "check", typed.faults.clone());
    let saved = page
        .write(move |conn, page| match (check, faults.is_empty()) {
            (true, _) => Err(Error::Invalid(vec![])),
            (_, true) => service::edit(conn, &desk(page), (id, page.incoming.if_match), &patch),
            (_, false) => Err(Error::Invalid(faults.clone())),
        })
        .await;
    let (status, said) = match saved {
        Ok(_) => return Ok(flash::redirect(&format!("{HERE}/{id}"), Tone::Good, "request-saved")),
        Err(Error::Invalid(faults)) => {
            let status = if check { 200 } else { 422 };
            typed.faults = faults;
            (status, None)
        }
        Err(other) => obstacle(&page, other).map(|(status, words)| (status, Some(words)))?,
    };
    let data = page
        .read(move |conn, page| {
            // The version that is shown now: sending again puts what was typed over it.
            let (request, side) = writable(conn, page, id)?;
            let stored = Some((&request, side));
            let (obstacle, enclosed) = (said.clone(), Enclosed::default());
            FormPage::of(conn, page, &Filled { typed: &typed, words: "", stored, obstacle, enclosed })
        })
        .await?;
    data.show(&page, status).await
}

/// What was typed, over what is stored and cannot be changed here.
fn read(page: &Page, stored: &Request, side: Side) -> Result<Typed, Error> {
    let policies = page.services.policies.current();
    let policy = in_force(&policies, page)?;
    let mut pairs = page.form.clone();
    leave_foreign(&mut pairs, page.field("kind"));
    let mut typed = Typed::read(FIELDS, &pairs, Some(policy), page.services.settings.time_zone);
    let shown = changeable(page, stored, side);
    for (name, value) in service::as_body(stored) {
        if !shown.contains(&name.as_str())
            || (KEPT.contains(&name.as_str()) && !typed.body.contains_key(&name))
        {
            typed.faults.retain(|fault| fault.path != name);
            typed.body.insert(name, value);
        }
    }
    Ok(typed)
}

/// A form says everything it shows: a field left empty is taken away.
fn patch(page: &Page, typed: &Typed, stored: &Request, side: Side) -> Value {
    let field = |name: &&str| {
        let value = typed.body.get(*name).cloned().unwrap_or(Value::Null);
        ((*name).to_string(), value)
    };
    Value::Object(changeable(page, stored, side).iter().map(field).collect())
}
