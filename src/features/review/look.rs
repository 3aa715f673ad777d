//! What a reviewer looks at: the queue with what each record comes to, and one record with its checks, its previous
//! revision and its history (4.4). Reading changes nothing; a record is taken by taking it.

use crate::access::{Action, Scope};
use crate::domain::record_words::{RecordStatus, ServiceRecordKind};
use crate::error::Error;
use crate::features::service_records::{self, Event, Head, Judged, Revision, Summary, VerdictRow};
use crate::features::{attachments, users};
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::web::list::{ListQuery, Listing};

use super::checks::{Check, checks};
use super::service::is_free_remote;
use super::{Desk, rules};

/// A row of the queue.
#[derive(Debug)]
pub struct Waiting {
    /// The record.
    pub row: Summary,
    /// Its state for reviewers, a take that has run out counted as none.
    pub status: RecordStatus,
    /// The decision stored with what was sent in.
    pub judged: Option<Judged>,
    /// Who has taken it, by name.
    pub taker: Option<String>,
    /// Whether it can be approved together with others.
    pub free_remote: bool,
}

/// One page of the queue. Three statements.
///
/// # Errors
/// What the database answers.
pub fn waiting(
    conn: &mut Conn,
    desk: &Desk<'_>,
    scope: &Scope,
    query: &ListQuery,
) -> Result<Listing<Waiting>, Error> {
    let kind: Option<ServiceRecordKind> = query.filter("kind").and_then(|word| word.parse().ok());
    let rows = service_records::queue(conn, scope, kind, query.filter("status"), query)?;
    let ids: Vec<Id> = rows.items.iter().map(|row| row.id).collect();
    let reviewers = users::names(conn, rows.items.iter().filter_map(|row| row.taken_by))?;
    let mut decisions = service_records::last_decisions(conn, &ids)?;
    Ok(rows.map(|row| {
        let status = status_of(row.submitted_status.as_deref(), row.taken_until, desk.now);
        let judged = decisions.remove(&row.id);
        let mine = row.taken_by == Some(desk.actor.user());
        let open = status == RecordStatus::Submitted || (status == RecordStatus::InReview && mine);
        let own =
            row.author_organisation == desk.actor.organisation() && row.author_name == desk.actor.name();
        let free_remote = open && !own && judged.as_ref().is_some_and(is_free_remote);
        let taken_by = row.taken_by.filter(|_| status == RecordStatus::InReview);
        let taker = taken_by.and_then(|id| reviewers.get(&id).cloned());
        Waiting { status, judged, taker, free_remote, row }
    }))
}

fn status_of(column: Option<&str>, taken_until: Option<Moment>, now: Moment) -> RecordStatus {
    let status = column.and_then(|word| word.parse().ok()).unwrap_or(RecordStatus::Draft);
    service_records::effective_status(status, taken_until, now)
}

/// One record as a reviewer sees it.
#[derive(Debug)]
pub struct Looked {
    /// The record.
    pub head: Head,
    /// Its state for reviewers.
    pub status: RecordStatus,
    /// What was sent in last.
    pub revision: Revision,
    /// The revision that was decided on before it, else the one before it.
    pub previous: Option<Revision>,
    /// The decision stored with it.
    pub judged: Judged,
    /// What the portal found by itself.
    pub checks: Vec<Check>,
    /// What reviewers said, oldest first.
    pub verdicts: Vec<VerdictRow>,
    /// What happened, oldest first.
    pub events: Vec<Event>,
    /// Its files, marked against the previous revision.
    pub attachments: Vec<attachments::Item>,
    /// Whether the reviewer had a hand in it.
    pub own_work: bool,
}

impl Looked {
    /// Whether a verdict is waited for.
    #[must_use]
    pub fn waits(&self) -> bool {
        matches!(self.status, RecordStatus::Submitted | RecordStatus::InReview)
    }

    /// Who has it, by name.
    #[must_use]
    pub fn taker(&self) -> Option<&str> {
        let last = self.events.iter().rev().find(|event| event.kind == "taken");
        last.filter(|_| self.status == RecordStatus::InReview).map(|event| event.actor_name.as_str())
    }
}

/// Looks at one record. Reading it takes nothing from anybody.
///
/// # Errors
/// `NotFound` where it was never sent in or is missing.
pub fn look(conn: &mut Conn, desk: &Desk<'_>, id: Id) -> Result<Looked, Error> {
    let scope = desk.actor.may(Action::ReviewRecords)?;
    let head = service_records::find(conn, &scope, None, id)?;
    let revision = service_records::revision(conn, id, head.submitted_revision.ok_or(Error::NotFound)?)?;
    let verdicts = service_records::verdicts(conn, id)?;
    let decided =
        verdicts.iter().map(|verdict| verdict.revision).filter(|number| *number < revision.revision);
    let before = decided.max().or(Some(revision.revision - 1)).filter(|number| *number > 0);
    let previous = before.map(|number| service_records::revision(conn, id, number)).transpose()?;
    let judged: Judged = serde_json::from_value(revision.decision.clone())?;
    let checks = checks(conn, desk.services, &scope, &head, &revision)?;
    let events = service_records::events(conn, id)?;
    let earlier = previous.as_ref().map(|before| before.revision);
    let attachments = attachments::compared(conn, id, revision.revision, earlier)?;
    let zone = desk.services.settings.time_zone;
    let own_work = match rules::not_own_work(conn, desk.actor, &head, &revision, zone) {
        Ok(()) => false,
        Err(Error::Forbidden(_)) => true,
        Err(other) => return Err(other),
    };
    let status = status_of(head.submitted_status.as_deref(), head.taken_until, desk.now);
    Ok(Looked { status, revision, previous, judged, checks, verdicts, events, attachments, own_work, head })
}
