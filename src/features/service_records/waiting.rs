//! What waits for somebody: counts for badges and the role home, and what a queue shows beside each of its rows
//! (4.4, 8.4). Every read of the head goes through `visible`.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::access::Scope;
use crate::domain::record_words::{RecordStatus, ServiceRecordKind};
use crate::error::Error;
use crate::platform::db::schema::{record_revisions, service_records as t};
use crate::platform::db::{AnyDb, Conn, Id, Moment};

use super::decision::Judged;
use super::store::visible;

/// How many records of each kind.
pub type Counts = Vec<(ServiceRecordKind, RecordStatus, i64)>;

/// How many records of the actor's organisation stand in each state; a state without any is left out.
///
/// # Errors
/// What the database answers.
pub fn count_own(conn: &mut Conn, scope: &Scope) -> Result<Counts, Error> {
    let own = t::author_organisation_id.eq(scope.organisation());
    Ok(t::table
        .filter(visible(scope))
        .filter(own)
        .group_by((t::kind, t::status))
        .select((t::kind, t::status, diesel::dsl::count_star()))
        .load(conn)?)
}

/// How many records the actor has taken and not yet decided on.
///
/// # Errors
/// What the database answers.
pub fn count_taken(conn: &mut Conn, scope: &Scope, now: Moment) -> Result<i64, Error> {
    let mine = t::taken_by.eq(scope.user()).and(t::taken_until.gt(now));
    let rows = t::table.into_boxed::<AnyDb>().filter(visible(scope)).filter(mine);
    Ok(rows.filter(t::submitted_status.eq(RecordStatus::InReview.as_str())).count().get_result(conn)?)
}

/// The decision stored with the last revision of each record that the caller has found in sight. One statement.
///
/// # Errors
/// What the database answers; `Internal` where a stored decision cannot be read.
pub fn last_decisions(conn: &mut Conn, records: &[Id]) -> Result<HashMap<Id, Judged>, Error> {
    use record_revisions as r;
    let rows: Vec<(Id, serde_json::Value)> = r::table
        .filter(r::record_id.eq_any(records))
        .order((r::record_id, r::revision))
        .select((r::record_id, r::decision))
        .load(conn)?;
    let last: HashMap<Id, serde_json::Value> = rows.into_iter().collect();
    last.into_iter().map(|(id, decision)| Ok((id, serde_json::from_value(decision)?))).collect()
}
