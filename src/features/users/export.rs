//! The filtered list of people as a workbook.

use actix_web::HttpResponse;

use crate::access::{Action, Page};
use crate::error::Error;
use crate::features::shell::export::Table;

use super::model::{LIST, Person};
use super::service;

const TABLE: Table<Person> = Table {
    name: "people",
    action: "user.export",
    heads: &[
        "field-user-name",
        "field-email",
        "field-phone",
        "field-organisation-id",
        "field-roles",
        "people-status",
        "people-created",
    ],
    row: |person, words| {
        vec![
            person.name.clone(),
            person.email.clone(),
            person.phone.clone().unwrap_or_default(),
            person.organisation_name.clone(),
            person.roles.iter().map(|role| words.word("role", role.as_str())).collect::<Vec<_>>().join("、"),
            words.word("status", if person.active { "active" } else { "inactive" }),
            words.moment(person.created_at),
        ]
    },
};

/// `GET /people/export.xlsx`: what the filters find.
///
/// # Errors
/// `Forbidden`; `Invalid` naming each wrong filter.
pub async fn xlsx(page: Page) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewPeople)?;
    TABLE.xlsx(&page, &LIST, move |conn, _, query| service::list(conn, &scope, query)).await
}
