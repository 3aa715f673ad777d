//! The filtered list as a workbook.

use actix_web::HttpResponse;

use crate::access::{Action, Page};
use crate::error::Error;
use crate::features::policy;
use crate::features::shell::export::Table;

use super::model::{LIST, Organisation};
use super::service;

const TABLE: Table<(Organisation, String)> = Table {
    name: "organisations",
    action: "organisation.export",
    heads: &[
        "field-organisation-name",
        "field-kind",
        "field-organisation-city",
        "people-status",
        "people-created",
    ],
    row: |(one, city), words| {
        vec![
            one.name.clone(),
            words.word("organisation-kind", one.kind.as_str()),
            city.clone(),
            words.word("status", if one.active { "active" } else { "inactive" }),
            words.moment(one.created_at),
        ]
    },
};

/// `GET /organisations/export.xlsx`: what the filters find.
///
/// # Errors
/// `Forbidden`; `Invalid` naming each wrong filter.
pub async fn xlsx(page: Page) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewPeople)?;
    let find = move |conn: &mut _, page: &Page, query: &_| {
        let policies = page.services.policies.current();
        let now = policies.at(page.now.0).map_err(Error::internal)?;
        let found = service::list(conn, &scope, query)?;
        Ok(found.map(|one| {
            let code = one.city.as_deref().and_then(|code| code.parse().ok());
            let city = code.map(|code| policy::city_name(now, code, page.lang())).unwrap_or_default();
            (one, city)
        }))
    };
    TABLE.xlsx(&page, &LIST, find).await
}
