//! `/requests/new`: a customer says what is wrong; the desk takes a call on one screen.

use actix_web::web::Payload;
use actix_web::{HttpRequest, HttpResponse};
use serde_json::{Value, json};

use crate::access::call::upload;
use crate::access::{Action, Page};
use crate::domain::request_words::RequestKind;
use crate::error::Error;
use crate::features::shell::form::Typed;
use crate::platform::db::Conn;
use crate::platform::web::flash::{self, Tone};

use super::super::model::{FIELDS, Request};
use super::super::service;
use super::choices::{self, Picked, TYPED};
use super::enclosed::{self, Enclosed, Sent};
use super::form::{Filled, FormPage};
use super::{HERE, desk, in_force};

/// What may stand in the address to begin with.
const BEGINS_WITH: &[&str] = &["kind", "service_code", "product", "serial", "subject"];

/// Leaves out what belongs to other kinds of requests.
pub(super) fn leave_foreign(pairs: &mut Vec<(String, String)>, kind: &str) {
    let foreign = kind.parse().map(RequestKind::foreign).unwrap_or_default();
    pairs.retain(|(key, _)| !foreign.contains(&key.as_str()));
}

/// Reads the form: the customer by name, a severity only where the kind has one, and a claim where it is one.
///
/// # Errors
/// What the database answers.
pub fn read(conn: &mut Conn, page: &Page) -> Result<(Typed, Picked), Error> {
    let named = page.form.iter().any(|(key, _)| key == TYPED);
    let picked = if named { choices::picked(conn, page, page.field(TYPED))? } else { Picked::default() };
    let mut pairs = page.form.clone();
    leave_foreign(&mut pairs, page.field("kind"));
    if let Some(id) = picked.id {
        pairs.retain(|(key, _)| key != "customer_id");
        pairs.push(("customer_id".into(), id.to_string()));
    }
    let policies = page.services.policies.current();
    let mut typed =
        Typed::read(FIELDS, &pairs, Some(in_force(&policies, page)?), page.services.settings.time_zone);
    if let Some(fault) = &picked.fault {
        typed.faults.retain(|other| other.path != fault.path);
        typed.faults.insert(0, fault.clone());
    }
    Ok((typed, picked))
}

/// `GET /requests/new?customer_id=`.
///
/// # Errors
/// 403.
pub async fn new(page: Page) -> Result<HttpResponse, Error> {
    page.may(Action::WorkOnRequests)?;
    let data = page
        .read(|conn, page| {
            let picked = choices::picked(conn, page, page.query("customer_id"))?;
            let mut typed = Typed::default();
            if let Some(id) = picked.id {
                typed.body.insert("customer_id".into(), json!(id));
            }
            for name in BEGINS_WITH {
                let said: String = page.query(name).chars().take(100).collect();
                if !said.is_empty() {
                    typed.body.insert((*name).into(), Value::String(said));
                }
            }
            let words = if picked.id.is_some() { picked.words.as_str() } else { "" };
            let enclosed = Enclosed::default();
            let filled = Filled { typed: &typed, words, stored: None, obstacle: None, enclosed };
            FormPage::of(conn, page, &filled)
        })
        .await?;
    data.show(&page, 200).await
}

/// `POST /requests/new`.
///
/// # Errors
/// 403; wrong fields show the form again.
pub async fn create(request: HttpRequest, payload: Payload) -> Result<HttpResponse, Error> {
    let (page, unread) = upload::form(&request, payload).await?;
    page.may(Action::WorkOnRequests)?;
    let (page, mut sent) = enclosed::receive(page, unread).await?;
    let (mut typed, picked) = page.read(read).await?;
    let mut status = 200;
    if page.field("_action") == "check" {
        // Nothing is wrong with a form that nobody has sent.
        typed.faults.clear();
    } else {
        match raise(&page, &typed, &mut sent).await.map_err(enclosed::as_fault) {
            Ok(request) => {
                return Ok(flash::redirect(&format!("{HERE}/{}", request.id), Tone::Good, "request-raised"));
            }
            Err(Error::Invalid(faults)) => (typed.faults, status) = (faults, 422),
            Err(other) => return Err(other),
        }
    }
    let enclosed = sent.again(&page, &typed.faults);
    let data = page
        .read(move |conn, page| {
            let words = &picked.words;
            FormPage::of(conn, page, &Filled { typed: &typed, words, stored: None, obstacle: None, enclosed })
        })
        .await?;
    data.show(&page, status).await
}

async fn raise(page: &Page, typed: &Typed, sent: &mut Sent) -> Result<Request, Error> {
    if !typed.faults.is_empty() {
        return Err(Error::Invalid(typed.faults.clone()));
    }
    let (files, body) = (sent.keep(page).await?, Value::Object(typed.body.clone()));
    page.write(move |conn, page| Ok(service::raise_with(conn, &desk(page), &body, &files)?.request)).await
}
