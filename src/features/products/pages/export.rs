//! The filtered list as a file.

use actix_web::HttpResponse;

use crate::access::{Action, Page};
use crate::domain::product_words::TermState;
use crate::error::Error;
use crate::features::shell::export::Table;
use crate::platform::export::Format;

use super::super::model::{LIST, Product};
use super::super::service;
use super::{desk, type_name};

const TABLE: Table<Product> = Table {
    name: "products",
    action: "product.export",
    heads: &[
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
        "product-gone",
        "product-gone-on",
        "field-loan-stock",
    ],
    row: |product, words| {
        let state = |state: TermState| words.word("term", state.as_str());
        let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        let coverage = &product.coverage;
        vec![
            words.word("product-kind", product.kind.as_str()),
            type_name(product, words.lang),
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
            product.gone_as.as_deref().map(|how| words.word("product-gone", how)).unwrap_or_default(),
            product.gone_on.clone().unwrap_or_default(),
            words.yes(product.loan_stock),
        ]
    },
};

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
    let find = move |conn: &mut _, page: &Page, query: &_| service::list(conn, &desk(page), &scope, query);
    TABLE.download(page, format, &LIST, find).await
}
