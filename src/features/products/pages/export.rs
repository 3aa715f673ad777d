//! The filtered list as a file. That somebody took it is an entry of the log (chapter 7).

use actix_web::HttpResponse;
use serde_json::json;

use crate::access::audit::{self, Entry};
use crate::access::{Action, Page};
use crate::domain::product_words::TermState;
use crate::error::Error;
use crate::platform::export::{Format, MOST_ROWS, Sheet};
use crate::platform::i18n::{Lang, Texts};

use super::super::model::{LIST, Product};
use super::super::service;
use super::{desk, type_name};

/// `GET /products/export.csv`: what the filters find, as a file.
///
/// # Errors
/// `Forbidden`; `Invalid` naming each wrong filter.
pub async fn csv(page: Page) -> Result<HttpResponse, Error> {
    download(&page, Format::Csv).await
}

/// `GET /products/export.xlsx`: the same as a workbook.
///
/// # Errors
/// As `csv`.
pub async fn xlsx(page: Page) -> Result<HttpResponse, Error> {
    download(&page, Format::Xlsx).await
}

async fn download(page: &Page, format: Format) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewProducts)?;
    let (texts, lang) = (&page.services.texts, page.lang());
    // Not as leniently as the page: a file with other rows than were asked for would be worse than none.
    let mut query = LIST.read(&page.incoming.query)?;
    query.limit = i64::try_from(MOST_ROWS).map_err(Error::internal)?;
    query.after = None;
    let found = page.read(move |conn, page| service::list(conn, &desk(page), &scope, &query)).await?;
    let count = found.items.len();
    page.write(move |conn, page| {
        let entry = Entry {
            action: "product.export",
            object_kind: "product",
            object: None,
            label: format.ending(),
            before: None,
            after: Some(json!({ "format": format.ending(), "rows": count })),
        };
        audit::write(conn, &page.actor, page.now, entry)
    })
    .await?;
    let sheet = Sheet {
        columns: COLUMNS.iter().map(|key| texts.text(lang, key, &[])).collect(),
        rows: found.items.iter().map(|product| row(product, texts, lang)).collect(),
        note: found.next.map(|_| texts.text(lang, "audit-export-cut", &[("count", MOST_ROWS.to_string())])),
    };
    let day = page.now.0.with_timezone(&page.services.settings.time_zone).format("%Y%m%d-%H%M");
    sheet.download(format, &format!("products-{day}"))
}

const COLUMNS: &[&str] = &[
    "field-product-kind",
    "field-product-type",
    "field-model",
    "field-serial",
    "field-nodes",
    "field-customer",
    "field-product-delivered-on",
    "field-product-accepted-on",
    "product-free-service-until",
    "product-free-service",
    "product-warranty-until",
    "product-warranty",
];

fn row(product: &Product, texts: &Texts, lang: Lang) -> Vec<String> {
    let state = |state: TermState| texts.word(lang, "term", state.as_str());
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let coverage = &product.coverage;
    vec![
        texts.word(lang, "product-kind", product.kind.as_str()),
        type_name(product, lang),
        product.model.clone(),
        product.serial.clone(),
        product.nodes.map(|nodes| nodes.to_string()).unwrap_or_default(),
        product.customer_name.clone(),
        product.delivered_on.clone().unwrap_or_default(),
        product.accepted_on.clone().unwrap_or_default(),
        day(coverage.free_service_until),
        state(coverage.free_service),
        day(coverage.warranty_until),
        state(coverage.warranty),
    ]
}
