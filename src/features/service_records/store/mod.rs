//! Service records as rows. Every read of the head goes through [`visible`].

mod head;
mod history;

pub use head::{filed_for, hold, insert_head, save_head};
pub use history::{
    Event, events, insert_event, insert_revision, insert_verdict, revision, revisions, verdicts, wrote,
};

use diesel::prelude::*;
use diesel::sql_types::Bool;
use serde_json::Value;

use crate::access::{Scope, Sight};
use crate::domain::record_words::{RecordStatus, ServiceRecordKind};
use crate::error::Error;
use crate::features::customers;
use crate::platform::db::schema::service_records as t;
use crate::platform::db::search::{contains, lower};
use crate::platform::db::{AnyDb, Conn, Id};
use crate::platform::web::list::{ListQuery, Listing, moment_key};

use super::model::{Head, Summary};

type Condition = Box<dyn BoxableExpression<t::table, AnyDb, SqlType = Bool>>;

/// The rows within `scope` (chapter 7).
pub(super) fn visible(scope: &Scope) -> Condition {
    // Not "false or …": behind an "or" SQLite does not see the index that fits a single sight.
    let each = scope.sights().iter().map(|sight| through(*sight, scope));
    let any = each.reduce(|any, next| Box::new(any.or(next)));
    any.unwrap_or_else(|| Box::new(diesel::dsl::sql::<Bool>("FALSE")))
}

fn through(sight: Sight, scope: &Scope) -> Condition {
    let organisation = scope.organisation();
    let submitted = t::submitted_revision.is_not_null();
    let approved = t::approved_revision.is_not_null();
    let own = t::author_organisation_id.eq(organisation);
    match sight {
        Sight::All => Box::new(diesel::dsl::sql::<Bool>("TRUE")),
        Sight::Organisation => Box::new(own),
        Sight::Agent => Box::new(t::agent_id.assume_not_null().eq(organisation).and(own.or(approved))),
        Sight::Customer => Box::new(
            approved
                .and(t::customer_id.assume_not_null().eq_any(customers::ids_of_organisation(organisation))),
        ),
        Sight::KeyAccounts => {
            let begun = t::author_id.eq(scope.user()).and(t::customer_id.is_null());
            Box::new(begun.or(
                submitted.or(own).and(t::customer_class.assume_not_null().eq("key_account")).and(
                    t::customer_id.assume_not_null().eq_any(customers::ids_of_account_manager(scope.user())),
                ),
            ))
        }
        Sight::ReachedVendor => {
            Box::new(own.or(
                submitted.and(t::escalated.eq(true).or(t::customer_class.assume_not_null().ne("end_user"))),
            ))
        }
        Sight::VendorDesk => Box::new(submitted.or(own)),
        Sight::Submitted => Box::new(submitted),
        Sight::Approved => Box::new(approved),
        Sight::Own | Sight::Payer | Sight::BillingContact => Box::new(diesel::dsl::sql::<Bool>("FALSE")),
    }
}

/// One record of a kind.
///
/// # Errors
/// `NotFound` where it is missing or out of sight.
pub fn find(conn: &mut Conn, scope: &Scope, kind: Option<ServiceRecordKind>, id: Id) -> Result<Head, Error> {
    let mut query = t::table.into_boxed::<AnyDb>().filter(visible(scope)).filter(t::id.eq(id));
    if let Some(kind) = kind {
        query = query.filter(t::kind.eq(kind.as_str()));
    }
    query.first(conn).optional()?.ok_or(Error::NotFound)
}

/// Those of `ids` that are in sight. One statement.
///
/// # Errors
/// What the database answers.
pub fn in_sight(conn: &mut Conn, scope: &Scope, ids: &[Id]) -> Result<Vec<Id>, Error> {
    let query = t::table.into_boxed::<AnyDb>().filter(visible(scope)).filter(t::id.eq_any(ids.to_vec()));
    Ok(query.select(t::id).load(conn)?)
}

/// The record behind a one-use link that was good: the link is the permission.
///
/// # Errors
/// `NotFound` where it is missing.
pub fn behind_link(conn: &mut Conn, id: Id) -> Result<Head, Error> {
    t::table.filter(t::id.eq(id)).first(conn).optional()?.ok_or(Error::NotFound)
}

macro_rules! summary_columns {
    () => {
        (
            t::id,
            t::number,
            t::kind,
            t::status,
            t::revision,
            t::submitted_status,
            t::approved_revision,
            t::version,
            t::author_name,
            t::author_organisation_id,
            t::author_organisation_name,
            t::customer_id,
            t::customer_name,
            t::customer_class,
            t::escalated,
            t::service_code,
            t::reported_at,
            t::submitted_at,
            t::taken_by,
            t::taken_until,
            t::updated_at,
            t::summary,
        )
    };
}

/// One page of records of `kind`, newest report first unless asked otherwise. One statement.
///
/// # Errors
/// What the database answers.
pub fn list(
    conn: &mut Conn,
    scope: &Scope,
    kind: ServiceRecordKind,
    query: &ListQuery,
) -> Result<Listing<Summary>, Error> {
    let mut rows = t::table
        .into_boxed::<AnyDb>()
        .select(summary_columns!())
        .filter(t::kind.eq(kind.as_str()))
        .filter(visible(scope));
    if let Some(status) = query.filter("status") {
        rows = rows.filter(shows_status(scope, status.to_string()));
    }
    if let Some(id) = query.filter_id("customer_id") {
        rows = rows.filter(t::customer_id.eq(id));
    }
    if let Some(id) = query.filter_id("agent_id") {
        rows = rows.filter(t::agent_id.eq(id));
    }
    if let Some(id) = query.filter_id("author_id") {
        rows = rows.filter(t::author_id.eq(id));
    }
    if let Some(code) = query.filter("service_code") {
        rows = rows.filter(t::service_code.eq(code.to_string()));
    }
    if let Some(serial) = query.filter("serial") {
        let key: String = serial.chars().filter(|c| !c.is_whitespace()).collect();
        rows = rows.filter(t::serial_key.eq(key.to_uppercase()));
    }
    if let Some(words) = &query.q {
        rows = rows.filter(mentions(words));
    }
    if let (Some(after), Some(at)) =
        (&query.after, query.after.as_ref().and_then(crate::platform::web::list::Cursor::moment))
    {
        rows = if query.descending {
            rows.filter(t::reported_at.lt(at).or(t::reported_at.eq(at).and(t::id.lt(after.id()))))
        } else {
            rows.filter(t::reported_at.gt(at).or(t::reported_at.eq(at).and(t::id.gt(after.id()))))
        };
    }
    rows = if query.descending {
        rows.order((t::reported_at.desc(), t::id.desc()))
    } else {
        rows.order((t::reported_at.asc(), t::id.asc()))
    };
    let found: Vec<Summary> = rows.limit(query.limit + 1).load(conn)?;
    Ok(Listing::cut(found, query, |row| (moment_key(row.reported_at), row.id)))
}

/// A record shows its working state to its own organisation and the state of what was sent in to everybody else.
fn shows_status(scope: &Scope, status: String) -> Condition {
    let sees = |wanted: &[Sight]| scope.sights().iter().any(|sight| wanted.contains(sight));
    let writes = sees(&[
        Sight::Organisation,
        Sight::Agent,
        Sight::KeyAccounts,
        Sight::ReachedVendor,
        Sight::VendorDesk,
    ]);
    let inside =
        sees(&[Sight::All, Sight::Submitted, Sight::KeyAccounts, Sight::ReachedVendor, Sight::VendorDesk]);
    let own = t::author_organisation_id.eq(scope.organisation());
    let others: Condition = if inside {
        Box::new(t::submitted_status.assume_not_null().eq(status.clone()))
    } else if status == RecordStatus::Approved.as_str() {
        Box::new(t::approved_revision.is_not_null())
    } else {
        Box::new(diesel::dsl::sql::<Bool>("FALSE"))
    };
    if !writes {
        return others;
    }
    let foreign = t::author_organisation_id.ne(scope.organisation());
    Box::new(own.and(t::status.eq(status)).or(foreign.and(others)))
}

fn mentions(words: &str) -> Condition {
    let pattern = contains(words);
    let serial = contains(&words.split_whitespace().collect::<String>()).to_uppercase();
    Box::new(
        lower(t::number)
            .like(pattern.clone())
            .escape('\\')
            .or(lower(t::customer_name).like(pattern.clone()).escape('\\'))
            .or(lower(t::summary).like(pattern).escape('\\'))
            .or(t::serial_key.assume_not_null().like(serial).escape('\\')),
    )
}

/// The records that wait for a reviewer, oldest submission first; whether they are taken shows on each.
///
/// # Errors
/// What the database answers.
pub fn queue(
    conn: &mut Conn,
    scope: &Scope,
    kind: Option<ServiceRecordKind>,
    status: Option<&str>,
    query: &ListQuery,
) -> Result<Listing<Summary>, Error> {
    let mut rows = t::table.into_boxed::<AnyDb>().select(summary_columns!()).filter(visible(scope));
    rows = match status {
        Some(status) => rows.filter(t::submitted_status.eq(status.to_string())),
        None => rows.filter(t::submitted_status.eq_any(["submitted", "in_review"])),
    };
    if let Some(kind) = kind {
        rows = rows.filter(t::kind.eq(kind.as_str()));
    }
    if let (Some(after), Some(at)) =
        (&query.after, query.after.as_ref().and_then(crate::platform::web::list::Cursor::moment))
    {
        let submitted = t::submitted_at.assume_not_null();
        rows = if query.descending {
            rows.filter(submitted.lt(at).or(submitted.eq(at).and(t::id.lt(after.id()))))
        } else {
            rows.filter(submitted.gt(at).or(submitted.eq(at).and(t::id.gt(after.id()))))
        };
    }
    rows = if query.descending {
        rows.order((t::submitted_at.desc(), t::id.desc()))
    } else {
        rows.order((t::submitted_at.asc(), t::id.asc()))
    };
    let found: Vec<Summary> = rows.limit(query.limit + 1).load(conn)?;
    Ok(Listing::cut(found, query, |row| (moment_key(row.submitted_at.unwrap_or(row.updated_at)), row.id)))
}

/// How many records wait for a reviewer.
///
/// # Errors
/// What the database answers.
pub fn queue_length(conn: &mut Conn, scope: &Scope) -> Result<i64, Error> {
    let waiting = t::submitted_status.eq_any(["submitted", "in_review"]);
    Ok(t::table.into_boxed::<AnyDb>().filter(visible(scope)).filter(waiting).count().get_result(conn)?)
}

/// How many records came back to the actor's organisation and wait to be put right.
///
/// # Errors
/// What the database answers.
pub fn count_returned(conn: &mut Conn, scope: &Scope) -> Result<i64, Error> {
    let own = t::author_organisation_id.eq(scope.organisation());
    let back = t::submitted_status.eq(RecordStatus::Returned.as_str());
    Ok(t::table.into_boxed::<AnyDb>().filter(own).filter(back).count().get_result(conn)?)
}

/// The records of the same serial that were reported before `before`, newest first; at the same moment, those whose
/// id is smaller. All of them where none is named.
///
/// # Errors
/// What the database answers.
pub fn of_serial(
    conn: &mut Conn,
    scope: &Scope,
    serial_key: &str,
    before: Option<&Head>,
) -> Result<Vec<Summary>, Error> {
    let mut rows = t::table
        .into_boxed::<AnyDb>()
        .select(summary_columns!())
        .filter(visible(scope))
        .filter(t::serial_key.eq(serial_key.to_string()));
    if let Some(head) = before {
        let same_moment = t::reported_at.eq(head.reported_at).and(t::id.lt(head.id));
        rows = rows.filter(t::reported_at.lt(head.reported_at).or(same_moment));
    }
    Ok(rows.order((t::reported_at.desc(), t::id.desc())).limit(10).load(conn)?)
}

/// More fault records of one device than these are not looked through for repairs.
const MOST_OF_A_DEVICE: i64 = 1000;

/// The fault records in sight of a device of the customer of `head` that were filed, not refused, and reported before it, newest
/// first, each with what was sent in last. Two statements.
///
/// # Errors
/// What the database answers.
pub fn filed_before(
    conn: &mut Conn,
    scope: &Scope,
    head: &Head,
    serial_key: &str,
) -> Result<Vec<(Summary, Value)>, Error> {
    let Some(customer) = head.customer else { return Ok(vec![]) };
    let same_moment = t::reported_at.eq(head.reported_at).and(t::id.lt(head.id));
    let rows: Vec<Summary> = t::table
        .into_boxed::<AnyDb>()
        .select(summary_columns!())
        .filter(visible(scope))
        .filter(t::serial_key.eq(serial_key.to_string()))
        .filter(t::kind.eq(ServiceRecordKind::FaultRecord.as_str()))
        .filter(t::customer_id.assume_not_null().eq(customer))
        .filter(t::submitted_status.assume_not_null().ne(RecordStatus::Rejected.as_str()))
        .filter(t::reported_at.lt(head.reported_at).or(same_moment))
        .order((t::reported_at.desc(), t::id.desc()))
        .limit(MOST_OF_A_DEVICE)
        .load(conn)?;
    let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
    let mut contents = history::last_contents(conn, &ids)?;
    Ok(rows.into_iter().filter_map(|row| contents.remove(&row.id).map(|content| (row, content))).collect())
}

/// The records in sight of the work of a request, newest first; at most 50. One statement.
///
/// # Errors
/// What the database answers.
pub fn of_request(conn: &mut Conn, scope: &Scope, request: Id) -> Result<Vec<Summary>, Error> {
    Ok(t::table
        .into_boxed::<AnyDb>()
        .select(summary_columns!())
        .filter(visible(scope))
        .filter(t::request_id.assume_not_null().eq(request))
        .order((t::created_at.desc(), t::id.desc()))
        .limit(50)
        .load(conn)?)
}

/// Whether a number is taken.
///
/// # Errors
/// What the database answers.
pub fn number_exists(conn: &mut Conn, number: &str) -> Result<bool, Error> {
    Ok(diesel::select(diesel::dsl::exists(t::table.filter(t::number.eq(number)))).get_result(conn)?)
}
