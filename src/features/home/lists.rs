//! The short lists of the role home: what has waited longest for a reviewer, and what happened last.

use crate::access::{Action, Page};
use crate::domain::record_words::ServiceRecordKind;
use crate::error::Error;
use crate::features::review::{self, Desk};
use crate::features::service_records::{self, RecordRow};
use crate::platform::db::Conn;
use crate::platform::web::list::{ListQuery, ListSpec};

/// How many rows a short list has.
const SHORT: usize = 6;

fn short(spec: &ListSpec, sort: &str) -> Result<ListQuery, Error> {
    spec.read(&[("limit".into(), SHORT.to_string()), ("sort".into(), sort.into())])
}

/// What has waited longest, for reviewers.
///
/// # Errors
/// What the database answers.
pub fn oldest_waiting(conn: &mut Conn, page: &Page) -> Result<Option<Vec<review::pages::Row>>, Error> {
    let Ok(scope) = page.may(Action::ReviewRecords) else { return Ok(None) };
    let desk = Desk { services: &page.services, actor: &page.actor, now: page.now };
    let found = review::waiting(conn, &desk, &scope, &short(&review::QUEUE, "submitted_at")?)?;
    Ok(Some(found.items.into_iter().map(|row| review::pages::Row::of(row, page)).collect()))
}

/// The newest records of both kinds that the person sees, newest first.
///
/// # Errors
/// What the database answers.
pub fn newest_records(conn: &mut Conn, page: &Page) -> Result<Option<Vec<RecordRow>>, Error> {
    let Ok(scope) = page.may(Action::ViewRecords) else { return Ok(None) };
    let query = short(&service_records::LIST, "-reported_at")?;
    let mut all = Vec::new();
    for kind in ServiceRecordKind::ALL {
        all.extend(service_records::list(conn, &scope, *kind, &query)?.items);
    }
    all.sort_by_key(|row| std::cmp::Reverse((row.reported_at, row.id)));
    all.truncate(SHORT);
    Ok(Some(all.into_iter().map(|row| RecordRow::new(row, &page.actor, &scope, page.now)).collect()))
}
