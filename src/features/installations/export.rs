//! The filtered list as a workbook.

use actix_web::HttpResponse;

use crate::access::{Action, Page};
use crate::error::Error;
use crate::features::shell::export::Table;

use super::model::{Installation, LIST};
use super::pages::desk;
use super::service;

const TABLE: Table<Installation> = Table {
    name: "installations",
    action: "installation.export",
    heads: &[
        "field-customer",
        "field-installation-products",
        "field-site-address",
        "field-installed-on",
        "field-installed-by",
        "field-accepted-by",
        "field-product-accepted-on",
        "installation-filed",
    ],
    row: |one, words| {
        vec![
            one.customer_name.clone(),
            one.products
                .iter()
                .map(|product| format!("{} {}", product.model, product.serial))
                .collect::<Vec<_>>()
                .join("\n"),
            one.site_address.clone().unwrap_or_default(),
            one.installed_on.clone(),
            one.installed_by.clone().unwrap_or_default(),
            one.accepted_by.clone(),
            one.accepted_on.clone(),
            words.moment(one.created_at),
        ]
    },
};

/// `GET /installations/export.xlsx`: what the filters find.
///
/// # Errors
/// `Forbidden`; `Invalid` naming each wrong filter.
pub async fn xlsx(page: Page) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewProducts)?;
    TABLE.xlsx(&page, &LIST, move |conn, page, query| service::list(conn, &desk(page), &scope, query)).await
}
