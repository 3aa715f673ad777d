//! The filtered list as a workbook. That somebody took it is an entry of the log.

use actix_web::HttpResponse;
use serde_json::json;

use crate::access::audit::{self, Entry};
use crate::access::{Action, Page};
use crate::domain::money;
use crate::error::Error;
use crate::features::payments::model::{LIST, Payment};
use crate::features::payments::service;
use crate::platform::export::{Format, MOST_ROWS, Sheet};
use crate::platform::i18n::{Lang, Texts};

const COLUMNS: &[&str] = &[
    "payment-number",
    "field-payer",
    "field-payment-method",
    "field-payment-reference",
    "field-payment-received-on",
    "field-status",
    "export-amount-yuan",
    "export-left-yuan",
];

/// `GET /billing/payments/export.xlsx`: what the filters find.
///
/// # Errors
/// `Forbidden`; `Invalid` naming each wrong filter.
pub async fn xlsx(page: Page) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewPayments)?;
    let (texts, lang) = (&page.services.texts, page.lang());
    // Not as leniently as the page: a file with other rows than were asked for would be worse than none.
    let mut query = LIST.read(&page.incoming.query)?;
    query.limit = i64::try_from(MOST_ROWS).map_err(Error::internal)?;
    query.after = None;
    let found = page.read(move |conn, page| service::list(conn, &page.actor, &scope, &query)).await?;
    let count = found.items.len();
    page.write(move |conn, page| {
        let after = json!({ "format": "xlsx", "rows": count });
        let entry = Entry {
            action: "payment.export",
            object_kind: "payment",
            object: None,
            label: "xlsx",
            before: None,
            after: Some(after),
        };
        audit::write(conn, &page.actor, page.now, entry)
    })
    .await?;
    let sheet = Sheet {
        columns: COLUMNS.iter().map(|key| texts.text(lang, key, &[])).collect(),
        rows: found.items.iter().map(|payment| row(payment, texts, lang)).collect(),
        note: found.next.map(|_| texts.text(lang, "export-cut", &[("count", MOST_ROWS.to_string())])),
    };
    let day = page.now.0.with_timezone(&page.services.settings.time_zone).format("%Y%m%d-%H%M");
    sheet.download(Format::Xlsx, &format!("payments-{day}"))
}

fn row(payment: &Payment, texts: &Texts, lang: Lang) -> Vec<String> {
    vec![
        payment.number.clone(),
        payment.payer_name.clone(),
        texts.word(lang, "payment-method", payment.method.as_str()),
        payment.reference.clone(),
        payment.received_on.clone(),
        texts.word(lang, "payment-status", payment.status.as_str()),
        money::plain_yuan(payment.amount_fen),
        money::plain_yuan(payment.left_fen),
    ]
}
