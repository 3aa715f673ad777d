//! The short lists of the role home: what has waited longest for a reviewer, and what happened last.

use serde::Serialize;

use crate::access::{Action, Page, audit_log};
use crate::domain::record_words::ServiceRecordKind;
use crate::error::Error;
use crate::features::audit::action_words;
use crate::features::review::{self, Desk};
use crate::features::service_records::{self, RecordRow};
use crate::platform::db::{Conn, Moment};
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

/// A line of the audit log.
#[derive(Debug, Serialize)]
pub struct AuditLine {
    at: Moment,
    actor: String,
    action: String,
    object: String,
}

/// What was done last, for those who read the audit log.
///
/// # Errors
/// What the database answers.
pub fn newest_audit(conn: &mut Conn, page: &Page) -> Result<Option<Vec<AuditLine>>, Error> {
    let Ok(scope) = page.may(Action::ViewAudit) else { return Ok(None) };
    let found =
        audit_log::list(conn, &scope, page.services.settings.time_zone, &short(&audit_log::LIST, "-at")?)?;
    let (texts, lang) = (&page.services.texts, page.lang());
    let line = |entry: audit_log::AuditEntry| AuditLine {
        at: entry.at,
        actor: entry.actor_name,
        action: action_words(&entry.action, texts, lang),
        object: entry.object_label,
    };
    Ok(Some(found.items.into_iter().map(line).collect()))
}
