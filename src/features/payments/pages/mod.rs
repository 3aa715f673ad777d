//! `/billing/payments`: the list, and the way back to it.

mod export;
mod form;
mod opens;
mod put;
mod view;

pub use export::xlsx;
pub use form::{create, new};
pub use put::{allocate_credit, credits, open as allocation, payment as allocate, undo};
pub use view::{reverse, view};

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use serde::Serialize;

use crate::access::{Action, Page};
use crate::domain::payment_words::{PaymentMethod, PaymentStatus};
use crate::error::Error;
use crate::features::shell;
use crate::features::shell::columns::{Column, columns};
use crate::platform::db::Id;
use crate::platform::web::filters::{self, FilterGroup};
use crate::platform::web::flash::{self, Tone};

use super::model::{LIST, Payment};
use super::service;

const HERE: &str = "/billing/payments";

#[derive(Serialize)]
struct ListPage {
    faults: Vec<String>,
    filters: Vec<FilterGroup>,
    q: Option<String>,
    hidden: BTreeMap<String, String>,
    columns: Vec<Column>,
    rows: Vec<Payment>,
    next_href: Option<String>,
    first_href: Option<String>,
    clear_href: Option<&'static str>,
    xlsx_href: String,
    may_record: bool,
}

/// `GET /billing/payments`.
///
/// # Errors
/// `Forbidden`; what the database answers.
pub async fn list(page: Page) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewPayments)?;
    let (texts, lang) = (&page.services.texts, page.lang());
    let asked = filters::read(&LIST, &page.incoming.query, texts, lang);
    let query = asked.query.clone();
    let found = page.read(move |conn, page| service::list(conn, &page.actor, &scope, &query)).await?;
    let heads = [
        ("payment-number", None),
        ("field-payer", None),
        ("field-payment-method", None),
        ("field-payment-received-on", Some("received_on")),
        ("field-status", None),
        ("field-amount", None),
        ("payment-left", None),
    ];
    let options = |prefix: &str, all: &'static [&'static str]| -> Vec<(String, &'static str)> {
        all.iter().map(|word| (texts.word(lang, prefix, word), *word)).collect()
    };
    let statuses = options("payment-status", PaymentStatus::TEXTS);
    let methods = options("payment-method", PaymentMethod::TEXTS);
    let label = |key: &str| texts.text(lang, key, &[]);
    let data = ListPage {
        filters: vec![
            asked.group(HERE, label("field-status"), "status", &statuses, texts, lang),
            asked.group(HERE, label("field-payment-method"), "method", &methods, texts, lang),
        ],
        q: asked.query.q.clone(),
        hidden: asked.others(&["q"]),
        columns: columns(&asked, HERE, &heads, texts, lang),
        next_href: found.next.as_ref().map(|after| asked.href(HERE, &[("after", Some(after))])),
        first_href: asked.query.after.as_ref().map(|_| asked.href(HERE, &[])),
        clear_href: (!asked.query.filters.is_empty() || asked.query.q.is_some()).then_some(HERE),
        xlsx_href: asked.href(&format!("{HERE}/export.xlsx"), &[]),
        may_record: page.actor.can(Action::RecordPayments),
        rows: found.items,
        faults: asked.faults,
    };
    shell::render(&page, "pages/payments/list.html", "title-payments", &[], &data).await
}

/// Back to the page of the payment, which says what came of it.
fn back(id: Id, done: Result<(), Error>, good: &str) -> Result<HttpResponse, Error> {
    let here = format!("{HERE}/{id}");
    match done {
        Ok(()) => Ok(flash::redirect(&here, Tone::Good, good)),
        Err(Error::Stale | Error::PreconditionRequired) => {
            Ok(flash::redirect(&here, Tone::Attention, "stale"))
        }
        Err(Error::Conflict(_)) => Ok(flash::redirect(&here, Tone::Attention, "payment-not-changed")),
        Err(Error::Invalid(_)) => Ok(flash::redirect(&here, Tone::Attention, "payment-reason-missing")),
        Err(other) => Err(other),
    }
}
