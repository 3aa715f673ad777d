//! Writing the head of a record: new, and changed where nobody else has changed it in between.

use diesel::prelude::*;
use serde_json::Value;

use crate::error::Error;
use crate::platform::db::schema::service_records as t;
use crate::platform::db::{Conn, Id, Moment};

use super::super::model::Head;

/// Writes a new head.
///
/// # Errors
/// What the database answers.
pub fn insert_head(conn: &mut Conn, head: &Head) -> Result<(), Error> {
    diesel::insert_into(t::table)
        .values((
            (
                t::id.eq(head.id),
                t::number.eq(&head.number),
                t::kind.eq(head.kind.as_str()),
                t::author_id.eq(head.author),
                t::author_name.eq(&head.author_name),
                t::author_organisation_id.eq(head.author_organisation),
                t::author_organisation_name.eq(&head.author_organisation_name),
                t::created_at.eq(head.created_at),
                t::version.eq(head.version),
            ),
            changes(head),
        ))
        .execute(conn)
        .map_err(|fault| match Error::from(fault) {
            // A number drawn twice: the whole use-case runs again and draws another.
            Error::Duplicate(what) if what.contains("number") => Error::LostRace,
            other => other,
        })?;
    Ok(())
}

/// Writes a changed head, if nobody else has since it was read; counts its version up.
///
/// # Errors
/// `Stale` where somebody has.
pub fn save_head(conn: &mut Conn, head: &mut Head, now: Moment) -> Result<(), Error> {
    head.updated_at = now;
    let read = head.version;
    let changed = diesel::update(t::table.filter(t::id.eq(head.id)).filter(t::version.eq(read)))
        .set((changes(head), t::version.eq(read + 1)))
        .execute(conn)?;
    if changed == 0 {
        return Err(Error::Stale);
    }
    head.version = read + 1;
    Ok(())
}

/// The columns of a head that may change.
macro_rules! assignments {
    ($head:expr; $($column:ident = $value:expr),+ $(,)?) => { ($(t::$column.eq($value)),+) };
}

type Changes<'a> = (
    diesel::dsl::Eq<t::status, &'static str>,
    diesel::dsl::Eq<t::revision, i32>,
    diesel::dsl::Eq<t::submitted_revision, Option<i32>>,
    diesel::dsl::Eq<t::submitted_status, &'a Option<String>>,
    diesel::dsl::Eq<t::approved_revision, Option<i32>>,
    diesel::dsl::Eq<t::customer_id, Option<Id>>,
    diesel::dsl::Eq<t::customer_name, &'a String>,
    diesel::dsl::Eq<t::customer_class, Option<&'static str>>,
    diesel::dsl::Eq<t::agent_id, Option<Id>>,
    diesel::dsl::Eq<t::escalated, bool>,
    diesel::dsl::Eq<t::service_code, &'a Option<String>>,
    diesel::dsl::Eq<t::serial_key, &'a Option<String>>,
    diesel::dsl::Eq<t::reported_at, Moment>,
    diesel::dsl::Eq<t::submitted_at, Option<Moment>>,
    diesel::dsl::Eq<t::taken_by, Option<Id>>,
    diesel::dsl::Eq<t::taken_until, Option<Moment>>,
    diesel::dsl::Eq<t::updated_at, Moment>,
    diesel::dsl::Eq<t::summary, &'a String>,
    diesel::dsl::Eq<t::content, &'a Value>,
    diesel::dsl::Eq<t::unparsed, &'a Value>,
    diesel::dsl::Eq<t::request_id, Option<Id>>,
);

fn changes(head: &Head) -> Changes<'_> {
    assignments!(head;
        status = head.status.as_str(),
        revision = head.revision,
        submitted_revision = head.submitted_revision,
        submitted_status = &head.submitted_status,
        approved_revision = head.approved_revision,
        customer_id = head.customer,
        customer_name = &head.customer_name,
        customer_class = head.customer_class.map(crate::domain::words::ClientClass::as_str),
        agent_id = head.agent,
        escalated = head.escalated,
        service_code = &head.service_code,
        serial_key = &head.serial_key,
        reported_at = head.reported_at,
        submitted_at = head.submitted_at,
        taken_by = head.taken_by,
        taken_until = head.taken_until,
        updated_at = head.updated_at,
        summary = &head.summary,
        content = &head.content,
        unparsed = &head.unparsed,
        request_id = head.request,
    )
}

/// Keeps everybody else from changing the head of a record until the transaction ends.
///
/// # Errors
/// What the database answers.
pub fn hold(conn: &mut Conn, id: Id) -> Result<(), Error> {
    diesel::update(t::table.filter(t::id.eq(id))).set(t::version.eq(t::version)).execute(conn)?;
    Ok(())
}

/// Whether a record of the work of a request was handed in at or after `since`, and not refused.
///
/// # Errors
/// What the database answers.
pub fn filed_for(conn: &mut Conn, request: Id, since: Moment) -> Result<bool, Error> {
    let filed = t::table
        .filter(t::request_id.assume_not_null().eq(request))
        .filter(t::submitted_at.assume_not_null().ge(since))
        .filter(t::submitted_status.assume_not_null().eq_any(["submitted", "in_review", "approved"]));
    Ok(diesel::select(diesel::dsl::exists(filed)).get_result(conn)?)
}
