//! What is added to a record and never changes: revisions, verdicts, the lines of its timeline.

use std::collections::HashMap;

use diesel::prelude::*;
use serde_json::Value;

use crate::error::Error;
use crate::platform::db::schema::{record_events, record_revisions, record_verdicts};
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::random;

use super::super::model::{Revision, VerdictRow};

/// Writes a revision as it is sent in.
///
/// # Errors
/// What the database answers.
pub fn insert_revision(conn: &mut Conn, record: Id, revision: &Revision) -> Result<(), Error> {
    use record_revisions as r;
    diesel::insert_into(r::table)
        .values((
            r::record_id.eq(record),
            r::revision.eq(revision.revision),
            r::content.eq(&revision.content),
            r::decision.eq(&revision.decision),
            r::submitted_by.eq(revision.submitted_by),
            r::submitted_by_name.eq(&revision.submitted_by_name),
            r::submitted_at.eq(revision.submitted_at),
        ))
        .execute(conn)?;
    Ok(())
}

/// One revision of a record that the caller has found in sight.
///
/// # Errors
/// `NotFound`.
pub fn revision(conn: &mut Conn, record: Id, number: i32) -> Result<Revision, Error> {
    use record_revisions as r;
    r::table
        .filter(r::record_id.eq(record).and(r::revision.eq(number)))
        .select((
            r::revision,
            r::content,
            r::decision,
            r::submitted_by,
            r::submitted_by_name,
            r::submitted_at,
        ))
        .first(conn)
        .optional()?
        .ok_or(Error::NotFound)
}

/// Every revision of a record that the caller has found in sight, oldest first.
///
/// # Errors
/// What the database answers.
pub fn revisions(conn: &mut Conn, record: Id) -> Result<Vec<Revision>, Error> {
    use record_revisions as r;
    Ok(r::table
        .filter(r::record_id.eq(record))
        .order(r::revision)
        .select((
            r::revision,
            r::content,
            r::decision,
            r::submitted_by,
            r::submitted_by_name,
            r::submitted_at,
        ))
        .load(conn)?)
}

/// What was sent in last of each of these records, which the caller has found in sight. One statement.
///
/// # Errors
/// What the database answers.
pub fn last_contents(conn: &mut Conn, records: &[Id]) -> Result<HashMap<Id, Value>, Error> {
    use record_revisions as r;
    if records.is_empty() {
        return Ok(HashMap::new());
    }
    // Oldest first, so that the last one of each is what stays.
    let rows: Vec<(Id, Value)> = r::table
        .filter(r::record_id.eq_any(records))
        .order(r::revision)
        .select((r::record_id, r::content))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

/// Writes a verdict; the database takes one for each revision.
///
/// # Errors
/// `Conflict` where there is one already.
pub fn insert_verdict(conn: &mut Conn, record: Id, verdict: &VerdictRow) -> Result<(), Error> {
    use record_verdicts as v;
    diesel::insert_into(v::table)
        .values((
            v::record_id.eq(record),
            v::revision.eq(verdict.revision),
            v::verdict.eq(verdict.verdict.as_str()),
            v::comment.eq(&verdict.comment),
            v::remarks.eq(&verdict.remarks),
            v::reviewer_id.eq(verdict.reviewer_id),
            v::reviewer_name.eq(&verdict.reviewer_name),
            v::decided_at.eq(verdict.decided_at),
        ))
        .execute(conn)
        .map_err(|fault| match Error::from(fault) {
            Error::Duplicate(_) => Error::Conflict("already_decided"),
            other => other,
        })?;
    Ok(())
}

/// The verdicts on a record, oldest first.
///
/// # Errors
/// What the database answers.
pub fn verdicts(conn: &mut Conn, record: Id) -> Result<Vec<VerdictRow>, Error> {
    use record_verdicts as v;
    Ok(v::table
        .filter(v::record_id.eq(record))
        .order(v::revision)
        .select((
            v::revision,
            v::verdict,
            v::comment,
            v::remarks,
            v::reviewer_id,
            v::reviewer_name,
            v::decided_at,
        ))
        .load(conn)?)
}

/// One line of a timeline.
#[derive(Debug, Clone, Queryable, serde::Serialize, utoipa::ToSchema)]
pub struct Event {
    /// When.
    pub at: Moment,
    /// `created`, `submitted`, …
    pub kind: String,
    /// Of which revision.
    pub revision: i32,
    /// By whom.
    pub actor_name: String,
    /// In words, where there are any.
    pub note: String,
}

/// Adds a line to a timeline.
///
/// # Errors
/// What the database answers.
pub fn insert_event(conn: &mut Conn, record: Id, actor: (Id, &str), event: &Event) -> Result<(), Error> {
    use record_events as e;
    diesel::insert_into(e::table)
        .values((
            e::id.eq(random::id(event.at)),
            e::record_id.eq(record),
            e::at.eq(event.at),
            e::kind.eq(&event.kind),
            e::revision.eq(event.revision),
            e::actor_id.eq(actor.0),
            e::actor_name.eq(actor.1),
            e::note.eq(&event.note),
        ))
        .execute(conn)?;
    Ok(())
}

/// Whether somebody began, wrote on or sent in a record, by its timeline.
///
/// # Errors
/// What the database answers.
pub fn wrote(conn: &mut Conn, record: Id, user: Id) -> Result<bool, Error> {
    use record_events as e;
    let kinds = ["created", "edited", "submitted", "correction_started"];
    let by = e::record_id.eq(record).and(e::actor_id.eq(user)).and(e::kind.eq_any(kinds));
    Ok(diesel::select(diesel::dsl::exists(e::table.filter(by))).get_result(conn)?)
}

/// The timeline of a record, oldest first.
///
/// # Errors
/// What the database answers.
pub fn events(conn: &mut Conn, record: Id) -> Result<Vec<Event>, Error> {
    use record_events as e;
    Ok(e::table
        .filter(e::record_id.eq(record))
        .order((e::at, e::id))
        .select((e::at, e::kind, e::revision, e::actor_name, e::note))
        .limit(500)
        .load(conn)?)
}
