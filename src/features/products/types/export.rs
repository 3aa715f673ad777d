//! The list of types as a workbook.

use actix_web::HttpResponse;

use crate::access::{Action, Page};
use crate::error::Error;
use crate::features::shell::export::Table;

use super::model::{LIST, ProductType};
use super::service;

const TABLE: Table<ProductType> = Table {
    name: "product-types",
    action: "product_type.export",
    heads: &[
        "field-product-type-name",
        "field-product-type-name-en",
        "field-free-service-months",
        "field-warranty-months",
        "field-models",
    ],
    row: |kind, _| {
        let models: Vec<&str> = kind.models.iter().map(|model| model.name.as_str()).collect();
        vec![
            kind.name.clone(),
            kind.name_en.clone().unwrap_or_default(),
            kind.free_service_months.to_string(),
            kind.warranty_months.to_string(),
            models.join("、"),
        ]
    },
};

/// `GET /admin/product-types/export.xlsx`: what the filters find.
///
/// # Errors
/// `Forbidden`; `Invalid` naming each wrong filter.
pub async fn xlsx(page: Page) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ManageProductTypes)?;
    TABLE.xlsx(&page, &LIST, move |conn, _, query| service::list(conn, &scope, query)).await
}
