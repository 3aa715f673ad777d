//! `/`: the role home.

use actix_web::HttpResponse;
use serde::Serialize;

use crate::access::{Action, Page};
use crate::domain::holiday_effect::Missing;
use crate::error::Error;
use crate::features::holidays;
use crate::features::review;
use crate::features::shell;

use super::cards::{self, Group};
use super::lists;
use super::steps::{self, Step};

#[derive(Serialize)]
struct Record {
    href: String,
    #[serde(flatten)]
    row: crate::features::service_records::RecordRow,
}

#[derive(Serialize)]
struct HomePage {
    name: String,
    /// Years without holidays, for whoever can import them.
    missing: Vec<Missing>,
    steps: Option<Vec<Step>>,
    groups: Vec<Group>,
    /// Whether the reader raises requests: a customer above all comes for that.
    may_raise: bool,
    may_write: bool,
    waiting: Option<Vec<review::pages::Row>>,
    records: Option<Vec<Record>>,
    audit: Option<Vec<lists::AuditLine>>,
}

/// `GET /`.
///
/// # Errors
/// What the database answers.
pub async fn show(page: Page) -> Result<HttpResponse, Error> {
    page.may(Action::OwnAccount)?;
    let data = page
        .read(|conn, page| {
            let records = lists::newest_records(conn, page)?;
            Ok(HomePage {
                name: page.actor.name().to_string(),
                missing: if page.actor.can(Action::ManageCalendars) {
                    holidays::missing_years(page)?
                } else {
                    vec![]
                },
                steps: steps::first_steps(conn, page)?,
                groups: cards::groups(conn, page)?,
                may_raise: page.actor.can(Action::WorkOnRequests),
                may_write: page.actor.can(Action::WriteRecords),
                waiting: lists::oldest_waiting(conn, page)?,
                audit: lists::newest_audit(conn, page)?,
                records: records.map(|rows| {
                    rows.into_iter()
                        .map(|row| Record {
                            href: format!("{}/{}", review::form_of(row.kind).path, row.id),
                            row,
                        })
                        .collect()
                }),
            })
        })
        .await?;
    shell::render(&page, "pages/home/show.html", "title-home", &[], &data).await
}
