//! `/billing/ageing`: who is how late with what.

pub use super::export::xlsx;

use actix_web::HttpResponse;
use serde::Serialize;

use crate::access::{Action, Page};
use crate::error::Error;
use crate::features::shell;
use crate::features::shell::columns::{Column, columns};
use crate::platform::web::filters;

use super::model::{Ages, LIST, PayerAges, Terms};
use super::service;

const HERE: &str = "/billing/ageing";

/// The columns of amounts, in their order.
pub(super) const AGES: [&str; 5] =
    ["ageing-not-due", "ageing-30-days", "ageing-60-days", "ageing-90-days", "ageing-older"];

#[derive(Serialize)]
struct ListPage {
    faults: Vec<String>,
    columns: Vec<Column>,
    rows: Vec<PayerAges>,
    all: Ages,
    term_days: u16,
    next_href: Option<String>,
    first_href: Option<String>,
    internal: bool,
}

/// `GET /billing/ageing`.
///
/// # Errors
/// `Forbidden`; what the database answers.
pub async fn list(page: Page) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewPayments)?;
    let (texts, lang) = (&page.services.texts, page.lang());
    let asked = filters::read(&LIST, &page.incoming.query, texts, lang);
    let query = asked.query.clone();
    let term_days = page.services.settings.payment_term_days;
    let (found, all) = page
        .read(move |conn, page| {
            let terms = Terms::at(page.now, page.services.settings.time_zone, term_days);
            service::list(conn, &scope, &terms, &query)
        })
        .await?;
    let mut heads = vec![("field-payer", None)];
    heads.extend(AGES.map(|key| (key, None)));
    heads.extend([
        ("ageing-overdue", Some("overdue_fen")),
        ("ageing-open", Some("open_fen")),
        ("account-unallocated", None),
    ]);
    let data = ListPage {
        columns: columns(&asked, HERE, &heads, texts, lang),
        next_href: found.next.as_ref().map(|after| asked.href(HERE, &[("after", Some(after))])),
        first_href: asked.query.after.as_ref().map(|_| asked.href(HERE, &[])),
        rows: found.items,
        faults: asked.faults,
        all,
        term_days,
        internal: page.actor.is_vendor(),
    };
    shell::render(&page, "pages/ageing/list.html", "title-ageing", &[], &data).await
}
