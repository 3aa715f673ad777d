//! Writing a request: new, and changed where nobody else has changed it in between.

use diesel::prelude::*;

use crate::error::Error;
use crate::platform::db::schema::service_requests as t;
use crate::platform::db::{Conn, Moment};

use super::super::model::Request;

/// Writes a new request.
///
/// # Errors
/// `LostRace` where the number is taken; what the database answers.
pub fn insert(conn: &mut Conn, row: &Request) -> Result<(), Error> {
    diesel::insert_into(t::table)
        .values((
            (
                t::id.eq(row.id),
                t::number.eq(&row.number),
                t::version.eq(row.version),
                t::customer_id.eq(row.customer_id),
                t::customer_class.eq(row.customer_class.as_str()),
                t::raised_by.eq(row.raised_by),
                t::reported_at.eq(row.reported_at),
            ),
            changes(row),
            t::updated_at.eq(row.updated_at),
        ))
        .execute(conn)
        .map_err(|fault| match Error::from(fault) {
            // A number drawn twice: the whole use-case runs again and draws another.
            Error::Duplicate(what) if what.contains("number") => Error::LostRace,
            other => other,
        })?;
    Ok(())
}

/// Writes a changed request, if nobody else has since it was read; counts its version up.
///
/// # Errors
/// `Stale` where somebody has.
pub fn save(conn: &mut Conn, row: &mut Request, now: Moment) -> Result<(), Error> {
    row.updated_at = now;
    row.open = row.status.is_open();
    let read = row.version;
    let changed = diesel::update(t::table.filter(t::id.eq(row.id)).filter(t::version.eq(read)))
        .set((changes(row), t::version.eq(read + 1), t::updated_at.eq(now)))
        .execute(conn)?;
    if changed == 0 {
        return Err(Error::Stale);
    }
    row.version = read + 1;
    Ok(())
}

type Changes<'a> = (
    diesel::dsl::Eq<t::kind, &'static str>,
    diesel::dsl::Eq<t::status, &'static str>,
    diesel::dsl::Eq<t::open, bool>,
    diesel::dsl::Eq<t::holder, &'static str>,
    diesel::dsl::Eq<t::reached_vendor, bool>,
    diesel::dsl::Eq<t::severity, Option<i32>>,
    diesel::dsl::Eq<t::customer_name, &'a String>,
    diesel::dsl::Eq<t::agent_id, Option<crate::platform::db::Id>>,
    diesel::dsl::Eq<t::contact_id, Option<crate::platform::db::Id>>,
    diesel::dsl::Eq<t::service_code, &'a String>,
    diesel::dsl::Eq<t::city, &'a String>,
    diesel::dsl::Eq<t::assignee_id, Option<crate::platform::db::Id>>,
    diesel::dsl::Eq<t::assignee_name, &'a String>,
    diesel::dsl::Eq<t::profile, &'a String>,
    diesel::dsl::Eq<t::escalated_at, Option<Moment>>,
    diesel::dsl::Eq<t::resolved_at, Option<Moment>>,
    diesel::dsl::Eq<t::confirmed_at, Option<Moment>>,
    diesel::dsl::Eq<t::ended_at, Option<Moment>>,
    diesel::dsl::Eq<t::record_since, Moment>,
    diesel::dsl::Eq<t::next_due_at, Option<Moment>>,
    diesel::dsl::Eq<t::subject, &'a String>,
    diesel::dsl::Eq<t::content, &'a serde_json::Value>,
);

/// The columns that may change.
fn changes(row: &Request) -> Changes<'_> {
    (
        t::kind.eq(row.kind.as_str()),
        t::status.eq(row.status.as_str()),
        t::open.eq(row.open),
        t::holder.eq(row.holder.as_str()),
        t::reached_vendor.eq(row.reached_vendor),
        t::severity.eq(row.severity),
        t::customer_name.eq(&row.customer_name),
        t::agent_id.eq(row.agent_id),
        t::contact_id.eq(row.contact_id),
        t::service_code.eq(&row.service_code),
        t::city.eq(&row.city),
        t::assignee_id.eq(row.assignee_id),
        t::assignee_name.eq(&row.assignee_name),
        t::profile.eq(&row.profile),
        t::escalated_at.eq(row.escalated_at),
        t::resolved_at.eq(row.resolved_at),
        t::confirmed_at.eq(row.confirmed_at),
        t::ended_at.eq(row.ended_at),
        t::record_since.eq(row.record_since),
        t::next_due_at.eq(row.next_due_at),
        t::subject.eq(&row.subject),
        t::content.eq(&row.content),
    )
}
