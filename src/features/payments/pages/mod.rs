//! `/billing/payments`: the list, and the way back to it.

mod export;
mod form;
mod opens;
mod put;
mod view;

pub use export::{credits_xlsx, xlsx};
pub use form::{create, new};
pub use put::{allocate_credit, credits, open as allocation, payment as allocate, undo};
pub use view::{reverse, view};

use actix_web::HttpResponse;
use serde::Serialize;

use crate::access::{Action, Page};
use crate::domain::payment_words::{PaymentMethod, PaymentStatus};
use crate::error::Error;
use crate::features::shell;
use crate::features::shell::columns::{amounts, columns};
use crate::features::shell::list::ListFrame;
use crate::platform::db::Id;
use crate::platform::web::filters;
use crate::platform::web::flash;

use super::model::{LIST, Payment};
use super::service;

const HERE: &str = "/billing/payments";

#[derive(Serialize)]
struct ListPage {
    #[serde(flatten)]
    list: ListFrame<Payment>,
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
        ("payment-amount", None),
        ("payment-left", None),
    ];
    let options = |prefix: &str, all: &'static [&'static str]| -> Vec<(String, &'static str)> {
        all.iter().map(|word| (texts.word(lang, prefix, word), *word)).collect()
    };
    let statuses = options("payment-status", PaymentStatus::TEXTS);
    let methods = options("payment-method", PaymentMethod::TEXTS);
    let label = |key: &str| texts.text(lang, key, &[]);
    let filters = vec![
        asked.group(HERE, label("field-status"), "status", &statuses, texts, lang),
        asked.group(HERE, label("field-payment-method"), "method", &methods, texts, lang),
    ];
    let columns = amounts(columns(&asked, HERE, &heads, texts, lang), &[5, 6]);
    let data = ListPage {
        list: ListFrame::new(asked, HERE, (filters, columns), &["q"], found),
        may_record: page.actor.can(Action::RecordPayments),
    };
    shell::render(&page, "pages/payments/list.html", "title-payments", &[], &data).await
}

/// Back to the page of the payment, which says what came of it.
fn back(id: Id, done: Result<(), Error>, good: &str) -> Result<HttpResponse, Error> {
    let told = ("payment-not-changed", "payment-reason-missing");
    flash::back(&format!("{HERE}/{id}"), done.map(|()| good), told)
}
