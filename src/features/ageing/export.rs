//! The ageing list as a workbook. That somebody took it is an entry of the log.

use actix_web::HttpResponse;
use serde_json::json;

use crate::access::audit::{self, Entry};
use crate::access::{Action, Page};
use crate::domain::money::plain_yuan;
use crate::error::Error;
use crate::platform::export::{Format, MOST_ROWS, Sheet};

use super::model::{LIST, PayerAges, Terms};
use super::pages::AGES;
use super::service;

/// `GET /billing/ageing/export.xlsx`.
///
/// # Errors
/// `Forbidden`; `Invalid` naming each wrong key.
pub async fn xlsx(page: Page) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewPayments)?;
    let (texts, lang) = (&page.services.texts, page.lang());
    let mut query = LIST.read(&page.incoming.query)?;
    query.limit = i64::try_from(MOST_ROWS).map_err(Error::internal)?;
    query.after = None;
    let (found, _) = page
        .read(move |conn, page| {
            let settings = &page.services.settings;
            let terms = Terms::at(page.now, settings.time_zone, settings.payment_term_days);
            service::list(conn, &scope, &terms, &query)
        })
        .await?;
    let count = found.items.len();
    page.write(move |conn, page| {
        let entry = Entry {
            action: "statement.export",
            object_kind: "statement",
            object: None,
            label: "ageing",
            before: None,
            after: Some(json!({ "format": "xlsx", "rows": count })),
        };
        audit::write(conn, &page.actor, page.now, entry)
    })
    .await?;
    let heads = ["field-payer"].into_iter().chain(AGES).chain([
        "ageing-overdue",
        "ageing-open",
        "account-unallocated",
        "ageing-most-days",
    ]);
    let sheet = Sheet {
        columns: heads.map(|key| texts.text(lang, key, &[])).collect(),
        rows: found.items.iter().map(row).collect(),
        note: found.next.map(|_| texts.text(lang, "export-cut", &[("count", MOST_ROWS.to_string())])),
    };
    let day = page.now.0.with_timezone(&page.services.settings.time_zone).format("%Y%m%d-%H%M");
    sheet.download(Format::Xlsx, &format!("ageing-{day}"))
}

fn row(payer: &PayerAges) -> Vec<String> {
    let ages = &payer.ages;
    let amounts = [
        ages.not_due_fen,
        ages.days_30_fen,
        ages.days_60_fen,
        ages.days_90_fen,
        ages.older_fen,
        ages.overdue_fen,
        ages.open_fen,
        payer.unallocated_fen,
    ];
    let amounts = amounts.into_iter().map(plain_yuan);
    [payer.payer_name.clone()].into_iter().chain(amounts).chain([payer.most_days.to_string()]).collect()
}
