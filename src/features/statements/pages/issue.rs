//! `/billing/statements/new`: one statement for a payer and month, and what waits for one.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use serde::Serialize;
use serde_json::{Map, json};

use crate::access::{Action, Page};
use crate::domain::record_words::OrganisationKind;
use crate::error::Error;
use crate::features::shell::form::{Form, Typed, offers};
use crate::features::statements::model::ISSUE;
use crate::features::statements::service;
use crate::features::{charges, organisations};
use crate::platform::db::{Conn, Id};
use crate::platform::web::flash::{self, Tone};
use crate::platform::web::list::is_month;

use super::{HERE, Refused, render};

/// So many payers that wait are shown.
const MOST: i64 = 50;

#[derive(Serialize)]
struct FormPage {
    form: Form,
    waiting: Vec<Waiting>,
    more: bool,
    refused: Option<String>,
}

/// A payer and month with charges that are on no statement yet.
#[derive(Serialize)]
struct Waiting {
    payer_id: Id,
    payer_name: String,
    month: String,
    count: i64,
}

/// `GET /billing/statements/new?payer_id=&month=`.
///
/// # Errors
/// `Forbidden`.
pub async fn new(page: Page) -> Result<HttpResponse, Error> {
    page.may(Action::IssueStatements)?;
    let mut body = Map::new();
    if let Ok(payer) = page.query("payer_id").parse::<Id>() {
        body.insert("payer_id".into(), json!(payer));
    }
    if is_month(page.query("month")) {
        body.insert("month".into(), json!(page.query("month")));
    }
    show(&page, &Typed::of(body), None).await
}

/// `POST /billing/statements/new`.
///
/// # Errors
/// `Forbidden`; wrong fields, and a month with nothing to bill, show the form again.
pub async fn create(page: Page) -> Result<HttpResponse, Error> {
    page.may(Action::IssueStatements)?;
    let mut typed = Typed::read(ISSUE, &page.form, None, page.services.settings.time_zone);
    let checked = typed.clone();
    let made =
        page.write(move |conn, page| service::issue(conn, &page.actor, page.now, &checked.complete()?)).await;
    match made {
        Ok(head) => Ok(flash::redirect(&format!("{HERE}/{}", head.id), Tone::Good, "statement-issued")),
        Err(fault) => {
            if let Error::Invalid(faults) = &fault {
                typed.faults.clone_from(faults);
            }
            show(&page, &typed, Some(Refused::of(&page, fault)?)).await
        }
    }
}

async fn show(page: &Page, typed: &Typed, refused: Option<Refused>) -> Result<HttpResponse, Error> {
    let kinds = [OrganisationKind::Agent, OrganisationKind::KeyAccount, OrganisationKind::EndUser];
    let (payers, mut waiting) =
        page.read(move |conn, _| Ok((organisations::options(conn, &kinds)?, waiting(conn)?))).await?;
    let payers = offers(payers.into_iter().map(|payer| (payer.id.to_string(), payer.name)));
    let given = BTreeMap::from([("payer_id".to_string(), payers)]);
    let more = i64::try_from(waiting.len()).is_ok_and(|count| count > MOST);
    waiting.truncate(usize::try_from(MOST).unwrap_or_default());
    let data = FormPage {
        form: typed.form(("statement", ISSUE), &given, &page.services, None, page.lang()),
        waiting,
        more,
        refused: refused.as_ref().filter(|it| !it.of_text).map(|it| it.message.clone()),
    };
    render(page, refused.as_ref(), ("pages/statements/form.html", "title-statement-new"), &[], &data).await
}

fn waiting(conn: &mut Conn) -> Result<Vec<Waiting>, Error> {
    let found = charges::unbilled(conn, MOST + 1)?;
    let names = organisations::names(conn, found.iter().map(|(payer, ..)| *payer))?;
    let row = |(payer_id, month, count): (Id, String, i64)| Waiting {
        payer_id,
        payer_name: names.get(&payer_id).map(|payer| payer.name.clone()).unwrap_or_default(),
        month,
        count,
    };
    Ok(found.into_iter().map(row).collect())
}
